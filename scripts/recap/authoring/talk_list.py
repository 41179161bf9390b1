"""A pasted list of talks, one a line -> what each line says. Pure: whatever is not understood is named, never guessed.

Lines are `10:30 Title - Speaker, Speaker (Company)`, with an end or a duration, bullets, numbers or columns; a day or a
room of the event on a line of its own holds for those below it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from recap.content import key_words, schema, written_values
from recap.core import text
from recap.core.name_parts import is_nobody, is_pronouns

_BULLET = re.compile(r"\A(?:[-–—*•·]|\d{1,3}[.)])\s+")
_HOUR = r"(?:[01]?\d|2[0-3])\s?(?:[:h.]\s?[0-5]\d|h\b)(?:\s?[ap]\.?m\b\.?)?|(?:1[0-2]|0?\d)\s?[ap]\.?m\b\.?"
_TIMES = re.compile(rf"(?P<start>{_HOUR})(?:\s*(?:[-–—]|to|bis|à)\s*(?P<end>{_HOUR}))?\s*[:,.–—-]?\s*", re.IGNORECASE)
_UNIT = r"(\d{1,3})\s?(?:min(?:utes?|uten|\.)?|mn|')"
_MINUTES = re.compile(rf"\s*[(\[]\s*{_UNIT}\s*[)\]]|\s*[,|\t–—-]\s*{_UNIT}$|^{_UNIT}\s*[:,|\t–—-]\s*", re.IGNORECASE)
"""A duration in brackets, at the end of a line, or before the title."""
_DASH = re.compile(r"\s+[-–—]+\s+")
_COLUMN = re.compile(r"\s*(?:\t|\|)\s*")
_DAY = re.compile(r"(?:day|jour|tag|día|dia|giorno|dag)\s+(\d{1,2})", re.IGNORECASE)
_BY = re.compile(r"(?P<title>.+?),?\s+(?:by|par|von|por)\s+(?P<who>.+)")
_BETWEEN = re.compile(r"\s*(?:[,;]|\s&\s|\s(?:and|et|und|y)\s)\s*(?![^()]*\))")
_COMPANY = re.compile(r"(?P<name>[^()]+?)\s*\((?P<company>[^()]+)\)")
_NOBODY = ("?", "-", "…", "...")
Speaker = Mapping[str, str]
"""`name`, and perhaps `organisation`, as they are written."""


@dataclass(frozen=True)
class Line:
    """A line that was understood; an empty value is one that it does not have."""

    number: int
    title: str
    speakers: tuple[Speaker, ...] | None
    """None for a line that names nobody at all; empty where it says that nobody is known."""
    date: str = ""
    """ISO 8601."""
    start: str = ""
    """`HH:MM`."""
    duration: int = 0
    """Minutes."""
    room: str = ""


def read_list(content: str, event: schema.Event) -> Iterator[Line]:
    """Yield the talks of a list in their order; lines without a word are left out, and so are days and rooms."""
    day = room = ""
    for number, written in enumerate(content.replace("\r\n", "\n").split("\n"), 1):
        said = _BULLET.sub("", written.strip().strip("|").strip(), count=1).strip()
        heading = said.strip("#*_: ")
        if not re.search(r"\w", said):
            continue
        if own := _day(heading, event):
            day = own
        elif own := _room(heading, event):
            room = own
        elif not _is_head(said):
            found = _line(number, said, event)
            yield replace(found, date=day, room=found.room or room)


def speakers_in(written: str) -> list[Speaker]:
    """Return the people in a text, which commas, semicolons, `&` and `and` separate; companies stand in brackets."""
    return [speaker_of(each) for each in _BETWEEN.split(written) if each.strip()]


def speaker_of(written: str) -> Speaker:
    """Return one person, with the company that stands in brackets."""
    written = text.collapse(written)
    found = _COMPANY.fullmatch(written)
    if found and not is_pronouns(found["company"]):
        return {"name": found["name"].strip(), "organisation": found["company"].strip()}
    return {"name": written}


def _line(number: int, said: str, event: schema.Event) -> Line:
    start, end, duration, room = "", "", 0, ""
    if times := _TIMES.match(said):
        start = written_values.clock(times["start"])
        end = written_values.clock(times["end"] or "")
        said = said[times.end() :].lstrip("| \t")
    if minutes := _MINUTES.search(said):
        duration = int(next(filter(None, minutes.groups())))
        said = f"{said[: minutes.start()]} {said[minutes.end() :]}".strip()
    said, room = _without_room(said, event)
    title, who = _title_and_people(said)
    nobody = who.strip() in _NOBODY or is_nobody(who)
    people = () if nobody else tuple(speakers_in(who)) or None
    return Line(number, text.collapse(title), people, "", start, duration or _between(start, end), room)


def _title_and_people(said: str) -> tuple[str, str]:
    """Return the title of a talk and its speakers as they are written; no speakers where nothing separates them."""
    if len(columns := [each for each in _COLUMN.split(said) if each]) > 1:
        return columns[0], columns[1] if len(columns) == 2 else ""  # of a wider table nobody knows what stands where
    if dashes := [*_DASH.finditer(said)]:
        return said[: dashes[-1].start()], said[dashes[-1].end() :]
    if found := _BY.fullmatch(said):
        return found["title"], found["who"]
    return said, ""


def _without_room(said: str, event: schema.Event) -> tuple[str, str]:
    """Return a line without the room at its end, and that room: one of the event, or whatever stands behind `@`."""
    for name in sorted(event.room_names, key=len, reverse=True):
        end = re.compile(rf"\s*(?:[-–—@|·,\t]|[(\[])\s*{re.escape(name)}\s*[)\]]?$", re.IGNORECASE)
        if found := end.search(said):
            return said[: found.start()], name
    before, sign, behind = said.rpartition(" @ ")
    return (before, text.collapse(behind)) if sign else (said, "")


def _between(start: str, end: str) -> int:
    """Return the minutes from one hour to a later one, which may lie after midnight; 0 if one is missing."""
    if not start or not end:
        return 0
    (hour, minute), (last_hour, last_minute) = (map(int, each.split(":")) for each in (start, end))
    return (60 * (last_hour - hour) + last_minute - minute) % 1440


def _day(heading: str, event: schema.Event) -> str:
    """Return the day of the event that a line names and nothing else: a date, a weekday with one, `Day 2`."""
    if found := _DAY.fullmatch(heading):
        own = event.start_date + timedelta(days=int(found[1]) - 1)
        return own.isoformat() if int(found[1]) and own <= event.end_date else ""
    for piece in (heading, *re.split(r"\s*[:–—|]\s*", heading)[1:]):
        days: list[date] = written_values.days(piece, event.start_date, event.end_date)
        if len(days) == 1 and event.start_date <= days[0] <= event.end_date:
            return days[0].isoformat()
    return ""


def _room(heading: str, event: schema.Event) -> str:
    return next((name for name in event.room_names if text.fold(name) == text.fold(heading)), "")


def _is_head(said: str) -> bool:
    """Return True for the first line of a table: each column is a word for a key, and one means the title."""
    columns = [each for each in _COLUMN.split(said) if each]
    return len(columns) > 1 and "title" in {key_words.meaning("Talk", each) or each.lower() for each in columns}
