"""Similar names, remembered from one check to the next."""

from __future__ import annotations

import json
from collections.abc import Iterable, Set

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recap.core import text
from recap.lint.similar_names import SimilarNames

NAMES = [f"{first} {last}" for first in ("ana", "anna", "anne") for last in ("foo", "fooo", "bar")]


@given(st.lists(st.lists(st.sampled_from(NAMES) | st.text("ab", max_size=5), max_size=12), max_size=6))
def test_pairs_are_those_of_a_whole_comparison(lists: list[list[str]]) -> None:
    """Whatever names came and went: the same pairs, from rows that are JSON."""
    rows: dict[str, str] = {}
    for place, names in enumerate(lists):
        kept = {name: json.loads(row) for name, row in rows.items()}
        assert SimilarNames(kept).pairs(f"list {place % 2}", names) == text.one_letter_apart(names)
        rows = {name: json.dumps(row) for name, row in kept.items()}


def test_only_new_names_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that was there before is not compared again, nor is any when none is new."""
    compared: list[Set[str]] = []
    compare, similar = text.one_letter_apart, SimilarNames()

    def note(names: Iterable[str], among: Set[str] | None = None) -> set[tuple[str, str]]:
        compared.extend([among] if among else [])
        return compare(names, among)

    monkeypatch.setattr(text, "one_letter_apart", note)
    similar.pairs("people", NAMES)
    similar.pairs("people", NAMES)
    similar.pairs("people", [*NAMES[1:], "ana fo"])
    assert compared == [set(NAMES), {"ana fo"}]


def test_no_name_is_kept() -> None:
    """Rows hold digests; that of a name that is gone is gone."""
    rows: dict[str, dict[str, str]] = {}
    SimilarNames(rows).pairs("people", NAMES)
    kept = json.dumps(rows)
    assert not [name for name in NAMES if name in kept or name.split()[1] in kept]
    SimilarNames(rows).pairs("people", NAMES[:1])
    assert len(rows["people"]["names"]) == 16
