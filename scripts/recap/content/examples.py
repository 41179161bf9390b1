"""An example value for each key of a record, for hints and for the JSON Schemas."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from recap.content.yaml_writer import to_flow_yaml

_EXAMPLES = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


class Days(NamedTuple):
    """The days of the event that a file belongs to, and its time zone."""

    first: date
    last: date
    timezone: str = "UTC"


def example(model: str, key: str, days: Days | None = None) -> Any:
    """Return a possible value of a model's key, within the days of its event; None if there is no example."""
    if days and model == "Talk" and key in ("date", "published"):
        return (days.last if key == "published" else days.first).isoformat()
    return _EXAMPLES.get(model, {}).get(key, _EXAMPLES.get(key))


def example_line(model: str, key: str, days: Days | None = None) -> str:
    """Return a line of front matter with an example."""
    value = example(model, key, days)
    return f"{key}: {to_flow_yaml(value)}" if value is not None else f'{key}: "…"'


def missing_key_args(model: str, key: str, days: Days | None = None) -> dict[str, str]:
    """Return the arguments of E102 for a missing key: its name and a line with an example."""
    return {"key": key, "example": example_line(model, key, days)}
