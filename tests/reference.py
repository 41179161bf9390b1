"""The block structure of a rendered text, and the one that CommonMark and GitHub give it (markdown-it-py)."""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import html5lib
import markdown
from markdown_it import MarkdownIt

from recap.content import dialect
from recap.content.document import Document
from recap.content.markdown_extensions import BUILT_IN, EXTENSIONS
from recap.core import text
from recap.lint.markdown_rules import check_markdown
from recap.security import markup
from tests.site_fixtures import ROOT

NEW = ("pymdownx.magiclink", "pymdownx.quotes", "pymdownx.saneheaders", "pymdownx.tilde", "sane_lists",
       "recap.content.heading_ids")  # fmt: skip
"""Extensions that came with the rewriting; without both, Python-Markdown reads as it did before."""
SPECIFICATION = ROOT / "node_modules" / "commonmark-spec" / "spec.txt"
_EXAMPLE = re.compile(r"^`{32} example\n(.*?)^\.\n(.*?)^`{32}$", re.DOTALL | re.MULTILINE)
_FUZZY = re.compile(r'<a href="http://(?!www\.)[^"]*">(?!www\.|http:)([^<]*)</a>', re.IGNORECASE)
"""A link of markdown-it that GitHub does not make: of a word with a dot, as `setup.py`."""
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


@dataclass(frozen=True)
class Example:
    """An example of the specification."""

    number: int
    source: str


def examples(specification: str) -> list[Example]:
    """The examples of the specification of CommonMark, numbered as it numbers them."""
    found = _EXAMPLE.findall(specification)
    return [Example(number, source.replace("→", "\t")) for number, (source, _) in enumerate(found, 1)]


@functools.cache
def _reference() -> MarkdownIt:
    return MarkdownIt("gfm-like", {"html": True})


@functools.cache
def _ours() -> markdown.Markdown:
    return markdown.Markdown(
        extensions=[*BUILT_IN[:2], *EXTENSIONS], extension_configs=EXTENSIONS | {"toc": {"slugify": text.heading_slug}}
    )


def render(source: str) -> str:
    """A text as a page shows it, before what a build adds."""
    return str(_ours().reset().convert(dialect.read(source).text))


def structure(source: str) -> list[Any]:
    """Our structure of a text."""
    return _structure(render(source), 0)


def structure_before(source: str) -> list[Any]:
    """The structure that Python-Markdown gives a text that is not rewritten."""
    old = [name for name in EXTENSIONS if name not in NEW]
    made = markdown.markdown(source, extensions=[*BUILT_IN[:2], *old], extension_configs=dict(EXTENSIONS))
    return _structure(made, 0)


def expected(source: str) -> list[Any]:
    """The structure that CommonMark and GitHub give a text; all headings one level lower if one is of the first."""
    made = _FUZZY.sub(r"\1", _reference().render(source))
    return _structure(made, 1 if "<h1>" in made else 0)


def _structure(html: str, shift: int) -> list[Any]:
    """Headings, lists, tables, code, quotations and links, in order, inside one another."""
    return _walk(html5lib.parseFragment(html, namespaceHTMLElements=False), shift)


def _walk(element: Any, shift: int) -> list[Any]:
    found: list[Any] = []
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else ""
        inner = _walk(child, shift)
        if tag in _HEADINGS:
            found += [(f"h{min(6, int(tag[1]) + shift)}", _words(child)), *inner]
        elif tag in ("ul", "ol"):
            found.append((tag, child.get("start", "1") if tag == "ol" else "", inner))
        elif tag in ("li", "blockquote", "tr"):
            found.append((tag, inner))
        elif tag in ("s", "del"):
            found.append(("del", inner))
        elif tag == "table":
            found.append((tag, inner))
        elif tag in ("th", "td"):
            found.append((tag, _words(child), inner))
        elif tag == "pre":
            found.append((tag, "".join(child.itertext()).strip("\n").rstrip()))
        elif tag == "a" and child.get("href"):
            found += [(tag, unicodedata.normalize("NFC", unquote(child.get("href"))), _words(child)), *inner]
        elif tag == "img":
            found.append((tag, unquote(child.get("src", ""))))
        elif tag == "hr":
            found.append((tag,))
        else:
            found += inner
    return found


def _words(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def blocks(found: list[Any]) -> list[Any]:
    """A structure without its links."""
    return [
        tuple(blocks(part) if isinstance(part, list) else part for part in each) for each in found if each[0] != "a"
    ]


def is_reported(source: str) -> bool:
    """True if the check says something about a text."""
    document = Document("a.md", body=source)
    return bool(markup.forbidden(source) or [*check_markdown(document)])


def reference_text(source: str) -> str:
    """The words that readers see of a text, as CommonMark and GitHub read it."""
    made = html5lib.parseFragment(_FUZZY.sub(r"\1", _reference().render(source)), namespaceHTMLElements=False)
    return " ".join(" ".join(made.itertext()).split())
