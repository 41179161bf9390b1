"""Statistics page: talks by topic, organisation, format, length and year, counted in the catalogue."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from recap.catalogue.models import Organisation, Topic
from recap.pages.context import Context, Data

MAX_ROWS = 15
"""Number of rows of a plot by topic or organisation: those with the most talks."""
_LENGTHS = (10, 20, 30, 45, 60, 90)
"""Upper bounds of the classes of lengths, in minutes."""
Row = tuple[str, str | None, int]
"""Label, address, number of talks."""


def data(context: Context, src_uri: str) -> Data:
    """Return the plots; each row has label, address or None, number, and share of the longest row from 0 to 100."""
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
    speakers = sum(1 for person in catalogue.people.values() if person.appearances)
    lead = words["lead_statistics"].format(talks=count("talks", len(talks)), speakers=count("speakers", speakers))
    shown = [plot for plot in plots if len(plot["rows"]) > 1]
    return context.base_data("statistics", words["statistics"], lead, src_uri) | {"plots": shown}


def _plot(context: Context, name: str, rows: Iterable[Row]) -> Data:
    rows = [row for row in rows if row[2]]
    longest = max((number for *_, number in rows), default=1)
    return {
        "id": name,
        "title": context.words[f"statistics_{name}"],
        "column": context.words[f"statistics_column_{name}"],
        "rows": [
            {"label": label, "url": url, "number": number, "share": round(100 * number / longest, 1)}
            for label, url, number in rows
        ],
    }


def _largest(subjects: Iterable[Topic | Organisation]) -> Iterable[Row]:
    """Yield the subjects with the most talks; an organisation may have no page."""
    for each in sorted(subjects, key=lambda each: -len(each.talk_ids))[:MAX_ROWS]:
        yield each.name, each.url if each.has_page else None, len(each.talk_ids)
