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
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path
from typing import BinaryIO

from recap.core.filesystem import walk, write_whole

_JOURNAL = ".recap-writing.json"
"""Beside the docs folder: what is being written into it."""
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


Version = tuple[int, int]
"""Size in bytes and time of the last change in nanoseconds, as the file system tells them."""


class BusyError(Exception):
    """Another process is building into the same folder."""


@contextmanager
def workshop(target: Path) -> Iterator[tuple[Path, bool]]:
    """A new folder beside `target`, and whether an earlier process died before it was done; tidied at the end.

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
        try:
            yield Path(tempfile.mkdtemp(prefix=f".{target.name}-new-", dir=target.parent)), interrupted
        finally:
            tidy(target)


def tidy(target: Path) -> bool:
    """Put back the former folder if it was moved away, remove what was not finished; whether there was anything."""
    former = _former(target)
    left = [path for path in (former, *target.parent.glob(f".{escape(target.name)}-new-*")) if path.exists()]
    if former.exists() and not target.exists():
        former.rename(target)
    for path in left:
        shutil.rmtree(path, ignore_errors=True)
    return bool(left)


def swap(fresh: Path, target: Path) -> Path | None:
    """Put a whole folder in the place of another one, at once where the system can; else `tidy` mends what failed.

    Returns where the former one is now, or None where there was none. Raises OSError.
    """
    fresh.chmod(0o755)
    former = _former(target) if target.exists() else None
    if former and _exchange(fresh, target):
        return fresh
    if former:
        target.rename(former)
    fresh.rename(target)
    return former


class Tree:
    """The next contents of a folder: files are made in `fresh`, or kept as the former folder has them.

    A twin of the folder lies beside it, whose files are the same by hard links where the system has them: of a large
    folder only what changed is touched, and the two change places. Raises OSError.
    """

    def __init__(self, fresh: Path, target: Path) -> None:
        self._fresh, self._target = fresh, target
        self._twin = target.with_name(f".{target.name}-twin")
        self._base = self._twin if self._twin.is_dir() else target
        self._had: dict[str, Version] = {}
        self.files: dict[str, Version] = {}
        """What there will be: address -> version."""
        self._kept: set[str] = set()

    def former(self) -> dict[str, Version]:
        """The files that there are: address -> version."""
        files = walk(self._base) if self._base.is_dir() else ()
        self._had = {address: version(entry, links=False) for address, entry in files}
        return self._had

    def keep(self, addresses: Collection[str], known: Mapping[str, Version]) -> None:
        """Take files over as they are."""
        self.files |= {address: known[address] for address in addresses}
        self._kept.update(addresses)

    def write(self, address: str, content: bytes | str | Path) -> None:
        """Make a file of its content, or like another one, instead of one kept before where there is one."""
        path = f"{self._fresh}/{address}"  # one of thousands: as text, and its folder is made where it is missed
        with _opened(path) as file:
            if isinstance(content, Path):
                with content.open("rb") as source:
                    shutil.copyfileobj(source, file)
            else:
                file.write(content.encode("utf-8") if isinstance(content, str) else content)
        state = os.stat(path)  # noqa: PTH116
        self.files[address] = state.st_size, state.st_mtime_ns
        self._kept.discard(address)

    def whole(self) -> Path:
        """The folder with all files, made and kept, and no others; it is the twin if there is one."""
        if self._base == self._target or not self._kept:
            _link(self._target, self._fresh, self._kept)
            return self._fresh
        for address in self.files.keys() - self._kept:
            (self._fresh / address).replace(_roomy(self._twin / address))
        _remove(self._twin, self._had.keys() - self.files.keys())
        return self._twin

    def publish(self, whole: Path, *, twin: bool) -> None:
        """Let the whole folder take the target's place; with `twin` the former one becomes its twin."""
        former = swap(whole, self._target)
        if former and twin and self._kept:
            _remove(former, self._had.keys() - self._kept)
            _link(self._target, former, self.files.keys() - self._kept)
            if former != self._twin:
                former.rename(self._twin)
            return
        shutil.rmtree(self._twin, ignore_errors=True)
        if twin:
            fresh = self._fresh.with_name(f"{self._fresh.name}-twin")
            _link(self._target, fresh, self.files)
            fresh.rename(self._twin)


def version(path: Path | os.DirEntry[str], *, links: bool = True) -> Version:
    """The version of a file, or of that to which a link leads. Raises OSError."""
    state = path.stat(follow_symlinks=links)
    return state.st_size, state.st_mtime_ns


def _opened(path: str) -> BinaryIO:
    """A file to be written, in a folder that is there now."""
    try:
        return open(path, "wb")  # noqa: PTH123
    except FileNotFoundError:
        return _roomy(Path(path)).open("wb")


def _roomy(path: Path) -> Path:
    """The path, in a folder that is there now."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _link(source: Path, goal: Path, addresses: Iterable[str]) -> None:
    """Give files of one folder a second name in another one; a copy where the system has no such names."""
    for address in addresses:
        try:
            os.link(f"{source}/{address}", f"{goal}/{address}")
        except OSError:
            path = _roomy(goal / address)
            path.unlink(missing_ok=True)
            try:
                path.hardlink_to(source / address)
            except OSError:
                shutil.copy2(source / address, path)


def _remove(folder: Path, addresses: Iterable[str]) -> None:
    """Remove files, and the folders that are empty then."""
    for address in addresses:
        path = folder / address
        path.unlink(missing_ok=True)
        for parent in path.parents:
            if parent == folder or any(parent.iterdir()):
                break
            parent.rmdir()


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
    names = {address for root in (one, other) for address, _ in walk(root)}
    return sorted(name for name in names if sum_of(one / name) != sum_of(other / name))


def write_all(docs: Path, contents: Mapping[str, str]) -> None:
    """Write files of a docs folder (src_uri -> content), new ones and others; `resume` ends it after a crash.

    What is to be written is noted first, as a whole. Raises OSError.
    """
    entries = {src_uri: {"before": sum_of(docs / src_uri), "after": content} for src_uri, content in contents.items()}
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
        path = _roomy(docs / src_uri)
        for beside in path.parent.glob(f".{path.name}-*"):
            beside.unlink()
        if sum_of(path) == entry["before"]:
            write_whole(path, entry["after"], new=entry["before"] is None)
            written.append(src_uri)
    journal.unlink()
    return written


def sum_of(path: Path) -> str | None:
    """SHA-256 of a file's bytes; None where there is none."""
    with suppress(FileNotFoundError), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
    return None
