"""Markdown that is not rendered here: reported at its place, and nothing else is."""

from __future__ import annotations

import pytest

from recap.content.document import Document
from recap.lint.markdown_rules import check_markdown


def said(source: str, *extensions: str, title: str = "") -> list[tuple[str, int, int]]:
    """Message key, line and column of what is said of a text."""
    document = Document("a.md", {"title": title}, body=source)
    return sorted((each.message_key, each.line, each.column) for each in check_markdown(document, extensions))


@pytest.mark.parametrize(
    "source",
    [
        "`==a==` `:rocket:` `$a_b$`\n\n```\n==a== H~2~O [^7] [a][b]\n```\n\n    ==a==\n",
        "a == b and c == d, a==b==c, ~/file and ~/other, x^2 and y^3",
        "$5 and $10, 12:30:45, a:b:c, ::, std::vector, {name} after a word, {a: 1}",
        "[a][b] [c] [d][] https://example.org/~a/~b?c=^d^&e=:rocket:\n\n[b]: c.md\n[D]: e.md\n",
        "text[^1] and [^Two]\n\n[^1]: a\n[^Two]: b\n",
        "x[1][2] and \\[a][b] and #hashtag and #42 and @ada",
        "| A | B |\n| --- | --- |\n| 1 | 2 |\n\na - b\n--- | ---\n",
        "<!-- ==a== [^7] -->",
        "[link](https://example.org/a_(b)) (and a bracket) [https://example.org](https://example.org)",
    ],
)
def test_nothing_is_said_of_what_is_shown_as_it_was_meant(source: str) -> None:
    """Code, prose with signs, addresses, references with their definitions."""
    assert said(source) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("a ==b c== d", [("W128.highlight", 1, 3)]),
        ("H~2~O", [("W128.lowered", 1, 2)]),
        ("## A {#own}\n\n**b**{.red}", [("W128.attributes", 1, 6), ("W128.attributes", 3, 6)]),
        ("```dot\na\n```", [("W128.diagram", 1, 1)]),
        ("> ```mermaid\n> a\n> ```", [("W128.diagram", 1, 1)]),
        ("| A | B |\n| --- |\n", [("W128.table", 2, 1)]),
        ("A [b][c].", [("W129.undefined", 1, 3)]),
        ("A[^1] b\n\n[^1]: c\n[^1]: d\n", [("W129.twice", 4, 1)]),
        ("[^1]: c", [("W129.unused", 1, 1)]),
        ("A[^1]", [("E119.footnote", 1, 2)]),
        ("(a)[https://example.org/]", [("W128.swapped", 1, 1)]),
    ],
)
def test_what_is_not_rendered(source: str, found: list[tuple[str, int, int]]) -> None:
    """Each at its line and column."""
    assert said(source) == found


def test_extensions_count() -> None:
    """What a site switches on is rendered; attribute lists are refused by check and build alike."""
    assert said("==a== x^2^ ++ctrl+a++", "pymdownx.mark", "pymdownx.caret", "pymdownx.keys") == []
    assert said("[a](b.md){.red}", "attr_list") == [("E121.attributes", 1, 10)]


def test_a_repeated_title() -> None:
    """A first heading that says the title again; others are headings like any other."""
    assert said("# The Talk!\n\ntext", title="The talk") == [("W130", 1, 1)]
    assert said("# Another\n\ntext", title="The talk") == []
