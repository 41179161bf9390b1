"""Whatever passes the check is published as its author meant it: letter for letter, in all scripts, in every output."""

from __future__ import annotations

import json
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import feedparser
import html5lib
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page

from recap.build.builder import build_site
from recap.content.settings import read_settings
from recap.content.yaml_writer import front_matter
from recap.downloads.archive import pack
from recap.lint.runner import check_content
from recap.search.tokenizer import STOP_WORDS, words
from recap.site.heading_links import LINK_CLASS
from tests.reference import reference_text
from tests.searches import answer_all, urls
from tests.site_fixtures import EVENT, HOME, make_project

SCRIPTS = (
    "abcdefghijklmnopqrstuvwxyzàâçéèêëîïôöùûüœæßñøåłžđ",
    "абвгдежзийклмнопрстуфхцчшщыэюяїєґ",
    "αβγδεζηθικλμνξοπρστυφχψωάέήίόύώ",
    "אבגדהוזחטיכלמנסעפצקרשת",
    "ابتثجحخدذرزسشصضطظعغفقكلمنهويپچگ",
    "कखगघचछजझटठडणतथदधनपफबभमयरलवशसह",
    "กขคงจฉชซญดตถทธนบปผพฟมยรลวสหอ",
    "日本語中文会議話題発表者東京都山川田",
    "가나다라마바사아자차카타파하한국말회의",
    "ბგდევზთიკლმნოპჟრსტუფქღყშჩც",
)
"""Letters of each script; words are made of those of one."""
SIGNS = (
    "&",
    "<",
    "*",
    "_",
    "`",
    "#",
    ":",
    "’",
    "—",
    "«",
    "?",
    "C++",
    "R&D",
    "n°",
    "50 %",
    "1/2",
    "(x)",
    '"',
    "~",
    "@",
    "|",
)
"""What stands between words of titles and summaries."""
MAX_TALKS = 8
QUIET = settings(
    phases=[Phase.explicit, Phase.generate],  # each example is a build: too much to look for the smallest
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    deadline=None,
)
ADDRESS = "https://recap.example/2026/"


def letters(script: str) -> st.SearchStrategy[str]:
    """Words of one script."""
    return st.text(alphabet=script, min_size=2, max_size=8)


word = st.sampled_from(SCRIPTS).flatmap(letters)
line = st.lists(word | st.sampled_from(SIGNS), min_size=1, max_size=6).map(" ".join)
name = (
    st.sampled_from(SCRIPTS)
    .flatmap(lambda script: st.lists(letters(script), min_size=1, max_size=3))
    .map(lambda parts: " ".join(part.title() for part in parts))
)
marked = st.sampled_from(
    ("&", "corde < filet", "R&D", "**milieu**", "*milieu*", "`milieu`", "[milieu](https://example.org/)")
)
sentence = st.lists(word | marked, min_size=2, max_size=7).map(" ".join)
block = st.one_of(
    sentence,
    word.map(lambda text: f"## {text}"),
    st.lists(sentence, min_size=1, max_size=3).map(lambda items: "\n".join(f"- {item}" for item in items)),
    st.lists(sentence, min_size=1, max_size=3).map(
        lambda items: "\n".join(f"{n}. {i}" for n, i in enumerate(items, 1))
    ),
    sentence.map(lambda text: f"> {text}"),
    sentence.map(lambda text: f"```\n{text}\n```"),
    st.tuples(word, word).map(lambda cells: f"| {cells[0]} | {cells[1]} |\n| --- | --- |\n| corde | filet |"),
)
body = st.lists(block, min_size=1, max_size=5).map("\n\n".join)


@dataclass(frozen=True)
class Talk:
    """What an author writes."""

    title: str
    speakers: tuple[str, ...]
    summary: str
    body: str

    @property
    def content(self) -> str:
        """The whole file."""
        record = {"title": self.title, "speakers": list(self.speakers), "date": "2026-05-01", "summary": self.summary}
        return front_matter(record | {"authors": [], "published": "2026-05-03"}) + self.body + "\n"


talks = st.lists(
    st.builds(Talk, line, st.lists(name, min_size=1, max_size=2, unique=True).map(tuple), line, body),
    min_size=MAX_TALKS,
    max_size=MAX_TALKS,
)


def nfc(text: str) -> str:
    """A text in the form in which all is published."""
    return unicodedata.normalize("NFC", text)


