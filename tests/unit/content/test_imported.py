"""Digests of what an import wrote: equal for what YAML reads as the same."""

from __future__ import annotations

from typing import Any

import pytest

from recap.content.imported import value_digest


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (45, "45", True),
        (None, "", True),
        (None, [], True),
        ({"a": 1, "b": 2}, {"b": "2", "a": "1"}, True),
        ("a", "b", False),
        (["a", "b"], ["b", "a"], False),
    ],
)
def test_a_digest(one: Any, other: Any, same: bool) -> None:
    """Numbers are their texts, nothing is as good as empty, the order of keys does not count."""
    assert (value_digest(one) == value_digest(other)) is same
