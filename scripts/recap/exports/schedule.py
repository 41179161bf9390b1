"""`schedule.json` for conference apps (frab, pretalx; schema: voc/schedule).

The schema has no place for a talk that is cancelled: such talks are in calendars, with their status, and not here.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from recap.catalogue.models import NO_PERSON, Credit, Event, Part, Talk
from recap.content import schema
from recap.content.imported import abstract_and_description
from recap.exports.session_slots import Pause, Slot, event_slots, pauses
from recap.exports.texts import whole
from recap.pages.components import portrait, short_url
from recap.pages.context import Context

GENERATOR = "recap"
_LINKS = {"slides": "slides", "video": "media", "code": "related", "article": "article", "specification": "paper",
          "website": "web"}  # fmt: skip
"""Type of a resource -> type of a link."""
_DOCUMENT = re.compile(r"[^?#]+\.(?:pdf|pptx?|odp|key|docx?|odt|zip|epub|txt|png|jpe?g|svg)", re.IGNORECASE)
"""An address of a file, which is an attachment; others are links."""
_SLUG = re.compile(r"[a-z0-9_]{4,}-[a-z0-9_-]{3,}[a-z0-9]")
"""What both schemas take for the slug of an entry."""


def is_listed(slot: Slot) -> bool:
    """Return True if the programme has the talk of a slot: it is neither cancelled nor dropped."""
    return slot.talk.record.status == "confirmed"


def _listed(context: Context, event: Event) -> list[Slot]:
    """Return the slots of talks, and of parts if the hours of the talk itself are unknown."""
    found = [*filter(is_listed, event_slots(context.catalogue, event))]
    alone = {slot.talk.id for slot in found if isinstance(slot.held, Talk)}
    entries = (slot for slot in found if isinstance(slot.held, Talk) or slot.talk.id not in alone)
    return sorted(entries, key=lambda slot: (slot.start, slot.room, slot.held.guid))


def schedule(context: Context, event: Event) -> dict[str, Any]:
    """Return the programme of an event with slots as schedule.json data.

    Needs `site_url`: every entry has an absolute address. What has no room is in one called like the venue, or else
    like the event.
    """
    record, url, entries = event.record, context.settings.absolute(event.url), _listed(context, event)
    known = {room.name: room for room in record.rooms if isinstance(room, schema.Room)}
    elsewhere = record.venue or record.title
    days = [*_days(context, event, entries, pauses(event), elsewhere)]
    used = (room for day in days for room in day["rooms"])
    rooms = dict.fromkeys((*record.room_names, *used))
    conference: dict[str, Any] = {"acronym": _acronym(event), "title": record.title, "description": record.summary}
    conference |= {"start": record.start_date.isoformat(), "end": record.end_date.isoformat()}
    conference |= {"daysCount": len(days), "timeslot_duration": "00:05"}
    if re.match(r"[A-Z][a-z]+/[A-Z][a-z]+|UTC$", record.timezone):  # all that the schema knows
        conference["time_zone_name"] = record.timezone
    conference |= {
        "url": record.website or url,
        "tracks": [
            {"name": track.title, "slug": track.id} | ({"color": track.color} if track.color else {})
            for track in record.tracks
        ],
        "rooms": [{"name": room, "guid": event.room_guid(room)} | _about_room(known.get(room)) for room in rooms],
    }
    place = {"city": record.city, "venue": record.venue, "country": record.country}
    if any(place.values()):
        conference["meta"] = {key: value for key, value in place.items() if value}
    conference["days"] = days
    version = max((context.catalogue.last_change(slot.talk) for slot in entries), default=record.start_date.isoformat())
    return {
        "$schema": "https://c3voc.de/schedule/schema.json",
        "generator": {"name": GENERATOR},
        "schedule": {"version": version, "base_url": url.removesuffix("index.html"), "conference": conference},
    }


def _about_room(room: schema.Room | None) -> dict[str, Any]:
    return room.model_dump(include={"description", "capacity"}, exclude_none=True) if room else {}


def _acronym(event: Event) -> str:
    """Return the id of an event in the characters and length that both schemas allow."""
    return event.id.replace("-", "_").ljust(4, "_")


def _days(
    context: Context, event: Event, entries: list[Slot], breaks: list[Pause], elsewhere: str
) -> Iterator[dict[str, Any]]:
    """Yield the days on which anything is held, or a break is."""
    by_day: dict[date, list[Slot | Pause]] = {}
    everything: list[Slot | Pause] = [*entries, *breaks]
    for each in sorted(everything, key=lambda each: each.start):
        by_day.setdefault(each.day, []).append(each)
    slugs = Counter(_given_slug(slot) for slot in entries)
    for index, (day, group) in enumerate(sorted(by_day.items()), 1):
        by_room: dict[str, list[Any]] = {}
        for slot in group:
            if isinstance(slot, Slot):
                own = slugs[_given_slug(slot)] == 1
                by_room.setdefault(slot.room or elsewhere, []).append(_entry(context, event, slot, elsewhere, own=own))
        everywhere = [*by_room] or [next(iter(event.record.room_names), elsewhere)]
        for pause in group:
            if isinstance(pause, Pause):
                for room in [pause.record.room] if pause.record.room else everywhere:
                    by_room.setdefault(room, []).append(_break(context, event, pause, room))
        for own_entries in by_room.values():
            own_entries.sort(key=lambda entry: datetime.fromisoformat(entry["date"]))
        yield {"index": index, "date": day.isoformat(), **_hours(event, group), "rooms": by_room}


def _hours(event: Event, group: list[Slot | Pause]) -> dict[str, str]:
    day, zone = group[0].day, group[0].start.tzinfo
    opens, closes = (datetime.combine(day, hour, zone) for hour in (time(), time(23, 59)))
    if group[-1].start > closes:  # after midnight
        closes = event.moment(day, (datetime.combine(day, event.record.day_change) - timedelta(minutes=1)).time())
    return {"day_start": opens.isoformat(), "day_end": closes.isoformat()}


def _held(guid: str, number: str, start: datetime, minutes: int | None, room: str) -> dict[str, Any]:
    """Return the id, hour and place of an entry; a length that nobody knows is `00:00`, for the schema wants one."""
    minutes = minutes or 0
    return {
        # Apps of old want a number: the programme's own, or one that the guid gives.
        "id": int(number) if re.fullmatch(r"[1-9]\d{0,8}", number) else int(guid[:8], 16) // 4 + 1_000_000_000,
        "guid": guid,
        "date": start.isoformat(),
        "start": f"{start:%H:%M}",
        "duration": f"{minutes // 60:02}:{minutes % 60:02}",
        "room": room,
    }


def _given_slug(slot: Slot) -> str:
    """Return the technical name that a talk has at its source, if both schemas take it; empty otherwise."""
    imported = slot.talk.record.imported
    slug = (imported.slug if imported and isinstance(slot.held, Talk) else "") or ""
    return slug if _SLUG.fullmatch(slug) else ""


def _entry(context: Context, event: Event, slot: Slot, elsewhere: str, *, own: bool) -> dict[str, Any]:
    """Return the entry of a slot; `own` if no other talk has the same name at the source."""
    talk, record = slot.talk, slot.talk.record
    part = slot.held.record if isinstance(slot.held, Part) else None
    name = part.id if part else talk.id.rpartition("/")[2]
    number = record.imported.id if record.imported and not part else ""
    found = _held(slot.held.guid, number, slot.start, slot.held.record.duration, slot.room or elsewhere)
    found |= {
        "slug": (own and _given_slug(slot)) or f"{_acronym(event)}-{name.rjust(4, '_')}",
        "url": context.settings.absolute(slot.held.url),
        "title": slot.held.record.title,
        "subtitle": (not part and record.subtitle) or "",
        "track": event.track_title(talk),
        "type": record.type,
        "language": record.language,
        **_texts(context, slot),
    }
    if record.url and not part and record.url != found["url"]:
        found["origin_url"] = record.url
    licences = {each.license for each in record.recordings}
    if len(licences) == 1 and (license_ := licences.pop()) and not part:
        found["recording_license"] = license_
    found |= {"do_not_record": True} if record.do_not_record else {}
    found["persons"] = [_person(context, credit) for credit in slot.held.credits if credit.person]
    resources = [] if part else [*_resources(context, talk)]
    files = [each for each in resources if _DOCUMENT.fullmatch(each["url"])]
    media = [] if part else [(context.target(talk.src_uri, each.url), each.provider) for each in record.recordings]
    found["links"] = [
        *(each for each in resources if each not in files),
        *({"url": url, "title": provider or short_url(url), "type": "media"} for url, provider in media),
    ]
    return found | ({"attachments": files} if files else {})


def _resources(context: Context, talk: Talk) -> Iterator[dict[str, str]]:
    for each in talk.record.resources:
        yield {"url": context.target(talk.src_uri, each.url), "title": each.title, "type": _LINKS[each.type]}


def _break(context: Context, event: Event, pause: Pause, room: str) -> dict[str, Any]:
    """Return the entry of a break, one in each room that it is in."""
    record, guid = pause.record, pause.guid(room)
    return _held(guid, "", pause.start, record.duration, room) | {
        "slug": f"{_acronym(event)}-break-{guid[:8]}",
        "url": context.settings.absolute(event.url),
        "title": record.title,
        "subtitle": "",
        "track": "",
        "type": "break",
        "language": None,
        "abstract": "",
        "description": "",
        "persons": [],
        "links": [],
    }


def _texts(context: Context, slot: Slot) -> dict[str, str]:
    """Return abstract and description: those of the programme, if they are known; links are whole."""
    talk, record = slot.talk, slot.talk.record
    if isinstance(slot.held, Part):
        first, rest = slot.held.record.summary or "", ""
    elif record.abstract:
        first, rest = (whole(context, talk.src_uri, each) for each in abstract_and_description(record.abstract))
    elif not talk.has_recap:  # written by an import before there was an abstract
        first, _, rest = whole(context, talk.src_uri, talk.document.body).partition("\n\n")
    else:
        first, rest = talk.lead, "\n".join(f"- {point}" for point in record.key_points)
    return {"abstract": first, "description": rest.strip()}


def _person(context: Context, credit: Credit) -> dict[str, Any]:
    """Return a speaker as the talk presents them, with their photograph, which is published already."""
    person = context.catalogue.people[credit.person or ""]
    record = person.record or NO_PERSON
    links = record.links.model_dump()
    found: dict[str, Any] = {"guid": person.guid, "name": person.name}
    found |= {"affiliation": credit.organisation} if credit.organisation else {}
    found |= {"pronouns": record.pronouns} if record.pronouns else {}
    if photo := portrait(person):
        found["avatar"] = context.settings.absolute(photo["url"])
    found["url"] = context.settings.absolute(person.url)
    found["links"] = [{"url": url, "title": name, "type": "web"} for name, url in links.items() if url]
    return found | ({"biography": whole(context, person.src_uri, person.body)} if person.body else {})
