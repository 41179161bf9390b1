"""What a build says while it lasts: little when it is short, lines, on a terminal a bar; JSON for machines."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from recap.build.requests import Names
from recap.build.result import Result
from recap.cli import console as terminal
from recap.cli import main
from recap.cli.console import Console, Progress
from recap.core.diagnostics import Diagnostic
from tests.site_fixtures import FILES, MakeProject


class Clock:
    """A clock that moves on by so many seconds each time somebody looks at it."""

    def __init__(self, step: float) -> None:
        self.now, self.step = 0.0, step

    def monotonic(self) -> float:
        """The time."""
        self.now += self.step
        return self.now


def said(monkeypatch: pytest.MonkeyPatch, seconds: float, *, bar: bool) -> tuple[list[str], str]:
    """The lines that are said of 30 pages, with so many seconds between two looks at the clock, and what is drawn."""
    lines: list[str] = []
    drawn = io.StringIO()
    drawn.isatty = lambda: bar  # type: ignore[method-assign]
    monkeypatch.setattr(terminal, "time", Clock(seconds))
    monkeypatch.setattr(sys, "stderr", drawn)
    monkeypatch.setattr(click, "echo", lambda line, **_: lines.append(line))
    progress = Progress(Console(Path("no-such-mkdocs.yml"), "fr"))
    progress.start(30)
    for _ in range(30):
        progress.step()
    return lines, drawn.getvalue()


def test_what_is_short_needs_no_word(monkeypatch: pytest.MonkeyPatch) -> None:
    """Under two seconds there is the line that says how many pages are rendered, and no bar."""
    assert said(monkeypatch, 0.001, bar=True) == (["Rendu de 30 pages…"], "")


def test_lines_where_there_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Now and then a line says how many are done, how fast it goes, and how long it will last."""
    lines, drawn = said(monkeypatch, 1.0, bar=False)
    assert len(lines) > 2
    assert "pages sur 30" in lines[1]
    assert "pages/s" in lines[1]
    assert "encore" in lines[1]
    assert drawn == ""


def test_a_bar_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """After two seconds a bar shows number and rate, up to the last page."""
    lines, drawn = said(monkeypatch, 1.0, bar=True)
    assert lines == ["Rendu de 30 pages…"]
    assert "30/30" in drawn
    assert "pages/s" in drawn


def test_json_for_machines(new_project: MakeProject) -> None:
    """`--json` says what came of it on stdout, and nothing else there; a second build reuses every page."""
    project = new_project(FILES)
    for reused in (False, True):
        done = CliRunner().invoke(main, ["build", "-f", str(project.config), "--json"])
        found = json.loads(done.stdout)
        assert done.exit_code == 0
        assert found["ok"]
        assert found["reused"] == (found["pages"] if reused else 0)
        assert found["size"] > 100_000
        assert found["seconds"] > 0
        assert "pages" in done.stderr
    project.write("rencontre/casse.md", "---\ntitle: [\n---\n")
    done = CliRunner().invoke(main, ["build", "-f", str(project.config), "--json"])
    assert done.exit_code == 1
    assert not json.loads(done.stdout)["ok"]
    assert json.loads(done.stdout)["problems"][0]["code"] == "E105"


def unknown(path: str, line: int, key: str) -> Diagnostic:
    """An unknown key."""
    return Diagnostic(path, line, 1, "E103", {"key": key, "near": "title"})


def said_by_serve(monkeypatch: pytest.MonkeyPatch, config: Path, results: list[Result], *options: str) -> list[str]:
    """What `recap serve` says of each of a row of builds, without their first line."""

    class Saved:
        """A preview whose builds come to these results."""

        url, names = "http://127.0.0.1:1/", Names("127.0.0.1", 1)

        def __init__(self, *arguments: Callable[..., None]) -> None:
            self.on_start, self.on_result, _ = arguments[-3:]

        def run(self) -> None:
            """Builds, one after the other."""
            for result in results:
                self.on_start()
                self.on_result(result)

    monkeypatch.setattr("recap.build.server.Preview", Saved)
    done = CliRunner().invoke(main, ["serve", "-f", str(config), "--lang", "en", *options])
    assert done.exit_code == 0
    return [reported.partition("\n")[2] for reported in done.output.split("Reading ")[1:]]


def test_a_save_says_what_is_new(new_project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the first build: only problems that were not there, how many are fixed, how many there are in all.

    One that only moved to another line was there; of two that are alike one is new, and both are reported. A build that
    broke off says nothing of them.
    """
    config = new_project(FILES).config
    results = [
        Result([unknown("a.md", 2, "x"), unknown("b.md", 2, "x")], []),
        Result([unknown("a.md", 3, "x"), unknown("b.md", 2, "x")], []),
        Result([], ["disk full"]),
        Result([unknown("a.md", 3, "x"), unknown("a.md", 4, "x"), unknown("b.md", 2, "y")], []),
        Result([], []),
        Result([], []),
    ]
    reported = [text.splitlines() for text in said_by_serve(monkeypatch, config, results)]
    heads = [[line.partition(" ")[0] for line in lines if "E103" in line] for lines in reported]
    assert heads == [["a.md:2:1:", "b.md:2:1:"], [], [], ["a.md:3:1:", "a.md:4:1:", "b.md:2:1:"], [], []]
    sums = [[line for line in lines if line.startswith("Problems")] for lines in reported]
    assert sums == [
        [],
        ["Problems: 0 new, 0 fixed, 2 in all."],
        [],
        ["Problems: 2 new, 1 fixed, 3 in all."],
        ["Problems: 0 new, 3 fixed, 0 in all."],
        [],
    ]
    assert [any("not built: 3 errors" in line for line in lines) for lines in reported].index(True) == 3


def test_an_editor_hears_everything(new_project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> None:
    """With `--all` every save prints every problem: an editor forgets those of the last one."""
    results = [Result([unknown("a.md", 2, "x")], [])] * 2
    reported = said_by_serve(monkeypatch, new_project(FILES).config, results, "--all")
    assert ["E103" in text for text in reported] == [True, True]
    assert "in all" not in "".join(reported)
