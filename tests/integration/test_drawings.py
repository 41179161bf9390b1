"""Drawings as pages and books have them: each says what its table says, and whatever a record says in them is text."""

from __future__ import annotations

import json
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import html5lib
import pytest

from tests.site_fixtures import EVENT, HOME, MakeProject, Project, make_project

Element = Any
BAD = "<b>\"'&{{x}}[a](b)\\|*"
SHARED = [["un", "deux"], ["un"], ["deux", "trois"], ["trois", "un"], ["seul"]]
"""Topics of talks."""


def front(**record: object) -> str:
    """A file with this front matter."""
    return f"---\n{json.dumps(record)}\n---\n" if record else ""


def fact(date: str, **more: str) -> dict[str, str]:
    """A dated fact."""
    return {"date": date, "text": f"Fait de {date}.", **more}


def files(title: str = "Sujet", name: str = "Arrêt") -> dict[str, str]:
    """A conference of five talks that share topics, with facts of which three have a name."""
    found = {"index.md": HOME, "rencontre/index.md": EVENT}
    dates = ["2027-01", "2019", "2027-02-03", "2030"]
    for number, topics in enumerate(SHARED):
        own = [fact(each, label=f"{name} {place}") for place, each in enumerate(dates[number:])]
        found[f"rencontre/t{number}.md"] = front(
            title=f"{title} {number}",
            speakers=[{"name": f"Ana {'FGHIJ'[number]}oo"}],
            date="2026-05-01",
            order=number,
            topics=topics,
            since_then={"checked": "2026-06-01", "facts": own},
        )
    return found


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The conference, built."""
    project = make_project(tmp_path_factory.mktemp("drawings") / "project", files())
    result = project.build()
    assert result.ok, result.diagnostics
    return project


def section(project: Project, url: str, name: str) -> Element:
    """A part of a page, by the id of its heading."""
    tree = html5lib.parse(project.page(url), namespaceHTMLElements=False)
    return next(each for each in tree.iter("section") if each.get("aria-labelledby") == name)


def classed(element: Element, name: str) -> Iterator[Element]:
    """The elements inside that have a class of the drawings."""
    return (each for each in element.iter() if f"recap-drawing__{name}" in each.get("class", "").split())


def words(element: Element) -> str:
    """Its text."""
    return " ".join("".join(element.itertext()).split())


def rows(element: Element) -> list[list[Element]]:
    """The cells of the rows of its table."""
    return [[*row] for body in element.iter("tbody") for row in body.iter("tr")]


def test_the_map_says_what_its_table_says(site: Project) -> None:
    """A letter stands over each line, a bead where it meets a stop; every stop leads to its page."""
    plan = section(site, "rencontre/index.html", "Plan")
    stops = {each.get("y"): words(each) for each in classed(plan, "number")}
    letters = {each.get("x"): words(each) for each in classed(plan, "letter")}
    heights = {f"{float(y) - 4:g}": number for y, number in stops.items()}
    drawn: dict[str, set[str]] = {name: set() for name in letters.values()}
    for bead in classed(plan, "bead"):
        drawn[letters[bead.get("cx")]].add(heights[bead.get("cy")])
    legend = {
        words(next(classed(each, "place"))): (words(next(each.iter("a"))), next(each.iter("a")).get("href"))
        for stops in classed(plan, "stops")
        for each in stops.iter("li")
    }
    said = {}
    for letter, subjects, talks in rows(plan):
        said[words(letter)] = {words(each) for each in classed(talks, "place")}
        for subject in subjects.iter("a"):
            having = {str(place) for place, own in enumerate(SHARED, 1) if words(subject) in own}
            assert having == said[words(letter)]
    assert drawn == said == {"A": {"1", "2", "4"}, "B": {"1", "3"}, "C": {"3", "4"}}
    links = plan.iter("{http://www.w3.org/2000/svg}a")
    assert [(words(next(iter(each))), each.get("href")) for each in links] == [
        (f"Arrêt {number} : {title}", href) for number, (title, href) in legend.items()
    ]
    assert [title for title, _ in legend.values()] == [f"Sujet {n}" for n in range(4)]


def test_the_line_of_time_says_what_its_table_says(site: Project) -> None:
    """A dot for each fact of a year, whose number stands behind it; the gap is drawn and said."""
    line = section(site, "rencontre/index.html", "Temps")
    years = {float(each.get("y")) - 4.5: words(each) for each in classed(line, "year")}
    drawn = Counter(years[float(each.get("cy"))] for each in classed(line, "dot"))
    said = {words(cells[0]): len([*cells[1].iter("li")]) for cells in rows(line) if words(cells[0])}
    assert drawn == {year: number for year, number in said.items() if number} == {"2019": 2, "2027": 4, "2030": 4}
    numbers = [words(each) for each in classed(line, "aside")]
    assert numbers == ["2", "6 ans sans fait daté", "4", "4"]
    assert "6 ans sans fait daté" in [words(cells[1]) for cells in rows(line)]
    assert words(next(classed(line, "held"))) == "Rencontre 2026, du 1er au 2 mai 2026"


def test_the_line_of_a_talk_says_what_its_table_says(site: Project) -> None:
    """Names and dates, in the same order."""
    line = section(site, "rencontre/t0.html", "Depuis")
    drawn = [words(each) for each in line.iter("{http://www.w3.org/2000/svg}text")]
    said = [words(cell) for cells in rows(line) for cell in cells]
    assert drawn == said
    assert said[:4] == ["Arrêt 1", "2019", "Cette intervention", "1er mai 2026"]
    others = [html5lib.parse(site.page(f"rencontre/t{n}.html"), namespaceHTMLElements=False) for n in range(1, 5)]
    assert [len([*classed(tree, "picture")]) for tree in others] == [1, 0, 0, 0]


def test_the_map_of_themes_says_what_its_table_says(new_project: MakeProject) -> None:
    """A circle for each pair, where the column of one meets the row of the other, larger for more talks."""
    project = new_project(many_talks())
    result = project.build()
    assert result.ok, result.diagnostics
    plan = section(project, "rencontre/index.html", "Plan")
    letters = {each.get("x"): words(each) for each in classed(plan, "theme-letter")}
    drawn = {
        (letters[each.get("cx")], letters[each.get("cy")]): (float(each.get("r")), words(each))
        for each in classed(plan, "shared")
    }
    said = {}
    for themes, number in rows(plan):
        one, other = (words(each) for each in classed(themes, "code"))
        said[one, other] = words(number)
    assert {pair: title for pair, (_, title) in drawn.items()} == {
        (one, other): f"{one} × {other}, {number}" for (one, other), number in said.items()
    }
    assert [*said.values()] == ["21 interventions", "16 interventions", "5 interventions"]
    sizes = [drawn[pair][0] for pair in said]
    assert sizes == sorted(sizes, reverse=True)
    assert len({*sizes}) == 3


def many_talks() -> dict[str, str]:
    """A conference of 42 talks: 21 about water and fire, 16 about fire and air, 5 about water and air."""
    found = {"index.md": HOME, "rencontre/index.md": EVENT}
    for theme in ("eau", "feu", "air"):
        found[f"sujets/{theme}.md"] = front(title=theme, summary="S.")
        found[f"sujets/{theme}-1.md"] = front(title=f"{theme}-1", summary="S.", broader=theme)
    pairs = [("eau-1", "feu-1")] * 21 + [("feu-1", "air-1")] * 16 + [("eau-1", "air-1")] * 5
    for number, topics in enumerate(pairs):
        name = f"Ana {chr(65 + number // 26)}{chr(97 + number % 26)}o"
        found[f"rencontre/t{number}.md"] = front(
            title=f"T {number}", speakers=[{"name": name}], date="2026-05-01", topics=topics
        )
    return found


def test_what_records_say_is_text(new_project: MakeProject) -> None:
    """Titles and names of stops full of signs make no element and no attribute, and lose nothing."""
    project = new_project(files(title=BAD, name=BAD))
    result = project.build()
    assert result.ok, result.diagnostics
    for url, name in (("index", "Plan"), ("index", "Temps"), ("t0", "Depuis")):
        part = section(project, f"rencontre/{url}.html", name)
        assert [*part.iter("b")] == []
        assert BAD in words(part)
    drawn = "".join(words(each) for each in classed(section(project, "rencontre/t0.html", "Depuis"), "name"))
    assert drawn.count(BAD) == 4
    links = section(project, "rencontre/index.html", "Plan").iter("{http://www.w3.org/2000/svg}a")
    assert [words(next(iter(each))) for each in links] == [f"Arrêt {n} : {BAD} {n - 1}" for n in range(1, 5)]


@pytest.mark.parametrize("text", ["", "Un récit du jour.\n"])
def test_an_event_begins_with_its_text(new_project: MakeProject, text: str) -> None:
    """Its drawings follow; without a text they stand where it would begin, before sources and formats."""
    project = new_project(files())
    index = project.folder / "docs/rencontre/index.md"
    index.write_text(index.read_text("utf-8").rpartition("---\n")[0] + "---\n" + text, "utf-8")
    result = project.build()
    assert result.ok, result.diagnostics
    page = project.page("rencontre/index.html")
    assert page.count('<div class="recap-drawings">') == 1
    assert (page.index('class="recap-talk__main') < page.index('<div class="recap-drawings">')) == bool(text)


def test_a_site_without_them_loads_nothing_of_them(new_project: MakeProject) -> None:
    """No drawing, no heading, no stylesheet; pages with one load it."""
    alone = {name: text for name, text in files().items() if name in ("index.md", "rencontre/index.md")}
    alone["rencontre/t.md"] = front(title="T", speakers=[{"name": "Ana Foo"}], date="2026-05-01")
    project = new_project(alone)
    assert project.build().ok
    for url in ("index.html", "rencontre/index.html", "rencontre/t.html"):
        assert not re.search("drawing|Plan|Temps", project.page(url)), url
    other = new_project(files())
    assert other.build().ok
    found = [url for url in ("index.html", "rencontre/index.html", "rencontre/t0.html", "rencontre/t4.html")
             if "drawings.css" in other.page(url)]  # fmt: skip
    assert found == ["index.html", "rencontre/index.html", "rencontre/t0.html"]


def test_an_edit_of_a_text_makes_one_page(site: Project) -> None:
    """The drawings read no text: only the talk itself is made again, and the page that lists the data."""
    path = site.folder / "docs/rencontre/t0.md"
    path.write_text(path.read_text("utf-8") + "Un texte.\n\nUne suite.\n", "utf-8")
    assert site.build().ok  # a recap now
    path.write_text(path.read_text("utf-8").replace("Une suite.", "Une autre suite."), "utf-8")
    result = site.build()
    assert result.ok
    assert (result.made, result.rendered) == (2, 1)


def test_the_book_has_drawings_and_tables(built: Callable[[str], Path]) -> None:
    """With the same shapes, and stops that lead to the chapters of the book."""
    with zipfile.ZipFile(built("full") / "telecharger/rencontres-2026.epub") as book:
        event, line = (
            book.read(f"EPUB/{name}.xhtml").decode() for name in ("event", "talk-synchroniser-vingt-cadrans")
        )
    page = (built("full") / "rencontres-2026/index.html").read_text("utf-8")
    for shape in ("recap-drawing__bead", "recap-drawing__dot", "recap-drawing__table", "recap-drawing__number"):
        assert event.count(shape) == page.count(shape) > 0, shape
    assert re.search(r'<a [^>]*href="talk-[\w-]+\.xhtml"[^>]*><title>[^<]+</title><circle', event)
    assert re.findall("recap-drawing__name[^>]*>([^<]+)<", line) == [
        "Premières", "corrections", "Cette intervention", "Version 1.3", "Trois récepteurs à", "l’essai",
    ]  # fmt: skip
