"""iCalendar (RFC 5545) of events and talks; parts of a talk are entries of their own, and so are breaks.

What has no property there has one of ours, which calendars pass over (3.8.8.2): X-RECAP-SPEAKER of an entry, with its
X-ORGANISATION, and X-RECAP-PLACE of a calendar, the end that all its locations share.
"""

import functools
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from recap.catalogue.models import Event, Talk
from recap.core.urls import is_local
from recap.exports.session_slots import Pause, Slot, event_slots, pauses, slots
from recap.pages.components import place, speaker_names
from recap.pages.context import Context

BREAK = "BREAK"
"""The category of what is no talk."""
_END = "END:VCALENDAR\r\n"


class Calendars:
    """The calendars of one event; an entry that is in several is made once."""

    def __init__(self, context: Context, event: Event) -> None:
        self._context, self._event = context, event
        self._made: dict[str, str] = {}

    @functools.cached_property
    def slots(self) -> list[Slot]:
        """What is held at a known hour, in the order of the programme."""
        return event_slots(self._context.catalogue, self._event)

    def whole(self) -> str:
        """Return the calendar of the event: its talks, then its breaks."""
        return self._calendar([*self.slots, *pauses(self._event)], self._event.record.title)

    def of_room(self, room: str) -> str:
        """Return the calendar of a room, with the breaks for everybody."""
        own = [slot for slot in self.slots if slot.room == room]
        around = [pause for pause in pauses(self._event) if pause.record.room in (None, room)]
        return self._calendar([*own, *around], f"{self._event.record.title}: {room}")

    def of_talk(self, talk: Talk) -> str:
        """Return the calendar of a talk and its parts."""
        return self._calendar(slots(self._event, talk), talk.record.title)

    def _calendar(self, entries: Iterable[Slot | Pause], name: str) -> str:
        """Return a calendar with its time zone (RFC 5545, 3.6.5) and CRLF line ends (3.1)."""
        from icalendar import Calendar, vText

        found, record = Calendar(), self._event.record
        for key, value in (("prodid", "-//Recap//Recap//FR"), ("version", "2.0"), ("x-wr-calname", name)):
            found.add(key, value)
        if where := place(self._context, self._event):
            found.add("x-recap-place", vText(where))
        if record.timezone != "UTC":
            found.add_component(_zone(record.timezone, record.start_date.year, record.end_date.year))
        head = str(found.to_ical(), "utf-8").removesuffix(_END)
        return "".join([head, *map(self._entry, entries), _END])

    def _entry(self, entry: Slot | Pause) -> str:
        key = entry.guid(entry.record.room) if isinstance(entry, Pause) else entry.held.id
        if key not in self._made:
            made = self._pause(entry) if isinstance(entry, Pause) else self._session(entry)
            self._made[key] = str(made.to_ical(), "utf-8")
        return self._made[key]

    def _where(self, room: str | None) -> str | None:
        return ", ".join(filter(None, (room, place(self._context, self._event)))) or None

    def _absolute(self, url: str) -> str | None:
        return self._context.settings.absolute(url) if self._context.settings.site_url else None

    def _session(self, slot: Slot) -> Any:
        from icalendar import Event as Entry
        from icalendar import vText
        from icalendar.enums import STATUS

        context, held, record = self._context, slot.held, slot.talk.record
        said = held.lead or held.announced if isinstance(held, Talk) else held.record.summary
        url, revision = self._absolute(held.url), record.imported.revision if record.imported else None
        found = Entry.new(
            uid=held.guid,
            # The clock would make every build another one: the day of the last change stands for the moment of writing.
            stamp=_noted(context.catalogue.last_change(slot.talk)),
            last_modified=datetime.combine(revision.changed, time(), UTC) if revision else None,
            sequence=revision.sequence if revision else None,
            start=slot.start,
            end=slot.end,
            location=self._where(slot.room),
            description="\n\n".join(filter(None, (speaker_names(context, held.credits), said, url))) or None,
            url=url,
            status=STATUS.CONFIRMED if record.status == "confirmed" else STATUS.CANCELLED,
        )
        found.add("summary", held.record.title, {"LANGUAGE": record.language} if record.language else {})
        if track := self._event.track_title(slot.talk):
            found.add("categories", [track])
        if isinstance(held, Talk):
            for target in (*(each.url for each in record.resources), *(each.url for each in record.recordings)):
                if context.settings.site_url or not is_local(target):
                    found.add("attach", context.target(slot.talk.src_uri, target))
        for credit in held.credits:
            if credit.name:
                more = {"X-ORGANISATION": credit.organisation} if credit.organisation else {}
                found.add("x-recap-speaker", vText(credit.name), more)
        return found

    def _pause(self, pause: Pause) -> Any:
        from icalendar import Event as Entry

        event, record = self._event, pause.record
        return Entry.new(
            uid=pause.guid(record.room),
            stamp=_noted(event.updated or record.date.isoformat()),
            start=pause.start,
            end=pause.end,
            summary=record.title,
            location=self._where(record.room),
            categories=[BREAK],
            url=self._absolute(event.url),
        )


def _noted(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


@functools.lru_cache(maxsize=64)
def _zone(name: str, first: int, last: int) -> Any:
    """Return the rules of a time zone for some years."""
    from icalendar import Timezone

    return Timezone.from_tzinfo(ZoneInfo(name), first_date=date(first, 1, 1), last_date=date(last + 1, 1, 1))
