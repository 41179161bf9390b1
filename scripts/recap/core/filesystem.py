"""Walks folders, reads files that others bring, and writes files atomically."""

import errno
import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

MAX_FILE_BYTES = 64 * 2**20
"""Most bytes that are read of one file, unless a caller sets a smaller limit."""


class RefusedFileError(OSError):
    """A file that is never read; `reason` is `link`, `special`, `outside` or `large`."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(errno.EPERM, reason, str(path))
        self.reason = reason


def read_file(path: Path, root: Path | None = None, limit: int = MAX_FILE_BYTES) -> bytes:
    """Return the content of a regular file: the only way in which files that others bring are read.

    Links, pipes, devices and sockets are never opened; nothing is read of a file outside `root` (after resolving the
    folders on the way) or of more than `limit` bytes. Raises RefusedFileError, OSError.
    """
    found = os.lstat(path)
    if not stat.S_ISREG(found.st_mode):
        raise RefusedFileError(path, "link" if stat.S_ISLNK(found.st_mode) else "special")
    if root and not Path(os.path.realpath(path.parent)).is_relative_to(os.path.realpath(root)):
        raise RefusedFileError(path, "outside")
    if found.st_size > limit:
        raise RefusedFileError(path, "large")
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        now = os.fstat(file.fileno())
        if not os.path.samestat(found, now):  # it was replaced after it was asked
            raise RefusedFileError(path, "special")
        content = file.read(limit + 1)
    if len(content) > limit:
        raise RefusedFileError(path, "large")
    return content


def markdown_files(docs: Path) -> list[str]:
    """Return the src_uris of all Markdown files, sorted."""
    return [src_uri for src_uri in files_below(docs) if src_uri.endswith(".md")]


def files_below(docs: Path) -> list[str]:
    """Return the src_uris of all files, sorted; dotfiles and broken links are left out."""
    return sorted(src_uri for src_uri, entry in walk(docs, hidden=False) if entry.is_file())


def links_out(docs: Path) -> list[str]:
    """Return the src_uris of symbolic links that lead out of the folder or to a directory, sorted.

    Nothing here follows such links.
    """
    inside, links = docs.resolve(), {src_uri: docs / src_uri for src_uri, entry in walk(docs) if entry.is_symlink()}
    return sorted(each for each, path in links.items() if path.is_dir() or not path.resolve().is_relative_to(inside))


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


def write_whole(path: Path, content: str, *, new: bool = False) -> None:
    """Write a file under a temporary name and move it into place: over the old one or, if `new`, only if there is none.

    Line ends are written unchanged. Raises FileExistsError if a new file exists already.
    """
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content.encode("utf-8"))
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
