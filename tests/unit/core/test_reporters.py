"""Reporters: text with a caret, GitHub's annotations, GitLab's report, JSON."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from recap.core.diagnostics import Diagnostic, has_errors
from recap.core.language import language
from recap.core.reporters import LONG, WIDTH, as_github, as_gitlab, as_grouped_text, as_json, as_text, excerpt

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


def many(number: int, value: str = "") -> list[Diagnostic]:
    """Diagnostics of one kind in as many files."""
    args = {"key": "presenter", "near": "speakers", "known": "", "value": value}
    return [Diagnostic(f"docs/{n:02}.md", 3, 1, "E103", args) for n in range(number)]


def test_many_of_a_kind_are_one_entry() -> None:
    """More than twenty over several files come as their number, the message, the first place and the hint."""
    said, is_grouped = as_grouped_text(many(30), EN)
    assert is_grouped
    assert said.splitlines() == [
        "30 files: E103 unknown-key: the key “presenter” is unknown. First in docs/00.md:3:1",
        "    -> did you mean speakers?",
    ]


def test_few_of_a_kind_and_other_formats_list_each() -> None:
    """Twenty, or more in one file, or another key, are each shown on two screens; so are all in the other formats."""
    one_file = [Diagnostic("docs/a.md", n, 1, "E103", many(1)[0].args) for n in range(1, 26)]
    other = [Diagnostic(each.path, 4, 1, "E103", {**each.args, "key": "host"}) for each in many(12)]
    for few in (many(20), one_file, many(12) + other):
        assert as_grouped_text(few, EN) == (as_text(few, EN), False)
    assert len(as_text(many(30), EN).splitlines()) == 60
    assert len(json.loads(as_json(many(30), EN))["problems"]) == 30
    assert len(as_github(many(30), EN).splitlines()) == 30


def test_what_nobody_reads_is_summed_up() -> None:
    """Four of a kind are two lines then, also of one file; what comes less often stays whole, and errors come first."""
    one_file = [Diagnostic("docs/z.md", n, 1, "E119", {"value": f"{n}.md", "near": ""}) for n in range(1, 51)]
    warned = [Diagnostic(f"docs/{n}.md", 1, 1, "W109", {"value": f"x{n}", "near": "y" * 200}) for n in range(4)]
    shown = as_grouped_text([*warned, *many(5), *one_file, EARLY], EN)[0].splitlines()
    assert shown[0].startswith("docs/z.md:1:1: E119 50×, such as: ")
    assert shown[2:4] == ["docs/00.md:3:1: E103 5×: the key “presenter” is unknown.", "    -> did you mean speakers?"]
    assert [line for line in shown if "W109" in line] == ["docs/0.md:1:1: W109 4×, such as: “x0” is a synonym."]
    assert as_text([EARLY], EN).splitlines()[0] in shown
    assert all(len(line) <= WIDTH for line in shown if "×" in line or "->" in line)
    assert len(as_text([*warned, *many(5), *one_file, EARLY], EN).splitlines()) > LONG


def test_messages_that_differ_are_counted_with_an_example() -> None:
    """The entry says how many there are, and shows the first."""
    found = [Diagnostic(f"docs/{n:02}.md", 1, 1, "W109", {"value": f"x{n}", "near": "y"}) for n in range(25)]
    first = as_grouped_text(found, EN)[0].splitlines()[0]
    assert first.startswith("25 files: W109 synonym-for-label: 25 of this kind, such as: “x0” is a synonym. First in ")


def test_a_hint_may_have_several_lines() -> None:
    """Lines to paste stand on lines of their own; what they hold forges none."""
    found = Diagnostic("docs/a.md", 1, 1, "E102.no_front_matter", {"lines": ("---", "title: a\n::error::b", "---")})
    shown = as_text([found], EN).splitlines()
    assert shown[-3:] == ["       ---", "       title: a\\n::error::b", "       ---"]
    assert "%0A---%0Atitle: a\\n::error::b%0A---" in as_github([found], EN)
