"""What is asked of a recap: its author, its summary, its day of publication; what is not asked of a stub."""

from __future__ import annotations

import re
from datetime import date

import pytest

from recap.core.language import language
from recap.lint.recap_rules import recaps_are_complete, summaries_are_short
from tests.catalogue_fixtures import resolved
from tests.site_fixtures import EVENT, french

DONE = "authors: []\nsummary: S.\npublished: 2026-05-03\n"


def found(head: str, body: str = "Once upon a time.", event: str = "") -> list[tuple[str, str | None]]:
    """Message key and English hint of everything that is asked of a talk."""
    files = {
        "demo/index.md": EVENT.replace("summary:", f"{event}summary:"),
        "demo/a.md": f"---\ntitle: A\nspeakers: [Ada Quill]\ndate: 2026-05-01\n{head}---\n{body}\n",
    }
    catalogue, _ = resolved(files, french(drafts=True))
    return [(each.message_key, each.hint(language("en"))) for each in recaps_are_complete(catalogue)]


def keys(head: str, body: str = "Once upon a time.", event: str = "") -> list[str]:
    return [key for key, _ in found(head, body, event)]


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (DONE, "Once."),
        ("", ""),
        ("", "## To be written"),
        ("", "![A map](map.png)"),
        ("abstract: What the programme says.\n", ""),
        ("published: 2026-05-03\n", ""),
        ("draft: true\n", "Once."),
        ("authors: [Zoe Marsh]\nsummary: S.\npublished: 2026-05-03\n", "Once."),
        ("based_on: {title: Notes}\nsummary: S.\npublished: 2026-05-03\n", "Once."),
        ("based_on: null\nsummary: S.\npublished: 2026-05-03\n", "Once."),
        ("based_on: ~\nsummary: S.\npublished: 2026-05-03\n", "Once."),
        ("based_on:\nsummary: S.\npublished: 2026-05-03\n", "Once."),
    ],
)
def test_nothing_is_asked(head: str, body: str) -> None:
    """Of a recap that says it all, were it that nobody wrote it; of a stub; of a draft."""
    assert keys(head, body) == []


@pytest.mark.parametrize("head", ["", "authors:\n", "authors: null\n"])
def test_whose_text_it_is_is_asked(head: str) -> None:
    """A blank is no answer; `[]` is."""
    assert keys(f"{head}summary: S.\npublished: 2026-05-03\n") == ["W126"]


@pytest.mark.parametrize(
    ("event", "lines"),
    [
        ("authors: [Nell Frost]\n", "authors: [Nell Frost]"),
        ("based_on: {title: Two days}\n", "based_on: {title: Two days}"),
        (
            "authors: [Nell Frost, Owen Birch]\nbased_on: {title: Two days, authors: [Owen Birch], date: 2026-05-02}\n",
            "authors: [Nell Frost, Owen Birch] + based_on: {title: Two days, authors: [Owen Birch], date: 2026-05-02}",
        ),
    ],
)
def test_the_lines_of_the_event_are_proposed(event: str, lines: str) -> None:
    """They are never taken over in silence; written into the talk they end the question."""
    head = "summary: S.\npublished: 2026-05-03\n"
    [(key, hint)] = found(head, event=event)
    assert key == "W126.event"
    assert hint
    assert hint.endswith(f"write {lines}")
    assert keys("\n".join(lines.split(" + ")) + f"\n{head}", event=event) == []


def test_the_day_of_publication_is_proposed() -> None:
    """The day of the check is one that is known; the line passes."""
    [(key, hint)] = found("authors: []\nsummary: S.\n")
    assert (key, hint) == (
        "W102.published",
        f"add the day on which it is published: published: {date.today()}",
    )
    assert keys(f"authors: []\nsummary: S.\npublished: {date.today()}\n") == []


@pytest.mark.parametrize(
    "body",
    [
        "## What was said\n\nOnce upon a time: there was “a *long* text”.",
        '- One.\n\nA "quoted" word, 2 # 3.',
        "One sentence. " * 40,
        "word " * 200,
        "True",
        "null: and void",
    ],
)
def test_the_proposed_summary_passes(body: str) -> None:
    """It is how the text begins, written so that YAML reads it back."""
    [(key, hint)] = found("authors: []\npublished: 2026-05-03\n", body)
    assert key == "W102.summary"
    [line] = re.findall(r"summary: .*", hint or "")
    assert len(line) <= 170
    assert keys(f"authors: []\npublished: 2026-05-03\n{line}\n", body) == []


@pytest.mark.parametrize("body", ["- One.\n- Two.", "> Quoted.", "| A |\n| --- |\n| b |", "```\ncode\n```"])
def test_a_text_without_a_paragraph(body: str) -> None:
    """It is a recap without a beginning to propose."""
    [(key, hint)] = found("authors: []\npublished: 2026-05-03\n", body)
    assert key == "W102.summary"
    assert (hint or "").endswith('summary: "…"')


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("summary: S.\n", ""),
        ("key_points: [A., B., C.]\n", ""),
        ("parts: [{id: x, title: X, summary: S.}]\n", "## X"),
        ("summary: ''\n", "Once."),
    ],
)
def test_what_counts_as_a_recap(head: str, body: str) -> None:
    """A summary, points or the summary of a part, without a text; a text under an empty summary."""
    assert "W126" in keys(head, body)


@pytest.mark.parametrize("length", [300, 301])
def test_a_summary_of_more_than_300_characters(length: int) -> None:
    """Of an event, a talk or a part: it is counted, and shown whole."""
    long = "x" * length
    head = f"authors: []\npublished: 2026-05-03\nsummary: {long}\nparts: [{{id: x, title: X, summary: {long}}}]\n"
    expected = ["W116"] * 3 if length > 300 else []
    catalogue, diagnostics = resolved(
        {
            "demo/index.md": EVENT.replace("Deux jours.", long),
            "demo/a.md": f"---\ntitle: A\nspeakers: [Ada Quill]\ndate: 2026-05-01\n{head}---\n## X\n\nOnce.\n",
            "sujets/x.md": "---\ntitle: X\nsummary: S.\n---\n",
        }
    )
    assert not diagnostics
    assert not [*recaps_are_complete(catalogue)]
    asked = [*summaries_are_short(catalogue.with_source())]
    assert [each.message_key for each in asked] == expected
    assert all(each.args == {"length": 301, "limit": 300} for each in asked)
    assert catalogue.talks["demo/a"].lead == long


def test_a_text_that_an_import_wrote_is_no_recap() -> None:
    """Imports used to put the programme's text into the body; once a person has changed it, it is theirs."""
    imported = "imported: {from: x, id: x, written: {body: %s}}\n"
    from recap.content.imported import value_digest

    head = imported % value_digest("The programme says so.")
    assert keys(head, "The programme says so.") == []
    assert "W126" in keys(head, "The programme says so. I was there.")
