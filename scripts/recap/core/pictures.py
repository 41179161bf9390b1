"""What a picture file is: format, size as it is shown, and what else whoever publishes it needs to know.

Nothing is unpacked, so even the size of an enormous picture costs no more than its bytes. Exif: CIPA DC-008, 4.
"""

import struct
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from recap.core.picture_pieces import SHOWN, CutPictureError, Piece, boxes, identify, pieces

SUFFIXES = {"png": "png", "jpg": "jpeg", "jpeg": "jpeg", "gif": "gif", "webp": "webp", "avif": "avif"}
"""Suffix of a name, in lower case -> the format that it announces."""
MAX_SIDE = 2_000
"""Pixels of a published picture on its longer side: twice the width of a page, for dense screens."""
MAX_BYTES = 1_000_000
"""Bytes of a picture that a page can wait for."""
MAX_PIXELS = 100_000_000
"""Pixels of a picture that is unpacked, as in 400 MB of memory."""
_ORIENTATION = 0x0112
_FRAMES = frozenset(f"c{digit:x}" for digit in range(16)) - {"c4", "c8", "cc"}
"""Markers of JPEG after which the size of a picture stands."""
_EXIF = b"Exif\0\0"


@dataclass(frozen=True)
class Picture:
    """What the bytes of a picture file say about it."""

    format: str
    """One of `SHOWN`."""
    width: int
    """In pixels, as it is shown, once it has been turned."""
    height: int
    orientation: int = 1
    """As Exif has it, 1 to 8; 1 is upright."""
    is_animated: bool = False
    is_lossless: bool = False
    """True for drawings: fewer pixels would blur them, and pixels are all that they are."""
    is_cmyk: bool = False
    """True for colours of printing inks, which readers of books show in other ones."""

    @property
    def is_photograph(self) -> bool:
        """True if fewer pixels lose nothing that a page could show: neither a drawing nor an animation."""
        return self.format in ("jpeg", "webp") and not (self.is_lossless or self.is_animated)

    @property
    def stored_pixels(self) -> int:
        """Number of pixels."""
        return self.width * self.height

    @property
    def published_size(self) -> tuple[int, int]:
        """Width and height of the picture as it is published."""
        return self.limited_size if self.is_photograph else (self.width, self.height)

    @property
    def limited_size(self) -> tuple[int, int]:
        """Width and height with at most `MAX_SIDE` on the longer side; those it has if nobody could unpack it."""
        longer = max(self.width, self.height)
        if longer <= MAX_SIDE or self.stored_pixels > MAX_PIXELS:
            return self.width, self.height
        return max(1, round(self.width * MAX_SIDE / longer)), max(1, round(self.height * MAX_SIDE / longer))


def describe(raw: bytes) -> Picture:
    """Return what a picture file is. Raises CutPictureError, or LookupError if its format is not one of `SHOWN`."""
    name = identify(raw)
    if name not in SHOWN:
        raise LookupError(name)
    found = pieces(raw, name)
    try:
        described = _DESCRIBED[name](raw, found)
    except (struct.error, IndexError) as error:
        raise CutPictureError(name) from error
    if not (described.width and described.height):
        raise CutPictureError(name)
    return described


def _turned(name: str, width: int, height: int, orientation: int, **more: bool) -> Picture:
    if more.get("is_animated"):  # which browsers show as they are
        orientation = 1
    if orientation > 4:
        width, height = height, width
    return Picture(name, width, height, orientation, **more)


def _jpeg(raw: bytes, found: Iterable[Piece]) -> Picture:
    orientation, width, height, components = 1, 0, 0, 0
    for piece in found:
        if piece.name == "e1" and raw.startswith(_EXIF, piece.content):
            orientation = _orientation(raw[piece.content + len(_EXIF) : piece.end])
        elif piece.name in _FRAMES:
            height, width, components = struct.unpack_from(">HHB", raw, piece.content + 1)
    return _turned("jpeg", width, height, orientation, is_cmyk=components == 4)


def _png(raw: bytes, found: Iterable[Piece]) -> Picture:
    width, height = struct.unpack_from(">II", raw, 16)
    places = {piece.name: piece for piece in found}
    if not places.keys() >= {"IHDR", "IDAT"}:
        raise CutPictureError("png")
    exif = places.get("eXIf")
    orientation = _orientation(raw[exif.content : exif.end]) if exif else 1
    return _turned("png", width, height, orientation, is_animated="acTL" in places, is_lossless=True)


def _gif(raw: bytes, found: Iterable[Piece]) -> Picture:
    width, height = struct.unpack_from("<HH", raw, 6)
    images = sum(piece.name == "image" for piece in found)
    if not images:
        raise CutPictureError("gif")
    return Picture("gif", width, height, is_animated=images > 1, is_lossless=True)


def _webp(raw: bytes, found: Iterable[Piece]) -> Picture:
    places = {piece.name: piece for piece in found}
    size: tuple[int, int] | None = None
    if lossy := places.get("VP8"):
        across, down = struct.unpack_from("<HH", raw, lossy.content + 6)
        size = across & 0x3FFF, down & 0x3FFF
    if lossless := places.get("VP8L"):
        (bits,) = struct.unpack_from("<I", raw, lossless.content + 1)
        size = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if canvas := places.get("VP8X"):
        numbers = raw[canvas.content + 4 : canvas.content + 10]
        size = int.from_bytes(numbers[:3], "little") + 1, int.from_bytes(numbers[3:], "little") + 1
    animated = "ANMF" in places
    if size is None or not (lossy or lossless or animated):
        raise CutPictureError("webp")
    exif = places.get("EXIF")
    orientation = _orientation(raw[exif.content : exif.end].removeprefix(_EXIF)) if exif else 1
    return _turned("webp", *size, orientation, is_animated=animated, is_lossless=lossless is not None)


def _avif(raw: bytes, found: Iterable[Piece]) -> Picture:
    sizes, quarters, animated = [(0, 0)], 0, raw[8:12] == b"avis"
    for piece in boxes_in(raw, found, "meta", "iprp", "ipco"):
        if piece.name == "ispe":
            sizes.append(struct.unpack_from(">II", raw, piece.content + 4))
        elif piece.name == "irot":
            quarters = raw[piece.content] & 3
    width, height = max(sizes)
    if quarters % 2:
        width, height = height, width
    return Picture("avif", width, height, is_animated=animated)


def boxes_in(raw: bytes, found: Iterable[Piece], name: str, *below: str) -> Iterator[Piece]:
    """Yield the boxes in the boxes of a name, or in those of other names below these."""
    for piece in found:
        if piece.name == name:
            inner = boxes(raw, piece.content + (4 if name in ("meta", "iref") else 0), piece.end)
            yield from boxes_in(raw, inner, *below) if below else inner


def _orientation(exif: bytes) -> int:
    """Return the orientation in Exif, given from its byte order on; 1 if there is none that can be read."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(exif[:4])
    try:
        if order:
            (start,) = struct.unpack_from(f"{order}I", exif, 4)
            (number,) = struct.unpack_from(f"{order}H", exif, start)
            for place in range(start + 2, start + 2 + 12 * number, 12):
                tag, kind, _, value = struct.unpack_from(f"{order}HHIH", exif, place)
                if tag == _ORIENTATION and kind == 3 and 1 <= value <= 8:
                    return int(value)
    except struct.error:
        pass  # browsers show such a picture as its pixels are
    return 1


_DESCRIBED: dict[str, Callable[[bytes, Iterable[Piece]], Picture]] = {
    "jpeg": _jpeg, "png": _png, "gif": _gif, "webp": _webp, "avif": _avif,
}  # fmt: skip
