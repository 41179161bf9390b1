"""Rules about what a recap says of itself: whose text it is, its summary, the day from which feeds show it."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from recap.catalogue.attribution import Attribution, attribution_of
from recap.catalogue.models import Catalogue, Event, Page, Person, Talk, Topic
from recap.content.document import Place
from recap.content.examples import missing_key_args
from recap.content.field_types import MAX_SUMMARY
from recap.content.yaml_writer import to_flow_yaml, to_scalar
from recap.core import text
from recap.core.diagnostics import Diagnostic

_PROPOSED = 150
"""Number of characters of a summary that a hint proposes."""


def recaps_are_complete(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Yield what the text of each talk lacks; nothing is asked of stubs and drafts."""
    for talk in catalogue.talks.values():
        if talk.has_recap and not talk.record.draft:
            yield from _author_is_named(catalogue, talk)
            yield from _keys_are_there(talk)


def _author_is_named(catalogue: Catalogue, talk: Talk) -> Iterator[Diagnostic]:
    """W126: a text says who wrote it or whose text it retells, were it nobody: `authors: []`, `based_on: null`."""
    record, document = talk.record, talk.document
    if record.authors is None and record.based_on is None and ("based_on",) not in document.keys:
        lines = _lines(attribution_of(catalogue.events[talk.event]))
        key = "W126.event" if lines else "W126"
        yield document.diagnostic(key, "authors", lines=lines, **missing_key_args("Talk", "authors"))


def _lines(found: Attribution) -> str:
    """Return the lines that attribute a text as that of its event's page; empty if that is by nobody."""
    original = found.original and found.original.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    values = {"authors": [*found.authors], "based_on": original}
    return " + ".join(f"{key}: {to_flow_yaml(value)}" for key, value in values.items() if value)


def _keys_are_there(talk: Talk) -> Iterator[Diagnostic]:
    """W102: a text has a day of publication and a summary."""
    if not talk.record.published:
        yield talk.document.diagnostic("W102.published", "published", today=date.today().isoformat())
    if not talk.record.summary:
        proposed = to_scalar(text.excerpt(talk.lead, _PROPOSED)) if talk.lead else '"…"'
        yield talk.document.diagnostic("W102.summary", "summary", line=f"summary: {proposed}")


def summaries_are_short(items: Iterable[Event | Talk | Person | Topic | Page]) -> Iterator[Diagnostic]:
    """W116: the summaries of files and of parts of talks have room wherever they are shown."""
    for item in items:
        for place, record in [((), item.record), *_parts(item)]:
            length = len(getattr(record, "summary", None) or "")
            if item.document and length > MAX_SUMMARY:
                yield item.document.diagnostic("W116", *place, "summary", length=length, limit=MAX_SUMMARY)


def _parts(item: Any) -> list[tuple[Place, Any]]:
    """Return place and record of each part of a talk."""
    return [(("parts", number), each.record) for number, each in enumerate(getattr(item, "parts", ()))]
