"""Names, ids and labels as people write them -> ids of people and topics.

A name without a file is a person all the same: adding a talk never takes a second file. The same is true of topics and
organisations.
"""

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from recap.content import schema
from recap.content.document import Document, Place
from recap.core import text
from recap.core.diagnostics import Diagnostic


@dataclass(frozen=True)
class Mention:
    """A name, id or label where it is written."""

    text: str
    document: Document
    place: Place

    @property
    def is_name(self) -> bool:
        """True for a name, False for an id or label; the key `name` holds a name, whatever it looks like."""
        return self.place[-1] == "name" or is_name(self.text)

    def diagnostic(self, message_key: str, **args: object) -> Diagnostic:
        """Return a diagnostic about this mention."""
        return self.document.diagnostic(message_key, *self.place, **args)


@dataclass
class Names:
    """Names of one kind of things: those declared by files, and those that texts use."""

    declared: Mapping[str, str]
    """Id -> name of those with a file."""
    fold: Callable[[str], str] = text.fold
    """Returns the key of a name."""
    broken: frozenset[str] = frozenset()
    """Ids whose file could not be read; they count as known."""
    by_label: dict[str, str] = field(default_factory=dict)
    """Folded name, alias, synonym or abbreviation of a file -> id."""
    exact: dict[str, str] = field(default_factory=dict)
    """Name or alias of a file, verbatim -> id."""
    spellings: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """Id -> how often it is written in which way, except under a declared label."""

    def find(self, name: str) -> str:
        """Return the id of a name, known or not; empty for a name without letters or digits.

        A name that a file has letter for letter comes before one that is folded alike.
        """
        return self.exact.get(name) or self.by_label.get(self.fold(name)) or text.slug(name)

    def id_of(self, written: str, *, is_name: bool) -> str:
        """Return the id of a name or id; what looks like an id may be a name all the same, as of somebody's account."""
        if is_name:
            return self.find(written)
        return written if written in self or not self.knows(written) else self.find(written)

    def knows(self, name: str) -> bool:
        """Return True if a name is that of a file or has been added, letter for letter."""
        return name in self.exact or name in self.spellings.get(text.slug(name), ())

    def add(self, name: str) -> str:
        """Make a name known and return its id."""
        found = self.find(name)
        if self.fold(name) not in self.by_label:
            self.spellings[found][name] += 1
        return found

    def name(self, identifier: str) -> str:
        """Return the name to show: that of the file, or else the commonest spelling, the first of equals.

        Of spellings that look alike, the one with ’ and - for apostrophe and hyphen.
        """
        if identifier in self.declared:
            return self.declared[identifier]
        spellings = self.spellings.get(identifier) or {identifier: 0}
        commonest = max(spellings, key=spellings.__getitem__)
        if text.has_plain_signs(commonest):
            return commonest
        alike = [each for each in spellings if text.plain_signs(each) == text.plain_signs(commonest)]
        return max(alike, key=lambda each: (text.has_plain_signs(each), spellings[each]))

    def free_id(self, identifier: str, name: str) -> str:
        """Return a free id for a name that gives `identifier`; each of several names has its own."""
        shown, folds = (
            self.fold(self.name(identifier)),
            dict.fromkeys(map(self.fold, self.spellings.get(identifier, ()))),
        )
        others = [each for each in folds if each != shown]
        place = others.index(self.fold(name)) if self.fold(name) in others else 0
        numbered = (f"{identifier}-{number}" for number in itertools.count(2))
        free = (each for each in itertools.chain([identifier], numbered) if each not in self)
        return next(itertools.islice(free, place, None))

    def __contains__(self, identifier: str) -> bool:
        return identifier in self.declared or identifier in self.spellings or identifier in self.broken

    def ids(self) -> list[str]:
        """Return all ids that have a name, sorted."""
        return sorted({*self.declared, *self.spellings} - {""})

    def uses(self, identifier: str) -> int:
        """Return how often an id is named."""
        return sum(self.spellings.get(identifier, {}).values())


def is_name(written: str) -> bool:
    """Return True if an entry is a name rather than an id: it has a space, a capital or a letter beyond ASCII."""
    return not re.fullmatch(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*", written)


def people_names(records: Mapping[str, schema.Person], broken: frozenset[str]) -> Names:
    """Return the names that the files of people declare, aliases included."""
    return _names({identifier: [*record.labels.values()] for identifier, record in records.items()}, text.fold, broken)


def topic_names(records: Mapping[str, schema.Topic], broken: frozenset[str]) -> Names:
    """Return the labels that the files of topics declare: ids, synonyms and abbreviations included."""
    labels = {identifier: [*record.labels.values(), identifier] for identifier, record in records.items()}
    return _names(labels, text.fold_label, broken)


def _names(labels: Mapping[str, list[str]], fold: Callable[[str], str], broken: frozenset[str]) -> Names:
    """Return the names of some labels. A label of two files goes to the one that puts it first, else to the first."""
    names = Names({identifier: first for identifier, (first, *_) in labels.items()}, fold, broken)
    for rank in (slice(1), slice(1, None)):
        for identifier, written in labels.items():
            for label in written[rank]:
                names.by_label.setdefault(fold(label), identifier)
                names.exact.setdefault(label, identifier)
    return names
