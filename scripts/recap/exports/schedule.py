"""`schedule.json` and `schedule.xml` for conference apps (frab, pretalx; schemas: voc/schedule)."""

import re
from datetime import datetime, time, timedelta
from itertools import groupby
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from recap.catalogue.models import NO_PERSON, Event, Part, Talk
from recap.content import schema
from recap.content.imported import abstract_and_description
from recap.content.markdown import without_comments
from recap.exports.session_slots import Slot, event_slots
from recap.exports.xml import as_xml, put_texts
from recap.pages.components import short_url
from recap.pages.context import Context

_LINKS = {"slides": "slides", "video": "media", "code": "related", "article": "article", "specification": "paper",
          "website": "web"}  # fmt: skip
"""Type of a resource -> type of a link."""


def _listed(context: Context, event: Event) -> list[Slot]:
    """Return the slots of talks, and of parts if the hours of the talk itself are unknown."""
    found = event_slots(context.catalogue, event)
    whole = {slot.talk.id for slot in found if isinstance(slot.held, Talk)}
    entries = (slot for slot in found if isinstance(slot.held, Talk) or slot.talk.id not in whole)
    return sorted(entries, key=lambda slot: (slot.start, slot.room, slot.held.guid))


def schedule(context: Context, event: Event) -> dict[str, Any]:
    """Return the programme of an event with slots as schedule.json data.

    Needs `site_url`: every entry has an absolute address.
    """
    record, url, entries = event.record, context.settings.absolute(event.url), _listed(context, event)
    known = {room.name: room for room in record.rooms if isinstance(room, schema.Room)}
    rooms = dict.fromkeys((*record.room_names, *(slot.room for slot in entries)))
    by_day = groupby(entries, key=lambda slot: slot.talk.record.date)
    days = [_day(context, event, index, [*group]) for index, (_, group) in enumerate(by_day, 1)]
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
        "days": days,
    }
    version = max(context.catalogue.last_change(slot.talk) for slot in entries)
    return {
        "$schema": "https://c3voc.de/schedule/schema.json",
        "generator": {"name": "recap"},
        "schedule": {"version": version, "base_url": url.removesuffix("index.html"), "conference": conference},
    }


def _about_room(room: schema.Room | None) -> dict[str, Any]:
    return room.model_dump(include={"description", "capacity"}, exclude_none=True) if room else {}


def _acronym(event: Event) -> str:
    """Return the id of an event in the characters and length that both schemas allow."""
    return event.id.replace("-", "_").ljust(4, "_")


def _day(context: Context, event: Event, index: int, entries: list[Slot]) -> dict[str, Any]:
    by_room: dict[str, list[Any]] = {}
    for slot in entries:
        by_room.setdefault(slot.room, []).append(_entry(context, event, slot))
    day, zone = entries[0].talk.record.date, entries[0].start.tzinfo
    opens, closes = (datetime.combine(day, hour, zone) for hour in (time(), time(23, 59)))
    if max(slot.start for slot in entries) > closes:  # after midnight
        closes = event.moment(day, (datetime.combine(day, event.record.day_change) - timedelta(minutes=1)).time())
    hours = {"day_start": opens.isoformat(), "day_end": closes.isoformat()}
    return {"index": index, "date": day.isoformat(), **hours, "rooms": by_room}


