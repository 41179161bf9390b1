"""Index of pages: words and the pages they occur in. Can be updated with the pages that changed.

The same pages give the same bytes, in whatever order they were added. An update reads and writes only the rows that it
concerns, of tables that may lie on disk.
"""

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from recap.search import shards
from recap.search.encoding import in_names, merge
from recap.search.extract import KINDS, SearchDocument
from recap.search.numbering import Renumbered, renumber
from recap.search.ranges import Ranges
from recap.search.shards import Changes, Load, Tables, Written
from recap.search.tokenizer import STOP_WORDS, fold, stem, words

_WORD = re.compile(r"[^\W_]+")
Sections = list[dict[str, int]]
"""Word -> weight, for each section of a page."""


class Index:
    """Postings of all pages, and the files they were written to."""

    TABLES = ("pages", "words", "spellings", "lists", "summary")
    """Names of the tables; their keys are texts, their values JSON, and a value is replaced, never changed.

    `pages` and `words` are the rows of `Ranges`: rank of the kind and address -> size of the texts, facets; word ->
    stem, packed postings, 1 if it occurs in names. `spellings` are those with accents: word -> spelling -> number of
    pages. `lists` are the words among which typing errors are looked for. `summary` says what the files are made of.
    """

    def __init__(self, tables: Tables | None = None) -> None:
        self._tables: Tables = {name: {} for name in self.TABLES} if tables is None else tables
        self._removed: dict[str, SearchDocument] = {}
        self._added: dict[str, SearchDocument] = {}

    def add(self, page: SearchDocument) -> None:
        """Add a page; the order does not matter."""
        self._added[_key(page)] = page

    def remove(self, page: SearchDocument) -> None:
        """Remove a page, given as it was added."""
        self._removed[_key(page)] = page

    def write(self, folder: Path) -> None:
        """Write all files of the added pages into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in self.files({page.url: page for page in self._added.values()}.__getitem__):
            (folder / f"{name}.js").write_text(content or "", "utf-8", newline="\n")

    def files(self, load: Load) -> Written:
        """Yield every file."""
        return shards.files(self._tables, self.apply_changes(load), load)

    def apply_changes(self, load: Load) -> Changes:
        """Bring the tables up to date with the pages added and removed since the last call.

        Pages that get another number because of their neighbours are loaded.
        """
        removed, added = self._removed, self._added
        self._removed, self._added = {}, {}
        summary = self._tables["summary"]
        pages = Ranges(self._tables["pages"], summary.get("pages", {}), lambda *_: 1)
        entries = {key: shards.page_entry(added.get(key)) for key in removed.keys() | added.keys()}
        numbers = renumber(pages, entries)
        moved = {key: load(key[2:]) for key in numbers.moved}
        pairs = {key: (removed.get(key), added.get(key)) for key in entries} | {
            key: (page, page) for key, page in moved.items()
        }
        removals, additions = _changed_postings(pairs, numbers)
        respelt = {word for pair in pairs.values() for word in self._count_spellings(*pair)}
        found = Ranges(self._tables["words"], summary.get("words", {}), shards.word_size)
        lists: dict[str, dict[str, bool]] = {}

        def entry(word: str, old: Any) -> Any:
            packed = merge(old[1] if old else "", removals.get(word, ()), additions.pop(word, ()))
            kept = old and word not in respelt
            entry = [old[0] if kept else self._stem(word), packed, int(in_names(packed))] if packed else None
            after = _lists(word, entry)
            for name in after ^ _lists(word, old) if old else after:
                lists.setdefault(name, {})[word] = name in after
            return entry

        rows = found.revise({*removals, *additions, *respelt}, entry)
        for name, changes in lists.items():
            self._update_list(name, changes)
        for name, ranges in (("pages", pages), ("words", found)):
            if summary.get(name) != ranges.sizes:
                summary[name] = ranges.sizes
        return Changes(pages, numbers, found, {*rows}, {*lists})

    def _stem(self, word: str) -> str:
        """Return the stem of a word in its commonest spelling: the number of letters that it lacks, or `=` and it."""
        spellings = self._tables["spellings"].get(word)
        commonest = min(spellings, key=lambda each: (-spellings[each], each)) if spellings else word
        found = fold(stem(commonest))
        return str(len(word) - len(found)) if word.startswith(found) else f"={found}"

    def _update_list(self, name: str, changes: Mapping[str, bool]) -> None:
        """Put words on a list or, where it says False, take them off."""
        lists = self._tables["lists"]
        listed = {*lists.get(name, "").split(" ")} - {""} | changes.keys()
        if left := sorted(word for word in listed if changes.get(word, True)):
            lists[name] = " ".join(left)
        else:
            del lists[name]

    def _count_spellings(self, old: SearchDocument | None, new: SearchDocument | None) -> set[str]:
        """Count the accented spellings of a page; return the words, folded, of which another number is spelt so."""
        before, after = _spellings(old), _spellings(new)
        table, found = self._tables["spellings"], set()
        for spelling in before ^ after:
            word = fold(spelling)
            counted = {**table.get(word, {})}
            counted[spelling] = counted.get(spelling, 0) + (1 if spelling in after else -1)
            if left := {each: number for each, number in counted.items() if number}:
                table[word] = left
            else:
                del table[word]
            found.add(word)
        return found


def _key(page: SearchDocument) -> str:
    return f"{KINDS.index(page.kind)} {page.url}"


def _spellings(page: SearchDocument | None) -> set[str]:
    """Return the words of titles and texts with accents, as they are spelt but for capitals."""
    if not page:
        return set()
    texts = [page.title, *(each for section in page.sections for each in (section.text, section.heading))]
    spellings = {word for each in texts if not each.isascii() for word in _WORD.findall(each.lower())}
    return {word for word in spellings if not word.isascii()}


def _lists(word: str, entry: Any) -> set[str]:
    """Return the names of the lists that a word stands on: by its first letter, in names by the second one too.

    Letters of other scripts share a list.
    """
    letters = [("w", word[:1])] if entry and len(word) > 3 else []
    letters += [("n", word[1:2])] if entry and entry[2] and len(word) > 4 else []
    return {kind + letter if letter.isascii() else kind for kind, letter in letters}


def _changed_postings(
    pages: Mapping[str, tuple[SearchDocument | None, SearchDocument | None]], numbers: Renumbered
) -> tuple[Mapping[str, set[int]], dict[str, Any]]:
    """Return word -> pages that do not have it any more, and word -> its new postings, as for `merge`.

    `pages` are their previous and present versions. A word that a page has as before is left out.
    """
    removals: dict[str, set[int]] = defaultdict(set)
    additions: dict[str, array[int]] = defaultdict(partial(array, "Q"))
    for key in sorted(pages, key=lambda key: numbers.after.get(key, -1)):
        old_number, number = numbers.before.get(key, -1), numbers.after.get(key, -1)
        before, after = map(_weights, pages[key])
        differing = _differing(before, after) if number == old_number else None
        for weights in before:
            for word in weights if differing is None else weights.keys() & differing:
                removals[word].add(old_number)
        for place, weights in enumerate(after):
            section = number << 32 | place << 3
            for word, weight in weights.items():
                if differing is None or word in differing:
                    additions[word].append(section | weight)
    return removals, additions


def _differing(before: Sections, after: Sections) -> set[str]:
    """Return the words that occur differently in two versions of a page."""
    one, other = (
        {(place, *each) for place, own in enumerate(page) for each in own.items()} for page in (before, after)
    )
    return {word for _, word, _ in one ^ other}


def _weights(page: SearchDocument | None) -> Sections:
    found: Sections = []
    if not page:
        return found
    for place, section in enumerate(page.sections):
        counted = Counter(words(section.text))
        weights = {word: min(count, 3) - 1 for word, count in counted.items() if word not in STOP_WORDS}
        for weight, texts in _fields(page, place, section.heading):
            for each in texts:
                for word in _words(each):
                    if weights.get(word, 0) <= weight:
                        weights[word] = weight
        found.append(weights)
    return found


@lru_cache(8192)
def _words(name: str) -> tuple[str, ...]:
    """Return the words of a name or heading, which many pages may share."""
    return (*words(name),)


def _fields(page: SearchDocument, place: int, heading: str) -> Iterator[tuple[int, Iterable[str]]]:
    """Yield weight and texts of a section's fields: 7 for a one-word title to 3 for a heading; body text has 0 to 2."""
    if heading:
        yield 3, (heading,)
    if place == 0:
        yield 4, page.keywords
        yield 5, page.aliases
        length = len(_words(page.title))
        yield 7 if length == 1 else 6 if length <= 3 else 5, (page.title,)
