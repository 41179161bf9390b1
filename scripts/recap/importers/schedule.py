"""`schedule.json` and `schedule.xml` of pretalx, frab and others (schemas: voc/schedule) -> `Programme`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta, tzinfo
from typing import Any, get_args
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element
from zoneinfo import ZoneInfo

from recap import schema, text
from recap.importers.programme import (
    Entry,
    Losses,
    Programme,
    SourceError,
    Speaker,
    day_of,
    folder_name,
    line,
    listed,
    mapping,
    prose,
    speakers_in,
    web_address,
)

_TYPES = sorted(get_args(schema.Talk.model_fields["type"].annotation), key=len, reverse=True)
_LINKS = {"slides": "slides", "media": "video", "article": "article", "blog": "article", "paper": "specification",
          "web": "website"}  # fmt: skip
"""Type of a link -> that of a resource; any other is code on a host of code, else a website."""
_CODE_HOSTS = ("github.com", "gitlab.com", "codeberg.org", "bitbucket.org", "git.sr.ht")
_KEPT = ("abstract", "attachments", "date", "description", "duration", "guid", "id", "code", "language", "links",
         "persons", "room", "slug", "start", "end", "title", "track", "type")  # fmt: skip
_KEPT_OF_CONFERENCE = ("acronym", "days", "description", "end", "rooms", "start", "time_zone_name", "title", "tracks",
                       "url")  # fmt: skip


def programme_of(data: Any, name: str, taken: tuple[str, ...], losses: Losses) -> Programme:
    """The programme in the JSON or the XML of a schedule; `name` is the file's, for messages.

    Raises SourceError where it holds no talk at all.
    """
    schedule = from_xml(data) if isinstance(data, Element) else mapping(data.get("schedule"))
    conference = mapping(schedule.get("conference"))
    losses.note_rest("schedule", schedule, ["conference"])
    losses.note_rest("conference", conference, _KEPT_OF_CONFERENCE)
    for room in map(mapping, listed(conference.get("rooms"))):
        losses.note_rest("room", room, ["name"])
    events = [*_events(conference)]
    acronym = line(conference.get("acronym"))
    zone_name, zone = _zone(line(conference.get("time_zone_name")), events, losses)
    talks = [talk for event in events if (talk := _entry(event, acronym, zone, losses))]
    if not talks:
        raise SourceError("import_empty", path=name)
    rooms = dict.fromkeys(line(mapping(room).get("name")) for room in listed(conference.get("rooms")))
    rooms |= dict.fromkeys(talk.room for talk in talks)
    told = {line(track.get("name"), 150): track for track in map(mapping, listed(conference.get("tracks")))}
    tracks = {
        title: text.slug(line(mapping(told.get(title)).get("slug"))) or text.slug(title)
        for title in (*told, *(talk.track for talk in talks))
    }
    days = [talk.day for talk in talks]
    first, last = day_of(conference.get("start")), day_of(conference.get("end"))
    title = line(conference.get("title"), 150) or acronym or name
    return Programme(
        source=f"schedule {acronym or text.slug(title)}",
        folder=folder_name(acronym or title, taken),
        title=title,
        start=min([*days, *filter(None, [first])]),
        end=max([*days, *filter(None, [last])]),
        timezone=zone_name,
        summary=line(conference.get("description")),
        website=web_address(conference.get("url")),
        rooms=tuple(filter(None, rooms)),
        tracks=tuple((identifier, title) for title, identifier in tracks.items() if identifier),
        talks=tuple(talks),
    )


def _events(conference: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every event of every day and room; its room and day are given to one that does not say them."""
    for day in map(mapping, listed(conference.get("days"))):
        for room, events in mapping(day.get("rooms")).items():
            for event in map(mapping, listed(events)):
                yield {"room": room, "day": day.get("date"), **event}


def _entry(event: dict[str, Any], acronym: str, zone: tzinfo, losses: Losses) -> Entry | None:
    losses.note_rest("event", event, (*_KEPT, "day"))
    title = line(event.get("title"), 150)
    moment = _moment(event.get("date"))
    day = moment.astimezone(zone).date() if moment else day_of(event.get("date")) or day_of(event.get("day"))
    if not title or day is None:
        losses.note("event (without title or date)", event.get("title") or event.get("guid") or "?")
        return None
    if title != line(event.get("title"), 10_000):
        losses.note("event.title (cut)", event.get("title"))
    hour = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)(?::\d\d)?", line(event.get("start")))
    start = moment.astimezone(zone).time() if moment else time(int(hour[1]), int(hour[2])) if hour else None
    length = re.fullmatch(r"(\d{1,3}):(\d\d)(?::\d\d)?", line(event.get("duration")))
    minutes = int(length[1]) * 60 + int(length[2]) if length else 0
    if not 1 <= minutes <= 1440:
        losses.note("event.duration", event.get("duration"))
    guid = line(event.get("guid"))
    track = line(event.get("track"), 150)
    return Entry(
        id=line(event.get("id")) or line(event.get("code")) or guid or text.slug(title),
        guid=guid,
        file=_file(line(event.get("slug")), acronym) or text.slug(title),
        title=title,
        day=day,
        start=start.replace(second=0, microsecond=0) if start else None,
        minutes=minutes if 1 <= minutes <= 1440 else None,
        type=_type(line(event.get("type")), losses),
        room=line(event.get("room")),
        track=track if text.slug(track) else "",
        language=language_tag(line(event.get("language")), losses),
        speakers=tuple(_speakers(event, losses)),
        topics=(),
        body=_body(event, losses),
        resources=tuple(_links(event, losses)),
        recordings=(),
    )


