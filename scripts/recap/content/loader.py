"""A docs folder -> validated records by kind, and what is wrong with each file on its own."""

import hashlib
import os
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO

from recap.content import foreign_front_matter, schema
from recap.content.document import Document
from recap.content.examples import Days
from recap.content.frontmatter import MAX_BYTES, read
from recap.content.kinds import kind_of
from recap.content.settings import Settings
from recap.content.validation import Partial, validate, validate_partial
from recap.core.diagnostics import Diagnostic, has_errors
from recap.core.filesystem import read_file, shown_path
from recap.core.folder import Listing, fault_of, list_folder
from recap.core.name_search import NameSearch
from recap.core.readings import MARKDOWN, cut

_INDEX = re.compile(r"[^/]+/index\.md")
_TIMESTAMP_RESOLUTION = 50_000_000
"""Nanoseconds. A file modified within this window is compared by its content: the timestamps of a file system are too
coarse to detect a second change (the "racily clean" problem of git's index)."""


@dataclass
class CachedFile:
    """A file that an earlier run read without diagnostics."""

    signature: tuple[int, ...]
    """Modification and change time in nanoseconds, size in bytes, inode; empty if they cannot tell a later change."""
    digest: bytes
    """Of the file's bytes: what is cached is what it says, whatever the signature."""
    document: Document
    record: Any
    has_clean_links: bool = False
    """True if the body has no links and no diagnostics."""


@dataclass
class Files:
    """Files of a docs folder. All mappings are by src_uri, sorted."""

    documents: Mapping[str, Document]
    broken: set[str]
    """Files that could not be read or do not follow the schema; they have no record."""
    event_folders: frozenset[str]
    events: dict[str, schema.Event] = field(default_factory=dict)
    talks: dict[str, schema.Talk] = field(default_factory=dict)
    people: dict[str, schema.Person] = field(default_factory=dict)
    topics: dict[str, schema.Topic] = field(default_factory=dict)
    pages: dict[str, schema.Page] = field(default_factory=dict)
    partial_talks: dict[str, Partial] = field(default_factory=dict)
    """What is valid of talks that do not follow the schema; used only to check what else is in them."""
    partial_events: dict[str, Partial] = field(default_factory=dict)
    changed_files: list[str] = field(default_factory=list)
    """Files that were read now, because the cache did not have them as they are."""
    previous: dict[str, CachedFile] = field(default_factory=dict)
    """Cached versions of files that have changed or disappeared since."""
    touched: list[str] = field(default_factory=list)
    """Cached files with another signature and the same content."""
    digests: dict[str, bytes] = field(default_factory=dict)
    """Digests of the changed files."""
    uncacheable: set[str] = field(default_factory=set)
    """Files that must never be cached: unpublished drafts, and every file that names a person with `do_not_publish`."""

    @property
    def days(self) -> Mapping[str, Days]:
        """Event folder -> its days, where they are known and in order."""
        found = {src_uri: each.record for src_uri, each in self.partial_events.items() if each.has_days} | self.events
        days = ((src_uri, Days(event.start_date, event.end_date, event.timezone)) for src_uri, event in found.items())
        return {src_uri.partition("/")[0]: each for src_uri, each in days if each.first <= each.last}

    @property
    def by_kind(self) -> dict[str, dict[str, Any]]:
        """The records by declared kind."""
        return dict(zip(schema.KINDS, (self.events, self.talks, self.people, self.topics, self.pages), strict=True))

    def talks_with_days(self) -> dict[str, schema.Talk]:
        """Return the talks; one that gives no day has that of its event, and is left out if there is no event."""
        found = {}
        for src_uri, record in self.talks.items():
            event = self.events.get(f"{src_uri.partition('/')[0]}/index.md")
            if record.date is not None:
                found[src_uri] = record
            elif event:
                found[src_uri] = record.model_copy(update={"date": event.start_date})
        return found

    def broken_in(self, folder: str) -> frozenset[str]:
        """Return the ids of the broken files of a folder, which count as known."""
        return frozenset(stem(src_uri) for src_uri in self.broken if src_uri.startswith(f"{folder}/"))


