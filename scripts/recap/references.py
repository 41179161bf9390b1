"""Who and what is meant: names, ids and labels become people, topics and organisations.

A name that no file describes is a person all the same: nobody needs a second file to add a talk. The same holds for
topics and organisations.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from recap import schema, text
from recap.frontmatter import Document, Place
from recap.problems import Problem

_SEVERAL = re.compile(r"\s*[;/]\s*|\s+(?:&|\+|and|et|und)\s+|,\s+(?=\S+\s+\S)", re.IGNORECASE)
TITLED = re.compile(r"^(?:dr|prof|pr|mr|mrs|ms|mme|mlle|m(?=\.)|sir)\b\.?\s+(?=\S)", re.IGNORECASE)
COMPANY = re.compile(r",\s+(?!(?:jr|sr|ii|iii|iv|ph\.?d|m\.?d)\b\.?$)(\S+)$|\s*\(([^)]*)\)$", re.IGNORECASE)
"""What stands behind a name and is no part of it, in one of its groups."""
_RESEMBLING_FROM = 5
"""Letters of a name from which on one letter more, less or other makes it resemble another."""


@dataclass(frozen=True)
class Mention:
    """A name, id or label where it is written."""

    text: str
    document: Document
    place: Place

    def problem(self, key: str, **args: object) -> Problem:
        """A problem with what is written here."""
        return self.document.problem(key, *self.place, **args)


@dataclass
class Names:
    """Names that stand for things of one sort: ids of the things with a file, and ids given by names without one."""

    filed: Mapping[str, str]
    """Id -> name, for those that have a file."""
    broken: frozenset[str] = frozenset()
    """Ids whose file could not be read: known, whatever it says."""
    other: dict[str, str] = field(default_factory=dict)
    """Folded name, alias, synonym or abbreviation of a file -> id."""
    accepted: set[str] = field(default_factory=set)
    """The names and aliases of the files, letter for letter."""
    spellings: dict[str, Counter[str]] = field(default_factory=dict)
    """Id -> how it is written, without the uses of another name."""

    def find(self, name: str) -> str:
        """The id that a name has, known or not; empty for a name without letters and digits."""
        known_as = self.other.get(text.fold(name))
        return known_as if known_as is not None else text.slug(name)

    def add(self, name: str) -> str:
        """The id of a name, which is a known one from now on."""
        found = self.find(name)
        if text.fold(name) not in self.other:
            self.spellings.setdefault(found, Counter())[name] += 1
        return found

    def name(self, identifier: str) -> str:
        """The name to show: the file's, else the spelling used most, the first of equals."""
        if identifier in self.filed:
            return self.filed[identifier]
        spellings = self.spellings.get(identifier)
        return spellings.most_common(1)[0][0] if spellings else identifier

    def __contains__(self, identifier: str) -> bool:
        return identifier in self.filed or identifier in self.spellings or identifier in self.broken

    def ids(self) -> list[str]:
        """Every id that has a name, sorted."""
        return sorted({*self.filed, *self.spellings} - {""})

    def uses(self, identifier: str) -> int:
        """How often an id is named."""
        return sum(self.spellings.get(identifier, Counter()).values())


