"""Rules across files, one function each: a catalogue or its documents -> problems."""

from __future__ import annotations

import posixpath
import re
import urllib.parse
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta

from recap import body, text
from recap.frontmatter import Document, Place
from recap.problems import Problem
from recap.records import Catalogue, Talk


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
        known = {"room": list(record.rooms), "track": [track.id for track in record.tracks]}
        for key, names in known.items():
            value = getattr(talk.record, key)
            if value and names and value not in names:
                near = ", ".join(text.near(value, names, 1))
                args = {"value": value, "near": near, "known": ", ".join(names), "event": record.title}
                yield talk.document.problem(f"E112.{key}", key, **args)


def parts_have_headings(catalogue: Catalogue) -> Iterator[Problem]:
    """E119: the id of every part is the anchor of a second-level heading of the body; E114: ids are unique."""
    for talk in catalogue.talks.values():
        anchors = (
            [heading.anchor for heading in body.headings(talk.document.body) if heading.level == 2]
            if talk.parts
            else []
        )
        seen: set[str] = set()
        for number, part in enumerate(talk.parts):
            identifier, place = part.record.id, ("parts", number, "id")
            if identifier in seen:
                yield talk.document.problem("E114.parts", *place, value=identifier)
            elif identifier not in anchors:
                near = ", ".join(text.near(identifier, anchors, 1)) or ", ".join(anchors)
                yield talk.document.problem("E119.part", *place, value=identifier, near=near, title=part.record.title)
            seen.add(identifier)


def old_addresses_are_free(catalogue: Catalogue, pages: Iterable[str]) -> Iterator[Problem]:
    """E116: an old address of a talk lies inside the site; E114: no page and no other talk's old address is there."""
    taken = {src_uri: src_uri for src_uri in pages}
    for talk in catalogue.talks.values():
        for number, alias in enumerate(talk.record.aliases):
            goal = posixpath.normpath(posixpath.join(posixpath.dirname(talk.src_uri), alias))
            if not re.fullmatch(r"[^\\:?#<>]+\.html", alias) or goal.startswith(("/", "../")):
                yield talk.document.problem("E116.alias", "aliases", number, value=alias)
                continue
            src_uri = goal.removesuffix(".html") + ".md"
            other = taken.setdefault(src_uri, talk.src_uri)
            if src_uri == other or other != talk.src_uri:
                yield talk.document.problem("E114.alias", "aliases", number, value=alias, other=other)


def one_place_at_a_time(catalogue: Catalogue) -> Iterator[Problem]:
    """W113: no room and no person is at two talks at once, where start and duration of both are known."""
    busy: dict[tuple[str, str, date], list[tuple[time, time, Talk]]] = {}
    for talk in catalogue.talks.values():
        record = talk.record
        if record.start and record.duration:
            began = datetime.combine(record.date, record.start)
            ended = min(began + timedelta(minutes=record.duration), datetime.combine(record.date, time.max))
            people = [("person", credit.person) for credit in talk.credits if credit.person]
            for kind, name in [*people, *([("room", f"{talk.event}/{record.room}")] if record.room else [])]:
                busy.setdefault((kind, name, record.date), []).append((began.time(), ended.time(), talk))
    for (kind, name, _), entries in busy.items():
        entries.sort(key=lambda entry: (entry[0], entry[2].id))
        longest = entries[0]
        for entry in entries[1:]:
            start, _, after = entry
            _, end, before = longest
            if start < end:
                shown = catalogue.people[name].name if kind == "person" else after.record.room
                args = {"value": shown, "other": before.record.title, "until": f"{end:%H:%M}"}
                yield after.document.problem(f"W113.{kind}", "start", **args)
            longest = max(longest, entry, key=lambda each: each[1])


def withdrawn_names_are_gone(catalogue: Catalogue) -> Iterator[Problem]:
    """E120: no text and no record of a page names a person who does not want to be published."""
    if not catalogue.withdrawn_names:
        return
    # A name may be wrapped at the end of a line, and end in a sign that is no letter.
    written = (r"\s+".join(map(re.escape, name.split())) for name in sorted(catalogue.withdrawn_names))
    names = re.compile(rf"(?<!\w)(?:{'|'.join(written)})(?!\w)", re.IGNORECASE)
    groups = (catalogue.events, catalogue.talks, catalogue.people, catalogue.topics, catalogue.pages)
    for record in (record for group in groups for record in group.values()):
        document = record.document
        if document is None:
            continue
        for match in names.finditer(document.body):
            before = document.body[: match.start()]
            place = (document.body_line + before.count("\n"), len(before) - before.rfind("\n"))
            yield Problem(document.path, *place, "E120", {"value": text.collapse(match[0])})
        for at, value in _strings(document.data, ()):
            if "speakers" not in at and (found := names.search(value)):
                yield document.problem("E120", *at, value=found[0])


def _strings(value: object, place: Place) -> Iterator[tuple[Place, str]]:
    """Every text of a front matter with its place."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _strings(item, (*place, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _strings(item, (*place, number))


RULES = (
    dates_inside_event,
    known_rooms_and_tracks,
    parts_have_headings,
    one_place_at_a_time,
    withdrawn_names_are_gone,
)


def check_links(
    documents: Iterable[tuple[str, Document]],
    pages: Mapping[str, Callable[[], str]],
    files: frozenset[str],
    unsure: tuple[str, ...] = (),
) -> Iterator[Problem]:
    """E119: every link of a body leads to a page, an anchor or a file that exists; E115: so does a picture, with words.

    `documents` pairs each document with its src_uri; `pages` are all pages, src_uri -> what writes their Markdown;
    `files` the src_uris of what else lies in docs/; of pages whose src_uri starts as one of `unsure` nothing is said.
    """
    anchors: dict[str, list[str]] = {}
    for src_uri, document in documents:
        for link in body.links(document.body):
            place = (document.path, document.body_line + link.line - 1, link.column)
            args = {"value": link.target}
            try:
                target = urllib.parse.urlsplit(link.target)
            except ValueError:
                yield Problem(*place, "E111", args)
                continue
            if link.alt is not None and not link.alt.strip():
                yield Problem(*place, "E115.alt", args)
            if target.scheme or target.netloc or not link.target:
                continue
            path, fragment = urllib.parse.unquote(target.path), urllib.parse.unquote(target.fragment)
            goal = posixpath.normpath(posixpath.join(posixpath.dirname(src_uri), path)) if path else src_uri
            if path.startswith("/"):
                yield Problem(*place, "E119.absolute", args)
            elif goal.startswith(unsure):
                continue
            elif link.alt is not None and goal not in files:
                near = text.near(goal, files, 1)
                shown = posixpath.relpath(near[0], posixpath.dirname(src_uri) or ".") if near else ""
                yield Problem(*place, "E115.missing", args | {"near": shown})
            elif goal not in pages and goal not in files:
                near = text.near(goal, [*pages, *files], 1)
                shown = posixpath.relpath(near[0], posixpath.dirname(src_uri) or ".") if near else ""
                yield Problem(*place, "E119", args | {"near": shown})
            elif fragment and goal in pages:
                if goal not in anchors:
                    anchors[goal] = [heading.anchor for heading in body.headings(pages[goal]())]
                if fragment not in anchors[goal]:
                    near_anchor = ", ".join(text.near(fragment, anchors[goal], 1))
                    yield Problem(*place, "E119.anchor", args | {"near": near_anchor, "page": goal})
