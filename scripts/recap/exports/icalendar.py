"""iCalendar (RFC 5545) of events and talks; parts of a talk are entries of their own."""

import functools
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from recap.catalogue.models import Event, Talk
from recap.exports.session_slots import Slot
from recap.pages.components import place, speaker_names
from recap.pages.context import Context


def calendar(context: Context, event: Event, entries: Iterable[Slot], name: str) -> str:
    """Return a calendar of some slots of an event, with its time zone (RFC 5545, 3.6.5) and CRLF line ends (3.1)."""
    from icalendar import Calendar

    found, record = Calendar(), event.record
    for key, value in (("prodid", "-//Recap//Recap//FR"), ("version", "2.0"), ("x-wr-calname", name)):
        found.add(key, value)
    if record.timezone != "UTC":
        found.add_component(_zone(record.timezone, record.start_date.year, record.end_date.year))
    for slot in entries:
        found.add_component(_entry(context, event, slot))
    return str(found.to_ical(), "utf-8")


@functools.lru_cache(maxsize=64)
def _zone(name: str, first: int, last: int) -> Any:
    """Return the rules of a time zone for some years."""
    from icalendar import Timezone

    return Timezone.from_tzinfo(ZoneInfo(name), first_date=date(first, 1, 1), last_date=date(last + 1, 1, 1))


def _entry(context: Context, event: Event, slot: Slot) -> Any:
    from icalendar import Event as Entry
    from icalendar.enums import STATUS

    held = slot.held
    said = held.lead if isinstance(held, Talk) else held.record.summary
    revision = slot.talk.record.imported.revision if slot.talk.record.imported else None
    url = context.settings.absolute(slot.held.url) if context.settings.site_url else None
    return Entry.new(
        uid=held.guid,
        # The clock would make every build another one: the day of the last change stands for the moment of writing.
        stamp=datetime.fromisoformat(context.catalogue.last_change(slot.talk)).replace(tzinfo=UTC),
        last_modified=datetime.combine(revision.changed, time(), UTC) if revision else None,
        sequence=revision.sequence if revision else None,
        start=slot.start,
        end=slot.end,
        summary=held.record.title,
        location=", ".join(filter(None, (slot.room, place(context, event)))),
        description="\n\n".join(filter(None, (speaker_names(context, held.credits), said, url))),
        url=url,
        status=STATUS.CONFIRMED if slot.talk.record.status == "confirmed" else STATUS.CANCELLED,
    )
