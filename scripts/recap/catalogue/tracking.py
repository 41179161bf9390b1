"""Dependency tracking: records which facets of a catalogue are read while a page is generated.

A page stays valid until one of the facets that it has read changes.
"""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from recap.catalogue import facets
from recap.catalogue.models import Catalogue

Read = tuple[str, Any]
"""Name of a facet or mapping, and a key; ALL_KEYS for the mapping's sequence of keys, ALL_VALUES for all its values."""
ALL_KEYS, ALL_VALUES = "*keys", "*values"


class ReadRecorder(set[Read]):
    """Records reads until it is drained."""

    def __init__(self) -> None:
        super().__init__()
        self.known: list[dict[str, Any]] = []
        """Attributes whose reads are recorded, with their values, for each object that was read."""

    def drain(self) -> frozenset[Read]:
        """Return the reads since the last call, and clear them."""
        found = frozenset(self)
        self.clear()
        for attributes in self.known:
            attributes.clear()
        self.known.clear()
        return found


class _Tracked:
    """Stands in for an item of the catalogue, or for its record, and records which facets of it are read.

    To `isinstance` it is what it stands for. An attribute of an item or record that was read becomes its own until the
    recorder is drained, which makes the next read twenty times as fast; `vars` finds these alone.
    """

    __slots__ = ("__dict__", "_key", "_kind", "_recorder", "_value")

    def __init__(self, value: Any, kind: str, key: Any, recorder: ReadRecorder) -> None:
        self._value, self._kind, self._key, self._recorder = value, kind, key, recorder

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        return type(self._value)

    def _known(self, attribute: str, value: Any) -> Any:
        attributes = self.__dict__
        if not attributes:
            self._recorder.known.append(attributes)
        attributes[attribute] = value
        return value

    def __eq__(self, other: object) -> bool:
        return bool(self._value == (other._value if type(other) is type(self) else other))

    def __hash__(self) -> int:
        return hash(self._value)

    def __bool__(self) -> bool:
        return True


class _TrackedRecord(_Tracked):
    __slots__ = ()

    def __getattr__(self, field: str) -> Any:
        value = getattr(self._value, field)
        if callable(value):  # a method may read every field
            self._recorder.update((name, self._key) for name in facets.names_of(self._kind))
        else:
            self._recorder.add((facets.name_of_field(self._kind, field), self._key))
        return self._known(field, value)


class _TrackedItem(_Tracked):
    __slots__ = ()

    def __getattr__(self, attribute: str) -> Any:
        value, kind, key, recorder = getattr(self._value, attribute), self._kind, self._key, self._recorder
        if attribute == "record" and kind in facets.FIELDS:
            return self._known(attribute, _TrackedRecord(value, kind, key, recorder))
        for name in facets.names_of_attribute(kind, attribute):
            recorder.add((name, key))
        return self._known(attribute, value)


class TrackedMapping(Mapping[Any, Any]):
    """Mapping that records which of its keys are read and, if its values have facets, which of those."""

    def __init__(self, name: str, values: Mapping[Any, Any], recorder: ReadRecorder) -> None:
        self._name, self._values, self._recorder = name, values, recorder
        self._items: dict[Any, Any] = {}
        """One object for each key, so that `is` works."""
        self._label = next(iter(facets.names_of(name)))
        self._has_facets = name in facets.ATTRIBUTES

    def _item(self, value: Any, key: Any) -> Any:
        return _TrackedItem(value, self._name, key, self._recorder) if self._has_facets else value

    def __getitem__(self, key: Any) -> Any:
        self._recorder.add((self._label, key))
        if not self._has_facets:
            return self._values[key]
        found = self._items.get(key)
        if found is None:
            found = self._items[key] = self._item(self._values[key], key)
        return found

    def __contains__(self, key: object) -> bool:
        self._recorder.add((self._label, key))
        return key in self._values

    def __iter__(self) -> Iterator[Any]:
        self._recorder.add((self._name, ALL_KEYS))
        return iter(self._values)

    def __len__(self) -> int:
        self._recorder.add((self._name, ALL_KEYS))
        return len(self._values)

    def values(self) -> Sequence[Any]:  # type: ignore[override]
        """Return the values; whatever is read of them counts as read of all."""
        self._recorder.add((self._name, ALL_KEYS))
        if not self._has_facets:
            self._recorder.add((self._name, ALL_VALUES))
        return [self._item(value, ALL_VALUES) for value in self._values.values()]


class TrackedPage(_Tracked):
    """Stands in for a sub-page of a list as other pages link to it, and records who looks at what it lists."""

    __slots__ = ()

    def __getattr__(self, attribute: str) -> Any:
        if attribute in ("entries", "span"):
            self._recorder.add((self._kind, self._key))
        return getattr(self._value, attribute)


def mappings(catalogue: Catalogue) -> dict[str, Mapping[Any, Any]]:
    """Return the mappings of a catalogue by name."""
    return {name: value for name, value in vars(catalogue).items() if isinstance(value, Mapping)}


def track(catalogue: Catalogue, recorder: ReadRecorder) -> Catalogue:
    """Return the catalogue with mappings that record reads."""
    own: dict[str, Any] = {key: TrackedMapping(key, each, recorder) for key, each in mappings(catalogue).items()}
    return dataclasses.replace(catalogue, **own)


def tracked_item(catalogue: Catalogue, item: Any) -> Any:
    """Return an item as a tracked catalogue has it; what is no item of a mapping is returned as it is."""
    group = GROUPS.get(type(item).__name__)
    return getattr(catalogue, group)[item.id] if group else item


GROUPS = {"Event": "events", "Talk": "talks", "Person": "people", "Topic": "topics", "Organisation": "organisations"}
"""Name of a record's type -> mapping of the catalogue that has it."""


def changed_reads(name: str, old: Mapping[Any, Any], new: Mapping[Any, Any]) -> set[Read]:
    """Return the reads of a mapping without facets whose result differs between two versions of it."""
    keys = {key for key, value in new.items() if key not in old or old[key] != value} | (old.keys() - new.keys())
    found = {(name, key) for key in (*keys, ALL_VALUES)} if keys else set[Read]()
    return found | ({(name, ALL_KEYS)} if [*old] != [*new] else set())