def _file(slug: str, acronym: str) -> str:
    """`democon-25-a-title` -> `a-title`."""
    return text.slug(re.sub(r"^\d{1,6}-", "", slug.removeprefix(f"{acronym}-")))


def _body(event: dict[str, Any], losses: Losses) -> str:
    """The abstract as first block, then the description: the exporter takes them apart there."""
    abstract = prose(event.get("abstract"), losses, "event.abstract")
    description = prose(event.get("description"), losses, "event.description")
    if "\n\n" in abstract or (description and not abstract):
        losses.note("event.abstract (its first block is the abstract now)", abstract or description)
    return "\n\n".join(filter(None, (abstract, description)))


def _speakers(event: dict[str, Any], losses: Losses) -> Iterator[Speaker]:
    for person in map(mapping, listed(event.get("persons"))):
        losses.note_rest("person", person, ["name", "public_name", "biography", "links"])
        biography = prose(person.get("biography"), losses, "person.biography")
        found = [*speakers_in(person.get("name") or person.get("public_name"), losses)]
        links = [web_address(mapping(link).get("url")) for link in listed(person.get("links"))]
        for speaker in found:
            own = (biography, tuple(filter(None, links))) if len(found) == 1 else ("", ())
            yield Speaker(speaker.name, speaker.organisation, *own)


def _links(event: dict[str, Any], losses: Losses) -> Iterator[dict[str, str]]:
    for link in map(mapping, (*listed(event.get("links")), *listed(event.get("attachments")))):
        url = web_address(link.get("url"))
        if not url:
            losses.note("event.links", link.get("url"))
            continue
        host = (urlsplit(url).hostname or "").removeprefix("www.")
        other = "code" if host in _CODE_HOSTS else "website"
        kind = _LINKS.get(line(link.get("type")), other)
        yield {"type": kind, "url": url, "title": line(link.get("title")) or host}


def _type(value: str, losses: Losses) -> str:
    words = text.slug(value).replace("-", "_")
    known = next((each for each in _TYPES if f"{words}_".startswith(f"{each}_")), "")
    if not known:
        losses.note("event.type", value)
    return known or "talk"


def language_tag(value: str, losses: Losses) -> str:
    """A BCP 47 tag of what programmes write: `eng`, `de-informal`, `pt_BR`; empty for anything else."""
    from babel import Locale
    from babel.core import get_global

    parts = value.replace("_", "-").split("-")
    primary = get_global("language_aliases").get(parts[0].lower(), parts[0].lower())
    if not re.fullmatch("[a-z]{2,3}", primary) or primary not in Locale("en").languages:
        losses.note("language", value)
        return ""
    region = parts[1].upper() if len(parts) > 1 and re.fullmatch("[A-Za-z]{2}", parts[1]) else ""
    return f"{primary}-{region}" if region else primary


def _zone(name: str, events: list[dict[str, Any]], losses: Losses) -> tuple[str, tzinfo]:
    """The time zone of a conference: the one it names, unless its own hours deny it; else that of its hours."""
    moment = next((found for event in events if (found := _moment(event.get("date")))), None)
    try:
        zone: tzinfo = ZoneInfo(name or "UTC")
        # A name alone is no proof: some programmes say UTC and mean the hours of the place.
        if name and (moment is None or moment.astimezone(zone).utcoffset() == moment.utcoffset()):
            return name, zone
    except (ValueError, OSError, KeyError):
        pass
    losses.note("conference.time_zone_name", name)
    offset = moment.utcoffset() if moment else None
    hours, rest = divmod(offset or timedelta(), timedelta(hours=1))
    name = f"Etc/GMT{-hours:+d}" if hours and not rest and -12 <= hours <= 12 else "UTC"
    return name, ZoneInfo(name)


def from_xml(root: Element) -> dict[str, Any]:
    """The schedule of an XML document in the shape of the JSON one."""
    conference: dict[str, Any] = {"tracks": [], "days": []}
    schedule: dict[str, Any] = {"conference": conference}
    for child in root:
        if child.tag == "conference":
            for each in child:
                if each.tag == "track":
                    conference["tracks"].append(dict(each.attrib))
                else:
                    conference["daysCount" if each.tag == "days" else each.tag] = each.text or ""
        elif child.tag == "day":
            rooms: dict[str, list[Any]] = {}
            for room in child.iterfind("room"):
                rooms.setdefault(room.get("name", ""), []).extend(map(_event_from_xml, room.iterfind("event")))
            conference["days"].append({"date": child.get("date"), "rooms": rooms})
        else:
            schedule[child.tag] = child.text or dict(child.attrib)
    return schedule


def _event_from_xml(event: Element) -> dict[str, Any]:
    found: dict[str, Any] = dict(event.attrib)
    for child in event:
        if child.tag == "persons":
            found["persons"] = [{"name": each.text, **each.attrib} for each in child]
        elif child.tag in ("links", "attachments"):
            found[child.tag] = [
                {"url": each.get("href"), "type": each.get("type"), "title": each.text} for each in child
            ]
        elif child.tag == "recording":
            found["recording"] = child.findtext("license") or child.findtext("url") or ""
        else:
            found[child.tag] = child.text or ""
    return found


def _moment(value: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(line(value))
    except ValueError:
        return None
    return found if found.tzinfo else None
