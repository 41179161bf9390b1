"""Picture files without Exif, XMP, IPTC, comments and previews. No pixel is touched, so no quality is lost."""

import struct
from collections.abc import Iterator

from recap.core.picture_pieces import SHOWN, CutPictureError, Piece, boxes, identify, pieces
from recap.core.pictures import boxes_in

_KEPT_PNG = frozenset(["head", "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "cICP", "sBIT",
                       "bKGD", "pHYs", "acTL", "fcTL", "fdAT", "mDCV", "cLLI"])  # fmt: skip
_KEPT_WEBP = frozenset(["head", "VP8X", "VP8", "VP8L", "ALPH", "ANIM", "ANMF", "ICCP"])
_WEBP_METADATA = 0x08 | 0x04
"""Flags of a WebP that announce Exif and XMP."""
_KEPT_GIF = (b"\x0bNETSCAPE2.0", b"\x0bANIMEXTS1.0", b"\x0bICCRGBG1012")
"""Applications whose blocks a GIF needs: how often it repeats, and its colours."""
_EMPTY_EXIF = b"\0\0\0\0II*\0\x08\0\0\0\0\0"
"""Metadata of an AVIF that say nothing, and that every reader accepts."""


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
    tracks = [piece for piece in boxes_in(raw, found, "moov") if piece.name == "trak"]
    inside = [
        *boxes_in(raw, found, "moov"),
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
    own = {piece.name: piece for piece in boxes_in(raw, found, "meta")}
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

    def take(size: int) -> int:
        nonlocal place
        place += size
        if place > own["iloc"].end:
            raise CutPictureError("avif")
        return int.from_bytes(raw[place - size : place], "big")

    for _ in range(take(4 if version == 2 else 2)):
        item = take(4 if version == 2 else 2)
        method = take(2) & 15 if version else 0
        take(2)
        base = take(base_size)
        within = own["idat"].content if method == 1 and "idat" in own else 0
        for _ in range(take(2)):
            take(index_size)
            start, length = within + base + take(offset_size), take(length_size)
            if item in wanted:
                yield start, length or len(raw) - start, wanted[item]


_KEPT = {"jpeg": _kept_of_jpeg, "png": _kept_of_png, "gif": _kept_of_gif, "webp": _kept_of_webp}
