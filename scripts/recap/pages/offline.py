"""Page on reading offline: the downloads and whom each is for."""

from collections.abc import Iterable
from operator import methodcaller

from recap.catalogue.models import Event
from recap.pages.components import sub_page_links
from recap.pages.context import Context, Data
from recap.pages.markdown import year_of
from recap.pages.pagination import GrowingList

CHECKSUMS = "SHA256SUMS"


def book_name(event: Event) -> str:
    """Return the file name of a conference's book."""
    return f"{event.id}.epub"


def growing_list(context: Context) -> GrowingList:
    """Return the list of conferences with their books, which is split by year when it is long.

    Books are not pages: the template links to them, so the Markdown of the list is empty.
    """
    return GrowingList(context.settings.page("offline"), methodcaller("listed", "events"), year_of, lambda *_: "")


def data(context: Context, src_uri: str) -> Data:
    """Return the downloads; `books` are those of all conferences or, if paginated, links to those of each year."""
    words, years = context.words, context.pagination.get(src_uri, ())
    return context.base_data("offline", words["offline"], words["lead_offline"], src_uri) | {
        "zip": _download(context, context.settings.archive_name),
        "checksums": _download(context, CHECKSUMS),
        "books": sub_page_links(years) if years else books(context, context.catalogue.events.values()),
    }


def books(context: Context, events: Iterable[Event]) -> list[Data]:
    """Return the books of some conferences."""
    return [{"title": f"{event.display_name} (EPUB)", **_download(context, book_name(event))} for event in events]


def _download(context: Context, name: str) -> Data:
    """Return a download as `path` from the root of the published site, and its absolute `url`.

    The address is None if that of the site is unknown: a relative one would lead nowhere in a copy, for no archive
    holds the downloads, and in a tree that was built without them.
    """
    path = f"{context.settings.folders['downloads']}/{name}"
    return {"path": path, "url": context.settings.absolute(path) if context.settings.site_url else None}
