"""Searching as readers do, from a server and from disk: what is found, how it is shown, what is loaded and when."""

from __future__ import annotations

import gzip
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect

from recap.search.tokenizer import fold, words
from tests.axe import violations
from tests.page_kinds import EVENT
from tests.searches import answer_all, ask, cut_differently, missed, urls
from tests.site_fixtures import FILES, FIXTURES, ROOT, MakeProject

QUERIES: dict[str, list[tuple[str, Any]]] = yaml.safe_load((Path(__file__).parent / "queries.yml").read_text("utf-8"))
"""Fixture site -> [question, what must be found]."""


@pytest.fixture(scope="module")
def answers(shared_page: Page, full: Path, served: str) -> dict[str, list[dict[str, Any]]]:
    """The answers to all questions over `full`: "http" and "file" -> what the client answers."""
    bases = {"http": served, "file": f"{full.as_uri()}/"}
    return {way: answer_all(shared_page, f"{base}recherche.html", QUERIES["full"]) for way, base in bases.items()}


def test_what_people_type_finds_what_they_mean(answers: dict[str, list[dict[str, Any]]]) -> None:
    """Each question finds what it is meant for among the first three results; none throws."""
    assert len(QUERIES["full"]) >= 60
    assert missed(QUERIES["full"], answers["file"]) == []


def test_both_ways_give_the_same(answers: dict[str, list[dict[str, Any]]]) -> None:
    """The same query has the same results in the same order from a server and from disk."""
    assert answers["http"] == answers["file"]


def test_an_english_site_is_searched_in_english(page: Page, built: Callable[[str], Path]) -> None:
    """Its own inflections and stop words count."""
    found = answer_all(page, f"{built('english').as_uri()}/search.html", QUERIES["english"])
    assert missed(QUERIES["english"], found) == []


def test_long_and_odd_questions_do_no_harm(page: Page, full: Path) -> None:
    page.goto(f"{full.as_uri()}/recherche.html")
    for query in ("a" * 1000, "mot " * 250, '"' * 50, "(((((", "é" * 300, "\u202e\u200b", "'".join("abcdef" * 30)):
        assert ask(page, query)["total"] >= 0


def test_a_phrase_says_how_far_it_was_looked_for(page: Page, full: Path) -> None:
    page.goto(f"{full.as_uri()}/recherche.html?q=%22heure de la place%22")
    said = page.locator(".recap-results__status")
    said.get_by_text("50 meilleures").wait_for()
    assert page.locator(".recap-results__list > li").count() >= 1


def test_a_typing_error_is_named(page: Page, full: Path) -> None:
    """What was found instead is offered as a link."""
    page.goto(f"{full.as_uri()}/recherche.html?q=carillno")
    link = page.locator(".recap-results__status a")
    assert link.inner_text() == "carillon"
    assert "q=carillon" in (link.get_attribute("href") or "")
    assert ask(page, "carillon")["corrected"] == []


def test_an_excerpt_shows_the_words_as_they_are_written(page: Page, full: Path) -> None:
    """Words that were looked for without accents are marked with theirs; the section is named and led to."""
    page.goto(f"{full.as_uri()}/recherche.html")
    found = next(each for each in ask(page, "periode croit")["pages"] if "la-derive" in each["url"])
    assert found["heading"].startswith("La formule")
    assert found["anchor"] == "la-formule-pour-qui-la-veut"
    assert [text for text, looked in found["excerpt"] if looked] == ["période", "croît"]


# The client and the index know the same words


def test_letters_are_folded_alike(page: Page, full: Path) -> None:
    """Every letter of the basic plane in use in Europe and more: the client folds it as the index does."""
    page.goto(f"{full.as_uri()}/recherche.html")
    letters = [chr(code) for code in (*range(32, 0x2100), *range(0x3040, 0x3100), *range(0xFB00, 0xFB07))]
    letters = [each for each in letters if unicodedata.category(each)[0] in "LN"]
    client = page.evaluate("letters => letters.map(recapSearch.fold)", letters)
    assert [(each, fold(each), got) for each, got in zip(letters, client, strict=True) if fold(each) != got] == []


