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
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from recap.search.documents import KINDS, Found
from recap.search.words import STOP_WORDS, fold, stem, words

DIGITS = "".join(chr(code) for code in range(32, 127) if chr(code) not in "\"\\<&'")
"""Printable characters that need no escape: the digits of numbers, the upper half of them « more follows »."""
_HALF = len(DIGITS) // 2
_SHARD, _BLOCK = 28_000, 6_000
"""Characters from which on a file of words, of texts, is closed: about 15 and 3 KB compressed."""
FACETS = ("event", "year", "topic", "language")
_WORD = re.compile(r"[^\W_]+")
_MOST_VALUES = 60
"""Values of a facet that can be chosen: the most frequent ones."""


class Index:
    """Collects pages and writes the index of them."""

    def __init__(self) -> None:
        self._pages: list[Found] = []

    def add(self, page: Found) -> None:
        """Add a page; the order does not matter."""
        self._pages.append(page)

    def write(self, folder: Path) -> None:
        """Write all files into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        self._pages.sort(key=lambda page: (KINDS.index(page.kind), page.url))
        postings, named, forms = self._invert()
        self._folder = folder
        starts, shards = self._write_words(postings, forms)
        lists = {
            "w": self._write_lists("w", ((word[0], word) for word in postings)),
            "n": self._write_lists("n", ((word[1], word) for word in named if len(word) > 4)),
        }
        first_pages, blocks = self._write_texts()
        manifest = {
            "digits": DIGITS,
            "stop": " ".join(sorted(STOP_WORDS)),
            "starts": starts,
            "shards": shards,
            "lists": lists,
            "firstPages": first_pages,
            "blocks": blocks,
            "pages": self._put("p", _runs([len(page.sections) for page in self._pages])),
            "facets": self._put("f", self._facets()),
        }
        self._write("index", json.dumps(manifest, ensure_ascii=False, separators=(",", ":")))

    def _invert(self) -> tuple[dict[str, array[int]], set[str], dict[str, str]]:
        """Word -> postings (8 * section + weight, rising), the words of names and titles, word -> stem."""
        postings: dict[str, array[int]] = {}
        named: set[str] = set()
        accented: dict[str, str] = {}
        number = 0
        for page in self._pages:
            for place, section in enumerate(page.sections):
                weights: dict[str, int] = {}
                for word, count in Counter(words(section.text)).items():
                    if word not in STOP_WORDS:
                        weights[word] = min(count, 3) - 1
                for weight, texts in self._fields(page, place, section.heading):
                    for each in texts:
                        for word in words(each):
                            weights[word] = max(weight, weights.get(word, 0))
                            if weight > 3:
                                named.add(word)
                for word, weight in weights.items():
                    postings.setdefault(word, array("I")).append(8 * number + weight)
                for written in (section.text, section.heading, page.title):
                    for word in _WORD.findall(written.lower()) if not written.isascii() else ():
                        accented.setdefault(fold(word), word)
                number += 1
        forms = {word: fold(stem(accented.get(word, word))) for word in postings}
        return postings, named, forms

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

    def _write_words(self, postings: dict[str, array[int]], forms: dict[str, str]) -> tuple[list[str], list[str]]:
        """Files of words in order, `[word, stem where it differs, postings]` each: their first words and names."""
        entries = (
            [word, forms[word] if forms[word] != word else "", _packed(postings[word])] for word in sorted(postings)
        )
        groups = [*_groups(entries, lambda entry: 10 + sum(map(len, entry)), _SHARD)]
        return [group[0][0] for group in groups], [self._put("s", group) for group in groups]

    def _write_lists(self, kind: str, entries: Iterable[tuple[str, str]]) -> dict[str, str]:
        """Lists of words by a letter, for typing errors; those of other scripts are one list."""
        lists: dict[str, list[str]] = {}
        for letter, word in sorted(entries):
            if len(word) > 3:
                lists.setdefault(letter if letter.isascii() else "", []).append(word)
        return {letter: self._put(kind, " ".join(group)) for letter, group in lists.items()}

    def _write_texts(self) -> tuple[list[int], list[str]]:
        """Blocks of pages, [address, kind, title, where, [[anchor, heading, text], …]] each: first pages and names."""
        entries = (
            [
                page.url,
                page.kind,
                page.title,
                page.where,
                [[each.anchor, each.heading, each.text] for each in page.sections],
            ]
            for page in self._pages
        )
        groups = _groups(
            entries, lambda entry: 40 + sum(len(text) + len(heading) for _, heading, text in entry[4]), _BLOCK
        )
        first: list[int] = []
        names: list[str] = []
        number = 0
        for group in groups:
            first.append(number)
            names.append(self._put("t", group))
            number += len(group)
        return first, names

    def _facets(self) -> dict[str, Any]:
        """Of every page its kind and the values of its facets, runs of equal ones once."""
        table: dict[str, Any] = {"kind": _runs([page.kind for page in self._pages])}
        for facet in FACETS:
            counted = Counter(value for page in self._pages for value in page.facets.get(facet, ()))
            values = sorted(sorted(counted, key=lambda value: (-counted[value], value))[:_MOST_VALUES])
            places = {value: place for place, value in enumerate(values)}
            chosen = [
                [places[value] for value in page.facets.get(facet, ()) if value in places] for page in self._pages
            ]
            table[facet] = {"values": values, "of": _runs(chosen)}
        return table

    def _put(self, kind: str, content: Any) -> str:
        """Write a file whose name holds its sum; returns its name without folder and suffix."""
        shown = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        name = f"{kind}{hashlib.sha256(shown.encode()).hexdigest()[:7]}"
        self._write(name, shown)
        return name

    def _write(self, name: str, shown: str) -> None:
        (self._folder / f"{name}.js").write_text(f'recapSearch.put("{name}",{shown})\n', "utf-8", newline="\n")


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


def _runs(values: Iterable[Any]) -> list[Any]:
    """`[value, how many times in a row, value, …]`."""
    found: list[Any] = []
    for value in values:
        if found and found[-2] == value:
            found[-1] += 1
        else:
            found += [value, 1]
    return found
