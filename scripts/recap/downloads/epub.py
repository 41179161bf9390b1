"""A conference as a book: EPUB 3.3 (W3C) with its talks, people and glossary, from the rendered pages.

A page is parsed by the rules of HTML and written as XML; what a book has no use for is taken out: menus, buttons,
forms, scripts. Links between pages of the book stay, others get their whole address.
"""

from __future__ import annotations

import functools
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree.ElementTree import Element, TreeBuilder, tostring

from recap.catalogue.models import Event, Person, Talk, Topic
from recap.content.markdown import sections
from recap.core.svg import name_ids
from recap.exports.citations import authors_of
from recap.exports.session_slots import guid
from recap.pages.context import Context, absolute, changed, url_of

_GONE = frozenset(["nav", "script", "button", "form", "input", "output", "template"])
_GONE_CLASSES = frozenset(
    ["recap-strip", "recap-pager", "recap-cite", "recap-formats", "recap-contents", "recap-hero__actions",
     "recap-chapters", "recap-chapters__title", "recap-topics", "recap-line__node", "recap-edit"]
)  # fmt: skip
_KEPT = frozenset(
    ["alt", "aria-label", "class", "colspan", "datetime", "dir", "height", "href", "id", "lang", "rowspan", "scope",
     "src", "start", "title", "width"]
)  # fmt: skip
_INSTEAD = {"details": "div", "summary": "p", "header": "div", "aside": "div", "label": "p"}
_MEDIA = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp",
          ".svg": "image/svg+xml"}  # fmt: skip
"""The pictures that every reader of books knows (EPUB 3.3, 3.2)."""


@dataclass(frozen=True)
class Chapter:
    """A document of the book."""

    name: str
    title: str
    body: str
    """XHTML."""

    @property
    def drawn(self) -> bool:
        """Whether it holds SVG, which the package must say."""
        return "<svg" in self.body


def book_files(context: Context, site: Path, event: Event) -> Iterator[tuple[str, bytes]]:
    """The files (name, content) of the book of an event, from the pages of a built site, as they follow in its ZIP."""
    book = _Book(context, site, event)
    chapters = [*book.chapters()]
    shared = {"words": context.words, "language": context.settings.language, "event": event.record, "book": book}
    yield "mimetype", b"application/epub+zip"
    yield "META-INF/container.xml", _template("container.xml").render().encode()
    yield "EPUB/book.css", files("recap.downloads").joinpath("templates/book.css").read_bytes()
    for chapter in chapters:
        yield f"EPUB/{chapter.name}", _template("chapter.xhtml").render(shared, chapter=chapter).encode()
    for url, (name, _) in book.pictures.items():
        yield f"EPUB/{name}", (site / url).read_bytes()
    for name in ("nav.xhtml", "package.opf"):
        yield f"EPUB/{name}", _template(name).render(shared, chapters=chapters).encode()


