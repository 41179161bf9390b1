"""Persistent state of the previous build: which outputs exist and which inputs each was built from.

The next build redoes only units whose inputs changed. A unit, a page or a few files, is reused only if the fingerprint
of program, settings and templates, the facts that it read, and its outputs are unchanged. Truth is in digests of
content; times of files only save reading, so a state may be copied to another machine with its site.

It is one SQLite file with JSON in it, so no code can lie in it, next to a digest of its bytes, which are read whenever
the file's times, size or inode are not those that the build left: a damaged state counts as none.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import shutil
import sqlite3
import stat
import sys
from collections.abc import Iterable
from contextlib import closing, suppress
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from mkdocs.config.defaults import MkDocsConfig

from recap.build.rows import SCHEMA, Rows, Table
from recap.content.theme_files import TOKENS
from recap.core.filesystem import read_file
from recap.plugin.config import own_theme_folders

LIBRARIES = ("mkdocs", "mkdocs-material", "markdown", "pymdown-extensions", "jinja2", "pygments", "babel", "pyuca",
              "anyascii", "packaging", "pillow", "font-source-sans-pro", "pystemmer", "icalendar", "pydantic",
              "pyyaml", "tzdata")  # fmt: skip
"""Libraries whose versions a site may depend on."""
_NOTE_BYTES = 10_000
"""Limit for the note next to a state."""
_SETTLED = 50_000_000
"""Nanoseconds between a state and its note from which on times prove that nothing was written in between."""
Disbelief = Literal["state_damaged", "state_other"]
"""Why a state is not used, as a key of the terminal's words: it is no more what was written, or the program, the
settings or the templates have changed since."""
DAMAGE = (
    sqlite3.Error,
    ValueError,
    LookupError,
    ArithmeticError,
    TypeError,
    AttributeError,
    AssertionError,
    RecursionError,
)
"""What may be raised when a state holds something else than was written: the build starts again without it."""


class BuildState:
    """What a build knows of the previous one, and leaves to the next."""

    def __init__(self, connection: sqlite3.Connection, *, known: bool) -> None:
        self._database = connection
        self._tables: dict[str, Table] = {}
        self.rows = Rows(connection)
        self.is_known = known
        """False if nothing is known of a previous build."""
        self.has_secrets = False
        """True if rows were deleted that must be found nowhere: SQLite may leave parts of them in the file."""
        if known:
            self.rows.load()
        else:
            connection.executescript(SCHEMA)
        connection.execute("BEGIN")

    @classmethod
    def nothing(cls) -> BuildState:
        """Return a state that knows nothing and is not kept."""
        return cls(_connect(""), known=False)

    def table(self, mapping: str) -> Table:
        """Return a mapping of the state, whose changes `commit` writes."""
        return self._tables.setdefault(mapping, Table(self._database, mapping))

    @property
    def has_changes(self) -> bool:
        """True if anything was written since the state was loaded."""
        return not self.is_known or self._database.total_changes > 0

    def commit(self) -> None:
        """Keep everything that was written. Raises sqlite3.Error."""
        self.rows.finish()
        for table in self._tables.values():
            table.flush()
        self._database.execute("COMMIT")

    def roll_back(self) -> None:
        """Forget everything that was written since the last commit. Raises sqlite3.Error."""
        self._database.execute("ROLLBACK")
        self._tables.clear()
        self.rows = Rows(self._database)
        self.rows.load()
        self._database.execute("BEGIN")

    def copy(self, path: Path) -> None:
        """Write all rows into an empty file. Raises sqlite3.Error."""
        self._database.execute("VACUUM INTO ?", (str(path),))

    def discard(self) -> None:
        """Drop everything that was written since the last commit, and close the state."""
        self._database.close()

    def again(self) -> BuildState:
        """Return the committed state for the next build."""
        return BuildState(self._database, known=True)


class StateStore:
    """The state of one output folder of a project, as a file."""

    def __init__(self, folder: Path | None, project: Path, target: Path, fingerprint: str) -> None:
        """`folder` is the trusted folder of the project's state; None if there is none: nothing is kept then."""
        self._fingerprint = fingerprint
        self._project, self._target = project, os.path.relpath(target, project)
        name = f"{target.name}-{hashlib.sha256(self._target.encode()).hexdigest()[:8]}"
        self._path = folder and folder / f"{name}.sqlite"
        self.disbelieved: Disbelief | None = None
        """Why the state that is there was not used; None if it was, or if there is none."""

    def load(self) -> BuildState:
        """Return the state of the previous build; an empty one if there is none that can be trusted."""
        if self._path and os.path.lexists(self._path) and (self._project / self._target).is_dir():
            self.disbelieved = "state_damaged"
            with suppress(*DAMAGE, OSError):
                return self._load(self._path)
        return self.empty()

    def _load(self, path: Path) -> BuildState:
        """Return the state in a file; nothing but its bytes is asked of SQLite before its note agrees."""
        if not (is_own_file(path) and is_own_file(self._note)) or any(map(os.path.lexists, self._companions)):
            raise ValueError(path)
        note = json.loads(read_file(self._note, None, _NOTE_BYTES))
        written = note.pop("file", None)
        is_untouched = written == _stat(path) and self._note.stat().st_mtime_ns - path.stat().st_mtime_ns > _SETTLED
        expected = self._expected(note["sha256"] if is_untouched else _digest(path))
        if note != expected:
            if note | {"fingerprint": ""} == expected | {"fingerprint": ""}:
                self.disbelieved = "state_other"
            raise ValueError(path)
        database = _connect(path)
        try:
            if database.execute("SELECT sql FROM sqlite_master ORDER BY name").fetchall() != _layout():
                raise ValueError(path)
            state = BuildState(database, known=True)
            self.disbelieved = None
            return state
        except BaseException:
            database.close()
            raise

    def empty(self) -> BuildState:
        """Return a state that knows nothing, in place of any that was kept."""
        if self._path:
            with suppress(OSError, sqlite3.Error):
                self.remove()
                self._path.touch(mode=0o600, exist_ok=False)
                return BuildState(_connect(self._path), known=False)
            self._path = None  # what is there cannot be removed
        return BuildState.nothing()

    def save(self, state: BuildState) -> None:
        """Keep a state for the next build. On a full disk nothing is kept, and what was kept is removed."""
        try:
            if self._path and state.has_changes:
                self._note.unlink(missing_ok=True)
                state.commit()
                if state.has_secrets:
                    fresh = self._path.with_suffix(".new")
                    fresh.unlink(missing_ok=True)
                    fresh.touch(mode=0o600, exist_ok=False)
                    state.copy(fresh)
                    fresh.replace(self._path)
                state.discard()
                self._note.touch(mode=0o600, exist_ok=False)
                note = {**self._expected(_digest(self._path)), "file": _stat(self._path)}
                self._note.write_text(json.dumps(note), "utf-8")
        except (OSError, sqlite3.Error):
            state.discard()
            with suppress(OSError):
                self.remove()
        finally:
            state.discard()

    def remove(self) -> None:
        """Remove the state, and those of output folders that no longer exist."""
        if self._path:
            for path in (self._path, self._note, *self._companions):
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path)
                else:
                    path.unlink(missing_ok=True)
            for note in self._path.parent.glob("*.sqlite.json"):
                with suppress(OSError, ValueError, KeyError, TypeError):
                    if not (self._project / json.loads(read_file(note, None, _NOTE_BYTES))["target"]).is_dir():
                        note.with_suffix("").unlink(missing_ok=True)
                        note.unlink()

    @property
    def _companions(self) -> list[Path]:
        """Files that SQLite would read with a state: a build that was killed leaves one, and a stranger may."""
        assert self._path
        return [self._path.with_name(f"{self._path.name}{suffix}") for suffix in ("-journal", "-wal", "-shm")]

    @property
    def _note(self) -> Path:
        assert self._path
        return self._path.with_name(f"{self._path.name}.json")

    def _expected(self, digest: str) -> dict[str, str]:
        """Return what the note next to a state with this digest must say."""
        return {"sha256": digest, "fingerprint": self._fingerprint, "target": self._target}


