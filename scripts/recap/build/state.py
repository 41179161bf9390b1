"""Persistent state of the previous build: which outputs exist and which inputs each was built from.

The next build redoes only units whose inputs changed. A unit, a page or a few files, is reused only if the fingerprint
of program, settings and templates, everything that the unit read, and its outputs are unchanged.

The state is written after the site is in place. It is trusted only if its digests match and if the directory of the
site is the very one it describes, with a modification time that no checkout can bring along.
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
from typing import Any, NamedTuple

from mkdocs.config.defaults import MkDocsConfig

from recap.build.output import Signature
from recap.catalogue.tracking import Read, changed_keys
from recap.lint.runner import CheckState
from recap.search.index import Index

LIBRARIES = ("mkdocs", "mkdocs-material", "markdown", "pymdown-extensions", "jinja2", "pygments", "babel", "pyuca",
              "anyascii", "packaging", "pillow", "font-source-sans-pro", "pystemmer", "icalendar", "pydantic",
              "pyyaml", "tzdata")  # fmt: skip
"""Libraries whose versions a site may depend on."""
MAX_STALE_FILES = 20
"""Number of changed source files after which the source state is saved again.

Below it, parsing those files again is cheaper than writing the whole state.
"""


Dependencies = Mapping[str, Mapping[Any, Any]]
"""Name of a mapping -> its values, as `tracking.changed_keys` compares them."""


class Unit(NamedTuple):
    """A page or some files that are made together."""

    reads: tuple[Read, ...]
    digest: bytes
    """Digest of what was rendered; empty if nothing was."""
    outputs: tuple[str, ...]
    """Addresses of its files."""
    product: Any = None
    """Other results; for a page pickled separately, because it is rarely needed again."""
    feed_body: str | None = None
    """Its text in feeds."""
    dated: tuple[str | None, str | None] = (None, None)
    """Absolute address and day of the last change, for a page."""


@dataclass
class SourceState:
    """The larger half of the state: what was read. Saved again only when much of it has changed."""

    check: CheckState = field(default_factory=CheckState)
    dependencies: Dependencies = field(default_factory=dict)


@dataclass
class BuildState:
    """Everything a build knows of the previous one and leaves to the next."""

    sources: SourceState = field(default_factory=SourceState)
    changed_keys: set[Read] = field(default_factory=set)
    """Dependency keys whose values have changed since the source state was saved; units that read them must be checked
    again.
    """
    tree: dict[str, Signature] = field(default_factory=dict)
    """Address -> signature of every file of the site."""
    units: dict[str, Unit] = field(default_factory=dict)
    index: Index = field(default_factory=Index)


class StateFiles:
    """State files of one project: a folder for each directory it is built into, with three files in it.

    `sources` and `state` are the two halves of a BuildState. `head` is written last: it names the directory, the
    program and the digests of both, and the halves are loaded only if all of that is still true.
    """

    def __init__(self, folder: Path, target: Path, fingerprint: str) -> None:
        self._all, self._target, self._fingerprint = folder, target, fingerprint
        self._folder = folder / hashlib.sha256(str(target).encode()).hexdigest()[:16]
        self._digests: dict[str, str] = {}

    def load(self) -> BuildState:
        """Return the state of the previous build; an empty one if there is none that can be trusted."""
        with suppress(OSError, ValueError):
            head = json.loads((self._folder / "head").read_bytes())
            halves = {name: (self._folder / name).read_bytes() for name in ("sources", "state")}
            digests = {name: hashlib.sha256(content).hexdigest() for name, content in halves.items()}
            if head == _head(self._target, self._fingerprint, digests):
                state: BuildState = pickle.loads(halves["state"])  # noqa: S301 (written by this machine, see above)
                state.sources = pickle.loads(halves["sources"])  # noqa: S301
                self._digests = digests
                return state
        return BuildState()

    def forget(self) -> None:
        """Do nothing: the state is loaded again for every build."""

    def save(self, state: BuildState, *, renew: bool, unchanged: bool = False) -> None:
        """Save a state, and with `renew` its sources too; only the head if it is `unchanged` since it was loaded.

        On a full disk nothing is kept. States of directories that no longer exist are removed.
        """
        sources, state.sources = state.sources, SourceState()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if not (unchanged and self._digests):
                if renew or not self._digests:
                    state.changed_keys = set()
                    self._write("sources", sources)
                self._write("state", state)
            head = _head(self._target, self._fingerprint, self._digests)
            (self._folder / "head").write_text(json.dumps(head), "utf-8")
        except OSError:
            shutil.rmtree(self._folder, ignore_errors=True)
        for path in self._all.glob("*/head"):
            with suppress(OSError, ValueError):
                if not Path(json.loads(path.read_bytes())["target"]).is_dir():
                    shutil.rmtree(path.parent, ignore_errors=True)

    def _write(self, name: str, half: object) -> None:
        with (self._folder / f"{name}-new").open("w+b") as file:
            pickle.dump(half, file, pickle.HIGHEST_PROTOCOL)
            file.seek(0)
            self._digests[name] = hashlib.file_digest(file, "sha256").hexdigest()
        (self._folder / f"{name}-new").replace(self._folder / name)


class StateInMemory:
    """Stands in for StateFiles in a process that builds one directory again and again."""

    def __init__(self) -> None:
        self._kept: tuple[object, BuildState] | None = None

    def __call__(self, _: Path, target: Path, fingerprint: str) -> StateInMemory:
        """Take the arguments of StateFiles."""
        self._target, self._fingerprint = target, fingerprint
        return self

    def load(self) -> BuildState:
        """Return the state of the previous build; an empty one if there is none that can be trusted."""
        head = _head(self._target, self._fingerprint, {})
        return self._kept[1] if self._kept and self._kept[0] == head else BuildState()

    def save(self, state: BuildState, **_: bool) -> None:
        """Keep a state."""
        state.changed_keys = set()
        self._kept = (_head(self._target, self._fingerprint, {}), state)

    def forget(self) -> None:
        """Drop the state: something failed while it was brought up to date."""
        self._kept = None


def _head(target: Path, fingerprint: str, digests: Mapping[str, str]) -> dict[str, Any]:
    """Return what a state is about; the directory's identity changes when somebody else puts files there."""
    identity = []
    with suppress(FileNotFoundError):
        state = target.stat()
        identity = [state.st_dev, state.st_ino, state.st_mtime_ns]
    return {"target": str(target), "directory": identity, "fingerprint": fingerprint, "digests": dict(digests)}


