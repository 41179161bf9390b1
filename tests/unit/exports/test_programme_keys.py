"""What a programme says of its talks besides their texts, in calendars, data and on pages."""

from __future__ import annotations

import json
from typing import Any

import pytest

from recap.content.settings import Settings
from tests.catalogue_fixtures import assembled, outlined, talk
from tests.site_fixtures import EVENT, HOME, french

SETTINGS: Settings = french(site_url="https://recap.example/")
LINES = ("speakers: [Ana Foo]", 'start: "00:30"', "duration: 30", "room: Salle", "subtitle: Un soir",
         "attendance: hybrid", "do_not_record: true", "url: https://example.org/nuit")  # fmt: skip
ROOMS = "rooms: [{name: Salle, capacity: 40, description: En bas.}]\ntracks: [{id: n, title: N, color: '#AA0000'}]\n"


def written(*more: str) -> dict[str, str]:
    """The files of a site with one talk after midnight, by address."""
    event = EVENT.replace("end_date: 2026-05-02", "end_date: 2026-05-01").replace("summary:", f"{ROOMS}summary:")
    files = {"index.md": HOME, "rencontre/index.md": event, "rencontre/a.md": talk(*LINES, *more)}
    site = assembled(files, SETTINGS)
    return {address: content.decode() for write in site.exports.units().values() for address, content in write()}


def session(files: dict[str, str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The only day and the only session of schedule.json."""
    conference = json.loads(files["rencontre/schedule.json"])["schedule"]["conference"]
    assert conference["rooms"][0].items() >= {"name": "Salle", "capacity": 40, "description": "En bas."}.items()
    assert conference["tracks"] == [{"name": "N", "slug": "n", "color": "#aa0000"}]
    (day,) = conference["days"]
    return day, day["rooms"]["Salle"][0]


def test_after_midnight_is_the_next_day_and_the_same_programme() -> None:
    """The programme's day keeps the talk; its moment, in every format, is that of the calendar."""
    files = written()
    day, entry = session(files)
    assert (day["date"], entry["date"], entry["start"]) == ("2026-05-01", "2026-05-02T00:30:00+02:00", "00:30")
    assert day["day_end"] > entry["date"]
    assert "DTSTART;TZID=Europe/Paris:20260502T003000" in files["rencontre/a.ics"]
    assert 'date="2026-05-01"' in files["rencontre/schedule.xml"]


def test_keys_of_a_programme_are_written_back() -> None:
    """Subtitle, wish not to be recorded, and address at the conference are in schedule.json and schedule.xml."""
    files = written()
    _, entry = session(files)
    assert (
        entry.items()
        >= {"subtitle": "Un soir", "do_not_record": True, "origin_url": "https://example.org/nuit"}.items()
    )
    for part in ("<subtitle>Un soir</subtitle>", "<optout>true</optout>", "<origin_url>https://example.org/nuit<"):
        assert part in files["rencontre/schedule.xml"]
    (listed,) = json.loads(files["api/v1/talks.json"])["talks"]
    assert (listed["origin_url"], listed["url"]) == ("https://example.org/nuit", "rencontre/a.html")


MOVED = 'imported: {from: x, id: "1", revision: {sequence: 3, changed: 2026-04-02, start: "09:00", room: Cave}}'


def test_a_moved_talk_is_a_new_revision_in_calendars() -> None:
    """RFC 5545, 3.8.7.4 and 3.8.7.3: SEQUENCE grows and LAST-MODIFIED is the day of the change; others have neither."""
    calendar = written(MOVED)["rencontre/a.ics"]
    assert "SEQUENCE:3\r\n" in calendar
    assert "LAST-MODIFIED:20260402T000000Z\r\n" in calendar
    assert "SEQUENCE" not in written()["rencontre/a.ics"]
    assert "LAST-MODIFIED" not in written()["rencontre/a.ics"]


@pytest.mark.parametrize(
    ("more", "label"),
    [((MOVED,), "déplacée"), ((MOVED, "status: cancelled"), "annulée"), (("status: dropped",), "plus au programme")],
)
def test_what_became_of_a_talk_is_shown_wherever_it_is_listed(more: tuple[str, ...], label: str) -> None:
    """In the programme, on the event's page and in a person's list; where it was before, on its own page."""
    files = {"index.md": HOME, "rencontre/index.md": EVENT, "rencontre/a.md": talk(*LINES, *more)}
    pages = outlined(files, SETTINGS).pages
    for src_uri in ("rencontre/programme.md", "intervenants/ana-foo.md"):
        assert label in pages[src_uri].markdown()
    assert label in json.dumps(pages["rencontre/index.md"].data(), ensure_ascii=False, default=str)
    facts = {each["label"]: each["value"] for each in pages["rencontre/a.md"].data()["facts"]}
    assert facts.get("Avant son déplacement") == ("09:00, Cave" if label == "déplacée" else None)


def test_a_cancelled_talk_is_cancelled_in_calendars() -> None:
    """RFC 5545, 3.8.1.11: the entry stays, with its status."""
    assert "STATUS:CONFIRMED" in written()["rencontre/a.ics"]
    for status in ("cancelled", "dropped"):
        assert "STATUS:CANCELLED" in written(f"status: {status}")["rencontre/a.ics"]
