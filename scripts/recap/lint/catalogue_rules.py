"""Rules across files, one function each: a catalogue or its documents -> problems."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta

from recap.catalogue.models import Catalogue, Person, Talk, Topic, old_address
from recap.content import markdown as body
from recap.content import schema
from recap.content.frontmatter import Place
from recap.content.loader import stem
from recap.core import text
from recap.core.diagnostics import Problem

_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg")
"""How the name of a picture ends that browsers show."""


def check_catalogue(catalogue: Catalogue) -> list[Problem]:
    """The problems that every rule of this module finds in a catalogue."""
    return [problem for rule in RULES for problem in rule(catalogue)]


def dates_inside_event(catalogue: Catalogue) -> Iterator[Problem]:
    """E104: an event ends after it starts, and its talks are held in between."""
    for event in catalogue.events.values():
        start, end = event.record.start_date, event.record.end_date
        if end < start:
            yield event.document.problem("E104.order", "end_date", start=start, end=end)
    for talk in catalogue.talks.values():
        record = catalogue.events[talk.event].record
        if not record.start_date <= talk.record.date <= record.end_date and record.start_date <= record.end_date:
            args = {"value": talk.record.date, "start": record.start_date, "end": record.end_date}
            yield talk.document.problem("E104", "date", event=record.title, **args)


def known_rooms_and_tracks(catalogue: Catalogue) -> Iterator[Problem]:
    """E112: the room and the track of a talk are among those that its event lists, if it lists any."""
    for talk in catalogue.talks.values():
        record = catalogue.events[talk.event].record
        for key, names in (("room", record.rooms), ("track", [track.id for track in record.tracks])):
            value = getattr(talk.record, key)
            if value and names and value not in names:
                near, known = text.nearest(value, names), ", ".join(names)
                args = {"value": value, "near": near, "known": known, "event": record.title}
                yield talk.document.problem(f"E112.{key}", key, **args)


def parts_have_headings(catalogue: Catalogue) -> Iterator[Problem]:
    """E119: the id of every part is the anchor of a second-level heading of the body; E114: ids are unique."""
    for talk in (talk for talk in catalogue.talks.values() if talk.parts):
        anchors = body.sections(talk.document.body)
        seen: set[str] = set()
        for number, part in enumerate(talk.parts):
            identifier, place = part.record.id, ("parts", number, "id")
            if identifier in seen:
                yield talk.document.problem("E114.parts", *place, value=identifier)
            elif identifier not in anchors:
                near = text.nearest(identifier, anchors) or ", ".join(anchors)
                yield talk.document.problem("E119.part", *place, value=identifier, near=near, title=part.record.title)
            seen.add(identifier)


def old_addresses_are_free(catalogue: Catalogue, pages: Iterable[str]) -> Iterator[Problem]:
    """E116: an old address of a page lies inside the site; E114: no page and no other page's old address is there."""
    taken = {src_uri: src_uri for src_uri in pages}
    for src_uri, _, document, aliases in catalogue.written():
        for number, alias in enumerate(aliases):
            old = old_address(src_uri, alias)
            if old is None:
                yield document.problem("E116.alias", "aliases", number, value=alias)
                continue
            other = taken.setdefault(old, src_uri)
            if old == other or other != src_uri:
                yield document.problem("E114.alias", "aliases", number, value=alias, other=other)


def one_place_at_a_time(catalogue: Catalogue) -> Iterator[Problem]:
    """W113: no room and no person is at two talks at once, where start and duration of both are known."""
    busy: dict[tuple[str, str, date], list[tuple[time, str, time, Talk]]] = defaultdict(list)
    for talk in catalogue.talks.values():
        record = talk.record
        if record.start and record.duration:
            began = datetime.combine(record.date, record.start)
            ended = min(began + timedelta(minutes=record.duration), datetime.combine(record.date, time.max))
            people = [("person", credit.person) for credit in talk.credits if credit.person]
            for kind, name in [*people, *([("room", f"{talk.event}/{record.room}")] if record.room else [])]:
                busy[kind, name, record.date].append((record.start, talk.id, ended.time(), talk))
    for (kind, name, _), entries in busy.items():
        until, before = time.min, entries[0][3]
        for start, _, end, talk in sorted(entries, key=lambda entry: entry[:2]):
            if start < until:
                shown = catalogue.people[name].name if kind == "person" else talk.record.room
                args = {"value": shown, "other": before.record.title, "until": f"{until:%H:%M}"}
                yield talk.document.problem(f"W113.{kind}", "start", **args)
            if end > until:
                until, before = end, talk


