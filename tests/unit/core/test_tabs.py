"""Tabs where nothing can be clicked: each text follows its label."""

from __future__ import annotations

import re

import markdown

from recap.core.tabs import unfolded

EXTENSIONS = ["admonition", "pymdownx.details", "pymdownx.superfences", "pymdownx.tabbed"]


def words(source: str) -> list[str]:
    """The words of a text in the order in which they are read, without its tabs' controls."""
    options = {"pymdownx.tabbed": {"alternate_style": True}}
    html = unfolded(markdown.markdown(source, extensions=EXTENSIONS, extension_configs=options))
    assert "<input" not in html
    assert html.count("<div") == html.count("</div>")
    return re.sub(r"<[^>]*>", " ", html).split()


def test_each_text_follows_its_label() -> None:
    """Two sets with the same labels, a tab in a tab, a note in a tab and a tab in a note."""
    assert words('=== "A"\n\n    a\n\n=== "B"\n\n    b\n\nx\n\n=== "A"\n\n    c\n') == [
        "A",
        "a",
        "B",
        "b",
        "x",
        "A",
        "c",
    ]
    nested = '=== "A"\n\n    a\n\n    === "N"\n\n        n\n\n=== "B"\n\n    !!! note "T"\n        b\n'
    assert words(nested) == ["A", "a", "N", "n", "B", "T", "b"]
    assert words('??? note "T"\n\n    === "A"\n\n        ```\n        <div>\n        ```\n') == [
        "T",
        "A",
        "&lt;div&gt;",
    ]


def test_other_html_stays() -> None:
    """HTML without tabs is returned as it is."""
    assert unfolded('<div class="a"><p>b</p></div>') == '<div class="a"><p>b</p></div>'
