"""A folder that appears whole: whatever ends the run, the folder is as it was or complete."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from recap.core.filesystem import write_whole
from recap.core.new_folder import finish, names_in, write_new_folder

FILES = {"mkdocs.yml": "a: é\n", ".github/workflows/x.yml": "b\n", "docs/index.md": "c\n", "requirements.txt": "d\n"}
KILLED_AT = """import os, signal, sys
sys.path[:0] = {path!r}
from pathlib import Path
from recap.core.new_folder import write_new_folder
left = int(sys.argv[2])
def count(event, arguments):
    global left
    if event in ("os.mkdir", "os.rename", "os.link", "os.remove", "os.rmdir") or (event == "open" and arguments[2] & 1):
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(count)
write_new_folder(Path(sys.argv[1]), {files!r})
"""
"""A program that dies before one of its changes to the file system: path of the folder, number of the change."""


def tree(folder: Path) -> dict[str, str]:
    """The files of a folder, hidden ones too: path -> content."""
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in folder.rglob("*") if path.is_file()
    }


def everything(folder: Path) -> list[str]:
    """The names of all files and folders in a folder."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


@pytest.mark.parametrize("place", ["site", "a/b/site"])
def test_a_new_folder_has_its_files(tmp_path: Path, place: str) -> None:
    """The files are there with their rights, and nothing is next to them; folders around it are made."""
    write_new_folder(tmp_path / place, FILES)
    assert tree(tmp_path) == {f"{place}/{path}": content for path, content in FILES.items()}
    assert not list(tmp_path.rglob(".recap*"))
    assert (tmp_path / place).stat().st_mode & 0o700 == 0o700


def test_an_existing_folder_stays_the_same_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is in the folder is still in it afterwards, and its repository is left alone."""
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/HEAD").write_text("ref\n")
    monkeypatch.chdir(tmp_path)
    before = tmp_path.stat().st_ino
    write_new_folder(Path(), FILES)
    assert tmp_path.stat().st_ino == before
    assert tree(Path()) == {**FILES, ".git/HEAD": "ref\n"}


def test_what_a_folder_holds_is_named(tmp_path: Path) -> None:
    """Files count, also hidden ones; a new repository, an environment and what runs of ours left do not."""
    assert names_in(tmp_path / "none") == []
    for name in (".git", ".venv", ".recap-init-0123abcd", ".recap-init"):
        (tmp_path / name).mkdir()
    assert names_in(tmp_path) == []
    (tmp_path / ".env").touch()
    (tmp_path / "b").touch()
    assert names_in(tmp_path) == [".env", "b"]


@pytest.mark.parametrize("exists", [False, True])
def test_a_killed_run_leaves_nothing_half_written(tmp_path: Path, exists: bool) -> None:
    """Killed before any of its changes: the old state, or all files ready to be moved; the next run ends well."""
    died, number = True, 0
    while died:
        parent = tmp_path / str(number)
        folder = parent / "site"
        (folder if exists else parent).mkdir(parents=True)
        code = KILLED_AT.format(path=sys.path, files=FILES)
        died = subprocess.run([sys.executable, "-c", code, folder, str(number)], check=False).returncode != 0
        ready = folder / ".recap-init"
        if died and (ready.exists() or names_in(folder)):
            shown = {path.removeprefix(".recap-init/"): content for path, content in tree(folder).items()}
            assert shown == FILES, number
            assert ready.exists() == finish(folder)
        elif died:
            assert names_in(folder) == []
            write_new_folder(folder, FILES)
        assert tree(parent) == {f"site/{path}": content for path, content in FILES.items()}, number
        assert not list(parent.rglob(".recap*")), number
        number += 1
    assert number > 10


@pytest.mark.parametrize("exists", [False, True])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS])
def test_a_disk_that_refuses_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exists: bool, number: int
) -> None:
    """A full or read-only disk: the error says so, and everything is as it was, also the folders around."""
    folder = tmp_path / "a" / "site"
    if exists:
        folder.mkdir(parents=True)
    before, written = everything(tmp_path), list[Path]()

    def refuse(path: Path, content: str, *, new: bool = False) -> None:
        if len(written) == 2:
            raise OSError(number, os.strerror(number))
        written.append(path)
        write_whole(path, content, new=new)

    monkeypatch.setattr("recap.core.new_folder.write_whole", refuse)
    with pytest.raises(OSError, match=os.strerror(number)):
        write_new_folder(folder, FILES)
    assert everything(tmp_path) == before


def test_a_disk_that_is_really_full(tmp_path: Path) -> None:
    """A file system of 64 KB: the error says so, and it is as empty as before."""
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "none", tmp_path], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("needs the right to mount a file system")
    try:
        with pytest.raises(OSError, match="No space left"):
            write_new_folder(tmp_path / "site", FILES | {"docs/large.md": "x" * 100_000})
        assert everything(tmp_path) == []
    finally:
        subprocess.run(["umount", tmp_path], check=True)


def test_an_interrupted_move_is_completed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl+C while the files are moved into an existing folder: the rest is moved all the same."""
    rename, interrupted = Path.rename, list[Path]()

    def interrupt(path: Path, target: Path) -> Path:
        if target == tmp_path / "docs" and not interrupted:
            interrupted.append(target)
            raise KeyboardInterrupt
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", interrupt)
    write_new_folder(tmp_path, FILES)
    assert interrupted
    assert tree(tmp_path) == FILES


def test_nothing_is_replaced(tmp_path: Path) -> None:
    """A file that has appeared in the meantime stays, and none of ours is moved next to it."""
    (tmp_path / ".recap-init").mkdir()
    for name in ("README.md", "mkdocs.yml"):
        (tmp_path / ".recap-init" / name).write_text("ours")
    (tmp_path / "mkdocs.yml").write_text("theirs")
    with pytest.raises(FileExistsError):
        finish(tmp_path)
    assert everything(tmp_path) == [".recap-init", ".recap-init/README.md", ".recap-init/mkdocs.yml", "mkdocs.yml"]
    assert (tmp_path / "mkdocs.yml").read_text() == "theirs"


def test_links_are_not_followed(tmp_path: Path) -> None:
    """A link with the name of one of our folders is neither emptied nor removed."""
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs/file").write_text("x")
    site = tmp_path / "site"
    site.mkdir()
    for name in (".recap-init", ".recap-init-0123abcd"):
        (site / name).symlink_to(tmp_path / "theirs")
    assert not finish(site)
    with pytest.raises(OSError, match=r"\.recap-init"):
        write_new_folder(site, FILES)
    assert (tmp_path / "theirs/file").read_text() == "x"
    assert names_in(site) == []
