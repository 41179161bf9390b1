"""A programme comes again: into the event that it is, with what changed, moved, was cancelled or left it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from recap.cli import import_places, main
from recap.importers.formats import FORMATS
from tests import programmes
from tests.programmes import DAYS, TALKS, WRITERS, Item
from tests.unit.importers.test_formats import catalogue_of, contents, run
from tests.unit.importers.test_programmes import DAY, event, imported, record_of, schedule

HEADS = {
    "Added": "added",
    "Here already": "recognised",
    "Changed": "changed",
    "Moved": "moved",
    "Cancelled": "cancelled",
    "No longer in the programme, marked as dropped; delete": "dropped",
    "No longer in the programme, marked as dropped; the recap": "recap",
    "Days of the event": "dates",
    "Nothing of the earlier": "part",
    "Kept as edited by hand": "left",
}
"""How the line above a section begins -> what the section is called here."""


def report_of(output: str, docs: Path) -> dict[str, list[str]]:
    """The sections of a report: each line below its heading, without the path of the docs folder."""
    found: dict[str, list[str]] = {}
    here: list[str] = []
    for line in output.replace(f"{docs}/", "").split("\n"):
        if line.startswith("  "):
            here.append(line.strip())
        else:
            name = next((name for head, name in HEADS.items() if line.startswith(head)), "")
            here = found.setdefault(name, []) if name else []
    return found


def write(path: Path, *pairs: tuple[str, str]) -> None:
    """Replace texts in a file."""
    text = path.read_text("utf-8")
    for old, new in pairs:
        assert old in text, (old, text)
        text = text.replace(old, new)
    path.write_text(text, "utf-8")


def new_event(folder: Path, *options: str, title: str = "Demo Days 2031", start: str = DAY) -> None:
    """An event as `recap new event` makes it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "docs").mkdir(exist_ok=True)
    (folder / "mkdocs.yml").write_text(
        "site_name: Recap\ntheme: {name: recap, language: en}\nplugins: [recap]\n", "utf-8"
    )
    arguments = ["new", "event", "-f", str(folder / "mkdocs.yml"), title, "--start", start, "--end", start]
    done = CliRunner().invoke(main, [*arguments, "--timezone", "Europe/Berlin", "--no-input", *options])
    assert done.exit_code == 0, done.output


def changed_talks() -> list[Item]:
    """The invented conference a week later: moved, removed, cancelled, shortened, new, and one that a person edits."""
    changes: dict[int, dict[str, Any]] = {
        14: {"clock": "08:00"},
        17: {"more": {"status": "canceled"}},
        18: {"minutes": 41},
        19: {"minutes": 43},
    }
    talks = [replace(each, **changes.get(each.number, {})) for each in TALKS if each.number != 16]
    return [*talks, Item(31, "Wax, a talk that is new", DAYS[1], "08:00", 30, "Attic", ("p5",))]


@pytest.mark.parametrize("name", WRITERS)
def test_a_changed_programme_is_reported_file_by_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """In every format: what is added, changed, moved, cancelled, dropped and kept by hand, and nothing else.

    A third import changes no file, and repeats what is cancelled, dropped or kept.
    """
    format_, write_format = WRITERS[name]
    zone = ("--timezone", "Europe/Berlin")
    assert run(tmp_path, write_format(tmp_path), *zone).exit_code == 0
    [folder] = [path.parent for path in (tmp_path / "docs").glob("*/index.md")]
    write(folder / "lantern-number-18.md", ("duration: 20", "duration: 22"))
    monkeypatch.setattr(programmes, "TALKS", changed_talks())
    (tmp_path / "again").mkdir()
    source = write_format(tmp_path / "again")
    done = run(tmp_path, source, *zone)
    assert done.exit_code == 0, done.output
    at = f"{folder.name}/lantern-number"
    drop = f"{at}-15.md: Lantern number 15 (Zoë d'Arbre, Lena Dorn-Holt, {DAYS[0]})"
    states = {
        "cancelled": [
            f"{at}-16.md: Lantern number 16",
            f"{folder.name}/the-lamp-that-fell-ill.md: The lamp that fell ill",
        ],
        "recap" if format_ == "markdown" else "dropped": [drop],
        "left": [f"{at}-18.md: duration"],
    }
    news = {
        "added": [f"{folder.name}/wax-a-talk-that-is-new.md: Wax, a talk that is new"],
        "changed": [f"{at}-17.md: duration"],
        "moved": [f"{at}-13.md: Lantern number 13: {DAYS[1]} 11:30 Aula → {DAYS[1]} 08:00 Aula"],
    }
    if "status" in FORMATS[format_].DROPPED or name in ("Hugo", "Pelican"):
        del states["cancelled"]
    if "moment" in FORMATS[format_].DROPPED:
        del news["moved"]
    assert {key: sorted(lines) for key, lines in report_of(done.output, tmp_path / "docs").items()} == states | news
    files = contents(tmp_path)
    again = run(tmp_path, source, *zone)
    assert "Written: 0 new, 0 updated" in again.output
    assert contents(tmp_path) == files
    assert {key: sorted(lines) for key, lines in report_of(again.output, tmp_path / "docs").items()} == states


