"""Compact encoding of postings and runs, as the search client reads it.

A posting says a page, a section of it and a weight. It is written as the number 8 * step from the page before + weight.
Weight 3 announces another number, 4 * section + weight; all others are about the first section.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable
from functools import lru_cache
from itertools import accumulate, groupby
from typing import Any

DIGITS = "".join(chr(code) for code in range(32, 127) if chr(code) not in "\"\\<&'")
"""Printable characters that need no escape: digits of numbers, the last `MORE` of them meaning « more follows »."""
MORE = 40
"""A multiple of 8, so that the first digit of a posting says its weight."""
_ENDS, _GOES_ON = DIGITS[:-MORE], DIGITS[-MORE:]
_VALUES = {digit: value for digits in (_ENDS, _GOES_ON) for value, digit in enumerate(digits)}


def _number(weights: Container[int]) -> str:
    """Return a regular expression for numbers with these weights."""
    ends, goes_on = (re.escape("".join(each for each in half if _VALUES[each] & 7 in weights)) for half in _HALVES)
    return f"(?:[{ends}]|[{goes_on}][{re.escape(_GOES_ON)}]*+[{re.escape(_ENDS)}])"


_HALVES, _ALL = (_ENDS, _GOES_ON), range(8)
_ELSEWHERE = _number([3]) + _number(_ALL)
_POSTING = re.compile(f"{_ELSEWHERE}|{_number(_ALL)}")
_NO_NAMES = re.compile(f"(?:{_ELSEWHERE}|{_number(range(3))})*+")


def in_names(packed: str) -> bool:
    """Return True if a posting has a weight above 3."""
    return not _NO_NAMES.fullmatch(packed)


def merge(packed: str, removed: Iterable[int], added: Iterable[int]) -> str:
    """Return packed postings with those of some pages `removed`, then those `added`, instead of any of the same page.

    `added` is sorted; each is 2 ** 32 * page + 8 * section + weight.
    """
    if not packed:
        return "".join(_pack(added))
    texts = _POSTING.findall(packed)
    pages = [*accumulate(map(_step, texts))]
    changes: dict[int, list[int]] = {page: [] for page in removed}
    changes |= {page: [*own] for page, own in groupby(added, lambda each: each >> 32)}
    for page, own in changes.items():
        start, end = bisect_left(pages, page), bisect_right(pages, page)
        before = pages[start - 1] if start else 0
        if end < len(pages):
            texts[end] = _text(pages[end] - (page if own else before), _place(texts[end]))
        texts[start:end], pages[start:end] = _pack(own, before), [page] * len(own)
    return "".join(texts)


def _pack(postings: Iterable[int], last: int = 0) -> list[str]:
    """Return the texts of postings that follow one in the page `last`."""
    found = []
    for each in postings:
        page = each >> 32
        found.append(_text(page - last, each & 0xFFFFFFFF))
        last = page
    return found


@lru_cache(8192)
def _text(step: int, place: int) -> str:
    """Return the text of a posting; `place` is 8 * section + weight."""
    section, weight = place >> 3, place & 7
    elsewhere = section or weight == 3
    return _digits(8 * step + 3) + _digits(4 * section + weight) if elsewhere else _digits(8 * step + weight)


def _digits(number: int) -> str:
    text = ""
    while number >= len(_ENDS):
        number, digit = divmod(number, MORE)
        text += _GOES_ON[digit]
    return text + _ENDS[number]


@lru_cache(16384)
def _step(text: str) -> int:
    return _numbers(text)[0] >> 3


def _place(text: str) -> int:
    first, *more = _numbers(text)
    return more[0] >> 2 << 3 | more[0] & 3 if more else first & 7


def _numbers(text: str) -> list[int]:
    """Return the numbers that a posting is written as."""
    found, number, scale = [], 0, 1
    for digit in text:
        number += _VALUES[digit] * scale
        scale *= MORE
        if digit in _ENDS:
            found.append(number)
            number, scale = 0, 1
    return found


def runs(values: Iterable[Any]) -> list[Any]:
    """Return `[value, number of repetitions, value, …]`."""
    return [each for value, group in groupby(values) for each in (value, len([*group]))]


def join_runs(parts: Iterable[list[Any]]) -> list[Any]:
    """Return the runs of several lists one after the other."""
    found: list[Any] = []
    for part in parts:
        continued = found and part and found[-2] == part[0]
        if continued:
            found[-1] += part[1]
        found += part[2:] if continued else part
    return found
