"""What lies in a docs folder: src_uris, paths as messages name them, and files written whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from pathlib import Path


def markdown_files(docs: Path) -> list[str]:
    """The src_uri of every Markdown file, sorted."""
    return [src_uri for src_uri in files_below(docs) if src_uri.endswith(".md")]


def files_below(docs: Path) -> list[str]:
    """The src_uri of every file, sorted; names that start with a dot, and links that lead nowhere, are left out."""
    found: list[str] = []
    waiting = [(str(docs), "")]
    while waiting:
        folder, prefix = waiting.pop()
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    waiting.append((entry.path, f"{prefix}{entry.name}/"))
                elif entry.is_file():
                    found.append(prefix + entry.name)
    return sorted(found)


def links_out(docs: Path) -> list[str]:
    """Symbolic links, as src_uris, sorted, that lead out of the folder or to a folder, which nothing here reads."""
    found, inside, waiting = [], docs.resolve(), [str(docs)]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                elif entry.is_symlink():
                    path = Path(entry.path)
                    if path.is_dir() or not path.resolve().is_relative_to(inside):
                        found.append(path.relative_to(docs).as_posix())
    return sorted(found)


def shown_path(path: Path) -> str:
    """A path as messages name it: relative to where the command runs, where it lies below it."""
    absolute, here = path.absolute(), Path.cwd()
    return (absolute.relative_to(here) if absolute.is_relative_to(here) else path).as_posix()


def write_whole(path: Path, content: str, *, new: bool = False) -> None:
    """Write a file beside its place and put it there at once, over the old one or, if `new`, only where none is.

    Line ends are written as they are. Raises FileExistsError for a new file whose name is taken.
    """
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content.encode("utf-8"))
        if new:
            beside.chmod(0o644)
            _name_once(beside, path)
        else:
            shutil.copymode(path, beside)
            beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _name_once(beside: Path, path: Path) -> None:
    """Give a file its name at once, unless the name is taken; some file systems know no second name for a file."""
    try:
        path.hardlink_to(beside)
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS):
            raise
        if path.exists():
            raise FileExistsError(path) from error
        beside.rename(path)
