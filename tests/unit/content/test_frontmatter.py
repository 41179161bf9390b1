"""Front matter: whatever the bytes, a document and problems with places; scalars stay text."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from recap.content.document import Document
from recap.content.frontmatter import MAX_BYTES, MAX_DEPTH, MAX_FRONT_MATTER, MAX_ITEMS, parse, read, scalars
from recap.core.diagnostics import Diagnostic
from recap.core.language import language

WORDS = ("title", "a", "é", "𝒳", "null", "2016-10-04", "10:50", "<<", "---", "...", "\\x02", "\\u2028", '"\\0a"')
PIECES = [*WORDS, *"\\\"'|>%@`!~&*,:[]{}#\t \r\n", "!x", "&a", "*a", "? ", "- ", ": ", "  ", "\n  "]
YAML_LIKE = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


def found(front_matter: str) -> list[tuple[str, int, int]]:
    """The (text, line, column) of the problems of a front matter, which starts on line 2."""
    return [(each.message_key, each.line, each.column) for each in parse(f"---\n{front_matter}\n---\n", "a.md")[1]]


@example(front_matter="\ufeff", body="")
@example(front_matter="- \t#", body="")
@example(front_matter='"a\\', body="")
@example(front_matter="[" * 3000, body="")
@example(front_matter="? ? ? ? ?", body="\n---\n")
@example(front_matter="a: b\n--- c", body="")
@given(front_matter=YAML_LIKE | st.text(), body=st.text(max_size=5))
def test_places_lie_inside_the_file(front_matter: str, body: str) -> None:
    """Any text between fences is read without an exception, and every place stands on a line that exists."""
    raw = f"---\n{front_matter}\n---\n{body}".encode(errors="replace")
    document, diagnostics = read(raw, "a.md")
    lines = re.split("\r\n|\r|\n", raw.decode("utf-8-sig"))
    places = [(each.line, each.column) for each in diagnostics]
    places += [*document.keys.values(), *document.values.values()]
    for line, column in places:
        assert 1 <= line <= len(lines)
        assert 1 <= column <= len(lines[line - 1]) + 1


@given(raw=st.binary(max_size=200))
def test_any_bytes_are_read(raw: bytes) -> None:
    """Bytes that are no text are a problem, never an exception."""
    document, diagnostics = read(b"---\ntitle: " + raw, "a.md")
    assert diagnostics or document.data or document.body


@given(front_matter=YAML_LIKE)
def test_data_is_text_lists_and_mappings(front_matter: str) -> None:
    """No YAML type survives: values are texts, lists, mappings, or None for what has no value."""

    def check(value: object) -> None:
        if isinstance(value, dict):
            assert all(isinstance(key, str) for key in value)
        for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            check(item)
        assert value is None or isinstance(value, (str, list, dict))

    check(read(f"---\n{front_matter}\n---\n".encode(), "a.md")[0].data)


def test_scalars_stay_text() -> None:
    """What YAML 1.1 turns into a number, a date or a truth value stays as written; an empty key is left out."""
    source = '---\na: 10:50\nb: no\nc: 2016-10-04\nd:\ne: ~\nf: "~"\ng: 007\n---\n'
    assert parse(source, "a.md")[0].data == {
        "a": "10:50",
        "b": "no",
        "c": "2016-10-04",
        "f": "~",
        "g": "007",
    }


def test_every_place_is_known() -> None:
    """Keys and values have line and column from 1, columns in characters; a place that is missing has the nearest."""
    document, _ = parse("---\n𝒳: [é, {b: c}]\nd:\n  - e\n---\nTexte\nici", "a.md")
    assert document.keys == {("𝒳",): (2, 1), ("𝒳", 1, "b"): (2, 9), ("d",): (3, 1)}
    assert document.values[("𝒳", 0)] == (2, 5)
    assert document.values[("𝒳", 1, "b")] == (2, 12)
    assert document.mark("d", 0) == (4, 5)
    assert document.mark("𝒳", 1, "b", "more") == (2, 12)
    assert document.mark("nothing") == (1, 1)
    assert (document.body, document.body_line) == ("Texte\nici", 6)


def test_problems_point_at_value_or_key() -> None:
    """`problem` points at the value, `key_problem` at the key, or where the value stands when there is no key."""
    document = Document("a.md", keys={("a",): (2, 1)}, values={("a",): (2, 4), ("b", 0): (3, 5)})
    assert document.diagnostic("E116.text", "a") == Diagnostic("a.md", 2, 4, "E116.text")
    assert document.key_diagnostic("E103", "a") == Diagnostic("a.md", 2, 1, "E103")
    assert document.key_diagnostic("E103", "b", 0) == Diagnostic("a.md", 3, 5, "E103")


def test_line_ends_and_mark_do_not_move_places() -> None:
    """CRLF, CR, LF and a byte order mark give the same document."""
    lines = "---\ntitle: x\n---\nTexte\n"
    wanted = parse(lines, "a.md")
    for raw in (lines, lines.replace("\n", "\r\n"), lines.replace("\n", "\r"), f"\ufeff{lines}"):
        assert read(raw.encode(), "a.md") == wanted


def test_a_file_without_front_matter_is_all_body() -> None:
    """Text that does not start with a fence, or starts with `...`, is a body from line 1."""
    for text in ("Texte\n---\n", "...\na: b\n...\n", "", " ---\na: b\n---\n", "----\na: b\n----\n"):
        assert parse(text, "a.md") == (Document("a.md", body=text), [])


def test_dots_close_the_front_matter() -> None:
    """Either `---` or `...` ends it, spaces after them do no harm, and the first one counts."""
    document, diagnostics = parse("--- \ntitle: x\n... \n---\nTexte", "a.md")
    assert (document.data, document.body, document.body_line) == ({"title": "x"}, "---\nTexte", 4)
    assert not diagnostics


def test_an_empty_front_matter_is_no_problem() -> None:
    """Two fences with nothing, or a comment, between them give no data."""
    for source in ("---\n---\n", "---\n# rien\n---\n"):
        document, diagnostics = parse(source, "a.md")
        assert (document.data, diagnostics) == ({}, [])


@pytest.mark.parametrize(
    ("front_matter", "expected"),
    [
        ("a: 1\na: 2\na: {b: 3}", [("E105.twice", 3, 1), ("E105.twice", 4, 1)]),
        ("a: &x 1\nb: *x", [("E105.alias", 2, 4), ("E105.alias", 3, 4)]),
        ("a: !!str 1\nb: ! 1", [("E105.tag", 2, 4)]),
        ("[a]: b", [("E105.key", 2, 1)]),
        ("? {a: b}\n: c", [("E105.key", 2, 3)]),
        ("texte", [("E105.no_mapping", 2, 1)]),
        ("a: b\n--- {c: d}", [("E105.no_mapping", 3, 1)]),
        ('a: "x\\x02"\n"\\0b": c', [("E105.character", 2, 4), ("E105.character", 3, 1)]),
        ("a: [b,\nc: d", [("E105.bracket", 2, 4)]),
        ("a: b\nc: [d, {", [("E105.bracket", 3, 8)]),
        ("a: b: c", [("E105.colon", 2, 5)]),
        ("a\nb: c", [("E105.no_colon", 2, 1)]),
        ("a: b\n  c: d", [("E105.indent", 3, 1)]),
        ("a: 'b", [("E105.quote", 2, 4)]),
        ('a: "b\\q"', [("E105.escape", 2, 4)]),
        ("a:\n\t- b", [("E105.tab", 3, 1)]),
        ("a: `b`", [("E105.sign", 2, 4)]),
        ("a: *", [("E105.sign", 2, 4)]),
    ],
)
def test_the_cause_is_reported_where_it_stands(front_matter: str, expected: list[tuple[str, int, int]]) -> None:
    """Each fault of YAML has its own wording, at the place where somebody wrote it."""
    assert found(front_matter) == expected


def test_a_key_given_twice_keeps_its_first_value() -> None:
    """The second value of a key is reported and left out."""
    assert parse("---\na: 1\na: {b: 2}\n---\n", "a.md")[0].data == {"a": "1"}


def test_limits_are_inclusive() -> None:
    """As much as a limit says is accepted, one more is not."""
    assert read(b"x" * MAX_BYTES, "a.md")[1] == []
    assert read(b"x" * (MAX_BYTES + 1), "a.md")[1][0].message_key == "E105.file_size"
    rest = len("a: \n")
    assert found("a: " + "x" * (MAX_FRONT_MATTER - rest)) == []
    assert found("a: " + "x" * (MAX_FRONT_MATTER - rest + 1)) == [("E105.size", 1, 1)]
    assert found(f"a: [{', '.join('x' * MAX_ITEMS)}]") == []
    assert found(f"a: [{', '.join('x' * (MAX_ITEMS + 1))}]") == [("E105.items", 2, 5 + 3 * MAX_ITEMS)]
    assert found("\n".join(f"k{n}: x" for n in range(MAX_ITEMS + 1))) == [("E105.items", MAX_ITEMS + 2, 7)]
    deepest = MAX_DEPTH - 1  # the mapping of the front matter is one level
    assert found("a: " + "[" * deepest + "]" * deepest) == []
    assert found("a: " + "[" * (deepest + 1) + "]" * (deepest + 1)) == [("E105.depth", 2, 4 + deepest)]


def test_nothing_is_kept_of_what_cannot_be_trusted() -> None:
    """Beyond the depth limit, an alias or a second document, the data is empty and no more is reported."""
    for front_matter in ("a: b\nc: *d\ne: *f", "a: b\n--- {c: d}\n--- e"):
        document, diagnostics = parse(f"---\n{front_matter}\n---\nTexte", "a.md")
        assert (document.data, document.body, len(diagnostics)) == ({}, "Texte", 1)


def test_scalars_on_one_line_have_their_ends() -> None:
    """Each scalar of one line comes with line, columns and whether it is quoted; longer ones are left out."""
    content = '\ufeff---\r\na: "b c" # d\r\nlong: x\r\n  y\r\n---\r\ne: f\r\n'
    assert list(scalars(content)) == [(2, 1, 2, False), (2, 4, 9, True), (3, 1, 5, False)]


WRITTEN = (
    "title",
    "speakers",
    "Ada Quill",
    "2026-05-01",
    ": ",
    "- ",
    " #",
    "“",
    "”",
    "：",
    "•",
    "//",
    "...",
    "\n",
    "\n\n",
)
HIDDEN = ("\u00a0", "\u200b", "\u00ad", "\\t")


@given(st.lists(st.sampled_from([*WRITTEN, *HIDDEN, *"-#[]{}\"'&*!|>%@,=~: \t"]), max_size=25).map("".join))
def test_any_mixture_of_signs_has_an_answer(front_matter: str) -> None:
    """Whatever stands between the fences, each diagnostic is at a place that the file has, and has its words."""
    content = f"---\n{front_matter}\n---\nTexte"
    for each in read(content.encode(), "a.md")[1]:
        assert 1 <= each.line <= content.count("\n") + 1
        assert each.column >= 1
        for code in ("fr", "en"):
            assert each.message(language(code))
            each.hint(language(code))
