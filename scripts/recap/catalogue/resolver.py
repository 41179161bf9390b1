"""Validated files -> a catalogue: names, ids and labels resolved in both directions."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from recap.catalogue.backlinks import Backlinks
from recap.catalogue.figures import figures_of
from recap.catalogue.missing import absent_of
from recap.catalogue.models import Catalogue, Credit, Event, Page, Part, Talk
from recap.catalogue.names import Mention, Names, people_names, topic_names
from recap.catalogue.names import is_name as looks_like_name
from recap.catalogue.passages import Passages
from recap.content import schema
from recap.content.document import Document, Place
from recap.content.loader import Files, stem
from recap.content.settings import Settings
from recap.core import text

Entries = Iterable[str | schema.Speaker] | None
SortKeys = dict[str, str]
"""Name -> its collation key, a character for each weight."""


@dataclass
class Resolution:
    """A catalogue and the places where its people and topics are named, for the rules about names."""

    catalogue: Catalogue
    people: Names
    topics: Names
    person_mentions: list[Mention]
    """In the order of the files, like the other mentions."""
    topic_mentions: list[Mention]
    nameless: list[tuple[Document, Place]]
    """Entries in lists of people with neither name nor id."""
    people_records: Mapping[str, schema.Person]
    """By id."""


def resolve(files: Files, settings: Settings, *, collate: bool = True, keys: SortKeys | None = None) -> Resolution:
    """Resolve validated files; people, topics and organisations are sorted by collation, or by id without `collate`.

    `keys` are known sort keys; afterwards they are exactly those of this catalogue.
    """
    known, used = keys or {}, SortKeys()

    def sort_key(name: str) -> str:
        if collate and name not in used:
            used[name] = known.get(name) or collated(name)
        return used.get(name, "")

    resolution = _Resolver(files, settings, sort_key).resolve()
    if keys is not None:
        keys.clear()
        keys.update(used)
    return resolution


def collated(name: str) -> str:
    """Return the sort key of a name."""
    return "".join(map(chr, text.collation_key(name)))


def neighbours(ids: Iterable[str]) -> Iterator[tuple[str, tuple[str | None, str | None]]]:
    """Yield each id with the ids before and after it."""
    row = [None, *ids, None]
    return ((here, (before, after)) for before, here, after in zip(row, row[1:], row[2:], strict=False) if here)


class _Resolver:
    """One pass over all records; its steps share state through attributes."""

    def __init__(self, files: Files, settings: Settings, sort_key: Callable[[str], str]) -> None:
        self.files, self.settings, self.sort_key = files, settings, sort_key
        self.people_records = {stem(src_uri): record for src_uri, record in files.people.items()}
        self.topic_records = {stem(src_uri): record for src_uri, record in files.topics.items()}
        self.people = people_names(self.people_records, files.broken_in(settings.folders["people"]))
        self.topics = topic_names(self.topic_records, files.broken_in(settings.folders["topics"]))
        self.withdrawn = frozenset(key for key, record in self.people_records.items() if record.do_not_publish)

    def resolve(self) -> Resolution:
        """Learn every name first, so that an id may precede the name that makes it known."""
        people, topics, nameless = self._mentions()
        for mention in people:
            if mention.is_name:
                self.people.add(mention.text)
        for mention in topics:
            self.topics.add(mention.text)
        return Resolution(self._catalogue(), self.people, self.topics, people, topics, nameless, self.people_records)

    def _mentions(self) -> tuple[list[Mention], list[Mention], list[tuple[Document, Place]]]:
        """Return the mentions of people and of topics, and the entries that name nobody."""
        people: list[Mention] = []
        topics: list[Mention] = []
        nameless: list[tuple[Document, Place]] = []

        def collect(into: list[Mention], entries: Entries, document: Document, *place: str | int) -> None:
            for number, entry in enumerate(entries or ()):
                if isinstance(entry, str):
                    into.append(Mention(entry, document, (*place, number)))
                elif written := entry.person or entry.name:
                    into.append(Mention(written, document, (*place, number, "person" if entry.person else "name")))
                else:
                    nameless.append((document, (*place, number)))

        partial = self.files.partial_events | self.files.partial_talks
        whole = self.files.events | self.files.talks
        for src_uri, record in (whole | {key: each.record for key, each in partial.items()}).items():
            document = self.files.documents[src_uri]
            collect(people, record.authors, document, "authors")
            if record.based_on:
                collect(people, record.based_on.authors, document, "based_on", "authors")
            if isinstance(record, schema.Talk):
                sessions: list[tuple[schema.Talk | schema.Part, Place]] = [(record, ())]
                sessions += [(part, ("parts", number)) for number, part in enumerate(record.parts)]
                for each, place in sessions:
                    collect(people, each.speakers, document, *place, "speakers")
                    collect(topics, each.topics, document, *place, "topics")
        for src_uri, topic in self.files.topics.items():
            if topic.broader:
                topics.append(Mention(topic.broader, self.files.documents[src_uri], ("broader",)))
        reported = {self.files.documents[src_uri].path: each for src_uri, each in partial.items()}

        def is_new(path: str, place: Place, *key: str) -> bool:
            return path not in reported or (
                reported[path].is_right(*place) if not key else (*place, *key) not in reported[path].meant
            )

        people = [mention for mention in people if is_new(mention.document.path, mention.place)]
        topics = [mention for mention in topics if is_new(mention.document.path, mention.place)]
        return people, topics, [entry for entry in nameless if is_new(entry[0].path, entry[1], "name")]

    def _catalogue(self) -> Catalogue:
        public = (
            self._talk(src_uri, record)
            for src_uri, record in self.files.talks_with_days().items()
            if self.settings.drafts or not record.draft
        )
        changes = {src_uri.partition("/")[0]: event.day_change for src_uri, event in self.files.events.items()}
        default = schema.Event.model_fields["day_change"].default

        def place(talk: Talk) -> tuple[Any, str]:
            return talk.order(changes.get(talk.event, default)), talk.id

        held = {talk.id: talk for talk in sorted(public, key=place)}
        events = self._events(held.values())
        talks = {identifier: held[identifier] for event in events.values() for identifier in event.talk_ids}
        backlinks = Backlinks(talks, self.settings, self.files.documents, self.sort_key, self.withdrawn)
        people = backlinks.people(self.people, self.people_records, self._wrote(*events.values(), *talks.values()))
        days = groupby(talks.values(), key=lambda talk: (talk.event, talk.record.date))
        rows = ([*people], *(event.talk_ids for event in events.values()))
        topics = backlinks.topics(self.topics, self.topic_records)
        gone = [self.people_records[identifier] for identifier in self.withdrawn]
        catalogue = Catalogue(
            events=events,
            talks=talks,
            people=people,
            neighbours={identifier: ids for row in rows for identifier, ids in neighbours(row)},
            days={day: tuple(talk.id for talk in group) for day, group in days},
            topics=topics,
            absent={
                key: dict(sorted(absent_of((talks[each] for each in event.talk_ids), event).items()))
                for key, event in events.items()
            },
            passages=Passages(talks, topics, self.settings.folders["topics"]),
            organisations=backlinks.organisations(people),
            pages=self._pages(),
            withdrawn=self.withdrawn,
            withdrawn_names=frozenset(name for record in gone for name in (record.name, *record.aliases)),
        )
        return replace(catalogue, figures=figures_of(catalogue))

    def _pages(self) -> dict[str, Page]:
        """Return the plain pages; a site without `index.md` still gets a home page."""
        pages = {key: Page(key, record, self.files.documents[key]) for key, record in self.files.pages.items()}
        if "index.md" not in self.files.documents:
            pages["index.md"] = Page("index.md", schema.Page(title=self.settings.site_name), Document("index.md"))
        return pages

    def _events(self, talks: Iterable[Talk]) -> dict[str, Event]:
        """Return the events, newest first; `talks` are in programme order."""
        members: dict[str, list[str]] = defaultdict(list)
        for talk in talks:
            members[talk.event].append(talk.id)
        found = []
        for src_uri, record in self.files.events.items():
            key, document = src_uri.split("/")[0], self.files.documents[src_uri]
            found.append(Event(key, src_uri, self._signed(record), document, tuple(members[key])))
        found.sort(key=lambda event: (event.record.start_date, event.id), reverse=True)
        return {event.id: event for event in found}

    def _wrote(self, *items: Event | Talk) -> dict[str, dict[str, None]]:
        """Return id of a person -> ids of the events, then the talks, whose pages or originals they wrote.

        Read from the files, where ids distinguish people who share a name.
        """
        wrote: dict[str, dict[str, None]] = defaultdict(dict)
        records = self.files.events | self.files.talks
        for item in items:
            record = records[item.src_uri]
            for name in (*(record.authors or ()), *(record.based_on.authors if record.based_on else ())):
                wrote[self._id(name)][item.id] = None
        return wrote

    def _talk(self, src_uri: str, record: schema.Talk) -> Talk:
        identifier, parts = src_uri.removesuffix(".md"), []
        for own in record.parts:
            speakers, labels = self._credits(own.speakers), self._topic_ids(own.topics)
            parts.append(Part(f"{identifier}#{own.id}", f"{src_uri}#{own.id}", own, speakers, labels))
        by_person = {credit.person or number: credit for number, credit in enumerate(self._credits(record.speakers))}
        for part in parts:
            for credit in part.credits:
                # Without a name nobody can tell whether it is the same person: one such credit stands for all.
                if credit.person or credit not in by_person.values():
                    by_person.setdefault(credit.person or len(by_person), credit)
        own_topics = self._topic_ids(record.topics)
        topics = dict.fromkeys((*own_topics, *(topic for part in parts for topic in part.topics)))
        return Talk(
            id=identifier,
            event=src_uri.split("/", maxsplit=1)[0],
            src_uri=src_uri,
            record=self._signed(record),
            document=self.files.documents[src_uri],
            credits=tuple(by_person.values()),
            parts=tuple(parts),
            topics=tuple(topics),
            own_topics=own_topics or tuple(topics),
        )

    def _credits(self, entries: Entries) -> tuple[Credit, ...]:
        found = []
        for entry in entries or ():
            speaker = schema.Speaker(name=entry) if isinstance(entry, str) else entry
            written, named = speaker.person or speaker.name or "", not (isinstance(entry, str) or speaker.person)
            identifier = self._id(written, is_name=named)
            if identifier in self.withdrawn:
                found.append(Credit(None, ""))
            elif identifier:
                name = speaker.credited_as or (written if named else self._shown(written))
                found.append(Credit(identifier, name, speaker.role, speaker.organisation))
        return tuple(found)

    def _id(self, written: str, *, is_name: bool = False) -> str:
        """Return the id of a person, given as a name or id; `is_name` if it is certainly a name."""
        return self.people.id_of(written, is_name=is_name or looks_like_name(written))

    def _shown(self, written: str) -> str:
        """Return the name as written, or the name of a written id."""
        is_id = not looks_like_name(written) and (written in self.people or not self.people.knows(written))
        return self.people.name(written) if is_id else written

    def _signed(self, record: Any) -> Any:
        """Return the record of an event or talk with names of authors instead of ids, those of its original too."""
        original = record.based_on
        if original and original.authors:
            original = original.model_copy(update={"authors": self._names(original.authors)})
        elif not record.authors:
            return record
        authors = record.authors and self._names(record.authors)
        return record.model_copy(update={"authors": authors, "based_on": original})

    def _names(self, written: tuple[str, ...]) -> tuple[str, ...]:
        shown = ((self._id(name), self._shown(name)) for name in written)
        return tuple(name for identifier, name in shown if identifier not in self.withdrawn)

    def _topic_ids(self, labels: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(filter(None, (self.topics.find(label) for label in labels))))