def _entry(context: Context, event: Event, slot: Slot) -> dict[str, Any]:
    talk, record = slot.talk, slot.talk.record
    part = slot.held.record if isinstance(slot.held, Part) else None
    minutes, guid = slot.held.record.duration or 0, slot.held.guid
    name = part.id if part else talk.id.rpartition("/")[2]
    # Apps of old want a number: the programme's own, or one that the guid gives.
    number = record.imported.id if record.imported and not part else ""
    found: dict[str, Any] = {
        "id": int(number) if re.fullmatch(r"[1-9]\d{0,8}", number) else int(guid[:8], 16) // 4 + 1_000_000_000,
        "guid": guid,
        "date": slot.start.isoformat(),
        "start": f"{slot.start:%H:%M}",
        "duration": f"{minutes // 60:02}:{minutes % 60:02}",
        "room": slot.room,
        "slug": f"{_acronym(event)}-{name.rjust(4, '_')}",
        "url": context.settings.absolute(slot.held.url),
    }
    found |= {
        "title": slot.held.record.title,
        "subtitle": (not part and record.subtitle) or "",
        "track": event.track_title(talk),
        "type": record.type,
    }
    found |= {"language": record.language, **_texts(slot)}
    found |= {"do_not_record": True} if record.do_not_record else {}
    if record.url and not part and record.url != found["url"]:
        found["origin_url"] = record.url
    found["persons"] = [_person(context, credit.person) for credit in slot.held.credits if credit.person]
    links = [
        {"url": context.target(talk.src_uri, each.url), "title": each.title, "type": _LINKS[each.type]}
        for each in record.resources
    ]
    media = [(context.target(talk.src_uri, each.url), each.provider) for each in record.recordings]
    links += [{"url": url, "title": name or short_url(url), "type": "media"} for url, name in media]
    return found | {"links": [] if part else links}


def _texts(slot: Slot) -> dict[str, str]:
    """Return abstract and description: those of the programme, if they are known."""
    record = slot.talk.record
    if isinstance(slot.held, Part):
        first, rest = slot.held.record.summary or "", ""
    elif record.abstract:
        first, rest = abstract_and_description(record.abstract)
    elif not slot.talk.has_recap:  # written by an import before there was an abstract
        first, _, rest = without_comments(slot.talk.document.body).partition("\n\n")
    else:
        first, rest = slot.talk.lead, "\n".join(f"- {point}" for point in record.key_points)
    return {"abstract": first, "description": rest.strip()}


def _person(context: Context, identifier: str) -> dict[str, Any]:
    person = context.catalogue.people[identifier]
    links = (person.record or NO_PERSON).links.model_dump()
    found: dict[str, Any] = {"guid": person.guid, "name": person.name}
    found["url"] = context.settings.absolute(person.url)
    found["links"] = [{"url": url, "title": name, "type": "web"} for name, url in links.items() if url]
    return found | ({"biography": without_comments(person.body)} if person.body else {})


def schedule_xml(data: dict[str, Any], timezone: str) -> str:
    """Return schedule.json data as XML, which has no biographies and no links of people."""
    schedule, conference = data["schedule"], data["schedule"]["conference"]
    root = Element("schedule")
    SubElement(root, "generator", data["generator"])
    put_texts(root, url=f"{schedule['base_url']}schedule.xml", version=schedule["version"])
    head = SubElement(root, "conference")
    put_texts(head, **{key: conference[key] for key in ("acronym", "title", "start", "end")})
    put_texts(head, days=str(conference["daysCount"]), timeslot_duration=conference["timeslot_duration"])
    put_texts(head, base_url=schedule["base_url"], url=conference["url"], time_zone_name=timezone)
    for track in conference["tracks"]:
        SubElement(head, "track", {key: track[key] for key in ("name", "color") if key in track})
    guids = {room["name"]: room["guid"] for room in conference["rooms"]}
    for day in conference["days"]:
        attributes = {"index": str(day["index"]), "date": day["date"], "start": day["day_start"], "end": day["day_end"]}
        parent = SubElement(root, "day", attributes)
        for name, entries in day["rooms"].items():
            room = SubElement(parent, "room", {"name": name, "guid": guids[name]})
            for entry in entries:
                _put_entry(room, entry)
    return as_xml(root)


def _put_entry(room: Element, entry: dict[str, Any]) -> None:
    event = SubElement(room, "event", {"id": str(entry["id"]), "guid": entry["guid"]})
    flat = ("room", "title", "subtitle", "type", "date", "start", "duration", "abstract", "slug", "track", "language",
            "description", "url", "origin_url")  # fmt: skip
    put_texts(event, **{key: entry[key] for key in flat if entry.get(key) is not None})
    if entry.get("do_not_record"):
        put_texts(SubElement(event, "recording"), license="", optout="true")
    persons = SubElement(event, "persons")
    for person in entry["persons"]:
        SubElement(persons, "person", {"guid": person["guid"]}).text = person["name"]
    links = SubElement(event, "links")
    for link in entry["links"]:
        SubElement(links, "link", {"href": link["url"], "type": link["type"]}).text = link["title"]
