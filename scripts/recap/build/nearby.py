"""Edited talks -> the stored catalogue with them in it, for which only what shares a name with them is read.

People, topics and organisations that an edited talk names, or has named, are resolved again from all talks that name
them. Everything else stays as it is stored; places in sorted lists are found by comparing with a few others.
"""

import json
from bisect import insort
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import chain
from typing import Any

from recap.build.rows import Rows
from recap.build.stored import Edited, StoredSite
from recap.catalogue import facets
from recap.catalogue.figures import changed_figures
from recap.catalogue.missing import absent_of
from recap.catalogue.models import Catalogue
from recap.catalogue.resolver import Resolution, collated, neighbours, resolve
from recap.catalogue.rows import GROUPS, to_row
from recap.catalogue.tracking import ALL_KEYS, ALL_VALUES, Read
from recap.content.loader import Files, parse_files
from recap.core import text

MAX_TALKS = 2_000
"""Number of talks that share a name with the edited ones up to which these alone are read."""
SUBJECTS = ("people", "topics", "organisations")
Near = dict[str, set[str]]
"""Mapping of the catalogue -> keys of what edited talks name; under `talks`, their own."""


@dataclass
class Patch:
    """What edited talks change in the stored catalogue."""

    near: Near
    """What was resolved again."""
    keys: dict[str, list[str]]
    """Mapping -> all keys in order."""
    files: Files
    """What was read, edited talks among it."""
    resolution: Resolution
    """What that gives: right for what is near, incomplete for everything else."""
    sort_keys: dict[str, str]
    """Sort keys of all names, as `resolve` takes them."""
    put: dict[tuple[str, str], str] = field(default_factory=dict)
    """(mapping, key) -> row of what is new or has changed."""
    dropped: set[tuple[str, str]] = field(default_factory=set)
    """(mapping, key) of what is no more."""

    def store(self, rows: Rows) -> None:
        """Store what has changed."""
        rows.put("item", ((*place, row) for place, row in self.put.items()))
        rows.drop_items(self.dropped)
        rows.gone += [key for _, key in self.dropped]
        for group, keys in self.keys.items():
            if keys != rows.meta(f"keys {group}"):
                rows.set_meta(f"keys {group}", keys)
        rows.set_meta("sort_keys", self.sort_keys)

    def changed(self, stored: StoredSite, before: Catalogue, after: Catalogue) -> set[Read]:
        """Return the facts in which two catalogues differ."""
        found: set[Read] = {(group, ALL_KEYS) for group, keys in self.keys.items() if keys != stored.keys[group]}
        for group, key in {*self.put, *self.dropped, *(("talks", key) for key in self.near["talks"])}:
            names = facets.names_of(group)
            if group in GROUPS and key in getattr(before, group) and key in getattr(after, group):
                names = facets.differences(group, getattr(before, group)[key], getattr(after, group)[key])
            found.update((name, each) for name in names for each in (key, ALL_VALUES))
        return found


def patch_of(stored: StoredSite, before: Catalogue, edited: Edited, others: Iterable[str]) -> Patch | None:
    """Return what edited and new talks change in the stored catalogue `before`; None if more must be read.

    `others` are the src_uris of the files of events, people and topics.
    """
    fixed = {src_uri: cached for src_uri in others if (cached := stored.file(src_uri))}
    was = {src_uri: cached for src_uri in edited if (cached := stored.file(src_uri))}
    resolved = [_resolve(stored, {**fixed, **each}) for each in (was, edited)]
    near, talks = _near(before, {stored.prefix + src_uri for src_uri in edited}, resolved)
    near["talks"] = {src_uri.removesuffix(".md") for src_uri in edited}
    talks |= _same_days(before, edited)
    if len(talks) > MAX_TALKS or not near["talks"] <= resolved[1].catalogue.talks.keys():
        return None
    around = {f"{key}.md": cached for key in talks - near["talks"] if (cached := stored.file(f"{key}.md"))}
    known = stored.rows.meta("sort_keys") or {}
    used, left = dict(known), {**known}
    for name in SUBJECTS:
        for item in _some(before, name, near[name]):
            left.pop(item.sort_key, None)
    files, _ = parse_files((), stored.settings, stored.prefix, {**fixed, **around, **edited})
    resolution = resolve(files, stored.settings, collate=True, keys=used)
    patch = Patch(near, dict(stored.keys), files, resolution, {**left, **used})
    if _renames(before, patch):
        return None
    _Patcher(stored, before, edited, patch).apply()
    return patch


