"""The data of the pages of people, topics and organisations, of listings and of plain pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from recap import text
from recap.leaves import Leaf
from recap.pages import MANY
from recap.records import Appearance, Organisation, Page, Person, Topic
from recap.views.frame import (
    Context,
    Data,
    fact,
    facts,
    frame,
    host,
    person_link,
    searched,
    topic_link,
    updated,
    url_of,
)


def person_page(context: Context, person: Person) -> Data:
    """A person's page: who they are, and who comes before and after; the talks are in its Markdown."""
    record = person.record
    before, after = context.catalogue.beside[person.id]
    links = record.links.model_dump() if record else {}
    known = facts(
        fact(context, "organisation", ", ".join(person.organisations)),
        fact(context, "role", ", ".join(person.roles)),
        fact(context, "also_known_as", ", ".join(record.aliases) if record else ""),
        fact(context, "pronouns", record.pronouns if record else None),
        *(fact(context, f"link_{name}", host(url), url) for name, url in links.items() if url),
        fact(context, "orcid", record.orcid, f"https://orcid.org/{record.orcid}") if record and record.orcid else None,
        fact(context, "wikidata", record.wikidata, f"https://www.wikidata.org/wiki/{record.wikidata}")
        if record
        else None,
    )
    topics = dict.fromkeys(topic for appearance in person.appearances for topic in _topics_of(context, appearance))
    edit = person.src_uri if person.document else _feeding(context, person)
    summary = ", ".join([*person.roles[:1], *person.organisations[:1]]) or None
    return frame(context, "person", person.name, summary, person.src_uri) | {
        "section": "people",
        "edit_url": context.settings.edit_url(edit) if edit else None,
        "monogram": text.monogram(person.name),
        "photo": _photo(context, person),
        "facts": known,
        "topics": [topic_link(context, context.catalogue.topics[identifier]) for identifier in list(topics)[:12]],
        "previous": person_link(context.catalogue.people[before]) if before else None,
        "next": person_link(context.catalogue.people[after]) if after else None,
        "updated": max(filter(None, (_talk_updated(context, each.talk) for each in person.appearances)), default=None),
        **searched(
            summary or "",
            [
                *(record.aliases if record else ()),
                *(each.credit.name for each in person.appearances if each.credit and each.credit.name != person.name),
            ],
            [*person.organisations, *person.roles],
            **_held(context, person.appearances),
        ),
    }


def topic_page(context: Context, topic: Topic) -> Data:
    """A topic's page: its definition; the talks are in its Markdown."""
    record = topic.record
    broader = context.catalogue.topics[topic.broader] if topic.broader else None
    synonyms = ", ".join((*((record.abbreviation,) if record.abbreviation else ()), *record.synonyms)) if record else ""
    known = facts(
        fact(context, "also_called", synonyms),
        fact(context, "part_of", broader.title, url_of(broader.src_uri)) if broader else None,
        fact(context, "website", host(record.website), record.website) if record else None,
    )
    appearance = topic.appearances[0] if topic.appearances else None
    edit = topic.src_uri if topic.document else (appearance and context.catalogue.talks[appearance.talk].src_uri)
    return frame(context, "topic", topic.title, record.summary if record else None, topic.src_uri) | {
        "section": "topics",
        "edit_url": context.settings.edit_url(edit) if edit else None,
        "badge": topic_link(context, topic),
        "type": context.words[f"topic_{record.type}" if record else "topic_topic"],
        "facts": known,
        "updated": max(filter(None, (_talk_updated(context, each.talk) for each in topic.appearances)), default=None),
        **searched(
            context.words[f"topic_{record.type}"] if record and record.type != "topic" else "",
            [record.abbreviation, *record.synonyms] if record else [],
            **_held(context, topic.appearances),
            topic=[context.catalogue.theme(topic).title],
        ),
    }


