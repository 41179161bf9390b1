"""What leaves the site: calendars of rooms, programmes without rooms, whole addresses, recordings by their names."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from recap.content.settings import Settings
from recap.exports.icalendar import Calendars
from recap.exports.jsonld import _talk as talk_nodes
from recap.exports.schedule import schedule
from recap.exports.schedule_xml import schedule_xml
from recap.pages.context import Context
from tests.catalogue_fixtures import assembled, resolved, talk
from tests.site_fixtures import EVENT, HOME, french

SETTINGS: Settings = french(site_url="https://recap.example/")
ONE_DAY = EVENT.replace("end_date: 2026-05-02", "end_date: 2026-05-01")


def event_with(*lines: str) -> str:
    """An event of one day with these lines."""
    return ONE_DAY.replace("summary:", "\n".join([*lines, "summary:"]))


def files_of(texts: dict[str, str], settings: Settings = SETTINGS) -> dict[str, str]:
    """Address -> content of the calendars and schedules of a site."""
    units = assembled({"index.md": HOME} | texts, settings).exports.units()
    made = [write() for name, write in units.items() if name.endswith((" event", " talk"))]
    return {
        url: text.decode()
        for files in made
        for url, text in files
        if url.endswith((".ics", "schedule.json", "schedule.xml"))
    }


def context_of(texts: dict[str, str]) -> Context:
    """The context of a site."""
    return Context(resolved({"index.md": HOME} | texts, SETTINGS)[0], SETTINGS)


def summaries(calendar: str) -> list[str]:
    """The titles of the entries of a calendar."""
    return re.findall(r"^SUMMARY[^:]*:(.*?)\r$", calendar, re.MULTILINE)


def test_hours_are_enough() -> None:
    """Without room, place and duration a talk is in all calendars and schedules; what is unknown is not said there."""
    start = ("speakers: [Ana Foo]", 'start: "10:00"')
    bare = {
        "rencontre/index.md": re.sub("(?m)^(city|venue|country|rooms):.*\n", "", ONE_DAY),
        "rencontre/a.md": talk(*start),
    }
    files = files_of(bare)
    for url in ("rencontre/rencontre.ics", "rencontre/a.ics"):
        assert "DTSTART;TZID=Europe/Paris:20260501T100000" in files[url]
        assert not re.search("^(?:LOCATION|DTEND|DURATION)", files[url], re.MULTILINE)
    conference = json.loads(files["rencontre/schedule.json"])["schedule"]["conference"]
    title = conference["title"]
    assert [room["name"] for room in conference["rooms"]] == [*conference["days"][0]["rooms"]] == [title]
    assert conference["days"][0]["rooms"][title][0]["duration"] == "00:00"
    assert files.keys() == {f"rencontre/{name}" for name in ("rencontre.ics", "a.ics", "schedule.json", "schedule.xml")}
    named = files_of(
        bare | {"rencontre/index.md": bare["rencontre/index.md"].replace("summary:", "venue: Halle\nsummary:")}
    )
    assert [*json.loads(named["rencontre/schedule.json"])["schedule"]["conference"]["days"][0]["rooms"]] == ["Halle"]


def held(title: str, start: str, *more: str) -> str:
    """A talk at an hour."""
    return talk("speakers: [Ana Foo]", f'start: "{start}"', "duration: 30", *more, title=title)


TWO_ROOMS = {
    "rencontre/index.md": event_with(
        'rooms: ["Salle 1", "Salle #1", Vide]',
        "breaks:",
        '  - {title: Repas, date: 2026-05-01, start: "12:00", duration: 60}',
        '  - {title: Tirage, date: 2026-05-01, start: "13:00", room: "Salle 1"}',
    ),
    "rencontre/a.md": held("Un", "10:00", 'room: "Salle 1"'),
    "rencontre/b.md": held("Deux", "11:00", 'room: "Salle #1"'),
    "rencontre/c.md": held("Trois", "14:00"),
    "rencontre/rencontre-salle-1.md": held("Quatre", "15:00", 'room: "Salle #1"'),
}


def test_each_room_has_a_calendar_from_two_on() -> None:
    """Rooms with one slug, and a talk with the address that one would have, share none; the whole has everything."""
    files = files_of(TWO_ROOMS)
    found = {
        url: summaries(text) for url, text in files.items() if url.startswith("rencontre/rencontre") and ".ics" in url
    }
    assert found == {
        "rencontre/rencontre.ics": ["Un", "Deux", "Trois", "Quatre", "Repas", "Tirage"],
        "rencontre/rencontre-salle-1-2.ics": ["Un", "Repas", "Tirage"],
        "rencontre/rencontre-salle-1-3.ics": ["Deux", "Quatre", "Repas"],
        "rencontre/rencontre-salle-1.ics": ["Quatre"],
    }
    one = TWO_ROOMS | {name: text.replace("Salle #1", "Salle 1") for name, text in TWO_ROOMS.items()}
    one["rencontre/index.md"] = event_with('rooms: ["Salle 1"]')
    assert {url for url in files_of(one) if "salle" in url} == {"rencontre/rencontre-salle-1.ics"}


def test_the_programme_names_the_calendars_of_rooms() -> None:
    """The head of the programme names them by their rooms, the event's does not; with one room there is none."""
    site = assembled({"index.md": HOME} | TWO_ROOMS, french())
    programme = SETTINGS.programme("rencontre")
    named = {each["url"]: each["title"] for each in site.exports.head(programme, {})["alternates"]}
    assert named == {
        "rencontre/rencontre-salle-1-2.ics": "agenda de «\u00a0Salle 1\u00a0»",
        "rencontre/rencontre-salle-1-3.ics": "agenda de «\u00a0Salle #1\u00a0»",
    }
    of_event = {each["url"] for each in site.exports.head("rencontre/index.md", {})["alternates"]}
    assert {url for url in of_event if url.endswith(".ics")} == {"rencontre/rencontre.ics"}
    alone = assembled(
        {"index.md": HOME, "rencontre/index.md": ONE_DAY, "rencontre/a.md": held("Un", "10:00", "room: S")}, french()
    )
    assert alone.exports.head(programme, {})["alternates"] == []


