"""Documents as JSON, for a later run; positions are decoded only when a diagnostic needs them."""

import json
from collections.abc import Callable, Iterator, MutableMapping
from typing import Any

from recap.content.document import Document, Mark, Place

Stored = tuple[str, str, str, int]
"""Front matter and positions as JSON, body, line of the body."""


class StoredPlaces(MutableMapping[Place, Mark]):
    """Positions of keys or values, decoded when they are first asked for."""

    def __init__(self, load: Callable[[], list[list[Any]]]) -> None:
        self._load = load
        self._decoded: dict[Place, Mark] | None = None

    @property
    def _places(self) -> dict[Place, Mark]:
        if self._decoded is None:
            self._decoded = {tuple(place): (line, column) for *place, line, column in self._load()}
        return self._decoded

    def __getitem__(self, place: Place) -> Mark:
        return self._places[place]

    def __setitem__(self, place: Place, mark: Mark) -> None:
        self._places[place] = mark

    def __delitem__(self, place: Place) -> None:
        del self._places[place]

    def __iter__(self) -> Iterator[Place]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def to_stored(document: Document) -> Stored:
    """Return a document without its path."""
    marks = [[[*place, *mark] for place, mark in each.items()] for each in (document.keys, document.values)]
    data = json.dumps(document.data, ensure_ascii=False)
    return data, json.dumps(marks, ensure_ascii=False), document.body, document.body_line


def from_stored(path: str, stored: Stored) -> Document:
    """Return a document that was stored; `path` as in `Document`."""
    data, marks, body, body_line = stored
    keys, values = (StoredPlaces(lambda number=number: json.loads(marks)[number]) for number in (0, 1))  # type: ignore[misc]
    return Document(path, json.loads(data), keys, values, body, body_line)
