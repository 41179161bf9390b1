"""A new folder takes the place of a former one, or new contents that of some files: all of it or nothing.

Whatever ends a process between two steps, a full disk as well as a `kill -9`, the next one finds the former state or
the new one, and clears away what was left.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from recap.folder import write_whole

_JOURNAL = ".recap-writing.json"
"""Beside the docs folder: what is being written into it."""
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


class BusyError(Exception):
    """Another process is building into the same folder."""


@contextmanager
def workshop(target: Path) -> Iterator[tuple[Path, bool]]:
    """A new folder beside `target`, and whether an earlier process died before it was done; removed at the end.

    The lock on `target` is the system's: it ends with the process that holds it. Raises BusyError, OSError.
    """
    from filelock import FileLock, Timeout

    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        lock = FileLock(target.with_name(f".{target.name}-lock")).acquire(timeout=0)
    except Timeout:
        raise BusyError(str(target)) from None
    with lock:
        interrupted = tidy(target)
        fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}-new-", dir=target.parent))
        try:
            yield fresh, interrupted
        finally:
            shutil.rmtree(fresh, ignore_errors=True)


def tidy(target: Path) -> bool:
    """Put back the former folder if it was moved away, remove what was not finished; whether there was anything."""
    former = _former(target)
    left = [former, *target.parent.glob(f".{target.name}-new-*")]
    left = [path for path in left if path.exists()]
    if former.exists() and not target.exists():
        former.rename(target)
    for path in left:
        shutil.rmtree(path, ignore_errors=True)
    return bool(left)


def swap(fresh: Path, target: Path) -> None:
    """Put a whole folder in the place of another one, at once where the system can; else `tidy` mends a crash."""
    fresh.chmod(0o755)
    if not target.exists():
        fresh.rename(target)
    elif not _exchange(fresh, target):
        former = _former(target)
        target.rename(former)
        try:
            fresh.rename(target)
        except OSError:
            former.rename(target)
            raise
        shutil.rmtree(former, ignore_errors=True)


def _former(target: Path) -> Path:
    return target.with_name(f".{target.name}-old")


def _exchange(one: Path, other: Path) -> bool:
    """Whether the names of two folders were exchanged: renameat2(2) of Linux, on file systems that know it."""
    try:
        rename = ctypes.CDLL(None).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    paths = os.fsencode(one), os.fsencode(other)
    return bool(rename(_AT_FDCWD, paths[0], _AT_FDCWD, paths[1], _RENAME_EXCHANGE) == 0)


def differences(one: Path, other: Path) -> list[str]:
    """The files below two folders that are not in both with the same bytes, by their paths from there."""
    names = {path.relative_to(root).as_posix() for root in (one, other) for path in root.rglob("*") if path.is_file()}
    return sorted(name for name in names if _sum(one / name) != _sum(other / name))


def write_all(docs: Path, contents: Mapping[str, str]) -> None:
    """Write files of a docs folder (src_uri -> content), new ones and others; `resume` ends it after a crash.

    What is to be written is noted first, as a whole. Raises OSError.
    """
    entries = {src_uri: {"before": _sum(docs / src_uri), "after": content} for src_uri, content in contents.items()}
    write_whole(docs.parent / _JOURNAL, json.dumps(entries, ensure_ascii=False), new=True)
    resume(docs)


def resume(docs: Path) -> list[str]:
    """End a writing that was interrupted; returns the src_uris that were written now, none where there was none.

    A file that somebody changed since is left as it is. Raises OSError.
    """
    journal = docs.parent / _JOURNAL
    if not journal.is_file():
        return []
    written = []
    for src_uri, entry in json.loads(journal.read_text("utf-8")).items():
        path = docs / src_uri
        path.parent.mkdir(parents=True, exist_ok=True)
        for beside in path.parent.glob(f".{path.name}-*"):
            beside.unlink()
        if _sum(path) == entry["before"]:
            write_whole(path, entry["after"], new=entry["before"] is None)
            written.append(src_uri)
    journal.unlink()
    return written


def _sum(path: Path) -> str | None:
    """SHA-256 of a file's bytes; None where there is none."""
    with suppress(FileNotFoundError):
        return hashlib.sha256(path.read_bytes()).hexdigest()
    return None
