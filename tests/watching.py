"""Watches a command from inside: what it opens, writes, moves, removes, starts; and what lies around it."""

from __future__ import annotations

import hashlib
import io
import os
import stat
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_CHANGES = frozenset(["os.chmod", "os.chown", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.symlink",
                      "os.truncate", "os.utime", "shutil.rmtree"])  # fmt: skip
_STARTS = frozenset(["os.exec", "os.posix_spawn", "os.system", "subprocess.Popen", "socket.connect"])
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_DEVICES = ("/dev/null", "/dev/urandom")
_active: list[Watch] = []
_installed: list[bool] = []


class Watch:
    """Notes what happens outside the folders where a command may write, and every look into forbidden ones."""

    def __init__(self, writable: list[Path], forbidden: list[Path]) -> None:
        cache = Path(os.environ["XDG_CACHE_HOME"])
        self.writable = tuple(f"{os.path.realpath(path.parent)}/{path.name}" for path in (*writable, cache))
        self.forbidden = (*(os.path.realpath(path) for path in forbidden), "/dev", "/proc")
        self.found: list[str] = []

    def note(self, event: str, args: tuple[Any, ...]) -> None:
        """Take an audit event of Python."""
        if event in _STARTS:
            self.found.append(f"{event} {args}")
        elif event == "open":
            path, _, flags = args
            if isinstance(path, (str, bytes)):
                self._opened(path, flags)
        elif event in _CHANGES:
            ends = {"os.rename": ((0, 2), (1, 3)), "os.link": ((1, 3),), "os.symlink": ((1, 2),)}.get(event, ((0, -1),))
            for place, folder in ends:
                if isinstance(args[place], (str, bytes, os.PathLike)):
                    self._changed(event, args[place], args[folder])

    def _opened(self, path: str | bytes, flags: int) -> None:
        if flags & _WRITING:
            self._changed("open", path, -1, follows=not flags & os.O_NOFOLLOW)
            return
        real = os.path.realpath(os.fsdecode(path))
        if _is_below(real, self.forbidden) and real not in _DEVICES and not real.startswith("/proc/self/fd"):
            self.found.append(f"read {path!r}")

    def _changed(self, event: str, path: Any, folder: Any, *, follows: bool = False) -> None:
        name = os.fsdecode(path)
        if isinstance(folder, int) and folder >= 0:
            name = os.path.join(f"/proc/self/fd/{folder}", name)  # noqa: PTH118
        name = name.rstrip("/")
        real = os.path.realpath(name)
        if not follows:
            real = f"{os.path.realpath(os.path.dirname(name))}/{os.path.basename(name)}"  # noqa: PTH119, PTH120
        is_temporary = real.startswith(f"{os.path.realpath(tempfile.gettempdir())}/recap-")
        if not (_is_below(real, self.writable) or is_temporary or real in _DEVICES):
            self.found.append(f"{event} {name!r}")


@contextmanager
def watched(watch: Watch) -> Iterator[None]:
    """Watch what this process does, and keep Python from writing what it compiles; the hook cannot be taken away."""
    if not _installed:
        sys.addaudithook(lambda event, args: _active[0].note(event, args) if _active else None)
        _installed.append(True)
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    _active.append(watch)
    try:
        yield
    finally:
        _active.clear()
        sys.dont_write_bytecode = before


def _is_below(path: str, folders: tuple[str, ...]) -> bool:
    return any(path == folder or path.startswith(f"{folder}/") for folder in folders)


def state_of(folder: Path, *left_out: Path, times: bool = True) -> dict[str, Any]:
    """Everything that `lstat` says of what lies in a folder, and its content; links are not followed."""
    found, waiting = dict[str, Any](), [str(folder)]
    while waiting:
        path = waiting.pop()
        if Path(path) in left_out or not os.path.lexists(path):
            continue
        state = os.lstat(path)
        about: list[Any] = [state.st_mode, state.st_uid]
        if stat.S_ISDIR(state.st_mode):
            waiting += [os.path.join(path, name) for name in os.listdir(path)]  # noqa: PTH118, PTH208
        elif stat.S_ISLNK(state.st_mode):
            about.append(os.readlink(path))  # noqa: PTH115
        else:
            about += [state.st_size, *([state.st_mtime_ns, state.st_ino] if times else [])]
            if stat.S_ISREG(state.st_mode) and state.st_size < 2**22:
                about.append(hashlib.sha256(Path(path).read_bytes()).digest())
        found[os.path.relpath(path, folder)] = about
    return found


def published(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Name and content of each file of a site, and of each member of its archives and books."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield from _unpacked(path.relative_to(folder).as_posix(), path.read_bytes())


def _unpacked(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    yield name, content
    if content.startswith(b"PK\3\4"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.namelist():
                yield from _unpacked(f"{name}: {member}", archive.read(member))
