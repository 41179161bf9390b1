"""Programme of a conference: a table for each day, and a grid where several rooms are used."""

from collections.abc import Iterator, Sequence
from functools import partial
from operator import methodcaller

from recap.catalogue.models import Event, Talk, sessions
from recap.core import text
from recap.pages import programme_days
from recap.pages.components import start_hour
from recap.pages.context import Context, Data
from recap.pages.event import event_card
from recap.pages.listing import listing_data
from recap.pages.markdown import escape, link_to, official_title, speaker_links, standing
from recap.pages.pagination import GrowingList

GRID_SCALE = 2
"""A page of a grid may hold twice as many talks as one of a table, whose Markdown costs much more: 600."""
_COLUMNS = ("hour", "talk", "track", "speakers", "official_title")


def growing_list(context: Context, event: Event) -> GrowingList:
    """Return the list of an event's talks, which is split by day when it is long."""
    here, entries = context.settings.programme(event.id), methodcaller("listed", "programme", event.id)
    scale = GRID_SCALE if len(event.record.rooms) > 1 else 1
    more = partial(_days, event.id)
    return GrowingList(here, entries, _day, partial(_tables, event), scale=scale, more=more)


def _day(context: Context, talk: Talk) -> str:
    return programme_days.day_label(context, talk.record.date)


def _days(event: str, context: Context, talks: Sequence[Talk]) -> Data:
    """Return the grids of some talks; nothing where a table shows them."""
    own = context.catalogue.events[event]
    return programme_days.data(context, own, talks) if programme_days.is_parallel(context, own) else {}


def _tables(event: Event, context: Context, talks: Sequence[Talk], here: str) -> str:
    """Return a table for each day; the parts of a talk follow it in their order.

    Where the template prints grids, only the headings of the days, for those who check links to them.
    """
    event = context.catalogue.events[event.id]  # the list was made of one whose reads are not recorded
    if talks and programme_days.is_parallel(context, event):
        return "\n\n".join(f"## {programme_days.day_label(context, day)}" for day, _ in programme_days.by_day(talks))
    every = [context.catalogue.talks[identifier] for identifier in event.talk_ids]
    wanted = {
        "track": len({event.track_title(talk) for talk in every} - {""}) > 1,
        "official_title": any(session.record.original_title for talk in every for session in sessions(talk)),
    }
    columns = [column for column in _COLUMNS if wanted.get(column, True)]
    titles = [context.words[f"column_{column}"] for column in columns]
    sections = []
    for day, group in programme_days.by_day(talks):
        rows = [[row[column] for column in columns] for talk in group for row in _rows(context, event, talk, here)]
        table = [f"| {' | '.join(row)} |" for row in (titles, ["---"] * len(columns), *rows)]
        sections += [f"## {programme_days.day_label(context, day)}", "\n".join(table)]
    return "\n\n".join(sections) or context.words["no_talk_yet"]


def _rows(context: Context, event: Event, talk: Talk, here: str) -> Iterator[dict[str, str]]:
    """Yield a row, column -> Markdown, for a talk and for each of its parts; speakers of parts are named there."""
    words = context.words
    for session in sessions(talk):
        record, whole = session.record, session is talk
        title = link_to(session, here)
        news = standing(context, talk) if whole else None
        yield {
            "hour": start_hour(event, session) or words["unknown_hour"],
            "talk": " · ".join(filter(None, (f"**{title}**" if whole else title, news))),
            "track": escape(event.track_title(talk)),
            "speakers": speaker_links(context, () if whole and talk.parts else session.credits, here),
            "official_title": official_title(record.original_title, talk.record.language),
        }


def data(context: Context, event: Event) -> Data:
    """Return the title of a programme, and its grids; talks without a grid are in the Markdown."""
    title, here = context.words["programme_of"].format(event=event.display_name), context.settings.programme(event.id)
    talks = [] if here in context.pagination else [context.catalogue.talks[each] for each in event.talk_ids]
    own = listing_data(context, "programme", title, here, len(talks), event.src_uri) | {"section": "event"}
    card = event_card(context, event)
    own["description"] = text.excerpt(" · ".join(filter(None, (card["dates"], card["where"], card["talks"]))))
    return own | (_days(event.id, context, talks) if talks else {})


def rules(context: Context, event: Event) -> list[str]:
    """Return the rules of the classes that the grids of an event use, each a line of CSS; none without a grid."""
    if not programme_days.is_parallel(context, event):
        return []
    divided = context.pagination.get(context.settings.programme(event.id), ())
    pages = [context.tracked(page.entries) for page in divided]
    return programme_days.rules(context, event, pages or [[context.catalogue.talks[each] for each in event.talk_ids]])
