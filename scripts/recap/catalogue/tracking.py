"""What is read of a catalogue while a page is made, noted: before that changes, the page need not be made again."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, KeysView, Mapping, ValuesView
from typing import Any, TypeVar

from recap.catalogue.models import Catalogue

Value = TypeVar("Value")
Read = tuple[str, Any]
"""A mapping of the catalogue by name, and a key of it; `KEYS` for what keys it has, `VALUES` for all that it holds."""
KEYS, VALUES = "*keys", "*values"


class Reads:
    """Everything that was read since somebody asked last."""

    def __init__(self) -> None:
        self._found: set[Read] = set()
        self.add = self._found.add

    def take(self) -> frozenset[Read]:
        """What was read; from here on it is noted anew."""
        found = frozenset(self._found)
        self._found.clear()
        return found


class Noted(Mapping[Any, Value]):
    """A mapping whose readers are noted."""

    def __init__(self, name: str, values: Mapping[Any, Value], reads: Reads) -> None:
        self._values = values
        self._add = reads.add
        self._marks: dict[Any, Read] = {key: (name, key) for key in (KEYS, VALUES)}
        self._name = name

    def _note(self, key: Any) -> None:
        mark = self._marks.get(key)
        if mark is None:  # one object a mark, however many read it
            mark = self._marks[key] = (self._name, key)
        self._add(mark)

    def __getitem__(self, key: Any) -> Value:
        self._note(key)
        return self._values[key]

    def __contains__(self, key: object) -> bool:
        self._note(key)
        return key in self._values

    def __iter__(self) -> Iterator[Any]:
        self._note(KEYS)
        return iter(self._values)

    def __len__(self) -> int:
        self._note(KEYS)
        return len(self._values)

    def keys(self) -> KeysView[Any]:
        """The keys."""
        self._note(KEYS)
        return self._values.keys()

    def values(self) -> ValuesView[Value]:
        """The values, all of which are read."""
        self._note(VALUES)
        return self._values.values()


def mappings(catalogue: Catalogue) -> dict[str, Mapping[Any, Any]]:
    """The mappings of a catalogue by name."""
    fields = ((each.name, getattr(catalogue, each.name)) for each in dataclasses.fields(catalogue))
    return {name: value for name, value in fields if isinstance(value, Mapping)}


def noted(catalogue: Catalogue, reads: Reads) -> Catalogue:
    """The catalogue, with every reading of one of its mappings noted."""
    changed: dict[str, Any] = {name: Noted(name, values, reads) for name, values in mappings(catalogue).items()}
    return dataclasses.replace(catalogue, **changed)


def changes(old: Mapping[str, Mapping[Any, Any]], new: Mapping[str, Mapping[Any, Any]]) -> set[Read]:
    """What reads otherwise in the new mappings than in the old ones of the same names."""
    found: set[Read] = set()
    for name in old.keys() | new.keys():
        before, after = old.get(name, {}), new.get(name, {})
        keys = [key for key, value in after.items() if key not in before or before[key] != value]
        keys += before.keys() - after.keys()
        if keys:
            found |= {(name, key) for key in keys} | {(name, VALUES)}
        if [*before] != [*after]:
            found |= {(name, KEYS), (name, VALUES)}
    return found
