"""The first paragraph of a body as plain text, and whether a body says anything."""

from __future__ import annotations

import time

import pytest

from recap.content.excerpt import first_paragraph, has_text
from recap.core.text import excerpt


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Once upon a time.\n\nThen.", "Once upon a time."),
        ("## What was said\n\nOnce upon\na time.", "Once upon a time."),
        ("## What was said\nOnce.", "Once."),
        ("A title\n=======\n\nOnce.", "Once."),
        ("- one\n- two\n\n    still two\n\nOnce.", "Once."),
        ("1. one\n\n    still one\n\nOnce.", "Once."),
        ("a | b\n--- | ---\n1 | 2\n\nOnce.", "Once."),
        ("| a |\n| --- |\n\nOnce.", "Once."),
        ("> quoted\n\nOnce.", "Once."),
        ("!!! note\n    Aside.\n\n    More.\n\nOnce.", "Once."),
        ('=== "Tab"\n    Aside.\n\nOnce.', "Once."),
        ("```python\nprint()\n```\nOnce.", "Once."),
        ("    code\n\nOnce.", "Once."),
        ("---\n\nOnce.", "Once."),
        ("![A map](map.png)\n\nOnce.", "Once."),
        ("<!-- to do:\n\nall of it -->\n\nOnce.", "Once."),
        ("<details>\n<summary>More</summary>\n</details>\n\nOnce.", "Once."),
        ("[x]: https://example.org/\n[^1]: A note.\n\nOnce.", "Once."),
        ("*[CNI]: Interface\n\nOnce.", "Once."),
        ("Once:\n- one\n- two", "Once:"),
        ("Once, in\n2016. That was it.", "Once, in 2016. That was it."),
        ("A **bold** _word_, `a_*b*`, [a link](b(c).md \"t\"), [another][ref], H<sub>2</sub>O.",
         "A bold word, a_*b*, a link, another, H2O."),
        ("Read <https://example.org/>,[^1] write to <ana@example.org>.",
         "Read https://example.org/, write to ana@example.org."),
        (r"snake_case, 2 * 3, \*stars\* &amp; R&D, ~~gone~~", "snake_case, 2 * 3, *stars* & R&D, gone"),
        ("[![A map](map.png)](https://example.org/)\n\nOnce.", "Once."),
        ("- only\n- a list", ""),
        ("## Only a heading", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_the_first_paragraph(body: str, expected: str) -> None:
    """Its words as they are read; what is no paragraph is passed over."""
    assert first_paragraph(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Once.", True),
        ("- Once.", True),
        ("> Once.", True),
        ("| Once |\n| --- |", True),
        ("!!! note\n    Once.", True),
        ("```\nonce\n```", True),
        ("```\n# once\n```", True),
        ("日本", True),
        ("## A heading\n\nOnce.", True),
        ("", False),
        (" \n\n", False),
        ("## A heading\n\n### Another", False),
        ("A heading\n---------", False),
        ("<!-- to do -->", False),
        ("<!-- to do", False),
        ("![A map](map.png)", False),
        ("![A map][map]\n\n[map]: map.png", False),
        ("---", False),
    ],
)
def test_what_says_something(body: str, expected: bool) -> None:
    """Lists, tables, notes and code do; a heading, a comment, a picture do not."""
    assert has_text(body) is expected


@pytest.mark.parametrize("piece", ["[", "![", "`", "*", "<!--", "[a](", "_a", "a\n", "# a\n", "![a](b)\n\n", "\\["])
def test_long_runs_are_read_in_time(piece: str) -> None:
    """A quarter of a megabyte of anything takes less than two seconds of CPU time."""
    body, start = piece * (256_000 // len(piece)), time.process_time()
    first_paragraph(body)
    has_text(body)
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Short.", "Short."),
        ("x" * 300, "x" * 300),
        ("One sentence here, long enough to stand alone as a summary of it. " * 8,
         ("One sentence here, long enough to stand alone as a summary of it. " * 4).strip()),
        ("word " * 100, f"{('word ' * 60).strip()}…"),
        ("x" * 400, f"{'x' * 299}…"),
        ("字" * 400, f"{'字' * 299}…"),
        ("一句话。" * 100, "一句话。" * 75),
        (f"« Il était une fois un récit assez long pour que la phrase suffise à elle seule. » {'mot ' * 100}",
         "« Il était une fois un récit assez long pour que la phrase suffise à elle seule. »"),
        (f"Version 3.11 of it, {'word ' * 100}", f"Version 3.11 of it, {('word ' * 56).strip()}…"),
    ],
)  # fmt: skip
def test_an_excerpt(text: str, expected: str) -> None:
    """At most 300 characters: whole sentences, or else whole words, or else characters."""
    found = excerpt(text)
    assert len(found) <= 300
    assert found == expected
