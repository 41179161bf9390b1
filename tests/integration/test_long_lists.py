"""The built pages of lists that are too long for one: reachable, well made, and found by machines."""

from __future__ import annotations

import json
import posixpath
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Literal

import html5lib
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from recap.pages import pagination, programme
from tests.integration.test_output_tree import elements
from tests.site_fixtures import make_project, meetings, serve_folder


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three conferences, on a site that lets a page hold eight entries."""
    project = make_project(tmp_path_factory.mktemp("long") / "project", meetings())
    config = project.config.read_text("utf-8").replace('!ENV [SITE_URL, ""]', "https://recap.example/")
    project.config.write_text(config, "utf-8")
    project.set_options("social_images: false")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pagination, "MAX_ENTRIES_PER_PAGE", 8)
        patch.setattr(programme, "GRID_SCALE", 1)
        result = project.build()
    assert result.ok, (result.diagnostics, result.warnings)
    return project.site


def test_every_page_can_be_reached_and_is_well_made(long: Path) -> None:
    """Links lead to files and ids that exist, from the home page to every page; titles, levels and ids are right."""
    goals: dict[str, set[str]] = {}
    ids: dict[str, list[str]] = {}
    titles: Counter[str] = Counter()
    for path in long.rglob("*.html"):
        url = path.relative_to(long).as_posix()
        found = [*elements(html5lib.parse(path.read_text("utf-8")))]
        ids[url] = [e.attrib["id"] for _, e in found if "id" in e.attrib]
        assert len(ids[url]) == len(set(ids[url])), url
        titles[next(e.text or "" for name, e in found if name == "title")] += 1
        levels = [1, *(int(name[1]) for name, _ in found if re.fullmatch("h[1-6]", name))]
        assert levels.count(1) == 2, url
        assert all(after <= before + 1 for before, after in pairwise(levels)), url
        if url == "404.html":
            continue
        hrefs = [e.get("href", "").partition("?")[0] for name, e in found if name == "a"]
        inside = [href for href in hrefs if not re.match("[a-z]+:", href)]
        goals[url] = {
            posixpath.normpath(posixpath.join(posixpath.dirname(url), href)) for href in inside if href[0] != "#"
        }
    assert [title for title, number in titles.items() if number > 1] == []
    reached, ahead = set(), {"index.html"}
    while ahead:
        reached |= ahead
        pages = {goal for url in ahead for goal in goals[url] if not goal.startswith("telecharger/")}
        assert [goal for goal in pages if not (long / goal.partition("#")[0]).is_file()] == []
        assert [
            goal for goal in pages if "#" in goal and goal.partition("#")[2] not in ids[goal.partition("#")[0]]
        ] == []
        ahead = {goal.partition("#")[0] for goal in pages if ".html" in goal} - reached
    assert goals.keys() == reached
    assert sum("_" in url for url in reached) > 30


def test_conferences_by_year(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of many conferences the home page leads to those of each year, whose page the next year's leads on from."""
    monkeypatch.setattr(pagination, "MAX_ENTRIES_PER_PAGE", 1)
    project = make_project(tmp_path / "project", meetings())
    result = project.build()
    assert result.ok, (result.diagnostics, result.warnings)
    home = (project.site / "index.html").read_text("utf-8")
    years = [f'<li><a href="index_{year}.html" dir="auto">{year}</a></li>' for year in (2025, 2024)]
    assert "".join(years) in home
    assert "rencontre-2024/index.html" not in home
    offline = (project.site / "lire-hors-ligne.html").read_text("utf-8")
    assert '<li><a href="lire-hors-ligne_2026.html" dir="auto">2026</a></li>' in offline
    assert ".epub" not in offline
    page = (project.site / "lire-hors-ligne_2026.html").read_text("utf-8")
    assert "<li><bdi>Rencontre 2026 (EPUB)</bdi> <code>telecharger/rencontre-2026.epub</code></li>" in page
    page = (project.site / "index_2024.html").read_text("utf-8")
    assert 'href="rencontre-2024/index.html"' in page
    assert 'rel="prev" href="index_2025.html"' in page
    path = project.folder / "docs/rencontre-2024/index.md"
    path.write_text(path.read_text("utf-8").replace("title: ", "title: Autre "), "utf-8")
    assert project.build().ok
    assert "Autre " in (project.site / "index_2024.html").read_text("utf-8")


def test_a_sub_page_leads_to_its_neighbours_and_its_list(long: Path) -> None:
    """A bar of all sub-pages, with the current one marked; the pages before and after; the section in the menu."""
    page = (long / "intervenants/index_s-2.html").read_text("utf-8")
    assert '<a href="index_s-2.html" aria-current="page" dir="auto">S (2)</a>' in page
    assert '<ul role="list" class="recap-sub-pages"><li><a href="index.html" dir="auto">Personnes</a></li>' in page
    assert 'rel="prev" href="index_s.html"' in page
    assert 'rel="next" href="index_s-3.html"' in page
    assert '<a href="index.html" aria-current="true">Personnes</a>' in page
    assert "recap-filter" not in (long / "intervenants/index.html").read_text("utf-8")


def test_machines_find_a_sub_page(long: Path) -> None:
    """The sitemap names it; its JSON-LD lists its entries, below the page of the whole list; search knows it not."""
    assert "<loc>https://recap.example/sujets/relais_2025.html</loc>" in (long / "sitemap.xml").read_text("utf-8")
    page = (long / "sujets/relais_2025.html").read_text("utf-8")
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert found
    listing, crumbs = json.loads(found[1])["@graph"]
    assert listing["mainEntity"]["numberOfItems"] == 6
    assert listing["mainEntity"]["itemListElement"][0]["url"].startswith("https://recap.example/rencontre-2025/talk-")
    names = [step["name"] for step in crumbs["itemListElement"]]
    assert names[1:] == ["Sujets", "relais", "relais · 2025 (1)"]
    assert not [path for path in (long / "search").iterdir() if "relais_2025" in path.read_text("utf-8")]


@pytest.mark.long
def test_years_are_printed(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On paper a heading has the years below it; the bar of a sub-page, which lists elsewhere, is not there."""
    monkeypatch.setattr(pagination, "MAX_ENTRIES_PER_PAGE", 1)
    project = make_project(tmp_path / "project", meetings())
    assert project.build().ok
    page = browser.new_page()
    page.emulate_media(media="print")
    for url, shown in (("index.html", True), ("index_2024.html", False)):
        page.goto((project.site / url).as_uri())
        assert page.locator(".recap-sub-pages").is_visible() == shown, url
    page.close()


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.long)])
def test_sub_pages_are_for_everybody(browser: Browser, long: Path, scheme: Literal["light", "dark"]) -> None:
    """Axe finds nothing, targets included, and no page is wider than a screen of 320 px."""
    context = browser.new_context(color_scheme=scheme, viewport={"width": 320, "height": 800}, bypass_csp=True)
    page = context.new_page()
    for served in serve_folder(long):
        for url in (
            "intervenants/index.html",
            "intervenants/index_s-2.html",
            "sujets/relais.html",
            "sujets/relais_2025.html",
            "organisations/acme.html",
            "rencontre-2026/programme.html",
            "rencontre-2026/programme_samedi-2-mai-2026.html",
        ):
            page.goto(f"{served}{url}")
            found = Axe().run(page, options={"rules": {"target-size": {"enabled": True}}}).response["violations"]
            assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], url
            assert page.evaluate("document.documentElement.scrollWidth") == 320, url
    context.close()
