"""Numbers of pages: those of one group are consecutive, and the numbers of a group depend little on other groups."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from recap.search.ranges import Ranges, Row, digest, grouped

SLOT = 64
"""Number of pages in a slot, of which a group takes one; more if its pages, which no key divides, do not fit in."""


@dataclass(frozen=True)
class Numbering:
    """Numbers of the pages whose numbers of rows are given."""

    groups: list[list[str]]
    """Groups of rows, in order."""
    slots: list[int]
    """First slot of each group."""
    counts: list[int]
    """Number of pages in each group."""
    rows: dict[str, int]
    """Row -> number of its first page."""


def numbering(sizes: Mapping[str, int]) -> Numbering:
    """Return the numbers of pages in rows of some sizes, sorted.

    A group is put into the slot that the digest of its first key points to, or the next free one.
    """
    groups = grouped(sizes, SLOT)
    counts = [sum(map(sizes.__getitem__, group)) for group in groups]
    widths = [-(-count // SLOT) for count in counts]
    number = sum(widths) * 5 // 4 + 1
    step = 1 << max(0, number.bit_length() - 3)  # that number is rounded up to a multiple, so that it seldom changes
    number = -(-number // step) * step
    wanted = sorted((digest(group[0]) * number >> 64, place) for place, group in enumerate(groups))
    slots, free = [0] * len(groups), 0
    for slot, place in wanted:
        slots[place] = max(slot, free)
        free = slots[place] + widths[place]
    rows: dict[str, int] = {}
    for group, slot in zip(groups, slots, strict=True):
        rows |= zip(group, accumulate(map(sizes.__getitem__, group), initial=slot * SLOT), strict=False)
    return Numbering(groups, slots, counts, rows)


@dataclass(frozen=True)
class Renumbered:
    """What became of the numbers when pages came, went and changed."""

    numbers: Numbering
    before: dict[str, int]
    """Page -> its number, of those that came, went or changed, and of others in their rows."""
    after: dict[str, int]
    moved: set[str]
    """Other pages that have another number now."""
    rows: set[str]
    """Rows with a page that came, went or changed."""
    entries: dict[str, tuple[Any, Any]]
    """Previous and present entry of each such page; None for none."""


def renumber(pages: Ranges, entries: Mapping[str, Any]) -> Renumbered:
    """Set the entries of some pages, None for one that is gone."""
    old, rows = numbering(pages.sizes), pages.rows_of(entries)
    rows |= pages.revise(entries, lambda key, _: entries[key])
    new = numbering(pages.sizes)
    moved = {row: pages.row(row) for row in new.rows.keys() - rows.keys() if old.rows[row] != new.rows[row]}
    before = _numbers(rows | moved, old.rows)
    after = _numbers({row: pages.row(row) for row in (*rows, *moved)}, new.rows)
    others = before.keys() & after.keys() - entries.keys()
    previous = {key: entry for row in rows.values() for key, entry in row.items() if key in entries}
    return Renumbered(
        new,
        before,
        after,
        {key for key in others if before[key] != after[key]},
        {*rows},
        {key: (previous.get(key), entry) for key, entry in entries.items()},
    )


def _numbers(rows: Mapping[str, Row], first: Mapping[str, int]) -> dict[str, int]:
    """Return the number of each page in some rows."""
    return {key: first[start] + rank for start, row in rows.items() for rank, key in enumerate(row)}
