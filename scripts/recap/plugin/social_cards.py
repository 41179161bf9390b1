"""The picture that a shared link shows: a page's title as a station sign. Drawn at build time, kept by its content.

The font is Source Sans Pro (SIL Open Font License), from a package. A text with a letter that it lacks gets no picture.
"""

from __future__ import annotations

import functools
import hashlib
import io
import json
import os
import re
import time
from pathlib import Path
from typing import Any, NamedTuple

SIZE = (1200, 630)
"""Width and height in pixels, as the Open Graph protocol's readers crop least."""
_MARGIN, _LEFT = 72, 210
_SHADES = 16
"""Entries of the palette between the sign and its ink, so that letters have soft edges; the line's colour follows."""
_TITLE_SIZES = (96, 84, 72, 60, 50)
_VERSION = 1
"""Counts changes of the drawing, which are no change of its texts."""


class Card(NamedTuple):
    """What a picture says."""

    title: str
    who: str
    where: str
    site: str


def colours(tokens: str) -> tuple[str, str, str]:
    """Sign, ink and line, `#rrggbb` each, from the stylesheet of tokens; the original's where one is missing."""
    found = dict(reversed(re.findall(r"--recap-(sign|sign-ink|sign-line): *(#[0-9a-fA-F]{6});", tokens)))
    return found.get("sign", "#14224a"), found.get("sign-ink", "#ffffff"), found.get("sign-line", "#ffd21f")


def keep(card: Card, palette: tuple[str, str, str], cache: Path) -> Path | None:
    """The file of a picture, drawn unless the cache has it; None where the font lacks a letter of its texts."""
    from PIL import __version__

    if not all(map(_has_letter, "".join(card))):
        return None
    key = json.dumps([_VERSION, __version__, card, palette])
    path = cache / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.png"
    if path.is_file():
        path.touch()
    else:
        cache.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(f".{os.getpid()}")
        beside.write_bytes(draw(card, palette))
        beside.replace(path)
    return path


class Album:
    """The pictures of a site: drawn as pages are made, kept in a folder from build to build."""

    def __init__(self, tokens: Path, folder: Path) -> None:
        self._palette = colours(tokens.read_text("utf-8") if tokens.is_file() else "")
        self._folder = folder
        self.pictures: dict[str, Path] = {}
        """Address -> where the picture lies."""

    def add(self, data: dict[str, Any], site: str) -> None:
        """Draw the picture of a page, where it has one to draw; without it its data says so."""
        if "card" in data:
            if path := keep(Card(**data["card"], site=site), self._palette, self._folder):
                self.pictures[data["image"]] = path
            else:
                del data["image"]

    def tidy(self, seconds: float = 86400) -> None:
        """Remove the pictures that no page had drawn; one of the last day may be another build's."""
        kept = set(self.pictures.values())
        for path in self._folder.glob("*"):
            if path not in kept and path.stat().st_mtime < time.time() - seconds:
                path.unlink(missing_ok=True)


def draw(card: Card, palette: tuple[str, str, str]) -> bytes:
    """A PNG with a palette of 17 colours."""
    from PIL import ImageDraw

    image = _background().copy()
    pen = ImageDraw.Draw(image)
    ink, soft, width = _SHADES - 1, int(_SHADES * 0.75), SIZE[0] - _LEFT - _MARGIN

    def put(y: int, said: str, font: Any, shade: int) -> None:
        while len(said) > 1 and font.getlength(said) > width:
            said = said[:-2].rstrip() + "…"
        pen.text((_LEFT, y), said, font=font, fill=shade)

    for size in _TITLE_SIZES:
        bold = _font("Bold", size)
        lines = _lines(card.title, bold, width)
        if len(lines) * size <= 330 and all(bold.getlength(line) <= width for line in lines):
            break
    y = _MARGIN
    for line in lines[: 330 // size]:
        put(y, line, bold, ink)
        y += round(size * 1.08)
    y += 24
    for line in filter(None, (card.who, card.where)):
        put(y, line, _font("Regular", 34), soft)
        y += 46
    pen.text((_LEFT, SIZE[1] - _MARGIN - 36), card.site, font=_font("Bold", 36), fill=ink)
    image.putpalette(_ramp(palette))
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def _lines(text: str, font: Any, width: int) -> list[str]:
    """The text cut at its plain spaces into lines that fit, as far as its words do."""
    first, *words = text.split(" ")
    lines = [first]
    for word in words:
        longer = f"{lines[-1]} {word}"
        if font.getlength(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _ramp(palette: tuple[str, str, str]) -> list[int]:
    """The palette, three bytes a colour: from sign to ink, then the line."""
    sign, ink, line = (bytes.fromhex(colour[1:]) for colour in palette)
    last = _SHADES - 1
    shades = [low + (high - low) * step / last for step in range(_SHADES) for low, high in zip(sign, ink, strict=True)]
    return [*map(round, shades), *line]


@functools.cache
def _background() -> Any:
    """The line and its stop, as indices of the palette."""
    from PIL import Image, ImageDraw

    image = Image.new("L", SIZE, 0)
    ImageDraw.Draw(image).rectangle((98, 0, 121, SIZE[1]), fill=_SHADES)
    stop = Image.new("L", (480, 480), 0)
    pen = ImageDraw.Draw(stop)
    pen.ellipse((40, 40, 440, 440), fill=_SHADES - 1)
    pen.ellipse((140, 140, 340, 340), fill=0)
    small = stop.resize((120, 120), Image.Resampling.LANCZOS)
    image.paste(small.point(lambda shade: min(shade, _SHADES - 1)), (50, 72))
    return image


@functools.cache
def _font(weight: str, size: int) -> Any:
    import font_source_sans_pro as fonts
    from PIL import ImageFont

    return ImageFont.truetype({"Bold": fonts.SourceSansProBold, "Regular": fonts.SourceSansPro}[weight], size)


@functools.lru_cache(maxsize=4096)
def _has_letter(letter: str) -> bool:
    """Whether the font draws a letter otherwise than what it draws for none."""
    font = _font("Bold", 24)
    return letter.isspace() or bytes(font.getmask(letter)) != bytes(font.getmask("\uffff"))
