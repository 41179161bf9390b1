"""What every foreign format comes to, and the report of what could not be kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from recap.core import text


@dataclass(frozen=True)
class Speaker:
    """Somebody who speaks, with what a programme says of them."""

    name: str
    organisation: str = ""
    biography: str = ""
    links: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """A talk of a foreign programme."""

    id: str
    file: str
    """The name of its file, as far as the source suggests one."""
    speakers: tuple[Speaker, ...]
    body: str
    record: dict[str, Any]
    """What its front matter says beside the speakers; empty values say nothing."""
    guid: str = ""


@dataclass(frozen=True)
class Programme:
    """The programme of one conference."""

    source: str
    """Format and conference: with an entry's id it finds a talk again."""
    name: str
    """What the event's folder is named after."""
    record: dict[str, Any]
    """What the front matter of the event says beside its languages; empty values say nothing, talks widen its days."""
    talks: tuple[Entry, ...]


@dataclass
class Losses:
    """What could not be kept: field -> how often, and the first example."""

    found: dict[str, tuple[int, str]] = field(default_factory=dict)

    def note(self, name: str, value: Any) -> None:
        """Remember a value of a field that is left out or changed; one without content is no loss."""
        if value not in (None, "", [], {}, False):
            number, example = self.found.get(name, (0, text.shortened(" ".join(str(value).split()))))
            self.found[name] = (number + 1, example)

    def note_rest(self, prefix: str, data: dict[str, Any], kept: Iterable[str]) -> None:
        """Remember every field of a mapping but those that are kept."""
        for key in data.keys() - set(kept):
            self.note(f"{prefix}.{key}", data[key])
