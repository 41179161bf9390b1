"""What the data of every page starts with, and what pages and files for machines say of a record in the same words.

Nothing in this package is escaped: the templates print every text with `| e`. Nothing is computed there: what a
template shows in words is a word or a sentence here. Addresses start at the root of the site, dates are ISO 8601.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from recap.catalogue.models import Catalogue, Credit, Event, Part, Person, Talk, Topic
from recap.content import schema
from recap.content.settings import Settings
from recap.core.language import Language
from recap.pages.outline import NO_PERSON, talk_ids
from recap.pages.pagination import Leaves

Data = dict[str, Any]
_SECTIONS = {"event": "event", "talk": "event", "person": "people", "organisation": "people", "topic": "topics"}
"""Kind of page -> the entry of the menu that it belongs to."""


@dataclass(frozen=True)
class Context:
    """What every view reads."""

    catalogue: Catalogue
    settings: Settings
    language: Language
    leaves: Leaves = field(default_factory=dict)
    """The lists that are too long for one page (`Pages.leaves`)."""
    filed: Mapping[str, bool] = field(default_factory=dict)
    """Lists of the whole site -> whether any of their entries has a file of its own."""
    _talks_of: dict[str, tuple[list[str], dict[str, int]]] = field(default_factory=dict)

    def talks_of(self, subject: Person | Topic) -> tuple[list[str], dict[str, int]]:
        """Ids of the talks of a person or a topic, in the order of the programmes, and their places; found once."""
        if subject.src_uri not in self._talks_of:
            talks = talk_ids(subject)
            self._talks_of[subject.src_uri] = talks, {talk: place for place, talk in enumerate(talks)}
        return self._talks_of[subject.src_uri]

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


def frame(context: Context, kind: str, title: str, summary: str | None, src_uri: str, file: str | None = None) -> Data:
    """What every page's data starts with; `file` is the src_uri of what a reader corrects who corrects the page."""
    settings, url = context.settings, url_of(src_uri)
    return {
        "kind": kind,
        "section": _SECTIONS.get(kind),
        "title": title,
        "summary": summary,
        "head_title": title if title == settings.site_name else f"{title} · {settings.site_name}",
        "url": url,
        "edit_url": settings.edit_url(file) if file else None,
        "permalink": absolute(context, url) if settings.site_url else None,
    }


def place(context: Context, record: schema.Event) -> str:
    """Venue, city and country, as far as they are known."""
    country = context.language.country_name(record.country) if record.country else None
    return ", ".join(each for each in (record.venue, record.city, country) if each)


def portrait(person: Person) -> Data | None:
    """A person's photograph, where they have one: its address, what it shows, its licence, and who took it if known."""
    own = (person.record or NO_PERSON).photo
    if not own:
        return None
    url = f"{posixpath.dirname(person.src_uri)}/{quote(own.file)}"
    return {"url": url, **own.model_dump(exclude={"file"}, exclude_none=True)}


def license_url(expression: str | None) -> str | None:
    """The address of a licence by its SPDX id; an expression of several has none, nor has one that is no SPDX's."""
    known = expression and re.fullmatch(r"(?!LicenseRef-)[\w.-]+", expression)
    return f"https://spdx.org/licenses/{expression}.html" if known else None


def moment(event: Event, talk: Talk, own: Talk | Part) -> datetime | None:
    """When a talk or a part of it begins, in the time zone of its event; None where the hour is not known."""
    start = own.record.start
    return datetime.combine(talk.record.date, start, ZoneInfo(event.record.timezone)) if start else None


def based_on(context: Context, record: schema.BasedOn | None) -> tuple[str | None, str | None]:
    """Who told it first, and where."""
    if record is None:
        return None, None
    authors = context.language.list(record.authors)
    names = f"{authors} ({record.publisher})" if authors and record.publisher else authors or record.publisher
    return names or record.title, record.url


def voices(context: Context, credited: Iterable[Credit]) -> str:
    """`Steven Tan et Cameron Bahar, Huawei`: names, with the organisation when they share one."""
    credited = [*credited]
    names = context.language.list(credit.name or context.words["withdrawn"] for credit in credited)
    organisations = {credit.organisation for credit in credited}
    return ", ".join(filter(None, (names, *organisations))) if len(organisations) == 1 else names


def authors(context: Context, talk: Talk) -> list[str]:
    """Who wrote the page of a talk: those whom it names, or else those of its event."""
    own = talk.record.authors
    return [*(context.catalogue.events[talk.event].record.authors if own is None else own)]


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
