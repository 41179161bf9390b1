"""Splits text into words for search. The client does exactly the same; a test compares the two.

`L’isolation de CRI-O` gives `isolation`, `de`, `cri`, `o`, `crio`: no accents, no capitals, no elision, compounds both
in parts and whole. Chinese, Japanese, Thai and others that put no spaces between words are cut into pairs of signs.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from Stemmer import Stemmer

from recap.core import text

_LISTS = tomllib.loads(Path(__file__).with_name("stop_words.toml").read_text("utf-8"))
STOP_WORDS = frozenset(word for words in _LISTS["stop"].values() for word in words.split())
"""Folded French and English words that are indexed in titles and names only."""
QUESTION_WORDS = [" ".join(_LISTS["questions"][name].split()) for name in ("asking", "saying")]
"""Folded words that a question starts with, and those that weigh nothing in one."""
_FRENCH, _ENGLISH = Stemmer("french", 0), Stemmer("english", 0)
"""Without their caches, which cost more than they save: each word is asked for once."""
_ELISION = re.compile(r"^(?:(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)')+(?=.)")
_CHUNK = re.compile(r"\.?[^\W_]+(?:[-_./'&:@\u200c]+[^\W_]+)*(?:\+\+|#)?")
_WORD = re.compile(r"[^\W_]+")
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\U00020000-\U0003ffff"
)
"""Thai, Lao, Burmese, Khmer, kana, Han: scripts that put no spaces between words, as a range."""
_RUN = re.compile(f"[{_UNSPACED}]+|[^{_UNSPACED}]+")
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")


def fold(written: str) -> str:
    """Return a text without accents, capitals and joiners, ligatures spelt out (œ, ß), apostrophes straight."""
    plain = written.replace("’", "'")
    return plain.lower() if plain.isascii() else plain.translate(_FOLDED)


class _Folded(dict[int, str]):
    """Code point -> its folded form, computed on first use: characters are folded independently."""

    def __missing__(self, code: int) -> str:
        if chr(code) in "\u200d\u00ad":
            return self.setdefault(code, "")
        plain = unicodedata.normalize("NFKD", text.strip_accents(chr(code)).lower())
        found = "".join(char for char in plain if unicodedata.category(char)[0] != "M").replace("ς", "σ")
        return self.setdefault(code, found)


_FOLDED = _Folded()


def words(written: str) -> Iterator[str]:
    """Yield the words of a text in order; parts of a compound, then the whole; also `c++` and `.net` as they are."""
    for chunk in _CHUNK.findall(fold(written)):
        if not chunk.isascii() and _IS_UNSPACED.search(chunk):
            for run in _RUN.findall(chunk):
                yield from _pairs(run) if _IS_UNSPACED.match(run) else _compound(run)
        elif chunk.isalnum():
            yield chunk
        else:
            yield from _compound(chunk)


def _pairs(run: str) -> Iterator[str]:
    """Yield each two neighbours in a run of characters, or a single one."""
    yield from (run[place : place + 2] for place in range(max(1, len(run) - 1)))


def _compound(chunk: str) -> Iterator[str]:
    """Yield the parts of a compound, the whole, and the word with its signs."""
    bare = _ELISION.sub("", chunk)
    parts = _WORD.findall(bare)
    yield from parts
    if len(parts) > 1 and len(bare) < 40:
        yield "".join(parts)
    if parts and bare[-1] in "+#":
        yield parts[-1] + bare[len(bare.rstrip("+#")) :]
    if parts and bare[0] == ".":
        yield f".{parts[0]}"


def stem(word: str) -> str:
    """Return the stem of a word by the Snowball stemmers for French, then English."""
    return str(_ENGLISH.stemWord(_FRENCH.stemWord(word)))
