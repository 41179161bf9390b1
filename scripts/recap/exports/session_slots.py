"""Slots of talks and breaks, as calendars and schedules need them: start and, where they are known, end and room."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from recap.catalogue.models import Catalogue, Event, Part, Talk, sessions
from recap.content import schema
from recap.core import text


@dataclass(frozen=True)
class Slot:
    """A talk, or a part of one, with a known start; hours have a time zone."""

    talk: Talk
    held: Talk | Part
    """The talk as a whole, or a part of it."""
    start: datetime
    end: datetime | None
    """None if the duration is unknown."""
    room: str
    """Empty if it is unknown."""

    @property
    def day(self) -> date:
        """The day of the programme."""
        return self.talk.record.date


@dataclass(frozen=True)
class Pause:
    """A break with its hours, which have a time zone."""

    event: str
    """The title of its event."""
    record: schema.Break
    start: datetime
    end: datetime | None

    @property
    def day(self) -> date:
        """The day of the programme."""
        return self.record.date

    def guid(self, room: str | None) -> str:
        """Return the UUID of the break in a room, for other systems; without a room that of the break for everybody."""
        return text.guid(f"break/{self.event}/{self.record.title}/{self.start.isoformat()}/{room or ''}")


def slots(event: Event, talk: Talk) -> Iterator[Slot]:
    """Yield the talk if its start is known, then its parts where theirs is."""
    for held in sessions(talk):
        if start := event.start_of(talk, held):
            yield Slot(talk, held, start, _end(start, held.record.duration), talk.record.room or "")


def event_slots(catalogue: Catalogue, event: Event) -> list[Slot]:
    """Return the slots of an event, in the order of its programme."""
    return [slot for identifier in event.talk_ids for slot in slots(event, catalogue.talks[identifier])]


def pauses(event: Event) -> list[Pause]:
    """Return the breaks of an event by their start."""
    moments = [(event.moment(each.date, each.start), each) for each in event.record.breaks]
    found = [Pause(event.record.title, each, start, _end(start, each.duration)) for start, each in moments]
    return sorted(found, key=lambda each: each.start)


def rooms_of(catalogue: Catalogue, event: Event) -> dict[str, str]:
    """Return the rooms in which something is held at a known hour, in the order of the event: name -> id.

    No two share an id, and none makes the calendar of a room have the address of a talk's.
    """
    talks = [catalogue.talks[identifier] for identifier in event.talk_ids]
    used = {talk.record.room or "" for talk in talks if any(held.record.start for held in sessions(talk))} - {""}
    found: dict[str, str] = {}
    taken = {key.partition("/")[2].removeprefix(f"{event.id}-") for key in event.talk_ids}
    for name in dict.fromkeys((*event.record.room_names, *sorted(used))):
        if name in used:
            base = identifier = text.slug(name) or "room"
            number = 1
            while identifier in taken:
                number += 1
                identifier = f"{base}-{number}"
            taken.add(identifier)
            found[name] = identifier
    return found


def _end(start: datetime, minutes: int | None) -> datetime | None:
    """Return the end of what lasts some real minutes, whatever clocks do meanwhile."""
    return (start.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(start.tzinfo) if minutes else None
