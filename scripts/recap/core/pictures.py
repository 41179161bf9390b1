"""What a picture file is: format, size as it is shown, and what else a reader of it needs; and the file without metadata.

Nothing is unpacked, so size and metadata of any file cost its bytes at most. Exif: CIPA DC-008, 4.
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
_KEPT_PNG = frozenset(["head", "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "cICP", "sBIT",
                       "bKGD", "pHYs", "acTL", "fcTL", "fdAT", "mDCV", "cLLI"])  # fmt: skip
_KEPT_WEBP = frozenset(["head", "VP8X", "VP8", "VP8L", "ALPH", "ANIM", "ANMF", "ICCP"])
_WEBP_METADATA = 0x08 | 0x04
"""Flags of a WebP that announce Exif and XMP."""
_KEPT_GIF = (b"\x0bNETSCAPE2.0", b"\x0bANIMEXTS1.0", b"\x0bICCRGBG1012")
"""Applications whose blocks a GIF needs: how often it repeats, and its colours."""
_EMPTY_EXIF = b"\0\0\0\0II*\0\x08\0\0\0\0\0"
"""Metadata of an AVIF that say nothing, and that every reader accepts."""


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


def without_metadata(raw: bytes) -> bytes:
    """Return a picture file without Exif, XMP, IPTC, comments, previews, and what follows its end.

    Pixels, colour profile and animation stay as they are, to the byte; an orientation is lost. Raises as `describe`.
    """
    name = identify(raw)
    if name not in SHOWN:
        raise LookupError(name)
    found = pieces(raw, name)
    if name == "avif":
        return _blanked_avif(raw, found)
    kept = b"".join(_KEPT[name](raw, piece) for piece in found)
    return kept[:4] + struct.pack("<I", len(kept) - 8) + kept[8:] if name == "webp" else kept


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
    for piece in _within(raw, found, "meta", "iprp", "ipco"):
        if piece.name == "ispe":
            sizes.append(struct.unpack_from(">II", raw, piece.content + 4))
        elif piece.name == "irot":
            quarters = raw[piece.content] & 3
    width, height = max(sizes)
    if quarters % 2:
        width, height = height, width
    return Picture("avif", width, height, is_animated=animated)


def _within(raw: bytes, found: Iterable[Piece], name: str, *below: str) -> Iterator[Piece]:
    """Yield the boxes in the boxes of a name, or in those of other names below these."""
    for piece in found:
        if piece.name == name:
            inner = boxes(raw, piece.content + (4 if name in ("meta", "iref") else 0), piece.end)
            yield from _within(raw, inner, *below) if below else inner


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


def _kept_of_jpeg(raw: bytes, piece: Piece) -> bytes:
    content = raw[piece.content : piece.end]
    if piece.name == "e0":  # with a preview, perhaps
        return (
            b"\xff\xe0\x00\x10" + content[:12] + b"\0\0" if content.startswith(b"JFIF\0") and len(content) > 13 else b""
        )
    is_colour = content.startswith({"e2": b"ICC_PROFILE\0", "ee": b"Adobe"}.get(piece.name, b"\0\0\0"))
    if piece.name == "fe" or (piece.name[0] in "ef" and not is_colour and piece.name != "head"):
        return b""
    return raw[piece.start : piece.end]


def _kept_of_png(raw: bytes, piece: Piece) -> bytes:
    return raw[piece.start : piece.end] if piece.name in _KEPT_PNG else b""


def _kept_of_gif(raw: bytes, piece: Piece) -> bytes:
    is_metadata = piece.name in ("fe", "01") or (piece.name == "ff" and not raw.startswith(_KEPT_GIF, piece.content))
    return b"" if is_metadata else raw[piece.start : piece.end]


def _kept_of_webp(raw: bytes, piece: Piece) -> bytes:
    if piece.name == "VP8X":
        flags = raw[piece.content] & ~_WEBP_METADATA
        return raw[piece.start : piece.content] + bytes([flags]) + raw[piece.content + 1 : piece.end]
    return raw[piece.start : piece.end] if piece.name in _KEPT_WEBP else b""


def _blanked_avif(raw: bytes, found: list[Piece]) -> bytes:
    """Return an AVIF whose metadata say nothing; its places stay, because its boxes point to them."""
    written = bytearray(raw)
    for piece in found:
        if piece.name == "uuid":
            written[piece.content : piece.end] = bytes(piece.end - piece.content)
    tracks = [piece for piece in _within(raw, found, "moov") if piece.name == "trak"]
    inside = [
        *_within(raw, found, "moov"),
        *(each for track in tracks for each in boxes(raw, track.content, track.end)),
    ]
    for piece in inside:
        if piece.name in ("udta", "meta"):
            written[piece.start + 4 : piece.end] = b"free" + bytes(piece.end - piece.start - 8)
    try:
        for start, length, is_exif in _metadata_of_avif(raw, found):
            if start + length > len(raw):
                raise CutPictureError("avif")
            empty = _EMPTY_EXIF[:length].ljust(length, b"\0") if is_exif else b" " * length
            written[start : start + length] = empty
    except (struct.error, IndexError) as error:
        raise CutPictureError("avif") from error
    return bytes(written)


def _metadata_of_avif(raw: bytes, found: list[Piece]) -> Iterator[tuple[int, int, bool]]:
    """Yield start and length of the parts of an AVIF that are metadata, and whether they are Exif.

    ISO/IEC 14496-12, 8.11.3 (iloc) and 8.11.6 (iinf).
    """
    own = {piece.name: piece for piece in _within(raw, found, "meta")}
    wanted: dict[int, bool] = {}
    if table := own.get("iinf"):
        for entry in boxes(raw, table.content + (6 if raw[table.content] == 0 else 8), table.end):
            wide = raw[entry.content] == 3
            number, _, kind = struct.unpack_from(">IH4s" if wide else ">HH4s", raw, entry.content + 4)
            if kind in (b"Exif", b"mime"):
                wanted[number] = kind == b"Exif"
    if not (wanted and "iloc" in own):
        return
    place = own["iloc"].content
    version, sizes, more = raw[place], raw[place + 4], raw[place + 5]
    offset_size, length_size, base_size = sizes >> 4, sizes & 15, more >> 4
    index_size = more & 15 if version else 0
    place += 6

    def number(size: int) -> int:
        nonlocal place
        place += size
        if place > own["iloc"].end:
            raise CutPictureError("avif")
        return int.from_bytes(raw[place - size : place], "big")

    for _ in range(number(4 if version == 2 else 2)):
        item = number(4 if version == 2 else 2)
        method = number(2) & 15 if version else 0
        number(2)
        base = number(base_size)
        within = own["idat"].content if method == 1 and "idat" in own else 0
        for _ in range(number(2)):
            number(index_size)
            start, length = within + base + number(offset_size), number(length_size)
            if item in wanted:
                yield start, length or len(raw) - start, wanted[item]


_DESCRIBED: dict[str, Callable[[bytes, Iterable[Piece]], Picture]] = {
    "jpeg": _jpeg, "png": _png, "gif": _gif, "webp": _webp, "avif": _avif,
}  # fmt: skip
_KEPT = {"jpeg": _kept_of_jpeg, "png": _kept_of_png, "gif": _kept_of_gif, "webp": _kept_of_webp}
