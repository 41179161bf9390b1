"""Starts a talk, person, topic or event: new files that pass the check and use known names.

Pure: asking, writing and printing are left to the command line.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from recap.authoring.answers import NewEvent
from recap.catalogue.models import Catalogue, Event, Person, Topic
from recap.content.addresses import Addresses
from recap.content.settings import Settings
from recap.content.yaml_writer import front_matter
from recap.core import text
from recap.core.folder import name_fault
from recap.core.language import language

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


def new_talk(
    settings: Settings, event: Event, title: str, speakers: Iterable[Mapping[str, str]], *, body: str = "", **more: Any
) -> Draft:
    """Return a talk of an event; `speakers` have `name` and perhaps `role` and `organisation`; no summary makes it a
    stub.

    The title gives the file name. `more` are further keys of the record; empty ones are left out, but for `authors`:
    without any the text is by nobody, with None the check will ask. Without a date it is the first day of the event.
    """
    date = more.pop("date", None) or event.record.start_date.isoformat()
    record = {"title": title, "speakers": [*map(dict, speakers)], "date": date}
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


def new_event(settings: Settings, event: NewEvent) -> Draft:
    """Return the index of a new event, in a folder named after its title; a missing summary becomes a general one."""
    record = {
        "kind": "event",
        "title": event.title,
        "start_date": event.start.isoformat(),
        "end_date": event.end.isoformat(),
        "timezone": event.timezone,
        "city": event.city,
        "summary": event.summary or language(settings.language).words["event_summary"],
    }
    name = text.slug(event.title)[:_MAX_FOLDER].strip("-")
    reserved = name in settings.folders.values() or Addresses(settings, ()).folder_holder(name) or name_fault(name)
    folder = f"{name}-{event.start.year}" if reserved else name
    return Draft(f"{folder}/index.md", front_matter({key: value for key, value in record.items() if value}))
