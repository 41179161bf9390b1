"""Days as grids: rows by five minutes, columns by rooms, whatever overlaps, breaks across."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from recap.pages.timetable import FIRST_COLUMN, FIRST_ROW, HOUR, MAX_LANES, Grid, Place, Slot, grid_of

NINE = 9 * 60


def talk(start: int, minutes: int, room: str | None = "A") -> Slot:
    """A talk that begins some minutes after nine."""
    return Slot(NINE + start, NINE + start + minutes, room)


def pause(start: int, minutes: int, room: str | None = None) -> Slot:
    """A break that begins some minutes after nine."""
    return Slot(NINE + start, NINE + start + minutes, room, is_break=True)


def columns(grid: Grid) -> list[tuple[int, int]]:
    """First column and number of columns of each slot."""
    return [(place.column, place.columns) for place in grid.places]


def overlap(one: Place, other: Place) -> bool:
    """True if two places have a cell of the grid in common."""
    rows = one.row < other.row + other.rows and other.row < one.row + one.rows
    return rows and one.column < other.column + other.columns and other.column < one.column + one.columns


def test_lengths_are_to_scale() -> None:
    """A row is five minutes, to the nearest one; rows begin at the full hour before the first talk."""
    grid = grid_of([talk(30, 45), talk(92, 3), talk(95, 60)], ["A"])
    assert grid.places == (Place(8, 9, 2), Place(20, 1, 2), Place(21, 12, 2))
    assert grid.hours == (
        (540, Place(FIRST_ROW, HOUR, 1), False),
        (600, Place(FIRST_ROW + HOUR, HOUR, 1), False),
        (660, Place(FIRST_ROW + 2 * HOUR, 7, 1), False),
    )


def test_rooms_have_columns_in_their_order() -> None:
    """Those of the event first, then others, then unknown ones; rooms without a talk are left out, breaks or not."""
    slots = [talk(0, 30, None), talk(0, 30, "Z"), talk(0, 30, "B"), talk(0, 30, "A"), pause(30, 10, "C")]
    grid = grid_of(slots, ["A", "C", "D", "B"])
    assert grid.rooms == (
        ("A", Place(1, 1, 2)),
        ("B", Place(1, 1, 3)),
        ("Z", Place(1, 1, 4)),
        (None, Place(1, 1, 5)),
    )
    assert columns(grid) == [(5, 1), (4, 1), (3, 1), (2, 1), (2, 4)]
    assert grid.columns == 4


def test_what_overlaps_in_a_room_stands_side_by_side() -> None:
    """The room is as wide as most of its talks at once; a talk alone takes all of it, the last one what is left."""
    slots = [talk(0, 60), talk(30, 60), talk(40, 10), talk(60, 60), talk(120, 30), talk(0, 60, "B")]
    grid = grid_of(slots, ["A", "B"])
    assert grid.rooms == (("A", Place(1, 1, 2, 3)), ("B", Place(1, 1, 5)))
    assert columns(grid) == [(2, 1), (3, 1), (4, 1), (2, 1), (2, 3), (5, 1)]


def test_twenty_posters_at_once_are_stacked() -> None:
    """More than three at once share the rows of the room's columns; where they are more than rows, it gets wider."""
    grid = grid_of([talk(0, 60) for _ in range(20)], ["A"])
    assert grid.columns == MAX_LANES
    assert not [pair for pair in combinations(grid.places, 2) if overlap(*pair)]
    assert {place.row + place.rows for place in grid.places} <= {*range(FIRST_ROW + 1, FIRST_ROW + HOUR + 1)}
    assert grid_of([talk(0, 5) for _ in range(7)], ["A"]).columns == 7


def test_a_break_goes_across_all_rooms() -> None:
    """Where somebody speaks meanwhile it takes the widest stretch that is free; where everybody does, a new column."""
    rooms = ["A", "B", "C", "D"]
    morning = [talk(0, 30, room) for room in rooms]
    assert columns(grid_of([*morning, pause(30, 30)], rooms))[-1] == (2, 4)
    assert columns(grid_of([*morning, talk(40, 30, "B"), pause(30, 30)], rooms))[-1] == (4, 2)
    grid = grid_of([*morning, pause(10, 30), pause(20, 10)], rooms)
    assert columns(grid)[-2:] == [(6, 1), (7, 1)]
    assert grid.columns == 6


def test_a_break_of_one_room_stands_in_it() -> None:
    """Next to what overlaps with it there."""
    grid = grid_of([talk(0, 30, "A"), talk(0, 30, "B"), pause(15, 30, "B")], ["A", "B"])
    assert columns(grid) == [(2, 1), (3, 1), (4, 1)]


def test_after_midnight_comes_last() -> None:
    """An hour of the night has its rows after those of the evening, and its hour is counted on."""
    grid = grid_of([Slot(23 * 60, 24 * 60 + 30, "A"), Slot(24 * 60 + 30, 25 * 60, "A")], ["A"])
    assert grid.places == (Place(2, 18, 2), Place(20, 6, 2))
    assert [minute for minute, *_ in grid.hours] == [1380, 1440]


def test_empty_hours_are_folded() -> None:
    """One hour in which nothing happens is to scale; of two or more none has a row, and the next one says so."""
    grid = grid_of([talk(0, 60), talk(120, 60), talk(360, 60)], ["A"])
    hours = [(minute // 60, place.row, is_later) for minute, place, is_later in grid.hours]
    assert hours == [(9, 2, False), (10, 14, False), (11, 26, False), (15, 38, True)]
    assert [place.row for place in grid.places] == [2, 26, 38]


def test_a_day_without_hours_is_empty() -> None:
    assert grid_of([], ["A"]) == Grid((), (), (), 0)


SLOTS = st.lists(
    st.builds(
        lambda start, minutes, room, is_break: Slot(start, start + minutes, room, is_break),
        st.integers(0, 1680),
        st.integers(1, 1440),
        st.sampled_from([None, "A", "B", "C"]),
        st.booleans(),
    ),
    max_size=25,
)


@given(SLOTS)
def test_nothing_is_covered(slots: list[Slot]) -> None:
    """Whatever the hours, no two places share a cell, all are inside the grid, and rows keep the order of time."""
    grid = grid_of(slots, ["B", "A"])
    assert not [pair for pair in combinations(grid.places, 2) if overlap(*pair)]
    for place in grid.places:
        assert FIRST_COLUMN <= place.column < place.column + place.columns <= FIRST_COLUMN + grid.columns
        assert place.row >= FIRST_ROW
        assert place.rows >= 1
    alone = grid_of([Slot(each.start, each.end, str(number)) for number, each in enumerate(slots)], [])
    ordered = sorted(zip(slots, alone.places, strict=True), key=lambda pair: pair[0].start)
    assert [place.row for _, place in ordered] == sorted(place.row for _, place in ordered)
