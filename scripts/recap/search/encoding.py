"""Compact encoding of numbers and runs, as the search client reads it."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

DIGITS = "".join(chr(code) for code in range(32, 127) if chr(code) not in "\"\\<&'")
"""Printable characters that need no escape: digits of numbers, the upper half meaning « more follows »."""
_HALF = len(DIGITS) // 2
_VALUES = {digit: value for value, digit in enumerate(DIGITS)}


def pack(numbers: Iterable[int]) -> str:
    """Return ascending numbers 8 * section + weight as a text: for each, the step from the last section, and the
    weight.
    """
    found, last = [], 0
    for number in numbers:
        step = number - last
        last = number & ~7
        while step >= _HALF:
            step, digit = divmod(step, _HALF)
            found.append(DIGITS[_HALF + digit])
        found.append(DIGITS[step])
    return "".join(found)


def unpack(packed: str) -> Iterator[int]:
    """Yield the numbers that `pack` encoded."""
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


def runs(values: Iterable[Any]) -> list[Any]:
    """Return `[value, number of repetitions, value, …]`."""
    return [each for value, group in groupby(values) for each in (value, len([*group]))]
