"""Walks folders and writes files atomically.

Several files are written through a write-ahead journal next to docs/: after a crash, the next command finishes the job.
"""

import errno
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

_JOURNAL = ".recap-writing.json"
"""Journal next to the docs folder: the files that are being written."""


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


def write_all(docs: Path, contents: Mapping[str, str]) -> None:
    """Write some files of a docs folder (src_uri -> content) through the journal, so that `resume` can finish after a
    crash.

    Raises OSError.
    """
    entries = {src_uri: {"before": sum_of(docs / src_uri), "after": content} for src_uri, content in contents.items()}
    write_whole(docs.parent / _JOURNAL, json.dumps(entries, ensure_ascii=False), new=True)
    resume(docs)


def resume(docs: Path) -> list[str]:
    """Finish an interrupted `write_all` and return the src_uris written now; empty if there is no journal.

    Files that somebody changed in the meantime are left alone. Raises OSError.
    """
    journal = docs.parent / _JOURNAL
    if not journal.is_file():
        return []
    written = []
    for src_uri, entry in json.loads(journal.read_text("utf-8")).items():
        path = with_parent(docs / src_uri)
        for temporary in path.parent.glob(f".{path.name}-*"):
            temporary.unlink()
        if sum_of(path) == entry["before"]:
            write_whole(path, entry["after"], new=entry["before"] is None)
            written.append(src_uri)
    journal.unlink()
    return written


def sum_of(path: Path) -> str | None:
    """Return the SHA-256 of a file in hexadecimal; None if there is no file."""
    with suppress(FileNotFoundError), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
    return None
