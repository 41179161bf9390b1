"""A conference as a book: EPUB 3.3 (W3C) with cover, talks, people and glossary, made from the rendered pages.

Pages are parsed as HTML and written as XML, without what a book cannot use: menus, buttons, forms, scripts. Links
within the book stay; others become absolute, or plain text where the address of the site is unknown.
"""

import posixpath
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree.ElementTree import Element, TreeBuilder, tostring

from recap.catalogue.attribution import attribution_of
from recap.catalogue.models import Event, Person, Talk
from recap.core import text
from recap.core.svg import name_ids
from recap.core.tabs import unfolded
from recap.downloads.contents import Heading, headings_of
from recap.downloads.cover import cover_card, draw_cover
from recap.downloads.rendering import template
from recap.pages.context import Context

_MARKUP: dict[str, Any] = tomllib.loads(Path(__file__).with_name("markup.toml").read_text("utf-8"))
"""What a book takes of a page."""
COVER_NAME = "cover.xhtml"
"""Name of the document that shows the cover."""


@dataclass(frozen=True)
class Chapter:
    """A document of the book."""

    name: str
    title: str
    body: str
    """XHTML."""
    headings: Sequence[Heading] = ()
    """What the table of contents lists below its title."""


def book_files(context: Context, site: Path, event: Event) -> Iterator[tuple[str, bytes]]:
    """Yield the files (name, content) of an event's book in the order of its ZIP, from the pages of a built site."""
    book = _Book(context, site, event)
    chapters, card = [*book.chapters()], cover_card(context, event)
    if card:
        chapters.insert(0, Chapter(COVER_NAME, context.words["book_cover"], template(COVER_NAME).render(card=card)))
    shared = {
        "words": context.words,
        "language": context.settings.language,
        "event": event.record,
        "book": book,
        "has_cover": card,
    }
    yield "mimetype", b"application/epub+zip"
    yield "META-INF/container.xml", template("container.xml").render().encode()
    yield "EPUB/book.css", Path(__file__).with_name("templates").joinpath("book.css").read_bytes()
    for chapter in chapters:
        yield f"EPUB/{chapter.name}", template("chapter.xhtml").render(shared, chapter=chapter).encode()
    if card:
        yield "EPUB/cover.png", draw_cover(context, site, card)
    for url, (name, _) in book.pictures.items():
        yield f"EPUB/{name}", (site / url).read_bytes()
    for name in ("nav.xhtml", "package.opf"):
        yield f"EPUB/{name}", template(name).render(shared, chapters=chapters).encode()


