"""The room of a page is used: next to the text on wide screens, in columns on paper. The search has a name."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.page_kinds import KINDS, address
from tests.site_fixtures import FILES, MakeProject

PAGE = """---
kind: page
title: Des liens
---

Un [premier](https://un.example/a), un [deuxième](https://deux.example/b), et encore le [premier](https://un.example/a),
puis [un octet seul](https://trois.example/%E9).

- Ou [remplissez](https://github.com/o/r/issues/new?template=propose.yml) le formulaire.
- Non retrouvé : salle. [Envoyer](https://github.com/o/r/issues/new?title=A&body=B)
"""


def sheets(page: Page) -> list[str]:
    """The texts of the printed sheets of a page, A4 portrait."""
    printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    for sheet in printed:
        assert [round(float(side)) for side in sheet.mediabox.upper_right] == [595, 842]
    return [sheet.extract_text() for sheet in printed]


def test_facts_and_sections_stand_next_to_the_text(page: Page, full: Path) -> None:
    """On a wide screen what follows the text of a talk begins next to its summary, in a column of its own."""
    page.set_viewport_size({"width": 1440, "height": 1000})
    page.goto(address("talk", full))
    side, text = page.locator(".recap-talk__side").bounding_box(), page.locator(".recap-prose").bounding_box()
    brief = page.locator(".recap-brief").bounding_box()
    assert side
    assert text
    assert brief
    assert side["x"] > text["x"] + text["width"]
    assert abs(side["y"] - brief["y"]) < 2
    assert text["y"] - brief["y"] - brief["height"] < 100
    expect(page.locator(".recap-talk__side").get_by_role("heading", name="À lire ensuite")).to_be_visible()


@pytest.mark.parametrize("width", [320, 360, 768, 1440])
def test_the_search_is_named_by_a_visible_word(page: Page, full: Path, width: int) -> None:
    """The button bears its word on every screen, and nothing is pushed out of it."""
    page.set_viewport_size({"width": width, "height": 740})
    for kind in ("home", "talk", "glossary"):
        page.goto(address(kind, full))
        word = page.locator(".recap-search").get_by_text("Rechercher", exact=True)
        box = word.bounding_box()
        assert box, kind
        assert box["width"] > 50, kind
        assert page.evaluate("document.documentElement.scrollWidth") <= width, kind


def test_each_page_says_where_it_is(page: Page, full: Path) -> None:
    """At its end: the pages above, each with a link that leads there, and its own title."""
    for kind in KINDS:
        page.goto(address(kind, full))
        trail = page.get_by_role("navigation", name="Où vous êtes")
        if kind == "home":
            assert trail.count() == 0
            continue
        places = trail.get_by_role("listitem").all_inner_texts()
        assert places[0] == "Accueil", kind
        assert places[-1] == page.locator("h1").inner_text(), kind
        for link in trail.get_by_role("link").all():
            target = page.evaluate("element => element.href", link.element_handle())
            assert Path(target.removeprefix("file://")).is_file(), (kind, target)
    page.goto(address("talk", full))
    shown = page.get_by_role("navigation", name="Où vous êtes").get_by_role("listitem").all_inner_texts()
    assert shown == ["Accueil", page.locator(".recap-sign__when a").inner_text(), page.locator("h1").inner_text()]


@pytest.mark.parametrize(("kind", "most"), [("home", 2), ("event", 3), ("topic", 1), ("person", 1), ("about", 2)])
def test_pages_print_on_few_sheets(page: Page, full: Path, kind: str, most: int) -> None:
    """No sheet is empty or holds a heading alone, and nothing that only a screen can use is printed."""
    page.goto((full / "a-propos.html").as_uri() if kind == "about" else address(kind, full))
    texts = sheets(page)
    assert len(texts) <= most
    assert all(len(text.split()) > 12 for text in texts)
    page.emulate_media(media="print")
    for hidden in ("hero__actions", "trail", "search", "edit"):
        assert not page.locator(f".recap-{hidden}:visible").count(), hidden
    page.emulate_media(media="screen")


def test_addresses_stand_at_the_end_on_paper(page: Page, new_project: MakeProject) -> None:
    """Links of a text bear numbers on paper, one for each address; the list is gone after printing."""
    project = new_project(FILES | {"liens.md": PAGE})
    assert project.build().ok
    page.goto((project.site / "liens.html").as_uri())
    text = " ".join(" ".join(sheets(page)).split())
    assert "premier [1]" in text
    assert "deuxième [2]" in text
    assert text.count("[1]") == 2
    assert text.index("Adresses des liens") < text.index("https://un.example/a") < text.index("https://deux.example/b")
    assert text.count("https://un.example/a") == 1
    assert "https://trois.example/%E9" in text  # no UTF-8, which stops nothing
    assert "Ou remplissez [4] le formulaire" in text
    assert "Non retrouvé" in text
    assert "Envoyer" not in text
    assert "title=A" not in text
    assert page.locator(".recap-addresses").count() == 0
    assert (project.site / "rencontre" / "un-debut.html").is_file()
    page.goto((project.site / "rencontre" / "un-debut.html").as_uri())
    assert "Adresses des liens" not in " ".join(sheets(page))
