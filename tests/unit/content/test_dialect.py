"""Texts as GitHub reads them: a page shows the structure that CommonMark and GitHub give them, or it is reported."""

from __future__ import annotations

import gzip
import json
import re
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recap.content import dialect
from tests import reference
from tests.site_fixtures import ROOT

MANUAL = ROOT / "manual" / "docs" / "markdown.md"
ACCEPTED: list[dict[str, Any]] = tomllib.loads((ROOT / "tests" / "commonmark.toml").read_text("utf-8"))["accepted"]
EXAMPLES, ALIKE, REPORTED = 652, 576, 28
"""Examples of CommonMark, how many are shown alike, and how many of the others the check reports: none gets lost."""
TEXTS = [pytest.param(200, 190, id="some"), pytest.param(1000, 970, id="all", marks=pytest.mark.long)]
"""How many texts of people are read, and how many of them at least say all the same."""


def specification() -> list[reference.Example]:
    """The examples, or a reason why there are none."""
    if not reference.SPECIFICATION.is_file():
        pytest.skip("commonmark-spec is not installed: npm ci")
    return reference.examples(reference.SPECIFICATION.read_text("utf-8"))


def test_every_example_of_commonmark_is_accounted_for() -> None:
    """Each is shown alike, or reported, or in the list of those that are accepted, with a reason; no entry is idle."""
    accepted = {number for entry in ACCEPTED for number in entry["examples"]}
    alike, reported, other = set[int](), set[int](), set[int]()
    for example in specification():
        same = reference.structure(example.source) == reference.expected(example.source)
        group = alike if same else reported if reference.is_reported(example.source) else other
        group.add(example.number)
    assert len(alike) + len(reported) + len(other) == EXAMPLES
    assert other == accepted
    assert (len(alike), len(reported)) >= (ALIKE, REPORTED)


def test_the_manual_has_the_figures() -> None:
    """What the manual says of the examples and texts is what these tests hold."""
    manual = MANUAL.read_text("utf-8")
    accepted = sum(len(entry["examples"]) for entry in ACCEPTED)
    assert f"| CommonMark's {EXAMPLES} examples | 496 | {ALIKE} | {REPORTED} | {accepted} |" in manual


