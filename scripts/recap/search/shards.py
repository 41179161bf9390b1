"""Postings and pages -> index files: words, word lists for typing errors, texts for excerpts, facets.

Each file is a script that passes its content to the client, because a page opened from disk can load nothing else. All
names but `index.js` contain a digest of the content.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from recap.search.encoding import DIGITS, runs
from recap.search.extract import SearchDocument
from recap.search.tokenizer import STOP_WORDS

FACETS = ("event", "year", "topic", "language")
_SHARD, _BLOCK = 28_000, 6_000
"""Size in characters from which a file of words, and one of texts, is closed: about 15 and 3 KB compressed."""
_MAX_FACET_VALUES = 60
"""Number of values offered for a facet: the most frequent ones."""


Load = Callable[[str], SearchDocument]
"""Returns any page by its address."""
Written = Generator[tuple[str, str | None], None, None]
"""Yields (name, content) of files; the content is None if an earlier call yielded that name."""


@dataclass
class Postings:
    """Every word of the index; the mappings are sorted by word."""

    sections: dict[str, str] = field(default_factory=dict)
    """Word -> its sections and weights, packed."""
    stems: dict[str, str] = field(default_factory=dict)
    """Word -> its stem."""
    named: set[str] = field(default_factory=set)
    """Words that occur in names and titles."""


@dataclass(frozen=True)
class Changes:
    """What changed in the index since its files were last made."""

    removed: Mapping[str, SearchDocument]
    """By address, as in `added`."""
    added: Mapping[str, SearchDocument]
    words: Set[str]
    """Words whose postings or stems changed."""
    renumbered: bool
    """True if there are different pages than before."""


class Shards:
    """Files of an index. Remembers their names, and makes only those whose content changed."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, str, str, int], str] = {}
        """(kind of file, first entry, last entry, number of entries) -> name."""
        self._previous = self._names
        """Names of the files before these."""
        self._sizes: dict[str, int] = {}
        """Address -> length of the page's texts."""
        self._facets = ""
        """Name of the facets file."""

    def files(
        self, postings: Postings, sections: Sequence[tuple[tuple[int, str], int]], changes: Changes, load: Load
    ) -> Written:
        """Yield every file; `sections` are ((rank of the kind, address), number of sections) of every page, sorted."""
        changed_pages = changes.removed.keys() | changes.added.keys()
        self._names, self._previous = {}, self._names

        def entry(word: str) -> list[str]:
            """`[word, its stem where that is another, where it stands]`."""
            stem = postings.stems[word]
            return [word, stem if stem != word else "", postings.sections[word]]

        def size(word: str) -> int:
            return 10 + len(word) + len(postings.stems[word]) + len(postings.sections[word])

        ordered = [*postings.sections]
        groups = [*_groups(ordered, size, _SHARD)]
        shards = yield from self._parts("s", groups, changes.words, lambda group: [*map(entry, group)])
        lists: dict[str, dict[str, str]] = {}
        named = (word for word in ordered if word in postings.named)
        for kind, listed, place in (("w", ordered, 0), ("n", named, 1)):
            letters = _by_letter((word for word in listed if len(word) > 3 + place), place)
            names = yield from self._parts(kind, letters.values(), changes.words, " ".join)
            lists[kind] = dict(zip(letters, names, strict=True))
        for url in changed_pages:
            self._sizes.pop(url, None)
        pages = [url for (_, url), _ in sections]
        for url in pages:
            if url not in self._sizes:
                self._sizes[url] = 40 + sum(len(each.text) + len(each.heading) for each in load(url).sections)
        texts = [*_groups(pages, self._sizes.__getitem__, _BLOCK)]
        blocks = yield from self._parts("t", texts, changed_pages, lambda urls: [*map(_texts, map(load, urls))])
        if self._facets and not changes.renumbered and _same_facets(changes):
            yield self._facets, None
        else:
            self._facets = yield from _put("f", _facet_table([*map(load, pages)]))
        manifest = {
            "digits": DIGITS,
            "stop": " ".join(sorted(STOP_WORDS)),
            "starts": [group[0] for group in groups],
            "shards": shards,
            "lists": lists,
            "firstPages": [*accumulate(map(len, texts[:-1]), initial=0)],
            "blocks": blocks,
            "pages": (yield from _put("p", runs(number for _, number in sections))),
            "facets": self._facets,
        }
        yield "index", _script("index", json.dumps(manifest, ensure_ascii=False, separators=(",", ":")))

    def _parts(
        self, kind: str, groups: Iterable[list[str]], changed: Set[str], content: Callable[[list[str]], Any]
    ) -> Generator[tuple[str, str | None], None, list[str]]:
        """Yield a file for each group of words or addresses, made only if one of them changed; return the names."""
        names = []
        for group in groups:
            key = (kind, group[0], group[-1], len(group))
            name = self._previous.get(key) if changed.isdisjoint(group) else None
            if name:
                yield name, None
            else:
                name = yield from _put(kind, content(group))
            self._names[key] = name
            names.append(name)
        return names


def _same_facets(changes: Changes) -> bool:
    """Return True if changed pages, the same as before, still have the same facets."""
    return all(changes.removed[url].facets == changes.added[url].facets for url in changes.added)


def _facet_table(pages: Sequence[SearchDocument]) -> dict[str, Any]:
    """Return the kind and facet values of every page, run-length encoded."""
    table: dict[str, Any] = {"kind": runs(page.kind for page in pages)}
    for facet in FACETS:
        counted = Counter(value for page in pages for value in page.facets.get(facet, ()))
        values = sorted(sorted(counted, key=lambda value: (-counted[value], value))[:_MAX_FACET_VALUES])
        places = {value: place for place, value in enumerate(values)}
        chosen = [[places[value] for value in page.facets.get(facet, ()) if value in places] for page in pages]
        table[facet] = {"values": values, "of": runs(chosen)}
    return table


def _put(kind: str, content: Any) -> Generator[tuple[str, str], None, str]:
    """Yield a file whose name contains its digest; return that name without suffix."""
    shown = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    name = f"{kind}{hashlib.sha256(shown.encode()).hexdigest()[:7]}"
    yield name, _script(name, shown)
    return name


def _script(name: str, shown: str) -> str:
    return f'recapSearch.put("{name}",{shown})\n'


def _texts(page: SearchDocument) -> list[Any]:
    """Return `[address, kind, title, context, [[anchor, heading, text], …]]`."""
    texts = [[each.anchor, each.heading, each.text] for each in page.sections]
    return [page.url, page.kind, page.title, page.context, texts]


def _by_letter(ordered: Iterable[str], place: int) -> dict[str, list[str]]:
    """Return words by the letter at a position, sorted; other scripts together."""
    lists: dict[str, list[str]] = {}
    for word in ordered:
        letter = word[place]
        lists.setdefault(letter if letter.isascii() else "", []).append(word)
    return dict(sorted(lists.items()))


def _groups(entries: Iterable[Any], size: Callable[[Any], int], limit: int) -> Iterator[list[Any]]:
    """Yield lists of entries, each closed when its size exceeds a limit."""
    group: list[Any] = []
    held = 0
    for entry in entries:
        group.append(entry)
        held += size(entry)
        if held > limit:
            yield group
            group, held = [], 0
    if group:
        yield group
