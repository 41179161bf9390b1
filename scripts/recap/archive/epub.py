"""A conference as a book: EPUB 3.3 (W3C) with its talks, people and glossary, from the rendered pages.

A page is parsed by the rules of HTML and written as XML; what a book has no use for is taken out: menus, buttons,
forms, scripts. Links between pages of the book stay, others get their whole address.
"""

from __future__ import annotations

import functools
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element, tostring

from recap.archive.zipped import put
from recap.formats.citations import authors_of
from recap.formats.slots import guid
from recap.records import Event, Person, Topic
from recap.views.frame import Context, absolute, changed, url_of

_GONE = frozenset(["nav", "script", "button", "form", "input", "output", "label", "template"])
_GONE_CLASSES = frozenset(
    ["recap-strip", "recap-pager", "recap-cite", "recap-formats", "recap-contents", "recap-hero__actions",
     "recap-chapters", "recap-chapters__title", "recap-topics", "recap-line__node", "recap-edit"]
)  # fmt: skip
_MEDIA = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp",
          ".svg": "image/svg+xml"}  # fmt: skip


@dataclass(frozen=True)
class Chapter:
    """A document of the book."""

    name: str
    title: str
    body: str
    """XHTML."""
    drawn: bool = False
    """Whether it holds SVG, which the package must say."""


def write_book(context: Context, site: Path, event: Event, path: Path) -> None:
    """Write the book of an event from the pages of a built site."""
    book = _Book(context, site, event)
    chapters = [*book.chapters()]
    shared = {"words": context.words, "language": context.settings.language, "event": event.record, "book": book}
    with zipfile.ZipFile(path, "w") as archive:
        put(archive, "mimetype", b"application/epub+zip", packed=False)
        put(archive, "META-INF/container.xml", _template("container.xml").render().encode())
        put(archive, "EPUB/book.css", files("recap.archive").joinpath("templates/book.css").read_bytes())
        for chapter in chapters:
            content = _template("chapter.xhtml").render(shared, chapter=chapter)
            put(archive, f"EPUB/{chapter.name}", content.encode())
        for name, (url, _) in sorted(book.pictures.items()):
            put(archive, f"EPUB/{name}", (site / url).read_bytes())
        for name in ("nav.xhtml", "package.opf"):
            put(archive, f"EPUB/{name}", _template(name).render(shared, chapters=chapters).encode())


