"""The data of the page of numbers: talks by topic, organisation, format, length and year, counted in the catalogue."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from recap.catalogue.models import Organisation, Topic
from recap.pages.context import Context, Data, frame, url_of
from recap.pages.outline import name_of, talk_ids

MOST = 15
"""Rows of a plot that could have any number of them: the largest."""
_LENGTHS = (10, 20, 30, 45, 60, 90)
"""Upper bounds of the classes of lengths, in minutes."""
Row = tuple[str, str | None, int]
"""Label, address, number of talks."""


def numbers_page(context: Context, src_uri: str) -> Data:
    """The plots; each row is (label, address or None, number, share of the longest row from 0 to 100)."""
    catalogue, words, count = context.catalogue, context.words, context.language.count
    talks = catalogue.talks.values()
    types = Counter(words[f"type_{talk.record.type}"] for talk in talks)
    years = Counter(str(talk.record.date.year) for talk in talks)
    classes = Counter(bisect_left(_LENGTHS, talk.record.duration) for talk in talks if talk.record.duration)
    lengths = [words["minutes_from_to"].format(low=low + 1, high=high) for low, high in pairwise((0, *_LENGTHS))]
    lengths.append(words["minutes_over"].format(number=_LENGTHS[-1]))
    plots = [
        _plot(context, "topic", _largest(catalogue.topics.values())),
        _plot(context, "organisation", _largest(catalogue.organisations.values())),
        _plot(context, "type", ((label, None, number) for label, number in types.most_common())),
        _plot(context, "length", ((label, None, classes[place]) for place, label in enumerate(lengths))),
        _plot(context, "year", ((year, None, years[year]) for year in sorted(years))),
    ]
    voices = sum(1 for person in catalogue.people.values() if person.appearances)
    lead = words["lead_numbers"].format(talks=count("talks", len(talks)), voices=count("voices", voices))
    shown = [plot for plot in plots if len(plot["rows"]) > 1]
    return frame(context, "numbers", words["numbers"], lead, src_uri) | {"plots": shown}


def _plot(context: Context, name: str, rows: Iterable[Row]) -> Data:
    rows = [row for row in rows if row[2]]
    longest = max((number for *_, number in rows), default=1)
    return {
        "id": name,
        "title": context.words[f"numbers_{name}"],
        "column": context.words[f"numbers_column_{name}"],
        "rows": [
            {"label": label, "url": url, "number": number, "share": round(100 * number / longest, 1)}
            for label, url, number in rows
        ],
    }


def _largest(subjects: Iterable[Topic | Organisation]) -> list[Row]:
    """Those with the most talks; an organisation may have no page."""
    largest = sorted(subjects, key=lambda each: -len(talk_ids(each)))[:MOST]
    return [
        (name_of(each), url_of(each.src_uri) if getattr(each, "has_page", True) else None, len(talk_ids(each)))
        for each in largest
    ]
