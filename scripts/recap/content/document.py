"""A file as it was read: its data, the position of every key and value, its body."""

from collections.abc import Collection, Iterator, MutableMapping
from dataclasses import dataclass, field
from typing import Any

from recap.core.diagnostics import Diagnostic
from recap.core.text import slip

Place = tuple[str | int, ...]
"""Path to a value inside the data: `("speakers", 0, "role")`."""
Mark = tuple[int, int]
"""Line and column, both from 1, columns in characters."""


@dataclass(frozen=True)
class Document:
    """One file, read."""

    path: str
    """As in `Diagnostic.path`."""
    data: dict[str, Any] = field(default_factory=dict)
    """Front matter as texts, lists and mappings. A key without a value is absent; an empty list item is an empty text.
    """
    keys: MutableMapping[Place, Mark] = field(default_factory=dict)
    """Position of each key."""
    values: MutableMapping[Place, Mark] = field(default_factory=dict)
    """Position of each value."""
    body: str = ""
    """The text after the front matter."""
    body_line: int = 1
    """Line of the file on which the body starts."""
    nulls: MutableMapping[Place, str] = field(default_factory=dict, compare=False)
    """Signs for no value, `~` or `null`, as written."""
    is_complete: bool = field(default=True, compare=False)
    """False if a fault of the front matter hides what follows it."""

    def mark(self, *place: str | int) -> Mark:
        """Return the position of the value at a place, or else of its key, or else of what contains it."""
        while place:
            if found := self.values.get(place) or self.keys.get(place):
                return found
            place = place[:-1]
        return 1, 1

    def strings(self) -> Iterator[tuple[Place, str]]:
        """Yield the place and text of every text in the front matter."""
        waiting: list[tuple[Place, Any]] = [((), self.data)]
        while waiting:
            place, value = waiting.pop()
            if isinstance(value, str):
                yield place, value
            else:
                steps = value.items() if isinstance(value, dict) else enumerate(value)
                waiting.extend(((*place, step), item) for step, item in steps)

    def passages(self) -> Iterator[str]:
        """Yield every text of the file: of the front matter, then the body."""
        yield from (value for _, value in self.strings())
        yield self.body

    def diagnostic(self, message_key: str, *place: str | int, **args: Any) -> Diagnostic:
        """Return a diagnostic about the value at a place of the front matter."""
        return Diagnostic(self.path, *self.mark(*place), message_key, args)

    def key_diagnostic(self, message_key: str, *place: str | int, **args: Any) -> Diagnostic:
        """Return a diagnostic about the key at a place of the front matter."""
        return Diagnostic(self.path, *(self.keys.get(place) or self.mark(*place)), message_key, args)

    def body_diagnostic(self, message_key: str, line: int, column: int, **args: Any) -> Diagnostic:
        """Return a diagnostic about a position in the body, with lines counted from 1 there."""
        return Diagnostic(self.path, self.body_line + line - 1, column, message_key, args)

    def unknown_key(self, known: Collection[str], *place: str | int) -> Diagnostic:
        """Return E103 for an unknown key of settings; `known` are the possible ones."""
        key = str(place[-1])
        return self.key_diagnostic("E103", *place, key=key, near=slip(key, known), known=", ".join(known))
