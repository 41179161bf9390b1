"""Atom (RFC 4287) and JSON Feed (1.1): the talks that are published, newest first, with their whole text."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape, unescape
from string import punctuation
from typing import Any
from urllib.parse import quote, urljoin
from xml.etree.ElementTree import Element, SubElement

from recap.catalogue.models import Event, Person, Talk, Topic
from recap.exports.citations import authors_of, retold
from recap.exports.session_slots import talk_guid
from recap.exports.xml import as_xml, put_texts
from recap.pages.context import Context, absolute, changed, url_of
from recap.pages.outline import Item, name_of, talk_ids

MOST = 20
"""Talks in a feed: the newest ones."""
_ADDRESS = re.compile(r'(<[^<>]* (?:href|src)=")([^"]*)"')


@dataclass(frozen=True)
class Feed:
    """Some talks under a title; addresses from the root of the site."""

    title: str
    page: str
    """The page that shows the same."""
    url: str
    """Of the feed, without its suffix."""
    talks: tuple[Talk, ...]


def feed_of(context: Context, src_uri: str, item: Item | None) -> Feed | None:
    """The feed of the page of an event, a person or a topic, or of the home page: its talks, the last published first.

    None for any other page, where no talk has a day of publication, and without `site_url`. A feed lies beside its page
    under the name of that; the feed of a whole folder has a name of its own.
    """
    settings, talks = context.settings, context.catalogue.talks
    told: Iterable[Talk] = talks.values() if src_uri == "index.md" else ()
    title = settings.site_name
    if isinstance(item, (Event, Person, Topic)):
        told = [talks[identifier] for identifier in talk_ids(item)]
        title = name_of(item) if isinstance(item, Event) else f"{name_of(item)} · {title}"
    published = [talk for talk in told if talk.record.published]
    if not (published and settings.site_url):
        return None
    newest = sorted(published, key=lambda talk: (talk.record.published, changed(context, talk), talk.id), reverse=True)
    page = url_of(src_uri)
    folder, name = posixpath.split(page.removesuffix(".html"))
    url = posixpath.join(folder, settings.folders["feed"] if name == "index" else name)
    return Feed(title, page, url, tuple(newest[:MOST]))


def json_feed(context: Context, feed: Feed, contents: Mapping[str, str]) -> dict[str, Any]:
    """A feed as data of JSON Feed; `contents` gives what `content_of` makes of each talk, by src_uri."""
    items = [
        {
            "id": f"urn:uuid:{talk_guid(talk)}",
            "url": absolute(context, url_of(talk.src_uri)),
            "title": talk.record.title,
            "summary": talk.record.summary or "",
            "content_html": contents[talk.src_uri],
            "date_published": _moment(str(talk.record.published)),
            "date_modified": _moment(changed(context, talk)),
            "authors": [{"name": name} for name in authors_of(context, talk)],
            "tags": [context.catalogue.topics[identifier].title for identifier in talk.topics],
            "language": context.settings.language,
        }
        for talk in feed.talks
    ]
    found = {"version": "https://jsonfeed.org/version/1.1", "title": feed.title}
    found |= {"home_page_url": absolute(context, feed.page), "feed_url": absolute(context, f"{feed.url}.json")}
    return {**found, "language": context.settings.language, "items": items}


def atom(context: Context, feed: Feed, data: dict[str, Any]) -> str:
    """A feed as Atom, from its data of JSON Feed. Needs `site_url`."""
    root = Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": data["language"]})
    last = max(item["date_modified"] for item in data["items"])
    put_texts(root, id=data["home_page_url"], title=data["title"], updated=last)
    SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": data["home_page_url"]})
    itself = absolute(context, f"{feed.url}.xml")
    SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": itself})
    for talk, item in zip(feed.talks, data["items"], strict=True):
        entry = SubElement(root, "entry")
        put_texts(entry, id=item["id"], title=item["title"])
        SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": item["url"]})
        put_texts(entry, published=item["date_published"], updated=item["date_modified"])
        for author in item["authors"]:
            put_texts(SubElement(entry, "author"), **author)
        for term, label in zip(talk.topics, item["tags"], strict=True):
            SubElement(entry, "category", {"term": term, "label": label})
        put_texts(entry, summary=item["summary"])
        SubElement(entry, "content", {"type": "html"}).text = item["content_html"]
    return as_xml(root)


def content_of(context: Context, talk: Talk, html: str) -> str:
    """The HTML of a talk's text, what is in brief above it, with whole addresses: a feed is read elsewhere."""
    base, record = absolute(context, url_of(talk.src_uri)), talk.record
    brief = f"<p>{escape(record.summary)}</p>" if record.summary else ""
    points = "".join(f"<li>{escape(point)}</li>" for point in record.key_points)

    def whole(match: re.Match[str]) -> str:
        return f'{match[1]}{escape(quote(urljoin(base, unescape(match[2])), safe=punctuation))}"'

    credit = f"<p>{escape(told)}</p>" if (told := retold(context, talk)) else ""
    return brief + (f"<ul>{points}</ul>" if points else "") + _ADDRESS.sub(whole, html) + credit


def _moment(day: str) -> str:
    """A day as RFC 3339 wants a moment: its noon in UTC, the same day nearly everywhere."""
    return f"{day}T12:00:00Z"
