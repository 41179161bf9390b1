"""The feed “since then” of an event: dated facts and judged claims of its talks, newest first (Atom, JSON Feed)."""

import posixpath
from collections.abc import Iterator
from html import escape
from typing import Any

from recap.catalogue.claims import claims_of, is_before
from recap.catalogue.models import Event, Talk
from recap.core import text
from recap.core.urls import url_of
from recap.exports.feeds import Feed, moment
from recap.pages.claims import SINCE, claim_data, passage
from recap.pages.components import short_url
from recap.pages.context import Context

MAX_ENTRIES = 50
"""Number of entries in a feed: the newest."""
_MAX_TITLE = 100
"""Number of characters of a fact that its title shows."""


def since_feed(context: Context, event: Event) -> Feed | None:
    """Return the feed of an event, next to its page; None without facts and claims, and without `site_url`."""
    mine = (each for each in context.catalogue.figures["since"] if each.startswith(f"{event.id}/"))
    if not context.settings.site_url or not (talks := tuple(map(context.catalogue.talks.__getitem__, mine))):
        return None
    url = posixpath.join(event.id, context.settings.folders["since"])
    return Feed(context.words["since_feed"].format(event=event.display_name), event.url, url, talks, is_second=True)


def items_of(context: Context, feed: Feed) -> list[dict[str, Any]]:
    """Return what became of the talks of a feed as items of a JSON Feed; what is open has not become anything yet."""
    found = [item for talk in feed.talks for item in (*_facts(context, talk), *_claims(context, talk))]
    found.sort(key=lambda item: (item["date_published"], item["id"]), reverse=True)
    return [item | {"language": context.settings.language} for item in found[:MAX_ENTRIES]]


def _facts(context: Context, talk: Talk) -> Iterator[dict[str, Any]]:
    record = talk.record.since_then
    for fact in record.facts if record else ():
        if is_before(fact, talk):
            continue
        more = _link(fact.url, fact.title or short_url(fact.url)) if fact.url else ""
        said = f"<p>{escape(fact.text)}{more}</p>"
        title = text.excerpt(fact.text, _MAX_TITLE)
        yield _item(context, talk, f"{talk.src_uri}{SINCE}", _first_day(fact.date), title, said, f"fact/{fact.text}")


def _claims(context: Context, talk: Talk) -> Iterator[dict[str, Any]]:
    """Yield the judged claims; the fact by which one is judged is named by its source and date, not written again."""
    for claim in claims_of(context.catalogue, talk):
        record, shown = claim.record, claim_data(context, claim)
        if record.outcome == "open":
            continue
        title = f"{shown['label']}{context.words['colon']}{text.excerpt(record.text, _MAX_TITLE)}"
        dated = f", {escape(shown['date_label'])}" if shown["date_label"] else ""
        note = f"{escape(record.note)} " if record.note else ""
        said = f"<p>{escape(record.text)} ({escape(shown['who'])})</p>"
        ended = (
            f"<p><strong>{escape(shown['label'])}.</strong> {note}{_link(record.source, shown['source'])}{dated}</p>"
        )
        place = passage(talk, claim)
        yield _item(context, talk, place, record.as_of.isoformat(), title, said + ended, f"claim/{record.text}")


def _item(
    context: Context, talk: Talk, src_uri: str, day: str, title: str, content: str, identifier: str
) -> dict[str, Any]:
    page = f"<p>{_link(context.settings.absolute(url_of(src_uri)), talk.record.title).strip()}</p>"
    return {
        "id": f"urn:uuid:{text.guid(f'{talk.id}/{identifier}')}",
        "url": context.settings.absolute(url_of(src_uri)),
        "title": title,
        "content_html": content + page,
        "date_published": moment(day),
        "date_modified": moment(day),
    }


def _link(url: str, title: str) -> str:
    return f' <a href="{escape(url)}">{escape(title)}</a>'


def _first_day(value: str) -> str:
    """Return the first day of a date of reduced precision."""
    return f"{value}-01-01"[:10] if len(value) == 4 else f"{value}-01"[:10]
