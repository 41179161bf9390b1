"""What every foreign format is converted to, and the report of what could not be kept.

A format gives a `Conference` with a `Session` for each line of its programme, in the terms of the source; `assemble`
makes of it a `Programme`, in ours, which `merge` writes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time
from pathlib import Path
from typing import Any

from recap.core import text

_MAX_EXAMPLES = 10
"""Number of values of a kind that a report names."""


@dataclass(frozen=True)
class Source:
    """A file of a foreign programme as it was read."""

    path: Path
    kind: str
    """`json`, `xml`, or `text` for anything else."""
    data: Any
    """The value of a JSON file, the lines of JSON Lines as a list, the root Element of an XML file; a text."""


@dataclass(frozen=True)
class Options:
    """What the user says about a source; empty for what the source itself says."""

    timezone: str = ""
    """IANA name of the zone in which all hours are."""
    columns: tuple[tuple[str, str], ...] = ()
    """(our field, word of the source) of a spreadsheet or a front matter, by `--map`."""
    day: str = ""
    """The day, ISO 8601, of sessions of which the source names none."""


@dataclass(frozen=True)
class Speaker:
    """A speaker as a programme presents them; an empty value is one that the source does not give."""

    name: str
    organisation: str = ""
    biography: str = ""
    """Markdown."""
    links: tuple[str, ...] = ()
    key: str = ""
    """Their identity at the source; two speakers with different ones are two people, whatever their names."""
    role: str = ""
    pronouns: str = ""
    honorific: str = ""
    """Titles and degrees around the name."""


@dataclass(frozen=True)
class Session:
    """A line of a foreign programme; an empty value is one that the source does not give."""

    id: str
    """Its id at the source: a number, a code, the path of a file."""
    title: str
    guid: str = ""
    subtitle: str = ""
    type: str = ""
    """The source's own word; `assemble` finds ours."""
    is_break: bool = False
    """True if the source itself says that it is no talk: a break, a service session."""
    status: str = ""
    """The source's own word: `confirmed`, `canceled`, `withdrawn`."""
    attendance: str = ""
    """`in_person`, `online` or `hybrid`."""
    do_not_record: bool = False
    moment: datetime | None = None
    """Its start as the source writes it, with or without a UTC offset."""
    clock: str = ""
    """The hour on the wall, `HH:MM`, where the source gives it in a field of its own."""
    day: str = ""
    """The day of the programme under which the source lists it, ISO 8601; it may begin after midnight."""
    duration: int = 0
    """Minutes; 0 if it is not known."""
    room: str = ""
    track: str = ""
    """The name of the track."""
    language: str = ""
    """BCP 47."""
    level: str = ""
    """The source's own word."""
    abstract: str = ""
    """Markdown: what the programme says first."""
    description: str = ""
    """Markdown: what it says besides the abstract."""
    url: str = ""
    """Its page at the conference."""
    topics: tuple[str, ...] = ()
    resources: tuple[dict[str, str], ...] = ()
    """Resources as a record has them: type, url, title."""
    recordings: tuple[dict[str, Any], ...] = ()
    """Recordings as a record has them: url, provider, duration, license."""
    speakers: tuple[Speaker, ...] = ()
    signs: str = ""
    """What stands in place of a name where that has neither letter nor digit."""
    slug: str = ""
    """Its technical name at the source."""
    aliases: tuple[str, ...] = ()
    """Old addresses of its page, relative to the folder of the event."""
    body: str = ""
    """Markdown of a text that somebody wrote about it, which becomes the text of the page."""
    extra: tuple[tuple[str, Any], ...] = ()
    """Other keys of our record, as pairs of key and value: `authors`, `published`, `based_on`, `summary`."""


@dataclass(frozen=True)
class Conference:
    """A conference as its source presents it; an empty value is one that the source does not give."""

    source: str
    """Format and conference; together with the id of a session it identifies a talk in a later import."""
    name: str
    """Name for the folder of the event."""
    title: str
    sessions: tuple[Session, ...]
    acronym: str = ""
    start: str = ""
    """First day, ISO 8601."""
    end: str = ""
    timezone: str = ""
    """The zone that the source names, which may be no zone at all."""
    city: str = ""
    country: str = ""
    """ISO 3166-1 alpha-2."""
    venue: str = ""
    rooms: tuple[dict[str, Any], ...] = ()
    """Rooms in the order of the source: name, description, capacity."""
    tracks: tuple[dict[str, str], ...] = ()
    """Tracks in the order of the source: name, slug, color."""
    website: str = ""
    summary: str = ""
    body: str = ""
    """Markdown for the event's page."""
    day_end: time | None = None
    """The hour of the next calendar day at which the source ends a day of its programme."""
    extra: tuple[tuple[str, Any], ...] = ()
    """Other keys of our record, as pairs of key and value."""


@dataclass(frozen=True)
class Entry:
    """A talk in our terms."""

    id: str
    file: str
    """Preferred name of its file."""
    speakers: tuple[Speaker, ...]
    record: dict[str, Any]
    """Its front matter without the speakers; empty values count as missing."""
    guid: str = ""
    slug: str = ""
    signs: str = ""
    body: str = ""


@dataclass(frozen=True)
class Programme:
    """The programme of one conference in our terms."""

    source: str
    """Format and conference; together with the id of an entry it identifies a talk in a later import."""
    name: str
    """Name for the folder of the event."""
    record: dict[str, Any]
    """Front matter of the event without its languages; empty values count as missing, talks extend its dates."""
    talks: tuple[Entry, ...]
    body: str = ""


@dataclass
class Losses:
    """What could not be kept: field -> number of times, first examples."""

    found: dict[str, tuple[int, list[str]]] = field(default_factory=dict)

    def note(self, name: str, value: Any, title: str = "") -> None:
        """Count a value that is dropped or changed, perhaps of the talk of that title; empty values do not count."""
        if value not in (None, "", [], {}, (), False):
            number, examples = self.found.get(name, (0, []))
            if len(examples) < _MAX_EXAMPLES:
                shown = text.shortened(" ".join(str(value).split()))
                examples.append(f"{title}: {shown}" if title else shown)
            self.found[name] = (number + 1, examples)

    def note_rest(self, prefix: str, data: dict[str, Any], kept: Iterable[str], title: str = "") -> None:
        """Count every field of a mapping except those that are kept."""
        for key in data.keys() - set(kept):
            self.note(f"{prefix}.{key}", data[key], title)
