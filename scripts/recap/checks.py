"""Rules across files, one function each: a catalogue or its documents -> problems."""

from __future__ import annotations

import posixpath
import urllib.parse
from collections.abc import Callable, Iterable, Iterator, Mapping

from recap import body, text
from recap.frontmatter import Document
from recap.problems import Problem
from recap.records import Catalogue


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


RULES = (dates_inside_event, known_rooms_and_tracks, parts_have_headings)


def check_links(
    documents: Iterable[tuple[str, Document]],
    pages: Mapping[str, Callable[[], str]],
    files: frozenset[str],
    unsure: tuple[str, ...] = (),
) -> Iterator[Problem]:
    """E119: every link of a body leads to a page, an anchor or a file that exists.

    `documents` pairs each document with its src_uri; `pages` are all pages, src_uri -> what writes their Markdown;
    `files` the src_uris of what else lies in docs/; of pages whose src_uri starts as one of `unsure` nothing is said.
    """
    anchors: dict[str, list[str]] = {}
    for src_uri, document in documents:
        for link in body.links(document.body):
            target = urllib.parse.urlsplit(link.target)
            if target.scheme or target.netloc or not link.target:
                continue
            path, fragment = urllib.parse.unquote(target.path), urllib.parse.unquote(target.fragment)
            goal = posixpath.normpath(posixpath.join(posixpath.dirname(src_uri), path)) if path else src_uri
            place = (document.path, document.body_line + link.line - 1, link.column)
            args = {"value": link.target}
            if path.startswith("/"):
                yield Problem(*place, "E119.absolute", args)
            elif goal.startswith(unsure):
                continue
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
