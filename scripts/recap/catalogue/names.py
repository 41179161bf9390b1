"""Who and what is meant: names, ids and labels become people, topics and organisations.

A name that no file describes is a person all the same: nobody needs a second file to add a talk. The same holds for
topics and organisations.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from recap.content import schema
from recap.content.frontmatter import Document, Place
from recap.core import text
from recap.core.diagnostics import Problem

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
    fold: Callable[[str], str] = text.fold
    """What gives the key of a name."""
    broken: frozenset[str] = frozenset()
    """Ids whose file could not be read: known, whatever it says."""
    other: dict[str, str] = field(default_factory=dict)
    """Folded name, alias, synonym or abbreviation of a file -> id."""
    accepted: set[str] = field(default_factory=set)
    """The names and aliases of the files, letter for letter."""
    spellings: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """Id -> how it is written, without the uses of another name."""

    def find(self, name: str) -> str:
        """The id that a name has, known or not; empty for a name without letters and digits."""
        folded = self.fold(name)
        return self.other[folded] if folded in self.other else text.slug(name)

    def add(self, name: str) -> str:
        """The id of a name, which is a known one from now on."""
        found = self.find(name)
        if self.fold(name) not in self.other:
            self.spellings[found][name] += 1
        return found

    def name(self, identifier: str) -> str:
        """The name to show: the file's, else the spelling used most, the first of equals."""
        spellings = self.spellings.get(identifier) or {identifier: 0}
        return self.filed.get(identifier) or max(spellings, key=spellings.__getitem__)

    def __contains__(self, identifier: str) -> bool:
        return identifier in self.filed or identifier in self.spellings or identifier in self.broken

    def ids(self) -> list[str]:
        """Every id that has a name, sorted."""
        return sorted({*self.filed, *self.spellings} - {""})

    def uses(self, identifier: str) -> int:
        """How often an id is named."""
        return sum(self.spellings.get(identifier, {}).values())


