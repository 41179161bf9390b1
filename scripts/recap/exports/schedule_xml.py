"""`schedule.xml` for conference apps (frab, pretalx; schema: voc/schedule)."""

import re
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from recap.exports.xml import as_xml, put_texts

_SLUG = re.compile(r"[a-z][a-z0-9-]+")
"""What the schema takes for the slug of a track."""


def schedule_xml(data: dict[str, Any], timezone: str) -> str:
    """Return schedule.json data as XML, which knows no more of a person than the name, of a place only rooms."""
    schedule, conference = data["schedule"], data["schedule"]["conference"]
    root = Element("schedule")
    SubElement(root, "generator", data["generator"])
    put_texts(root, url=f"{schedule['base_url']}schedule.xml", version=schedule["version"])
    head = SubElement(root, "conference")
    put_texts(head, **{key: conference[key] for key in ("acronym", "title", "start", "end")})
    put_texts(head, days=str(conference["daysCount"]), timeslot_duration=conference["timeslot_duration"])
    put_texts(head, base_url=schedule["base_url"], url=conference["url"], time_zone_name=timezone)
    for track in conference["tracks"]:
        about = {key: track[key] for key in ("name", "color", "slug") if key in track}
        if not _SLUG.fullmatch(track["slug"]):
            del about["slug"]
        SubElement(head, "track", about)
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
    media = [link["url"] for link in entry["links"] if link["type"] == "media"]
    terms, optout = entry.get("recording_license", ""), entry.get("do_not_record", False)
    if terms or optout or media:
        recording = SubElement(event, "recording")
        put_texts(recording, license=terms, optout=str(optout).lower(), **({"url": media[0]} if media else {}))
    persons = SubElement(event, "persons")
    for person in entry["persons"]:
        SubElement(persons, "person", {"guid": person["guid"]}).text = person["name"]
    for kind in ("links", "attachments"):
        if kind == "links" or entry.get(kind):
            parent = SubElement(event, kind)
            for each in entry[kind]:
                SubElement(parent, kind[:-1], {"href": each["url"], "type": each["type"]}).text = each["title"]
