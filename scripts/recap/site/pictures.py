"""Pictures as they are published: upright, without metadata, and no larger than a page can use.

The result depends on the bytes of the file and the version of Pillow alone. A file that is fine is published as its
bytes are; what is drawn again keeps its colour profile, except that printing inks become screen colours.
"""

import io
import warnings
from pathlib import Path
from typing import Any

from recap.core.filesystem import MAX_FILE_BYTES, read_file
from recap.core.picture_metadata import without_metadata
from recap.core.picture_pieces import CutPictureError
from recap.core.pictures import MAX_BYTES, MAX_PIXELS, SUFFIXES, Picture, describe

_QUALITIES = (85, 75, 65)
"""Qualities of JPEG and WebP, tried until a picture is light enough."""
_TURNS = {2: "FLIP_LEFT_RIGHT", 3: "ROTATE_180", 4: "FLIP_TOP_BOTTOM", 5: "TRANSPOSE", 6: "ROTATE_270",
          7: "TRANSVERSE", 8: "ROTATE_90"}  # fmt: skip
"""Orientation in Exif -> what turns a picture upright (CIPA DC-008, 4.6.4)."""


def published_file(path: Path, root: Path) -> bytes | None:
    """Return the bytes to publish for a file of docs/; None for one that is no picture, and is copied as it is.

    Raises OSError if it cannot be read, or if nobody can tell where its metadata are.
    """
    if path.suffix.lower().removeprefix(".") not in SUFFIXES:
        return None
    try:
        return published(read_file(path, root, MAX_FILE_BYTES))
    except (CutPictureError, LookupError) as error:
        raise OSError(f"{path}: {error}") from error


def published(raw: bytes) -> bytes:
    """Return the bytes to publish for those of a picture. Raises as `describe`."""
    picture, plain = describe(raw), without_metadata(raw)
    size = picture.published_size
    is_reduced = picture.is_photograph and (size != (picture.width, picture.height) or len(raw) > MAX_BYTES)
    if picture.orientation == 1 and not picture.is_cmyk and not is_reduced:
        return plain
    made = redrawn(raw, picture, size)
    if made is None:  # its pixels are damaged, or too many: they stay as they are
        return plain
    is_lighter = len(made) < len(plain) or size != (picture.width, picture.height)
    return made if is_lighter or picture.orientation != 1 or picture.is_cmyk else plain


def shrunk(raw: bytes) -> bytes:
    """Return the bytes of a smaller picture in the same format, as somebody asks for who knows what it shows.

    Unlike a published one, a drawing loses pixels too. Raises as `describe`.
    """
    made = published(raw)
    picture = describe(made)
    size = picture.limited_size
    if size == (picture.width, picture.height):
        return made
    return redrawn(made, picture, size) or made


def redrawn(raw: bytes, picture: Picture, size: tuple[int, int]) -> bytes | None:
    """Return a picture in the same format, upright, in a size and without metadata; None if it cannot be drawn."""
    from PIL import Image

    if picture.is_animated or picture.stored_pixels > MAX_PIXELS:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # nobody could act on what a library says of a stranger's file
            with Image.open(io.BytesIO(raw), formats=[picture.format]) as opened:
                return without_metadata(_drawn(opened, picture, size, len(raw) > MAX_BYTES))
    except (OSError, ValueError, SyntaxError, ArithmeticError, LookupError, MemoryError, Image.DecompressionBombError):
        return None


def _drawn(opened: Any, picture: Picture, size: tuple[int, int], is_heavy: bool) -> bytes:
    from PIL import Image, JpegImagePlugin

    profile, shown = opened.info.get("icc_profile"), (picture.width, picture.height)
    turned = size if picture.orientation < 5 else size[::-1]
    tables = getattr(opened, "quantization", None)
    sampling = JpegImagePlugin.get_sampling(opened) if tables else -1
    opened.draft(None, turned)  # a JPEG unpacks itself at an eighth, a quarter or half of its size
    image = opened
    if picture.is_cmyk:
        image, profile = _on_screen(image, profile), None
    if size != shown:
        if image.mode in ("1", "P"):  # whose pixels are no colours that could be mixed
            image = image.convert("RGBA" if "transparency" in image.info else "L" if image.mode == "1" else "RGB")
        image = image.resize(turned, Image.Resampling.LANCZOS, reducing_gap=2.0)
    if picture.orientation != 1:
        image = image.transpose(Image.Transpose[_TURNS[picture.orientation]])
    own: dict[str, Any] = {"icc_profile": profile} if profile else {}
    if picture.format == "jpeg":
        own |= {"progressive": True, "optimize": True}
        if size == shown and not is_heavy and not picture.is_cmyk and tables:  # turned, and nothing else
            return _saved(image, "jpeg", qtables=tables, subsampling=sampling, **own)
    elif picture.format != "webp" or picture.is_lossless:
        return _saved(image, picture.format, **own, **({"lossless": True} if picture.format == "webp" else {}))
    made = b""
    for quality in _QUALITIES:
        made = _saved(image, picture.format, quality=quality, **own)
        if len(made) <= MAX_BYTES:
            break
    return made


def _on_screen(image: Any, profile: bytes | None) -> Any:
    """Return a picture in printing inks as sRGB, by its colour profile if it has one."""
    from PIL import ImageCms

    if profile:
        try:
            inks, screen = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
            return ImageCms.profileToProfile(image, inks, screen, outputMode="RGB")
        except (OSError, ImageCms.PyCMSError):
            pass  # no profile of inks: it is read as one without
    return image.convert("RGB")


def _saved(image: Any, name: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, name, **options)
    return file.getvalue()