def organisation_page(context: Context, organisation: Organisation) -> Data:
    """An organisation's page; people and talks are in its Markdown."""
    name, words = organisation.name, context.words
    lead = words["lead_organisation"].format(name=name)
    # Many a topic has the name of the organisation behind it: their titles must differ.
    titled = f"{words['organisation_titled'].format(name=name)} · {context.settings.site_name}"
    found = frame(context, "organisation", name, lead, organisation.src_uri)
    talk = context.catalogue.talks[organisation.appearances[0].talk]
    edit_url = context.settings.edit_url(talk.src_uri)
    own = searched(words["organisations"], **_held(context, organisation.appearances))
    return found | {"section": "people", "edit_url": edit_url, "head_title": titled} | own


def listing_page(
    context: Context,
    name: str,
    title: str,
    src_uri: str,
    *,
    lead: str = "",
    section: str = "",
    edit_url: str | None = None,
    entries: int = 0,
) -> Data:
    """An index, the glossary or a programme; `name` tells the stylesheet which, `edit_url` leads to what feeds it.

    From `MANY` entries on there is a field to filter them.
    """
    page_frame = frame(context, "listing", title, lead or None, src_uri)
    leaves = context.leaves.get(src_uri, ())
    if leaves and name == "topics":
        page_frame["summary"] = context.words["lead_topics_by_letter"]
    label = _filter(context, 0 if leaves else entries)
    return page_frame | {"section": section, "listing": name, "edit_url": edit_url, "filter": label}


def leaf_page(context: Context, whole: Data, leaves: Sequence[Leaf], place: int) -> Data:
    """A leaf of a list whose page has the data `whole`; `place` is that of the leaf among all."""
    own, listed = leaves[place], whole["kind"] == "listing"
    links = [{"title": leaf.label, "url": url_of(leaf.src_uri), "current": leaf is own} for leaf in leaves]
    title = f"{whole['title']} · {own.label}"
    lead = own.span or context.language.count("talks", len(own.entries))
    return frame(context, "leaf", title, lead, own.src_uri) | {
        "head_title": f"{own.label} · {whole['head_title']}",
        "section": whole["section"],
        "listing": whole["listing"] if listed else "talks",
        "edit_url": whole["edit_url"] if listed else None,
        "filter": _filter(context, len(own.entries)),
        "leaves": [{"title": whole["title"], "url": whole["url"], "current": False}, *links],
        "previous": links[place - 1] if place else None,
        "next": links[place + 1] if place + 1 < len(links) else None,
    }


def _filter(context: Context, entries: int) -> str | None:
    return context.words["filter_entries"].format(number=entries) if entries >= MANY else None


def plain_page(context: Context, page: Page) -> Data:
    """Any other page."""
    return frame(context, "page", page.record.title, page.record.summary, page.src_uri)


def _topics_of(context: Context, appearance: Appearance) -> tuple[str, ...]:
    talk = context.catalogue.talks[appearance.talk]
    return next((part.topics for part in talk.parts if part.record.id == appearance.part), talk.topics)


def _photo(context: Context, person: Person) -> Data | None:
    photo = person.record.photo if person.record else None
    if photo is None:
        return None
    folder = context.settings.folders["people"]
    return {"url": f"{folder}/{photo.file}", "alt": photo.alt, "license": photo.license}


def _feeding(context: Context, person: Person) -> str | None:
    """The file to edit for a person without one of their own: that of the first talk that names them."""
    if person.appearances:
        return context.catalogue.talks[person.appearances[0].talk].src_uri
    written = context.catalogue.events.get(person.wrote[0]) or context.catalogue.talks.get(person.wrote[0])
    return written.src_uri if written else None


def _held(context: Context, appearances: Iterable[Appearance]) -> dict[str, list[str]]:
    """The conferences and years of some appearances, as facets."""
    talks = [context.catalogue.talks[each.talk] for each in appearances]
    events = [context.catalogue.events[talk.event].record.title for talk in talks]
    return {"event": events, "year": [str(talk.record.date.year) for talk in talks]}


def _talk_updated(context: Context, identifier: str) -> str | None:
    return updated(context.catalogue.talks[identifier].record)