def test_breaks_are_in_schedules() -> None:
    """Once in each room that is used on the day, in the order of hours, with ids that no entry shares."""
    files = files_of(TWO_ROOMS)
    conference = json.loads(files["rencontre/schedule.json"])["schedule"]["conference"]
    (day,) = conference["days"]
    shown = {
        room: [(entry["start"], entry["title"], entry["type"]) for entry in entries]
        for room, entries in day["rooms"].items()
    }
    meal = ("12:00", "Repas", "break")
    assert (
        shown
        == {
            "Salle 1": [("10:00", "Un", "talk"), meal, ("13:00", "Tirage", "break")],
            "Salle #1": [("11:00", "Deux", "talk"), meal, ("15:00", "Quatre", "talk")],
            "Rencontre": [meal, ("14:00", "Trois", "talk")],
        }
        or conference["title"] in shown
    )
    for key in ("id", "guid", "slug"):
        every = [entry[key] for entries in day["rooms"].values() for entry in entries]
        assert len({*every}) == len(every)
    assert files["rencontre/schedule.xml"].count("<type>break</type>") == 4


def test_cancelled_talks_are_in_calendars_alone() -> None:
    """A schedule has no word for a talk that is not held: an app would announce it."""
    gone = TWO_ROOMS | {"rencontre/b.md": held("Deux", "11:00", "status: cancelled")}
    files = files_of(gone)
    assert "<title>Deux" not in files["rencontre/schedule.xml"]
    assert '"title": "Deux"' not in files["rencontre/schedule.json"]
    assert "STATUS:CANCELLED" in files["rencontre/rencontre.ics"]
    none = {name: text.replace("duration: 30", "duration: 30\nstatus: dropped") for name, text in TWO_ROOMS.items()}
    assert "rencontre/schedule.json" not in files_of(none)


