"""Days of an event in brief, for the home page and for its own: heading, number of talks, highlights."""

from collections.abc import Sequence
from datetime import date
from itertools import islice

from recap.catalogue.models import Event, Talk
from recap.core import text
from recap.core.urls import url_of
from recap.pages.components import item_link, speaker_pieces, start_hour
from recap.pages.context import Context, Data
from recap.pages.programme_days import day_label

MAX_DAYS = 14
"""Number of days that are shown; the programme has all."""
_HIGHLIGHTS = 3
_LOOKED_AT = 40
"""Number of talks of a day from which its highlights are chosen, so that a page need not read thousands."""


def days_of(context: Context, event: Event) -> list[date]:
    """Return the days on which an event has talks."""
    return [day for key, day in context.catalogue.days if key == event.id]


def brief(context: Context, event: Event) -> list[Data]:
    """Return the days of an event, each with its address in the programme."""
    found = []
    for day in days_of(context, event)[:MAX_DAYS]:
        ids = context.catalogue.days[event.id, day]
        label, count = day_label(context, day), context.language.count("talks", len(ids))
        own = {"label": label, "url": _url(context, event, label), "talks": count}
        found.append(own | {"highlights": [_highlight(context, event, talk) for talk in _best(context, ids)]})
    return found


def _url(context: Context, event: Event, label: str) -> str:
    """Return the address of a day in the programme: the page that it has there, or else its heading."""
    here = context.settings.programme(event.id)
    for page in context.pagination.get(here, ()):
        if page.label in (label, f"{label} (1)"):
            return url_of(page.src_uri)
    return f"{url_of(here)}#{text.heading_slug(label)}"


def _best(context: Context, ids: Sequence[str]) -> list[Talk]:
    """Return a few talks of a day in their order: keynotes, then those with a recap, then the first ones."""
    talks = [context.catalogue.talks[each] for each in islice(ids, _LOOKED_AT)]
    held = [(place, talk) for place, talk in enumerate(talks) if talk.record.status == "confirmed"]
    chosen = sorted(held, key=lambda pair: (pair[1].record.type != "keynote", not pair[1].has_recap, pair[0]))
    return [talk for _, talk in sorted(chosen[:_HIGHLIGHTS], key=lambda pair: pair[0])]


def _highlight(context: Context, event: Event, talk: Talk) -> Data:
    record = talk.record
    kind = context.words["type_keynote"] if record.type == "keynote" else None
    what = " · ".join(filter(None, (start_hour(event, talk), kind)))
    return item_link(talk) | {"what": what, "who": speaker_pieces(context, talk.credits)}
