"""An invented conference of 30 talks, and files of it as each tool that `recap import` reads would write them.

Keys are those of the tools' public documentation: voc/schedule's schemas, Sessionize's API, OpenFeedback's and
OpenPlanner's JSON, RFC 5545, pyvideo/data, and the front matters of Jekyll, Hugo, Pelican, Eleventy and Docusaurus.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring
from zoneinfo import ZoneInfo

from recap.core.text import guid

ZONE = ZoneInfo("Europe/Berlin")
TITLE, ACRONYM = "Lantern Days 2031", "lantern31"
ROOMS = ("Aula", "Cellar", "Attic", "Boathouse")
DAYS = ("2031-10-25", "2031-10-26", "2031-10-27")
"""Clocks go back in the night before the second day."""
TRACKS = {"Wicks & Oil": "#aa3300", "C++": "#0033aa"}
PEOPLE = {
    "p1": ("Mara Quill", "Trims wicks in the harbour.", "Wick Guild"),
    "p2": ("Mara Quill", "Teaches at a night school.", ""),
    "p3": ("quillfeather", "", ""),
    "p4": ("4711", "", ""),
    "p5": ("Odo van der Brant", "Odo's [page](https://odo.example/).", "Brant & Sons"),
    "p6": ("Zoë d'Arbre", "", "Wick Guild"),
    "p7": ("山田 太郎", "", ""),
    "p8": ("Lena Dorn-Holt", "<p>Writes <b>letters</b>.</p>", ""),
}
"""Id -> name, biography, organisation; two have one name."""


@dataclass(frozen=True)
class Item:
    """A line of the programme: a talk, or a break."""

    number: int
    title: str
    day: str
    clock: str
    minutes: int
    room: str
    people: tuple[str, ...] = ()
    language: str = "en"
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def start(self) -> datetime:
        """Its moment: an hour before four is of the night after the day."""
        moment = datetime.fromisoformat(f"{self.day}T{self.clock}")
        return (moment + timedelta(days=moment.hour < 4)).replace(tzinfo=ZONE)

    @property
    def end(self) -> datetime:
        """Its end; minutes are real ones, whatever clocks do."""
        return (self.start.astimezone(ZoneInfo("UTC")) + timedelta(minutes=self.minutes)).astimezone(ZONE)

    @property
    def guid(self) -> str:
        """A UUID of its number."""
        return guid(f"lantern/{self.number}")


_SPECIAL: list[tuple[str, tuple[str, ...], dict[str, Any]]] = [
    ("Trimming a wick", ("p1",), {"subtitle": "Forty years of scissors", "track": "Wicks & Oil", "level": "Beginner"}),
    ("Sorting lamps by night", ("p2",), {"attendance": "online", "tags": ["lamps", "sorting"]}),
    ("Small keyboards", ("p4",), {"do_not_record": True}),
    ("Feathers: a history", ("quillfeather", "p5"), {"video": "https://media.example/feathers.mp4"}),
    ("Des lanternes à l'école", ("p6",), {"language": "fr", "type": "Workshop"}),
    ("提灯の話", ("p7",), {"slides": "https://slides.example/chochin.pdf"}),
    ("Why C++ needs no lamp", ("p8",), {"track": "C++", "html": True}),
    ("Questions & answers, “in the dark”", ("p1", "p5"), {"type": "Q&A"}),
    ("Questions & answers, “in the dark”", ("p6",), {"attendance": "hybrid"}),
    ("The lamp that fell ill", ("p8",), {"status": "canceled"}),
    (
        "A title that goes on for much longer than any address of a page ever should, as titles of papers are",
        ("p5",),
        {},
    ),
    ("Lampes | tuyaux: <l'essentiel>", ("p6",), {"language": "fr"}),
]


def _items() -> list[Item]:
    found = []
    for number in range(30):
        title, people, more = (
            _SPECIAL[number]
            if number < len(_SPECIAL)
            else (f"Lantern number {number}", ("p6", "p8")[: 1 + number % 2], {})
        )
        people = tuple("p3" if each == "quillfeather" else each for each in people)
        more = dict(more)
        day, place = DAYS[number % 3], number // 3
        clock = f"{9 + place // 4 * 2 + place % 2:02}:{30 * (number % 2):02}"
        found.append(
            Item(
                number + 1,
                title,
                day,
                clock,
                45 if number % 2 else 20,
                ROOMS[place % 4],
                people,
                more.pop("language", "en"),
                more,
            )
        )
    found[27] = Item(28, "Late lights", DAYS[0], "23:30", 90, "Cellar", ("p5",))
    found[28] = Item(29, "Karaoke of lamps", DAYS[0], "00:30", 30, "Aula", ("p8",))
    found[29] = Item(30, "Last flame", DAYS[2], "01:15", 15, "Attic", ("p1",))
    return found


TALKS = _items()
BREAKS = [
    Item(100 + number, "Lunch", day, "13:00", 60, room)
    for number, (day, room) in enumerate((day, room) for day in DAYS for room in ROOMS)
]
BREAKS.append(Item(190, "Registration", DAYS[0], "08:00", 60, "Aula"))
WITHDRAWN = Item(200, "Moths who were withdrawn", DAYS[0], "19:00", 30, "Attic", ("p5",), more={"status": "withdrawn"})


def abstract(item: Item) -> str:
    """What the programme says of a talk."""
    said = f"Of {item.title.lower()}.\n\n- One thing,\n- and another."
    return (
        f"<p>Of <em>lamps</em>.</p><p>See <a href='https://lamp.example/{item.number}'>there</a>.</p>"
        if item.more.get("html")
        else said
    )


def _length(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _schedule() -> dict[str, Any]:
    days = []
    for index, day in enumerate(DAYS, 1):
        rooms: dict[str, list[Any]] = {}
        for item in [each for each in [*TALKS, *BREAKS, WITHDRAWN] if each.day == day]:
            is_break, more = item in BREAKS, item.more
            rooms.setdefault(item.room, []).append(
                {
                    "guid": None if is_break else item.guid,
                    "code": None if is_break else f"CODE{item.number}",
                    "id": None if is_break else item.number,
                    "logo": None,
                    "date": item.start.isoformat(),
                    "start": item.clock,
                    "duration": _length(item.minutes),
                    "room": item.room,
                    "slug": f"{ACRONYM}-{item.number}-x",
                    "url": f"https://lantern.example/talk/CODE{item.number}/",
                    "title": item.title,
                    "subtitle": more.get("subtitle", ""),
                    "track": more.get("track"),
                    "type": more.get("type", "Talk"),
                    "language": item.language,
                    "abstract": "" if is_break else abstract(item),
                    "description": "" if is_break or item.number % 2 else f"More of {item.number}.",
                    "recording_license": "CC BY-SA 4.0" if "video" in more else "",
                    "do_not_record": more.get("do_not_record", False),
                    "attendance_mode": more.get("attendance"),
                    "state": more.get("status", "confirmed"),
                    "persons": [
                        {
                            "code": key.upper(),
                            "name": PEOPLE[key][0],
                            "avatar": None,
                            "biography": PEOPLE[key][1],
                            "public_name": PEOPLE[key][0],
                            "guid": guid(key),
                            "affiliation": PEOPLE[key][2],
                            "answers": [],
                        }
                        for key in item.people
                    ],
                    "links": [{"title": "Film", "url": more["video"], "type": "media"}] if "video" in more else [],
                    "feedback_url": f"https://lantern.example/talk/CODE{item.number}/feedback/",
                    "origin_url": f"https://lantern.example/talk/CODE{item.number}/",
                    "level": more.get("level"),
                    "tags": more.get("tags", []),
                    "attachments": [{"title": "slides", "url": more["slides"], "type": "related"}]
                    if "slides" in more
                    else [],
                }
            )
        end = (datetime.fromisoformat(day) + timedelta(days=1, hours=3, minutes=59)).replace(tzinfo=ZONE)
        days.append(
            {
                "index": index,
                "date": day,
                "day_start": f"{day}T04:00:00+02:00",
                "day_end": end.isoformat(),
                "rooms": rooms,
            }
        )
    conference: dict[str, Any] = {
        "acronym": ACRONYM,
        "title": TITLE,
        "start": DAYS[0],
        "end": DAYS[-1],
        "daysCount": 3,
        "timeslot_duration": "00:05",
        "time_zone_name": "Europe/Berlin",
        "colors": {"primary": "#ffee00"},
        "url": "https://lantern.example/",
        "rooms": [
            {
                "name": name,
                "slug": f"{number}-{name}",
                "guid": guid(name),
                "description": f"Floor {number}",
                "capacity": 50 * number,
            }
            for number, name in enumerate(ROOMS, 1)
        ],
        "tracks": [
            {"name": name, "slug": f"{number}-x", "color": color}
            for number, (name, color) in enumerate(TRACKS.items(), 7)
        ],
        "days": days,
    }
    for number, track in enumerate(conference["tracks"]):
        track["slug"] = f"{7 + number}-{'wicks-oil' if number == 0 else 'c'}"
    return {
        "$schema": "https://c3voc.de/schedule/schema.json",
        "generator": {"name": "pretalx", "version": "2025.1.0"},
        "schedule": {"version": "1.0", "base_url": "https://lantern.example/schedule/", "conference": conference},
    }


def schedule_json(folder: Path) -> Path:
    """Write pretalx' schedule.json."""
    return _put(folder / "schedule.json", json.dumps(_schedule()))


