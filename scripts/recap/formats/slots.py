"""When and where a talk is held, as calendars and programmes want it: start, end, room; and ids that never change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from recap.records import Credit, Event, Part, Talk
from recap.views.frame import Context, url_of


@dataclass(frozen=True)
class Slot:
    """A talk, or a part of one, with its hours, which know their time zone."""

    guid: str
    talk: Talk
    part: Part | None
    start: datetime
    end: datetime
    room: str
    url: str
    """From the root of the site."""

    @property
    def title(self) -> str:
        """Its own title."""
        return (self.part or self.talk).record.title

    @property
    def summary(self) -> str | None:
        """Its own summary."""
        return (self.part or self.talk).record.summary

    @property
    def credits(self) -> tuple[Credit, ...]:
        """Who speaks."""
        return (self.part or self.talk).credits


def guid(identifier: str) -> str:
    """The id of something of the catalogue for other systems (RFC 9562, version 5): the same in every build."""
    return str(uuid5(NAMESPACE_URL, f"recap:{identifier}"))


def talk_guid(talk: Talk) -> str:
    """The id of a talk: that of the programme from which it was imported, where there is one."""
    imported = talk.record.imported
    return imported.guid if imported and imported.guid else guid(talk.id)


def slots(event: Event, talk: Talk) -> Iterator[Slot]:
    """The talk where its start, room and duration are known, then its parts where theirs are."""
    zone = ZoneInfo(event.record.timezone)
    record, url = talk.record, url_of(talk.src_uri)
    if not record.room:
        return
    if record.start and record.duration:
        yield Slot(
            talk_guid(talk), talk, None, *_hours(record.date, record.start, record.duration, zone), record.room, url
        )
    for part in talk.parts:
        if part.record.start and part.record.duration:
            hours = _hours(record.date, part.record.start, part.record.duration, zone)
            anchor = part.record.id
            yield Slot(guid(f"{talk.id}#{anchor}"), talk, part, *hours, record.room, f"{url}#{anchor}")


def event_slots(context: Context, event: Event) -> list[Slot]:
    """The slots of an event, in the order of its programme."""
    talks = context.catalogue.talks
    return [slot for identifier in event.talks for slot in slots(event, talks[identifier])]


def _hours(day: date, start: time, minutes: int, zone: ZoneInfo) -> tuple[datetime, datetime]:
    begins = datetime.combine(day, start, zone)
    return begins, (begins.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(zone)  # clocks may change between
