"""WCAG 2.2 AA as far as programs can tell: axe, the keyboard, large text, the reader's own settings."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.axe import violations
from tests.page_kinds import EVENT, KINDS, SCHEMES, WIDTHS, address

PEOPLE = 26
"""People in the index of the fixture site."""


def audit(page: Page, kind: str, base: str, scheme: Any, widths: tuple[int, ...]) -> None:
    """Run axe on a page at some widths in a scheme."""
    page.emulate_media(color_scheme=scheme)
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(base + KINDS[kind])
        assert violations(page) == [], (kind, scheme, width)


@pytest.mark.parametrize("kind", KINDS)
def test_axe_sampled(page: Page, full: Path, served: str, kind: str) -> None:
    """Each kind of page once: in turn narrow and light from disk, wide and dark from a server."""
    if [*KINDS].index(kind) % 2:
        audit(page, kind, full.as_uri() + "/", "light", (320,))
    else:
        audit(page, kind, served, "dark", (1280,))


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_axe(page: Page, full: Path, served: str, kind: str) -> None:
    """Each kind of page, both schemes, three widths, from disk and from a server."""
    for base in (full.as_uri() + "/", served):
        for scheme in SCHEMES:
            audit(page, kind, base, scheme, WIDTHS)


def test_axe_with_everything_open(page: Page, full: Path, served: str) -> None:
    """The open menu, a shown definition, an open description, a filtered list and the page of a wrong address."""
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto(address("talk", full))
    page.locator(".recap-menu summary").click()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.locator(".recap-figure summary").first.click()
    page.locator("a[data-definition]").first.focus()
    expect(page.get_by_role("tooltip")).to_be_visible()
    assert violations(page) == []
    page.goto(address("people", full))
    page.get_by_role("searchbox").fill("zeiger")
    assert violations(page) == []
    page.goto(served + "404.html")
    assert violations(page) == []


def test_axe_on_pages_made_from_settings(page: Page, built: Callable[[str], Path]) -> None:
    """Nobody has written them, so nobody else would notice: all four, in turn narrow and light, wide and dark."""
    for number, name in enumerate(("accessibility", "contribute", "legal", "remove-my-name")):
        page.emulate_media(color_scheme=SCHEMES[number % 2])
        page.set_viewport_size({"width": (320, 1280)[number % 2], "height": 900})
        page.goto((built("english") / f"{name}.html").as_uri())
        assert page.locator("h1").count() == 1
        assert violations(page) == [], name


def test_axe_hears(page: Page, full: Path) -> None:
    """A page with faults made on purpose fails."""
    page.goto(address("talk", full))
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


TAB_KINDS = ("home", "talk", "tabs", "people", "statistics", "programme")
"""Kinds of pages that are walked through by Tab."""


def walk_by_tab(page: Page, full: Path, kind: str, width: int) -> None:
    """Check every Tab stop of a page."""
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(address(kind, full))
    found = stops(page)
    assert len(found) > 10
    assert [stop["name"] for stop in found if not stop["seen"]] == []
    assert [stop["name"] for stop in found if not stop["outline"]] == []
    assert [stop["name"] for stop in found if stop["covered"]] == []


@pytest.mark.parametrize(("kind", "width"), [(kind, (320, 1280)[n % 2]) for n, kind in enumerate(TAB_KINDS)])
def test_every_tab_stop_is_seen_sampled(page: Page, full: Path, kind: str, width: int) -> None:
    """Each stop is on the screen, not covered, and has an outline; the last leads out (WCAG 2.1.2, 2.4.7, 2.4.11)."""
    walk_by_tab(page, full, kind, width)


@pytest.mark.long
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("kind", TAB_KINDS)
def test_every_tab_stop_is_seen(page: Page, full: Path, kind: str, width: int) -> None:
    """The same at both widths."""
    walk_by_tab(page, full, kind, width)


@pytest.mark.parametrize("kind", KINDS)
def test_the_first_tab_stop_skips_to_the_content(page: Page, full: Path, kind: str) -> None:
    """The first Tab stop of each page is a visible link to its content, which gets the focus (WCAG 2.4.1)."""
    page.goto(address(kind, full))
    page.keyboard.press("Tab")
    assert "recap-skip" in page.evaluate("document.activeElement.className").split()
    assert page.locator(".recap-skip").evaluate("link => link.getBoundingClientRect().top") >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "Contenu"


def test_the_menu_opens_and_closes(page: Page, full: Path) -> None:
    """On a narrow screen Enter opens the menu, Escape closes it and gives the focus back, and so does leaving it."""
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(address("talk", full))
    entry = page.locator(".recap-menu a").first
    summary = page.locator(".recap-menu summary")
    expect(entry).to_be_hidden()
    summary.focus()
    page.keyboard.press("Enter")
    expect(entry).to_be_visible()
    page.keyboard.press("Tab")
    assert entry.evaluate("link => link === document.activeElement")
    page.keyboard.press("Escape")
    expect(entry).to_be_hidden()
    assert summary.evaluate("summary => summary === document.activeElement")
    page.keyboard.press("Enter")
    for _ in range(page.locator(".recap-menu a").count() + 1):
        page.keyboard.press("Tab")
    expect(entry).to_be_hidden()
    summary.click()
    page.mouse.click(160, 690)
    expect(entry).to_be_hidden()


def test_no_single_key_does_anything(page: Page, full: Path) -> None:
    """No letter, digit or sign typed alone moves the focus, the page or the address (WCAG 2.1.4)."""
    page.goto(address("talk", full))
    state = "[location.href, scrollY, document.activeElement.tagName, document.body.innerHTML.length]"
    before = page.evaluate(state)
    for key in "abcdefghijklmnopqrstuvwxyz0123456789/?.,;":
        page.keyboard.press(key)
    assert page.evaluate(state) == before


def test_a_definition_is_shown_to_all(page: Page, full: Path) -> None:
    """On focus and on hover; it stays while pointed at, describes its term, and Escape dismisses it (WCAG 1.4.13)."""
    page.goto(address("talk", full))
    term = page.locator("a.recap-term").first
    note = page.get_by_role("tooltip")
    expect(note).to_be_hidden()
    term.focus()
    expect(note).to_be_visible()
    assert note.inner_text() == term.get_attribute("data-definition")
    assert term.get_attribute("aria-describedby") == note.get_attribute("id")
    page.keyboard.press("Escape")
    expect(note).to_be_hidden()
    page.mouse.move(0, 0)
    term.hover()
    note.wait_for()
    note.hover()
    page.wait_for_timeout(500)
    expect(note).to_be_visible()
    page.mouse.move(2, 2)
    note.wait_for(state="hidden")


def test_a_definition_by_touch(browser: Browser, full: Path) -> None:
    """The first tap shows what a term means, the second follows its link; a tap elsewhere puts it away."""
    context = browser.new_context(has_touch=True, viewport={"width": 360, "height": 700})
    page = context.new_page()
    page.goto(address("talk", full))
    here = page.url
    term = page.locator("a.recap-term").first
    term.tap()
    expect(page.get_by_role("tooltip")).to_be_visible()
    assert page.url == here
    page.locator("h1").tap()
    expect(page.get_by_role("tooltip")).to_be_hidden()
    term.tap()
    term.tap()
    page.wait_for_url("**/sujets/**")
    context.close()


# Large text, zoom, the reader's settings


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_lost_when_it_grows(page: Page, full: Path, kind: str) -> None:
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
    page.goto(address(kind, full))
    for width, style in ((320, ""), (768, ""), (1440, ""), (1280, "html { font-size: 200% }"), (320, spacing)):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(adopt, style)  # as a reader's own style, which the policy does not concern
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (width, style)
        assert page.evaluate(cut) == [], (width, style)


def test_nothing_moves(page: Page, full: Path) -> None:
    """With fewer movements asked for, no element has a transition or an animation; without, none is animated."""
    moving = """() => [...document.querySelectorAll("*")].filter(element => {
        const style = getComputedStyle(element);
        return parseFloat(style.animationDuration) > 0 || parseFloat(style.transitionDuration) > 0;
    }).length"""
    page.emulate_media(reduced_motion="reduce")
    for kind in KINDS:
        page.goto(address(kind, full))
        assert page.evaluate(moving) == 0, kind
        assert page.evaluate("document.getAnimations().length") == 0


def test_more_contrast(page: Page, full: Path) -> None:
    """Readers who ask for more contrast get no soft text."""
    page.emulate_media(contrast="more")
    page.goto(address("talk", full))
    colour = "element => getComputedStyle(element).color"
    soft, text = (page.locator(each).first.evaluate(colour) for each in (".recap-talk__main .recap-label", "body"))
    assert soft == text


@pytest.mark.parametrize("scheme", SCHEMES)
def test_forced_colours(page: Page, full: Path, scheme: Any) -> None:
    """Where the system imposes its colours, the line, its stops and the diagrams are still drawn."""
    page.emulate_media(forced_colors="active", color_scheme=scheme)
    page.goto((full / "cadrans-2024/index.html").as_uri())  # a day of one room
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    line = page.evaluate("getComputedStyle(document.querySelector('.recap-line__stop'), '::before').backgroundColor")
    stop = page.evaluate("getComputedStyle(document.querySelector('.recap-line__node')).borderTopColor")
    assert paper not in (line, stop)
    page.goto(address("talk", full))
    styles = "all => all.map(getComputedStyle).map(style => [style.color, style.backgroundColor])"
    drawn = page.locator(".recap-figure svg").evaluate_all(styles)
    assert len(drawn) == 2
    assert all(ink != paper for ink, paper in drawn)


def test_nothing_shifts(page: Page, served: str) -> None:
    """Nothing of a page moves while it loads, though its script comes late: the layout shift is 0."""

    def late(route: Route) -> None:
        time.sleep(0.2)
        route.continue_()

    def shift() -> float:
        page.goto(served + KINDS[kind])
        sum_of_all: float = page.evaluate("""() => new Promise(done => {
            let sum = 0;
            new PerformanceObserver(list => { for (const each of list.getEntries()) sum += each.value; })
                .observe({ type: "layout-shift", buffered: true });
            setTimeout(() => done(sum), 150);
        })""")
        return sum_of_all

    page.route("**/recap.js", late)
    for number, kind in enumerate(KINDS):
        for width in (360, 1280) if number < 4 else (360,):
            page.set_viewport_size({"width": width, "height": 800})
            # Half a page may be painted on a busy machine, and what is last in it is not the last of the page.
            assert shift() == 0 or shift() == 0, (kind, width)


# Without JavaScript, and what it adds


def test_lists_are_whole_without_javascript(browser: Browser, full: Path) -> None:
    """Everybody is there, no field promises a filter, and the menu opens."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 700})
    page = context.new_page()
    page.goto(address("people", full))
    people = page.locator(".recap-listing > ul > li")
    assert people.count() == PEOPLE
    assert all(people.nth(number).is_visible() for number in range(PEOPLE))
    expect(page.get_by_role("searchbox")).to_be_hidden()
    expect(page.locator(".recap-scheme")).to_be_hidden()
    page.locator(".recap-menu summary").click()
    expect(page.locator(".recap-menu a").first).to_be_visible()
    context.close()


