"""JSON-LD in the vocabulary of schema.org: what a page is about, for search engines. Needs `site_url`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from recap import schema
from recap.formats.citations import authors_of
from recap.formats.slots import talk_guid
from recap.records import Appearance, Credit, Event, Organisation, Part, Person, Talk, Topic
from recap.views.frame import Context, Data, absolute, changed, url_of

Node = dict[str, Any]
Item = Event | Talk | Person | Topic | Organisation
MOST = 100
"""Entries of a list that a page names for machines; `numberOfItems` says how many there are."""
_TYPES = {
    "home": "WebSite",
    "search": "SearchResultsPage",
    "page": "WebPage",
    "numbers": "WebPage",
    "data": "WebPage",
    "offline": "WebPage",
}


def graph(context: Context, data: Data, item: Item | None, entries: Iterable[Item], trail: list[Data]) -> str:
    """The JSON-LD of a page as a script may hold it: no `<`, `>` or `&` stands in it.

    `item` is what the page is about, `entries` what a list lists, `trail` the pages above it (`title`, `url`).
    """
    main = _item(context, item) if item else _plain(context, data, [*entries])
    steps = [*trail, data]
    crumbs = [
        {"@type": "ListItem", "position": place, "name": step["title"], "item": absolute(context, step["url"])}
        for place, step in enumerate(steps, 1)
    ]
    nodes = [*main, {"@type": "BreadcrumbList", "itemListElement": crumbs}]
    text = json.dumps(
        {"@context": "https://schema.org", "@graph": [_filled(node) for node in nodes]}, ensure_ascii=False
    )
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _item(context: Context, item: Item) -> list[Node]:
    if isinstance(item, Talk):
        return _talk(context, item)
    if isinstance(item, Event):
        return [_event(context, item)]
    if isinstance(item, Person):
        return [{"@type": "ProfilePage", "mainEntity": _person(context, item)}]
    return [_topic(context, item) if isinstance(item, Topic) else _organisation(context, item)]


def _plain(context: Context, data: Data, entries: list[Item]) -> list[Node]:
    own = {"name": data["title"], "description": data["summary"], "url": data["permalink"]}
    own["inLanguage"] = context.settings.language
    if data["kind"] not in ("listing", "leaf"):
        return [{"@type": _TYPES[data["kind"]], **own}]
    listed = [
        {"@type": "ListItem", "position": place, **_named(context, item)}
        for place, item in enumerate(entries[:MOST], 1)
    ]
    items = {"@type": "ItemList", "numberOfItems": len(entries), "itemListElement": listed}
    return [{"@type": "CollectionPage", **own, "mainEntity": items}]


def _named(context: Context, item: Item) -> Node:
    """Name and address of an item; one without a page has none."""
    name = item.name if isinstance(item, (Person, Organisation)) else item.title if isinstance(item, Topic) else ""
    name = item.record.title if isinstance(item, (Event, Talk)) else name
    paged = not isinstance(item, Organisation) or item.has_page
    return {"name": name, "url": absolute(context, url_of(item.src_uri)) if paged else None}


def _talk(context: Context, talk: Talk) -> list[Node]:
    """An Article about an Event: who wrote the one, who performs in the other (schema.org/performer)."""
    record, url = talk.record, absolute(context, url_of(talk.src_uri))
    event = context.catalogue.events[talk.event]
    based_on = record.based_on or event.record.based_on
    article = {
        "@type": "Article",
        "@id": url,
        "url": url,
        "headline": record.title,
        "description": record.summary,
        "inLanguage": context.settings.language,
        "datePublished": record.published,
        "dateModified": changed(context, talk),
        "author": [
            {"@type": "Organization" if name == context.settings.site_name else "Person", "name": name}
            for name in authors_of(context, talk)
        ],
        "license": _license(event.record.license),
        "isBasedOn": based_on
        and {
            "@type": "CreativeWork",
            "name": based_on.title,
            "url": based_on.url,
            "author": [{"@type": "Person", "name": name} for name in based_on.authors],
        },
        "about": {"@id": f"{url}#event"},
        "citation": [{"@type": "CreativeWork", "name": each.title, "url": each.url} for each in record.sources],
    }
    held = {
        "@type": "Event",
        "@id": f"{url}#event",
        "identifier": f"urn:uuid:{talk_guid(talk)}",
        "name": record.original_title or record.title,
        "alternateName": record.title if record.original_title else None,
        "inLanguage": record.language,
        **_when(event, record, record),
        "location": _location(event.record, record.room),
        "performer": _performers(context, talk.credits),
        "superEvent": {"@type": "Event", "@id": absolute(context, url_of(event.src_uri)), "name": event.record.title},
        "about": [
            {"@type": "DefinedTerm", **_named(context, context.catalogue.topics[identifier])}
            for identifier in talk.own_topics
        ],
        "recordedIn": [
            {"@type": "CreativeWork", "url": each.url, "license": _license(each.license)} for each in record.recordings
        ],
        "subEvent": [_part(context, event, talk, part, url) for part in talk.parts],
    }
    return [article, held]


def _part(context: Context, event: Event, talk: Talk, part: Part, url: str) -> Node:
    return {
        "@type": "Event",
        "name": part.record.original_title or part.record.title,
        "alternateName": part.record.title if part.record.original_title else None,
        "url": f"{url}#{part.record.id}",
        "description": part.record.summary,
        **_when(event, talk.record, part.record),
        "location": _location(event.record, talk.record.room),
        "performer": _performers(context, part.credits),
    }


def _when(event: Event, day: schema.Talk, hours: schema.Talk | schema.Part) -> Node:
    """Start, with the offset of the place where the hour is known, and duration (ISO 8601)."""
    start: Any = day.date
    if hours.start:
        start = datetime.combine(day.date, hours.start, ZoneInfo(event.record.timezone)).isoformat()
    return {"startDate": start, "duration": f"PT{hours.duration}M" if hours.duration else None}


def _location(record: schema.Event, room: str | None) -> Node | None:
    address = _filled({"addressLocality": record.city, "addressCountry": record.country})
    place = {"name": room or record.venue or record.city, "address": address and {"@type": "PostalAddress", **address}}
    return {"@type": "Place", **place} if place["name"] else None


def _performers(context: Context, credited: Iterable[Credit]) -> list[Node]:
    return [
        {
            "@type": "Person",
            **_named(context, context.catalogue.people[credit.person]),
            "jobTitle": credit.role,
            "affiliation": credit.organisation and {"@type": "Organization", "name": credit.organisation},
        }
        for credit in credited
        if credit.person
    ]


def _event(context: Context, event: Event) -> Node:
    record, url = event.record, absolute(context, url_of(event.src_uri))
    talks = [context.catalogue.talks[identifier] for identifier in event.talks[:MOST]]
    return {
        "@type": "Event",
        "@id": url,
        "url": url,
        "name": record.title,
        "alternateName": record.acronym,
        "description": record.summary,
        "startDate": record.start_date,
        "endDate": record.end_date,
        "location": _location(record, record.venue),
        "organizer": [{"@type": "Organization", "name": name} for name in record.organizers],
        "inLanguage": [*record.languages],
        "sameAs": record.website,
        "subEvent": [{"@type": "Event", **_named(context, talk), "startDate": talk.record.date} for talk in talks],
    }


def _person(context: Context, person: Person) -> Node:
    record = person.record
    links = [url for url in record.links.model_dump().values() if url] if record else []
    if record and record.wikidata:
        links.append(f"https://www.wikidata.org/entity/{record.wikidata}")
    if record and record.orcid:
        links.append(f"https://orcid.org/{record.orcid}")
    return {
        "@type": "Person",
        **_named(context, person),
        "alternateName": [*record.aliases] if record else None,
        "sameAs": links,
        "jobTitle": [*person.roles],
        "affiliation": [{"@type": "Organization", "name": name} for name in person.organisations],
        "performerIn": [_appearance(context, each) for each in person.appearances[:MOST]],
    }


def _appearance(context: Context, appearance: Appearance) -> Node:
    talk = context.catalogue.talks[appearance.talk]
    return {"@type": "Event", **_named(context, talk), "startDate": talk.record.date}


def _topic(context: Context, topic: Topic) -> Node:
    record = topic.record
    names = [record.abbreviation, *record.synonyms] if record else []
    return {
        "@type": "DefinedTerm",
        **_named(context, topic),
        "alternateName": [name for name in names if name],
        "description": record.summary if record else None,
        "sameAs": record.website if record else None,
        "subjectOf": [
            {"@type": "Article", **_named(context, context.catalogue.talks[talk])}
            for talk in list(dict.fromkeys(each.talk for each in topic.appearances))[:MOST]
        ],
    }


def _organisation(context: Context, organisation: Organisation) -> Node:
    people = (context.catalogue.people[identifier] for identifier in organisation.people[:MOST])
    members = [{"@type": "Person", **_named(context, person)} for person in people]
    return {"@type": "Organization", **_named(context, organisation), "member": members}


def _license(expression: str | None) -> str | None:
    """The address of a licence by its SPDX id; an expression of several has none."""
    simple = expression and " " not in expression
    return f"https://spdx.org/licenses/{expression}.html" if simple else expression


def _filled(node: Any) -> Any:
    """A node without what has no value; dates as texts."""
    if isinstance(node, dict):
        return {key: filled for key, value in node.items() if (filled := _filled(value)) not in (None, [], {}, "")}
    if isinstance(node, (list, tuple)):
        return [_filled(each) for each in node]
    return node if node is None or isinstance(node, (str, int)) else str(node)
