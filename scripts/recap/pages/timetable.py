"""A day of a programme as a grid: rows of five minutes, columns of rooms. Knows talks and pages as little as CSS."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

MINUTES = 5
"""Length of a row."""
HOUR = 60 // MINUTES
"""Number of rows of an hour."""
FIRST_ROW, FIRST_COLUMN = 2, 2
"""Of what has an hour and a room: names of rooms stand above, hours before."""
MAX_LANES = 3
"""Number of columns that a room has for what overlaps in it, if that leaves each a row: posters of one hour."""


@dataclass(frozen=True)
class Slot:
    """Something with an hour; a break without a room is one for everybody."""

    start: int
    """Minutes since the midnight with which the programme's day begins; above 1,440 in the night after it."""
    end: int
    room: str | None
    is_break: bool = False


@dataclass(frozen=True)
class Place:
    """Where something stands: lines of a CSS grid, and how many rows and columns it takes."""

    row: int
    rows: int
    column: int
    columns: int = 1


@dataclass(frozen=True)
class Grid:
    """A day: places of its slots, in their order, of its rooms and of its hours."""

    places: tuple[Place, ...]
    rooms: tuple[tuple[str | None, Place], ...]
    """Rooms with a talk, in their order; None is that of talks whose room is unknown."""
    hours: tuple[tuple[int, Place, bool], ...]
    """Full hours, in minutes as `Slot.start`; True where hours before it are left out, because nothing happens."""
    columns: int
    """Number of columns for rooms."""


@dataclass
class _Span:
    """The rows of a slot, as they are chosen, and its columns."""

    start: int
    end: int
    lane: int = 0
    """Its column among those of its room, from 0."""
    lanes: int = 1
    """Number of columns that it shares with what it overlaps with."""
    column: int = FIRST_COLUMN
    columns: int = 1


def grid_of(slots: Sequence[Slot], rooms: Sequence[str]) -> Grid:
    """Return the grid of a day; `rooms` are those of the event in their order, rooms that it does not list follow.

    Rooms without a talk have no column. Slots that overlap in a room stand next to each other. A break for everybody,
    or in a room without a column, takes the widest stretch of columns in which nobody speaks meanwhile.
    """
    held = dict.fromkeys(slot.room for slot in slots if not slot.is_break)
    order: list[str | None] = [room for room in dict.fromkeys(rooms) if room in held]
    order += [*(room for room in held if room and room not in order), *([None] if None in held else [])]
    spans = [_Span(*_rows(slot)) for slot in slots]
    inside: dict[str | None, list[_Span]] = {room: [] for room in order}
    across: list[_Span] = []
    for slot, span in zip(slots, spans, strict=True):
        is_across = slot.is_break and (slot.room is None or slot.room not in inside)
        (across if is_across else inside[slot.room]).append(span)
    column, heads, taken = FIRST_COLUMN, list[tuple[str | None, Place]](), list[_Span]()
    for room in order:
        width = _arrange(inside[room])
        heads.append((room, Place(1, 1, column, width)))
        for span in inside[room]:
            is_last = span.lane == span.lanes - 1  # in a wide room it takes the columns that are left
            span.column, span.columns = column + span.lane, width - span.lane if is_last else 1
        taken += inside[room]
        column += width
    for span in across:
        span.column, span.columns = _widest(span, taken, column)
        column = max(column, span.column + span.columns)
        taken.append(span)
    hours = _hours(spans)
    lines = {hour: FIRST_ROW + place * HOUR for place, hour in enumerate(hours)}
    places = (
        Place(lines[each.start // HOUR] + each.start % HOUR, each.end - each.start, each.column, each.columns)
        for each in spans
    )
    end = max((span.end for span in spans), default=0)
    marks = (
        (hour * 60, Place(lines[hour], min(HOUR, end - hour * HOUR), 1), place > 0 and hours[place - 1] < hour - 1)
        for place, hour in enumerate(hours)
    )
    return Grid(tuple(places), tuple(heads), tuple(marks), column - FIRST_COLUMN)


def _hours(spans: Sequence[_Span]) -> list[int]:
    """Return the hours that a grid has, without any two or more in a row in which nothing happens."""
    busy = {row // HOUR for span in spans for row in range(span.start, span.end)}
    between = range(min(busy, default=0), max(busy, default=-1) + 1)
    return [hour for hour in between if hour in busy or {hour - 1, hour + 1} <= busy]


def _rows(slot: Slot) -> tuple[int, int]:
    """Return first and last row, to the nearest five minutes so that what does not overlap still does not."""
    start, end = ((2 * minute + MINUTES) // (2 * MINUTES) for minute in (slot.start, slot.end))
    return start, max(end, start + 1)


def _arrange(spans: Sequence[_Span]) -> int:
    """Choose the columns of what is in one room, and return how many it takes."""
    widest = 1
    for cluster in _clusters(spans):
        ends: list[int] = []
        for span in cluster:
            free = next((lane for lane, end in enumerate(ends) if end <= span.start), len(ends))
            ends[free : free + 1] = [span.end]
            span.lane = free
        if len(ends) > MAX_LANES:
            ends = _stack(cluster, max(ends))
        for span in cluster:
            span.lanes = len(ends)
        widest = max(widest, len(ends))
    return widest


def _clusters(spans: Sequence[_Span]) -> Iterator[list[_Span]]:
    """Yield what overlaps, directly or through others, by start; longer ones first."""
    end, number, keyed = 0, 0, []
    for span in sorted(spans, key=lambda each: (each.start, -each.end)):
        number += span.start >= end
        end = max(end, span.end)
        keyed.append((number, span))
    for _, group in groupby(keyed, key=lambda pair: pair[0]):
        yield [span for _, span in group]


def _stack(cluster: Sequence[_Span], end: int) -> list[int]:
    """Share the rows of many slots among them, one below the other in few columns; return the ends of the columns."""
    start = cluster[0].start
    rows = end - start
    lanes = max(MAX_LANES, -(-len(cluster) // rows))
    deep = -(-len(cluster) // lanes)
    for number, span in enumerate(cluster):
        step, span.lane = divmod(number, lanes)
        span.start, span.end = start + step * rows // deep, start + (step + 1) * rows // deep
    return [end] * lanes


def _widest(span: _Span, taken: Sequence[_Span], end: int) -> tuple[int, int]:
    """Return first column and number of the longest free stretch before the column `end`; a new one if none is free."""
    busy = {
        column
        for other in taken
        if other.start < span.end and span.start < other.end
        for column in range(other.column, other.column + other.columns)
    }
    best, run = (end, 0), 0
    for column in range(FIRST_COLUMN, end):
        run = 0 if column in busy else run + 1
        if run > best[1]:
            best = column - run + 1, run
    return best if best[1] else (end, 1)
