"""What lies in a docs folder: src_uris, paths as messages name them, and files written whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path


def markdown_files(docs: Path) -> list[str]:
    """The src_uri of every Markdown file, sorted."""
    return [src_uri for src_uri in files_below(docs) if src_uri.endswith(".md")]


def files_below(docs: Path) -> list[str]:
    """The src_uri of every file, sorted; names that start with a dot, and links that lead nowhere, are left out."""
    return sorted(src_uri for src_uri, entry in walk(docs, hidden=False) if entry.is_file())


def links_out(docs: Path) -> list[str]:
    """Symbolic links, as src_uris, sorted, that lead out of the folder or to a folder, which nothing here reads."""
    inside, links = docs.resolve(), {src_uri: docs / src_uri for src_uri, entry in walk(docs) if entry.is_symlink()}
    return sorted(each for each, path in links.items() if path.is_dir() or not path.resolve().is_relative_to(inside))


def walk(folder: Path, *, hidden: bool = True) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """All that lies below a folder and is none itself, links among it: path from there, entry.

    Without `hidden` what has a name that starts with a dot is passed over.
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
            try:
                path.hardlink_to(beside)
            except OSError as error:
                if error.errno not in (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS):
                    raise
                if path.exists():  # here the system knows no second name for a file
                    raise FileExistsError(path) from error
                beside.rename(path)
        else:
            shutil.copymode(path, beside)
            beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
