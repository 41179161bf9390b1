"""The link at each heading of a text."""

from __future__ import annotations

import pytest

from recap.site.heading_links import link_headings


def test_a_link_stands_next_to_its_heading() -> None:
    """Named by the words of the heading alone, whatever markup they have, with their no-break spaces."""
    heading = '<h2 id="a-b" dir="auto"><span id="ab"></span>À qui est <em>l’heure</em>\u202f&amp; "qui" ?</h2>'
    name = "Lien\u00a0: À qui est l’heure\u202f&amp; &quot;qui&quot; ?"
    link = f'<a class="recap-permalink" href="#a-b" aria-label="{name}">#</a>'
    found = link_headings(f"<p>Avant.</p>\n{heading}\n<p>Après.</p>", "Lien\u00a0: {title}")
    assert found == f'<p>Avant.</p>\n<div class="recap-heading">{heading}{link}</div>\n<p>Après.</p>'


def test_the_call_of_a_footnote_is_no_word() -> None:
    call = '<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup>'
    assert 'aria-label="Vers A b"' in link_headings(f'<h2 id="a">A{call} <em>b</em></h2>', "Vers {title}")


@pytest.mark.parametrize(
    "html",
    ["<h2>Sans ancre</h2>", '<h1 id="a">A</h1>', '<h4 id="a">A</h4>', "<p>h2 id</p>", '<header id="a"></header>'],
)
def test_others_have_none(html: str) -> None:
    """A heading without an anchor, of another level, or no heading at all."""
    assert link_headings(html, "{title}") == html


def test_each_has_its_own() -> None:
    found = link_headings('<h2 id="a">A</h2><h3 id="b">B</h3>', "Vers {title}")
    assert found.count('class="recap-permalink"') == 2
    assert 'href="#b" aria-label="Vers B"' in found
