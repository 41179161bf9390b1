"""The words of the interface, French and English: how they are set and spelt."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from recap.core.language import READERS_TABLES, word_list
from tests.spelling import misspelt, words_of
from tests.typography import OTHER, slips

QUOTE_CODE = frozenset(
    ["a straight quotation mark", "a hyphen instead of a dash", "two spaces", "no U+00A0 before a colon",
     "no U+202F before ; ! ?", "three full stops instead of …",
     "a space before a comma, a full stop or a bracket"]
)  # fmt: skip
"""What stands in lines of YAML and commands that messages propose."""
KEYS = frozenset(part for key in word_list("en")["keys"] for part in re.split(r"[._]", key))
"""The words that keys of records consist of; messages name keys."""


def sentences(table: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Each text of a table with the path to it, its code replaced."""
    if isinstance(table, dict):
        for key, value in table.items():
            yield from sentences(value, f"{path}.{key}")
    elif isinstance(table, str):
        yield path, re.sub(r"(?s)```.*?```|`[^`\n]+`", OTHER, table)


def words(code: str) -> set[str]:
    """The words of all tables but those that are parts of addresses."""
    tables = {name: table for name, table in word_list(code).items() if name != "folders"}
    return {word for _, said in sentences(tables) for word in words_of(said)}


@pytest.mark.parametrize("code", ["fr", "en"])
def test_typography(code: str) -> None:
    """What readers see keeps every rule; messages, which propose code, all that code does not break."""
    found = []
    for name, table in word_list(code).items():
        leave_out = frozenset[str]() if name in READERS_TABLES else QUOTE_CODE
        for path, said in sentences(table):
            found += [(f"{name}{path}", slip) for slip in slips(said, code, leave_out)]
            found += [(f"{name}{path}", around) for around in re.findall(r".{0,20}\w [;:!?»](?=\s|$)", said)]
    assert found == []


@pytest.mark.parametrize("code", ["fr", "en"])
def test_spelling(code: str) -> None:
    """Every word of the interface and of its messages is in a dictionary, or in `tests/spelling.txt`."""
    found = words(code)
    assert len(found) > 1_000
    assert misspelt(found - KEYS, code) == set()
