"""A table as CSV, with a word for each column in its first line -> a `Conference`."""

import csv
import re
from collections.abc import Mapping
from dataclasses import replace

from recap.core import text
from recap.core.language import UserError
from recap.importers.model import Conference, Losses, Options, Session, Source
from recap.importers.normalize import line
from recap.importers.readers import shown
from recap.importers.words import FIELDS, field_of, mapped_words, session_of

LABEL = "tables: CSV"
DROPPED = frozenset(["guid", "is_break", "slug", "aliases", "body", "extra"])
DERIVED = frozenset(["type", "speakers"])
_SUFFIXES = (".csv", ".tsv", ".txt")
_START = 20_000
"""Number of characters from which the sign between columns is found out."""
MAX_COLUMNS = 500


def recognises(source: Source) -> bool:
    """Return True for a file called a table, and for a text whose first line names a title and another column."""
    if source.kind != "text" or source.path.suffix.lower() in (".md", ".markdown", ".ics"):
        return False
    head = _rows(source)[0] if source.data.strip() else []
    known = {field_of(each, {}) for each in head} - {""}
    return (source.path.suffix.lower() in (".csv", ".tsv") and len(head) > 1) or ("title" in known and len(known) > 1)


def _rows(source: Source) -> list[list[str]]:
    """Return the rows of a table, the sign between columns being the commonest of those that it may be."""
    first = next((each for each in source.data.split("\n") if each.strip()), "")
    delimiter = max(";,\t|", key=first.count)
    try:
        return [
            [cell.strip() for cell in row]
            for row in csv.reader(source.data.lstrip("\ufeff\n").splitlines(keepends=True), delimiter=delimiter)
            if any(row)
        ]
    except csv.Error as error:
        raise UserError("import_broken", path=shown(source.path), detail=error) from error


def conferences(sources: list[Source], losses: Losses, options: Options) -> list[Conference]:
    """Return the conference of each table. Raises UserError if no column is a title."""
    return [_conference(each, losses, mapped_words(options.columns)) for each in sources]


def _conference(source: Source, losses: Losses, mapped: Mapping[str, str]) -> Conference:
    head, *rows = _rows(source)
    names = [field_of(each, mapped) for each in head[:MAX_COLUMNS]]
    places = {name: place for place, name in reversed([*enumerate(names)]) if name}
    if "title" not in places:
        raise UserError(
            "import_no_title", path=shown(source.path), columns=", ".join(head[:20]), fields=", ".join(FIELDS)
        )
    found: dict[str, Session] = {}
    column = places.get("date")
    order = _day_order([row[column] for row in rows if column is not None and column < len(row)])
    for row in rows:
        values = {name: row[place] for name, place in places.items() if place < len(row)}
        title = line(values.get("title"), 150)
        if "date" in values:
            values["date"] = _iso(values["date"], order)
        losses.note(f"columns (all but {MAX_COLUMNS})", ", ".join(filter(None, row[MAX_COLUMNS:])), title)
        for place, cell in enumerate(row[:MAX_COLUMNS]):
            if place >= len(names) or not names[place]:
                losses.note(f"column {head[place] if place < len(head) else place + 1}", cell, title)
            elif places[names[place]] != place:
                losses.note(f"column {head[place]} (another one is the {names[place]})", cell, title)
        identifier = values.get("id") or "/".join(
            filter(None, (text.slug(title), values.get("date"), values.get("start")))
        )
        session = session_of(values, identifier, losses)
        if identifier in found:  # a row for each speaker
            known = found[identifier]
            session = replace(known, speakers=(*known.speakers, *session.speakers))
        found[identifier] = session
    name = line(source.path.name.partition(".")[0].replace("-", " ").replace("_", " "), 150)
    return Conference(f"table {text.slug(name)}", name, name, tuple(found.values()))


_NUMBERS = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?=\D|$)")
"""A day in numbers with the year last: which of the others is the month depends on the country."""


def _day_order(dates: list[str]) -> str:
    """Return which number is first in the days of a column, `day` or `month`; empty if no day tells.

    Whoever writes dots puts the day first (CLDR: de, cs, pl, tr, …); elsewhere one above twelve tells it for all.
    """
    found = [match for each in dates if (match := _NUMBERS.match(each))]
    if any(match[2] == "." or int(match[1]) > 12 for match in found):
        return "day"
    return "month" if any(int(match[3]) > 12 for match in found) else ""


def _iso(value: str, order: str) -> str:
    """Return a value with its day in ISO 8601, if the order of its numbers is known."""
    match = _NUMBERS.match(value)
    if not match or not order:
        return value
    day, month = (match[1], match[3]) if order == "day" else (match[3], match[1])
    return f"{match[4]}-{int(month):02}-{int(day):02}{value[match.end() :]}"
