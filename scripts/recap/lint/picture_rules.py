"""Rules about picture files: each is what its name says, is complete, and is no larger than a page can use."""

from collections.abc import Iterator
from pathlib import Path

from recap.core.diagnostics import Diagnostic
from recap.core.filesystem import read_file
from recap.core.folder import Fault, fault_of
from recap.core.picture_pieces import SHOWN, CutPictureError, identify
from recap.core.pictures import MAX_BYTES, MAX_PIXELS, MAX_SIDE, SUFFIXES, describe

_SUFFIX = {"jpeg": "jpg"}
_NAMES = {"jpeg": "JPEG", "png": "PNG", "gif": "GIF", "webp": "WebP", "avif": "AVIF", "heic": "HEIC", "tiff": "TIFF",
          "bmp": "BMP", "jxl": "JPEG XL", "jp2": "JPEG 2000", "psd": "Photoshop"}  # fmt: skip
"""Format of pictures -> its name."""
_UNSHOWN = {
    **dict.fromkeys(["heic", "heif", "hif"], "HEIC"),
    **dict.fromkeys(["tif", "tiff"], "TIFF"),
    "bmp": "BMP",
    "jxl": "JPEG XL",
    **dict.fromkeys(["jp2", "j2k", "jpf"], "JPEG 2000"),
    "psd": "Photoshop",
    "xcf": "GIMP",
    "eps": "PostScript",
    **dict.fromkeys(["cr2", "cr3", "nef", "arw", "dng", "raf", "orf", "rw2"], "RAW"),
}
"""Suffix of a picture that browsers do not show -> the name of its format."""


def fault_of_suffix(name: str, suffix: str) -> Fault | None:
    """Return what to say of a file whose suffix is that of a picture which is not published; None for others."""
    if suffix in ("jfif", "jpe"):
        return "E140.suffix", {"near": f"{name}.jpg"}
    return ("E140.format", {"format": _UNSHOWN[suffix]}) if suffix in _UNSHOWN else None


def check_picture(docs: Path, src_uri: str, path: str) -> Iterator[Diagnostic]:
    """Yield what is wrong with a picture that is published; `path` is the file's in messages.

    E105: it cannot be read. E140: it is no picture, not whole, or not of the type that its name says. W141: it is
    larger than a page can use. W142: its colours are printing inks. The file is not unpacked.
    """
    stem, _, suffix = src_uri.rpartition("/")[2].rpartition(".")
    try:
        raw = read_file(docs / src_uri, docs)
    except OSError as error:
        yield Diagnostic(path, 1, 1, *fault_of(error))
        return
    name = identify(raw)
    try:
        if not raw:
            yield Diagnostic(path, 1, 1, "E140.empty")
        elif name not in SHOWN:
            yield Diagnostic(
                path, 1, 1, *(("E140.format", {"format": _NAMES[name]}) if name in _NAMES else ("E140", {}))
            )
        elif name != SUFFIXES[suffix.lower()]:
            args = {"format": _NAMES[name], "near": f"{stem}.{_SUFFIX.get(name, name)}"}
            yield Diagnostic(path, 1, 1, "E140.misnamed", args)
        else:
            yield from _check(raw, path)
    except CutPictureError:
        yield Diagnostic(path, 1, 1, "E140.cut", {"format": _NAMES[name]})


def _check(raw: bytes, path: str) -> Iterator[Diagnostic]:
    picture = describe(raw)
    args = {"width": picture.width, "height": picture.height, "size": f"{len(raw) / 1e6:.1f}", "path": path,
            "side": MAX_SIDE}  # fmt: skip
    if picture.stored_pixels > MAX_PIXELS:
        yield Diagnostic(path, 1, 1, "E140.pixels", args | {"limit": MAX_PIXELS // 10**6})
    elif max(picture.width, picture.height) > MAX_SIDE or len(raw) > MAX_BYTES:
        yield Diagnostic(path, 1, 1, "W141" if picture.is_photograph else "W141.as_it_is", args)
    if picture.is_cmyk:
        yield Diagnostic(path, 1, 1, "W142", args)
