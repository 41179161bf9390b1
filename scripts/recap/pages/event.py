"""The data of the home page and of an event's page, and what every page of the site shows."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter

from recap.authoring.scaffold import new_talk
from recap.catalogue.models import Event, Page, Part, Talk
from recap.pages.components import card, corrections, facts, leaf_links, link, link_to, searched, topic_link
from recap.pages.context import Context, Data, based_on, frame, host, moment, place, updated, url_of, voices
from recap.pages.outline import MANY, target, track_title, with_parts
from recap.security.html import content_security_policy

LINE_UP_TO = 40
"""Talks of an event up to which its page draws them as a line; the programme as a table is always whole."""


def shared(context: Context) -> Data:
    """What every page shows: words, menus, the way home."""
    catalogue, settings, words = context.catalogue, context.settings, context.words

    def named(name: str) -> Data:
        return link(words[name], settings.page(name))

    newest = [*catalogue.events.values()][:1]
    menu = [{"id": "event", **link(words["menu_event"], event.src_uri)} for event in newest]
    menu += [{"id": name, **named(name)} for name in ("people", "topics", "glossary") if menu]
    more = [named("organisations")] if catalogue.organisations else []
    more += [named("numbers")] if len(catalogue.talks) >= MANY else []
    own = (page for page in catalogue.pages.values() if "/" not in page.src_uri and page.src_uri != "index.md")
    more += [link(page.record.title, page.src_uri) for page in own]
    more += [named("offline"), named("data")] if catalogue.events else []
    return {
        "name": settings.site_name,
        "url": settings.site_url.rstrip("/"),
        "locale": context.language.locale(settings.language),
        "policy": content_security_policy(settings.image_hosts),
        "menu": menu,
        "more": more,
        "repository": settings.repository,
        "contact": settings.contact,
        "form_url": settings.form_url,
        "search_url": url_of(settings.page("search")) if settings.search else None,
        "words": dict(words),
    }


def home_page(context: Context, page: Page) -> Data:
    """The home page: the newest event with its line, the others, people, topics, corrections."""
    catalogue, settings = context.catalogue, context.settings
    events = [*catalogue.events.values()]
    items: list[Event | Talk] = [*events, *catalogue.talks.values()]
    newest = [
        _event_card(context, event) | {"line": [_stop(context, event, talk) for talk in _on_line(context, event)]}
        for event in events[:1]
    ]
    speakers = [person for person in catalogue.people.values() if person.appearances]
    roots = [topic for topic in catalogue.topics.values() if not topic.broader and topic.record]
    corrected = [link_to(item) | each for item in items for each in corrections(context, item.record)]
    file, years = page.src_uri if page.document.data else None, context.leaves.get(page.src_uri, ())
    return frame(context, "home", page.record.title, page.record.summary, page.src_uri, file) | {
        "newest": newest[0] if newest else None,
        "events": [] if years else [_event_card(context, event) for event in events[1:]],
        "years": leaf_links(years),
        "speakers": [link_to(person) for person in speakers[:30]],
        "speakers_title": context.language.count("voices", len(speakers)),
        "people_url": url_of(settings.page("people")),
        "topics": [topic_link(context, topic) for topic in roots[:24]],
        "topics_title": context.language.count("themes", len(roots)),
        "topics_url": url_of(settings.page("topics")),
        "corrections": sorted(corrected, key=itemgetter("date"), reverse=True)[:5],
    }


def _event_card(context: Context, event: Event) -> Data:
    record = event.record
    return link_to(event) | {
        "programme_url": url_of(context.settings.programme(event.id)),
        "dates": context.language.date_range(record.start_date, record.end_date),
        "where": place(context, record),
        "summary": record.summary,
        "talks": context.language.count("talks", len(event.talks)),
    }


def event_page(context: Context, event: Event) -> Data:
    """An event's page: facts, and its programme as a line a day while it is short."""
    record, language = event.record, context.language
    days = []
    for day, group in groupby(_on_line(context, event), key=lambda talk: talk.record.date):
        stops = [_stop(context, event, talk) for talk in group]
        known = [stop for stop in stops if stop["time"] or any(part["time"] for part in stop["parts"])]
        unknown = [stop for stop in stops if stop not in known]
        days.append(
            {"date": day.isoformat(), "label": language.date(day, weekday=True), "known": known, "unknown": unknown}
        )
    own = _event_card(context, event)
    dates, where = own["dates"], own["where"]
    known = facts(
        context,
        ("when", dates),
        ("where", where),
        ("acronym", record.acronym),
        ("rooms", ", ".join(record.rooms)),
        ("organizers", language.list(record.organizers)),
        ("website", host(record.website), record.website),
        ("archive", host(record.archive_url), record.archive_url),
        ("hashtag", record.hashtag),
        ("languages", language.list(language.language_name(tag) for tag in record.languages)),
        ("authors", language.list(record.authors)),
        ("based_on", *based_on(context, record.based_on)),
        ("licence", record.license),
    )
    years = [str(record.start_date.year)]
    return {
        **frame(context, "event", record.title, record.summary, event.src_uri, event.src_uri),
        **own,
        "title_language": record.languages[0] if record.languages else None,
        "facts": known,
        "days": days,
        "new_talk_url": _new_talk_url(context, event),
        "form_url": context.settings.form_url,
        "sources": [source.model_dump() for source in record.sources],
        "corrections": corrections(context, record),
        "updated": updated(record),
        **card(context, event, dates, where),
        **searched(
            dates, [record.acronym], [record.city, record.venue, *record.organizers], event=[record.title], year=years
        ),
    }


def _new_talk_url(context: Context, event: Event) -> str | None:
    """Where a talk of the event can be written in the browser, its front matter begun."""
    words = context.words
    title, summary, body = (words[f"example_{each}"] for each in ("title", "summary", "text"))
    speaker = {"name": words["example_name"], "organisation": words["example_organisation"]}
    draft = new_talk(context.settings, event, title, [speaker], summary=summary, body=body)
    return context.settings.new_file_url(event.id, f"{words['example_file']}.md", draft.content)


def _on_line(context: Context, event: Event) -> list[Talk]:
    """The talks of an event that its line shows: none of them where they are too many."""
    return [context.catalogue.talks[each] for each in event.talks] if len(event.talks) <= LINE_UP_TO else []


def _stop(context: Context, event: Event, talk: Talk) -> Data:
    record = talk.record
    room = record.room if len(event.record.rooms) > 1 else None
    own, *parts = (_platform(context, event, talk, each) for each in with_parts(talk))
    return own | {
        "room": record.room,
        "type": context.words[f"type_{record.type}"],
        "place": ", ".join(filter(None, (room, track_title(event, talk)))),
        "hook": record.summary or context.words["no_recap_yet"],
        "parts": parts,
    }


def _platform(context: Context, event: Event, talk: Talk, own: Talk | Part) -> Data:
    """A talk or one of its parts; `moment` has the offset of the event's place, for `<time datetime>` (ISO 8601)."""
    start = moment(event, talk, own)
    return link(own.record.title, target(talk, own)) | {
        "time": f"{start:%H:%M}" if start else None,
        "moment": start.isoformat(timespec="minutes") if start else None,
        "who": voices(context, own.credits),
        "hook": own.record.summary,
    }