def _some(catalogue: Catalogue, name: str, keys: Iterable[str]) -> list[Any]:
    """Return the items of a mapping that have some keys."""
    items = getattr(catalogue, name)
    return [items[key] for key in keys if key in items]


def _resolve(stored: StoredSite, files: Edited) -> Resolution:
    return resolve(parse_files((), stored.settings, stored.prefix, files)[0], stored.settings, collate=False)


def _near(before: Catalogue, paths: set[str], resolved: Iterable[Resolution]) -> tuple[Near, set[str]]:
    """Return what the talks at some paths name in either version, and the ids of all talks that name any of that."""
    near: Near = {name: set() for name in SUBJECTS}
    for each in resolved:
        own = (it for it in each.person_mentions if it.document.path in paths)
        near["people"] |= {each.people.id_of(it.text, is_name=it.is_name) for it in own}
        near["topics"] |= {each.topics.find(it.text) for it in each.topic_mentions if it.document.path in paths}
    for catalogue in (before, *(each.catalogue for each in resolved)):
        for person in _some(catalogue, "people", near["people"]):
            near["organisations"] |= {*map(text.slug, person.organisations)}
    for organisation in _some(before, "organisations", near["organisations"]):
        near["people"] |= {*organisation.people}
    talks: set[str] = set()
    for item in (*_some(before, "people", near["people"]), *_some(before, "topics", near["topics"])):
        talks |= {*item.talk_ids, *getattr(item, "wrote", ())}
    return near, talks - before.events.keys()


def _same_days(before: Catalogue, edited: Edited) -> set[str]:
    """Return the ids of the talks that can be at the same moment in the room of an edited one."""
    found: set[str] = set()
    for src_uri, cached in edited.items():
        event = src_uri.partition("/")[0]
        if cached.record.start and cached.record.room:
            day = cached.record.date or before.events[event].record.start_date
            around = (
                before.days.get((event, day + timedelta(days=step)), ()) for step in range(-2, 3)
            )  # past midnight
            found |= {*chain.from_iterable(around)}
    return found


def _renames(before: Catalogue, patch: Patch) -> bool:
    """Return True if somebody whom another file names by id gets another name, which that file's page then shows."""
    after = patch.resolution.catalogue
    own = {talk.document.path for talk in _some(after, "talks", patch.near["talks"])}
    renamed = {
        person.id
        for person in _some(before, "people", patch.near["people"])
        if person.id in after.people and after.people[person.id].name != person.name
    }
    mentions = patch.resolution.person_mentions
    return any(it.text in renamed and not it.is_name and it.document.path not in own for it in mentions)


