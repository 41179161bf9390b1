"""A pasted list: what each line means, and that a line which is not understood is said to be none."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recap.authoring.talk_list import Line, read_list, speaker_of, speakers_in
from recap.content import schema

EVENT = schema.Event(
    kind="event",
    title="Demo Days 2031",
    start_date="2031-05-06",
    end_date="2031-05-07",
    timezone="Europe/Berlin",
    summary="A.",
    rooms=["Aula", "Cellar", "Aula 2"],
)
MARA, ODO = {"name": "Mara Quill"}, {"name": "Odo Brant"}
BOTH = (MARA, ODO)


def only(content: str) -> Line:
    """The only talk of a list."""
    [found] = read_list(content, EVENT)
    return found


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("10:30 Bees - Mara Quill, Odo Brant", Line(1, "Bees", BOTH, start="10:30")),
        ("- 10h30 Bees – Mara Quill & Odo Brant", Line(1, "Bees", BOTH, start="10:30")),
        ("* 10.30: Bees — Mara Quill and Odo Brant", Line(1, "Bees", BOTH, start="10:30")),
        ("1. 9:05 am Bees - Mara Quill; Odo Brant", Line(1, "Bees", BOTH, start="09:05")),
        ("2pm Bees - Mara Quill et Odo Brant", Line(1, "Bees", BOTH, start="14:00")),
        ("10:30-11:15 Bees - Mara Quill und Odo Brant", Line(1, "Bees", BOTH, start="10:30", duration=45)),
        ("23:30 – 00:15 Bees - Mara Quill y Odo Brant", Line(1, "Bees", BOTH, start="23:30", duration=45)),
        ("10:30 - Bees - Mara Quill, Odo Brant", Line(1, "Bees", BOTH, start="10:30")),
        ("10:30 Bees (20 min) - Mara Quill", Line(1, "Bees", (MARA,), start="10:30", duration=20)),
        ("10:30 (20 min) Bees - Mara Quill", Line(1, "Bees", (MARA,), start="10:30", duration=20)),
        ("Bees - Mara Quill - 20 min", Line(1, "Bees", (MARA,), duration=20)),
        ("10:30\tBees\tMara Quill, Odo Brant", Line(1, "Bees", BOTH, start="10:30")),
        ("| 10:30 | Bees | Mara Quill |", Line(1, "Bees", (MARA,), start="10:30")),
        ("10:30\tBees\tMara Quill\tAula", Line(1, "Bees", (MARA,), start="10:30", room="Aula")),
        ("Bees - Mara Quill", Line(1, "Bees", (MARA,))),
        ("Bees by Mara Quill", Line(1, "Bees", (MARA,))),
        ("Bees, par Mara Quill", Line(1, "Bees", (MARA,))),
        ("Bees - a history - Mara Quill", Line(1, "Bees - a history", (MARA,))),
        ("Well-known bees - Lena Dorn-Holt", Line(1, "Well-known bees", ({"name": "Lena Dorn-Holt"},))),
        ("A 5 minute bee - Mara Quill", Line(1, "A 5 minute bee", (MARA,))),
        ("2001 bees - Mara Quill", Line(1, "2001 bees", (MARA,))),
        ("10:30 Bees - Mara Quill @ Cellar", Line(1, "Bees", (MARA,), start="10:30", room="Cellar")),
        ("10:30 Bees - Mara Quill (aula 2)", Line(1, "Bees", (MARA,), start="10:30", room="Aula 2")),
        ("Bees - Mara Quill - Aula", Line(1, "Bees", (MARA,), room="Aula")),
        ("Bees - Mara Quill (Roof Club), Odo Brant", Line(1, "Bees", (MARA | {"organisation": "Roof Club"}, ODO))),
        ("Bees - Mara Quill (Roof, Wall & Co)", Line(1, "Bees", (MARA | {"organisation": "Roof, Wall & Co"},))),
        ("10:30 Bees - ?", Line(1, "Bees", (), start="10:30")),
        ("Bees - TBA", Line(1, "Bees", ())),
        ("10:30 Bees", Line(1, "Bees", None, start="10:30")),
        ("Bees | Mara Quill | 30 | yes", Line(1, "Bees", None)),
    ],
)
def test_what_a_line_says(written: str, expected: Line) -> None:
    """Hour, end or duration, title, speakers with their company, room; the last dash stands before the speakers."""
    assert only(written) == expected


def test_days_rooms_and_what_is_no_line() -> None:
    """A day or a room of the event on its own line holds below it; heads of tables, rules and blanks are nothing."""
    content = "\ufeff\n# Tuesday, 6 May\n\n== Aula ==\n**Aula**\n| Time | Title | Speakers |\n| --- | --- | --- |\n"
    content += (
        "| 10:00 | Bees | Mara Quill |\r\nCellar\r\n11:00 Moths - Odo Brant\n\nDay 2\n10:00 Ants - Odo Brant @ Aula"
    )
    found = [*read_list(content, EVENT)]
    assert [(each.number, each.date, each.room, each.title) for each in found] == [
        (8, "2031-05-06", "Aula", "Bees"),
        (10, "2031-05-06", "Cellar", "Moths"),
        (13, "2031-05-07", "Aula", "Ants"),
    ]
    assert all(each.speakers for each in found)


@pytest.mark.parametrize("heading", ["2031-05-07", "7 May 2031", "Mittwoch, 7. Mai", "Day 2: Wed, 7 May", "jour 2"])
def test_ways_to_write_a_day(heading: str) -> None:
    """In words, in digits, by its number; a day on which there is no event is no heading."""
    assert only(f"{heading}\nBees - Mara Quill").date == "2031-05-07"
    assert [each.title for each in read_list("Day 3\n2031-05-09", EVENT)] == ["Day 3", "2031-05-09"]


def test_people_and_their_companies() -> None:
    """A company stands in brackets; pronouns are none."""
    assert speakers_in("Ana Foo (she/her); Bob Bar (Acme, Inc.) and Zoé Baz") == [
        {"name": "Ana Foo (she/her)"},
        {"name": "Bob Bar", "organisation": "Acme, Inc."},
        {"name": "Zoé Baz"},
    ]
    assert speaker_of(" Ana  Foo ( Acme ) ") == {"name": "Ana Foo", "organisation": "Acme"}


@given(st.text(max_size=200))
def test_any_text_is_read(content: str) -> None:
    """Whatever is pasted gives lines in their order, with days of the event and a title on one line."""
    numbers = []
    for line in read_list(content, EVENT):
        numbers.append(line.number)
        assert line.date == "" or EVENT.start_date <= date.fromisoformat(line.date) <= EVENT.end_date
        assert "\n" not in line.title
        assert 0 <= line.duration < 1440
    assert numbers == sorted(set(numbers))
