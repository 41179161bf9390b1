"""The pieces that a picture file consists of: segments, chunks, blocks or boxes. No pixel is unpacked.

JPEG: ITU-T T.81, annex B. PNG: W3C PNG, 5. GIF: GIF89a. WebP: RFC 9649, 2. AVIF: ISO/IEC 14496-12, 4.
"""

import re
import struct
from collections.abc import Iterator
from typing import NamedTuple

_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
"""What ends the compressed data of a JPEG scan."""
_PNG = b"\x89PNG\r\n\x1a\n"
_BRANDS = {b"avif": "avif", b"avis": "avif", b"heic": "heic", b"heix": "heic", b"hevc": "heic", b"heim": "heic",
           b"heis": "heic", b"mif1": "heic", b"msf1": "heic"}  # fmt: skip
_SIGNATURES = (
    (re.compile(rb"\xff\xd8\xff"), "jpeg"),
    (re.compile(re.escape(_PNG)), "png"),
    (re.compile(rb"GIF8[79]a"), "gif"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "webp"),
    (re.compile(rb"II[*+]\0|MM\0[*+]"), "tiff"),
    (re.compile(rb"BM.{4}\0\0\0\0", re.DOTALL), "bmp"),
    (re.compile(rb"\xff\x0a|\0\0\0\x0cJXL "), "jxl"),
    (re.compile(rb"\0\0\0\x0cjP  "), "jp2"),
    (re.compile(rb"8BPS"), "psd"),
    (re.compile(rb"\0\0\x01\0"), "ico"),
    (re.compile(rb"%PDF-"), "pdf"),
    (re.compile(rb"PK\x03\x04"), "zip"),
    (re.compile(rb"\s*(?:\xef\xbb\xbf)?<", re.DOTALL), "svg"),
)
SHOWN = ("avif", "gif", "jpeg", "png", "webp")
"""Formats of pixels that browsers show and Recap publishes."""


class CutPictureError(ValueError):
    """A picture file that ends before it should, or whose pieces contradict its size."""


class Piece(NamedTuple):
    """A piece of a picture file: its name in its format, its first byte, the byte after it, where its content starts.

    Names: `e1` (a marker of JPEG in hexadecimal), `tEXt` (PNG, WebP and AVIF), `image` or `fe` (GIF: an image, or the
    label of an extension), `head`.
    """

    name: str
    start: int
    end: int
    content: int


def identify(raw: bytes) -> str:
    """Return the format that the first bytes of a file show, in lower case; empty if it is none that is known."""
    if raw[4:8] == b"ftyp":
        brands = [raw[8:12], *(raw[place : place + 4] for place in range(16, min(_length(raw, 0), 256), 4))]
        known = [_BRANDS[brand] for brand in brands if brand in _BRANDS]
        return "avif" if "avif" in known else next(iter(known), "")
    return next((name for pattern, name in _SIGNATURES if pattern.match(raw)), "")


def pieces(raw: bytes, name: str) -> list[Piece]:
    """Return the pieces of a picture in one of the `SHOWN` formats; what follows its end is left out.

    Raises CutPictureError.
    """
    try:
        return [*_READERS[name](raw)]
    except (struct.error, IndexError) as error:
        raise CutPictureError(name) from error


def boxes(raw: bytes, start: int, end: int) -> Iterator[Piece]:
    """Yield the boxes of an ISO base media file between two places. Raises CutPictureError."""
    while start < end:
        size, content = _length(raw, start), start + 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", raw, content)
            content += 8
        stop = end if size == 0 else start + size
        if stop > end or stop < content:
            raise CutPictureError("avif")
        yield Piece(raw[start + 4 : start + 8].decode("latin-1"), start, stop, content)
        start = stop


def _jpeg(raw: bytes) -> Iterator[Piece]:
    yield Piece("head", 0, 2, 2)
    place = 2
    while True:
        found = raw.find(b"\xff", place)
        start = found
        while found >= 0 and raw[found + 1] == 0xFF:  # fill bytes
            found += 1
        if found < 0:
            raise CutPictureError("jpeg")
        marker = raw[found + 1]
        if marker == 0xD9:
            yield Piece("d9", found, found + 2, found + 2)
            return
        if marker in (0, 1, *range(0xD0, 0xD9)):
            place = found + 2
            continue
        (length,) = struct.unpack_from(">H", raw, found + 2)
        end = found + 2 + length
        if marker == 0xDA:
            match = _MARKER.search(raw, end)
            if not match:
                raise CutPictureError("jpeg")
            end = match.start()
        if end > len(raw) or length < 2:
            raise CutPictureError("jpeg")
        yield Piece(f"{marker:02x}", start, end, found + 4)
        place = end


def _png(raw: bytes) -> Iterator[Piece]:
    yield Piece("head", 0, 8, 8)
    place, name = 8, ""
    while name != "IEND":
        end = place + 12 + _length(raw, place)
        if end > len(raw):
            raise CutPictureError("png")
        name = raw[place + 4 : place + 8].decode("latin-1")
        yield Piece(name, place, end, place + 8)
        place = end


def _gif(raw: bytes) -> Iterator[Piece]:
    place = 13 + _colours(raw[10])
    yield Piece("head", 0, place, place)
    while raw[place] != 0x3B:
        start = place
        if raw[place] == 0x2C:
            name, content = "image", place + 11 + _colours(raw[place + 9])
        elif raw[place] == 0x21:
            name, content = f"{raw[place + 1]:02x}", place + 2
        else:
            raise CutPictureError("gif")
        place = content
        while raw[place]:
            place += raw[place] + 1
        place += 1
        yield Piece(name, start, place, content)
    yield Piece("3b", place, place + 1, place + 1)


def _colours(flags: int) -> int:
    """Return the bytes of the table of colours that the flags of a GIF announce."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _webp(raw: bytes) -> Iterator[Piece]:
    (size,) = struct.unpack_from("<I", raw, 4)
    yield Piece("head", 0, 12, 12)
    place, last = 12, size + 8
    if last > len(raw):
        raise CutPictureError("webp")
    while place + 8 <= last:
        (length,) = struct.unpack_from("<I", raw, place + 4)
        end = place + 8 + length + length % 2
        if end > last + 1:
            raise CutPictureError("webp")
        yield Piece(raw[place : place + 4].decode("latin-1").strip(), place, min(end, len(raw)), place + 8)
        place = end


def _avif(raw: bytes) -> Iterator[Piece]:
    yield from boxes(raw, 0, len(raw))


def _length(raw: bytes, place: int) -> int:
    return int(struct.unpack_from(">I", raw, place)[0])


_READERS = {"jpeg": _jpeg, "png": _png, "gif": _gif, "webp": _webp, "avif": _avif}
