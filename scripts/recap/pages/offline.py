"""The data of the page on reading without network: which download is for whom."""

from __future__ import annotations

from collections.abc import Iterable

from recap.catalogue.models import Event
from recap.core import text
from recap.pages.components import leaf_links
from recap.pages.context import Context, Data, absolute, frame

SUMS = "SHA256SUMS"


def zip_name(context: Context) -> str:
    """The name of the site's archive."""
    return f"{text.slug(context.settings.site_name) or 'site'}.zip"


def book_name(event: Event) -> str:
    """The name of a conference's book."""
    return f"{event.id}.epub"


def offline_page(context: Context, src_uri: str) -> Data:
    """The page; `books` are those of all conferences, or the way to those of each year."""
    words, years = context.words, context.leaves.get(src_uri, ())
    return frame(context, "offline", words["offline"], words["lead_offline"], src_uri) | {
        "zip": _download(context, zip_name(context)),
        "sums": _download(context, SUMS),
        "books": leaf_links(years) if years else books(context, context.catalogue.events.values()),
    }


def books(context: Context, events: Iterable[Event]) -> list[Data]:
    """The books of some conferences."""
    return [{"title": f"{event.record.title} (EPUB)", "url": _download(context, book_name(event))} for event in events]


def _download(context: Context, name: str) -> str:
    """Where a download is: it is in no archive, so that its address is whole where the site's own is known."""
    return absolute(context, f"{context.settings.folders['downloads']}/{name}")
