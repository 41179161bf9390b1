"""The data of a talk's page: its record in words, its place in the day, what to read next."""

from __future__ import annotations

import math
from collections.abc import Iterable

from recap.catalogue.models import Event, Talk, Topic
from recap.content import markdown as body
from recap.content import schema
from recap.pages.components import card, corrections, facts, link, link_to, searched, topic_link
from recap.pages.context import Context, Data, authors, based_on, frame, host, updated, url_of, voices
from recap.pages.outline import hours, target, track_title

STRIP_UP_TO = 8
"""Talks of a day up to which a talk's page shows its place among them."""
_NEAREST = 25
"""Talks looked at on each side of a talk, in each of its topics, for related ones: the cost stays linear."""


def talk_page(context: Context, talk: Talk) -> Data:
    """A talk's page, with its place in the day and its neighbours."""
    record, catalogue, language, words = talk.record, context.catalogue, context.language, context.words
    event, topics = catalogue.events[talk.event], [catalogue.topics[identifier] for identifier in talk.topics]
    day = catalogue.days[event.id, record.date]
    strip = [catalogue.talks[identifier] for identifier in day] if 1 < len(day) <= STRIP_UP_TO else []
    beside = [each and link_to(catalogue.talks[each]) for each in catalogue.beside[talk.id]]
    minutes = math.ceil(body.word_count(talk.document.body) / body.WORDS_PER_MINUTE)
    retold, retold_url = based_on(context, record.based_on or event.record.based_on)
    when = language.date(record.date, weekday=True)
    spoken = language.language_name(record.language) if record.language else None
    said = voices(context, talk.credits), f"{event.record.title}, {when}"
    known = facts(
        context,
        ("when", when),
        ("hour", hours(record) or words["unknown_hour"]),
        ("room", record.room or words["unknown_room"]),
        ("official_title", record.original_title, None, record.language),
        ("type", words[f"type_{record.type}"]),
        ("track", track_title(event, talk)),
        ("language", spoken),
        ("level", words[f"level_{record.level}"] if record.level else None),
        ("reading", language.count("minutes", minutes) if record.summary else None),
    )
    return {
        **frame(context, "talk", record.title, record.summary, talk.src_uri, talk.src_uri),
        **record.model_dump(mode="json", include={"date", "draft", "key_points", "no_speaker_reason", "sources"}),
        "event": link_to(event),
        "who": [
            {
                "name": credit.name or words["withdrawn"],
                "url": url_of(catalogue.people[credit.person].src_uri) if credit.person else None,
                "role": credit.role,
                "organisation": credit.organisation,
            }
            for credit in talk.credits
        ],
        "when": when,
        "facts": known,
        "strip": [link_to(each) | {"current": each.id == talk.id, "interchange": bool(each.parts)} for each in strip],
        "topics": [topic_link(context, catalogue.topics[identifier]) for identifier in talk.own_topics],
        "parts": [
            link(part.record.title, target(talk, part))
            | {"time": hours(part.record), "who": voices(context, part.credits)}
            for part in talk.parts
        ],
        "resources": [_resource(context, each) for each in record.resources],
        "recordings": [_recording(context, each) for each in record.recordings],
        "corrections": corrections(context, record),
        "since": _since(context, record.since_then) if record.since_then else None,
        "related": _related(context, talk, topics),
        "previous": beside[0],
        "next": beside[1],
        "based_on": retold,
        "based_on_url": retold_url,
        "citation": _citation(context, talk, event, retold),
        "updated": updated(record) or updated(event.record),
        **searched(
            f"{event.record.title}, {language.date(record.date)}",
            [record.original_title, *(part.record.original_title for part in talk.parts)],
            [
                *(each for credit in talk.credits for each in (credit.name, credit.organisation)),
                *(topic.title for topic in topics),
                event.record.title,
            ],
            event=[event.record.title],
            year=[str(record.date.year)],
            topic=[catalogue.theme(topic).title for topic in topics],
            language=[spoken],
        ),
        **(card(context, talk, *said) if record.summary else {}),
    }


def _resource(context: Context, resource: schema.Resource) -> Data:
    label = context.words[f"resource_{resource.type}"]
    if resource.language:
        label += ", " + context.words["in_language"].format(language=context.language.language_name(resource.language))
    return {"title": resource.title, "url": resource.url, "label": label, "archive_url": resource.archive_url}


def _recording(context: Context, recording: schema.Recording) -> Data:
    minutes = context.language.count("minutes", recording.duration) if recording.duration else None
    label = ", ".join(filter(None, (minutes, recording.license)))
    return {"title": recording.provider or host(recording.url), "url": recording.url, "label": label}


def _since(context: Context, record: schema.SinceThen) -> Data:
    facts = [
        {
            **fact.model_dump(),
            "date_label": context.language.partial_date(fact.date),
            "title": fact.title or host(fact.url),
        }
        for fact in record.facts
    ]
    checked = context.words["checked_on"].format(date=context.language.date(record.checked))
    return {"checked": checked, "text": record.text, "facts": facts}


def _related(context: Context, talk: Talk, topics: Iterable[Topic]) -> list[Data]:
    """Up to three talks with topics or people in common, the rarest of them counting most, and the reason."""
    catalogue = context.catalogue
    people = [catalogue.people[credit.person] for credit in talk.credits if credit.person]
    shared = [("same_topic", topic.title, context.talks_of(topic)) for topic in topics]
    shared += [("same_person", person.name, context.talks_of(person)) for person in people]
    scores: dict[str, float] = {}
    reasons: dict[str, dict[str, list[str]]] = {}
    for word, name, (others, places) in shared:
        here = places[talk.id]
        for other in others[max(0, here - _NEAREST) : here + _NEAREST + 1]:
            if other != talk.id:
                scores[other] = scores.get(other, 0) + 1 / len(others)
                reasons.setdefault(other, {}).setdefault(word, []).append(name)
    found = []
    for other in sorted(scores, key=lambda other: (-scores[other], other))[:3]:
        said = {word: context.language.list(names[:4]) for word, names in sorted(reasons[other].items())}
        reason = ". ".join(context.words[word].format(names=names) for word, names in said.items())
        found.append(link_to(catalogue.talks[other]) | {"reason": reason})
    return found


def _citation(context: Context, talk: Talk, event: Event, based_on: str | None) -> str:
    pieces = [
        context.language.list(authors(context, talk)),
        context.words["quoted"].format(title=talk.record.title),
        context.settings.site_name,
        context.words["based_on"].format(source=based_on) if based_on else "",
        event.record.title,
        event.record.city,
        context.language.date(talk.record.date),
    ]
    return ", ".join(filter(None, pieces)) + "."
