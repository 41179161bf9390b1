"""A docs folder -> its files as validated records by kind, and what is wrong with their places and addresses."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Any

from recap.catalogue.models import Catalogue
from recap.content import schema
from recap.content.frontmatter import UNSEEN, Document, read
from recap.content.settings import Settings
from recap.content.validation import salvage, validate
from recap.core import text
from recap.core.diagnostics import Problem
from recap.core.filesystem import files_below, links_out, markdown_files, shown_path
from recap.core.svg import is_harmless

_TYPES = frozenset(
    ["png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "pdf", "txt", "csv", "json", "bib", "ics", "vtt", "srt",
     "mp3", "ogg", "opus", "mp4", "webm", "epub", "zip", "odp", "pptx"]
)  # fmt: skip
"""Files that may lie beside the Markdown: a browser shows, plays or saves them, and runs none of them."""
_PLACES = {"event": "<event>/index", "talk": "<event>/<talk>", "person": "{people}/<id>", "topic": "{topics}/<id>"}
"""Where the files of a kind lie, but for `page`, which may be anywhere."""
_INDEX = re.compile(r"[^/]+/index\.md")
_TICK = 50_000_000
"""Nanoseconds: a file that changed so lately might change once more without its times telling."""


@dataclass
class Files:
    """The files of a docs folder; each mapping is by src_uri, in the order of the paths."""

    documents: Mapping[str, Document]
    broken: set[str]
    """Those that could not be read or do not follow the schema; they have no record."""
    event_folders: frozenset[str]
    events: dict[str, schema.Event] = field(default_factory=dict)
    talks: dict[str, schema.Talk] = field(default_factory=dict)
    people: dict[str, schema.Person] = field(default_factory=dict)
    topics: dict[str, schema.Topic] = field(default_factory=dict)
    pages: dict[str, schema.Page] = field(default_factory=dict)
    former: dict[str, Seen] = field(default_factory=dict)
    """What was seen of those that changed or went since."""
    unseen: list[str] = field(default_factory=list)
    """Those that had to be read."""
    salvaged: dict[str, schema.Talk] = field(default_factory=dict)
    """What is left of talks that do not follow the schema: good for checking the names in them, for nothing else."""

    def hidden(self, *, drafts: bool) -> set[str]:
        """Those of which nothing may be kept: drafts, unless they are shown, and what names who is not published."""
        gone = {src_uri: record for src_uri, record in self.people.items() if record.do_not_publish}
        found = {src_uri for src_uri, talk in self.talks.items() if talk.draft and not drafts} | gone.keys()
        names = [name for uri, record in gone.items() for name in (record.name, stem(uri), *record.aliases)]
        if names:
            said = re.compile(text.names_pattern(names), re.IGNORECASE)
            found |= {src_uri for src_uri, each in self.documents.items() if said.search(_bare(each))}
        return found

    @property
    def only_texts(self) -> bool:
        """Whether nothing but the texts of some files is otherwise than it was seen."""
        if self.broken or self.former.keys() != {*self.unseen}:
            return False
        return all(
            replace(self.documents[src_uri], body=former.document.body) == former.document
            and self.by_kind[former.record.kind].get(src_uri) == former.record
            for src_uri, former in self.former.items()
        )

    @property
    def by_kind(self) -> dict[str, dict[str, Any]]:
        """The records by the kind that a file declares."""
        return dict(zip(schema.KINDS, (self.events, self.talks, self.people, self.topics, self.pages), strict=True))

    def broken_in(self, folder: str) -> frozenset[str]:
        """The ids of the broken files of a folder: known, whatever they say."""
        return frozenset(stem(src_uri) for src_uri in self.broken if src_uri.startswith(f"{folder}/"))


@dataclass
class Seen:
    """A file that an earlier build read and found nothing wrong with."""

    version: tuple[int, ...]
    """What the file system says of it: times, size, number."""
    document: Document
    record: Any
    quiet: bool = False
    """Whether there is nothing to tell of its text, and no link in it to follow."""


@dataclass
class Known:
    """What a check of a docs folder leaves to the next one by the same program with the same settings."""

    seen: dict[str, Seen] = field(default_factory=dict)
    """By src_uri."""
    keys: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """Sort keys of names and titles."""
    catalogue: Catalogue | None = None
    """That of exactly these files, if all of them have a record."""
    problems: list[Problem] = field(default_factory=list)
    """What compiling it told."""
    unseen: list[str] = field(default_factory=list)
    """The files that had to be read this time."""
    hidden: set[str] = field(default_factory=set)
    """Those of which nothing may be kept."""
    forgets: bool = False
    """Whether something of them had been kept."""


def read_files(
    docs: Path,
    settings: Settings,
    only: Set[str] | None = None,
    drafts: Mapping[str, str] | None = None,
    known: Known | None = None,
) -> tuple[Files, list[Problem]]:
    """Every Markdown file of a docs folder, or those of `only` (src_uris), and what is wrong with each by itself.

    `drafts` are files that are not there yet: src_uri -> content. A file that was seen and is unchanged is not read
    again; what is read now is seen.
    """
    known = known or Known()
    seen, folder, versions = known.seen, str(docs), {}
    for src_uri in markdown_files(docs):
        if only is None or src_uri in only:
            state = os.stat(f"{folder}/{src_uri}")  # noqa: PTH116 (one of thousands)
            versions[src_uri] = (state.st_mtime_ns, state.st_ctime_ns, state.st_size, state.st_ino)
    former = {src_uri: seen.pop(src_uri) for src_uri in [*seen] if seen[src_uri].version != versions.get(src_uri)}
    unseen = [src_uri for src_uri in versions if src_uri not in seen]
    contents = ((src_uri, (docs / src_uri).read_bytes()) for src_uri in unseen)
    new = ((src_uri, content.encode()) for src_uri, content in (drafts or {}).items())
    files, problems = parse_files(chain(contents, new), settings, f"{shown_path(docs)}/", seen)
    files.former, files.unseen = former, unseen
    hidden = files.hidden(drafts=settings.drafts)
    known.unseen, known.hidden, known.forgets = unseen, hidden, not hidden.isdisjoint({*seen, *former})
    for src_uri in hidden & seen.keys():
        del seen[src_uri]
    wrong = {problem.path for problem in problems}
    lately = time.time_ns() - _TICK
    quiet = {src_uri for src_uri in unseen if max(versions[src_uri][:2]) < lately} - hidden
    for src_uri, record in chain.from_iterable(group.items() for group in files.by_kind.values()):
        if src_uri in quiet and files.documents[src_uri].path not in wrong:
            seen[src_uri] = Seen(versions[src_uri], files.documents[src_uri], record)
    return files, problems


def parse_files(
    contents: Iterable[tuple[str, bytes]],
    settings: Settings,
    prefix: str = "",
    seen: Mapping[str, Seen] = MappingProxyType({}),
) -> tuple[Files, list[Problem]]:
    """The files with these contents (src_uri, bytes), and those seen before; messages put `prefix` before a src_uri."""
    problems: list[Problem] = []
    documents = {src_uri: each.document for src_uri, each in seen.items()}
    broken: set[str] = set()
    for src_uri, raw in contents:
        documents[src_uri], found = read(raw, prefix + src_uri)
        problems += found
        broken |= {src_uri} if found else set()
    documents = dict(sorted(documents.items()))
    events = {
        src_uri.removesuffix("/index.md")
        for src_uri, document in documents.items()
        if _INDEX.fullmatch(src_uri) and (document.data.get("kind") == "event" or src_uri in broken)
    }
    folders = {settings.folders[name] for name in ("people", "topics", "organisations")}
    files = Files(documents, broken, frozenset(events - folders))
    stores = files.by_kind
    for src_uri, document in documents.items():
        if src_uri in broken:
            continue
        kind, former = _kind(src_uri, document, files.event_folders, settings), seen.get(src_uri)
        if isinstance(kind, Problem):
            record, found = None, [kind]
        elif former and former.record.kind == kind:
            record, found = former.record, []
        else:
            record, found = validate(kind, document)
        problems += found
        if record is not None:
            stores[record.kind][src_uri] = record
            continue
        files.broken.add(src_uri)
        if kind == "talk":
            files.salvaged[src_uri] = salvage(document)
    return files, problems + _check_addresses(files, settings)


def check_others(docs: Path) -> list[Problem]:
    """E121: what lies in docs/ beside the Markdown is no link out of it, and nothing that a browser would run."""
    shown, args = shown_path(docs), {"types": ", ".join(sorted(_TYPES))}
    found = dict.fromkeys(links_out(docs), "link")
    for src_uri in files_below(docs):
        name, _, suffix = src_uri.rpartition("/")[2].rpartition(".")
        if src_uri in found or suffix == "md":
            continue
        if UNSEEN.search(src_uri):
            found[src_uri] = "file_name"
        elif not name or suffix.lower() not in _TYPES:
            found[src_uri] = "file"
        elif suffix.lower() == "svg" and not is_harmless((docs / src_uri).read_bytes()):
            found[src_uri] = "svg"
    return [Problem(f"{shown}/{UNSEEN.sub('?', uri)}", 1, 1, f"E121.{variant}", args) for uri, variant in found.items()]


def stem(src_uri: str) -> str:
    """The file's name without folder and suffix: the id of a person or topic."""
    return src_uri.rpartition("/")[2].removesuffix(".md")


