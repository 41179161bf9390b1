"""Counts over a whole catalogue, as facts of their own: a page that shows one reads it instead of every talk."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

from recap.catalogue.claims import is_before
from recap.catalogue.missing import RECAP, is_stub, missing_of_event, missing_of_talk
from recap.catalogue.models import Catalogue, Event, Organisation, Person, Talk, Topic
from recap.content.schema import LaterFact

Figures = Mapping[str, Any]
"""As JSON can hold them. `types`, `years`, `lengths`: text -> number of talks; `rooms`: `event/room` -> the same.
`missing`: `hours`, `day`, `recap` -> number of talks without a known start, of recaps without a day of publication,
and of stubs. `facts`: `event/year` -> number of dated facts; `theme_pairs`:
`event/theme/theme` -> number of talks that belong to both. `speakers`: number of people who appear. `regulars`: id ->
number of talks of those with more than one. `topics`, `organisations`: id -> number of talks, in the order of the
catalogue. `described`: ids of the topics with a file. `published`: as `published_days` returns it. `corrected`: ids
of the events, then the talks, with corrections. `claimed`, `dated`, `since`: ids of the talks with claims; of those
with dated facts; of those with facts of what came later, or with claims that have been judged. `incomplete`: ids of
the events, then of the recaps, that lack something (`catalogue.missing`)."""


def _facts(talk: Talk) -> Sequence[LaterFact]:
    return talk.record.since_then.facts if talk.record.since_then else ()


_KEPT: Mapping[str, Callable[[Talk], object]] = {
    "claimed": lambda talk: talk.record.claims,
    "dated": _facts,
    "since": lambda talk: (
        any(not is_before(fact, talk) for fact in _facts(talk))
        or any(claim.outcome != "open" for claim in talk.record.claims)
    ),
}
"""Name of a list of talks -> whether a talk is in it."""
_SUBJECTS = ("topics", "organisations")


def figures_of(catalogue: Catalogue) -> Figures:
    """Return the figures of a catalogue."""
    items: tuple[Event | Talk, ...] = (*catalogue.events.values(), *catalogue.talks.values())
    return {
        **{name: _sorted(counts) for name, counts in _counts(catalogue, catalogue.talks.values()).items()},
        **{name: {key: _talks(each) for key, each in getattr(catalogue, name).items()} for name in _SUBJECTS},
        "speakers": sum(map(_speaks, catalogue.people.values())),
        "regulars": {key: number for key, person in catalogue.people.items() if (number := _talks(person)) > 1},
        "described": [key for key, topic in catalogue.topics.items() if topic.record],
        "published": published_days(catalogue, catalogue.talks.values()),
        "corrected": [item.id for item in items if item.record.corrections],
        "incomplete": [item.id for item in items if _missing(catalogue, item)],
        **{name: [talk.id for talk in catalogue.talks.values() if has(talk)] for name, has in _KEPT.items()},
    }


def published_days(catalogue: Catalogue, talks: Iterable[Talk]) -> dict[str, list[str]]:
    """Return id -> days on which its recap was published and last changed, of the talks with one; sorted by id."""
    dated = ((talk, talk.record.published) for talk in talks if talk.is_news)
    found = {talk.id: [day.isoformat(), catalogue.last_change(talk)] for talk, day in dated if day}
    return dict(sorted(found.items()))


def parallel_events(catalogue: Catalogue) -> list[str]:
    """Return the ids of the events whose talks are in several rooms, sorted."""
    rooms = Counter(place.partition("/")[0] for place in catalogue.figures.get("rooms", ()))
    return sorted(event for event, number in rooms.items() if number > 1)


def changed_figures(before: Catalogue, after: Catalogue, changed: Mapping[str, Iterable[str]]) -> Figures:
    """Return the figures of a catalogue from those of an earlier one with the same events and files of topics.

    `changed` are the keys of everything else that differs, by mapping; nothing but that is looked at.
    """
    known, found, edited = before.figures, dict[str, Any](), {*changed["talks"]}
    old, new = (_some(each.talks, edited) for each in (before, after))
    fewer, more = _counts(before, old), _counts(after, new)
    for name in more:
        counts = Counter(known[name])
        counts.update(more[name])
        counts.subtract(fewer[name])
        found[name] = _sorted(counts)
    for name in _SUBJECTS:
        own = {key: _talks(getattr(after, name)[key]) for key in changed[name] if key in getattr(after, name)}
        found[name] = {key: own[key] if key in own else known[name][key] for key in getattr(after, name)}
    gone, come = (sum(map(_speaks, _some(each.people, changed["people"]))) for each in (before, after))
    found["speakers"] = known["speakers"] - gone + come
    numbers = known["regulars"] | {key: _talks(each) for key in changed["people"] if (each := after.people.get(key))}
    regulars = {key: number for key, number in numbers.items() if number > 1 and key in after.people}
    found["regulars"] = {key: regulars[key] for key in after.people if key in regulars} if regulars else {}
    corrected = {*known["corrected"]} - edited | {talk.id for talk in new if talk.record.corrections}
    found["described"] = known["described"]
    others = {key: days for key, days in known["published"].items() if key not in edited}
    found["published"] = dict(sorted((others | published_days(after, new)).items()))
    found["corrected"] = [key for key in (*after.events, *after.talks) if key in corrected]
    touched = edited | {key.partition("/")[0] for key in edited}
    incomplete = {*known["incomplete"]} - touched
    incomplete |= {item.id for item in (*new, *_some(after.events, touched)) if _missing(after, item)}
    found["incomplete"] = [key for key in (*after.events, *after.talks) if key in incomplete]
    for name, has in _KEPT.items():
        kept = {*known[name]} - edited | {talk.id for talk in new if has(talk)}
        found[name] = [key for key in after.talks if key in kept] if kept else []
    return found


def _some(items: Mapping[str, Any], keys: Iterable[str]) -> list[Any]:
    """Return the items that have some keys."""
    return [items[key] for key in keys if key in items]


def _missing(catalogue: Catalogue, item: Event | Talk) -> list[str]:
    if isinstance(item, Talk):
        return missing_of_talk(item, catalogue.events[item.event])
    return missing_of_event(catalogue, item)


def _counts(catalogue: Catalogue, talks: Iterable[Talk]) -> dict[str, Counter[str]]:
    talks = [*talks]
    return {
        "types": Counter(str(talk.record.type) for talk in talks),
        "years": Counter(str(talk.record.date.year) for talk in talks),
        "lengths": Counter(str(talk.record.duration) for talk in talks if talk.record.duration),
        "rooms": Counter(f"{talk.event}/{talk.record.room}" for talk in talks if talk.record.room),
        "missing": Counter(
            word
            for talk in talks
            for word, is_known in (
                ("hours", talk.has_slot),
                ("day", talk.record.published or not talk.has_recap),
                (RECAP, not is_stub(talk)),
            )
            if not is_known
        ),
        "facts": Counter(f"{talk.event}/{fact.date[:4]}" for talk in talks for fact in _facts(talk)),
        "theme_pairs": Counter(
            f"{talk.event}/{one}/{other}" for talk in talks for one, other in combinations(_themes(catalogue, talk), 2)
        ),
    }


def _themes(catalogue: Catalogue, talk: Talk) -> list[str]:
    """Return the ids of the themes of a talk's topics, sorted; a topic is a theme if others are below it."""
    themes = (catalogue.theme(catalogue.topics[key]) for key in talk.topics)
    return sorted({theme.id for theme in themes if theme.narrower})


def _sorted(counts: Counter[str]) -> dict[str, int]:
    return {key: number for key, number in sorted(counts.items()) if number}


def _speaks(person: Person) -> bool:
    return bool(person.appearances)


def _talks(subject: Person | Topic | Organisation) -> int:
    return len(subject.talk_ids)
