"""Registry of pages: a catalogue -> every page of the site, with the functions that make its Markdown and its data."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import partial
from operator import methodcaller
from typing import Any, NamedTuple

from recap.catalogue.models import Catalogue, Event, Organisation, Page, Topic
from recap.catalogue.tracking import ReadRecorder, TrackedMapping, TrackedPage, track
from recap.content.dialect import rewritten
from recap.content.settings import Settings
from recap.content.stored_names import StoredNames
from recap.pages import (
    event,
    home,
    listing,
    missing,
    offline,
    organisation,
    person,
    plain,
    programme,
    settings_pages,
    statistics,
    talk,
    topic,
)
from recap.pages.context import Context, Data
from recap.pages.markdown import talk_list
from recap.pages.pagination import INDEX_THRESHOLD, GrowingList, ListPage, Pagination, paginate
from recap.pages.redirects import redirects

_INDEX_WRITERS: dict[str, Callable[[Context, Any, str], str]] = {
    "people": person.index,
    "topics": topic.index,
    "organisations": organisation.index,
    "glossary": topic.glossary,
}


Lists = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class KnownLists:
    """What an outline finds out about the lists of a site."""

    pagination: Pagination
    with_files: Mapping[str, bool]
    terms: tuple[str, ...]
    redirects: Mapping[str, tuple[str, str]]
    stale: Set[str] = frozenset()
    """src_uris of the pages whose lists must be split again."""


class PageSource(NamedTuple):
    """The functions that make a page."""

    markdown: Callable[[], str]
    data: Callable[[], Data]


@dataclass(frozen=True)
class Outline:
    """Every page of a site; none has been made yet."""

    catalogue: Catalogue
    context: Context
    """What pages are made from: the same catalogue, with every read of it recorded."""
    recorder: ReadRecorder
    pages: dict[str, PageSource]
    """By src_uri."""
    tracked_lists: Lists
    """What pages read besides the catalogue: `pagination`, `list_pages`, `with_files`, each a mapping."""
    redirects: Mapping[str, tuple[str, str]]
    """Old src_uri -> (title, src_uri) of the page that replaces it."""
    terms: tuple[str, ...]
    """Ids of the topics that the glossary explains."""

    @property
    def addresses(self) -> set[str]:
        """The src_uris of all pages and old addresses."""
        return {*self.pages, *self.redirects}


def outline_of(
    catalogue: Catalogue, settings: Settings, known: KnownLists | None = None, sizes: Mapping[str, int] | None = None
) -> Outline:
    """Return the outline of a site, its long lists split into sub-pages.

    With the lists of an earlier outline only the items in stale ones are looked at. `sizes` as in `Context`.
    """
    recorder, bare = ReadRecorder(), Context(catalogue, settings)
    site_lists = {each.src_uri: each for each in _site_lists(bare)}
    if known:
        listed, terms = known.with_files, known.terms
        growing = site_lists | _known_subject_lists(bare, (known.pagination.keys() | known.stale) - site_lists.keys())
        kept = {uri: pages for uri, pages in known.pagination.items() if uri not in known.stale and uri in growing}
        found = {**kept, **paginate(bare, (growing[uri] for uri in known.stale if uri in growing))}
        divided: Pagination = {uri: found[uri] for uri in growing if uri in found}
    else:
        growing = site_lists | {each.src_uri: each for each in _subject_lists(catalogue)}
        divided = paginate(bare, growing.values())
        listed = {name: any(map(_has_file, catalogue.listed(name))) for name in listing.INDEXES}
        terms = tuple(topic.id for topic in catalogue.listed("glossary"))
    old = known.redirects if known else redirects(bare)
    made = settings_pages.made_pages(catalogue, settings, old.keys())
    list_pages = {page.src_uri: page for group in divided.values() for page in group}
    tracked_lists: Lists = {"pagination": divided, "list_pages": list_pages, "with_files": listed}
    own = {name: TrackedMapping(name, values, recorder) for name, values in tracked_lists.items()}
    linked = {
        uri: [TrackedPage(page, "list_pages", page.src_uri, recorder) for page in each] for uri, each in divided.items()
    }
    own["pagination"] = TrackedMapping("pagination", linked, recorder)
    context = Context(
        track(catalogue, recorder),
        settings,
        own["pagination"],
        own["with_files"],
        sizes or {},
        made,
        StoredNames(sizes or ()),
    )
    pages = _pages(context, catalogue, (*site_lists.values(), *(growing[src_uri] for src_uri in divided)))
    shared = {settings.page(name): partial(listing.index_data, context, name) for name in listing.INDEXES}
    for parent, group in divided.items():
        above = shared.get(parent, pages[parent].data)
        for place, page in enumerate(group):
            # Looked up only when its page is made, so that the read is recorded for that page.
            list_page = partial(own["list_pages"].__getitem__, page.src_uri)
            data = partial(_sub_page_data, context, growing[parent], list_page, above, place)
            pages[page.src_uri] = PageSource(partial(_sub_page, context, growing[parent], page), data)
    return Outline(catalogue, context, recorder, pages, tracked_lists, old, terms)


def _has_file(item: Any) -> bool:
    return bool(getattr(item, "document", None))


def _sub_page(context: Context, growing: GrowingList, page: ListPage) -> str:
    """Return the Markdown of a sub-page; what it reads of its entries is recorded."""
    return growing.write(context, context.tracked(page.entries), page.src_uri)


def _sub_page_data(
    context: Context, growing: GrowingList, page: Callable[[], ListPage], above: Callable[[], Data], place: int
) -> Data:
    """Return the template data of a sub-page; what it reads of its entries is recorded."""
    found = listing.sub_page_data(context, page, above, place)
    return found | growing.more(context, context.tracked(page().entries))


def _site_lists(context: Context) -> Iterator[GrowingList]:
    """Yield the lists of the whole site: indexes, glossary, conferences, books, programmes."""
    catalogue, page_of, others = context.catalogue, context.settings.page, context.words["other_letters"]
    for name, write in _INDEX_WRITERS.items() if catalogue.events else ():
        yield GrowingList(page_of(name), methodcaller("listed", name), lambda _, item: item.sort_key, write, others)
    yield home.OTHER_EVENTS
    if catalogue.events:
        yield offline.growing_list(context)
    for each in catalogue.events.values():
        yield programme.growing_list(context, each)


def _subject_lists(catalogue: Catalogue) -> Iterator[GrowingList]:
    """Yield the lists on the pages of people, topics and organisations."""
    yield from map(person.growing_list, catalogue.people.values())
    subjects: tuple[Topic | Organisation, ...] = (*catalogue.topics.values(), *catalogue.organisations.values())
    yield from (talk_list(each) for each in subjects if each.has_page)


def _known_subject_lists(context: Context, src_uris: Set[str]) -> dict[str, GrowingList]:
    """Return the lists of `_subject_lists` on some pages, in the same order; a page that is no more has none."""
    found = {}
    for group in ("people", "topics", "organisations"):
        items = getattr(context.catalogue, group)
        for key in items:
            if (src_uri := context.src_uri_of(group, key)) in src_uris:
                found[src_uri] = person.growing_list(items[key]) if group == "people" else talk_list(items[key])
    return found


def _pages(context: Context, catalogue: Catalogue, lists: Iterable[GrowingList]) -> dict[str, PageSource]:
    """Return all pages except sub-pages; `catalogue` is that of the context, with reads not recorded."""
    settings = context.settings

    def of_item(make: Callable[[Context, Any], Any], group: str, key: str) -> Callable[[], Any]:
        """Look the item up only when its page is made, so that the read is recorded for that page."""
        return lambda: make(context, getattr(context.catalogue, group)[key])

    list_data: dict[str, Callable[[], Data]] = {}
    list_data |= {settings.page(name): partial(listing.index_page_data, context, name) for name in listing.INDEXES}
    list_data |= {settings.programme(key): of_item(programme.data, "events", key) for key in catalogue.events}
    list_data[settings.page("offline")] = partial(offline.data, context, settings.page("offline"))
    pages = {}
    for each in lists:
        pages[each.src_uri] = PageSource(partial(listing.markdown, context, each), list_data.get(each.src_uri, dict))
    # The home page and the pages of people and topics show more than their list: they replace its entry.
    for group, (markdown, data) in _ITEM_KINDS.items():
        items = getattr(catalogue, group)
        for key in items:
            if group != "organisations" or items[key].has_page:
                src_uri = context.src_uri_of(group, key)
                pages[src_uri] = PageSource(of_item(markdown, group, key), of_item(data, group, key))
    single: dict[str, tuple[object, Callable[..., Data]]] = {
        "data": (catalogue.events, partial(plain.named_page, name="data")),
        "search": (settings.search, partial(plain.named_page, name="search")),
        "statistics": (len(catalogue.talks) >= INDEX_THRESHOLD, statistics.data),
    }
    for name, (wanted, make) in single.items():
        if wanted:
            pages[settings.page(name)] = PageSource(str, partial(make, context, src_uri=settings.page(name)))
    if missing.has_missing(catalogue.figures):
        here = settings.page("missing")
        pages[here] = PageSource(partial(missing.markdown, context, here), partial(missing.data, context, here))
    for name in context.made:
        text, own = partial(settings_pages.markdown, context, name), partial(settings_pages.data, context, name)
        pages[settings.page(name)] = PageSource(text, own)
    return pages


def _text(_: Context, item: Event | Page) -> str:
    """Return the text of an item's file."""
    return rewritten(item.document.body, item.record.title)


_ITEM_KINDS: dict[str, tuple[Callable[[Context, Any], str], Callable[[Context, Any], Data]]] = {
    "pages": (_text, lambda context, page: (home if page.src_uri == "index.md" else plain).data(context, page)),
    "events": (_text, event.data),
    "talks": (talk.markdown, talk.data),
    "people": (person.markdown, person.data),
    "topics": (topic.markdown, topic.data),
    "organisations": (organisation.markdown, organisation.data),
}
"""Mapping of the catalogue -> the functions that make the Markdown and the data of a page."""
