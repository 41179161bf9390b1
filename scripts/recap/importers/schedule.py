"""`schedule.json` and `schedule.xml` of pretalx, frab and others (schemas: voc/schedule) -> `Programme`."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, get_args
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element
from zoneinfo import ZoneInfo

from recap.content import schema
from recap.core import text
from recap.importers import normalize as fields
from recap.importers.model import Entry, Losses, Programme, Speaker
from recap.importers.normalize import line, mapping, mappings

_TYPES = sorted(get_args(schema.Talk.model_fields["type"].annotation), key=len, reverse=True)
_LINKS = {"slides": "slides", "media": "video", "article": "article", "blog": "article", "paper": "specification",
          "web": "website"}  # fmt: skip
"""Type of a link -> type of a resource; any other is code on a host of code, otherwise a website."""
_CODE_HOSTS = ("github.com", "gitlab.com", "codeberg.org", "bitbucket.org", "git.sr.ht")
_KEPT_KEYS = ("abstract", "attachments", "date", "description", "duration", "guid", "id", "code", "language", "links",
         "persons", "room", "slug", "start", "end", "title", "track", "type")  # fmt: skip
_KEPT_CONFERENCE_KEYS = ("acronym", "city", "days", "description", "end", "rooms", "start", "time_zone_name", "title",
                       "tracks", "url", "venue")  # fmt: skip


def programme_of(data: Any, name: str, losses: Losses) -> Programme:
    """Return the programme of a schedule in JSON or XML; `name` is used if the conference has no title."""
    schedule = from_xml(data) if isinstance(data, Element) else mapping(data.get("schedule"))
    conference = mapping(schedule.get("conference"))
    losses.note_rest("schedule", schedule, ["conference"])
    losses.note_rest("conference", conference, _KEPT_CONFERENCE_KEYS)
    named = []
    for room in mappings(conference.get("rooms")):
        losses.note_rest("room", room, ["name"])
        named.append(line(room.get("name")))
    events = [*_events(conference)]
    acronym = line(conference.get("acronym"))
    zone = _zone(line(conference.get("time_zone_name")), events, losses)
    talks = tuple(talk for event in events if (talk := _entry(event, acronym, zone, losses)))
    declared = {line(track.get("name"), 150): track for track in mappings(conference.get("tracks"))}
    titles = (*declared, *(talk.record["track"] for talk in talks))
    ids = {track: text.slug(line(declared.get(track, {}).get("slug"))) or text.slug(track) for track in titles}
    tracks: dict[str, str] = {}
    for track, identifier in ids.items():
        if identifier and tracks.setdefault(identifier, track) != track:
            losses.note("track (same id as another)", track)
    for talk in talks:
        talk.record["track"] = ids[talk.record["track"]]
    title = line(conference.get("title"), 150) or acronym or name
    place = {key: line(conference.get(key)) for key in ("city", "venue")}
    for key in (key for key, value in place.items() if not value):
        losses.note(f"conference.{key}", conference.get(key))
    record = {
        "title": title,
        "start_date": fields.day_of(conference.get("start")),
        "end_date": fields.day_of(conference.get("end")),
        "timezone": zone.key,
        **place,
        "rooms": [*dict.fromkeys(filter(None, (*named, *(talk.record["room"] for talk in talks))))],
        "tracks": [{"id": identifier, "title": track} for identifier, track in tracks.items()],
        "website": fields.web_address(conference.get("url")),
        "summary": line(conference.get("description")),
    }
    return Programme(f"schedule {acronym or text.slug(title)}", acronym or title, record, talks)


def _events(conference: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the events of all days and rooms, with room and day added if missing."""
    for day in mappings(conference.get("days")):
        for room, events in mapping(day.get("rooms")).items():
            for event in mappings(events):
                yield {"room": room, "day": day.get("date"), **event}


def _entry(event: dict[str, Any], acronym: str, zone: ZoneInfo, losses: Losses) -> Entry | None:
    losses.note_rest("event", event, (*_KEPT_KEYS, "day"))
    moment = _moment(event.get("date"))
    here = moment.astimezone(zone) if moment else None
    day = here.date().isoformat() if here else fields.day_of(event.get("date")) or fields.day_of(event.get("day"))
    if not (title := fields.title_in(event, day, "event", losses)):
        return None
    hour = re.match(r"(?:[01]\d|2[0-3]):[0-5]\d(?=(?::\d\d)?$)", line(event.get("start")))
    length = re.fullmatch(r"(\d{1,3}):(\d\d)(?::\d\d)?", line(event.get("duration")))
    minutes = int(length[1]) * 60 + int(length[2]) if length else 0
    if not 1 <= minutes <= 1440:
        losses.note("event.duration", event.get("duration"))
    guid, track = line(event.get("guid")), line(event.get("track"), 150)
    record = {
        "title": title,
        "type": _type(line(event.get("type")), losses),
        "date": day,
        "start": f"{here:%H:%M}" if here else hour[0] if hour else "",
        "duration": minutes if 1 <= minutes <= 1440 else None,
        "room": line(event.get("room")),
        "track": track if text.slug(track) else "",
        "language": fields.language_tag(line(event.get("language")), losses),
        "resources": [*_links(event, losses)],
    }
    identifier = line(event.get("id")) or line(event.get("code")) or guid or text.slug(title)
    # The slug `democon-25-a-title` gives the name `a-title`.
    slug = re.sub(r"^\d{1,6}-", "", line(event.get("slug")).removeprefix(f"{acronym}-"))
    file = text.slug(slug) or text.slug(title)
    return Entry(identifier, file, tuple(_speakers(event, losses)), _abstract(event, losses), record, guid)


