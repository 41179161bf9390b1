"""The data of the page on reading without network: which download is for whom."""

from __future__ import annotations

from recap import text
from recap.records import Event
from recap.views.frame import Context, Data, frame

SUMS = "SHA256SUMS"


def zip_name(context: Context) -> str:
    """The name of the site's archive."""
    return f"{text.slug(context.settings.site_name) or 'site'}.zip"


def book_name(event: Event) -> str:
    """The name of a conference's book."""
    return f"{event.id}.epub"


def offline_page(context: Context, src_uri: str) -> Data:
    """The page; downloads are in no archive, so that their links are whole addresses where the site's is known."""
    site, folder = context.settings.site_url, context.settings.folders["downloads"]
    base = f"{site.rstrip('/')}/{folder}/" if site else f"{folder}/"
    words = context.words
    return frame(context, "offline", words["offline"], words["lead_offline"], src_uri) | {
        "edit_url": None,
        "zip": f"{base}{zip_name(context)}",
        "sums": f"{base}{SUMS}",
        "books": [
            {"title": event.record.title, "url": f"{base}{book_name(event)}"}
            for event in context.catalogue.events.values()
        ],
    }
