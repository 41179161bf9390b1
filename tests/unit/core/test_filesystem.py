"""The one door for files that others bring: regular files of bounded size, below their folder, and nothing else."""

from __future__ import annotations

import io
import os
import socket
import stat
from pathlib import Path

import pytest

from recap.core import filesystem
from recap.core.filesystem import RefusedFileError, copy_file, is_link, open_file, read_file, read_named_file


def refused(path: Path, root: Path | None = None, limit: int = 100) -> str:
    """Why a file is neither read, opened nor copied: the same reason three times."""
    into = io.BytesIO()
    with pytest.raises(RefusedFileError) as read:
        read_file(path, root, limit)
    with pytest.raises(RefusedFileError) as opened:
        open_file(path, root, limit)
    with pytest.raises(RefusedFileError) as copied:
        copy_file(path, root or path.parent, into, limit)
    assert into.getvalue() == b""
    assert read.value.reason == opened.value.reason == copied.value.reason
    return read.value.reason


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    """Up to the limit, from a path or a text, with or without its folder."""
    path = tmp_path / "a/b.txt"
    path.parent.mkdir()
    path.write_bytes(b"x" * 100)
    into = io.BytesIO()
    copy_file(path, tmp_path, into)
    with open_file(path, tmp_path, 100) as file:
        assert (
            file.read() == into.getvalue() == read_file(str(path), str(tmp_path), 100) == read_file(path) == b"x" * 100
        )


def test_only_regular_files_are_opened(tmp_path: Path) -> None:
    """A link of any kind, a pipe, a socket, a folder and a device are refused at once, by what `lstat` says."""
    (tmp_path / "file").write_bytes(b"x")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    for name, target in (("in", "file"), ("zero", "/dev/zero"), ("loop", "loop"), ("gone", "nowhere"), ("to", "pipe")):
        (tmp_path / name).symlink_to(target)
        assert refused(tmp_path / name, tmp_path) == "link"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket"))
        for path in (tmp_path / "pipe", tmp_path / "socket", tmp_path / "folder", Path("/dev/zero")):
            assert refused(path) == "special"


def test_nothing_is_read_outside_the_folder(tmp_path: Path) -> None:
    """Neither through steps up, nor through a folder that is a link, nor by another path."""
    docs = tmp_path / "docs"
    (docs / "a").mkdir(parents=True)
    (tmp_path / "secret").write_bytes(b"x")
    (docs / "a/file").write_bytes(b"x")
    (docs / "link").symlink_to(tmp_path)
    (docs / "same").symlink_to("a")
    for path in ("../secret", "a/../../secret", "link/secret", "same/file"):
        assert refused(docs / path, docs) == "outside"
    assert refused(tmp_path / "secret", docs) == "outside"
    assert read_file(docs / "a/../a/file") == b"x"
    (tmp_path / "name").symlink_to(docs)
    assert read_file(docs / "a/file", tmp_path / "name") == b"x"


def test_the_size_is_asked_first(tmp_path: Path) -> None:
    """A sparse file of two gigabytes is not opened."""
    path = tmp_path / "large"
    path.touch()
    os.truncate(path, 2 * 2**30)
    assert refused(path) == "large"
    with pytest.raises(RefusedFileError) as found:
        read_file(path)
    assert (found.value.size, found.value.limit) == (2 * 2**30, filesystem.MAX_FILE_BYTES)


def test_what_changes_after_it_was_asked_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that another one replaced is not read; one that has grown is read to the limit, and no further."""
    path, other = tmp_path / "a", tmp_path / "b"
    path.write_bytes(b"x")
    other.write_bytes(b"secret")
    really_open = os.open
    with monkeypatch.context() as patch:
        patch.setattr(os, "open", lambda _, flags: really_open(other, flags))
        assert refused(path) == "special"
    state = os.stat
    with monkeypatch.context() as patch:
        patch.setattr(os, "fstat", state)
        patch.setattr(filesystem, "_CHUNK", 4)
        patch.setattr(os, "lstat", lambda _: state(other))
        assert read_file(other, None, 100) == b"secret"
    into = io.BytesIO()
    monkeypatch.setattr(filesystem, "_open", lambda *_: (really_open(other, os.O_RDONLY), 1))
    for read in (lambda: read_file(other, None, 3), lambda: copy_file(other, tmp_path, into, 3)):
        with pytest.raises(RefusedFileError, match="large"):
            read()
    assert len(into.getvalue()) <= 3


def test_a_named_file_may_be_a_link(tmp_path: Path) -> None:
    """The user has chosen it; what it leads to is a regular file of bounded size, or is refused."""
    (tmp_path / "file").write_bytes(b"x")
    (tmp_path / "link").symlink_to("file")
    (tmp_path / "zero").symlink_to("/dev/zero")
    (tmp_path / "gone").symlink_to("nowhere")
    assert read_named_file(tmp_path / "link") == b"x"
    with pytest.raises(RefusedFileError, match="special"):
        read_named_file(tmp_path / "zero")
    with pytest.raises(FileNotFoundError):
        read_named_file(tmp_path / "gone")


def test_a_junction_of_windows_is_a_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It looks like a folder, and has a tag that says what it is."""

    class State:
        st_mode, st_reparse_tag = os.lstat(tmp_path).st_mode, 0xA0000003

    monkeypatch.setattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", 0xA0000003, raising=False)
    assert is_link(State())  # type: ignore[arg-type]
    assert not is_link(os.lstat(tmp_path))
