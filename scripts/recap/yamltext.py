"""Texts as YAML scalars that our reader takes back unchanged."""

from __future__ import annotations

import json
import re

_PLAIN = re.compile(r"[^\W\d_][\w’ .-]*[\w.]|\d{4}-\d{2}-\d{2}")
"""Texts that YAML reads as they are: letters first, no sign of its own, no space at the end."""


def scalar(value: str, *, quoted: bool = False) -> str:
    """The text as a scalar: as it is where YAML cannot misread it, else (or when asked for) in double quotes."""
    plain = not quoted and _PLAIN.fullmatch(value) and value.lower() != "null"
    return value if plain else json.dumps(value, ensure_ascii=False)
