"""Pairs of similar names, remembered from one check to the next: only names that are new are compared."""

import hashlib
from collections.abc import Iterable, MutableMapping
from typing import Any

from recap.core import text

_DIGEST = 16
"""Number of hexadecimal digits of a digest."""


class SimilarNames:
    """Pairs of names, in rows of JSON that hold no name but a digest of each.

    `rows`: list of names -> `of`, a digest of the whole list; `names`, those of all names, sorted by name; `pairs`,
    positions in it of those that are similar. A row is replaced, never changed.
    """

    def __init__(self, rows: MutableMapping[str, Any] | None = None) -> None:
        self._rows = {} if rows is None else rows

    def pairs(self, name: str, names: Iterable[str]) -> set[tuple[str, str]]:
        """Return what `text.one_letter_apart` does of all names of the list `name`, and remember it."""
        ordered = sorted({*names})
        known = self._rows.get(name, {"of": "", "names": "", "pairs": []})
        whole = _digest("\0".join(ordered))
        if known["of"] == whole:
            return {(ordered[one], ordered[other]) for one, other in known["pairs"]}
        digests = [*map(_digest, ordered)]
        by_digest = dict(zip(digests, ordered, strict=True))
        before = [known["names"][place : place + _DIGEST] for place in range(0, len(known["names"]), _DIGEST)]
        left = ((before[one], before[other]) for one, other in known["pairs"])
        found = {(by_digest[one], by_digest[other]) for one, other in left if one in by_digest and other in by_digest}
        found |= text.one_letter_apart(ordered, {by_digest[each] for each in by_digest.keys() - {*before}})
        places = {each: place for place, each in enumerate(ordered)}
        pairs = sorted([places[one], places[other]] for one, other in found)
        self._rows[name] = {"of": whole, "names": "".join(digests), "pairs": pairs}
        return found


def _digest(name: str) -> str:
    return hashlib.blake2b(name.encode(), digest_size=_DIGEST // 2).hexdigest()
