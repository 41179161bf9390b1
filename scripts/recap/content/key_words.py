"""Words that people write for keys and values, in several languages -> ours."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from recap.content.record_keys import known_keys
from recap.core import text

NOTHING, BELOW, FROM_END = "-", "below", "duration.end"
"""Meanings that are no key: a line that nothing needs; a text for below the front matter; the time of the end."""


def meaning(model: str, word: str) -> str:
    """Return the key, or the key inside another with a dot, that a word means in a model; empty if none is known."""
    return _meanings().get(model, {}).get(_folded(word), "")


def value_meaning(key: str, word: str) -> str:
    """Return the value of a key that a word means; empty if none is known."""
    return _values().get(key, {}).get(_folded(word), "")


def likely_keys(model: str) -> list[str]:
    """Return the keys of a model that are likeliest to be meant, best first; empty if there is no such list."""
    return list(_tables()["likely"].get(model, ()))


@cache
def is_key(word: str) -> bool:
    """Return True if a word is a key of some record, or means one."""
    return word.lower() in known_keys() or any(_folded(word) in words for words in _meanings().values())


def _folded(word: str) -> str:
    return text.fold(word.replace("_", " ").replace("-", " "))


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


@cache
def _meanings() -> dict[str, dict[str, str]]:
    """Return model -> folded word -> key."""
    models = (item for item in _tables().items() if item[0] not in ("likely", "values"))
    return {model: _turned(table) for model, table in models}


@cache
def _values() -> dict[str, dict[str, str]]:
    return {key: _turned(table) for key, table in _tables()["values"].items()}


def _turned(table: dict[str, list[str]]) -> dict[str, str]:
    return {_folded(word): key for key, words in table.items() for word in words}
