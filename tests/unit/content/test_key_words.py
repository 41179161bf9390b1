"""The words that people write for our keys: each leads to one key that exists."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from recap.content import key_words
from recap.content.record_keys import fields, known_keys, model_at, records_in
from recap.content.schema import KINDS, Record
from recap.core import text

TABLES = tomllib.loads(Path(key_words.__file__).with_suffix(".toml").read_text("utf-8"))
MODELS = {name: table for name, table in TABLES.items() if name not in ("likely", "values")}


def models() -> dict[str, type[Record]]:
    """Every record, nested ones included, by the name of its class."""
    found, waiting = dict[str, type[Record]](), [*KINDS.values()]
    while waiting:
        model = waiting.pop()
        found[model.__name__] = model
        nested = {each for annotation in fields(model).values() for each in records_in(annotation)}
        waiting += nested - {*found.values()}
    return found


@pytest.mark.parametrize("name", MODELS)
def test_a_word_means_one_key_that_exists(name: str) -> None:
    """No word stands twice in a table, and each key of a table is one of the record, or of one inside it."""
    model = models()[name]
    words = [text.fold(word.replace("_", " ").replace("-", " ")) for words in MODELS[name].values() for word in words]
    assert sorted(word for word in {*words} if words.count(word) > 1) == []
    for key in MODELS[name].keys() - {key_words.NOTHING, key_words.BELOW, key_words.FROM_END}:
        first, _, inner = key.partition(".")
        assert first in fields(model)
        if first in ("links", "affiliations"):
            assert inner in fields(model_at(model, [first]))


@pytest.mark.parametrize(
    ("model", "word", "key"),
    [
        ("Talk", "Présentateur", "speakers"), ("Talk", "Vortragende", "speakers"), ("Talk", "PONENTE", "speakers"),
        ("Talk", "time", "start"), ("Talk", "end-time", "duration.end"), ("Talk", "tags", "topics"),
        ("Talk", "layout", "-"), ("Event", "tags", "-"), ("Event", "ville", "city"), ("Event", "tz", "timezone"),
        ("Person", "Twitter", "links.x"), ("Person", "bio", "below"), ("Talk", "qqq", ""), ("Nothing", "tags", ""),
    ],
)  # fmt: skip
def test_case_accents_and_signs_do_not_count(model: str, word: str, key: str) -> None:
    """A word is found in every spelling, in the table of its record alone."""
    assert key_words.meaning(model, word) == key


def test_words_for_values_lead_to_values() -> None:
    """A word for a level, a type or a flag is one of those that the record takes."""
    assert key_words.value_meaning("level", "Débutant") == "beginner"
    assert key_words.value_meaning("type", "Atelier") == "workshop"
    assert key_words.value_meaning("draft", "oui") == "true"
    assert key_words.value_meaning("room", "oui") == ""


def test_a_key_or_a_word_for_one_is_recognised() -> None:
    """Keys of ours in any case, and words of the tables; no other word."""
    assert key_words.is_key("Title")
    assert key_words.is_key("orateurs")
    assert not key_words.is_key("once")
    assert {"from", "name", "title", "alt"} <= known_keys()
