"""A foreign conference -> the event of the site that it is, may be, or is not: an acronym alone identifies nothing."""

import itertools
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from recap.catalogue.models import Catalogue, Event
from recap.content.imported import value_digest
from recap.content.settings import Settings
from recap.core import text
from recap.importers.model import Conference

_ALIKE = 0.6
"""Share of two titles from which they are similar (`difflib`)."""
_OTHER = " @ "
"""Stands in `imported.from` between source and folder, where another event has the source alone."""


@dataclass(frozen=True)
class Place:
    """Where a conference goes."""

    folder: str
    """The folder of its event: of one that is there, or of a new one."""
    source: str
    """By what its talks are known: the source of the conference, distinct from that of any other event."""
    event: Event | None = None
    """The event that is there; None for a new one."""
    likely: tuple[Event, ...] = ()
    """Events that may be this conference; `folder` is that of a new one then."""
    must_ask: bool = False
    """True if nothing may be written until somebody says whether it is one of `likely`."""
    others: tuple[Event, ...] = ()
    """Events with its source or in the folder of its name that are other conferences."""

    @property
    def zone(self) -> str:
        """The time zone of the event that is there; empty for a new one."""
        return self.event.record.timezone if self.event else ""


@dataclass(frozen=True)
class _Dated:
    """A conference, and the first and last day that it or a session names, ISO 8601; empty if none does."""

    conference: Conference
    first: str
    last: str


class Places:
    """Finds places for the conferences of one run; `catalogue` is that of docs/."""

    def __init__(self, catalogue: Catalogue, settings: Settings) -> None:
        self._catalogue, self._settings = catalogue, settings
        self._taken: defaultdict[str, list[tuple[_Dated, Place]]] = defaultdict(list)
        self._sources: dict[str, str] = {}
        self._origins: defaultdict[str, dict[str, None]] = defaultdict(dict)
        imported = [(event.record.imported, event.id) for event in catalogue.events.values()]
        imported += [(talk.record.imported, talk.event) for talk in catalogue.talks.values()]
        for each, folder in imported:
            if each:
                self._sources.setdefault(each.from_, folder)
                self._origins[folder][each.from_] = None
        self._folders = {*catalogue.events}

    def find(self, conference: Conference) -> Place:
        """Return where a conference goes if nobody says anything else."""
        known = _known(conference)
        for other, place in self._taken[conference.source]:
            overlap = other.first and known.first and other.first <= known.last and known.first <= other.last
            if overlap or _same_title(other.conference, conference.title):
                return place
        likely, others = [], []
        newest = sorted(self._catalogue.events.values(), key=lambda each: each.record.start_date, reverse=True)
        # A talk may have been moved by hand: what the event itself says comes first.
        for event in sorted(newest, key=lambda each: not _is_from(each, conference)):
            found = self._likeness(known, event)
            if found == "same":
                return self.into(conference, event)
            if found == "likely":
                likely.append(event)
            if self._origin(conference, event) or event.id == _folder(conference.name):
                others.append(event)
        folder = self._free(known)
        must_ask = any(not self._origin(conference, event) for event in likely)
        return Place(folder, self._source(conference, folder), None, tuple(likely), must_ask, tuple(others))

    def into(self, conference: Conference, event: Event) -> Place:
        """Return the place of a conference in an event that is there."""
        return Place(event.id, self._origin(conference, event) or self._source(conference, event.id), event)

    def new(self, conference: Conference, folder: str) -> Place:
        """Return the place of a conference in a new event."""
        return Place(folder, self._source(conference, folder))

    def take(self, conference: Conference, place: Place) -> None:
        """Remember the place of a conference, which no other one of this run gets."""
        self._taken[conference.source].append((_known(conference), place))
        self._sources.setdefault(place.source, place.folder)
        self._folders.add(place.folder)

    def _likeness(self, known: _Dated, event: Event) -> str:
        """Return `same`, `likely` or `other`."""
        conference, record = known.conference, event.record
        first, last = record.start_date.isoformat(), record.end_date.isoformat()
        overlap = bool(known.first) and known.first <= last and first <= known.last
        same_title = _same_title(conference, record.title)
        if self._origin(conference, event):
            written = record.imported.written.get("title") if record.imported else None
            same_title |= value_digest(conference.title) == written
            is_same = overlap or (same_title and (not known.first or self._shares_a_talk(conference, event)))
            return "same" if is_same else "likely" if same_title else "other"
        acronyms = {text.slug(record.acronym or ""), event.id} - {""}
        same_acronym = not acronyms.isdisjoint((text.slug(conference.acronym), text.slug(conference.name)))
        if same_title or (same_acronym and known.first[:4] in ("", first[:4])):
            return "likely"
        here = {text.fold(each) for each in (record.city, record.venue) if each}
        same_place = any(text.fold(each) in here for each in (conference.city, conference.venue) if each)
        if same_place and (known.first, known.last) == (first, last):
            return "likely"
        names = text.fold(conference.title), text.fold(record.title)
        return "likely" if overlap and SequenceMatcher(None, *names).ratio() >= _ALIKE else "other"

    def _origin(self, conference: Conference, event: Event) -> str:
        """Return by what an event or a talk of it knows the source of a conference, or a namesake of that source."""
        known = (each for each in self._origins[event.id] if each.partition(_OTHER)[0] == conference.source)
        return next(known, "")

    def _shares_a_talk(self, conference: Conference, event: Event) -> bool:
        guids = {self._catalogue.talks[identifier].guid for identifier in event.talk_ids}
        return any(session.guid in guids for session in conference.sessions)

    def _source(self, conference: Conference, folder: str) -> str:
        """Return a name for the source that no other event has."""
        is_free = self._sources.get(conference.source, folder) == folder
        return conference.source if is_free else f"{conference.source}{_OTHER}{folder}"

    def _free(self, known: _Dated) -> str:
        """Return a name for a new folder."""
        return next(each for each in self._names(known) if each not in self._folders)

    def _names(self, known: _Dated) -> Iterator[str]:
        """Yield names of folders: from that of the conference, with its year, from its title, with a number."""
        name, year, title = _folder(known.conference.name), known.first[:4], _folder(known.conference.title)
        reserved = self._settings.folders.values()
        yield f"{name}-1" if name in reserved else name
        if year and name not in reserved:
            yield f"{name}-{year}"
        if title not in reserved:
            yield title
        yield from (f"{name}-{number}" for number in itertools.count(2))


def _known(conference: Conference) -> _Dated:
    days = [conference.start, conference.end]
    days += [each.day or (each.moment.date().isoformat() if each.moment else "") for each in conference.sessions]
    named = [each for each in days if each]
    return _Dated(conference, min(named, default=""), max(named, default=""))


def _folder(name: str) -> str:
    return text.slug(name)[:80].strip("-") or "conference"


def _is_from(event: Event, conference: Conference) -> bool:
    """Return True for an event that itself was imported from the source of a conference, or a namesake of that."""
    imported = event.record.imported
    return imported is not None and imported.from_.partition(_OTHER)[0] == conference.source


def _same_title(conference: Conference, title: str) -> bool:
    return text.fold(conference.title) == text.fold(title)
