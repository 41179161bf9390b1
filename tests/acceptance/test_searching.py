"""Search over the repository's own site: what people type, and what they mean by it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Page

from tests.searches import answer_all, cut_differently, missed
from tests.site_fixtures import ROOT, serve_folder

QUERIES: list[tuple[str, Any]] = yaml.safe_load((Path(__file__).parent / "queries.yml").read_text("utf-8"))


@pytest.fixture(scope="module")
def answers(shared_page: Page, site: Path) -> Iterator[dict[str, list[dict[str, Any]]]]:
    """The answers to all questions: "http" and "file" -> what the client answers."""
    with contextmanager(serve_folder)(site) as address:
        bases = {"http": address, "file": f"{site.as_uri()}/"}
        yield {way: answer_all(shared_page, f"{base}recherche.html", QUERIES) for way, base in bases.items()}


def test_what_people_type_finds_what_they_mean(answers: dict[str, list[dict[str, Any]]]) -> None:
    """At least 95 % of the queries find it among the first three; none throws."""
    assert len(QUERIES) >= 100
    wrong = missed(QUERIES, answers["file"])
    assert len(wrong) <= 0.05 * len(QUERIES), wrong


def test_both_ways_give_the_same(answers: dict[str, list[dict[str, Any]]]) -> None:
    """The same query has the same results in the same order from a server and from disk."""
    assert answers["http"] == answers["file"]


def test_texts_are_cut_alike(page: Page, site: Path) -> None:
    """Each word that the client asks for is one that the index has of the same text."""
    page.goto(f"{site.as_uri()}/recherche.html")
    texts = [query for query, _ in QUERIES]
    texts += [path.read_text("utf-8")[:4000] for path in sorted((ROOT / "docs").rglob("*.md"))]
    assert cut_differently(page, texts) == []
