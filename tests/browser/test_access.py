"""WCAG 2.2 AA as far as programs can tell: axe, the keyboard, large text, the reader's own settings."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route

from tests.page_kinds import EVENT, EVERY, KINDS, LARGE, SCHEMES, WIDTHS, address
from tests.site_fixtures import serve_folder

AXE = Axe()
OPTIONS = {"rules": {"target-size": {"enabled": True}}}
"""Every rule of axe that is on by itself (WCAG A and AA, best practices), and WCAG 2.2's size of targets."""


@pytest.fixture(scope="session")
def served_large(large: Path) -> Iterator[str]:
    """The address of a server over `large`."""
    yield from serve_folder(large)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a new profile."""
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


def violations(page: Page) -> list[tuple[str, str]]:
    """What axe finds: (rule, element) for each."""
    found: dict[str, Any] = AXE.run(page, options=OPTIONS).response
    assert len(found["passes"]) > 10
    return [(rule["id"], node["html"][:150]) for rule in found["violations"] for node in rule["nodes"]]


def audit(browser: Browser, kind: str, base: str, scheme: Any, widths: tuple[int, ...]) -> None:
    """Run axe on a page at some widths in a scheme."""
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(base + (KINDS | LARGE)[kind])
        assert violations(page) == [], (kind, scheme, width)
    context.close()


@pytest.mark.parametrize("kind", EVERY)
def test_axe_sampled(browser: Browser, site: Path, large: Path, served: str, served_large: str, kind: str) -> None:
    """Each kind of page once: in turn narrow and light from disk, wide and dark from a server."""
    folder, server = (site, served) if kind in KINDS else (large, served_large)
    if EVERY.index(kind) % 2:
        audit(browser, kind, folder.as_uri() + "/", "light", (320,))
    else:
        audit(browser, kind, server, "dark", (1280,))


@pytest.mark.long
@pytest.mark.parametrize("kind", EVERY)
def test_axe(browser: Browser, site: Path, large: Path, served: str, served_large: str, kind: str) -> None:
    """Each kind of page, both schemes, three widths, from disk and from a server."""
    folder, server = (site, served) if kind in KINDS else (large, served_large)
    for base in (folder.as_uri() + "/", server):
        for scheme in SCHEMES:
            audit(browser, kind, base, scheme, WIDTHS)


def test_axe_with_everything_open(page: Page, site: Path, large: Path, served: str) -> None:
    """The open menu, a shown definition, an open description, a filtered list and the page of a wrong address."""
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto(address("talk", site, large))
    page.locator(".recap-menu summary").click()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.locator(".recap-figure summary").first.click()
    page.locator("a[data-definition]").first.focus()
    assert page.get_by_role("tooltip").is_visible()
    assert violations(page) == []
    page.goto(address("large-people", site, large))
    page.get_by_role("searchbox").fill("zom")
    assert violations(page) == []
    page.goto(served + "404.html")
    assert violations(page) == []


def test_axe_hears(page: Page, site: Path, large: Path) -> None:
    """A page with faults made on purpose fails."""
    page.goto(address("talk", site, large))
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x><button></button>')")
    assert {rule for rule, _ in violations(page)} >= {"image-alt", "button-name"}


# By keyboard alone

STOP = """() => {
    const element = document.activeElement;
    const box = element.getClientRects()[0] ?? element.getBoundingClientRect();
    const style = getComputedStyle(element);
    // A tab is drawn by its label.
    const tab = element.matches(".tabbed-set > input");
    const drawn = tab ? getComputedStyle(element.parentElement.querySelector(".tabbed-labels")) : style;
    const [x, y] = [box.left + box.width / 2, box.top + Math.min(box.height / 2, 20)];
    const above = document.elementFromPoint(x, y);
    return {
        name: element.tagName + " " + (element.textContent || element.id).trim().slice(0, 40),
        body: element === document.body || element === document.documentElement,
        seen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
        covered: !tab && above !== null && !element.contains(above) && !above.contains(element),
        outline: drawn.outlineStyle !== "none" && parseFloat(drawn.outlineWidth) >= 2,
    };
}"""


def stops(page: Page, limit: int = 400) -> list[dict[str, Any]]:
    """Every Tab stop of a page in order, as what a reader sees there; ends when the focus leaves the page."""
    found: list[dict[str, Any]] = []
    for _ in range(limit):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop["body"]:
            return found
        found.append(stop)
    pytest.fail("the focus never leaves the page")


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("kind", ["home", "talk", "page", "large-people", "numbers", "large-programme"])
def test_every_tab_stop_is_seen(page: Page, site: Path, large: Path, kind: str, width: int) -> None:
    """Each stop is on the screen, not covered, and has an outline; the last leads out (WCAG 2.1.2, 2.4.7, 2.4.11)."""
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(address(kind, site, large))
    found = stops(page)
    assert len(found) > 10
    assert [stop["name"] for stop in found if not stop["seen"]] == []
    assert [stop["name"] for stop in found if not stop["outline"]] == []
    assert [stop["name"] for stop in found if stop["covered"]] == []


@pytest.mark.parametrize("kind", EVERY)
def test_the_first_tab_stop_skips_to_the_content(page: Page, site: Path, large: Path, kind: str) -> None:
    """The first Tab stop of each page is a visible link to its content, which gets the focus (WCAG 2.4.1)."""
    page.goto(address(kind, site, large))
    page.keyboard.press("Tab")
    assert "recap-skip" in page.evaluate("document.activeElement.className").split()
    assert page.locator(".recap-skip").evaluate("link => link.getBoundingClientRect().top") >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"


def test_the_menu_opens_and_closes(page: Page, site: Path, large: Path) -> None:
    """On a narrow screen Enter opens the menu, Escape closes it and gives the focus back, and so does leaving it."""
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(address("talk", site, large))
    entry = page.locator(".recap-menu a").first
    summary = page.locator(".recap-menu summary")
    assert not entry.is_visible()
    summary.focus()
    page.keyboard.press("Enter")
    assert entry.is_visible()
    page.keyboard.press("Tab")
    assert entry.evaluate("link => link === document.activeElement")
    page.keyboard.press("Escape")
    assert not entry.is_visible()
    assert summary.evaluate("summary => summary === document.activeElement")
    page.keyboard.press("Enter")
    for _ in range(page.locator(".recap-menu a").count() + 1):
        page.keyboard.press("Tab")
    assert not entry.is_visible()
    summary.click()
    page.mouse.click(160, 690)
    assert not entry.is_visible()


def test_no_single_key_does_anything(page: Page, site: Path, large: Path) -> None:
    """No letter, digit or sign typed alone moves the focus, the page or the address (WCAG 2.1.4)."""
    page.goto(address("talk", site, large))
    state = "[location.href, scrollY, document.activeElement.tagName, document.body.innerHTML.length]"
    before = page.evaluate(state)
    for key in "abcdefghijklmnopqrstuvwxyz0123456789/?.,;":
        page.keyboard.press(key)
    assert page.evaluate(state) == before


def test_a_definition_is_shown_to_all(page: Page, site: Path, large: Path) -> None:
    """On focus and on hover; it stays while pointed at, describes its term, and Escape dismisses it (WCAG 1.4.13)."""
    page.goto(address("talk", site, large))
    term = page.locator("a.recap-term").first
    note = page.get_by_role("tooltip")
    assert not note.is_visible()
    term.focus()
    assert note.is_visible()
    assert note.inner_text() == term.get_attribute("data-definition")
    assert term.get_attribute("aria-describedby") == note.get_attribute("id")
    page.keyboard.press("Escape")
    assert not note.is_visible()
    page.mouse.move(0, 0)
    term.hover()
    note.wait_for()
    note.hover()
    page.wait_for_timeout(500)
    assert note.is_visible()
    page.mouse.move(2, 2)
    note.wait_for(state="hidden")


def test_a_definition_by_touch(browser: Browser, site: Path, large: Path) -> None:
    """The first tap shows what a term means, the second follows its link; a tap elsewhere puts it away."""
    context = browser.new_context(has_touch=True, viewport={"width": 360, "height": 700})
    page = context.new_page()
    page.goto(address("talk", site, large))
    here = page.url
    term = page.locator("a.recap-term").first
    term.tap()
    assert page.get_by_role("tooltip").is_visible()
    assert page.url == here
    page.locator("h1").tap()
    assert not page.get_by_role("tooltip").is_visible()
    term.tap()
    term.tap()
    page.wait_for_url("**/sujets/**")
    context.close()


# Large text, zoom, the reader's settings


@pytest.mark.parametrize("kind", EVERY)
def test_nothing_is_lost_when_it_grows(page: Page, site: Path, large: Path, kind: str) -> None:
    """At 320 px (400 % of 1280), at 768 and 1440, with text twice as large and with wider spacing, no page scrolls
    sideways and no text is cut off (WCAG 1.4.4, 1.4.10, 1.4.12).
    """
    spacing = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }"
    cut = """() => [...document.querySelectorAll("main *, header *, footer *")].filter(element =>
        !element.closest(".recap-hidden, .recap-search, .recap-skip, .recap-scroll, .recap-strip__name")
        && !element.closest("pre, svg, .tabbed-labels")
        && getComputedStyle(element).overflow !== "visible" && element.scrollWidth > element.clientWidth + 1
    ).map(element => element.outerHTML.slice(0, 100))"""
    adopt = """css => {
        document.adoptedStyleSheets = [new CSSStyleSheet()];
        document.adoptedStyleSheets[0].replaceSync(css);
    }"""
    page.goto(address(kind, site, large))
    for width, style in ((320, ""), (768, ""), (1440, ""), (1280, "html { font-size: 200% }"), (320, spacing)):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(adopt, style)  # as a reader's own style, which the policy does not concern
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (width, style)
        assert page.evaluate(cut) == [], (width, style)


def test_nothing_moves(browser: Browser, site: Path, large: Path) -> None:
    """With fewer movements asked for, no element has a transition or an animation; without, none is animated."""
    moving = """() => [...document.querySelectorAll("*")].filter(element => {
        const style = getComputedStyle(element);
        return parseFloat(style.animationDuration) > 0 || parseFloat(style.transitionDuration) > 0;
    }).length"""
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    for kind in EVERY:
        page.goto(address(kind, site, large))
        assert page.evaluate(moving) == 0, kind
        assert page.evaluate("document.getAnimations().length") == 0
    context.close()


def test_more_contrast(browser: Browser, site: Path, large: Path) -> None:
    """Readers who ask for more contrast get no soft text."""
    context = browser.new_context(contrast="more")
    page = context.new_page()
    page.goto(address("talk", site, large))
    colour = "element => getComputedStyle(element).color"
    soft, text = (page.locator(each).first.evaluate(colour) for each in (".recap-talk__main .recap-label", "body"))
    assert soft == text
    context.close()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_forced_colours(browser: Browser, site: Path, large: Path, scheme: Any) -> None:
    """Where the system imposes its colours, the line, its stops and the diagrams are still drawn."""
    context = browser.new_context(forced_colors="active", color_scheme=scheme)
    page = context.new_page()
    page.goto(address("event", site, large))
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    line = page.evaluate("getComputedStyle(document.querySelector('.recap-line__stop'), '::before').backgroundColor")
    stop = page.evaluate("getComputedStyle(document.querySelector('.recap-line__node')).borderTopColor")
    assert paper not in (line, stop)
    page.goto(address("talk", site, large))
    drawn = page.locator(".recap-figure svg")
    assert drawn.evaluate("svg => getComputedStyle(svg).color !== getComputedStyle(svg).backgroundColor")
    context.close()


def test_nothing_shifts(page: Page, served: str, served_large: str) -> None:
    """Nothing of a page moves while it loads, though its script comes late: the layout shift is 0."""

    def late(route: Route) -> None:
        time.sleep(0.2)
        route.continue_()

    def shift() -> float:
        page.goto(served + KINDS[kind] if kind in KINDS else served_large + LARGE[kind])
        sum_of_all: float = page.evaluate("""() => new Promise(done => {
            let sum = 0;
            new PerformanceObserver(list => { for (const each of list.getEntries()) sum += each.value; })
                .observe({ type: "layout-shift", buffered: true });
            setTimeout(() => done(sum), 150);
        })""")
        return sum_of_all

    page.route("**/recap.js", late)
    for number, kind in enumerate(EVERY):
        for width in (360, 1280) if number < 4 else (360,):
            page.set_viewport_size({"width": width, "height": 800})
            # Half a page may be painted on a busy machine, and what is last in it is not the last of the page.
            assert shift() == 0 or shift() == 0, (kind, width)


# Without JavaScript, and what it adds


def test_lists_are_whole_without_javascript(browser: Browser, large: Path) -> None:
    """All 24 people are there, no field promises a filter, and the menu opens."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 700})
    page = context.new_page()
    page.goto((large / LARGE["large-people"]).as_uri())
    people = page.locator(".recap-listing > ul > li")
    assert people.count() == 24
    assert all(people.nth(number).is_visible() for number in range(24))
    assert not page.get_by_role("searchbox").is_visible()
    assert not page.locator(".recap-scheme").is_visible()
    page.locator(".recap-menu summary").click()
    assert page.locator(".recap-menu a").first.is_visible()
    context.close()


