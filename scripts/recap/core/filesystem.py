"""Reads files that others bring, walks folders and writes files atomically."""

import errno
import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

MAX_FILE_BYTES = 64 * 2**20
"""Most bytes that are read of one file, unless a caller sets a smaller limit."""
MAX_COPIED_BYTES = 500_000_000
"""Most bytes of a file that is copied unread: an hour of film."""
_FLAGS = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_NOCTTY", "O_BINARY"))
"""`O_NONBLOCK`: should a pipe take the place of the file after it was asked, nobody waits for its writer."""
_CHUNK = 2**20


class RefusedFileError(OSError):
    """A file that is never read; `reason` is `link`, `special`, `outside` or `large`."""

    def __init__(self, path: Path | str, reason: str, size: int = 0, limit: int = 0) -> None:
        super().__init__(errno.EPERM, reason, str(path))
        self.reason, self.size, self.limit = reason, size, limit


def read_file(path: Path | str, root: Path | str | None = None, limit: int = MAX_FILE_BYTES) -> bytes:
    """Return the content of a regular file: the only way in which files that others bring are read.

    Links, pipes, devices and sockets are never opened; nothing is read of a file outside `root`, of one behind a
    linked folder, or of more than `limit` bytes. Raises RefusedFileError, OSError.
    """
    descriptor, size = _open(path, root, limit)
    try:
        content = os.read(descriptor, size + 1)
        while piece := os.read(descriptor, _CHUNK):  # it has grown, or was given in pieces
            content += piece
            if len(content) > limit:
                raise RefusedFileError(path, "large", len(content), limit)
    finally:
        os.close(descriptor)
    return content


def open_file(path: Path | str, root: Path | str | None = None, limit: int = MAX_FILE_BYTES) -> BinaryIO:
    """Open a file under the conditions of `read_file`, for libraries that read parts of it."""
    return os.fdopen(_open(path, root, limit)[0], "rb")


def copy_file(path: Path | str, root: Path | str, into: BinaryIO, limit: int = MAX_COPIED_BYTES) -> None:
    """Copy a file under the conditions of `read_file` into one that is open for writing."""
    descriptor, left = _open(path, root, limit)[0], limit
    try:
        while piece := os.read(descriptor, _CHUNK):
            left -= len(piece)
            if left < 0:
                raise RefusedFileError(path, "large", limit - left, limit)
            into.write(piece)
    finally:
        os.close(descriptor)


def read_named_file(path: Path, limit: int = MAX_FILE_BYTES) -> bytes:
    """Return the content of a file that the user names on the command line, where a link may lead to it.

    Raises RefusedFileError, OSError.
    """
    return read_file(os.path.realpath(path, strict=True), None, limit)


def is_link(state: os.stat_result) -> bool:
    """Return True for what `lstat` says of a symbolic link, or of a junction of Windows."""
    junction = getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", None)
    return stat.S_ISLNK(state.st_mode) or (junction is not None and getattr(state, "st_reparse_tag", 0) == junction)


def _open(path: Path | str, root: Path | str | None, limit: int) -> tuple[int, int]:
    """Return the descriptor of a regular file and its size; the conditions are those of `read_file`."""
    name = os.fspath(path)
    found = os.lstat(name)
    if not stat.S_ISREG(found.st_mode) or is_link(found):
        raise RefusedFileError(path, "link" if is_link(found) else "special")
    if root is not None and not _is_inside(name, os.fspath(root)):
        raise RefusedFileError(path, "outside")
    if found.st_size > limit:
        raise RefusedFileError(path, "large", found.st_size, limit)
    descriptor = os.open(name, _FLAGS)
    try:
        now = os.fstat(descriptor)
        # Windows gives numbers of devices by two ways that differ (Python 3.12).
        same = found.st_ino == now.st_ino if os.name == "nt" else os.path.samestat(found, now)
        if not same:  # it was replaced after it was asked
            raise RefusedFileError(path, "special")
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor, now.st_size


def _is_inside(path: str, root: str) -> bool:
    """Return True if a path leads into a folder through real folders only."""
    if os.name == "nt":
        path, root = os.path.normpath(path), os.path.normpath(root)
    start = f"{root}{os.sep}"
    if not path.startswith(start):
        return Path(os.path.realpath(os.path.dirname(path))).is_relative_to(os.path.realpath(root))  # noqa: PTH120
    *steps, _ = path[len(start) :].split(os.sep)  # noqa: PTH206 (one of thousands)
    here = root
    for step in steps:
        here = f"{here}{os.sep}{step}"
        state = os.lstat(here)
        if step == ".." or is_link(state) or not stat.S_ISDIR(state.st_mode):
            return False
    return True


def files_below(folder: Path) -> list[str]:
    """Return the paths of all files of a folder that we made, sorted; hidden ones and links are left out."""
    return sorted(path for path, entry in walk(folder, hidden=False) if entry.is_file(follow_symlinks=False))


def walk(folder: Path, *, hidden: bool = True) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield path from the folder and entry of everything that is not a directory, links included.

    Without `hidden`, names that start with a dot are skipped.
    """
    waiting = [(str(folder), "")]
    while waiting:
        path, prefix = waiting.pop()
        with os.scandir(path) as entries:
            for entry in entries:
                if entry.name.startswith(".") and not hidden:
                    continue
                if entry.is_dir(follow_symlinks=False):
                    waiting.append((entry.path, f"{prefix}{entry.name}/"))
                else:
                    yield prefix + entry.name, entry


def shown_path(path: Path) -> str:
    """Return a path as messages name it: relative to the working directory if it is below it."""
    absolute, here = path.absolute(), Path.cwd()
    return (absolute.relative_to(here) if absolute.is_relative_to(here) else path).as_posix()


def write_whole(path: Path, content: str | bytes, *, new: bool = False) -> None:
    """Write a file under a temporary name and move it into place: over the old one or, if `new`, only if there is none.

    Line ends are written unchanged. Raises FileExistsError if a new file exists already.
    """
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode("utf-8"))
        if new:
            temporary.chmod(0o644)
            try:
                path.hardlink_to(temporary)
            except OSError as error:
                if error.errno not in (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS):
                    raise
                if path.exists():  # this file system has no hard links
                    raise FileExistsError(path) from error
                temporary.rename(path)
        else:
            shutil.copymode(path, temporary)
            temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def with_parent(path: Path) -> Path:
    """Create the folder of a path and return the path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def differences(one: Path, other: Path) -> list[str]:
    """Return the paths of files below two folders that are not the same bytes in both, sorted."""
    names = {address for root in (one, other) for address, _ in walk(root)}
    return sorted(name for name in names if sum_of(one / name) != sum_of(other / name))


def sum_of(path: Path) -> str | None:
    """Return the SHA-256 of a file in hexadecimal; None if there is no file."""
    with suppress(FileNotFoundError), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
    return None