@pytest.mark.parametrize(("number", "alike"), TEXTS)
def test_texts_of_people(shared: Callable[[str], Path], number: int, alike: int) -> None:
    """Of real texts all have the blocks that GitHub gives them, and nearly all the same links."""
    sign = re.compile(r"^\s*([-*+>#]|\d+[.)])|\||`|\]\(|https?://|<", re.MULTILINE)
    with gzip.open(shared("corpora/pyvideo.jsonl.gz"), "rt", encoding="utf-8") as lines:
        texts = [found for line in lines if sign.search(found := json.loads(line).get("description") or "")]
    chosen = texts[:: len(texts) // number][:number]
    pairs = [(reference.structure(source), reference.expected(source)) for source in chosen]
    assert [found for found, wanted in pairs if reference.blocks(found) != reference.blocks(wanted)] == []
    assert sum(found == wanted for found, wanted in pairs) >= alike


@pytest.mark.parametrize(
    "source",
    [
        "The three things:\n- one\n- two",
        "## Heading\n- one",
        "> text\n> - item\n>   - inner",
        "text\n> quoted\nlazily\n\nafter",
        "> one\n\n> another",
        "The figures:\n| A | B |\n| --- | --- |\n| 1 | 2 |\n",
        "|A|\n|-|\n|b|",
        "A | B\n--- | ---\n1 | 2",
        "- item\n\n  | A | B |\n  | --- | --- |\n  | 1 | 2 |",
        "- outer\n  - inner\n    - innermost\n  - inner",
        "1. outer\n   - inner\n2. next",
        "- a\n\n  second paragraph\n- b",
        "- bullets\n\n1. numbers\n2. more",
        "3. three\n4. four",
        "1. a\n1. b\n1. c",
        "1) first\n2) second",
        "text\n```py\na = 1\n```\nmore",
        "- a\n  ```\n  code\n  ```\n- b",
        "~~~\nnever closed\n",
        "Setext\nover two lines\n======\n\nmore\n---",
        "First paragraph.\n## A heading at once\nText at once.",
        "#hashtag and #include <stdio.h>",
        "in 2014\n2014. was a year\n- and this is a list",
        "~~old~~ and new",
        "See https://example.org/slides, (https://example.org/a) or www.example.org.",
        "Written to ada@example.org.",
        "a hard\\\nbreak and a \\< sign, \\~ too",
        "* * *\n\ntext\n***\n- - -",
        "[a]\n\n[a]: https://example.org",
        "- [a](b.md)\n\n    indented by four\n\n    - inner by four",
        "# One\n\n## Two\n\n# Three",
    ],
)
def test_what_people_know_from_github(source: str) -> None:
    """Lists, tables, quotations, fences and links of GitHub are those of a page."""
    assert reference.structure(source) == reference.expected(source)


def test_what_is_alike_stays_as_it_is() -> None:
    """A text that Python-Markdown reads as GitHub does is not changed in a byte."""
    source = (
        "## A\n\nText\nover lines.\n\n- a\n- b\n    - c\n\n1. x\n2. y\n\n> quoted\n> more\n\n```py\na\n```\n\n"
        '!!! note "T"\n    text\n\n    more\n\n=== "Tab"\n\n    text\n\n| A | B |\n| --- | --- |\n| 1 | 2 |\n\n'
        "Note[^1] HTML.\n\n[^1]: The note.\n\n*[HTML]: Hyper\n\n    code\n\n[a]: b.md\n"
    )
    assert dialect.rewritten(source) == source


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("> [!NOTE]\n> Doors open.\n>\n> - a", "!!! note\n    Doors open.\n\n    - a"),
        ("> [!WARNING] Mind the step\n> x", '!!! warning "Mind the step"\n    x'),
        ("> [!caution]- Folded\n> x", '??? danger "Folded"\n    x'),
        ("- [ ] to do\n- [x] done\n- [X] done too\n- [] no", "- ☐ to do\n- ☑ done\n- ☑ done too\n- [] no"),
        ("<details><summary>**More**</summary>\n\n- a\n\n</details>", '??? "**More**"\n\n    - a\n\n'),
        ("<details open>\n<summary>More</summary>\n`<T>`\n</details>\nafter", '???+ "More"\n\n    `<T>`\n\nafter'),
        ("a <!-- b --> c\n\n<!--\n## d\n\n-->\ne", "a  c\n\ne"),
        ("```\n<!-- a -->\n```", "```\n<!-- a -->\n```"),
        ("```js {1,3}\na\n```", "```js\na\n```"),
        ("List<String> `List<String>`", "List&lt;String> `List<String>`"),
        ('<a href="x.md">y</a> <img src="i.png" alt="z">', "[y](<x.md>) ![z](<i.png>)"),
    ],
)
def test_what_is_rewritten(source: str, text: str) -> None:
    """Alerts become notes, tasks signs, `<details>` closed notes; comments go; harmless HTML is its Markdown."""
    assert dialect.rewritten(source).replace("\n\n\n", "\n\n") == text


def test_a_repeated_title_is_left_out() -> None:
    """A first heading that says the title again is left out, and others stay on their levels."""
    assert dialect.rewritten("# The Talk\n\n## A\n", "The talk").strip() == "## A"
    assert dialect.rewritten("# Other\n\n## A\n", "The talk") == "## Other\n\n### A\n"


def test_a_note_that_nothing_calls_is_left_out() -> None:
    """Its way back would lead nowhere."""
    assert dialect.rewritten("a[^1] `[^2]`\n\n[^1]: b\n\n[^2]: c\n    d\n") == "a[^1] `[^2]`\n\n[^1]: b\n\n"


PIECES = [*"-*+>#|`~=_[]()<!:. \n\t", "    ", "1. ", "a", "b\n", "\n\n", "```", "- ", "> ", "| a |", "|-|",
          "!!! note\n", '=== "T"\n', "[^1]", "[^1]: ", "<details>", "</details>", "<!--", "-->"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_every_line_knows_its_place(source: str) -> None:
    """No text fails, each line knows one of the source, and headings come in order."""
    reading = dialect.read(source)
    assert len(reading.lines) == len(reading.text.split("\n"))
    assert set(reading.lines) <= set(range(source.count("\n") + 1))
    assert [each.line for each in reading.headings] == sorted(each.line for each in reading.headings)


@pytest.mark.parametrize(
    "piece",
    ["- ", "> ", "- a\n", "<!--", "<!--\n", "<details>\n", "<details>\n</details>\n", "```\n", "`", "| a |\n", "1. ",
     "[^1]: a\n", "\n", "> a\n\n", "- a\n\n", "=== \"a\"\n", "<a href=x>", "<T", "\\", "a\n---\n", "- a\n  - b\n"],
)  # fmt: skip
@pytest.mark.parametrize("size", [100_000, pytest.param(200_000, marks=pytest.mark.long)])
def test_no_text_takes_long(piece: str, size: int) -> None:
    """A text of one piece over and over is read in a time that grows with its length."""
    source = piece * (size // len(piece))
    before = time.process_time()
    dialect.read(source)
    assert time.process_time() - before < size / 25_000
