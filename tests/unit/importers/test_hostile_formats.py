"""What is hostile, broken or something else, in every format: shown as text, or refused in one line; never a traceback."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recap.importers.assemble import programme_of
from recap.importers.formats import FORMATS
from recap.importers.model import Losses, Options, Source
from recap.importers.readers import SUFFIXES
from tests import programmes
from tests.programmes import WRITERS, Item
from tests.unit.importers.test_formats import catalogue_of, contents, run
from tests.unit.importers.test_merge import HOSTILE, mutated


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_in_every_format(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """In title, room, track, name, biography and abstract: whatever would run is shown, and the check is content."""
    plain = "".join(sign for sign in text if sign.isprintable() or sign in "\n\t")  # what XML and calendars can hold
    more = {
        "subtitle": plain,
        "track": plain,
        "level": plain,
        "tags": [plain],
        "status": "confirmed",
        "slides": plain,
        "video": plain,
    }
    talks = [
        Item(1, plain, programmes.DAYS[0], "10:00", 30, "Aula", ("p1",), "en", more),
        Item(2, "Fine", programmes.DAYS[0], "11:00", 30, plain, ("p2",)),
    ]
    monkeypatch.setattr(programmes, "TALKS", talks)
    monkeypatch.setattr(programmes, "BREAKS", [])
    monkeypatch.setattr(programmes, "ROOMS", ("Aula", plain))
    monkeypatch.setattr(programmes, "abstract", lambda _: plain)
    monkeypatch.setattr(
        programmes,
        "PEOPLE",
        {"p1": (f"{plain} x", plain, plain), "p2": ("Ana Foo", plain, plain), "p5": ("Bo Bar", "", "")},
    )
    for number, (name, (_, write)) in enumerate(WRITERS.items()):
        folder = tmp_path / str(number)
        folder.mkdir()
        done = run(folder, write(folder), "--timezone", "Europe/Berlin")
        assert done.exit_code == 0, (name, done.output)
        assert catalogue_of(folder).talks


BOMB = "<!DOCTYPE s [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]><schedule>&b;</schedule>"
REFUSED: dict[str, tuple[bytes, str]] = {
    "page.json": (b"\xef\xbb\xbf\n<!-- x -->\n<!DOCTYPE html><html><title>Log in</title>", "a web page (“Log in”)"),
    "page.ics": (b"<html><body>Moved</body></html>", "a web page"),
    "empty.csv": (b" \n", "is empty"),
    "list.json": (b"[]", "an empty list"),
    "null.json": (b"null", "is null"),
    "object.json": (b"{}", "an empty object"),
    "error.json": (b'{"detail": "Not found."}', "an object with detail (Not found.)"),
    "feed.xml": (b"<rss><channel/></rss>", "a feed (“rss”)"),
    "atom.xml": (b'<feed xmlns="http://www.w3.org/2005/Atom"/>', "a feed (“feed”)"),
    "other.xml": (b"<svg/>", "begins with “svg”"),
    "notes.txt": (b"Remember the milk.", "neither JSON nor XML"),
    "notes.json": (b"Remember the milk.", "neither JSON nor XML"),
    "archive.json": (b"PK\x03\x04rest", "of the kind ZIP"),
    "slides.json": (b"%PDF-1.7", "of the kind PDF"),
    "cut.json": (b'{"sessions": [{"title": "A"', "ends in the middle, at byte 27"),
    "list-schedule.json": (b'{"schedule": []}', "“schedule” is a list"),
    "early.json": (
        b'{"schedule": {"version": "0.1", "conference": {"title": "Demo", "days": []}}}',
        "not released yet",
    ),
    "bomb.xml": (BOMB.encode(), "DTD or entities"),
    "deep.json": (b'{"sessions": ' + b"[" * 200_000, "nested too deeply"),
    "encoding.json": ('{"sessions": "é"}'.encode("latin-1"), "not UTF-8"),
    "encoding.xml": (b'<?xml version="1.0" encoding="x-nobody"?><schedule/>', "cannot be read"),
    "broken.ics": (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:never\r\nEND:VCALENDAR\r\n", ""),
    "nested.ics": (b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 20_000, "cannot be read"),
    "many.ics": (b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\nEND:VEVENT\r\n" * 250_000, "200000"),
    "encoding.ics": ("BEGIN:VCALENDAR\r\nSUMMARY:é\r\n".encode("latin-1"), "not UTF-8"),
    "deep.xml": (b"<schedule>" + b"<day>" * 50_000, "cannot be read"),
    "number.json": (b'{"sessions": [{"id": ' + b"9" * 100_000 + b"}]}", "cannot be read"),
    "cell.csv": (b"title;speakers\n" + b"a" * 300_000 + b";Ana Foo\n", "cannot be read"),
    "columns.csv": (b"title" + b";x" * 20_000 + b"\n" + b"a" + b";y" * 20_000 + b"\n", "no talk"),
    "words.csv": (b"a;b\n1;2\n", "no column is a title"),
    "no-talk.csv": (b"title;speakers\n", "no talk"),
    "bytes.csv": (b"title;speakers\n\x00\x01\xff\n", "not UTF-8"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_programme_is_called_by_its_name(tmp_path: Path, name: str) -> None:
    """One line, exit status 1, nothing written."""
    content, expected = REFUSED[name]
    (tmp_path / name).write_bytes(content)
    done = run(tmp_path, tmp_path / name, "--timezone", "Europe/Berlin")
    assert (done.exit_code, contents(tmp_path)) == (1, {}), done.output
    assert expected in done.output
    assert len(done.output.strip().split("\n")) == 1


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_hundred_megabytes_are_not_read(tmp_path: Path, suffix: str) -> None:
    """Whatever the file is called: one line, exit status 1, nothing written; also where it lies in a folder."""
    folder = tmp_path / "in"
    folder.mkdir()
    with (folder / f"programme{suffix}").open("wb") as file:
        file.truncate(100 * 2**20)  # no byte of it takes room on the disk
    for source in (folder / f"programme{suffix}", folder):
        done = run(tmp_path, source, "--timezone", "Europe/Berlin")
        assert (done.exit_code, contents(tmp_path)) == (1, {})
        assert "too large" in done.output
        assert len(done.output.strip().split("\n")) == 1


@pytest.mark.parametrize(
    "text",
    [
        *(":::note\n", "{% ", "![", "<a><![[[("),
        *(
            pytest.param(text, marks=pytest.mark.long)
            for text in ("{{", "![a](", "[", "<b ", "<!--", "```\n", "- <i>x</i>\n", "&#x")
        ),
    ],
)
def test_a_text_takes_as_long_as_it_is(tmp_path: Path, text: str) -> None:
    """A sign many times over, with no end, stays text; no pattern looks for its end from each of them."""
    folder = tmp_path / "talks"
    folder.mkdir()
    head = "---\ntitle: Steel\nspeakers: [Ana Foo]\ndate: 2031-06-03\n---\n"
    (folder / "a.md").write_text(head + text * (40_000 // len(text)), "utf-8")
    done = run(tmp_path, folder, "--timezone", "Europe/Berlin")
    assert done.exit_code == 0, done.output
    assert catalogue_of(tmp_path).talks


def test_a_column_that_nobody_knows_is_mapped(tmp_path: Path) -> None:
    """`--map` names it; without a sign between its two words the option is refused; others are in the report."""
    path = tmp_path / "talks.csv"
    path.write_text("Beitrag,Wer,Datum,Beginn,Humor\nStahl,Ana Foo,03.06.2031,10:00,viel\n", "utf-8")
    zone = ("--timezone", "Europe/Berlin")
    refused = run(tmp_path, path, *zone)
    assert (refused.exit_code, "--map title=" in refused.output, "Beitrag" in refused.output) == (1, True, True)
    assert "title=Titel" in run(tmp_path, path, *zone, "--map", "title").output
    shown = run(tmp_path, path, *zone, "--map", "title=Beitrag", "--map", "speakers=wer", "--dry-run")
    assert shown.exit_code == 0, shown.output
    assert "    title: Stahl\n    speakers:\n      - name: Ana Foo\n" in shown.output
    assert "column Humor: 1 × (Stahl: viel)" in shown.output
    assert contents(tmp_path) == {}


def data_of(write: Callable[[Path], Path], folder: Path) -> Any:
    """The JSON value that a tool would write."""
    return json.loads(write(folder).read_text("utf-8"))


@pytest.fixture(scope="module")
def values(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Name of a writer of JSON -> what it writes."""
    folder = tmp_path_factory.mktemp("values")
    names = ("sessionize All", "sessionize GridSmart", "OpenFeedback", "OpenPlanner")
    return {name: data_of(WRITERS[name][1], folder) for name in names}


