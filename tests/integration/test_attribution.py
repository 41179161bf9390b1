"""Whose text it is: every output says it as the talk's own file does, and nothing of what the event's file says."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import feedparser
import pytest

from recap.build.builder import build_site
from recap.catalogue.attribution import Attribution, attribution_of
from recap.downloads.archive import pack
from recap.search.extract import document_of
from tests.catalogue_fixtures import assembled, resolved
from tests.site_fixtures import HOME, MakeProject, french

ADDRESS = "https://recap.example/2026/"
EVENT = """---
kind: event
title: Demo Days 2026
start_date: 2026-05-01
end_date: 2026-05-02
timezone: Europe/Paris
summary: Two days.
authors: [Nell Frost]
based_on: {title: Two days at Demo, authors: [Nell Frost, Owen Birch], url: "https://blog.example.net/demo"}
license: CC-BY-SA-4.0
---
Two days.
"""
WROTE, RETELLS = "authors: [Zoe Marsh]", "based_on: {title: From my seat, authors: [Ida Lund]}"
CASES = {
    "own": ([WROTE, "license: CC0-1.0"], {"Zoe Marsh"}),
    "own-alone": ([WROTE, "based_on: null"], {"Zoe Marsh"}),
    "retold": ([RETELLS], {"Ida Lund"}),
    "both": ([WROTE, RETELLS, "license: MIT"], {"Zoe Marsh", "Ida Lund"}),
    "event": (["authors: [Nell Frost]"], {"Nell Frost"}),
    "event-and-one": (["authors: [Nell Frost, Zoe Marsh]"], {"Nell Frost", "Zoe Marsh"}),
    "nobody": (["authors: []"], set()),
    "silent": ([], set()),
}
"""Name of a talk -> lines of its front matter, and everybody whom it names."""
PEOPLE = ("Zoe Marsh", "Ida Lund", "Nell Frost", "Owen Birch")
LICENSES = ("CC-BY-SA-4.0", "CC0-1.0", "MIT")


def talk(name: str, *lines: str) -> str:
    """A talk's file with a text, a summary and a day of publication."""
    own = "\n".join(lines)
    return (
        f"---\ntitle: About {name}\nspeakers: [Ada Quill]\ndate: 2026-05-01\nsummary: A summary.\n{own}\n"
        "published: 2026-05-03\n---\nOnce upon a time.\n"
    )


FILES = {"index.md": HOME, "demo/index.md": EVENT} | {
    f"demo/{name}.md": talk(name, *lines) for name, (lines, _) in CASES.items()
}


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built site with its downloads."""
    from tests.site_fixtures import make_project

    project = make_project(tmp_path_factory.mktemp("attribution") / "p", FILES, "en", ADDRESS)
    result = build_site(project.config, project.site, finish_tree=pack)
    assert result.ok, result.diagnostics
    return project.site


def main_part(tree: Path, name: str) -> str:
    return (tree / f"demo/{name}.html").read_text("utf-8").partition('id="Contenu"')[2].partition("<footer")[0]


def graph(tree: Path, name: str) -> Any:
    page = (tree / f"demo/{name}.html").read_text("utf-8")
    return json.loads(unescape(re.findall(r'ld\+json">(.*?)</script>', page)[0]))["@graph"][0]


def atom_entry(tree: Path, name: str) -> str:
    text = (tree / "feed.xml").read_text("utf-8")
    return next(each for each in text.split("<entry>")[1:] if f"<title>About {name}</title>" in each)


def json_item(tree: Path, name: str) -> str:
    items = json.loads((tree / "feed.json").read_text("utf-8"))["items"]
    return json.dumps(next(each for each in items if each["title"] == f"About {name}"), ensure_ascii=False)


def chapter(tree: Path, name: str) -> str:
    with zipfile.ZipFile(tree / "downloads/demo.epub") as book:
        return book.read(f"EPUB/talk-{name}.xhtml").decode()


def api(tree: Path, name: str) -> Any:
    return json.loads((tree / f"api/v1/talks/demo/{name}.json").read_text("utf-8"))


def in_list(path: str, key: str) -> Callable[[Path, str], str]:
    """The entry of a talk in a file that lists all talks; `key` names the list, or is empty."""

    def find(tree: Path, name: str) -> str:
        data = json.loads((tree / path).read_text("utf-8"))
        return json.dumps(next(each for each in (data[key] if key else data) if each["id"] == f"demo/{name}"))

    return find


OUTPUTS: dict[str, Callable[[Path, str], str]] = {
    "page": main_part,
    "bibtex": lambda tree, name: (tree / f"demo/{name}.bib").read_text("utf-8"),
    "csl": lambda tree, name: (tree / f"demo/{name}.csl.json").read_text("utf-8"),
    "all in csl": in_list("citations.json", ""),
    "all in bibtex": lambda tree, name: next(
        each for each in (tree / "citations.bib").read_text("utf-8").split("@online{") if f"{{About {name}}}" in each
    ),
    "json-ld": lambda tree, name: json.dumps(graph(tree, name)),
    "atom": atom_entry,
    "json feed": json_item,
    "epub": chapter,
    "api": lambda tree, name: json.dumps(api(tree, name)),
    "all in api": in_list("api/v1/talks.json", "talks"),
}


@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize("name", CASES)
def test_every_output_names_whom_the_file_names(tree: Path, name: str, output: str) -> None:
    """Authors and original stand there if the talk's own file has them, and nobody else does."""
    text = OUTPUTS[output](tree, name)
    assert f"About {name}" in text
    assert {each for each in PEOPLE if each in text} == CASES[name][1]