LINKS = """Voir [un](b.md), [deux](../index.md#debut "Début"), [trois][t], <https://example.org/>,
[moi](#ici), [là](https://example.org/x.md). ![Une ruche](images/ma%20ruche.png)
[quatre](<b.md>) `[code](b.md)`

    [code](b.md)

[t]: ../intervenants/ana-foo.md#a"""
WHOLE = """Voir [un](HERE/rencontre/b.html), [deux](HERE/index.html#debut "Début"), [trois][t], <https://example.org/>,
[moi](HERE/rencontre/a.html#ici), [là](https://example.org/x.md). ![Une ruche](HERE/rencontre/images/ma%20ruche.png)
[quatre](<HERE/rencontre/b.html>) `[code](b.md)`

    [code](b.md)

[t]: HERE/intervenants/ana-foo.html#a""".replace("HERE", "https://recap.example")


def test_links_are_whole() -> None:
    """In abstract, description and biography, of every kind of link; code and addresses of others stay."""
    from recap.exports.texts import whole

    texts = {
        "rencontre/index.md": ONE_DAY,
        "rencontre/a.md": talk(
            "speakers: [Ana Foo]",
            'start: "10:00"',
            "abstract: |-",
            "  Voir [un](b.md).",
            "",
            "  <!-- description -->",
            "",
            "  Et [deux](../index.md).",
        ),
        "rencontre/b.md": talk("speakers: [Ana Foo]", 'start: "11:00"', body="Voir [un](a.md).\n"),
        "intervenants/ana-foo.md": "---\nname: Ana Foo\n---\n\nElle a dit [cela](../rencontre/a.md).\n",
    }
    assert whole(context_of(texts), "rencontre/a.md", LINKS) == WHOLE
    files = files_of(texts)
    for url in ("rencontre/schedule.json", "rencontre/schedule.xml"):
        assert not re.search(r"\.md[)#]", files[url])
    first, second = (
        entry
        for day in json.loads(files["rencontre/schedule.json"])["schedule"]["conference"]["days"]
        for entries in day["rooms"].values()
        for entry in entries
    )
    assert first["abstract"] == "Voir [un](https://recap.example/rencontre/b.html)."
    assert first["description"] == "Et [deux](https://recap.example/index.html)."
    assert second["persons"][0]["biography"] == "Elle a dit [cela](https://recap.example/rencontre/a.html)."


