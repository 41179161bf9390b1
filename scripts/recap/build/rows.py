"""The build state as rows of an SQLite database with JSON in it: inputs, items, units, outputs, and who read what."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from typing import Any, NamedTuple

from recap.catalogue.rows import day_key
from recap.catalogue.tracking import Read

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE input (name TEXT PRIMARY KEY, stat TEXT, digest BLOB);
CREATE TABLE document (src_uri TEXT PRIMARY KEY, kind TEXT, clean INTEGER, data TEXT, marks TEXT, body TEXT,
                       body_line INTEGER);
CREATE TABLE item (mapping TEXT, key TEXT, value TEXT, PRIMARY KEY (mapping, key)) WITHOUT ROWID;
CREATE TABLE unit (id INTEGER PRIMARY KEY, name TEXT UNIQUE, digest BLOB, outputs TEXT, permalink TEXT,
                   updated TEXT);
CREATE TABLE product (unit INTEGER PRIMARY KEY, product TEXT, feed_body TEXT);
CREATE TABLE record (unit INTEGER PRIMARY KEY, api TEXT, bibtex TEXT, csl TEXT);
CREATE TABLE fact (id INTEGER PRIMARY KEY, name TEXT, key TEXT, UNIQUE (key, name));
CREATE TABLE read (fact INTEGER, unit INTEGER, PRIMARY KEY (fact, unit)) WITHOUT ROWID;
CREATE TABLE link (target TEXT, unit INTEGER, PRIMARY KEY (target, unit)) WITHOUT ROWID;
CREATE TABLE output (address TEXT PRIMARY KEY, size INTEGER, modified INTEGER, digest BLOB, unit INTEGER);
CREATE TABLE entry (mapping TEXT, key TEXT, value TEXT, PRIMARY KEY (mapping, key)) WITHOUT ROWID;
"""
"""Rows of `read` and `link` may name a unit that has been made again under another id: they count for nothing."""
_RECORD = ("api", "bibtex", "csl")
"""Columns of `record`."""
_MAX_PENDING_UNITS = 500
_MAX_DEAD_UNITS = 0.2
"""Share of units that may have been made again before the rows of their former ids are deleted."""


class Unit(NamedTuple):
    """A page, or some files that are made together."""

    name: str
    digest: bytes = b""
    """Digest of what was rendered; empty if nothing was."""
    outputs: tuple[str, ...] = ()
    """Addresses of its files."""
    reads: Iterable[Read] = ()
    product: Any = None
    """Other results, as JSON can hold them."""
    feed_body: str | None = None
    """Its text in feeds."""
    links: Iterable[str] = ()
    """Targets of its links: src_uris, some with `#anchor`."""
    dated: tuple[str | None, str | None] = (None, None)
    """Absolute address and day of the last change, for a page."""
    record: tuple[str, ...] = ()
    """Texts of an item for the files that list all (`exports.registry.Record`)."""


