"""`schedule.json` and `schedule.xml` of pretalx, frab and others (schemas: voc/schedule) -> a `Conference`."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from recap.importers import links
from recap.importers import normalize as fields
from recap.importers.model import Conference, Losses, Options, Session, Source, Speaker
from recap.importers.normalize import line, mapping, mappings
from recap.importers.schedule_xml import from_xml

LABEL = "frab, pretalx: schedule.json, schedule.xml"
DROPPED = frozenset(["aliases", "body", "extra"])
DERIVED = frozenset(["is_break"])
_SESSION = ("abstract", "attachments", "attendance_mode", "code", "date", "day", "description", "do_not_record",
            "duration", "end", "guid", "id", "language", "level", "license", "links", "origin_url", "persons",
            "recording", "recording_license", "room", "slug", "start", "state", "status", "subtitle", "tags", "title",
            "track", "type", "url", "video_download_url")  # fmt: skip
_CONFERENCE = ("acronym", "base_url", "city", "country", "days", "daysCount", "description", "end", "meta", "rooms",
               "start", "time_zone_name", "title", "tracks", "url", "venue")  # fmt: skip
_PLACE = ("city", "country", "venue")
_PERSON = (
    "affiliation",
    "biography",
    "code",
    "guid",
    "id",
    "links",
    "name",
    "organization",
    "pronouns",
    "public_name",
    "url",
)
_ATTENDANCE = {"offline": "in_person", "onsite": "in_person", "in_person": "in_person", "online": "online",
               "hybrid": "hybrid", "mixed": "hybrid"}  # fmt: skip
_DURATION = re.compile(r"(\d{1,3}):(\d\d)(?::\d\d)?")
_HOUR = re.compile(r"((?:[01]\d|2[0-3]):[0-5]\d)(?::\d\d)?")


def recognises(source: Source) -> bool:
    """Return True for the content of a schedule.json or schedule.xml."""
    if source.kind == "xml":
        return str(source.data.tag).rpartition("}")[2] == "schedule"
    data = mapping(source.data)
    return isinstance(data.get("schedule"), dict) or "days" in mapping(data.get("conference"))


def conferences(sources: list[Source], losses: Losses, options: Options) -> list[Conference]:
    """Return the conference of each file."""
    del options
    return [conference_of(each.data, each.path.name, losses) for each in sources]


def conference_of(data: Any, name: str, losses: Losses) -> Conference:
    """Return the conference of a schedule in JSON or XML; `name` is used if it has no title."""
    whole = data if isinstance(data, dict) else from_xml(data)
    schedule = mapping(whole.get("schedule")) or whole
    conference = mapping(schedule.get("conference"))
    # Our own files say of a talk where its page is here, and where the conference has it.
    own = line(mapping(schedule.get("generator") or whole.get("generator")).get("name")) == "recap"
    losses.note_rest("schedule", schedule, ["conference", "base_url", "schedule", *(["generator"] if own else [])])
    losses.note_rest("conference", conference, (*_CONFERENCE, *(["timeslot_duration"] if own else [])))
    meta = mapping(conference.get("meta"))
    losses.note_rest("conference.meta", meta, _PLACE)
    conference = {key: meta[key] for key in _PLACE if meta.get(key)} | conference
    home = fields.web_address(conference.get("url"))
    base = fields.web_address(schedule.get("base_url") or conference.get("base_url")) or home
    acronym = line(conference.get("acronym"))
    title = line(conference.get("title"), 150) or acronym or fields.line(name)
    venue = conference.get("venue")
    place = mapping(venue) | {"venue": mapping(venue).get("name") or line(venue)}
    country = fields.country_code(conference.get("country") or place.get("country"))
    if not country:
        losses.note("conference.country", conference.get("country"))
    tracks = [*_tracks(conference, losses)]
    sessions = tuple(_session(event, base, losses, own=own) for event in _events(conference, losses))
    return Conference(
        source=f"schedule {acronym or fields.slug(title)}",
        name=acronym or title,
        title=title,
        sessions=sessions,
        acronym=acronym,
        start=fields.day_of(conference.get("start")),
        end=fields.day_of(conference.get("end")),
        timezone=line(conference.get("time_zone_name")),
        city=line(conference.get("city") or place.get("city")),
        country=country,
        venue=line(place["venue"]),
        rooms=tuple(_rooms(conference, losses)),
        tracks=tuple(tracks),
        website=home or base,
        summary=line(conference.get("description")),
        day_end=_day_end(conference),
    )


def _rooms(conference: dict[str, Any], losses: Losses) -> Iterator[dict[str, Any]]:
    for room in mappings(conference.get("rooms")):
        losses.note_rest("room", room, ["name", "description", "capacity"])
        about = fields.translated(room.get("description"))
        yield {"name": line(fields.translated(room.get("name"))), "description": line(about, 2000),
               "capacity": fields.number_of(room.get("capacity"), 999_999)}  # fmt: skip


def _tracks(conference: dict[str, Any], losses: Losses) -> Iterator[dict[str, str]]:
    for track in mappings(conference.get("tracks")):
        losses.note_rest("track", track, ["name", "color", "slug"])
        color = fields.color(line(track.get("color")))
        if not color:
            losses.note("track.color", track.get("color"))
        if name := line(fields.translated(track.get("name")), 150):
            yield {"name": name, "slug": line(track.get("slug")), "color": color}


def _day_end(conference: dict[str, Any]) -> time | None:
    """Return the hour at which a day ends on the next one, where the source says so for any day."""
    for day in mappings(conference.get("days")):
        end = fields.moment_of(day.get("day_end"))
        if end and end.date().isoformat() > fields.day_of(day.get("date")) and end.hour < 12:
            minute = end.replace(second=0, microsecond=0)
            return (minute + timedelta(minutes=minute.minute == 59)).time()  # the last minute of the day, for some
    return None


def _events(conference: dict[str, Any], losses: Losses) -> Iterator[dict[str, Any]]:
    """Yield the events of all days and rooms, with room and day added if missing."""
    for day in mappings(conference.get("days")):
        rooms = day.get("rooms")
        losses.note_rest("day", day, ["date", "day_start", "day_end", "index", "rooms"])
        if isinstance(rooms, list):  # a list of rooms with their events
            rooms = {line(mapping(room).get("name")): mapping(room).get("events") for room in rooms}
        for room, events in mapping(rooms).items():
            for event in mappings(events):
                yield {"room": room, "day": day.get("date"), **event}


def _session(event: dict[str, Any], base: str, losses: Losses, *, own: bool) -> Session:
    title = fields.title_of(event, "event", losses)
    losses.note_rest("event", event, _SESSION, title)
    moment = fields.moment_of(event.get("date"))
    hour = _HOUR.fullmatch(line(event.get("start")))
    if moment is None and hour and (day := fields.day_of(event.get("date")) or fields.day_of(event.get("day"))):
        moment = datetime.fromisoformat(f"{day}T{hour[1]}")
    minutes = _minutes(event, moment)
    if not minutes:
        losses.note("event.duration", event.get("duration"), title)
    addresses = [fields.web_address(event.get(key), base) for key in ("url", "origin_url")]
    url = next(filter(None, reversed(addresses) if own else addresses), "")
    resources, recordings = _links(event, base, url, losses, title, own=own)
    speakers, signs = _speakers(event, base, losses, own=own)
    code = line(event.get("code"))
    if line(event.get("id")):
        losses.note("event.code", code, title)
    nameless = "id" in event and "guid" in event and not any(event.get(key) for key in ("id", "guid", "code"))
    return Session(
        id=line(event.get("id")) or code or line(event.get("guid")) or fields.slug(title),
        title=title,
        guid=line(event.get("guid")),
        subtitle=line(fields.plain(event.get("subtitle"))),
        type=line(fields.translated(event.get("type"))),
        is_break=nameless or line(event.get("type")).lower() == "break",
        status=line(event.get("state") or event.get("status")),
        attendance=_ATTENDANCE.get(line(event.get("attendance_mode")).lower(), ""),
        do_not_record=fields.flag(event.get("do_not_record"))
        or fields.flag(mapping(event.get("recording")).get("optout")),
        moment=moment,
        clock=hour[1] if hour else "",
        day=fields.day_of(event.get("day")),
        duration=minutes,
        room=line(fields.translated(event.get("room"))),
        track=line(fields.translated(event.get("track")), 150),
        language=fields.language_tag(line(event.get("language")), losses),
        level=line(event.get("level")),
        abstract=fields.prose(event.get("abstract"), losses, "event.abstract", title, base),
        description=fields.prose(event.get("description"), losses, "event.description", title, base),
        url=url,
        topics=tuple(fields.labels(event.get("tags"))),
        resources=resources,
        recordings=recordings,
        speakers=tuple(speakers),
        signs=signs,
        slug=line(event.get("slug")),
    )


def _minutes(event: dict[str, Any], moment: datetime | None) -> int:
    """Return the minutes of an event: its duration, or the time until its end; 0 if neither is known."""
    if length := _DURATION.fullmatch(line(event.get("duration"))):
        minutes = int(length[1]) * 60 + int(length[2])
        return minutes if 1 <= minutes <= 1440 else 0
    return fields.minutes_between(moment, fields.moment_of(event.get("end")))


def _speakers(event: dict[str, Any], base: str, losses: Losses, *, own: bool) -> tuple[list[Speaker], str]:
    """Return the speakers of an event, and what stands for those whose names give no address."""
    found: list[Speaker] = []
    signs = []
    for person in mappings(event.get("persons")):
        name = line(person.get("public_name")) or line(person.get("name"))
        losses.note_rest("person", person, _PERSON, name)
        biography = fields.prose(person.get("biography"), losses, "person.biography", name, base)
        here = {"url": "" if own else person.get("url")}  # a page of ours says nothing that the file does not
        items = [*mappings(person.get("links")), *([here] if here["url"] else [])]
        addresses = [url for url, _ in fields.linked(items, "person.links", losses, name, base)]
        named = [*fields.speakers_in(name, losses)]
        if len(named) == 1:
            key = next((line(person[each]) for each in ("guid", "code", "id") if line(person.get(each))), "")
            organisation = line(person.get("affiliation") or person.get("organization")) or named[0].organisation
            named = [replace(named[0], biography=biography, links=tuple(addresses), key=key, organisation=organisation,
                             pronouns=line(person.get("pronouns")) or named[0].pronouns)]  # fmt: skip
        elif not named and name:
            signs.append(line(name, 60))
        found += named
    return found, ", ".join(signs[:3])


def _links(event: dict[str, Any], base: str, url: str, losses: Losses, title: str, *, own: bool) -> links.Kept:
    """Return resources and recordings of an event; a recording has the licence that the event gives it."""
    (resources, recordings), (attached, filmed) = (
        links.sorted_links(mappings(event.get(key)), losses, f"event.{key}", title, base, own=own)
        for key in ("links", "attachments")
    )
    known = {each["url"] for each in (*resources, *recordings)} | {url}
    resources += tuple(each for each in attached if each["url"] not in known)
    resources = tuple(each for each in resources if each["url"] != url)
    recordings += tuple(each for each in filmed if each["url"] not in known)
    recording = mapping(event.get("recording"))
    for address in (recording.get("url"), recording.get("link"), event.get("video_download_url")):
        film = fields.web_address(address, base)
        if film and film not in {each["url"] for each in recordings}:
            recordings += ({"url": film},)
    written = event.get("recording_license") or recording.get("license") or event.get("license")
    if (terms := links.spdx(written)) and recordings:
        recordings = tuple(each | {"license": terms} for each in recordings)
    else:
        losses.note(
            "event.recording_license" if not recordings else "event.recording_license (unclear)", written, title
        )
    return resources, recordings