def schedule_xml(folder: Path, *, encoding: str = "utf-8", namespace: str = "") -> Path:
    """Write frab's schedule.xml, in some encoding and perhaps a namespace."""
    conference = _schedule()["schedule"]["conference"]
    root = Element("schedule", {"xmlns": namespace} if namespace else {})
    SubElement(root, "version").text = "1.0"
    head = SubElement(root, "conference")
    for key in ("acronym", "title", "start", "end", "time_zone_name", "url"):
        SubElement(head, key).text = conference[key]
    for track in conference["tracks"]:
        SubElement(head, "track", track)
    for day in conference["days"]:
        parent = SubElement(
            root,
            "day",
            {"index": str(day["index"]), "date": day["date"], "start": day["day_start"], "end": day["day_end"]},
        )
        for name, events in day["rooms"].items():
            room = SubElement(parent, "room", {"name": name, "guid": guid(name)})
            for event in events:
                own = SubElement(room, "event", {"id": str(event["id"] or ""), "guid": event["guid"] or ""})
                for key in (
                    "room",
                    "title",
                    "subtitle",
                    "date",
                    "start",
                    "duration",
                    "abstract",
                    "slug",
                    "track",
                    "type",
                    "language",
                    "description",
                    "url",
                    "attendance_mode",
                    "state",
                ):
                    SubElement(own, key).text = event[key]
                if event["guid"] is None:
                    own.find("type").text = "break"  # type: ignore[union-attr]
                recording = SubElement(own, "recording")
                SubElement(recording, "license").text = event["recording_license"]
                SubElement(recording, "optout").text = str(event["do_not_record"]).lower()
                persons = SubElement(own, "persons")
                for person in event["persons"]:
                    SubElement(persons, "person", {"guid": person["guid"]}).text = person["public_name"]
                for kind in ("links", "attachments"):
                    parts = SubElement(own, kind)
                    for each in event[kind]:
                        SubElement(parts, kind[:-1], {"href": each["url"], "type": each["type"]}).text = each["title"]
    path = folder / "schedule.xml"
    path.write_bytes(tostring(root, encoding=encoding, xml_declaration=True))
    return path


