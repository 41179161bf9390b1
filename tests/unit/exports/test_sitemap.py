"""Sitemaps: one file as long as it may hold all pages, else an index of several."""

from __future__ import annotations

from lxml import etree

from recap.content.addresses import Addresses
from recap.exports.sitemap import MAX_ADDRESSES, sitemap_names, sitemaps
from tests.site_fixtures import french

SPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
SITE = "https://recap.example/a/"


def values(content: str, path: str) -> list[str]:
    return [each.text or "" for each in etree.fromstring(content.encode()).iterfind(path, SPACE)]


def test_one_file() -> None:
    """Pages in their order, with a day where there is one; without an address there is nothing to say."""
    pages = [(f"{SITE}b.html?x=1&y=2", "2026-01-02"), (None, "2026-01-03"), (f"{SITE}a.html", None)]
    found = dict(sitemaps(SITE, pages))
    assert [*found] == ["sitemap.xml"]
    assert values(found["sitemap.xml"], "s:url/s:loc") == [f"{SITE}b.html?x=1&y=2", f"{SITE}a.html"]
    assert values(found["sitemap.xml"], "s:url/s:lastmod") == ["2026-01-02"]
    assert values(dict(sitemaps("", [(None, None)]))["sitemap.xml"], "s:url") == []


def test_more_pages_than_a_file_may_hold() -> None:
    """No file holds more than the protocol allows, each page is in one; the index says what is the newest in each."""
    pages: list[tuple[str | None, str | None]] = [
        (f"{SITE}{number}.html", f"2026-01-{1 + number // MAX_ADDRESSES:02}" if number % 2 else None)
        for number in range(2 * MAX_ADDRESSES + 1)
    ]
    found = dict(sitemaps(SITE, pages))
    index = found.pop("sitemap.xml")
    assert values(index, "s:sitemap/s:loc") == [f"{SITE}{name}" for name in found]
    assert values(index, "s:sitemap/s:lastmod") == ["2026-01-01", "2026-01-02"]
    each = [values(content, "s:url/s:loc") for content in found.values()]
    assert [len(urls) for urls in each] == [MAX_ADDRESSES, MAX_ADDRESSES, 1]
    assert [url for urls in each for url in urls] == [url for url, _ in pages]
    assert all(len(content.encode()) < 50 * 2**20 for content in found.values())
    assert all(map(Addresses(french(), ()).stays_on_server, (*found, "sitemap.xml")))
    assert sitemap_names(len(pages)) == [*found, "sitemap.xml"]
