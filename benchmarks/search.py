"""Search on 10,000 real talks: size of the index, what queries load and how long they take, every speaker's name.

`python -m benchmarks.search [--talks 10000]`. Exit status 1 when a bound is broken. Bytes are after gzip.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent
from playwright.sync_api import Browser, Request, sync_playwright

from benchmarks import corpus
from recap.build.builder import build_site
from recap.core import text
from tests import chromium

QUERIES = (
    "python", "django", "testing", "machine learning", "flask rest api", "pandas", "numpy", "asyncio",
    "guido van rossum", "raymond hettinger", "docker", "postgresql", "web scraping", "data science",
    "jupyter notebook", "open source",
    "security", "deep learning", "type hints", "concurrency", "celery", "kubernetes", "sqlalchemy", "packaging", "pypi",
    "keynote", "lightning talks", "pycon", "cython", "gil", "performance", "async await", "scikit-learn",
    "natural language", "raspberry pi", "education", "diversity", "community", "fabric deployment", "mongodb", "redis",
    "javascript", "functional programming", "decorators", "generators", "metaclasses", "pyton", "djanog", "tensorflow",
    "recomendation systems",
)  # fmt: skip
TEXTS = "t"
"""Files of this kind hold texts, the others the inverted index."""


def content(site: Path, name: str) -> Any:
    """What a file of the index hands over."""
    return json.loads((site / "search" / f"{name}.js").read_text("utf-8").split(",", 1)[1][:-2])


def sizes(site: Path) -> tuple[int, int, int]:
    """Compressed bytes of the inverted index, of the texts, and bytes of the texts as they are."""
    packed: Counter[bool] = Counter()
    raw = 0
    for path in (site / "search").iterdir():
        packed[path.name.startswith(TEXTS)] += len(gzip.compress(path.read_bytes(), 9))
        raw += path.stat().st_size if path.name.startswith(TEXTS) else 0
    return packed[False], packed[True], raw


def names_of(site: Path) -> list[tuple[str, str]]:
    """(address, name) of every person."""
    blocks = (content(site, name) for name in content(site, "index")["blocks"])
    return [(entry[0], entry[2]) for block in blocks for entry in block if entry[1] == "person"]


def missed(browser: Browser, site: Path, names: Sequence[tuple[str, str]]) -> list[str]:
    """The names that, typed without accents, find neither the person first nor namesakes only before."""
    page = browser.new_page()
    page.goto(f"{site.as_uri()}/chiffres.html")
    page.add_script_tag(url=f"{site.as_uri()}/assets/recap/search.js")
    lost = []
    for start in range(0, len(names), 200):
        asked = names[start : start + 200]
        answers = page.evaluate(
            "async names => { const found = []; for (const name of names) {"
            " const { pages } = await recapSearch.search(name); "
            " found.push(pages.map(({ url, title }) => [url, title])); } return found; }",
            [text.strip_accents(name) for _, name in asked],
        )
        for (url, name), answer in zip(asked, answers, strict=True):
            before = [title for other, title in answer if other != url]
            place = next((at for at, (other, _) in enumerate(answer) if other == url), None)
            if place is None or any(text.fold(title) != text.fold(name) for title in before[:place]):
                lost.append(name)
    page.close()
    return lost


def _note(loaded: list[str], request: Request) -> None:
    loaded.append(request.url)


def _file(url: str) -> Path:
    return Path(unquote(urlsplit(url).path))


def costs(browser: Browser, site: Path, queries: Sequence[str]) -> tuple[list[int], list[int], list[float]]:
    """Bytes of a first query with the client, of a second one, and milliseconds of the first, from disk."""
    first: list[int] = []
    later: list[int] = []
    times: list[float] = []
    for query, other in zip(queries, [*queries[1:], queries[0]], strict=True):
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{site.as_uri()}/index.html")
        loaded: list[str] = []
        page.on("request", partial(_note, loaded))
        page.add_script_tag(url=f"{site.as_uri()}/assets/recap/search.js")
        for asked, sums in ((query, first), (other, later)):
            took = page.evaluate(
                "async query => { const start = performance.now(); await recapSearch.search(query, null, 8);"
                " return performance.now() - start; }",
                asked,
            )
            if sums is first:
                times.append(took)
            sums.append(sum(len(gzip.compress(path.read_bytes(), 9)) for path in map(_file, loaded)))
            loaded.clear()
        context.close()
    return first, later, times


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--talks", type=int, default=10_000)
    options = parser.parse_args()
    path = chromium.find()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(chromium.ARGUMENTS))
        site = Path(folder) / "c" / "site"
        os.environ |= {"RECAP_STATE": f"{site}-state", "XDG_CACHE_HOME": str(Path(folder) / "cache")}
        corpus.make(Path(folder) / "c", options.talks, corpus.at_hand())
        assert build_site(Path(folder) / "c" / "mkdocs.yml", site).ok
        index, texts, raw = sizes(site)
        first, later, times = costs(browser, site, QUERIES)
        names = names_of(site)
        lost = missed(browser, site, names)
        browser.close()
    rows = (
        ("inverted index, bytes", index, 5_000_000),
        ("texts, bytes", texts, raw),
        ("first query, bytes, most", max(first), 150_000),
        ("later query, bytes, most", max(later), 100_000),
        ("first query, ms, median", round(statistics.median(times)), 200),
        (f"names not found first, of {len(names)}", len(lost), 0),
    )
    print(f"| search on {options.talks} talks | measured | bound |\n| --- | --- | --- |")
    for name, value, bound in rows:
        print(f"| {name} | {value:,} | {bound:,} |")
    print(f"\nMedians: first query {statistics.median(first):,.0f} bytes, later {statistics.median(later):,.0f}.")
    sys.exit(any(value > bound for _, value, bound in rows))


if __name__ == "__main__":
    main()
