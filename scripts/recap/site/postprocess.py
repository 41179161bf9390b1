"""What is done to the HTML of a body after Markdown: diagrams put in, pictures sized, tables boxed, terms linked.

The HTML comes from Python-Markdown, whose tags hold no raw `<` or `>` in an attribute: pieces of it are found by
regular expressions. Nothing here knows the engine that ran it.
"""

from __future__ import annotations

import functools
import itertools
import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path
from urllib.parse import unquote

from recap.core import text
from recap.core.svg import read_diagram

_TAG = re.compile(r"(<[^>]*>)")
_WORD = re.compile(r"\w+")
_BETWEEN = re.compile(r"[ \u00a0\u202f/.’'-]{1,2}")
_IMAGE = re.compile(r"(<p>)?<img ([^>]*?)\s*/?>(?(1)</p>)")
"""A picture, with the paragraph around it where it stands alone."""
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
_HREF = re.compile(r'<a\b[^>]*? href="([^"#]+)')
_OPAQUE = re.compile(r"<(/?)(a|abbr|button|cite|code|h[1-6]|kbd|label|pre|summary|svg)\b")
"""Elements in which no term is linked: links, code, headings, what is clicked."""


@dataclass(frozen=True)
class Term:
    """A term of the glossary: the page that defines it, from the root of the site, and the definition."""

    url: str
    definition: str


class Terms:
    """The terms of a glossary, ready to be found in texts: (names, Term) for each."""

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
        """The HTML with the first occurrence of each term in a section linked to the page that defines it.

        A term that a link of the section leads to already is not linked again; that link gets the definition.
        """
        if not self._by_url:
            return html
        sections = re.split(r"(?=<h2[ >])", html)
        return "".join(self._link_section(section, here) for section in sections)

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
        """The longest term that begins at a word, if one does, and how many words are behind with it."""
        for wanted, term in self._by_first.get(_stem(words[number][0]), ()):
            here = words[number : number + len(wanted)]
            gaps = (_BETWEEN.fullmatch(piece, one.end(), other.start()) for one, other in itertools.pairwise(here))
            same = tuple(_stem(word[0]) for word in here) == wanted and all(gaps)
            if same and not _in_address(piece, here[0].start(), here[-1].end()):
                return term, len(wanted)
        return None, 1


@functools.lru_cache(maxsize=65536)
def _stem(word: str) -> str:
    """A word without capitals, accents and the sign of a plural; up to three letters, as it is written."""
    return re.sub(r"[sx]$", "", text.fold(word)) if len(word) > 3 else word


def _in_address(piece: str, start: int, end: int) -> bool:
    """Whether a word is part of an address, a path, an entity or a handle, or half of a compound."""
    return piece[max(0, start - 1) : start] in tuple("@/._&#-") or bool(re.match(r"[/_@-]\w|\.\w|;", piece[end:]))


def finish(html: str, url: str, docs: Path, terms: Terms | None, words: Mapping[str, str]) -> str:
    """The HTML of a body as its page shows it; `url` is the page's, from the root of the site."""
    folder = docs / posixpath.dirname(url)
    if "<img " in html:
        names = Counter[str]()
        html = _IMAGE.sub(lambda match: _picture(match, folder, docs, words, names), html)
    if "<table>" in html:
        html = html.replace("<table>", '<div class="recap-scroll"><table>').replace("</table>", "</table></div>")
        # Python-Markdown aligns columns by style attributes, which a strict Content Security Policy refuses.
        html = re.sub(r' style="text-align: (\w+);"', r' class="recap-\1"', html)
    return terms.link(html, url) if terms else html


def _picture(match: re.Match[str], folder: Path, docs: Path, words: Mapping[str, str], names: Counter[str]) -> str:
    """A picture with its size, in a figure where it stands alone; a diagram as part of the page.

    `names` counts the diagrams of a name, so that each has ids of its own.
    """
    attributes = {name: unescape(value) for name, value in _ATTRIBUTE.findall(match[2])}
    path = (folder / unquote(attributes.get("src", ""))).resolve()
    if not (path.is_file() and path.is_relative_to(docs.resolve())):
        return match[0]
    diagram = None
    if path.suffix == ".svg":
        name = text.slug(path.stem)
        names[name] += 1
        own = f"{name}_{names[name]}" if names[name] > 1 else name
        diagram = read_diagram(path.read_bytes(), attributes.get("alt", ""), own)
    markup = diagram.markup if diagram else f'<img {match[2]}{_size(path)} loading="lazy">'
    if not match[1]:
        return markup
    caption = escape(attributes.get("title", ""))
    if diagram and diagram.words:
        caption += f"<details><summary>{escape(words['in_words'])}</summary><p>{escape(diagram.words)}</p></details>"
    caption = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f'<figure class="recap-figure">{markup}{caption}</figure>'


def _size(path: Path) -> str:
    """Width and height as attributes, so that nothing moves when a picture arrives; empty where they are unknown."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(path) as image:
            return f' width="{image.width}" height="{image.height}"'
    except (UnidentifiedImageError, OSError):
        return ""
