"""Dependency tracking: who reads one facet of an item does not depend on the others."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

from recap.catalogue.facets import ATTRIBUTES, differences
from recap.catalogue.models import Catalogue, Event, Organisation, Person, Talk, Topic
from recap.catalogue.tracking import ALL_KEYS, ALL_VALUES, ReadRecorder, changed_reads, track, tracked_item
from recap.content import schema
from tests.catalogue_fixtures import compiled, talk

TALK = talk("speakers: [{name: Ana Foo, organisation: Acme}]", "topics: [Boussole]", "summary: Court.")


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """A talk, its speaker, her organisation, its topic."""
    return compiled({"rencontre/a.md": TALK})[0]


def reads(catalogue: Catalogue, read: Callable[[Catalogue], object]) -> set[tuple[str, Any]]:
    """What a function reads of a catalogue."""
    recorder = ReadRecorder()
    read(track(catalogue, recorder))
    found = {*recorder.drain()}
    assert not recorder
    return found


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        (lambda found: found.talks["rencontre/a"].url, {"talks.label"}),
        (lambda found: found.talks["rencontre/a"].record.title, {"talks.label"}),
        (lambda found: found.talks["rencontre/a"].record.summary, {"talks.label", "talks.card"}),
        (lambda found: found.talks["rencontre/a"].credits, {"talks.label", "talks.card"}),
        (lambda found: found.talks["rencontre/a"].document.body, {"talks.label", "talks.body"}),
        (lambda found: found.talks["rencontre/a"].record.resources, {"talks.label", "talks.rest"}),
        (
            lambda found: found.talks["rencontre/a"].record.model_copy(),
            {"talks.label", "talks.card", "talks.body", "talks.claims", "talks.rest"},
        ),
        (lambda found: found.talks["rencontre/a"].record.claims, {"talks.label", "talks.claims"}),
        (lambda found: found.talks["rencontre/a"].updated, {"talks.label", "talks.card", "talks.claims"}),
        (lambda found: found.people["ana-foo"].monogram, {"people.label"}),
        (lambda found: found.people["ana-foo"].appearances, {"people.label", "people.list"}),
        (lambda found: found.topics["boussole"].broader, {"topics.label", "topics.tree"}),
        (lambda found: found.organisations["acme"].has_page, {"organisations.label"}),
        (lambda found: found.events["rencontre"].talk_ids, {"events.label", "events.list"}),
    ],
)
def test_a_read_is_of_one_facet(catalogue: Catalogue, read: Callable[[Catalogue], object], expected: set[str]) -> None:
    """Of an item that was looked up by its key, the label counts as read, and the facet that was asked for."""
    assert {name for name, _ in reads(catalogue, read)} == expected


def test_a_read_is_recorded_again_once_the_reads_were_taken(catalogue: Catalogue) -> None:
    """Also of an item and a record that were kept from before."""
    recorder = ReadRecorder()
    found = track(catalogue, recorder).talks["rencontre/a"]
    record = found.record
    recorder.drain()
    for _ in range(2):
        assert [record.summary, found.document.body] == ["Court.", ""]
        assert recorder.drain() == {("talks.card", "rencontre/a"), ("talks.body", "rencontre/a")}


def test_reads_of_all_values_are_of_their_facets(catalogue: Catalogue) -> None:
    """Who goes through all items depends on what is read of any of them, and on which there are."""
    found = reads(catalogue, lambda each: [item.record.title for item in each.talks.values()])
    assert found == {("talks", ALL_KEYS), ("talks.label", ALL_VALUES)}
    assert reads(catalogue, lambda each: [*each.days.values()]) == {("days", ALL_KEYS), ("days", ALL_VALUES)}
    assert reads(catalogue, lambda each: len(each.people)) == {("people", ALL_KEYS)}
    assert reads(catalogue, lambda each: "x" in each.people) == {("people.label", "x")}


def test_a_tracked_item_passes_for_the_item(catalogue: Catalogue) -> None:
    """By type, equality and identity: one object for each key, so that `is` works."""
    tracked = track(catalogue, ReadRecorder())
    item = tracked.talks["rencontre/a"]
    assert isinstance(item, Talk)
    assert isinstance(item.record, schema.Talk)
    assert item == catalogue.talks["rencontre/a"]
    assert hash(tracked.people["ana-foo"].appearances[0].talk) == hash("rencontre/a")
    assert tracked.talks["rencontre/a"] is item
    assert tracked_item(tracked, catalogue.talks["rencontre/a"]) is item
    assert tracked_item(tracked, "something else") == "something else"
    assert item


def test_a_change_is_of_the_facets_that_differ(catalogue: Catalogue) -> None:
    """Another title, summary or text is each a change of one facet; another speaker changes cards and lists."""
    written = (compiled({"rencontre/a.md": f"{TALK}{text}\n"})[0].talks["rencontre/a"] for text in ("Un.", "Deux."))
    assert differences("talks", *written) == ["talks.body"]
    for old, new, expected in (
        ("title: Un début", "title: Deux", ["talks.label"]),
        ("Court.", "Autre.", ["talks.card"]),
        ("---\n", "---\nPlus.\n", ["talks.card", "talks.body"]),  # it takes a minute to read now
        ("summary: Court.", "summary: Court.\nlevel: beginner", ["talks.rest"]),
    ):
        head, mark, tail = TALK.rpartition(old)
        edited = compiled({"rencontre/a.md": f"{head}{new if mark else ''}{tail}"})[0]
        assert differences("talks", catalogue.talks["rencontre/a"], edited.talks["rencontre/a"]) == expected
        assert differences("people", catalogue.people["ana-foo"], edited.people["ana-foo"]) == []
    assert differences("days", ("a",), ("b",)) == ["days"]
    assert differences("days", ("a",), ("a",)) == []


def test_every_attribute_of_a_facet_exists() -> None:
    """A name in the table that no item has would be a typing error: what it stands for would count as the rest."""
    kinds: dict[str, Any] = {
        "events": Event,
        "talks": Talk,
        "people": Person,
        "topics": Topic,
        "organisations": Organisation,
    }
    assert kinds.keys() == ATTRIBUTES.keys()
    for name, kind in kinds.items():
        known = {*dir(kind), *(field.name for field in dataclasses.fields(kind))}
        assert ATTRIBUTES[name].keys() <= known, name


def test_reads_of_plain_mappings_change_with_their_values() -> None:
    """A value that changed, came or went; and the keys, where they or their order are others."""
    assert changed_reads("x", {"a": 1, "b": 2}, {"a": 1, "b": 3}) == {("x", "b"), ("x", ALL_VALUES)}
    assert changed_reads("x", {"a": 1, "b": 2}, {"b": 2, "a": 1}) == {("x", ALL_KEYS)}
    assert changed_reads("x", {"a": 1}, {}) == {("x", "a"), ("x", ALL_VALUES), ("x", ALL_KEYS)}
    assert changed_reads("x", {"a": 1}, {"a": 1}) == set()
