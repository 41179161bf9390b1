"""What a build says while it lasts: little when it is short, lines, on a terminal a bar; JSON for machines."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from conftest import MakeProject
from recap.cli import main, terminal
from recap.cli.terminal import Progress, Terminal
from samples import FILES


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
    progress = Progress(Terminal(Path("no-such-mkdocs.yml"), "fr"))
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