def _categories(item: Item) -> list[tuple[str, str]]:
    more = item.more
    found = [
        ("Session format", more.get("type", "Talk")),
        ("Language", {"en": "English", "fr": "Français"}[item.language]),
    ]
    found += [("Level", more["level"])] if "level" in more else []
    found += [("Track", more["track"])] if "track" in more else []
    return [*found, *(("Tags", tag) for tag in more.get("tags", ()))]


def _sessionize(item: Item) -> dict[str, Any]:
    """What all views have of a session; hours are those of the place, without a zone."""
    return {
        "id": str(item.number),
        "title": item.title,
        "description": None if item in BREAKS else abstract(item),
        "startsAt": f"{item.start:%Y-%m-%dT%H:%M:%S}",
        "endsAt": f"{item.start.replace(tzinfo=None) + timedelta(minutes=item.minutes):%Y-%m-%dT%H:%M:%S}",
        "isServiceSession": item in BREAKS,
        "isPlenumSession": False,
        "liveUrl": None,
        "recordingUrl": item.more.get("video"),
        "status": "Canceled" if "status" in item.more else "Accepted",
        "isInformed": True,
        "isConfirmed": True,
    }


def _sessionize_speakers() -> list[dict[str, Any]]:
    return [
        {
            "id": guid(key),
            "firstName": name.partition(" ")[0],
            "lastName": name.partition(" ")[2],
            "fullName": name,
            "bio": bio,
            "tagLine": "",
            "profilePicture": "https://cdn.example/a.jpg",
            "isTopSpeaker": False,
            "links": [{"title": "Blog", "url": f"https://{key}.example/", "linkType": "Blog"}],
            "sessions": [],
            "categoryItems": [],
            "questionAnswers": [],
        }
        for key, (name, bio, _) in PEOPLE.items()
    ]


