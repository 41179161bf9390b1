"""The ways in which a text can be read: decoded, without its markup, folded; each character keeps its place.

A cut is a pattern and what stands for it. Markup, character references and the like are cut out of a text before names
are looked for, so that none of them can hide a name.
"""

from __future__ import annotations

import codecs
import functools
import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import unquote

from recap.core import text


class Between:
    """Finds what lies between a beginning and its end, both included, in one pass however many ends are missing."""

    def __init__(self, *pairs: tuple[str, str]) -> None:
        self._ends = dict(pairs)
        self._start = re.compile("|".join(map(re.escape, self._ends)), re.IGNORECASE)

    def spans(self, source: str) -> Iterator[tuple[int, int]]:
        """Yield beginning and end of each."""
        done, missing = 0, set[str]()
        while match := self._start.search(source, done):
            end = self._ends[match[0].lower()]
            place = -1 if end in missing else source.find(end, match.end())
            done = match.end() if place < 0 else place + len(end)
            if place < 0:
                missing.add(end)
            else:
                yield match.start(), done

    def sub(self, instead: str, source: str) -> str:
        """Return the text with something instead of each."""
        pieces: list[str] = []
        done = 0
        for start, end in self.spans(source):
            pieces += (source[done:start], instead)
            done = end
        return "".join((*pieces, source[done:]))


Cut = tuple[re.Pattern[str] | Between, str]
Cuts = tuple[Cut, ...]
BREAK = "\0"
"""Stands where one block of a page ends and the next begins: no name goes on across it."""

_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\U000e0000-\U000e01ef"
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]\w{1,30});?")
_PERCENT = re.compile(r"%[0-9a-fA-F]{2}(?:%[0-9a-fA-F]{2})*")
_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{4}(?:\\u[0-9a-fA-F]{4})*|x[0-9a-fA-F]{2}|u\{[0-9a-fA-F]{1,6}\}|(?=[^\w\s]))")
_INVISIBLES = re.compile(rf"[{_INVISIBLE}]+")


@functools.lru_cache(maxsize=1024)
def _unescape(entity: str) -> str:
    return html.unescape(entity)


def _unescaped(match: re.Match[str]) -> str:
    r"""Return what `\u00e9` and the like stand for; nothing for a backslash before a sign."""
    if len(match[0]) == 1:
        return ""
    codes = re.findall(r"[0-9a-fA-F]{2,6}", match[0].replace("\\u", " ").replace("\\x", " "))
    signs = "".join(chr(min(int(code, 16), 0x10FFFF)) for code in codes)
    return signs.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


