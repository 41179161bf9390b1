"""Slots of talks, as calendars and schedules need them: start, end, room."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from recap.catalogue.models import Catalogue, Event, Part, Talk, sessions


@dataclass(frozen=True)
class Slot:
    """A talk, or a part of one, with a known start, end and room; hours have a time zone."""

    talk: Talk
    held: Talk | Part
    """The talk as a whole, or a part of it."""
    start: datetime
    end: datetime
    room: str


def slots(event: Event, talk: Talk) -> Iterator[Slot]:
    """Yield the talk if its start, room and duration are known, then its parts where theirs are."""
    for held in sessions(talk):
        start, minutes, room = event.start_of(talk, held), held.record.duration, talk.record.room
        if room and start and minutes:
            end = (start.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(start.tzinfo)  # clocks may change
            yield Slot(talk, held, start, end, room)


def event_slots(catalogue: Catalogue, event: Event) -> list[Slot]:
    """Return the slots of an event, in the order of its programme."""
    return [slot for identifier in event.talk_ids for slot in slots(event, catalogue.talks[identifier])]
