"""A new folder replaces a site as a whole or not at all.

Whatever ends the process between two steps, a full disk or `kill -9`, the next one finds the old site or the new one
and removes the leftovers: those that builds have made (`ownership`), no others. No symbolic link is followed. Whatever
the umask, files have the mode 0644, folders 0755.
"""

import ctypes
import os
import re
import secrets
import shutil
import stat
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Set
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple

from recap.build.ownership import Ownership
from recap.content.loader import digest_of, file_digest
from recap.core.filesystem import copy_file, walk, with_parent
from recap.core.language import UserError

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2
_FILE_MODE, _FOLDER_MODE, _UMASK = 0o644, 0o755, 0o022
_PIECE = 2**20
"""Bytes of a file that are read at once."""
_REGULAR = stat.S_IFREG | _FILE_MODE

Signature = tuple[int, int]
"""Size in bytes and modification time in nanoseconds."""


class BusyError(UserError):
    """Another process is building into the same folder."""


class Workspace(NamedTuple):
    """What a build gets to work with."""

    fresh: Path
    """An empty folder next to the target."""
    interrupted: bool
    """True if leftovers of a crashed build were removed."""
    foreign: tuple[Path, ...]
    """What has a name of ours, but was not made by a build: it is left alone."""
    ownership: Ownership


@contextmanager
def build_directory(target: Path, records: Path | None = None) -> Iterator[Workspace]:
    """Lock the target and create a temporary build folder next to it; inside, the umask is that of published files.

    The lock belongs to the system: it ends with its process. `records` is the state folder of the project.
    Raises BusyError, OSError, and UserError if the target or its lock file is a link or something else than it should
    be; nothing is written then.
    """
    from filelock import FileLock, Timeout

    lock_file = target.with_name(f".{target.name}-lock")
    _refuse_others(target, stat.S_ISDIR, "site_link")
    _refuse_others(lock_file, stat.S_ISREG, "lock_foreign")
    umask = os.umask(_UMASK)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            lock = FileLock(lock_file).acquire(timeout=0)
        except Timeout:
            raise BusyError("busy", folder=target) from None
        with lock:
            ownership = Ownership(target, records)
            interrupted, foreign = recover(target, ownership)
            try:
                fresh = _unused(target, "new")
                ownership.note(fresh)
                fresh.mkdir(0o700)
                yield Workspace(fresh, interrupted, foreign, ownership)
            finally:
                recover(target, ownership)
                ownership.close()
    finally:
        os.umask(umask)


def recover(target: Path, ownership: Ownership) -> tuple[bool, tuple[Path, ...]]:
    """Put back the previous folder if it was moved away, and remove leftovers, both only if builds have made them.

    Returns whether there were any, and what has a name of ours but was not made by a build.
    """
    pattern = re.compile(rf"\.{re.escape(target.name)}-(?:old(?P<moved>-.*)?|new-.*|shadow|twin)")
    found = {path: pattern.fullmatch(path.name) for path in sorted(target.parent.iterdir())}
    left = {path: match for path, match in found.items() if match and not path.name.endswith("-lock")}
    ours = [path for path in left if ownership.made(path)]
    leftovers = [path for path in ours if path != _shadow(target)]
    for path in leftovers:
        if left[path]["moved"] and not os.path.lexists(target):
            path.rename(target)
        else:
            shutil.rmtree(path, ignore_errors=True)
        if not path.exists():
            ownership.forget(path)
    return bool(leftovers), tuple(path for path in left if path not in ours)


def replace_atomically(fresh: Path, target: Path, ownership: Ownership) -> Path | None:
    """Replace a folder as a whole, atomically where the system supports it; otherwise `recover` repairs a failure.

    Returns where the previous folder is now, or None if there was none. Raises OSError.
    """
    fresh.chmod(_FOLDER_MODE)
    if not target.exists():
        fresh.rename(target)
        return None
    if _exchange(fresh, target):
        return fresh
    previous = _unused(target, "old")
    ownership.note(previous)
    target.rename(previous)
    fresh.rename(target)
    return previous