@pytest.mark.parametrize("way", ["http", "file"])
def test_a_list_is_filtered(page: Page, large: Path, served_large: str, way: str) -> None:
    """Letters without accents or capitals find; the number found is announced; the address keeps the filter."""
    base = served_large if way == "http" else large.as_uri() + "/"
    page.goto(base + LARGE["large-people"])
    entries = page.locator(".recap-listing > ul > li:visible")
    headings = page.locator(".recap-listing h2:visible")
    field, found = page.get_by_role("searchbox"), page.locator(".recap-filter output")
    assert (entries.count(), headings.count(), found.inner_text()) == (24, 24, "")
    field.fill("PRENOM societe om1")
    assert entries.count() == 11
    assert headings.count() == 11
    assert found.inner_text() == "Trouvés\u00a0: 11"
    assert found.get_attribute("aria-live") == "polite"
    address = page.url
    assert "q=PRENOM+societe+om1" in address
    page.goto(address)
    assert field.input_value() == "PRENOM societe om1"
    assert entries.count() == 11
    field.fill("zzz")
    assert (entries.count(), headings.count(), found.inner_text()) == (0, 0, "Rien ne correspond.")
    field.fill("  ")
    assert (entries.count(), headings.count(), found.inner_text()) == (24, 24, "")
    assert "?" not in page.url


