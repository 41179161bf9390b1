"""What comes out again of programmes that others brought: the cases of `shared/faults/programme`, by their names."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from recap.exports.jsonld import graph
from recap.pages.context import Context
from tests.catalogue_fixtures import resolved
from tests.integration.test_out_again import SETTINGS, exports
from tests.unit.importers.test_formats import contents, run

Find = Callable[[str], dict[str, str]]


@pytest.fixture
def out(shared: Callable[[str], Path], tmp_path: Path) -> Find:
    """Returns address -> content of the files for machines that a site with an imported file of a case has."""

    def find(name: str) -> dict[str, str]:
        folder = tmp_path / name.replace("/", "-")
        folder.mkdir()
        done = run(folder, shared(f"faults/programme/{name}"))
        assert done.exit_code == 0, done.output
        return exports(folder)

    return find


def conference(files: dict[str, str]) -> dict[str, Any]:
    """The conference of schedule.json."""
    (text,) = (text for url, text in files.items() if url.endswith("schedule.json"))
    found: dict[str, Any] = json.loads(text)["schedule"]["conference"]
    return found


def entries(files: dict[str, str]) -> list[dict[str, Any]]:
    """All entries of schedule.json."""
    days = conference(files)["days"]
    return [entry for day in days for room in day["rooms"].values() for entry in room]


def xml(files: dict[str, str]) -> str:
    """schedule.xml, on one line."""
    (text,) = (text for url, text in files.items() if url.endswith("schedule.xml"))
    return re.sub(r"\n\s*", "", text)


def test_08_after_midnight(out: Find) -> None:
    """One day, which ends after half past midnight, with the session on its true date."""
    files = out("08-after-midnight/schedule.json")
    found = conference(files)
    assert (found["start"], found["end"], found["daysCount"]) == ("2031-05-06", "2031-05-06", 1)
    late = next(entry for entry in entries(files) if entry["start"] == "00:30")
    assert late["date"] == "2031-05-07T00:30:00+02:00" < found["days"][0]["day_end"]
    assert any("DTSTART;TZID=Europe/Berlin:20310507T003000" in text for url, text in files.items() if ".ics" in url)


def test_10_calendars_by_room(out: Find) -> None:
    """Hours are enough; from two rooms on each has a calendar."""
    names = {"no-room": "noroom31", "one-room": "demo31", "two-rooms": "two31"}
    found = {name: out(f"10-calendars-by-room/{name}.json") for name in names}
    for name, event in names.items():
        calendars = {url for url in found[name] if url.endswith(".ics")}
        rooms = {f"{event}/{event}-{room}.ics" for room in ("aula", "cellar")} if name == "two-rooms" else set()
        assert calendars == {f"{event}/{event}.ics"} | rooms
        assert found[name][f"{event}/{event}.ics"].count("BEGIN:VEVENT") == 2
    assert "LOCATION" not in found["no-room"]["noroom31/noroom31.ics"]
    assert [*conference(found["no-room"])["days"][0]["rooms"]] == ["Roomless Days"]


def test_13_online_cancelled_not_recorded(out: Find) -> None:
    """The wish not to be recorded comes back; a cancelled session is cancelled in the calendar, and held nowhere."""
    files = out("13-online-cancelled-not-recorded/schedule.json")
    wishes = {entry["title"]: entry.get("do_not_record", False) for entry in entries(files)}
    assert wishes == {"Bees seen from home": False, "Wasps in both places": False, "Spiders without cameras": True}
    assert files["demo31/demo31.ics"].count("STATUS:CANCELLED") == 1
    assert "<recording><license /><optout>true</optout></recording>" in xml(files)


def test_14_breaks_as_talks(out: Find) -> None:
    """Breaks are written back as such."""
    found = entries(out("14-breaks-as-talks/schedule.json"))
    assert sorted(entry["title"] for entry in found if entry["type"] == "break") == [
        "Coffee break",
        "Lunch",
        "Lunch",
        "Registration",
    ]
    assert [entry["title"] for entry in found if entry["type"] != "break"] == ["Opening"]


def test_15_slugs_as_addresses(out: Find) -> None:
    """Addresses come from titles; what the source called a talk comes back where the format takes it."""
    found = {
        entry["title"]: (entry["url"], entry["slug"]) for entry in entries(out("15-slugs-as-addresses/schedule.json"))
    }
    assert {url.rpartition("/")[2] for url, _ in found.values()} == {
        f"{name}.html"
        for name in (
            "bees-in-the-city",
            "wasps-in-the-city",
            "ants-in-the-city",
            "moths-at-night",
            "spiders",
            "beetles",
        )
    }
    assert found["Bees in the city"][1].startswith("demo31-1-imkern-auf-dem-dach-")
    assert found["Moths at night"][1] == "demo31-moths-at-night"


@pytest.mark.parametrize("name", ["abstract-description", "description-only"])
def test_16_abstract_and_description(out: Find, shared: Callable[[str], Path], name: str) -> None:
    """The same two texts come out, byte for byte except for line ends."""
    path = f"16-abstract-and-description/{name}.json"
    before = json.loads(shared(f"faults/programme/{path}").read_text("utf-8"))["schedule"]["conference"]
    ((source,),) = before["days"][0]["rooms"].values()
    (entry,) = entries(out(path))
    for key in ("abstract", "description"):
        assert entry[key] == (source[key] or "").replace("\r\n", "\n").strip()


def test_16_attachments_and_links(out: Find) -> None:
    """Files are attachments, the others links, with whole addresses; a film is among the media."""
    (entry,) = entries(out("16-attachments/attachments.json"))
    assert [each["url"] for each in entry["attachments"]] == [
        "https://demo31.example/media/demo31/submissions/BEES1/slides.pdf",
        "https://demo31.example/media/roof.png",
    ]
    (entry,) = entries(out("16-links/links.json"))
    assert [(each["type"], each["title"]) for each in (*entry["links"], *entry["attachments"])] == [
        ("related", "Source of the counter"),
        ("web", "bees.example"),
        ("media", "Film"),
        ("slides", "Slides"),
    ]


def test_16_what_was_lost_of_a_talk(out: Find) -> None:
    """Subtitle, public address and wish come back in both formats."""
    files = out("16-lost-subtitle/subtitle.json")
    assert entries(files)[0]["subtitle"] in xml(files)
    assert entries(files)[0]["subtitle"]
    files = out("16-lost-public-url/url.json")
    assert entries(files)[0]["origin_url"] == "https://demo31.example/talk/BEES1/"
    assert "<origin_url>https://demo31.example/talk/BEES1/</origin_url>" in xml(files)
    files = out("16-lost-do-not-record/do-not-record.json")
    assert entries(files)[0]["do_not_record"] is True
    assert "<optout>true</optout>" in xml(files)


def test_16_what_was_lost_of_persons_and_place(out: Find) -> None:
    """The public name alone; company, pronouns and links; the place where the schema has room for it; colours."""
    files = out("16-lost-of-persons/persons.json")
    ((person,),) = (entry["persons"] for entry in entries(files))
    assert (person["name"], person["affiliation"], person["pronouns"]) == ("Mara Q.", "Roof Club", "she/her")
    assert not any("Mara Quill" in text for text in files.values())
    files = out("16-lost-place/place.json")
    assert conference(files)["meta"] == {"city": "Sandhaven", "venue": "Old Ropeworks", "country": "DE"}
    assert "LOCATION:Aula\\, Old Ropeworks\\, Sandhaven\\, Germany" in files["demo31/demo31.ics"]
    (track, *_) = conference(out("16-tracks/tracks.json"))["tracks"]
    assert track["slug"] == "insects-cities"
    assert re.fullmatch("#[0-9a-f]{6}", track["color"])


def site_of(folder: Path) -> dict[str, str]:
    """The texts of a docs folder."""
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in folder.rglob("*.md")}


def test_24_relative_links_in_schedule(shared: Callable[[str], Path], tmp_path: Path) -> None:
    """Every address of a text that leaves the site is whole."""
    for src_uri, text in site_of(shared("faults/programme/24-relative-links-in-schedule/docs")).items():
        path = tmp_path / "docs" / src_uri
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    assert len(contents(tmp_path)) == 4
    files = exports(tmp_path)
    (entry,) = entries(files)
    assert not any(re.search(r"\.md[)#]", text) for text in files.values())
    assert entry["abstract"] == "Notes, see the other page and Mara."  # how a recap begins, in plain words
    assert entry["persons"][0]["biography"] == (
        "Keeps bees. Spoke [about them](https://recap.example/demo31/bees-in-the-city.html) and on "
        '[the home page](https://recap.example/index.html#welcome "home").\n\n'
        "![A hive](https://recap.example/people/hive.png)"
    )


def test_26_recording_in_jsonld(shared: Callable[[str], Path]) -> None:
    """A recording is a video with a name, a length, a provider and a licence."""
    texts = site_of(shared("faults/programme/26-recording-in-jsonld/docs"))
    context = Context(resolved(texts, SETTINGS)[0], SETTINGS)
    talk = context.catalogue.talks["demo31/bees-in-the-city"]
    data = {"url": talk.url, "title": talk.record.title}
    event = json.loads(graph(context, data, talk, [], {}))["@graph"][1]
    assert event["recordedIn"] == [
        {
            "@type": "VideoObject",
            "name": "Bees in the city",
            "url": "https://video.example/v/1",
            "duration": "PT28M",
            "provider": {"@type": "Organization", "name": "Video Example"},
            "license": "https://spdx.org/licenses/CC-BY-4.0.html",
        }
    ]
