"""The journal of a writing: finished after a crash, carried out only where it belongs and if nothing in it is odd."""

from __future__ import annotations

import errno
import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from recap.core import filesystem, journal
from recap.core.journal import JournalError, resume, write_all
from recap.core.language import UserError
from recap.core.private_folder import chosen_state, state_path


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """A docs folder with three files."""
    docs = tmp_path / "project/docs"
    docs.mkdir(parents=True)
    for name in ("a.md", "b.md", "c.md"):
        (docs / name).write_text("old")
    return docs


def contents(folder: Path) -> dict[str, str]:
    """Every file below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}


def note(docs: Path, files: dict[str, str]) -> Path:
    """Begin a writing that ends right after its journal was written; return the journal."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(journal, "_finish", lambda *_: [])
        write_all(docs, files)
    [path] = state_path(docs.parent).glob("journal-*.json")
    return path


def test_files_are_written_together(docs: Path) -> None:
    """A writing that was noted and not ended is ended by the next start; what somebody changed since stays."""
    write_all(docs, {})
    assert not state_path(docs.parent).exists()
    write_all(docs, {"a.md": "new"})
    assert resume(docs) == []
    path = note(docs, {"a.md": "newer", "b.md": "new", "e/d.md": "new"})
    (docs / "b.md").write_text("mine")
    (docs / ".a.md-a1b2c3d4").write_text("half")
    (docs / ".a.md-backup").write_text("mine")
    path.with_name(f"{path.name}-a1b2c3d4").write_text("half")
    assert resume(docs) == ["a.md", "e/d.md"]
    assert contents(docs) == {"a.md": "newer", "b.md": "mine", "c.md": "old", "e/d.md": "new", ".a.md-backup": "mine"}
    assert resume(docs) == []
    assert not [*state_path(docs.parent).glob("journal-*json*")]


ODD_NAMES = ["../../pwned.txt", "../pwned.md", "/tmp/pwned.md", "x.pth", "a.txt", ".a.md", ".git/a.md", "a/../b.md",
             "a//b.md", "./a.md", "C:a.md", "a\\b.md", "a\n.md", "a\0.md", "\ud800.md", "x" * 300 + ".md", "",
             "a.md/b.md", "link/a.md", "link.md", "folder.md"]  # fmt: skip


@pytest.mark.parametrize("name", ODD_NAMES)
def test_only_markdown_below_docs_is_written(docs: Path, tmp_path: Path, name: str) -> None:
    """Any other name, or a link on the way: nothing is written at all, by a journal or by a command."""
    (tmp_path / "outside").mkdir()
    (docs / "link").symlink_to(tmp_path / "outside")
    (docs / "link.md").symlink_to("a.md")
    (docs / "folder.md").mkdir()
    before = contents(tmp_path / "project"), contents(tmp_path / "outside")
    path = note(docs, {"a.md": "new"})
    said = json.loads(path.read_text("utf-8"))
    said["files"][name] = {"before": None, "after": "pwned"}
    path.write_text(json.dumps(said), "utf-8")
    with pytest.raises(JournalError):
        resume(docs)
    assert not path.exists()
    with pytest.raises((OSError, ValueError)):
        write_all(docs, {"a.md": "new", name: "pwned"})
    assert (contents(tmp_path / "project"), contents(tmp_path / "outside")) == before
    assert resume(docs) == []
    assert not [*tmp_path.rglob("*pwned*")]


def damages(good: dict[str, Any]) -> dict[str, str]:
    """Journals that are not what we write, by kind."""
    sound = json.dumps(good)
    entry = {"before": None, "after": "new"}
    entries: list[Any] = [None, [], {}, {"before": None}, {"before": 1, "after": ""}, {"before": "x", "after": "new"}]
    entries += [{"before": None, "after": 1}, {"before": None, "after": "\ud800"}]
    odd = {f"entry {each}": json.dumps(good | {"files": {"new.md": each}}) for each in entries}
    odd |= {f"files {each}": json.dumps(good | {"files": each}) for each in (None, [], ["new.md"], "new.md")}
    odd |= {"old form": json.dumps({"new.md": entry}), "list": "[]", "null": "null", "deep": "[" * 200_000}
    odd |= {f"cut at {place}": sound[:place] for place in (0, 1, len(sound) // 2, len(sound) - 1)}
    odd |= {"version": json.dumps(good | {"version": 2}), "elsewhere": json.dumps(good | {"docs": "/elsewhere/docs"})}
    return odd


def test_a_damaged_journal_is_removed(docs: Path) -> None:
    """Whatever is wrong with it, nothing is written, and the next command finds nothing."""
    before = contents(docs)
    good = json.loads(note(docs, {"new.md": "new"}).read_text("utf-8"))
    [path] = state_path(docs.parent).glob("journal-*.json")
    for kind, content in damages(good).items():
        path.write_text(content, "utf-8")
        with pytest.raises(JournalError):
            resume(docs)
        assert (kind, contents(docs)) == (kind, before)
        assert resume(docs) == []
    for harm in (lambda: path.write_bytes(b"\xff"), lambda: path.symlink_to(docs / "a.md")):
        harm()
        with pytest.raises(JournalError):
            resume(docs)
        assert contents(docs) == before


def test_a_journal_is_bound_to_its_folder(docs: Path, tmp_path: Path) -> None:
    """A state that two projects share, or that was copied elsewhere with them, brings none to another folder; where
    another project has taken the place, what is not as it was stays.
    """
    other = tmp_path / "copy/docs"
    shutil.copytree(docs, other)
    with chosen_state(tmp_path / "state"):
        note(docs, {"a.md": "new", "b.md": "new"})
        before = contents(other)
        assert resume(other) == []
        assert contents(other) == before
        (docs / "a.md").write_text("of another project")
        assert resume(docs) == ["b.md"]
        assert contents(docs) == {"a.md": "of another project", "b.md": "new", "c.md": "old"}


def test_a_journal_in_a_checkout_is_ignored(docs: Path) -> None:
    """It is neither carried out nor removed, whatever it names."""
    known = hashlib.sha256(b"old").hexdigest()
    path = docs.parent / ".recap-writing.json"
    path.write_text(json.dumps({"a.md": {"before": known, "after": "x"}, "../../pwned.txt": {"before": None}}))
    assert resume(docs) == []
    assert contents(docs)["a.md"] == "old"
    assert path.exists()


def test_too_much_is_refused(docs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A journal that would not be read again is not written."""
    monkeypatch.setattr(journal, "MAX_FILE_BYTES", 500)
    with pytest.raises(UserError) as caught:
        write_all(docs, {"a.md": "x" * 500})
    assert caught.value.key == "journal_large"
    assert contents(docs)["a.md"] == "old"


@pytest.mark.parametrize("written", [0, 1])
def test_a_disk_that_refuses_is_asked_again_only_after_a_start(
    docs: Path, monkeypatch: pytest.MonkeyPatch, written: int
) -> None:
    """If no file could be written, as in a read-only folder, nothing is left to finish; else the next command does."""
    write, calls = filesystem.write_whole, iter(range(10))

    def refuse(path: Path, content: str, *, new: bool) -> None:
        if next(calls) >= written:
            raise OSError(errno.ENOSPC, "No space left on device")
        write(path, content, new=new)

    with monkeypatch.context() as patch:
        patch.setattr(journal, "write_whole", refuse)
        with pytest.raises(OSError, match="No space"):
            write_all(docs, {"a.md": "new", "b.md": "new"})
    assert resume(docs) == ["b.md"] * written
    assert contents(docs) == dict.fromkeys(("a.md", "b.md"), "new" if written else "old") | {"c.md": "old"}
