"""What an import leaves in a file: digests, which tell a later run what people changed, and a border in an abstract."""

import hashlib
import json
from typing import Any

DESCRIPTION = "<!-- description -->"
"""Stands in an abstract between what the programme says first and its description; no page shows it."""


def abstract_and_description(written: str) -> tuple[str, str]:
    """Return the two texts of a programme that an abstract holds; without a border all of it is the abstract."""
    first, _, rest = written.partition(DESCRIPTION)
    return first.strip(), rest.strip()


def value_digest(value: Any) -> str:
    """Return a short digest of a value: equal for None and empty values, and for a number and its text."""
    texts = json.loads(json.dumps(value), parse_int=str)
    plain = json.dumps(texts, ensure_ascii=False, sort_keys=True) if value else ""
    return hashlib.sha256(plain.encode()).hexdigest()[:12]
