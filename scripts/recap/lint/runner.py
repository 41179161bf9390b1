"""A docs folder -> its catalogue, the outline of its pages, and the diagnostics of all rules. No page is rendered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from recap.catalogue.models import Catalogue
from recap.catalogue.resolver import resolve
from recap.content.frontmatter import MAX_BYTES, read
from recap.content.loader import CachedFile, Files, read_files
from recap.content.settings import Settings
from recap.core.diagnostics import Diagnostic
from recap.core.filesystem import read_file, shown_path
from recap.core.folder import Listing, list_folder, printable
from recap.lint import (
    address_rules,
    catalogue_rules,
    file_rules,
    link_rules,
    privacy_rules,
    recap_rules,
    scope,
    theme_rules,
)
from recap.lint.name_rules import check_names
from recap.lint.similar_names import SimilarNames
from recap.pages.outline import Outline, outline_of


@dataclass(frozen=True)
class Checked:
    """Result of a check."""

    catalogue: Catalogue
    """Whatever is broken is left out of it."""
    diagnostics: list[Diagnostic]
    """Sorted."""
    outline: Outline


@dataclass
class CheckState:
    """What a check leaves to the next one by the same program with the same settings."""

    files: dict[str, CachedFile] = field(default_factory=dict)
    """By src_uri."""
    sort_keys: dict[str, str] = field(default_factory=dict)
    """Collation keys of names and titles."""
    similar: dict[str, Any] = field(default_factory=dict)
    """Rows of `SimilarNames`; no name is kept."""
    searched: dict[str, str] = field(default_factory=dict)
    """As in `privacy_rules.withdrawn_contents_are_gone`."""
    read: Files | None = None
    """What was read this time."""
    linked: set[str] = field(default_factory=set)
    """Files of which it is new that they have no links and no diagnostics."""

    def resolve(
        self, docs: Path, files: Files, settings: Settings, *, collate: bool
    ) -> tuple[Catalogue, list[Diagnostic]]:
        """Return the catalogue of some files of a docs folder, and what the rules about names find."""
        resolution = resolve(files, settings, collate=collate, keys=self.sort_keys)
        similar = SimilarNames(self.similar).pairs
        people = f"{shown_path(docs)}/{settings.folders['people']}"
        return resolution.catalogue, [*check_names(resolution, files, people, similar, settings.language)]


def check_content(
    docs: Path,
    settings: Settings,
    only: Set[str] | None = None,
    *,
    drafts: Mapping[str, str] | None = None,
    collate: bool = False,
    state: CheckState | None = None,
    listing: Listing | None = None,
) -> Checked:
    """Check a docs folder by all rules at once.

    With `only` (src_uris) nothing else is read; the other files are only known to exist. `drafts` are files that do
    not exist yet (src_uri -> content). `collate` as in `resolver.resolve`. `state` is brought up to date. `listing` is
    that of the folder, if it is known; the folder may be missing then. Raises OSError.
    """
    state = state or CheckState()
    listing = listing or list_folder(docs, settings.limits)
    files, diagnostics = read_files(docs, settings, only, drafts, state.files, listing)
    state.read = files
    catalogue, found = state.resolve(docs, files, settings, collate=collate)
    sizes = {src_uri: state.st_size for src_uri, state in listing.files.items() if not src_uri.endswith(".md")}
    outline = outline_of(catalogue, settings, sizes=sizes)
    below = sorted({*listing.files, *drafts}) if drafts else [*listing.files]
    diagnostics += found
    diagnostics += [diagnostic for rule in catalogue_rules.RULES for diagnostic in rule(catalogue)]
    diagnostics += catalogue_rules.broken_talks_fit_their_event(files)
    diagnostics += recap_rules.recaps_are_complete(catalogue)
    diagnostics += recap_rules.summaries_are_short(catalogue.with_source())
    diagnostics += catalogue_rules.photographs_are_there(catalogue, listing.files.keys() | listing.unread)
    diagnostics += file_rules.addresses_are_free(files)
    diagnostics += file_rules.folder_is_sound(docs, listing)
    diagnostics += file_rules.other_files_are_harmless(docs, listing)
    diagnostics += address_rules.check_addresses(docs, files, below, outline, whole=only is None)
    if only is None:
        diagnostics += theme_rules.templates_are_current(settings.replaced_templates)
    search, shown = privacy_rules.search_for(catalogue), shown_path(docs)
    broken = [files.documents[src_uri] for src_uri in sorted(files.broken)]
    diagnostics += privacy_rules.withdrawn_names_are_gone(catalogue, search, broken)
    diagnostics += privacy_rules.withdrawn_files_are_gone(search, files.people, below, shown)
    if only is None:
        unread = {document.path.removeprefix(f"{shown}/") for document in broken if not document.data}
        diagnostics += privacy_rules.withdrawn_contents_are_gone(search, docs, below, shown, unread, state.searched)
    targets = _targets(docs, files, outline, listing, only)
    for src_uri, document in files.documents.items():
        cached = state.files.get(src_uri)
        if not (cached and cached.has_clean_links):
            found = [*link_rules.check_text(src_uri, document, targets)]
            diagnostics += found
            if cached and not found and not link_rules.has_links(document):
                cached.has_clean_links = True
                state.linked.add(src_uri)
    return Checked(catalogue, sorted(address_rules.without_repetitions(diagnostics)), outline)


def check_chosen(docs: Path, settings: Settings, chosen: Set[str] | None, *, whole: bool = False) -> Checked:
    """Check the chosen files (src_uris), all of them for None, and find what a check of all files would find.

    Reads as few files as possible; with `whole` reads all, so that the catalogue is complete. Raises OSError.
    """
    if chosen is None:
        return check_content(docs, settings)
    texts = {src_uri for src_uri in chosen if src_uri.endswith(".md")}
    only = None if whole else scope.required_files(docs, texts, settings)
    checked = check_content(docs, settings, only)
    shown = shown_path(docs)
    paths = {shown, *(f"{shown}/{printable(src_uri)}" for src_uri in chosen)}
    found = [diagnostic for diagnostic in checked.diagnostics if diagnostic.path in paths]
    if only is not None and not scope.is_locally_decidable(found):
        return check_chosen(docs, settings, chosen, whole=True)
    return replace(checked, diagnostics=found)


def read_catalogue(docs: Path, settings: Settings) -> tuple[Catalogue, list[Diagnostic]]:
    """Return the catalogue of a docs folder with the diagnostics of its files and names; other rules are not run."""
    files, diagnostics = read_files(docs, settings)
    catalogue, found = CheckState().resolve(docs, files, settings, collate=True)
    diagnostics += [*file_rules.addresses_are_free(files), *address_rules.generated_pages_are_free(files, settings)]
    return catalogue, [*diagnostics, *found]


def _targets(docs: Path, files: Files, outline: Outline, listing: Listing, only: Set[str] | None) -> link_rules.Targets:
    """Return what a link may lead to; files that must not be read are known to be there."""
    settings = outline.context.settings
    unread = {src_uri for src_uri in files.broken if not files.documents[src_uri].data}
    pages: dict[str, Callable[[], str]] = {src_uri: source.markdown for src_uri, source in outline.pages.items()}
    pages |= {src_uri: partial(str, files.documents[src_uri].body) for src_uri in files.broken - unread}
    if only is not None:
        elsewhere = (src_uri for src_uri in listing.markdown if src_uri not in only)
        pages |= {src_uri: partial(_body, docs, src_uri) for src_uri in elsewhere}
    others = frozenset(src_uri for src_uri in listing.files if not src_uri.endswith(".md")) | listing.unread
    # A broken talk may be all that brings a generated page about: nothing is said of links to those, then.
    generated = (f"{settings.folders[name]}/" for name in ("people", "topics", "organisations"))
    return link_rules.Targets(
        pages, others, (*generated, *unread) if files.broken else (), settings.image_hosts, settings.extensions
    )


def _body(docs: Path, src_uri: str) -> str:
    try:
        return read(read_file(docs / src_uri, docs, MAX_BYTES), src_uri)[0].body
    except OSError:  # which is reported when the file itself is checked
        return ""
