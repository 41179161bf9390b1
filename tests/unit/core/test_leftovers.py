"""Leftovers of editors, systems and cloud disks: passed over, or reported as the second copy that they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from recap.core.folder import list_folder
from recap.core.leftovers import is_passed_over, original_of
from recap.plugin.config import is_published

LEFT = ("talk.md~", "#talk.md#", ".#talk.md", "4913", "talk.md.swp", "talk.md.swo", ".talk.md.swn", "talk.md.bak",
        "talk.md.orig", "talk.md.rej", "x.tmp", "Thumbs.db", "thumbs.DB", "desktop.ini", "~$slides.pptx", ".DS_Store",
        "film.mp4.part",
        "slides.pdf.crdownload", "talk.md.kate-swp", "talk.md___jb_tmp___", "Icon\r", "__MACOSX", "@eaDir")  # fmt: skip
KEPT = (
    "talk.md",
    "4913.md",
    "a~b.md",
    "#1.md",
    "c#.md",
    "swp.md",
    "bak",
    "tmp.txt",
    "orig.png",
    "partial.md",
    "thumbs.md",
)
COPIES = {
    "talk (conflicted copy 2026-05-01).md": "talk.md",
    "talk (Ana Foo's conflicted copy 2026-05-01).md": "talk.md",
    "talk (copie en conflit de Ana 2026-05-01).md": "talk.md",
    "talk.sync-conflict-20260501-101010-ABCDEFG.md": "talk.md",
    "talk_conflict-20260501-101010.md": "talk.md",
    "map (conflicted copy 2026-05-01).png": "map.png",
    "talk 2.md": "talk.md",
    "talk (1).md": "talk.md",
    "talk(1).md": "talk.md",
    "talk - Copy.md": "talk.md",
    "talk - Copy (2).md": "talk.md",
    "talk - Kopie.md": "talk.md",
    "talk copy.md": "talk.md",
    "talk copy 3.md": "talk.md",
    "Copy of talk.md": "talk.md",
    "Copie de talk.md": "talk.md",
}
DIFFERENT = (
    "part 2.md",
    "map 2.png",
    "map (1).png",
    "talk-2.md",
    "photocopy.md",
    "hard copy.md",
    "a conflict.md",
    "conflict.md",
)


@pytest.mark.parametrize("name", LEFT)
def test_leftovers_are_no_content(tmp_path: Path, name: str) -> None:
    """They are neither read, reported nor published, whatever folder they are in; a folder of that name neither."""
    assert is_passed_over(name)
    assert not is_published(f"demo/{name}")
    assert not is_published(f"{name}/a.png")
    for place in (f"{name}", f"demo/{name}", f"people/{name}/inside.md"):
        path = tmp_path / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", "utf-8")
    found = list_folder(tmp_path)
    assert (found.files, found.faults, found.unread) == ({}, {}, set())


@pytest.mark.parametrize("name", KEPT)
def test_other_names_are_content(name: str) -> None:
    assert not is_passed_over(name)


@pytest.mark.parametrize("name", COPIES)
def test_a_second_copy_names_the_first(tmp_path: Path, name: str) -> None:
    """One problem, no hint to publish it, and nothing of it is read."""
    original = COPIES[name]
    assert original_of(name, {name, original}) == original
    for each in (name, original):
        (tmp_path / each).write_text("x", "utf-8")
    found = list_folder(tmp_path)
    assert [*found.files] == [original]
    assert found.faults == {name: ("E114.copy", {"original": original})}


@pytest.mark.parametrize("name", DIFFERENT)
def test_other_numbers_are_no_copies(name: str) -> None:
    """A number counts next to the file without it only, and for texts alone."""
    assert original_of(name, {name, "talk.md", "map.png"}) == ""


def test_a_copy_in_conflict_is_one_without_the_other_file() -> None:
    """The other one may have been deleted since; what is left is still not the file that was meant."""
    assert original_of("talk (conflicted copy 2026-05-01).md", set()) == "talk.md"
    assert original_of("talk (1).md", set()) == ""
