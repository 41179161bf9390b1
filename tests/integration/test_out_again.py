"""What was read is written: an invented conference goes out, into an empty site, and out again, in three formats."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from icalendar import Calendar

from recap.content.settings import Settings
from recap.core.language import language
from tests import programmes
from tests.catalogue_fixtures import assembled
from tests.site_fixtures import ROOT
from tests.unit.importers.test_formats import contents, run

SETTINGS = Settings(language="en", folders=dict(language("en").folders), site_url="https://recap.example/")
CHANGED = ("version", "avatar", "guid", "slug", "URL")
"""The fields that come back otherwise, which the manual lists with the reason: Out again, in manual/docs/formats.md."""
RECAP = """---
title: Looking back
speakers:
  - {name: Lena Dorn-Holt, organisation: "Brant, Sons & Co"}
  - Odo van der Brant
date: 2031-10-26
start: "16:00"
language: fr
track: c
type: workshop
url: https://lantern.example/back/
summary: What stays of three days.
key_points: [Lamps stay., Wicks go., Oil is dear.]
authors: []
published: 2031-11-02
resources:
  - {type: slides, url: "https://slides.example/back.pdf", title: The slides}
  - {type: code, url: "https://anywhere.example/back", title: Something}
  - {type: website, url: "https://github.com/lantern/back", title: A page}
  - {type: specification, url: "https://papers.example/back", title: A paper}
  - {type: article, url: "https://blog.example/back.txt", title: An article}
recordings:
  - {url: "https://media.example/back", provider: Media Example, license: CC-BY-4.0}
  - {url: "https://media.example/back.mp3", license: CC-BY-4.0}
parts:
  - {id: oil, title: "Of oil, too", speakers: [Odo van der Brant], start: "16:10", duration: 10, summary: Oil.}
---

## Of oil, too {#oil}

Oil.
"""


def exports(folder: Path) -> dict[str, str]:
    """Address -> content of the files for machines that the event of a folder has."""
    units = assembled(contents(folder), SETTINGS).exports.units()
    return {
        address: content.decode()
        for name, write in units.items()
        if name.endswith(" event")
        for address, content in write()
    }


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The exports of a site into which pretalx' schedule.json was imported, and which somebody has completed."""
    folder = tmp_path_factory.mktemp("first")
    assert run(folder, programmes.schedule_json(folder)).exit_code == 0
    docs = folder / "docs"
    for name, old, new in (
        ("lantern31/index.md", "kind: event\n", "kind: event\ncity: Sandhaven\nvenue: Old Ropeworks\ncountry: DE\n"),
        ("lantern31/lantern-number-13.md", r"duration: \d+\nroom: \w+\n", ""),
        ("people/odo-van-der-brant.md", "---\n", "---\nphoto: {file: odo.png, alt: Odo, license: CC0-1.0}\n"),
    ):
        text = (docs / name).read_text("utf-8")
        changed, number = re.subn(old, new, text, count=1)
        assert number == 1, name
        (docs / name).write_text(changed, "utf-8")
    (docs / "lantern31/looking-back.md").write_text(RECAP, "utf-8")
    return exports(folder)


def again(folder: Path, name: str, content: str) -> dict[str, str]:
    """The exports of an empty site into which one export is imported."""
    (folder / name).write_bytes(content.encode())
    done = run(folder, folder / name)
    assert done.exit_code == 0, done.output
    return exports(folder)


def different(before: Any, after: Any, place: str = "") -> dict[str, tuple[Any, Any]]:
    """Place, without numbers -> the last pair of values that differ there."""
    found: dict[str, tuple[Any, Any]] = {}
    if isinstance(before, dict) and isinstance(after, dict):
        for key in before.keys() | after.keys():
            found |= different(before.get(key), after.get(key), f"{place}.{key}")
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for one, other in zip(before, after, strict=True):
            found |= different(one, other, place)
    elif before != after:
        found[place] = before, after
    return found


def test_schedule_json_comes_back(first: dict[str, str], tmp_path: Path) -> None:
    """Every field of every entry, room, track, day and person is as it was, save two."""
    before = first["lantern31/schedule.json"]
    after = again(tmp_path, "schedule.json", before)["lantern31/schedule.json"]
    changed = different(json.loads(before), json.loads(after))
    assert {place.rpartition(".schedule.")[2].rpartition(".")[2] for place in changed} == {"version", "avatar"}


def tree(text: str) -> Any:
    """An XML document as values."""

    def value(element: Any) -> Any:
        own = {f"{element.tag}.{key}": each for key, each in element.attrib.items()}
        return own | {element.tag: (element.text or "").strip(), "in": [*map(value, element)]}

    return value(fromstring(text))


def test_schedule_xml_comes_back(first: dict[str, str], tmp_path: Path) -> None:
    """The same, of what XML knows."""
    before = first["lantern31/schedule.xml"]
    after = again(tmp_path, "schedule.xml", before)["lantern31/schedule.xml"]
    changed = different(tree(before), tree(after))
    assert {place.replace(".in", "") for place in changed} == {".version", ".person.guid", ".track.slug"}


def entries(calendar: str) -> list[dict[str, Any]]:
    """The entries of a calendar with all their properties and parameters, by their UID; the address is in one only."""
    found = []
    for entry in Calendar.from_ical(calendar).walk("VEVENT"):
        own: dict[str, Any] = {}
        for key, value in entry.items():
            values = value if isinstance(value, list) else [value]
            own[key] = [(each.to_ical().decode(), dict(each.params)) for each in values]
        url = own["URL"][0][0]
        assert own.get("DESCRIPTION", [(url, {})])[0][0].endswith(url) or "BREAK" in own["CATEGORIES"][0][0]
        own["DESCRIPTION"] = own.get("DESCRIPTION", [("", {})])[0][0].removesuffix(url)
        found.append(own)
    return sorted(found, key=lambda entry: str(entry["UID"]))


def test_a_calendar_comes_back(first: dict[str, str], tmp_path: Path) -> None:
    """The same, of what a calendar knows."""
    before = first["lantern31/lantern31.ics"]
    after = again(tmp_path, "calendar.ics", before)["lantern-days-2031/lantern-days-2031.ics"]
    assert set(different(entries(before), entries(after))) == {".URL", ".DTSTAMP"}


def test_the_manual_says_what_changes() -> None:
    """The list of the manual is the one that these tests hold the formats to, and has five lines at most."""
    page = (ROOT / "manual/docs/formats.md").read_text("utf-8").partition("## Out again")[2].partition("\n## ")[0]
    assert tuple(re.findall(r"^- `(\w+)`", page, re.MULTILINE)) == CHANGED
    assert len(CHANGED) <= 5
