"""A page of the site as search knows it: its names, its facets, its sections with the text that a reader sees."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

KINDS = ("person", "topic", "event", "talk", "organisation", "page")
"""What can be found, those first that come first among equals."""
_UNSEEN = re.compile(r"<(svg|button|style|script)\b.*?</\1>|<span[^>]* aria-hidden=\"true\">[^<]*</span>", re.DOTALL)
_BLOCK = re.compile(
    r"</?(?:blockquote|br|dd|details|div|dt|figcaption|figure|h[1-6]|li|ol|p|pre|summary|table|td|th|tr|ul)\b[^>]*>"
)
_HEADING = re.compile(r'<h[23] id="([^"]*)"[^>]*>(.*?)</h[23]>', re.DOTALL)


@dataclass(frozen=True)
class Section:
    """A piece of a page: its anchor (empty for what stands above the first heading), heading and text."""

    anchor: str
    heading: str
    text: str


@dataclass(frozen=True)
class Found:
    """A page that can be found."""

    url: str
    kind: str
    title: str
    also: tuple[str, ...]
    """Other names: aliases, synonyms, abbreviations."""
    names: tuple[str, ...]
    """People, organisations, topics, the event that it belongs to."""
    where: str
    """What stands below the title of a result."""
    facets: Mapping[str, tuple[str, ...]]
    """`event`, `year`, `topic`, `language` -> values as they are shown."""
    sections: tuple[Section, ...]


def page_of(data: Mapping[str, Any], content: str) -> Found | None:
    """The page of a template's data and the HTML of its body; None for what only lists other pages."""
    kind = "page" if data["kind"] == "home" else data["kind"]
    if kind not in KINDS:
        return None
    own = data.get("search", {})
    if kind in ("person", "topic", "organisation"):
        # Below its own sections stand lists of talks, which are found by themselves.
        content = "<h2".join(content.split("<h2")[: data.get("sections", 0) + 1])
    lead, *rest = _HEADING.split(content)
    above = [data.get("summary") or "", *data.get("key_points", []), plain(lead)]
    sections = [Section("", "", " ".join(filter(None, above)))]
    for anchor, heading, text in zip(rest[::3], rest[1::3], rest[2::3], strict=True):
        sections.append(Section(html.unescape(anchor), plain(heading), plain(text)))
    also, names = tuple(own.get("also", ())), tuple(own.get("names", ()))
    facets = {name: tuple(values) for name, values in own.get("facets", {}).items()}
    return Found(data["url"], kind, data["title"], also, names, own.get("where", ""), facets, tuple(sections))


def plain(content: str) -> str:
    """The text of HTML as a reader sees it, on one line."""
    shown = re.sub(r"<[^>]*>", "", _BLOCK.sub(" ", _UNSEEN.sub(" ", content)))
    return re.sub(r"[ \n\t]+", " ", html.unescape(shown)).strip()
