"""Letters: slugs, collation, folding, names of people, escaping."""

from __future__ import annotations

import difflib
import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any

_SPELT_OUT = str.maketrans(
    {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ẞ": "SS", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O",
     "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ı": "i"}
)  # fmt: skip
_MARKS = re.compile("[\u0300-\u036f]+")
_MARKDOWN = re.compile(r"""[\\`*_{}\[\]<>&|~^=:#!$@+]""")
_LINE_START = re.compile(r"^([-.)(]|\d+[.)])")
_PARTICLES = frozenset(
    ["al", "bin", "da", "das", "de", "dei", "del", "della", "den", "der", "di", "do", "dos", "du",
     "el", "la", "le", "les", "los", "ten", "ter", "van", "vom", "von", "zu", "zum", "zur"]
)  # fmt: skip
_SUFFIX = re.compile(r",?\s+(?:jr|sr|ii|iii|iv)\.?$", re.IGNORECASE)


def collapse(text: str) -> str:
    """The text in NFC on one line, every run of white space (no-break ones kept) become one plain space."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return re.sub(r"[ \t\r\n\f\v]+", " ", unicodedata.normalize("NFC", text)).strip()


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset, both from 1."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def shortened(value: object) -> str:
    """The value of a record as messages show it: a text cut to 60 characters, of a list or mapping the brackets."""
    if isinstance(value, (dict, list)):
        return "{…}" if isinstance(value, dict) else "[…]"
    shown = str(value)
    return shown if len(shown) <= 60 else f"{shown[:59]}…"


def strip_accents(text: str) -> str:
    """The text with its letters spelt out (œ, ß, ł…) and without combining marks."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text.translate(_SPELT_OUT))
    stripped = _MARKS.sub("", decomposed)
    if stripped.isascii():
        return stripped
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def names_pattern(names: Iterable[str]) -> str:
    """A regular expression of names, wrapped or not, in a text without accents (`strip_accents`)."""
    bare = sorted(filter(str.strip, {strip_accents(name) for name in names}))
    return "|".join(re.sub("['’]", "['’]", r"\s+".join(map(re.escape, name.split()))) for name in bare) or r"(?!)"


def occurrences(names: re.Pattern[str], text: str) -> Iterator[tuple[int, str]]:
    """Where a text says one of the names, whatever accents it has: the offset, and what it says there."""
    if names.search(strip_accents(text)):
        letters = [(offset, letter) for offset, sign in enumerate(text) for letter in strip_accents(sign)]
        for match in names.finditer("".join(letter for _, letter in letters)):
            start, last = letters[match.start()][0], letters[match.end() - 1][0]
            yield start, text[start : last + 1]


def look_alike(name: str) -> str | None:
    """The first word of a name that mixes alphabets whose letters look alike, or hides an invisible sign; or None.

    Unicode TR 39, 5.1, for the alphabets in which names of one language are not mixed.
    """
    for word in name.split():
        letters = {unicodedata.name(sign, "").partition(" ")[0] for sign in word if sign.isalpha()}
        hidden = "LATIN" in letters and re.search("[\u00ad\u200c-\u200f\ufe00-\ufe0f]", word)
        if hidden or len(letters & {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "FULLWIDTH"}) > 1:
            return word
    return None


@functools.lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """The key under which two spellings of one name meet: no accents, no case, words apart by one space."""
    return " ".join(re.findall(r"\w+", strip_accents(text).casefold()))


def fold_label(text: str) -> str:
    """As `fold`, for labels of topics: `C++` and `C#` keep apart from `C`."""
    return " ".join(re.findall(r"\w+[+#]*", strip_accents(text).casefold()))


@functools.lru_cache(maxsize=65536)
def slug(text: str) -> str:
    """The id that a text gives: `a-z`, `0-9` and single hyphens; empty when no letter or digit is left.

    Other scripts are transliterated by the library anyascii. `C++` and `C#` keep apart from `C`.
    """
    plain = strip_accents(text)
    if not plain.isascii():
        from anyascii import anyascii

        plain = anyascii(plain)
    plain = re.sub(r"(?<=\w)[+#]+", lambda signs: signs[0].replace("+", "plus").replace("#", "sharp"), plain)
    return "-".join(re.findall(r"[a-z0-9]+", plain.lower()))


def heading_slug(text: str, _separator: str = "-") -> str:
    """The anchor of a heading, in the form that the `toc` extension of Python-Markdown asks for."""
    return slug(text) or "section"


@functools.lru_cache(maxsize=65536)
def collation_key(text: str) -> tuple[int, ...]:
    """Sort key by the Unicode Collation Algorithm with its default table (DUCET, UTS #10), which suits French.

    No tailoring for other languages: a Swedish « ö » sorts with « o ».
    """
    key: tuple[int, ...] = _collator().sort_key(text)
    return key


@functools.cache
def _collator() -> Any:
    from pyuca import Collator

    return Collator()


def sort_name(name: str) -> str:
    """`Vauge, Émile`: the last word first, with the particles before it (« van », « de »…)."""
    words = _SUFFIX.sub("", name).split()
    if len(words) < 2:
        return name
    start = len(words) - 1
    while start > 1 and words[start - 1].lower() in _PARTICLES:
        start -= 1
    return f"{' '.join(words[start:])}, {' '.join(words[:start])}"


def initial(text: str) -> str:
    """The letter under which a sort name stands in an index; `#` for what starts with no letter."""
    first = strip_accents(text.strip())[:1].upper()
    return first if first.isalpha() else "#"


def monogram(name: str) -> str:
    """One or two capitals that stand for a name: first letters of its first and last words."""
    words = [word for word in re.findall(r"\w+", _SUFFIX.sub("", name)) if word[0].isalpha()]
    return "".join(word[0].upper() for word in words[:1] + words[1:][-1:])


def markdown(text: str) -> str:
    """The text as Markdown that shows exactly its characters, wherever in a page it is put.

    Punctuation that Python-Markdown, one of its extensions or HTML could read becomes a character reference.
    """
    escaped = _MARKDOWN.sub(lambda sign: f"&#{ord(sign[0])};", collapse(text))
    return _LINE_START.sub(lambda start: start[1][:-1] + f"&#{ord(start[1][-1])};", escaped)


def near(word: str, known: Iterable[str], number: int = 3) -> list[str]:
    """The known words that a person most probably meant, best first."""
    by_fold = {fold(candidate): candidate for candidate in known}
    return [by_fold[match] for match in difflib.get_close_matches(fold(word), by_fold, n=number, cutoff=0.6)]


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that was most probably meant; empty without one."""
    return next(iter(near(word, known, 1)), "")


def one_letter_apart(words: Iterable[str]) -> set[tuple[str, str]]:
    """Pairs of words that one letter added, dropped or changed, or two exchanged, tell apart: (smaller, larger).

    Looks words up by their forms, so that its cost grows with the words and not with their pairs.
    """
    known = set(words)
    pairs: set[tuple[str, str]] = set()
    changed: dict[str, list[str]] = {}
    for word in sorted(known):
        for place, letter in enumerate(word):
            before, after = word[:place], word[place + 1 :]
            changed.setdefault(f"{before}\0{after}", []).append(word)
            for other in (before + after, before + after[:1] + letter + after[1:]):
                if other in known and other != word:
                    pairs.add((min(word, other), max(word, other)))
    for group in changed.values():
        pairs |= {*combinations(group, 2)}
    return pairs