_ENCODED: tuple[tuple[str, re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    ("&", _ENTITY, lambda match: _unescape(match[0])),
    ("%", _PERCENT, lambda match: unquote(match[0])),
    ("\\", _ESCAPE, _unescaped),
)
"""Sign with which something encoded begins, what it looks like, what it stands for."""
_DECODINGS = 3
"""Number of times over that a text may be encoded."""


_BLOCKS = (
    "address|article|aside|blockquote|body|br|caption|dd|desc|details|dialog|div|dl|dt|fieldset|figcaption|figure|footer|"
    "form|h|h[1-6]|head|header|hr|html|legend|li|list-item|main|metadata|nav|ol|option|p|pre|section|summary|svg|table|"
    "tbody|text|tfoot|thead|title|tr|ul"
)
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
_FOOTNOTE_MARKS = re.compile(r"<sup\b[^<>]*>\s*<a\b[^<>]*>[^<>]*</a>\s*</sup>", re.IGNORECASE)
_PICTURES = re.compile(r"""<img\b[^<>]*?\balt=["']?([^"'<>]*)[^<>]*>""", re.IGNORECASE)
_BLOCK_TAGS = re.compile(rf"</?(?:\w{{1,20}}:)?(?:{_BLOCKS})(?=[\s/>])[^<>]*>", re.IGNORECASE)
_CELL_TAGS = re.compile(r"</?(?:\w{1,20}:)?(?:td|th|tab|s|table-cell)(?=[\s/>])[^<>]*>", re.IGNORECASE)
_TAGS = re.compile(r"</?[a-zA-Z][^<>]*>")

_COMMENTS = Between(("<!--", "-->"), ("<?", "?>"))
_UNSHOWN = Between(("<script", "</script>"), ("<style", "</style>"))

DECODED: Cuts = ()
"""A text with no markup."""
MARKUP: Cuts = (
    (_COMMENTS, ""), (_CDATA, ""), (_UNSHOWN, BREAK), (_FOOTNOTE_MARKS, ""), (_PICTURES, r" \1 "), (_BLOCK_TAGS, BREAK),
    (_CELL_TAGS, " "), (_TAGS, ""),
)  # fmt: skip
"""HTML, XML and SVG, as a reader sees them: inline tags are nothing, blocks are apart."""
SPACED_MARKUP: Cuts = (*MARKUP[:-1], (_TAGS, " "))
"""The same with a space for each inline tag."""
_EMPHASIS = re.compile(r"(?<=\w)[*`~\[\]!]{1,6}|[*`~\[\]!]{1,6}(?=\w)")
MARKDOWN: Cuts = (
    (_COMMENTS, ""),
    (re.compile(r"\[\^[^\]\n]{0,200}\]|\]\[[^\]\n]{0,500}\]|\]\((?:[^()]|\([^()]*\)){0,2000}\)"), ""),
    (_TAGS, ""),
    (_EMPHASIS, ""),
)
"""Markdown without addresses of links, footnote marks, tags and emphasis."""
HYPHENATED: Cuts = ((re.compile(r"(?<=\w)[-\u2010][ \t\r]{0,9}\n[ \t]{0,99}(?=\w)"), ""),)
"""Words divided at the end of a line."""
CAPTIONS: Cuts = (
    (re.compile(r"(?:^[ \t]*+(?:\d+[ \t]*+)?\r?\n|^(?=[^\n]*-->)[^\n]*+\n)+", re.MULTILINE), ""),
    (re.compile(r"<[^<>]*>"), ""),
)
"""WebVTT and SubRip: one cue goes on in the next."""
CALENDAR: Cuts = ((re.compile(r"\r?\n[ \t]"), ""), (re.compile(r"\\[nN]"), "\n"))
"""iCalendar and vCard: long lines are folded (RFC 5545, 3.1)."""
BIBLIOGRAPHY: Cuts = (
    (re.compile(r"""\{?\\(?:["'`^~=.]|[a-zA-Z](?=[\s{]))\s{0,9}\{?\\?(\w)\}?\}?"""), r"\1"),
    (re.compile(r"[{}]+"), ""),
)
"""BibTeX: accents and braces of LaTeX."""
COLUMNS: Cuts = ((re.compile(r"[\"']?[ \t]{0,9}[;,\t|][ \t]{0,9}[\"']?"), " "),)
"""Tables of values: given name and family name may be neighbours."""
FIELDS: Cuts = (
    (re.compile(r"\\[nrtbf]"), " "),
    (re.compile(r"""["']\s{0,40},\s{0,40}["'][\w-]{1,30}["']\s{0,9}:\s{0,9}["']"""), " "),
)
"""JSON: given name and family name may be values of neighbouring keys."""

OF_SUFFIX: dict[str, tuple[Cuts, ...]] = {
    "csv": (COLUMNS,), "tsv": (COLUMNS,), "json": (FIELDS,), "js": (FIELDS,), "bib": (BIBLIOGRAPHY,),
    "ics": (CALENDAR,), "vcf": (CALENDAR,), "vtt": (CAPTIONS,), "srt": (CAPTIONS,),
}  # fmt: skip
"""Type of a file -> readings that only it has."""


def readings_of(suffix: str) -> tuple[Cuts, ...]:
    """Return all readings of a file of text, by its type in lower case."""
    return (DECODED, MARKUP, SPACED_MARKUP, MARKDOWN, HYPHENATED, *OF_SUFFIX.get(suffix, ()))


@dataclass(frozen=True)
class Reading:
    """A text, and for each of its characters the offset in the source that it comes from."""

    text: str
    origin: Sequence[int]

    @classmethod
    def of(cls, source: str) -> Reading:
        """Return the text itself."""
        return cls(source, range(len(source)))

    def cut(self, cuts: Cuts) -> Reading:
        """Return the text after some cuts, one after the other."""
        reading = self
        for pattern, instead in cuts:
            reading = reading._cut(pattern, instead)
        return reading

    def _cut(self, pattern: re.Pattern[str] | Between, instead: str | Callable[[re.Match[str]], str]) -> Reading:
        pieces: list[str] = []
        origin: list[int] = []
        done = 0
        for start, end, new in _replacements(self.text, pattern, instead):
            pieces += (self.text[done:start], new)
            origin += self.origin[done:start]
            origin += [self.origin[start]] * len(new)
            done = end
        if not pieces:
            return self
        return Reading("".join((*pieces, self.text[done:])), [*origin, *self.origin[done:]])

    def decoded(self) -> Reading:
        """Return the text with character references, percent-encoding and escapes decoded, even twice over."""
        reading = self
        for _ in range(_DECODINGS):
            before = reading.text
            for sign, pattern, decode in _ENCODED:
                if sign in reading.text:
                    reading = reading._cut(pattern, decode)
            if reading.text == before:
                break
        return reading if reading.text.isascii() else reading._cut(_INVISIBLES, "")

    def folded(self) -> Reading:
        """Return the text without accents and case."""
        if self.text.isascii():
            return Reading(self.text.lower(), self.origin)
        pieces = [_folded(sign) for sign in self.text]
        origin = [place for place, piece in zip(self.origin, pieces, strict=True) for _ in piece]
        return Reading("".join(pieces), origin)


def decoded(source: str) -> str:
    """Return what `Reading.decoded` does, without places, and with invisible characters."""
    for _ in range(_DECODINGS):
        before = source
        for sign, pattern, decode in _ENCODED:
            if sign in source:
                source = pattern.sub(decode, source)
        if source == before:
            break
    return source


def cut(source: str, cuts: Cuts) -> str:
    """Return what `Reading.cut` does, without places."""
    for pattern, instead in cuts:
        source = pattern.sub(instead, source)
    return source


def _replacements(
    source: str, pattern: re.Pattern[str] | Between, instead: str | Callable[[re.Match[str]], str]
) -> Iterator[tuple[int, int, str]]:
    if isinstance(pattern, Between):
        yield from ((start, end, str(instead)) for start, end in pattern.spans(source))
        return
    for match in pattern.finditer(source):
        yield *match.span(), instead(match) if callable(instead) else match.expand(instead)


class _Folds(dict[str, str]):
    """Character -> its folded form, computed on first use."""

    def __missing__(self, sign: str) -> str:
        return self.setdefault(sign, text.strip_accents(sign).casefold())


_folded = _Folds().__getitem__


def fold(source: str) -> str:
    """Return what `Reading.folded` does, without places, and without invisible characters."""
    return source.lower() if source.isascii() else text.strip_accents(_INVISIBLES.sub("", source)).casefold()


def decodings(raw: bytes) -> Iterator[str]:
    """Yield the texts that some bytes may be, in every encoding that is plausible."""
    marks = (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32")
    for mark, encoding in (*marks, (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if raw.startswith(mark):
            yield raw.decode(encoding, "replace").removeprefix("\ufeff")
            return
    is_utf8 = False
    with suppress(UnicodeDecodeError):
        yield raw.decode()
        is_utf8 = True
    if not is_utf8 or b"\0" in raw:
        wide = ("utf-16-le", "utf-16-be", *(("utf-32-le", "utf-32-be") if raw.count(0) > len(raw) // 2 else ()))
        yield from (raw.decode(encoding, "replace") for encoding in wide)
    if not is_utf8:
        yield from (raw.decode(encoding, "replace") for encoding in ("cp1252", "cp850", "mac_roman", "utf-8"))


def is_text(raw: bytes) -> bool:
    """Return True if bytes are UTF-8 text without control characters, whatever the file's name says."""
    try:
        return not re.search("[\0-\x08\x0e-\x1f]", raw.decode())
    except UnicodeDecodeError:
        return False


_NO_LETTERS = bytes(code for code in range(256) if not chr(code).isascii() or not chr(code).isalpha())
_SPELT_OUT = tuple(text.SPELT_OUT.items())


def latin(source: str) -> str:
    """Return a text in small Latin letters without accents, and in ASCII; other letters are gone. Fast."""
    if not source.isascii():
        for sign, spelt in _SPELT_OUT:
            if sign in source:
                source = source.replace(sign, spelt)
        source = unicodedata.normalize("NFKD", source).encode("ascii", "ignore").decode("ascii")
    return source.lower()


def letters(source: str) -> bytes:
    """Return the Latin letters of a folded text without anything between them. Fast."""
    return source.encode("ascii", "ignore").translate(None, _NO_LETTERS)


def other_letters(source: str) -> str:
    """Return the letters and digits of a folded text in any script."""
    return re.sub(r"[\W_]+", "", source)


def chunks(source: str, size: int = 1_000_000, overlap: int = 2_000) -> Iterable[tuple[int, str]]:
    """Yield (offset, part) of a text in parts that overlap, so that no long one needs much memory."""
    for start in range(0, max(len(source), 1), size):
        yield start, source[start : start + size + overlap]