def sessionize_all(folder: Path) -> Path:
    """Write Sessionize's view/All."""
    ids: dict[tuple[str, str], int] = {}
    sessions = []
    for item in [*TALKS, *BREAKS]:
        numbers = [ids.setdefault(pair, 1000 + len(ids)) for pair in _categories(item)] if item in TALKS else []
        sessions.append(
            _sessionize(item)
            | {
                "speakers": [guid(key) for key in item.people],
                "categoryItems": numbers,
                "questionAnswers": [],
                "roomId": ROOMS.index(item.room) + 1,
            }
        )
    titles = dict.fromkeys(title for title, _ in ids)
    categories = [
        {
            "id": number,
            "title": title,
            "items": [{"id": ids[pair], "name": pair[1], "sort": 1} for pair in ids if pair[0] == title],
            "sort": 1,
            "type": "session",
        }
        for number, title in enumerate(titles)
    ]
    rooms = [{"id": number, "name": name, "sort": number} for number, name in enumerate(ROOMS, 1)]
    data = {
        "sessions": sessions,
        "speakers": _sessionize_speakers(),
        "questions": [],
        "categories": categories,
        "rooms": rooms,
    }
    return _put(folder / "Lantern-Days-2031.json", json.dumps(data))


def _sessionize_full(item: Item) -> dict[str, Any]:
    categories = [
        {"id": number, "name": title, "categoryItems": [{"id": number, "name": name}], "sort": 1}
        for number, (title, name) in enumerate(_categories(item))
    ]
    return _sessionize(item) | {
        "speakers": [{"id": guid(key), "name": PEOPLE[key][0]} for key in item.people],
        "categories": categories if item in TALKS else [],
        "roomId": ROOMS.index(item.room) + 1,
        "room": item.room,
    }


def sessionize_grid(folder: Path) -> Path:
    """Write Sessionize's view/GridSmart: days by the calendar."""
    days = sorted({item.start.date() for item in TALKS})
    grid = [
        {
            "date": f"{day}T00:00:00",
            "isDefault": False,
            "timeSlots": [],
            "rooms": [
                {
                    "id": number,
                    "name": room,
                    "hasOnlyPlenumSessions": False,
                    "sessions": [
                        _sessionize_full(item)
                        for item in [*TALKS, *BREAKS]
                        if item.start.date() == day and item.room == room
                    ],
                }
                for number, room in enumerate(ROOMS, 1)
            ],
        }
        for day in days
    ]
    return _put(folder / "Lantern-Days-2031.json", json.dumps(grid))


