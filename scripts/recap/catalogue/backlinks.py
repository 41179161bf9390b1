"""Resolved talks -> the people, topics and organisations in them, with links back to the talks."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, replace
from typing import Any

from recap.catalogue.models import NO_PERSON, Appearance, Credit, Organisation, Part, Person, Talk, Topic
from recap.catalogue.names import Names
from recap.content import schema
from recap.content.document import Document
from recap.content.settings import Settings
from recap.core import text

Named = Callable[[Talk | Part], Iterable[tuple[str, Credit | None]]]
"""Returns the ids that a talk or part names, with the credits of people."""


@dataclass(frozen=True)
class Backlinks:
    """Links back from the talks of a site."""

    talks: Mapping[str, Talk]
    settings: Settings
    documents: Mapping[str, Document]
    sort_key: Callable[[str], str]
    """Returns the collation key of a name."""
    withdrawn: Set[str]
    """Ids of people who must not be published."""

    def people(
        self, names: Names, records: Mapping[str, schema.Person], wrote: Mapping[str, Iterable[str]]
    ) -> dict[str, Person]:
        """Return everybody who speaks, writes or has a file, except withdrawn people.

        `wrote` is id -> ids of the events and talks whose pages or originals they wrote.
        """
        appearances = _appearances(self.talks, lambda each: ((it.person, it) for it in each.credits if it.person))
        people = []
        for identifier in {*appearances, *wrote, *records} - self.withdrawn - {""}:
            record, name = records.get(identifier), names.name(identifier)
            sort_name = (record or NO_PERSON).sort_name or text.sort_name(name)
            own = self._described("people", identifier, name, record, appearances[identifier])
            people.append(Person(**own, sort_name=sort_name, wrote=tuple(wrote.get(identifier, ()))))
        people.sort(key=lambda person: (self.sort_key(person.sort_name), person.id))
        return {person.id: person for person in people}

    def topics(self, names: Names, records: Mapping[str, schema.Topic]) -> dict[str, Topic]:
        """Return every topic that a talk names, that has a file, or that is broader than another."""
        appearances = _appearances(self.talks, lambda each: ((topic, None) for topic in each.topics))
        broader = {key: names.find(record.broader) for key, record in records.items() if record.broader}
        titles = {key: names.name(key) for key in {*appearances, *records, *broader.values()} - {""}}
        ordered = sorted(titles, key=lambda key: (self.sort_key(titles[key]), key))
        narrower: dict[str | None, list[str]] = defaultdict(list)
        for key in ordered:
            narrower[broader.get(key)].append(key)
        found = {}
        for key in ordered:
            own = self._described("topics", key, titles[key], records.get(key), appearances[key])
            found[key] = Topic(**own, broader=broader.get(key), narrower=tuple(narrower[key]))
        return found

    def organisations(self, people: Mapping[str, Person]) -> dict[str, Organisation]:
        """Return the organisations of people, with the talks they gave on their behalf."""
        names = Names({})
        members: dict[str, dict[str, None]] = defaultdict(dict)
        given: dict[str, dict[Appearance, None]] = defaultdict(dict)
        for person in people.values():
            for name in person.organisations:
                members[names.add(name)][person.id] = None
            for appearance in person.appearances:
                if appearance.credit and appearance.credit.organisation:
                    given[names.find(appearance.credit.organisation)][replace(appearance, credit=None)] = None
        folder = self.settings.folders["organisations"]
        return {
            key: Organisation(key, names.name(key), f"{folder}/{key}.md", tuple(given[key]), tuple(members[key]))
            for key in sorted(names.ids(), key=lambda key: (self.sort_key(names.name(key)), key))
        }

    def _described(self, folder: str, key: str, name: str, record: Any, found: list[Appearance]) -> dict[str, Any]:
        """Return what people and topics have in common; `folder` is the key of their folder in the settings."""
        src_uri = f"{self.settings.folders[folder]}/{key}.md"
        own = {"id": key, "name": name, "src_uri": src_uri, "appearances": tuple(found)}
        return own | {"record": record, "document": self.documents.get(src_uri)}


def _appearances(talks: Mapping[str, Talk], named: Named) -> dict[str, list[Appearance]]:
    """Return id -> appearances in parts of a talk, or in the talk as a whole where no part has it."""
    found: dict[str, list[Appearance]] = defaultdict(list)
    for talk in talks.values():
        in_parts = [(part.record.id, *each) for part in talk.parts for each in named(part)]
        known = {identifier for _, identifier, _ in in_parts}
        as_a_whole = [(None, identifier, credit) for identifier, credit in named(talk) if identifier not in known]
        for part, identifier, credit in (*in_parts, *as_a_whole):
            found[identifier].append(Appearance(talk.id, part, credit))
    return found
