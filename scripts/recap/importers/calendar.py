"""iCalendar (RFC 5545), as Sched, pretalx and others write it -> a `Conference`."""

import re
from datetime import date, datetime
from typing import Any

from recap.core import text
from recap.importers import normalize as fields
from recap.importers.model import Conference, Losses, Options, Session, Source, Speaker
from recap.importers.normalize import line

LABEL = "iCalendar: .ics"
DROPPED = frozenset(
    [
        "subtitle",
        "attendance",
        "do_not_record",
        "clock",
        "language",
        "level",
        "description",
        "resources",
        "recordings",
        "slug",
        "aliases",
        "body",
        "extra",
        "topics",
        "is_break",
    ]
)
DERIVED = frozenset(["guid", "duration", "room", "track", "type", "speakers"])
_KEPT = ("ATTENDEE", "CATEGORIES", "DESCRIPTION", "DTEND", "DTSTAMP", "DTSTART", "DURATION", "LOCATION", "STATUS",
         "SUMMARY", "UID", "URL", "SEQUENCE", "LAST-MODIFIED", "CREATED", "CLASS", "TRANSP")  # fmt: skip
_STATUS = {"CANCELLED": "cancelled", "CONFIRMED": "confirmed", "TENTATIVE": "tentative"}
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
MAX_ENTRIES = 50_000


def recognises(source: Source) -> bool:
    """Return True for a text that begins as a calendar does."""
    return source.kind == "text" and source.data.lstrip("\ufeff \n")[:15].upper().startswith("BEGIN:VCALENDAR")


def conferences(sources: list[Source], losses: Losses, options: Options) -> list[Conference]:
    """Return the conference of each calendar."""
    del options
    return [_conference(source, losses) for source in sources]


def _conference(source: Source, losses: Losses) -> Conference:
    from icalendar import Calendar

    from recap.core.language import UserError
    from recap.importers.readers import shown

    try:
        calendar = Calendar.from_ical(source.data)
    except (ValueError, IndexError, KeyError, RecursionError) as error:
        raise UserError("import_broken", path=shown(source.path), detail=str(error)[:200]) from error
    entries = [each for each in getattr(calendar, "subcomponents", []) if each.name == "VEVENT"]
    for other in {each.name for each in calendar.subcomponents} - {"VEVENT", "VTIMEZONE"}:
        losses.note("calendar (component)", other)
    title = line(calendar.get("X-WR-CALNAME"), 150) or line(source.path.name.partition(".")[0].replace("-", " "), 150)
    zones = [zone for each in entries if (zone := _zone(each))]
    named = line(calendar.get("X-WR-TIMEZONE")) or max(zones, key=zones.count, default="")
    sessions = tuple(_session(each, losses) for each in entries[:MAX_ENTRIES])
    losses.note("calendar.X-WR-CALDESC", calendar.get("X-WR-CALDESC"))
    return Conference(f"calendar {text.slug(title)}", title, title, sessions, timezone=named)


def _zone(entry: Any) -> str:
    """Return the time zone that the start of an entry names."""
    start = entry.get("DTSTART")
    return line(start.params.get("TZID")) if start is not None and hasattr(start, "params") else ""


def _value(entry: Any, key: str) -> Any:
    found = entry.get(key)
    return getattr(found, "dt", None) if not isinstance(found, list) else None


def _session(entry: Any, losses: Losses) -> Session:
    title = fields.title_of({"title": str(entry.get("SUMMARY", ""))}, "entry", losses)
    losses.note_rest("entry", dict(entry), _KEPT, title)
    start, end, length = (_value(entry, key) for key in ("DTSTART", "DTEND", "DURATION"))
    moment = start if isinstance(start, datetime) else None
    minutes = round(length.total_seconds() / 60) if hasattr(length, "total_seconds") else 0
    if not minutes and moment and isinstance(end, datetime):
        minutes = fields.minutes_between(moment, end)
    uid, url = line(entry.get("UID")), fields.web_address(line(entry.get("URL")))
    description = str(entry.get("DESCRIPTION", ""))
    speakers: list[Speaker] = []
    attendees = entry.get("ATTENDEE", [])
    for each in attendees if isinstance(attendees, list) else [attendees]:
        name = line(getattr(each, "params", {}).get("CN"))
        speakers += fields.speakers_in(name, losses) if name else []
    categories = _categories(entry)
    if len(categories) > 1:
        losses.note("entry.CATEGORIES (all but the first)", ", ".join(categories[1:]), title)
    found = _UUID.search(uid)
    return Session(
        id=uid or text.slug(title),
        title=title,
        guid=found[0].lower() if found else "",
        type=categories[0] if categories else "",
        status=_STATUS.get(line(entry.get("STATUS")).upper(), ""),
        moment=moment,
        day=start.isoformat() if isinstance(start, date) and moment is None else "",
        duration=minutes if 1 <= minutes <= 1440 else 0,
        room=line(str(entry.get("LOCATION", ""))),
        track=categories[0][:150] if categories else "",
        abstract=fields.prose(description, losses, "entry.DESCRIPTION", title),
        url=url,
        speakers=tuple(speakers),
    )


def _categories(entry: Any) -> list[str]:
    found = entry.get("CATEGORIES")
    items = found if isinstance(found, list) else [found] if found is not None else []
    return [name for each in items for one in getattr(each, "cats", [each]) if (name := line(str(one)))]
