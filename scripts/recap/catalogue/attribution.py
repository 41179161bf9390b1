"""Who wrote a page, whose text it retells, under which licence: the one source for pages, feeds, books and data.

An event's attribution is that of its own page. A talk has only what its own file says: nothing is inherited.
"""

from dataclasses import dataclass

from recap.catalogue.models import Event, Talk
from recap.content import schema


@dataclass(frozen=True)
class Attribution:
    """What a file says about the text in it."""

    authors: tuple[str, ...]
    """Names; empty if the text is by nobody who is named."""
    original: schema.BasedOn | None
    """The text that the page retells; None if it retells nothing."""
    license: str | None
    """SPDX expression; None if the file names no licence."""


def attribution_of(item: Event | Talk) -> Attribution:
    """Return the attribution of the page of an event or talk."""
    record = item.record
    return Attribution(record.authors or (), record.based_on, record.license)
