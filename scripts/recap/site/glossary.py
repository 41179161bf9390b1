"""Glossary: links the terms of topics where texts use them."""

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape, unescape

from recap.core.term_search import WORD, TermSearch

_TAG = re.compile(r"(<[^>]*>)")
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
        known = [*entries]
        self._search = TermSearch(known)
        self._by_url = {term.url: term for _, term in known}

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
        words = list(WORD.finditer(piece))
        found, end, number = "", 0, 0
        while number < len(words):
            term, length = self._search.at(piece, words, number)
            if term and term.url not in done:
                start, stop = words[number].start(), words[number + length - 1].end()
                href = posixpath.relpath(term.url, folder or ".")
                attributes = f'class="recap-term" href="{escape(href)}" data-definition="{escape(term.definition)}"'
                found += f"{piece[end:start]}<a {attributes}>{piece[start:stop]}</a>"
                done.add(term.url)
                end = stop
            number += length
        return found + piece[end:]