def test_texts_are_cut_alike(page: Page, full: Path) -> None:
    """Each word that the client asks for is one that the index has of the same text."""
    page.goto(f"{full.as_uri()}/recherche.html")
    texts = [query for queries in QUERIES.values() for query, _ in queries]
    texts += [path.read_text("utf-8")[:4000] for path in sorted((FIXTURES / "sites").rglob("*.md"))]
    assert cut_differently(page, texts) == []


ODD = [
    "«",
    "»",
    '"',
    "’",
    "'",
    "l’",
    "d'",
    "c++",
    ".net",
    "TIC-T",
    "dérive",
    "horloge",
    "horlgoe",
    "le",
    "\u0301",
    " ",
    "-",
]
QUESTIONS = st.lists(
    st.sampled_from(ODD) | st.text(st.characters(exclude_categories=("Cn", "Co", "Cs"))), max_size=12
).map("".join)
"""Letters that are assigned: a newer Unicode than this Python's may know more."""


@pytest.fixture(scope="module")
def results(shared_page: Page, full: Path) -> Page:
    """The page of results, from disk."""
    shared_page.goto(f"{full.as_uri()}/recherche.html")
    return shared_page


@given(query=QUESTIONS)
def test_any_question_is_answered(results: Page, query: str) -> None:
    """Whatever is typed: the client cuts it as the index does, answers within five seconds, and shows what it found."""
    started = time.monotonic()
    answer = ask(results, query)
    assert time.monotonic() - started < 5
    assert (answer["total"] > 0) == bool(answer["pages"])
    assert set(results.evaluate("recapSearch.words", query)) <= set(words(query))


# The dialog


def test_nothing_of_search_is_loaded_before_it_is_used(browser: Browser, served: str) -> None:
    """A page asks for no file of search; the first focus warms it; the dialog loads the rest."""
    asked: list[str] = []
    page = browser.new_page()
    page.on("request", lambda request: asked.append(urlsplit(request.url).path.removeprefix("/2026")))
    page.goto(served + "index.html")
    page.wait_for_timeout(200)
    assert "/index.html" in asked
    assert [path for path in asked if "search" in path] == []
    page.locator("a.recap-search").focus()
    page.wait_for_timeout(500)
    assert "/search/index.js" in asked
    assert not [path for path in asked if path.startswith("/search/t")]
    page.close()


@pytest.mark.parametrize("way", ["click", "Control+k", "Meta+k", "Enter", " "])
def test_the_dialog_is_opened_and_left(page: Page, full: Path, way: str) -> None:
    """A combobox: named, announced; Escape leaves it and gives the focus back."""
    page.goto(f"{full.as_uri()}/{EVENT}/keynote.html")
    button = page.get_by_role("button", name="Rechercher")
    if way == "click":
        button.click()
    else:
        if len(way) < 6:
            button.focus()
        page.keyboard.press(way)
    dialog, field = page.get_by_role("dialog", name="Rechercher"), page.get_by_role("combobox", name="Rechercher")
    field.wait_for()
    assert field.evaluate("field => field === document.activeElement")
    assert field.get_attribute("aria-expanded") == "false"
    page.keyboard.type("aften")
    page.get_by_role("option").first.wait_for()
    assert field.get_attribute("aria-expanded") == "true"
    assert "trouvée" in dialog.get_by_role("status").inner_text()
    page.keyboard.press("Escape")
    if dialog.is_visible():
        page.keyboard.press("Escape")  # the first one empties the field
    expect(dialog).to_be_hidden()
    if way not in ("Control+k", "Meta+k"):
        assert button.evaluate("button => button === document.activeElement")


