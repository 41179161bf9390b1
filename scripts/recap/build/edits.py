"""Builds after small edits, for which most files need not be read: nothing has changed, or only what talks say.

Whatever might concern other files (names, dates, addresses, files that come or go) is left to a build that reads all.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig

from recap.build.facts import Statics, cached_file, private_digest, template_digests
from recap.build.rows import Rows
from recap.catalogue.facets import differences
from recap.catalogue.models import Catalogue
from recap.catalogue.rows import GROUPS, Source, StoredEntries, stored_catalogue, to_entry
from recap.catalogue.tracking import ALL_VALUES, Read
from recap.content import markdown, schema
from recap.content.document import Document
from recap.content.frontmatter import MAX_BYTES, read
from recap.content.loader import CachedFile, digest_of, signature_of
from recap.content.settings import Settings
from recap.content.validation import validate
from recap.core.diagnostics import Diagnostic, has_errors
from recap.core.filesystem import read_file, shown_path
from recap.core.folder import Listing
from recap.lint import catalogue_rules, link_rules
from recap.pages.outline import KnownLists, Outline, outline_of
from recap.pages.pagination import ListPage
from recap.site.compile import assemble
from recap.site.model import Site

MAX_EDITED_FILES = 20
"""Number of edited talks up to which a build looks at these alone."""
_OWN_FIELDS = ("title", "summary", "key_points", "resources", "recordings", "sources", "original_title", "level")
"""Fields of a talk that no other file is compared with."""
_TEXT_CODES = frozenset(["W111"])
"""Codes of the warnings that a text may have whatever the other files say."""


@dataclass(frozen=True)
class Edit:
    """What a build does that reads edited talks only."""

    site: Site
    changed: set[Read]
    diagnostics: list[Diagnostic]
    files: Mapping[str, CachedFile]
    """The edited files by src_uri."""


def names_digest(listing: Listing) -> str:
    """Return a digest of the names of all files in a docs folder, and of what is wrong with any of them."""
    names = repr([[*listing.files], sorted(listing.faults.items())])
    return digest_of(names.encode("utf-8", "surrogateescape")).hex()


def edited_files(rows: Rows, config: MkDocsConfig, statics: Statics, listing: Listing) -> dict[str, bytes] | None:
    """Return the Markdown files that have changed, as bytes; None if anything else has.

    Times of files with the same content are stored.
    """
    docs, known_digests = Path(config.docs_dir), rows.meta("facts") or {}
    if rows.meta("names") != names_digest(listing) or known_digests.get("templates") != template_digests(config):
        return None
    if known_digests.get("pictures") != {src_uri: digest.hex() for src_uri, digest in statics.digests.items()}:
        return None
    known = statics.inputs.known
    changed, private, touched = dict[str, bytes](), dict[str, str](), []
    for src_uri in listing.markdown:
        stat, digest = known.get(src_uri, ("", b""))
        signature = signature_of(listing.files[src_uri])
        if stat != " ".join(map(str, signature)):
            content = read_file(docs / src_uri, docs, MAX_BYTES)
            found = digest_of(content)
            if not digest:
                private[private_digest(src_uri)] = found.hex()
            elif found == digest:
                touched.append((src_uri, " ".join(map(str, signature)), digest))
            else:
                changed[src_uri] = content
    if private != (rows.meta("private") or {}):
        return None
    rows.put("input", touched)
    return changed


def edit_of(rows: Rows, changed: Mapping[str, bytes], settings: Settings, docs: Path, listing: Listing) -> Edit | None:
    """Return the build of edited talks, given as src_uri -> content; None if the other files must be read."""
    if len(changed) > MAX_EDITED_FILES or rows.meta("withdrawn"):
        return None
    result, prefix = rows.meta("result"), f"{shown_path(docs)}/"
    diagnostics = [Diagnostic(prefix + path, *each) for path, *each in result["diagnostics"]]
    if any(each.code == "W113" for each in diagnostics):
        return None
    files: dict[str, CachedFile] = {}
    for src_uri, content in changed.items():
        path, before = prefix + src_uri, cached_file(rows, src_uri, prefix)
        document, found = read(content, path)
        if not before or before.record.kind != "talk" or found:
            return None
        record, found = validate("talk", document)
        others = [each for each in diagnostics if each.path == path and each.code not in _TEXT_CODES]
        if found or others or _compared(record) != _compared(before.record) or record.draft:
            return None
        if record.aliases and record.title != before.record.title:
            return None
        if rows.linking_to(_lost_anchors(src_uri, before.document, document)):
            return None
        files[src_uri] = CachedFile((), digest_of(content), document, record)
    earlier, after = (_catalogue(rows, _Source(rows, prefix, settings, each)) for each in ({}, files))
    ids = [src_uri.removesuffix(".md") for src_uri in files]
    if not all(_in_order(after, each) for each in ids):
        return None
    outline = outline_of(after, settings, known_lists(rows, after))
    found = [*_diagnostics(outline, files, ids, listing)]
    if has_errors(found):
        return None
    changed_facts = {
        (name, each)
        for key in ids
        for name in differences("talks", earlier.talks[key], after.talks[key])
        for each in (key, ALL_VALUES)
    }
    kept = [each for each in diagnostics if each.path.removeprefix(prefix) not in files]
    return Edit(assemble(outline, docs), changed_facts, sorted([*kept, *found]), files)


def _compared(record: Any) -> dict[str, Any]:
    return {key: value for key, value in vars(record).items() if key not in _OWN_FIELDS}


def _lost_anchors(src_uri: str, before: Document, after: Document) -> set[str]:
    """Return the headings that a text no longer has, as targets of links."""
    old, new = ({heading.anchor for heading in markdown.headings(each.body)} for each in (before, after))
    return {f"{src_uri}#{anchor}" for anchor in old - new}


def _in_order(catalogue: Catalogue, identifier: str) -> bool:
    """Return True if a talk still stands between the same two in the programme."""
    before, after = catalogue.neighbours[identifier]
    row = [catalogue.talks[each] for each in (before, identifier, after) if each]
    return all((one.order, one.id) < (other.order, other.id) for one, other in pairwise(row))


def _diagnostics(
    outline: Outline, files: dict[str, CachedFile], ids: list[str], listing: Listing
) -> Iterator[Diagnostic]:
    """Yield what is wrong with edited texts; whether they have clean links is stored with them."""
    catalogue, settings = outline.catalogue, outline.context.settings
    yield from catalogue_rules.parts_have_headings(Catalogue(talks={each: catalogue.talks[each] for each in ids}))
    pages = {src_uri: each.markdown for src_uri, each in outline.pages.items()}
    others = frozenset(src_uri for src_uri in listing.files if not src_uri.endswith(".md"))
    targets = link_rules.Targets(pages, others, (), settings.image_hosts)
    for src_uri, cached in files.items():
        found = [*link_rules.check_text(src_uri, cached.document, targets)]
        cached.has_clean_links = not found and not markdown.links(cached.document.body)
        yield from found


class _Source:
    """Gives record and document of a file: an edited one, or one that is stored."""

    def __init__(self, rows: Rows, prefix: str, settings: Settings, edited: Mapping[str, CachedFile]) -> None:
        self._rows, self._prefix, self._settings, self._edited = rows, prefix, settings, edited

    def __call__(self, src_uri: str) -> Source:
        cached = self._edited.get(src_uri) or cached_file(self._rows, src_uri, self._prefix)
        if cached:
            return cached.record, cached.document
        if src_uri == "index.md":
            return schema.Page(title=self._settings.site_name), Document("index.md")
        return None, None


def _catalogue(rows: Rows, source: _Source) -> Catalogue:
    keys = {group: rows.meta(f"keys {group}") or [] for group in (*GROUPS, "neighbours", "days")}
    return stored_catalogue(keys, rows.item, source)


def known_lists(rows: Rows, catalogue: Catalogue) -> KnownLists:
    """Return the lists of the previous build."""
    lists = rows.meta("lists")
    pagination = {
        parent: [ListPage(parent, uri, label, span, StoredEntries(some, catalogue)) for uri, label, span, some in pages]
        for parent, pages in lists["pagination"].items()
    }
    return KnownLists(pagination, lists["with_files"], tuple(lists["terms"]))


def list_rows(outline: Outline) -> dict[str, Any]:
    """Return the lists of an outline as JSON can hold them."""
    lists = outline.tracked_lists
    pagination = {
        parent: [[page.src_uri, page.label, page.span, [*map(to_entry, page.entries)]] for page in pages]
        for parent, pages in lists["pagination"].items()
    }
    return {"pagination": pagination, "with_files": dict(lists["with_files"]), "terms": outline.terms}