WITHDRAWN = event(2, title="A talk that is withdrawn")


def test_a_talk_that_left_the_programme(tmp_path: Path) -> None:
    """It is named in each import, marked, and never deleted; the days of the event reach to it; it can come back."""
    last = event(2, title="A talk that is withdrawn", date="2031-05-07T11:00:00+02:00")
    both = schedule(event(1), end="2031-05-07")
    both["schedule"]["conference"]["days"].append(
        {"date": "2031-05-07", "rooms": {"Cellar": [last | {"room": "Cellar"}]}}
    )
    first, _ = imported(tmp_path, both)
    path = "demo31/a-talk-that-is-withdrawn.md"
    planned = run(tmp_path, written(tmp_path, schedule(event(1))), "--dry-run")
    assert contents(tmp_path) == first
    second, output = imported(tmp_path, schedule(event(1)))
    expected = {
        "dropped": [f"{path}: A talk that is withdrawn (Odo Brant, 2031-05-07)"],
        "dates": ["demo31/index.md: 2031-05-06 – 2031-05-07"],
    }
    news = {"changed": ["demo31/index.md: summary"]}
    assert report_of(output, tmp_path / "docs") == report_of(planned.output, tmp_path / "docs") == expected | news
    assert record_of(second, path)["status"] == "dropped"
    assert record_of(second, path)["imported"]["revision"]["sequence"] == "1"
    assert record_of(second, "demo31/index.md")["rooms"] == ["Aula", "Cellar"]  # E112 must not stop the next check
    third, output = imported(tmp_path, schedule(event(1)))
    assert (third, report_of(output, tmp_path / "docs")) == (second, expected)
    back, output = imported(tmp_path, both)
    assert "status" not in record_of(back, path)
    assert record_of(back, path)["imported"]["revision"]["sequence"] == "2"
    assert report_of(output, tmp_path / "docs") == {"changed": [f"{path}: status", "demo31/index.md: summary"]}


def written(folder: Path, data: dict[str, Any]) -> Path:
    """A schedule.json in a folder."""
    path = folder / "schedule.json"
    path.write_text(json.dumps(data), "utf-8")
    return path


def test_a_recap_of_a_talk_that_left_stays(tmp_path: Path) -> None:
    """It is marked and reported as a recap; where somebody has set the status by hand, that stays."""
    imported(tmp_path, schedule(event(1), WITHDRAWN, event(3)))
    folder = tmp_path / "docs/demo31"
    path = folder / "a-talk-that-is-withdrawn.md"
    path.write_text(path.read_text("utf-8") + "What was said.\n", "utf-8")
    write(folder / "talk-3.md", ("language: en", "language: en\nstatus: confirmed"))
    files, output = imported(tmp_path, schedule(event(1)))
    found = report_of(output, tmp_path / "docs")
    assert found["recap"] == [f"demo31/{path.name}: A talk that is withdrawn (Odo Brant, {DAY})"]
    assert found["left"] == ["demo31/talk-3.md: status"]
    assert files[f"demo31/{path.name}"].endswith("What was said.\n")
    assert record_of(files, "demo31/talk-3.md")["status"] == "confirmed"


