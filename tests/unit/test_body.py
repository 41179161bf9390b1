"""Bodies: the scanner sees the links and anchors that the renderer makes."""

from __future__ import annotations

import html5lib
import markdown
import pytest
from test_text import EXTENSIONS

from recap import body, text

SOURCES = {
    "headings": "# Un\n\n## Été & œuvre\n\n## Été & œuvre\n\nTitre\n=====\n\nSous `code` *fort*\n---\n",
    "heading with a link": "### A_b_c [lien](x.md) ###\n",
    "fences": "[a](1.md)\n\n```md\n[b](2.md)\n## Non\n```\n\n~~~\n[c](3.md)\n~~~\n\n[d](4.md)\n",
    "code": "[a](1.md) `[b](2.md)` ``x ` [c](3.md)`` [d](4.md)\n\n    [e](5.md)\n\n- l\n\n    [f](6.md)\n",
    "admonition": '!!! note "T"\n    [a](1.md)\n\n    ```\n    [b](2.md)\n    ```\n',
    "tab": '=== "O"\n\n    [c](3.md "titre")\n',
    "forms": "[a](<1 2.md>) ![i](3.png) [b](4_(x).md) [c][r] \\[d](5.md) [e [f]](6.md)\n\n[r]: 7.md\n",
}


@pytest.mark.parametrize("name", SOURCES)
def test_scanner_and_renderer_agree(name: str) -> None:
    """The targets and anchors found in the source are those of the rendered page."""
    source = SOURCES[name]
    configs = {"toc": {"slugify": text.heading_slug}}
    rendered = markdown.markdown(source, extensions=EXTENSIONS, extension_configs=configs)
    tree = html5lib.parseFragment(rendered, namespaceHTMLElements=False)
    targets = [each.get("href") or each.get("src") for each in tree.iter() if each.get("href") or each.get("src")]
    assert sorted({link.target for link in body.links(source)}) == sorted(set(targets) - {"#__tabbed_1_1"})
    anchors = [each.get("id") for each in tree.iter() if each.tag in ("h1", "h2", "h3")]
    assert [heading.anchor for heading in body.headings(source)] == anchors


def test_places_of_links() -> None:
    """Line and column are those of the target, from 1."""
    assert body.links("a\n  é [b](c.md)\n") == [body.Link(2, 9, "c.md")]


def test_insert_after_headings() -> None:
    """Markdown is put under the headings that are named; a repeated heading is told apart by its anchor."""
    source = "## A\nx\n\n## A\ny"
    assert body.insert_after_headings(source, [("a_1", "NEW"), ("zz", "NO")]) == "## A\nx\n\n## A\n\nNEW\n\ny"


def test_words_are_counted_without_code() -> None:
    """Fenced code is not read as prose."""
    assert body.word_count("Un deux.\n\n```\ntrois\n```\n\nL’été") == 4
