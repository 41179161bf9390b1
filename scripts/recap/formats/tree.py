"""Every file that machines read, what each page's head says of them, and what is left out and why."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

from recap.formats import api, feeds, jsonld
from recap.formats.calendar import calendar
from recap.formats.citations import bibtex, citations, csl
from recap.formats.programme import listed, schedule, schedule_xml
from recap.formats.slots import event_slots, slots
from recap.records import Appearance, Event, Person, Talk, Topic
from recap.views.frame import Context, Data, url_of

_NAMED = 5
"""Talks that a line of the report names."""


class Formats:
    """The formats of one site; `pages` holds the data of its pages by src_uri."""

    def __init__(self, context: Context, pages: dict[str, Data]) -> None:
        self._context = context
        self._pages = pages
        self._contents: dict[str, str] = {}
        catalogue, folders = context.catalogue, context.settings.folders
        groups = (catalogue.events, catalogue.talks, catalogue.people, catalogue.topics, catalogue.organisations)
        self._items: dict[str, jsonld.Item] = {item.src_uri: item for group in groups for item in group.values()}
        self._lists: dict[str, list[Any]] = {
            f"{folders['people']}/index.md": [*catalogue.people.values()],
            f"{folders['topics']}/index.md": [*catalogue.topics.values()],
            f"{folders['organisations']}/index.md": [*catalogue.organisations.values()],
            f"{folders['glossary']}.md": [topic for topic in catalogue.topics.values() if topic.record],
            **{
                context.settings.programme(event.id): [catalogue.talks[talk] for talk in event.talks]
                for event in catalogue.events.values()
            },
        }
        for leaf in chain.from_iterable(context.leaves.values()):
            of_talks = (catalogue.talks[each.talk] if isinstance(each, Appearance) else each for each in leaf.entries)
            self._lists[leaf.src_uri] = [*of_talks]

    def note(self, src_uri: str, html: str) -> None:
        """Keep what a feed will hold of the HTML of a page's text."""
        item = self._items.get(src_uri)
        if self._context.settings.site_url and isinstance(item, Talk) and item.record.published:
            self._contents[src_uri] = feeds.content_of(self._context, item, html)

    def head(self, src_uri: str) -> Data:
        """For machines: `alternates` (`type`, `url`, `title`), `citations` (`title`, `text`), `jsonld` or None."""
        data, item = self._pages[src_uri], self._items.get(src_uri)
        whole = bool(self._context.settings.site_url)
        entries = self._lists.get(src_uri, [])
        return {
            "alternates": [*self._alternates(src_uri, item)],
            "citations": citations(self._context, item) if isinstance(item, Talk) else [],
            "jsonld": jsonld.graph(self._context, data, item, entries, self._trail(src_uri)) if whole else None,
        }

    def _trail(self, src_uri: str) -> list[Data]:
        """The pages above a page, the home page first."""
        folders = self._context.settings.folders
        above = {folders[name]: f"{folders[name]}/index.md" for name in ("people", "topics", "organisations")}
        above |= {event.id: event.src_uri for event in self._context.catalogue.events.values()}
        parent = above.get(src_uri.partition("/")[0]) if "/" in src_uri else None
        whole = re.sub(r"_[^/]*\.md$", ".md", src_uri)  # of a leaf
        trail = dict.fromkeys(["index.md", parent, whole])
        return [self._pages[step] for step in trail if step and step != src_uri and step in self._pages]

    def _alternates(self, src_uri: str, item: Any) -> Iterator[Data]:
        def found(word: str, media_type: str, url: str) -> Data:
            return {"type": media_type, "url": url, "title": self._context.words[f"format_{word}"]}

        feed = self._feed(item if src_uri != "index.md" else None) if item or src_uri == "index.md" else None
        if feed:
            yield found("atom", "application/atom+xml", f"{feed.url}.xml")
            if not isinstance(item, (Person, Topic)):
                yield found("json_feed", "application/feed+json", f"{feed.url}.json")
        if isinstance(item, Event):
            if event_slots(self._context, item):
                yield found("calendar", "text/calendar", f"{item.id}/{item.id}.ics")
            if self._context.settings.site_url and listed(self._context, item):
                yield found("schedule_xml", "application/vnd.c3voc.schedule+xml", f"{item.id}/schedule.xml")
                yield found("schedule_json", "application/json", f"{item.id}/schedule.json")
        elif isinstance(item, Talk):
            if [*slots(self._context.catalogue.events[item.event], item)]:
                yield found("calendar", "text/calendar", f"{item.id}.ics")
            yield found("json", "application/json", api.talk_url(item))
            yield found("bibtex", "application/x-bibtex", f"{item.id}.bib")
            yield found("csl", "application/vnd.citationstyles.csl+json", f"{item.id}.csl.json")

    def _feed(self, item: Any) -> feeds.Feed | None:
        """The feed of an event, a person, a topic, or, for None, of the site; None where it would be empty."""
        catalogue, settings = self._context.catalogue, self._context.settings
        name = settings.folders["feed"]
        if not settings.site_url:
            return None
        if item is None:
            feed = feeds.make_feed(self._context, settings.site_name, "index.html", name, catalogue.talks.values())
        elif isinstance(item, Event):
            talks = (catalogue.talks[talk] for talk in item.talks)
            feed = feeds.make_feed(self._context, item.record.title, url_of(item.src_uri), f"{item.id}/{name}", talks)
        elif isinstance(item, (Person, Topic)):
            title = f"{item.name if isinstance(item, Person) else item.title} · {settings.site_name}"
            talks = (catalogue.talks[each.talk] for each in item.appearances)
            url = url_of(item.src_uri)
            feed = feeds.make_feed(self._context, title, url, url.removesuffix(".html"), talks)
        else:
            return None
        return feed if feed.talks else None

    def files(self) -> Iterator[tuple[str, str]]:
        """Every file: (address, content), one at a time."""
        context, catalogue = self._context, self._context.catalogue
        if not catalogue.events:
            return
        for item in (None, *catalogue.events.values(), *catalogue.people.values(), *catalogue.topics.values()):
            if feed := self._feed(item):
                yield f"{feed.url}.xml", feeds.atom(context, feed, self._contents)
                if not isinstance(item, (Person, Topic)):
                    yield f"{feed.url}.json", _json(feeds.json_feed(context, feed, self._contents))
        for event in catalogue.events.values():
            if own := event_slots(context, event):
                yield f"{event.id}/{event.id}.ics", calendar(context, event, own, event.record.title)
            if context.settings.site_url and (entries := listed(context, event)):
                data = schedule(context, event, entries)
                yield f"{event.id}/schedule.json", _json(data)
                yield f"{event.id}/schedule.xml", schedule_xml(data, event.record.timezone)
        talks = catalogue.talks.values()
        for talk in talks:
            event = catalogue.events[talk.event]
            if own := [*slots(event, talk)]:
                yield f"{talk.id}.ics", calendar(context, event, own, talk.record.title)
            yield f"{talk.id}.bib", bibtex(context, talk)
            yield f"{talk.id}.csl.json", _json([csl(context, talk)])
        yield "citations.bib", "\n".join(bibtex(context, talk) for talk in talks)
        yield "citations.json", _json([csl(context, talk) for talk in talks])
        for url, found in api.files(context):
            yield url, _json(found)
        if site := context.settings.site_url:
            yield "robots.txt", f"User-agent: *\nAllow: /\nSitemap: {site.rstrip('/')}/sitemap.xml\n"

    def left_out(self) -> list[tuple[str, dict[str, str]]]:
        """What the formats do not hold, and why: (key of the terminal's words, its arguments)."""
        catalogue = self._context.catalogue
        found: list[tuple[str, dict[str, str]]] = []
        if not self._context.settings.site_url and catalogue.events:
            found.append(("no_site_url", {}))
        timeless = [talk for talk in catalogue.talks.values() if not [*slots(catalogue.events[talk.event], talk)]]
        undated = [talk for talk in catalogue.talks.values() if not talk.record.published]
        for word, talks in (("without_slot", timeless), ("without_day", undated)):
            if talks:
                names = [talk.id for talk in talks[:_NAMED]] + (["…"] if len(talks) > _NAMED else [])
                found.append((word, {"number": str(len(talks)), "names": ", ".join(names)}))
        return found


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
