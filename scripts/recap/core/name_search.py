"""Search for people's names in texts, however they are written.

Case, accents, separators and order make no difference (`Family, Given`, `given_family`, `givenfamily`), nor do encoded
and invisible characters. A longer word is another name, and so is the longer name of somebody else.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from recap.core import text
from recap.core.readings import DECODED, Cuts, Reading, chunks, cut, decoded, fold, latin, letters, other_letters

T = TypeVar("T")
_SEAM = "\n<\0>\n"
"""What joins texts that are looked at together: a tag, so that no other goes on across it."""
_MIN_JOINED = 6
"""Number of letters from which a name is also looked for as one word; shorter ones too often begin another."""
_MIN_SPACED = 7
"""Number of letters from which it is also looked for with a space or sign after each letter."""
_MIN_SLUG = 4
"""Number of letters from which an id of one word is looked for."""
_MAX_HITS = 200
"""Number of hits in one text that are returned."""
_GAP = (
    r"(?:[^\S\n]|\n(?!\s{0,99}\n|[ \t]{0,9}(?:[-+*#]|\d{1,9}[.)])[ \t])"
    r"|[-\u2010-\u2015_+*~`'\"\u2018-\u201f\u00ab\u00bb\u2039\u203a\[\]{}\\^\u00b7\u2022])"
)
"""What may stand between the words of a name: no full stop, no end of a paragraph, no start of a list item."""
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7ff\U00020000-\U0003ffff]"
)
"""Letters of scripts that put no space around a name."""
_EXPANDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Å": "Aa"})
"""Letters that are also spelt as two."""


_MAX_WORD = 40
_WORD_BEFORE = re.compile(r"(?P<word>[^\W\d_]+)(?P<mark>[^\S\n]|[-_])\Z")
_WORD_AFTER = re.compile(r"(?P<mark>[^\S\n]|[-_])(?P<word>[^\W\d_])")
_CODES = "&%\\"
"""Signs with which an encoded character begins."""


@dataclass(frozen=True)
class Name:
    """One name, and how it is found."""

    words: tuple[str, ...]
    """Folded."""
    forms: tuple[bytes, ...]
    """Its Latin letters in every order."""
    other_forms: tuple[str, ...]
    """The same in other scripts."""
    pattern: re.Pattern[str]
    """Matches it in a folded text."""
    is_short: bool
    """True if the letters of other words often contain it."""
    exact: str = ""
    """An id of one word, which counts in small letters only."""

    def may_be_in(self, latin: bytes, other: str) -> bool:
        """Return True if the letters of a text contain those of the name."""
        return any(form in latin for form in self.forms) or any(form in other for form in self.other_forms)


@dataclass(frozen=True, order=True)
class Hit:
    """Where a name stands: offsets in the text, and what stands there."""

    start: int
    end: int
    value: str


class NameSearch:
    """Looks for some names. It is false if there are none."""

    def __init__(self, names: Iterable[str], ids: Iterable[str] = (), known: Iterable[str] = ()) -> None:
        """`ids` are names as addresses spell them; `known` are names of others, which may contain one of these."""
        self.names, self.ids = tuple(sorted({*names})), tuple(sorted({*ids}))
        slugs = sorted({*map(text.slug, (*self.names, *self.ids))})
        found = [_name(name) for name in self.names]
        found += [_name(slug, "" if "-" in slug else slug) for slug in slugs if "-" in slug or len(slug) >= _MIN_SLUG]
        self._names = [*{(name.pattern.pattern, name.exact): name for name in found if name}.values()]
        self._is_latin = not any(name.other_forms for name in self._names)
        self._longer: list[Name] = []
        own = {other_letters(fold(name)) for name in self.names}
        others = [(name, name) for name in sorted({*known}) if other_letters(fold(name)) not in own]
        longer = [name for name, _ in self.sift(others, self.suspects) if self.hits(name)] if self._names else []
        self._longer = [made for name in longer if (made := _name(name))]
        self.known = tuple(longer)

    @property
    def digest(self) -> str:
        """A digest of what is looked for; no name is kept."""
        asked = repr((self.names, self.ids, self.known))
        return hashlib.sha256(asked.encode()).hexdigest() if self else ""

    def __bool__(self) -> bool:
        return bool(self._names)

    def without(self, words: str) -> NameSearch:
        """Return a search for those names that do not stand among some words."""
        found, folded = NameSearch(self.names, self.ids, self.known), fold(words)
        found._names = [name for name in self._names if not name.pattern.search(folded)]
        return found

    def plain(self, source: str) -> str:
        """Return a text decoded and folded, as `suspects` wants it."""
        return latin(decoded(source)) if self._is_latin else fold(decoded(source))

    def suspects(self, *variants: str) -> list[Name]:
        """Return the names that may stand in one of the variants of a plain text; the others certainly do not."""
        found: list[Name] = []
        waiting = self._names
        for variant in variants:
            joined = letters(variant)
            other = "" if self._is_latin else other_letters(variant)
            new = [name for name in waiting if name.may_be_in(joined, other)]
            new = [name for name in new if not name.is_short or name.pattern.search(variant)]
            if new:
                found += new
                waiting = [name for name in waiting if name not in new]
        return found

    def scattered(self, plain: str) -> list[Name]:
        """Return the names of several words, all of which stand somewhere in a plain text."""
        joined, found = letters(plain), []
        for name in self._names:
            may_be = len(name.words) > 1 and all(letters(word) in joined for word in name.words)
            if may_be and all(re.search(rf"(?<![^\W\d_]){word}(?![^\W\d_])", plain) for word in name.words):
                found.append(name)
        return found

    def sift(
        self, texts: Iterable[tuple[T, str]], may_name: Callable[[str], object], size: int = 500_000
    ) -> Iterator[tuple[T, str]]:
        """Yield the texts, with what they are of, for which `may_name` is true of the plain text.

        It is asked of many texts at once, so it must be true of a text if it is true of a part.
        """
        batch: list[tuple[T, str]] = []
        held = 0
        for item in texts:
            batch.append(item)
            held += len(item[1])
            if held > size:
                yield from self._sifted(batch, may_name)
                batch, held = [], 0
        yield from self._sifted(batch, may_name)

    def _sifted(self, batch: list[tuple[T, str]], may_name: Callable[[str], object]) -> Iterator[tuple[T, str]]:
        if batch and may_name(self.plain(_SEAM.join(text for _, text in batch))):
            yield from (item for item in batch if may_name(self.plain(item[1])))

    def hits(self, source: str, readings: Sequence[Cuts] = (DECODED,)) -> list[Hit]:
        """Return where names stand in any reading of a text, in order and without overlaps."""
        plain = self.plain(source)
        suspects = self.suspects(*dict.fromkeys(cut(plain, cuts) for cuts in readings))
        if not suspects:
            return []
        found: list[Hit] = []
        for offset, part in chunks(source):
            base = Reading.of(part).decoded()
            for cuts in readings:
                found += self._find(base.cut(cuts).folded(), part, offset, suspects)
        return _apart(found)[:_MAX_HITS]

    def named(self, source: str, readings: Sequence[Cuts] = (DECODED,)) -> str:
        """Return the first name in a text as it stands there; empty if there is none."""
        return next((hit.value for hit in self.hits(source, readings)), "")

    def _find(self, reading: Reading, source: str, offset: int, names: Iterable[Name]) -> list[Hit]:
        covered = [match.span() for name in self._longer for match in name.pattern.finditer(reading.text)]
        found = []
        for name in names:
            for match in islice(name.pattern.finditer(reading.text), _MAX_HITS):
                start, end = match.span()
                if not (
                    any(first <= start and end <= last for first, last in covered) or _is_of_two(match, reading, source)
                ):
                    hit = _hit(reading, source, start, end, offset)
                    found += [hit] if not name.exact or name.exact in hit.value else []
        return found


def _hit(reading: Reading, source: str, start: int, end: int, offset: int) -> Hit:
    """Return the hit of a match in a reading; encoded characters are shown as they are written, markup is not."""
    first, last = reading.origin[start], reading.origin[end - 1]
    after = reading.origin[end] if end < len(reading.origin) else len(source)
    stop = after if source[last] in _CODES and after > last else last + 1
    signs = zip(reading.origin[start:end], reading.text[start:end], strict=True)
    shown = "".join({place: " " if sign.isspace() else source[place] for place, sign in signs}.values())
    stretch = source[first:stop]
    if any(sign in shown for sign in _CODES) or fold(stretch) == fold(shown):
        shown = stretch
    value = text.shortened(text.INVISIBLE_CHARACTERS.sub("", text.collapse(shown)))
    return Hit(offset + first, offset + stop, value)


def _is_of_two(match: re.Match[str], reading: Reading, source: str) -> bool:
    """Return True if a name in another order is the end of one name and the start of the next.

    `Martin, Anne` is no name in `Paul Martin, Anne Durand`.
    """
    if not match.groupdict().get("turned"):
        return False

    def is_part(word: re.Match[str] | None, mark: str) -> bool:
        return bool(word and (word[mark] in "-_" or source[reading.origin[word.start("word")]].isupper()))

    before = _WORD_BEFORE.search(reading.text, max(0, match.start() - _MAX_WORD), match.start())
    return is_part(before, "mark") and is_part(_WORD_AFTER.match(reading.text, match.end()), "mark")


def _apart(hits: Iterable[Hit]) -> list[Hit]:
    """Return hits in order; of those that overlap the first and longest."""
    found: list[Hit] = []
    for hit in sorted(hits, key=lambda each: (each.start, -each.end)):
        if not found or hit.start >= found[-1].end:
            found.append(hit)
    return found


def _name(name: str, exact: str = "") -> Name | None:
    """Return how to find a name; None if nothing is left of it without its accents."""
    folded = fold(name).strip()
    words = tuple(re.findall(r"[^\W_]+", folded))
    if not folded:
        return None
    if not words or (len(words) == 1 and len(words[0]) < _MIN_SLUG - 1 and re.search(r"[^\w\s.,'’()-]", folded)):
        signs = r"\s+".join(map(re.escape, folded.split()))
        kinds: tuple[tuple[bytes, ...], tuple[str, ...]] = ((b"",), ()) if folded.isascii() else ((), ("",))
        return Name((), *kinds, re.compile(rf"(?<!\w){signs}(?!\w)"), is_short=True)
    spelt = {words, tuple(re.findall(r"[^\W_]+", fold(name.translate(_EXPANDED))))}
    orders = [order for each in sorted(spelt, key=lambda each: each != words) for order in _orders(each)]
    joined = ["".join(order) for order in orders]
    is_latin = all(each.isascii() for each in joined)
    own = "|".join(shape for order in orders if order in spelt for shape in _shapes(order, is_first=True))
    turned = "|".join(shape for order in orders if order not in spelt for shape in _shapes(order, is_first=False))
    pattern = re.compile(rf"{own}|(?P<turned>{turned})" if turned else own)
    is_short = len(words) == 1 or len(joined[0]) < _MIN_JOINED
    forms = tuple(dict.fromkeys(map(letters, joined))) if is_latin else ()
    return Name(words, forms, () if is_latin else tuple(dict.fromkeys(joined)), pattern, is_short, exact)


def _orders(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return the orders in which a name is written: its own, `Family, Given` wherever the family's begins, reversed."""
    turned = [words[start:] + words[:start] for start in range(1, len(words))]
    return [*dict.fromkeys([words, *turned, words[::-1]])]


def _shapes(words: tuple[str, ...], *, is_first: bool) -> Iterable[str]:
    """Yield patterns of words in this order; `is_first` if it is the name's own."""
    unspaced = _UNSPACED.search("".join(words))
    # Digits may follow a whole name (`zxowqvarn2`), but not a word, which they make another.
    limit = r"[^\W\d_]" if len(words) > 1 else r"[^\W_]"
    before, after = ("", "") if unspaced else (f"(?<!{limit})", f"(?!{limit})")
    number = sum(map(len, words))
    least = 0 if unspaced or number >= _MIN_JOINED else 1
    gap = rf"(?:{_GAP}{{{least},12}}|\.)" if is_first else rf"(?:(?:{_GAP}|,){{{least},12}}|[.;])"
    yield f"{before}{gap.join(map(re.escape, words))}{after}"
    if is_first and number >= _MIN_SPACED and len(words) > 1 and not unspaced:
        one = "[ \u00a0._-]"
        spaced = (one.join(map(re.escape, word)) for word in words)
        yield f"{before}{f'{one}{{1,4}}'.join(spaced)}{after}"