def is_name(written: str) -> bool:
    """Whether a plain entry is a name rather than an id: it has a space, a capital or a letter beyond ASCII."""
    return not re.fullmatch(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*", written)


def people_names(records: Mapping[str, schema.Person], broken: frozenset[str]) -> Names:
    """The names that the people's files give, aliases included."""
    return _names({identifier: [*record.labels.values()] for identifier, record in records.items()}, text.fold, broken)


def topic_names(records: Mapping[str, schema.Topic], broken: frozenset[str]) -> Names:
    """The labels that the topics' files give, ids, synonyms and abbreviations included."""
    labels = {identifier: [*record.labels.values(), identifier] for identifier, record in records.items()}
    return _names(labels, text.fold_label, broken)


def _names(labels: Mapping[str, list[str]], fold: Callable[[str], str], broken: frozenset[str]) -> Names:
    """Of two files with one label it means the one whose first it is, or else the one that comes first."""
    names = Names({identifier: first for identifier, (first, *_) in labels.items()}, fold, broken)
    for rank in (slice(1), slice(1, None)):
        for identifier, written in labels.items():
            for label in written[rank]:
                names.other.setdefault(fold(label), identifier)
                names.accepted.add(label)
    return names


def check_person(mention: Mention, names: Names) -> Iterator[Problem]:
    """W107 for the letters of a name or id, E101 for an id that nobody has, else what is wrong with the name."""
    yield from _check_letters(mention)
    if is_name(mention.text):
        yield from _check_name(mention, names)
    elif mention.text not in names:
        yield mention.problem("E101", value=mention.text, near=", ".join(text.near(mention.text, names.ids())))


def _check_name(mention: Mention, names: Names) -> Iterator[Problem]:
    """The first that is wrong with a name.

    Where no file has it: E106 for two people in one name, E114 for a name that gives no id, W118 for what is no part
    of a name. Then W108 for another spelling of a known name, E114 for another name with the same id.
    """
    written, identifier = mention.text, names.find(mention.text)
    shown, filed = names.name(identifier), text.fold(written) in names.other
    several, bare = people_in(written), COMPANY.sub("", TITLED.sub("", written))
    if not filed and not identifier:
        yield mention.problem("E114.empty", value=written)
    elif not filed and len(several) > 1:
        yield mention.problem("E106", value=written, list="[" + ", ".join(several) + "]")
    elif not filed and bare != written:
        yield mention.problem("W118", value=written, near=bare)
    elif written != shown and written not in names.accepted and identifier and identifier not in names.broken:
        key = "W108.spelling" if filed or text.fold(written) == text.fold(shown) else "E114.names"
        yield mention.problem(key, value=written, near=shown, id=identifier)


def people_in(entry: str) -> list[str]:
    """The names in an entry of a list: one, or several that stand beside each other."""
    return [part for part in _SEVERAL.split(entry) if part]


def _check_letters(mention: Mention) -> Iterator[Problem]:
    """W107 for a name or label that is not in NFC, or has spaces at its ends, in a row, or that do not break."""
    raw: Any = mention.document.data
    for step in mention.place:
        raw = raw[step]
    clean = " ".join(text.collapse(mention.text).split())
    if raw != clean:
        yield mention.problem("W107", value=clean)


def check_twice(mentions: Iterable[Mention], find: Callable[[str], str]) -> Iterator[Problem]:
    """E114 for a person whom a list names twice, however it is written."""
    first: dict[tuple[str, Place, str], str] = {}
    for mention in mentions:
        # The place of an item, without the key inside it: ("parts", 0, "speakers", 1, "name").
        last = max((number for number, step in enumerate(mention.place) if isinstance(step, int)), default=0)
        key = (mention.document.path, mention.place[:last], find(mention.text))
        if key in first:
            yield mention.problem("E114.twice", value=mention.text, other=first[key])
        first.setdefault(key, mention.text)


def check_label(mention: Mention, names: Names) -> Iterator[Problem]:
    """E114 for a label that gives no id, W107 for its letters, W109 for a synonym of the label to prefer."""
    written, folded = mention.text, names.fold(mention.text)
    if not text.slug(written):
        yield mention.problem("E114.empty", value=written)
    yield from _check_letters(mention)
    identifier = names.other.get(folded)
    if identifier is not None and folded not in (names.fold(identifier), names.fold(names.filed[identifier])):
        yield mention.problem("W109", value=written, near=identifier)


def check_resembling(
    mentions: Iterable[Mention], names: Names, records: Mapping[str, schema.Person], folder: str
) -> Iterator[Problem]:
    """W108 for two people whose names one letter tells apart, unless `distinct_from` says that they differ."""
    first: dict[str, Mention] = {}
    for mention in mentions:
        first.setdefault(names.find(mention.text), mention)
    by_fold = names.other | {text.fold(names.name(identifier)): identifier for identifier in first if identifier}
    for pair in sorted(text.one_letter_apart(name for name in by_fold if len(name) >= _RESEMBLING_FROM)):
        one, other = (by_fold[name] for name in pair)
        known = one == other or _distinct(one, other, names, records) or _distinct(other, one, names, records)
        rare, common = sorted((one, other), key=lambda each: (each not in first, each in names.filed, names.uses(each)))
        if not known and rare in first:
            near = names.name(common)
            args = {"value": names.name(rare), "near": near, "id": rare, "folder": folder, "other": common}
            yield first[rare].problem("W108.resembles", **args)


def check_new_labels(mentions: Iterable[Mention], names: Names) -> Iterator[Problem]:
    """W108 for a label without a file that resembles one with a file: most probably a typing error."""
    new: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        if names.find(mention.text) not in names.filed and len(mention.text) >= _RESEMBLING_FROM:
            new[names.fold(mention.text)].append(mention)
    for pair in sorted(text.one_letter_apart([*new, *names.other])):
        for label, known in (pair, pair[::-1]):
            if label in new and known in names.other:
                near = names.name(names.other[known])
                yield from (mention.problem("W108.topic", value=mention.text, near=near) for mention in new[label])


def _distinct(one: str, other: str, names: Names, records: Mapping[str, schema.Person]) -> bool:
    declared = records[one].distinct_from if one in records else ()
    return any(written == other or names.find(written) == other for written in declared)
