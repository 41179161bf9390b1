"""Rules about files: their names and addresses, and what may lie next to the Markdown."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path

from recap.content.loader import Files
from recap.core import text
from recap.core.diagnostics import Diagnostic
from recap.core.filesystem import MAX_COPIED_BYTES, read_file, shown_path
from recap.core.folder import Fault, Listing, fault_of, printable
from recap.core.pictures import SUFFIXES
from recap.core.svg import MAX_BYTES, is_harmless
from recap.lint import picture_rules

_PICTURES, _TEXTS, _DOCUMENTS, _MEDIA = 20_000_000, 10_000_000, 200_000_000, MAX_COPIED_BYTES
_LIMITS = {
    **dict.fromkeys(["png", "jpg", "jpeg", "gif", "webp", "avif"], _PICTURES),
    "svg": MAX_BYTES,
    **dict.fromkeys(["txt", "csv", "json", "bib", "ics", "vtt", "srt"], _TEXTS),
    **dict.fromkeys(["pdf", "epub", "zip", "odp", "pptx"], _DOCUMENTS),
    **dict.fromkeys(["mp3", "ogg", "opus", "mp4", "webm"], _MEDIA),
}
"""Types of files allowed next to the Markdown, each with the most bytes that a file may have: a browser shows, plays or
saves them, and runs none."""


def addresses_are_free(files: Files) -> Iterator[Diagnostic]:
    """E114: a file name is an id, and no two files share an address."""
    first: dict[str, str] = {}
    for src_uri, document in files.documents.items():
        steps = src_uri.removesuffix(".md").split("/")
        address = "/".join(map(text.slug, steps))
        other = first.setdefault(address, src_uri)
        if other != src_uri:
            yield Diagnostic(document.path, 1, 1, "E114.files", {"other": files.documents[other].path, "id": address})
        elif address.split("/") != steps and steps[-1] != "README":
            yield Diagnostic(document.path, 1, 1, "E114.file_name", {"value": src_uri, "near": f"{address}.md"})


def folder_is_sound(docs: Path, listing: Listing) -> list[Diagnostic]:
    """E105, E114, E121: every file can be read, and means the same on every system; nothing is a link or a device."""
    shown = shown_path(docs)
    paths = {src_uri: f"{shown}/{printable(src_uri)}" if src_uri else shown for src_uri in listing.faults}
    found = []
    for src_uri, (key, args) in listing.faults.items():
        own = {"other": f"{shown}/{args['original']}"} if "original" in args else args
        found.append(Diagnostic(paths[src_uri], 1, 1, key, own))
    return found


def other_files_are_harmless(docs: Path, listing: Listing) -> list[Diagnostic]:
    """E121: whatever lies next to the Markdown cannot run in a browser; E105: it can be read, and is not too large.

    E140, W141, W142: a picture is one, and one for pages. E141: a text has the suffix of texts.
    """
    shown, args = shown_path(docs), {"types": ", ".join(sorted(_LIMITS))}
    found = []
    for src_uri, state in listing.files.items():
        name, _, suffix = src_uri.rpartition("/")[2].rpartition(".")
        if suffix == "md":
            continue
        limit, path = _LIMITS.get(suffix.lower()), f"{shown}/{src_uri}"
        if near := _meant_as_text(name, suffix):
            found.append(Diagnostic(path, 1, 1, "E141.suffix", {"near": near}))
        elif unshown := picture_rules.fault_of_suffix(name, suffix.lower()):
            found.append(Diagnostic(path, 1, 1, *unshown))
        elif not name or limit is None:
            found.append(Diagnostic(path, 1, 1, "E121.stylesheet" if suffix == "css" else "E121.file", args))
        elif state.st_size > limit:
            found.append(Diagnostic(path, 1, 1, "E105.other_size", {"size": state.st_size, "limit": limit}))
        elif suffix.lower() in SUFFIXES:
            found += picture_rules.check_picture(docs, src_uri, path)
        elif fault := _fault_of_svg(docs, src_uri) if suffix.lower() == "svg" else _fault_of_access(docs, src_uri):
            found.append(Diagnostic(path, 1, 1, *fault))
    return found


def _meant_as_text(name: str, suffix: str) -> str:
    """Return the name that a text needs to be read, where a file seems to be one of another name; else an empty one."""
    if suffix.lower() in ("md", "markdown", "mdown", "mkd", "mkdn", "mdwn"):
        return f"{name}.md"
    return name if suffix.lower() == "txt" and name.endswith(".md") else ""


def _fault_of_svg(docs: Path, src_uri: str) -> Fault | None:
    try:
        return None if is_harmless(read_file(docs / src_uri, docs, MAX_BYTES)) else ("E121.svg", {})
    except OSError as error:
        return fault_of(error)


def _fault_of_access(docs: Path, src_uri: str) -> Fault | None:
    """Return what keeps a file from being copied; it is not opened."""
    effective = os.access in os.supports_effective_ids
    if os.access(docs / src_uri, os.R_OK, effective_ids=effective):
        return None
    return "E105.unreadable", {"detail": os.strerror(errno.EACCES)}
