"""Catalogue -> the data that the templates print: plain texts, ISO dates, addresses from the root of the site.

Nothing here is escaped: the templates print every text with `| e`. Nothing there is computed: what a template shows
in words is a word or a sentence here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import datetime, time
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from recap import body, schema, text
from recap.languages import Language
from recap.pages import hours
from recap.records import Appearance, Catalogue, Credit, Event, Organisation, Page, Part, Person, Talk, Topic
from recap.settings import Settings

Data = dict[str, Any]

LINE_UP_TO = 40
"""Talks of an event up to which its page draws them as a line; the programme as a table is always whole."""
STRIP_UP_TO = 8
"""Talks of a day up to which a talk's page shows its place among them."""
_NEAREST = 25
"""Talks looked at on each side of a talk, in each of its topics, for related ones: the cost stays linear."""


def url_of(src_uri: str) -> str:
    """The address of a page from the root of the site; an anchor stays."""
    path, mark, anchor = src_uri.partition("#")
    if path.endswith(".md"):
        path = path.removesuffix(".md") + ".html"
    return re.sub(r"(^|/)README\.html$", r"\1index.html", path) + mark + anchor


class Views:
    """Makes the templates' data for one catalogue in one language."""

    def __init__(self, catalogue: Catalogue, settings: Settings, language: Language) -> None:
        self.catalogue = catalogue
        self.settings = settings
        self.language = language
        self.words = language.words

    # The whole site

    def site(self) -> Data:
        """What every page shows: words, menus, the way home."""
        folders = self.settings.folders
        menu = []
        if self.catalogue.events:
            newest = next(iter(self.catalogue.events.values()))
            menu = [
                {"id": "event", "title": self.words["menu_event"], "url": url_of(newest.src_uri)},
                {"id": "people", "title": self.words["people"], "url": f"{folders['people']}/index.html"},
                {"id": "topics", "title": self.words["topics"], "url": f"{folders['topics']}/index.html"},
                {"id": "glossary", "title": self.words["glossary"], "url": f"{folders['glossary']}.html"},
            ]
        pages = [
            {"title": page.record.title, "url": url_of(page.src_uri)}
            for page in self.catalogue.pages.values()
            if "/" not in page.src_uri and page.src_uri != "index.md"
        ]
        organisations = {"title": self.words["organisations"], "url": f"{folders['organisations']}/index.html"}
        return {
            "name": self.settings.site_name,
            "menu": menu,
            "more": [*([organisations] if self.catalogue.organisations else []), *pages],
            "repository": self.settings.repository,
            "contact": self.settings.contact,
            "words": dict(self.words),
        }

    def _frame(self, kind: str, title: str, summary: str | None, src_uri: str, **more: Any) -> Data:
        """What every page's data starts with."""
        return {
            "kind": kind,
            "title": title,
            "summary": summary,
            "head_title": title if title == self.settings.site_name else f"{title} · {self.settings.site_name}",
            "url": url_of(src_uri),
            "edit_url": self.settings.edit_url(src_uri),
            "permalink": self.settings.site_url.rstrip("/") + "/" + url_of(src_uri) if self.settings.site_url else None,
        } | more

    # Pages

    def home(self, page: Page) -> Data:
        """The home page: the newest event with its line, the others, people, topics, corrections."""
        events = list(self.catalogue.events.values())
        speakers = [person for person in self.catalogue.people.values() if person.appearances]
        roots = [topic for topic in self.catalogue.topics.values() if not topic.broader and topic.record]
        frame = self._frame("home", page.record.title, page.record.summary, page.src_uri)
        folders = self.settings.folders
        return frame | {
            "newest": self._event_card(events[0], with_line=True) if events else None,
            "events": [self._event_card(event) for event in events[1:]],
            "speakers": [self._person_link(person) for person in speakers[:30]],
            "speakers_title": self.language.count("voices", len(speakers)),
            "people_url": f"{folders['people']}/index.html",
            "topics": [self._topic_link(topic) for topic in roots[:24]],
            "topics_title": self.language.count("themes", len(roots)),
            "topics_url": f"{folders['topics']}/index.html",
            "corrections": self._corrections(),
        }

    def _event_card(self, event: Event, *, with_line: bool = False) -> Data:
        talks = [self.catalogue.talks[identifier] for identifier in event.talks]
        return {
            "title": event.record.title,
            "url": url_of(event.src_uri),
            "programme_url": f"{event.id}/{self.settings.folders['programme']}.html",
            "when": self.language.date_range(event.record.start_date, event.record.end_date),
            "where": self._place(event.record),
            "summary": event.record.summary,
            "talks": self.language.count("talks", len(talks)),
            "line": [self._stop(talk) for talk in talks] if with_line and len(talks) <= LINE_UP_TO else [],
        }

    def _corrections(self) -> list[Data]:
        dated = [
            (correction.date, item.record.title, url_of(item.src_uri), correction.text)
            for item in (*self.catalogue.events.values(), *self.catalogue.talks.values())
            for correction in item.record.corrections
        ]
        dated.sort(key=lambda entry: entry[0], reverse=True)
        return [
            {"date": day.isoformat(), "date_label": self.language.date(day), "title": title, "url": url, "text": said}
            for day, title, url, said in dated[:5]
        ]

    def event(self, event: Event) -> Data:
        """An event's page: facts, and its programme as a line a day while it is short."""
        record = event.record
        talks = [self.catalogue.talks[identifier] for identifier in event.talks]
        days = []
        if len(talks) <= LINE_UP_TO:
            for day, group in groupby(talks, key=lambda talk: talk.record.date):
                stops = [self._stop(talk) for talk in group]
                known = [stop for stop in stops if stop["time"] or any(part["time"] for part in stop["parts"])]
                unknown = [stop for stop in stops if stop not in known]
                label = self.language.date(day, weekday=True)
                days.append({"date": day.isoformat(), "label": label, "known": known, "unknown": unknown})
        facts = [
            self._fact("when", self.language.date_range(record.start_date, record.end_date)),
            self._fact("where", self._place(record)),
            self._fact("rooms", ", ".join(record.rooms)),
            self._fact("organizers", self.language.list(record.organizers)),
            self._fact("website", _host(record.website), record.website),
            self._fact("archive", _host(record.archive_url), record.archive_url),
            self._fact("hashtag", record.hashtag),
            self._fact("languages", self.language.list(self.language.language_name(tag) for tag in record.languages)),
            self._fact("authors", self.language.list(record.authors)),
            self._fact("based_on", *self._based_on(record.based_on)),
            self._fact("licence", record.license),
        ]
        return self._frame("event", record.title, record.summary, event.src_uri) | {
            "section": "event",
            "title_language": record.languages[0] if record.languages else None,
            "dates": self.language.date_range(record.start_date, record.end_date),
            "where": self._place(record),
            "facts": [fact for fact in facts if fact],
            "days": days,
            "talks": self.language.count("talks", len(talks)),
            "programme_url": f"{event.id}/{self.settings.folders['programme']}.html",
            "sources": [{"title": source.title, "url": source.url} for source in record.sources],
            "corrections": self._own_corrections(record.corrections),
            "updated": _updated(record),
        }

    def talk(self, talk: Talk) -> Data:
        """A talk's page, with its place in the day and its neighbours."""
        record = talk.record
        event = self.catalogue.events[talk.event]
        siblings = [self.catalogue.talks[identifier] for identifier in event.talks]
        place = next(number for number, sibling in enumerate(siblings) if sibling.id == talk.id)
        day = [sibling for sibling in siblings if sibling.record.date == record.date]
        minutes = math.ceil(body.word_count(talk.document.body) / body.WORDS_PER_MINUTE)
        based_on, based_on_url = self._based_on(record.based_on or event.record.based_on)
        when = self.language.date(record.date, weekday=True)
        topics = [self._topic_link(self.catalogue.topics[identifier]) for identifier in talk.topics]
        facts = [
            self._fact("when", when),
            self._fact("hour", hours(record) or self.words["unknown_hour"]),
            self._fact("room", record.room or self.words["unknown_room"]),
            self._fact("official_title", record.original_title, language=record.language),
            self._fact("type", self.words[f"type_{record.type}"]),
            self._fact("track", next((each.title for each in event.record.tracks if each.id == record.track), None)),
            self._fact("language", self.language.language_name(record.language) if record.language else None),
            self._fact("level", self.words[f"level_{record.level}"] if record.level else None),
            self._fact("reading", self.language.count("minutes", minutes) if record.summary else None),
        ]
        return self._frame("talk", record.title, record.summary, talk.src_uri) | {
            "section": "event",
            "event": {"title": event.record.title, "url": url_of(event.src_uri)},
            "original_title": record.original_title,
            "language": record.language,
            "who": [self._credit(credit) for credit in talk.credits],
            "no_speaker_reason": record.no_speaker_reason,
            "when": when,
            "date": record.date.isoformat(),
            "facts": [fact for fact in facts if fact],
            "strip": [self._strip_stop(each, talk) for each in day] if 1 < len(day) <= STRIP_UP_TO else [],
            "stub": record.summary is None,
            "draft": record.draft,
            "key_points": list(record.key_points),
            "topics": topics,
            "parts": [self._part(talk, part) for part in talk.parts],
            "resources": [self._resource(each) for each in record.resources],
            "recordings": [self._recording(each) for each in record.recordings],
            "sources": [{"title": source.title, "url": source.url} for source in record.sources],
            "corrections": self._own_corrections(record.corrections),
            "since": self._since(record.since_then),
            "related": self._related(talk),
            "previous": self._neighbour(siblings[place - 1]) if place else None,
            "next": self._neighbour(siblings[place + 1]) if place + 1 < len(siblings) else None,
            "based_on": based_on,
            "based_on_url": based_on_url,
            "citation": self._citation(talk, event, based_on),
            "updated": _updated(record) or _updated(event.record),
        }

    def person(self, person: Person) -> Data:
        """A person's page: who they are; the talks are in its Markdown."""
        people = list(self.catalogue.people.values())
        place = next(number for number, each in enumerate(people) if each.id == person.id)
        record = person.record
        links = record.links.model_dump() if record else {}
        facts = [
            self._fact("organisation", ", ".join(person.organisations)),
            self._fact("role", ", ".join(person.roles)),
            self._fact("also_known_as", ", ".join(record.aliases) if record else ""),
            self._fact("pronouns", record.pronouns if record else None),
            *(self._fact(f"link_{name}", _host(url), url) for name, url in links.items() if url),
            self._fact("orcid", record.orcid, f"https://orcid.org/{record.orcid}") if record and record.orcid else None,
        ]
        topics = dict.fromkeys(topic for appearance in person.appearances for topic in self._topics_of(appearance))
        edit = person.src_uri if person.document else self._feeding(person)
        summary = ", ".join([*person.roles[:1], *person.organisations[:1]]) or None
        return self._frame("person", person.name, summary, person.src_uri) | {
            "section": "people",
            "edit_url": self.settings.edit_url(edit) if edit else None,
            "monogram": text.monogram(person.name),
            "photo": self._photo(person),
            "facts": [fact for fact in facts if fact],
            "topics": [self._topic_link(self.catalogue.topics[identifier]) for identifier in list(topics)[:12]],
            "previous": self._person_link(people[place - 1]) if place else None,
            "next": self._person_link(people[place + 1]) if place + 1 < len(people) else None,
            "updated": max(filter(None, (self._talk_updated(each.talk) for each in person.appearances)), default=None),
        }

    def topic(self, topic: Topic) -> Data:
        """A topic's page: its definition; the talks are in its Markdown."""
        record = topic.record
        broader = self.catalogue.topics[topic.broader] if topic.broader else None
        synonyms = (
            ", ".join((*((record.abbreviation,) if record.abbreviation else ()), *record.synonyms)) if record else ""
        )
        facts = [
            self._fact("also_called", synonyms),
            self._fact("part_of", broader.title, url_of(broader.src_uri)) if broader else None,
            self._fact("website", _host(record.website), record.website) if record else None,
        ]
        appearance = topic.appearances[0] if topic.appearances else None
        edit = topic.src_uri if topic.document else (appearance and self.catalogue.talks[appearance.talk].src_uri)
        return self._frame("topic", topic.title, record.summary if record else None, topic.src_uri) | {
            "section": "topics",
            "edit_url": self.settings.edit_url(edit) if edit else None,
            "badge": self._topic_link(topic),
            "type": self.words[f"topic_{record.type}" if record else "topic_topic"],
            "facts": [fact for fact in facts if fact],
            "updated": max(filter(None, (self._talk_updated(each.talk) for each in topic.appearances)), default=None),
        }

    def organisation(self, organisation: Organisation) -> Data:
        """An organisation's page; people and talks are in its Markdown."""
        frame = self._frame("organisation", organisation.name, None, organisation.src_uri)
        return frame | {"section": "people", "edit_url": None}

    def listing(self, name: str, title: str, src_uri: str, *, lead: str = "", section: str = "") -> Data:
        """An index, the glossary or a programme; `name` tells the stylesheet which."""
        frame = self._frame("listing", title, lead or None, src_uri)
        return frame | {"section": section, "listing": name, "edit_url": None}

    def page(self, page: Page) -> Data:
        """Any other page."""
        return self._frame("page", page.record.title, page.record.summary, page.src_uri)

    # Pieces

    def _fact(self, word: str, value: str | None, url: str | None = None, language: str | None = None) -> Data | None:
        if not value:
            return None
        return {"label": self.words[f"fact_{word}"], "value": value, "url": url, "language": language}

    def _place(self, record: schema.Event) -> str:
        country = self.language.country_name(record.country) if record.country else None
        return ", ".join(each for each in (record.venue, record.city, country) if each)

    def _based_on(self, record: schema.BasedOn | None) -> tuple[str | None, str | None]:
        if record is None:
            return None, None
        authors = self.language.list(record.authors)
        publisher = f" ({record.publisher})" if record.publisher and authors else record.publisher or ""
        return (authors + publisher) or record.title, record.url

    def _moment(self, talk: Talk, start: time | None) -> str | None:
        """ISO 8601 with the offset of the event's place, for `<time datetime>`; None without a known hour."""
        if start is None:
            return None
        zone = ZoneInfo(self.catalogue.events[talk.event].record.timezone)
        return datetime.combine(talk.record.date, start, zone).isoformat(timespec="minutes")

    def _stop(self, talk: Talk) -> Data:
        """A talk on the line of the day."""
        record = talk.record
        return {
            "title": record.title,
            "url": url_of(talk.src_uri),
            "time": f"{record.start:%H:%M}" if record.start else None,
            "moment": self._moment(talk, record.start),
            "room": record.room,
            "type": self.words[f"type_{record.type}"],
            "who": self._voices(talk.credits),
            "hook": record.summary or self.words["no_recap_yet"],
            "parts": [
                {
                    "title": part.record.title,
                    "url": f"{url_of(talk.src_uri)}#{part.record.id}",
                    "time": f"{part.record.start:%H:%M}" if part.record.start else None,
                    "moment": self._moment(talk, part.record.start),
                    "who": self._voices(part.credits),
                    "hook": part.record.summary,
                }
                for part in talk.parts
            ],
        }

    def _voices(self, credits: Iterable[Credit]) -> str:
        """`Steven Tan et Cameron Bahar, Huawei`: names, with the organisation when they share one."""
        credits = list(credits)
        names = self.language.list(credit.name or self.words["withdrawn"] for credit in credits)
        organisations = {credit.organisation for credit in credits}
        shared = organisations.pop() if len(organisations) == 1 else None
        return f"{names}, {shared}" if shared else names

    def _strip_stop(self, talk: Talk, current: Talk) -> Data:
        return {
            "title": talk.record.title,
            "url": url_of(talk.src_uri),
            "current": talk.id == current.id,
            "interchange": bool(talk.parts),
        }

    def _credit(self, credit: Credit) -> Data:
        person = self.catalogue.people[credit.person] if credit.person else None
        return {
            "name": credit.name or self.words["withdrawn"],
            "url": url_of(person.src_uri) if person else None,
            "role": credit.role,
            "organisation": credit.organisation,
        }

    def _part(self, talk: Talk, part: Part) -> Data:
        return {
            "title": part.record.title,
            "url": f"{url_of(talk.src_uri)}#{part.record.id}",
            "time": hours(part.record),
            "who": self._voices(part.credits),
        }

    def _resource(self, resource: schema.Resource) -> Data:
        label = self.words[f"resource_{resource.type}"]
        if resource.language:
            label += ", " + self.words["in_language"].format(language=self.language.language_name(resource.language))
        return {"title": resource.title, "url": resource.url, "label": label, "archive_url": resource.archive_url}

    def _recording(self, recording: schema.Recording) -> Data:
        minutes = self.language.count("minutes", recording.duration) if recording.duration else None
        label = ", ".join(each for each in (minutes, recording.license) if each)
        return {"title": recording.provider or _host(recording.url), "url": recording.url, "label": label}

    def _own_corrections(self, corrections: Iterable[schema.Correction]) -> list[Data]:
        return [
            {"date": each.date.isoformat(), "date_label": self.language.date(each.date), "text": each.text}
            for each in corrections
        ]

    def _since(self, record: schema.SinceThen | None) -> Data | None:
        if record is None:
            return None
        return {
            "checked": self.words["checked_on"].format(date=self.language.date(record.checked)),
            "text": record.text,
            "facts": [
                {
                    "date": fact.date,
                    "date_label": self.language.partial_date(fact.date),
                    "text": fact.text,
                    "title": fact.title or _host(fact.url),
                    "url": fact.url,
                }
                for fact in record.facts
            ],
        }

    def _related(self, talk: Talk) -> list[Data]:
        """Up to three talks with topics or people in common, the rarest of them counting most, and the reason."""
        scores: dict[str, float] = {}
        reasons: dict[str, dict[str, list[str]]] = {}
        shared = [
            ("same_topic", self.catalogue.topics[each].title, self.catalogue.topics[each].appearances)
            for each in talk.topics
        ]
        shared += [
            ("same_person", self.catalogue.people[credit.person].name, self.catalogue.people[credit.person].appearances)
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
            self._neighbour(self.catalogue.talks[other])
            | {
                "reason": ". ".join(
                    self.words[word].format(names=self.language.list(names[:4]))
                    for word, names in sorted(reasons[other].items())
                )
            }
            for other in best
        ]

    def _neighbour(self, talk: Talk) -> Data:
        return {"title": talk.record.title, "url": url_of(talk.src_uri)}

    def _citation(self, talk: Talk, event: Event, based_on: str | None) -> str:
        authors = talk.record.authors if talk.record.authors is not None else event.record.authors
        pieces = [
            self.language.list(authors),
            self.words["quoted"].format(title=talk.record.title),
            self.settings.site_name,
            self.words["based_on"].format(source=based_on) if based_on else "",
            event.record.title,
            event.record.city or "",
            self.language.date(talk.record.date),
        ]
        return ", ".join(each for each in pieces if each) + "."

    def _person_link(self, person: Person) -> Data:
        return {"title": person.name, "url": url_of(person.src_uri)}

    def _topic_link(self, topic: Topic) -> Data:
        root = topic
        seen = {topic.id}
        while root.broader and root.broader not in seen:
            seen.add(root.broader)
            root = self.catalogue.topics[root.broader]
        return {
            "title": topic.title,
            "url": url_of(topic.src_uri),
            "theme": root.id,
            "letter": text.initial(root.title),
        }

    def _topics_of(self, appearance: Appearance) -> tuple[str, ...]:
        talk = self.catalogue.talks[appearance.talk]
        return next((part.topics for part in talk.parts if part.record.id == appearance.part), talk.topics)

    def _photo(self, person: Person) -> Data | None:
        photo = person.record.photo if person.record else None
        if photo is None:
            return None
        folder = self.settings.folders["people"]
        return {"url": f"{folder}/{photo.file}", "alt": photo.alt, "license": photo.license}

    def _feeding(self, person: Person) -> str | None:
        """The file to edit for a person without one of their own: that of the first talk that names them."""
        if person.appearances:
            return self.catalogue.talks[person.appearances[0].talk].src_uri
        written = self.catalogue.events.get(person.wrote[0]) or self.catalogue.talks.get(person.wrote[0])
        return written.src_uri if written else None

    def _talk_updated(self, identifier: str) -> str | None:
        return _updated(self.catalogue.talks[identifier].record)


def _updated(record: schema.Talk | schema.Event) -> str | None:
    """The last date that the record itself gives, ISO; never the clock's or git's."""
    days = [record.published, *(correction.date for correction in record.corrections)]
    if isinstance(record, schema.Talk) and record.since_then:
        days.append(record.since_then.checked)
    return max((day.isoformat() for day in days if day), default=None)


def _host(url: str | None) -> str:
    """The part of an address that a reader recognises: host and path, without scheme."""
    return re.sub(r"^https?://(?:www\.)?", "", url or "").rstrip("/")
