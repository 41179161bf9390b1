"""Speakers of a programme -> ids of people: by the identity that the source gives, otherwise by the name."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from recap.catalogue.models import Catalogue
from recap.core import text
from recap.importers.model import Entry, Losses, Speaker
from recap.importers.normalize import without_empty

_LINKS = {"github.com": "github", "bsky.app": "bluesky", "linkedin.com": "linkedin", "x.com": "x", "twitter.com": "x"}
"""Host of an address -> key in a person's record; any other is a website."""
_HANDLES = frozenset(["medium.com", "youtube.com", "tiktok.com", "threads.net", "threads.com", "flipboard.com"])
"""Hosts whose addresses have `/@name`, as those of Mastodon do."""


@dataclass
class _Profile:
    """What the programmes say of one person."""

    key: str = ""
    spellings: Counter[str] = field(default_factory=Counter)
    speaker: Speaker = field(default_factory=lambda: Speaker(""))
    talks: dict[str, None] = field(default_factory=dict)
    """Titles, in order."""


class People:
    """The people of some programmes; `catalogue` is that of docs/."""

    def __init__(self, catalogue: Catalogue, losses: Losses) -> None:
        self._catalogue, self._losses = catalogue, losses
        self._found: dict[str, _Profile] = {}
        self._by_key: dict[str, str] = {}
        self._labels: dict[str, str] = {}
        self._by_fold: defaultdict[str, set[str]] = defaultdict(set)
        for person in catalogue.people.values():
            imported = person.record.imported if person.record else None
            if imported and imported.guid:
                self._by_key[imported.guid] = person.id
            for name in person.record.labels.values() if person.record else (person.name,):
                self._labels.setdefault(text.fold(name), person.id)
                self._by_fold[text.fold(name)].add(person.id)
        self._owned = {(identifier, _scope(key)): key for key, identifier in self._by_key.items()}

    def learn(self, source: str, entries: Iterable[Entry]) -> None:
        """Give everybody an id whom the talks of a source name, before any of these is written."""
        for entry in entries:
            for speaker in entry.speakers:
                identifier = self.id_of(source, speaker)
                known = self._found.setdefault(identifier, _Profile(_key(source, speaker)))
                known.spellings[self._name(identifier, speaker)] += 1
                known.talks[entry.record["title"]] = None
                known.speaker = _joined(known.speaker, speaker)
                self._by_fold[text.fold(speaker.name)].add(identifier)
                self._report(identifier, speaker, entry.record["title"])

    def id_of(self, source: str, speaker: Speaker) -> str:
        """Return the id of a speaker; whoever has another identity than a namesake gets another one, with a number.

        Numbers of two sources say nothing of each other: of namesakes in both, each is taken for the other.
        """
        key = _key(source, speaker)
        if key in self._by_key:
            return self._by_key[key]
        identifier = base = self._labels.get(text.fold(speaker.name)) or text.slug(speaker.name)
        if key:
            numbers = itertools.count(2)
            scope = _scope(key)
            while self._owned.get((identifier, scope), key) != key or (
                identifier != base and identifier in self._catalogue.people
            ):
                identifier = f"{base}-{next(numbers)}"
            self._by_key[key], self._owned[identifier, scope] = identifier, key
        return identifier

    def credits(self, source: str, entry: Entry) -> list[dict[str, str]]:
        """Return the speakers of a talk as its record has them, each person once."""
        found: dict[str, dict[str, str]] = {}
        for speaker in entry.speakers:
            identifier = self.id_of(source, speaker)
            if identifier in found:
                self._losses.note("speaker (twice)", speaker.name, entry.record["title"])
                continue
            who = {"person": identifier} if self._others(identifier) else {"name": self._name(identifier, speaker)}
            found[identifier] = without_empty({**who, "role": speaker.role, "organisation": speaker.organisation})
        return [*found.values()]

    def files(self) -> Iterator[tuple[str, dict[str, Any], str, dict[str, str]]]:
        """Yield id, record, biography and origin of everybody of whom more is known than a name."""
        for identifier, known in self._found.items():
            if identifier in self._catalogue.withdrawn:
                continue  # of whom nothing more is to be said
            (name, _), *others = known.spellings.most_common()
            person, speaker, namesakes = self._catalogue.people.get(identifier), known.speaker, self._others(identifier)
            more = speaker.biography or speaker.links or speaker.pronouns or speaker.honorific
            if person and person.record and not person.record.imported:
                if more:
                    self._losses.note("person (written here already)", speaker.name)
                continue
            if others:
                spelt = ", ".join((name, *(spelling for spelling, _ in others)))
                self._losses.note("speaker (spellings)", spelt)
            if namesakes:
                talks = ", ".join(known.talks)
                self._losses.note("namesakes (join them with aliases if they are one)", f"{identifier} ({talks})")
            if others or more or namesakes:
                record = {
                    "name": name,
                    "aliases": sorted(spelling for spelling, _ in others),
                    "distinct_from": namesakes,
                    "pronouns": speaker.pronouns,
                    "honorific": speaker.honorific,
                    "links": links_of(speaker.links),
                }
                origin = without_empty({"from": "programme", "id": identifier, "guid": known.key})
                yield identifier, record, speaker.biography, origin

    def _others(self, identifier: str) -> list[str]:
        """Return the ids of other people who have a name of this one."""
        known = self._found.get(identifier)
        folds = {text.fold(name) for name in known.spellings} if known else set()
        return sorted({other for fold in folds for other in self._by_fold[fold]} - {identifier})

    def _name(self, identifier: str, speaker: Speaker) -> str:
        """Return the name under which a talk credits somebody: that of their own file, if a person wrote one."""
        person = self._catalogue.people.get(identifier)
        return person.name if person and not (person.record and person.record.imported) else speaker.name

    def _report(self, identifier: str, speaker: Speaker, title: str) -> None:
        person = self._catalogue.people.get(identifier)
        if speaker.key and person and person.record and not person.record.imported:
            self._losses.note("speaker (taken for the person of that name who is here)", speaker.name, title)


def _key(source: str, speaker: Speaker) -> str:
    """Return the identity of a speaker among all sources; empty where there is only a name."""
    return speaker.key if not speaker.key or text.is_guid(speaker.key) else f"{source}/{speaker.key}"


def _scope(key: str) -> str:
    """Return among which identities a key stands: those of one source, or all UUIDs."""
    return key.rpartition("/")[0]


def _joined(one: Speaker, other: Speaker) -> Speaker:
    """Return what two talks say of one speaker: the first of each that says something."""
    return replace(
        one,
        name=one.name or other.name,
        biography=one.biography or other.biography,
        links=one.links or other.links,
        pronouns=one.pronouns or other.pronouns,
        honorific=one.honorific or other.honorific,
    )


def links_of(urls: Iterable[str]) -> Mapping[str, str]:
    """Return addresses under the keys of a person's record, the first of each kind."""
    found: dict[str, str] = {}
    for url in urls:
        host = url.split("/")[2].removeprefix("www.")
        other = "mastodon" if "/@" in url and host not in _HANDLES else "website"
        found.setdefault(_LINKS.get(host, other), url)
    return found
