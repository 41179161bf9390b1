"""What every foreign format is converted to, and the report of what could not be kept."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from recap.core import text


@dataclass(frozen=True)
class Speaker:
    """A speaker as a programme presents them."""

    name: str
    organisation: str = ""
    biography: str = ""
    links: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """A talk of a foreign programme."""

    id: str
    file: str
    """Name of its file, as far as the source suggests one."""
    speakers: tuple[Speaker, ...]
    abstract: str
    """What the programme says of it, as Markdown."""
    record: dict[str, Any]
    """Its front matter without the speakers; empty values count as missing."""
    guid: str = ""


@dataclass(frozen=True)
class Programme:
    """The programme of one conference."""

    source: str
    """Format and conference; together with the id of an entry it identifies a talk in a later import."""
    name: str
    """Name for the folder of the event."""
    record: dict[str, Any]
    """Front matter of the event without its languages; empty values count as missing, talks extend its dates."""
    talks: tuple[Entry, ...]


@dataclass
class Losses:
    """What could not be kept: field -> number of times, first example."""

    found: dict[str, tuple[int, str]] = field(default_factory=dict)

    def note(self, name: str, value: Any) -> None:
        """Count a value that is dropped or changed; empty values do not count."""
        if value not in (None, "", [], {}, False):
            number, example = self.found.get(name, (0, text.shortened(" ".join(str(value).split()))))
            self.found[name] = (number + 1, example)

    def note_rest(self, prefix: str, data: dict[str, Any], kept: Iterable[str]) -> None:
        """Count every field of a mapping except those that are kept."""
        for key in data.keys() - set(kept):
            self.note(f"{prefix}.{key}", data[key])
