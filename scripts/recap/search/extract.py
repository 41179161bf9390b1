"""What search knows of a page: names, facets, and sections with the text that readers see."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from recap.core import footnotes
from recap.core.tabs import unfolded

KINDS = ("person", "topic", "event", "talk", "organisation", "page")
"""Kinds of pages that search finds; among equal results, earlier kinds come first."""
_LISTS = ("data", "listing", "offline", "programme", "statistics")
"""Kinds of generated pages that are found by their own words; what they list is found by itself."""
_INVISIBLE = re.compile(r"<(svg|button|style|script)\b.*?</\1>|<span[^>]* aria-hidden=\"true\">[^<]*</span>", re.DOTALL)
_BLOCK = re.compile(
    r"</?(?:blockquote|br|dd|details|div|dt|figcaption|figure|h[1-6]|li|ol|p|pre|summary|table|td|th|tr|ul)\b[^>]*>"
)
_HEADING = re.compile(r'<h[23] id="([^"]*)"[^>]*>(.*?)</h[23]>', re.DOTALL)


@dataclass(frozen=True)
class Section:
    """A section of a page; `anchor` and `heading` are empty for the text above the first heading."""

    anchor: str
    heading: str
    text: str


@dataclass(frozen=True)
class SearchDocument:
    """A page that search finds."""

    url: str
    kind: str
    title: str
    aliases: tuple[str, ...]
    """Other names: aliases, synonyms, abbreviations."""
    keywords: tuple[str, ...]
    """People, organisations, topics, the event."""
    context: str
    """Line below the title of a result."""
    facets: Mapping[str, tuple[str, ...]]
    """`event`, `year`, `topic`, `language` -> values as shown."""
    sections: tuple[Section, ...]


def document_of(data: Mapping[str, Any], content: str) -> SearchDocument | None:
    """Return what search knows of a page, from template data and HTML body; None for pages that search leaves out."""
    is_list = data["kind"] in _LISTS or data.get("is_list", False)
    kind = "page" if is_list or data["kind"] == "home" else data["kind"]
    if kind not in KINDS:
        return None
    own, content = data.get("search", {}), "" if is_list else unfolded(content)
    if kind in ("person", "topic", "organisation"):
        # Below its own sections stand lists of talks, which are found by themselves.
        content = "<h2".join(content.split("<h2")[: data.get("sections", 0) + 1])
    lead, *rest = _HEADING.split(content)
    above = [data.get("summary") or "", *data.get("key_points", []), plain(lead)]
    sections = [Section("", "", " ".join(filter(None, above)))]
    for anchor, heading, text in zip(rest[::3], rest[1::3], rest[2::3], strict=True):
        sections.append(Section(html.unescape(anchor), plain(heading), plain(text)))
    aliases, keywords = tuple(own.get("aliases", ())), tuple(own.get("keywords", ()))
    facets = {name: tuple(values) for name, values in own.get("facets", {}).items()}
    context = own.get("context", "")
    return SearchDocument(data["url"], kind, data["title"], aliases, keywords, context, facets, tuple(sections))


def plain(content: str) -> str:
    """Return the text of HTML as readers see it, on one line."""
    visible = _INVISIBLE.sub(" ", footnotes.without_links(content))
    shown = re.sub(r"<[^>]*>", "", _BLOCK.sub(" ", visible))
    return re.sub(r"[ \n\t]+", " ", html.unescape(shown)).strip()
