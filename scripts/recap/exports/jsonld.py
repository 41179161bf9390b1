"""JSON-LD in the vocabulary of schema.org: what a page is about, for search engines. Needs `site_url`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from recap.catalogue.models import Event, Organisation, Part, Person, Talk, Topic
from recap.content import schema
from recap.exports.citations import authors_of
from recap.exports.session_slots import talk_guid
from recap.pages.context import Context, Data, absolute, changed, license_url, moment, url_of
from recap.pages.outline import NO_PERSON, NO_TOPIC, Item, name_of, talk_ids

Node = dict[str, Any]
MOST = 100
"""Entries of a list that a page names for machines; `numberOfItems` says how many there are."""
_PAGES = {"home": "WebSite", "search": "SearchResultsPage"}
"""Kind of a page that is about nothing in the catalogue -> its type; that of all others is `WebPage`."""


def graph(context: Context, data: Data, item: Item | None, entries: list[Item], trail: Mapping[str, str]) -> str:
    """The JSON-LD of a page as a script may hold it: no `<`, `>` or `&` stands in it.

    `item` is what the page is about, `entries` what a list lists, `trail` titles of the pages above it by addresses.
    """
    main = _item(context, item) if item else [_plain(context, data, entries)]
    crumbs = [
        {"@type": "ListItem", "position": place, "name": title, "item": absolute(context, url)}
        for place, (url, title) in enumerate([*trail.items(), (data["url"], data["title"])], 1)
    ]
    nodes = [*main, {"@type": "BreadcrumbList", "itemListElement": crumbs}]
    text = json.dumps({"@context": "https://schema.org", "@graph": _filled(nodes)}, ensure_ascii=False)
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _item(context: Context, item: Item) -> list[Node]:
    if isinstance(item, Talk):
        return _talk(context, item)
    if isinstance(item, Event):
        return [_event(context, item)]
    if isinstance(item, Person):
        return [{"@type": "ProfilePage", "mainEntity": _person(context, item)}]
    return [_topic(context, item) if isinstance(item, Topic) else _organisation(context, item)]


def _plain(context: Context, data: Data, entries: list[Item]) -> Node:
    own = {"name": data["title"], "description": data["summary"], "url": data["permalink"]}
    own["inLanguage"] = context.settings.language
    if data["kind"] not in ("listing", "leaf"):
        return {"@type": _PAGES.get(data["kind"], "WebPage"), **own}
    listed = [
        {"@type": "ListItem", "position": place, **_named(context, item)}
        for place, item in enumerate(entries[:MOST], 1)
    ]
    items = {"@type": "ItemList", "numberOfItems": len(entries), "itemListElement": listed}
    return {"@type": "CollectionPage", **own, "mainEntity": items}


def _named(context: Context, item: Item) -> Node:
    """Name and address of an item; one without a page has none."""
    paged = not isinstance(item, Organisation) or item.has_page
    return {"name": name_of(item), "url": absolute(context, url_of(item.src_uri)) if paged else None}


def _all(kind: str, names: Iterable[str]) -> list[Node]:
    return [{"@type": kind, "name": name} for name in names]


def _all_named(context: Context, kind: str, items: Iterable[Item]) -> list[Node]:
    return [{"@type": kind, **_named(context, item)} for item in items]


def _talks(context: Context, identifiers: Sequence[str]) -> list[Node]:
    talks = [context.catalogue.talks[identifier] for identifier in identifiers[:MOST]]
    return [{"@type": "Event", **_named(context, talk), "startDate": talk.record.date} for talk in talks]


def _talk(context: Context, talk: Talk) -> list[Node]:
    """An Article about an Event: who wrote the one, who performs in the other (schema.org/performer)."""
    record, url, authors = talk.record, absolute(context, url_of(talk.src_uri)), authors_of(context, talk)
    event = context.catalogue.events[talk.event]
    whole = absolute(context, url_of(event.src_uri))
    article: Node = {"@type": "Article", "@id": url, "url": url, "headline": record.title}
    article |= {"description": record.summary, "inLanguage": context.settings.language}
    article |= {"datePublished": record.published, "dateModified": changed(context, talk)}
    article["author"] = [
        {"@type": "Organization" if name == context.settings.site_name else "Person", "name": name} for name in authors
    ]
    article["license"] = _license(event.record.license)
    if told := record.based_on or event.record.based_on:
        article["isBasedOn"] = {"@type": "CreativeWork", "name": told.title, "url": told.url}
        article["isBasedOn"]["author"] = _all("Person", told.authors)
    article["about"] = {"@id": f"{url}#event"}
    article["citation"] = [{"@type": "CreativeWork", "name": each.title, "url": each.url} for each in record.sources]
    held = {
        "@type": "Event",
        "@id": f"{url}#event",
        "identifier": f"urn:uuid:{talk_guid(talk)}",
        **_titles(record),
        "inLanguage": record.language,
        **_held(context, event, talk, talk),
        "superEvent": {"@type": "Event", "@id": whole, "name": event.record.title},
        "about": _all_named(context, "DefinedTerm", (context.catalogue.topics[topic] for topic in talk.own_topics)),
        "recordedIn": [
            {"@type": "CreativeWork", "url": each.url, "license": _license(each.license)} for each in record.recordings
        ],
        "subEvent": [
            {
                "@type": "Event",
                **_titles(part.record),
                "url": f"{url}#{part.record.id}",
                "description": part.record.summary,
                **_held(context, event, talk, part),
            }
            for part in talk.parts
        ],
    }
    return [article, held]


def _titles(record: schema.Talk | schema.Part) -> Node:
    other = record.title if record.original_title else None
    return {"name": record.original_title or record.title, "alternateName": other}


def _held(context: Context, event: Event, talk: Talk, held: Talk | Part) -> Node:
    """When, where and by whom a talk or a part of it is held; with the offset of the place where the hour is known."""
    start = moment(event, talk, held)
    return {
        "startDate": start.isoformat() if start else talk.record.date,
        "duration": f"PT{held.record.duration}M" if held.record.duration else None,
        "location": _location(event.record, talk.record.room),
        "performer": [
            {
                "@type": "Person",
                **_named(context, context.catalogue.people[credit.person]),
                "jobTitle": credit.role,
                "affiliation": credit.organisation and {"@type": "Organization", "name": credit.organisation},
            }
            for credit in held.credits
            if credit.person
        ],
    }


def _location(record: schema.Event, room: str | None) -> Node | None:
    address = _filled({"addressLocality": record.city, "addressCountry": record.country})
    place = {"name": room or record.venue or record.city, "address": address and {"@type": "PostalAddress", **address}}
    return {"@type": "Place", **place} if place["name"] else None


def _event(context: Context, event: Event) -> Node:
    record, url = event.record, absolute(context, url_of(event.src_uri))
    found: Node = {"@type": "Event", "@id": url, "url": url, "name": record.title, "alternateName": record.acronym}
    found |= {"description": record.summary, "startDate": record.start_date, "endDate": record.end_date}
    found |= {"location": _location(record, record.venue), "organizer": _all("Organization", record.organizers)}
    return found | {
        "inLanguage": record.languages,
        "sameAs": record.website,
        "subEvent": _talks(context, event.talks),
    }


def _person(context: Context, person: Person) -> Node:
    record = person.record or NO_PERSON
    links = [*record.links.model_dump().values()]
    links.append(record.wikidata and f"https://www.wikidata.org/entity/{record.wikidata}")
    links.append(record.orcid and f"https://orcid.org/{record.orcid}")
    return {
        "@type": "Person",
        **_named(context, person),
        "alternateName": record.aliases,
        "sameAs": [url for url in links if url],
        "jobTitle": person.roles,
        "affiliation": _all("Organization", person.organisations),
        "performerIn": _talks(context, [each.talk for each in person.appearances]),
    }


def _topic(context: Context, topic: Topic) -> Node:
    record, told = topic.record or NO_TOPIC, (context.catalogue.talks[talk] for talk in talk_ids(topic)[:MOST])
    return {
        "@type": "DefinedTerm",
        **_named(context, topic),
        "alternateName": [name for name in (record.abbreviation, *record.synonyms) if name],
        "description": record.summary,
        "sameAs": record.website,
        "subjectOf": _all_named(context, "Article", told),
    }


def _organisation(context: Context, organisation: Organisation) -> Node:
    members = (context.catalogue.people[identifier] for identifier in organisation.people[:MOST])
    named = {"@type": "Organization", **_named(context, organisation)}
    return {**named, "member": _all_named(context, "Person", members)}


def _license(expression: str | None) -> str | None:
    """The address of a licence; the expression itself where it has none."""
    return license_url(expression) or expression


def _filled(node: Any) -> Any:
    """A node, or a list of some, without what has no value; dates as texts."""
    if isinstance(node, dict):
        return {key: filled for key, value in node.items() if (filled := _filled(value)) not in (None, [], {}, "")}
    if isinstance(node, (list, tuple)):
        return [_filled(each) for each in node]
    return node if node is None or isinstance(node, (str, int)) else str(node)
