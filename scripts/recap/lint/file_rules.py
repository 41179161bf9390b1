"""Rules about files: their names and addresses, and what may lie next to the Markdown."""

from collections.abc import Iterator
from pathlib import Path

from recap.content.loader import Files
from recap.core import text
from recap.core.diagnostics import Diagnostic
from recap.core.filesystem import files_below, links_out, shown_path
from recap.core.svg import is_harmless

_TYPES = frozenset(
    ["png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "pdf", "txt", "csv", "json", "bib", "ics", "vtt", "srt",
     "mp3", "ogg", "opus", "mp4", "webm", "epub", "zip", "odp", "pptx"]
)  # fmt: skip
"""Types of files allowed next to the Markdown: a browser shows, plays or saves them, and runs none."""


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


def other_files_are_harmless(docs: Path) -> list[Diagnostic]:
    """E121: whatever lies next to the Markdown stays inside docs/ and cannot run in a browser."""
    shown, args = shown_path(docs), {"types": ", ".join(sorted(_TYPES))}
    found = dict.fromkeys(links_out(docs), "link")
    for src_uri in files_below(docs):
        name, _, suffix = src_uri.rpartition("/")[2].rpartition(".")
        if src_uri in found or suffix == "md":
            continue
        if text.INVISIBLE_CHARACTERS.search(src_uri):
            found[src_uri] = "file_name"
        elif not name or suffix.lower() not in _TYPES:
            found[src_uri] = "file"
        elif suffix.lower() == "svg" and not is_harmless((docs / src_uri).read_bytes()):
            found[src_uri] = "svg"
    names = [(text.INVISIBLE_CHARACTERS.sub("?", src_uri), variant) for src_uri, variant in found.items()]
    return [Diagnostic(f"{shown}/{name}", 1, 1, f"E121.{variant}", args) for name, variant in names]