def sessionize_two(folder: Path) -> Path:
    """Write Sessionize's view/Sessions and view/Speakers into one folder."""
    (folder / "two").mkdir(exist_ok=True)
    groups = [
        {
            "groupId": None,
            "groupName": "All",
            "sessions": [_sessionize_full(item) for item in [*TALKS, *BREAKS]],
            "isDefault": True,
        }
    ]
    _put(folder / "two/Lantern-Days-2031.json", json.dumps(groups))
    _put(folder / "two/speakers.json", json.dumps(_sessionize_speakers()))
    return folder / "two"


def openfeedback(folder: Path) -> Path:
    """Write OpenFeedback's JSON: no rooms but tracks, no breaks."""
    sessions = {
        str(item.number): {
            "id": str(item.number),
            "title": item.title,
            "speakers": [*item.people],
            "tags": item.more.get("tags", []),
            "trackTitle": item.room,
            "startTime": item.start.isoformat(),
            "endTime": item.end.isoformat(),
        }
        for item in TALKS
    }
    speakers = {
        key: {
            "id": key,
            "name": name,
            "photoUrl": "https://cdn.example/a.jpg",
            "socials": [{"name": "web", "link": f"https://{key}.example/"}],
        }
        for key, (name, *_) in PEOPLE.items()
    }
    return _put(folder / "Lantern-Days-2031.json", json.dumps({"sessions": sessions, "speakers": speakers}))


def openplanner(folder: Path) -> Path:
    """Write OpenPlanner's JSON: hours in UTC, with the zone next to them in newer versions."""
    utc = ZoneInfo("UTC")
    formats = dict.fromkeys(item.more.get("type", "Talk") for item in TALKS)
    sessions = [
        {
            "id": str(item.number),
            "title": item.title,
            "abstract": None if item in BREAKS else abstract(item),
            "dateStart": item.start.astimezone(utc).isoformat().replace("+00:00", "Z"),
            "dateEnd": item.end.astimezone(utc).isoformat().replace("+00:00", "Z"),
            "durationMinutes": item.minutes,
            "speakerIds": [*item.people],
            "trackId": item.room.lower(),
            "language": item.language,
            "level": item.more.get("level"),
            "imageUrl": None,
            "presentationLink": item.more.get("slides"),
            "videoLink": item.more.get("video"),
            "tags": item.more.get("tags", []),
            "formatId": item.more.get("type", "Talk"),
            "categoryId": item.more.get("track"),
            "showInFeedback": item in TALKS,
            "hideTrackTitle": False,
            "extendHeight": None,
            "extendWidth": None,
            "teaserVideoUrl": None,
        }
        for item in [*TALKS, *BREAKS]
    ]
    event = {
        "id": "L31",
        "name": TITLE,
        "dateStart": f"{DAYS[0]}T00:00:00Z",
        "dateEnd": f"{DAYS[-1]}T00:00:00Z",
        "timezone": "Europe/Berlin",
        "locationName": "Old Quay",
        "formats": [{"id": name, "name": name, "durationMinutes": 45} for name in formats],
        "tracks": [{"id": room.lower(), "name": room} for room in ROOMS],
        "categories": [{"id": name, "name": name, "color": color} for name, color in TRACKS.items()],
    }
    speakers: list[dict[str, Any]] = [
        {
            "id": key,
            "name": name,
            "jobTitle": None,
            "bio": bio,
            "company": company,
            "companyLogoUrl": None,
            "photoUrl": None,
            "pronouns": None,
            "socials": [],
        }
        for key, (name, bio, company) in PEOPLE.items()
    ]
    return _put(
        folder / "openplanner.json",
        json.dumps({"event": event, "speakers": speakers, "sessions": sessions, "sponsors": []}),
    )


