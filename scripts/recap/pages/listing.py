"""Pages of lists: indexes, the glossary, and the sub-pages of lists that are too long for one page."""

from collections.abc import Callable

from recap.catalogue.models import Event
from recap.core import text
from recap.pages import components
from recap.pages.components import sub_page_links
from recap.pages.context import Context, Data
from recap.pages.markdown import entry, escape, link
from recap.pages.offline import books
from recap.pages.pagination import INDEX_THRESHOLD, GrowingList, ListPage

INDEXES = {"people": "people", "topics": "topics", "organisations": "people", "glossary": "glossary"}
"""Index of the whole site -> the menu entry it belongs to."""

_REGULARS = 5
"""Number of people with several talks whom the index of people names."""


def markdown(context: Context, whole: GrowingList) -> str:
    """Return a list in full or, if it is paginated, links to its sub-pages with their span and number of entries."""
    here = whole.src_uri
    if here not in context.pagination:
        return whole.write(context, whole.entries(context.catalogue), here)
    shown = []
    for page in context.pagination[here]:
        number = context.language.count("entries" if page.span else entry_noun(page), len(page.entries))
        shown.append(entry(link(page.label, page.src_uri, here), escape(page.span), number))
    return "\n".join(shown)


def entry_noun(page: ListPage) -> str:
    """Return the word for the entries of a sub-page that has no span of names: `conferences` or `talks`."""
    return "conferences" if isinstance(page.entries[0], Event) else "talks"


def index_page_data(context: Context, name: str) -> Data:
    """Return the data of the page of one of INDEXES: that of its list, and who gave several talks."""
    found, more = index_data(context, name), regulars(context) if name == "people" else ""
    lead = " ".join(filter(None, (found["summary"], more)))
    return found | {"summary": lead, "description": text.excerpt(lead)}


def index_data(context: Context, name: str) -> Data:
    """Return what the page of one of INDEXES and its sub-pages share; the edit link leads to the folder of its files.

    Nothing that changes with a single talk, for all sub-pages would be made again.
    """
    settings, here = context.settings, context.settings.page(name)
    entries = () if here in context.pagination else context.catalogue.listed(name)
    lead = "lead_topics_by_letter" if name == "topics" and here in context.pagination else f"lead_{name}"
    folder = settings.folders["topics" if name == "glossary" else name]
    found = components.search_data("", [context.words.get(f"find_{name}")], [])
    return (
        found
        | listing_data(context, name, context.words[name], here, len(entries))
        | {
            **dict.fromkeys(("summary", "description"), context.words[lead]),
            "section": INDEXES[name],
            "edit_url": settings.repository.folder_url(folder) if context.with_files[name] else None,
        }
    )


def regulars(context: Context) -> str:
    """Return who gave more than one talk, those with the most first; empty for a site of a single talk."""
    figures, words = context.catalogue.figures, context.words
    ids = sorted(figures["regulars"], key=lambda key: -figures["regulars"][key])
    names = [context.catalogue.people[key].name for key in ids[:_REGULARS]]
    if not names:
        return words["regulars_none"] if len(context.catalogue.talks) > 1 else ""
    more = [context.language.count("other_people", len(ids) - _REGULARS)] if len(ids) > _REGULARS else []
    return words["regulars"].format(names=context.language.list([*names, *more]))


def listing_data(context: Context, name: str, title: str, here: str, entries: int, file: str | None = None) -> Data:
    """Return the data of a list page, with a filter from INDEX_THRESHOLD entries; `name` serves the stylesheet."""
    own = {"listing": name, "filter": _filter_label(context, entries)}
    return context.base_data("listing", title, None, here, file) | own


def sub_page_data(context: Context, page: Callable[[], ListPage], above: Callable[[], Data], place: int) -> Data:
    """Return the data of a sub-page, the one at `place`; `above` returns the data of the page of the whole list."""
    parent, own = above(), page()
    pages, listed = context.pagination[own.parent_src_uri], parent["kind"] == "listing"
    links = [each | {"current": number == place} for number, each in enumerate(sub_page_links(pages))]
    lead = own.span or context.language.count(entry_noun(own), len(own.entries))
    title = context.words["other_events"] if parent["kind"] == "home" else parent["title"]
    return {
        **context.base_data("list_page", f"{title} · {own.label}", lead, own.src_uri),
        "head_title": f"{own.label} · {parent['head_title']}",
        "section": parent["section"],
        "listing": parent["listing"] if listed else "talks",
        "edit_url": parent["edit_url"] if listed else None,
        "filter": _filter_label(context, len(own.entries)),
        "books": books(context, context.tracked(own.entries)) if parent["kind"] == "offline" else [],
        "sub_pages": [{"title": parent["title"], "url": parent["url"], "current": False}, *links],
        "previous": links[place - 1] if place else None,
        "next": links[place + 1] if place + 1 < len(links) else None,
    }


def _filter_label(context: Context, entries: int) -> str | None:
    return context.words["filter_entries"].format(number=entries) if entries >= INDEX_THRESHOLD else None
