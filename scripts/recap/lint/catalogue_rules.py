"""Rules across files, one function each: a catalogue -> diagnostics."""

import posixpath
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from recap.catalogue.models import Catalogue, Person, Talk, Topic
from recap.content import markdown as body
from recap.content.document import Document, Place
from recap.content.loader import Files
from recap.content.validation import Partial
from recap.core import text
from recap.core.diagnostics import Diagnostic
from recap.lint.claim_rules import claims_have_passages

_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg")
"""Suffixes of the pictures that browsers show."""


def dates_inside_event(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """E104: an event ends after it starts, and its talks take place in between."""
    for event in catalogue.events.values():
        start, end = event.record.start_date, event.record.end_date
        if end < start:
            yield event.document.diagnostic("E104.order", "end_date", start=start, end=end)
    for talk in catalogue.talks.values():
        yield from _day_inside(talk.document, talk.record, catalogue.events[talk.event].record)


def known_rooms_and_tracks(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """E112: room and track of a talk are among those that its event lists, if it lists any."""
    for talk in catalogue.talks.values():
        for key in ("room", "track"):
            yield from _known(key, talk.document, talk.record, catalogue.events[talk.event].record)


def broken_talks_fit_their_event(files: Files) -> Iterator[Diagnostic]:
    """E104, E112 for what is valid of a talk or an event that does not follow the schema."""
    events: dict[str, tuple[Any, Partial | None]] = {src_uri: (event, None) for src_uri, event in files.events.items()}
    events |= {src_uri: (each.record, each) for src_uri, each in files.partial_events.items()}
    talks: dict[str, tuple[Any, Partial | None]] = {
        src_uri: (each.record, each) for src_uri, each in files.partial_talks.items()
    }
    talks |= {uri: (talk, None) for uri, talk in files.talks.items() if f"{uri.partition('/')[0]}/index.md" in events}
    for src_uri, (talk, partial) in sorted(talks.items(), key=lambda item: item[0]):
        event, partial_event = events.get(f"{src_uri.partition('/')[0]}/index.md", (None, None))
        if event is None or talk.draft or not (partial or partial_event):
            continue
        document = files.documents[src_uri]
        if (not partial or partial.is_right("date")) and (not partial_event or partial_event.has_days):
            yield from _day_inside(document, talk, event)
        for key in ("room", "track"):
            if (not partial or partial.is_right(key)) and (not partial_event or partial_event.is_right(f"{key}s")):
                yield from _known(key, document, talk, event)


def _day_inside(document: Document, talk: Any, event: Any) -> Iterator[Diagnostic]:
    """Yield E104 for a talk outside its event."""
    if not event.start_date <= talk.date <= event.end_date and event.start_date <= event.end_date:
        args = {"value": talk.date, "start": event.start_date, "end": event.end_date}
        yield document.diagnostic("E104", "date", event=event.title, **args)


def _known(key: str, document: Document, talk: Any, event: Any) -> Iterator[Diagnostic]:
    """Yield E112 for a room or track that the event does not list."""
    value, names = getattr(talk, key), event.room_names if key == "room" else [track.id for track in event.tracks]
    if value and names and value not in names:
        args = {"value": value, "near": text.nearest(value, names), "known": ", ".join(names)}
        yield document.diagnostic(f"E112.{key}", key, event=event.title, **args)


def parts_have_headings(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """E119: the id of every part is the anchor of a second-level heading of the body; E114: ids are unique."""
    for talk in (talk for talk in catalogue.talks.values() if talk.parts):
        anchors = body.sections(talk.document.body, talk.record.title)
        seen: set[str] = set()
        for number, part in enumerate(talk.parts):
            identifier, place = part.record.id, ("parts", number, "id")
            if identifier in seen:
                yield talk.document.diagnostic("E114.parts", *place, value=identifier)
            elif identifier not in anchors:
                args = {"near": text.nearest(identifier, anchors) or ", ".join(anchors), "title": part.record.title}
                yield talk.document.diagnostic("E119.part", *place, value=identifier, **args)
            seen.add(identifier)


def one_place_at_a_time(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """W113: no room and no person has two talks at once, where start and duration of both are known.

    Moments are compared in UTC, whatever days and time zones say; of two equal ones that with the later id is named.
    """
    latest: dict[tuple[str, str], tuple[datetime, Talk]] = {}
    for began, talk in sorted(_held(catalogue), key=lambda item: (item[0], item[1].id)):
        ended = began + timedelta(minutes=talk.record.duration or 0)
        people = [("person", credit.person) for credit in talk.credits if credit.person]
        for key in [*people, *([("room", f"{talk.event}/{talk.record.room}")] if talk.record.room else [])]:
            until, before = latest.get(key, (began, talk))
            if began < until:
                yield _clash(catalogue, key, talk, before, until)
            if ended > until:
                latest[key] = ended, talk


def _held(catalogue: Catalogue) -> Iterator[tuple[datetime, Talk]]:
    """Yield start in UTC and talk of all that take place, where start and duration are known."""
    for talk in catalogue.talks.values():
        start = catalogue.events[talk.event].start_of(talk, talk)
        if start and talk.record.duration and talk.record.status == "confirmed":
            yield start.astimezone(UTC), talk


def _clash(catalogue: Catalogue, key: tuple[str, str], talk: Talk, before: Talk, until: datetime) -> Diagnostic:
    """Return W113 for a talk whose room or speaker another one has until some moment."""
    (kind, name), here, there = key, catalogue.events[talk.event], catalogue.events[before.event]
    args = {
        "value": catalogue.people[name].name if kind == "person" else talk.record.room,
        "other": before.record.title,
    }
    args["until"] = f"{until.astimezone(ZoneInfo(there.record.timezone)):%H:%M}"
    if here.id != there.id:
        kind, start = "elsewhere", f"{talk.record.start:%H:%M} ({here.record.timezone})"
        args |= {"event": there.record.title, "zone": there.record.timezone, "start": start}
    return talk.document.diagnostic(f"W113.{kind}", "start", **args)


def nobody_is_recorded_unasked(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """W135: a talk that its speakers did not want recorded has no recordings."""
    for talk in catalogue.talks.values():
        if talk.record.do_not_record and talk.record.recordings:
            line, _ = talk.document.keys.get(("do_not_record",), (1, 1))
            yield talk.document.diagnostic("W135", "recordings", line=line)


def photographs_are_there(catalogue: Catalogue, src_uris: Iterable[str]) -> Iterator[Diagnostic]:
    """E115: a photograph is the file name of a picture next to the person's file; a path could lead anywhere.

    The name has the form of Unicode in which it is stored: pages and data name it as it is written.
    """
    known = dict.fromkeys(posixpath.split(src_uri) for src_uri in src_uris if src_uri.lower().endswith(_PICTURES))
    for person in catalogue.people.values():
        if person.record and person.document and person.record.photo:
            folder, file = posixpath.dirname(person.src_uri), person.record.photo.file
            if (folder, file) not in known:
                names = [name for place, name in known if place == folder]
                if unicodedata.normalize("NFC", file) in (unicodedata.normalize("NFC", name) for name in names):
                    yield person.document.diagnostic("E115.photo_form", "photo", "file", value=file)
                    continue
                near = text.nearest(file, names)
                yield person.document.diagnostic("E115.photo", "photo", "file", value=file, near=near)


def names_are_of_one(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """W108: no two files of people share a name, and no two of topics a label, except with `distinct_from`."""
    items: list[Person | Topic] = [*catalogue.people.values(), *catalogue.topics.values()]
    first: dict[tuple[str, str], Person | Topic] = {}
    for item in sorted((item for item in items if item.record), key=lambda item: item.src_uri):
        key, fold = ("W108.label", text.fold_label) if isinstance(item, Topic) else ("W108.namesake", text.fold)
        for place, name in _labels(item).items():
            folded = fold(name)
            other = first.setdefault((key, folded), item)
            same = folded and other is not item and not _differ(item, other) and not _differ(other, item)
            if same and item.document and other.document:
                yield item.document.diagnostic(key, *place, value=name, other=other.document.path, id=other.id)


def _labels(item: Person | Topic) -> dict[Place, str]:
    """Return place -> name of everything the file of a person or topic declares; empty without a file."""
    if not item.record:
        return {}
    return {(): item.id, **item.record.labels} if isinstance(item, Topic) else item.record.labels


def _differ(one: Person | Topic, other: Person | Topic) -> bool:
    """Return True if one says that it is not the other, by id or by name."""
    declared = one.record.distinct_from if isinstance(one, Person) and one.record else ()
    return not {*map(text.fold, declared)}.isdisjoint(map(text.fold, (other.id, *_labels(other).values())))


def broader_topics_end(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """E116: no topic is broader than itself, directly or through others."""
    for topic in catalogue.topics.values():
        if catalogue.theme(topic).broader == topic.id and topic.document:
            yield topic.document.diagnostic("E116.broader", "broader", value=topic.name)


RULES = (dates_inside_event, known_rooms_and_tracks, parts_have_headings, claims_have_passages, one_place_at_a_time,
         nobody_is_recorded_unasked, names_are_of_one, broader_topics_end)  # fmt: skip
"""The rules that need nothing but a catalogue."""
