"""Drawings in a browser: on a narrow screen, in both schemes, on paper, with the keyboard; names of any script."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from tests.axe import violations
from tests.page_kinds import EVENT, SCHEMES
from tests.site_fixtures import EVENT as EVENT_FILE
from tests.site_fixtures import HOME, Project, make_project

NAMES = [
    "W" * 30,
    "列車の停留所" * 5,
    "תחנה ראשונה בקו הארוך",
    "Ḿ̈ü" * 7,
    "Αναπνευστικός σταθμός",
    "a" * 15 + " " + "b" * 14,
]
"""Names of stops: as wide as they may be, and of several scripts."""
TITLES = ["Wm" * 60, "列車の停留所" * 12, "תחנה ראשונה בקו הארוך " * 5, "<b>Titre</b> & Cie", "Ein " + "sehr" * 30]


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built conference with titles and names that take as much room as they may."""
    files = {"index.md": HOME, "rencontre/index.md": EVENT_FILE}
    facts = [
        {"date": f"20{10 + n * 3}-01-01", "text": name, "label": name, "url": "https://example.org/" + "x" * 200}
        for n, name in enumerate(NAMES)
    ]
    for number, title in enumerate(TITLES):
        record = {"title": title, "speakers": [{"name": "Ana Foo"}], "date": "2026-05-01", "order": number}
        record |= {"topics": [f"{'t' * 60}-{each}" for each in range(number + 1)]}
        record |= {"since_then": {"checked": "2026-06-01", "facts": facts}} if not number else {}
        files[f"rencontre/t{number}.md"] = f"---\n{json.dumps(record)}\n---\n"
    project: Project = make_project(tmp_path_factory.mktemp("wide") / "project", files)
    result = project.build()
    assert result.ok, result.diagnostics
    return project.site


@pytest.mark.parametrize("name", ["index", "t0"])
def test_nothing_is_wider_than_a_narrow_screen(page: Page, wide: Path, name: str) -> None:
    """At 320 pixels, tables open; no text of a drawing ends outside it."""
    page.set_viewport_size({"width": 320, "height": 740})
    page.goto((wide / f"rencontre/{name}.html").as_uri())
    for summary in page.locator(".recap-drawing summary").all():
        summary.click()
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    outside = """[...document.querySelectorAll('.recap-drawing__picture *')].filter(each => {
        const box = each.getBoundingClientRect(), frame = each.ownerSVGElement.getBoundingClientRect();
        return box.width && (box.left < frame.left - 1 || box.right > frame.right + 1
          || box.top < frame.top - 1 || box.bottom > frame.bottom + 1);
      }).map(each => each.outerHTML)"""
    assert page.locator(".recap-drawing__picture").count() == (2 if name == "index" else 1)
    assert page.evaluate(outside) == []
    assert violations(page) == []


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", ["index", "synchroniser-vingt-cadrans"])
def test_drawings_are_seen_in_both_schemes(page: Page, full: Path, scheme: Any, name: str) -> None:
    """Lines, stops and texts stand out from the paper (WCAG 1.4.11, 1.4.3); axe has nothing to say."""
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto((full / f"{EVENT}/{name}.html").as_uri())
    contrasts = page.evaluate(
        """() => {
        const light = colour => {
          const parts = colour.match(/[\\d.]+/g).slice(0, 3).map(each => each / 255)
            .map(each => each <= 0.03928 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4);
          return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
        };
        const paper = light(getComputedStyle(document.body).backgroundColor);
        const ratio = colour => {
          const own = light(colour);
          return (Math.max(own, paper) + 0.05) / (Math.min(own, paper) + 0.05);
        };
        return [...document.querySelectorAll('.recap-drawing__picture :is(circle, line, text)')]
          .filter(each => !/casing|track|guide|gap|number/.test(each.getAttribute('class')))
          .map(each => [each.getAttribute('class'), each.tagName === 'text' ? 4.5 : 3,
            Math.max(...['fill', 'stroke'].map(key => getComputedStyle(each)[key])
              .filter(each => each !== 'none').map(ratio))]);
      }"""
    )
    assert len(contrasts) > 7
    assert [each for each in contrasts if each[2] < each[1]] == []
    assert violations(page) == []


def test_a_stop_is_reached_with_the_keyboard(page: Page, full: Path) -> None:
    """It is a link with a name and a visible focus, large enough to be touched, and leads to the talk."""
    page.set_viewport_size({"width": 320, "height": 740})
    page.goto((full / f"{EVENT}/index.html").as_uri())
    stop = page.get_by_role("link", name="Arrêt 2")
    box = stop.bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 24
    page.get_by_role("link", name="Arrêt 1\u00a0:").focus()
    page.keyboard.press("Tab")
    assert stop.evaluate("each => each === document.activeElement && getComputedStyle(each).outlineStyle") != "none"
    title = stop.locator("title").text_content()
    assert title
    page.keyboard.press("Enter")
    page.wait_for_url("**/*.html")
    assert page.get_by_role("heading", level=1).inner_text() in title


def test_drawings_are_on_paper(page: Page, full: Path) -> None:
    """Map and line of time on the event's page, the line of a talk next to its facts; nothing is cut."""
    for name, pictures in (("index", 2), ("synchroniser-vingt-cadrans", 1)):
        page.goto((full / f"{EVENT}/{name}.html").as_uri())
        pages = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
        text = "".join(each.extract_text() for each in pages)
        assert {"index": "Rencontres", "synchroniser-vingt-cadrans": "Trois récepteurs à"}[name] in text
        page.emulate_media(media="print")
        shown = page.locator(".recap-drawing__picture:visible")
        assert shown.count() == pictures
        for place in range(pictures):
            box = shown.nth(place).bounding_box()
            assert box
            assert box["height"] < 240 / 25.4 * 96
        page.emulate_media(media="null")
