"""Digests of what an import wrote into a file, by which a later run knows what people have changed."""

import hashlib
import json
from typing import Any


def value_digest(value: Any) -> str:
    """Return a short digest of a value: equal for None and empty values, and for a number and its text."""
    texts = json.loads(json.dumps(value), parse_int=str)
    plain = json.dumps(texts, ensure_ascii=False, sort_keys=True) if value else ""
    return hashlib.sha256(plain.encode()).hexdigest()[:12]
