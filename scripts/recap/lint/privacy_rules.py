"""Rules about people who must not be published: nothing names them."""

import hashlib
import posixpath
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Set
from contextlib import suppress
from functools import partial
from itertools import chain
from pathlib import Path

from recap.catalogue.models import Catalogue
from recap.content import schema
from recap.content.document import Document, Place
from recap.core import text
from recap.core.diagnostics import Diagnostic
from recap.core.filesystem import RefusedFileError, read_file
from recap.core.name_search import Hit, NameSearch
from recap.core.readings import DECODED, MARKDOWN, MARKUP, SPACED_MARKUP, cut
from recap.lint.content_reader import ContentReader, content_reader
from recap.lint.file_contents import Finding

SOURCE_READINGS = (DECODED, MARKDOWN)
_RENDERED = (DECODED, MARKUP, SPACED_MARKUP)
_MAX_HIDDEN = 10
"""Number of names in one text that are found only once it is rendered."""
_REFUSALS = {"large": "large"}
"""Reason why a file is never read -> variant of W120; E121 reports the others."""


def search_for(catalogue: Catalogue) -> NameSearch:
    """Return the search for everybody who must not be published; it spares longer names of people with a file."""
    if not catalogue.withdrawn:
        return NameSearch(())
    known = set()
    for person in catalogue.people.values():
        if person.record:
            known |= {person.id, person.name, *person.record.aliases, person.sort_name}
    return NameSearch(catalogue.withdrawn_names, catalogue.withdrawn, known)


def withdrawn_names_are_gone(
    catalogue: Catalogue, search: NameSearch, broken: Iterable[Document] = ()
) -> Iterator[Diagnostic]:
    """E120: no text, record or address of a page names a person who must not be published.

    `broken` are files that are not in the catalogue.
    """
    if not search:
        return
    hidden = {*map(text.fold, catalogue.withdrawn_names | catalogue.withdrawn)}

    def may_name(plain: str) -> bool:
        return bool(search.suspects(plain, cut(plain, MARKDOWN)) or search.scattered(plain))

    documents = chain(filter(None, (item.document for item in catalogue.with_source())), broken)
    with content_reader(search) as reader:
        for document, _ in search.sift(((each, "\n".join(each.passages())) for each in documents), may_name):
            if may_name(search.plain(document.body)):
                yield from _in_body(search, document, reader)
            for at, value in document.strings():
                for hit in search.hits(value, SOURCE_READINGS):
                    if not (_credits(at) and text.fold(value) in hidden):
                        yield document.diagnostic("E120", *at, value=hit.value)


def _in_body(search: NameSearch, document: Document, reader: ContentReader) -> Iterator[Diagnostic]:
    """Find names in the source of a text, then in what is rendered of the rest."""
    body = document.body
    hits = search.hits(body, SOURCE_READINGS)
    for hit in hits:
        yield document.body_diagnostic("E120", *text.position(body, hit.start), value=hit.value)
    rest = _without(body, hits)
    for _ in range(_MAX_HIDDEN):
        html = reader.html(rest)
        hidden = search.hits(html or "", _RENDERED)
        if not hidden:
            break
        line = _line(search, rest, reader)
        yield document.body_diagnostic("E120", line, 1, value=hidden[0].value)
        lines = rest.split("\n")
        rest = "\n".join([*lines[: line - 1], "", *lines[line:]])
    if html is None:
        yield Diagnostic(document.path, 1, 1, "W120.slow", {})


def _without(body: str, hits: Iterable[Hit]) -> str:
    """Return a text with signs instead of names; lines stay."""
    for hit in hits:
        spared = "".join(sign if sign in "\n<>()[]*_`" else "." for sign in body[hit.start : hit.end])
        body = body[: hit.start] + spared + body[hit.end :]
    return body


