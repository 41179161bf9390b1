"""Starts a talk, person, topic or event: a new file that passes the check, with the names that are known already.

Pure but for `write_new`: who asks and who prints is the command line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recap import text
from recap.folder import write_whole
from recap.records import Catalogue, Event
from recap.settings import Settings
from recap.yamltext import flow, scalar


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
    people = catalogue.people
    by_key = {text.fold(person.name): person.name for person in people.values()}
    by_key |= {text.fold(identifier): person.name for identifier, person in people.items()}
    for person in people.values():
        by_key |= {text.fold(alias): person.name for alias in (person.record.aliases if person.record else ())}
    same_id = people.get(text.slug(typed))  # the same name in another script
    return Match(same_id.name, known=True) if same_id else _match(text.collapse(typed), by_key)


def find_topic(catalogue: Catalogue, typed: str) -> Match:
    """The topic that a label, an id or a synonym means."""
    by_key: dict[str, str] = {}
    for topic in catalogue.topics.values():
        record = topic.record
        labels = (topic.id, topic.title, *((*record.synonyms, record.abbreviation or "") if record else ()))
        by_key |= {text.fold(label): topic.title for label in labels if label}
    return _match(text.collapse(typed), by_key)


def _match(typed: str, by_key: Mapping[str, str]) -> Match:
    key = text.fold(typed)
    if key in by_key:
        return Match(by_key[key], known=True)
    return Match(typed, known=False, near=tuple(dict.fromkeys(by_key[near] for near in text.near(key, by_key))))


def new_talk(
    settings: Settings,
    event: Event,
    title: str,
    speakers: Iterable[Mapping[str, str]],
    *,
    date: str | None = None,
    topics: Iterable[str] = (),
    summary: str = "",
    key_points: Iterable[str] = (),
    sources: Iterable[Mapping[str, str]] = (),
    body: str = "",
) -> Draft:
    """A talk of an event; `speakers` hold `name` and perhaps `role` and `organisation`; without a summary it is a stub.

    The file's name comes from the title; the date is the event's first day where none is given.
    """
    record: dict[str, Any] = {
        "title": title,
        "speakers": [dict(speaker) for speaker in speakers],
        "date": date or event.record.start_date.isoformat(),
    }
    more = {"summary": summary, "key_points": [*key_points], "topics": [*topics], "sources": [*map(dict, sources)]}
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
    record = {
        "kind": "event",
        "title": title,
        "start_date": start,
        "end_date": end,
        "timezone": timezone,
        "summary": summary,
    }
    return Draft(f"{text.slug(title)}/index.md", front_matter(record))


def front_matter(record: Mapping[str, Any]) -> str:
    """YAML that our reader takes back unchanged: texts in double quotes wherever YAML could read them otherwise."""
    lines = ["---"]
    for key, value in record.items():
        if isinstance(value, list):
            lines.append(f"{key}:" if value else f"{key}: []")
            for item in value:
                if isinstance(item, Mapping):
                    pairs = [f"{name}: {scalar(part)}" for name, part in item.items()]
                    lines += [f"  - {pairs[0]}", *(f"    {pair}" for pair in pairs[1:])]
                else:
                    lines.append(f"  - {scalar(item)}")
        else:
            lines.append(f"{key}: {scalar(value) if isinstance(value, str) else flow(value)}")
    return "\n".join([*lines, "---", "", ""])


def write_new(docs: Path, draft: Draft) -> Path:
    """Write a draft as a new file below docs/, whole or not at all. Raises FileExistsError rather than overwrite."""
    path = docs / draft.src_uri
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, draft.content, new=True)
    return path
