"""A few files of a docs folder -> the files they must be compared with, so that one talk is checked quickly.

Nothing is checked here. Other files are read as text, unparsed, for whether their front matter may name somebody from
the chosen files. In doubt a file is included; None means all files.
"""

import posixpath
import re
from collections.abc import Iterable, Set
from pathlib import Path

from recap.content import markdown as body
from recap.content import written_values
from recap.content.document import Document
from recap.content.frontmatter import MAX_BYTES, MAX_FRONT_MATTER, read
from recap.content.settings import Settings
from recap.core import text
from recap.core.diagnostics import Diagnostic
from recap.core.filesystem import read_file
from recap.core.folder import markdown_files

MAX_SCOPED_FILES = 20
"""Number of chosen files up to which the others are searched; beyond it all are read."""
_NAMING = ("speakers", "parts", "authors", "based_on")
_NAMES = re.compile(rf"^[\"']?(?:{'|'.join((*_NAMING, 'topics'))})[\"']?\s*:.*(?:\n(?:[ \t-].*)?)*", re.MULTILINE)
"""Lines of a front matter that name people, organisations and topics: a key and everything indented below it."""
_ISO_DAY = re.compile(r"^date: *[\"']?\d{4}-\d{2}-\d{2}\b", re.MULTILINE)
"""The date of a talk as the guide says to write it; other forms of the same day are read too."""
_WHOLE_SITE = frozenset(["E101", "E114", "E115", "E119"])
"""Codes whose hints, or whose presence, may depend on every file of the site."""


def required_files(docs: Path, chosen: Set[str], settings: Settings) -> set[str] | None:
    """Return the src_uris that a check of the chosen ones must read, themselves included; None for all."""
    known = markdown_files(docs, settings.limits)
    fixed = tuple(f"{settings.folders[name]}/" for name in ("people", "topics"))
    below = {src_uri for src_uri in known if src_uri.count("/") == 1}
    indexes = {src_uri for src_uri in below if src_uri.endswith("/index.md")}
    talks = {src_uri for src_uri in below - indexes if not src_uri.startswith(fixed)}
    if len(chosen) > MAX_SCOPED_FILES or not chosen <= talks:
        return None
    contents = {src_uri: _content(docs, src_uri) for src_uri in chosen}
    documents = {src_uri: read(content, src_uri)[0] for src_uri, content in contents.items() if content is not None}
    if any("aliases" in document.data for document in documents.values()):
        return None
    pieces = {re.escape(piece) for document in documents.values() for piece in _pieces(document)}
    named = re.compile("|".join(sorted(pieces)) or r"(?!)")  # nobody named: nothing matches
    busy = {(src_uri.split("/")[0], day) for src_uri, document in documents.items() for day in _days(document)}
    addresses = {text.slug(src_uri) for src_uri in chosen}
    needed = (set(known) - talks - indexes) | chosen
    for src_uri in (talks | indexes) - chosen:
        content, event = _content(docs, src_uri), src_uri.split("/")[0]
        head = "aliases:" if content is None else _head(content)  # in doubt it is included
        same_day = any(event == other and (date in head or not _ISO_DAY.search(head)) for other, date in busy)
        if same_day or "aliases:" in head or named.search(_plain(head)) or text.slug(src_uri) in addresses:
            needed.add(src_uri)
    # A talk is one by its event: the index comes with it.
    return needed | ({f"{src_uri.split('/')[0]}/index.md" for src_uri in needed} & indexes)


def _days(document: Document) -> list[str]:
    """Return the days that the date of a document can mean; without a date, the empty text, which is in any other."""
    if "date" not in document.data:
        return [""]
    return [day.isoformat() for day in written_values.days(str(document.data.get("date", "")))]


def is_locally_decidable(diagnostics: Iterable[Diagnostic]) -> bool:
    """Return True if no diagnostic found among some files could differ among all files."""
    return all(diagnostic.code not in _WHOLE_SITE for diagnostic in diagnostics)


def _pieces(document: Document) -> set[str]:
    """Return texts of which a front matter must contain one to name a person of the document, even with a typing error.

    One error touches at most two neighbouring thirds of a name, so the other third is intact. Links to pages of people,
    topics and organisations count by the words of their addresses.
    """
    names = {value for place, value in document.strings() if place[0] in _NAMING}
    names |= {posixpath.basename(link.target).partition(".")[0] for link in body.links(document.body)}
    pieces = set()
    for name in map(text.fold, names):
        third = len(name) // 3
        pieces |= {name[:third], name[third : 2 * third], name[2 * third :]} if third > 1 else {name}
    return {piece for piece in pieces if piece}


def _content(docs: Path, src_uri: str) -> bytes | None:
    """Return the content of a file; None if it cannot be read."""
    try:
        return read_file(f"{docs}/{src_uri}", str(docs), MAX_BYTES)
    except OSError:
        return None


def _head(content: bytes) -> str:
    """Return the front matter of a file unparsed, or the start of the file."""
    text = content[:MAX_FRONT_MATTER].decode("utf-8", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").partition("\n---")[0]


def _plain(head: str) -> str:
    """Return the names in a front matter as folded words; all of it if it is one mapping in braces."""
    naming = head if re.match(r"(?:---)?\s*\{", head) else "\n".join(_NAMES.findall(head))
    return re.sub(r"[\W_]+", " ", text.strip_accents(naming).casefold())
