"""Text: slugs, collation, folding, names of people, escaping."""

import difflib
import functools
import hashlib
import re
import shlex
import tomllib
import unicodedata
from collections.abc import Iterable, Set
from itertools import combinations
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

_TABLES = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
SPELT_OUT: dict[str, str] = _TABLES["spelt_out"]
"""Letters that Unicode does not decompose -> Latin letters."""
_SPELT_OUT = str.maketrans(SPELT_OUT)
_MARKS = re.compile("[\u0300-\u036f]+")
_MARKDOWN = re.compile(r"""[\\`*_{}\[\]<>&|~^=:#!$@+]""")
_LINE_START = re.compile(r"^([-.)(]|\?(?=\?\?)|\d+[.)])")
_PARTICLES = frozenset(_TABLES["particles"])
_EMOJI = re.compile(
    "(?:[\U0001f000-\U0001faff\u2300-\u23ff\u2600-\u266c\u2670-\u27bf\u2b00-\u2bff]|[0-9#*]\ufe0f?\u20e3)"
    "[\ufe0e\ufe0f\u200d\U000e0020-\U000e007f]*"
)
"""Pictures, with what is joined to them; the musical signs, as in C♯, are letters of a name."""
_APOSTROPHES = "'’‘ʼʻʹˈ`´′＇"
_HYPHENS = "-‐‑‒–—−﹣－"
_JOINERS = "\u200c\u200d\u00ad"
"""Signs inside a word: how its letters are joined (Unicode Standard 23.2), where it may be divided."""
_SIGNS = str.maketrans(
    {**dict.fromkeys(_APOSTROPHES, "'"), **dict.fromkeys(_HYPHENS, "-"), **dict.fromkeys(_JOINERS), "♯": "#"}
)
"""Signs in which spellings of one name differ, and nobody sees how."""
_SIGN_CODES = _APOSTROPHES + _HYPHENS + _JOINERS
_ODD_SIGNS = frozenset((_APOSTROPHES + _HYPHENS).replace("’", "").replace("-", ""))
_VOWELS = "".join(chr(code) for code in range(0x900, 0x1B00) if unicodedata.category(chr(code)) in ("Mc", "Mn"))
"""Vowel signs of the scripts of India and of South-East Asia: part of a word, and no letters to Python."""
_WORD = re.compile(rf"[\w{_VOWELS}]+")
_LABEL = re.compile(rf"[\w{_VOWELS}]+[+#]*")
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
MAX_ID = 190
"""Number of characters of an id: with the longest suffix, a file's name stays below 255 bytes on every system."""
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(10))})
"""Names that no file has on Windows."""
_FEW = 200
"""Number of words below which it is cheaper to compare each of them with all others than all with each other."""
_SENTENCE_END = re.compile(r"(?:[.!?…][\"')\]”’]*(?:\s»)?(?=\s)|[。！？][”’」』）]*)")
_SUFFIX = re.compile(r",?\s+(?:jr|sr|ii|iii|iv)\.?$", re.IGNORECASE)

_TAGS = (
    "[\U000e0000-\U000e001f]|(?<![\U0001f3f4\U000e0020-\U000e007e])[\U000e0020-\U000e007f]"
    "|(?<=\U0001f3f4)(?![\U000e0020-\U000e007e]{3,6}\U000e007f)[\U000e0020-\U000e007f]"
)
"""Tags that are not part of a flag, as that of Scotland: a black flag, 3 to 6 tags, the end (Unicode TR 51, C.1)."""
INVISIBLE_CHARACTERS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff"
    f"\u202a-\u202e\u2066-\u2069\u200b\u2060-\u2064\ufeff\u115f\u1160\u3164\uffa0\u180e]|{_TAGS}"
)
"""Control characters, characters that change text direction (Unicode TR 36, 2.10), characters without a glyph."""
_WRITTEN_WITHOUT_SPACES = "\u0e00-\u109f\u1780-\u17ff"
"""Thai, Lao, Tibetan, Burmese, Khmer: U+200B is where a line may break."""
COPIED_CHARACTERS = re.compile(
    f"[\u180e\u2060-\u2064\ufeff]|(?<![{_WRITTEN_WITHOUT_SPACES}])\u200b|\u200b(?![{_WRITTEN_WITHOUT_SPACES}])"
)
"""Characters without a glyph that copying from a page or a word processor brings along, and no writing needs."""
DISGUISING_CHARACTERS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff"
    f"\u202a-\u202e\u2066-\u2069\u115f\u1160\u3164\uffa0]|{_TAGS}"
)
"""The other invisible characters: with them a text is not what it seems."""
OTHER_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
"""Spaces that YAML takes for letters, as a range of a regular expression."""
UNPRINTABLE = re.compile(rf"{INVISIBLE_CHARACTERS.pattern}|[\x00-\x1f\u061c\u200e\u200f\ud800-\udfff]")
"""What a terminal may act on, and halves of characters, as Python reads file names that are not UTF-8."""


