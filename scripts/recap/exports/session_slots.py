"""When and where a talk is held, as calendars and programmes want it: start, end, room; and ids that never change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from recap.catalogue.models import Event, Part, Talk
from recap.pages.context import Context, moment, url_of
from recap.pages.outline import target, with_parts


@dataclass(frozen=True)
class Slot:
    """A talk, or a part of one, with its hours, which know their time zone."""

    guid: str
    talk: Talk
    held: Talk | Part
    """What is held then: the talk as a whole, or a part of it."""
    start: datetime
    end: datetime
    room: str
    url: str
    """From the root of the site."""


def guid(identifier: str) -> str:
    """The id of something of the catalogue for other systems (RFC 9562, version 5): the same in every build."""
    return str(uuid5(NAMESPACE_URL, f"recap:{identifier}"))


def talk_guid(talk: Talk) -> str:
    """The id of a talk: that of the programme from which it was imported, where there is one."""
    imported = talk.record.imported
    return imported.guid if imported and imported.guid else guid(talk.id)


def slots(event: Event, talk: Talk) -> Iterator[Slot]:
    """The talk where its start, room and duration are known, then its parts where theirs are."""
    for held in with_parts(talk):
        start, minutes, room = moment(event, talk, held), held.record.duration, talk.record.room
        if room and start and minutes:
            identifier = guid(f"{talk.id}#{held.record.id}") if isinstance(held, Part) else talk_guid(talk)
            end = (start.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(start.tzinfo)  # clocks may change
            yield Slot(identifier, talk, held, start, end, room, url_of(target(talk, held)))


def event_slots(context: Context, event: Event) -> list[Slot]:
    """The slots of an event, in the order of its programme."""
    talks = context.catalogue.talks
    return [slot for identifier in event.talks for slot in slots(event, talks[identifier])]