class OutputTree:
    """The next content of a folder: files are made in `fresh` or kept from the previous folder.

    A shadow copy lies next to the folder, with the same files by hard links where possible: in a large folder only what
    changed is touched, and the two folders swap places. Raises OSError.
    """

    def __init__(self, fresh: Path, target: Path, ownership: Ownership) -> None:
        self._fresh, self._target, self._ownership = fresh, target, ownership
        self._shadow = _shadow(target)
        self._base = self._shadow if ownership.made(self._shadow) else target
        self._had: dict[str, Signature] = {}
        self.files: dict[str, Signature] = {}
        """Address -> signature of all files there will be."""
        self.digests: dict[str, bytes] = {}
        """Address -> digest of the files that were written."""
        self._kept: set[str] = set()
        self._other_modes: set[str] = set()

    def previous(self) -> dict[str, Signature]:
        """Return address -> signature of the files that can be kept: those of the shadow copy, if there is one."""
        for address, entry in walk(self._base) if self._base.is_dir() else ():
            self._note(address, entry, self._had)
        return self._had

    def published(self) -> dict[str, Signature]:
        """Return address -> signature of the files in the folder itself."""
        found: dict[str, Signature] = {}
        for address, entry in walk(self._target) if self._target.is_dir() else ():
            self._note(address, entry, found)
        return found

    def take(self) -> None:
        """Take over what another engine has written into the new folder."""
        for address, entry in walk(self._fresh):
            self._note(address, entry, self.files)
        self._set_modes(self._fresh)

    def _note(self, address: str, entry: os.DirEntry[str], files: dict[str, Signature]) -> None:
        found = entry.stat(follow_symlinks=False)
        files[address] = found.st_size, found.st_mtime_ns
        if found.st_mode != _REGULAR and stat.S_ISREG(found.st_mode):
            self._other_modes.add(address)

    def _set_modes(self, folder: Path) -> None:
        """Give files that were found with other modes, and then all folders, those that everything has."""
        if os.name == "nt":
            return
        with suppress(OSError):  # a file system without modes
            for address in self._other_modes & self.files.keys():
                (folder / address).chmod(_FILE_MODE)
            nearest = map(Path, {address.rpartition("/")[0] for address in self.files})
            for parent in {each for path in nearest for each in (path, *path.parents)}:
                if stat.S_IMODE((folder / parent).lstat().st_mode) != _FOLDER_MODE:
                    (folder / parent).chmod(_FOLDER_MODE)

    def keep(self, addresses: Collection[str], known: Mapping[str, Signature]) -> None:
        """Keep files as they are."""
        self.files |= {address: known[address] for address in addresses}
        self._kept.update(addresses)

    @property
    def kept(self) -> Set[str]:
        """Addresses of the files that stay as they were."""
        return self._kept

    def digest(self, address: str, *, published: bool = False) -> bytes:
        """Return the digest of a file that can be kept or, if `published`, of one in the folder itself."""
        folder = self._target if published else self._base
        with open(f"{folder}/{address}", "rb", buffering=0) as file:  # noqa: PTH123 (one of thousands)
            content = file.read(_PIECE)
            if len(content) < _PIECE:
                return digest_of(content)
            file.seek(0)
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
            if self._other_modes:
                self._set_modes(self._fresh)
            return self._fresh
        self._ownership.note(self._shadow, self._shadow, self._target)
        _remove(self._shadow, self._had.keys() - self.files.keys())
        made = self.files.keys() - self._kept
        _make_folders(self._shadow, made)
        for address in made:
            os.replace(f"{self._fresh}/{address}", f"{self._shadow}/{address}")  # noqa: PTH105 (one of thousands)
        if self._other_modes:
            self._set_modes(self._shadow)
        return self._shadow

    def publish(self, whole: Path, *, shadow: bool, strict: bool = False) -> None:
        """Put the assembled folder in place; with `shadow` the previous one becomes the shadow copy.

        With `strict` that keeps nothing but the files of this tree: no downloads, which are made after it.
        There is no shadow copy where something else has its name, or where the next build would not know it.
        """
        previous = replace_atomically(whole, self._target, self._ownership)
        ours = self._ownership.made(self._shadow)
        shadow = shadow and self._ownership.lasts and (ours or not os.path.lexists(self._shadow))
        if previous and shadow and self._kept:
            _remove(previous, self._had.keys() - self._kept)
            if strict:
                _remove(previous, {address for address, _ in walk(previous)} - self._kept)
            _link(self._target, previous, self.files.keys() - self._kept)
            if self._other_modes:
                self._set_modes(previous)
            copy = previous
        else:
            if ours:
                shutil.rmtree(self._shadow, ignore_errors=True)
                self._ownership.forget(self._shadow)
            if not shadow:
                return
            copy = self._fresh.with_name(f"{self._fresh.name}-shadow")
            _link(self._target, copy, self.files)
        if copy != self._shadow:
            self._ownership.note(self._shadow, copy)
            copy.rename(self._shadow)
        self._ownership.note(self._shadow, self._shadow, done=True)


