"""Times, durations and days as people write them: what each can mean, and that nothing else is read into a value."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from recap.content import written_values

FIRST, LAST = date(2026, 5, 1), date(2026, 5, 2)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("14h30", "14:30"), ("14 h", "14:00"), ("à 9h", "09:00"), ("9:30", "09:30"), ("2:30 PM", "14:30"),
        ("2 p.m.", "14:00"), ("12 am", "00:00"), ("12pm", "12:00"), ("14.30 Uhr", "14:30"), ("14：30", "14:30"),
        ("14:30:00", "14:30"), ("9 heures", "09:00"),
        ("24:00", ""), ("9", ""), ("1430", ""), ("noon", ""), ("13 pm", ""), ("0 am", ""), ("9:60", ""),
        ("14:30:15", ""), ("2 p", ""), ("", ""), ("9-10", ""),
    ],
)  # fmt: skip
def test_a_time_of_day_is_read(value: str, expected: str) -> None:
    """A time with a sign that says so, of 24 hours or of two times twelve; without seconds."""
    assert written_values.clock(value) == expected


@pytest.mark.parametrize(
    ("value", "sure", "likely"),
    [
        ("45 min", 45, 45), ("45'", 45, 45), ("1h30", 90, 90), ("1 h 30 min", 90, 90), ("1.5h", 90, 90),
        ("1,5 h", 90, 90),
        ("2 hours", 120, 120), ("PT45M", 45, 45), ("PT1H30M", 90, 90), ("eine Stunde", 0, 0), ("45", 0, 0),
        ("1:30", 0, 90), ("0:45", 0, 45), ("30-45", 0, 0), ("1h75", 0, 0), ("", 0, 0), ("P", 0, 0),
    ],
)  # fmt: skip
def test_a_duration_is_read(value: str, sure: int, likely: int) -> None:
    """A duration with its unit has one reading; of one with a colon the likeliest is proposed."""
    assert (written_values.minutes(value), written_values.likely_minutes(value)) == (sure, likely)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2 mai 2026", ["2026-05-02"]), ("1er mai 2026", ["2026-05-01"]), ("May 2nd, 2026", ["2026-05-02"]),
        ("Saturday, May 2, 2026", ["2026-05-02"]), ("Sunday, May 2, 2026", []), ("3. Mai 2026", ["2026-05-03"]),
        ("2 de mayo de 2026", ["2026-05-02"]), ("4 octobre 2016", ["2016-10-04"]), ("2026/5/2", ["2026-05-02"]),
        ("20260502", ["2026-05-02"]), ("25/10/2016", ["2016-10-25"]), ("02/05/2026", ["2026-02-05", "2026-05-02"]),
        ("2 May", []), ("Tuesday", []), ("May 2026", []), ("2026-02-30", []), ("1850-01-01", []), ("x", []),
    ],
)  # fmt: skip
def test_a_day_is_read(value: str, expected: list[str]) -> None:
    """Names of months in several languages; a weekday must be right; of two orders of the numbers both are returned."""
    assert [day.isoformat() for day in written_values.days(value)] == expected


def test_the_days_of_an_event_decide() -> None:
    """Of two readings the one within the event is meant; a year that is missing is the event's."""
    assert written_values.days("02/05/2026", FIRST, LAST) == [LAST]
    assert written_values.days("2 May", FIRST, LAST) == [LAST]
    assert len(written_values.days("03/04/2026", FIRST, LAST)) == 2


@given(moment=st.times(), day=st.dates(date(1900, 1, 1), date(2199, 12, 31)), minutes=st.integers(1, 1440))
def test_what_is_written_out_is_read_back(moment: time, day: date, minutes: int) -> None:
    """Every time, day and duration is read from the forms in which programs write them."""
    assert written_values.clock(f"{moment.hour}h{moment.minute:02}") == f"{moment:%H:%M}"
    assert written_values.clock(f"{moment:%I:%M} {'am' if moment.hour < 12 else 'pm'}") == f"{moment:%H:%M}"
    assert written_values.minutes(f"PT{minutes}M") == written_values.minutes(f"{minutes} min") == minutes
    assert written_values.days(f"{day:%Y%m%d}") == written_values.days(f"{day.year}/{day.month}/{day.day}") == [day]


@given(st.text(max_size=40))
@example("❶")  # a digit that is no number of the decimal system
@example("²")
def test_any_text_has_an_answer(value: str) -> None:
    """Whatever is written, nothing is raised, and what is read lies within its bounds."""
    assert written_values.clock(value) in ("", f"{written_values.clock(value):0>5}")
    assert written_values.minutes(value) >= 0
    written_values.days(value, FIRST, LAST)
    written_values.moment(value)
    written_values.likely_clock(value)
    written_values.likely_minutes(value)
