"""Starts a talk, person, topic or event: new files that pass the check and use known names.

Pure: asking, writing and printing are left to the command line.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from recap.authoring.answers import NewEvent
from recap.authoring.talk_list import speaker_of
from recap.catalogue.models import Catalogue, Event, Person, Topic
from recap.content import key_words, schema, written_values
from recap.content.addresses import Addresses
from recap.content.settings import Settings
from recap.content.yaml_writer import front_matter
from recap.core import text
from recap.core.folder import name_fault
from recap.core.language import language, normal_tag
from recap.core.name_parts import turned

_PLACE = ("start", "duration", "room", "track", "language", "level")
"""Keys that stand behind the day, in the order of the documentation."""
_MAX_FOLDER = 80
"""Number of characters of a folder's name that is made from a title."""


@dataclass(frozen=True)
class Draft:
    """A file to be written."""

    src_uri: str
    content: str


@dataclass(frozen=True)
class Match:
    """What a typed name may stand for."""

    name: str
    """The known name, or the name as typed."""
    known: bool
    near: tuple[str, ...] = ()
    """Similar known names for an unknown one, best first."""


def find_person(catalogue: Catalogue, typed: str) -> Match:
    """Return the person that a name, id or alias stands for, whatever its case, accents and hyphens."""
    if same_id := catalogue.people.get(text.slug(typed)):  # the same name in another script
        return Match(same_id.name, known=True)
    return _match(typed, catalogue.people.values(), text.fold)


def find_topic(catalogue: Catalogue, typed: str) -> Match:
    """Return the topic that a label, id or synonym stands for."""
    return _match(typed, catalogue.topics.values(), text.fold_label)


def _match(typed: str, items: Iterable[Person | Topic], fold: Callable[[str], str]) -> Match:
    """Return the match of a typed name among some items."""
    by_key: dict[str, str] = {}
    for item in items:
        for label in (item.name, item.id, *(item.record.labels.values() if item.record else ())):
            by_key.setdefault(fold(label), item.name)
    typed = text.collapse(typed)
    if known := by_key.get(fold(typed)):
        return Match(known, known=True)
    near = dict.fromkeys(by_key[key] for key in text.near(fold(typed), by_key))
    return Match(typed, known=False, near=tuple(near))


def find_speakers(catalogue: Catalogue, typed: str) -> list[tuple[Match, str]]:
    """Return the person that a text names, with the organisation behind a comma or in brackets.

    Two where what stands behind the comma is a known person, too. `Moor, Fay` is one name, which the check turns.
    """
    named = speaker_of(typed)
    name, comma, rest = (each.strip() for each in named["name"].partition(","))
    whole = find_person(catalogue, named["name"])
    if whole.known or not (comma and name and rest) or turned(named["name"]):
        return [(whole, named.get("organisation", ""))]
    other = find_person(catalogue, rest)
    return [(find_person(catalogue, name), ""), (other, "")] if other.known else [(find_person(catalogue, name), rest)]


def talk_values(event: Event, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of keys of a talk as its record has them; what nobody understands stays, for the check to say.

    Hours and durations as people write them, room and track of the event whatever their case, titles of tracks, words
    for types and levels. Empty values are left out.
    """
    found = {key: text.collapse(str(value)) for key, value in given.items() if value}
    rooms = {text.fold(name): name for name in event.record.room_names}
    tracks = {text.fold(each.title): each.id for each in event.record.tracks}
    readers: Mapping[str, Callable[[str], Any]] = {
        "start": lambda value: written_values.clock(value) or written_values.likely_clock(value),
        "duration": lambda value: int(value) if value.isdecimal() else written_values.likely_minutes(value),
        "room": lambda value: rooms.get(text.fold(value)),
        "track": lambda value: tracks.get(text.fold(value)),
        "type": lambda value: _one_of(schema.TalkType, value) or key_words.value_meaning("type", value),
        "level": lambda value: key_words.value_meaning("level", value),
        "language": normal_tag,
    }
    return {key: (readers[key](value) if key in readers else None) or value for key, value in found.items()}


def _one_of(kind: Any, value: str) -> str:
    word = text.slug(value).replace("-", "_")
    return word if word in get_args(kind) else ""


def new_talk(
    settings: Settings, event: Event, title: str, speakers: Iterable[Mapping[str, str]], *, body: str = "", **more: Any
) -> Draft:
    """Return a talk of an event; `speakers` have `name` and perhaps `role` and `organisation`; no summary makes it a
    stub.

    The title gives the file name. `more` are further keys of the record; empty ones are left out, but for `authors`:
    without any the text is by nobody, with None the check will ask. Without a date it is the first day of the event.
    """
    date = more.pop("date", None) or event.record.start_date.isoformat()
    record = {"title": title, "type": more.pop("type", ""), "speakers": [*map(dict, speakers)], "date": date}
    record |= {key: more.pop(key, "") for key in _PLACE}
    record = {key: value for key, value in record.items() if value or key == "speakers"}
    record |= {key: value for key, value in more.items() if value or (key == "authors" and value is not None)}
    name = text.slug(title) or "talk"
    if name in ("index", event.id, settings.folders["programme"]):
        name = f"{name}-1"
    return Draft(f"{event.id}/{name}.md", front_matter(record) + (f"{body}\n" if body else ""))


def new_person(settings: Settings, name: str, identifier: str = "") -> Draft:
    """Return a person's file, ready for aliases, links and a biography; without an id the name gives it."""
    src_uri = f"{settings.folders['people']}/{identifier or text.slug(name)}.md"
    return Draft(src_uri, front_matter({"kind": "person", "name": name}))


def new_topic(settings: Settings, title: str, summary: str, identifier: str = "") -> Draft:
    """Return a topic's file, as `new_person` does; its summary is the glossary's definition."""
    record = {"kind": "topic", "title": title, "summary": summary}
    return Draft(f"{settings.folders['topics']}/{identifier or text.slug(title)}.md", front_matter(record))


def new_event(
    settings: Settings,
    event: NewEvent,
    *,
    acronym: str | None = None,
    country: str | None = None,
    rooms: Iterable[str] = (),
    website: str | None = None,
) -> Draft:
    """Return the index of a new event, in a folder named after its title; a missing summary becomes a general one."""
    record = {
        "kind": "event",
        "title": event.title,
        "acronym": acronym,
        "start_date": event.start.isoformat(),
        "end_date": event.end.isoformat(),
        "timezone": event.timezone,
        "city": event.city,
        "country": country,
        "rooms": [*rooms],
        "website": website,
        "summary": event.summary or language(settings.language).words["event_summary"],
    }
    name = text.slug(event.title)[:_MAX_FOLDER].strip("-")
    reserved = name in settings.folders.values() or Addresses(settings, ()).folder_holder(name) or name_fault(name)
    folder = f"{name}-{event.start.year}" if reserved else name
    return Draft(f"{folder}/index.md", front_matter({key: value for key, value in record.items() if value}))
