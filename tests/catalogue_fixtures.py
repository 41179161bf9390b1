"""A catalogue from texts, for the tests of everything that reads one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from recap.catalogue.models import Catalogue
from recap.catalogue.resolver import resolve
from recap.content.addresses import Addresses
from recap.content.loader import Files, parse_files
from recap.content.settings import Settings
from recap.core.diagnostics import Diagnostic
from recap.lint import catalogue_rules, privacy_rules
from recap.lint.address_rules import generated_pages_are_free, old_addresses_are_free
from recap.lint.file_rules import addresses_are_free
from recap.lint.name_rules import check_names
from recap.lint.similar_names import SimilarNames
from recap.pages.outline import Outline, outline_of
from recap.site.compile import assemble
from recap.site.model import Site
from tests.site_fixtures import EVENT, french

FRENCH = french()
Found = list[tuple[str, str, int, int]]
"""(message key, src_uri, line, column) of each diagnostic."""


def files_of(texts: Mapping[str, str], settings: Settings = FRENCH) -> tuple[Files, list[Diagnostic]]:
    """The files of a docs folder that is given as src_uri -> text, and what is wrong with each by itself."""
    files, found = parse_files(((src_uri, content.encode()) for src_uri, content in texts.items()), settings)
    return files, [*found, *addresses_are_free(files), *generated_pages_are_free(files, settings)]


def resolved(
    texts: Mapping[str, str], settings: Settings = FRENCH, *, collate: bool = True
) -> tuple[Catalogue, list[Diagnostic]]:
    """The catalogue of texts, and what the rules about files and names find."""
    files, diagnostics = files_of(texts, settings)
    resolution = resolve(files, settings, collate=collate)
    names = check_names(resolution, files, settings.folders["people"], SimilarNames().pairs, settings.language)
    return resolution.catalogue, [*diagnostics, *names]


def outlined(texts: Mapping[str, str], settings: Settings = FRENCH, *, collate: bool = True) -> Outline:
    """The outline of texts without errors."""
    catalogue, diagnostics = resolved(texts, settings, collate=collate)
    assert not [each for each in diagnostics if each.level == "error"], diagnostics
    return outline_of(catalogue, settings)


def assembled(texts: Mapping[str, str], settings: Settings = FRENCH) -> Site:
    """The compiled site of texts without errors."""
    return assemble(outlined(texts, settings), Path("docs"))


def compiled(texts: Mapping[str, str], settings: Settings = FRENCH) -> tuple[Catalogue, Found]:
    """The catalogue of the event `rencontre` and these texts, and what the rules about files and catalogues find."""
    catalogue, found = resolved({"rencontre/index.md": EVENT} | dict(texts), settings)
    found += [each for rule in catalogue_rules.RULES for each in rule(catalogue)]
    found += privacy_rules.withdrawn_names_are_gone(catalogue, privacy_rules.search_for(catalogue))
    outline = outline_of(catalogue, settings)
    addresses = Addresses(settings, texts, {"rencontre"}, pages=outline.addresses)
    found += old_addresses_are_free(catalogue, outline.pages, (), addresses)
    return catalogue, [(each.message_key, each.path, each.line, each.column) for each in sorted(found)]


def talk(*lines: str, title: str = "Un début", body: str = "") -> str:
    """A talk's file: title, then these lines of front matter, a date where none gives one, then a body."""
    dated = () if any(line.startswith("date:") for line in lines) else ("date: 2026-05-01",)
    return "\n".join(["---", f"title: {title}", *lines, *dated, "---", body])
