"""The data of a talk's page: its record in words, its place in the day, what to read next."""

from __future__ import annotations

import math

from recap import body, schema
from recap.pages import hours, track_title
from recap.records import Credit, Event, Part, Talk
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
    searched,
    topic_link,
    updated,
    url_of,
    voices,
)

STRIP_UP_TO = 8
"""Talks of a day up to which a talk's page shows its place among them."""
_NEAREST = 25
"""Talks looked at on each side of a talk, in each of its topics, for related ones: the cost stays linear."""


def talk_page(context: Context, talk: Talk) -> Data:
    """A talk's page, with its place in the day and its neighbours."""
    record = talk.record
    event = context.catalogue.events[talk.event]
    before, after = context.catalogue.beside[talk.id]
    day = context.catalogue.days[event.id, record.date]
    strip = [context.catalogue.talks[identifier] for identifier in day] if 1 < len(day) <= STRIP_UP_TO else []
    minutes = math.ceil(body.word_count(talk.document.body) / body.WORDS_PER_MINUTE)
    retold, retold_url = based_on(context, record.based_on or event.record.based_on)
    when = context.language.date(record.date, weekday=True)
    topics = [topic_link(context, context.catalogue.topics[identifier]) for identifier in talk.own_topics]
    known = facts(
        fact(context, "when", when),
        fact(context, "hour", hours(record) or context.words["unknown_hour"]),
        fact(context, "room", record.room or context.words["unknown_room"]),
        fact(context, "official_title", record.original_title, language=record.language),
        fact(context, "type", context.words[f"type_{record.type}"]),
        fact(context, "track", track_title(event, talk)),
        fact(context, "language", context.language.language_name(record.language) if record.language else None),
        fact(context, "level", context.words[f"level_{record.level}"] if record.level else None),
        fact(context, "reading", context.language.count("minutes", minutes) if record.summary else None),
    )
    return frame(context, "talk", record.title, record.summary, talk.src_uri) | {
        "section": "event",
        "event": {"title": event.record.title, "url": url_of(event.src_uri)},
        "original_title": record.original_title,
        "language": record.language,
        "who": [_credited(context, credit) for credit in talk.credits],
        "no_speaker_reason": record.no_speaker_reason,
        "when": when,
        "date": record.date.isoformat(),
        "facts": known,
        "strip": [_strip_stop(each, talk) for each in strip],
        "stub": record.summary is None,
        "draft": record.draft,
        "key_points": list(record.key_points),
        "topics": topics,
        "parts": [_chapter(context, talk, part) for part in talk.parts],
        "resources": [_resource(context, each) for each in record.resources],
        "recordings": [_recording(context, each) for each in record.recordings],
        "sources": [{"title": source.title, "url": source.url} for source in record.sources],
        "corrections": own_corrections(context, record.corrections),
        "since": _since(context, record.since_then),
        "related": _related(context, talk),
        "previous": _neighbour(context.catalogue.talks[before]) if before else None,
        "next": _neighbour(context.catalogue.talks[after]) if after else None,
        "based_on": retold,
        "based_on_url": retold_url,
        "citation": _citation(context, talk, event, retold),
        "updated": updated(record) or updated(event.record),
        **searched(
            f"{event.record.title}, {context.language.date(record.date)}",
            [record.original_title, *(part.record.original_title for part in talk.parts)],
            [
                *(each for credit in talk.credits for each in (credit.name, credit.organisation)),
                *(context.catalogue.topics[identifier].title for identifier in talk.topics),
                event.record.title,
            ],
            event=[event.record.title],
            year=[str(record.date.year)],
            topic=[context.catalogue.theme(context.catalogue.topics[each]).title for each in talk.topics],
            language=[context.language.language_name(record.language)] if record.language else [],
        ),
        **(
            card(context, talk.src_uri, record.title, voices(context, talk.credits), f"{event.record.title}, {when}")
            if record.summary
            else {}
        ),
    }


