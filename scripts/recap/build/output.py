"""A new folder replaces a site as a whole or not at all.

Whatever ends the process between two steps, a full disk or `kill -9`, the next one finds the old site or the new one
and removes the leftovers.
"""

import ctypes
import os
import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path
from typing import BinaryIO

from recap.content.loader import digest_of, file_digest
from recap.core.filesystem import copy_file, walk, with_parent
from recap.core.language import UserError

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


Signature = tuple[int, int]
"""Size in bytes and modification time in nanoseconds."""


class BusyError(UserError):
    """Another process is building into the same folder."""


@contextmanager
def build_directory(target: Path) -> Iterator[tuple[Path, bool]]:
    """Lock the target and create a temporary build folder next to it.

    Yields the folder and whether leftovers of a crashed build were removed. The lock belongs to the system: it ends
    with its process. Raises BusyError, OSError.
    """
    from filelock import FileLock, Timeout

    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        lock = FileLock(target.with_name(f".{target.name}-lock")).acquire(timeout=0)
    except Timeout:
        raise BusyError("busy", folder=target) from None
    with lock:
        interrupted = recover(target)
        try:
            yield Path(tempfile.mkdtemp(prefix=f".{target.name}-new-", dir=target.parent)), interrupted
        finally:
            recover(target)


def recover(target: Path) -> bool:
    """Put back the previous folder if it was moved away, remove leftovers, and return whether there were any.

    Also removes the shadow copy under the name it had before version 0.2.
    """
    previous = _old(target)
    left = [path for path in (previous, *target.parent.glob(f".{escape(target.name)}-new-*")) if path.exists()]
    if previous.exists() and not target.exists():
        previous.rename(target)
    for path in (*left, target.with_name(f".{target.name}-twin")):
        shutil.rmtree(path, ignore_errors=True)
    return bool(left)


def replace_atomically(fresh: Path, target: Path) -> Path | None:
    """Replace a folder as a whole, atomically where the system supports it; otherwise `recover` repairs a failure.

    Returns where the previous folder is now, or None if there was none. Raises OSError.
    """
    fresh.chmod(0o755)
    previous = _old(target) if target.exists() else None
    if previous and _exchange(fresh, target):
        return fresh
    if previous:
        target.rename(previous)
    fresh.rename(target)
    return previous


