"""Headings: the anchor that GitHub gives them leads to them too."""

from __future__ import annotations

import re

import markdown
import pytest

from recap.content import markdown as body
from recap.core.text import heading_slug
from tests.unit.core.test_text import EXTENSIONS


@pytest.mark.parametrize(
    ("source", "ids"),
    [
        ("## Été & œuvre", ["ete-oeuvre", "été--œuvre"]),
        ("## Plain", ["plain"]),
        ("## C++, and `code`", ["cplusplus-and-code", "c-and-code"]),
        ("## A\n\n## A\n\n## A 1", ["a", "a_1", "a-1", "a-1-1"]),
        ("## __search", ["search"]),
        ('=== "T"\n\n    ## Là', ["la", "là"]),
    ],
)
def test_both_ids_lead_to_a_heading(source: str, ids: list[str]) -> None:
    """Each id stands once; ours come first; the check knows the same."""
    configs = {"toc": {"slugify": heading_slug}}
    html = markdown.markdown(source, extensions=EXTENSIONS, extension_configs=configs)
    found = [each for each in re.findall(r' id="([^"]*)"', html) if not each.startswith("__tabbed")]
    assert sorted(found) == sorted(ids)
    assert sorted(body.anchors(source)) == sorted(ids)
