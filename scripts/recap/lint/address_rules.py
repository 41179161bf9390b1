"""Rules about addresses: nothing takes one that the site writes itself, whatever its case or Unicode form."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from recap.catalogue.models import Catalogue
from recap.content.addresses import Addresses, address_key
from recap.content.loader import Files
from recap.content.settings import Settings
from recap.content.theme_files import SERVER_FOLDER
from recap.core import text
from recap.core.diagnostics import Diagnostic
from recap.core.filesystem import shown_path, walk
from recap.core.urls import old_address, url_of
from recap.pages.outline import Outline

_NAMING = ("speakers", "parts", "authors", "topics", "broader")
"""Keys of records that name people, organisations and topics."""


def check_addresses(
    docs: Path, files: Files, below: Iterable[str], outline: Outline, *, whole: bool
) -> Iterator[Diagnostic]:
    """Yield what every rule of this module finds; `below` are the src_uris of all files of docs/.

    Unless all of them were read (`whole`), more addresses count as taken than there are.
    """
    settings, catalogue, below = outline.context.settings, outline.catalogue, [*below]
    src_uris = {*files.documents, *(src_uri for src_uri in below if src_uri.endswith(".md"))}
    known = (files.event_folders, files.pages.keys(), outline.addresses) if whole else ()
    addresses = Addresses(settings, src_uris, *known)
    yield from generated_pages_are_free(files, settings)
    yield from indexes_are_no_names(catalogue)
    yield from other_addresses_are_free(docs, below, addresses, _server_folder(settings))
    yield from old_addresses_are_free(catalogue, outline.pages, below, addresses)
    if whole:
        yield from theme_addresses_are_free(settings, addresses)


def generated_pages_are_free(files: Files, settings: Settings) -> Iterator[Diagnostic]:
    """E114: Markdown has the address of no page that the site makes by itself, nor `README.md` that of an index."""
    addresses = Addresses(settings, files.documents, files.event_folders)
    for src_uri, document in files.documents.items():
        kind = addresses.kind(src_uri)
        if kind and not kind.replaceable:
            yield Diagnostic(document.path, 1, 1, "E114.reserved", {"value": src_uri})
        elif (
            src_uri.endswith("README.md")
            and (index := f"{src_uri.removesuffix('README.md')}index.md") in files.documents
        ):
            args = {"other": files.documents[index].path, "id": index.removesuffix(".md")}
            yield Diagnostic(document.path, 1, 1, "E114.files", args)


def indexes_are_no_names(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """E114: nobody and nothing is called like an index, whose address its page would take."""
    groups = (catalogue.people, catalogue.topics, catalogue.organisations)
    if any("index" in group for group in groups):
        for _, _, document, _ in catalogue.titled_pages():
            for place, value in document.strings():
                if place[0] in _NAMING and text.slug(value) == "index":
                    yield document.diagnostic("E114.reserved", *place, value=value)


def other_addresses_are_free(
    docs: Path, below: Iterable[str], addresses: Addresses, server: str
) -> Iterator[Diagnostic]:
    """E114: no file and no folder of docs/ has an address that the site writes.

    Files whose names start with a dot are looked for at the top of docs/ alone: those for web servers would lie there.
    """
    shown = shown_path(docs)
    for src_uri in (*below, *_hidden(docs, addresses)):
        if found := addresses.holder(src_uri):
            yield _taken(f"{shown}/{src_uri}", src_uri, found[0], addresses, server)


def theme_addresses_are_free(settings: Settings, addresses: Addresses) -> Iterator[Diagnostic]:
    """E114: the theme's folder of the site publishes no file at an address that the site writes.

    Files for the web server have a folder there, where some of them may take the place of ours.
    """
    server = _server_folder(settings)
    for address, path in settings.server_files.items():
        if (found := addresses.reserved(address)) and not addresses.is_for_server(address):
            yield _taken(shown_path(path), address, found[0], addresses, server)
    for address, path in settings.theme_files.items():
        if found := addresses.reserved(address):
            yield _taken(shown_path(path), address, found[0], addresses, server)


def _taken(path: str, address: str, other: str, addresses: Addresses, server: str) -> Diagnostic:
    if addresses.is_for_server(address):
        return Diagnostic(path, 1, 1, "E114.server", {"value": address, "place": f"{server}/{address}"})
    return Diagnostic(path, 1, 1, "E114.taken", {"value": address, "other": other})


def _server_folder(settings: Settings) -> str:
    return f"{settings.custom_dir or 'overrides'}/{SERVER_FOLDER}"


def without_repetitions(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return the diagnostics without E121 for the type of a file that belongs elsewhere, whatever its type."""
    diagnostics = [*diagnostics]
    elsewhere = {each.path for each in diagnostics if each.message_key == "E114.server"}
    return [each for each in diagnostics if each.message_key != "E121.file" or each.path not in elsewhere]


def old_addresses_are_free(
    catalogue: Catalogue, pages: Iterable[str], below: Iterable[str], addresses: Addresses
) -> Iterator[Diagnostic]:
    """E116: an old address lies inside the site; E114: nothing else has it, and it needs no folder where a file is."""
    taken: dict[str, str] = {}
    others: set[str] = set()
    for src_uri, _, document, aliases in catalogue.titled_pages():
        for number, alias in enumerate(aliases):
            old = old_address(src_uri, alias)
            if old is None:
                yield document.diagnostic("E116.alias", "aliases", number, value=alias)
                continue
            if not taken:
                taken = {address_key(page): page for page in pages}
                others = {address_key(each) for each in below if not each.endswith(".md")}
            other = taken.setdefault(address_key(old), src_uri)
            if address_key(old) == address_key(other) or other != src_uri:
                yield document.diagnostic("E114.alias", "aliases", number, value=alias, other=other)
            elif where := addresses.in_the_way(url_of(old), others.__contains__):
                yield document.diagnostic("E114.alias", "aliases", number, value=alias, other=where)


def _hidden(docs: Path, addresses: Addresses) -> Iterator[str]:
    """Yield the src_uris of files for web servers whose names, or whose folders' names, start with a dot."""
    if not docs.is_dir():  # as long as a new site consists of drafts
        return
    with os.scandir(docs) as entries:
        found = [entry for entry in entries if entry.name.startswith(".") and addresses.is_for_server(entry.name)]
    for entry in sorted(found, key=lambda entry: entry.name):
        inner = [*walk(Path(entry.path))] if entry.is_dir(follow_symlinks=False) else []
        yield from sorted(f"{entry.name}/{name}" for name, each in inner if each.is_file(follow_symlinks=False))
        if entry.is_file(follow_symlinks=False):
            yield entry.name