class _Book:
    """What the documents of one book share."""

    def __init__(self, context: Context, site: Path, event: Event) -> None:
        self._context, self._site, self._event = context, site, event
        catalogue, self.site_name = context.catalogue, context.settings.site_name
        self.talks = [catalogue.talks[identifier] for identifier in event.talks]
        people = {credit.person for talk in self.talks for credit in talk.credits}
        topics = {topic for talk in self.talks for topic in talk.topics}
        self.people = [person for person in catalogue.people.values() if person.id in people]
        self.topics = [topic for topic in catalogue.topics.values() if topic.id in topics and topic.record]
        self.pictures: dict[str, tuple[str, str]] = {}
        """Address in the site -> (name in the book, media type)."""
        self._places = {url_of(event.src_uri): "event.xhtml"}
        """Address in the site -> address in the book."""
        self._places |= {url_of(talk.src_uri): _name(talk) for talk in self.talks}
        self._places |= {url_of(person.src_uri): f"people.xhtml#{person.id}" for person in self.people}
        self._places |= {url_of(topic.src_uri): f"glossary.xhtml#{topic.id}" for topic in self.topics}
        self.identifier = f"urn:uuid:{guid(f'book/{event.id}')}"
        authors = dict.fromkeys(name for talk in self.talks for name in authors_of(context, talk))
        self.authors = [*authors] or [self.site_name]
        days = [changed(context, talk) for talk in self.talks] or [event.record.end_date.isoformat()]
        self.modified = f"{max(days)}T00:00:00Z"
        """The last day that the records of the book give, as the package wants it."""

    def chapters(self) -> Iterator[Chapter]:
        """The documents in the order of reading."""
        record, words = self._event.record, self._context.words
        dates = self._context.language.date_range(record.start_date, record.end_date)
        title = _template("title.xhtml").render(book=self, event=record, dates=dates)
        yield Chapter("title.xhtml", record.title, title)
        yield Chapter("event.xhtml", words["book_event"], self._page(self._event))
        for talk in self.talks:
            yield Chapter(_name(talk), talk.record.title, self._page(talk))
        people = [*map(self._person, self.people)]
        topics = [self._entry(topic, topic.title, topic.record.summary) for topic in self.topics if topic.record]
        for name, title, entries in (("people", words["people"], people), ("glossary", words["glossary"], topics)):
            if entries:
                yield Chapter(f"{name}.xhtml", title, _template("entries.xhtml").render(title=title, entries=entries))

    def _person(self, person: Person) -> dict[str, Any]:
        shown = ", ".join([*person.roles, *person.organisations])
        told = person.document and person.document.body.strip()
        return self._entry(person, person.name, shown, self._page(person) if told else "")

    def _entry(self, item: Person | Topic, title: str, shown: str, body: str = "") -> dict[str, Any]:
        """Somebody or something of the book, with the talks that they are in."""
        told = {each.talk for each in item.appearances}
        links = [{"title": talk.record.title, "url": _name(talk)} for talk in self.talks if talk.id in told]
        return {"id": item.id, "title": title, "text": shown, "body": body, "links": links}

    def _page(self, of: Event | Talk | Person) -> str:
        """The main part of a page as XHTML; of a person's page the biography."""
        import html5lib

        url = url_of(of.src_uri)
        tree = html5lib.parse((self._site / url).read_text("utf-8"), namespaceHTMLElements=False)
        main = next(tree.iter("main"))
        if isinstance(of, Person):
            main = _biography(main, of)
        main.tag = "section"
        main.attrib.clear()
        builder = TreeBuilder()
        self._copy(main, url, builder)
        section = builder.close()
        section.tail = main.tail
        return tostring(section, "unicode")

    def _copy(self, element: Element, url: str, builder: TreeBuilder) -> None:
        """Copy what is of use, with names, links and pictures mended, all the way down; the text after it always."""
        gone = not isinstance(element.tag, str) or element.tag in _GONE
        if not gone and _GONE_CLASSES.isdisjoint(element.get("class", "").split()):
            space, _, tag = element.tag.rpartition("}")
            attributes, text = self._attributes(element, space[1:], tag, url), element.text
            if tag == "img" and not attributes["src"]:
                tag, attributes, text = "span", {}, element.get("alt")
            builder.start(_INSTEAD.get(tag, tag), attributes)
            builder.data(text or "")
            for child in element:
                self._copy(child, url, builder)
            builder.end(_INSTEAD.get(tag, tag))
        builder.data(element.tail or "")

    def _attributes(self, element: Element, space: str, tag: str, url: str) -> dict[str, str]:
        found = {key: value for key, value in element.items() if space or key in _KEPT}
        if tag == "svg":
            found["xmlns"] = space
        if "lang" in found:
            found["{http://www.w3.org/XML/1998/namespace}lang"] = found["lang"]
        if "href" in found:
            found["href"] = self._lead(found["href"], url)
        if tag == "img":
            found["src"] = self._picture(found.get("src", ""), url)
        return {key: value for key, value in found.items() if key != "href" or value}

    def _lead(self, link: str, url: str) -> str:
        """Where a link leads: to its place in the book, else to the whole address; without one it is only text."""
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            return link if parts.scheme else f"https:{link}"
        if place := self._places.get(_goal(parts.path, url) if parts.path else url):
            return f"{place}#{parts.fragment}" if parts.fragment and "#" not in place else place
        return urljoin(absolute(self._context, url), link) if self._context.settings.site_url else ""

    def _picture(self, source: str, url: str) -> str:
        """The name of a picture in the book; empty where it comes from another site or not every reader knows it."""
        goal = _goal(source, url)
        suffix = posixpath.splitext(goal)[1].lower()
        if urlsplit(source).netloc or suffix not in _MEDIA:
            return ""
        name = f"pictures/{len(self.pictures) + 1}{suffix}"
        return self.pictures.setdefault(goal, (name, _MEDIA[suffix]))[0]


def _biography(main: Element, person: Person) -> Element:
    """What a person's page holds of their file, with ids that no other biography of the document has."""
    listing = next(element for element in main.iter() if "recap-listing" in element.get("class", "").split())
    left = len(sections(person.document.body)) if person.document else 0
    for child in [*listing]:
        left -= child.tag == "h2"
        if left < 0 and child.get("class") != "footnote":
            listing.remove(child)
    name_ids(listing, person.id)
    return listing


def _name(talk: Talk) -> str:
    return f"talk-{talk.id.rpartition('/')[2]}.xhtml"


def _goal(link: str, url: str) -> str:
    """The address in the site to which a link of a page leads."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(url), unquote(link)))


@functools.cache
def _template(name: str) -> Any:
    from jinja2 import Environment, PackageLoader

    loader = PackageLoader("recap.downloads")
    return Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True).get_template(name)