def withdrawn_names_are_gone(catalogue: Catalogue) -> Iterator[Problem]:
    """E120: no text, record or address of a page names a person who does not want to be published."""
    if not catalogue.withdrawn_names:
        return
    slugs = [f"(?-i:{slug})" for slug in _withdrawn_slugs(catalogue)]
    written = "|".join([text.names_pattern(catalogue.withdrawn_names), *slugs])
    hidden = {*map(text.fold, catalogue.withdrawn_names | catalogue.withdrawn)}
    names = re.compile(rf"(?<!\w)(?:{written})(?!\w)", re.IGNORECASE)  # a name may end in a sign that is no letter
    for document in filter(None, (item.document for item in catalogue.filed())):
        for offset, found in text.occurrences(names, document.body):
            yield document.body_problem("E120", *text.position(document.body, offset), value=text.collapse(found))
        for at, value in document.strings():
            if not (_credits(at) and text.fold(value) in hidden):
                yield from (document.problem("E120", *at, value=found) for _, found in text.occurrences(names, value))


def _withdrawn_slugs(catalogue: Catalogue) -> list[str]:
    """How addresses write the withdrawn names; one of a few letters may be anything."""
    slugs = map(text.slug, catalogue.withdrawn_names | catalogue.withdrawn)
    return sorted({slug for slug in slugs if len(slug) > 3})


def _credits(place: Place) -> bool:
    """Whether a text of a record says who spoke: the catalogue leaves withdrawn people out of those."""
    key = next(step for step in reversed(place) if isinstance(step, str))
    return "speakers" in place and key in ("speakers", "name", "person")


def withdrawn_files_are_gone(
    catalogue: Catalogue, people: Mapping[str, schema.Person], src_uris: Iterable[str], shown: str
) -> Iterator[Problem]:
    """E120: no file of docs/ is named after such a person, or is their photograph; `shown` as messages name docs/."""
    gone = {src_uri: person for src_uri, person in people.items() if person.do_not_publish}
    photos = {
        posixpath.normpath(f"{posixpath.dirname(at)}/{each.photo.file}") for at, each in gone.items() if each.photo
    }
    slugs = _withdrawn_slugs(catalogue) if gone else []
    for src_uri in src_uris if gone else ():
        if src_uri in people:  # whose name may be a longer one that begins so
            named = src_uri not in gone and stem(src_uri) in slugs
        else:
            words = f"-{text.slug(src_uri)}-"
            named = src_uri in photos or any(f"-{slug}-" in words for slug in slugs)
        if named:
            yield Problem(f"{shown}/{src_uri}", 1, 1, "E120.file", {})


def photographs_are_there(catalogue: Catalogue, src_uris: Iterable[str]) -> Iterator[Problem]:
    """E115: a photograph is the name of a picture beside the person's file, and no path, which may lead anywhere."""
    known = dict.fromkeys(posixpath.split(src_uri) for src_uri in src_uris if src_uri.lower().endswith(_PICTURES))
    for person in catalogue.people.values():
        if person.record and person.document and person.record.photo:
            folder, file = posixpath.dirname(person.src_uri), person.record.photo.file
            if (folder, file) not in known:
                near = text.nearest(file, (name for place, name in known if place == folder))
                yield person.document.problem("E115.photo", "photo", "file", value=file, near=near)


def names_are_of_one(catalogue: Catalogue) -> Iterator[Problem]:
    """W108: two files of people have no name in common, nor two of topics, but for who is `distinct_from` the other."""
    items: list[Person | Topic] = [*catalogue.people.values(), *catalogue.topics.values()]
    first: dict[tuple[str, str], Person | Topic] = {}
    for item in sorted((item for item in items if item.record), key=lambda item: item.src_uri):
        key, fold = ("W108.label", text.fold_label) if isinstance(item, Topic) else ("W108.namesake", text.fold)
        for place, name in _labels(item).items():
            folded = fold(name)
            other = first.setdefault((key, folded), item)
            told = folded and other is not item and not _differ(item, other) and not _differ(other, item)
            if told and item.document and other.document:
                yield item.document.problem(key, *place, value=name, other=other.document.path, id=other.id)


def _labels(item: Person | Topic) -> dict[Place, str]:
    """What the file of a person or topic makes known as its name, by place; nothing without a file."""
    if not item.record:
        return {}
    return {(): item.id, **item.record.labels} if isinstance(item, Topic) else item.record.labels


def _differ(one: Person | Topic, other: Person | Topic) -> bool:
    """Whether one says that it is not the other, by its id or one of its names."""
    declared = one.record.distinct_from if isinstance(one, Person) and one.record else ()
    return not {*map(text.fold, declared)}.isdisjoint(map(text.fold, (other.id, *_labels(other).values())))


def broader_topics_end(catalogue: Catalogue) -> Iterator[Problem]:
    """E116: no topic is broader than itself, in one step or several: its theme would be the last before it."""
    for topic in catalogue.topics.values():
        if catalogue.theme(topic).broader == topic.id and topic.document:
            yield topic.document.problem("E116.broader", "broader", value=topic.title)


RULES = (
    broader_topics_end,
    dates_inside_event,
    known_rooms_and_tracks,
    names_are_of_one,
    parts_have_headings,
    one_place_at_a_time,
    withdrawn_names_are_gone,
)
