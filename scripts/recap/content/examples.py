"""What stands under the keys of records, as YAML that our reader takes back unchanged; examples of it."""

from __future__ import annotations

import functools
import json
import re
import tomllib
from pathlib import Path
from typing import Any

_PLAIN = re.compile(r"[^\W\d_][\w’ .-]*[\w.]|\d{4}-\d{2}-\d{2}")
"""Texts that YAML reads as they are: letters first, no sign of its own, no space at the end."""


def flow(value: Any) -> str:
    """Any value on one line: texts as scalars, lists in brackets, mappings in braces."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    return scalar(value) if isinstance(value, str) else json.dumps(value)


def scalar(value: str, *, quoted: bool = False) -> str:
    """The text as a scalar: as it is where YAML cannot misread it, else (or when asked for) in double quotes."""
    plain = not quoted and _PLAIN.fullmatch(value) and value.lower() != "null"
    return value if plain else json.dumps(value, ensure_ascii=False)


def example(model: str, key: str) -> Any:
    """A value that may stand under a key of a model of the schema; None where there is no example."""
    table = _table()
    return table.get(model, {}).get(key, table.get(key))


def missing(model: str, key: str) -> dict[str, str]:
    """What E102 says of a key: its name, and a line of a front matter with an example."""
    value = example(model, key)
    return {"key": key, "example": f"{key}: {flow(value)}" if value is not None else f'{key}: "…"'}


@functools.cache
def _table() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("examples.toml").read_text("utf-8"))
