"""The line of time of a conference: dated facts of its talks by year, and its own days."""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise

from recap.catalogue.models import Event, Talk
from recap.content import schema
from recap.core import text
from recap.pages.claims import SINCE
from recap.pages.components import short_url
from recap.pages.context import Context, Data, page_link
from recap.pages.drawings.shapes import ROW, circle, label, picture, segment, track

MAX_FACTS = 60
"""Number of facts that are written out: the newest. Of others the years say how many there are."""
MAX_TALKS = 40
"""Number of talks with facts up to which a page reads them; beyond that it reads the site's figures alone."""
MAX_YEARS = 60
"""Number of years with facts: the newest."""
_MAX_EMPTY = 3
"""Number of years without facts in a row that are drawn one by one; more are a gap."""
_YEAR, _TRACK, _FACTS, _LENGTH = 0, 58, 84, 160
"""x of the years, of the line and of the facts; length of the longest row of facts."""
_MAX_DOTS = 10


def data(context: Context, event: Event, most: int | None = None) -> Data:
    """Return the line as `time_line`, of at most so many facts if `most` says so; empty without facts."""
    start = f"{event.id}/"
    talks = [each for each in context.catalogue.figures["dated"] if each.startswith(start)]
    facts: list[tuple[schema.LaterFact, Talk]] = []
    if len(talks) <= MAX_TALKS:
        facts = [fact for each in talks for fact in _facts(context.catalogue.talks[each])]
        counts = Counter(int(fact.date[:4]) for fact, _ in facts)
    else:
        figures = context.catalogue.figures["facts"]
        counts = Counter({int(key[len(start) :]): figures[key] for key in figures if key.startswith(start)})
    total = counts.total()
    if not total or (most is not None and total > most):
        return {}
    facts = sorted(facts, key=lambda each: each[0].date)[-MAX_FACTS:]
    shown = dict(sorted(counts.items())[-MAX_YEARS:])
    words, count = context.words, context.language.count
    rows = [*_rows(context, event, shown, facts)]
    label = words["years_label"].format(facts=count("facts", total), first=min(shown), last=max(shown))
    some = words["years_some"].format(number=len(facts), all=total) if facts else words["years_none"]
    return {
        "time_line": {
            "picture": _picture(label, rows),
            "rows": rows,
            "some": some if total > len(facts) else None,
        }
    }


def _facts(talk: Talk) -> list[tuple[schema.LaterFact, Talk]]:
    since = talk.record.since_then
    return [(fact, talk) for fact in since.facts] if since else []


def _rows(
    context: Context, event: Event, counts: Mapping[int, int], facts: list[tuple[schema.LaterFact, Talk]]
) -> Iterator[Data]:
    """Yield the years from the first to the last with a fact or the event, and gaps where nothing is known for long."""
    own, gap = event.record.start_date, context.words["years_gap"]
    years = sorted({*counts, own.year})
    for before, year in pairwise([years[0], *years]):
        empty = year - before - 1
        if empty > _MAX_EMPTY:
            yield {"year": None, "gap": gap.format(years=context.language.count("years", empty)), "number": 0}
        else:
            yield from ({"year": str(each), "number": 0} for each in range(before + 1, year))
        written = [_entry(context, *each) for each in facts if int(each[0].date[:4]) == year]
        number = counts.get(year, 0)
        yield {
            "year": str(year),
            "number": number,
            "counted": context.language.count("facts", number) if number > len(written) else None,
            "held": _held(context, event) if year == own.year else None,
            "facts": written,
        }


def _held(context: Context, event: Event) -> Data:
    record = event.record
    return {"title": event.display_name, "dates": context.language.date_range(record.start_date, record.end_date)}


def _entry(context: Context, fact: schema.LaterFact, talk: Talk) -> Data:
    return {
        "date": fact.date,
        "date_label": context.language.partial_date(fact.date),
        "text": text.first_sentence(fact.text),
        "talk": page_link(talk.display_name, f"{talk.src_uri}{SINCE}"),
        "source": short_url(fact.url).partition("/")[0],
        "source_url": fact.url,
    }


def _picture(says: str, rows: list[Data]) -> Data:
    most = max(row["number"] for row in rows)
    shapes = track(_TRACK, ROW / 2, ROW * (len(rows) - 0.5))
    for place, row in enumerate(rows):
        y = ROW * (place + 0.5)
        if row["year"] is None:
            shapes.append(segment("gap", (_TRACK, y - ROW / 2), (_TRACK, y + ROW / 2)))
            shapes.append(label("aside", (_FACTS, y + 4), row["gap"]))
            continue
        shapes.append(label("year", (_YEAR, y + 4.5), row["year"]))
        if row.get("held"):
            shapes.append(circle("here", (_TRACK, y), 9, row["held"]["dates"]))
        elif row["number"]:
            shapes.append(circle("stop", (_TRACK, y), 6))
        shapes += _marks(row["number"], most, y)
    return picture(says, ROW * len(rows), shapes)


def _marks(number: int, most: int, y: float) -> Iterator[Data]:
    """Yield a dot for each fact of a year, or a bar where a year has many; then their number."""
    if not number:
        return
    end = _FACTS + 16.0 * (number - 1)
    if most <= _MAX_DOTS:
        yield from (circle("dot", (_FACTS + 16 * each, y), 5) for each in range(number))
    else:
        end = _FACTS + max(2, _LENGTH * number / most)
        yield segment("bar", (_FACTS, y), (end, y))
    yield label("aside", (end + 12, y + 4.5), str(number))
