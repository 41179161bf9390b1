"""The invented conference, and the corpus of hostile texts, through every format into a built site."""

from __future__ import annotations

import json
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner

from recap.build.result import Result
from recap.cli import main
from recap.importers.formats import FORMATS
from tests import programmes
from tests.integration.test_hostile_texts import CASES, Case
from tests.programmes import DAYS, PEOPLE, ROOMS, TALKS, WRITERS, Item
from tests.site_fixtures import HOME, MakeProject, Project

OFTEN = ("schedule.json", "Docusaurus")
"""Formats of which `make test` builds a site."""
NAMES = [pytest.param(name, marks=() if name in OFTEN else pytest.mark.long) for name in WRITERS]


def imported(new_project: MakeProject, name: str, folder: Path) -> tuple[Project, Result]:
    """An empty site into which the file of a format was imported, and its build."""
    project = new_project({"index.md": HOME}, language="en", address="https://recap.example/")
    source = WRITERS[name][1](folder)
    arguments = ["import", "-f", str(project.config), "--lang", "en", str(source), "--timezone", "Europe/Berlin"]
    done = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return project, project.build()


@pytest.mark.parametrize("name", NAMES)
def test_every_format_becomes_a_site(new_project: MakeProject, tmp_path: Path, name: str) -> None:
    """Imported, checked without an error, built: a page for each talk and person, the programme with all its lines."""
    project, result = imported(new_project, name, tmp_path)
    assert result.ok, result.diagnostics
    assert not [each for each in result.diagnostics if each.level == "error"]
    dropped = FORMATS[WRITERS[name][0]].DROPPED
    talks = json.loads((project.site / "api/v1/talks.json").read_text("utf-8"))["talks"]
    assert sorted(talk["title"] for talk in talks) == sorted(item.title for item in TALKS)
    (programme,) = project.site.glob("*/programme.html")
    shown = unescape(programme.read_text("utf-8"))
    for talk in talks:
        assert talk["url"].rpartition("/")[2] in shown, talk
        assert f"<title>{talk['title']}" in unescape((project.site / talk["url"]).read_text("utf-8"))
    assert all(f"{int(day[-2:])}\u00a0October 2031" in shown for day in DAYS)
    for room in ROOMS if "room" not in dropped else ():
        assert room in shown
    assert len([*(project.site / "people").glob("*.html")]) >= len({name for name, *_ in PEOPLE.values()})
    assert bool([*project.site.glob("*/*.ics")]) == ("moment" not in dropped)


def hostile(monkeypatch: pytest.MonkeyPatch, cases: list[Case]) -> None:
    """Make the invented conference one whose talks have these texts, or values of a record, everywhere."""
    talks, people = [], {}
    for number, case in enumerate(cases, 1):
        text = case.record.partition(": ")[2].strip("'\"[]") or case.text
        plain = "".join(sign for sign in text if sign.isprintable() or sign in "\n\t")
        more = {
            "subtitle": plain,
            "track": plain[:40],
            "level": plain,
            "tags": [plain],
            "slides": plain,
            "video": plain,
        }
        people[f"p{number}"] = (f"{plain[:80]} x", plain, plain[:80])
        clock = f"{4 + number // 20:02}:{number % 20 * 3:02}"
        title = plain if number % 2 else f"Talk {number}"
        talks.append(
            Item(number, title, DAYS[0], clock, 3, plain[:60] if number % 3 else "Aula", (f"p{number}",), "en", more)
        )
    texts = {item.number: people[f"p{item.number}"][1] for item in talks}
    monkeypatch.setattr(programmes, "TALKS", talks)
    monkeypatch.setattr(programmes, "BREAKS", [])
    monkeypatch.setattr(
        programmes, "WITHDRAWN", Item(9999, "Gone", DAYS[0], "19:00", 30, "Aula", ("p1",), more={"status": "withdrawn"})
    )
    monkeypatch.setattr(programmes, "ROOMS", tuple(dict.fromkeys(item.room for item in talks)))
    monkeypatch.setattr(programmes, "PEOPLE", people)
    monkeypatch.setattr(programmes, "abstract", lambda item: texts.get(item.number, ""))


def through(new_project: MakeProject, monkeypatch: pytest.MonkeyPatch, name: str, folder: Path, step: int) -> None:
    """Take each `step`th text of the corpus through a format; the build looks at what it has rendered."""
    chosen = [case for case in CASES.values() if not case.name.startswith("name")][::step]
    hostile(monkeypatch, chosen)
    project, result = imported(new_project, name, folder)
    assert result.ok, result.diagnostics
    talks = json.loads((project.site / "api/v1/talks.json").read_text("utf-8"))["talks"]
    assert len(talks) > 0.9 * len(chosen)  # some titles have no sign that can be shown


@pytest.mark.parametrize("name", ["schedule.json", "CSV"])
def test_hostile_texts_in_a_site(
    new_project: MakeProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """In title, room, track, name, biography, tag, link and abstract: the check is content, and so is the build."""
    through(new_project, monkeypatch, name, tmp_path, 12)


@pytest.mark.long
@pytest.mark.parametrize("name", WRITERS)
def test_the_whole_corpus_through_every_format(
    new_project: MakeProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """The same, for every text and format."""
    through(new_project, monkeypatch, name, tmp_path, 1)


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name == "schedule.json" else pytest.mark.long) for name in WRITERS]
)
def test_names_that_look_like_others(
    new_project: MakeProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """A name of letters of two alphabets is somebody else's: the import refuses it, or passes the check."""
    for number, case in enumerate(case for case in CASES.values() if case.name.startswith("name")):
        hostile(monkeypatch, [case])
        folder = tmp_path / str(number)
        folder.mkdir()
        project = new_project({"index.md": HOME}, language="en")
        source = WRITERS[name][1](folder)
        config = ("-f", str(project.config), "--lang", "en")
        done = CliRunner().invoke(main, ["import", *config, str(source), "--timezone", "Europe/Berlin"])
        written = [path for path in (project.folder / "docs").rglob("*.md") if path.name != "index.md"]
        assert (done.exit_code, written) == (1, []) or CliRunner().invoke(main, ["check", *config]).exit_code == 0