class _Patcher:
    """Fills a patch from what its talks give; its steps share state through attributes."""

    def __init__(self, stored: StoredSite, before: Catalogue, edited: Edited, patch: Patch) -> None:
        self.stored, self.before, self.edited, self.patch = stored, before, edited, patch
        self.found, self.talks, self.keys = patch.resolution.catalogue, patch.near["talks"], patch.keys

    def apply(self) -> None:
        """Compare what is near with what is stored, then bring every order up to date."""
        for name in ("talks", *SUBJECTS):
            items = getattr(self.found, name)
            for key in self.patch.near[name]:
                if key in items:
                    self._put(name, key, to_row(items[key]))
                elif key in getattr(self.before, name):
                    self.patch.dropped.add((name, key))
        for name in SUBJECTS:
            self._sort_subjects(name)
        programmes = {key: self._programme(key) for key in {self.found.talks[key].event for key in self.talks}}
        for event, ids in programmes.items():
            self._put("events", event, to_row(replace(self.before.events[event], talk_ids=tuple(ids))))
            self._put_days(event, ids)
            self._put_absent(event)
        self._sort_talks(programmes)
        self._put_neighbours(programmes)
        after = self.stored.catalogue(self.edited, self.keys, self.patch.put)
        for name, value in changed_figures(self.before, after, self.patch.near).items():
            self._put("figures", name, json.dumps(value))

    def _put(self, group: str, key: str, row: str) -> None:
        known = None
        with suppress(KeyError):
            known = self.stored.rows.item(group, key)
        if row != known:
            self.patch.put[group, key] = row

    def _sort_subjects(self, name: str) -> None:
        """Bring the order of people, topics or organisations up to date: by the sort keys of their names."""
        before, found, sort_keys = getattr(self.before, name), getattr(self.found, name), self.patch.sort_keys

        def place(key: str) -> tuple[str, str]:
            shown = (found if key in self.patch.near[name] else before)[key].sort_key
            return sort_keys.get(shown) or collated(shown), key

        moved = {
            key
            for key in self.patch.near[name]
            if key in found and not (key in before and before[key].sort_key == found[key].sort_key)
        }
        self.keys[name] = _sorted_in(
            [key for key in self.keys[name] if key not in moved and (name, key) not in self.patch.dropped], moved, place
        )

    def _programme(self, event: str) -> list[str]:
        """Return the ids of an event's talks in programme order."""
        change = self.before.events[event].record.day_change

        def place(key: str) -> tuple[object, str]:
            return (self.found if key in self.talks else self.before).talks[key].order(change), key

        others = [key for key in self.before.events[event].talk_ids if key not in self.talks]
        return _sorted_in(others, {key for key in self.talks if self.found.talks[key].event == event}, place)

    def _put_days(self, event: str, ids: Sequence[str]) -> None:
        """Store which talks an event has on the days of its edited ones; `ids` are all in order."""
        own = {key: self.found.talks[key].record.date for key in self.talks & {*ids}}
        earlier = {talk.record.date for talk in _some(self.before, "talks", own)}
        keys = {*self.keys["days"]}
        for day in {*own.values(), *earlier}:
            key, others = f"{event} {day.isoformat()}", {*self.before.days.get((event, day), ())} - self.talks
            held = [each for each in ids if each in others or own.get(each) == day]
            if held:
                self._put("days", key, json.dumps(held))
                keys.add(key)
            else:
                self.patch.dropped.add(("days", key))
                keys.discard(key)
        rank = {key: place for place, key in enumerate(self.keys["events"])}
        self.keys["days"] = sorted(keys, key=lambda key: (rank[key.rpartition(" ")[0]], key))

    def _put_absent(self, event: str) -> None:
        """Store what the talks of an event lack, counted from the edited ones."""
        item, counts = self.before.events[event], Counter(self.before.absent[event])
        keys = {key for key in self.talks if key.startswith(f"{event}/")}
        old, new = (_some(each, "talks", keys) for each in (self.before, self.found))
        counts.update(absent_of(new, item))
        counts.subtract(absent_of(old, item))
        self._put("absent", event, json.dumps({kind: number for kind, number in sorted(counts.items()) if number}))

    def _sort_talks(self, programmes: dict[str, list[str]]) -> None:
        """Bring the order of all talks up to date: event by event."""
        by_event: dict[str, list[str]] = {key: [] for key in self.keys["events"]}
        for key in self.keys["talks"]:
            by_event[key.partition("/")[0]].append(key)
        self.keys["talks"] = [key for ids in (by_event | programmes).values() for key in ids]

    def _put_neighbours(self, programmes: Mapping[str, list[str]]) -> None:
        rows = [(self.stored.keys["people"], self.keys["people"])]
        rows += [([*self.before.events[event].talk_ids], ids) for event, ids in programmes.items()]
        for earlier, ids in rows:
            old, new = dict(neighbours(earlier)), dict(neighbours(ids))
            for key, row in new.items():
                if row != old.get(key):
                    self._put("neighbours", key, json.dumps(row))
            self.patch.dropped |= {("neighbours", key) for key in old.keys() - new.keys()}
        self.keys["neighbours"] = [*self.keys["people"], *self.keys["talks"]]


def _sorted_in(keys: list[str], more: Iterable[str], place: Callable[[str], Any]) -> list[str]:
    """Return sorted keys with some more in their places."""
    for key in sorted(more, key=place):
        insort(keys, key, key=place)
    return keys