class PreviousBuild:
    """State of the previous build, and what of it can be reused."""

    def __init__(self, state: BuildState, dependencies: Dependencies, files: Mapping[str, Signature]) -> None:
        self.state = state
        self.changed_keys = changed_keys(state.sources.dependencies, dependencies)
        """What reads differently than when the source state was saved."""
        self._changed = self.changed_keys | state.changed_keys
        self._intact = {address for address, known in state.tree.items() if files.get(address) == known}

    def mark_changed(self, name: str, *keys: Any) -> None:
        """Mark keys of a mapping as changed."""
        self._changed |= {(name, key) for key in keys}

    def reusable(self, name: str) -> Unit | None:
        """Return the unit if none of its dependencies changed and all its output files are intact; otherwise None."""
        unit = self.state.units.get(name)
        return unit if unit and self._changed.isdisjoint(unit.reads) and self.outputs_intact(unit.outputs) else None

    def reusable_by_digest(self, name: str, digest: bytes, dependencies: Iterable[str]) -> Unit | None:
        """Return the unit if it was rendered from the same and none of the `dependencies` it read has changed;
        otherwise None.
        """
        unit = self.state.units.get(name)
        if not unit or unit.digest != digest or not self.outputs_intact(unit.outputs):
            return None
        return None if any(read[0] in dependencies for read in self._changed.intersection(unit.reads)) else unit

    def outputs_intact(self, addresses: Iterable[str]) -> bool:
        """Return True if the previous site has these files as they were written."""
        return self._intact.issuperset(addresses)


def program_fingerprint(config: MkDocsConfig, *, drafts: bool) -> str:
    """Return a digest of settings, library versions, our program and the templates that all pages share.

    The template of one kind of pages is a dependency of those pages only.
    """
    theme, package = Path(config.theme.dirs[0]), Path(__file__).parents[1]
    paths = [*sorted(package.rglob("*.py")), *sorted(package.rglob("*.toml")), Path(config.config_file_path)]
    paths += [path for path in sorted(theme.rglob("*.html")) if path.parent != theme or path.stem in ("main", "404")]
    paths += filter(Path.is_file, [theme / "assets/recap/tokens.css"])
    found = hashlib.sha256(repr((config.site_url, drafts, sys.version_info, *map(_version, LIBRARIES))).encode())
    for path in paths:
        found.update(f"\0{path.name}\0".encode() + path.read_bytes())
    return found.hexdigest()


def _version(name: str) -> str:
    with suppress(ModuleNotFoundError):
        return version(name)
    return ""
