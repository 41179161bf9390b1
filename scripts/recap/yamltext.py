"""Values as YAML that our reader takes back unchanged."""

from __future__ import annotations

import json
import re
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
