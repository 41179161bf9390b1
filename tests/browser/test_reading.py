"""Reading the site as people do, from a server and from disk, with every request listened to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, cast

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.page_kinds import EVENT, KINDS, SCHEMES, address
from tests.reader import Reader
from tests.site_fixtures import FILES, ROOT, MakeProject, Quiet, serve_folder

ARTIFACTS = ROOT / "tests" / "artifacts"
REDIRECTS = {
    "rhp-2026.html": f"{EVENT}/index.html",
    f"{EVENT}/huile.html": f"{EVENT}/graisser-ou-ne-pas-graisser.html",
    "sujets/poids.html": "sujets/poids-moteur.html",
    "intervenants/lucja-w.html": "intervenants/lucja-wiezowska.html",
    "qui-sommes-nous.html": "a-propos.html",
}
"""Old address of an event, a talk, a topic, a person and a page -> the new one."""


@pytest.fixture(params=["http", "file"])
def base(request: pytest.FixtureRequest, full: Path) -> str:
    """The address of the site with its last slash: from a server, and from disk."""
    return str(request.getfixturevalue("served")) if request.param == "http" else full.as_uri() + "/"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A new browser profile."""
    context = browser.new_context()
    yield context
    context.close()


@pytest.fixture
def reader(context: BrowserContext, base: str) -> Iterator[Reader]:
    """A reader; at the end nothing unwanted may have happened."""
    reader = Reader(context, base)
    yield reader
    assert reader.noise == []


def test_pages_open_sampled(reader: Reader) -> None:
    """A page of each kind opens, in turn from disk and from a server: it shows its title, keeps to its policy, and
    asks nothing of anybody else.
    """
    from_server = reader.base.startswith("http")
    reader.open_all([*[*KINDS.values()][from_server::2], "404.html"])


@pytest.mark.long
def test_every_page_opens(reader: Reader, full: Path) -> None:
    """The same for every page of the tree."""
    reader.open_all(path.relative_to(full).as_posix() for path in sorted(full.rglob("*.html")))


def test_an_old_address_leads_to_the_new_one(reader: Reader) -> None:
    """A page at a former address opens the page that has moved."""
    for old, new in REDIRECTS.items():
        reader.open(old).wait_for_url(reader.base + new)
        reader.page.locator(".recap-header").wait_for()


class Missing(Quiet):
    """A server that answers as hosts do: 404.html in the place of what is missing."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Send the page of the site."""
        if code != 404:
            return super().send_error(code, message, explain)
        body = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body)
        return None


@pytest.mark.parametrize(
    ("missing", "typed", "nearest"),
    [
        ("rencontre/un-debut-bis.html", "un debut bis", "Un début"),
        ("ailleurs/la/boussole/", "boussole", "boussole"),
        ("ailleurs/%FF.html", "", ""),
    ],
)
def test_a_page_that_is_not_there_proposes_the_nearest(
    page: Page, new_project: MakeProject, missing: str, typed: str, nearest: str
) -> None:
    """Search is asked for what the address says, in any folder; one that says nothing finds nothing."""
    project = new_project(FILES)
    assert project.build().ok
    with contextmanager(serve_folder)(project.site, Missing) as address:
        page.goto(address + missing)
        assert page.locator("[data-missing]").input_value() == typed
        if nearest:
            expect(page.locator(".recap-results__list a").first).to_contain_text(nearest)
        else:
            expect(page.locator(".recap-results__list a")).to_have_count(0)


def test_a_breach_of_the_policy_is_heard(context: BrowserContext, base: str) -> None:
    """A handler, a style and a script that get into a page do nothing, and a reader notes each."""
    reader = Reader(context, base)
    page = reader.open(KINDS["talk"])
    page.evaluate("""() => {
        document.body.insertAdjacentHTML("beforeend", "<p id=odd onclick='ran = 1' style='color: red'>x</p>");
        document.body.append(Object.assign(document.createElement("script"), {textContent: "ran = 1"}));
        document.getElementById("odd").click();
    }""")
    assert page.evaluate("typeof ran") == "undefined"
    assert len([each for each in reader.noise if "Content Security Policy" in each]) == 3


def test_copy_button(reader: Reader, context: BrowserContext) -> None:
    """The button next to a block of code copies that very block and says so."""
    if reader.base.startswith("http"):
        context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = reader.open(f"{EVENT}/carnet-de-releve.html")
    for number, start in ((0, "date,lue,vraie,remarque\n"), (1, "$ releve moyenne mairie.csv\n")):
        button = page.locator("pre + .recap-copy").nth(number)
        assert button.inner_text() == "Copier"
        button.click()
        expect(button).to_have_text("Copié")  # at once: it is « Copier » again two seconds later
        page.get_by_role("status").get_by_text("Copié").wait_for()
        if reader.base.startswith("http"):
            assert page.evaluate("navigator.clipboard.readText()").startswith(start)