class Rows:
    """Reads and writes the rows of one state. Whatever is written belongs to one transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._database = connection
        self._facts: dict[tuple[str, str], int] = {}
        """Ids of facts, as far as they were needed."""
        self._has_facts, self._next_fact = False, 0
        tables = ("unit", "product", "record", "read", "link", "fact")
        self._pending: dict[str, list[tuple[Any, ...]]] = {table: [] for table in tables}
        """Rows that wait to be inserted."""
        self.units: dict[str, int] = {}
        """Name of every unit -> its id."""
        self.gone: list[str] = []
        """Keys of items and src_uris of pages that are no more."""
        self._next_unit = 1

    def load(self) -> None:
        """Read what every build needs. Raises sqlite3.Error."""
        self.units = dict(self._database.execute("SELECT name, id FROM unit"))
        self._next_unit = int(self.meta("next unit"))
        self._has_facts, self._next_fact = True, int(self.meta("next fact"))

    def flush(self) -> None:
        """Insert the rows that wait."""
        for table, rows in self._pending.items():
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                self._database.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", rows)  # noqa: S608
                rows.clear()

    def finish(self) -> None:
        """Insert what waits, and store from where ids go on."""
        self.flush()
        self.set_meta("next unit", self._next_unit)
        self.set_meta("next fact", self._next_fact)

    def meta(self, key: str) -> Any:
        """Return a value; None if there is none."""
        row = self._database.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return row and json.loads(row[0])

    def set_meta(self, key: str, value: Any) -> None:
        """Store a value."""
        text = json.dumps(value)  # in ASCII: sort keys have characters that UTF-8 cannot encode
        self._database.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, text))

    def all(self, columns: str, table: str) -> Iterator[tuple[Any, ...]]:
        """Yield some columns of all rows of a table."""
        yield from self._database.execute(f"SELECT {columns} FROM {table}")  # noqa: S608 (names of ours)

    def put(self, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Insert or replace rows."""
        rows = iter(rows)
        if (first := next(rows, None)) is not None:
            marks = ", ".join("?" * len(first))
            statement = f"INSERT OR REPLACE INTO {table} VALUES ({marks})"  # noqa: S608
            self._database.execute(statement, first)
            self._database.executemany(statement, rows)

    def drop(self, table: str, column: str, values: Iterable[Any]) -> None:
        """Delete the rows with these values in a column."""
        self._database.executemany(f"DELETE FROM {table} WHERE {column} = ?", ((value,) for value in values))  # noqa: S608

    def document(self, src_uri: str) -> tuple[Any, ...] | None:
        """Return (kind, front matter, positions, body, line of the body) of a file; None if it is not stored."""
        query = "SELECT kind, data, marks, body, body_line FROM document WHERE src_uri = ?"
        row: tuple[Any, ...] | None = self._database.execute(query, (src_uri,)).fetchone()
        return row

    def item(self, mapping: str, key: str) -> Any:
        """Return the row of an item. Raises KeyError."""
        query = "SELECT value FROM item WHERE mapping = ? AND key = ?"
        row = self._database.execute(query, (mapping, key)).fetchone()
        if row is None:
            raise KeyError(key)
        return row[0]

    def items(self, mapping: str) -> Iterator[tuple[str, str]]:
        """Yield key and row of every item of a mapping."""
        yield from self._database.execute("SELECT key, value FROM item WHERE mapping = ?", (mapping,))

    def drop_items(self, keys: Iterable[tuple[str, str]]) -> None:
        """Delete items, given as (mapping, key)."""
        self._database.executemany("DELETE FROM item WHERE mapping = ? AND key = ?", keys)

    def put_unit(self, unit: Unit) -> int:
        """Store a unit in the place of one of its name, and return its id."""
        self.drop_units([unit.name])
        found, self._next_unit = self._next_unit, self._next_unit + 1
        self.units[unit.name] = found
        pending = self._pending
        pending["unit"].append((found, unit.name, unit.digest, json.dumps(unit.outputs), *unit.dated))
        if unit.product is not None or unit.feed_body is not None:
            pending["product"].append((found, json.dumps(unit.product, ensure_ascii=False), unit.feed_body))
        if unit.record:
            pending["record"].append((found, *unit.record, *[None] * (len(_RECORD) - len(unit.record))))
        pending["link"] += ((each, found) for each in unit.links)
        self.add_reads(found, unit.reads)
        if len(pending["unit"]) >= _MAX_PENDING_UNITS:
            self.flush()
        return found

    def drop_units(self, names: Iterable[str]) -> None:
        """Delete units."""
        known = [self.units.pop(name) for name in names if name in self.units]
        if not known:
            return
        self.flush()
        self.drop("unit", "id", known)
        self.drop("product", "unit", known)
        self.drop("record", "unit", known)

    def add_reads(self, unit: int, reads: Iterable[Read]) -> None:
        """Store that a unit has read some facts."""
        self._pending["read"] += ((self._fact(name, day_key(key)), unit) for name, key in reads)

    def _fact(self, name: str, key: str) -> int:
        found = self._facts.get((name, key))
        if found is None:
            row = None
            if self._has_facts:
                query = "SELECT id FROM fact WHERE name = ? AND key = ?"
                row = self._database.execute(query, (name, key)).fetchone()
            if row is None:
                row, self._next_fact = (self._next_fact,), self._next_fact + 1
                self._pending["fact"].append((row[0], name, key))
            found = self._facts[name, key] = row[0]
        return found

    def readers(self, reads: Iterable[Read]) -> set[int]:
        """Return the ids of the units that have read any of these facts, former ids among them.

        There are none while the first build runs: whatever it has stored it has just read.
        """
        if not self._has_facts:
            return set()
        query = "SELECT unit FROM fact JOIN read ON fact.id = read.fact WHERE name = ? AND key = ?"
        found: set[int] = set()
        self.flush()
        for name, key in reads:
            found.update(unit for (unit,) in self._database.execute(query, (name, day_key(key))))
        return found

    def linking_to(self, targets: Iterable[str]) -> set[int]:
        """Return the ids of the units with a link to any of these targets, former ids among them."""
        query = "SELECT unit FROM link WHERE target = ?"
        self.flush()
        return {unit for target in targets for (unit,) in self._database.execute(query, (target,))}

    def unit(self, name: str) -> Unit | None:
        """Return digest, outputs and dates of a unit; None if there is none."""
        if name not in self.units:
            return None
        self.flush()
        query = "SELECT digest, outputs, permalink, updated FROM unit WHERE id = ?"
        digest, outputs, *dated = self._database.execute(query, (self.units[name],)).fetchone()
        return Unit(name, digest, tuple(json.loads(outputs)), dated=(dated[0], dated[1]))

    def product(self, name: str) -> tuple[Any, str | None]:
        """Return the product of a unit and its text in feeds; (None, None) if it has none."""
        if name not in self.units:
            return None, None
        self.flush()
        query = "SELECT product, feed_body FROM product WHERE unit = ?"
        row = self._database.execute(query, (self.units[name],)).fetchone()
        return (json.loads(row[0]), row[1]) if row else (None, None)

    def record(self, name: str) -> tuple[str, ...]:
        """Return the record of a unit; an empty one if it has none."""
        if name not in self.units:
            return ()
        self.flush()
        query = f"SELECT {', '.join(_RECORD)} FROM record WHERE unit = ?"  # noqa: S608 (names of ours)
        row = self._database.execute(query, (self.units[name],)).fetchone()
        return tuple(text for text in row or () if text is not None)

    def record_texts(self, place: int, ending: str) -> dict[str, str]:
        """Return name without ending -> the text at a place of the record, of the units whose names end like that."""
        self.flush()
        found = f"SELECT name, {_RECORD[place]} FROM record"  # noqa: S608 (names of ours)
        query = f"{found} JOIN unit ON unit.id = record.unit WHERE name LIKE ?"
        return {name.removesuffix(ending): text for name, text in self._database.execute(query, (f"%{ending}",))}

    def owners(self, addresses: Iterable[str]) -> set[int]:
        """Return the ids of the units that wrote these files, former ids among them."""
        query = "SELECT unit FROM output WHERE address = ?"
        return {unit for address in addresses for (unit,) in self._database.execute(query, (address,))}

    def touch_outputs(self, times: Iterable[tuple[str, int]]) -> None:
        """Store other modification times of files, given as (address, nanoseconds)."""
        rows = ((when, address) for address, when in times)
        self._database.executemany("UPDATE output SET modified = ? WHERE address = ?", rows)

    def lost_outputs(self) -> set[str]:
        """Return the addresses of the files of units that are no more, or have been made again."""
        self.flush()
        query = "SELECT address FROM output WHERE unit NOT IN (SELECT id FROM unit)"
        return {address for (address,) in self._database.execute(query)}

    def change_owners(self, owners: Mapping[str, int]) -> None:
        """Store to which units files belong that were kept, given as address -> id."""
        rows = ((owner, address) for address, owner in owners.items())
        self._database.executemany("UPDATE output SET unit = ? WHERE address = ?", rows)

    def dates(self) -> Iterator[tuple[str, tuple[str | None, str | None]]]:
        """Yield name, absolute address and day of the last change of every unit."""
        self.flush()
        for name, *dated in self._database.execute("SELECT name, permalink, updated FROM unit"):
            yield name, (dated[0], dated[1])

    def forget(self, keys: Iterable[str]) -> None:
        """Delete what names items and pages that are gone, given by key and src_uri, unless a unit asks for them."""
        self.flush()
        asked = "EXISTS (SELECT 1 FROM read JOIN unit ON unit.id = read.unit WHERE read.fact = fact.id)"
        for key in keys:
            self._database.execute(f"DELETE FROM fact WHERE key = ? AND NOT {asked}", (key,))  # noqa: S608
            self._database.execute(
                "DELETE FROM link WHERE (target = ? OR (target > ? AND target < ?))"
                " AND NOT EXISTS (SELECT 1 FROM unit WHERE unit.id = link.unit)",
                (key, f"{key}#", f"{key}$"),  # and its anchors
            )

    def purge(self) -> None:
        """Delete the rows of units that have been made again, once these are many."""
        self.flush()
        dead = self._next_unit - (self.meta("purged") or 1) - len(self.units)
        if dead > _MAX_DEAD_UNITS * len(self.units):
            for table in ("read", "link"):
                self._database.execute(f"DELETE FROM {table} WHERE unit NOT IN (SELECT id FROM unit)")  # noqa: S608
            self._database.execute("DELETE FROM fact WHERE id NOT IN (SELECT fact FROM read)")
            self._facts.clear()
            self.set_meta("purged", self._next_unit - len(self.units))


