"""Diagnostics of a site of which a few talks have changed, without those of all files being looked for again."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from recap.build.nearby import Patch
from recap.build.stored import Edited, StoredSite
from recap.catalogue.models import Catalogue
from recap.content.addresses import Addresses, address_key
from recap.content.loader import CachedFile
from recap.core import text
from recap.core.diagnostics import Diagnostic, has_errors
from recap.core.filesystem import shown_path
from recap.core.folder import Listing
from recap.lint import address_rules, catalogue_rules, claim_rules, link_rules, recap_rules
from recap.lint.name_rules import MIN_SIMILAR_LENGTH, check_names
from recap.lint.similar_names import SimilarNames
from recap.pages.outline import Outline

_NAMING = ("speakers", "parts", "authors", "based_on", "topics")
"""Keys of a talk that name people, topics and organisations."""
NAME_CODES = frozenset(["W107", "W108", "W109", "W118"])
"""Codes of the warnings about names."""
_RESEMBLES = "W108.resembles"


def found_at_edits(
    stored: StoredSite,
    outline: Outline,
    edited: Edited,
    patch: Patch | None,
    known: list[Diagnostic],
    docs: Path,
    listing: Listing,
) -> list[Diagnostic] | None:
    """Return all diagnostics of the site, sorted; None if there is an error, or if other files must be read.

    `known` are those of the previous build. Whether texts have clean links is stored with them.
    """
    paths, ids = {cached.document.path for cached in edited.values()}, [uri.removesuffix(".md") for uri in edited]
    found = [*_of_texts(outline, edited, ids, listing)]
    if patch:
        around = _of_names(stored, edited, patch, known, paths, docs)
        if around is None or not _are_free(stored, outline, patch, docs, listing):
            return None
        found += [*around, *_of_catalogue(patch)]
    if has_errors(found) or any(each.code == "W113" for each in found):
        return None
    return sorted([*(each for each in known if each.path not in paths), *found])


def _of_texts(outline: Outline, edited: Edited, ids: list[str], listing: Listing) -> Iterator[Diagnostic]:
    catalogue, settings = outline.catalogue, outline.context.settings
    talks = {each: catalogue.talks[each] for each in ids}
    own = Catalogue(events=catalogue.events, talks=talks, people=catalogue.people)
    yield from catalogue_rules.parts_have_headings(own)
    yield from claim_rules.claims_have_passages(own)
    yield from recap_rules.recaps_are_complete(own)
    yield from recap_rules.summaries_are_short(own.talks.values())
    pages = {src_uri: each.markdown for src_uri, each in outline.pages.items()}
    others = frozenset(src_uri for src_uri in listing.files if not src_uri.endswith(".md"))
    targets = link_rules.Targets(pages, others, (), settings.image_hosts, settings.extensions)
    for src_uri, cached in edited.items():
        found = [*link_rules.check_text(src_uri, cached.document, targets)]
        cached.has_clean_links = not found and not link_rules.has_links(cached.document)
        yield from found


def _of_catalogue(patch: Patch) -> Iterator[Diagnostic]:
    """Yield what the rules about dates, rooms and hours say of the edited talks."""
    catalogue = patch.resolution.catalogue
    own = Catalogue(events=catalogue.events, talks={key: catalogue.talks[key] for key in patch.near["talks"]})
    yield from catalogue_rules.dates_inside_event(own)
    yield from catalogue_rules.known_rooms_and_tracks(own)
    yield from catalogue_rules.one_place_at_a_time(catalogue)


def _of_names(
    stored: StoredSite, edited: Edited, patch: Patch, known: list[Diagnostic], paths: set[str], docs: Path
) -> list[Diagnostic] | None:
    """Return what is wrong with the names in edited talks; None if other files may have other warnings than before."""
    had = any(each.path in paths and each.code in NAME_CODES for each in known)
    if not had and all(_names(stored.file(src_uri)) == _names(each) for src_uri, each in edited.items()):
        return []
    if any(each.message_key == _RESEMBLES and _concerns(each, patch) for each in known) or _resemble(stored, patch):
        return None
    folder, similar = f"{shown_path(docs)}/{stored.settings.folders['people']}", SimilarNames().pairs
    found = [*check_names(patch.resolution, patch.files, folder, similar, stored.settings.language)]
    found, known = ([each for each in some if each.message_key != _RESEMBLES] for some in (found, known))
    read = {document.path for document in patch.files.documents.values()} - paths
    before = (each for each in known if each.path in read and each.code in NAME_CODES)
    if _texts(before) != _texts(each for each in found if each.path in read):
        return None
    return [each for each in found if each.path in paths]


def _names(file: CachedFile | None) -> list[object] | None:
    return [file.document.data.get(key) for key in _NAMING] if file else None


def _concerns(diagnostic: Diagnostic, patch: Patch) -> bool:
    return not patch.near["people"].isdisjoint([diagnostic.args["id"], diagnostic.args["other"]])


def _texts(diagnostics: Iterable[Diagnostic]) -> list[str]:
    """Return diagnostics as texts that can be compared, arguments included."""
    rows = ([each.path, each.line, each.column, each.message_key, dict(each.args)] for each in diagnostics)
    return sorted(json.dumps(row, sort_keys=True, default=str) for row in rows)


def _resemble(stored: StoredSite, patch: Patch) -> bool:
    """Return True if somebody whom an edited talk names, or has named, is called much like somebody else."""
    people, names = patch.resolution.catalogue.people, patch.resolution.people
    ids = dict(names.by_label)
    for key, row in stored.rows.items("people"):
        ids.setdefault(text.fold(json.loads(row)[1]), key)
    ids |= {text.fold(people[key].name): key for key in patch.near["people"] if key in people}
    near = {name for name, key in ids.items() if key in patch.near["people"]}
    long = [name for name in ids if len(name) >= MIN_SIMILAR_LENGTH]
    return any(ids[one] != ids[other] for one, other in text.one_letter_apart(long, near & {*long}))


def _are_free(stored: StoredSite, outline: Outline, patch: Patch, docs: Path, listing: Listing) -> bool:
    """Return True if nothing else has the addresses of pages that are new, or will get those of pages that go."""
    src_uris = {f"{key}.md" for key in patch.near["talks"]}
    for name in ("people", "topics", "organisations"):
        src_uris |= {f"{stored.settings.folders[name]}/{key}.md" for key in patch.near[name]}
    moved = src_uris & (outline.pages.keys() ^ {name for name in src_uris if name in stored.rows.units})
    if not moved:
        return True
    old = {*map(address_key, outline.redirects)}
    if any(address_key(src_uri) in old or src_uri.endswith("/index.md") for src_uri in moved):
        return False
    settings, texts = stored.settings, outline.catalogue.pages.keys()
    addresses = Addresses(settings, listing.markdown, patch.files.event_folders, texts, outline.addresses)
    if any(not kind.replaceable for kind in map(addresses.kind, moved) if kind):
        return False
    others = [src_uri for src_uri in listing.files if not src_uri.endswith(".md") or src_uri in moved]
    taken = [*address_rules.other_addresses_are_free(docs, others, addresses, "")]
    return not taken and not [*address_rules.theme_addresses_are_free(settings, addresses)]
