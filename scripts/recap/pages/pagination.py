"""A list that is too long for one page -> its leaves: pages that hold a stretch of it each.

A leaf is at `<page>_<name>.html`. No id has an underscore and a file must be named like an id, so that neither a file
nor another page can be there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from recap.core import text

MANY_MORE = 300
"""Entries that a page holds at most: the longest page of people of 10,000 real talks has 84 KB of Markdown then."""


@dataclass(frozen=True)
class Leaf:
    """A stretch of a list, on a page of its own."""

    whole: str
    """The src_uri of the page that would hold the list if it were shorter, and leads to its leaves."""
    src_uri: str
    """That of its own page."""
    label: str
    """`S`, `S (2)`, `2016`."""
    span: str
    """Its first and last entries, where the list is one of names."""
    entries: tuple[Any, ...]


Leaves = Mapping[str, list[Leaf]]
"""The src_uri of the page that leads to some leaves -> these."""


def cut(whole: str, entries: Sequence[Any], key: Callable[[Any], str], others: str = "") -> list[Leaf]:
    """The leaves of a list in its order, none of more than MANY_MORE entries; no leaf where one page holds them all.

    `key` gives the label of an entry's leaf; with `others`, its name, whose letter is the label, `others` that of
    letters beyond A to Z. What is still too long gives several leaves, numbered.
    """
    groups: dict[str, list[Any]] = {}
    for entry in entries if len(entries) > MANY_MORE else ():
        groups.setdefault(letter(key(entry), others) if others else key(entry), []).append(entry)
    found = []
    for label, members in groups.items():
        number = -(-len(members) // MANY_MORE)
        size = -(-len(members) // number)
        for place in range(number):
            some = tuple(members[place * size : (place + 1) * size])
            span = " – ".join(dict.fromkeys((key(some[0]), key(some[-1])))) if others else ""
            shown = f"{label} ({place + 1})" if number > 1 else label
            src_uri = f"{whole.removesuffix('.md')}_{text.slug(shown if place else label)}.md"
            found.append(Leaf(whole, src_uri, shown, span, some))
    return found


def letter(name: str, others: str = "") -> str:
    """The label under which a name stands in an index: its letter, `0-9`, or `others` for a letter beyond A to Z."""
    initial = text.initial(name)
    return "0-9" if initial == "#" else others if others and not initial.isascii() else initial