class Table(MutableMapping[str, Any]):
    """A mapping kept as rows: values are read when they are asked for, and those that were set are written back."""

    def __init__(self, connection: sqlite3.Connection, mapping: str) -> None:
        self._database, self._mapping = connection, mapping
        self._read: dict[str, Any] = {}
        self._changed: dict[str, Any] = {}
        """Set since the last `flush`; None for what was deleted."""

    def __getitem__(self, key: str) -> Any:
        if key in self._changed:
            value = self._changed[key]
        elif key in self._read:
            value = self._read[key]
        else:
            query = "SELECT value FROM entry WHERE mapping = ? AND key = ?"
            row = self._database.execute(query, (self._mapping, key)).fetchone()
            value = self._read[key] = row and json.loads(row[0])
        if value is None:
            raise KeyError(key)
        return value

    def __setitem__(self, key: str, value: Any) -> None:
        self._changed[key] = value

    def __delitem__(self, key: str) -> None:
        self[key]
        self._changed[key] = None

    def __iter__(self) -> Iterator[str]:
        stored = self._database.execute("SELECT key FROM entry WHERE mapping = ? ORDER BY key", (self._mapping,))
        known = {key: None for (key,) in stored}
        gone = {key for key, value in self._changed.items() if value is None}
        added = sorted(key for key, value in self._changed.items() if value is not None and key not in known)
        yield from sorted([*(key for key in known if key not in gone), *added])

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __contains__(self, key: object) -> bool:
        try:
            self[str(key)]
        except KeyError:
            return False
        return True

    def clear(self) -> None:
        """Delete everything at once."""
        self._database.execute("DELETE FROM entry WHERE mapping = ?", (self._mapping,))
        self._read.clear()
        self._changed.clear()

    def flush(self) -> None:
        """Write the changes."""
        gone = ((self._mapping, key) for key, value in self._changed.items() if value is None)
        self._database.executemany("DELETE FROM entry WHERE mapping = ? AND key = ?", gone)
        kept = ((self._mapping, key, json.dumps(value, ensure_ascii=False))
                for key, value in self._changed.items() if value is not None)  # fmt: skip
        self._database.executemany("INSERT OR REPLACE INTO entry VALUES (?, ?, ?)", kept)
        self._read.clear()
        self._changed.clear()
