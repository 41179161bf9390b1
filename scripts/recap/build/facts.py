"""What the pages of a build may have read, and which of that has changed since the previous build."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig

from recap.build.output import OutputTree
from recap.build.rows import Rows
from recap.catalogue import facets
from recap.catalogue.models import Catalogue
from recap.catalogue.rows import GROUPS, Source, day_key, from_row, to_row
from recap.catalogue.tracking import ALL_KEYS, ALL_VALUES, Read, changed_reads
from recap.content.loader import CachedFile, Files, digest_of, file_digest
from recap.content.stored import from_stored, to_stored
from recap.content.validation import validate
from recap.core.filesystem import MAX_COPIED_BYTES, open_file, shown_path
from recap.lint.runner import CheckState
from recap.plugin.config import own_theme_folders
from recap.site.model import Site

PLAIN = ("neighbours", "days")
"""Mappings of a catalogue whose values are no items."""
Digests = dict[str, dict[str, str]]
"""Name of a mapping -> key -> digest of its value."""


@dataclass
class Inputs:
    """Digests of files that are copied or measured; a file with the same stat is not read again."""

    known: Mapping[str, tuple[str, bytes]]
    """Name -> stat and digest, as the previous build left them."""
    found: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    """The same for the files of this build."""

    def digest(self, name: str, path: Path, root: Path | None) -> bytes:
        """Return the digest of a file's content; `root` as in `OutputTree.write`. Raises OSError."""
        state = path.lstat() if root else path.stat()
        stat = f"{state.st_mtime_ns} {state.st_ctime_ns} {state.st_size} {state.st_ino}"
        known = self.known.get(name)
        if known and known[0] == stat:
            self.found[name] = known
        else:
            with open_file(path, root, MAX_COPIED_BYTES) if root else path.open("rb") as file:
                self.found[name] = stat, file_digest(file)
        return self.found[name][1]

    @property
    def changed(self) -> dict[str, tuple[str, bytes]]:
        """The files whose stat or content is another than before."""
        return {name: each for name, each in self.found.items() if self.known.get(name) != each}


class Statics:
    """The files of a build that are copied as they are: address -> path, and their digests."""

    def __init__(self, files: Mapping[str, Path], docs: Path, rows: Rows) -> None:
        self.files = files
        self.inputs = Inputs({name: (stat, digest) for name, stat, digest in rows.all("*", "input")})
        self.digests = {uri: self._digest(uri, path, docs) for uri, path in files.items()}

    def _digest(self, address: str, path: Path, docs: Path) -> bytes:
        return self.inputs.digest(f"file {address}", path, docs if path.is_relative_to(docs) else None)


class Outputs:
    """The files of the previous site as they were written, and which of them are still like that."""

    def __init__(self, tree: OutputTree, rows: Rows, *, published: bool = False) -> None:
        """Compare those that can be kept or, if `published`, those in the folder of the site.

        A file with another time, as a copy of a site has them, is compared by its content.
        """
        self.known = {each: (size, when) for each, size, when in rows.all("address, size, modified", "output")}
        there, known = (tree.published() if published else tree.previous()) if self.known else {}, self.known
        self.intact = {address for address, each in known.items() if there.get(address) == each}
        moved = {each for each in known.keys() & there.keys() - self.intact if there[each][0] == known[each][0]}
        digests = dict(rows.all("address, digest", "output")) if moved else {}
        touched = {each for each in moved if tree.digest(each, published=published) == digests[each]}
        known.update((address, there[address]) for address in touched)
        rows.touch_outputs((address, there[address][1]) for address in touched)
        self.intact |= touched
        self.is_unchanged = self.intact == known.keys() == there.keys()
        """True if the site has these files and no others."""


def load_check(rows: Rows, docs: Path) -> CheckState:
    """Return what the previous build left to the check of a docs folder."""
    check = CheckState(
        sort_keys=rows.meta("sort_keys") or {}, similar=rows.meta("similar") or {}, searched=rows.meta("searched") or {}
    )
    inputs = {name: (stat, digest) for name, stat, digest in rows.all("name, stat, digest", "input")}
    prefix = f"{shown_path(docs)}/"
    for src_uri, kind, clean, *stored in rows.all("*", "document"):
        stat, digest = inputs[src_uri]
        signature = tuple(map(int, stat.split()))
        check.files[src_uri] = _cached(kind, prefix + src_uri, tuple(stored), signature, digest, bool(clean))
    return check


def cached_file(rows: Rows, src_uri: str, prefix: str) -> CachedFile | None:
    """Return a file as the previous build read it; None if it is not stored."""
    row = rows.document(src_uri)
    return _cached(row[0], prefix + src_uri, row[1:]) if row else None


def _cached(
    kind: str, path: str, stored: Any, signature: tuple[int, ...] = (), digest: bytes = b"", clean: bool = False
) -> CachedFile:
    document = from_stored(path, stored)
    record, found = validate(kind, document)
    if found:
        raise ValueError(path)  # only records without faults are stored
    return CachedFile(signature, digest, document, record, clean)


def save_check(rows: Rows, check: CheckState, before: tuple[Any, Any]) -> None:
    """Store what a check leaves to the next one; `before` are the sort keys and similar names that are stored."""
    assert check.read
    read = check.read
    new = [src_uri for src_uri in read.changed_files if src_uri in check.files]
    rows.put("document", (_row(src_uri, check.files[src_uri]) for src_uri in {*new, *check.linked}))
    gone = (read.previous.keys() | read.uncacheable) - check.files.keys()
    rows.drop("document", "src_uri", gone)
    stats = ((src_uri, check.files[src_uri]) for src_uri in (*new, *read.touched) if src_uri in check.files)
    rows.put("input", ((uri, " ".join(map(str, each.signature)), each.digest) for uri, each in stats))
    rows.drop("input", "name", gone)
    rows.set_meta("private", private_digests(read))
    if check.searched != (rows.meta("searched") or {}):
        rows.set_meta("searched", check.searched)
    for name, old, value in zip(("sort_keys", "similar"), before, (check.sort_keys, check.similar), strict=True):
        if old != value:
            rows.set_meta(name, value)


