"""An example value for each key of a record, for hints and for the JSON Schemas."""

import tomllib
from pathlib import Path
from typing import Any

from recap.content.yaml_writer import to_flow_yaml

_EXAMPLES = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


def example(model: str, key: str) -> Any:
    """Return a possible value of a model's key; None if there is no example."""
    return _EXAMPLES.get(model, {}).get(key, _EXAMPLES.get(key))


def missing_key_args(model: str, key: str) -> dict[str, str]:
    """Return the arguments of E102 for a missing key: its name and a line with an example."""
    value = example(model, key)
    return {"key": key, "example": f"{key}: {to_flow_yaml(value)}" if value is not None else f'{key}: "…"'}
