"""Items of a catalogue as JSON, without what their files hold, and a catalogue that is read item by item from that."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from recap.catalogue.models import Appearance, Catalogue, Credit, Event, Organisation, Page, Part, Person, Talk, Topic
from recap.content.document import Document

Source = tuple[Any, Document | None]
"""The record and the document of a file; (None, None) for an item without one."""
GROUPS = ("events", "talks", "people", "topics", "organisations", "pages")
"""Mappings of a catalogue whose values are items."""
PLAIN = ("neighbours", "days", "figures", "absent", "passages")
"""Mappings whose values are no items."""


def to_row(item: Any) -> str:
    """Return what resolving found out about an item, as JSON."""
    return json.dumps([item.src_uri, *_ENCODERS[type(item)](item)], ensure_ascii=False)


def from_row(group: str, key: str, row: str, source: Callable[[str], Source]) -> Any:
    """Return an item from its row; `source` gives the record and document of a src_uri."""
    src_uri, *values = json.loads(row)
    return _DECODERS[group](key, src_uri, *source(src_uri), *values)


class StoredItems(Mapping[str, Any]):
    """Items in order, each made when it is first asked for."""

    def __init__(self, keys: Mapping[str, None], load: Callable[[str], Any]) -> None:
        self._keys, self._load = keys, load
        self._made: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:
        if key not in self._made:
            if key not in self._keys:
                raise KeyError(key)
            self._made[key] = self._load(key)
        return self._made[key]

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


def to_entry(entry: Any) -> list[Any]:
    """Return an entry of a list as JSON can hold it: an appearance, or mapping and key of an item."""
    if isinstance(entry, Appearance):
        return [entry.talk, entry.part, _credit(entry.credit)]
    return [_NAMES[type(entry)], entry.id]


class StoredEntries(Sequence[Any]):
    """Entries of a list, each made when it is first asked for."""

    def __init__(self, rows: list[list[Any]], catalogue: Catalogue) -> None:
        self.rows, self._catalogue = rows, catalogue

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return StoredEntries(self.rows[place], self._catalogue)
        row = self.rows[place]
        if len(row) == 2:
            return getattr(self._catalogue, row[0])[row[1]]
        talk, part, credit = row
        return Appearance(talk, part, credit and Credit(*credit))

    def __len__(self) -> int:
        return len(self.rows)


_NAMES = {Event: "events", Talk: "talks", Person: "people", Topic: "topics", Organisation: "organisations"}


def day_key(key: Any) -> str:
    """Return a key of a mapping as text: `event 2016-10-04` for a day."""
    return key if isinstance(key, str) else f"{key[0]} {key[1].isoformat()}"


def from_day_key(key: str) -> tuple[str, date]:
    """Return (event, day) from the text that `day_key` made."""
    event, _, day = key.rpartition(" ")
    return event, date.fromisoformat(day)


def _credit(credit: Credit | None) -> list[Any] | None:
    return [credit.person, credit.name, credit.role, credit.organisation] if credit else None


def _credits(rows: list[list[Any]]) -> tuple[Credit, ...]:
    return tuple(Credit(*row) for row in rows)


def _appearances(rows: list[Any]) -> tuple[Appearance, ...]:
    return tuple(Appearance(talk, part, credit and Credit(*credit)) for talk, part, credit in rows)


def _appeared(item: Person | Topic | Organisation) -> list[list[Any]]:
    return [[each.talk, each.part, _credit(each.credit)] for each in item.appearances]


def _signed(item: Event | Talk) -> list[Any]:
    """Return the names of authors, which a file may give as ids: of the page, and of what it retells."""
    record = item.record
    return [record.authors, record.based_on and record.based_on.authors]


def _sign(record: Any, authors: list[str] | None, original: list[str] | None) -> Any:
    update: dict[str, Any] = {}
    if record.authors is not None and authors is not None and record.authors != tuple(authors):
        update["authors"] = tuple(authors)
    if record.based_on and original is not None and record.based_on.authors != tuple(original):
        update["based_on"] = record.based_on.model_copy(update={"authors": tuple(original)})
    return record.model_copy(update=update) if update else record


def _talk_row(talk: Talk) -> list[Any]:
    parts = [[[*map(_credit, part.credits)], part.topics] for part in talk.parts]
    day = talk.record.date.isoformat()  # which the event may give
    return [[*map(_credit, talk.credits)], parts, talk.topics, talk.own_topics, day, *_signed(talk)]


def _talk(
    key: str,
    src_uri: str,
    record: Any,
    document: Any,
    credited: Any,
    parts: Any,
    topics: Any,
    own: Any,
    day: str,
    *signed: Any,
) -> Talk:
    made = tuple(
        Part(f"{key}#{each.id}", f"{src_uri}#{each.id}", each, _credits(speakers), tuple(labels))
        for each, (speakers, labels) in zip(record.parts, parts, strict=True)
    )
    event = src_uri.partition("/")[0]
    if record.date is None:
        record = record.model_copy(update={"date": date.fromisoformat(day)})
    return Talk(key, src_uri, _sign(record, *signed), document, event, _credits(credited), made, tuple(topics),
                tuple(own))  # fmt: skip


def _person(
    key: str, src_uri: str, record: Any, document: Any, name: str, sort_name: str, found: Any, wrote: Any
) -> Person:
    return Person(key, name, src_uri, _appearances(found), record, document, sort_name, tuple(wrote))


def _topic(key: str, src_uri: str, record: Any, document: Any, name: str, found: Any, *tree: Any) -> Topic:
    broader, narrower = tree
    return Topic(key, name, src_uri, _appearances(found), record, document, broader, tuple(narrower))


def _organisation(
    key: str, src_uri: str, _record: Any, _document: Any, name: str, found: Any, people: Any
) -> Organisation:
    return Organisation(key, name, src_uri, _appearances(found), tuple(people))


def _event(key: str, src_uri: str, record: Any, document: Any, talks: Any, *signed: Any) -> Event:
    return Event(key, src_uri, _sign(record, *signed), document, tuple(talks))


_ENCODERS: Mapping[type, Callable[[Any], list[Any]]] = {
    Event: lambda event: [event.talk_ids, *_signed(event)],
    Talk: _talk_row,
    Person: lambda person: [person.name, person.sort_name, _appeared(person), person.wrote],
    Topic: lambda topic: [topic.name, _appeared(topic), topic.broader, topic.narrower],
    Organisation: lambda organisation: [organisation.name, _appeared(organisation), organisation.people],
    Page: lambda _: [],
}
_DECODERS: Mapping[str, Callable[..., Any]] = {
    "events": _event,
    "talks": _talk,
    "people": _person,
    "topics": _topic,
    "organisations": _organisation,
    "pages": lambda _, src_uri, record, document: Page(src_uri, record, document),
}


def stored_catalogue(
    keys: Mapping[str, list[str]], row: Callable[[str, str], Any], source: Callable[[str], Source]
) -> Catalogue:
    """Return a catalogue whose items are read when they are asked for; nobody in it is withdrawn.

    `keys` are the keys of each mapping in order, days as text; `row` gives the row of a group and key.
    """

    def items(group: str) -> StoredItems:
        return StoredItems(dict.fromkeys(keys[group]), lambda key: from_row(group, key, row(group, key), source))

    neighbours = StoredItems(dict.fromkeys(keys["neighbours"]), lambda key: tuple(json.loads(row("neighbours", key))))
    days = {from_day_key(key): key for key in keys["days"]}
    made: Any = StoredItems(days, lambda key: tuple(json.loads(row("days", days[key]))))  # type: ignore[arg-type,index]
    figures = StoredItems(dict.fromkeys(keys["figures"]), lambda key: json.loads(row("figures", key)))
    absent = StoredItems(dict.fromkeys(keys["absent"]), lambda key: json.loads(row("absent", key)))
    passages = StoredItems(dict.fromkeys(keys["passages"]), lambda key: json.loads(row("passages", key)))
    groups: dict[str, Any] = {group: items(group) for group in GROUPS}
    return Catalogue(**groups, neighbours=neighbours, days=made, figures=figures, absent=absent, passages=passages)
