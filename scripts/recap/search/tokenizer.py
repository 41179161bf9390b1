"""Splits text into words for search. The client does exactly the same; a test compares the two.

`L’isolation de CRI-O` gives `isolation`, `de`, `cri`, `o`, `crio`: no accents, no capitals, no elision, compounds both
in parts and whole.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from Stemmer import Stemmer

from recap.core import text

_STOP_WORDS = tomllib.loads(Path(__file__).with_name("stop_words.toml").read_text("utf-8"))
STOP_WORDS = frozenset(word for words in _STOP_WORDS.values() for word in words.split())
"""Folded French and English words that are indexed in titles and names only."""
_FRENCH, _ENGLISH = Stemmer("french", 0), Stemmer("english", 0)
"""Without their caches, which cost more than they save: each word is asked for once."""
_ELISION = re.compile(r"^(?:(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)')+(?=.)")
_CHUNK = re.compile(r"\.?[^\W_]+(?:[-_./'&:@]+[^\W_]+)*(?:\+\+|#)?")
_WORD = re.compile(r"[^\W_]+")


def fold(written: str) -> str:
    """Return a text without accents and capitals, ligatures spelt out (œ, ß), apostrophes straight."""
    plain = written.replace("’", "'")
    return plain.lower() if plain.isascii() else plain.translate(_FOLDED)


class _Folded(dict[int, str]):
    """Code point -> its folded form, computed on first use: characters are folded independently."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKD", text.strip_accents(chr(code)).lower())
        found = "".join(char for char in plain if unicodedata.category(char)[0] != "M").replace("ς", "σ")
        return self.setdefault(code, found)


_FOLDED = _Folded()


def words(written: str) -> Iterator[str]:
    """Yield the words of a text in order; parts of a compound, then the whole; also `c++` and `.net` as they are."""
    for chunk in _CHUNK.findall(fold(written)):
        if chunk.isalnum():
            yield chunk
            continue
        bare = _ELISION.sub("", chunk)
        parts = _WORD.findall(bare)
        yield from parts
        if len(parts) > 1 and len(bare) < 40:
            yield "".join(parts)
        if bare[-1] in "+#":
            yield parts[-1] + bare[len(bare.rstrip("+#")) :]
        if bare[0] == ".":
            yield f".{parts[0]}"


def stem(word: str) -> str:
    """Return the stem of a word by the Snowball stemmers for French, then English."""
    return str(_ENGLISH.stemWord(_FRENCH.stemWord(word)))
