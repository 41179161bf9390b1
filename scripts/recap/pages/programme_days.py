"""Days of a programme in which several rooms are used: template data, and the classes that put them into a grid."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time
from functools import partial
from itertools import groupby
from typing import Any

from recap.catalogue.models import Event, Talk
from recap.content.palette import SCHEMES, label_colours
from recap.core import text
from recap.core.language import hours
from recap.pages.components import item_link, speaker_pieces
from recap.pages.context import Context, Data
from recap.pages.markdown import standing
from recap.pages.pagination import INDEX_THRESHOLD
from recap.pages.timetable import Grid, Place, Slot, grid_of

DEFAULT_MINUTES = 30
"""Length that a grid gives to what says none, unless something else begins earlier in its room."""
MAX_PRINTED_COLUMNS = 12
"""Number of columns up to which a sheet shows a grid; wider days are printed as lists."""
_COLUMNS_OF_TEXT = 7
"""Number of columns that have space between the margins of other texts; wider grids take the whole screen."""
MANY_COLUMNS = 6
"""Number of columns from which it does so in small print."""
_DAY = 24 * 60
_TRACK_COLOURS = 6
"""Number of colours that tracks without one of their own take."""


def is_parallel(context: Context, event: Event) -> bool:
    """Return True if talks of an event are in several rooms; its programme is a grid then."""
    return len({context.catalogue.talks[each].record.room for each in event.talk_ids} - {None}) > 1


def day_label(context: Context, day: date) -> str:
    """Return the heading of a day: `Mardi 4 octobre 2016`."""
    return text.titled(context.language.date(day, weekday=True))


def by_day(talks: Iterable[Talk]) -> Iterator[tuple[date, list[Talk]]]:
    """Yield the days of talks, which are in programme order."""
    for day, group in groupby(talks, key=lambda talk: talk.record.date):
        yield day, [*group]


def data(context: Context, event: Event, talks: Sequence[Talk]) -> Data:
    """Return the days of some talks, in programme order, and the filters if there are many."""
    filters = _filters(context, event, talks) if len(talks) >= INDEX_THRESHOLD else []
    has_hours = any(_start(talk) for talk in talks)
    names = [each["name"] for each in filters]
    days = [_day(context, event, day, group, names, has_hours) for day, group in by_day(talks)]
    change = event.record.day_change
    return {
        "kind": "programme",
        "days": days,
        "filters": filters,
        "zone": event.record.timezone,
        "day_change": change.hour * 60 + change.minute,
    }


def rules(context: Context, event: Event, pages: Iterable[Sequence[Talk]]) -> list[str]:
    """Return the rules of the classes that an event's programme uses, each a line of CSS; `pages` are its talks."""
    found: set[str] = set()
    for talks in pages:
        for day, group in by_day(talks):
            if not (timed := _timed(event, day, group)):
                continue
            grid = _grid(event, timed)
            found.add(_columns_rule(grid.columns))
            for place in (*grid.places, *(each for _, each in grid.rooms)):
                found |= {_RULES[name].format(number) for name, number in _numbers(place)}
            for _, place, _ in grid.hours:
                found |= {_RULES[name].format(number) for name, number in _numbers(place)[:2]}
    for track in event.record.tracks:
        if track.color:
            found |= {*_colour_rules(context, track.color)}
    return sorted(found)


_RULES = {
    "row": ".recap-row-{0} {{ grid-row-start: {0} }}",
    "span": ".recap-span-{0} {{ grid-row-end: span {0} }}",
    "col": ".recap-col-{0} {{ grid-column-start: {0} }}",
    "wide": ".recap-wide-{0} {{ grid-column-end: span {0} }}",
}


def _numbers(place: Place) -> list[tuple[str, int]]:
    found = [("row", place.row), ("span", place.rows), ("col", place.column)]
    return [*found, ("wide", place.columns)] if place.columns > 1 else found