Cache = Mapping[str, CachedFile]


def read_files(
    docs: Path,
    settings: Settings,
    only: Set[str] | None = None,
    drafts: Mapping[str, str] | None = None,
    cache: dict[str, CachedFile] | None = None,
    listing: Listing | None = None,
) -> tuple[Files, list[Diagnostic]]:
    """Read every Markdown file of a docs folder, or those of `only` (src_uris).

    `drafts` are files that do not exist yet: src_uri -> content. Files that the cache (by src_uri) has unchanged are
    not read; afterwards the cache holds what may be cached of the current files. `listing` is that of the folder, if it
    is known. Raises OSError if there is no such folder.
    """
    cache = {} if cache is None else cache
    listing = listing or list_folder(docs, settings.limits)
    shown, signatures, read_already = shown_path(docs), dict[str, tuple[int, ...]](), dict[str, bytes | Diagnostic]()
    changed, touched, digests = list[str](), list[str](), dict[str, bytes]()
    for src_uri in listing.markdown:
        if only is not None and src_uri not in only:
            continue
        signatures[src_uri] = signature = signature_of(listing.files[src_uri])
        known = cache.get(src_uri)
        if known and known.signature == signature:
            continue
        if known:
            content = _content(str(docs), src_uri, shown)
            if isinstance(content, bytes) and known.digest == digest_of(content):
                touched.append(src_uri)
                continue
            read_already[src_uri] = content
        changed.append(src_uri)

    def contents() -> Iterator[tuple[str, bytes | Diagnostic]]:
        for src_uri in changed:
            content = read_already.pop(src_uri, None) or _content(str(docs), src_uri, shown)
            digests[src_uri] = digest_of(content) if isinstance(content, bytes) else b""
            yield src_uri, content

    gone = [src_uri for src_uri in cache if src_uri not in signatures or src_uri in read_already]
    previous = {src_uri: cache.pop(src_uri) for src_uri in gone}
    new = ((src_uri, content.encode()) for src_uri, content in (drafts or {}).items())
    files, found = parse_files(chain(contents(), new), settings, f"{shown}/", cache)
    files.previous, files.changed_files, files.touched, files.digests = previous, changed, touched, digests
    files.uncacheable = uncacheable_files(files, drafts=settings.drafts)
    for src_uri in files.uncacheable & cache.keys():
        del cache[src_uri]
    wrong = {each.path for each in found}
    latest = time.time_ns() - _TIMESTAMP_RESOLUTION
    settled = {src_uri: each if max(each[:2]) < latest else () for src_uri, each in signatures.items()}
    for src_uri in cache.keys() & {*touched}:
        cache[src_uri].signature = settled[src_uri]
    for src_uri, record in chain.from_iterable(group.items() for group in files.by_kind.values()):
        if src_uri in digests and src_uri not in files.uncacheable and files.documents[src_uri].path not in wrong:
            cache[src_uri] = CachedFile(settled[src_uri], digests[src_uri], files.documents[src_uri], record)
    return files, found


def signature_of(state: os.stat_result) -> tuple[int, ...]:
    """Return what tells two versions of a file apart without reading them: times, size, inode."""
    return state.st_mtime_ns, state.st_ctime_ns, state.st_size, state.st_ino


def digest_of(content: bytes) -> bytes:
    """Return the digest by which content is compared with that of an earlier run."""
    return hashlib.blake2b(content, digest_size=16).digest()


def text_digest(text: str) -> str:
    """Return the digest of a text, in hexadecimal."""
    return digest_of(text.encode("utf-8", "surrogatepass")).hex()


def file_digest(file: BinaryIO) -> bytes:
    """Return the digest of a file that is open for reading, as `digest_of` would."""
    opened: Any = file
    return hashlib.file_digest(opened, lambda: hashlib.blake2b(digest_size=16)).digest()


