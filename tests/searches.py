"""Questions to the search of a built site, put to its client in a browser."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from playwright.sync_api import Page

from recap.search.tokenizer import words

ASK_ALL = """async queries => {
    const found = [];
    for (const query of queries) found.push(await recapSearch.search(query));
    return found;
}"""


def ask(page: Page, query: str, filters: dict[str, str] | None = None) -> dict[str, Any]:
    """Return the client's answer."""
    found: dict[str, Any] = page.evaluate("([query, filters]) => recapSearch.search(query, filters)", [query, filters])
    return found


def answer_all(page: Page, url: str, queries: Sequence[tuple[str, Any]]) -> list[dict[str, Any]]:
    """Open a page of results and return the client's answers to some questions, in their order."""
    page.goto(url)
    found: list[dict[str, Any]] = page.evaluate(ASK_ALL, [query for query, _ in queries])
    return found


def urls(answer: dict[str, Any]) -> list[str]:
    """Return the addresses of an answer, without suffix."""
    return [found["url"].removesuffix(".html") for found in answer["pages"]]


def missed(queries: Sequence[tuple[str, Any]], answers: Sequence[dict[str, Any]]) -> list[tuple[str, list[str]]]:
    """Return the questions whose first three results are wrong, with these results.

    A list of addresses needs one of them; an empty list needs no result, and `any` nothing.
    """
    wrong = []
    for (query, wanted), answer in zip(queries, answers, strict=True):
        first = urls(answer)[:3]
        if wanted != "any" and not (any(each in first for each in wanted) if wanted else not first):
            wrong.append((query, first))
    return wrong


def cut_differently(page: Page, texts: Sequence[str]) -> list[tuple[str, set[str]]]:
    """Return the texts that the client cuts into words which the index does not have, with these words."""
    cut: list[list[str]] = page.evaluate("texts => texts.map(recapSearch.words)", texts)
    unknown = [(text[:80], set(asked) - set(words(text))) for text, asked in zip(texts, cut, strict=True)]
    return [(text, more) for text, more in unknown if more]
