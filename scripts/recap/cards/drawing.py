"""Draws a card: words as a station sign, next to a line with its stop, as a PNG. The same words give the same bytes.

The font is Source Sans Pro (SIL Open Font License), from a package. A letter that it lacks is never drawn.
"""

import functools
import io
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

Palette = tuple[str, str, str]
"""Sign, ink and line as `#rrggbb`."""
VERSION = 2
"""Version of the drawing, raised when it changes."""
_SHADES = 16
"""Palette entries from sign to ink, for smooth letters; the colour of the line follows."""
_COMPRESSION = 3
"""Level of zlib: half the time of the usual 6, for files a third larger."""


class Card(NamedTuple):
    """Words on a card; an empty one leaves no gap."""

    title: str
    who: str
    where: str
    site: str

    @property
    def is_writable(self) -> bool:
        """True if the font has every letter."""
        return all(map(_has_letter, "".join(self)))

    def writable(self) -> "Card":
        """Return the card with those of its words that the font can write."""
        return Card(*(words if all(map(_has_letter, words)) else "" for words in self))


class Layout(NamedTuple):
    """Where things stand on a card; lengths in pixels."""

    size: tuple[int, int]
    """Width and height of the picture."""
    margin: int
    left: int
    """Where words begin."""
    line: tuple[int, int]
    """Left and right edge of the line."""
    stop: tuple[int, int]
    """Diameter of the stop, and the height of its top, which is that of the title."""
    titles: tuple[int, ...]
    """Sizes of the title's letters: the first that fits is taken."""
    title_height: int
    text: int
    """Size of all other letters."""
    text_lines: int
    """Number of lines that each other text may take."""


SHARED = Layout((1200, 630), 72, 210, (98, 121), (120, 72), (96, 84, 72, 60, 50), 330, 34, 1)
"""The picture of a shared link, in the size that readers of Open Graph crop least."""
COVER = Layout((1600, 2560), 140, 400, (187, 233), (240, 400), (190, 160, 130, 110, 90), 1100, 66, 3)
"""The cover of a book, in the ratio 1.6 that shops of electronic books ask for."""


def colours(tokens: str, own: Mapping[str, str]) -> Palette:
    """Return the site's own colours, or those of the stylesheet of tokens, or the default."""
    found = dict(reversed(re.findall(r"--recap-(sign|sign-ink|sign-line): *(#[0-9a-fA-F]{6});", tokens))) | dict(own)
    return found.get("sign", "#14224a"), found.get("sign-ink", "#ffffff"), found.get("sign-line", "#ffd21f")


def draw(card: Card, palette: Palette, layout: Layout = SHARED) -> bytes:
    """Return a PNG with a palette of 17 colours."""
    from PIL import ImageDraw

    image = _background(layout).copy()
    pen = ImageDraw.Draw(image)
    (width, height), margin, left = layout.size, layout.margin, layout.left
    ink, soft, width = _SHADES - 1, int(_SHADES * 0.75), width - left - margin
    size, lines = _title(card.title, width, layout)
    bold, y = _font("Bold", size), layout.stop[1]
    for line in lines[: layout.title_height // size]:
        pen.text((left, y), _cut(line, bold, width), font=bold, fill=ink)
        y += round(size * 1.08)
    y += round(layout.text * 0.7)
    regular = _font("Regular", layout.text)
    for text in filter(None, (card.who, card.where)):
        lines = _lines(text, regular, width)
        rest = " ".join(lines[layout.text_lines - 1 :])
        for line in filter(None, (*lines[: layout.text_lines - 1], rest)):
            pen.text((left, y), _cut(line, regular, width), font=regular, fill=soft)
            y += round(layout.text * 1.36)
    bold = _font("Bold", layout.text + 2)
    pen.text((left, height - margin - layout.text - 2), _cut(card.site, bold, width), font=bold, fill=ink)
    image.putpalette(_ramp(palette))
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=_COMPRESSION)
    return file.getvalue()


def _title(title: str, width: int, layout: Layout) -> tuple[int, list[str]]:
    """Return the size of the title's letters, and its lines; the smallest size if it fits in none."""
    for size in layout.titles:
        bold = _font("Bold", size)
        lines = _lines(title, bold, width)
        if len(lines) * size <= layout.title_height and all(bold.getlength(line) <= width for line in lines):
            break
    return size, lines


def _lines(text: str, font: Any, width: int) -> list[str]:
    """Return the text broken at spaces into lines that fit, one word each at least."""
    first, *words = text.split(" ")
    lines = [first]
    for word in words:
        longer = f"{lines[-1]} {word}"
        if font.getlength(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _cut(text: str, font: Any, width: int) -> str:
    """Return the text, or as much of its start as fits, with an ellipsis."""
    if font.getlength(text) <= width:
        return text
    fits, fails = 0, len(text)
    while fails - fits > 1:
        middle = (fits + fails) // 2
        if font.getlength(f"{text[:middle].rstrip()}…") > width:
            fails = middle
        else:
            fits = middle
    return f"{text[:fits].rstrip()}…"


def _ramp(palette: Palette) -> list[int]:
    """Return the palette, three bytes per colour: from sign to ink, then the line."""
    sign, ink, line = (bytes.fromhex(colour[1:]) for colour in palette)
    last = _SHADES - 1
    shades = [low + (high - low) * step / last for step in range(_SHADES) for low, high in zip(sign, ink, strict=True)]
    return [*map(round, shades), *line]


@functools.cache
def _background(layout: Layout) -> Any:
    """Return the line and its stop as palette indices."""
    from PIL import Image, ImageDraw

    (left, right), (diameter, top), scale = layout.line, layout.stop, 4
    image = Image.new("L", layout.size, 0)
    ImageDraw.Draw(image).rectangle((left, 0, right, layout.size[1]), fill=_SHADES)
    stop = Image.new("L", (scale * diameter, scale * diameter), 0)
    pen, whole = ImageDraw.Draw(stop), scale * diameter
    for share, shade in ((1 / 12, _SHADES - 1), (7 / 24, 0)):
        edge = round(whole * share)
        pen.ellipse((edge, edge, whole - edge, whole - edge), fill=shade)
    small = stop.resize((diameter, diameter), Image.Resampling.LANCZOS)
    place = ((left + right - diameter) // 2, top)
    image.paste(small.point(lambda shade: min(shade, _SHADES - 1)), place)
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
