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


def missing(model: str, key: str) -> dict[str, str]:
    """What E102 says of a key: its name, and a line of a front matter with an example."""
    value = example(model, key)
    return {"key": key, "example": f"{key}: {flow(value)}" if value is not None else f'{key}: "…"'}


@functools.cache
def _table() -> dict[str, Any]:
    with (Path(__file__).parent / "keys.toml").open("rb") as file:
        return tomllib.load(file)
