"""Picture files, read without unpacking them: format, size, what is cut off, and what of them is metadata."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import Any

import pytest
from PIL import Image, PngImagePlugin

from recap.core.picture_metadata import without_metadata
from recap.core.picture_pieces import SHOWN, CutPictureError, identify, pieces
from recap.core.pictures import describe

XMP = b"<x:xmpmeta>SECRET</x:xmpmeta>"


def exif(orientation: int = 6) -> Image.Exif:
    """Metadata as a telephone writes them: turned, with a camera and a position."""
    found = Image.Exif()
    found[0x0112], found[0x010F] = orientation, "SECRET"
    position: dict[int, Any] = found.get_ifd(0x8825)
    position[1], position[2], position[29] = "N", (48.0, 51.0, 3.0), "SECRET"
    return found


@cache
def noise() -> Image.Image:
    """Pixels of which a wrong one would be seen."""
    return Image.effect_noise((120, 80), 60).convert("RGB")


def saved(image: Image.Image, name: str, **options: Any) -> bytes:
    """A picture file."""
    file = io.BytesIO()
    image.save(file, name, **options)
    return file.getvalue()


def with_text() -> PngImagePlugin.PngInfo:
    """Text chunks of a PNG, of every kind."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "SECRET")
    info.add_text("Comment", "SECRET " * 99, zip=True)
    info.add_itxt("Title", "SECRET", zip=False)
    return info


FILES: dict[str, Callable[[], bytes]] = {
    "jpeg": lambda: saved(noise(), "jpeg", exif=exif(), comment=b"SECRET", xmp=XMP),
    "progressive": lambda: saved(noise(), "jpeg", exif=exif(), progressive=True),
    "grey": lambda: saved(noise().convert("L"), "jpeg", exif=exif()),
    "png": lambda: saved(noise(), "png", exif=exif(), pnginfo=with_text()),
    "webp": lambda: saved(noise(), "webp", exif=exif(), xmp=XMP),
    "lossless": lambda: saved(noise(), "webp", lossless=True, exif=exif()),
    "gif": lambda: saved(noise(), "gif", comment=b"SECRET"),
    "avif": lambda: saved(noise(), "avif", exif=exif(), xmp=XMP),
}
UPRIGHT = ("gif",)


@pytest.mark.parametrize("name", FILES)
def test_metadata_go_and_pixels_stay(name: str) -> None:
    """Exif, XMP, comments and text chunks leave; what is shown is the same; doing it again changes nothing."""
    raw = FILES[name]()
    made = without_metadata(raw)
    assert b"SECRET" in raw or name in ("png", "progressive")
    assert b"SECRET" not in made
    with Image.open(io.BytesIO(raw)) as before, Image.open(io.BytesIO(made)) as after:
        assert after.convert("RGB").tobytes() == before.convert("RGB").tobytes()
        assert not {*after.getexif()} - {0x0112}
        assert not after.getexif().get_ifd(0x8825)
        assert not {*after.info} & {"comment", "Author", "Comment", "Title"}
    assert without_metadata(made) == made


@pytest.mark.parametrize("name", FILES)
def test_the_size_is_the_one_that_is_seen(name: str) -> None:
    """A picture that is turned by a quarter is higher than wide."""
    assert (describe(FILES[name]()).width, describe(FILES[name]()).height) == (
        (120, 80) if name in UPRIGHT else (80, 120)
    )


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("name", ["jpeg", "png", "webp"])
def test_every_orientation_is_read(name: str, orientation: int) -> None:
    found = describe(saved(noise(), name, exif=exif(orientation)))
    assert found.orientation == orientation
    assert (found.width > found.height) == (orientation < 5)


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_ends_early_is_found(name: str) -> None:
    """Wherever it was cut off."""
    raw = FILES[name]()
    last = pieces(raw, identify(raw))[-1].end
    for end in {1, 9, 13, 31, last // 3, last // 2, last - 2, last - 1}:
        with pytest.raises((CutPictureError, LookupError)):
            describe(raw[:end])


@pytest.mark.parametrize("name", ["jpeg", "png", "gif"])
def test_what_follows_the_end_goes(name: str) -> None:
    """A telephone puts a second picture there, with metadata of its own."""
    assert b"SECRET" not in without_metadata(saved(noise(), name) + b"SECRET")


@pytest.mark.parametrize("name", ["jpeg", "png", "webp", "avif"])
def test_the_colour_profile_stays(name: str) -> None:
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    with Image.open(io.BytesIO(without_metadata(saved(noise(), name, icc_profile=profile, exif=exif())))) as found:
        assert found.info["icc_profile"] == profile


@pytest.mark.parametrize("name", ["gif", "png", "webp", "avif"])
def test_an_animation_stays_one(name: str) -> None:
    frames = [Image.new("RGB", (50, 40), (shade, 0, 0)) for shade in (0, 80, 160)]
    raw = saved(frames[0], name, save_all=True, append_images=frames[1:], duration=100, loop=0)
    found = describe(raw)
    assert (found.is_animated, found.is_photograph) == (True, False)
    with Image.open(io.BytesIO(without_metadata(raw))) as made:
        assert getattr(made, "n_frames", 1) == 3


def test_drawings_and_inks_are_known() -> None:
    """Of a drawing no pixel is spared; inks are for presses."""
    assert describe(FILES["png"]()).is_lossless
    assert describe(FILES["lossless"]()).is_lossless
    assert not describe(FILES["webp"]()).is_lossless
    assert describe(saved(noise().convert("CMYK"), "jpeg")).is_cmyk


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b"", ""),
        (b"x", ""),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "heic"),
        (b"\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf", "avif"),
        (b"II*\0\x08\0\0\0", "tiff"),
        (b"MM\0*\0\0\0\x08", "tiff"),
        (b"BM\x46\0\0\0\0\0\0\0", "bmp"),
        (b"\xff\x0a\0\0", "jxl"),
        (b"8BPS\0\x01", "psd"),
        (b"%PDF-1.7", "pdf"),
        (b"<!doctype html>", "svg"),
    ],
)
def test_formats_are_told_by_their_first_bytes(raw: bytes, name: str) -> None:
    assert identify(raw) == name
    if name not in SHOWN:
        with pytest.raises(LookupError):
            describe(raw)


def test_nothing_is_unpacked() -> None:
    """A PNG that claims 20,000 × 20,000 pixels is measured from its head."""
    raw = bytearray(saved(Image.new("1", (1, 1)), "png"))
    raw[16:24] = struct.pack(">II", 20_000, 20_000)
    assert describe(bytes(raw)).stored_pixels == 400_000_000


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("name", FILES)
def test_damaged_files_raise_what_is_promised(name: str, seed: int) -> None:
    """Bytes at random in a file lead to a result or to one of the promised exceptions, and to no other."""
    import random

    chance, raw = random.Random(seed), bytearray(FILES[name]())
    for _ in range(1 + seed % 8):
        raw[chance.randrange(min(len(raw), 700))] = chance.randrange(256)
    for read in (describe, without_metadata):
        with suppress(CutPictureError, LookupError):
            read(bytes(raw))