def recordings(*lines: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The recordings in the JSON-LD of a talk, and the event in it, without empty values."""
    from recap.exports.jsonld import _filled

    context = context_of(
        {"rencontre/index.md": ONE_DAY, "rencontre/a.md": talk("speakers: [Ana Foo]", "language: en", *lines)}
    )
    _, event = _filled(talk_nodes(context, context.catalogue.talks["rencontre/a"]))
    return event.get("recordedIn", []), event


def test_a_recording_is_a_video_with_a_name() -> None:
    """Everything that the record knows is said in schema.org's words for it, and nothing else: no day of upload."""
    (one,), _ = recordings(
        'recordings: [{url: "https://video.example/v/1", provider: Video Example, duration: 28, license: CC-BY-4.0}]'
    )
    assert one == {
        "@type": "VideoObject",
        "name": "Un début",
        "url": "https://video.example/v/1",
        "duration": "PT28M",
        "provider": {"@type": "Organization", "name": "Video Example"},
        "license": "https://spdx.org/licenses/CC-BY-4.0.html",
        "inLanguage": "en",
    }


@pytest.mark.parametrize(
    ("url", "kind", "is_file"),
    [("https://a.example/x.mp4", "VideoObject", True), ("https://a.example/x.WEBM?t=1", "VideoObject", True),
     ("https://a.example/x.opus", "AudioObject", True), ("https://a.example/mp4", "VideoObject", False)],
)  # fmt: skip
def test_what_an_address_tells(url: str, kind: str, *, is_file: bool) -> None:
    """A sound is no video, and a file is the content itself."""
    (one,), _ = recordings(f'recordings: [{{url: "{url}"}}]')
    assert (one["@type"], one.get("contentUrl")) == (kind, url if is_file else None)
    assert one.keys() <= {"@type", "name", "url", "contentUrl", "inLanguage"}


def test_recordings_of_one_talk_are_told_apart() -> None:
    """By who has them, then by a number; a video among the resources is about the talk, and no source of it."""
    lines = ["recordings:", *(f'  - {{url: "https://{name}.example/1", provider: {name.title()}}}' for name in "aab")]
    found, event = recordings(
        *lines, 'resources: [{type: video, url: "https://c.example/2", title: A film, language: de}]'
    )
    assert [each["name"] for each in found] == ["Un début (A)", "Un début (A) 2", "Un début (B)"]
    assert event["subjectOf"] == [
        {"@type": "VideoObject", "name": "A film", "url": "https://c.example/2", "inLanguage": "de"}
    ]
    assert "citation" not in event


def test_an_entry_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is in the calendar of the event and in that of a room costs once."""
    context = context_of(TWO_ROOMS)
    made = Calendars(context, context.catalogue.events["rencontre"])
    whole, _ = made.whole(), monkeypatch.setattr(Calendars, "_session", None)
    assert whole.count("BEGIN:VEVENT") == 6
    assert made.of_room("Salle #1").count("BEGIN:VEVENT") == 3


def test_a_calendar_names_files_that_have_an_address() -> None:
    """With the address of the site all of them, without it those of other sites."""
    more = (
        'resources: [{type: slides, url: "s.pdf", title: S}, {type: slides, url: "https://a.example/t", title: T}]',
    )
    texts = {"rencontre/index.md": ONE_DAY, "rencontre/a.md": held("Un", "10:00", *more)}
    for settings, own in ((SETTINGS, ["https://recap.example/rencontre/s.pdf"]), (french(), [])):
        calendar = files_of(texts, settings)["rencontre/a.ics"]
        assert re.findall(r"^ATTACH:(.*)\r$", calendar, re.MULTILINE) == [*own, "https://a.example/t"]


def test_files_and_licences_have_their_places() -> None:
    """Files are attachments; one licence of all recordings is that of the recording; XML has the film's address."""
    resources = [f'  - {{type: slides, url: "https://a.example/{name}", title: S}}' for name in ("s.pdf", "s")]
    films = [f'  - {{url: "https://v.example/{number}", license: CC-BY-4.0}}' for number in (1, 2)]
    more = ["resources:", *resources, "recordings:", *films]
    context = context_of({"rencontre/index.md": ONE_DAY, "rencontre/a.md": held("Un", "10:00", *more)})
    data = schedule(context, context.catalogue.events["rencontre"])
    ((entry,),) = data["schedule"]["conference"]["days"][0]["rooms"].values()
    assert entry["attachments"] == [{"url": "https://a.example/s.pdf", "title": "S", "type": "slides"}]
    assert [link["type"] for link in entry["links"]] == ["slides", "media", "media"]
    assert entry["recording_license"] == "CC-BY-4.0"
    xml = schedule_xml(data, "Europe/Paris")
    assert "<license>CC-BY-4.0</license>" in xml
    assert "<optout>false</optout>" in xml
    assert '<attachment href="https://a.example/s.pdf" type="slides">S</attachment>' in xml
    more[-1] = more[-1].replace(", license: CC-BY-4.0", "")
    mixed = context_of({"rencontre/index.md": ONE_DAY, "rencontre/a.md": held("Un", "10:00", *more)})
    assert "recording_license" not in json.dumps(schedule(mixed, mixed.catalogue.events["rencontre"]))