@pytest.mark.parametrize("name", CASES)
def test_roles_are_not_mixed_up(tree: Path, name: str) -> None:
    """Who wrote is an author, whose text it was is not; both are the same everywhere, and so is the licence."""
    lines = "\n".join(CASES[name][0])
    wrote = sorted(each for each in PEOPLE if re.search(rf"^authors: .*{each}", lines, re.MULTILINE))
    original = ["Ida Lund"] if RETELLS in lines else []
    own = [each for each in LICENSES if f"license: {each}" in lines]
    article, data = graph(tree, name), api(tree, name)
    assert sorted(each["name"] for each in article.get("author", [])) == wrote
    assert [each["name"] for each in article.get("isBasedOn", {}).get("author", [])] == original
    assert [each for each in LICENSES if each in article.get("license", "")] == own
    assert sorted(data.get("authors", [])) == wrote
    assert data.get("based_on", {}).get("authors", []) == original
    assert data.get("license") == next(iter(own), None)
    [csl] = json.loads((tree / f"demo/{name}.csl.json").read_text("utf-8"))
    assert sorted(each["literal"] for each in csl.get("author", [])) == wrote
    assert ("Ida Lund" in csl.get("note", "")) == bool(original)
    bib = (tree / f"demo/{name}.bib").read_text("utf-8")
    assert re.findall(r"author = \{(.*)\},", bib) == ([" and ".join(f"{{{each}}}" for each in wrote)] if wrote else [])
    entries = {each.title: each for each in feedparser.parse((tree / "feed.xml").read_bytes()).entries}
    named = [each.name for each in entries[f"About {name}"].get("authors", []) if "name" in each]
    assert sorted(named) == wrote
    page = main_part(tree, name)
    assert ("Written by" in page) == bool(wrote)
    assert ("present the recap by" in page) == bool(original)
    assert [each for each in LICENSES if f'<dd dir="auto">{each}</dd>' in page] == own


def test_a_feed_with_texts_by_nobody_has_an_author(tree: Path) -> None:
    """Atom wants one (RFC 4287, 4.1.1): the site is the author of the feed, and of no text."""
    text = (tree / "feed.xml").read_text("utf-8")
    head, *entries = text.split("<entry>")
    assert head.count("<author>") == 1
    assert "<name>Recueil</name>" in head
    assert not [each for each in entries if "<name>Recueil</name>" in each]


def test_the_event_keeps_its_own(tree: Path) -> None:
    """The event's page, chapter and people say what its file says; the book's licence is one that all texts share."""
    page = (tree / "demo/index.html").read_text("utf-8")
    assert '<dd dir="auto">Nell Frost</dd>' in page
    assert "Nell Frost and Owen Birch" in page
    assert "CC-BY-SA-4.0" in page
    people = {each["id"]: each for each in json.loads((tree / "api/v1/people.json").read_text("utf-8"))["people"]}
    assert people["nell-frost"]["wrote"] == ["demo", "demo/event", "demo/event-and-one"]
    assert people["owen-birch"]["wrote"] == ["demo"]
    assert people["ida-lund"]["wrote"] == ["demo/both", "demo/retold"]
    with zipfile.ZipFile(tree / "downloads/demo.epub") as book:
        package = book.read("EPUB/package.opf").decode()
    assert re.findall("<dc:creator>(.*)</dc:creator>", package) == ["Nell Frost", "Zoe Marsh"]
    assert len(re.findall("<dc:source>", package)) == 2
    assert "<dc:rights>" not in package


def test_a_book_of_one_licence_has_it(new_project: MakeProject) -> None:
    """If event and talks name the same licence, the book does; stubs, which have no text, do not count."""
    stub = "---\ntitle: Later\nspeakers: [Ada Quill]\ndate: 2026-05-01\n---\n"
    files = {"index.md": HOME, "demo/index.md": EVENT, "demo/a.md": talk("a", WROTE, "license: CC-BY-SA-4.0")}
    project = new_project(files | {"demo/b.md": stub}, "en", ADDRESS)
    assert build_site(project.config, project.site, finish_tree=pack).ok
    with zipfile.ZipFile(project.site / "downloads/demo.epub") as book:
        assert "<dc:rights>CC-BY-SA-4.0</dc:rights>" in book.read("EPUB/package.opf").decode()


@pytest.mark.parametrize("name", CASES)
def test_card_and_search_name_nobody_of_the_event(name: str) -> None:
    """The picture of a shared link shows speakers; what search keeps of a talk is what its page shows."""
    site = assembled(FILES, french(site_url=ADDRESS))
    data = site.artifacts[f"demo/{name}.md"].data
    assert "Ada Quill" in data["card"]["who"]
    found = document_of(data, "<p>Once upon a time.</p>")
    text = f"{data['card']} {found}"
    assert {each for each in PEOPLE if each in text} <= CASES[name][1]


def test_the_one_source() -> None:
    """Nothing of an event is a talk's: an original without authors, a licence, none at all."""
    files = {
        "demo/index.md": EVENT.replace("authors: [Nell Frost]\n", ""),
        "demo/a.md": talk("a", "based_on: {title: Notes}"),
        "demo/b.md": talk("b", "authors:"),
    }
    catalogue, _ = resolved(files)
    event = attribution_of(catalogue.events["demo"])
    assert (event.authors, event.license) == ((), "CC-BY-SA-4.0")
    original = attribution_of(catalogue.talks["demo/a"]).original
    assert original
    assert (original.title, original.authors) == ("Notes", ())
    assert attribution_of(catalogue.talks["demo/b"]) == Attribution((), None, None)