def _classes(place: Place) -> str:
    return " ".join(f"recap-{name}-{number}" for name, number in _numbers(place))


def _rows(place: Place) -> str:
    return " ".join(f"recap-{name}-{number}" for name, number in _numbers(place)[:2])


def _columns_rule(columns: int) -> str:
    """Return the rule of a grid of some columns: on a screen that has 9 rem for each, the page scrolls, not the grid.

    The page's margins are a tenth of a screen's width, and 8 rem from 80 rem on.
    """
    name = f".recap-cols-{columns}"
    least = 10 * columns + 5 if columns <= _COLUMNS_OF_TEXT else 9 * columns + 12.5
    fits = f"{name} {{ --recap-least: 0rem; --recap-box: none; --recap-flow: visible }}"
    return f"{name} {{ --recap-columns: {columns} }} @media (min-width: {least:g}rem) {{ {fits} }}"


def _colour_rules(context: Context, colour: str) -> Iterator[str]:
    name, pairs = f".{_own_colour(colour)}", label_colours(colour, context.settings.palette)
    light, dark = (f"{{ --track: {pairs[each][0]}; --on-track: {pairs[each][1]} }}" for each in SCHEMES)
    yield f"{name} {light}"
    system = ':root:not([data-scheme="light"])'
    yield f"@media screen and (prefers-color-scheme: dark) {{ {system} {name} {dark} }}"
    yield f'@media screen {{ :root[data-scheme="dark"] {name} {dark} }}'


def _own_colour(colour: str) -> str:
    return f"recap-track--{colour.removeprefix('#')}"


def _track_classes(event: Event) -> dict[str, str]:
    """Return id of a track -> class of its colour."""
    return {
        track.id: _own_colour(track.color) if track.color else f"recap-track--{number % _TRACK_COLOURS + 1}"
        for number, track in enumerate(event.record.tracks)
    }


def _start(talk: Talk) -> time | None:
    """Return the hour at which a talk begins, or its first part whose hour is known."""
    return talk.record.start or next((part.record.start for part in talk.parts if part.record.start), None)


def _minute(event: Event, hour: time) -> int:
    return hour.hour * 60 + hour.minute + _DAY * event.is_after_midnight(hour)


Timed = list[tuple[Slot, Any]]
"""Slots of a day by their hours, each with its talk or break."""


def _timed(event: Event, day: date, talks: Iterable[Talk]) -> Timed:
    """Return what has an hour on a day and is still in the programme, or was cancelled; empty without any talk."""
    held = [(talk, hour) for talk in talks if (hour := _start(talk)) and talk.record.status != "dropped"]
    begins = [(talk.record.room, _minute(event, hour)) for talk, hour in held]
    last = _DAY + event.record.day_change.hour * 60 + event.record.day_change.minute
    found: Timed = []
    for (talk, _), (room, start) in zip(held, begins, strict=True):
        end = start + talk.record.duration if talk.record.duration else _end_of_parts(event, talk)
        if end <= start:
            following = (each for other, each in begins if other == room and each > start)
            end = min(start + DEFAULT_MINUTES, *following, last)
        found.append((Slot(start, max(min(end, last), start + 1), room), talk))
    for each in event.record.breaks if found else ():
        if each.date == day:
            start = _minute(event, each.start)
            end = min(start + (each.duration or DEFAULT_MINUTES), last)
            found.append((Slot(start, max(end, start + 1), each.room, is_break=True), each))
    return sorted(found, key=lambda pair: (pair[0].start, not pair[0].is_break))


def _end_of_parts(event: Event, talk: Talk) -> int:
    """Return the end of the last part of a talk whose hour is known; 0 if there is none."""
    held = ((part.record.start, part.record.duration or 0) for part in talk.parts)
    return max((_minute(event, start) + minutes for start, minutes in held if start), default=0)


def _grid(event: Event, timed: Timed) -> Grid:
    return grid_of([slot for slot, _ in timed], event.record.room_names)