def calendar(folder: Path) -> Path:
    """Write an iCalendar file with one entry each."""
    from icalendar import Calendar, Event, vCalAddress, vText

    found = Calendar()
    found.add("prodid", "-//Lantern//EN")
    found.add("version", "2.0")
    found.add("x-wr-calname", TITLE)
    found.add("x-wr-timezone", "Europe/Berlin")
    for item in [*TALKS, *BREAKS]:
        entry = Event()
        entry.add("uid", f"{item.guid}@lantern.example")
        entry.add("dtstamp", datetime(2031, 1, 1, tzinfo=ZoneInfo("UTC")))
        entry.add("dtstart", item.start)
        entry.add("dtend", item.end)
        entry.add("summary", item.title, {"LANGUAGE": item.language} if item in TALKS else {})
        entry.add("location", item.room)
        entry.add("status", "CANCELLED" if item.more.get("status") else "CONFIRMED")
        if item in TALKS:
            entry.add("description", abstract(item))
            entry.add("url", f"https://lantern.example/talk/CODE{item.number}/")
        for key in ("slides", "video"):
            if key in item.more:
                entry.add("attach", " ".join(item.more[key].split()))
        if "track" in item.more:
            entry.add("categories", [item.more["track"]])
        for key in item.people:
            speaker = vCalAddress("invalid:nomail")
            speaker.params["cn"] = vText(PEOPLE[key][0])
            entry.add("attendee", speaker, encode=False)
        found.add_component(entry)
    path = folder / "lantern.ics"
    path.write_bytes(found.to_ical())
    return path


def table(folder: Path, *, delimiter: str = ";", encoding: str = "utf-8-sig") -> Path:
    """Write a table, as a spreadsheet of German words would be saved."""
    out = io.StringIO()
    rows = csv.writer(out, delimiter=delimiter)
    rows.writerow(
        (
            "Nummer",
            "Titel",
            "Untertitel",
            "Referenten",
            "Datum",
            "Beginn",
            "Dauer",
            "Raum",
            "Track",
            "Format",
            "Sprache",
            "Niveau",
            "Beschreibung",
            "Themen",
            "Folien",
            "Video",
            "Status",
            "Teilnahme",
            "Kurzfassung",
            "Nicht aufzeichnen",
            "Link",
        )
    )
    for item in [*TALKS, *BREAKS, WITHDRAWN]:
        more, start = item.more, item.start
        rows.writerow(
            (
                item.number,
                item.title,
                more.get("subtitle", ""),
                "; ".join(PEOPLE[key][0] for key in item.people),
                f"{start:%d.%m.%Y}",
                f"{start:%H:%M}",
                item.minutes,
                item.room,
                more.get("track", ""),
                more.get("type", "Vortrag") if item in TALKS else "Pause",
                {"en": "Englisch", "fr": "Französisch"}[item.language],
                {"Beginner": "Einsteiger"}.get(more.get("level", ""), ""),
                abstract(item) if item in TALKS else "",
                ", ".join(more.get("tags", ())),
                more.get("slides", ""),
                more.get("video", ""),
                more.get("status", ""),
                more.get("attendance", ""),
                "First." if item.number == 5 else "",
                "ja" if more.get("do_not_record") else "",
                f"https://lantern.example/{item.number}" if item.number == 6 else "",
            )
        )
    path = folder / "Lantern Days 2031.csv"
    path.write_bytes(out.getvalue().encode(encoding, "replace"))
    return path


def pyvideo(folder: Path) -> Path:
    """Write pyvideo's objects, one a line: neither hours nor rooms."""
    talks = [
        {
            "title": item.title,
            "description": abstract(item),
            "event": TITLE,
            "recorded": item.day,
            "duration": item.minutes * 60,
            "language": {"en": "eng", "fr": "fra"}[item.language],
            "speakers": [PEOPLE[key][0] for key in item.people],
            "tags": item.more.get("tags", []),
            "thumbnail_url": "https://img.example/a.jpg",
            "related_urls": [{"label": "slides", "url": item.more["slides"]}] if "slides" in item.more else [],
            "slug": f"talk-{item.number}",
            "videos": [{"type": "youtube", "url": f"https://video.example/{item.number}"}],
        }
        for item in TALKS
    ]
    return _put(folder / "talks.jsonl", "\n".join(map(json.dumps, talks)))


