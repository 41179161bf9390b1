"""The data of the page on reading without network: which download is for whom."""

from __future__ import annotations

from recap import text
from recap.records import Event
from recap.views.frame import Context, Data, absolute, frame

SUMS = "SHA256SUMS"


def zip_name(context: Context) -> str:
    """The name of the site's archive."""
    return f"{text.slug(context.settings.site_name) or 'site'}.zip"


def book_name(event: Event) -> str:
    """The name of a conference's book."""
    return f"{event.id}.epub"


def offline_page(context: Context, src_uri: str) -> Data:
    """The page; downloads are in no archive, so that their links are whole addresses where the site's is known."""
    base = absolute(context, f"{context.settings.folders['downloads']}/")
    words, events = context.words, context.catalogue.events.values()
    return frame(context, "offline", words["offline"], words["lead_offline"], src_uri) | {
        "zip": f"{base}{zip_name(context)}",
        "sums": f"{base}{SUMS}",
        "books": [{"title": event.record.title, "url": f"{base}{book_name(event)}"} for event in events],
    }
