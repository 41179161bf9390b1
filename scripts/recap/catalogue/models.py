"""Records of the catalogue: what people wrote, with every reference resolved. Frozen; ids connect them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from recap.catalogue.recap_text import RecapText
from recap.content import schema
from recap.content.document import Document
from recap.content.markdown import sections
from recap.core import text
from recap.core.language import hours
from recap.core.urls import url_of

SOURCE_KINDS = ("events", "talks", "people", "topics", "pages")
"""Mappings of a catalogue whose values may have a file."""
NO_PERSON, NO_TOPIC = schema.Person.model_construct(name=""), schema.Topic.model_construct(title="", summary="")
"""Records of a person and of a topic without a file."""


@dataclass(frozen=True)
class Credit:
    """A speaker as a talk or one of its parts credits them."""

    person: str | None
    """Id; None for a person who must not be published, whose name is then empty."""
    name: str
    role: str | None = None
    organisation: str | None = None


class Addressable:
    """Something that a page of the site is about."""

    src_uri: str

    @property
    def url(self) -> str:
        """Address of its page from the root of the site."""
        return url_of(self.src_uri)

    @property
    def has_page(self) -> bool:
        """True if the site has that page."""
        return True


class _Titled(Addressable):
    """An event, a talk or a part of one, whose record gives its title."""

    record: schema.Event | schema.Talk | schema.Part

    @property
    def display_name(self) -> str:
        """Its title."""
        return self.record.title


@dataclass(frozen=True)
class _Recorded(_Titled):
    """An event or a talk, whose file gives the days on which it was changed."""

    id: str
    """`event/talk` for a talk; for an event the name of its folder."""
    src_uri: str
    record: schema.Event | schema.Talk
    document: Document

    @property
    def updated(self) -> str | None:
        """The last day that the record itself gives, ISO 8601; never the clock's or git's."""
        days = [self.record.published, *(correction.date for correction in self.record.corrections)]
        if isinstance(self.record, schema.Talk):
            days += self.record.checked_days
        return max((day.isoformat() for day in days if day), default=None)


class _Session(_Titled):
    """A talk as a whole or a part of it, as the programme lists them."""

    id: str
    record: schema.Talk | schema.Part

    @property
    def guid(self) -> str:
        """UUID for other systems, made of its id."""
        return text.guid(self.id)

    @property
    def hours(self) -> str | None:
        """`09:00–09:20`; the start alone without a duration, None without a start."""
        return hours(self.record.start, self.record.duration)


@dataclass(frozen=True)
class Part(_Session):
    """A chapter of a talk, with its speakers and the ids of its topics."""

    id: str
    """`event/talk#part`."""
    src_uri: str
    """That of the talk, with an anchor."""
    record: schema.Part
    credits: tuple[Credit, ...]
    topics: tuple[str, ...]


@dataclass(frozen=True)
class Talk(_Session, _Recorded, RecapText):
    """A talk; `event` is the id of its event."""

    record: schema.Talk
    event: str
    credits: tuple[Credit, ...]
    """Its speakers in the order of the file, then those of its parts, each once."""
    parts: tuple[Part, ...]
    topics: tuple[str, ...]
    """Ids, its own first, then those of its parts."""
    own_topics: tuple[str, ...]
    """Ids without those that only a part names; all of them if the talk itself names none."""

    def order(self, day_change: time) -> tuple[date, bool, bool, time, int, str]:
        """Return the sort key of a programme: day, known hours first, after midnight last, hour, `order`, title."""
        record = self.record
        start = record.start or next((part.record.start for part in self.parts if part.record.start), None)
        rank, night = record.order if record.order is not None else 9999, start is not None and start < day_change
        return record.date, start is None, night, start or time.max, rank, text.fold(record.title)

    @property
    def has_slot(self) -> bool:
        """True if its start is known, or that of one of its parts."""
        return any(session.record.start for session in sessions(self))

    @property
    def guid(self) -> str:
        """UUID for other systems: that of the programme the talk was imported from, or one made of its id."""
        imported = self.record.imported
        return imported.guid if imported and imported.guid else super().guid


def sessions(talk: Talk) -> list[Talk | Part]:
    """Return a talk, then its parts."""
    return [talk, *talk.parts]


@dataclass(frozen=True)
class Appearance:
    """A person or topic in a talk; `part` is the id of the part, None for the talk as a whole."""

    talk: str
    part: str | None
    credit: Credit | None = None
    """How the person is credited; None for a topic."""


@dataclass(frozen=True)
class _Subject(Addressable):
    """A person, topic or organisation: appears in talks."""

    id: str
    name: str
    src_uri: str
    appearances: tuple[Appearance, ...]
    """Talks, or parts of talks, in programme order."""

    @property
    def display_name(self) -> str:
        """The name to show."""
        return self.name

    @property
    def sort_key(self) -> str:
        """The name under which an index lists it."""
        return self.name

    @property
    def talk_ids(self) -> list[str]:
        """Ids of its talks in programme order, each once."""
        return [*dict.fromkeys(each.talk for each in self.appearances)]


@dataclass(frozen=True)
class _Described(_Subject):
    """A person or topic, with or without a file of its own."""

    record: schema.Person | schema.Topic | None
    document: Document | None

    @property
    def body(self) -> str:
        """Markdown of the file; empty without one."""
        return self.document.body.strip() if self.document else ""

    @property
    def section_count(self) -> int:
        """Number of second-level headings in the file."""
        return len(sections(self.body, self.name))


@dataclass(frozen=True)
class Person(_Described):
    """A speaker or an author."""

    record: schema.Person | None
    sort_name: str
    wrote: tuple[str, ...]
    """Ids of the events and talks whose pages, or whose original texts, they wrote."""

    @property
    def sort_key(self) -> str:
        """The name under which an index lists them: `Foo, Ana`."""
        return self.sort_name

    @property
    def guid(self) -> str:
        """UUID for other systems: that of the programme they were imported from, or one made of their id."""
        imported = self.record.imported if self.record else None
        own = imported.guid if imported else None
        return own if own and text.is_guid(own) else text.guid(f"person/{self.id}")

    @property
    def alias_ids(self) -> list[str]:
        """Ids that their aliases would give."""
        return [*filter(None, map(text.slug, (self.record or NO_PERSON).aliases))]

    @property
    def monogram(self) -> str:
        """Initials."""
        return text.monogram(self.name)

    @property
    def organisations(self) -> tuple[str, ...]:
        """Names of organisations, as credited and as in the file, each once."""
        return self._once("organisation")

    @property
    def roles(self) -> tuple[str, ...]:
        """Roles, as credited and as in the file, each once."""
        return self._once("role")

    def _once(self, key: str) -> tuple[str, ...]:
        credited = (appearance.credit for appearance in self.appearances if appearance.credit)
        places = (*credited, *(self.record or NO_PERSON).affiliations)
        return tuple(dict.fromkeys(value for place in places if (value := getattr(place, key))))


@dataclass(frozen=True)
class Topic(_Described):
    """A topic, technology or standard."""

    record: schema.Topic | None
    broader: str | None
    narrower: tuple[str, ...]

    @property
    def letter(self) -> str:
        """First letter of its name, the code of a theme."""
        return text.initial(self.name)


@dataclass(frozen=True)
class Organisation(_Subject):
    """An organisation that people of the catalogue belong to; it appears in what they gave on its behalf."""

    people: tuple[str, ...]
    """Their ids."""

    @property
    def has_page(self) -> bool:
        """True from two talks on; below that its name is plain text in the index."""
        return len(self.talk_ids) >= 2


@dataclass(frozen=True)
class Event(_Recorded):
    """A conference."""

    record: schema.Event
    talk_ids: tuple[str, ...]
    """Ids of its talks in programme order."""

    def room_guid(self, room: str) -> str:
        """Return the UUID of a room for other systems."""
        return text.guid(f"{self.id}/room/{room}")

    def track_title(self, talk: Talk) -> str:
        """Return the title of a talk's track; empty if it has none."""
        return next((each.title for each in self.record.tracks if each.id == talk.record.track), "")

    def start_of(self, talk: Talk, session: Talk | Part) -> datetime | None:
        """Return the start of a talk or part in the event's time zone; None if the hour is unknown."""
        start = session.record.start
        return self.moment(talk.record.date, start) if start else None

    def moment(self, day: date, start: time) -> datetime:
        """Return the moment of an hour of a programme's day, in the event's time zone: after midnight the day after."""
        day += timedelta(days=self.is_after_midnight(start))
        return datetime.combine(day, start, ZoneInfo(self.record.timezone))

    def is_after_midnight(self, start: time | None) -> bool:
        """Return True for an hour that lies on the calendar day after that of the programme."""
        return start is not None and start < self.record.day_change

    def hours_of(self, session: Talk | Part) -> str | None:
        """Return the hours of a talk or part, with ` (+1)` where they lie on the calendar day after `date`."""
        return f"{session.hours} (+1)" if self.is_after_midnight(session.record.start) else session.hours


