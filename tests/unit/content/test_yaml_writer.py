"""YAML scalars that our own reader takes back."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from recap.content.frontmatter import parse
from recap.content.yaml_writer import to_scalar
from recap.core.text import INVISIBLE_CHARACTERS

SIGNS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp"))
PROSE = st.text(SIGNS).filter(lambda text: not INVISIBLE_CHARACTERS.search(text))


@example(value="null")
@example(value="NULL")
@example(value="- a")
@example(value="a: b #c")
@example(value="é’ a.")
@example(value="")
@given(
    value=PROSE | st.sampled_from(["a ", " a", "~", "yes", "2016-10-04", "a\\b", '"', "'", "[a]", "a,b", "A-", "a."])
)
def test_a_scalar_is_read_back(value: str) -> None:
    """Alone, in a list or in a mapping on one line, quoted or not, the text is the same when it is read."""
    for quoted in (False, True):
        written = to_scalar(value, quoted=quoted)
        document, diagnostics = parse(f"---\na: {written}\nb: [{written}, x]\nc: {{d: {written}}}\n---\n", "a.md")
        assert not diagnostics
        assert document.data == {"a": value, "b": [value, "x"], "c": {"d": value}}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Émile Vidal", "Émile Vidal"),
        ("2016-10-04", "2016-10-04"),
        ("Relais: la suite", '"Relais: la suite"'),
        ("a, b", '"a, b"'),
        ("42", '"42"'),
        ('dit "x"', '"dit \\"x\\""'),
    ],
)
def test_quotes_stand_where_they_are_needed(value: str, expected: str) -> None:
    """A name or a date stays bare; what YAML could misread is quoted."""
    assert to_scalar(value) == expected
