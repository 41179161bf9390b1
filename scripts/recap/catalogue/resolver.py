"""A docs folder -> `Catalogue` of frozen records with every reference resolved, plus everything wrong with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

from recap.catalogue import names as references
from recap.catalogue.models import (
    FILED,
    Appearance,
    Catalogue,
    Credit,
    Event,
    Organisation,
    Page,
    Part,
    Person,
    Talk,
    Topic,
)
from recap.catalogue.names import Mention, Names
from recap.content import schema
from recap.content.examples import missing
from recap.content.frontmatter import Document, Place
from recap.content.loader import Files, read_files, stem
from recap.content.settings import Settings
from recap.core import text
from recap.core.diagnostics import Problem

Entries = Iterable[str | schema.Speaker] | None


def read_catalogue(docs: Path, settings: Settings) -> tuple[Catalogue, list[Problem]]:
    """The catalogue of a docs folder and the problems of all its files; what is broken is left out of the catalogue."""
    files, problems = read_files(docs, settings)
    catalogue, found = compile_catalogue(files, settings)
    return catalogue, problems + found


def compile_catalogue(
    files: Files, settings: Settings, *, collate: bool = True, keys: dict[str, tuple[int, ...]] | None = None
) -> tuple[Catalogue, list[Problem]]:
    """The catalogue of validated files; its people, topics and organisations by collation, or else by id.

    `keys` are sort keys that are known; afterwards they are those of this catalogue.
    """
    keys = {} if keys is None else keys
    compiler = _Compiler(files, settings, collate, keys)
    catalogue = compiler.catalogue()
    keys.clear()
    keys.update(compiler.used)
    return catalogue, compiler.problems


def with_texts(catalogue: Catalogue, files: Files) -> Catalogue:
    """The catalogue with the texts of the files that had to be read, where nothing else of them has changed."""
    read = {src_uri: files.documents[src_uri] for src_uri in files.unseen}
    groups: dict[str, Any] = {
        name: {
            key: replace(item, document=read[item.src_uri]) if item.src_uri in read else item
            for key, item in getattr(catalogue, name).items()
        }
        for name in FILED
    }
    return replace(catalogue, **groups)


def _beside(ids: Iterable[str]) -> Iterator[tuple[str, tuple[str | None, str | None]]]:
    """Each id with those before and after it."""
    row = [None, *ids, None]
    return ((here, (before, after)) for before, here, after in zip(row, row[1:], row[2:], strict=False) if here)


class _Compiler:
    """One pass over all records; what the steps share is in its attributes."""

    def __init__(self, files: Files, settings: Settings, collate: bool, keys: dict[str, tuple[int, ...]]) -> None:
        self.collate, self.keys = collate, keys
        self.used: dict[str, tuple[int, ...]] = {}
        self.files = files
        self.settings = settings
        self.documents = files.documents
        self.problems: list[Problem] = []
        self.people_records = {stem(src_uri): record for src_uri, record in files.people.items()}
        self.topic_records = {stem(src_uri): record for src_uri, record in files.topics.items()}
        folders = settings.folders
        self.people = references.people_names(self.people_records, files.broken_in(folders["people"]))
        self.topics = references.topic_names(self.topic_records, files.broken_in(folders["topics"]))
        self.withdrawn = frozenset(key for key, record in self.people_records.items() if record.do_not_publish)

    def collation_key(self, name: str) -> tuple[int, ...]:
        """What names are sorted by."""
        if self.collate and name not in self.used:
            self.used[name] = self.keys.get(name) or text.collation_key(name)
        return self.used[name] if self.collate else ()

    def catalogue(self) -> Catalogue:
        """Resolve every reference, in both directions."""
        self._learn_names()
        drafts = self.settings.drafts
        files = self.files.talks.items()
        written = [self._talk(src_uri, record) for src_uri, record in files if drafts or not record.draft]
        events = self._events(written)
        by_id = {talk.id: talk for talk in written}
        talks = {identifier: by_id[identifier] for event in events.values() for identifier in event.talks}
        people = self._people(events, talks)
        days = groupby(talks.values(), key=lambda talk: (talk.event, talk.record.date))
        ordered = (people, *(event.talks for event in events.values()))
        gone = [self.people_records[identifier] for identifier in self.withdrawn]
        return Catalogue(
            events=events,
            talks=talks,
            people=people,
            beside={identifier: ids for group in ordered for identifier, ids in _beside(group)},
            days={day: tuple(talk.id for talk in group) for day, group in days},
            topics=self._topics(talks),
            organisations=self._organisations(people),
            pages=self._pages(),
            withdrawn=self.withdrawn,
            withdrawn_names=frozenset(name for record in gone for name in (record.name, *record.aliases)),
        )

    def _pages(self) -> dict[str, Page]:
        """The plain pages; a site without an `index.md` has a home page all the same."""
        pages = {key: Page(key, record, self.documents[key]) for key, record in self.files.pages.items()}
        if "index.md" not in self.documents:
            pages["index.md"] = Page("index.md", schema.Page(title=self.settings.site_name), Document("index.md"))
        return pages

    # Names -> ids

    def _learn_names(self) -> None:
        """First every name, so that an id may stand before the name that makes it known; then their problems."""
        mentions, topics = self._mentions()
        named = [mention for mention in mentions if references.is_name(mention.text)]
        for mention in named:
            self.people.add(mention.text)
        for mention in topics:
            self.topics.add(mention.text)
            self.problems += references.check_label(mention, self.topics)
        self.problems += references.check_new_labels(topics, self.topics)
        self.problems += references.check_twice(mentions, self._person_id)
        for mention in mentions:
            self.problems += references.check_person(mention, self.people)
        folder = self.settings.folders["people"]
        self.problems += references.check_resembling(named, self.people, self.people_records, folder)

    def _mentions(self) -> tuple[list[Mention], list[Mention]]:
        """Where people and topics are named: (people, topics), in the order of the files."""
        people: list[Mention] = []
        topics: list[Mention] = []

        def note(into: list[Mention], entries: Entries, document: Document, *place: str | int) -> None:
            for number, entry in enumerate(entries or ()):
                if isinstance(entry, str):
                    into.append(Mention(entry, document, (*place, number)))
                elif written := entry.person or entry.name:
                    key = "person" if entry.person else "name"
                    into.append(Mention(written, document, (*place, number, key)))
                else:
                    self.problems.append(document.problem("E102", *place, number, **missing("Speaker", "name")))

        files = self.files
        dated: list[tuple[str, schema.Event | schema.Talk]]
        dated = [*files.events.items(), *files.talks.items(), *files.salvaged.items()]
        for src_uri, record in dated:
            document = self.documents[src_uri]
            note(people, record.authors, document, "authors")
            if record.based_on:
                note(people, record.based_on.authors, document, "based_on", "authors")
            if isinstance(record, schema.Talk):
                spoken: list[tuple[schema.Talk | schema.Part, Place]] = [(record, ())]
                spoken += [(part, ("parts", number)) for number, part in enumerate(record.parts)]
                for each, place in spoken:
                    note(people, each.speakers, document, *place, "speakers")
                    note(topics, each.topics, document, *place, "topics")
                if src_uri in files.talks and not any(each.speakers for each, _ in spoken):
                    if record.speakers is None:
                        self.problems.append(document.problem("E102", **missing("Talk", "speakers")))
                    elif not record.no_speaker_reason:
                        wanted = missing("Talk", "no_speaker_reason")
                        self.problems.append(document.problem("E102", "speakers", **wanted))
        for src_uri, topic in files.topics.items():
            if topic.broader:
                topics.append(Mention(topic.broader, self.documents[src_uri], ("broader",)))
        return people, topics

    def _person_id(self, written: str) -> str:
        return self.people.find(written) if references.is_name(written) else written

    # Records -> catalogue

    def _credits(self, entries: Entries) -> tuple[Credit, ...]:
        found = []
        for entry in entries or ():
            speaker = schema.Speaker(name=entry) if isinstance(entry, str) else entry
            written = speaker.person or speaker.name or ""
            identifier = self._person_id(written)
            if identifier in self.withdrawn:
                found.append(Credit(None, ""))
            elif identifier:
                name = speaker.credited_as or self._shown(written)
                found.append(Credit(identifier, name, speaker.role, speaker.organisation))
        return tuple(found)

    def _shown(self, written: str) -> str:
        """The name that is written, or whose id is."""
        return written if references.is_name(written) else self.people.name(written)

    def _signed(self, record: Any) -> Any:
        """The record of an event or talk with the names of its authors, and of its original, in the place of ids."""
        original = record.based_on
        if original and original.authors:
            original = original.model_copy(update={"authors": self._names(original.authors)})
        elif not record.authors:
            return record
        authors = record.authors and self._names(record.authors)
        return record.model_copy(update={"authors": authors, "based_on": original})

    def _names(self, written: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(self._shown(name) for name in written if self._person_id(name) not in self.withdrawn)

    def _topic_ids(self, labels: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(filter(None, (self.topics.find(label) for label in labels))))

    def _talk(self, src_uri: str, record: schema.Talk) -> Talk:
        parts = tuple(Part(part, self._credits(part.speakers), self._topic_ids(part.topics)) for part in record.parts)
        own = self._credits(record.speakers)
        by_person = {credit.person or number: credit for number, credit in enumerate(own)}
        for part in parts:
            for credit in part.credits:
                # Without a name nobody can tell whether it is the same person: one such credit stands for all.
                if credit.person or credit not in by_person.values():
                    by_person.setdefault(credit.person or len(by_person), credit)
        own_topics = self._topic_ids(record.topics)
        topics = dict.fromkeys((*own_topics, *(topic for part in parts for topic in part.topics)))
        return Talk(
            id=src_uri.removesuffix(".md"),
            event=src_uri.split("/", maxsplit=1)[0],
            src_uri=src_uri,
            record=self._signed(record),
            document=self.documents[src_uri],
            credits=tuple(by_person.values()),
            parts=parts,
            topics=tuple(topics),
            own_topics=own_topics or tuple(topics),
        )

    def _events(self, talks: Iterable[Talk]) -> dict[str, Event]:
        members: dict[str, list[Talk]] = defaultdict(list)
        for talk in sorted(talks, key=lambda talk: (talk.order, talk.id)):
            members[talk.event].append(talk)
        events = []
        for src_uri, record in self.files.events.items():
            identifier = src_uri.split("/")[0]
            ids = tuple(talk.id for talk in members[identifier])
            events.append(Event(identifier, src_uri, self._signed(record), self.documents[src_uri], ids))
        events.sort(key=lambda event: (event.record.start_date, event.id), reverse=True)
        return {event.id: event for event in events}

    def _filed(self, name: str, identifier: str, record: Any) -> dict[str, Any]:
        """What a person and a topic have in common: `name` is that of their folder."""
        src_uri = f"{self.settings.folders[name]}/{identifier}.md"
        return {"id": identifier, "src_uri": src_uri, "record": record, "document": self.documents.get(src_uri)}

    def _people(self, events: Mapping[str, Event], talks: Mapping[str, Talk]) -> dict[str, Person]:
        appearances = _appearances(talks, lambda each: ((it.person, it) for it in each.credits if it.person))
        wrote: dict[str, dict[str, None]] = defaultdict(dict)
        items: list[Event | Talk] = [*events.values(), *talks.values()]
        written: dict[str, Any] = {**self.files.events, **self.files.talks}  # with the ids of who share a name
        for item in items:
            record = written[item.src_uri]
            for name in (*(record.authors or ()), *(record.based_on.authors if record.based_on else ())):
                wrote[self._person_id(name)][item.id] = None
        people = []
        for identifier in {*appearances, *wrote, *self.people_records} - self.withdrawn - {""}:
            record = self.people_records.get(identifier)
            name = self.people.name(identifier)
            people.append(
                Person(
                    **self._filed("people", identifier, record),
                    name=name,
                    sort_name=(record.sort_name if record else None) or text.sort_name(name),
                    appearances=tuple(appearances[identifier]),
                    wrote=tuple(wrote[identifier]),
                )
            )
        people.sort(key=lambda person: (self.collation_key(person.sort_name), person.id))
        return {person.id: person for person in people}

    def _topics(self, talks: Mapping[str, Talk]) -> dict[str, Topic]:
        appearances = _appearances(talks, lambda each: ((topic, None) for topic in each.topics))
        records = self.topic_records
        broader = {key: self.topics.find(record.broader) for key, record in records.items() if record.broader}
        titles = {key: self.topics.name(key) for key in {*appearances, *records, *broader.values()} - {""}}
        ordered = sorted(titles, key=lambda key: (self.collation_key(titles[key]), key))
        narrower: dict[str | None, list[str]] = defaultdict(list)
        for key in ordered:
            narrower[broader.get(key)].append(key)
        return {
            key: Topic(
                **self._filed("topics", key, records.get(key)),
                title=titles[key],
                appearances=tuple(appearances[key]),
                broader=broader.get(key),
                narrower=tuple(narrower[key]),
            )
            for key in ordered
        }

    def _organisations(self, people: Mapping[str, Person]) -> dict[str, Organisation]:
        names = Names({})
        members: dict[str, dict[str, None]] = defaultdict(dict)
        given: dict[str, dict[Appearance, None]] = defaultdict(dict)
        for person in people.values():
            for name in person.organisations:
                members[names.add(name)][person.id] = None
            for appearance in person.appearances:
                if appearance.credit and appearance.credit.organisation:
                    bare = replace(appearance, credit=None)
                    given[names.find(appearance.credit.organisation)][bare] = None
        folder = self.settings.folders["organisations"]
        found = [
            Organisation(key, names.name(key), f"{folder}/{key}.md", tuple(members[key]), tuple(given[key]))
            for key in names.ids()
        ]
        found.sort(key=lambda organisation: (self.collation_key(organisation.name), organisation.id))
        return {organisation.id: organisation for organisation in found}


def _appearances(
    talks: Mapping[str, Talk], named: Callable[[Talk | Part], Iterable[tuple[str, Credit | None]]]
) -> dict[str, list[Appearance]]:
    """Id -> where it is named: in parts of a talk, or else in the talk as a whole."""
    found: dict[str, list[Appearance]] = defaultdict(list)
    for talk in talks.values():
        in_parts = set()
        for part in talk.parts:
            for identifier, credit in named(part):
                found[identifier].append(Appearance(talk.id, part.record.id, credit))
                in_parts.add(identifier)
        for identifier, credit in named(talk):
            if identifier not in in_parts:
                found[identifier].append(Appearance(talk.id, None, credit))
    return found
