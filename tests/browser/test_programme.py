"""Programmes of several rooms as people read them: screens of three widths, keyboard, filters, no script, paper."""

from __future__ import annotations

import gzip
import io
import re
import shutil
from collections.abc import Callable
from functools import partial
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from recap.build.workers import PageRenderer
from recap.cli import main
from recap.exports.registry import STYLES
from recap.plugin.plugin import load_site, plugin_of
from tests import programmes
from tests.axe import violations
from tests.browser.test_access import STOP, stops
from tests.page_kinds import SCHEMES
from tests.site_fixtures import EVENT, HOME, Project, make_project

WIDTHS = (360, 768, 1440)
CUT = """() => [...document.querySelectorAll("main *")].filter(element => {
    const box = element.getBoundingClientRect(), style = getComputedStyle(element);
    return box.width > 1 && box.height > 1 && element.textContent.trim() && !element.closest(".recap-hidden, form")
        && style.display !== "inline" && !element.matches(".recap-grid, .recap-grid__hour")
        && element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1;
}).map(element => element.outerHTML.slice(0, 100))"""
"""Elements whose text does not fit into them."""
BOXES = """all => all.map(element => element.getBoundingClientRect())
    .map(({x, y, width, height}) => [x, y, width, height])"""
Box = tuple[float, float, float, float]


