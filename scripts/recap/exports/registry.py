"""Registry of exports: the files for machines, the machine-readable heads of pages, the report of omissions."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial
from itertools import islice
from typing import Any, NamedTuple, Protocol

from recap.catalogue.figures import parallel_events
from recap.catalogue.models import Appearance, Catalogue, Event, Item, Person, Talk, Topic
from recap.catalogue.tracking import ReadRecorder, TrackedMapping
from recap.content.markdown import without_comments
from recap.exports import api, citations, feeds, jsonld, later_feed, schedule
from recap.exports.icalendar import Calendars
from recap.exports.schedule_xml import schedule_xml
from recap.exports.session_slots import rooms_of
from recap.pages import programme
from recap.pages.context import Context, Data

_MEDIA_TYPES = {"atom": "application/atom+xml", "json_feed": "application/feed+json", "calendar": "text/calendar",
                "since_atom": "application/atom+xml", "since_json_feed": "application/feed+json",
                "schedule_xml": "application/vnd.c3voc.schedule+xml", "schedule_json": "application/json",
                "json": "application/json", "bibtex": "application/x-bibtex",
                "csl": "application/vnd.citationstyles.csl+json"}  # fmt: skip
STYLES = "timetable.css"
"""Address of the stylesheet with the classes that programmes of several rooms use; there is none without one."""
_GRIDS = "grids"
"""Name of the records of these classes, one for each event."""
_MAX_NAMED_TALKS = 5
"""Number of talks that a line of the report names."""
Files = Iterable[tuple[str, bytes]]
"""Address and content of files: as text, a list of thousands with one emoji in it would take four bytes a letter."""


class Export(NamedTuple):
    """An alternative to a page."""

    word: str
    """Key of its format."""
    url: str
    write: Callable[[], str]
    room: str = ""
    """The room that it is of; empty where it is of all that the page is about."""


Record = tuple[str, ...]
"""An item as it stands in files that list all of its kind: as API object; a talk after that as BibTeX and CSL-JSON. An
event with several rooms has rules of its grids as well."""


class Records(Protocol):
    """The records of a kind."""

    def __getitem__(self, identifier: str) -> Record:
        """Return a record that was made in this build. Raises KeyError."""

    def __setitem__(self, identifier: str, record: Record) -> None:
        """Store a record."""

    def pop(self, identifier: str) -> Record:
        """Take a record that was made in this build. Raises KeyError."""

    def texts(self, place: int) -> Mapping[str, str]:
        """Return id -> the text at a place of its record, for all that were made in this build or before."""


class OwnRecords(dict[str, Record]):
    """The records of a kind, all made in this build."""

    def texts(self, place: int) -> Mapping[str, str]:
        """Return id -> the text at a place of its record."""
        return {identifier: record[place] for identifier, record in self.items()}


class Exports:
    """Exports of one site; `catalogue` is that of the context, with reads not recorded."""

    def __init__(self, context: Context, catalogue: Catalogue, recorder: ReadRecorder) -> None:
        self._context, self._catalogue, self._recorder = context, catalogue, recorder
        self.feed_bodies: dict[str, str] = {}
        """src_uri of a talk -> its text in feeds."""
        self.records: Mapping[str, Records] = {name: OwnRecords() for name in (*api.MODELS, _GRIDS)}
        """By the name of an API file, or `grids`. Files that list all read `("records", name)`, not each."""
        self._record_units = {f"{key} talk": ("talks", key) for key in catalogue.talks}
        self._record_units |= {
            f"{key} {name} record": (name, key)
            for name in api.MODELS
            if name != "talks"
            for key in getattr(catalogue, name)
        }
        self._record_units |= {f"{key} {_GRIDS} record": (_GRIDS, key) for key in parallel_events(catalogue)}
        self._tracked_bodies: Mapping[str, str] = TrackedMapping("feed_bodies", self.feed_bodies, recorder)
        self._tracked_records: Mapping[str, Records] = TrackedMapping("records", self.records, recorder)
        self._bare = Context(catalogue, context.settings)
        self._list_pages = {page.src_uri: page for group in context.pagination.values() for page in group}

    def keep(self, feed_bodies: dict[str, str], records: Mapping[str, Records]) -> None:
        """Take what is to be used, which may know what an earlier build made."""
        self.feed_bodies, self.records = feed_bodies, records
        self._tracked_bodies = TrackedMapping("feed_bodies", feed_bodies, self._recorder)
        self._tracked_records = TrackedMapping("records", records, self._recorder)

    def _item(self, src_uri: str) -> Item | None:
        """Return the item that a page is about; None for any other page."""
        group, key = self._bare.place_of(src_uri) or ("", "")
        item: Item | None = getattr(self._context.catalogue, group)[key] if group else None
        return item

    def add_feed_body(self, src_uri: str, html: str) -> str | None:
        """Store the HTML of a page's text for feeds and return what they contain; None if no feed has it."""
        item = self._item(src_uri)
        if not (self._context.settings.site_url and isinstance(item, Talk) and item.is_news):
            return None
        self.feed_bodies[src_uri] = feeds.content_of(self._context, item, html)
        return self.feed_bodies[src_uri]

    def record_of(self, unit: str) -> tuple[str, str] | None:
        """Return where the record that a unit makes is in `records`, as (name, id); None if it makes none."""
        return self._record_units.get(unit)

    def head(self, src_uri: str, data: Data) -> Data:
        """Return the machine-readable head of a page.

        Keys: `alternates` (each `type`, `url`, `title`), `citations` (each `title`, `text`), `jsonld` (None without
        `site_url`), `above` (the pages above it except the home page, each `title`, `url`).
        """
        context, item, graph = self._context, self._item(src_uri), None
        above = self._above(src_uri, data)
        if context.settings.site_url:
            trail = self._home(data) | above
            graph = jsonld.graph(context, data, item, self._listed(src_uri, data), trail)
        alternates = [
            {
                "type": _MEDIA_TYPES[each.word],
                "url": each.url,
                "title": context.words[f"format_{'room_' * bool(each.room)}{each.word}"].format(room=each.room),
            }
            for each in self._page_exports(src_uri)
            if item is None or not each.room  # the programme names the rooms' own
        ]
        cited = citations.citations(context, item) if isinstance(item, Talk) else []
        shown = [{"title": title, "url": url} for url, title in above.items()]
        return {"alternates": alternates, "citations": cited, "jsonld": graph, "above": shown}

    def _listed(self, src_uri: str, data: Data) -> list[Any]:
        """Return the entries of the list on a page."""
        catalogue, listing = self._context.catalogue, data.get("listing")
        if page := self._list_pages.get(src_uri):
            shown = self._context.tracked(page.entries)
            return [catalogue.talks[each.talk] if isinstance(each, Appearance) else each for each in shown]
        return catalogue.listed(listing, src_uri.partition("/")[0]) if listing else []

    def _home(self, data: Data) -> dict[str, str]:
        """Return address and title of the home page; nothing for itself."""
        home = self._context.catalogue.pages["index.md"]
        return {} if data["url"] == "index.html" else {"index.html": home.record.title}

    def _above(self, src_uri: str, data: Data) -> dict[str, str]:
        """Return address -> title of the pages between the home page and a page."""
        catalogue, folder = self._context.catalogue, src_uri.partition("/")[0]
        found: dict[str, str] = {}
        if folder in self._catalogue.events:
            found[f"{folder}/index.html"] = catalogue.events[folder].display_name
        for name in ("people", "topics", "organisations"):
            if folder == self._context.settings.folders[name]:
                found[f"{folder}/index.html"] = self._context.words[name]
        for parent in data.get("sub_pages", ())[:1]:
            found.setdefault(parent["url"], parent["title"])
        found.pop(data.get("url", ""), None)
        return found

    def _page_exports(self, src_uri: str) -> Iterator[Export]:
        """Yield the alternatives to a page: its feeds, and the files of its talk, event or programme."""
        yield from self._feed_files(src_uri)
        group, key = self._bare.place_of(src_uri) or ("", "")
        folder = src_uri.partition("/")[0]
        if not group and folder in self._catalogue.events and src_uri == self._context.settings.programme(folder):
            event = self._context.catalogue.events[folder]
            yield from self._room_files(event, Calendars(self._context, event))
        if group == "events":
            yield from self._event_files(key)
        elif group == "talks":
            yield from self._talk_files(key)

    def _feed_files(self, src_uri: str) -> Iterator[Export]:
        item = self._item(src_uri)
        if feed := feeds.feed_of(self._context, src_uri, item):
            talks = partial(feeds.talk_items, self._context, feed, self._tracked_bodies)
            yield from self._feed(feed, talks, is_twofold=not isinstance(item, (Person, Topic)))
        if isinstance(item, Event) and (later := later_feed.since_feed(self._context, item)):
            yield from self._feed(later, partial(later_feed.items_of, self._context, later), "since_")

    def _feed(
        self, feed: feeds.Feed, items: Callable[[], list[Data]], name: str = "", *, is_twofold: bool = True
    ) -> Iterator[Export]:
        """Yield a feed as Atom, and as JSON Feed if `is_twofold`; `name` begins the keys of its formats."""
        data = cache(lambda: feeds.json_feed(self._context, feed, items()))
        yield Export(f"{name}atom", f"{feed.url}.xml", lambda: feeds.atom(self._context, feed, data()))
        if is_twofold:
            yield Export(f"{name}json_feed", f"{feed.url}.json", lambda: _json(data()))

    def _event_files(self, identifier: str) -> Iterator[Export]:
        context, event = self._context, self._context.catalogue.events[identifier]
        calendars = Calendars(context, event)
        if not calendars.slots:
            return
        yield Export("calendar", f"{event.id}/{event.id}.ics", calendars.whole)
        yield from self._room_files(event, calendars)
        if context.settings.site_url and any(map(schedule.is_listed, calendars.slots)):
            data, zone = cache(partial(schedule.schedule, context, event)), event.record.timezone
            yield Export("schedule_xml", f"{event.id}/schedule.xml", lambda: schedule_xml(data(), zone))
            yield Export("schedule_json", f"{event.id}/schedule.json", lambda: _json(data()))

    def _room_files(self, event: Event, calendars: Calendars) -> Iterator[Export]:
        """Yield the calendar of each room, from two rooms on: with one, that of the event is the same."""
        rooms = rooms_of(self._context.catalogue, event)
        for room, identifier in rooms.items() if len(rooms) > 1 else ():
            url = f"{event.id}/{event.id}-{identifier}.ics"
            yield Export("calendar", url, partial(calendars.of_room, room), room)

    def _talk_files(self, identifier: str) -> Iterator[Export]:
        """Yield the files of a talk; the last three are read from `records` when they are made."""
        context, talk = self._context, self._context.catalogue.talks[identifier]
        event = context.catalogue.events[talk.event]
        if talk.has_slot:
            yield Export("calendar", f"{talk.id}.ics", partial(Calendars(context, event).of_talk, talk))
        text = without_comments(talk.document.body)
        url = f"{api.FOLDER}/talks/{talk.id}.json"
        records = self.records["talks"]
        yield Export("json", url, lambda: f'{records[talk.id][0][:-1]}, "text": {_line(text)}}}\n')
        yield Export("bibtex", f"{talk.id}.bib", lambda: records[talk.id][1])
        yield Export("csl", f"{talk.id}.csl.json", lambda: f"[\n{records[talk.id][2]}\n]\n")

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield (address, content) of every file, one at a time."""
        for write in self.units().values():
            yield from write()

    def units(self) -> dict[str, Callable[[], Files]]:
        """Return the units in which files are made: name -> function that yields (address, content) of its files.

        Those that make a record (`record_of`) come before those that list all.
        """
        catalogue, site = self._catalogue, self._context.settings.site_url
        if not catalogue.events:
            return {}
        found: dict[str, Callable[[], Files]] = {f"{key} talk": partial(self._of_talk, key) for key in catalogue.talks}
        found |= {f"{key} event": partial(_written, self._event_files, key) for key in catalogue.events}
        if site:
            followed = ("events", "people", "topics")
            items = (self._bare.src_uri_of(group, key) for group in followed for key in getattr(catalogue, group))
            pages = ["index.md", *items]
            found |= {f"{src_uri} feed": partial(_written, self._feed_files, src_uri) for src_uri in pages}
        if site and "robots.txt" not in self._context.settings.server_files:
            robots = f"User-agent: *\nAllow: /\nSitemap: {site.rstrip('/')}/sitemap.xml\n"
            found["robots"] = lambda: [("robots.txt", robots.encode())]
        found |= {
            unit: partial(self._of_record, *place) for unit, place in self._record_units.items() if unit not in found
        }
        found["talks"] = self._of_talks
        found |= {name: partial(self._of_group, name) for name in api.MODELS if name != "talks"}
        found["schemas"] = self._of_schemas
        if parallel_events(catalogue):
            found[STYLES] = self._of_grids
        return found

    def addresses(self) -> Iterator[str]:
        """Yield the address of every file; none is made."""
        catalogue, groups = self._catalogue, api.MODELS if self._catalogue.events else ()
        pages = ["index.md", *(item.src_uri for name in groups for item in getattr(catalogue, name).values())]
        yield from (each.url for src_uri in pages if groups for each in self._page_exports(src_uri))
        if "robots" in (units := self.units()):
            yield "robots.txt"
        if "talks" in units:
            yield from ("citations.bib", "citations.json")
        yield from (f"{api.FOLDER}/{name}.json" for name in groups)
        yield from [STYLES] if STYLES in units else ()
        schemas = (*groups, "talk") if groups else ()
        yield from (f"{api.FOLDER}/schemas/{name}.json" for name in schemas)

    def _of_schemas(self) -> Files:
        for name, json_schema in api.schemas(self._context.language.code).items():
            yield f"{api.FOLDER}/schemas/{name}.json", _json(json_schema).encode()

    def _of_talk(self, identifier: str) -> Files:
        context, talk = self._context, self._context.catalogue.talks[identifier]
        item = _line(citations.csl(context, talk))
        self.records["talks"][identifier] = (
            _line(api.data_of(context.catalogue, talk)),
            citations.bibtex(context, talk),
            item,
        )
        return _written(self._talk_files, identifier)

    def _of_record(self, name: str, identifier: str) -> Files:
        catalogue = self._context.catalogue
        if name == _GRIDS:
            event = catalogue.events[identifier]
            self.records[name][identifier] = ("\n".join(programme.rules(self._context, event)),)
            return ()
        self.records[name][identifier] = (_line(api.data_of(catalogue, getattr(catalogue, name)[identifier])),)
        return ()

    def _texts(self, name: str, place: int = 0) -> Iterator[bytes]:
        """Yield the text at a place of every record of a kind, in the order of the catalogue."""
        texts = self._tracked_records[name].texts(place)
        return (texts[identifier].encode() for identifier in getattr(self._context.catalogue, name))

    def _of_talks(self) -> Files:
        yield "citations.bib", b"\n".join(self._texts("talks", 1))
        yield "citations.json", b"[\n%b\n]\n" % b",\n".join(self._texts("talks", 2))
        yield from self._of_group("talks")

    def _of_group(self, name: str) -> Files:
        listed = b",\n".join(self._texts(name))
        yield f"{api.FOLDER}/{name}.json", b'{"%b": [\n%b\n]}\n' % (name.encode(), listed)

    def _of_grids(self) -> Files:
        own = self._tracked_records[_GRIDS].texts(0)
        lines = {line for event in parallel_events(self._context.catalogue) for line in own[event].splitlines()}
        yield STYLES, "".join(f"{line}\n" for line in sorted(lines)).encode()

    def omissions(self) -> list[tuple[str, dict[str, str]]]:
        """Return what the exports leave out, and why: (key of the terminal's words, arguments)."""
        talks, missing = self._catalogue.talks, self._catalogue.figures.get("missing", {})
        found: list[tuple[str, dict[str, str]]] = []
        if self._catalogue.events and not self._context.settings.site_url:
            found.append(("no_site_url", {}))
        lacks: dict[str, tuple[str, Callable[[Talk], Any]]] = {
            "without_slot": ("hours", lambda talk: not talk.has_slot),
            "without_day": ("day", lambda talk: talk.has_recap and not talk.record.published),
        }
        for word, (name, is_meant) in lacks.items():
            if number := missing.get(name):
                names = islice((key for key in talks if is_meant(talks[key])), min(number, _MAX_NAMED_TALKS))
                shown = ", ".join([*names, *(["…"] if number > _MAX_NAMED_TALKS else [])])
                found.append((word, {"number": str(number), "names": shown}))
        return found


def _written(exports: Callable[[str], Iterable[Export]], key: str) -> Files:
    return ((each.url, each.write().encode()) for each in exports(key))


def _line(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False)


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
