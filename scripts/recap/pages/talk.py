"""Page of a talk: Markdown and template data."""

from collections.abc import Iterable

from recap.catalogue.attribution import attribution_of
from recap.catalogue.claims import is_before
from recap.catalogue.models import Event, Part, Talk, Topic
from recap.content import markdown as body
from recap.content import schema
from recap.content.dialect import rewritten
from recap.content.imported import abstract_and_description
from recap.core import text
from recap.pages import claims, components, missing, resources
from recap.pages.components import item_link, short_url, speaker_names, speaker_pieces, topic_link
from recap.pages.context import Context, Data
from recap.pages.drawings import stops
from recap.pages.markdown import escape, official_title, speaker_link

MAX_STRIP_TALKS = 8
"""Number of talks of a day up to which a talk's page shows its place among them."""
_NEAREST = 25
"""Number of talks on each side that are compared to find related ones, in each topic: the cost stays linear."""


def markdown(context: Context, talk: Talk) -> str:
    """Return the text of a talk's file, then what the programme says.

    Under the heading of each part stands a line about it, below each passage what became of what was claimed there.
    """
    heads = [(part.record.id, _part_head(context, talk, part)) for part in talk.parts]
    own = rewritten(talk.document.body, talk.record.title)
    own = body.insert_below_sections(own, claims.notes(context, talk)) if talk.record.claims else own
    own = body.insert_after_headings(own, heads) if heads else own
    if not talk.record.abstract:
        return own
    said = "\n\n".join(filter(None, abstract_and_description(talk.record.abstract)))
    quoted = "\n".join(f"> {line}".rstrip() for line in rewritten(said).split("\n"))
    return f"{own.rstrip()}\n\n## {context.words['abstract']}\n\n{quoted}\n"


def _part_head(context: Context, talk: Talk, part: Part) -> str:
    """Return speakers, hours and official title of a part on one line of Markdown."""
    people = []
    for credit in part.credits:
        role = (escape(each) for each in (credit.role, credit.organisation) if each)
        people.append(", ".join([speaker_link(context, credit, talk.src_uri), *role]))
    pieces = [context.words["semicolon"].join(people), context.catalogue.events[talk.event].hours_of(part)]
    if title := official_title(part.record.original_title, talk.record.language):
        pieces.append(f"{context.words['fact_official_title']}{context.words['colon']}{title}")
    return " · ".join(filter(None, pieces))


