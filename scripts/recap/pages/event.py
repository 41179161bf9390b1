"""Page of a conference: template data. Its Markdown is the text of its file."""

from datetime import date

from recap.catalogue.models import Event, Part, Talk, sessions
from recap.content import schema
from recap.content.yaml_writer import front_matter
from recap.core.language import hours
from recap.pages import claims, components, missing
from recap.pages.context import Context, Data, page_link
from recap.pages.drawings import correspondences, time_line
from recap.pages.event_days import brief
from recap.pages.markdown import standing
from recap.pages.programme_days import by_day, day_label
from recap.pages.ways import ways

MAX_TIMELINE_TALKS = 40
"""Number of talks up to which a conference is drawn as a timeline; its programme as a table is always complete."""


def data(context: Context, event: Event) -> Data:
    """Return an event's facts, and its days if the programme is short enough: a timeline, or a list of several rooms.

    Of the days of a longer programme with several rooms what the home page shows.
    """
    record, language = event.record, context.language
    days = []
    for day, group in by_day(_timeline_talks(context, event)):
        items = [timeline_item(context, event, talk) for talk in group]
        known = [item for item in items if item["time"] or any(part["time"] for part in item["parts"])]
        groups = {"known": known, "unknown": [item for item in items if item not in known], "parallel": []}
        if len({talk.record.room for talk in group} - {None}) > 1:
            groups = {"known": [], "unknown": [], "parallel": items}
        day_data = {"label": day_label(context, day), "breaks": _breaks(event, day)}
        days.append({"date": day.isoformat(), **day_data, **groups})
    own = event_card(context, event)
    dates, where = own["dates"], own["where"]
    within = dates if record.title == context.settings.site_name else ""  # the home page of such a site has its title
    keywords, year = [record.city, record.venue, *record.organizers], str(record.start_date.year)
    board = claims.board_data(context, event)
    return {
        **context.base_data("event", record.title, record.summary, event.src_uri, event.src_uri, within),
        **own,
        "title_language": record.languages[0] if record.languages else None,
        "facts": components.facts(
            context,
            ("when", dates),
            ("where", where),
            ("acronym", record.acronym),
            ("rooms", ", ".join(map(_room, record.rooms))),
            ("organizers", language.list(record.organizers)),
            ("website", components.short_url(record.website), record.website),
            ("archive", components.short_url(record.archive_url), record.archive_url),
            ("hashtag", record.hashtag),
            ("languages", language.list(language.language_name(tag) for tag in record.languages)),
            *components.attribution_facts(context, event),
        ),
        "days": days,
        "ways": ways(context, event),
        "brief": brief(context, event) if event.talk_ids and not days and len(record.rooms) > 1 else [],
        **board,
        "abreast": bool(board and days) and not any(day["parallel"] for day in days),
        **correspondences.data(context, event),
        **time_line.data(context, event),
        "new_talk_url": new_talk_url(context, event),
        "form_url": context.settings.repository.form_url,
        "sources": [source.model_dump() for source in record.sources],
        "corrections": components.corrections(context, event),
        "missing": missing.event_block(context, event),
        "updated": event.updated,
        **components.card(context, event.url, record.title, dates, where),
        **components.search_data(dates, [record.acronym], keywords, event=[record.title], year=[year]),
    }


def _room(room: str | schema.Room) -> str:
    """Return a room with what is known of it: `Great Hall (300; on the first floor)`."""
    if isinstance(room, str):
        return room
    more = "; ".join(str(each) for each in (room.capacity, room.description) if each)
    return f"{room.name} ({more})" if more else room.name


def _breaks(event: Event, day: date) -> list[Data]:
    """Return the lines of a day's programme that are no talks, by their hours."""
    own = sorted(
        (each for each in event.record.breaks if each.date == day),
        key=lambda each: event.moment(each.date, each.start),
    )
    return [{"time": hours(each.start, each.duration), "title": each.title, "room": each.room} for each in own]


def event_card(context: Context, event: Event) -> Data:
    """Return an event in brief, as the home page and its own page show it."""
    record, words = event.record, context.words
    return components.item_link(event) | {
        "programme_url": page_link(words["programme"], context.settings.programme(event.id))["url"],
        "dates": context.language.date_range(record.start_date, record.end_date),
        "where": components.place(context, event),
        "summary": record.summary,
        "talks": context.language.count("talks", len(event.talk_ids)),
    }


def timeline(context: Context, event: Event) -> list[Data]:
    """Return the talks of an event as timeline items; empty beyond MAX_TIMELINE_TALKS."""
    return [timeline_item(context, event, talk) for talk in _timeline_talks(context, event)]


def _timeline_talks(context: Context, event: Event) -> list[Talk]:
    talks = event.talk_ids if len(event.talk_ids) <= MAX_TIMELINE_TALKS else ()
    return [context.catalogue.talks[each] for each in talks]


def timeline_item(context: Context, event: Event, talk: Talk) -> Data:
    """Return a talk, with its parts, as an item of the timeline."""
    record = talk.record
    room = record.room if len(event.record.rooms) > 1 else None
    own, *parts = (_session(context, event, talk, each) for each in sessions(talk))
    return own | {
        "room": record.room,
        "type": context.words[f"type_{record.type}"],
        "place": ", ".join(filter(None, (room, event.track_title(talk), standing(context, talk)))),
        "hook": hook(context, talk),
        "parts": parts,
    }


def hook(context: Context, talk: Talk) -> str:
    """Return what a list says of a talk: its lead, or that nobody has written about it."""
    return talk.lead or ("" if talk.has_recap else context.words["no_recap_yet"])


def _session(context: Context, event: Event, talk: Talk, session: Talk | Part) -> Data:
    """Return a talk or part; `moment` is ISO 8601 with the UTC offset of the place, for `<time datetime>`."""
    start = event.start_of(talk, session)
    return components.item_link(session) | {
        "time": components.start_hour(event, session),
        "moment": start.isoformat(timespec="minutes") if start else None,
        "who": components.speaker_pieces(context, session.credits),
        "hook": session.record.summary,
    }


def example_talk(context: Context, event: Event) -> tuple[str, str]:
    """Return the src_uri and content of a new talk of the event, its front matter begun in the site's language."""
    words = context.words
    title, summary, body = (words[f"example_{each}"] for each in ("title", "summary", "text"))
    speaker = {"name": words["example_name"], "organisation": words["example_organisation"]}
    record = {"title": title, "speakers": [speaker], "date": event.record.start_date.isoformat(), "summary": summary}
    # No build asks the clock for the day of publication: the last day of the event is a day that it knows.
    record |= {"authors": [words["example_author"]], "published": event.record.end_date.isoformat()}
    return f"{event.id}/{words['example_file']}.md", f"{front_matter(record)}{body}\n"


def new_talk_url(context: Context, event: Event) -> str | None:
    """Return the address that opens that talk in the repository's editor; None without a repository."""
    src_uri, content = example_talk(context, event)
    return context.settings.repository.new_file_url(event.id, src_uri.removeprefix(f"{event.id}/"), content)