@pytest.mark.parametrize("way", ["http", "file"])
def test_a_list_is_filtered(page: Page, full: Path, served: str, way: str) -> None:
    """Letters without accents or capitals find; the number found is announced; the address keeps the filter."""
    base = served if way == "http" else full.as_uri() + "/"
    page.goto(base + KINDS["people"])
    entries = page.locator(".recap-listing > ul > li:visible")
    headings = page.locator(".recap-listing h2:visible")
    field, found = page.get_by_role("searchbox"), page.locator(".recap-filter output")
    letters = headings.count()
    assert (entries.count(), found.inner_text()) == (PEOPLE, "")
    assert letters > 10
    field.fill("REGIE hauteheure")
    assert entries.count() == headings.count() == 2
    assert found.inner_text() == "Trouvés\u00a0: 2"
    assert found.get_attribute("aria-live") == "polite"
    address = page.url
    assert "q=REGIE+hauteheure" in address
    page.goto(address)
    assert field.input_value() == "REGIE hauteheure"
    assert entries.count() == 2
    field.fill("zzz")
    assert (entries.count(), headings.count(), found.inner_text()) == (0, 0, "Rien ne correspond.")
    field.fill("  ")
    assert (entries.count(), headings.count(), found.inner_text()) == (PEOPLE, letters, "")
    assert "?" not in page.url


