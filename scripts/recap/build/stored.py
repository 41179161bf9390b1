"""The site of the previous build, read from the rows of the state one item at a time."""

from collections.abc import Mapping, Set
from typing import Any

from recap.build.rows import Rows
from recap.build.sources import cached_file
from recap.catalogue.models import Catalogue
from recap.catalogue.rows import GROUPS, PLAIN, Source, StoredEntries, stored_catalogue, to_entry
from recap.content import schema
from recap.content.document import Document
from recap.content.loader import CachedFile
from recap.content.settings import Settings
from recap.pages.outline import KnownLists, Outline
from recap.pages.pagination import ListPage

Edited = Mapping[str, CachedFile]
"""Files that have changed since the previous build, by src_uri."""
ItemRows = Mapping[tuple[str, str], str]
"""(mapping, key) -> row of an item."""


class StoredSite:
    """The files and the catalogue of the previous build."""

    def __init__(self, rows: Rows, settings: Settings, prefix: str) -> None:
        """`prefix` is what paths of documents have before the src_uri."""
        self.rows, self.settings, self.prefix = rows, settings, prefix
        self.keys: dict[str, list[str]] = {group: rows.meta(f"keys {group}") or [] for group in (*GROUPS, *PLAIN)}
        """Mapping of the catalogue -> its keys in order, as text."""
        self._files: dict[str, CachedFile | None] = {}

    def file(self, src_uri: str) -> CachedFile | None:
        """Return a file as the previous build read it; None if it is not stored."""
        if src_uri not in self._files:
            self._files[src_uri] = cached_file(self.rows, src_uri, self.prefix)
        return self._files[src_uri]

    def catalogue(
        self, edited: Edited | None = None, keys: Mapping[str, list[str]] | None = None, rows: ItemRows | None = None
    ) -> Catalogue:
        """Return the catalogue, with other files, keys and rows in the place of those that are stored."""

        def source(src_uri: str) -> Source:
            if cached := (edited or {}).get(src_uri) or self.file(src_uri):
                return cached.record, cached.document
            if src_uri == "index.md":
                return schema.Page(title=self.settings.site_name), Document("index.md")
            return None, None

        def row(group: str, key: str) -> Any:
            return (rows or {}).get((group, key)) or self.rows.item(group, key)

        return stored_catalogue(keys or self.keys, row, source)

    def lists(self, catalogue: Catalogue, stale: Set[str]) -> KnownLists:
        """Return the lists of the previous build, with entries of a catalogue; `stale` as in `KnownLists`."""
        lists = self.rows.meta("lists")
        pagination = {
            parent: [
                ListPage(parent, uri, label, span, StoredEntries(some, catalogue)) for uri, label, span, some in own
            ]
            for parent, own in lists["pagination"].items()
        }
        redirects = {old: (title, src_uri) for old, (title, src_uri) in lists["redirects"].items()}
        return KnownLists(pagination, lists["with_files"], tuple(lists["terms"]), redirects, stale)


def list_rows(outline: Outline) -> dict[str, Any]:
    """Return the lists of an outline as JSON can hold them."""
    lists = outline.tracked_lists
    pagination = {
        parent: [[page.src_uri, page.label, page.span, _entries(page)] for page in pages]
        for parent, pages in lists["pagination"].items()
    }
    known = {"with_files": dict(lists["with_files"]), "terms": outline.terms, "redirects": dict(outline.redirects)}
    return {"pagination": pagination, **known}


def _entries(page: ListPage) -> list[Any]:
    return page.entries.rows if isinstance(page.entries, StoredEntries) else [*map(to_entry, page.entries)]
