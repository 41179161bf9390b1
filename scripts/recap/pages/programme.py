"""Programme of a conference, one table for each day: Markdown and template data."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from operator import methodcaller

from recap.catalogue.models import Event, Talk, sessions
from recap.core import text
from recap.pages.context import Context, Data
from recap.pages.listing import listing_data
from recap.pages.markdown import escape, link_to, official_title, speaker_links, standing
from recap.pages.pagination import GrowingList

_COLUMNS = ("hour", "talk", "room", "track", "speakers", "official_title")


def growing_list(context: Context, event: Event) -> GrowingList:
    """Return the list of an event's talks, which is split by day when it is long."""
    here, entries = context.settings.programme(event.id), methodcaller("listed", "programme", event.id)
    return GrowingList(here, entries, _day, partial(_tables, event))


def _day(context: Context, talk: Talk) -> str:
    return text.titled(context.language.date(talk.record.date, weekday=True))


def _tables(event: Event, context: Context, talks: Sequence[Talk], here: str) -> str:
    """Return a table for each day; the parts of a talk follow it in their order."""
    event = context.catalogue.events[event.id]  # the list was made of one whose reads are not recorded
    every = [context.catalogue.talks[identifier] for identifier in event.talk_ids]
    wanted = {
        "room": len({talk.record.room for talk in every} - {None}) > 1,
        "track": len({event.track_title(talk) for talk in every} - {""}) > 1,
        "official_title": any(session.record.original_title for talk in every for session in sessions(talk)),
    }
    columns = [column for column in _COLUMNS if wanted.get(column, True)]
    titles = [context.words[f"column_{column}"] for column in columns]
    sections = []
    for day, group in groupby(talks, key=partial(_day, context)):
        rows = [[row[column] for column in columns] for talk in group for row in _rows(context, event, talk, here)]
        table = [f"| {' | '.join(row)} |" for row in (titles, ["---"] * len(columns), *rows)]
        sections += [f"## {day}", "\n".join(table)]
    return "\n\n".join(sections) or context.words["no_talk_yet"]


def _rows(context: Context, event: Event, talk: Talk, here: str) -> Iterator[dict[str, str]]:
    """Yield a row, column -> Markdown, for a talk and for each of its parts; speakers of parts are named there."""
    words = context.words
    for session in sessions(talk):
        record, whole = session.record, session is talk
        title = link_to(session, here)
        news = standing(context, talk) if whole else None
        hour = (
            f"{record.start:%H:%M}{' (+1)' if event.is_after_midnight(record.start) else ''}" if record.start else None
        )
        yield {
            "hour": hour or words["unknown_hour"],
            "talk": " · ".join(filter(None, (f"**{title}**" if whole else title, news))),
            "room": escape(talk.record.room or words["unknown_room"]),
            "track": escape(event.track_title(talk)),
            "speakers": speaker_links(context, () if whole and talk.parts else session.credits, here),
            "official_title": official_title(record.original_title, talk.record.language),
        }


def data(context: Context, event: Event) -> Data:
    """Return the title of a programme; the talks are in the Markdown."""
    title, here = context.words["programme_of"].format(event=event.display_name), context.settings.programme(event.id)
    entries = 0 if here in context.pagination else len(event.talk_ids)
    return listing_data(context, "programme", title, here, entries, event.src_uri) | {"section": "event"}
