"""Every field of a real schedule.json is kept, derived, or named in the report."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from recap.core.text import fold
from tests.unit.importers.test_formats import contents, run

KEPT = {
    *(f"conference.{key}" for key in ("acronym", "title", "start", "end")),
    *(f"event.{key}" for key in ("id", "guid", "start", "room", "title", "language", "url", "track")),
    *("room.name", "day.date"),
}
"""What stands in the files as it stands in the source."""
DERIVED = {
    "$schema": "what makes it a schedule.json",
    "schedule.base_url": "completes relative addresses, and is the website",
    "conference.daysCount": "the days of the talks",
    "conference.time_zone_name": "asked for, where it contradicts the hours",
    "day.index": "the order of the days",
    "day.day_start": "the hours of the talks",
    "day.day_end": "the change of the day",
    "event.date": "date and start",
    "event.duration": "minutes",
    "event.abstract": "Markdown of ours",
    "event.description": "Markdown of ours",
    "event.type": "the word for it in the reference",
    "event.slug": "imported.slug, or the name of the file",
    "event.do_not_record": "a key, where it is true",
    "person.public_name": "name, and titles in a key of their own",
    "person.id": "who is who",
    "person.code": "who is who",
    "person.biography": "Markdown of ours",
}
"""What is in the files in another form, and in which."""
ABOVE = {
    "": "",
    "schedule": "schedule",
    "conference": "conference",
    "rooms": "room",
    "days": "day",
    "persons": "person",
}


def leaves(value: Any, place: str = "", key: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of a schedule that says something, under the name that the report has for it."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if place == "day" and name == "rooms":
                for events in inner.values():
                    yield from leaves(events, "event")
            elif isinstance(inner, (dict, list)):
                yield from leaves(inner, ABOVE.get(name, f"{place}.{name}"))
            else:
                yield from leaves(inner, place, name)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, place)
    elif value not in (None, "", False):
        yield f"{place}.{key}".lstrip("."), value


def test_every_field_of_democon(tmp_path: Path, shared: Callable[[str], Path]) -> None:
    """Of pretalx' DemoCon nothing goes without a word, and nothing that is called kept is missing."""
    source = shared("corpora/pretalx-democon.json")
    done = run(tmp_path, source, "--timezone", "Europe/Berlin")
    assert done.exit_code == 0, done.output
    reported = set(re.findall(r"^  ([a-z]+\.\w+)(?= \(|:)", done.output, re.MULTILINE))
    files = contents(tmp_path)
    written = fold("\n".join(files.values()))
    data = json.loads(source.read_text("utf-8"))
    found: dict[str, list[Any]] = {}
    for name, value in leaves(data):
        found.setdefault(name, []).append(value)
    assert len(found) > 25
    assert found.keys() - KEPT - DERIVED.keys() - reported == set()
    assert {
        name for name in reported if name.startswith(("event", "conference", "schedule", "day"))
    } - found.keys() == set()
    missing = {
        (name, str(value))
        for name in KEPT & found.keys()
        for value in found[name]
        if fold(" ".join(str(value).split())) not in written
    }
    assert missing == set()
    assert "name: Brooke Sanders\nhonorific: DDS\n" in files["people/brooke-sanders.md"]
