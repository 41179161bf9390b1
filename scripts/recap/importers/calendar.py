"""iCalendar (RFC 5545), as Sched, pretalx and others write it -> a `Conference`."""

import re
from datetime import date, datetime
from typing import Any

from recap.core import text
from recap.importers import links
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
        "level",
        "description",
        "slug",
        "aliases",
        "body",
        "extra",
        "topics",
        "is_break",
    ]
)
DERIVED = frozenset(["guid", "duration", "room", "track", "type", "speakers", "resources", "recordings"])
_KEPT = ("ATTACH", "ATTENDEE", "CATEGORIES", "DESCRIPTION", "DTEND", "DTSTAMP", "DTSTART", "DURATION", "LOCATION",
         "STATUS", "SUMMARY", "UID", "URL", "SEQUENCE", "LAST-MODIFIED", "CREATED", "CLASS", "TRANSP",
         "X-RECAP-SPEAKER")  # fmt: skip
_BREAK = "break"
"""The category of what is no talk: a type of it, and no track."""
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

    if source.data.count("BEGIN:") > 4 * MAX_ENTRIES:
        raise UserError("import_values", path=shown(source.path), limit=4 * MAX_ENTRIES)
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
    place = _words(calendar.get("X-RECAP-PLACE"))
    sessions = tuple(_session(each, place, losses) for each in entries[:MAX_ENTRIES])
    losses.note("calendar.X-WR-CALDESC", calendar.get("X-WR-CALDESC"))
    return Conference(f"calendar {text.slug(title)}", title, title, sessions, timezone=named, venue=place)


def _zone(entry: Any) -> str:
    """Return the time zone that the start of an entry names."""
    start = entry.get("DTSTART")
    return line(start.params.get("TZID")) if start is not None and hasattr(start, "params") else ""


def _value(entry: Any, key: str) -> Any:
    found = entry.get(key)
    return getattr(found, "dt", None) if not isinstance(found, list) else None


def _session(entry: Any, place: str, losses: Losses) -> Session:
    """Return the session of an entry; `place` is that of the event, with which our own locations end."""
    title = fields.title_of({"title": str(entry.get("SUMMARY", ""))}, "entry", losses)
    losses.note_rest("entry", dict(entry), _KEPT, title)
    start, end, length = (_value(entry, key) for key in ("DTSTART", "DTEND", "DURATION"))
    moment = start if isinstance(start, datetime) else None
    minutes = round(length.total_seconds() / 60) if hasattr(length, "total_seconds") else 0
    if not minutes and moment and isinstance(end, datetime):
        minutes = fields.minutes_between(moment, end)
    uid, url = line(entry.get("UID")), fields.web_address(line(entry.get("URL")))
    speakers, description = _speakers(entry, losses), str(entry.get("DESCRIPTION", ""))
    if "X-RECAP-SPEAKER" in entry:  # whose names are the first line of ours
        description = description.partition("\n\n")[2]
    categories = _categories(entry)
    if len(categories) > 1:
        losses.note("entry.CATEGORIES (all but the first)", ", ".join(categories[1:]), title)
    first = categories[0] if categories else ""
    found = _UUID.search(uid)
    attached = ({"url": str(each)} for each in _listed(entry.get("ATTACH")))
    resources, recordings = links.sorted_links(attached, losses, "entry.ATTACH", title)
    language = getattr(entry.get("SUMMARY"), "params", {}).get("LANGUAGE")
    return Session(
        id=uid or text.slug(title),
        title=title,
        guid=found[0].lower() if found else "",
        type=first,
        status=_STATUS.get(line(entry.get("STATUS")).upper(), ""),
        moment=moment,
        day=start.isoformat() if isinstance(start, date) and moment is None else "",
        duration=minutes if 1 <= minutes <= 1440 else 0,
        room=line(re.sub(rf"(?:, |\A){re.escape(place)}\Z" if place else r"\A\Z", "", str(entry.get("LOCATION", "")))),
        track=first[:150] if first.lower() != _BREAK else "",
        language=fields.language_tag(line(language), losses),
        abstract=fields.prose(_without_url(description, url), losses, "entry.DESCRIPTION", title),
        url=url,
        resources=resources,
        recordings=recordings,
        speakers=speakers,
    )


def _without_url(description: str, url: str) -> str:
    """Return a description without a last paragraph that is nothing but the address that the entry has anyway."""
    rest, _, last = description.rstrip().rpartition("\n\n")
    return rest if url and fields.web_address(last.strip()) == url else description


def _speakers(entry: Any, losses: Losses) -> tuple[Speaker, ...]:
    found: list[Speaker] = []
    for each in _listed(entry.get("ATTENDEE")):
        name = line(getattr(each, "params", {}).get("CN"))
        found += fields.speakers_in(name, losses) if name else []
    for each in _listed(entry.get("X-RECAP-SPEAKER")):
        organisation = line(getattr(each, "params", {}).get("X-ORGANISATION"))
        found += fields.identified(_words(each), losses, organisation=organisation)
    return tuple(found)


def _words(value: Any) -> str:
    """Return the text of a property that the library does not know, and leaves escaped (RFC 5545, 3.3.11)."""
    return line(re.sub(r"\\(.)", lambda sign: " " if sign[1] in "nN" else sign[1], str(value or "")))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value is not None else []


def _categories(entry: Any) -> list[str]:
    items = _listed(entry.get("CATEGORIES"))
    return [name for each in items for one in getattr(each, "cats", [each]) if (name := line(str(one)))]
