"""Pictures as they are published: upright, in screen colours, no larger than a page can use, the same every time."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageOps

from recap.core.picture_metadata import without_metadata
from recap.core.pictures import MAX_BYTES, MAX_SIDE, describe
from recap.site.pictures import published, published_file, shrunk
from tests.unit.core.test_pictures import exif, noise, saved


def opened(raw: bytes) -> Any:
    """A picture, unpacked."""
    image = Image.open(io.BytesIO(raw))
    image.load()
    return image


@pytest.mark.parametrize("name", ["jpeg", "png", "webp", "gif", "avif"])
def test_a_picture_that_is_fine_is_not_drawn_anew(name: str) -> None:
    """Its bytes are those of the file, without the metadata."""
    raw = saved(noise(), name)
    assert published(raw) == without_metadata(raw)


@pytest.mark.parametrize("orientation", range(2, 9))
@pytest.mark.parametrize("name", ["jpeg", "png", "webp"])
def test_a_turned_picture_is_published_upright(name: str, orientation: int) -> None:
    """With the size that was announced, and nothing of the metadata that said how it was held."""
    image = Image.linear_gradient("L").resize((60, 40)).convert("RGB")
    raw = saved(image, name, exif=exif(orientation))
    made = published(raw)
    meant = ImageOps.exif_transpose(opened(raw)).convert("RGB")
    found = opened(made)
    assert (found.size, describe(raw).published_size, dict(found.getexif())) == (meant.size, meant.size, {})
    assert max(ImageChops.difference(meant, found.convert("RGB")).tobytes()) < 12
    assert published(raw) == made


@pytest.mark.parametrize("name", ["jpeg", "webp"])
def test_a_large_photograph_is_reduced(name: str) -> None:
    """To what a page can use, in its proportions, with its colour profile."""
    raw = saved(noise().resize((3000, 1800)), name, icc_profile=b"x" * 200, exif=exif())
    found = describe(published(raw))
    assert (found.width, found.height) == describe(raw).published_size == (1200, MAX_SIDE)
    assert opened(published(raw)).info["icc_profile"] == b"x" * 200


def test_a_heavy_photograph_becomes_light() -> None:
    """Also where it has few pixels."""
    raw = saved(Image.effect_noise((1900, 1500), 90).convert("RGB"), "jpeg", quality=98, subsampling=0)
    made = published(raw)
    assert len(raw) > 2 * MAX_BYTES
    assert len(made) < len(raw) / 2
    assert (describe(made).width, describe(made).height) == (1900, 1500)


@pytest.mark.parametrize("name", ["png", "gif"])
def test_a_drawing_keeps_its_pixels(name: str) -> None:
    raw = saved(Image.new("P", (2500, 10)), name)
    assert published(raw) == without_metadata(raw)
    assert describe(raw).published_size == (2500, 10)


def test_inks_become_screen_colours() -> None:
    made = published(saved(noise().convert("CMYK"), "jpeg"))
    assert (describe(made).is_cmyk, opened(made).mode) == (False, "RGB")


def test_damaged_pixels_are_published_as_they_are_without_metadata() -> None:
    """Nobody can turn them; their metadata go all the same."""
    raw = saved(noise(), "png", exif=exif())
    start = raw.index(b"IDAT") + 4
    broken = raw[:start] + b"\0" * 40 + raw[start + 40 :]
    assert published(broken) == without_metadata(broken)


def test_other_files_are_copied(tmp_path: Path) -> None:
    """What is no picture by its name has nothing to be taken out; one that is none in fact is not published."""
    (tmp_path / "a.txt").write_text("x", "utf-8")
    (tmp_path / "a.PNG").write_text("x", "utf-8")
    assert published_file(tmp_path / "a.txt", tmp_path) is None
    with pytest.raises(OSError, match=r"a\.PNG"):
        published_file(tmp_path / "a.PNG", tmp_path)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA"])
def test_who_asks_for_a_smaller_drawing_gets_one(mode: str) -> None:
    """`recap shrink` spares pixels of anything."""
    found = describe(shrunk(saved(Image.new(mode, (3000, 1500)), "png")))
    assert (found.format, found.width, found.height) == ("png", MAX_SIDE, 1000)
