"""Builds after small edits, for which most files need not be read: nothing has changed, or only some talks.

Whatever might concern other files (withdrawn people, old addresses, files that go, similar names) is left to a build
that reads all, and so is every error.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig

from recap.build.edit_rules import NAME_CODES, found_at_edits
from recap.build.facts import template_digests
from recap.build.inputs import Statics
from recap.build.nearby import SUBJECTS, Patch, patch_of
from recap.build.result import stored_diagnostics
from recap.build.rows import Rows
from recap.build.sources import save_files
from recap.build.stored import Edited, ItemRows, StoredSite, list_rows
from recap.catalogue.facets import differences
from recap.catalogue.missing import missing_of_talk
from recap.catalogue.models import Catalogue
from recap.catalogue.passages import TopicSearch, changed_passages
from recap.catalogue.tracking import ALL_KEYS, ALL_VALUES, Read
from recap.content import markdown
from recap.content.document import Document
from recap.content.frontmatter import MAX_BYTES, read
from recap.content.loader import CachedFile, digest_of, signature_of, text_digest
from recap.content.settings import Settings
from recap.content.validation import validate
from recap.core import text
from recap.core.diagnostics import Diagnostic
from recap.core.filesystem import read_file, shown_path
from recap.core.folder import Listing
from recap.pages.outline import outline_of
from recap.site.compile import assemble
from recap.site.model import Site

MAX_EDITED_FILES = 20
"""Number of edited talks up to which a build looks at these and what is near them."""
_OWN_FIELDS = ("title", "summary", "key_points", "resources", "recordings", "sources", "original_title", "level")
"""Fields of a talk that no other file is compared with, but that its title gives its place in the programme."""
_TEXT_CODES = frozenset(["W102", "W111", "W116", "W126", "W128", "W129", "W130"])
"""Codes of the warnings that a text may have whatever the other files say."""


@dataclass(frozen=True)
class Edit:
    """What a build does that reads only edited talks, and what is near them."""

    site: Site
    changed: set[Read]
    diagnostics: list[Diagnostic]
    files: Edited
    patch: Patch | None
    """What becomes of the catalogue, and of its pages; None if texts alone have changed."""
    passages: ItemRows
    """Rows of the topics of which the talks speak in other passages than before."""

    def prepare(self, rows: Rows) -> None:
        """Store the items that the pages are then made from."""
        if self.patch:
            self.patch.store(rows)
        rows.put("item", ((*place, row) for place, row in self.passages.items()))

    def save(self, rows: Rows) -> None:
        """Store the edited files and the lists."""
        save_files(rows, self.files)
        if self.patch:
            rows.set_meta("lists", list_rows(self.site.outline))


def names_digest(listing: Listing) -> str:
    """Return a digest of the names of all files in a docs folder but texts, and of what is wrong with any of them."""
    names = [src_uri for src_uri in listing.files if not src_uri.endswith(".md")]
    return digest_of(repr([names, sorted(listing.faults.items())]).encode("utf-8", "surrogateescape")).hex()


def edited_files(rows: Rows, config: MkDocsConfig, statics: Statics, listing: Listing) -> dict[str, bytes] | None:
    """Return the Markdown files that are new or have changed, as bytes; None if anything else has.

    Times of files with the same content are stored.
    """
    docs, known_digests = Path(config.docs_dir), rows.meta("facts") or {}
    if rows.meta("names") != names_digest(listing) or known_digests.get("templates") != template_digests(config):
        return None
    if known_digests.get("pictures") != {src_uri: digest.hex() for src_uri, digest in statics.digests.items()}:
        return None
    known, private = statics.inputs.known, rows.meta("private") or {}
    changed, touched, left = dict[str, bytes](), [], {*private}
    for src_uri in listing.markdown:
        stat, digest = known.get(src_uri, ("", b""))
        signature = " ".join(map(str, signature_of(listing.files[src_uri])))
        if stat == signature:
            continue
        content, name = read_file(docs / src_uri, docs, MAX_BYTES), text_digest(src_uri)
        found = digest_of(content)
        if name in private:
            left.discard(name)
            if private[name] != found.hex():
                return None
        elif found == digest:
            touched.append((src_uri, signature, digest))
        else:
            changed[src_uri] = content
    sources = (name for name in known if name.endswith(".md") and not name.startswith("file "))
    if left or any(src_uri not in listing.files for src_uri in sources):
        return None
    rows.put("input", touched)
    return changed


def edit_of(rows: Rows, changed: Mapping[str, bytes], settings: Settings, docs: Path, listing: Listing) -> Edit | None:
    """Return the build of edited and new talks, given as src_uri -> content; None if the other files must be read."""
    known = stored_diagnostics(rows, docs)
    if len(changed) > MAX_EDITED_FILES or rows.meta("withdrawn") or any(each.code == "W113" for each in known):
        return None
    stored = StoredSite(rows, settings, f"{shown_path(docs)}/")
    before = stored.catalogue()
    files: dict[str, CachedFile] = {}
    alone = True
    for src_uri, content in changed.items():
        cached, path = stored.file(src_uri), stored.prefix + src_uri
        found = _talk(path, content) if cached or _may_be_talk(src_uri, before) else None
        codes = {each.code for each in known if each.path == path}
        if found is None or codes - _TEXT_CODES - NAME_CODES or (cached and not _stays(rows, src_uri, cached, found)):
            return None
        if not cached and (rows.meta("private") or found.record.aliases):
            return None
        same = cached is not None and _compared(cached.record) == _compared(found.record)
        alone = alone and same and codes <= _TEXT_CODES
        files[src_uri] = found
    ids = [src_uri.removesuffix(".md") for src_uri in files]
    patch, after = None, stored.catalogue(files)
    if not alone or not all(_in_order(after, each) and _counts_as_before(before, after, each) for each in ids):
        if rows.meta("private"):
            return None
        patch = patch_of(stored, before, files, _others(listing, before, settings))
        if patch is None:
            return None
        after = stored.catalogue(files, patch.keys, patch.put)
    reads, passages = _changed(stored, before, after, ids, patch), _passages(before, after, ids, settings)
    if passages:
        reads |= {(name, each) for name, topic in passages for each in (topic, ALL_VALUES)}
        keys, put = (patch.keys, patch.put) if patch else (None, {})
        after = stored.catalogue(files, keys, {**put, **passages})
    lists = stored.lists(after, _stale(patch, reads, settings) if patch else frozenset())
    sizes = {src_uri: state.st_size for src_uri, state in listing.files.items() if not src_uri.endswith(".md")}
    outline = outline_of(after, settings, lists, sizes)
    diagnostics = found_at_edits(stored, outline, files, patch, known, docs, listing)
    if diagnostics is None:
        return None
    return Edit(assemble(outline, docs), reads, diagnostics, files, patch, passages)


def _talk(path: str, content: bytes) -> CachedFile | None:
    """Return a talk that is published; None if it is something else, or if anything is wrong with its file."""
    document, found = read(content, path)
    if found or document.data.get("kind") not in (None, "talk"):
        return None
    record, found = validate("talk", document)
    return None if found or record.draft else CachedFile((), digest_of(content), document, record)


def _may_be_talk(src_uri: str, catalogue: Catalogue) -> bool:
    """Return True if a new file is a talk by its place, and named like an id."""
    folder, _, name = src_uri.rpartition("/")
    stem = name.removesuffix(".md")
    return folder in catalogue.events and stem == text.slug(stem) and stem not in ("index", "readme")


def _stays(rows: Rows, src_uri: str, before: CachedFile, after: CachedFile) -> bool:
    """Return True if a file is a talk as before, has the same old addresses, and what others link to."""
    one, other = before.record, after.record
    if one.kind != "talk" or one.aliases != other.aliases or (one.aliases and one.title != other.title):
        return False
    return not rows.linking_to(_lost_anchors(src_uri, before.document, after.document))


def _compared(record: Any) -> dict[str, Any]:
    return {key: value for key, value in vars(record).items() if key not in _OWN_FIELDS}


def _lost_anchors(src_uri: str, before: Document, after: Document) -> set[str]:
    """Return the headings that a text no longer has, as targets of links."""
    old, new = ({*markdown.anchors(each.body)} for each in (before, after))
    return {f"{src_uri}#{anchor}" for anchor in old - new}


def _counts_as_before(before: Catalogue, after: Catalogue, identifier: str) -> bool:
    """Return True if a talk is a recap, or a stub, as it was, and lacks the same: figures count both."""
    one, other = before.talks[identifier], after.talks[identifier]
    event = before.events[one.event]
    return one.has_recap == other.has_recap and missing_of_talk(one, event) == missing_of_talk(other, event)


def _in_order(catalogue: Catalogue, identifier: str) -> bool:
    """Return True if a talk still stands between the same two in the programme."""
    before, after = catalogue.neighbours[identifier]
    row = [catalogue.talks[each] for each in (before, identifier, after) if each]
    change = catalogue.events[catalogue.talks[identifier].event].record.day_change
    return all((one.order(change), one.id) < (other.order(change), other.id) for one, other in pairwise(row))


def _others(listing: Listing, catalogue: Catalogue, settings: Settings) -> list[str]:
    """Return the src_uris of the files of events, people and topics."""
    folders = tuple(f"{settings.folders[name]}/" for name in ("people", "topics"))
    described = [src_uri for src_uri in listing.markdown if src_uri.startswith(folders)]
    return [*(f"{key}/index.md" for key in catalogue.events), *described]


def _stale(patch: Patch, changed: set[Read], settings: Settings) -> set[str]:
    """Return the src_uris of the pages whose lists may have changed."""
    found = {settings.programme(key.partition("/")[0]) for key in patch.near["talks"]}
    for name in SUBJECTS:
        found |= {f"{settings.folders[name]}/{key}.md" for key in patch.near[name]}
        if not changed.isdisjoint([(name, ALL_KEYS), (f"{name}.label", ALL_VALUES)]):
            found.add(settings.page(name))
    return found


def _passages(before: Catalogue, after: Catalogue, ids: list[str], settings: Settings) -> ItemRows:
    """Return the rows of the topics of which edited talks speak in other passages than before."""
    search = TopicSearch((after.topics[key] for key in after.figures["described"]), settings.folders["topics"])
    edited = [(before.talks.get(key), after.talks[key]) for key in ids]
    found = changed_passages(search, before.passages, edited)
    return {("passages", topic): json.dumps(talks) for topic, talks in found.items()}


def _changed(stored: StoredSite, before: Catalogue, after: Catalogue, ids: list[str], patch: Patch | None) -> set[Read]:
    if patch:
        return patch.changed(stored, before, after)
    return {
        (name, each)
        for key in ids
        for name in differences("talks", before.talks[key], after.talks[key])
        for each in (key, ALL_VALUES)
    }
