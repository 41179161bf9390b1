"""Reporters: text with a caret, GitHub's annotations, GitLab's report, JSON."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from recap.core.diagnostics import Diagnostic, has_errors
from recap.core.language import language
from recap.core.reporters import as_github, as_gitlab, as_json, as_text, excerpt

LATE = Diagnostic("docs/a,b:c.md", 12, 3, "E104", {"value": "x", "start": "1", "end": "2", "event": "100 %\r\nE"})
EARLY = Diagnostic("docs/a,b:c.md", 2, 1, "W108.topic", {"value": "x", "near": "y"})
EN = language("en")


def test_text_is_sorted_and_shows_the_line() -> None:
    """Problems come in the order of their places, each with its line and a caret where the line can be had."""
    text = as_text([LATE, EARLY], EN, lambda _: [""] * 11 + ["  date: x"])
    assert text.splitlines()[:2] == [
        "docs/a,b:c.md:2:1: W108 similar-names: “x” is a new topic, similar to “y”.",
        "    -> if they are the same, write y",
    ]
    assert text.splitlines()[3:5] == ["      date: x", "      ^"]


def test_a_long_line_is_cut_around_the_place() -> None:
    """Of a long line a hundred characters around the place are shown, and the caret stays under it."""
    line = "a" * 400 + "X" + "b" * 400
    shown, caret = excerpt(line, 401)
    assert len(shown) == 4 + 1 + 100 + 1
    assert shown[caret.index("^")] == "X"
    assert shown.strip()[0] == shown.strip()[-1] == "…"


def test_github_annotations_are_escaped() -> None:
    """What could end a value or a property of a workflow command is written as a code."""
    assert as_github([LATE], EN) == (
        "::error file=docs/a%2Cb%3Ac.md,line=12,col=3,title=E104 date-outside-event"
        "::x is outside the conference, which lasts from 1 to 2."
        "%0A-> correct the date, or those of 100 %25\\r\\nE"
    )


def test_json_counts() -> None:
    """The JSON has every field of each problem and the number of each code."""
    data = json.loads(as_json([LATE, EARLY], EN))
    assert data["counts"] == {"E104": 1, "W108": 1}
    assert [(each["line"], each["level"]) for each in data["problems"]] == [(2, "warning"), (12, "error")]
    assert set(data["problems"][0]) == {"path", "line", "column", "code", "name", "level", "message", "hint"}


def test_gitlab_knows_a_problem_that_has_moved() -> None:
    """Each problem has what GitLab asks for; its fingerprint is its own, and stays when only its line has changed."""
    data = json.loads(as_gitlab([LATE, EARLY, replace(EARLY, line=3)], EN))
    assert [set(each) for each in data] == [{"description", "check_name", "fingerprint", "severity", "location"}] * 3
    assert data[0]["location"] == {"path": "docs/a,b:c.md", "lines": {"begin": 2}}
    assert [each["severity"] for each in data] == ["minor", "minor", "major"]
    assert data[0]["description"].endswith("similar to “y”. -> if they are the same, write y")
    prints = [each["fingerprint"] for each in data]
    assert len(set(prints)) == 3
    moved = json.loads(as_gitlab([replace(LATE, line=40), EARLY, replace(EARLY, line=30)], EN))
    assert [each["fingerprint"] for each in moved] == prints
    assert json.loads(as_gitlab([], EN)) == []


FORGED = "docs/a\n::error file=x::forged\x1b[2J\u202e##[error]x\udcff\x9b.md"
COMMAND = re.compile(r"^\s*::|##\[", re.MULTILINE)
"""What GitHub's runner takes for a workflow command (`ActionCommand.cs`): the first only at the start of a line."""


@pytest.mark.parametrize("path", [FORGED, "::error file=x::y.md", "\u00a0::stop-commands::x", "##[add-path]/tmp.md"])
def test_a_path_forges_no_line_and_no_command(path: str) -> None:
    """In every format a newline, an escape sequence, a change of direction, half a character: nothing acts."""
    found = Diagnostic(path, 1, 1, "E101", {"value": path, "near": path})
    text = as_text([found], EN, lambda _: [f"{path} "])
    assert len(text.splitlines()) == 4
    for shown in (text, as_json([found], EN), as_gitlab([found], EN)):
        assert not COMMAND.search(shown)
        shown.encode("utf-8")
        assert all(sign.isprintable() for sign in shown.replace("\n", "").replace("\u00a0", ""))
    assert json.loads(as_json([found], EN))["problems"][0]["path"] == path
    github = as_github([found], EN)
    assert github.startswith("::error file=")
    assert github.count("\n") == 0
    assert github.replace("\u00a0", "").isprintable()


def test_an_excerpt_is_no_command() -> None:
    """A line of a file that reads like a workflow command loses a sign, not its length: the caret stays."""
    for line in ("  ::add-mask::e", "::stop-commands::x", "a ##[error]b"):
        shown, caret = excerpt(line, len(line))
        assert not COMMAND.search(shown)
        assert (len(shown), len(caret)) == (4 + len(line), 4 + len(line))
    assert excerpt("a::b ## c", 1)[0] == "    a::b ## c"


def test_only_errors_stop() -> None:
    """A warning alone stops nothing."""
    assert has_errors([LATE, EARLY])
    assert not has_errors([EARLY])