def test_tabs_details_and_tooltips(reader: Reader) -> None:
    """Tabs switch, details open and close, an abbreviation says what it stands for."""
    page = reader.open(KINDS["tabs"])
    alone, pair = page.get_by_text("On pose la manivelle"), page.get_by_text("L’un tourne, l’autre regarde")
    expect(alone).to_be_hidden()
    expect(pair).to_be_visible()
    page.get_by_text("Seul", exact=True).click()
    expect(alone).to_be_visible()
    expect(pair).to_be_hidden()
    answer, question = page.get_by_text("Oui, si l’on sait pourquoi"), page.get_by_text("Faut-il la relancer")
    expect(answer).to_be_hidden()
    question.click()
    expect(answer).to_be_visible()
    question.click()
    expect(answer).to_be_hidden()
    expect(page.get_by_text("C’est vous qui tombez.")).to_be_visible()  # this one is open from the start
    page = reader.open(f"{EVENT}/synchroniser-vingt-cadrans.html")
    page.locator("abbr").first.hover()
    tooltip = page.get_by_role("tooltip")
    tooltip.wait_for()
    assert tooltip.inner_text() == "Protocole du tour d’horloge"


@pytest.mark.parametrize(("system", "expected"), [("light", "dark"), ("dark", "light")])
def test_the_chosen_scheme_is_remembered(
    browser: Browser, base: str, system: Literal["dark", "light"], expected: str
) -> None:
    """The scheme follows the system until a click asks for the other one, which holds on other pages and later.

    The next click follows the system again.
    """
    context = browser.new_context(color_scheme=system)
    reader = Reader(context, base)
    page = reader.open("index.html")
    paper = "getComputedStyle(document.body).backgroundColor"
    followed = page.evaluate(paper)
    assert followed == ("rgb(12, 20, 38)" if system == "dark" else "rgb(248, 245, 237)")
    page.locator(".recap-scheme").click()
    chosen = page.evaluate(paper)
    assert chosen != followed
    for url in (KINDS["person"], KINDS["talk"]):
        page = reader.open(url)
        assert page.evaluate("document.documentElement.dataset.scheme") == expected
        assert page.evaluate(paper) == chosen
    page.reload()
    assert page.evaluate(paper) == chosen
    page.locator(".recap-scheme").click()
    assert page.evaluate(paper) == followed
    page.emulate_media(color_scheme=cast(Literal["dark", "light"], expected))
    assert page.evaluate(paper) == chosen
    context.close()
    assert reader.noise == []


def test_everything_reads_without_javascript(browser: Browser, full: Path) -> None:
    """Without scripts each kind of page shows its title and text, in the system's scheme."""
    context = browser.new_context(java_script_enabled=False, color_scheme="dark")
    page = context.new_page()
    for kind in KINDS:
        page.goto(address(kind, full))
        expect(page.locator("h1")).to_be_visible()
        assert len(page.locator("main").inner_text()) > 100, kind
    context.close()


@pytest.mark.long
def test_screenshots(page: Page, full: Path) -> None:
    """Pictures of every kind of page, three widths, both schemes, are kept in tests/artifacts/, to be looked at."""
    ARTIFACTS.mkdir(exist_ok=True)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        for kind in KINDS:
            for width in (320, 768, 1440):
                page.set_viewport_size({"width": width, "height": 900})
                page.goto(address(kind, full))
                picture = ARTIFACTS / f"{kind}-{width}-{scheme}.png"
                page.screenshot(path=str(picture), full_page=True)
                assert picture.stat().st_size > 10_000


def test_a_heading_has_a_link_to_copy(page: Page, full: Path) -> None:
    """It shows when the heading is pointed at or the link has the focus, is large enough (WCAG 2.5.8), says where it
    leads, and leaves the name of the heading as it is; paper has none.
    """
    page.goto(address("keynote", full))
    heading = page.get_by_role("heading", name="La minute qui manque", exact=True)
    link = page.get_by_role("link", name="Lien vers cette section\u00a0: La minute qui manque", exact=True)
    expect(heading).to_have_count(1)
    expect(link).to_have_css("opacity", "0")
    heading.hover()
    expect(link).to_have_css("opacity", "1")
    box = link.bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 24
    page.mouse.move(0, 0)
    expect(link).to_have_css("opacity", "0")
    link.focus()
    expect(link).to_have_css("opacity", "1")
    page.keyboard.press("Enter")
    assert page.url.endswith("/keynote.html#la-minute-qui-manque")
    page.emulate_media(media="print")
    expect(link).to_be_hidden()


def test_a_link_of_a_heading_shows_by_touch(browser: Browser, full: Path) -> None:
    """Where nothing hovers it is always there, within the narrowest screen."""
    context = browser.new_context(viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(address("keynote", full))
    links = page.locator(".recap-permalink")
    assert links.count() == 5
    for link in links.all():
        expect(link).to_have_css("opacity", "1")
        box = link.bounding_box()
        assert box
        assert box["x"] + box["width"] <= 320
    context.close()
