"""Finds terms in texts, whatever the capitals, accents and plural endings of words of more than three letters."""

import functools
import itertools
import re
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from recap.core import text

T = TypeVar("T")
WORD = re.compile(r"\w+")
_BETWEEN = re.compile(r"[ \u00a0\u202f/.’'-]{1,2}")


class TermSearch(Generic[T]):
    """Terms, indexed for matching in texts; given as (names, what they stand for)."""

    def __init__(self, entries: Iterable[tuple[Iterable[str], T]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], T]]] = {}
        for names, term in entries:
            for name in names:
                words = tuple(_stem(word) for word in WORD.findall(name))
                if len("".join(words)) > 1:
                    self._by_first.setdefault(words[0], []).append((words, term))
        for group in self._by_first.values():
            group.sort(key=lambda entry: -len(entry[0]))

    def at(self, piece: str, words: list[re.Match[str]], number: int) -> tuple[T | None, int]:
        """Return the longest term that starts at a word of a text, or None, and the number of words it covers."""
        for wanted, term in self._by_first.get(_stem(words[number][0]), ()):
            here = words[number : number + len(wanted)]
            gaps = (_BETWEEN.fullmatch(piece, one.end(), other.start()) for one, other in itertools.pairwise(here))
            same = tuple(_stem(word[0]) for word in here) == wanted and all(gaps)
            if same and not _in_address(piece, here[0].start(), here[-1].end()):
                return term, len(wanted)
        return None, 1

    def find(self, piece: str) -> Iterator[T]:
        """Yield the terms in a text in their order, each as often as it occurs."""
        first = {word for word in {*WORD.findall(piece)} if _stem(word) in self._by_first}
        words, number = [*WORD.finditer(piece)] if first else [], 0
        while number < len(words):
            term, length = self.at(piece, words, number) if words[number][0] in first else (None, 1)
            if term is not None:
                yield term
            number += length

    def may_find(self, piece: str) -> bool:
        """Return False if no word of a text is the first of a term: most texts need no more."""
        return any(_stem(word) in self._by_first for word in {*WORD.findall(piece)})


@functools.lru_cache(maxsize=65536)
def _stem(word: str) -> str:
    """Return a word without capitals, accents and plural ending; words of three letters or fewer are unchanged."""
    return re.sub(r"[sx]$", "", text.fold(word)) if len(word) > 3 else word


def _in_address(piece: str, start: int, end: int) -> bool:
    """Return True if a word is part of an address, path, entity, handle or hyphenated compound."""
    return piece[max(0, start - 1) : start] in tuple("@/._&#-") or bool(re.match(r"[/_@-]\w|\.\w|;", piece[end:]))
