"""Items of a catalogue as rows: what comes back is what was stored, and nothing is read before it is asked for."""

from __future__ import annotations

import json
from datetime import date

import pytest

from recap.catalogue.rows import (
    GROUPS,
    PLAIN,
    Source,
    StoredEntries,
    day_key,
    from_day_key,
    stored_catalogue,
    to_entry,
    to_row,
)
from recap.content.loader import read_files
from recap.content.settings import read_settings
from recap.content.stored import from_stored, to_stored
from recap.lint.runner import check_content
from tests.site_fixtures import FIXTURES


@pytest.mark.parametrize("name", ["full", "english", "hostile"])
def test_a_stored_catalogue_is_the_catalogue(name: str) -> None:
    """Of each fixture site: every item, in order, from its row and the stored documents, positions included."""
    docs = FIXTURES / "sites" / name / "docs"
    settings, _ = read_settings(docs.parent / "mkdocs.yml")
    found = check_content(docs, settings, collate=True).catalogue
    files, _ = read_files(docs, settings)
    records = {src_uri: record for group in files.by_kind.values() for src_uri, record in group.items()}
    rows: dict[tuple[str, str], str] = {}
    asked: list[str] = []

    def source(src_uri: str) -> Source:
        asked.append(src_uri)
        if src_uri not in records:
            page = found.pages.get(src_uri)
            return (page.record, page.document) if page else (None, None)
        document = files.documents[src_uri]
        return records[src_uri], from_stored(document.path, to_stored(document))

    for group in GROUPS:
        rows |= {(group, key): to_row(item) for key, item in getattr(found, group).items()}
    for group in PLAIN:
        rows |= {(group, day_key(key)): json.dumps(value) for key, value in getattr(found, group).items()}
    groups = (*GROUPS, *PLAIN)
    keys: dict[str, list[str]] = {group: [*map(day_key, getattr(found, group))] for group in groups}
    stored = stored_catalogue(keys, lambda group, key: rows[group, key], source)
    assert not asked
    for group in groups:
        before, after = getattr(found, group), getattr(stored, group)
        assert [*before] == [*after], group
        assert len(before) == len(after)
        for key in before:
            assert key in after
            assert before[key] == after[key], (group, key)
    assert "nobody" not in stored.people
    with pytest.raises(KeyError):
        stored.people["nobody"]


def test_entries_of_lists_are_stored() -> None:
    """Items by their key, appearances with their credits; a part of a list is a list."""
    docs = FIXTURES / "sites/full/docs"
    settings, _ = read_settings(docs.parent / "mkdocs.yml")
    found = check_content(docs, settings, collate=True).catalogue
    entries = [*found.people.values(), *found.talks.values(), *next(iter(found.people.values())).appearances]
    stored = StoredEntries(json.loads(json.dumps([*map(to_entry, entries)])), found)
    assert [*stored] == entries
    assert [*stored[1:3]] == entries[1:3]
    assert len(stored) == len(entries)


def test_days_are_keys() -> None:
    """An event and a day as one text, and back."""
    day = ("rencontre", date(2016, 10, 4))
    assert day_key(day) == "rencontre 2016-10-04"
    assert from_day_key(day_key(day)) == day
    assert day_key("x") == "x"