def lanterns(language: str, folder: Path) -> Project:
    """The invented conference, imported into a site in some language."""
    project = make_project(folder, {"index.md": HOME}, language)
    source = programmes.schedule_json(folder)
    done = CliRunner().invoke(main, ["import", "-f", str(project.config), str(source)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return project


@pytest.fixture(scope="session")
def lantern(build_once: Callable[[str, Callable[[Path], Project]], Path]) -> Callable[[str], Path]:
    """The built tree of the invented conference in a language."""
    return lambda language: build_once(f"lanterns-{language}", partial(lanterns, language))


def programme(site: Path, language: str = "fr") -> str:
    """The address of its programme."""
    assert language in ("fr", "en")
    return (site / "lantern31/programme.html").as_uri()


def large_conference() -> dict[str, str]:
    """The files of 600 talks on three days in eight rooms, with tracks and speakers."""
    rooms = [f"Salle {name}" for name in "ABCDEFGH"]
    tracks = [f"{{id: f{number}, title: Filière {number}, color: '#{number}5{number}5a0'}}" for number in range(9)]
    head = EVENT.replace("2026-05-02", "2026-05-03").replace(
        "summary:", f"rooms: [{', '.join(rooms)}]\ntracks: [{', '.join(tracks)}]\nsummary:"
    )
    files = {"index.md": HOME, "rencontre/index.md": head}
    for number in range(600):
        day, place = number % 3 + 1, number // 3
        minute = 9 * 60 + place // 8 * 25
        names = [f"Prénom {chr(65 + each % 26)}om{each % 331}" for each in (number, number * 7 + 1)]
        speakers = ", ".join(f"{{name: {name}, organisation: Société {number % 40}}}" for name in names)
        files[f"rencontre/t{number}.md"] = (
            f"---\ntitle: Ce que l’on peut dire de la chose {number} quand on l’a regardée longtemps\n"
            f"speakers: [{speakers}]\ndate: 2026-05-0{day}\nstart: '{minute // 60:02}:{minute % 60:02}'\nduration: 20\n"
            f"room: {rooms[place % 8]}\ntrack: f{number % 9}\nlanguage: {('fr', 'en')[number % 2]}\n---\n"
        )
    return files


Alone = Callable[[dict[str, str]], Path]
"""Files of a site with the event `rencontre` -> folder with its programme alone, its styles and its scripts."""


@pytest.fixture(scope="session")
def alone(lantern: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Alone:
    """Renders one page of a site, which costs much less than all of them."""

    def render(files: dict[str, str]) -> Path:
        folder = tmp_path_factory.mktemp("alone")
        project = make_project(folder / "project", files)
        config, _ = load_site(project.config)
        assert config
        plugin = plugin_of(config)
        plugin.compile(config)
        site, src_uri = plugin.compiled, "rencontre/programme.md"
        artifact = site.artifacts[src_uri]
        renderer = PageRenderer(config.plugins.on_config(config), frozenset(site.artifacts))
        (page,) = renderer.render([(artifact, site.exports.head(src_uri, artifact.data))])
        shutil.copytree(lantern("fr") / "assets", folder / "site/assets")
        (folder / "site/rencontre").mkdir()
        (folder / "site/rencontre/programme.html").write_text(page.html, "utf-8")
        units = site.exports.units()
        for unit in (*(each for each in units if each.endswith(" grids record")), STYLES):
            for address, content in units[unit]():
                (folder / "site" / address).write_bytes(content)
        return folder / "site"

    return render


@pytest.fixture(scope="session")
def huge(alone: Alone) -> Path:
    """The programme of 600 talks."""
    return alone(large_conference())


def boxes(page: Page, selector: str) -> list[Box]:
    """x, y, width and height of what is shown."""
    found: list[Box] = page.locator(selector).evaluate_all(BOXES)
    return found


def overlap(one: Box, other: Box) -> bool:
    """True if two boxes have more than a line in common."""
    return all(
        one[side] + one[side + 2] > other[side] + 1 and other[side] + other[side + 2] > one[side] + 1 for side in (0, 1)
    )


def fits(page: Page, lantern: Callable[[str], Path], language: str, scheme: Any, width: int) -> None:
    """Check that no text is cut, that nothing lies on anything or leaves the page, and what axe finds."""
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(programme(lantern(language)))
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate(CUT) == []
    slots = boxes(page, ".recap-slot")
    assert len(slots) == 30 + 4
    assert not [pair for pair in combinations(slots, 2) if overlap(*pair)]
    assert violations(page) == []


@pytest.mark.parametrize(
    ("language", "scheme", "width"), [("fr", "light", 360), ("en", "dark", 768), ("fr", "dark", 1440)]
)
def test_it_fits_sampled(page: Page, lantern: Callable[[str], Path], language: str, scheme: str, width: int) -> None:
    """Each width once: no text is cut, no page scrolls sideways, and axe finds nothing."""
    fits(page, lantern, language, scheme, width)


@pytest.mark.long
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_it_fits(page: Page, lantern: Callable[[str], Path], language: str, scheme: str, width: int) -> None:
    """The same in both languages and schemes."""
    fits(page, lantern, language, scheme, width)


def test_a_wide_screen_shows_a_grid(page: Page, lantern: Callable[[str], Path]) -> None:
    """A talk stands below its room and next to its hour, with its length to scale; rooms stay in view."""
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(programme(lantern("en")))
    day = page.locator(".recap-day").first
    rooms = {room.inner_text(): room.bounding_box() for room in day.locator(".recap-grid__room").all()}
    assert [*rooms] == ["Aula", "Cellar", "Attic", "Boathouse"]
    hours = {hour.inner_text(): hour.bounding_box() for hour in day.locator(".recap-grid__hour").all()}
    assert [*hours] == ["08:00", "09:00", "10:00", "11:00", "12:00", "13:00", "23:00", "00:00"]

    def box(title: str) -> dict[str, float]:
        slot = day.locator(".recap-slot", has=page.get_by_text(title, exact=True))
        found: Any = slot.bounding_box()
        assert found
        return dict(found)

    for title, room, hour in (("Trimming a wick", "Aula", "09:00"), ("Lantern number 18", "Attic", "11:00")):
        assert box(title)["x"] == rooms[room]["x"]  # type: ignore[index]
        assert abs(box(title)["y"] - hours[hour]["y"]) <= 1  # type: ignore[index]
    assert box("Late lights")["height"] > 1.8 * box("Karaoke of lamps")["height"]
    assert box("Why C++ needs no lamp")["width"] == rooms["Attic"]["width"]  # type: ignore[index]
    day.locator(".recap-slot").nth(9).evaluate("slot => scrollTo(0, slot.getBoundingClientRect().top + scrollY - 300)")
    assert {room.bounding_box()["y"] for room in day.locator(".recap-grid__room").all()} == {0}  # type: ignore[index]
    expect(page.locator(".recap-slot__official").first).to_be_hidden()


def test_a_narrow_screen_shows_a_list(page: Page, lantern: Callable[[str], Path]) -> None:
    """One below the other in the order of time, with hour, room and track on each line."""
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(programme(lantern("en")))
    slots = boxes(page, ".recap-slot")
    assert all(after[1] >= before[1] + before[3] - 1 for before, after in pairwise(slots))
    wick = page.locator(".recap-slot", has_text="Trimming a wick")
    assert re.sub(r"\s+", " ", wick.inner_text()) == (
        "09:00–09:20 Trimming a wick Mara Quill, Wick Guild Aula Wicks & Oil"
    )
    expect(page.locator(".recap-grid__room").first).to_be_hidden()
    ill = page.locator(".recap-slot", has_text="The lamp that fell ill")
    assert "cancelled" in ill.inner_text()
    assert "line-through" in ill.locator("h3").evaluate("title => getComputedStyle(title).textDecorationLine")
    night = page.locator(".recap-day").first.locator(".recap-slot").last
    assert night.locator("time").inner_text() == "00:30–01:00 (+1)"


@pytest.mark.parametrize("width", [360, 1440])
def test_the_focus_goes_by_time(page: Page, lantern: Callable[[str], Path], width: int) -> None:
    """Each talk is reached by Tab, the earlier first; each stop is seen, not covered, and outlined."""
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(programme(lantern("en")))
    found = stops(page)
    expected = page.locator(".recap-slot h3").all_inner_texts()
    reached = [stop["name"].partition(" ")[2] for stop in found]
    start = reached.index(expected[0])
    assert reached[start : start + len(expected)] == [title[:40].strip() for title in expected]
    for stop in found:
        assert (stop["seen"], stop["covered"], stop["outline"]) == (True, False, True), stop["name"]
    starts = page.locator(".recap-day").first.locator(".recap-slot:not(.recap-slot--break) time")
    moments = [each.get_attribute("datetime") for each in starts.all()]
    assert moments == sorted(moments, key=str)
    assert len(moments) == 11


def test_a_talk_is_found_in_two_taps(page: Page, lantern: Callable[[str], Path]) -> None:
    """From the home page of a phone to the day, from there to the talk; some are on the home page itself."""
    page.set_viewport_size({"width": 360, "height": 700})
    page.goto((lantern("en") / "index.html").as_uri())
    assert page.locator(".recap-line__stop").count() == 0
    assert page.locator(".recap-brief-days > li").count() == 3
    assert "11 talks" in page.locator(".recap-brief-days > li").first.inner_text()
    assert page.locator(".recap-brief-days__talks a").count() == 9
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.get_by_role("link", name="Sunday, 26 October 2031").click()
    page.get_by_role("link", name="Des lanternes à l'école").click()
    assert page.locator("h1").inner_text() == "Des lanternes à l'école"


# Filters, today


@pytest.mark.parametrize("language", ["en", pytest.param("fr", marks=pytest.mark.long)])
def test_it_is_filtered(page: Page, lantern: Callable[[str], Path], language: str) -> None:
    """By room, format, language, track and words; how many are found is announced; the address keeps what is chosen."""
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(programme(lantern(language)))
    shown, found = page.locator(".recap-slot:visible"), page.locator(".recap-filter output")
    words: dict[str, Any] = {
        "fr": ("Salle", "Langue", "français", "Trouvés\u00a0: 3", "Rien ne correspond."),
        "en": ("Room", "Language", "French", "Found: 3", "Nothing matches."),
    }
    room, tongue, french, three, none = words[language]
    assert (shown.count(), found.inner_text(), found.get_attribute("aria-live")) == (34, "", "polite")
    page.get_by_label(tongue).select_option(label=french)
    assert shown.count() >= 2
    page.get_by_label(tongue).select_option(index=0)
    page.get_by_label(room).select_option("Attic")
    page.get_by_role("searchbox").fill("ATTIC lantern")
    assert (shown.count(), found.inner_text()) == (3, three)
    assert page.locator(".recap-day:visible").count() == page.locator(".recap-days li:visible").count() == 3
    lines = boxes(page, ".recap-slot:visible")
    assert {line[0] for line in lines} == {lines[0][0]}  # a list, whatever the width
    expect(page.locator(".recap-slot--break").first).to_be_hidden()
    assert violations(page) == []
    assert {"q=ATTIC+lantern", "room=Attic"} <= {*page.url.partition("?")[2].split("&")}
    page.goto(page.url)
    assert (shown.count(), page.get_by_label(room).input_value()) == (3, "Attic")
    page.get_by_role("searchbox").fill("zzz")
    assert (shown.count(), found.inner_text()) == (0, none)
    page.get_by_role("searchbox").fill("")
    page.get_by_label(room).select_option("")
    assert (shown.count(), found.inner_text(), "?" in page.url) == (34, "", False)


def test_a_filter_that_is_no_choice_is_none(page: Page, lantern: Callable[[str], Path]) -> None:
    """Whatever an address asks for, a page shows talks or says that none fits."""
    page.goto(f"{programme(lantern('en'))}?room=Nowhere&track=%3Cb%3E&q=lamps")
    assert page.get_by_label("Room").input_value() == ""
    assert page.locator(".recap-slot h3:visible").all_inner_texts() == ["Karaoke of lamps", "Sorting lamps by night"]


MOMENTS = {
    "2031-10-20T12:00:00Z": None,
    "2031-10-25T10:00:00Z": 0,
    "2031-10-26T01:30:00Z": 0,
    "2031-10-26T12:00:00Z": 1,
    "2031-10-28T02:30:00Z": 2,
    "2031-10-28T03:30:00Z": None,
}
"""Moment -> the day of the invented conference that it is in."""


def test_today_is_marked(browser: Browser, lantern: Callable[[str], Path]) -> None:
    """In the event's time zone, whatever the reader's; the night belongs to the evening before."""
    context = browser.new_context(timezone_id="Pacific/Auckland")
    page = context.new_page()
    for moment, day in MOMENTS.items():
        page.clock.set_fixed_time(moment)
        page.goto(programme(lantern("en")))
        marked = [link.get_attribute("aria-current") for link in page.locator(".recap-days a").all()]
        assert marked == ["date" if number == day else None for number in range(3)], moment
        texts = page.locator(".recap-days a").all_inner_texts()
        assert [text.endswith("(today)") for text in texts] == [number == day for number in range(3)], moment
    context.close()


def test_it_is_whole_without_a_script(browser: Browser, lantern: Callable[[str], Path]) -> None:
    """Everything is shown, links lead to the days, and no field promises a filter."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1440, "height": 800})
    page = context.new_page()
    page.goto(programme(lantern("fr")))
    expect(page.get_by_role("searchbox")).to_be_hidden()
    expect(page.get_by_role("combobox").first).to_be_hidden()
    assert page.locator(".recap-slot:visible").count() == 34
    columns = {box[0] for box in boxes(page, ".recap-day:nth-of-type(2) .recap-slot")}
    assert len(columns) == 4
    page.get_by_role("link", name="Lundi 27 octobre 2031").click()
    expect(page.locator("#lundi-27-octobre-2031")).to_be_in_viewport()
    context.close()


def test_nothing_is_refused_or_asked_of_others(browser: Browser, lantern: Callable[[str], Path]) -> None:
    """The policy stays as it is, and no attribute sets a style."""
    page = browser.new_page()
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text))
    page.on("request", lambda request: heard.append(request.url) if not request.url.startswith("file:") else None)
    page.goto(programme(lantern("fr")))
    assert heard == []
    assert page.locator("main [style]").count() == 0
    assert "style-src 'self';" in (page.locator("meta[http-equiv]").get_attribute("content") or "")
    page.close()


# Paper, many talks, few talks


def sheets(page: Page) -> list[Any]:
    """The printed pages."""
    return [*PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, print_background=True))).pages]


def test_a_day_is_printed_on_a_sheet(page: Page, lantern: Callable[[str], Path]) -> None:
    """A4, landscape, one for each day with all of its talks, nothing wider than the sheet."""
    page.goto(programme(lantern("en")))
    found = sheets(page)
    assert [(round(sheet.mediabox.width), round(sheet.mediabox.height)) for sheet in found] == [(842, 595)] * 3
    texts = [re.sub(r"\s+", " ", sheet.extract_text()) for sheet in found]
    days = page.locator(".recap-day").all()
    for text, day in zip(texts, days, strict=True):
        titles = [title for title in day.locator("h3").all_inner_texts() if title.isascii()]
        assert [title for title in titles if title not in text] == []
        assert re.sub(r"\s+", " ", day.locator("h2").inner_text()) in text
    page.emulate_media(media="print", color_scheme="dark")
    page.set_viewport_size({"width": 1047, "height": 733})  # 277 by 194 mm
    assert page.evaluate("document.documentElement.scrollWidth") == 1047
    assert page.evaluate(CUT) == []
    expect(page.locator(".recap-filter")).to_be_hidden()


def test_600_talks_are_one_light_page(page: Page, huge: Path) -> None:
    """At most 120 KB of HTML and timetable, compressed; no page is too wide, and the grid scrolls in its box."""
    parts = (huge / "rencontre/programme.html", huge / STYLES)
    assert sum(len(gzip.compress(path.read_bytes(), 9)) for path in parts) <= 120_000
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(parts[0].as_uri())
    assert page.locator(".recap-slot").count() == 600
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.set_viewport_size({"width": 768, "height": 900})
    grid = page.locator(".recap-grid").first
    assert page.evaluate("document.documentElement.scrollWidth") == 768
    for _ in range(60):  # into rows and columns that the box has to scroll to
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        assert (stop["seen"], stop["covered"], stop["outline"]) == (True, False, True), stop["name"]
    assert grid.evaluate("grid => grid.scrollWidth > grid.clientWidth && grid.scrollHeight > grid.clientHeight")
    box = grid.bounding_box()
    assert box
    grid.evaluate("grid => grid.scrollTo(300, 400)")
    hour, room = (page.locator(each).nth(4).bounding_box() for each in (".recap-grid__hour span", ".recap-grid__room"))
    assert hour
    assert room
    assert (hour["x"], room["y"]) == (box["x"], box["y"])
    page.set_viewport_size({"width": 1440, "height": 900})
    assert grid.evaluate("grid => grid.scrollWidth <= grid.clientWidth && grid.scrollHeight <= grid.clientHeight")
    assert page.evaluate(CUT) == []


@pytest.mark.long
def test_600_talks_are_printed_on_few_sheets(page: Page, huge: Path) -> None:
    """At most four for each day, in small print."""
    page.goto((huge / "rencontre/programme.html").as_uri())
    assert 3 <= len(sheets(page)) <= 12


def test_without_hours_it_is_a_list(page: Page, alone: Alone) -> None:
    """By day and order, of all widths; no grid, no note about hours."""
    files = {"index.md": HOME, "rencontre/index.md": EVENT.replace("summary:", "rooms: [Halle, Cour]\nsummary:")}
    for number, room in enumerate(("Halle", "Cour", "Halle")):
        files[f"rencontre/t{number}.md"] = (
            f"---\ntitle: Numéro {number}\nspeakers: [Ana Foo]\ndate: 2026-05-01\nroom: {room}\n"
            f"order: {9 - number}\n---\n"
        )
    folder = alone(files)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.goto((folder / "rencontre/programme.html").as_uri())
        assert page.locator(".recap-slot h3").all_inner_texts() == ["Numéro 2", "Numéro 1", "Numéro 0"]
        assert page.locator(".recap-grid").count() == page.locator(".recap-note").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.evaluate(CUT) == []


def test_a_table_does_not_scroll_on_a_phone(page: Page, full: Path) -> None:
    """The programme of one room: its cells are below each other, and axe finds nothing."""
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto((full / "cadrans-2024/programme.html").as_uri())
    table = page.locator(".recap-scroll")
    assert table.evaluate("box => box.scrollWidth <= box.clientWidth")
    cells = boxes(page, "tbody tr:first-child td")
    assert len({cell[0] for cell in cells}) == 1
    assert violations(page) == []
