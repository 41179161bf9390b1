"""Index of pages: words and the sections they occur in. Can be updated with the pages that changed.

The same pages give the same bytes, in whatever order they were added.
"""

import re
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path

from recap.search.encoding import pack, unpack
from recap.search.extract import KINDS, SearchDocument
from recap.search.shards import Changes, Load, Postings, Shards, Written
from recap.search.tokenizer import STOP_WORDS, fold, stem, words

_WORD = re.compile(r"[^\W_]+")
Moved = Sequence[int] | None
"""Old number of a section -> new number; None if all numbers stay."""


class Index:
    """Postings of all pages, and the files they were written to."""

    def __init__(self) -> None:
        self._sections: dict[tuple[int, str], int] = {}
        """(rank of the kind, address) of every page -> number of its sections; sorted."""
        self._postings = Postings()
        self._accented: dict[str, dict[str, int]] = {}
        """Word -> spelling with accents -> number of pages with it."""
        self._shards = Shards()
        self._removed: list[SearchDocument] = []
        self._added: list[SearchDocument] = []

    def add(self, page: SearchDocument) -> None:
        """Add a page; the order does not matter."""
        self._added.append(page)

    def remove(self, page: SearchDocument) -> None:
        """Remove a page, given as it was added."""
        self._removed.append(page)

    def write(self, folder: Path) -> None:
        """Write all files of the added pages into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in self.files({page.url: page for page in self._added}.__getitem__):
            (folder / f"{name}.js").write_text(content or "", "utf-8", newline="\n")

    def files(self, load: Load) -> Written:
        """Yield every file."""
        changes = self.apply_changes()
        return self._shards.files(self._postings, [*self._sections.items()], changes, load)

    def apply_changes(self) -> Changes:
        """Update the postings with the pages added and removed since the last call."""
        before, numbers = self._sections, _numbers(self._sections)
        removed: dict[str, set[int]] = {}
        added: dict[str, array[int]] = {}
        respelt: set[str] = set()
        for page in self._removed:
            for number, weights in enumerate(self._weights(page), numbers[_key(page)]):
                for word in weights:
                    removed.setdefault(word, set()).add(number)
            respelt |= self._count_spellings(page, -1)
        left = before.keys() - {*map(_key, self._removed)}
        sections = {key: before[key] for key in left} | {_key(page): len(page.sections) for page in self._added}
        self._sections = dict(sorted(sections.items()))
        new_numbers = _numbers(self._sections)
        for page in sorted(self._added, key=_key):
            for number, weights in enumerate(self._weights(page), new_numbers[_key(page)]):
                for word, weight in weights.items():
                    added.setdefault(word, array("I")).append(8 * number + weight)
            respelt |= self._count_spellings(page, 1)
        moved = None
        if any(numbers[key] != new_numbers[key] for key in left):
            moved = array("I", range(sum(before.values())))
            for key in left:
                start, end, goal = numbers[key], numbers[key] + before[key], new_numbers[key]
                moved[start:end] = array("I", range(goal, goal + before[key]))
        postings = self._postings
        touched = removed.keys() | added.keys() | (postings.sections.keys() if moved else set())
        for word in touched:
            self._update_postings(word, removed.get(word, ()), added.get(word, ()), moved)
        for word in respelt & postings.sections.keys() | (postings.sections.keys() - postings.stems.keys()):
            spellings = self._accented.get(word)
            commonest = min(spellings, key=lambda each: (-spellings[each], each)) if spellings else word
            postings.stems[word] = fold(stem(commonest))
        postings.sections = dict(sorted(postings.sections.items()))
        old, new = ({page.url: page for page in pages} for pages in (self._removed, self._added))
        self._removed, self._added = [], []
        return Changes(old, new, touched | respelt, [*before] != [*self._sections])

    def _update_postings(self, word: str, removed: Collection[int], added: Iterable[int], moved: Moved) -> None:
        """Replace the postings of a word: without `removed` sections, with `added` ones, all renumbered by `moved`."""
        postings = self._postings
        kept = [number for number in unpack(postings.sections.get(word, "")) if number >> 3 not in removed]
        if moved:
            kept = [8 * moved[number >> 3] + (number & 7) for number in kept]
        numbers = sorted([*kept, *added])
        if not numbers:
            for table in (postings.sections, postings.stems):
                table.pop(word, None)
            postings.named.discard(word)
            return
        postings.sections[word] = pack(numbers)
        change = postings.named.add if any(number & 7 > 3 for number in numbers) else postings.named.discard
        change(word)

    def _count_spellings(self, page: SearchDocument, step: int) -> set[str]:
        """Add `step` to the spellings of a page's accented words; return these words, folded."""
        texts = [page.title, *(each for section in page.sections for each in (section.text, section.heading))]
        spellings = {word for each in texts if not each.isascii() for word in _WORD.findall(each.lower())}
        folded = {spelling: fold(spelling) for spelling in spellings if not spelling.isascii()}
        for spelling, word in folded.items():
            counted = self._accented.setdefault(word, {})
            counted[spelling] = counted.get(spelling, 0) + step
            if not counted[spelling]:
                del counted[spelling]
                if not counted:
                    del self._accented[word]
        return set(folded.values())

    def _weights(self, page: SearchDocument) -> Iterator[dict[str, int]]:
        """Yield word -> weight of each section."""
        for place, section in enumerate(page.sections):
            counted = Counter(words(section.text))
            weights = {word: min(count, 3) - 1 for word, count in counted.items() if word not in STOP_WORDS}
            for weight, texts in self._fields(page, place, section.heading):
                for each in texts:
                    for word in words(each):
                        weights[word] = max(weight, weights.get(word, 0))
            yield weights

    @staticmethod
    def _fields(page: SearchDocument, place: int, heading: str) -> Iterator[tuple[int, Iterable[str]]]:
        """Yield weight and texts of a section's fields: 7 for a one-word title to 3 for a heading; body text has 0 to
        2.
        """
        if heading:
            yield 3, (heading,)
        if place == 0:
            yield 4, page.keywords
            yield 5, page.aliases
            length = len([*words(page.title)])
            yield 7 if length == 1 else 6 if length <= 3 else 5, (page.title,)


def _key(page: SearchDocument) -> tuple[int, str]:
    return KINDS.index(page.kind), page.url


def _numbers(sections: Mapping[tuple[int, str], int]) -> dict[tuple[int, str], int]:
    """Return the number of the first section of every page."""
    return dict(zip(sections, accumulate(sections.values(), initial=0), strict=False))
