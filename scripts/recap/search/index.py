"""Pages -> the files of the index: words with their postings, word lists for typing errors, texts for excerpts.

Every file is a script that hands its content to the client, for a script is all that a page from disk may load. All
names but `index.js` hold the sum of the content. The same pages give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import re
from array import array
from collections import Counter
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence, Set
from itertools import accumulate
from pathlib import Path
from typing import Any

from recap.search.extract import KINDS, Found
from recap.search.tokenizer import STOP_WORDS, fold, stem, words

DIGITS = "".join(chr(code) for code in range(32, 127) if chr(code) not in "\"\\<&'")
"""Printable characters that need no escape: the digits of numbers, the upper half of them « more follows »."""
_HALF = len(DIGITS) // 2
_VALUES = {digit: value for value, digit in enumerate(DIGITS)}
_SHARD, _BLOCK = 28_000, 6_000
"""Characters from which on a file of words, of texts, is closed: about 15 and 3 KB compressed."""
FACETS = ("event", "year", "topic", "language")
_WORD = re.compile(r"[^\W_]+")
_MOST_VALUES = 60
"""Values of a facet that can be chosen: the most frequent ones."""


class Index:
    """The index of pages. It can be kept, and be brought up to date with the pages that came, went or changed since."""

    def __init__(self) -> None:
        self._sections: dict[tuple[int, str], int] = {}
        """(rank of its kind, address) of every page -> number of its sections; in order."""
        self._postings: dict[str, str] = {}
        """Word -> where it stands, packed."""
        self._forms: dict[str, str] = {}
        """Word -> its stem."""
        self._accented: dict[str, dict[str, int]] = {}
        """Word -> how it is written with accents -> in how many pages."""
        self._named: set[str] = set()
        """The words of names and titles."""
        self._names: dict[tuple[str, str, str, int], str] = {}
        """(kind of file, first and last of what it holds, number of these) -> its name."""
        self._sizes: dict[str, int] = {}
        """Address -> length of the texts of the page."""
        self._facets = ""
        """Name of the file of facets."""
        self._old: list[Found] = []
        self._new: list[Found] = []

    def add(self, page: Found) -> None:
        """Add a page; the order does not matter."""
        self._new.append(page)

    def remove(self, page: Found) -> None:
        """Remove a page, which must be as it was when it was added."""
        self._old.append(page)

    def write(self, folder: Path) -> None:
        """Write all files of the pages that were added into a folder."""
        pages = {page.url: page for page in self._new}
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in self.files(pages.__getitem__):
            (folder / f"{name}.js").write_text(content or "", "utf-8", newline="\n")

    def files(self, find: Callable[[str], Found]) -> Iterator[tuple[str, str | None]]:
        """Every file as (name, content); None where an earlier call gave a file of that name. `find` gives any page."""
        old, new = {page.url: page for page in self._old}, {page.url: page for page in self._new}
        (shifted, touched), changed = self._update(), old.keys() | new.keys()
        self._names, former = {}, self._names
        ordered = [*self._postings]
        shown = self._forms, self._postings
        groups = [*_groups(ordered, lambda word: 10 + len(word) + sum(len(each[word]) for each in shown), _SHARD)]
        shards = yield from self._parts("s", groups, former, touched, lambda group: [*map(self._entry, group)])
        lists: dict[str, dict[str, str]] = {}
        named = (word for word in ordered if word in self._named)
        for kind, listed, place in (("w", ordered, 0), ("n", named, 1)):
            letters = _by_letter((word for word in listed if len(word) > 3 + place), place)
            given = yield from self._parts(kind, letters.values(), former, touched, " ".join)
            lists[kind] = dict(zip(letters, given, strict=True))
        for url in changed:
            self._sizes.pop(url, None)
        pages = [url for _, url in self._sections]
        for url in pages:
            if url not in self._sizes:
                self._sizes[url] = 40 + sum(len(each.text) + len(each.heading) for each in find(url).sections)
        texts = [*_groups(pages, self._sizes.__getitem__, _BLOCK)]
        blocks = yield from self._parts("t", texts, former, changed, lambda group: [_told(find(url)) for url in group])
        stay = not shifted and all(old[url].facets == new[url].facets for url in new)
        if not stay or not self._facets:
            self._facets = yield from self._put("f", self._facet_table([*map(find, pages)]))
        else:
            yield self._facets, None
        manifest = {
            "digits": DIGITS,
            "stop": " ".join(sorted(STOP_WORDS)),
            "starts": [group[0] for group in groups],
            "shards": shards,
            "lists": lists,
            "firstPages": [*accumulate(map(len, texts[:-1]), initial=0)],
            "blocks": blocks,
            "pages": (yield from self._put("p", _runs(self._sections.values()))),
            "facets": self._facets,
        }
        yield "index", _script("index", json.dumps(manifest, ensure_ascii=False, separators=(",", ":")))

    def _update(self) -> tuple[bool, Set[str]]:
        """Work in what was added and removed: whether the pages are others than before, words that changed."""
        before, numbers = self._sections, _numbers(self._sections)
        gone: dict[str, set[int]] = {}
        come: dict[str, array[int]] = {}
        respelt: set[str] = set()
        for page in self._old:
            for number, weights in enumerate(self._weights(page), numbers[_key(page)]):
                for word in weights:
                    gone.setdefault(word, set()).add(number)
            respelt |= self._count(page, -1)
        out = {_key(page) for page in self._old}
        left = [key for key in before if key not in out]
        sections = {key: before[key] for key in left} | {_key(page): len(page.sections) for page in self._new}
        self._sections = dict(sorted(sections.items()))
        new_numbers = _numbers(self._sections)
        for page in sorted(self._new, key=_key):
            for number, weights in enumerate(self._weights(page), new_numbers[_key(page)]):
                for word, weight in weights.items():
                    come.setdefault(word, array("I")).append(8 * number + weight)
            respelt |= self._count(page, 1)
        moved = (
            array("I", range(sum(before.values()))) if any(numbers[key] != new_numbers[key] for key in left) else None
        )
        if moved:
            for key in left:
                start, end, goal = numbers[key], numbers[key] + before[key], new_numbers[key]
                moved[start:end] = array("I", range(goal, goal + before[key]))
        touched = gone.keys() | come.keys() | (self._postings.keys() if moved else set())
        for word in touched:
            self._work_in(word, gone.get(word, ()), come.get(word, ()), moved)
        for word in respelt & self._postings.keys() | (self._postings.keys() - self._forms.keys()):
            ways = self._accented.get(word)
            self._forms[word] = fold(stem(min(ways, key=lambda way: (-ways[way], way)) if ways else word))
        self._postings = dict(sorted(self._postings.items()))
        self._old, self._new = [], []
        return [*before] != [*self._sections], touched | respelt

    def _work_in(self, word: str, gone: Collection[int], come: Iterable[int], moved: Sequence[int] | None) -> None:
        kept = [number for number in _unpacked(self._postings.get(word, "")) if number >> 3 not in gone]
        if moved:
            kept = [8 * moved[number >> 3] + (number & 7) for number in kept]
        numbers = sorted([*kept, *come])
        if not numbers:
            for table in (self._postings, self._forms):
                table.pop(word, None)
            self._named.discard(word)
            return
        self._postings[word] = _packed(numbers)
        (self._named.add if any(number & 7 > 3 for number in numbers) else self._named.discard)(word)

    def _count(self, page: Found, step: int) -> set[str]:
        """Note how the words of a page are written, once more or once less; returns those that have accents."""
        written = [page.title, *(each for section in page.sections for each in (section.text, section.heading))]
        ways = {word for each in written if not each.isascii() for word in _WORD.findall(each.lower())}
        folded = {way: fold(way) for way in ways if not way.isascii()}
        for way, word in folded.items():
            counted = self._accented.setdefault(word, {})
            counted[way] = counted.get(way, 0) + step
            if not counted[way]:
                del counted[way]
                if not counted:
                    del self._accented[word]
        return set(folded.values())

    def _weights(self, page: Found) -> Iterator[dict[str, int]]:
        """Of each section its words with their weights."""
        for place, section in enumerate(page.sections):
            weights: dict[str, int] = {}
            for word, count in Counter(words(section.text)).items():
                if word not in STOP_WORDS:
                    weights[word] = min(count, 3) - 1
            for weight, texts in self._fields(page, place, section.heading):
                for each in texts:
                    for word in words(each):
                        weights[word] = max(weight, weights.get(word, 0))
            yield weights

    @staticmethod
    def _fields(page: Found, place: int, heading: str) -> Iterator[tuple[int, Iterable[str]]]:
        """Weights of the fields of a section, 7 for a title of one word, 3 for a heading; text has 0 to 2."""
        if heading:
            yield 3, (heading,)
        if place == 0:
            yield 4, page.names
            yield 5, page.also
            length = len([*words(page.title)])
            yield 7 if length == 1 else 6 if length <= 3 else 5, (page.title,)

    def _entry(self, word: str) -> list[str]:
        """`[word, its stem where that is another, where it stands]`."""
        form = self._forms[word]
        return [word, form if form != word else "", self._postings[word]]

    def _parts(
        self,
        kind: str,
        groups: Iterable[list[str]],
        former: Mapping[tuple[str, str, str, int], str],
        changed: Set[str],
        content: Callable[[list[str]], Any],
    ) -> Generator[tuple[str, str | None], None, list[str]]:
        """A file for each group of words or addresses, made anew where one of them changed; returns the names."""
        names = []
        for group in groups:
            key = (kind, group[0], group[-1], len(group))
            name = former.get(key) if changed.isdisjoint(group) else None
            if name:
                yield name, None
            else:
                name = yield from self._put(kind, content(group))
            self._names[key] = name
            names.append(name)
        return names

    @staticmethod
    def _facet_table(pages: Sequence[Found]) -> dict[str, Any]:
        """Of every page its kind and the values of its facets, runs of equal ones once."""
        table: dict[str, Any] = {"kind": _runs(page.kind for page in pages)}
        for facet in FACETS:
            counted = Counter(value for page in pages for value in page.facets.get(facet, ()))
            values = sorted(sorted(counted, key=lambda value: (-counted[value], value))[:_MOST_VALUES])
            places = {value: place for place, value in enumerate(values)}
            chosen = [[places[value] for value in page.facets.get(facet, ()) if value in places] for page in pages]
            table[facet] = {"values": values, "of": _runs(chosen)}
        return table

    @staticmethod
    def _put(kind: str, content: Any) -> Generator[tuple[str, str], None, str]:
        """A file whose name holds its sum; returns its name without folder and suffix."""
        shown = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        name = f"{kind}{hashlib.sha256(shown.encode()).hexdigest()[:7]}"
        yield name, _script(name, shown)
        return name


def _script(name: str, shown: str) -> str:
    return f'recapSearch.put("{name}",{shown})\n'


def _key(page: Found) -> tuple[int, str]:
    return KINDS.index(page.kind), page.url


def _numbers(sections: Mapping[tuple[int, str], int]) -> dict[tuple[int, str], int]:
    """The number of the first section of every page."""
    return dict(zip(sections, accumulate(sections.values(), initial=0), strict=False))


def _told(page: Found) -> list[Any]:
    """`[address, kind, title, where, [[anchor, heading, text], …]]`."""
    texts = [[each.anchor, each.heading, each.text] for each in page.sections]
    return [page.url, page.kind, page.title, page.where, texts]


def _by_letter(ordered: Iterable[str], place: int) -> dict[str, list[str]]:
    """Words by the letter at a place, in order; those of other scripts together."""
    lists: dict[str, list[str]] = {}
    for word in ordered:
        letter = word[place]
        lists.setdefault(letter if letter.isascii() else "", []).append(word)
    return dict(sorted(lists.items()))


def _groups(entries: Iterable[Any], size: Callable[[Any], int], limit: int) -> Iterator[list[Any]]:
    """The entries in lists, each closed when its size goes beyond a limit."""
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


def _packed(numbers: Iterable[int]) -> str:
    """Rising numbers 8 * section + weight as a text: of each the step from the last section, and the weight."""
    found, last = [], 0
    for number in numbers:
        step = number - last
        last = number & ~7
        while step >= _HALF:
            step, digit = divmod(step, _HALF)
            found.append(DIGITS[_HALF + digit])
        found.append(DIGITS[step])
    return "".join(found)


def _unpacked(packed: str) -> Iterator[int]:
    """The numbers that `_packed` packed."""
    last, step, scale = 0, 0, 1
    for sign in packed:
        digit = _VALUES[sign]
        if digit >= _HALF:
            step += (digit - _HALF) * scale
            scale *= _HALF
            continue
        number = last + step + digit * scale
        yield number
        last, step, scale = number & ~7, 0, 1


def _runs(values: Iterable[Any]) -> list[Any]:
    """`[value, how many times in a row, value, …]`."""
    found: list[Any] = []
    for value in values:
        if found and found[-2] == value:
            found[-1] += 1
        else:
            found += [value, 1]
    return found
