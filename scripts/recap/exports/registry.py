"""Every file that machines read, what each page's head says of them, and what is left out and why."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial
from typing import Any

from recap.catalogue.models import Appearance, Catalogue, Event, Person, Talk, Topic
from recap.catalogue.tracking import Noted, Reads
from recap.exports import api, feeds, jsonld
from recap.exports.citations import bibtex, citations, csl
from recap.exports.icalendar import calendar
from recap.exports.schedule import schedule, schedule_xml
from recap.exports.session_slots import event_slots, slots
from recap.pages.context import Context, Data, url_of
from recap.pages.outline import Item, entries_of, name_of

_MEDIA_TYPES = {"atom": "application/atom+xml", "json_feed": "application/feed+json", "calendar": "text/calendar",
                "schedule_xml": "application/vnd.c3voc.schedule+xml", "schedule_json": "application/json",
                "json": "application/json", "bibtex": "application/x-bibtex",
                "csl": "application/vnd.citationstyles.csl+json"}  # fmt: skip
_NAMED = 5
"""Talks that a line of the report names."""
Files = Iterable[tuple[str, str]]
"""Addresses and contents."""
File = tuple[str, str, Callable[[], str]]
"""A file beside a page: the name of its format, its address, what writes it."""
Entry = tuple[str, str, str]
"""A talk as BibTeX, as an item of CSL-JSON, as an object of the API."""


class Formats:
    """The formats of one site; `catalogue` is the context's, whose readers are not noted in `reads`."""

    def __init__(self, context: Context, catalogue: Catalogue, reads: Reads) -> None:
        self._context, self._catalogue = context, catalogue
        self.contents: dict[str, str] = {}
        """What feeds hold of the texts of talks, by src_uri."""
        self.entries: dict[str, Entry] = {}
        """What the files that list all talks hold of each, by id."""
        self._noted_contents: Mapping[str, str] = Noted("contents", self.contents, reads)
        self._noted_entries: Mapping[str, Entry] = Noted("entries", self.entries, reads)
        self._places = {
            item.src_uri: (name, key) for name in api.MODELS for key, item in getattr(catalogue, name).items()
        }
        self._leaves = {leaf.src_uri: leaf for group in context.leaves.values() for leaf in group}

    def _item(self, src_uri: str) -> Item | None:
        """What a page is about; None for any that is of nothing in the catalogue."""
        group, key = self._places.get(src_uri, ("", ""))
        item: Item | None = getattr(self._context.catalogue, group)[key] if group else None
        return item

    def note(self, src_uri: str, html: str) -> str | None:
        """Keep what a feed will hold of the HTML of a page's text, and return it; None where no feed will."""
        item = self._item(src_uri)
        if not (self._context.settings.site_url and isinstance(item, Talk) and item.record.published):
            return None
        self.contents[src_uri] = feeds.content_of(self._context, item, html)
        return self.contents[src_uri]

    def head(self, src_uri: str, data: Data) -> Data:
        """For machines: `alternates` (`type`, `url`, `title`), `citations` (`title`, `text`), `jsonld` or None."""
        context, item, graph = self._context, self._item(src_uri), None
        if context.settings.site_url:
            graph = jsonld.graph(context, data, item, self._listed(src_uri, data), self._trail(src_uri, data))
        return {
            "alternates": [
                {"type": _MEDIA_TYPES[word], "url": url, "title": context.words[f"format_{word}"]}
                for word, url, _ in self._beside(src_uri, item)
            ],
            "citations": citations(context, item) if isinstance(item, Talk) else [],
            "jsonld": graph,
        }

    def _listed(self, src_uri: str, data: Data) -> list[Any]:
        """What the list on a page lists."""
        catalogue, listing = self._context.catalogue, data.get("listing")
        if leaf := self._leaves.get(src_uri):
            return [catalogue.talks[each.talk] if isinstance(each, Appearance) else each for each in leaf.entries]
        return entries_of(catalogue, listing, src_uri) if listing else []

    def _trail(self, src_uri: str, data: Data) -> dict[str, str]:
        """Titles of the pages above a page by their addresses, the home page first."""
        catalogue, folder = self._context.catalogue, src_uri.partition("/")[0]
        found = {"index.html": catalogue.pages["index.md"].record.title}
        if folder in self._catalogue.events:
            found[f"{folder}/index.html"] = name_of(catalogue.events[folder])
        for name in ("people", "topics", "organisations"):
            if folder == self._context.settings.folders[name]:
                found[f"{folder}/index.html"] = self._context.words[name]
        for whole in data.get("leaves", ())[:1]:
            found.setdefault(whole["url"], whole["title"])
        found.pop(url_of(src_uri), None)
        return found

    def _beside(self, src_uri: str, item: Item | None) -> Iterator[File]:
        """The files that say the same as a page: its feeds, and those of its talk or event."""
        yield from self._feed_files(src_uri, item)
        if isinstance(item, Event):
            yield from self._event_files(item)
        elif isinstance(item, Talk):
            yield from self._talk_files(item)

    def _feed_files(self, src_uri: str, item: Item | None) -> Iterator[File]:
        if feed := feeds.feed_of(self._context, src_uri, item):
            data = cache(partial(feeds.json_feed, self._context, feed, self._noted_contents))
            yield "atom", f"{feed.url}.xml", lambda: feeds.atom(self._context, feed, data())
            if not isinstance(item, (Person, Topic)):
                yield "json_feed", f"{feed.url}.json", lambda: _json(data())

    def _event_files(self, event: Event) -> Iterator[File]:
        context, own = self._context, event_slots(self._context, event)
        if own:
            yield "calendar", f"{event.id}/{event.id}.ics", partial(calendar, context, event, own, event.record.title)
        if own and context.settings.site_url:
            data, zone = cache(partial(schedule, context, event)), event.record.timezone
            yield "schedule_xml", f"{event.id}/schedule.xml", lambda: schedule_xml(data(), zone)
            yield "schedule_json", f"{event.id}/schedule.json", lambda: _json(data())

    def _talk_files(self, talk: Talk) -> Iterator[File]:
        """Those of a talk; what the last three hold is in `entries` by the time they are written."""
        context, event = self._context, self._context.catalogue.events[talk.event]
        if own := [*slots(event, talk)]:
            yield "calendar", f"{talk.id}.ics", partial(calendar, context, event, own, talk.record.title)
        text = talk.document.body.strip()
        yield "json", api.talk_url(talk), lambda: f'{self.entries[talk.id][2][:-1]}, "text": {_line(text)}}}\n'
        yield "bibtex", f"{talk.id}.bib", lambda: self.entries[talk.id][0]
        yield "csl", f"{talk.id}.csl.json", lambda: _lines([self.entries[talk.id][1]])

    def files(self) -> Iterator[tuple[str, str]]:
        """Every file: (address, content), one at a time."""
        for write in self.pieces().values():
            yield from write()

    def pieces(self) -> dict[str, Callable[[], Files]]:
        """The files in pieces that are made by themselves: name -> what yields (address, content) of each file.

        Those of a talk come before those that list all talks.
        """
        catalogue, site = self._catalogue, self._context.settings.site_url
        if not catalogue.events:
            return {}
        found: dict[str, Callable[[], Files]] = {f"{key} talk": partial(self._of_talk, key) for key in catalogue.talks}
        found |= {f"{key} event": partial(self._of_event, key) for key in catalogue.events}
        if site:
            followed = (catalogue.events, catalogue.people, catalogue.topics)
            pages = ["index.md", *(item.src_uri for group in followed for item in group.values())]
            found |= {f"{src_uri} feed": partial(self._of_feed, src_uri) for src_uri in pages}
            robots = f"User-agent: *\nAllow: /\nSitemap: {site.rstrip('/')}/sitemap.xml\n"
            found["robots"] = lambda: [("robots.txt", robots)]
        found["talks"] = self._of_talks
        found |= {name: partial(self._of_group, name) for name in api.MODELS if name != "talks"}
        found["schemas"] = self._of_schemas
        return found

    def _of_schemas(self) -> Files:
        for name, json_schema in api.schemas(self._context.language).items():
            yield f"{api.FOLDER}/schemas/{name}.json", _json(json_schema)

    def _of_feed(self, src_uri: str) -> Files:
        return _written(self._feed_files(src_uri, self._item(src_uri)))

    def _of_event(self, identifier: str) -> Files:
        return _written(self._event_files(self._context.catalogue.events[identifier]))

    def _of_talk(self, identifier: str) -> Files:
        context, talk = self._context, self._context.catalogue.talks[identifier]
        self.entries[identifier] = bibtex(context, talk), _line(csl(context, talk)), _line(api.data_of(talk))
        return _written(self._talk_files(talk))

    def _of_talks(self) -> Files:
        self._noted_entries.values()
        entries = [self.entries[identifier] for identifier in self._context.catalogue.talks]
        bibs, items, data = ([entry[place] for entry in entries] for place in range(3))
        yield "citations.bib", "\n".join(bibs)
        yield "citations.json", _lines(items)
        yield f"{api.FOLDER}/talks.json", f'{{"talks": {_lines(data)[:-1]}}}\n'

    def _of_group(self, name: str) -> Files:
        listed = _lines(_line(api.data_of(item)) for item in getattr(self._context.catalogue, name).values())
        yield f"{api.FOLDER}/{name}.json", f'{{"{name}": {listed[:-1]}}}\n'

    def left_out(self) -> list[tuple[str, dict[str, str]]]:
        """What the formats do not hold, and why: (key of the terminal's words, its arguments)."""
        events, talks = self._catalogue.events, self._catalogue.talks.values()
        found: list[tuple[str, dict[str, str]]] = []
        if events and not self._context.settings.site_url:
            found.append(("no_site_url", {}))
        timeless = [talk.id for talk in talks if not [*slots(events[talk.event], talk)]]
        undated = [talk.id for talk in talks if not talk.record.published]
        for word, names in (("without_slot", timeless), ("without_day", undated)):
            if names:
                shown = ", ".join([*names[:_NAMED], "…"] if len(names) > _NAMED else names)
                found.append((word, {"number": str(len(names)), "names": shown}))
        return found


def _written(files: Iterable[File]) -> Files:
    return ((url, write()) for _, url, write in files)


def _line(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False)


def _lines(items: Iterable[str]) -> str:
    """Pieces of JSON as a list, one a line."""
    return "[\n" + ",\n".join(items) + "\n]\n"


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