@pytest.mark.parametrize("name", ["sessionize All", "sessionize GridSmart", "OpenFeedback", "OpenPlanner"])
@given(data=st.data())
def test_any_shape_is_read_or_refused(values: dict[str, Any], name: str, data: st.DataObject) -> None:
    """A valid file with anything anywhere gives a programme or a refusal."""
    value = mutated(mutated(values[name], data.draw), data.draw)
    source = Source(Path("x.json"), "json", value)
    importer = FORMATS[WRITERS[name][0]]
    if importer.recognises(source):
        for conference in importer.conferences([source], Losses(), Options()):
            programme = programme_of(conference, Losses(), "Europe/Berlin")
            assert all(talk.record["title"] and talk.record["date"] for talk in programme.talks)


def test_of_a_folder_every_file_is_named_with_its_reason(tmp_path: Path) -> None:
    """One broken file keeps no other from being read, and what each is that is no programme is in the report."""
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("page.json", "list.json", "feed.xml", "cut.json", "early.json"):
        (folder / name).write_bytes(REFUSED[name][0])
    done = run(tmp_path, folder)
    assert (done.exit_code, contents(tmp_path)) == (1, {})
    for said in ("page.json: page", "list.json: empty list", "feed.xml: feed", "cut.json: cut", "not released yet"):
        assert said in done.output
    programmes.schedule_json(folder)
    assert run(tmp_path, folder).exit_code == 0
    assert len(catalogue_of(tmp_path).talks) == 30


def test_talks_without_a_day_are_on_the_given_one(tmp_path: Path) -> None:
    """A folder of another site often has no days: `--day` says it, and the report names the talks."""
    folder = tmp_path / "_talks"
    folder.mkdir()
    (folder / "a.md").write_text('---\ntitle: Steel\nspeakers: [Ana Foo]\nstart: "10:00"\n---\nText.\n', "utf-8")
    (folder / "b.md").write_text("---\ntitle: Stone\nspeakers: [Bo Bar]\n---\nText.\n", "utf-8")
    zone = ("--timezone", "Europe/Berlin")
    assert "no talk with a title and a date" in run(tmp_path, folder, *zone).output
    assert run(tmp_path, folder, *zone, "--day", "never").exit_code == 1
    done = run(tmp_path, folder, *zone, "--day", "2031-06-03")
    assert done.exit_code == 0, done.output
    assert "session (without a day: on the given one): 2 × (Steel; Stone)" in done.output
    talks = catalogue_of(tmp_path).talks.values()
    assert [(str(talk.record.date), str(talk.record.start)) for talk in talks] == [
        ("2031-06-03", "10:00:00"),
        ("2031-06-03", "None"),
    ]