def collapse(text: str) -> str:
    """Return a text in NFC on one line, runs of white space replaced by one space; no-break spaces are kept."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return re.sub(r"[ \t\r\n\f\v]+", " ", unicodedata.normalize("NFC", text)).strip()


def printable(value: object) -> str:
    r"""Return a value as terminals and logs show it: on one line, with nothing that they act on.

    What is `UNPRINTABLE` is written as in Python (`\n`, `\x1b`, `\u202e`); a backslash disarms GitHub's workflow
    commands, which are `::` at the start of a line and `##[` anywhere.
    """
    shown = UNPRINTABLE.sub(lambda sign: sign[0].encode("unicode_escape").decode("ascii"), str(value))
    return re.sub(r"^(\s*)(?=::)|(?<=##)(?=\[)", r"\1\\", shown)


def sign_name(sign: str) -> str:
    """Return the code and the name of a character: `U+200B ZERO WIDTH SPACE`."""
    return f"U+{ord(sign):04X} {unicodedata.name(sign, '')}".rstrip()


def position(text: str, offset: int) -> tuple[int, int]:
    """Return line and column of an offset, both from 1."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def shortened(value: object) -> str:
    """Return the value of a record as messages show it: at most 60 characters of a text, brackets for a list or
    mapping.
    """
    if isinstance(value, (dict, list)):
        return "{…}" if isinstance(value, dict) else "[…]"
    shown = str(value)
    return shown if len(shown) <= 60 else f"{shown[:59]}…"