def _strip_stop(talk: Talk, current: Talk) -> Data:
    return {
        "title": talk.record.title,
        "url": url_of(talk.src_uri),
        "current": talk.id == current.id,
        "interchange": bool(talk.parts),
    }


def _credited(context: Context, credit: Credit) -> Data:
    person = context.catalogue.people[credit.person] if credit.person else None
    return {
        "name": credit.name or context.words["withdrawn"],
        "url": url_of(person.src_uri) if person else None,
        "role": credit.role,
        "organisation": credit.organisation,
    }


def _chapter(context: Context, talk: Talk, part: Part) -> Data:
    return {
        "title": part.record.title,
        "url": f"{url_of(talk.src_uri)}#{part.record.id}",
        "time": hours(part.record),
        "who": voices(context, part.credits),
    }


def _resource(context: Context, resource: schema.Resource) -> Data:
    label = context.words[f"resource_{resource.type}"]
    if resource.language:
        label += ", " + context.words["in_language"].format(language=context.language.language_name(resource.language))
    return {"title": resource.title, "url": resource.url, "label": label, "archive_url": resource.archive_url}


def _recording(context: Context, recording: schema.Recording) -> Data:
    minutes = context.language.count("minutes", recording.duration) if recording.duration else None
    label = ", ".join(each for each in (minutes, recording.license) if each)
    return {"title": recording.provider or host(recording.url), "url": recording.url, "label": label}


def _since(context: Context, record: schema.SinceThen | None) -> Data | None:
    if record is None:
        return None
    return {
        "checked": context.words["checked_on"].format(date=context.language.date(record.checked)),
        "text": record.text,
        "facts": [
            {
                "date": fact.date,
                "date_label": context.language.partial_date(fact.date),
                "text": fact.text,
                "title": fact.title or host(fact.url),
                "url": fact.url,
            }
            for fact in record.facts
        ],
    }


def _related(context: Context, talk: Talk) -> list[Data]:
    """Up to three talks with topics or people in common, the rarest of them counting most, and the reason."""
    scores: dict[str, float] = {}
    reasons: dict[str, dict[str, list[str]]] = {}
    shared = [
        ("same_topic", context.catalogue.topics[each].title, context.catalogue.topics[each].appearances)
        for each in talk.topics
    ]
    shared += [
        (
            "same_person",
            context.catalogue.people[credit.person].name,
            context.catalogue.people[credit.person].appearances,
        )
        for credit in talk.credits
        if credit.person
    ]
    for word, name, appearances in shared:
        others = list(dict.fromkeys(each.talk for each in appearances))
        here = others.index(talk.id)
        for other in others[max(0, here - _NEAREST) : here + _NEAREST + 1]:
            if other != talk.id:
                scores[other] = scores.get(other, 0) + 1 / len(others)
                reasons.setdefault(other, {}).setdefault(word, []).append(name)
    best = sorted(scores, key=lambda other: (-scores[other], other))[:3]
    return [
        _neighbour(context.catalogue.talks[other])
        | {
            "reason": ". ".join(
                context.words[word].format(names=context.language.list(names[:4]))
                for word, names in sorted(reasons[other].items())
            )
        }
        for other in best
    ]


def _neighbour(talk: Talk) -> Data:
    return {"title": talk.record.title, "url": url_of(talk.src_uri)}


def _citation(context: Context, talk: Talk, event: Event, based_on: str | None) -> str:
    authors = talk.record.authors if talk.record.authors is not None else event.record.authors
    pieces = [
        context.language.list(authors),
        context.words["quoted"].format(title=talk.record.title),
        context.settings.site_name,
        context.words["based_on"].format(source=based_on) if based_on else "",
        event.record.title,
        event.record.city or "",
        context.language.date(talk.record.date),
    ]
    return ", ".join(each for each in pieces if each) + "."
