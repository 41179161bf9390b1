"""A folder changes at once, and whatever is left of a process that died is cleared away."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from recap.build import output as publish
from recap.build.output import BusyError, build_directory, recover, replace_atomically
from recap.core.filesystem import differences


def folder(path: Path, content: str) -> Path:
    """A folder with one file."""
    path.mkdir()
    (path / "a").write_text(content)
    return path


@pytest.mark.parametrize("at_once", [True, False])
def test_a_folder_takes_the_place_of_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: bool) -> None:
    """By an exchange of names and, where the system has none, by two renames; nothing else is left."""
    if not at_once:
        monkeypatch.setattr(publish, "_exchange", lambda *_: False)
    target = folder(tmp_path / "site", "previous")
    with build_directory(target) as (fresh, interrupted):
        (fresh / "a").write_text("new")
        previous = replace_atomically(fresh, target)
        assert previous
        assert (previous / "a").read_text() == "previous"
        shutil.rmtree(previous)
    assert not interrupted
    assert (target / "a").read_text() == "new"
    assert {path.name for path in tmp_path.iterdir()} - {".site-lock"} == {"site"}


def test_the_system_exchanges_names(tmp_path: Path) -> None:
    """On Linux two folders are exchanged by one call."""
    one, other = folder(tmp_path / "one", "1"), folder(tmp_path / "other", "2")
    if not publish._exchange(one, other):
        pytest.skip("this system or file system cannot exchange two folders at once")
    assert ((one / "a").read_text(), (other / "a").read_text()) == ("2", "1")
    assert not publish._exchange(one, tmp_path / "missing")


def test_two_at_once(tmp_path: Path) -> None:
    """The second one is refused and touches nothing; a lock whose process is gone is none."""
    target = folder(tmp_path / "site", "previous")
    with build_directory(target) as (fresh, _), pytest.raises(BusyError), build_directory(target):
        pass
    assert not fresh.exists()
    with build_directory(target):
        pass


@pytest.mark.parametrize("name", ["site", "s[1]*"])
def test_what_a_dead_process_left_is_cleared_away(tmp_path: Path, name: str) -> None:
    """A folder that was moved away comes back; one that was not finished goes; other folders stay."""
    target = tmp_path / name
    folder(tmp_path / f".{name}-old", "previous")
    folder(tmp_path / f".{name}-new-x", "half")
    folder(tmp_path / ".site2-new-x", "other")
    assert recover(target)
    assert (target / "a").read_text() == "previous"
    assert {path.name for path in tmp_path.iterdir()} == {name, ".site2-new-x"}
    assert not recover(target)
    folder(tmp_path / f".{name}-old", "older")
    assert recover(target)
    assert (target / "a").read_text() == "previous"


def test_two_folders_are_compared(tmp_path: Path) -> None:
    """A file that differs, or is in one of them alone, is named by its path from there; nothing else is."""
    for name in ("one", "other"):
        (tmp_path / name / "b").mkdir(parents=True)
        (tmp_path / name / "b/same").write_text("x")
        (tmp_path / name / "b/odd").write_text(name)
    (tmp_path / "one/a").write_text("")
    assert differences(tmp_path / "one", tmp_path / "other") == ["a", "b/odd"]