def excerpt(text: str, limit: int = 300) -> str:
    """Return a text of at most `limit` characters: its first sentences or, if the first is longer, words and `…`."""
    if len(text) <= limit:
        return text
    ends = [match.end() for match in _SENTENCE_END.finditer(text[: limit + 1]) if limit // 4 < match.end() <= limit]
    if ends:
        return text[: ends[-1]]
    cut = text[: limit - 1]
    words = cut if text[limit - 1 : limit].isspace() else cut.rpartition(" ")[0]
    return f"{(words or cut).rstrip(' ,;:–-')}…"


def first_sentence(text: str, limit: int = 240) -> str:
    """Return the first sentence of a text, of at least 20 characters; `excerpt` if it is longer than `limit`."""
    end = _SENTENCE_END.search(text, 20)
    return excerpt(text[: end.end()] if end else text, limit)


def strip_accents(text: str) -> str:
    """Return a text without combining marks, ligatures and special letters spelt out (œ, ß, ł…)."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text.translate(_SPELT_OUT))
    stripped = _MARKS.sub("", decomposed)
    return stripped if stripped.isascii() else "".join(filter(lambda sign: not unicodedata.combining(sign), decomposed))


def look_alike(name: str) -> str | None:
    """Return the first word of a name that mixes alphabets with similar letters or contains an invisible character.

    Unicode TR 39, 5.1, for alphabets that names of one language do not mix.
    """
    for word in _EMOJI.sub(" ", name).split():
        letters = {unicodedata.name(sign, "").partition(" ")[0] for sign in word if sign.isalpha()}
        hidden = "LATIN" in letters and re.search("[\u00ad\u200c-\u200f\ufe00-\ufe0f]", word)
        if hidden or len(letters & {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "FULLWIDTH"}) > 1:
            return word
    return None


@functools.lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Return the key under which spellings of one name meet: no accents, no case, no pictures, single spaces.

    A name of signs alone is its own key.
    """
    return _folded(_WORD, text)


@functools.lru_cache(maxsize=65536)
def fold_label(text: str) -> str:
    """Like `fold`, for labels of topics: `C++` and `C#` differ from `C`."""
    return _folded(_LABEL, text)


def _folded(word: re.Pattern[str], text: str) -> str:
    if text.isascii():
        return " ".join(word.findall(text.casefold().replace("_", " "))) or "".join(text.split())
    found = word.findall(strip_accents(text.translate(_SIGNS)).casefold().replace("_", " "))
    return " ".join(found) or re.sub(r"[\s\ufe0e\ufe0f]+", "", text)


def plain_signs(text: str) -> str:
    """Return a text with one kind of apostrophe and hyphen and without joiners, to compare spellings by the eye."""
    return text.translate(_SIGNS)


def differing_sign(one: str, other: str) -> str:
    """Return the sign that one spelling has and another has not, if they differ in apostrophes, hyphens, joiners only.

    Empty if they differ in more, or in signs that the other has alone.
    """
    if one == other or plain_signs(one) != plain_signs(other):
        return ""
    return next((sign for sign in one if sign in _SIGN_CODES and sign not in other), "")


def shell_word(written: str) -> str:
    """Return a text as one word of a command line, to be copied: quotation marks where a shell needs them."""
    if re.fullmatch(r"\w[\w.-]*", written):
        return written
    return f'"{written}"' if re.fullmatch(r"\w[\w .,;:’'()/&+@|–-]*", written) else shlex.quote(written)


def has_plain_signs(name: str) -> bool:
    """Return True if apostrophes and hyphens of a name are those of typography, ’ and -."""
    return not any(sign in _ODD_SIGNS for sign in name)


@functools.lru_cache(maxsize=65536)
def slug(text: str) -> str:
    """Return the id for a text: `a-z`, `0-9` and single hyphens; empty if no letter or digit is left.

    The library anyascii transliterates other scripts. `C++` and `C#` differ from `C`. Pictures count where nothing else
    is left. An id is the name of a file: one of more than MAX_ID characters ends with a digest of the whole, and the
    name of a device of Windows with a number.
    """
    found = text if text.isascii() else _EMOJI.sub(" ", text)
    found = _transliterated(found) or _transliterated(text)
    if len(found) > MAX_ID:
        digest = hashlib.blake2b(found.encode(), digest_size=4).hexdigest()
        start = found[: MAX_ID - len(digest)]
        return f"{start.rpartition('-')[0] or start[:-1]}-{digest}"
    return f"{found}-1" if found in _DEVICES else found


def _transliterated(text: str) -> str:
    plain = strip_accents(text)
    if not plain.isascii():
        from anyascii import anyascii

        plain = anyascii(plain)
    plain = re.sub(r"(?<=\w)[+#]+", lambda signs: signs[0].replace("+", "plus").replace("#", "sharp"), plain)
    return "-".join(re.findall(r"[a-z0-9]+", plain.lower()))


def heading_slug(text: str, _separator: str = "-") -> str:
    """Return the anchor of a heading, for the `toc` extension of Python-Markdown."""
    return _transliterated(text) or "section"


def github_slug(text: str, used: dict[str, int]) -> str:
    """Return the id that GitHub gives a heading: small letters, hyphens for spaces, `-1` for a repeated one.

    `used` has those of the headings above it, each with the last number that was tried after it.
    """
    plain = re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")
    found, number = plain, used.get(plain, 0)
    while found in used:
        number += 1
        found = f"{plain}-{number}"
    used |= {plain: number, found: used.get(found, 0)} if found != plain else {found: 0}
    return found


def collation_key(text: str) -> tuple[int, ...]:
    """Return the sort key of the Unicode Collation Algorithm with its default table (DUCET, UTS #10), right for French.

    There is no tailoring for other languages: a Swedish « ö » sorts with « o ».
    """
    return tuple(_collator().sort_key(text))


@functools.cache
def _collator() -> Any:
    from pyuca import Collator

    return Collator()


def sort_name(name: str) -> str:
    """Return `Foo, Ana`: the last word first, with its particles (« van », « de »…)."""
    words = _SUFFIX.sub("", name).split()
    if len(words) < 2:
        return name
    start = len(words) - 1
    while start > 1 and words[start - 1].lower() in _PARTICLES:
        start -= 1
    return f"{' '.join(words[start:])}, {' '.join(words[:start])}"


def guid(identifier: str) -> str:
    """Return a UUID for something known by its id, the same in every build (RFC 9562, version 5)."""
    return str(uuid5(NAMESPACE_URL, f"recap:{identifier}"))


def is_guid(value: str) -> bool:
    """Return True for a UUID in its usual form (RFC 9562, 4): no two sources give the same one to two things."""
    return bool(_GUID.fullmatch(value))


def titled(text: str) -> str:
    """Return a text with its first letter as a title has it; all others stay, unlike with `str.capitalize`.

    A letter that is two in capitals has its title form (`ǆ` -> `ǅ`), one whose script has no capitals stays, and a
    Dutch `ij` is one letter.
    """
    length = 2 if text.startswith("ij") else 1
    return (text[:length].upper() if length == 2 else text[:1].title()) + text[length:]


def initial(text: str) -> str:
    """Return the letter under which an index lists a name; `#` if it does not start with a letter."""
    first = strip_accents(text.strip())[:1].upper()
    return first if first.isalpha() else "#"


def monogram(name: str) -> str:
    """Return one or two capitals for a name: the first letters of its first and last words.

    A name without letters has its first digit, picture or sign.
    """
    shown = plain_signs(_SUFFIX.sub("", name))
    plain = "".join(sign for sign in shown if unicodedata.category(sign) not in ("Mn", "Mc", "Cf"))
    words = [word for word in re.findall(r"\w+", plain) if word[0].isalnum()]
    letters = [word for word in words if word[0].isalpha()] or words
    picture = "" if letters else next((found[0] for found in _EMOJI.finditer(name)), name[:1])
    return "".join(word[0].upper() for word in letters[:1] + letters[1:][-1:]) or picture


def markdown(text: str) -> str:
    """Return a text as Markdown that shows exactly its characters, anywhere in a page.

    Punctuation that has a meaning in Python-Markdown, its extensions or HTML becomes a character reference.
    """
    escaped = _MARKDOWN.sub(lambda sign: f"&#{ord(sign[0])};", collapse(text))
    return _LINE_START.sub(lambda start: start[1][:-1] + f"&#{ord(start[1][-1])};", escaped)


def near(word: str, known: Iterable[str], number: int = 3) -> list[str]:
    """Return the known words most similar to a word, best first."""
    by_fold = {fold(candidate): candidate for candidate in known}
    return [by_fold[match] for match in difflib.get_close_matches(fold(word), by_fold, n=number, cutoff=0.6)]


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word most similar to a word; empty if none is similar."""
    return next(iter(near(word, known, 1)), "")


def slip(word: str, known: Iterable[str]) -> str:
    """Return the known word that a slip of the finger makes this one; empty if none is that near.

    A slip adds, drops, changes or swaps one letter, two in words of seven letters and more; case, accents, hyphens and
    the plural do not count.
    """
    folded = fold(word.replace("_", " "))
    rated = [(_edits(folded, fold(each.replace("_", " "))), each) for each in known]
    return min((pair for pair in rated if pair[0] <= (2 if len(folded) > 6 else 1)), default=(0, ""))[1]


def _edits(one: str, other: str) -> int:
    """Return the number of letters added, dropped, changed or swapped between two words (optimal string alignment).

    Words whose lengths differ by more than two, or of more than 40 letters, count as three apart.
    """
    if abs(len(one) - len(other)) > 2 or max(len(one), len(other)) > 40:
        return 3
    rows: list[list[int]] = [[*range(len(other) + 1)]]
    for row, letter in enumerate(one, 1):
        rows.append([row])
        for column, sign in enumerate(other, 1):
            cost = min(rows[-2][column] + 1, rows[-1][-1] + 1, rows[-2][column - 1] + (letter != sign))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == sign:
                cost = min(cost, rows[-3][column - 2] + 1)
            rows[-1].append(cost)
    return rows[-1][-1]


def one_letter_apart(words: Iterable[str], among: Set[str] | None = None) -> set[tuple[str, str]]:
    """Return pairs (smaller, larger) of words that differ by one letter added, dropped, changed or swapped.

    With `among`, some of the words, only pairs with one of these. Looks up the deletions of each word, so the cost
    grows with the words and not with their pairs; for a few in `among`, compares these with all.
    """
    known = set(words)
    pairs: set[tuple[str, str]] = set()
    if among is not None:
        few = len(among) < _FEW
        found = (one_letter_apart([word, *_alike(word, known)]) for word in among) if few else [one_letter_apart(known)]
        return {pair for each in found for pair in each if not among.isdisjoint(pair)}
    changed: dict[str, list[str]] = {}
    for word in sorted(known):
        for place, letter in enumerate(word):
            before, after = word[:place], word[place + 1 :]
            changed.setdefault(f"{before}\0{after}", []).append(word)
            for other in (before + after, before + after[:1] + letter + after[1:]):
                if other in known and other != word:
                    pairs.add((min(word, other), max(word, other)))
    for group in changed.values():
        pairs.update(combinations(group, 2))
    return pairs


def _alike(word: str, known: Iterable[str]) -> list[str]:
    """Return the known words of about the same length whose first or second half is that of a word, the middle aside.

    Those that differ from it by one letter are among them.
    """
    half, length = len(word) // 2, len(word)
    start, end = word[: max(0, half - 1)], word[half + 1 :]
    return [each for each in known if -2 < len(each) - length < 2 and (each.startswith(start) or each.endswith(end))]