def _bare(document: Document) -> str:
    """All that a file says, without accents."""
    return text.strip_accents("\n".join([document.body, *(value for _, value in document.strings())]))


def _kind(src_uri: str, document: Document, event_folders: frozenset[str], settings: Settings) -> str | Problem:
    """The kind that a file declares or that its folder gives it, or what is wrong where the two disagree."""
    folder = src_uri.rpartition("/")[0]
    declared = document.data.get("kind")
    folders = settings.folders
    if folder in event_folders:
        natural = "event" if src_uri.endswith("/index.md") else "talk"
    else:
        natural = {folders["topics"]: "topic", folders["people"]: "person"}.get(folder, "page")
    if declared is None or declared == natural:
        return natural
    if not isinstance(declared, str) or declared not in schema.KINDS:
        near, expected = text.nearest(str(declared), schema.KINDS), ", ".join(schema.KINDS)
        args = {"key": "kind", "value": text.shortened(declared), "expected": expected, "near": near}
        return document.problem("E116.choice", "kind", **args)
    if declared == "page":
        return "page"
    place = f"docs/{_PLACES[declared].format(**folders)}.md"
    return document.problem("E116.place", "kind", value=declared, place=place)


def _check_addresses(files: Files, settings: Settings) -> list[Problem]:
    """E114: file names that are no ids, two files at one address, files where a generated page will be."""
    folders = settings.folders
    reserved = {f"{folders[name]}/index.md" for name in ("people", "topics", "organisations")}
    reserved |= {f"{folders[name]}.md" for name in ("glossary", "numbers", "search", "data", "offline")}
    reserved |= {settings.programme(event) for event in files.event_folders}
    generated = (f"{folders['organisations']}/", f"{folders['downloads']}/")
    problems = []
    first: dict[str, str] = {}
    for src_uri, document in files.documents.items():
        if src_uri in reserved or src_uri.startswith(generated):
            problems.append(Problem(document.path, 1, 1, "E114.reserved", {"value": src_uri}))
        steps = src_uri.removesuffix(".md").split("/")
        address = "/".join(map(text.slug, steps))
        other = first.setdefault(address, src_uri)
        if other != src_uri:
            args = {"other": files.documents[other].path, "id": address}
            problems.append(Problem(document.path, 1, 1, "E114.files", args))
        elif address.split("/") != steps and steps[-1] != "README":
            problems.append(Problem(document.path, 1, 1, "E114.file_name", {"value": src_uri, "near": f"{address}.md"}))
    return problems