def test_official_titles_are_marked_as_foreign(page: Page, full: Path) -> None:
    """Foreign titles are marked with their language wherever they are, so that they are read out in it (WCAG 3.1.2)."""
    for kind in ("talk", "programme"):
        page.goto(address(kind, full))
        assert "Carta a um relógio-mãe" in page.locator("main [lang=pt]").all_inner_texts(), kind
    page.goto((full / f"{EVENT}/synchroniser-vingt-cadrans.html").as_uri())
    assert "Keeping Twenty Dials in Step" in page.locator("main [lang=en]").all_inner_texts()
    page.goto(address("keynote", full))  # whose parts are in the language of their talk
    assert page.locator("main cite[lang=fr]").all_inner_texts() == ["The Missing Minute"]


@pytest.mark.parametrize(
    ("name", "most", "diagrams"),
    [("l-echappement-a-chevilles", 3, 1), ("remonter-sans-tomber", 3, 0), ("keynote", 4, 0)],
)
def test_a_talk_prints_on_a_few_pages(page: Page, full: Path, name: str, most: int, diagrams: int) -> None:
    """A talk fits on few sheets of A4; no chrome, whole diagrams, the addresses of links are shown."""
    page.goto((full / EVENT / f"{name}.html").as_uri())
    sheets = page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n")
    assert 1 < sheets <= most
    page.emulate_media(media="print")
    for hidden in ("header__nav", "scheme", "search", "footer", "pager", "strip"):
        expect(page.locator(f".recap-{hidden}").first).to_be_hidden()
    assert page.locator(".recap-figure svg:visible").count() == diagrams
    link = "getComputedStyle(document.querySelector('.recap-list a[href^=http]'), '::after').content"
    assert "attr(href)" in page.evaluate(link) or "http" in page.evaluate(link)
