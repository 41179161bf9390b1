"""A docs folder -> `Catalogue` of frozen records with every reference resolved, plus everything wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from recap import references, schema, text
from recap.files import Files, read_files, stem
from recap.frontmatter import Document, Place
from recap.keys import example_line
from recap.problems import Problem
from recap.records import Appearance, Catalogue, Credit, Event, Organisation, Page, Part, Person, Talk, Topic
from recap.references import Mention, Names
from recap.settings import Settings


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
    groups: dict[str, Any] = {}
    for name in ("events", "talks", "people", "topics", "pages"):
        items = getattr(catalogue, name)
        own = {item.src_uri: key for key, item in items.items()}
        keys = {src_uri: own[src_uri] for src_uri in files.unseen if src_uri in own}
        new = {key: replace(items[key], document=files.documents[src_uri]) for src_uri, key in keys.items()}
        groups[name] = {**items, **new}
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
        self.withdrawn = frozenset(
            identifier for identifier, record in self.people_records.items() if record.do_not_publish
        )

    def collation_key(self, name: str) -> tuple[int, ...]:
        """What names are sorted by."""
        if self.collate and name not in self.used:
            self.used[name] = self.keys.get(name) or text.collation_key(name)
        return self.used[name] if self.collate else ()

    def catalogue(self) -> Catalogue:
        """Resolve every reference, in both directions."""
        self._learn_names()
        drafts = self.settings.drafts
        written = [
            self._talk(src_uri, record) for src_uri, record in self.files.talks.items() if drafts or not record.draft
        ]
        events = self._events(written)
        by_id = {talk.id: talk for talk in written}
        talks = {identifier: by_id[identifier] for event in events.values() for identifier in event.talks}
        people = self._people(events, talks)
        days: dict[tuple[str, date], list[str]] = {}
        for talk in talks.values():
            days.setdefault((talk.event, talk.record.date), []).append(talk.id)
        ordered = (people, *(event.talks for event in events.values()))
        return Catalogue(
            events=events,
            talks=talks,
            people=people,
            beside={identifier: ids for group in ordered for identifier, ids in _beside(group)},
            days={day: tuple(group) for day, group in days.items()},
            topics=self._topics(talks),
            organisations=self._organisations(people),
            pages=self._pages(),
            withdrawn=self.withdrawn,
            withdrawn_names=frozenset(
                name
                for identifier in self.withdrawn
                for name in (self.people_records[identifier].name, *self.people_records[identifier].aliases)
            ),
        )

    def _pages(self) -> dict[str, Page]:
        """The plain pages; a site without an `index.md` has a home page all the same."""
        pages = {
            src_uri: Page(src_uri, record, self.documents[src_uri]) for src_uri, record in self.files.pages.items()
        }
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
            if not text.slug(mention.text):
                self.problems.append(mention.problem("E114.empty", value=mention.text))
            self.problems += references.check_letters(mention) + references.check_synonym(mention, self.topics)
        self.problems += references.check_new_labels(topics, self.topics)
        self.problems += references.check_twice(mentions, self._person_id)
        for mention in mentions:
            self.problems += references.check_letters(mention)
            if references.is_name(mention.text):
                found = references.check_name(mention, self.people) or references.check_spelling(mention, self.people)
                self.problems += found
            elif mention.text not in self.people:
                near = ", ".join(text.near(mention.text, self.people.ids()))
                self.problems.append(mention.problem("E101", value=mention.text, near=near))
        folder = self.settings.folders["people"]
        self.problems += references.check_resembling(named, self.people, self.people_records, folder)

    def _mentions(self) -> tuple[list[Mention], list[Mention]]:
        """Where people and topics are named: (people, topics), in the order of the files."""
        people: list[Mention] = []
        topics: list[Mention] = []

        def speakers(entries: tuple[str | schema.Speaker, ...], document: Document, place: Place) -> None:
            for number, entry in enumerate(entries):
                at = (*place, number)
                if isinstance(entry, str):
                    people.append(Mention(entry, document, at))
                elif entry.person:
                    people.append(Mention(entry.person, document, (*at, "person")))
                elif entry.name:
                    people.append(Mention(entry.name, document, (*at, "name")))
                else:
                    args = {"key": "name", "example": example_line("Speaker", "name")}
                    self.problems.append(document.problem("E102", *at, **args))

        def labels(entries: tuple[str, ...], document: Document, place: Place, into: list[Mention]) -> None:
            into.extend(Mention(entry, document, (*place, number)) for number, entry in enumerate(entries))

        dated: list[tuple[str, schema.Event | schema.Talk]] = [
            *self.files.events.items(),
            *self.files.talks.items(),
            *self.files.salvaged.items(),
        ]
        for src_uri, record in dated:
            document = self.documents[src_uri]
            labels(record.authors or (), document, ("authors",), people)
            if record.based_on:
                labels(record.based_on.authors, document, ("based_on", "authors"), people)
            if isinstance(record, schema.Talk):
                speakers(record.speakers or (), document, ("speakers",))
                labels(record.topics, document, ("topics",), topics)
                for number, part in enumerate(record.parts):
                    speakers(part.speakers, document, ("parts", number, "speakers"))
                    labels(part.topics, document, ("parts", number, "topics"), topics)
                if src_uri in self.files.talks:
                    self._check_speakers(record, document)
        for src_uri, topic in self.files.topics.items():
            if topic.broader:
                topics.append(Mention(topic.broader, self.documents[src_uri], ("broader",)))
        return people, topics

    def _check_speakers(self, record: schema.Talk, document: Document) -> None:
        if record.speakers or any(part.speakers for part in record.parts):
            return
        if record.speakers is None:
            self.problems.append(document.problem("E102", key="speakers", example=example_line("Talk", "speakers")))
        elif not record.no_speaker_reason:
            args = {"key": "no_speaker_reason", "example": example_line("Talk", "no_speaker_reason")}
            self.problems.append(document.problem("E102", "speakers", **args))

    def _person_id(self, written: str) -> str:
        return self.people.find(written) if references.is_name(written) else written

    # Records -> catalogue

    def _credits(self, entries: tuple[str | schema.Speaker, ...] | None) -> tuple[Credit, ...]:
        found = []
        for entry in entries or ():
            speaker = schema.Speaker(name=entry) if isinstance(entry, str) else entry
            written = speaker.person or speaker.name or ""
            identifier = self._person_id(written)
            if not identifier:
                continue
            if identifier in self.withdrawn:
                found.append(Credit(None, ""))
                continue
            name = speaker.credited_as or (written if references.is_name(written) else self.people.name(identifier))
            found.append(Credit(identifier, name, speaker.role, speaker.organisation))
        return tuple(found)

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
            record=record,
            document=self.documents[src_uri],
            credits=tuple(by_person.values()),
            parts=parts,
            topics=tuple(topics),
            own_topics=own_topics or tuple(topics),
        )

    def _events(self, talks: Iterable[Talk]) -> dict[str, Event]:
        members: dict[str, list[Talk]] = {}
        for talk in talks:
            members.setdefault(talk.event, []).append(talk)
        events = [
            Event(
                id=src_uri.split("/")[0],
                src_uri=src_uri,
                record=record,
                document=self.documents[src_uri],
                talks=tuple(
                    talk.id
                    for talk in sorted(members.get(src_uri.split("/")[0], []), key=lambda talk: (talk.order, talk.id))
                ),
            )
            for src_uri, record in self.files.events.items()
        ]
        events.sort(key=lambda event: (event.record.start_date, event.id), reverse=True)
        return {event.id: event for event in events}

    def _people(self, events: Mapping[str, Event], talks: Mapping[str, Talk]) -> dict[str, Person]:
        appearances: dict[str, list[Appearance]] = {}
        wrote: dict[str, dict[str, None]] = {}
        for talk in talks.values():
            for part in talk.parts:
                for credit in part.credits:
                    if credit.person:
                        appearances.setdefault(credit.person, []).append(Appearance(talk.id, part.record.id, credit))
            in_parts = {credit.person for part in talk.parts for credit in part.credits}
            for credit in talk.credits:
                if credit.person and credit.person not in in_parts:
                    appearances.setdefault(credit.person, []).append(Appearance(talk.id, None, credit))
        items: list[Event | Talk] = [*events.values(), *talks.values()]
        for item in items:
            based_on = item.record.based_on
            for name in (*(item.record.authors or ()), *(based_on.authors if based_on else ())):
                wrote.setdefault(self._person_id(name), {})[item.id] = None
        folder = self.settings.folders["people"]
        people = []
        for identifier in {*appearances, *wrote, *self.people_records} - self.withdrawn - {""}:
            record = self.people_records.get(identifier)
            name = self.people.name(identifier)
            people.append(
                Person(
                    id=identifier,
                    name=name,
                    sort_name=(record.sort_name if record else None) or text.sort_name(name),
                    src_uri=f"{folder}/{identifier}.md",
                    record=record,
                    document=self.documents.get(f"{folder}/{identifier}.md"),
                    appearances=tuple(appearances.get(identifier, ())),
                    wrote=tuple(wrote.get(identifier, ())),
                )
            )
        people.sort(key=lambda person: (self.collation_key(person.sort_name), person.id))
        return {person.id: person for person in people}

    def _topics(self, talks: Mapping[str, Talk]) -> dict[str, Topic]:
        appearances: dict[str, list[Appearance]] = {}
        for talk in talks.values():
            in_parts: set[str] = set()
            for part in talk.parts:
                for topic in part.topics:
                    in_parts.add(topic)
                    appearances.setdefault(topic, []).append(Appearance(talk.id, part.record.id))
            for topic in talk.topics:
                if topic not in in_parts:
                    appearances.setdefault(topic, []).append(Appearance(talk.id, None))
        broader = {
            identifier: self.topics.find(record.broader)
            for identifier, record in self.topic_records.items()
            if record.broader
        }
        folder = self.settings.folders["topics"]
        known = {*appearances, *self.topic_records, *broader.values()} - {""}
        titles = {identifier: self.topics.name(identifier) for identifier in known}
        ordered = sorted(known, key=lambda identifier: (self.collation_key(titles[identifier]), identifier))
        narrower: dict[str | None, list[str]] = {}
        for identifier in ordered:
            narrower.setdefault(broader.get(identifier), []).append(identifier)
        found = {}
        for identifier in ordered:
            record = self.topic_records.get(identifier)
            found[identifier] = Topic(
                id=identifier,
                title=titles[identifier],
                src_uri=f"{folder}/{identifier}.md",
                record=record,
                document=self.documents.get(f"{folder}/{identifier}.md"),
                appearances=tuple(appearances.get(identifier, ())),
                broader=broader.get(identifier),
                narrower=tuple(narrower.get(identifier, ())),
            )
        return found

    def _organisations(self, people: Mapping[str, Person]) -> dict[str, Organisation]:
        spellings = Names({})
        members: dict[str, dict[str, None]] = {}
        given: dict[str, dict[Appearance, None]] = {}
        for person in people.values():
            for name in person.organisations:
                identifier = spellings.add(name)
                if identifier:
                    members.setdefault(identifier, {})[person.id] = None
            for appearance in person.appearances:
                if appearance.credit and appearance.credit.organisation:
                    identifier = spellings.find(appearance.credit.organisation)
                    given.setdefault(identifier, {})[Appearance(appearance.talk, appearance.part)] = None
        folder = self.settings.folders["organisations"]
        found = [
            Organisation(
                id=identifier,
                name=spellings.name(identifier),
                src_uri=f"{folder}/{identifier}.md",
                people=tuple(members[identifier]),
                appearances=tuple(given.get(identifier, ())),
            )
            for identifier in members
        ]
        found.sort(key=lambda organisation: (self.collation_key(organisation.name), organisation.id))
        return {organisation.id: organisation for organisation in found}
