"""The data of the home page and of an event's page, and what every page of the site shows."""

from __future__ import annotations

from itertools import groupby

from recap.pages import MANY
from recap.policy import content_security_policy
from recap.records import Event, Page, Talk
from recap.scaffold import new_talk
from recap.views.frame import (
    Context,
    Data,
    based_on,
    card,
    fact,
    facts,
    frame,
    host,
    own_corrections,
    person_link,
    place,
    searched,
    stop,
    topic_link,
    updated,
    url_of,
)

LINE_UP_TO = 40
"""Talks of an event up to which its page draws them as a line; the programme as a table is always whole."""


def shared(context: Context) -> Data:
    """What every page shows: words, menus, the way home."""
    folders = context.settings.folders
    menu = []
    if context.catalogue.events:
        newest = next(iter(context.catalogue.events.values()))
        menu = [
            {"id": "event", "title": context.words["menu_event"], "url": url_of(newest.src_uri)},
            {"id": "people", "title": context.words["people"], "url": f"{folders['people']}/index.html"},
            {"id": "topics", "title": context.words["topics"], "url": f"{folders['topics']}/index.html"},
            {"id": "glossary", "title": context.words["glossary"], "url": f"{folders['glossary']}.html"},
        ]
    pages = [
        {"title": page.record.title, "url": url_of(page.src_uri)}
        for page in context.catalogue.pages.values()
        if "/" not in page.src_uri and page.src_uri != "index.md"
    ]
    organisations = {"title": context.words["organisations"], "url": f"{folders['organisations']}/index.html"}
    if context.catalogue.events:
        pages += [{"title": context.words[each], "url": f"{folders[each]}.html"} for each in ("offline", "data")]
    if len(context.catalogue.talks) >= MANY:
        pages.insert(0, {"title": context.words["numbers"], "url": f"{folders['numbers']}.html"})
    return {
        "name": context.settings.site_name,
        "url": context.settings.site_url.rstrip("/"),
        "locale": context.language.locale(context.settings.language),
        "policy": content_security_policy(context.settings.image_hosts),
        "menu": menu,
        "more": [*([organisations] if context.catalogue.organisations else []), *pages],
        "repository": context.settings.repository,
        "contact": context.settings.contact,
        "form_url": context.settings.form_url,
        "search_url": f"{folders['search']}.html" if context.settings.search else None,
        "words": dict(context.words),
    }


def home_page(context: Context, page: Page) -> Data:
    """The home page: the newest event with its line, the others, people, topics, corrections."""
    events = list(context.catalogue.events.values())
    speakers = [person for person in context.catalogue.people.values() if person.appearances]
    roots = [topic for topic in context.catalogue.topics.values() if not topic.broader and topic.record]
    page_frame = frame(context, "home", page.record.title, page.record.summary, page.src_uri)
    folders = context.settings.folders
    if not page.document.data:  # a home page without a file has none to correct
        page_frame["edit_url"] = None
    return page_frame | {
        "newest": _event_card(context, events[0], with_line=True) if events else None,
        "events": [_event_card(context, event) for event in events[1:]],
        "speakers": [person_link(person) for person in speakers[:30]],
        "speakers_title": context.language.count("voices", len(speakers)),
        "people_url": f"{folders['people']}/index.html",
        "topics": [topic_link(context, topic) for topic in roots[:24]],
        "topics_title": context.language.count("themes", len(roots)),
        "topics_url": f"{folders['topics']}/index.html",
        "corrections": _corrections(context),
    }


def _new_talk_url(context: Context, event: Event) -> str | None:
    """Where a talk of the event can be written in the browser, its front matter begun."""
    words = context.words
    title, summary, body = (words[f"example_{each}"] for each in ("title", "summary", "text"))
    speaker = {"name": words["example_name"], "organisation": words["example_organisation"]}
    draft = new_talk(context.settings, event, title, [speaker], summary=summary, body=body)
    return context.settings.new_file_url(event.id, f"{words['example_file']}.md", draft.content)


def _event_card(context: Context, event: Event, *, with_line: bool = False) -> Data:
    talks = [context.catalogue.talks[identifier] for identifier in event.talks]
    return {
        "title": event.record.title,
        "url": url_of(event.src_uri),
        "programme_url": url_of(context.settings.programme(event.id)),
        "when": context.language.date_range(event.record.start_date, event.record.end_date),
        "where": place(context, event.record),
        "summary": event.record.summary,
        "talks": context.language.count("talks", len(talks)),
        "line": [stop(context, talk) for talk in talks] if with_line and len(talks) <= LINE_UP_TO else [],
    }


def _corrections(context: Context) -> list[Data]:
    items: list[Event | Talk] = [*context.catalogue.events.values(), *context.catalogue.talks.values()]
    dated = [
        (correction.date, item.record.title, url_of(item.src_uri), correction.text)
        for item in items
        for correction in item.record.corrections
    ]
    dated.sort(key=lambda entry: entry[0], reverse=True)
    return [
        {"date": day.isoformat(), "date_label": context.language.date(day), "title": title, "url": url, "text": said}
        for day, title, url, said in dated[:5]
    ]


def event_page(context: Context, event: Event) -> Data:
    """An event's page: facts, and its programme as a line a day while it is short."""
    record = event.record
    talks = [context.catalogue.talks[identifier] for identifier in event.talks]
    days = []
    if len(talks) <= LINE_UP_TO:
        for day, group in groupby(talks, key=lambda talk: talk.record.date):
            stops = [stop(context, talk) for talk in group]
            known = [stop for stop in stops if stop["time"] or any(part["time"] for part in stop["parts"])]
            unknown = [stop for stop in stops if stop not in known]
            label = context.language.date(day, weekday=True)
            days.append({"date": day.isoformat(), "label": label, "known": known, "unknown": unknown})
    dates = context.language.date_range(record.start_date, record.end_date)
    known = facts(
        fact(context, "when", dates),
        fact(context, "where", place(context, record)),
        fact(context, "acronym", record.acronym),
        fact(context, "rooms", ", ".join(record.rooms)),
        fact(context, "organizers", context.language.list(record.organizers)),
        fact(context, "website", host(record.website), record.website),
        fact(context, "archive", host(record.archive_url), record.archive_url),
        fact(context, "hashtag", record.hashtag),
        fact(
            context, "languages", context.language.list(context.language.language_name(tag) for tag in record.languages)
        ),
        fact(context, "authors", context.language.list(record.authors)),
        fact(context, "based_on", *based_on(context, record.based_on)),
        fact(context, "licence", record.license),
    )
    return frame(context, "event", record.title, record.summary, event.src_uri) | {
        "section": "event",
        "title_language": record.languages[0] if record.languages else None,
        "dates": dates,
        "where": place(context, record),
        "facts": known,
        "days": days,
        "talks": context.language.count("talks", len(talks)),
        "programme_url": url_of(context.settings.programme(event.id)),
        "new_talk_url": _new_talk_url(context, event),
        "form_url": context.settings.form_url,
        "sources": [{"title": source.title, "url": source.url} for source in record.sources],
        "corrections": own_corrections(context, record.corrections),
        "updated": updated(record),
        **card(context, event.src_uri, record.title, dates, place(context, record)),
        **searched(
            dates,
            [record.acronym],
            [record.city, record.venue, *record.organizers],
            event=[record.title],
            year=[str(record.start_date.year)],
        ),
    }
