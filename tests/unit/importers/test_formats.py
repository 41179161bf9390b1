"""One invented conference, in every format that is read: the same talks, people and hours come out."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from recap.catalogue.models import Catalogue
from recap.cli import main
from recap.content.settings import read_settings
from recap.importers.formats import FORMATS, conferences_in
from recap.importers.model import Losses, Session
from recap.lint.runner import check_content
from tests import programmes
from tests.programmes import BREAKS, DAYS, PEOPLE, TALKS, WITHDRAWN, WRITERS

CONFIG = "site_name: Recap\ntheme: {name: recap, language: en}\nplugins: [recap]\n"


def run(folder: Path, source: Path, *options: str) -> Result:
    """Import a source into the site of a folder, which is begun if need be."""
    (folder / "docs").mkdir(parents=True, exist_ok=True)
    (folder / "mkdocs.yml").write_text(CONFIG, "utf-8")
    arguments = ["import", "-f", str(folder / "mkdocs.yml"), "--lang", "en", str(source), *options]
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


def contents(folder: Path) -> dict[str, str]:
    """src_uri -> text of every file of a site."""
    docs = folder / "docs"
    return {path.relative_to(docs).as_posix(): path.read_text("utf-8") for path in sorted(docs.rglob("*.md"))}


def catalogue_of(folder: Path) -> Catalogue:
    """The catalogue of a site whose check finds no error."""
    settings, _ = read_settings(folder / "mkdocs.yml")
    checked = check_content(folder / "docs", settings)
    assert [each for each in checked.diagnostics if each.level == "error"] == []
    return checked.catalogue


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, str, Catalogue]]:
    """What is written -> folder of a site with it, output of the import, and catalogue."""
    found = {}
    for name, (_, write) in WRITERS.items():
        folder = tmp_path_factory.mktemp(re.sub(r"\W", "", name))
        done = run(folder, write(folder), "--timezone", "Europe/Berlin")
        assert done.exit_code == 0, (name, done.output)
        found[name] = folder, done.output, catalogue_of(folder)
    return found


def rows(catalogue: Catalogue, without: frozenset[str]) -> Counter[tuple[Any, ...]]:
    """Title, day, hour, minutes, room and speakers of each talk, as far as a format can hold them."""
    found: Counter[tuple[Any, ...]] = Counter()
    for talk in catalogue.talks.values():
        record = talk.record
        hour = f"{record.start:%H:%M}" if record.start and "moment" not in without else ""
        room = record.room if "room" not in without else ""
        names = tuple(sorted(credit.name for credit in talk.credits))
        found[record.title, str(record.date), hour, record.duration, room, names] += 1
    return found


@pytest.mark.parametrize("name", WRITERS)
def test_all_formats_say_the_same(imported: dict[str, tuple[Path, str, Catalogue]], name: str) -> None:
    """30 talks of three days, in four rooms, by eight people: the same, save what the table says that is dropped."""
    format_, _ = WRITERS[name]
    without = FORMATS[format_].DROPPED
    expected = Counter(
        (
            item.title,
            item.day,
            item.clock if "moment" not in without else "",
            item.minutes,
            item.room if "room" not in without else "",
            tuple(sorted(PEOPLE[key][0] for key in item.people)),
        )
        for item in TALKS
    )
    assert rows(imported[name][2], without) == expected


@pytest.mark.parametrize("name", WRITERS)
def test_nothing_is_lost_without_a_word(imported: dict[str, tuple[Path, str, Catalogue]], name: str) -> None:
    """Languages, breaks, cancelled talks, the night and the change of clocks are as the format has them."""
    format_, _ = WRITERS[name]
    _, output, catalogue = imported[name]
    (event,) = catalogue.events.values()
    assert (str(event.record.start_date), str(event.record.end_date), event.record.timezone) == (
        DAYS[0],
        DAYS[2],
        "Europe/Berlin",
    )
    talks = {talk.record.title: talk for talk in catalogue.talks.values()}
    assert WITHDRAWN.title not in talks
    assert not {item.title for item in BREAKS} & talks.keys()
    if "language" not in FORMATS[format_].DROPPED and name != "OpenFeedback":
        assert talks["Des lanternes à l'école"].record.language == "fr"
    if format_ in ("schedule", "sessionize", "calendar") or name in ("OpenPlanner", "CSV"):
        lunches = [each for each in event.record.breaks if each.title == "Lunch"]
        assert [(str(each.date), f"{each.start:%H:%M}", each.duration, each.room) for each in lunches] == [
            (day, "13:00", 60, None) for day in DAYS
        ]
        assert "session (no talk, kept as a break): 13" in output
    if "status" not in FORMATS[format_].DROPPED and name not in ("Hugo", "Pelican"):
        assert talks["The lamp that fell ill"].record.status == "cancelled"
    if "moment" not in FORMATS[format_].DROPPED:
        late = talks["Karaoke of lamps"]
        assert event.start_of(late, late).isoformat() == "2031-10-26T00:30:00+02:00"  # type: ignore[union-attr]
        last = talks["Last flame"]
        assert event.start_of(last, last).isoformat() == "2031-10-28T01:15:00+01:00"  # type: ignore[union-attr]


@pytest.mark.parametrize("name", WRITERS)
def test_a_second_import_changes_nothing(
    imported: dict[str, tuple[Path, str, Catalogue]], name: str, tmp_path: Path
) -> None:
    """The same file again leaves every byte, and says so."""
    folder, _, _ = imported[name]
    before = contents(folder)
    again = run(folder, WRITERS[name][1](tmp_path), "--timezone", "Europe/Berlin")
    assert again.exit_code == 0, again.output
    assert "Written: 0 new, 0 updated" in again.output
    assert contents(folder) == before


@pytest.mark.parametrize(
    "name", ["schedule.json", "schedule.xml", "sessionize All", "sessionize GridSmart", "OpenFeedback", "OpenPlanner"]
)
def test_namesakes_stay_two(imported: dict[str, tuple[Path, str, Catalogue]], name: str) -> None:
    """Where the source has an identity for each person, two of one name are two people, each with their talks."""
    _, output, catalogue = imported[name]
    quills = {
        key: {each.partition("/")[2] for each in person.talk_ids}
        for key, person in catalogue.people.items()
        if person.name == "Mara Quill"
    }
    assert quills == {
        "mara-quill": {"trimming-a-wick", "questions-answers-in-the-dark", "last-flame"},
        "mara-quill-2": {"sorting-lamps-by-night"},
    }
    assert "namesakes (join them with aliases if they are one): 2" in output


def test_the_zone_is_asked_for(tmp_path: Path) -> None:
    """Hours without a zone, or with offsets alone, are never taken for those of some zone: nothing is written."""
    for write in (programmes.sessionize_all, programmes.openfeedback, programmes.table):
        done = run(tmp_path, write(tmp_path))
        assert (done.exit_code, contents(tmp_path)) == (1, {})
        assert "--timezone Europe/" in done.output
        assert len(done.output.strip().split("\n")) == 1


def test_without_an_hour_no_zone_is_needed(tmp_path: Path) -> None:
    """Days are the same in every zone: the event has UTC, and the report says so."""
    done = run(tmp_path, programmes.pyvideo(tmp_path))
    assert done.exit_code == 0, done.output
    assert "event.timezone (no hours: UTC)" in done.output
    [event] = [
        text for path, text in contents(tmp_path).items() if path.endswith("/index.md") and "kind: event" in text
    ]
    assert "timezone: UTC" in event


@pytest.mark.parametrize(
    ("encoding", "namespace"), [("utf-16", ""), ("iso-8859-1", ""), ("utf-8", "https://example.org/ns")]
)
def test_xml_in_other_clothes(tmp_path: Path, encoding: str, namespace: str) -> None:
    """schedule.xml in the encoding that it declares, or in a namespace, gives the same files."""
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        folder.mkdir()
    assert run(one, programmes.schedule_xml(one)).exit_code == 0
    assert run(other, programmes.schedule_xml(other, encoding=encoding, namespace=namespace)).exit_code == 0
    assert contents(one) == contents(other)


@pytest.mark.parametrize(("delimiter", "encoding"), [(",", "utf-8"), ("\t", "utf-16"), (";", "cp1252")])
def test_tables_in_other_clothes(tmp_path: Path, delimiter: str, encoding: str) -> None:
    """The sign between columns and the encoding are found out; what old Windows cannot write is its own loss."""
    done = run(
        tmp_path, programmes.table(tmp_path, delimiter=delimiter, encoding=encoding), "--timezone", "Europe/Berlin"
    )
    assert done.exit_code == 0, done.output
    assert len(catalogue_of(tmp_path).talks) == 30
    assert ("Windows-1252" in done.output) == (encoding == "cp1252")


def filled_fields(tmp_path: Path) -> dict[str, set[str]]:
    """Format -> fields of `Session` that some talk or break has in a file of it."""
    found: dict[str, set[str]] = {name: set() for name in FORMATS}
    for format_, write in WRITERS.values():
        for conference in conferences_in(write(tmp_path), Losses()):
            for session in conference.sessions:
                found[format_] |= {each.name for each in fields(session) if getattr(session, each.name)}
    return found


NOT_FOR_A_CONFERENCE = {"signs", "day"}
"""Fields that a talk without a name, and one without an hour, would have."""


def test_the_table_of_the_manual_is_true(tmp_path: Path) -> None:
    """What the table calls dropped no file of the format fills, and what it calls kept some file does."""
    everything = {each.name for each in fields(Session)}
    for name, filled in filled_fields(tmp_path).items():
        dropped = FORMATS[name].DROPPED
        assert everything - dropped >= FORMATS[name].DERIVED
        assert filled & dropped == set(), name
        assert everything - dropped - filled <= NOT_FOR_A_CONFERENCE, name