Item = Event | Talk | Person | Topic | Organisation
"""Something that the catalogue knows and that has a page."""


@dataclass(frozen=True)
class Page(Addressable):
    """Any other page."""

    src_uri: str
    record: schema.Page
    document: Document


@dataclass(frozen=True)
class Catalogue:
    """Everything in a docs folder, by id. Mappings are in the order in which readers meet their values."""

    events: Mapping[str, Event] = field(default_factory=dict)
    """Newest first."""
    talks: Mapping[str, Talk] = field(default_factory=dict)
    """In programme order, event by event."""
    people: Mapping[str, Person] = field(default_factory=dict)
    """By collation of their sort names."""
    topics: Mapping[str, Topic] = field(default_factory=dict)
    """By collation of their names."""
    organisations: Mapping[str, Organisation] = field(default_factory=dict)
    """By collation of their names."""
    pages: Mapping[str, Page] = field(default_factory=dict)
    """By src_uri."""
    neighbours: Mapping[str, tuple[str | None, str | None]] = field(default_factory=dict)
    """Ids before and after: of a talk in its programme, of a person by collation."""
    days: Mapping[tuple[str, date], tuple[str, ...]] = field(default_factory=dict)
    """(event, day) -> ids of the talks of that day, in programme order."""
    figures: Mapping[str, Any] = field(default_factory=dict)
    """Counts over the whole catalogue (`catalogue.figures`)."""
    absent: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Id of an event -> what its talks lack, sorted, with their number (`catalogue.missing`)."""
    passages: Mapping[str, Any] = field(default_factory=dict)
    """Id of a topic with a file -> the talks that speak of it, and where (`catalogue.passages`)."""
    withdrawn_names: frozenset[str] = frozenset()
    """Names and aliases of people who must not be published."""
    withdrawn: frozenset[str] = frozenset()
    """Their ids."""

    def with_source(self) -> Iterator[Event | Talk | Person | Topic | Page]:
        """Yield everything that has a file or could have one."""
        for name in SOURCE_KINDS:
            yield from getattr(self, name).values()

    def document(self, src_uri: str) -> Document | None:
        """Return the file with that src_uri, if its content is in the catalogue."""
        return next((item.document for item in self.with_source() if item.src_uri == src_uri), None)

    def titled_pages(self) -> Iterator[tuple[str, str, Document, tuple[str, ...]]]:
        """Yield (src_uri, title, document, aliases) of everything whose file gives its title."""
        for item in self.with_source():
            if item.record and item.document and not isinstance(item, Person):
                yield item.src_uri, item.record.title, item.document, item.record.aliases

    def item(self, identifier: str) -> Event | Talk:
        """Return the event or talk with that id. Raises KeyError."""
        return self.events.get(identifier) or self.talks[identifier]

    def session(self, appearance: Appearance) -> Talk | Part:
        """Return the talk or part of an appearance."""
        talk = self.talks[appearance.talk]
        return next((part for part in talk.parts if part.record.id == appearance.part), talk)

    def listed(self, listing: str, event: str = "") -> list[Any]:
        """Return the entries of an index, of the glossary, or of the `programme` of an event."""
        if listing == "programme":
            return [self.talks[identifier] for identifier in self.events[event].talk_ids]
        if listing == "glossary":
            return [topic for topic in self.topics.values() if topic.record]
        return [*getattr(self, listing).values()]

    def theme(self, topic: Topic) -> Topic:
        """Return the topmost broader topic, which gives colour and letter; the topic itself if it has none."""
        seen = {topic.id}
        while topic.broader and topic.broader not in seen:
            seen.add(topic.broader)
            topic = self.topics[topic.broader]
        return topic

    def last_change(self, talk: Talk) -> str:
        """Return the last day that the records give for a talk, ISO 8601; otherwise the day it was held."""
        return talk.updated or self.events[talk.event].updated or talk.record.date.isoformat()
