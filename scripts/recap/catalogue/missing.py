"""What nobody has found out yet about a talk or a conference, as far as its records show."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from recap.catalogue.models import Catalogue, Event, Talk

RECAP = "recap"
"""What a stub lacks, and nothing else is asked of it."""
TALK_KINDS = ("speakers", "hour", "room", "recording", "slides", "source", "original")
"""What a recap may lack, in the order in which pages list it."""
_LONGEST = 31
"""Days that a conference may last and still be asked for days without a talk."""


def is_stub(talk: Talk) -> bool:
    """Return True if a talk was held, or will be, and nobody has written about it."""
    return talk.record.status == "confirmed" and not talk.has_recap


def missing_of_talk(talk: Talk, event: Event) -> list[str]:
    """Return what a talk with a recap lacks, of TALK_KINDS; nothing for a stub or a talk that did not take place.

    A room is missed only where the conference has rooms and the talk was not online, a recording only where it was not
    forbidden, a source only where nobody signs the recap, the address of the original text only where the page of the
    conference does not ask for the same.
    """
    record, original, shared = talk.record, talk.record.based_on, event.record.based_on
    if record.status != "confirmed" or not talk.has_recap:
        return []
    types = {resource.type for resource in record.resources}
    found = {
        "speakers": talk.credits or record.no_speaker_reason,
        "hour": talk.has_slot,
        "room": record.room or record.attendance == "online" or not event.record.rooms,
        "recording": record.recordings or record.do_not_record or "video" in types,
        "slides": "slides" in types,
        "source": record.sources or original or record.authors,
        "original": not original or original.url or (shared and shared.title == original.title),
    }
    return [kind for kind in TALK_KINDS if not found[kind]]


def absent_of(talks: Iterable[Talk], event: Event) -> Counter[str]:
    """Return how many of some talks of a conference lack what; stubs under RECAP."""
    return Counter(kind for talk in talks for kind in ((RECAP,) if is_stub(talk) else missing_of_talk(talk, event)))


def missing_of_event(catalogue: Catalogue, event: Event) -> list[str]:
    """Return what a conference with talks lacks: `days` without any, `website`, address of the `original` text."""
    record = event.record
    if not event.talk_ids:
        return []
    found = {
        "days": not any(missing_days(catalogue, event)),
        "website": record.website or record.archive_url,
        "original": not record.based_on or record.based_on.url,
    }
    return [kind for kind, is_found in found.items() if not is_found]


def missing_days(catalogue: Catalogue, event: Event) -> Iterator[tuple[date, date]]:
    """Yield the days of a conference of which no talk is known, as (first, last) of each run; none of a long one."""
    start, end = event.record.start_date, event.record.end_date
    number = (end - start).days + 1
    first = None
    for day in (start + timedelta(days=step) for step in range(number if number <= _LONGEST else 0)):
        is_known = (event.id, day) in catalogue.days
        if first and is_known:
            yield first, day - timedelta(days=1)
        first = None if is_known else first or day
    if first:
        yield first, end
