"""Names, ids and labels as people write them -> ids of people and topics.

A name without a file is a person all the same: adding a talk never takes a second file. The same is true of topics and
organisations.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from recap.content import schema
from recap.content.document import Document, Place
from recap.core import text
from recap.core.diagnostics import Diagnostic

TITLED = re.compile(r"^(?:dr|prof|pr|mr|mrs|ms|mme|mlle|m(?=\.)|sir)\b\.?\s+(?=\S)", re.IGNORECASE)
"""Title in front of a name."""
COMPANY = re.compile(r",\s+(?!(?:jr|sr|ii|iii|iv|ph\.?d|m\.?d)\b\.?$)(\S+)$|\s*\(([^)]*)\)$", re.IGNORECASE)
"""Company behind a name, in one of the groups."""


@dataclass(frozen=True)
class Mention:
    """A name, id or label where it is written."""

    text: str
    document: Document
    place: Place

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
    accepted: set[str] = field(default_factory=set)
    """Names and aliases of the files, verbatim."""
    spellings: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """Id -> how often it is written in which way, except under a declared label."""

    def find(self, name: str) -> str:
        """Return the id of a name, known or not; empty for a name without letters or digits."""
        folded = self.fold(name)
        return self.by_label[folded] if folded in self.by_label else text.slug(name)

    def id_of(self, written: str) -> str:
        """Return the id of a name or id."""
        return self.find(written) if is_name(written) else written

    def add(self, name: str) -> str:
        """Make a name known and return its id."""
        found = self.find(name)
        if self.fold(name) not in self.by_label:
            self.spellings[found][name] += 1
        return found

    def name(self, identifier: str) -> str:
        """Return the name to show: that of the file, or else the commonest spelling, the first of equals."""
        spellings = self.spellings.get(identifier) or {identifier: 0}
        return self.declared.get(identifier) or max(spellings, key=spellings.__getitem__)

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
                names.accepted.add(label)
    return names