def _markdown(folder: Path, name: str, head: Callable[[Item], str]) -> Path:
    place = folder / name
    place.mkdir(exist_ok=True)
    for item in TALKS:
        _put(
            place / f"{item.number:02}.md",
            f"{head(item)}\n\n{abstract(item) if not item.more.get('html') else 'Of lamps.'}\n",
        )
    return place


def jekyll(folder: Path) -> Path:
    """Write a collection of Jekyll: YAML, permalinks, Liquid in one text."""

    def head(item: Item) -> str:
        more = item.more
        data: dict[str, Any] = {
            "layout": "talk",
            "title": item.title,
            "speakers": [PEOPLE[key][0] for key in item.people],
        }
        data |= {
            "date": f"{item.start:%Y-%m-%d %H:%M}",
            "duration": item.minutes,
            "room": item.room,
            "language": item.language,
        }
        data |= {"tags": more.get("tags", []), "permalink": f"/talks/{item.number}/", "author": "Ina Rook"}
        data |= {
            key: more[key]
            for key in ("subtitle", "track", "type", "level", "status", "attendance", "slides", "video")
            if key in more
        }
        data |= {"abstract": "First.", "description": "Then."} if item.number == 5 else {}
        data |= {"do_not_record": True, "link": "https://lantern.example/3"} if "do_not_record" in more else {}
        lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in data.items()]
        return "\n".join(["---", *lines, "---", "{% include video.html %}"])

    place = _markdown(folder, "_talks", head)
    _put(place / "index.md", f"---\ntitle: {TITLE}\n---\n")
    return place


def hugo(folder: Path) -> Path:
    """Write a section of Hugo: TOML, aliases."""

    def head(item: Item) -> str:
        people = json.dumps([PEOPLE[key][0] for key in item.people], ensure_ascii=False)
        return f'+++\ntitle = {json.dumps(item.title, ensure_ascii=False)}\nspeakers = {people}\ndate = {item.start:%Y-%m-%dT%H:%M:%S}\nduration = {item.minutes}\nlocation = {json.dumps(item.room, ensure_ascii=False)}\nlang = "{item.language}"\naliases = ["/old/{item.number}/"]\n+++'

    place = _markdown(folder, "talks", head)
    _put(place / "_index.md", f'+++\ntitle = "{TITLE}"\n+++\n')
    return place


def pelican(folder: Path) -> Path:
    """Write articles of Pelican: lines without fences."""

    def head(item: Item) -> str:
        people = "; ".join(" ".join(PEOPLE[key][0].split()) for key in item.people)
        return f"Title: {' '.join(item.title.split())}\nSpeakers: {people}\nDate: {item.start:%Y-%m-%d %H:%M}\nDuration: {item.minutes}\nRoom: {' '.join(item.room.split())}\nLang: {item.language}\nSlug: talk-{item.number}"

    return _markdown(folder, "lantern", head)