class _Book:
    """What the documents of one book share."""

    def __init__(self, context: Context, site: Path, event: Event) -> None:
        self._context, self._site, self._event = context, site, event
        catalogue = context.catalogue
        self.talks = [catalogue.talks[identifier] for identifier in event.talks]
        people = {credit.person for talk in self.talks for credit in talk.credits}
        topics = {topic for talk in self.talks for topic in talk.topics}
        self.people = [person for person in catalogue.people.values() if person.id in people]
        self.topics = [topic for topic in catalogue.topics.values() if topic.id in topics and topic.record]
        self.pictures: dict[str, tuple[str, str]] = {}
        """Name in the book -> (address in the site, media type)."""
        # Address in the site -> address in the book.
        self._places = {url_of(event.src_uri): "event.xhtml"}
        self._places |= {url_of(talk.src_uri): self._name(talk.id) for talk in self.talks}
        self._places |= {url_of(person.src_uri): f"people.xhtml#{person.id}" for person in self.people}
        self._places |= {url_of(topic.src_uri): f"glossary.xhtml#{topic.id}" for topic in self.topics}

    @staticmethod
    def _name(identifier: str) -> str:
        return f"talk-{identifier.rpartition('/')[2]}.xhtml"

    @property
    def identifier(self) -> str:
        """`urn:uuid:…`, the same in every build."""
        return f"urn:uuid:{guid(f'book/{self._event.id}')}"

    @property
    def modified(self) -> str:
        """The last day that the records of the book give, as the package wants it."""
        days = [changed(self._context, talk) for talk in self.talks] or [self._event.record.end_date.isoformat()]
        return f"{max(days)}T00:00:00Z"

    @property
    def authors(self) -> list[str]:
        """Who wrote the pages."""
        names = [name for talk in self.talks for name in authors_of(self._context, talk)]
        return [*dict.fromkeys(names)] or [self._context.settings.site_name]

    @property
    def site_name(self) -> str:
        """The site that publishes it."""
        return self._context.settings.site_name

    def chapters(self) -> Iterator[Chapter]:
        """The documents in the order of reading."""
        record, words = self._event.record, self._context.words
        dates = self._context.language.date_range(record.start_date, record.end_date)
        yield Chapter(
            "title.xhtml", record.title, _template("title.xhtml").render(book=self, event=record, dates=dates)
        )
        yield self._page("event.xhtml", words["book_event"], url_of(self._event.src_uri))
        for talk in self.talks:
            yield self._page(self._name(talk.id), talk.record.title, url_of(talk.src_uri))
        for name, title, entries in (
            ("people.xhtml", words["people"], [self._person(person) for person in self.people]),
            ("glossary.xhtml", words["glossary"], [self._topic(topic) for topic in self.topics]),
        ):
            if entries:
                yield Chapter(name, title, _template("entries.xhtml").render(title=title, entries=entries))

    def _person(self, person: Person) -> dict[str, Any]:
        shown = [*person.roles, *person.organisations]
        biography = ""
        if person.document and person.document.body.strip():
            biography = self._page("people.xhtml", "", url_of(person.src_uri), "recap-listing").body
        talks = dict.fromkeys(appearance.talk for appearance in person.appearances)
        own = [talk for talk in self.talks if talk.id in talks]
        links = [{"title": talk.record.title, "url": self._name(talk.id)} for talk in own]
        return {"id": person.id, "title": person.name, "text": ", ".join(shown), "body": biography, "links": links}

    def _topic(self, topic: Topic) -> dict[str, Any]:
        definition = topic.record.summary if topic.record else ""
        links = [
            {"title": each.record.title, "url": self._name(each.id)} for each in self.talks if topic.id in each.topics
        ]
        return {"id": topic.id, "title": topic.title, "text": definition, "body": "", "links": links}

    def _page(self, name: str, title: str, url: str, only: str = "") -> Chapter:
        """The main part of a page as XHTML; `only` the element of a class, up to its first heading."""
        import html5lib

        tree = html5lib.parse((self._site / url).read_text("utf-8"), namespaceHTMLElements=False)
        main = next(element for element in tree.iter("main"))
        if only:
            main = next(element for element in main.iter() if only in element.get("class", "").split())
            headings = [place for place, child in enumerate(main) if child.tag == "h2"]
            del main[headings[0] if headings else len(main) :]
        self._clean(main, url)
        main.tag = "section"
        main.attrib.clear()
        if only:  # one of several in a document: their footnotes would share names
            for element in main.iter():
                element.attrib.pop("id", None)
                if element.get("href", "").startswith("#"):
                    del element.attrib["href"]
        body = tostring(main, "unicode")
        return Chapter(name, title, body, drawn="<svg" in body)

    def _clean(self, parent: Element, url: str) -> None:
        """Take out what is of no use, and mend names, links and pictures, all the way down."""
        for child in list(parent):
            if (
                not isinstance(child.tag, str)
                or child.tag in _GONE
                or _GONE_CLASSES & {*child.get("class", "").split()}
            ):
                self._drop(parent, child)
                continue
            space, _, tag = child.tag.rpartition("}")
            child.tag = {"details": "div", "summary": "p", "header": "div", "aside": "div"}.get(tag, tag)
            if tag == "svg":
                child.set("xmlns", space[1:])
            kept = ("alt", "aria-label", "class", "colspan", "datetime", "dir", "href", "id", "lang", "role", "rowspan",
                    "scope", "src", "start", "title", "height", "width")  # fmt: skip
            if not space:
                for key in [key for key in child.attrib if key not in kept]:
                    del child.attrib[key]
                if child.get("role") in ("list", "note", "region"):
                    del child.attrib["role"]
            if child.get("lang"):
                child.set("{http://www.w3.org/XML/1998/namespace}lang", child.get("lang", ""))
            if tag == "a" and not space:
                self._lead(child, url)
            if tag == "img" and urlsplit(child.get("src", "")).netloc:
                child.tag, child.text = "span", child.get("alt")  # a book asks nothing of another site
                child.attrib.clear()
            elif tag == "img":
                child.set("src", self._picture(child.get("src", ""), url))
            self._clean(child, url)

    @staticmethod
    def _drop(parent: Element, child: Element) -> None:
        """Remove an element; the text after it stays."""
        place = list(parent).index(child)
        if child.tail:
            if place:
                parent[place - 1].tail = (parent[place - 1].tail or "") + child.tail
            else:
                parent.text = (parent.text or "") + child.tail
        parent.remove(child)

    def _lead(self, link: Element, url: str) -> None:
        """Send a link to its place in the book, else to the whole address; without one it is only text."""
        parts = urlsplit(link.get("href", ""))
        if parts.scheme:
            return
        goal = posixpath.normpath(posixpath.join(posixpath.dirname(url), unquote(parts.path))) if parts.path else url
        place = self._places.get(goal)
        if place:
            anchor = f"#{parts.fragment}" if parts.fragment and "#" not in place else ""
            link.set("href", place + anchor)
        elif self._context.settings.site_url:
            link.set("href", absolute(self._context, goal) + (f"#{parts.fragment}" if parts.fragment else ""))
        else:
            link.attrib.pop("href", None)

    def _picture(self, source: str, url: str) -> str:
        goal = posixpath.normpath(posixpath.join(posixpath.dirname(url), unquote(source)))
        name = f"pictures/{goal.replace('/', '-')}"
        self.pictures[name] = (goal, _MEDIA.get(posixpath.splitext(goal)[1].lower(), "image/png"))
        return name


@functools.cache
def _template(name: str) -> Any:
    from jinja2 import Environment, PackageLoader

    loader = PackageLoader("recap.archive")
    return Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True).get_template(name)
