"""Words as search knows them. The client folds and cuts in the same way; a test compares the two.

`L’isolation de CRI-O` gives `isolation`, `de`, `cri`, `o`, `crio`: no accents, no capitals, no elision, compounds both
in parts and whole.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from recap.core import text

STOP_WORDS = frozenset(
    """a ai au aux avec c ce ces cet cette d dans de des du elle elles en entre est et eu il ils j je l la le les leur
    leurs lui m ma mais me meme mes moi mon n ne nos notre nous on ont ou par pas plus pour qu que qui s sa sans se ses
    si son sont sur t ta te tes toi ton tu un une vos votre vous y
    an and are as at be been but by can do for from had has have he her his how i if in into is it its no not of or
    our she so that the their them then there these they this to was we were what when which who will with you
    your""".split()  # noqa: SIM905
)
"""Folded French and English words that are searched in titles and names only."""
_ELISION = re.compile(r"^(?:(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)')+(?=.)")
_CHUNK = re.compile(r"\.?[^\W_]+(?:[-_./'&:@]+[^\W_]+)*(?:\+\+|#)?")
_WORD = re.compile(r"[^\W_]+")


def fold(written: str) -> str:
    """The text without accents and capitals, letters spelt out (œ, ß), apostrophes straight."""
    plain = written.replace("’", "'")
    return plain.lower() if plain.isascii() else plain.translate(_FOLDED)


class _Folded(dict[int, str]):
    """Code of a character -> what it is folded to, found when it is first met: no character hangs on its neighbours."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKD", text.strip_accents(chr(code)).lower())
        found = "".join(char for char in plain if unicodedata.category(char)[0] != "M").replace("ς", "σ")
        return self.setdefault(code, found)


_FOLDED = _Folded()


def words(written: str) -> Iterator[str]:
    """The words of a text in order; after the parts of a compound the whole, `c++` and `.net` beside `c` and `net`."""
    for chunk in _CHUNK.findall(fold(written)):
        bare = _ELISION.sub("", chunk)
        parts = _WORD.findall(bare)
        yield from parts
        if len(parts) > 1 and len(bare) < 40:
            yield "".join(parts)
        if bare[-1] in "+#":
            yield parts[-1] + bare[len(bare.rstrip("+#")) :]
        if bare[0] == ".":
            yield f".{parts[0]}"


@functools.cache
def _stemmers() -> tuple[Any, Any]:
    from Stemmer import Stemmer

    return Stemmer("french"), Stemmer("english")


def stem(word: str) -> str:
    """What the inflections of a word have in common, by the Snowball stemmers of French, then English."""
    french, english = _stemmers()
    return str(english.stemWord(french.stemWord(word)))