def eleventy(folder: Path) -> Path:
    """Write a folder of Eleventy: a data file for all, a collection among the tags, addresses that a template makes."""

    def head(item: Item) -> str:
        people = [{"name": PEOPLE[key][0], "organisation": PEOPLE[key][2]} for key in item.people]
        more = item.more
        data: dict[str, Any] = {"layout": "talk.njk", "title": item.title, "speakers": people}
        data |= {"date": f"{item.start:%Y-%m-%dT%H:%M:%S}", "duration": item.minutes, "room": item.room}
        data |= {"lang": item.language, "tags": ["talks", *more.get("tags", ())]}
        data |= {"permalink": "/talks/{{ title | slugify }}/", "eleventyExcludeFromCollections": False}
        data |= {"eleventyNavigation": {"key": item.title, "parent": "Talks", "order": item.number}}
        data |= {key: more[key] for key in ("subtitle", "track", "type", "status", "slides") if key in more}
        if item.number == 4:  # the other form of front matter that it reads by itself
            return f"---json\n{json.dumps(data, ensure_ascii=False, indent=2)}\n---"
        if item.number == 5:
            data["permalink"] = "/talks/fifth/index.html"
        lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in data.items()]
        return "\n".join(["---", *lines, "---", '{% youtube "abc", "A film" %}'])

    place = _markdown(folder, "11ty-talks", head)
    _put(place / "11ty-talks.json", json.dumps({"layout": "talk.njk", "tags": "talks"}))
    _put(
        place / "index.md",
        f"---\ntitle: {TITLE}\neleventyExcludeFromCollections: true\n---\n{{% for talk in collections.talks %}}\n",
    )
    return place


def docusaurus(folder: Path) -> Path:
    """Write documents of Docusaurus: a sidebar, notes between colons, imports of MDX, a folder for one document."""

    def head(item: Item) -> str:
        data: dict[str, Any] = {
            "id": f"talk-{item.number}",
            "title": item.title,
            "sidebar_label": item.title[:20],
            "sidebar_position": item.number,
            "hide_table_of_contents": True,
            "pagination_next": None,
            "last_update": {"date": "2031-11-02", "author": "Ina Rook"},
            "tags": item.more.get("tags", []),
            "speakers": [PEOPLE[key][0] for key in item.people],
            "date": item.day if item.clock >= "04" else f"{item.start:%Y-%m-%d}",
            "start": item.clock,
            "duration": item.minutes,
            "room": item.room,
            "language": item.language,
        }
        data |= {key: item.more[key] for key in ("level", "attendance", "status", "video") if key in item.more}
        data |= {"slug": "/talks/fifth"} if item.number == 5 else {"slug": "seventh"} if item.number == 7 else {}
        lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in data.items()]
        more = ["import Tabs from '@theme/Tabs';", "", ":::note[Of lamps]", "", "Bring **one**.", "", ":::"]
        return "\n".join(["---", *lines, "---", "", *(more if item.number == 6 else ()), "", "<!-- truncate -->"])

    place = _markdown(folder, "docusaurus-talks", head)
    if (alone := place / "10.md").exists():
        (place / "10-folder").mkdir(exist_ok=True)
        alone.rename(place / "10-folder/index.md")
    _put(place / "_category_.json", json.dumps({"label": TITLE, "position": 2, "link": {"type": "generated-index"}}))
    _put(place / "_partial.mdx", "Shared.\n")
    _put(place / "index.md", f"---\ntitle: {TITLE}\nsidebar_position: 0\n---\n")
    return place


def _put(path: Path, content: str) -> Path:
    path.write_text(content, "utf-8")
    return path


WRITERS: dict[str, tuple[str, Callable[[Path], Path]]] = {
    "schedule.json": ("schedule", schedule_json),
    "schedule.xml": ("schedule", schedule_xml),
    "sessionize All": ("sessionize", sessionize_all),
    "sessionize GridSmart": ("sessionize", sessionize_grid),
    "sessionize Sessions and Speakers": ("sessionize", sessionize_two),
    "OpenFeedback": ("openfeedback", openfeedback),
    "OpenPlanner": ("openfeedback", openplanner),
    "iCalendar": ("calendar", calendar),
    "CSV": ("table", table),
    "pyvideo": ("pyvideo", pyvideo),
    "Jekyll": ("markdown", jekyll),
    "Hugo": ("markdown", hugo),
    "Pelican": ("markdown", pelican),
    "Eleventy": ("markdown", eleventy),
    "Docusaurus": ("markdown", docusaurus),
}
"""What is written -> the format in `importers.formats`, and who writes it."""
