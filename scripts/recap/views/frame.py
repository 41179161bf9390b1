"""Pieces that the data of more than one kind of page is made of.

Nothing in this package is escaped: the templates print every text with `| e`. Nothing is computed there: what a
template shows in words is a word or a sentence here. Addresses start at the root of the site, dates are ISO 8601.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from recap import schema, text
from recap.languages import Language
from recap.leaves import Leaf
from recap.pages import track_title
from recap.records import Catalogue, Credit, Person, Talk, Topic
from recap.settings import Settings

Data = dict[str, Any]


@dataclass(frozen=True)
class Context:
    """What every view reads."""

    catalogue: Catalogue
    settings: Settings
    language: Language
    leaves: Mapping[str, list[Leaf]] = field(default_factory=dict)
    """The lists that are too long for one page (`Pages.leaves`)."""

    @property
    def words(self) -> Mapping[str, str]:
        """The words of the site's language."""
        return self.language.words


def url_of(src_uri: str) -> str:
    """The address of a page from the root of the site; an anchor stays."""
    path, mark, anchor = src_uri.partition("#")
    if path.endswith(".md"):
        path = path.removesuffix(".md") + ".html"
    return re.sub(r"(^|/)README\.html$", r"\1index.html", path) + mark + anchor


def absolute(context: Context, url: str) -> str:
    """The whole address of a page or file of the site; as it is where the site's own is unknown."""
    site = context.settings.site_url
    return f"{site.rstrip('/')}/{url}" if site else url


def frame(context: Context, kind: str, title: str, summary: str | None, src_uri: str) -> Data:
    """What every page's data starts with."""
    return {
        "kind": kind,
        "title": title,
        "summary": summary,
        "head_title": title if title == context.settings.site_name else f"{title} · {context.settings.site_name}",
        "url": url_of(src_uri),
        "edit_url": context.settings.edit_url(src_uri),
        "permalink": absolute(context, url_of(src_uri)) if context.settings.site_url else None,
    }


def card(context: Context, src_uri: str, title: str, who: str, where: str) -> Data:
    """What the picture of a page says to those to whom its link is shared, and where it will be; nothing when off."""
    if not (context.settings.social_images and context.settings.site_url):
        return {}
    image = f"social/{url_of(src_uri).removesuffix('.html')}.png"
    return {"image": image, "card": {"title": title, "who": who, "where": where}}


def searched(
    where: str, also: Iterable[str | None] = (), names: Iterable[str | None] = (), **facets: Iterable[str]
) -> Data:
    """What search knows of a page besides its title and text (`search.documents.Found`)."""
    return {
        "search": {
            "where": where,
            "also": list(dict.fromkeys(filter(None, also))),
            "names": list(dict.fromkeys(filter(None, names))),
            "facets": {name: list(dict.fromkeys(values)) for name, values in facets.items()},
        }
    }


def fact(
    context: Context, word: str, value: str | None, url: str | None = None, language: str | None = None
) -> Data | None:
    """A line of key facts, or None without a value; `word` names its label."""
    if not value:
        return None
    return {"label": context.words[f"fact_{word}"], "value": value, "url": url, "language": language}


def place(context: Context, record: schema.Event) -> str:
    """Venue, city and country, as far as they are known."""
    country = context.language.country_name(record.country) if record.country else None
    return ", ".join(each for each in (record.venue, record.city, country) if each)


def based_on(context: Context, record: schema.BasedOn | None) -> tuple[str | None, str | None]:
    """Who told it first, and where."""
    if record is None:
        return None, None
    authors = context.language.list(record.authors)
    publisher = f" ({record.publisher})" if record.publisher and authors else record.publisher or ""
    return (authors + publisher) or record.title, record.url


def moment(context: Context, talk: Talk, start: time | None) -> str | None:
    """ISO 8601 with the offset of the event's place, for `<time datetime>`; None without a known hour."""
    if start is None:
        return None
    zone = ZoneInfo(context.catalogue.events[talk.event].record.timezone)
    return datetime.combine(talk.record.date, start, zone).isoformat(timespec="minutes")


def stop(context: Context, talk: Talk) -> Data:
    """A talk on the line of the day."""
    record, event = talk.record, context.catalogue.events[talk.event]
    room = record.room if len(event.record.rooms) > 1 else None
    return {
        "title": record.title,
        "url": url_of(talk.src_uri),
        "time": f"{record.start:%H:%M}" if record.start else None,
        "moment": moment(context, talk, record.start),
        "room": record.room,
        "type": context.words[f"type_{record.type}"],
        "place": ", ".join(filter(None, (room, track_title(event, talk)))),
        "who": voices(context, talk.credits),
        "hook": record.summary or context.words["no_recap_yet"],
        "parts": [
            {
                "title": part.record.title,
                "url": f"{url_of(talk.src_uri)}#{part.record.id}",
                "time": f"{part.record.start:%H:%M}" if part.record.start else None,
                "moment": moment(context, talk, part.record.start),
                "who": voices(context, part.credits),
                "hook": part.record.summary,
            }
            for part in talk.parts
        ],
    }


def voices(context: Context, credited: Iterable[Credit]) -> str:
    """`Steven Tan et Cameron Bahar, Huawei`: names, with the organisation when they share one."""
    credited = list(credited)
    names = context.language.list(credit.name or context.words["withdrawn"] for credit in credited)
    organisations = {credit.organisation for credit in credited}
    shared = organisations.pop() if len(organisations) == 1 else None
    return f"{names}, {shared}" if shared else names


def person_link(person: Person) -> Data:
    """Title and address of a person."""
    return {"title": person.name, "url": url_of(person.src_uri)}


def topic_link(context: Context, topic: Topic) -> Data:
    """Title and address of a topic, with the theme above it, which gives colour and letter."""
    theme = context.catalogue.theme(topic)
    return {
        "title": topic.title,
        "url": url_of(topic.src_uri),
        "theme": theme.id,
        "letter": text.initial(theme.title),
    }


def own_corrections(context: Context, corrections: Iterable[schema.Correction]) -> list[Data]:
    """The corrections of one record, in its order."""
    return [
        {"date": each.date.isoformat(), "date_label": context.language.date(each.date), "text": each.text}
        for each in corrections
    ]


def updated(record: schema.Talk | schema.Event) -> str | None:
    """The last date that the record itself gives, ISO; never the clock's or git's."""
    days = [record.published, *(correction.date for correction in record.corrections)]
    if isinstance(record, schema.Talk) and record.since_then:
        days.append(record.since_then.checked)
    return max((day.isoformat() for day in days if day), default=None)


def changed(context: Context, talk: Talk) -> str:
    """The last day that the records give for a talk, ISO; the day on which it was held where they give none."""
    event = context.catalogue.events[talk.event]
    return updated(talk.record) or updated(event.record) or talk.record.date.isoformat()


def host(url: str | None) -> str:
    """The part of an address that a reader recognises: host and path, without scheme."""
    return re.sub(r"^https?://(?:www\.)?", "", url or "").rstrip("/")


def facts(*entries: Data | None) -> list[Data]:
    """The facts that there are."""
    return [entry for entry in entries if entry]
