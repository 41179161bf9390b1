"""What the last build of a folder made and of what it was made, so that the next one makes only what is otherwise now.

One idea: a unit, which is a page or a few files, is made again only if something that it read has changed, or if a file
that it gave is no longer as it was written. What it read was noted while it was made (`reads`).

It is written when the site has taken its place. It is believed only if its sums are right, if the same program made it
with the same settings and templates, and if the folder of the site is the very one that it speaks of, whose time of
change no checkout can bring along: nobody's pull request can smuggle a cache in.
"""

from __future__ import annotations

import hashlib
import json
import pickle
import shutil
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from recap.build.output import Version
from recap.catalogue.tracking import Read, changes
from recap.content.loader import Known
from recap.search.index import Index

FEW = 20
"""Files that may differ from a base before it is written anew, which costs more than to read them again."""
LIBRARIES = ("mkdocs", "mkdocs-material", "markdown", "pymdown-extensions", "jinja2", "pygments", "babel", "pyuca",
              "anyascii", "packaging", "pillow", "font-source-sans-pro", "pystemmer", "icalendar", "pydantic",
              "pyyaml", "tzdata")  # fmt: skip
"""Whose versions a site may depend on."""


class Unit(NamedTuple):
    """What was made in one go."""

    reads: tuple[Read, ...]
    digest: bytes
    """A sum of what was rendered; empty for what is not rendered."""
    outputs: tuple[str, ...]
    """Addresses of its files."""
    product: Any = None
    """What else came of it; of a page pickled by itself, for it is rarely wanted again."""
    note: str | None = None
    """What feeds hold of it."""
    dated: tuple[str | None, str | None] = (None, None)
    """Whole address and last change, of a page."""


@dataclass
class Base:
    """The larger half of what a build knows: what it read. It is kept as it is while few files differ from it."""

    known: Known = field(default_factory=Known)
    facts: dict[str, Mapping[Any, Any]] = field(default_factory=dict)
    """What units read, by names and keys (`reads.changes`)."""


@dataclass
class State:
    """All that a build knows of the former one, and leaves to the next."""

    base: Base = field(default_factory=Base)
    apart: set[Read] = field(default_factory=set)
    """What units may have read otherwise than the base has it, when they were made."""
    tree: dict[str, Version] = field(default_factory=dict)
    """Every file of the site by its address."""
    units: dict[str, Unit] = field(default_factory=dict)
    index: Index = field(default_factory=Index)


class Cache:
    """The states of the folders that one project is built into: two files each, in a folder of its own."""

    def __init__(self, folder: Path, target: Path, stamp: str) -> None:
        self._all, self._target, self._stamp = folder, target, stamp
        self._folder = folder / hashlib.sha256(str(target).encode()).hexdigest()[:16]
        self._base_sum = ""

    def load(self) -> State:
        """The state of the former build; an empty one where there is none that can be believed."""
        try:
            with (self._folder / "state").open("rb") as file:
                head, payload = json.loads(file.readline()), file.read()
            base = (self._folder / "base").read_bytes()
            sums = [hashlib.sha256(each).hexdigest() for each in (base, payload)]
            if head == self._head(sums):
                state = pickle.loads(payload)  # noqa: S301 (see above: this machine wrote it)
                state.base = pickle.loads(base)  # noqa: S301
                self._base_sum = sums[0]
                return state  # type: ignore[no-any-return]
        except (OSError, ValueError):
            pass
        return State()

    def forget(self) -> None:
        """Nothing to do: a state is loaded anew each time."""

    def save(self, state: State, *, anew: bool) -> None:
        """Keep a state; with `anew` its base too, where there is one already.

        What cannot be kept, for the disk is full, is made again next time. States of folders that are gone go.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            base, state.base = state.base, Base()
            if not self._base_sum or anew:
                state.apart = set()
                self._base_sum = self._write("base", base)
            self._write("state", state)
        except OSError:
            shutil.rmtree(self._folder, ignore_errors=True)
        for folder in self._all.glob("*"):
            with suppress(OSError, ValueError), (folder / "state").open("rb") as file:
                if not Path(json.loads(file.readline())["target"]).is_dir():
                    shutil.rmtree(folder, ignore_errors=True)

    def _write(self, name: str, value: object) -> str:
        """Write a file whole; returns the sum of what it holds."""
        room = len(json.dumps(self._head(["0" * 64] * 2)))
        beside = self._folder / f"{name}-new"
        with beside.open("wb") as file:
            if name == "state":
                file.write(b" " * room + b"\n")
            summed = _Summed(file)
            pickle.dump(value, summed, pickle.HIGHEST_PROTOCOL)
            if name == "state":
                file.seek(0)
                file.write(json.dumps(self._head([self._base_sum, summed.sum.hexdigest()])).encode())
        beside.replace(self._folder / name)
        return summed.sum.hexdigest()

    def _head(self, sums: list[str]) -> dict[str, Any]:
        return {"target": str(self._target), "folder": _folder(self._target), "stamp": self._stamp, "sums": sums}


class _Summed:
    """A file whose content is summed as it is written: a large state is never held twice."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.sum = hashlib.sha256()

    def write(self, data: bytes) -> int:
        """Write on."""
        self.sum.update(data)
        return self._file.write(data)


