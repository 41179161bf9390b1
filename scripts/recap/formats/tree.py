"""Every file that machines read, what each page's head says of them, and what is left out and why."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import chain
from typing import Any

from recap.formats import api, feeds, jsonld
from recap.formats.calendar import calendar
from recap.formats.citations import bibtex, citations, csl
from recap.formats.programme import listed, schedule, schedule_xml
from recap.formats.slots import event_slots, slots
from recap.leaves import Leaf
from recap.reads import Noted, Reads
from recap.records import Appearance, Catalogue, Event, Person, Talk, Topic
from recap.views.frame import Context, Data, url_of

_NAMED = 5
"""Talks that a line of the report names."""
Entry = tuple[str, str, str]
"""A talk as BibTeX, as an item of CSL-JSON, as an object of the API."""


class Formats:
    """The formats of one site; `catalogue` is the context's, whose readers are not noted in `reads`."""

    def __init__(self, context: Context, catalogue: Catalogue, reads: Reads) -> None:
        self._context = context
        self._catalogue = catalogue
        self.contents: dict[str, str] = {}
        """What feeds hold of the texts of talks, by src_uri."""
        self.entries: dict[str, Entry] = {}
        """What the files that list all talks hold of each, by id."""
        self._noted_contents: Mapping[str, str] = Noted("contents", self.contents, reads)
        self._noted_entries: Mapping[str, Entry] = Noted("entries", self.entries, reads)
        folders = context.settings.folders
        groups = (catalogue.events, catalogue.talks, catalogue.people, catalogue.topics, catalogue.organisations)
        self._items: dict[str, jsonld.Item] = {item.src_uri: item for group in groups for item in group.values()}
        own = context.catalogue
        self._lists: dict[str, Callable[[], list[Any]]] = {
            **{
                f"{folders[name]}/index.md": partial(lambda group: [*group.values()], getattr(own, name))
                for name in ("people", "topics", "organisations")
            },
            f"{folders['glossary']}.md": lambda: [topic for topic in own.topics.values() if topic.record],
            **{
                context.settings.programme(event.id): partial(
                    lambda ids: [own.talks[talk] for talk in ids], event.talks
                )
                for event in catalogue.events.values()
            },
        }
        for leaf in chain.from_iterable(context.leaves.values()):
            self._lists[leaf.src_uri] = partial(self._of_leaf, leaf)

    def _of_leaf(self, leaf: Leaf) -> list[Any]:
        talks = self._context.catalogue.talks
        return [talks[each.talk] if isinstance(each, Appearance) else each for each in leaf.entries]

    def note(self, src_uri: str, html: str) -> str | None:
        """Keep what a feed will hold of the HTML of a page's text, and return it; None where no feed will."""
        item = self._items.get(src_uri)
        if not (self._context.settings.site_url and isinstance(item, Talk) and item.record.published):
            return None
        self.contents[src_uri] = feeds.content_of(self._context, item, html)
        return self.contents[src_uri]

    def head(self, src_uri: str, data: Data) -> Data:
        """For machines: `alternates` (`type`, `url`, `title`), `citations` (`title`, `text`), `jsonld` or None."""
        item = self._items.get(src_uri)
        whole = bool(self._context.settings.site_url)
        entries = self._lists[src_uri]() if whole and src_uri in self._lists else []
        trail = [*self._trail(src_uri, data)]
        return {
            "alternates": [*self._alternates(src_uri, item)],
            "citations": citations(self._context, item) if isinstance(item, Talk) else [],
            "jsonld": jsonld.graph(self._context, data, item, entries, trail) if whole else None,
        }

    def _trail(self, src_uri: str, data: Data) -> Iterator[Data]:
        """The pages above a page, the home page first."""
        folder, catalogue = src_uri.partition("/")[0] if "/" in src_uri else "", self._context.catalogue
        names = {self._context.settings.folders[name]: name for name in ("people", "topics", "organisations")}
        if src_uri != "index.md":
            yield {"title": catalogue.pages["index.md"].record.title, "url": "index.html"}
        if folder in self._catalogue.events and src_uri != self._catalogue.events[folder].src_uri:
            event = catalogue.events[folder]
            yield {"title": event.record.title, "url": url_of(event.src_uri)}
        elif folder in names and src_uri != f"{folder}/index.md":
            yield {"title": self._context.words[names[folder]], "url": f"{folder}/index.html"}
        whole = next(iter(data.get("leaves", ())), None)
        if whole and whole["url"] != f"{folder}/index.html":
            yield whole

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
        for write in self.pieces().values():
            yield from write()

    def pieces(self) -> dict[str, Callable[[], Iterable[tuple[str, str]]]]:
        """The files in pieces that are made by themselves: name -> what yields (address, content) of each file.

        Those of a talk come before those that list all talks.
        """
        catalogue = self._catalogue
        if not catalogue.events:
            return {}
        found: dict[str, Callable[[], Iterable[tuple[str, str]]]] = {
            f"{talk.id} talk": partial(self._of_talk, talk.id) for talk in catalogue.talks.values()
        }
        found |= {f"{event.id} event": partial(self._of_event, event.id) for event in catalogue.events.values()}
        if site := self._context.settings.site_url:
            found["site feed"] = partial(self._of_feed, {None: None}, None)
            for name in ("events", "people", "topics"):
                noted = getattr(self._context.catalogue, name)
                for key, item in getattr(catalogue, name).items():
                    found[f"{item.src_uri} feed"] = partial(self._of_feed, noted, key)
            robots = f"User-agent: *\nAllow: /\nSitemap: {site.rstrip('/')}/sitemap.xml\n"
            found["robots"] = lambda: [("robots.txt", robots)]
        found["talks"] = self._of_talks
        for name in ("events", "people", "topics", "organisations"):
            found[name] = partial(self._of_group, name)
        found["schemas"] = self._of_schemas
        return found

    def _of_schemas(self) -> Iterator[tuple[str, str]]:
        for name, json_schema in api.schemas(self._context.language).items():
            yield f"{api.FOLDER}/schemas/{name}.json", _json(json_schema)

    def _of_feed(self, items: Mapping[Any, Any], key: str | None) -> Iterator[tuple[str, str]]:
        item = items[key]
        if feed := self._feed(item):
            yield f"{feed.url}.xml", feeds.atom(self._context, feed, self._noted_contents)
            if not isinstance(item, (Person, Topic)):
                yield f"{feed.url}.json", _json(feeds.json_feed(self._context, feed, self._noted_contents))

    def _of_event(self, identifier: str) -> Iterator[tuple[str, str]]:
        context, event = self._context, self._context.catalogue.events[identifier]
        if own := event_slots(context, event):
            yield f"{event.id}/{event.id}.ics", calendar(context, event, own, event.record.title)
        if context.settings.site_url and (entries := listed(context, event)):
            data = schedule(context, event, entries)
            yield f"{event.id}/schedule.json", _json(data)
            yield f"{event.id}/schedule.xml", schedule_xml(data, event.record.timezone)

    def _of_talk(self, identifier: str) -> Iterator[tuple[str, str]]:
        context, talk = self._context, self._context.catalogue.talks[identifier]
        event = context.catalogue.events[talk.event]
        if own := [*slots(event, talk)]:
            yield f"{talk.id}.ics", calendar(context, event, own, talk.record.title)
        objects = (csl(context, talk), api.data_of(talk))
        item, data = (json.dumps(each, ensure_ascii=False) for each in objects)
        bib = bibtex(context, talk)
        self.entries[identifier] = (bib, item, data)
        yield f"{talk.id}.bib", bib
        yield f"{talk.id}.csl.json", _listed([item])
        text = json.dumps(talk.document.body.strip(), ensure_ascii=False)
        yield api.talk_url(talk), f'{data[:-1]}, "text": {text}}}\n'

    def _of_talks(self) -> Iterator[tuple[str, str]]:
        self._noted_entries.values()
        entries = [self.entries[identifier] for identifier in self._context.catalogue.talks]
        yield "citations.bib", "\n".join(bib for bib, _, _ in entries)
        yield "citations.json", _listed(item for _, item, _ in entries)
        yield f"{api.FOLDER}/talks.json", f'{{"talks": {_listed(data for _, _, data in entries)[:-1]}}}\n'

    def _of_group(self, name: str) -> Iterator[tuple[str, str]]:
        data = (api.data_of(item) for item in getattr(self._context.catalogue, name).values())
        listed = _listed(json.dumps(each, ensure_ascii=False) for each in data)
        yield f"{api.FOLDER}/{name}.json", f'{{"{name}": {listed[:-1]}}}\n'

    def left_out(self) -> list[tuple[str, dict[str, str]]]:
        """What the formats do not hold, and why: (key of the terminal's words, its arguments)."""
        catalogue = self._catalogue
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


def _listed(items: Iterable[str]) -> str:
    """Pieces of JSON as a list, one a line."""
    return "[\n" + ",\n".join(items) + "\n]\n"


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