def test_a_talk_that_upstream_withdraws_has_left(tmp_path: Path) -> None:
    """A session that the source still lists, as withdrawn or rejected, is no talk of the programme any more."""
    imported(tmp_path, schedule(event(1), event(2)))
    files, output = imported(tmp_path, schedule(event(1), event(2, state="withdrawn")))
    assert record_of(files, "demo31/talk-2.md")["status"] == "dropped"
    assert [*report_of(output, tmp_path / "docs")] == ["changed", "dropped"]


def test_another_part_of_a_programme_marks_nothing(tmp_path: Path) -> None:
    """Where a programme has none of the talks that came before, they have not left: it is another part."""
    imported(tmp_path, schedule(event(1), event(2)))
    files, output = imported(tmp_path, schedule(event(3)))
    assert report_of(output, tmp_path / "docs")["part"] == ["demo31/index.md: 2"]
    assert "status" not in record_of(files, "demo31/talk-1.md")


def test_a_speaker_who_left_a_talk(tmp_path: Path) -> None:
    """The talk stays, without them; nobody's file is deleted, and the check passes."""
    people = [{"id": 1, "name": "Odo Brant"}, {"id": 2, "name": "Mara Quill", "biography": "Writes."}]
    imported(tmp_path, schedule(event(1, persons=people)))
    files, output = imported(tmp_path, schedule(event(1, persons=people[:1])))
    assert report_of(output, tmp_path / "docs") == {"changed": ["demo31/talk-1.md: speakers"]}
    assert "people/mara-quill.md" in files
    assert catalogue_of(tmp_path)


def test_a_cancelled_talk(tmp_path: Path) -> None:
    """It keeps its page and says so; its recap stays; its entry in calendars is a new revision."""
    imported(tmp_path, schedule(event(1)))
    path = tmp_path / "docs/demo31/talk-1.md"
    path.write_text(path.read_text("utf-8") + "What was said before.\n", "utf-8")
    files, output = imported(tmp_path, schedule(event(1, state="canceled")))
    assert report_of(output, tmp_path / "docs") == {"cancelled": ["demo31/talk-1.md: Talk 1"]}
    record = record_of(files, "demo31/talk-1.md")
    assert record["status"] == "cancelled"
    assert record["imported"]["revision"].keys() == {"sequence", "changed"}
    assert path.read_text("utf-8").endswith("What was said before.\n")