class Memory:
    """A state kept by a process that builds one folder again and again; it makes itself a cache for each build."""

    def __init__(self) -> None:
        self._kept: tuple[object, State] | None = None

    def __call__(self, _: Path, target: Path, stamp: str) -> Memory:
        """As `Cache`."""
        self._target, self._stamp = target, stamp
        return self

    def load(self) -> State:
        """As `Cache.load`."""
        return self._kept[1] if self._kept and self._kept[0] == self._head() else State()

    def save(self, state: State, *, anew: bool) -> None:  # noqa: ARG002 (as `Cache.save`)
        """As `Cache.save`."""
        state.apart = set()
        self._kept = (self._head(), state)

    def forget(self) -> None:
        """The state was being brought up to date when something went wrong."""
        self._kept = None

    def _head(self) -> object:
        return self._stamp, _folder(self._target)


def _folder(path: Path) -> list[int]:
    """What tells a folder from any other, and from itself when its files were put there by somebody else."""
    try:
        state = path.stat()
    except FileNotFoundError:
        return []
    return [state.st_dev, state.st_ino, state.st_mtime_ns]


def stamp(settings: object, paths: Iterable[Path]) -> str:
    """A sum of what every unit depends on: settings, versions of libraries, our program, and some more files."""
    found = hashlib.sha256(repr((settings, sys.version_info, *map(_version, LIBRARIES))).encode())
    here = Path(__file__).parents[1]
    for path in [*sorted(here.rglob("*.py")), *sorted(here.rglob("*.toml")), *paths]:
        found.update(f"\0{path.name}\0".encode() + path.read_bytes())
    return found.hexdigest()


def _version(name: str) -> str:
    with suppress(ModuleNotFoundError):
        return version(name)
    return ""


class Former:
    """The state of the former build, and what of it still holds."""

    def __init__(self, state: State, facts: Mapping[str, Mapping[Any, Any]], files: Mapping[str, Version]) -> None:
        self.state = state
        self.apart = changes(state.base.facts, facts)
        """What reads otherwise than in the base."""
        self._changed = self.apart | state.apart
        self._sound = {address for address, known in state.tree.items() if files.get(address) == known}

    def change(self, name: str, *keys: Any) -> None:
        """Note that something reads otherwise now."""
        self._changed |= {(name, key) for key in keys}

    def unit(self, name: str) -> Unit | None:
        """The unit of that name, where all that it read and gave is as it was."""
        unit = self.state.units.get(name)
        return unit if unit and self._changed.isdisjoint(unit.reads) and self.has(unit.outputs) else None

    def rendered(self, name: str, digest: bytes, apart: Iterable[str]) -> Unit | None:
        """The unit of that name, where the same was rendered and what it read in some mappings has not changed."""
        unit = self.state.units.get(name)
        if not unit or unit.digest != digest or not self.has(unit.outputs):
            return None
        return None if any(read[0] in apart for read in self._changed.intersection(unit.reads)) else unit

    def has(self, addresses: Iterable[str]) -> bool:
        """Whether the former site has these files as they were written."""
        return self._sound.issuperset(addresses)