def text_of(element: Any) -> str:
    """The text that readers see of an element, without the links of headings, one blank between its words."""
    hidden = [each for each in element.iter() if LINK_CLASS in (each.get("class") or "").split()]
    for each in hidden:
        each.text = ""
    return " ".join(" ".join(element.itertext()).split())


def packed(text: str) -> str:
    """A text without its blanks, which stand elsewhere in every format."""
    return "".join(nfc(text).split())


def element(source: str, class_name: str) -> Any:
    """The first element of a page with a class."""
    tree = html5lib.parse(source, namespaceHTMLElements=False)
    return next(each for each in tree.iter() if class_name in (each.get("class") or "").split())


def assert_is_published(talk: Talk, uri: str, tree: Path, feed: Any, book: zipfile.ZipFile) -> None:
    """Title, names and summary stand letter for letter in page, feeds, book and data, and so does the text."""
    title, names, summary = nfc(talk.title), [nfc(each) for each in talk.speakers], nfc(talk.summary)
    text = packed(reference_text(talk.body))
    page = (tree / f"{uri}.html").read_text("utf-8")
    assert "".join(element(page, "recap-sign__title").itertext()).strip() == title
    assert "".join(element(page, "recap-brief__summary").itertext()).strip() == summary
    assert packed(text_of(element(page, "recap-prose"))) == text
    assert all(each in unescape(page) for each in names)
    data = json.loads((tree / f"api/v1/talks/{uri}.json").read_text("utf-8"))
    assert (data["title"], data["summary"]) == (title, summary)
    assert [each["name"] for each in data["speakers"]] == names
    entry = next(each for each in feed["items"] if each["url"].endswith(f"{uri}.html"))
    assert (entry["title"], entry["summary"]) == (title, summary)
    assert text in packed(text_of(html5lib.parseFragment(entry["content_html"], namespaceHTMLElements=False)))
    atom = next(
        each for each in feedparser.parse((tree / "feed.xml").read_bytes()).entries if each.link.endswith(f"{uri}.html")
    )
    assert nfc(unescape(re.sub(r"<[^>]*>", "", atom.title))) in (title, nfc(re.sub(r"<[^>]*>", "", title)))
    chapter = book.read(f"EPUB/talk-{uri.rpartition('/')[2]}.xhtml").decode()
    shown = packed(text_of(html5lib.parse(chapter, namespaceHTMLElements=False)))
    assert all(packed(each) in shown for each in (title, summary, *names))
    assert text in shown


@given(written=talks)
@settings(QUIET, max_examples=4)
def test_what_passes_is_published_as_it_was_meant(shared_page: Page, written: list[Talk]) -> None:
    """And each word of a text is found by search."""
    with TemporaryDirectory() as folder:
        kept = {f"rencontre/t{number}": talk for number, talk in enumerate(written)}
        project = make_project(Path(folder) / "p", {"index.md": HOME, "rencontre/index.md": EVENT}, "en", ADDRESS)
        for uri, talk in kept.items():
            project.write(f"{uri}.md", talk.content)
        found = check_content(project.folder / "docs", read_settings(project.config)[0]).diagnostics
        refused = {Path(each.path).stem for each in found if each.level == "error"}
        for stem in refused:
            del kept[f"rencontre/{stem}"]
            (project.folder / f"docs/rencontre/{stem}.md").unlink()
        if not kept:
            return
        result = build_site(project.config, project.site, finish_tree=pack)
        assert result.ok, result.diagnostics
        feed = json.loads((project.site / "feed.json").read_text("utf-8"))
        with zipfile.ZipFile(project.site / "downloads/rencontre.epub") as book:
            for uri, talk in kept.items():
                assert_is_published(talk, uri, project.site, feed, book)
        asked = [
            (each, uri)
            for uri, talk in kept.items()
            for each in sorted({*words(reference_text(talk.body))} - STOP_WORDS)
            if len(each) > 1
        ]
        answers = answer_all(shared_page, (project.site / "search.html").as_uri(), asked)
        for (query, uri), answer in zip(asked, answers, strict=True):
            assert uri in urls(answer) or answer["total"] > len(urls(answer)), query


@pytest.mark.long
@given(written=talks)
@settings(QUIET, max_examples=150)
def test_what_passes_is_published_as_it_was_meant_in_full(shared_page: Page, written: list[Talk]) -> None:
    """The same for more texts."""
    test_what_passes_is_published_as_it_was_meant.hypothesis.inner_test(shared_page, written)  # type: ignore[attr-defined]