def test_the_dialog_is_used_by_keyboard(page: Page, full: Path) -> None:
    """Arrows move through what was found and back to the field; it opens a second time; Enter follows."""
    page.goto(f"{full.as_uri()}/{EVENT}/keynote.html")
    page.keyboard.press("Control+k")
    field, options = page.get_by_role("combobox", name="Rechercher"), page.get_by_role("option")
    field.fill("aften")
    options.first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert options.nth(1).get_attribute("aria-selected") == "true"
    assert field.get_attribute("aria-activedescendant") == options.nth(1).get_attribute("id")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert field.get_attribute("aria-activedescendant") is None
    page.keyboard.press("Escape")
    if field.is_visible():
        page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    field.fill("aften")
    options.first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/soren-aftenklok.html")


def test_the_focus_stays_in_the_dialog(page: Page, full: Path) -> None:
    page.goto(f"{full.as_uri()}/index.html")
    page.keyboard.press("Control+k")
    page.get_by_role("combobox").fill("horloge")
    page.get_by_role("option").first.wait_for()
    for _ in range(8):
        page.keyboard.press("Tab")
        inside = "document.activeElement.closest('dialog') !== null || document.activeElement === document.body"
        assert page.evaluate(inside)


def test_enter_leads_to_all_results(page: Page, full: Path) -> None:
    """Without a chosen option Enter opens the page of results, whose address holds the question."""
    page.goto(f"{full.as_uri()}/index.html")
    page.keyboard.press("Control+k")
    page.get_by_role("combobox").fill("tic & tac")
    page.keyboard.press("Enter")
    page.wait_for_url("**/recherche.html?q=tic*")
    assert page.locator("input[name=q]").input_value() == "tic & tac"
    page.locator(".recap-results__list a").first.wait_for()