class StateInMemory:
    """Stands in for StateStore in a process that builds one folder again and again."""

    def __init__(self) -> None:
        self._kept: BuildState | None = None
        self.disbelieved: Disbelief | None = None
        self._about: tuple[Path, str] | None = None

    def __call__(self, _: Path | None, __: Path, target: Path, fingerprint: str) -> StateInMemory:
        """Take the arguments of StateStore."""
        if self._about != (target, fingerprint):
            self._about, self._kept = (target, fingerprint), None
        return self

    def load(self) -> BuildState:
        """Return the state of the previous build; an empty one if there is none."""
        kept, self._kept = self._kept, None
        return kept or self.empty()

    def empty(self) -> BuildState:
        """Return a state that knows nothing."""
        return BuildState(_connect(":memory:"), known=False)

    def remove(self) -> None:
        """Remove nothing: what is kept ends with the process."""

    def save(self, state: BuildState) -> None:
        """Keep a state."""
        state.commit()
        self._kept = state.again()


def _connect(path: Path | str) -> sqlite3.Connection:
    """Open a database; nothing that its schema says is run."""
    database = sqlite3.connect(path, isolation_level=None)
    for setting in ("trusted_schema = OFF", "secure_delete = ON", "synchronous = NORMAL", "temp_store = MEMORY"):
        database.execute(f"PRAGMA {setting}")
    return database


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _stat(path: Path) -> list[int]:
    """Return what changes when a file is written, or comes from elsewhere."""
    found = path.stat()
    return [found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino]


@functools.cache
def _layout() -> list[tuple[str]]:
    """Return the statements that made the tables of a state."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(SCHEMA)
        return database.execute("SELECT sql FROM sqlite_master ORDER BY name").fetchall()


def is_own_file(path: Path) -> bool:
    """Return True for a regular file of this user into which nobody else may write. Raises OSError."""
    state = path.lstat()
    mine = not hasattr(os, "getuid") or (state.st_uid == os.getuid() and not state.st_mode & 0o022)
    return stat.S_ISREG(state.st_mode) and mine


def program_fingerprint(config: MkDocsConfig, *, drafts: bool) -> str:
    """Return a digest of settings, library versions, our program and the templates that all pages share.

    The template of one kind of pages is a dependency of those pages only.
    """
    paths = [Path(config.config_file_path)]
    for theme in own_theme_folders(config):
        paths += [
            each for each in sorted(theme.rglob("*.html")) if each.parent != theme or each.stem in ("main", "404")
        ]
        paths += filter(Path.is_file, [theme / TOKENS])
    versions = (sys.version_info, *map(_version, LIBRARIES))
    return _digest_together(paths, repr((config.site_url, drafts, _package_digest(), *versions)))


@functools.cache
def _package_digest() -> str:
    """Return a digest of our program, which stays as it was loaded for as long as it runs."""
    package = Path(__file__).parents[1]
    return _digest_together([*sorted(package.rglob("*.py")), *sorted(package.rglob("*.toml"))])


def _digest_together(paths: Iterable[Path], start: str = "") -> str:
    found = hashlib.sha256(start.encode())
    for path in paths:
        found.update(f"\0{path.name}\0".encode() + path.read_bytes())
    return found.hexdigest()


@functools.cache
def _version(name: str) -> str:
    with suppress(ModuleNotFoundError):
        return version(name)
    return ""
