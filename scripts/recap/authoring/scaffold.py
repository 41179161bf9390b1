"""Starts a talk, person, topic or event: a new file that passes the check, with the names that are known already.

Pure: who asks, writes and prints is the command line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from recap.catalogue.models import Catalogue, Event, Person, Topic
from recap.content.examples import flow, scalar
from recap.content.settings import Settings
from recap.core import text


@dataclass(frozen=True)
class Draft:
    """A file to be written."""

    src_uri: str
    content: str


@dataclass(frozen=True)
class Match:
    """What a name that somebody typed may mean."""

    name: str
    """The known name where there is one, else the name as typed."""
    known: bool
    near: tuple[str, ...] = ()
    """Known names that resemble an unknown one, best first."""


def find_person(catalogue: Catalogue, typed: str) -> Match:
    """The person whom a name, an id or an alias means, in spite of case, accents and hyphens."""
    if same_id := catalogue.people.get(text.slug(typed)):  # the same name in another script
        return Match(same_id.name, known=True)
    return _match(typed, ((person.name, person) for person in catalogue.people.values()), text.fold)


def find_topic(catalogue: Catalogue, typed: str) -> Match:
    """The topic that a label, an id or a synonym means."""
    return _match(typed, ((topic.title, topic) for topic in catalogue.topics.values()), text.fold_label)


def _match(typed: str, named: Iterable[tuple[str, Person | Topic]], fold: Callable[[str], str]) -> Match:
    """What is typed among things with their names."""
    by_key: dict[str, str] = {}
    for name, item in named:
        for label in (name, item.id, *(item.record.labels.values() if item.record else ())):
            by_key.setdefault(fold(label), name)
    typed = text.collapse(typed)
    if known := by_key.get(fold(typed)):
        return Match(known, known=True)
    near = (by_key[key] for key in text.near(fold(typed), by_key))
    return Match(typed, known=False, near=tuple(dict.fromkeys(near)))


def new_talk(
    settings: Settings, event: Event, title: str, speakers: Iterable[Mapping[str, str]], *, body: str = "", **more: Any
) -> Draft:
    """A talk of an event; `speakers` hold `name` and perhaps `role` and `organisation`; without a summary it is a stub.

    The file's name comes from the title; `more` are further keys of the record, left out where they say nothing; the
    date is the event's first day where none is given.
    """
    date = more.pop("date", None) or event.record.start_date.isoformat()
    record = {"title": title, "speakers": [*map(dict, speakers)], "date": date}
    record |= {key: value for key, value in more.items() if value}
    name = text.slug(title) or "talk"
    if name in ("index", settings.folders["programme"]):
        name = f"{name}-1"
    return Draft(f"{event.id}/{name}.md", front_matter(record) + (f"{body}\n" if body else ""))


def new_person(settings: Settings, name: str) -> Draft:
    """A person's file, to be filled with aliases, links and a biography."""
    return Draft(f"{settings.folders['people']}/{text.slug(name)}.md", front_matter({"kind": "person", "name": name}))


def new_topic(settings: Settings, title: str, summary: str) -> Draft:
    """A topic's file; its summary is the glossary's entry."""
    record = {"kind": "topic", "title": title, "summary": summary}
    return Draft(f"{settings.folders['topics']}/{text.slug(title)}.md", front_matter(record))


def new_event(title: str, start: str, end: str, timezone: str, summary: str) -> Draft:
    """An event's folder with its index."""
    days = {"start_date": start, "end_date": end, "timezone": timezone}
    record = {"kind": "event", "title": title, **days, "summary": summary}
    return Draft(f"{text.slug(title)}/index.md", front_matter(record))


def front_matter(record: Mapping[str, Any]) -> str:
    """YAML that our reader takes back unchanged: texts in double quotes wherever YAML could read them otherwise."""
    lines = ["---"]
    for key, value in record.items():
        items = value if isinstance(value, list) else []
        lines.append(f"{key}:" if items else f"{key}: {flow(value)}")
        for one in items:
            pairs = [scalar(one)] if isinstance(one, str) else [f"{name}: {scalar(part)}" for name, part in one.items()]
            lines += [f"  - {pairs[0]}", *(f"    {pair}" for pair in pairs[1:])]
    return "\n".join([*lines, "---", "", ""])