def save_files(rows: Rows, files: Mapping[str, CachedFile]) -> None:
    """Store edited files; their times are compared at the next build."""
    rows.put("document", (_row(src_uri, each) for src_uri, each in files.items()))
    rows.put("input", ((src_uri, "", each.digest) for src_uri, each in files.items()))


def _row(src_uri: str, cached: CachedFile) -> tuple[Any, ...]:
    return (src_uri, cached.record.kind, int(cached.has_clean_links), *to_stored(cached.document))


def private_digests(read: Files) -> dict[str, str]:
    """Return digest of the src_uri -> digest of the content, for files of which nothing else may be kept."""
    private = (src_uri for src_uri in read.changed_files if src_uri in read.uncacheable or src_uri in read.broken)
    return {private_digest(src_uri): read.digests[src_uri].hex() for src_uri in private}


def private_digest(src_uri: str) -> str:
    """Return what stands for the name of a file of which nothing may be kept."""
    return _digest(src_uri)


def changed_items(rows: Rows, catalogue: Catalogue, read: Files, private: Mapping[str, str]) -> set[Read]:
    """Return the facts of a catalogue that differ from those of the previous build, and store the new ones.

    `private` is what `private_digests` returned for the previous build.
    """
    known = {(mapping, key): value for mapping, key, value in rows.all("*", "item")}
    changed = {uri for uri in read.changed_files if private.get(private_digest(uri)) != read.digests[uri].hex()}
    found: set[Read] = set()
    written: list[tuple[str, str, str]] = []
    for group in (*GROUPS, *PLAIN):
        keys = rows.meta(f"keys {group}") or []
        items = getattr(catalogue, group)
        texts = [*map(day_key, items)]
        if keys != texts:
            found.add((group, ALL_KEYS))
            rows.set_meta(f"keys {group}", texts)
        for text, item in zip(texts, items.values(), strict=True):
            row, old = to_row(item) if group in GROUPS else json.dumps(item), known.pop((group, text), None)
            if row != old:
                written.append((group, text, row))
            if row != old or (group in GROUPS and item.src_uri in changed):
                names = _differences(group, text, old, item, read) if old else facets.names_of(group)
                found.update((name, each) for name in names for each in (text, ALL_VALUES))
    for mapping, key in known:
        found.update((name, each) for name in facets.names_of(mapping) for each in (key, ALL_VALUES))
    rows.put("item", written)
    rows.drop_items(known)
    rows.gone += [key for _, key in known]
    return found


def _differences(group: str, key: str, old: str, item: Any, read: Files) -> Iterable[str]:
    """Return the names of the facets in which an item differs from the stored one; all if that cannot be known."""
    if group in PLAIN:
        return [group]

    def source(src_uri: str) -> Source:
        if cached := read.previous.get(src_uri):
            return cached.record, cached.document
        if src_uri in read.changed_files or src_uri != item.src_uri:
            raise LookupError(src_uri)
        record = read.by_kind.get(_KINDS.get(group, ""), {}).get(src_uri)
        return record, read.documents.get(src_uri) if record else None

    try:
        before = from_row(group, key, old, source)
    except LookupError:
        return facets.names_of(group)
    return facets.differences(group, before, item)


_KINDS = {"events": "event", "talks": "talk", "people": "person", "topics": "topic", "pages": "page"}


def other_facts(site: Site, config: MkDocsConfig, pictures: Mapping[str, bytes]) -> Digests:
    """Return the digests of everything else that units may read: lists, site-wide data, templates, terms, pictures.

    `pictures` are the digests of the static files by src_uri.
    """
    topics, lists = site.outline.catalogue.topics.values(), site.outline.tracked_lists
    divided = lists["pagination"]
    values: dict[str, Mapping[str, Any]] = {
        "list_pages": {src_uri: page.fingerprint for src_uri, page in lists["list_pages"].items()},
        "pagination": {uri: [(each.src_uri, each.label) for each in group] for uri, group in divided.items()},
        "with_files": lists["with_files"],
        "site_data": site.render_context.site_data,
        "terms": {topic.id: (topic.name, topic.src_uri, topic.record) for topic in topics if topic.record},
    }
    found = {name: {key: _digest(repr(value)) for key, value in each.items()} for name, each in values.items()}
    digests = {src_uri: digest.hex() for src_uri, digest in pictures.items()}
    return found | {"pictures": digests, "templates": template_digests(config)}


def template_digests(config: MkDocsConfig) -> dict[str, str]:
    """Return the digests of the templates of single kinds of pages."""
    paths = {path.name: path for folder in reversed(own_theme_folders(config)) for path in folder.glob("*.html")}
    return {name: digest_of(path.read_bytes()).hex() for name, path in sorted(paths.items())}


def changed_digests(old: Digests, new: Digests) -> set[Read]:
    """Return the reads whose result differs between two builds."""
    return set().union(*(changed_reads(name, old.get(name, {}), new.get(name, {})) for name in old.keys() | new.keys()))


def _digest(text: str) -> str:
    return digest_of(text.encode("utf-8", "surrogatepass")).hex()
