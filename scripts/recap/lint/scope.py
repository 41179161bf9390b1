"""A few files of a docs folder -> the files that they must be compared with, so that one talk is checked at once.

Nothing is checked here. What is read of the other files is their front matter as text, unparsed: whether it may name
somebody of the chosen ones. In doubt a file is taken in; `None` says that all of them are needed.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Set
from pathlib import Path

from recap.content import markdown as body
from recap.content.frontmatter import Document, read
from recap.content.settings import Settings
from recap.core import text
from recap.core.diagnostics import Problem
from recap.core.filesystem import markdown_files

FEW = 20
"""Chosen files up to which the others are looked through; for more of them all are read."""
_NAMING = ("speakers", "parts", "authors", "based_on")
_NAMES = re.compile(rf"^[\"']?(?:{'|'.join((*_NAMING, 'topics'))})[\"']?\s*:.*(?:\n(?:[ \t-].*)?)*", re.MULTILINE)
"""The lines of a front matter that name people, their organisations and topics: a key and what is indented below it."""
_WHOLE_SITE = frozenset(["E101", "E114", "E115", "E119"])
"""Codes whose hints, or whose very presence, may depend on every file of the site."""


def context(docs: Path, chosen: Set[str], settings: Settings) -> set[str] | None:
    """The src_uris that a check of the chosen ones (src_uris) must read, those included; None for all."""
    known = markdown_files(docs)
    fixed = tuple(f"{settings.folders[name]}/" for name in ("people", "topics"))
    below = {src_uri for src_uri in known if src_uri.count("/") == 1}
    indexes = {src_uri for src_uri in below if src_uri.endswith("/index.md")}
    talks = {src_uri for src_uri in below - indexes if not src_uri.startswith(fixed)}
    if len(chosen) > FEW or not chosen <= talks:
        return None
    documents = {src_uri: read((docs / src_uri).read_bytes(), src_uri)[0] for src_uri in chosen}
    if any("aliases" in document.data for document in documents.values()):
        return None
    pieces = {re.escape(piece) for document in documents.values() for piece in _pieces(document)}
    named = re.compile("|".join(sorted(pieces)) or r"(?!)")  # nobody named: nothing matches
    busy = {(src_uri.split("/")[0], document.data.get("date")) for src_uri, document in documents.items()}
    addresses = {text.slug(src_uri) for src_uri in chosen}
    needed = (set(known) - talks - indexes) | chosen
    for src_uri in (talks | indexes) - chosen:
        head, event = _head(f"{docs}/{src_uri}"), src_uri.split("/")[0]
        same_day = any(event == other and str(date) in head for other, date in busy if date)
        if same_day or "aliases:" in head or named.search(_plain(head)) or text.slug(src_uri) in addresses:
            needed.add(src_uri)
    # A talk is one by its event: the index comes with it.
    return needed | ({f"{src_uri.split('/')[0]}/index.md" for src_uri in needed} & indexes)


def is_settled(problems: Iterable[Problem]) -> bool:
    """Whether no problem found among some files could read otherwise among all of them."""
    return all(problem.code not in _WHOLE_SITE for problem in problems)


def _pieces(document: Document) -> set[str]:
    """What a front matter must hold to name a person of the document, or one whose name one typing error tells apart.

    An error touches at most two neighbours of the three thirds of a name: the other one is there. Links to the pages
    of people, topics and organisations count by the words of their addresses.
    """
    names = {value for place, value in document.strings() if place[0] in _NAMING}
    names |= {posixpath.basename(link.target).partition(".")[0] for link in body.links(document.body)}
    pieces = set()
    for name in map(text.fold, names):
        third = len(name) // 3
        pieces |= {name[:third], name[third : 2 * third], name[2 * third :]} if third > 1 else {name}
    return {piece for piece in pieces if piece}


def _head(path: str) -> str:
    """The front matter of a file as it stands, or its start."""
    with open(path, encoding="utf-8", errors="replace") as file:  # noqa: PTH123 (one of thousands)
        return file.read(20_000).partition("\n---")[0]


def _plain(head: str) -> str:
    """What names somebody in a front matter, as folded words; all of it where it is one mapping in braces."""
    naming = head if re.match(r"(?:---)?\s*\{", head) else "\n".join(_NAMES.findall(head))
    return re.sub(r"[\W_]+", " ", text.strip_accents(naming).casefold())
