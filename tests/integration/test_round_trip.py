"""A programme that is exported, imported into an empty site and exported again is the same, save what is named."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from recap.cli import main
from recap.importers.model import Losses
from recap.importers.readers import read_sources
from recap.importers.schedule_xml import from_xml
from tests.site_fixtures import MakeProject

ADDRESS = "https://recap.example/2026/"
ADDRESSES = {"event.slug", "event.url", "event.origin_url", "person.links"}
"""What changes by nature: files are named after titles, and the pages of the first site are now pages elsewhere."""


def read(path: Path) -> dict[str, Any]:
    """A schedule in the shape of the JSON one."""
    [source] = read_sources(path, Losses())
    found: dict[str, Any] = from_xml(source.data) if path.suffix == ".xml" else source.data["schedule"]
    return found


def kept(schedule: dict[str, Any], named: set[str]) -> dict[str, Any]:
    """A schedule without the fields that a report named: `event.url`, `person.guid`…"""

    def without(prefix: str, data: dict[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in data.items() if f"{prefix}.{key}" not in named}

    schedule = without("schedule", schedule)
    conference = schedule["conference"] = without("conference", schedule["conference"])
    if "rooms" in conference:
        conference["rooms"] = [without("room", room) for room in conference["rooms"]]
    for day in conference["days"]:
        for room, events in day["rooms"].items():
            day["rooms"][room] = [without("event", event) for event in events]
            for event in day["rooms"][room]:
                event["persons"] = [without("person", person) for person in event["persons"]]
    return schedule


@pytest.mark.parametrize("name", ["schedule.json", "schedule.xml"])
def test_a_programme_comes_back(new_project: MakeProject, large: Path, name: str) -> None:
    """24 talks with tracks, rooms, types and hours: only what the report names differs, and that is little."""
    source = next(large.rglob(name))
    project = new_project({}, address=ADDRESS)
    done = CliRunner().invoke(main, ["import", "-f", str(project.config), str(source), "--lang", "en"])
    assert done.exit_code == 0, done.output
    named = set(re.findall(r"^  ([a-z]+\.\w+)", done.output, re.MULTILINE))
    assert {field.partition(".")[0] for field in named} <= {"schedule", "conference", "event", "person", "room"}
    assert not named & {
        f"event.{key}" for key in ("guid", "id", "title", "date", "room", "track", "abstract", "persons")
    }
    result = project.build()
    assert result.ok, (result.diagnostics, result.warnings)
    before, after = read(source), read(next(project.site.rglob(name)))
    assert kept(after, named | ADDRESSES) == kept(before, named | ADDRESSES)
    assert sum(len(events) for day in before["conference"]["days"] for events in day["rooms"].values()) == 24