def test_a_programme_is_filtered_by_room_and_track(page: Page, large: Path) -> None:
    """Its rows are cut as the entries of a list are; a day without any goes with its heading."""
    page.goto((large / LARGE["large-programme"]).as_uri())
    rows, days = page.locator("tbody tr:visible"), page.locator(".recap-listing h2:visible")
    assert (rows.count(), days.count()) == (24, 2)
    page.get_by_role("searchbox").fill("petite web")
    assert rows.count() == 6
    assert days.count() == 1


def test_official_titles_are_marked_as_foreign(page: Page, site: Path, large: Path) -> None:
    """English titles are said to be English wherever they stand, so that they are read out in English (WCAG 3.1.2)."""
    title = "Microservices vs. Reverse-Proxy"
    for kind in ("talk", "programme"):
        page.goto(address(kind, site, large))
        marked = page.locator("main [lang=en]").all_inner_texts()
        assert title in marked, kind
    page.goto((site / f"{EVENT}/keynote.html").as_uri())
    assert any(text.startswith("Keynote: OpenSDS") for text in page.locator("main cite[lang=en]").all_inner_texts())


@pytest.mark.parametrize(
    ("name", "most"), [("traefik", 3), ("user-namespaces-seccomp", 4), ("standards-conteneurs", 5)]
)
def test_a_talk_prints_on_a_few_pages(page: Page, site: Path, name: str, most: int) -> None:
    """A talk fits on few sheets of A4; no chrome, whole diagrams, the addresses of links are shown."""
    page.goto((site / EVENT / f"{name}.html").as_uri())
    sheets = page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n")
    assert 1 < sheets <= most
    page.emulate_media(media="print")
    for hidden in (
        ".recap-header__nav",
        ".recap-scheme",
        ".recap-search",
        ".recap-footer",
        ".recap-pager",
        ".recap-strip",
    ):
        assert not page.locator(hidden).first.is_visible(), hidden
    assert page.locator(".recap-figure svg").first.is_visible()
    link = "getComputedStyle(document.querySelector('.recap-list a[href^=http]'), '::after').content"
    assert "attr(href)" in page.evaluate(link) or "http" in page.evaluate(link)
