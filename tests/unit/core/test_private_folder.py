"""The folders of the user's own: what is trusted, what is refused and why, who may read what lies there."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from recap.core import private_folder
from recap.core.language import AVAILABLE, language
from recap.core.private_folder import (
    TAG,
    UntrustedFolderError,
    chosen_state,
    remove_state,
    state_folder,
    state_path,
    template_folder,
    write_private,
)

POSIX = pytest.mark.skipif(not hasattr(os, "getuid"), reason="needs rights as POSIX has them")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's cache folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with docs/."""
    (tmp_path / "project/docs").mkdir(parents=True)
    return tmp_path / "project"


def refusal(project: Path, *outputs: Path) -> str:
    """The key of the word that says why there is no state folder; it can be said in every language."""
    with pytest.raises(UntrustedFolderError) as caught:
        state_folder(project, *outputs)
    for code in AVAILABLE:
        assert language(code).terminal[caught.value.key].format(**caught.value.arguments)
    return caught.value.key


def rights(path: Path) -> int:
    """The rights of a file or folder."""
    return stat.S_IMODE(path.lstat().st_mode)


@POSIX
@pytest.mark.parametrize("umask", [0o000, 0o002, 0o077])
def test_nobody_else_reads_the_state(project: Path, cache: Path, umask: int) -> None:
    """Whatever the umask, our folders have the rights 0700 and files in them 0600."""
    before = os.umask(umask)
    try:
        folder = state_folder(project)
        write_private(template_folder() / "x", b"1")
    finally:
        os.umask(before)
    assert folder.parent == cache / "recap/projects"
    found = {path.is_dir(): set[int]() for path in (project, folder / TAG)}
    for path in (cache / "recap").rglob("*"):
        found[path.is_dir()].add(rights(path))
    assert found == {True: {0o700}, False: {0o600}}


def test_a_project_has_one_state_by_whatever_path(project: Path, tmp_path: Path) -> None:
    """Two projects of one name have two; a link to a project, or a relative path, leads to the same."""
    (tmp_path / "link").symlink_to(project)
    (tmp_path / "other/project").mkdir(parents=True)
    assert state_path(project) == state_path(tmp_path / "link") == state_path(tmp_path / "x/../project")
    assert state_path(project) != state_path(tmp_path / "other/project")
    assert state_folder(project) == state_folder(tmp_path / "link")