def _day(context: Context, event: Event, day: date, talks: list[Talk], facets: Sequence[str], has_hours: bool) -> Data:
    """Return a day: its grid, if anything has an hour, then lists of what has none."""
    timed, words = _timed(event, day, talks), context.words
    grid, label = _grid(event, timed), day_label(context, day)
    own = partial(_talk, context, event, _track_classes(event), facets)
    placed = sorted(zip(timed, grid.places, strict=True), key=lambda each: (each[0][0].start, each[1].column))
    slots = [
        (_break(item) if slot.is_break else own(item)) | {"classes": _classes(place)} for (slot, item), place in placed
    ]
    held = {item.id for slot, item in timed if not slot.is_break}
    others = [talk for talk in talks if talk.id not in held]
    lists = [
        (words["unknown_hour_note"] if has_hours else "", [it for it in others if it.record.status != "dropped"]),
        (text.titled(words["label_dropped"]), [it for it in others if it.record.status == "dropped"]),
    ]
    return {
        "id": text.heading_slug(label),
        "date": day.isoformat(),
        "label": label,
        "columns": grid.columns,
        "is_wide": grid.columns > _COLUMNS_OF_TEXT,
        "print": "list" if grid.columns > MAX_PRINTED_COLUMNS else "small" if grid.columns >= MANY_COLUMNS else "",
        "rooms": [{"name": room or words["unknown_room"], "classes": _classes(place)} for room, place in grid.rooms],
        "hours": [
            {"time": f"{minute // 60 % 24:02}:00", "classes": f"{_rows(place)}{' recap-grid__hour--later' * is_later}"}
            for minute, place, is_later in grid.hours
        ],
        "slots": slots,
        "lists": [{"note": note, "talks": [*map(own, group)]} for note, group in lists if group],
    }


def _break(item: Any) -> Data:
    return {"title": item.title, "time": hours(item.start, item.duration), "room": item.room, "is_break": True}


def _talk(context: Context, event: Event, tracks: dict[str, str], facets: Sequence[str], talk: Talk) -> Data:
    record, start = talk.record, event.start_of(talk, talk)
    own = {"track": record.track, "room": record.room, "type": record.type, "language": record.language}
    return item_link(talk) | {
        "time": event.hours_of(talk),
        "moment": start.isoformat(timespec="minutes") if start else None,
        "room": record.room,
        "track": event.track_title(talk),
        "track_class": tracks.get(record.track or "", ""),
        "who": speaker_pieces(context, () if talk.parts else talk.credits),
        "label": standing(context, talk),
        "is_off": record.status != "confirmed",
        "official_title": record.original_title,
        "language": record.language,
        "parts": [
            item_link(part)
            | {
                "time": event.hours_of(part),
                "who": speaker_pieces(context, part.credits),
                "official_title": part.record.original_title,
            }
            for part in talk.parts
        ],
        "facets": [{"name": name, "value": own[name]} for name in facets if own[name]],
    }


def _filters(context: Context, event: Event, talks: Iterable[Talk]) -> list[Data]:
    """Return the filters that tell some talks from others, each with its choices as (value, label)."""
    words, language, record = context.words, context.language, event.record
    talks = [*talks]
    used = {name: {getattr(talk.record, name) for talk in talks} for name in ("track", "room", "type", "language")}
    rooms = [*record.room_names, *sorted(each for each in used["room"] if each and each not in record.room_names)]
    known = {
        "track": {track.id: track.title for track in record.tracks},
        "room": {room: room for room in rooms},
        "type": {each: words[f"type_{each}"] for each in sorted(used["type"])},
        "language": {each: language.language_name(each) for each in sorted(filter(None, used["language"]))},
    }
    found = []
    for name, labels in known.items():
        options = [{"value": value, "label": label} for value, label in labels.items() if value in used[name]]
        if len(options) > 1:
            found.append(
                {"name": name, "label": words[f"fact_{name}"], "all": words[f"all_{name}"], "options": options}
            )
    return found
