"""Glossary: links the terms of topics where texts use them."""

import functools
import itertools
import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape, unescape

from recap.core import text

_TAG = re.compile(r"(<[^>]*>)")
_WORD = re.compile(r"\w+")
_BETWEEN = re.compile(r"[ \u00a0\u202f/.’'-]{1,2}")
_HREF = re.compile(r'<a\b[^>]*? href="([^"#]+)')
_OPAQUE = re.compile(r"<(/?)(a|abbr|button|cite|code|h[1-6]|kbd|label|pre|summary|svg)\b")
"""Elements in which no term is linked: links, code, headings, what is clicked."""


@dataclass(frozen=True)
class Term:
    """A term: address of the page that defines it, and the definition."""

    url: str
    definition: str


class Terms:
    """Terms of a glossary, indexed for matching in texts; given as (names, Term)."""

    def __init__(self, entries: Iterable[tuple[Iterable[str], Term]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], Term]]] = {}
        self._by_url: dict[str, Term] = {}
        for names, term in entries:
            self._by_url[term.url] = term
            for name in names:
                words = tuple(_stem(word) for word in _WORD.findall(name))
                if len("".join(words)) > 1:
                    self._by_first.setdefault(words[0], []).append((words, term))
        for group in self._by_first.values():
            group.sort(key=lambda entry: -len(entry[0]))

    def link(self, html: str, here: str) -> str:
        """Return the HTML with the first occurrence of each term in a section linked to its page.

        If the section already links to that page, the existing link gets the definition instead.
        """
        if not self._by_url:
            return html
        return "".join(self._link_section(section, here) for section in re.split(r"(?=<h2[ >])", html))

    def _link_section(self, section: str, here: str) -> str:
        folder, done, opaque = posixpath.dirname(here), {here}, list[str]()
        pieces = _TAG.split(section)
        for number in range(1, len(pieces), 2):
            if href := _HREF.match(pieces[number]):
                url = posixpath.normpath(posixpath.join(folder, unescape(href[1])))
                if url in self._by_url and url not in done:
                    done.add(url)
                    pieces[number] = f'{pieces[number][:-1]} data-definition="{escape(self._by_url[url].definition)}">'
        for number, piece in enumerate(pieces):
            if number % 2 == 0:
                if not opaque and piece.strip():
                    pieces[number] = self._link_text(piece, folder, done)
            elif (match := _OPAQUE.match(piece)) and not piece.endswith("/>"):
                if not match[1]:
                    opaque.append(match[2])
                elif opaque and opaque[-1] == match[2]:  # an end without a beginning may stand in any text
                    opaque.pop()
        return "".join(pieces)

    def _link_text(self, piece: str, folder: str, done: set[str]) -> str:
        words = list(_WORD.finditer(piece))
        found, end, number = "", 0, 0
        while number < len(words):
            term, length = self._at(piece, words, number)
            if term and term.url not in done:
                start, stop = words[number].start(), words[number + length - 1].end()
                href = posixpath.relpath(term.url, folder or ".")
                attributes = f'class="recap-term" href="{escape(href)}" data-definition="{escape(term.definition)}"'
                found += f"{piece[end:start]}<a {attributes}>{piece[start:stop]}</a>"
                done.add(term.url)
                end = stop
            number += length
        return found + piece[end:]

    def _at(self, piece: str, words: list[re.Match[str]], number: int) -> tuple[Term | None, int]:
        """Return the longest term that starts at a word, or None, and the number of words it covers."""
        for wanted, term in self._by_first.get(_stem(words[number][0]), ()):
            here = words[number : number + len(wanted)]
            gaps = (_BETWEEN.fullmatch(piece, one.end(), other.start()) for one, other in itertools.pairwise(here))
            same = tuple(_stem(word[0]) for word in here) == wanted and all(gaps)
            if same and not _in_address(piece, here[0].start(), here[-1].end()):
                return term, len(wanted)
        return None, 1


@functools.lru_cache(maxsize=65536)
def _stem(word: str) -> str:
    """Return a word without capitals, accents and plural ending; words of three letters or fewer are unchanged."""
    return re.sub(r"[sx]$", "", text.fold(word)) if len(word) > 3 else word


def _in_address(piece: str, start: int, end: int) -> bool:
    """Return True if a word is part of an address, path, entity, handle or hyphenated compound."""
    return piece[max(0, start - 1) : start] in tuple("@/._&#-") or bool(re.match(r"[/_@-]\w|\.\w|;", piece[end:]))
