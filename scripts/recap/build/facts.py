"""What the pages of a build may have read, and which of that has changed since the previous build."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from mkdocs.config.defaults import MkDocsConfig

from recap.build.rows import Rows
from recap.catalogue import facets
from recap.catalogue.models import Catalogue
from recap.catalogue.rows import GROUPS, PLAIN, Source, StoredEntries, day_key, from_row, to_row
from recap.catalogue.tracking import ALL_KEYS, ALL_VALUES, Read, changed_reads
from recap.content.loader import Files, digest_of, text_digest
from recap.plugin.config import own_theme_folders
from recap.site.model import Site

Digests = dict[str, dict[str, str]]
"""Name of a mapping -> key -> digest of its value."""


def changed_items(rows: Rows, catalogue: Catalogue, read: Files, private: Mapping[str, str]) -> set[Read]:
    """Return the facts of a catalogue that differ from those of the previous build, and store the new ones.

    `private` is what `private_digests` returned for the previous build.
    """
    known = {(mapping, key): value for mapping, key, value in rows.all("*", "item")}
    changed = {uri for uri in read.changed_files if private.get(text_digest(uri)) != read.digests[uri].hex()}
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


def other_facts(site: Site, config: MkDocsConfig, pictures: Mapping[str, bytes], known: Digests) -> Digests:
    """Return the digests of everything else that units may read: lists, site-wide data, templates, terms, pictures.

    `pictures` are the digests of the static files by src_uri, `known` what was returned for the previous build: that of
    a sub-page whose entries are still stored is taken from there.
    """
    topics, lists = site.outline.catalogue.topics, site.outline.tracked_lists
    divided, described = lists["pagination"], (topics[key] for key in site.outline.terms)
    kept = {uri for uri, page in lists["list_pages"].items() if isinstance(page.entries, StoredEntries)}
    values: dict[str, Mapping[str, Any]] = {
        "list_pages": {uri: uri in kept or page.fingerprint for uri, page in lists["list_pages"].items()},
        "pagination": {uri: [(each.src_uri, each.label) for each in group] for uri, group in divided.items()},
        "with_files": lists["with_files"],
        "site_data": site.render_context.site_data,
        "terms": {topic.id: (topic.name, topic.src_uri, topic.record) for topic in described},
    }
    found = {name: {key: text_digest(repr(value)) for key, value in each.items()} for name, each in values.items()}
    found["list_pages"] |= {src_uri: known["list_pages"][src_uri] for src_uri in kept}
    digests = {src_uri: digest.hex() for src_uri, digest in pictures.items()}
    return found | {"pictures": digests, "templates": template_digests(config)}


def template_digests(config: MkDocsConfig) -> dict[str, str]:
    """Return the digests of the templates of single kinds of pages."""
    paths = {path.name: path for folder in reversed(own_theme_folders(config)) for path in folder.glob("*.html")}
    return {name: digest_of(path.read_bytes()).hex() for name, path in sorted(paths.items())}


def changed_digests(old: Digests, new: Digests) -> set[Read]:
    """Return the reads whose result differs between two builds."""
    return set().union(*(changed_reads(name, old.get(name, {}), new.get(name, {})) for name in old.keys() | new.keys()))