class OutputTree:
    """The next content of a folder: files are made in `fresh` or kept from the previous folder.

    A shadow copy lies next to the folder, with the same files by hard links where possible: in a large folder only what
    changed is touched, and the two folders swap places. Raises OSError.
    """

    def __init__(self, fresh: Path, target: Path) -> None:
        self._fresh, self._target = fresh, target
        self._shadow = target.with_name(f".{target.name}-shadow")
        self._base = self._shadow if self._shadow.is_dir() else target
        self._had: dict[str, Signature] = {}
        self.files: dict[str, Signature] = {}
        """Address -> signature of all files there will be."""
        self.digests: dict[str, bytes] = {}
        """Address -> digest of the files that were written."""
        self._kept: set[str] = set()

    def previous(self) -> dict[str, Signature]:
        """Return address -> signature of the files that can be kept: those of the shadow copy, if there is one."""
        self._had = _signatures(self._base)
        return self._had

    def published(self) -> dict[str, Signature]:
        """Return address -> signature of the files in the folder itself."""
        return _signatures(self._target)

    def keep(self, addresses: Collection[str], known: Mapping[str, Signature]) -> None:
        """Keep files as they are."""
        self.files |= {address: known[address] for address in addresses}
        self._kept.update(addresses)

    @property
    def is_unchanged(self) -> bool:
        """True if every file was kept and none removed."""
        return self._kept == self.files.keys() == self._had.keys()

    def digest(self, address: str) -> bytes:
        """Return the digest of a file that can be kept."""
        with (self._base / address).open("rb") as file:
            return file_digest(file)

    def write(self, address: str, content: bytes | str | Path, root: Path | None = None) -> None:
        """Write a file from its content or from another file; replaces one that was kept.

        `root` is the folder of a file that others brought (`filesystem.read_file`).
        """
        path = f"{self._fresh}/{address}"  # one of thousands: as text, and its folder is made where it is missed
        if isinstance(content, str):
            content = content.encode("utf-8")
        with _opened(path) as file:
            if not isinstance(content, Path):
                file.write(content)
                self.digests[address] = digest_of(content)
            elif root:
                copy_file(content, root, file)
            else:
                with content.open("rb") as source:
                    shutil.copyfileobj(source, file)
        if isinstance(content, Path):
            with open(path, "rb") as written:  # noqa: PTH123
                self.digests[address] = file_digest(written)
        state = os.stat(path)  # noqa: PTH116
        self.files[address] = state.st_size, state.st_mtime_ns
        self._kept.discard(address)

    def assemble(self) -> Path:
        """Return the folder with all files, made and kept, and no others: the shadow copy if there is one."""
        if self._base == self._target or not self._kept:
            _link(self._target, self._fresh, self._kept)
            return self._fresh
        for address in self.files.keys() - self._kept:
            (self._fresh / address).replace(with_parent(self._shadow / address))
        _remove(self._shadow, self._had.keys() - self.files.keys())
        return self._shadow

    def publish(self, whole: Path, *, shadow: bool) -> None:
        """Put the assembled folder in place; with `shadow` the previous one becomes the shadow copy."""
        previous = replace_atomically(whole, self._target)
        if previous and shadow and self._kept:
            _remove(previous, self._had.keys() - self._kept)
            _link(self._target, previous, self.files.keys() - self._kept)
            if previous != self._shadow:
                previous.rename(self._shadow)
            return
        shutil.rmtree(self._shadow, ignore_errors=True)
        if shadow:
            fresh = self._fresh.with_name(f"{self._fresh.name}-shadow")
            _link(self._target, fresh, self.files)
            fresh.rename(self._shadow)


def _signatures(folder: Path) -> dict[str, Signature]:
    files = walk(folder) if folder.is_dir() else ()
    return {address: file_signature(entry, links=False) for address, entry in files}


def file_signature(path: Path | os.DirEntry[str], *, links: bool = True) -> Signature:
    """Return the signature of a file, or of the target of a link. Raises OSError."""
    state = path.stat(follow_symlinks=links)
    return state.st_size, state.st_mtime_ns


def _opened(path: str) -> BinaryIO:
    """Open a file for writing, creating its folder if necessary."""
    try:
        return open(path, "wb")  # noqa: PTH123
    except FileNotFoundError:
        return with_parent(Path(path)).open("wb")


def _link(source: Path, goal: Path, addresses: Iterable[str]) -> None:
    """Hard-link files of one folder into another; copy them where hard links are not supported."""
    for address in addresses:
        try:
            os.link(f"{source}/{address}", f"{goal}/{address}")
        except OSError:
            path = with_parent(goal / address)
            path.unlink(missing_ok=True)
            try:
                path.hardlink_to(source / address)
            except OSError:
                shutil.copy2(source / address, path)


def _remove(folder: Path, addresses: Iterable[str]) -> None:
    """Remove files, and folders that are empty afterwards."""
    parents: set[Path] = set()
    for address in addresses:
        path = folder / address
        path.unlink(missing_ok=True)
        parents.update(parent for parent in path.parents if parent.is_relative_to(folder) and parent != folder)
    for parent in sorted(parents, key=lambda each: len(each.parts), reverse=True):  # the deepest first
        with suppress(OSError):  # it is not empty
            parent.rmdir()


def _old(target: Path) -> Path:
    return target.with_name(f".{target.name}-old")


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders atomically with renameat2(2) of Linux; return whether that worked."""
    try:
        rename = ctypes.CDLL(None).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    return bool(rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0)


def is_free(folder: Path) -> bool:
    """Return True if a folder is missing or empty."""
    return not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))


def may_replace(target: Path) -> bool:
    """Return True if a build may replace a folder: it is missing, empty, or a site that MkDocs built."""
    return is_free(target) or (target / "sitemap.xml").is_file()