class _Book:
    """What the documents of one book share."""

    def __init__(self, context: Context, site: Path, event: Event) -> None:
        self._context, self._site, self._event = context, site, event
        catalogue, self.site_name = context.catalogue, context.settings.site_name
        self.talks = [catalogue.talks[identifier] for identifier in event.talk_ids]
        people = {credit.person for talk in self.talks for credit in talk.credits}
        topics = {topic for talk in self.talks for topic in talk.topics}
        self.people = [person for person in catalogue.people.values() if person.id in people]
        self.topics = [topic for topic in catalogue.topics.values() if topic.id in topics and topic.record]
        self.pictures: dict[str, tuple[str, str]] = {}
        """Address in the site -> (name in the book, media type)."""
        self.places = {talk.url: f"talk-{talk.id.rpartition('/')[2]}.xhtml" for talk in self.talks}
        """Address in the site -> address in the book."""
        self.places |= {event.url: "event.xhtml"} | {person.url: f"people.xhtml#{person.id}" for person in self.people}
        self.places |= {topic.url: f"glossary.xhtml#{topic.id}" for topic in self.topics}
        self.identifier = f"urn:uuid:{text.guid(f'book/{event.id}')}"
        written = [attribution_of(event), *(attribution_of(talk) for talk in self.talks if talk.has_recap)]
        self.authors = [*dict.fromkeys(name for each in written for name in each.authors)] or [self.site_name]
        """Everybody who wrote a page of the book; the site, if nobody is named."""
        self.originals = [*dict.fromkeys(each.original for each in written if each.original)]
        self.license = written[0].license if len({each.license for each in written}) == 1 else None
        """The licence of all its texts; None if they do not share one."""
        days = [context.catalogue.last_change(talk) for talk in self.talks] or [event.record.end_date.isoformat()]
        self.modified = f"{max(days)}T00:00:00Z"
        """The last day that the records of the book give, as the package wants it."""

    def chapters(self) -> Iterator[Chapter]:
        """Yield the documents in reading order."""
        record, words = self._event.record, self._context.words
        dates = self._context.language.date_range(record.start_date, record.end_date)
        title = template("title.xhtml").render(book=self, event=record, dates=dates)
        yield Chapter("title.xhtml", record.title, title)
        yield Chapter("event.xhtml", words["book_event"], *self._page(self._event))
        for talk in self.talks:
            yield Chapter(self.places[talk.url], talk.record.title, *self._page(talk))
        people = [(person, [*person.roles, *person.organisations], self._page(person)[0]) for person in self.people]
        topics = [(topic, [topic.record.summary], "") for topic in self.topics if topic.record]
        for name, title, entries in (("people", words["people"], people), ("glossary", words["glossary"], topics)):
            if entries:
                body = template("entries.xhtml").render(book=self, title=title, entries=entries)
                yield Chapter(f"{name}.xhtml", title, body)

    def _page(self, of: Event | Talk | Person) -> tuple[str, Sequence[Heading]]:
        """Return the main part of a page as XHTML, with the headings of its text.

        Of a person's page only the biography, if there is one.
        """
        import html5lib

        if isinstance(of, Person) and not of.body:
            return "", ()
        url = of.url
        main = next(
            html5lib.parse(unfolded((self._site / url).read_text("utf-8")), namespaceHTMLElements=False).iter("main")
        )
        if isinstance(of, Person):
            main = _biography(main, of)
        main.tag = "section"
        main.attrib.clear()
        builder = TreeBuilder()
        self._copy(main, url, builder)
        section = builder.close()
        section.tail = main.tail
        return tostring(section, "unicode"), headings_of(section)

    def _copy(self, element: Element, url: str, builder: TreeBuilder) -> None:
        """Copy an element and its children, with names, links and pictures adapted; the text after it always stays."""
        if not _is_dropped(element):
            space, _, tag = element.tag.rpartition("}")
            attributes, text = self._attributes(element, space[1:], tag, url), element.text
            if tag == "img" and not attributes["src"]:
                tag, attributes, text = "span", {}, element.get("alt")
            if tag == "a" and element.get("href") and "href" not in attributes:
                tag = "span"
            tag = _MARKUP["replaced_tags"].get(tag, tag)
            builder.start(tag, attributes)
            builder.data(text or "")
            for child in element:
                self._copy(child, url, builder)
            builder.end(tag)
        builder.data(element.tail or "")

    def _attributes(self, element: Element, space: str, tag: str, url: str) -> dict[str, str]:
        found = {key: value for key, value in element.items() if space or key in _MARKUP["kept_attributes"]}
        if tag == "svg":
            found["xmlns"] = space
        if "lang" in found:
            found["{http://www.w3.org/XML/1998/namespace}lang"] = found["lang"]
        if "href" in found:
            found["href"] = self._target(found["href"], url)
        if tag == "img":
            found["src"] = self._picture(found.get("src", ""), url)
        return {key: value for key, value in found.items() if key != "href" or value}

    def _target(self, link: str, url: str) -> str:
        """Return the target of a link in the book, or else its absolute address; empty if that is unknown."""
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            return link if parts.scheme else f"https:{link}"
        if place := self.places.get(_goal(parts.path, url) if parts.path else url):
            return f"{place}#{parts.fragment}" if parts.fragment and "#" not in place else place
        return urljoin(self._context.settings.absolute(url), link) if self._context.settings.site_url else ""

    def _picture(self, source: str, url: str) -> str:
        """Return the name of a picture in the book; empty if it is remote or of a type not every reader supports."""
        goal = _goal(source, url)
        suffix = posixpath.splitext(goal)[1].lower()
        if urlsplit(source).netloc or suffix not in _MARKUP["media_types"]:
            return ""
        picture = f"pictures/{len(self.pictures) + 1}{suffix}", _MARKUP["media_types"][suffix]
        return self.pictures.setdefault(goal, picture)[0]


def _is_dropped(element: Element) -> bool:
    """Return True for what a book leaves out with all that is in it, and for what folds nothing else away."""
    if not isinstance(element.tag, str) or element.tag in _MARKUP["dropped_tags"]:
        return True
    if not {*element.get("class", "").split()}.isdisjoint(_MARKUP["dropped_classes"]):
        return True
    folded = [child for child in element if child.tag != "summary"] if element.tag == "details" else []
    return bool(folded) and all(map(_is_dropped, folded))


def _biography(main: Element, person: Person) -> Element:
    """Return the part of a person's page that comes from their file, its ids prefixed to be unique in the chapter."""
    listing = next(element for element in main.iter() if "recap-listing" in element.get("class", "").split())
    left = person.section_count
    for child in [*listing]:
        left -= child.tag == "h2"
        if left < 0 and child.get("class") != "footnote":
            listing.remove(child)
    name_ids(listing, person.id)
    return listing


def _goal(link: str, url: str) -> str:
    """Return the address in the site that a link of a page leads to."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(url), unquote(link)))