def _line(search: NameSearch, body: str, reader: ContentReader) -> int:
    """Return the line, from 1, with which a rendered text begins to have a name."""
    lines = body.split("\n")

    def has_name(number: int) -> bool:
        html = reader.html("\n".join(lines[: number + 1]))
        return html is None or bool(search.hits(html, _RENDERED))

    return bisect_left(range(len(lines) - 1), True, key=has_name) + 1


def _credits(at: Place) -> bool:
    """Return True if a text of a record credits somebody with a talk or a claim: withdrawn people are dropped there."""
    key = next(step for step in reversed(at) if isinstance(step, str))
    return ("speakers" in at and key in ("speakers", "name", "person")) or ("claims" in at and key == "said_by")


def withdrawn_files_are_gone(
    search: NameSearch, people: Mapping[str, schema.Person], src_uris: Iterable[str], shown: str
) -> Iterator[Diagnostic]:
    """E120: no file or folder of docs/ is named after such a person, and no picture is their photograph.

    `shown` is docs/ in messages.
    """
    gone = {src_uri: person for src_uri, person in people.items() if person.do_not_publish}
    pictures = [(posixpath.dirname(at), person.photo.file) for at, person in gone.items() if person.photo]
    photos = {posixpath.normpath(posixpath.join(*parts)) for parts in pictures}
    for src_uri in src_uris if gone else ():
        path = src_uri.removesuffix(".md").replace("/", " ").replace(".", " ")
        if src_uri in photos or (src_uri not in gone and any(map(_is_telling, search.hits(path)))):
            yield Diagnostic(f"{shown}/{src_uri}", 1, 1, "E120.file", {})


def _is_telling(hit: Hit) -> bool:
    """Return True if a name is long enough to mean somebody in the name of a file."""
    return sum(map(str.isalnum, hit.value)) > 3


def withdrawn_contents_are_gone(
    search: NameSearch,
    docs: Path,
    src_uris: Iterable[str],
    shown: str,
    unread: Set[str] = frozenset(),
    searched: dict[str, str] | None = None,
) -> Iterator[Diagnostic]:
    """E120: no text, picture, document, sound or film next to the Markdown names such a person.

    W120: one that nobody can look into. `unread` are Markdown files that could not be parsed. `searched` has the digest
    of each file in which nobody was named, and why it was not looked into; it is brought up to date.
    """
    known, searched = dict(searched or {}), {} if searched is None else searched
    searched.clear()
    if not search:
        return
    with content_reader(search) as reader:
        for src_uri in src_uris:
            if src_uri.endswith(".md") and src_uri not in unread:
                continue
            report, suffix = partial(Diagnostic, f"{shown}/{src_uri}"), src_uri.rpartition(".")[2].lower()
            try:
                raw = read_file(docs / src_uri, docs)
            except OSError as error:
                with suppress(KeyError):
                    reason = _REFUSALS[error.reason if isinstance(error, RefusedFileError) else ""]
                    yield report(1, 1, f"W120.{reason}", {})
                continue
            digest = hashlib.sha256(f"{search.digest} {suffix} ".encode() + raw).hexdigest()
            if digest in known:
                found = [Finding("", unread=known[digest])] if known[digest] else []
            else:
                found = reader.findings(suffix, raw) if raw else []
            if not any(each.value for each in found):
                searched[digest] = next((each.unread for each in found), "")
            yield from _of_findings(report, found)


def _of_findings(report: "partial[Diagnostic]", findings: Iterable[Finding]) -> Iterator[Diagnostic]:
    """Yield one diagnostic for each name and place of a text, one for each name in another file, one if unread."""
    inside: dict[str, str] = {}
    unread: dict[str, Finding] = {}
    for found in findings:
        if found.unread:
            unread.setdefault("", found)
        elif found.place or (found.line, found.column) == (1, 1):
            inside[found.value] = inside.get(found.value) or found.place
        else:
            yield report(found.line, found.column, "E120", {"value": found.value})
    for value, place in inside.items():
        yield report(1, 1, "E120.inside" if place else "E120", {"value": value, "place": place})
    for found in unread.values():
        yield report(1, 1, f"W120.{found.unread}", {"place": found.place})