def _abstract(event: dict[str, Any], losses: Losses) -> str:
    """Return the abstract as the first block, then the description: the exporter splits them there."""
    abstract = fields.prose(event.get("abstract"), losses, "event.abstract")
    description = fields.prose(event.get("description"), losses, "event.description")
    if "\n\n" in abstract or (description and not abstract):
        losses.note("event.abstract (its first block is the abstract now)", abstract or description)
    return "\n\n".join(filter(None, (abstract, description)))


def _speakers(event: dict[str, Any], losses: Losses) -> Iterator[Speaker]:
    for person in mappings(event.get("persons")):
        losses.note_rest("person", person, ["name", "public_name", "biography", "links"])
        biography = fields.prose(person.get("biography"), losses, "person.biography")
        links = [url for url, _ in fields.linked(mappings(person.get("links")), "person.links", losses)]
        found = [*fields.speakers_in(person.get("name") or person.get("public_name"), losses)]
        if len(found) == 1:
            found = [replace(found[0], biography=biography, links=tuple(links))]
        yield from found


def _links(event: dict[str, Any], losses: Losses) -> Iterator[dict[str, str]]:
    links = (*mappings(event.get("links")), *mappings(event.get("attachments")))
    for url, link in fields.linked(links, "event.links", losses):
        host = (urlsplit(url).hostname or "").removeprefix("www.")
        kind = _LINKS.get(line(link.get("type")), "code" if host in _CODE_HOSTS else "website")
        yield {"type": kind, "url": url, "title": line(link.get("title")) or host}


def _type(value: str, losses: Losses) -> str:
    words = text.slug(value).replace("-", "_")
    known = next((each for each in _TYPES if f"{words}_".startswith(f"{each}_")), "")
    if not known:
        losses.note("event.type", value)
    return known.removeprefix("talk")


def _zone(name: str, events: list[dict[str, Any]], losses: Losses) -> ZoneInfo:
    """Return the time zone that a conference declares unless its hours contradict it; otherwise that of its hours."""
    moment = next((found for event in events if (found := _moment(event.get("date")))), None)
    # A name alone is no proof: some programmes say UTC and mean the hours of the place.
    with suppress(ValueError, OSError, KeyError):
        zone = ZoneInfo(name)
        if moment is None or moment.astimezone(zone).utcoffset() == moment.utcoffset():
            return zone
    losses.note("conference.time_zone_name", name)
    hours, rest = divmod((moment and moment.utcoffset()) or timedelta(), timedelta(hours=1))
    return ZoneInfo(f"Etc/GMT{-hours:+d}" if hours and not rest and -12 <= hours <= 12 else "UTC")


def from_xml(root: Element) -> dict[str, Any]:
    """Return the schedule of an XML document in the structure of schedule.json."""
    days = []
    for day in root.iterfind("day"):
        rooms: dict[str, list[Any]] = {}
        for room in day.iterfind("room"):
            rooms.setdefault(room.get("name", ""), []).extend(map(_event_from_xml, room.iterfind("event")))
        days.append({"date": day.get("date"), "rooms": rooms})
    tracks = [dict(each.attrib) for each in root.iterfind("conference/track")]
    conference = {each.tag: each.text or "" for each in root.iterfind("conference/*")}
    schedule = {each.tag: each.text or dict(each.attrib) for each in root if each.tag != "day"}
    return schedule | {"conference": conference | {"tracks": tracks, "days": days}}


def _event_from_xml(event: Element) -> dict[str, Any]:
    found: dict[str, Any] = {**event.attrib, **{each.tag: each.text or "" for each in event}}
    found["persons"] = [{"name": each.text, **each.attrib} for each in event.iterfind("persons/*")]
    for name in ("links", "attachments"):
        links = event.iterfind(f"{name}/*")
        found[name] = [{"url": each.get("href"), "type": each.get("type"), "title": each.text} for each in links]
    found["recording"] = event.findtext("recording/license") or event.findtext("recording/url")
    return found


def _moment(value: Any) -> datetime | None:
    with suppress(ValueError):
        found = datetime.fromisoformat(line(value))
        return found if found.tzinfo else None
    return None
