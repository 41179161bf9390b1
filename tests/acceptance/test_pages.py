"""The pages of the repository's own site: none is lost, each opens from disk, reads and prints."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.axe import violations
from tests.page_kinds import SCHEMES, WIDTHS
from tests.reader import Reader
from tests.site_fixtures import ROOT

EVENT = "containercon-europe-2016"
TEXTS = [*(ROOT / "docs").glob("*.md"), *(ROOT / "docs" / EVENT).glob("*.md")]
"""Files of docs/ that are more than a record."""
PAGES = [
    *sorted(path.relative_to(ROOT / "docs").with_suffix(".html").as_posix() for path in TEXTS),
    "accessibilite.html",
    f"{EVENT}/programme.html",
    "intervenants/index.html",
    "intervenants/emile-vauge.html",
    "sujets/index.html",
    "sujets/seccomp.html",
    "organisations/index.html",
    "organisations/docker.html",
    "glossaire.html",
    "recherche.html?q=conteneurs",
    "donnees.html",
    "lire-hors-ligne.html",
]


def test_no_published_address_is_lost(site: Path) -> None:
    """Whoever kept a link still finds its page."""
    lines = (Path(__file__).parent / "pages.txt").read_text("utf-8").splitlines()
    listed = [line for line in lines if not line.startswith("#")]
    assert len(listed) > 70
    assert [url for url in listed if not (site / url).is_file()] == []


@pytest.mark.parametrize("step", [pytest.param(2, id="some"), pytest.param(1, id="all", marks=pytest.mark.long)])
def test_each_page_opens_from_disk(browser: Browser, site: Path, step: int) -> None:
    """It shows its title, the console stays empty, and nothing is asked of the network."""
    context = browser.new_context()
    reader = Reader(context, site.as_uri() + "/")
    reader.open_all(path.relative_to(site).as_posix() for path in sorted(site.rglob("*.html"))[::step])
    context.close()
    assert reader.noise == []


def audit(page: Page, site: Path, urls: list[str], scheme: Any, width: int) -> dict[str, list[tuple[str, str]]]:
    """Return what axe finds on pages: address -> violations."""
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    found = {}
    for url in urls:
        page.goto(f"{site.as_uri()}/{url}")
        found[url] = violations(page)
    return {url: wrong for url, wrong in found.items() if wrong}


@pytest.mark.parametrize(("scheme", "width", "start"), [("light", 320, 0), ("dark", 1280, 2)])
def test_axe_sampled(page: Page, site: Path, scheme: str, width: int, start: int) -> None:
    """Every second one of the texts and of the kinds of pages, in turn narrow and light, wide and dark."""
    assert audit(page, site, PAGES[start::4], scheme, width) == {}


@pytest.mark.long
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe(page: Page, site: Path, scheme: str, width: int) -> None:
    """The same in both schemes and at three widths."""
    assert audit(page, site, PAGES, scheme, width) == {}


@pytest.mark.parametrize(
    ("name", "most"), [("traefik", 4), ("user-namespaces-seccomp", 5), ("standards-conteneurs", 7)]
)
def test_a_talk_prints_on_a_few_pages(page: Page, site: Path, name: str, most: int) -> None:
    """A talk fits on few sheets of A4, its diagram and what became of it included."""
    page.goto((site / EVENT / f"{name}.html").as_uri())
    assert 1 < page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") <= most
    page.emulate_media(media="print")
    expect(page.locator(".recap-figure svg").first).to_be_visible()


def test_official_titles_are_marked_as_english(page: Page, site: Path) -> None:
    """Those of a talk, in its page and in the programme, and those of the parts of the keynote (WCAG 3.1.2)."""
    for name in ("traefik", "programme"):
        page.goto((site / EVENT / f"{name}.html").as_uri())
        assert "Microservices vs. Reverse-Proxy" in page.locator("main [lang=en]").all_inner_texts(), name
    page.goto((site / EVENT / "keynote.html").as_uri())
    assert any(text.startswith("Keynote: OpenSDS") for text in page.locator("main cite[lang=en]").all_inner_texts())


def test_contributors_find_the_commands_of_their_system(page: Page, site: Path) -> None:
    """Tabs, a fold and an abbreviation of the page that says how to contribute."""
    page.goto(f"{site.as_uri()}/contribuer.html")
    windows = page.get_by_text("py -m venv .venv")
    expect(windows).to_be_hidden()
    page.get_by_text("Windows", exact=True).click()
    expect(windows).to_be_visible()
    answer = page.get_by_text("distinct_from: [identifiant-de-l-autre]")
    expect(answer).to_be_hidden()
    page.locator("main details summary").click()
    expect(answer).to_be_visible()
    blocks = [block.split("\n")[0] for block in page.locator("pre > code").all_inner_texts()]
    assert [blocks[0], blocks[3][:63]] == ["---", "docs/containercon-europe-2016/mon-intervention.md:2:15: E105 un"]
    page.locator("abbr").first.hover()
    tooltip = page.get_by_role("tooltip")
    tooltip.wait_for()
    assert tooltip.inner_text() == "Container Network Interface"