def test_a_talk_that_moves_twice(tmp_path: Path) -> None:
    """Each move is a revision, and the place before the last one is kept; what is no move raises nothing."""
    imported(tmp_path, schedule(event(1)))
    imported(tmp_path, schedule(event(1, date=f"{DAY}T11:00:00+02:00", start="11:00")))
    files, _ = imported(tmp_path, schedule(event(1, date=f"{DAY}T11:00:00+02:00", start="11:00", room="Cellar")))
    revision = record_of(files, "demo31/talk-1.md")["imported"]["revision"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", revision.pop("changed"))
    assert revision == {"sequence": "2", "date": DAY, "start": "11:00", "room": "Aula"}
    moved = event(1, date=f"{DAY}T11:00:00+02:00", start="11:00", room="Cellar", abstract="More.", duration="00:40")
    files, output = imported(tmp_path, schedule(moved))
    assert report_of(output, tmp_path / "docs") == {"changed": ["demo31/talk-1.md: duration, abstract"]}
    assert record_of(files, "demo31/talk-1.md")["imported"]["revision"]["sequence"] == "3"
    files, _ = imported(tmp_path, schedule(moved | {"abstract": "Other."}))
    assert record_of(files, "demo31/talk-1.md")["imported"]["revision"]["sequence"] == "3"


def test_an_hour_that_was_not_known_is_no_move(tmp_path: Path) -> None:
    """A talk that gets its room was nowhere else before."""
    imported(tmp_path, schedule(event(1, room="")))
    files, output = imported(tmp_path, schedule(event(1)))
    assert "moved" not in report_of(output, tmp_path / "docs")
    assert record_of(files, "demo31/talk-1.md")["imported"].get("revision", {}).keys() <= {"sequence", "changed"}


def test_numbers_that_are_used_again(tmp_path: Path) -> None:
    """A running number is no identity where GUIDs say otherwise: each talk keeps its own file."""
    imported(tmp_path, schedule(event(1), event(2)))
    path = tmp_path / "docs/demo31/talk-2.md"
    path.write_text(path.read_text("utf-8") + "Of the second.\n", "utf-8")
    files, output = imported(tmp_path, schedule(event(1), event(3, id=2)))
    found = report_of(output, tmp_path / "docs")
    assert (found["added"], found["recap"]) == (
        ["demo31/talk-3.md: Talk 3"],
        [f"demo31/talk-2.md: Talk 2 (Odo Brant, {DAY})"],
    )
    assert files["demo31/talk-2.md"].endswith("Of the second.\n")
    files, _ = imported(tmp_path, schedule(event(1, guid="0b6f1c00-1111-5000-8000-000000000009"), event(3, id=2)))
    assert "demo31/talk-1-2.md" not in files  # new GUIDs for all talks, with the same numbers and titles


def conference(title: str, year: int, *, acronym: str = "BCN", **more: Any) -> dict[str, Any]:
    """A conference of one talk, in May of a year."""
    day = f"{year}-05-06"
    talk = event(1, title=f"A talk of {year}", date=f"{day}T10:00:00+02:00")
    days = [{"date": day, "rooms": {"Aula": [talk]}}]
    return schedule(**{"acronym": acronym, "title": title, "start": day, "end": day, "days": days, **more})


def test_another_conference_of_the_same_acronym(tmp_path: Path) -> None:
    """It gets a folder of its own, the first stays byte for byte, and both are recognised when they come again."""
    one = conference("Bread Conference North 2031", 2031)
    two = conference("Bicycle Commuters Network 2032", 2032)
    three = conference("Bread Conference North 2033", 2033, acronym="B.C.N")
    first, _ = imported(tmp_path, one)
    second, output = imported(tmp_path, two)
    assert first.items() <= second.items()
    assert second.keys() - first.keys() == {"bcn-2032/index.md", "bcn-2032/a-talk-of-2032.md"}
    assert "docs/bcn is another conference (Bread Conference North 2031)" in output
    third, _ = imported(tmp_path, three)
    assert third.keys() - second.keys() == {"b-c-n/index.md", "b-c-n/a-talk-of-2033.md"}
    for again in (one, two, three):
        files, output = imported(tmp_path, again)
        assert (files, "0 new, 0 updated" in output) == (third, True)


def test_people_of_two_conferences_with_one_acronym(tmp_path: Path) -> None:
    """The numbers of people start again with each conference."""
    imported(tmp_path, conference("Bread Conference North 2031", 2031))
    other = conference("Bicycle Commuters Network 2032", 2032)
    other["schedule"]["conference"]["days"][0]["rooms"]["Aula"][0]["persons"] = [
        {"id": 1, "name": "Mara Quill", "biography": "Rides."}
    ]
    files, _ = imported(tmp_path, other)
    assert record_of(files, "bcn-2032/a-talk-of-2032.md")["speakers"] == [{"name": "Mara Quill"}]


def test_two_conferences_of_one_acronym_in_one_folder(tmp_path: Path) -> None:
    """Files that are read together are kept apart as those that come one after the other."""
    source = tmp_path / "in"
    source.mkdir()
    for name, year in (("a", 2031), ("b", 2032)):
        (source / f"{name}.json").write_text(json.dumps(conference(f"BCN of {year}", year)), "utf-8")
    assert run(tmp_path, source).exit_code == 0
    files = contents(tmp_path)
    assert {"bcn/a-talk-of-2031.md", "bcn-2032/a-talk-of-2032.md"} <= files.keys()
    assert "0 new, 0 updated" in run(tmp_path, source).output
    assert contents(tmp_path) == files


@pytest.mark.parametrize(
    ("options", "change"),
    [
        ((), {}),
        (("--city", "Exampleton"), {"title": "Something else", "acronym": "x", "city": "Exampleton"}),
        ((), {"title": "Demo Day 2031, the programme", "acronym": "x"}),
        ((), {"acronym": "demo-days-2031", "title": "Other"}),
    ],
    ids=["title", "place", "similar title", "acronym"],
)
def test_an_event_made_by_hand_is_asked_about(tmp_path: Path, options: tuple[str, ...], change: dict[str, str]) -> None:
    """Same title, place and days, or acronym: without a terminal nothing is written, and both commands are shown."""
    new_event(tmp_path, *options)
    before = contents(tmp_path)
    source = written(tmp_path, schedule(event(1), **change))
    done = run(tmp_path, source)
    assert (done.exit_code, contents(tmp_path)) == (1, before)
    assert "--into demo-days-2031" in done.output
    assert re.search(r"--as (demo31|x|demo-days-2031-2031)\n", done.output)


def test_an_event_of_another_year_is_another(tmp_path: Path) -> None:
    """A name alone stops nobody who imports the next edition: it gets a folder of its own."""
    new_event(tmp_path, title="demo31", start="2030-05-06")
    files, output = imported(tmp_path, schedule(event(1)))
    assert "demo31-2031/talk-1.md" in files
    assert "docs/demo31 is another conference (demo31)" in output


@pytest.mark.parametrize("answer", ["y", "n"])
def test_on_a_terminal_somebody_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    """The question names both; the answer decides."""
    new_event(tmp_path)
    monkeypatch.setattr(import_places, "can_ask", lambda: True)
    arguments = [
        "import",
        "-f",
        str(tmp_path / "mkdocs.yml"),
        "--lang",
        "en",
        str(written(tmp_path, schedule(event(1)))),
    ]
    done = CliRunner().invoke(main, arguments, input=f"{answer}\n", catch_exceptions=False)
    assert done.exit_code == 0, done.output
    assert "looks like this conference. Import into it? [y/N]" in done.output
    assert ("demo-days-2031/talk-1.md" in contents(tmp_path)) == (answer == "y")
    assert ("demo31/talk-1.md" in contents(tmp_path)) == (answer == "n")


def test_into_an_event_made_by_hand(tmp_path: Path) -> None:
    """Keys that it lacks are added, those that a person wrote stay; the next import finds it by itself."""
    new_event(tmp_path, "--summary", "A day of demonstrations.", "--city", "Exampleton")
    data = schedule(event(1), city="Elsewhere", url="https://demo31.example/")
    files, output = imported(tmp_path, data, "--into", "docs/demo-days-2031/")
    record = record_of(files, "demo-days-2031/index.md")
    assert (record["summary"], record["city"]) == ("A day of demonstrations.", "Exampleton")
    assert (record["acronym"], record["rooms"], record["languages"]) == ("demo31", ["Aula"], ["en"])
    assert record["website"] == "https://demo31.example/"
    assert report_of(output, tmp_path / "docs") == {
        "added": ["demo-days-2031/talk-1.md: Talk 1"],
        "changed": ["demo-days-2031/index.md: acronym, rooms, website, languages"],
        "left": ["demo-days-2031/index.md: city"],
    }
    (tmp_path / "docs/demo-days-2031").rename(tmp_path / "docs/renamed")
    again, output = imported(tmp_path, data)
    assert {name.replace("renamed", "demo-days-2031"): text for name, text in again.items()} == files
    assert "0 new, 0 updated" in output


def test_a_talk_in_another_event_stays_there(tmp_path: Path) -> None:
    """A file that somebody has put into another event, on the same day, is followed there; the programme goes home."""
    imported(tmp_path, schedule(event(1), event(2)))
    new_event(tmp_path, title="A fringe")
    (tmp_path / "docs/demo31/talk-2.md").rename(tmp_path / "docs/a-fringe/talk-2.md")
    files, output = imported(tmp_path, schedule(event(1), event(2, subtitle="Later"), event(3)))
    assert "demo31/talk-3.md" in files
    assert record_of(files, "a-fringe/talk-2.md")["subtitle"] == "Later"
    assert "dropped" not in report_of(output, tmp_path / "docs")


def test_two_sources_of_one_event(tmp_path: Path) -> None:
    """A calendar after a schedule: talks are recognised, and then both find the event, and change nothing any more."""
    first = programmes.schedule_json(tmp_path)
    second = programmes.calendar(tmp_path)
    assert run(tmp_path, first).exit_code == 0
    refused = run(tmp_path, second)
    assert (refused.exit_code, "--into lantern31" in refused.output) == (1, True)
    done = run(tmp_path, second, "--into", "lantern31")
    assert done.exit_code == 0, done.output
    assert len(report_of(done.output, tmp_path / "docs")["recognised"]) == 30
    assert len(catalogue_of(tmp_path).talks) == 30
    assert run(tmp_path, first).exit_code == 0
    files = contents(tmp_path)
    assert len(catalogue_of(tmp_path).talks) == 30
    assert "No longer in the programme" not in run(tmp_path, first).output
    assert contents(tmp_path) == files


def test_a_talk_written_by_hand_is_the_same(tmp_path: Path) -> None:
    """Of the same title and day: it keeps its words, gets what it lacks, and is followed from then on."""
    new_event(tmp_path)
    mine = "---\ntitle: TALK 1\nspeakers: [Odo Brant]\ndate: 2031-05-06\nroom: Attic\n---\n\nMine.\n"
    (tmp_path / "docs/demo-days-2031/bees.md").write_text(mine, "utf-8")
    write(tmp_path / "docs/demo-days-2031/index.md", ("timezone:", "rooms: [Attic, Hut]\ntimezone:"))
    files, output = imported(tmp_path, schedule(event(1), event(2)), "--into", "demo-days-2031")
    record = record_of(files, "demo-days-2031/bees.md")
    assert (record["title"], record["room"], record["start"]) == ("TALK 1", "Attic", "10:00")
    assert files["demo-days-2031/bees.md"].endswith("\n\nMine.\n")
    assert "demo-days-2031/talk-1.md" not in files
    assert report_of(output, tmp_path / "docs")["recognised"] == ["demo-days-2031/bees.md: Talk 1"]
    # The room that a talk of the programme needs comes to those that a person has listed: E112 would stop all of it.
    assert record_of(files, "demo-days-2031/index.md")["rooms"] == ["Attic", "Hut", "Aula"]
    again, _ = imported(tmp_path, schedule(event(1), event(2)))
    assert again == files
    moved, output = imported(tmp_path, schedule(event(1, date=f"{DAY}T12:00:00+02:00", start="12:00"), event(2)))
    assert record_of(moved, "demo-days-2031/bees.md")["start"] == "12:00"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--into", "nowhere"), "nowhere"),
        (("--as", "demo-days-2031"), "--into demo-days-2031"),
        (("--as", "x", "--into", "demo-days-2031"), "--as"),
    ],
)
def test_a_target_that_is_none(tmp_path: Path, options: tuple[str, ...], said: str) -> None:
    """An event that is not there, a new one that is, and both at once are refused in one line."""
    new_event(tmp_path)
    before = contents(tmp_path)
    done = run(tmp_path, written(tmp_path, schedule(event(1))), *options)
    assert (done.exit_code, contents(tmp_path)) == (1, before)
    assert said in done.output
    assert len(done.output.strip().split("\n")) == 1


