"""Statistics page: talks by topic, organisation, format, length and year, counted in the catalogue."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from recap.catalogue.models import Catalogue
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
    types, years, lengths = (catalogue.figures[name] for name in ("types", "years", "lengths"))
    classes = Counter[int]()
    for minutes, number in lengths.items():
        classes[bisect_left(_LENGTHS, int(minutes))] += number
    shown_types = ((words[f"type_{each}"], None, types[each]) for each in sorted(types, key=lambda each: -types[each]))
    labels = [words["minutes_from_to"].format(low=low + 1, high=high) for low, high in pairwise((0, *_LENGTHS))]
    labels.append(words["minutes_over"].format(number=_LENGTHS[-1]))
    plots = [
        _plot(context, "topic", _largest(catalogue, "topics")),
        _plot(context, "organisation", _largest(catalogue, "organisations")),
        _plot(context, "type", shown_types),
        _plot(context, "length", ((label, None, classes[place]) for place, label in enumerate(labels))),
        _plot(context, "year", ((year, None, years[year]) for year in sorted(years))),
    ]
    number = {"talks": len(catalogue.talks), "speakers": catalogue.figures["speakers"]}
    lead = words["lead_statistics"].format(**{word: count(word, each) for word, each in number.items()})
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


def _largest(catalogue: Catalogue, name: str) -> Iterable[Row]:
    """Yield the topics or organisations with the most talks; an organisation may have no page."""
    numbers, subjects = catalogue.figures[name], getattr(catalogue, name)
    for key in sorted(numbers, key=lambda key: -numbers[key])[:MAX_ROWS]:
        yield subjects[key].name, subjects[key].url if subjects[key].has_page else None, numbers[key]
