"""Names and titles in the world's scripts: shown in their own direction, found by two signs and without joiners."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from functools import partial
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.searches import answer_all, missed
from tests.site_fixtures import HOME, Project, make_project

EVENT = """---
kind: event
title: כנס 2026
start_date: 2026-05-01
end_date: 2026-05-01
timezone: Europe/Paris
venue: אולם
rooms: [אולם א]
summary: יום אחד.
---
"""
HEBREW = """---
title: מה חדש ב-C++?
original_title: ما الجديد؟
language: he
speakers: [دنیا راد, {name: דנה כהן, organisation: אקמה, role: מנהלת}, {name: Ada Quill, organisation: אקמה}]
date: 2026-05-01
start: "10:00"
duration: 30
room: אולם א
summary: סיכום.
key_points: [א ב., ג ד., ה ו.]
topics: [מכולות]
authors: [דנה כהן]
published: 2026-05-02
resources: [{type: slides, url: https://example.org/a, title: שקפים}]
sources: [{title: מקור, url: https://example.org/b}]
corrections: [{date: 2026-05-03, text: תיקון.}]
since_then: {checked: 2026-06-01, text: מאז., facts: [{date: 2026-05-20, text: עובדה., title: מקור, url: https://example.org/c}]}
claims: [{text: טענה., said_by: דנה כהן, outcome: held, as_of: 2026-06-01, note: הערה., source: https://example.org/c}]
---
## חלק ראשון

פסקה ראשונה, with Latin words.

- פריט

| א | ב |
| - | - |
| ג | ד |

> ציטוט
"""
PARTS = """---
title: פתיחה
type: keynote
speakers: []
no_speaker_reason: ראו חלקים
date: 2026-05-01
authors: []
based_on: {title: ספר, authors: [דנה כהן], publisher: הוצאה}
parts:
  - {id: hlk, title: חלק א, speakers: [דנה כהן, Ada Quill, دنیا راد], start: "12:00", duration: 5, summary: ראשון.}
---
## חלק א
"""
PEOPLE = """---
name: דנה כהן
aliases: [דנה]
honorific: ד״ר
pronouns: היא
affiliations: [{organisation: אקמה, role: מנהלת}]
---

היא כותבת.
"""
TOPIC = """---
title: מכולות
synonyms: [קופסאות]
summary: הגדרה.
---
"""
TITLES = {
    "chinese": ("容器安全入门", "王小明", "今天我们讨论容器的隔离。"),
    "japanese": ("コンテナ入門とセキュリティ", "山田太郎", "今日はコンテナを見ます。"),
    "thai": ("ความปลอดภัยของคอนเทนเนอร์", "สมชาย ใจดี", "วันนี้เราคุยกัน"),
    "korean": ("컨테이너 보안을 시작하며", "김민수", "오늘은 격리를 다룹니다."),
    "mixed": ("用Rust写容器", "Ada Quill", "Once."),
    "persian": ("روشن\u200cفکران", "روشن\u200cفکر می\u200cنویسد", "متن."),
}
QUERIES = [
    ("安全", ["c/chinese"]), ("入门", ["c/chinese"]), ("隔离", ["c/chinese"]), ("容器安全", ["c/chinese"]),
    ("安全容器", ["c/chinese"]), ("安静", []), ("小明", ["people/wangxiaoming"]), ("王小明", ["people/wangxiaoming"]),
    ("入門", ["c/japanese"]), ("セキュリティ", ["c/japanese"]), ("ｾｷｭﾘﾃｨ", ["c/japanese"]),
    ("太郎", ["people/shantiantailang"]),
    ("ปลอดภัย", ["c/thai"]), ("คอนเทนเนอร์", ["c/thai"]), ("컨테이너", ["c/korean"]), ("보안", ["c/korean"]),
    ("보안 컨테이너", ["c/korean"]), ("민수", []), ("김민", ["people/gimminsu"]), ("rust", ["c/mixed"]),
    ("写容器", ["c/mixed"]), ("روشنفکر", ["people/rwshnfkr-mynwysd"]), ("روشن\u200cفکر", ["people/rwshnfkr-mynwysd"]),
    ("روشن فکر", ["people/rwshnfkr-mynwysd"]), ('"安全入门"', ["c/chinese"]), ('"安全门"', []),
]  # fmt: skip
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff]")
_EMPTY = {"meta", "link", "img", "input", "br", "hr"}


@pytest.fixture(scope="module")
def tree(build_once: Callable[[str, Callable[[Path], Project]], Path]) -> Path:
    """A built English site with talks in many scripts, and its book."""
    files = {"index.md": HOME, "c/index.md": EVENT, "c/hebrew.md": HEBREW, "c/parts.md": PARTS}
    files |= {
        "people/dnh-khhn.md": PEOPLE,
        "topics/mkhvlvt.md": TOPIC,
        "page.md": "---\ntitle: דף\nsummary: תקציר.\n---\nטקסט.\n",
    }
    for key, (title, name, body) in TITLES.items():
        files[f"c/{key}.md"] = (
            f'---\ntitle: {title}\nspeakers: [{name}]\ndate: 2026-05-01\nauthors: []\nsummary: "{title}"\n'
            f"published: 2026-05-02\n---\n{body}\n"
        )
    make = partial(make_project, files=files, language="en", address="https://recap.example/")
    return build_once("scripts", make)


class Undirected(HTMLParser):
    """Collects the texts from right to left that stand in no element with a direction of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.found: list[str] = []
        self.directed = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element; the direction of the whole page is nobody's own."""
        own = tag in ("bdi", "title", "script", "style", "pre") or (
            tag not in ("html", "body") and "dir" in dict(attrs)
        )
        if tag not in _EMPTY:
            self.open.append((tag, own or "recap-monogram" in (dict(attrs).get("class") or "")))

    def handle_endtag(self, tag: str) -> None:
        """Close an element and those in it."""
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Look at a text."""
        if _RIGHT_TO_LEFT.search(data):
            owned = any(own for _, own in self.open)
            self.directed += owned
            self.found += [] if owned else [f"{[tag for tag, _ in self.open][-3:]} {data.strip()[:40]}"]


def undirected(html: str) -> tuple[list[str], int]:
    """What has no direction of its own in a page, and how many texts have one."""
    parser = Undirected()
    parser.feed(html)
    return parser.found, parser.directed


def test_every_text_of_a_record_has_its_own_direction(tree: Path) -> None:
    """On each page, in each list, note, table and paragraph: an element with `dir`, or `bdi`."""
    pages = {path.relative_to(tree).as_posix(): undirected(path.read_text("utf-8")) for path in tree.rglob("*.html")}
    assert {name: found for name, (found, _) in pages.items() if found} == {}
    assert sum(number for _, number in pages.values()) > 100
    assert all(pages[name][1] for name in ("index.html", "c/index.html", "c/hebrew.html", "c/programme.html"))


def test_every_text_in_a_book_has_its_own_direction(tree: Path) -> None:
    """In its chapters, its contents, its title, its people."""
    (path,) = tree.glob("*/*.epub")
    with zipfile.ZipFile(path) as book:
        chapters = {name: undirected(book.read(name).decode()) for name in book.namelist() if name.endswith(".xhtml")}
    assert {name: found for name, (found, _) in chapters.items() if found} == {}
    assert all(number for name, (_, number) in chapters.items() if "nav" in name or "hebrew" in name or "title" in name)


def test_pages_of_one_direction_stay_as_they_were(tree: Path) -> None:
    """A text without letters from right to left needs no attributes in its body."""
    assert "<p>今天我们讨论容器的隔离。</p>" in (tree / "c/chinese.html").read_text("utf-8")


def test_a_hebrew_title_is_laid_out_from_right_to_left(page: Page, tree: Path) -> None:
    """Title, text and names by their own letters, the page by its language."""
    page.goto(f"{tree.as_uri()}/c/hebrew.html")
    direction = "element => getComputedStyle(element).direction"
    assert page.locator("h1").evaluate(direction) == "rtl"
    assert page.locator(".recap-prose p").first.evaluate(direction) == "rtl"
    assert page.locator("body").evaluate(direction) == "ltr"
    assert page.get_by_role("link", name="Ada Quill").first.evaluate(direction) == "ltr"


def test_words_are_found_in_scripts_without_spaces(page: Page, tree: Path) -> None:
    """From two signs on, anywhere in a title, name or text; with and without joiners; nothing else is found."""
    assert missed(QUERIES, answer_all(page, f"{tree.as_uri()}/search.html", QUERIES)) == []


def test_what_was_found_is_marked(page: Page, tree: Path) -> None:
    """The excerpt shows the signs that were looked for, not the run that they stand in."""
    (answer,) = answer_all(page, f"{tree.as_uri()}/search.html", [("隔离", [])])
    assert [text for text, is_marked in answer["pages"][0]["excerpt"] if is_marked] == ["隔离"]
