"""Values and records -> YAML that our reader parses back unchanged."""

import json
import re
from collections.abc import Mapping
from typing import Any

_PLAIN = re.compile(r"[^\W\d_][\w’ .-]*[\w.]|\d{4}-\d{2}-\d{2}")
"""Texts that YAML reads as they are: letters first, no punctuation with a meaning, no trailing space."""


_UNSAFE = re.compile("[^\n\t\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
"""What a literal block cannot hold: control characters, and line breaks of other kinds."""


def to_flow_yaml(value: Any) -> str:
    """Return a value on one line: texts as scalars, lists in brackets, mappings in braces."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {to_flow_yaml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(to_flow_yaml(item) for item in value) + "]"
    return to_scalar(value) if isinstance(value, str) else json.dumps(value)


def to_scalar(value: str, *, quoted: bool = False) -> str:
    """Return a text as a scalar: plain if YAML cannot misread it, otherwise (or if asked) in double quotes."""
    plain = not quoted and _PLAIN.fullmatch(value) and value.lower() != "null"
    return value if plain else json.dumps(value, ensure_ascii=False)


def _is_literal(value: str) -> bool:
    """Return True for a text of several lines that YAML reads back from a literal block as it is."""
    return "\n" in value and value == value.strip() and not _UNSAFE.search(value)


def front_matter(record: Mapping[str, Any]) -> str:
    """Return a record as front matter; texts are in double quotes where YAML could misread them."""
    lines = ["---"]
    for key, value in record.items():
        if isinstance(value, str) and _is_literal(value):
            lines += [f"{key}: |-", *(f"  {line}" if line else "" for line in value.split("\n"))]
            continue
        items = value if isinstance(value, list) else []
        lines.append(f"{key}:" if items else f"{key}: {to_flow_yaml(value)}")
        for one in items:
            mapping = [] if isinstance(one, str) else [f"{name}: {to_flow_yaml(part)}" for name, part in one.items()]
            first, *rest = mapping or [to_scalar(one)]
            lines += [f"  - {first}", *(f"    {pair}" for pair in rest)]
    return "\n".join([*lines, "---", "", ""])
