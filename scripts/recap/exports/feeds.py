"""Atom (RFC 4287) and JSON Feed (1.1) of published talks, newest first, with their full text."""

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape, unescape
from string import punctuation
from typing import Any
from urllib.parse import quote, urljoin
from xml.etree.ElementTree import Element, SubElement

from recap.catalogue.attribution import attribution_of
from recap.catalogue.figures import published_days
from recap.catalogue.models import Event, Item, Person, Talk, Topic
from recap.core.tabs import unfolded
from recap.exports.citations import retold
from recap.exports.feed_html import plain_html
from recap.exports.xml import as_xml, put_texts
from recap.pages.context import Context

MAX_TALKS = 20
"""Number of talks in a feed: the newest."""
_CLOSED = re.compile(r'(<details(?: class="[^"]*")?)>(?=\n)')
"""A closed note of a text; the words of a diagram stay folded."""
_ADDRESS = re.compile(r'(<[^<>]* (?:href|src)=")([^"]*)"')


@dataclass(frozen=True)
class Feed:
    """Some talks under a title. Addresses start at the root of the site."""

    title: str
    page: str
    """The page with the same talks."""
    url: str
    """Address of the feed without suffix."""
    talks: tuple[Talk, ...]
    is_second: bool = False
    """True if its page has another feed: its id is its own address then, no two feeds have one (RFC 4287, 4.2.6)."""


def feed_of(context: Context, src_uri: str, item: Item | None) -> Feed | None:
    """Return the feed of the home page, or of an event, person or topic: its talks, last published first.

    None for other pages, without published talks, and without `site_url`. A feed is next to its page and has its name;
    the feed of a folder has a name of its own.
    """
    settings, talks, title = context.settings, context.catalogue.talks, context.settings.site_name
    if not settings.site_url:
        return None
    days: Mapping[str, Sequence[str]] = {}
    if isinstance(item, (Event, Person, Topic)):
        days = published_days(context.catalogue, (talks[identifier] for identifier in item.talk_ids))
        title = item.display_name if isinstance(item, Event) else f"{item.display_name} · {title}"
    elif src_uri == "index.md":
        days = context.catalogue.figures["published"]
    if not days:
        return None
    newest = sorted(days, key=lambda identifier: (*days[identifier], identifier), reverse=True)[:MAX_TALKS]
    folder, name = posixpath.split(src_uri.removesuffix(".md"))
    url = posixpath.join(folder, settings.folders["feed"] if name == "index" else name)
    return Feed(title, item.url if item else "index.html", url, tuple(map(talks.__getitem__, newest)))


def talk_items(context: Context, feed: Feed, contents: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the talks of a feed as items of a JSON Feed; `contents` maps the src_uri of each to its text.

    A text by nobody has no `authors`, one without a paragraph no `summary`.
    """
    items = [
        {
            "id": f"urn:uuid:{talk.guid}",
            "url": context.settings.absolute(talk.url),
            "title": talk.record.title,
            "summary": talk.lead,
            "content_html": contents[talk.src_uri],
            "date_published": moment(str(talk.record.published)),
            "date_modified": moment(context.catalogue.last_change(talk)),
            "authors": [{"name": name} for name in attribution_of(talk).authors],
            "tags": [context.catalogue.topics[identifier].name for identifier in talk.topics],
            "language": context.settings.language,
        }
        for talk in feed.talks
    ]
    return [{key: value for key, value in item.items() if value or key not in ("authors", "summary")} for item in items]


def json_feed(context: Context, feed: Feed, items: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a feed as JSON Feed data."""
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": context.settings.absolute(feed.page),
        "feed_url": context.settings.absolute(f"{feed.url}.json"),
        "language": context.settings.language,
        "items": items,
    }


def atom(context: Context, feed: Feed, data: dict[str, Any]) -> str:
    """Return a feed as Atom, made from its JSON Feed data. Needs `site_url`."""
    root = Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": data["language"]})
    last = max(item["date_modified"] for item in data["items"])
    itself = context.settings.absolute(f"{feed.url}.xml")
    put_texts(root, id=itself if feed.is_second else data["home_page_url"], title=data["title"], updated=last)
    if not all("authors" in item for item in data["items"]):
        # RFC 4287, 4.1.1: then the feed needs an author. It is that of the feed, not of the texts.
        put_texts(SubElement(root, "author"), name=context.settings.site_name)
    SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": data["home_page_url"]})
    SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": itself})
    terms = {f"urn:uuid:{talk.guid}": talk.topics for talk in feed.talks}
    for item in data["items"]:
        entry = SubElement(root, "entry")
        put_texts(entry, id=item["id"], title=item["title"])
        SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": item["url"]})
        put_texts(entry, published=item["date_published"], updated=item["date_modified"])
        for author in item.get("authors", ()):
            put_texts(SubElement(entry, "author"), **author)
        for term, label in zip(terms.get(item["id"], ()), item.get("tags", ()), strict=True):
            SubElement(entry, "category", {"term": term, "label": label})
        if "summary" in item:
            put_texts(entry, summary=item["summary"])
        SubElement(entry, "content", {"type": "html"}).text = item["content_html"]
    return as_xml(root)


def content_of(context: Context, talk: Talk, html: str) -> str:
    """Return the HTML of a talk's text after its summary, with plain elements and whole addresses."""
    base, record = context.settings.absolute(talk.url), talk.record
    brief = f"<p>{escape(record.summary)}</p>" if record.summary else ""
    points = "".join(f"<li>{escape(point)}</li>" for point in record.key_points)

    def whole(match: re.Match[str]) -> str:
        return f'{match[1]}{escape(quote(urljoin(base, unescape(match[2])), safe=punctuation))}"'

    html = _CLOSED.sub(r'\1 open="open">', unfolded(html))
    credit = f"<p>{escape(sentence)}</p>" if (sentence := retold(context, talk)) else ""
    return brief + (f"<ul>{points}</ul>" if points else "") + _ADDRESS.sub(whole, plain_html(html)) + credit


def moment(day: str) -> str:
    """Return a day as an RFC 3339 timestamp: noon UTC, the same day nearly everywhere."""
    return f"{day}T12:00:00Z"