def _opened(path: str) -> BinaryIO:
    """Open a file for writing, creating its folder if necessary."""
    try:
        return open(path, "wb")  # noqa: PTH123
    except FileNotFoundError:
        return with_parent(Path(path)).open("wb")


def _link(source: Path, goal: Path, addresses: Collection[str]) -> None:
    """Hard-link files of one folder into another; copy them where hard links are not supported."""
    _make_folders(goal, addresses)
    for address in addresses:
        try:
            os.link(f"{source}/{address}", f"{goal}/{address}")
        except OSError:
            path = goal / address
            _discard(path)
            try:
                path.hardlink_to(source / address)
            except OSError:
                shutil.copy2(source / address, path)


def _make_folders(root: Path, addresses: Iterable[str]) -> None:
    """Make the folders of addresses below a folder, and the folder itself; a link in the place of one is removed."""
    root.mkdir(exist_ok=True)
    known = {""}

    def make(folder: str) -> None:
        if folder not in known:
            make(folder.rpartition("/")[0])
            path = root / folder
            if not _is_folder(path):
                path.unlink(missing_ok=True)
                path.mkdir()
            known.add(folder)

    for address in addresses:
        make(address.rpartition("/")[0])


def _remove(root: Path, addresses: Iterable[str]) -> None:
    """Remove files below a folder, and folders that are empty afterwards; nothing behind a link is touched."""
    real = {"": True}

    def is_real(folder: str) -> bool:
        if folder not in real:
            real[folder] = is_real(folder.rpartition("/")[0]) and _is_folder(root / folder)
        return real[folder]

    for address in addresses:
        if is_real(address.rpartition("/")[0]):
            _discard(root / address)
    for folder in sorted(filter(None, real), key=lambda each: each.count("/"), reverse=True):  # the deepest first
        if real[folder]:
            with suppress(OSError):  # it is not empty
                (root / folder).rmdir()


def _discard(path: Path) -> None:
    """Remove a file or link, or a folder that somebody put in the place of a file."""
    if _is_folder(path):
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _is_folder(path: Path) -> bool:
    with suppress(FileNotFoundError, NotADirectoryError):
        return stat.S_ISDIR(path.lstat().st_mode)
    return False


def _refuse_others(path: Path, is_right: Callable[[int], bool], key: str) -> None:
    """Raise UserError if something else than a folder or a file of this user has a name."""
    with suppress(FileNotFoundError):
        found = path.lstat()
        foreign = key == "lock_foreign" and hasattr(os, "getuid") and found.st_uid != os.getuid()
        if foreign or not is_right(found.st_mode):
            raise UserError(key, path=path)


def _unused(target: Path, role: str) -> Path:
    return target.with_name(f".{target.name}-{role}-{secrets.token_hex(8)}")


def _shadow(target: Path) -> Path:
    return target.with_name(f".{target.name}-shadow")


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
