"""Sitemaps (sitemaps.org, protocol 0.9): the addresses of all pages, with the days that their records give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

MOST = 50_000
"""Addresses that one file may hold."""


def sitemaps(site_url: str, pages: Iterable[tuple[str | None, str | None]]) -> Iterator[tuple[str, str]]:
    """(address, content) of `sitemap.xml`, and of the files that it lists where it cannot hold all pages itself.

    `pages` are whole addresses with the day of the last change, or None; without an address a page is left out.
    """
    known = [(url, day) for url, day in pages if url]
    parts = [known[start : start + MOST] for start in range(0, len(known), MOST)]
    if len(parts) < 2:
        yield "sitemap.xml", _xml("urlset", "url", known)
        return
    listed = []
    for number, part in enumerate(parts, 1):
        name = f"sitemap_{number}.xml"
        yield name, _xml("urlset", "url", part)
        listed.append((f"{site_url.rstrip('/')}/{name}", max((day for _, day in part if day), default=None)))
    yield "sitemap.xml", _xml("sitemapindex", "sitemap", listed)


def _xml(root: str, entry: str, dated: Iterable[tuple[str, str | None]]) -> str:
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">']
    for url, day in dated:
        last = f"<lastmod>{escape(day)}</lastmod>" if day else ""
        lines.append(f"<{entry}><loc>{escape(url)}</loc>{last}</{entry}>")
    return "\n".join([*lines, f"</{root}>", ""])