def parse_files(
    contents: Iterable[tuple[str, bytes | Diagnostic]],
    settings: Settings,
    prefix: str = "",
    cache: Cache = MappingProxyType({}),
) -> tuple[Files, list[Diagnostic]]:
    """Parse files given as (src_uri, bytes) and add the cached ones; diagnostics put `prefix` before a src_uri.

    A file that could not be read comes with a diagnostic instead.
    """
    diagnostics: list[Diagnostic] = []
    documents = {src_uri: each.document for src_uri, each in cache.items()}
    broken: set[str] = set()
    for src_uri, raw in contents:
        path = prefix + src_uri
        documents[src_uri], found = (Document(path), [raw]) if isinstance(raw, Diagnostic) else read(raw, path)
        if not (has_errors(found) or documents[src_uri].data):
            found += filter(None, [foreign_front_matter.find(documents[src_uri])])
        diagnostics += found
        broken |= {src_uri} if has_errors(found) else set()
    documents = dict(sorted(documents.items()))
    indexes = {src_uri: document for src_uri, document in documents.items() if _INDEX.fullmatch(src_uri)}
    events = {uri for uri, index in indexes.items() if index.data.get("kind") == "event" or uri in broken}
    folders = {settings.folders[name] for name in ("people", "topics", "organisations")}
    files = Files(documents, broken, frozenset({uri.removesuffix("/index.md") for uri in events} - folders))
    days: Mapping[str, Days] = {}
    for group in (events, documents.keys() - events):
        # Events come first: what is proposed for their talks lies within their days.
        for src_uri in sorted(group):
            within = days.get(src_uri.partition("/")[0])
            diagnostics += _classify(files, src_uri, cache.get(src_uri), settings, within)
        days = files.days
    return files, diagnostics


def _classify(
    files: Files, src_uri: str, cached: CachedFile | None, settings: Settings, days: Days | None
) -> list[Diagnostic]:
    """Put the record of a document, or what is valid of it, where it belongs, and return what is wrong with it."""
    document, is_broken = files.documents[src_uri], src_uri in files.broken
    if is_broken and not (document.is_complete and document.data):
        return []
    kind = kind_of(src_uri, document, files.event_folders, settings, files.documents.keys())
    if isinstance(kind, Diagnostic):
        files.broken.add(src_uri)
        return [kind]
    if cached and cached.record.kind == kind and not (kind == "talk" and cached.record.date is None):
        files.by_kind[kind][src_uri] = cached.record
        return []
    record, found = validate(kind, document, days)
    if record is not None and not is_broken:
        files.by_kind[kind][src_uri] = record
    else:
        files.broken.add(src_uri)
        if kind in ("talk", "event") and document.data:
            partial = validate_partial(kind, document)
            (files.partial_talks if kind == "talk" else files.partial_events)[src_uri] = partial
    return found


def _content(docs: str, src_uri: str, shown: str) -> bytes | Diagnostic:
    """Return the content of a file, or why it cannot be read; `shown` is docs/ in messages."""
    try:
        return read_file(f"{docs}/{src_uri}", docs, MAX_BYTES)
    except OSError as error:
        key, args = fault_of(error)
        return Diagnostic(f"{shown}/{src_uri}", 1, 1, key, args)


def stem(src_uri: str) -> str:
    """Return the file name without folder and suffix: the id of a person or topic."""
    return src_uri.rpartition("/")[2].removesuffix(".md")


def uncacheable_files(files: Files, *, drafts: bool) -> set[str]:
    """Return the files that must never be cached; with `drafts`, unpublished drafts may be."""
    withdrawn = {src_uri: record for src_uri, record in files.people.items() if record.do_not_publish}
    found = {src_uri for src_uri, talk in files.talks.items() if talk.draft and not drafts} | withdrawn.keys()
    names = [name for uri, record in withdrawn.items() for name in (record.name, stem(uri), *record.aliases)]
    search = NameSearch(names, map(stem, withdrawn))
    if search:
        texts = ((src_uri, "\n".join(document.passages())) for src_uri, document in files.documents.items())
        found |= {
            src_uri for src_uri, _ in search.sift(texts, lambda plain: search.suspects(plain, cut(plain, MARKDOWN)))
        }
    return found
