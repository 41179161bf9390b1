"""Reading the site as people do, from a server and from disk, with every request listened to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect

from tests.page_kinds import EVENT, EVERY, KINDS, SCHEMES, address
from tests.site_fixtures import ROOT

ARTIFACTS = ROOT / "tests" / "artifacts"


class Reader:
    """A reader of the site in one of its two ways, who notes everything that should not happen."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.base = base
        self.noise: list[str] = []
        self.page: Page = context.new_page()
        self.page.set_default_timeout(10_000)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.noise.append(f"error: {error}"))
        self.page.on("request", self._request)
        self.page.on("requestfailed", self._failed)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.noise.append(f"{message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.base, "data:")):
            self.noise.append(f"elsewhere: {request.url}")

    def _failed(self, request: Request) -> None:
        # The icon of a page is still on its way when the next page is opened: that is no failure.
        if request.failure != "net::ERR_ABORTED":
            self.noise.append(f"failed: {request.url} {request.failure}")

    def open(self, url: str) -> Page:
        """Go to a page of the site."""
        self.page.goto(self.base + url)
        return self.page


@pytest.fixture(params=["http", "file"])
def base(request: pytest.FixtureRequest, site: Path) -> str:
    """The address of the site with its last slash: from a server, and from disk."""
    return str(request.getfixturevalue("served")) if request.param == "http" else site.as_uri() + "/"


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


def test_every_page_opens(reader: Reader, site: Path) -> None:
    """Each page of the tree opens, shows its title, keeps to its policy, and asks nothing of anybody else."""
    for path in sorted(site.rglob("*.html")):
        if path.name != "404.html" or reader.base.startswith("http"):  # whose links start at the root of a server
            page = reader.open(path.relative_to(site).as_posix())
            page.locator("h1").wait_for()  # a page at an old address leads to another first


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
    """The button beside a block of code copies that very block and says so."""
    if reader.base.startswith("http"):
        context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = reader.open("contribuer.html")
    for number, start in ((0, "---\ntitle:"), (3, "docs/containercon-europe-2016/mon-intervention.md:2:15: E105")):
        button = page.locator("pre + .recap-copy").nth(number)
        assert button.inner_text() == "Copier"
        button.click()
        expect(button).to_have_text("Copié")  # at once: it is « Copier » again two seconds later
        page.get_by_role("status").get_by_text("Copié").wait_for()
        if reader.base.startswith("http"):
            assert page.evaluate("navigator.clipboard.readText()").startswith(start)


def test_tabs_details_and_tooltips(reader: Reader) -> None:
    """Tabs switch, details open and close, an abbreviation says what it stands for."""
    page = reader.open("contribuer.html")
    windows = page.get_by_text("py -m venv .venv")
    assert not windows.is_visible()
    page.get_by_text("Windows", exact=True).click()
    assert windows.is_visible()
    answer = page.get_by_text("distinct_from: [identifiant-de-l-autre]")
    assert not answer.is_visible()
    page.locator("main details summary").click()
    assert answer.is_visible()
    page.locator("main details summary").click()
    assert not answer.is_visible()
    page.locator("abbr").first.hover()
    tooltip = page.get_by_role("tooltip")
    tooltip.wait_for()
    assert tooltip.inner_text() == "Container Network Interface"


@pytest.mark.parametrize(("system", "clicks", "expected"), [("light", 2, "dark"), ("dark", 1, "light")])
def test_the_chosen_scheme_is_remembered(
    browser: Browser, base: str, system: Literal["dark", "light"], clicks: int, expected: str
) -> None:
    """The scheme follows the system until one is chosen; the choice holds on other pages and after a reload."""
    context = browser.new_context(color_scheme=system)
    reader = Reader(context, base)
    page = reader.open("index.html")
    paper = "getComputedStyle(document.body).backgroundColor"
    followed = page.evaluate(paper)
    assert followed == ("rgb(12, 20, 38)" if system == "dark" else "rgb(248, 245, 237)")
    for _ in range(clicks):
        page.locator(".recap-scheme").click()
    chosen = page.evaluate(paper)
    assert chosen != followed
    for url in ("intervenants/emile-vauge.html", f"{EVENT}/traefik.html"):
        page = reader.open(url)
        assert page.evaluate("document.documentElement.dataset.scheme") == expected
        assert page.evaluate(paper) == chosen
    page.reload()
    assert page.evaluate(paper) == chosen
    context.close()
    assert reader.noise == []


def test_everything_reads_without_javascript(browser: Browser, site: Path) -> None:
    """Without scripts each kind of page shows its title and text, in the system's scheme."""
    context = browser.new_context(java_script_enabled=False, color_scheme="dark")
    page = context.new_page()
    for url in KINDS.values():
        page.goto(f"{site.as_uri()}/{url}")
        assert page.locator("h1").is_visible()
        assert len(page.locator("main").inner_text()) > 100, url
    context.close()


def screenshots(browser: Browser, site: Path, large: Path, kinds: list[str], widths: tuple[int, ...]) -> None:
    """Write pictures of pages in both schemes into tests/artifacts/."""
    ARTIFACTS.mkdir(exist_ok=True)
    for scheme in SCHEMES:
        context = browser.new_context(color_scheme=scheme)
        page = context.new_page()
        for kind in kinds:
            for width in widths:
                page.set_viewport_size({"width": width, "height": 900})
                page.goto(address(kind, site, large))
                picture = ARTIFACTS / f"{kind}-{width}-{scheme}.png"
                page.screenshot(path=str(picture), full_page=True)
                assert picture.stat().st_size > 10_000
        context.close()


def test_screenshots_sampled(browser: Browser, site: Path, large: Path) -> None:
    """Pictures of the home page and of a talk are kept, to be looked at."""
    screenshots(browser, site, large, ["home", "talk"], (320, 1440))


@pytest.mark.long
def test_screenshots(browser: Browser, site: Path, large: Path) -> None:
    """Pictures of every kind of page, at three widths, in both schemes, are kept, to be looked at."""
    screenshots(browser, site, large, EVERY, (320, 768, 1440))
