"""The frozen records of a catalogue: what people wrote, with every reference resolved. Ids join them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time

from recap.content import schema
from recap.content.frontmatter import Document
from recap.core import text

FILED = ("events", "talks", "people", "topics", "pages")
"""The groups of a catalogue whose members can have a file of their own."""


@dataclass(frozen=True)
class Credit:
    """A speaker as a talk or one of its parts names them."""

    person: str | None
    """Id; None for a person who does not want to be published, whose name is empty then."""
    name: str
    role: str | None = None
    organisation: str | None = None


@dataclass(frozen=True)
class Part:
    """A chapter of a talk with its speakers and the ids of its topics."""

    record: schema.Part
    credits: tuple[Credit, ...]
    topics: tuple[str, ...]


@dataclass(frozen=True)
class Talk:
    """A talk; `id` is `event/talk`."""

    id: str
    event: str
    src_uri: str
    record: schema.Talk
    document: Document
    credits: tuple[Credit, ...]
    """Its speakers in the order of the file, then those of its parts, each person once."""
    parts: tuple[Part, ...]
    topics: tuple[str, ...]
    """Ids, its own first, then those of its parts."""
    own_topics: tuple[str, ...]
    """Ids, without those that only a part names; all of them where the talk itself names none."""

    @property
    def order(self) -> tuple[date, bool, time, int, str]:
        """Sort key of a programme: day, known hours first, hour, `order`, title."""
        record = self.record
        start = record.start or next((part.record.start for part in self.parts if part.record.start), None)
        rank = record.order if record.order is not None else 9999
        return record.date, start is None, start or time.max, rank, text.fold(record.title)


@dataclass(frozen=True)
class Appearance:
    """A person or topic in a talk; `part` is the id of the part, None for the talk as a whole."""

    talk: str
    part: str | None
    credit: Credit | None = None
    """How the person is credited; None for a topic."""


@dataclass(frozen=True)
class Person:
    """A speaker or an author, with or without a file of their own."""

    id: str
    name: str
    sort_name: str
    src_uri: str
    record: schema.Person | None
    document: Document | None
    appearances: tuple[Appearance, ...]
    """In the order of the programmes."""
    wrote: tuple[str, ...]
    """Ids of the events and talks whose pages they wrote, or whose original text they wrote."""

    @property
    def _places(self) -> list[Credit | schema.Affiliation]:
        """What is said of their role and organisation: by the programmes, then by the file."""
        credited = (appearance.credit for appearance in self.appearances if appearance.credit)
        return [*credited, *(self.record.affiliations if self.record else ())]

    @property
    def organisations(self) -> tuple[str, ...]:
        """Names of the organisations, as credited and as in the file, each once."""
        return tuple(dict.fromkeys(place.organisation for place in self._places if place.organisation))

    @property
    def roles(self) -> tuple[str, ...]:
        """Roles, as credited and as in the file, each once."""
        return tuple(dict.fromkeys(place.role for place in self._places if place.role))


@dataclass(frozen=True)
class Topic:
    """A topic, technology or standard, with or without a file of its own."""

    id: str
    title: str
    src_uri: str
    record: schema.Topic | None
    document: Document | None
    appearances: tuple[Appearance, ...]
    broader: str | None
    narrower: tuple[str, ...]


@dataclass(frozen=True)
class Organisation:
    """An organisation that people of the catalogue belong to."""

    id: str
    name: str
    src_uri: str
    people: tuple[str, ...]
    appearances: tuple[Appearance, ...]
    """The talks, or the parts of talks, that its people gave for it."""

    @property
    def has_page(self) -> bool:
        """From two talks on; below that its name is plain text in the index."""
        return len({appearance.talk for appearance in self.appearances}) >= 2


@dataclass(frozen=True)
class Event:
    """A conference; `id` is its folder's name."""

    id: str
    src_uri: str
    record: schema.Event
    document: Document
    talks: tuple[str, ...]
    """Ids, in the order of the programme."""


@dataclass(frozen=True)
class Page:
    """Any other page."""

    src_uri: str
    record: schema.Page
    document: Document


@dataclass(frozen=True)
class Catalogue:
    """Everything that a docs folder holds, by id; mappings are in the order in which a reader meets their values."""

    events: Mapping[str, Event] = field(default_factory=dict)
    """Newest first."""
    talks: Mapping[str, Talk] = field(default_factory=dict)
    """In the order of the programmes, event by event."""
    people: Mapping[str, Person] = field(default_factory=dict)
    """By collation of their sort names."""
    topics: Mapping[str, Topic] = field(default_factory=dict)
    """By collation of their titles."""
    organisations: Mapping[str, Organisation] = field(default_factory=dict)
    """By collation of their names."""
    pages: Mapping[str, Page] = field(default_factory=dict)
    """By src_uri."""
    beside: Mapping[str, tuple[str | None, str | None]] = field(default_factory=dict)
    """The ids before and after: of a talk in its event's programme, of a person by collation."""
    days: Mapping[tuple[str, date], tuple[str, ...]] = field(default_factory=dict)
    """The ids of the talks of an event on a day, in the order of its programme."""
    withdrawn_names: frozenset[str] = frozenset()
    """Names and aliases of people who do not want to be published."""
    withdrawn: frozenset[str] = frozenset()
    """Their ids."""

    def filed(self) -> Iterator[Event | Talk | Person | Topic | Page]:
        """What has a file of its own, or could have one."""
        for name in FILED:
            yield from getattr(self, name).values()

    def document(self, src_uri: str) -> Document | None:
        """The file of that name, where what it says is in the catalogue."""
        return next((item.document for item in self.filed() if item.src_uri == src_uri), None)

    def written(self) -> Iterator[tuple[str, str, Document, tuple[str, ...]]]:
        """What has a file that gives its title: (src_uri, title, document, old addresses)."""
        for item in self.filed():
            if item.record and item.document and not isinstance(item, Person):
                yield item.src_uri, item.record.title, item.document, item.record.aliases

    def theme(self, topic: Topic) -> Topic:
        """The topmost topic above one, which gives it colour and letter; itself where nothing is broader."""
        seen = {topic.id}
        while topic.broader and topic.broader not in seen:
            seen.add(topic.broader)
            topic = self.topics[topic.broader]
        return topic


def old_address(src_uri: str, alias: str) -> str | None:
    """The src_uri that a page at an old address would have, written from the page's folder; None outside the site."""
    goal = posixpath.normpath(posixpath.join(posixpath.dirname(src_uri), alias))
    if not re.fullmatch(r"[^\\:?#<>]+\.html", alias) or goal.startswith(("/", "../")):
        return None
    return goal.removesuffix(".html") + ".md"