def is_name(written: str) -> bool:
    """Whether a plain entry is a name rather than an id: it has a space, a capital or a letter beyond ASCII."""
    return not re.fullmatch(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*", written)


def people_names(records: Mapping[str, schema.Person], broken: frozenset[str]) -> Names:
    """The names that the people's files give, aliases included."""
    names = Names({identifier: record.name for identifier, record in records.items()}, broken)
    for identifier, record in records.items():
        for alias in (record.name, *record.aliases):
            names.other[text.fold(alias)] = identifier
            names.accepted.add(alias)
    return names


def topic_names(records: Mapping[str, schema.Topic], broken: frozenset[str]) -> Names:
    """The labels that the topics' files give, synonyms and abbreviations included."""
    names = Names({identifier: record.title for identifier, record in records.items()}, broken)
    for identifier, record in records.items():
        for label in (identifier, record.title, *record.synonyms, record.abbreviation):
            if label:
                names.other.setdefault(text.fold(label), identifier)
    return names


def check_name(mention: Mention, names: Names) -> list[Problem]:
    """E106 for two people in one name, E114 for a name that gives no id, W118 for what is no part of a name."""
    if text.fold(mention.text) in names.other:
        return []
    if not text.slug(mention.text):
        return [mention.problem("E114.empty", value=mention.text)]
    several = people_in(mention.text)
    if len(several) > 1:
        return [mention.problem("E106", value=mention.text, list="[" + ", ".join(several) + "]")]
    if (bare := COMPANY.sub("", TITLED.sub("", mention.text))) != mention.text:
        return [mention.problem("W118", value=mention.text, near=bare)]
    return []


def people_in(entry: str) -> list[str]:
    """The names in an entry of a list: one, or several that stand beside each other."""
    return [part for part in _SEVERAL.split(entry) if part]


def check_letters(mention: Mention) -> list[Problem]:
    """W107 for a name or label that is not in NFC, or has spaces at its ends, in a row, or that do not break."""
    raw: Any = mention.document.data
    for step in mention.place:
        raw = raw[step]
    clean = " ".join(text.collapse(mention.text).split())
    return [mention.problem("W107", value=clean)] if raw != clean else []


def check_twice(mentions: Iterable[Mention], find: Callable[[str], str]) -> list[Problem]:
    """E114 for a person whom a list names twice, however it is written."""
    first: dict[tuple[str, Place, str], str] = {}
    problems = []
    for mention in mentions:
        # The place of an item, without the key inside it: ("parts", 0, "speakers", 1, "name").
        last = max((number for number, step in enumerate(mention.place) if isinstance(step, int)), default=0)
        key = (mention.document.path, mention.place[:last], find(mention.text))
        if key in first:
            problems.append(mention.problem("E114.twice", value=mention.text, other=first[key]))
        first.setdefault(key, mention.text)
    return problems


def check_synonym(mention: Mention, names: Names) -> list[Problem]:
    """W109 for a topic named by a synonym where its preferred label could stand."""
    identifier = names.other.get(text.fold(mention.text))
    if identifier is None or text.fold(mention.text) in (text.fold(identifier), text.fold(names.filed[identifier])):
        return []
    return [mention.problem("W109", value=mention.text, near=identifier)]


def check_spelling(mention: Mention, names: Names) -> list[Problem]:
    """W108 for another spelling of a known name, E114 for another name with the same id."""
    identifier = names.find(mention.text)
    shown = names.name(identifier)
    if mention.text == shown or mention.text in names.accepted or not identifier or identifier in names.broken:
        return []
    same = text.fold(mention.text) == text.fold(shown) or text.fold(mention.text) in names.other
    key = "W108.spelling" if same else "E114.names"
    return [mention.problem(key, value=mention.text, near=shown, id=identifier)]


def check_resembling(
    mentions: Iterable[Mention], names: Names, records: Mapping[str, schema.Person], folder: str
) -> list[Problem]:
    """W108 for two people whose names one letter tells apart, unless `distinct_from` says that they differ."""
    first: dict[str, Mention] = {}
    for mention in mentions:
        first.setdefault(names.find(mention.text), mention)
    by_fold = names.other | {text.fold(names.name(identifier)): identifier for identifier in first if identifier}
    long_enough = [name for name in by_fold if len(name) >= _RESEMBLING_FROM]
    problems = []
    for pair in sorted(text.one_letter_apart(long_enough)):
        one, other = (by_fold[name] for name in pair)
        known = one == other or _distinct(one, other, names, records) or _distinct(other, one, names, records)
        rare, common = sorted((one, other), key=lambda each: (each not in first, each in names.filed, names.uses(each)))
        if not known and rare in first:
            near = names.name(common)
            args = {"value": names.name(rare), "near": near, "id": rare, "folder": folder, "other": common}
            problems.append(first[rare].problem("W108.resembles", **args))
    return problems


def check_new_labels(mentions: Iterable[Mention], names: Names) -> list[Problem]:
    """W108 for a label without a file that resembles one with a file: most probably a typing error."""
    new: dict[str, list[Mention]] = {}
    for mention in mentions:
        if names.find(mention.text) not in names.filed and len(mention.text) >= _RESEMBLING_FROM:
            new.setdefault(text.fold(mention.text), []).append(mention)
    problems = []
    for pair in sorted(text.one_letter_apart([*new, *names.other])):
        for label, known in (pair, pair[::-1]):
            if label in new and known in names.other:
                near = names.name(names.other[known])
                problems += [mention.problem("W108.topic", value=mention.text, near=near) for mention in new[label]]
    return problems


def _distinct(one: str, other: str, names: Names, records: Mapping[str, schema.Person]) -> bool:
    declared = records[one].distinct_from if one in records else ()
    return any(written == other or names.find(written) == other for written in declared)
