"""Temporary folders that leave with the process that made them, or with the next one after it was killed."""

import os
import shutil
import signal
import stat
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

_LOCK, _MARK = ".in-use", ".made"
"""Files in each folder: its process holds the first one locked for as long as it lives, and makes the other before."""
_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
_PATIENCE = 5
"""Seconds during which a second signal does not disturb what the first one has started."""


class ProcessFolder:
    """A temporary folder of this process. Those of dead processes of this user, with the same prefix, are removed."""

    def __init__(self, prefix: str) -> None:
        for path in Path(tempfile.gettempdir()).glob(f"{prefix}*"):
            _remove_abandoned(path)
        while True:
            self.path = Path(tempfile.mkdtemp(prefix=prefix))
            mark = self.path / _MARK
            mark.touch()
            self._lock = FileLock(self.path / _LOCK, thread_local=False)
            with suppress(FileNotFoundError):
                self._lock.acquire()
                if mark.exists():
                    return
            self.remove()  # another start took it for abandoned before it was locked; the lock has made it again

    def remove(self) -> None:
        """Remove the folder with all that is in it."""
        self._lock.release()
        shutil.rmtree(self.path, ignore_errors=True)


def _remove_abandoned(folder: Path) -> None:
    """Remove a folder if it is one of ours, of this user, no link, and nobody holds its lock."""
    lock = folder / _LOCK
    with suppress(OSError, Timeout):
        found, locked = folder.lstat(), lock.lstat()
        owners = {found.st_uid, locked.st_uid}
        if stat.S_ISDIR(found.st_mode) and stat.S_ISREG(locked.st_mode) and owners == {_user(found)}:
            with FileLock(lock).acquire(timeout=0):
                shutil.rmtree(folder, ignore_errors=True)


def _user(found: os.stat_result) -> int:
    return os.getuid() if hasattr(os, "getuid") else found.st_uid


@contextmanager
def interrupted_by_signals() -> Iterator[threading.Event]:
    """Turn signals that end a process, also that of a terminal that closes, into a KeyboardInterrupt.

    Yields an event that such a signal sets: Python drops an exception that is raised while it clears up. A signal that
    the process was started to ignore is still ignored. Does nothing outside the main thread.
    """
    came = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield came
        return
    process, last = os.getpid(), -float(_PATIENCE)

    def interrupt(number: int, _: object) -> None:
        nonlocal last
        if os.getpid() != process:  # a worker that was forked
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)
        if time.monotonic() - last >= _PATIENCE:
            last = time.monotonic()
            came.set()
            raise KeyboardInterrupt

    numbers = [number for name in _SIGNALS if (number := getattr(signal, name, None))]
    before = {number: signal.getsignal(number) for number in numbers}
    for number in numbers:
        if before[number] != signal.SIG_IGN:
            signal.signal(number, interrupt)
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler or signal.SIG_DFL)