def test_a_new_event_by_name(tmp_path: Path) -> None:
    """`--as` settles that it is a new one, in a folder of that name."""
    new_event(tmp_path)
    files, _ = imported(tmp_path, schedule(event(1)), "--as", "demo-31")
    assert "demo-31/talk-1.md" in files


def test_several_conferences_have_no_one_place(tmp_path: Path) -> None:
    """A folder of several conferences goes into no single event."""
    source = tmp_path / "in"
    source.mkdir()
    for name in ("aa", "bb"):
        (source / f"{name}.json").write_text(json.dumps(conference(name, 2031, acronym=name)), "utf-8")
    done = run(tmp_path, source, "--as", "x")
    assert (done.exit_code, contents(tmp_path)) == (1, {})
    assert "aa, bb" in done.output


def test_new_keys_come_in_their_order(tmp_path: Path) -> None:
    """What an import adds to a file stands there as in a new one, and what it removes leaves nothing."""
    new_event(tmp_path)
    files, _ = imported(tmp_path, schedule(event(1), url="https://demo31.example/"), "--into", "demo-days-2031")
    keys = [*record_of(files, "demo-days-2031/index.md")]
    assert keys[keys.index("summary") + 1 :] == ["acronym", "rooms", "website", "languages", "imported"]
    files, _ = imported(tmp_path, schedule(event(1, subtitle="And more", status="canceled")))
    assert [*record_of(files, "demo-days-2031/talk-1.md")][-3:] == ["subtitle", "status", "imported"]
