"""Asks into which event of the site a foreign conference goes, where that is not sure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import click

from recap.cli.console import Console
from recap.cli.import_sources import can_ask
from recap.core.filesystem import shown_path
from recap.core.text import printable, slug

if TYPE_CHECKING:
    from recap.catalogue.models import Catalogue, Event
    from recap.importers.model import Conference
    from recap.importers.places import Place


@dataclass(frozen=True)
class Target:
    """Into which event everything goes, as the user says; empty where the program is to find it."""

    into: str = ""
    """The folder of an event that is there."""
    new: str = ""
    """The folder of a new one."""
    either: str = ""
    """The folder of an event, which is there or is a new one."""
    silent: bool = False
    """True if nothing may be asked."""


def placed(
    console: Console, catalogue: Catalogue, conferences: Iterable[Conference], target: Target
) -> list[tuple[Conference, Place]]:
    """Return the place of each conference. Exits with 1 where nobody can be asked, or the target is none."""
    from recap.importers.places import Places

    places, found = Places(catalogue, console.settings), []
    conferences = [*conferences]
    titles = {each.name: each.title for each in conferences}
    if target.either:
        target = Target(into=target.either) if target.either in catalogue.events else Target(new=target.either)
    if (target.into or target.new) and len(titles) > 1:
        console.fail("import_several", titles=", ".join(titles.values()))
    for conference in conferences:
        if target.into:
            place = places.into(conference, _event(console, catalogue, target.into))
        elif target.new:
            if target.new in catalogue.events:
                console.fail("import_as_taken", folder=target.new)
            place = places.new(conference, target.new)
        else:
            place = _chosen(console, places.find(conference), conference, silent=target.silent)
            place = place if place.event is None else places.into(conference, place.event)
        places.take(conference, place)
        found.append((conference, place))
    return found


def _event(console: Console, catalogue: Catalogue, named: str) -> Event:
    """Return an event by its folder, however its path is written."""
    name = named.replace("\\", "/").strip("/").rpartition("/")[2]
    if name not in catalogue.events:
        console.fail("no_event", value=printable(named), known=", ".join(catalogue.events) or "-")
    return catalogue.events[name]


def _chosen(console: Console, place: Place, conference: Conference, *, silent: bool) -> Place:
    """Return a place that is sure: one of the likely events, if somebody says so, otherwise a new one."""
    docs, title = shown_path(console.docs), conference.title
    has_answers = not silent and can_ask()
    if place.must_ask and not has_answers:
        shown = [f"{event.record.title} ({docs}/{event.id}): --into {event.id}" for event in place.likely]
        console.fail("import_which", title=title, likely=shown, folder=place.folder)
    for event in place.likely if has_answers else ():
        if click.confirm(console.word("ask_into", title=title, other=event.record.title, path=f"{docs}/{event.id}")):
            return replace(place, event=event)
    for event in place.others:
        args = {"path": f"{docs}/{event.id}", "other": event.record.title, "folder": f"{docs}/{place.folder}"}
        console.info("import_other", title=title, **args)
    return place


def an_id(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    """Return an id as it was given; exits with 2 for a text that is none."""
    if value is not None and value != slug(value):
        raise click.BadParameter(slug(value) or value)
    return value
