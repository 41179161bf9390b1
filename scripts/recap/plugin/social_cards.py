"""Social cards: the picture of a shared link, with the page's title as a station sign. Drawn at build time and kept.

The font is Source Sans Pro (SIL Open Font License), from a package. A text with a letter that the font lacks gets no
card.
"""

import functools
import hashlib
import io
import json
import os
import re
import shutil
import tempfile
import time
import weakref
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from recap.core.filesystem import read_file
from recap.core.private_folder import UntrustedFolderError, trusted, write_private

SIZE = (1200, 630)
"""Width and height in pixels, the size that readers of Open Graph crop least."""
_MARGIN, _LEFT = 72, 210
_SHADES = 16
"""Palette entries from sign to ink, for smooth letters; the colour of the line follows."""
_TITLE_SIZES = (96, 84, 72, 60, 50)
_VERSION = 1
"""Version of the drawing, raised when it changes."""
_DIGITS = 32
"""Length of the digests in the name of a kept picture."""


class Card(NamedTuple):
    """Words on a card."""

    title: str
    who: str
    where: str
    site: str


def colours(tokens: str, own: Mapping[str, str]) -> tuple[str, str, str]:
    """Return sign, ink and line as `#rrggbb`: the site's own, or those of the stylesheet of tokens, or the default."""
    found = dict(reversed(re.findall(r"--recap-(sign|sign-ink|sign-line): *(#[0-9a-fA-F]{6});", tokens))) | dict(own)
    return found.get("sign", "#14224a"), found.get("sign-ink", "#ffffff"), found.get("sign-line", "#ffd21f")


class SocialCardStore:
    """Cards of a site: drawn when pages are made, kept in a folder.

    The name of a file has the digests of what is drawn and of the picture: one that is not what it was is drawn again.
    """

    def __init__(self, tokens: Path | None, own: Mapping[str, str], folder: Path | None) -> None:
        """Use the site's own colours, or those of a stylesheet. Without a trusted folder pictures live as long."""
        self._palette = colours(tokens.read_text("utf-8") if tokens else "", own)
        self._folder = folder
        self.pictures: dict[str, Path] = {}
        """Address -> kept file."""

    def draw(self, data: dict[str, Any], site: str) -> None:
        """Draw the card of a page if it has one; if that is impossible, remove its address from the data."""
        if "card" in data:
            if path := self.draw_cached(Card(**data["card"], site=site)):
                self.pictures[data["image"]] = path
            else:
                del data["image"]

    def draw_cached(self, card: Card) -> Path | None:
        """Return the file of a card, drawn unless it is kept; None if the font lacks a letter."""
        if not all(map(_has_letter, "".join(card))):
            return None
        key = _digest(self._drawing(card).encode())
        for name in self._kept.pop(key, ()):
            path = self._place / name
            with suppress(OSError):
                if name == f"{key}-{_digest(read_file(path, self._place))}.png":
                    self._kept[key] = (name,)
                    path.touch()
                    return path
                path.unlink()
        content = draw(card, self._palette)
        name = f"{key}-{_digest(content)}.png"
        self._kept[key] = (name,)
        try:
            write_private(self._place / name, content)
        except OSError:  # the disk of the kept ones is full
            write_private(self._spare / name, content)
            return self._spare / name
        return self._place / name

    def remove_unused(self, seconds: float = 86400) -> None:
        """Remove cards that no page has; those drawn in the last `seconds` stay, as they may be another site's."""
        kept = set(self.pictures.values())
        if self._folder and os.path.lexists(self._folder) and self._place == self._folder:
            for path in self._folder.iterdir():
                if path not in kept and path.is_file() and path.stat().st_mtime < time.time() - seconds:
                    path.unlink(missing_ok=True)

    def _drawing(self, card: Card) -> str:
        """Return all that a picture depends on."""
        from PIL import __version__

        return json.dumps([_VERSION, __version__, card, self._palette])

    @functools.cached_property
    def _place(self) -> Path:
        """The folder, made when a card is first needed."""
        with suppress(UntrustedFolderError):
            return trusted(self._folder) if self._folder else self._spare
        return self._spare

    @functools.cached_property
    def _spare(self) -> Path:
        place = Path(tempfile.mkdtemp(prefix="recap-social-"))
        weakref.finalize(self, shutil.rmtree, place, ignore_errors=True)
        return place

    @functools.cached_property
    def _kept(self) -> dict[str, tuple[str, ...]]:
        """Digest of what is drawn -> names of files that claim to be it, read once for all cards."""
        found: dict[str, tuple[str, ...]] = {}
        for path in self._place.iterdir():
            key = path.name.partition("-")[0]
            found[key] = (*found.get(key, ()), path.name)
        return found


def draw(card: Card, palette: tuple[str, str, str]) -> bytes:
    """Return a PNG with a palette of 17 colours."""
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


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:_DIGITS]


def _lines(text: str, font: Any, width: int) -> list[str]:
    """Return the text broken at spaces into lines that fit."""
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
    """Return the palette, three bytes per colour: from sign to ink, then the line."""
    sign, ink, line = (bytes.fromhex(colour[1:]) for colour in palette)
    last = _SHADES - 1
    shades = [low + (high - low) * step / last for step in range(_SHADES) for low, high in zip(sign, ink, strict=True)]
    return [*map(round, shades), *line]


@functools.cache
def _background() -> Any:
    """Return the line and its stop as palette indices."""
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
    """Return True if the font has a glyph for a letter."""
    font = _font("Bold", 24)
    return letter.isspace() or bytes(font.getmask(letter)) != bytes(font.getmask("\uffff"))
