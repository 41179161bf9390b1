"""An index that is updated: the same files as one made of the same pages at once, for little work."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator, MutableMapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recap.search import numbering, ranges, shards
from recap.search.extract import KINDS, SearchDocument, Section
from recap.search.index import Index

WORDS = ("horloge", "dérive", "derive", "le", "heure", "Ana", "Zénith", "c++", "a", "tic-tac", "boussole", "isolée")


class Table(MutableMapping[str, Any]):
    """Rows as JSON; counts what is read, written and listed."""

    def __init__(self) -> None:
        self.rows: dict[str, str] = {}
        self.count: Counter[str] = Counter()

    def __getitem__(self, key: str) -> Any:
        self.count["read"] += 1
        return json.loads(self.rows[key])

    def __setitem__(self, key: str, value: Any) -> None:
        self.count["written"] += 1
        self.rows[key] = json.dumps(value)

    def __delitem__(self, key: str) -> None:
        self.count["written"] += 1
        del self.rows[key]

    def __iter__(self) -> Iterator[str]:
        self.count["listed"] += 1
        return iter(self.rows)

    def __len__(self) -> int:
        self.count["listed"] += 1
        return len(self.rows)


class Site:
    """Pages, and an index that follows their changes."""

    def __init__(self) -> None:
        self.tables = {name: Table() for name in Index.TABLES}
        self.pages: dict[str, SearchDocument] = {}
        self.files: dict[str, str] = {}
        self.loaded: list[str] = []

    def change(self, pages: dict[str, SearchDocument | None]) -> dict[str, str]:
        """Replace pages, or remove those that are None; return the files that were made."""
        index = Index(self.tables)
        for url, page in pages.items():
            if old := self.pages.pop(url, None):
                index.remove(old)
            if page:
                index.add(page)
                self.pages[url] = page
        made: dict[str, str] = {}
        files = {}
        for name, content in index.files(self.load):
            files[name] = self.files[name] if content is None else content
            if content is not None and self.files.get(name) != content:
                made[name] = content
        self.files = files
        return made

    def load(self, url: str) -> SearchDocument:
        """Return a page, and note that it was asked for."""
        self.loaded.append(url)
        return self.pages[url]

    def made_at_once(self) -> dict[str, str | None]:
        """Return the files of an index made of the present pages."""
        index = Index()
        for page in random.Random(len(self.pages)).sample([*self.pages.values()], len(self.pages)):
            index.add(page)
        return dict(index.files(self.pages.__getitem__))

    def counted(self, what: str) -> Counter[str]:
        """Return how often each table was read, written or listed since this was last asked."""
        found = Counter({name: table.count.pop(what, 0) for name, table in self.tables.items()})
        return +found


def page_of(url: str, kind: str, texts: list[list[str]], values: list[str]) -> SearchDocument:
    """A page whose sections have some words; the first ones are its title."""
    lead, *rest = (" ".join(text) for text in texts)
    sections = (Section("", "", lead), *(Section(f"s{text}", text[:8], text) for text in rest))
    return SearchDocument(url, kind, lead[:12], (), tuple(values[:1]), "", {"topic": tuple(values)}, sections)


TEXTS = st.lists(st.lists(st.sampled_from(WORDS), max_size=6), min_size=1, max_size=3)
VALUES = st.lists(st.sampled_from(WORDS), max_size=3, unique=True)
PAGES = st.none() | st.builds(page_of, st.just(""), st.sampled_from(KINDS), TEXTS, VALUES)
CHANGES = st.dictionaries(st.integers(0, 30).map("{:02}.html".format), PAGES, max_size=12)


@given(st.lists(CHANGES, min_size=1, max_size=6))
def test_updates_give_what_a_whole_index_is(steps: list[dict[str, SearchDocument | None]]) -> None:
    """Whatever came, went and changed, in whatever order: the same files, byte for byte, of tables that are JSON.

    Rows, slots and files have few entries here, so that few pages fill many.
    """
    small = {ranges: {"_MIN_LEVEL": 1}, numbering: {"SLOT": 3}, shards: {"_SHARD": 40, "_BLOCK": 120}}
    small[shards]["_MAX_FACET_VALUES"] = 3
    with pytest.MonkeyPatch.context() as patch:
        for module, values in small.items():
            for name, value in values.items():
                patch.setattr(module, name, value)
        site = Site()
        for step in steps:
            site.change({url: page and replace(page, url=url) for url, page in step.items()})
            assert site.files == site.made_at_once()


def text_of(number: int, length: int = 40) -> str:
    """Words of which few pages have the same."""
    chosen = random.Random(number)
    return " ".join(f"mot{chosen.randrange(3000)}" for _ in range(length))


@pytest.fixture(scope="module")
def large() -> Site:
    """1,200 pages, indexed."""
    site = Site()
    numbered = {f"{number:04}.html": text_of(number) for number in range(1200)}
    site.change({url: page_of(url, "talk", [[text]], []) for url, text in numbered.items()})
    assert len(site.tables["pages"].rows) > 20
    assert len(site.tables["words"].rows) > 60
    for what in ("read", "written", "listed"):
        site.counted(what)
    site.loaded.clear()
    return site


def test_another_word_is_cheap(large: Site) -> None:
    """A page with one word more reads its own rows and one file of words, and no table from one end to the other."""
    old = large.pages["0600.html"]
    made = large.change({old.url: replace(old, sections=(Section("", "", f"{old.sections[0].text} xylophone"),))})
    assert sorted(name[0] for name in made) == ["i", "s", "t", "w"]
    assert large.counted("written") == {"pages": 1, "words": 1, "lists": 1, "summary": 4}
    read = large.counted("read")
    assert read["words"] < 80
    assert read["pages"] < 10
    assert large.counted("listed") == {}
    assert len(large.loaded) < 40


def test_another_page_is_cheap(large: Site) -> None:
    """A page that comes moves its neighbours only, and goes without a trace."""
    before = large.files
    large.loaded.clear()
    page = page_of("0600-b.html", "talk", [[text_of(5000)]], [])
    made = large.change({page.url: page})
    assert 1 <= sum(name[0] == "t" for name in made) < 8
    assert len({*large.loaded}) < 150
    assert large.counted("read")["pages"] < 20
    assert large.counted("listed") == {}
    assert large.files == large.made_at_once()
    large.change({page.url: None})
    assert large.files == before
