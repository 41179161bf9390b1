"""Home page: Markdown of the list of conferences, and template data."""

from collections.abc import Sequence
from itertools import islice
from operator import itemgetter

from recap.catalogue.figures import parallel_events
from recap.catalogue.models import Event, Page
from recap.pages.claims import board_data
from recap.pages.components import card, corrections, item_link, sub_page_links, topic_link
from recap.pages.context import Context, Data, page_link
from recap.pages.drawings import time_line
from recap.pages.event import event_card, timeline
from recap.pages.event_days import brief, days_of
from recap.pages.markdown import entry, escape, link_to, year_of
from recap.pages.pagination import GrowingList
from recap.pages.ways import ways

_FACTS = 10
"""Number of dated facts up to which the home page draws the line of time of the newest event."""
_SPEAKERS = 30
"""Number of speakers that the home page names: the first by collation."""


def _events(context: Context, events: Sequence[Event], here: str) -> str:
    shown = []
    for event in events:
        record, number = event.record, context.language.count("talks", len(event.talk_ids))
        label = f"{context.language.date_range(record.start_date, record.end_date)}, {number}"
        shown.append(entry(link_to(event, here), escape(label), escape(record.summary)))
    return "\n".join(shown)


OTHER_EVENTS = GrowingList("index.md", lambda catalogue: catalogue.listed("events")[1:], year_of, _events)
"""The list of all conferences but the newest, which is split by year when it is long."""


def data(context: Context, page: Page) -> Data:
    """Return the newest event by day or with its timeline, then the other events, people, topics and corrections."""
    catalogue, page_of, count = context.catalogue, context.settings.page, context.language.count
    events = [*catalogue.events.values()]
    newest = [
        event_card(context, event) | _talks(context, event) | {"ways": ways(context, event)} for event in events[:1]
    ]
    figures, everybody = catalogue.figures, (catalogue.people[key] for key in catalogue.people)
    speakers = islice((person for person in everybody if person.appearances), _SPEAKERS)
    roots = [topic for topic in (catalogue.topics[key] for key in figures["described"]) if not topic.broader]
    corrected = [
        item_link(item) | each
        for item in map(catalogue.item, figures["corrected"])
        for each in corrections(context, item)
    ]
    file, years = page.src_uri if page.document.data else None, context.pagination.get(page.src_uri, ())
    return context.base_data("home", page.record.title, page.record.summary, page.src_uri, file) | {
        "newest": newest[0] if newest else None,
        "events": [] if years else [event_card(context, event) for event in events[1:]],
        "years": sub_page_links(years),
        "speakers": [*map(item_link, speakers)],
        "speakers_page": page_link(count("speakers", figures["speakers"]), page_of("people")),
        "topics": [topic_link(context, topic) for topic in roots[:24]],
        "topics_page": page_link(count("themes", len(roots)), page_of("topics")),
        "corrections": sorted(corrected, key=itemgetter("date"), reverse=True)[:5],
        **(board_data(context, events[0]) | time_line.data(context, events[0], _FACTS) if events else {}),
        **card(
            context, page.url, page.record.title, *((newest[0]["title"], newest[0]["dates"]) if newest else ("", ""))
        ),
    }


def _talks(context: Context, event: Event) -> Data:
    """Return the timeline of a day in one room; of all other events the days in brief."""
    if len(days_of(context, event)) > 1 or event.id in parallel_events(context.catalogue):
        return {"timeline": [], "days": brief(context, event)}
    return {"timeline": timeline(context, event), "days": []}
