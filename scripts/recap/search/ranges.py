"""Cuts sorted entries into rows and groups at places that their keys choose, so that one change moves few of them.

A row begins with a key whose digest ends in enough zeros. A group has as many rows as a limit allows, and is cut where
the digests of their first keys end in the most zeros. Both depend on the present entries alone.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from itertools import pairwise
from typing import Any

Row = dict[str, Any]
"""Key -> entry, sorted."""
_MIN_LEVEL = 5
"""Number of zeros that begin a row: there is one for about 2 ** 5 entries."""


def digest(key: str) -> int:
    """Return a number of 64 bits that depends on a key alone."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big")


def _level(key: str) -> int:
    """Return the number of zeros at the end of the digest."""
    number = digest(key)
    return (number & -number).bit_length() - 1


class Ranges:
    """Sorted entries in rows, each row under its first key, the first one under the empty key."""

    def __init__(
        self, rows: MutableMapping[str, Any], sizes: Mapping[str, int], size: Callable[[str, Any], int]
    ) -> None:
        self.rows, self._size = rows, size
        self.sizes = {"": 0, **sizes}
        """Key of a row -> sum of the sizes of its entries; sorted."""

    def row(self, start: str) -> Row:
        """Return the row under a key; empty if there is none."""
        found: Row = self.rows.get(start, {})
        return found

    def rows_of(self, keys: Iterable[str]) -> dict[str, Row]:
        """Return the rows that some keys belong to."""
        return {start: self.row(start) for start, _ in _by_row([*self.sizes], keys)}

    def revise(self, keys: Iterable[str], new: Callable[[str, Any], Any]) -> dict[str, Row]:
        """Replace entries by what `new` makes of key and entry; None stands for no entry.

        Returns the rows that are different now, as they were; an empty one for each that did not exist.
        """
        before: dict[str, Row] = {}
        starts = [*self.sizes]
        for start, own in _by_row(starts, keys):
            row = self.row(start)
            changes = {key: entry for key in own if (entry := new(key, row.get(key))) != row.get(key)}
            if changes:
                left = {key: entry for key, entry in sorted((row | changes).items()) if entry is not None}
                self._replace(start, left, starts, before)
        self.sizes = dict(sorted(self.sizes.items()))
        return before

    def _replace(self, start: str, entries: Row, starts: list[str], before: dict[str, Row]) -> None:
        """Replace a row by one or more, or by none if its first key is gone: the row before it gets the rest then."""
        before.setdefault(start, self.row(start))
        place = bisect_right(starts, start) - 1
        if start and start not in entries:
            del self.rows[start], self.sizes[start], starts[place]
            place -= 1
            start = starts[place]
            before.setdefault(start, self.row(start))
            entries = self.row(start) | entries
        rows: dict[str, Row] = {start: {}}
        same_keys = entries.keys() == before[start].keys()
        for key, entry in entries.items():
            if not same_keys and key > start and _level(key) >= _MIN_LEVEL:
                start = key
                rows[start] = {}
            rows[start][key] = entry
        starts[place : place + 1] = rows
        for key, row in rows.items():
            before.setdefault(key, {})
            self.rows[key] = row
            self.sizes[key] = sum(self._size(*entry) for entry in row.items())


def _by_row(starts: list[str], keys: Iterable[str]) -> Iterable[tuple[str, list[str]]]:
    """Return the keys by the row that they belong to, both sorted."""
    found: dict[str, list[str]] = {}
    for key in sorted(keys):
        found.setdefault(starts[bisect_right(starts, key) - 1], []).append(key)
    return found.items()


def grouped(sizes: Mapping[str, int], limit: int) -> list[list[str]]:
    """Return the keys, which are sorted, in groups whose sizes have a sum of at most `limit`, or of one key.

    Keys of size 0 are left out.
    """
    levels = {key: (_level(key), size) for key, size in sizes.items() if size}
    return [keys for _, keys in _grouped([*levels], levels, limit)] if levels else []


def _grouped(keys: list[str], levels: Mapping[str, tuple[int, int]], limit: int) -> list[tuple[int, list[str]]]:
    """Return groups with their sizes: the parts between keys of the highest level, joined where the limit allows."""
    total = sum(levels[key][1] for key in keys)
    if total <= limit or len(keys) == 1:
        return [(total, keys)]
    top = max(levels[key][0] for key in keys[1:])
    cuts = [0, *(place for place, key in enumerate(keys) if place and levels[key][0] == top), len(keys)]
    found: list[tuple[int, list[str]]] = []
    for start, end in pairwise(cuts):
        for size, group in _grouped(keys[start:end], levels, limit):
            if found and found[-1][0] + size <= limit:
                found[-1] = (found[-1][0] + size, found[-1][1] + group)
            else:
                found.append((size, group))
    return found
