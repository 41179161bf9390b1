"""JSON-LD in the vocabulary of schema.org, for search engines. Needs `site_url`."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from recap.catalogue.attribution import attribution_of
from recap.catalogue.claims import Claim, claims_of
from recap.catalogue.models import NO_PERSON, NO_TOPIC, Event, Item, Organisation, Part, Person, Talk, Topic
from recap.core.name_parts import honorifics
from recap.core.urls import url_of
from recap.pages.claims import claim_data, passage
from recap.pages.components import license_url, short_url
from recap.pages.context import Context, Data

_ATTENDANCE = {
    "in_person": "https://schema.org/OfflineEventAttendanceMode",
    "online": "https://schema.org/OnlineEventAttendanceMode",
    "hybrid": "https://schema.org/MixedEventAttendanceMode",
}
Node = dict[str, Any]
MAX_ENTRIES = 100
"""Number of entries of a list that are named; `numberOfItems` gives the total."""
_SOUNDS, _FILMS = (".mp3", ".m4a", ".oga", ".ogg", ".opus", ".flac", ".wav"), (".mp4", ".m4v", ".webm", ".ogv", ".mov")
"""Endings of files that are recordings."""
_PAGE_TYPES = {"home": "WebSite", "search": "SearchResultsPage"}
"""Kind of a page that is about no item -> its type; all others are `WebPage`."""


def graph(context: Context, data: Data, item: Item | None, entries: list[Item], trail: Mapping[str, str]) -> str:
    """Return the JSON-LD of a page without `<`, `>` or `&`, as a script may contain it.

    `item` is what the page is about, `entries` the entries of a list, `trail` address -> title of the pages above.
    """
    main = _item(context, item) if item else [_plain(context, data, entries)]
    crumbs = [
        {"@type": "ListItem", "position": place, "name": title, "item": context.settings.absolute(url)}
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
    own = {"name": data["title"], "description": data["summary"] or data["description"], "url": data["permalink"]}
    if data["kind"] == "home":  # a site is named by its name (schema.org/WebSite); its page has a title
        own |= {"name": context.settings.site_name, "headline": data["title"]}
    own["inLanguage"] = context.settings.language
    if data["kind"] not in ("listing", "list_page", "programme"):
        return {"@type": _PAGE_TYPES.get(data["kind"], "WebPage"), **own}
    named = [_named(context, item) for item in entries[:MAX_ENTRIES]]
    listed = [{"@type": "ListItem", "position": place, **node} for place, node in enumerate(named, 1)]
    items = {"@type": "ItemList", "numberOfItems": len(entries), "itemListElement": listed}
    return {"@type": "CollectionPage", **own, "mainEntity": items}


def _named(context: Context, item: Item) -> Node:
    """Return name and address of an item; the address is None for an item without a page."""
    return {"name": item.display_name, "url": context.settings.absolute(item.url) if item.has_page else None}


def _all(kind: str, names: Iterable[str]) -> list[Node]:
    return [{"@type": kind, "name": name} for name in names]


def _all_named(context: Context, kind: str, items: Iterable[Item]) -> list[Node]:
    return [{"@type": kind, **_named(context, item)} for item in items]


def _talks(context: Context, identifiers: Sequence[str]) -> list[Node]:
    talks = [context.catalogue.talks[identifier] for identifier in identifiers[:MAX_ENTRIES]]
    return [{"@type": "Event", **_named(context, talk), "startDate": talk.record.date} for talk in talks]


def _talk(context: Context, talk: Talk) -> list[Node]:
    """Return an Article about an Event: authors belong to one, performers to the other (schema.org/performer)."""
    record, url, written = talk.record, context.settings.absolute(talk.url), attribution_of(talk)
    event = context.catalogue.events[talk.event]
    article: Node = {"@type": "Article", "@id": url, "url": url, "headline": record.title}
    article |= {
        "alternativeHeadline": record.subtitle,
        "description": talk.lead,
        "inLanguage": context.settings.language,
    }
    article |= {"datePublished": record.published, "dateModified": context.catalogue.last_change(talk)}
    article |= {"author": _all("Person", written.authors), "license": _license(written.license)}
    if source := written.original:
        article["isBasedOn"] = {"@type": "CreativeWork", "name": source.title, "url": source.url}
        article["isBasedOn"]["author"] = _all("Person", source.authors)
    article["about"] = {"@id": f"{url}#event"}
    article["citation"] = [{"@type": "CreativeWork", "name": each.title, "url": each.url} for each in record.sources]
    article["mentions"] = [_claim(context, talk, claim) for claim in claims_of(context.catalogue, talk)]
    held = {
        "@type": "Event",
        "@id": f"{url}#event",
        "identifier": f"urn:uuid:{talk.guid}",
        **_titles(talk),
        "sameAs": record.url,
        "description": talk.announced,
        "inLanguage": record.language,
        **_held(context, event, talk, talk),
        "superEvent": {"@type": "Event", "@id": context.settings.absolute(event.url), "name": event.display_name},
        "about": _all_named(context, "DefinedTerm", (context.catalogue.topics[topic] for topic in talk.own_topics)),
        "recordedIn": _recordings(context, talk),
        "subjectOf": [
            _recording(context.target(talk.src_uri, each.url), each.title, inLanguage=each.language or record.language)
            for each in record.resources
            if each.type == "video"
        ],
        "subEvent": [
            {
                "@type": "Event",
                **_titles(part),
                "url": context.settings.absolute(part.url),
                "description": part.record.summary,
                **_held(context, event, talk, part),
            }
            for part in talk.parts
        ],
    }
    return [article, held]


def _recordings(context: Context, talk: Talk) -> list[Node]:
    """Return the recordings of a talk under names that tell them apart: who has it, then a number."""
    record, found, taken = talk.record, [], set[str]()
    for each in record.recordings:
        url, name = context.target(talk.src_uri, each.url), record.title
        if len(record.recordings) > 1:
            name = base = f"{name} ({each.provider or short_url(url)})"
            number = 1
            while name in taken:
                number += 1
                name = f"{base} {number}"
            taken.add(name)
        more = {
            "duration": f"PT{each.duration}M" if each.duration else None,
            "provider": each.provider and {"@type": "Organization", "name": each.provider},
            "license": _license(each.license),
        }
        found.append(_recording(url, name, **more, inLanguage=record.language))
    return found


def _recording(url: str, name: str, **more: Any) -> Node:
    """Return a video, or a sound where the address is that of one; whether an address is the file itself it tells."""
    path = urlsplit(url).path.lower()
    kind = "AudioObject" if path.endswith(_SOUNDS) else "VideoObject"
    found = {"@type": kind, "name": name, "url": url, **more}
    return found | ({"contentUrl": url} if path.endswith((*_SOUNDS, *_FILMS)) else {})


def _claim(context: Context, talk: Talk, claim: Claim) -> Node:
    """Return what was claimed, by whom, and what shows how it ended.

    No `ClaimReview` (schema.org/ClaimReview): how a hope or a bet ended does not rate whether it was true.
    """
    shown = claim_data(context, claim)
    return {
        "@type": "Claim",
        "text": claim.record.text,
        "url": context.settings.absolute(url_of(passage(talk, claim))),
        "author": _all("Person", filter(None, claim.said_by)),
        "dateCreated": talk.record.date,
        "description": " ".join(filter(None, (f"{shown['label']}.", claim.record.note, shown["checked"]))),
        "citation": {"@type": "CreativeWork", "name": claim.source_title, "url": claim.record.source},
    }


def _titles(session: Talk | Part) -> Node:
    title, official = session.record.title, session.record.original_title
    return {"name": official or title, "alternateName": official and title}


def _held(context: Context, event: Event, talk: Talk, held: Talk | Part) -> Node:
    """Return when, where and by whom a talk or part is held; with the UTC offset if the hour is known."""
    start = event.start_of(talk, held)
    return {
        "startDate": start.isoformat() if start else talk.record.date,
        "duration": f"PT{held.record.duration}M" if held.record.duration else None,
        "eventStatus": None if talk.record.status == "confirmed" else "https://schema.org/EventCancelled",
        "eventAttendanceMode": _ATTENDANCE.get(talk.record.attendance or ""),
        "location": _location(event, talk.record.room),
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


def _location(event: Event, room: str | None) -> Node | None:
    record = event.record
    address = _filled({"addressLocality": record.city, "addressCountry": record.country})
    place = {"name": room or record.venue or record.city, "address": address and {"@type": "PostalAddress", **address}}
    return {"@type": "Place", **place} if place["name"] else None


def _event(context: Context, event: Event) -> Node:
    record, url = event.record, context.settings.absolute(event.url)
    found: Node = {"@type": "Event", "@id": url, "url": url, "name": record.title, "alternateName": record.acronym}
    found |= {"description": record.summary, "startDate": record.start_date, "endDate": record.end_date}
    found |= {"location": _location(event, record.venue), "organizer": _all("Organization", record.organizers)}
    found |= {"inLanguage": record.languages, "sameAs": record.website}
    return found | {"subEvent": _talks(context, event.talk_ids)}


def _person(context: Context, person: Person) -> Node:
    record = person.record or NO_PERSON
    links = [*record.links.model_dump().values()]
    links.append(record.wikidata and f"https://www.wikidata.org/entity/{record.wikidata}")
    links.append(record.orcid and f"https://orcid.org/{record.orcid}")
    before, behind = honorifics(record.honorific or "")
    return {
        "@type": "Person",
        **_named(context, person),
        "alternateName": record.aliases,
        "honorificPrefix": before,
        "honorificSuffix": behind,
        "sameAs": [url for url in links if url],
        "jobTitle": person.roles,
        "affiliation": _all("Organization", person.organisations),
        "performerIn": _talks(context, [each.talk for each in person.appearances]),
    }


def _topic(context: Context, topic: Topic) -> Node:
    record, talks = topic.record or NO_TOPIC, (context.catalogue.talks[talk] for talk in topic.talk_ids[:MAX_ENTRIES])
    return {
        "@type": "DefinedTerm",
        **_named(context, topic),
        "alternateName": [name for name in (record.abbreviation, *record.synonyms) if name],
        "description": record.summary,
        "sameAs": record.website,
        "subjectOf": _all_named(context, "Article", talks),
    }


def _organisation(context: Context, organisation: Organisation) -> Node:
    members = (context.catalogue.people[identifier] for identifier in organisation.people[:MAX_ENTRIES])
    return {"@type": "Organization", **_named(context, organisation), "member": _all_named(context, "Person", members)}


def _license(expression: str | None) -> str | None:
    """Return the address of a licence; the expression itself if it has none."""
    return license_url(expression) or expression


def _filled(node: Any) -> Any:
    """Return a node, or a list of nodes, without empty values and with dates as texts."""
    if isinstance(node, dict):
        return {key: filled for key, value in node.items() if (filled := _filled(value)) not in (None, [], {}, "")}
    if isinstance(node, (list, tuple)):
        return [_filled(each) for each in node]
    return node if node is None or isinstance(node, (str, int)) else str(node)
