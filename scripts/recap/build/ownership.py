"""Remembers which folders next to a site builds have made: no others are renamed, changed or removed.

A checkout may hold folders of the same names. So what builds make is recorded in the folder of the state, outside the
checkout: under a name that nobody can guess, or with device and inode of the folder and the time of its last change.
"""

import hashlib
import json
import os
import stat
from contextlib import suppress
from pathlib import Path

from recap.core.filesystem import read_file

_PREFIX = "folders-"
"""How the names of the records begin."""
_LIMIT = 1 << 16
"""Most bytes of a record."""
Identity = tuple[int, int, int]
"""Device, inode and time of the last change (in nanoseconds; 0 while a build works on it)."""


class Ownership:
    """The folders next to one target that builds have made. Without a folder of records, those of this build only."""

    def __init__(self, target: Path, records: Path | None) -> None:
        self._target = target
        self._record = records and records / f"{_PREFIX}{hashlib.sha256(str(target).encode()).hexdigest()[:16]}.json"
        of, made = _read(self._record) if self._record else ("", {})
        self._made = made if of == str(target) else {}
        """Name -> identities that it may have; none if the name alone is enough."""

    @property
    def lasts(self) -> bool:
        """True if the next build will know what this one has made."""
        return self._record is not None

    def note(self, folder: Path, *like: Path, done: bool = False) -> None:
        """Record a folder, before it is made, by its name if that cannot be guessed; else by what will have this name.

        `done` means that nothing in it changes until the next build.
        """
        states = [path.lstat() for path in like]
        self._made[folder.name] = [(found.st_dev, found.st_ino, found.st_mtime_ns * done) for found in states]
        self._write()

    def forget(self, folder: Path) -> None:
        """Remove a folder from the record."""
        if self._made.pop(folder.name, None) is not None:
            self._write()

    def made(self, folder: Path) -> bool:
        """Return True if builds of this user have made a folder, and it is there and no link."""
        with suppress(OSError):
            found = folder.lstat()
            if stat.S_ISDIR(found.st_mode) and (not hasattr(os, "getuid") or found.st_uid == os.getuid()):
                known = self._made.get(folder.name)
                if known:
                    identities = {(found.st_dev, found.st_ino, time) for time in (0, found.st_mtime_ns)}
                    return not identities.isdisjoint(known)
                # What an engine puts next to the folder that it got is named after it.
                return any(f"{folder.name}-".startswith(f"{name}-") for name, ids in self._made.items() if not ids)
        return False

    def _write(self) -> None:
        """Write the record; where that fails, the folders will be left alone by later builds."""
        if not self._record:
            return
        fresh = self._record.with_suffix(".new")
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump({"target": str(self._target), "folders": self._made}, file)
            fresh.replace(self._record)

    def close(self) -> None:
        """Remove what is gone from the record, and records about nothing, as of targets whose folder is gone."""
        if gone := [name for name in self._made if not os.path.lexists(self._target.with_name(name))]:
            for name in gone:
                del self._made[name]
            self._write()
        if not self._record:
            return
        for path in self._record.parent.glob(f"{_PREFIX}*.json"):
            target, made = _read(path)
            if not made or not Path(target).parent.is_dir():
                path.unlink(missing_ok=True)


def _read(record: Path) -> tuple[str, dict[str, list[Identity]]]:
    """Return target and folders of a record; nothing if it is missing or damaged."""
    with suppress(OSError, ArithmeticError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        content = json.loads(read_file(record, limit=_LIMIT))
        made = {
            str(name): [(int(device), int(inode), int(time)) for device, inode, time in identities]
            for name, identities in content["folders"].items()
        }
        return str(content["target"]), made
    return "", {}
