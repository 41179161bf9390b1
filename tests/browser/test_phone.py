"""A talk and an event on a phone: the text comes early, of a talk within a screen and a half, the rest is folded."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.page_kinds import EVENT
from tests.site_fixtures import FILES, MakeProject

WIDTH, HEIGHT, TEXT_BY = 360, 740, 1110
TITLE = "Comment graisser quatre-vingt-dix horloges de gare sans jamais en arrêter une seule en mai"
SUMMARY = " ".join(["On y apprend à graisser une horloge qui tourne, et à la remettre à l’heure sans escabeau."] * 4)
POINTS = "".join(f"  - Le point numéro {n} tient en une phrase et se lit d’un trait ou presque.\n" for n in range(1, 8))
TALK = """---
kind: talk
title: {title}
speakers: [{{name: Ana Foo, organisation: Horlogerie de la gare}}, {{name: Bob Bar, organisation: Société des cadrans}}]
date: 2026-05-01
start: "09:00"
duration: 30
summary: "{summary}"
key_points:
{points}topics: [horloges, graisse]
authors: []
published: 2026-05-03
---

Le texte commence ici.

## Un titre

Un.

## Un autre

Deux.

## Le dernier

Trois.
"""


@pytest.fixture
def talk(new_project: MakeProject, page: Page) -> Page:
    """The page of a talk with a long title, a long summary, seven points and contents, on a phone."""
    text = TALK.format(title=TITLE, summary=SUMMARY[:300].rstrip(), points=POINTS)
    project = new_project(FILES | {"rencontre/un-debut.md": text})
    assert project.build().ok
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    page.goto((project.site / "rencontre" / "un-debut.html").as_uri())
    return page


def bottom(page: Page, selector: str) -> float:
    """Pixels from the top of the page to the lower edge of an element."""
    box = page.locator(selector).first.bounding_box()
    assert box
    return box["y"] + box["height"]


def test_the_text_begins_within_a_screen_and_a_half(talk: Page) -> None:
    """The summary ends on the first screen; facts and topics come after the text; nothing is wider than the screen."""
    assert len(TITLE) == 90
    assert bottom(talk, ".recap-brief__summary") <= HEIGHT
    start = talk.get_by_text("Le texte commence ici.").bounding_box()
    assert start
    assert start["y"] <= TEXT_BY
    assert bottom(talk, ".recap-prose") <= bottom(talk, ".recap-talk__aside")
    for width in (WIDTH, 320):
        talk.set_viewport_size({"width": width, "height": HEIGHT})
        assert talk.evaluate("document.documentElement.scrollWidth") == width


def test_what_is_folded_opens_with_the_keyboard(talk: Page) -> None:
    """The first point is shown, the others and the contents after Enter on their line."""
    for name, hidden in (("Les 6 autres points", "Le point numéro 7"), ("Sur cette page", "Un autre")):
        line = talk.locator(".recap-fold > summary", has_text=name)
        inside = talk.locator(".recap-fold", has_text=hidden).get_by_text(hidden)
        assert (line.is_visible(), inside.is_visible()) == (True, False)
        line.focus()
        talk.keyboard.press("Enter")
        expect(inside).to_be_visible()
    expect(talk.get_by_text("Le point numéro 1 ")).to_be_visible()


@pytest.mark.parametrize("medium", ["screen", "print"])
def test_on_a_wide_screen_and_on_paper_all_is_shown(talk: Page, medium: str) -> None:
    """Without a line to open it; facts stand next to the text on the screen."""
    talk.set_viewport_size({"width": 1440, "height": 1000})
    talk.emulate_media(media="print" if medium == "print" else "screen")
    expect(talk.get_by_text("Le point numéro 7")).to_be_visible()
    expect(talk.locator(".recap-fold > summary").first).to_be_hidden()
    if medium == "screen":
        expect(talk.get_by_role("heading", name="Sur cette page")).to_be_visible()
        aside, text = talk.locator(".recap-talk__aside").bounding_box(), talk.locator(".recap-brief").bounding_box()
        assert aside
        assert text
        assert abs(aside["y"] - text["y"]) < 2
        assert aside["x"] >= text["x"] + text["width"]
    talk.emulate_media(media="screen")


def test_on_an_event_the_text_comes_before_the_drawings(page: Page, full: Path) -> None:
    """The board is one line until somebody opens it, on a wide screen it is open."""
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    page.goto((full / f"{EVENT}/index.html").as_uri())
    assert bottom(page, ".recap-talk__main") <= bottom(page, ".recap-drawings")
    line = page.locator(".recap-board__line").first
    expect(line).to_be_hidden()
    page.locator("[aria-labelledby=Bilan] summary").click()
    expect(line).to_be_visible()
    page.set_viewport_size({"width": 1440, "height": HEIGHT})
    page.reload()
    expect(line).to_be_visible()
    expect(page.locator("[aria-labelledby=Bilan] summary")).to_be_hidden()
