"""Ways into a conference by the time one has: a minute, a quarter of an hour, all of it. Made from its records."""

from recap.catalogue.models import Event, Talk
from recap.core import text
from recap.pages.components import item_link
from recap.pages.context import Context, Data

_SENTENCES = 8
"""Number of talks that are summed up in a sentence each."""
_PAGES, _MINUTES = 3, 15
"""Number of pages that are proposed for a quarter of an hour, and how long they take together at most."""


def ways(context: Context, event: Event) -> Data | None:
    """Return what to read in a minute, in a quarter of an hour, and how long all takes; None below two recaps.

    What has most key points comes first when not all fits; it is shown in the order of the programme.
    """
    talks = [context.catalogue.talks[identifier] for identifier in event.talk_ids]
    recaps = [talk for talk in talks if talk.has_recap and talk.record.status == "confirmed"]
    if len(recaps) < 2:
        return None
    best = sorted(recaps, key=lambda talk: (-len(talk.record.key_points), -talk.minutes))
    count, summed_up, chosen = context.language.count, {talk.id for talk in best[:_SENTENCES]}, _quarter(best)
    return {
        "minute": [
            item_link(talk) | {"text": text.first_sentence(talk.lead)} for talk in recaps if talk.id in summed_up
        ],
        "quarter": [item_link(talk) | {"text": count("minutes", talk.minutes)} for talk in recaps if talk.id in chosen],
        "all": context.words["ways_total"].format(
            texts=count("texts", len(recaps)),
            minutes=count("minutes", sum(talk.minutes for talk in recaps)),
        ),
    }


def _quarter(best: list[Talk]) -> dict[str, int]:
    """Return id -> minutes of the first talks that fit together into a quarter of an hour."""
    chosen: dict[str, int] = {}
    for talk in best:
        if talk.minutes and len(chosen) < _PAGES and sum(chosen.values()) + talk.minutes <= _MINUTES:
            chosen[talk.id] = talk.minutes
    return chosen
