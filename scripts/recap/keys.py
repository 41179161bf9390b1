"""Example values of the keys of records, the same in every language."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path
from typing import Any

from recap.yamltext import flow


def example(model: str, key: str) -> Any:
    """A value that may stand under a key of a model of the schema; None where there is no example."""
    table = _table()
    return table.get(model, {}).get(key, table.get(key))


def example_line(model: str, key: str) -> str:
    """The key with an example, as a line of a front matter."""
    value = example(model, key)
    return f"{key}: {flow(value)}" if value is not None else f'{key}: "…"'


@functools.cache
def _table() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("keys.toml").read_text("utf-8"))
