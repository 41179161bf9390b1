"""Dependency tracking: records what a page reads of the catalogue while it is generated.

A page stays valid until one of the keys it has read changes.
"""

import dataclasses
import hashlib
from collections.abc import Iterator, Mapping, Set, ValuesView
from typing import Any, TypeVar

from recap.catalogue.models import Catalogue

Value = TypeVar("Value")
Read = tuple[str, Any]
"""Name of a mapping and a key of it; ALL_KEYS for its set of keys, ALL_VALUES for everything in it."""
ALL_KEYS, ALL_VALUES = "*keys", "*values"


class ReadRecorder(set[Read]):
    """Records reads until it is drained."""

    def drain(self) -> frozenset[Read]:
        """Return the reads since the last call, and clear them."""
        found = frozenset(self)
        self.clear()
        return found


class TrackedMapping(Mapping[Any, Value]):
    """Mapping that records which of its keys are read."""

    def __init__(self, name: str, values: Mapping[Any, Value], recorder: ReadRecorder) -> None:
        self._name, self._values, self._add = name, values, recorder.add
        self._reads: dict[Any, Read] = {}

    def _record(self, key: Any) -> None:
        self._add(self._reads.setdefault(key, (self._name, key)))  # one object for all readers of a key

    def __getitem__(self, key: Any) -> Value:
        self._record(key)
        return self._values[key]

    def __contains__(self, key: object) -> bool:
        self._record(key)
        return key in self._values

    def __iter__(self) -> Iterator[Any]:
        self._record(ALL_KEYS)
        return iter(self._values)

    def __len__(self) -> int:
        self._record(ALL_KEYS)
        return len(self._values)

    def values(self) -> ValuesView[Value]:
        """Return the values; counts as reading all of them."""
        self._record(ALL_VALUES)
        return self._values.values()


def mappings(catalogue: Catalogue) -> dict[str, Mapping[Any, Any]]:
    """Return the mappings of a catalogue by name."""
    return {name: value for name, value in vars(catalogue).items() if isinstance(value, Mapping)}


def track(catalogue: Catalogue, recorder: ReadRecorder) -> Catalogue:
    """Return the catalogue with mappings that record reads."""
    own: dict[str, Any] = {key: TrackedMapping(key, each, recorder) for key, each in mappings(catalogue).items()}
    return dataclasses.replace(catalogue, **own)


def digest_uncacheable(item: Any, uncacheable: Set[str]) -> Any:
    """Return the item, or only a digest of it when its file (src_uri) is among those that must not be cached."""
    return hashlib.sha256(repr(item).encode()).digest() if getattr(item, "src_uri", None) in uncacheable else item


def changed_keys(old: Mapping[str, Mapping[Any, Any]], new: Mapping[str, Mapping[Any, Any]]) -> set[Read]:
    """Return the reads whose result differs between mappings of the same names."""
    found: set[Read] = set()
    for name in old.keys() | new.keys():
        before, after = old.get(name, {}), new.get(name, {})
        keys = {key for key, value in after.items() if key not in before or before[key] != value}
        keys |= before.keys() - after.keys()
        keys |= {ALL_KEYS} if [*before] != [*after] else set()
        found |= {(name, key) for key in (*keys, ALL_VALUES)} if keys else set()
    return found