def test_the_option_wins_over_the_variable(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For as long as a command runs, for what it starts in other folders too; compiled templates go to neither."""
    monkeypatch.setenv("RECAP_STATE", str(tmp_path / "variable"))
    monkeypatch.chdir(tmp_path)
    with chosen_state(Path("option")):
        assert state_folder(project) == tmp_path / "option"
        assert os.environ["RECAP_STATE"] == str(tmp_path / "option")
        assert "option" not in template_folder().parts
    assert state_folder(project) == tmp_path / "variable"
    monkeypatch.setenv("RECAP_STATE", "relative")
    with chosen_state(None):
        assert os.environ["RECAP_STATE"] == str(tmp_path / "relative")
    monkeypatch.delenv("RECAP_STATE")
    with chosen_state(Path("option")):
        pass
    assert "RECAP_STATE" not in os.environ


@pytest.mark.parametrize("place", ["recap", "recap/projects", "recap/projects/own", "own"])
def test_a_link_is_refused(project: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    """Neither the folder nor one that we make around it may be a link; nothing is written to where it leads."""
    own = state_path(project)
    link = cache / place if "own" not in place else own
    if place == "own":
        link = cache / "chosen"
        monkeypatch.setenv("RECAP_STATE", str(link))
    link.parent.mkdir(parents=True, mode=0o700)
    elsewhere = cache / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    link.symlink_to(elsewhere)
    assert refusal(project) == "state_link"
    assert [*elsewhere.iterdir()] == []


def test_the_cache_folder_itself_may_be_a_link(project: Path, cache: Path, tmp_path: Path) -> None:
    """It is the user's own arrangement."""
    (tmp_path / "disk").mkdir()
    cache.symlink_to(tmp_path / "disk")
    assert state_folder(project).is_dir()


def test_a_file_is_no_folder(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file, a folder below a file, a dangling link above: refused, with the system's word where it has one."""
    (tmp_path / "file").touch()
    (tmp_path / "dangling").symlink_to("nowhere")
    for name, key in (("file", "state_link"), ("file/x", "state_refused"), ("dangling/x", "state_refused")):
        monkeypatch.setenv("RECAP_STATE", str(tmp_path / name))
        assert refusal(project) == key


@POSIX
@pytest.mark.parametrize(
    ("mode", "above", "key"),
    [(0o700, 0o755, ""), (0o720, 0o755, "state_open"), (0o702, 0o755, "state_open"), (0o700, 0o777, "state_open"),
     (0o700, 0o1777, ""), (0o755, 0o775, "")],
)  # fmt: skip
def test_where_others_may_write_nothing_is_trusted(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int, above: int, key: str
) -> None:
    """Neither the folder, nor one above it that is everybody's, unless only an owner may rename there."""
    chosen = tmp_path / "above/state"
    chosen.mkdir(parents=True)
    chosen.chmod(mode)
    chosen.parent.chmod(above)
    monkeypatch.setenv("RECAP_STATE", str(chosen))
    assert (refusal(project) == key) if key else state_folder(project)


@POSIX
def test_the_folder_of_somebody_else_is_refused(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As after `sudo recap build`."""
    state_folder(project)
    me = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: me + 1)
    assert refusal(project) == "state_foreign"


@pytest.mark.parametrize("place", ["docs", "docs/x", "site", "site/x", "elsewhere/x", ".", ".."])
def test_the_state_is_outside_what_is_read_and_built(
    project: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    """It lies in neither docs/ nor the folder of a site, and neither of these in it; nothing is made there."""
    monkeypatch.setenv("RECAP_STATE", str(project / place))
    assert refusal(project, project / "elsewhere") == "state_inside"
    assert [path.name for path in project.iterdir()] == ["docs"]


def test_a_folder_with_other_things_is_not_taken(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor emptied: only an empty folder, or one that has our mark, is a state folder."""
    chosen = tmp_path / "thesis"
    chosen.mkdir(mode=0o700)
    (chosen / "chapter.txt").write_text("x")
    monkeypatch.setenv("RECAP_STATE", str(chosen))
    assert refusal(project) == "state_strange"
    with pytest.raises(UntrustedFolderError):
        remove_state(project)
    (chosen / TAG).write_text("Signature: 8a477f597d28d172789f06886806bc55\n")  # of another program
    assert refusal(project) == "state_strange"
    assert (chosen / "chapter.txt").is_file()


def unwritable(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a folder read-only, for root too."""
    access: Callable[..., bool] = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != folder and access(path, mode))


def test_a_read_only_or_full_place_is_refused(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the system's word."""
    folder = state_folder(project)
    with pytest.MonkeyPatch.context() as patch:
        unwritable(folder, patch)
        assert refusal(project) == "state_refused"
    shutil.rmtree(folder)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(private_folder, "write_private", full)
    assert refusal(project) == "state_refused"


def test_without_a_home_there_is_no_place(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system knows no home folder, only a chosen folder is one."""
    monkeypatch.setattr("platformdirs.user_cache_path", lambda *_, **__: Path("~/.cache/recap"))
    assert refusal(project) == "state_homeless"
    with pytest.raises(UntrustedFolderError):
        template_folder()


def test_a_state_is_removed_as_a_whole(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What links in it lead to stays; a second time there is nothing to remove."""
    for chosen in (None, tmp_path / "chosen"):
        with chosen_state(chosen):
            folder = state_folder(project)
            (folder / "builds/x").mkdir(parents=True)
            (folder / "link").symlink_to(project)
            (folder / "file").touch()
            assert remove_state(project) == folder
            assert not folder.exists()
            assert remove_state(project) is None
    assert (project / "docs").is_dir()
    monkeypatch.setattr(Path, "rmdir", lambda _: (_ for _ in ()).throw(OSError("mounted")))
    folder = state_folder(project)
    assert remove_state(project) == folder
    assert [*folder.iterdir()] == []


def test_states_of_projects_that_are_gone_go(project: Path, tmp_path: Path, cache: Path) -> None:
    """When another project gets its first state; what is not ours stays."""
    gone = tmp_path / "gone"
    gone.mkdir()
    left = state_folder(gone)
    odd = cache / "recap/projects/odd"
    odd.mkdir()
    for content in ("", "x", (left / TAG).read_text("utf-8").partition("# Project")[0] + "# Project: {"):
        (odd / TAG).write_text(content)
        gone.rmdir()
        kept = state_folder(project)
        assert not left.exists()
        assert odd.exists()
        shutil.rmtree(kept)
        gone.mkdir()
        left = state_folder(gone)
    assert state_folder(project).exists()
    assert left.exists()
