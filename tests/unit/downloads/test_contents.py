"""The table of contents of a book."""

from __future__ import annotations

from xml.etree import ElementTree

from recap.downloads.contents import headings_of


def test_headings_have_words_alone() -> None:
    """Those of markup too, but no number of a footnote; one of the third level stands below one of the second."""
    call = '<sup id="fnref:1"><a href="#fn:1">1</a></sup>'
    page = (
        '<main><h2 id="x">Sources</h2><div class="recap-prose">'
        f'<h2 id="a">A{call} <em>b</em> m<sup>2</sup></h2><h3 id="c">C</h3></div></main>'
    )
    (found,) = headings_of(ElementTree.fromstring(page))
    assert (found.anchor, found.title) == ("a", "A b m2")
    assert [(each.anchor, each.title) for each in found.below] == [("c", "C")]
