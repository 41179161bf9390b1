"""iCalendar (RFC 5545) of an event and of a talk; parts of a talk are entries of their own."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from recap.formats.slots import Slot
from recap.records import Event
from recap.views.frame import Context, absolute, changed, place, voices


def calendar(context: Context, event: Event, entries: Iterable[Slot], name: str) -> str:
    """A calendar of some slots of an event, with its time zone (RFC 5545, 3.6.5) and lines that end as 3.1 wants."""
    from icalendar import Calendar

    found = Calendar()
    found.add("prodid", "-//Recap//Recap//FR")
    found.add("version", "2.0")
    found.add("x-wr-calname", name)
    if event.record.timezone != "UTC":
        found.add_component(_zone(event.record.timezone, event.record.start_date.year, event.record.end_date.year))
    for slot in entries:
        found.add_component(_entry(context, event, slot))
    text: str = found.to_ical().decode("utf-8")
    return text


@functools.lru_cache(maxsize=64)
def _zone(name: str, first: int, last: int) -> Any:
    """The rules of a time zone for some years."""
    from icalendar import Timezone

    return Timezone.from_tzinfo(ZoneInfo(name), first_date=date(first, 1, 1), last_date=date(last + 1, 1, 1))


def _entry(context: Context, event: Event, slot: Slot) -> Any:
    from icalendar import Event as Entry

    found = Entry()
    found.add("uid", slot.guid)
    # The clock would make every build another one: the day of the last change stands for the moment of writing.
    day = date.fromisoformat(changed(context, slot.talk))
    found.add("dtstamp", datetime(day.year, day.month, day.day, tzinfo=UTC))
    utc = event.record.timezone == "UTC"
    found.add("dtstart", slot.start.astimezone(UTC) if utc else slot.start)
    found.add("dtend", slot.end.astimezone(UTC) if utc else slot.end)
    found.add("summary", slot.title)
    found.add("location", ", ".join(filter(None, (slot.room, place(context, event.record)))))
    url = absolute(context, slot.url) if context.settings.site_url else ""
    lines = [voices(context, slot.credits), slot.summary or "", url]
    found.add("description", "\n\n".join(filter(None, lines)))
    if url:
        found.add("url", url)
    return found