def data(context: Context, talk: Talk) -> Data:
    """Return a talk's record in words, its place in the day, and related talks."""
    record, catalogue, language, words = talk.record, context.catalogue, context.language, context.words
    event, topics = catalogue.events[talk.event], [catalogue.topics[identifier] for identifier in talk.topics]
    day = catalogue.days[event.id, record.date]
    strip = [catalogue.talks[identifier] for identifier in day] if 1 < len(day) <= MAX_STRIP_TALKS else []
    written = components.attribution_facts(context, talk)
    source, source_url = components.based_on(context, talk)
    when = language.date(record.date, weekday=True)
    spoken = language.language_name(record.language) if record.language else None
    on_card = speaker_names(context, talk.credits), f"{event.display_name}, {when}"
    named = (each for credit in talk.credits for each in (credit.name, credit.organisation))
    return {
        **context.base_data("talk", record.title, record.summary, talk.src_uri, talk.src_uri, event.display_name),
        "description": text.excerpt(talk.lead or talk.announced) or ", ".join(filter(None, on_card)),
        "stub": not talk.has_recap,
        "has_brief": bool(record.summary or record.key_points or not talk.has_recap),
        **record.model_dump(mode="json", include={"date", "draft", "key_points", "no_speaker_reason", "sources"}),
        "more_points": language.count("more_points", len(record.key_points) - 1) if record.key_points[1:] else None,
        "subtitle": record.subtitle,
        "status": words.get(f"status_{record.status}"),
        "event": item_link(event),
        "who": [
            {
                "name": credit.name or words["withdrawn"],
                "url": catalogue.people[credit.person].url if credit.person else None,
                "role": credit.role,
                "organisation": credit.organisation,
            }
            for credit in talk.credits
        ],
        "when": when,
        "facts": components.facts(
            context,
            ("when", when),
            ("hour", event.hours_of(talk) or words["unknown_hour"]),
            ("room", record.room or words["unknown_room"]),
            ("moved", _before(context, talk.moved) if talk.moved else None),
            ("official_title", record.original_title, None, record.language),
            ("type", words[f"type_{record.type}"]),
            ("track", event.track_title(talk)),
            ("language", spoken),
            ("level", words[f"level_{record.level}"] if record.level else None),
            ("attendance", words[f"attendance_{record.attendance}"] if record.attendance else None),
            ("recording", words["not_recorded"] if record.do_not_record else None),
            ("own_page", components.short_url(record.url), record.url),
            ("reading", language.count("minutes", talk.minutes) if talk.minutes else None),
            *((label, value) for label, value, *_ in written if label != "based_on"),
        ),
        "strip": [item_link(each) | {"current": each.id == talk.id, "interchange": bool(each.parts)} for each in strip],
        "topics": [topic_link(context, catalogue.topics[identifier]) for identifier in talk.own_topics],
        "parts": [
            item_link(part) | {"time": event.hours_of(part), "who": speaker_pieces(context, part.credits)}
            for part in talk.parts
        ],
        "resources": [resources.resource(context, talk, each) for each in record.resources],
        "recordings": [resources.recording(context, talk, each) for each in record.recordings],
        "files": resources.local_files(context, talk),
        "corrections": components.corrections(context, talk),
        "missing": missing.talk_block(context, talk),
        "since": _since(context, talk, record.since_then) if record.since_then else None,
        **stops.data(context, talk),
        "related": _related(context, talk, topics),
        **components.neighbour_links(context, catalogue.talks, talk.id),
        "based_on": source,
        "based_on_title": components.original_title(talk),
        "based_on_url": source_url,
        "citation": _citation(context, talk, event, source),
        "updated": talk.updated or event.updated,
        **components.search_data(
            f"{event.display_name}, {language.date(record.date)}",
            [record.subtitle, record.original_title, *(part.record.original_title for part in talk.parts)],
            [*named, *(topic.name for topic in topics), event.display_name],
            event=[event.display_name],
            year=[str(record.date.year)],
            topic=[catalogue.theme(topic).name for topic in topics],
            language=[spoken],
        ),
        **(components.card(context, talk.url, record.title, *on_card) if talk.has_recap else {}),
    }


def _before(context: Context, place: schema.Revision) -> str:
    """Return day, hour and room of a talk before it was moved."""
    day = context.language.date(place.date, weekday=True) if place.date else None
    return ", ".join(filter(None, (day, f"{place.start:%H:%M}" if place.start else None, place.room)))


def _since(context: Context, talk: Talk, record: schema.SinceThen) -> Data:
    day, words = context.language.partial_date, context.words
    title = words["before_and_since" if any(is_before(fact, talk) for fact in record.facts) else "since"]
    facts = [
        {**fact.model_dump(), "date_label": day(fact.date), "title": fact.title or short_url(fact.url)}
        for fact in record.facts
    ]
    checked = words["checked_on"].format(date=context.language.date(record.checked))
    return {"title": title, "checked": checked, "text": record.text, "facts": facts}


def _related(context: Context, talk: Talk, topics: Iterable[Topic]) -> list[Data]:
    """Return up to three talks that share topics or people, rare ones counting most, each with the reason."""
    catalogue = context.catalogue
    people = [catalogue.people[credit.person] for credit in talk.credits if credit.person]
    shared = [("same_topic", topic.name, context.talks_of(topic)) for topic in topics]
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
        found.append(item_link(catalogue.talks[other]) | {"reason": reason})
    return found


def _citation(context: Context, talk: Talk, event: Event, source: str | None) -> str:
    pieces = [
        context.language.list(attribution_of(talk).authors),
        context.words["quoted"].format(title=talk.record.title),
        context.settings.site_name,
        context.words["based_on"].format(source=source) if source else "",
        event.display_name,
        event.record.city,
        context.language.date(talk.record.date),
    ]
    return ", ".join(filter(None, pieces)) + "."
