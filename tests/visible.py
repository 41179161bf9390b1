"""What a reader of a built page reads or hears: its texts, block by block, each in its language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import lxml.html

from tests.typography import OTHER

_SILENT = frozenset(["code", "pre", "kbd", "script", "style", "template", "samp"])
"""Elements that hold no words of a language; nor do those that are hidden from speech."""
_INLINE = frozenset(
    ["a", "abbr", "b", "bdi", "cite", "dfn", "em", "i", "mark", "q", "s", "small", "span", "strong", "sub", "sup",
     "time", "tspan", "u"]
)  # fmt: skip
_DESCRIBING = ("description", "og:title", "og:description", "og:image:alt")
_SPOKEN = ("alt", "aria-label", "placeholder", "title")
"""Attributes that are shown or read aloud."""


@dataclass(frozen=True)
class Text:
    """One text of a page: the content of a block, or the value of an attribute."""

    place: str
    """Name of the element, or of the attribute."""
    language: str
    """Two letters, as of the nearest `lang`."""
    text: str
    """On one line; `OTHER` stands for code, pictures and words of another language."""


def texts_of(path: Path) -> list[Text]:
    """The texts of an HTML page or an SVG drawing, in French where nothing else is said: titles, blocks, attributes."""
    root = lxml.html.fromstring(path.read_bytes(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    found: list[Text] = []
    language = _language(root, "fr")
    _block(root, language, found)
    described = [meta for meta in root.iter("meta") if (meta.get("name") or meta.get("property")) in _DESCRIBING]
    found += [Text("meta", language, meta.get("content") or "") for meta in described]
    return [each for each in found if re.search(r"\w", each.text)]


def _language(element: lxml.html.HtmlElement, outer: str) -> str:
    return (element.get("lang") or element.get("{http://www.w3.org/XML/1998/namespace}lang") or outer)[:2]


def _block(element: lxml.html.HtmlElement, language: str, found: list[Text]) -> None:
    """Add the texts of an element that begins on a line of its own."""
    parts: list[str] = []

    def close() -> None:
        found.append(Text(str(element.tag), language, re.sub(r"[ \t\r\n]+", " ", "".join(parts)).strip(" ")))
        parts.clear()

    for piece in _pieces(element, language, found):
        if piece is None:
            close()
        else:
            parts.append(piece)
    close()


def _pieces(element: lxml.html.HtmlElement, language: str, found: list[Text]) -> Iterator[str | None]:
    """The text of an element piece by piece, None where a block within it ends the line."""
    found += [Text(name, language, element.get(name) or "") for name in _SPOKEN if element.get(name)]
    yield element.text or ""
    for child in element:
        inner = _language(child, language) if isinstance(child.tag, str) else language
        if not isinstance(child.tag, str):  # a comment
            pass
        elif child.tag in _SILENT or child.tag in ("img", "br") or child.get("aria-hidden") == "true":
            found += [Text(name, inner, child.get(name) or "") for name in _SPOKEN if child.get(name)]
            yield None if child.tag == "br" else OTHER
        elif child.tag not in _INLINE or inner != language or child.tag == "em":
            yield OTHER if child.tag in _INLINE else None
            _block(child, inner, found)
        else:
            yield from _pieces(child, language, found)
        yield child.tail or ""
