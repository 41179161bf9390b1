"""Sitemaps (sitemaps.org, protocol 0.9): addresses of all pages with the day of their last change."""

from collections.abc import Iterable, Iterator
from html import escape

MAX_ADDRESSES = 50_000
"""Limit of addresses in one file."""


def sitemaps(site_url: str, pages: Iterable[tuple[str | None, str | None]]) -> Iterator[tuple[str, str]]:
    """Yield (address, content) of `sitemap.xml` and, beyond the limit of one file, of the files it lists.

    `pages` are absolute addresses with the day of the last change or None; pages without an address are left out.
    """
    known = [(url, day) for url, day in pages if url]
    *names, index = sitemap_names(len(known))
    if not names:
        yield index, _xml("urlset", "url", known)
        return
    parts, listed = (known[start : start + MAX_ADDRESSES] for start in range(0, len(known), MAX_ADDRESSES)), []
    for name, part in zip(names, parts, strict=True):
        yield name, _xml("urlset", "url", part)
        listed.append((f"{site_url.rstrip('/')}/{name}", max((day for _, day in part if day), default=None)))
    yield index, _xml("sitemapindex", "sitemap", listed)


def sitemap_names(number: int) -> list[str]:
    """Return the sitemaps of a number of pages: the parts, if there are several, then `sitemap.xml`."""
    parts = -(-number // MAX_ADDRESSES)
    return [*(f"sitemap_{part}.xml" for part in range(1, parts + 1) if parts > 1), "sitemap.xml"]


def _xml(root: str, entry: str, dated: Iterable[tuple[str, str | None]]) -> str:
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">']
    for url, day in dated:
        last = f"<lastmod>{escape(day)}</lastmod>" if day else ""
        lines.append(f"<{entry}><loc>{escape(url)}</loc>{last}</{entry}>")
    return "\n".join([*lines, f"</{root}>", ""])
