"""Headings have links to copy, on pages alone: no book, feed, index of search or file for machines has them."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.mark.parametrize(("site", "talk"), [("full", "rencontres-2026/keynote"), ("english", "rope-ferries-2025/*")])
def test_only_pages_have_them(built: Callable[[str], Path], site: str, talk: str) -> None:
    """Those of talks, conferences and other texts; lists have letters and groups as headings, which nobody shares."""
    root = built(site)
    pages = {path for path in root.rglob("*.html") if "recap-permalink" in path.read_text("utf-8")}
    assert pages & {*root.glob(f"{talk}.html")}
    assert not [path for path in pages if path.parent.name in ("intervenants", "people", "sujets", "topics")]
    others = {path for path in root.rglob("*") if path.suffix in (".xml", ".json", ".js", ".bib", ".ics")}
    assert len(others) > 20
    for path in others:
        text = path.read_text("utf-8")
        assert "permalink" not in text or path.name in ("recap.js", "bundle.js"), path
        assert "Lien vers cette section" not in text, path
        assert "Link to this section" not in text, path
    for path in root.glob("*/*.epub"):
        with zipfile.ZipFile(path) as book:
            for name in book.namelist():
                assert b"recap-permalink" not in book.read(name), name


def test_each_leads_to_its_heading(full: Path) -> None:
    """In the order of the page, and the table of contents of the page has the words of the headings alone."""
    page = (full / "rencontres-2026/remonter-sans-tomber.html").read_text("utf-8")
    pairs = re.findall(
        r'<h[23] id="([^"]*)"[^>]*>(?:(?!</h).)*</h[23]><a class="recap-permalink" href="#([^"]*)"', page
    )
    assert len(pairs) == 3
    assert all(heading == link for heading, link in pairs)
    contents = page.partition('class="recap-contents__list"')[2].partition("</ul>")[0]
    words = [each.replace("\u202f", " ") for each in re.findall(r">([^<>]+)</a>", contents)]
    assert words == ["Avant la manivelle", "Seul ou à deux", "Et si elle s’arrête ?"]