def test_touch(browser: Browser, full: Path) -> None:
    """On a phone the button opens the dialog, a tap on a result follows it."""
    context = browser.new_context(has_touch=True, viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(f"{full.as_uri()}/index.html")
    page.locator("a.recap-search").tap()
    page.get_by_role("combobox").fill("zeiger")
    page.get_by_role("option").first.tap()
    page.wait_for_url("**/ulrike-von-zeigerstein.html")
    context.close()


@pytest.mark.parametrize(
    ("scheme", "width"),
    [
        ("light", 320),
        ("dark", 1280),
        pytest.param("light", 1280, marks=pytest.mark.long),
        pytest.param("dark", 320, marks=pytest.mark.long),
    ],
)
def test_axe_in_the_open_dialog(page: Page, served: str, scheme: Any, width: int) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{served}{EVENT}/index.html")
    page.keyboard.press("Control+k")
    page.get_by_role("combobox").fill("horloge")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []


def test_without_javascript_there_is_a_way(browser: Browser, full: Path) -> None:
    """The button is a link to a page that says so and leads to the indexes."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{full.as_uri()}/index.html")
    page.get_by_role("link", name="Rechercher").click()
    expect(page.get_by_text("demande JavaScript")).to_be_visible()
    expect(page.locator("input[name=q]")).to_be_hidden()
    page.locator(".recap-no-script a", has_text="Glossaire").click()
    assert page.url.endswith("glossaire.html")
    context.close()


# The page of results


def test_results_are_filtered_and_the_address_remembers(page: Page, large: Path) -> None:
    """From twenty results on facets with counts; a chosen one stays in the address, and so does the question."""
    base = f"{large.as_uri()}/recherche.html"
    page.goto(f"{base}?q=chose")
    page.locator(".recap-results__list a").first.wait_for()
    kinds = page.get_by_label("Toutes les sortes")
    assert [each.strip() for each in kinds.locator("option").all_inner_texts()] == [
        "Toutes les sortes",
        "Sujet (24)",
        "Intervention (24)",
    ]
    kinds.select_option("talk")
    page.get_by_text("24 pages trouvées.").wait_for()
    assert "kind=talk" in page.url
    page.goto(page.url)
    page.get_by_text("24 pages trouvées.").wait_for()
    assert page.locator(".recap-results__list .recap-list__item").count() == 10
    page.get_by_role("button", name="Plus de résultats").click()
    page.locator(".recap-results__list .recap-list__item").nth(19).wait_for()
    page.goto(f"{base}?q=zzzzzz")
    page.get_by_text("Rien ne correspond.").wait_for()


def test_few_results_have_no_filters(page: Page, full: Path) -> None:
    page.goto(f"{full.as_uri()}/recherche.html?q=saindoux")
    page.locator(".recap-results__list a").first.wait_for()
    assert page.locator("select").count() == 0


# Records


def test_another_name_finds(new_project: MakeProject, page: Page) -> None:
    """A person is found by an alias, with or without its accents."""
    project = new_project(FILES | {"intervenants/ana-foo.md": "---\nname: Ana Foo\naliases: [Anastasia Füü]\n---\n"})
    assert project.build().ok
    page.goto((project.site / "recherche.html").as_uri())
    assert urls(ask(page, "anastasia fuu"))[0] == "intervenants/ana-foo"


def test_a_hostile_record_is_text(new_project: MakeProject, page: Page) -> None:
    """What a record says is shown as it is written, in the dialog and on the page."""
    bad = "<img src=x onerror=alert(1)>"
    hostile = FILES["rencontre/un-debut.md"].replace("title: Un début", f"title: 'Zut {bad}'")
    project = new_project(FILES | {"rencontre/un-debut.md": hostile.replace("Un premier pas.", f"Zut {bad}")})
    assert project.build().ok
    page.goto((project.site / "recherche.html").as_uri() + "?q=zut")
    entry = page.locator(".recap-results__list > li").first
    entry.wait_for()
    assert entry.inner_text().count(bad) == 2
    page.keyboard.press("Control+k")
    page.get_by_role("combobox").fill("zut")
    assert bad in page.get_by_role("option").first.inner_text()
    assert page.locator("main img, dialog img").count() == 0


def test_an_empty_site_finds_nothing(new_project: MakeProject, page: Page) -> None:
    """A site without a conference has one page; what is not on it is not found, and nothing fails."""
    project = new_project({"index.md": "---\ntitle: x\n---\n"})
    assert project.build().ok
    page.goto((project.site / "recherche.html").as_uri() + "?q=horloge")
    page.get_by_text("Rien ne correspond.").wait_for()


def test_search_can_be_turned_off(new_project: MakeProject) -> None:
    """One setting, and nothing of it is there; the site still builds."""
    project = new_project(FILES)
    project.set_options("search: false")
    assert project.build().ok
    assert not (project.site / "search").exists()
    assert not (project.site / "recherche.html").exists()
    assert "recap-search" not in project.page("index.html")


def test_limits() -> None:
    """950 lines of Python, a third of which make updates cheap; 500 of JavaScript, 20 KB of it on the way."""
    python = (ROOT / "scripts/recap/search").glob("*.py")
    assert sum(len(path.read_text("utf-8").splitlines()) for path in python) <= 950
    client = (ROOT / "overrides/assets/recap/search.js").read_bytes()
    assert len(client.decode().splitlines()) <= 500
    assert len(gzip.compress(client, 9)) <= 20_000


@pytest.mark.long
def test_a_thousand_real_talks_are_searched(browser: Browser, tmp_path: Path, shared: Any) -> None:
    """Every speaker of 1,000 talks is found first by the name without accents; sizes stay within their bounds."""
    from benchmarks import corpus
    from benchmarks import search as bench
    from recap.build.builder import build_site

    corpus.make(tmp_path / "c", 1000, shared("corpora/pyvideo.jsonl.gz"))
    assert build_site(tmp_path / "c" / "mkdocs.yml", tmp_path / "c" / "site").ok
    names = bench.names_of(tmp_path / "c" / "site")
    assert len(names) > 600
    assert bench.missed(browser, tmp_path / "c" / "site", names) == []
    first, later, _ = bench.costs(browser, tmp_path / "c" / "site", bench.QUERIES[:10])
    assert max(first) < 150_000
    assert max(later) < 100_000
    index, texts, raw = bench.sizes(tmp_path / "c" / "site")
    assert index < 5_000_000
    assert texts <= raw
