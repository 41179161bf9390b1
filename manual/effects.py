"""Where each key of the front matter shows: a small site is compiled with the key and without it, and compared.

So the reference cannot claim what the program does not do. `sample/` is that site; each key occurs in it once.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from recap.content import schema
from recap.content.frontmatter import read
from recap.content.settings import Settings
from recap.core.language import language
from recap.site.compile import compile_site

SAMPLE = Path(__file__).with_name("sample")
_TALK, _EVENT = "example-days-2026/filters.md", "example-days-2026/index.md"
_PERSON = "people/ana-foo.md"
PLACES: dict[str, tuple[str, tuple[str, ...]]] = {
    "Event": (_EVENT, ()),
    "Track": (_EVENT, ("tracks",)),
    "Room": (_EVENT, ("rooms",)),
    "Break": (_EVENT, ("breaks",)),
    "Talk": (_TALK, ()),
    "Speaker": (_TALK, ("speakers",)),
    "Part": (_TALK, ("parts",)),
    "Resource": (_TALK, ("resources",)),
    "Recording": (_TALK, ("recordings",)),
    "Source": (_TALK, ("sources",)),
    "BasedOn": (_TALK, ("based_on",)),
    "Correction": (_TALK, ("corrections",)),
    "SinceThen": (_TALK, ("since_then",)),
    "LaterFact": (_TALK, ("since_then", "facts")),
    "Claim": (_TALK, ("claims",)),
    "Imported": (_TALK, ("imported",)),
    "Revision": (_TALK, ("imported", "revision")),
    "Person": (_PERSON, ()),
    "Affiliation": (_PERSON, ("affiliations",)),
    "PersonLinks": (_PERSON, ("links",)),
    "Photo": (_PERSON, ("photo",)),
    "Topic": ("topics/seccomp.md", ()),
    "Page": ("about.md", ()),
}
"""Record -> the file of the sample that has one, and the keys that lead to it; of a list, to its entries."""
_ELSEWHERE = {
    "no_speaker_reason": "example-days-2026/film.md",
    "order": "example-days-2026/closing.md",
    "speakers": "example-days-2026/networks.md",
    "do_not_publish": "people/bo-bar.md",
}
"""Keys that another file of the same kind has, or can have."""
_CHANGED = {
    "start_date": "2026-04-30", "end_date": "2026-05-03", "date": "2026-05-02", "timezone": "America/New_York",
    "checked": "2026-06-02", "url": "https://example.org/other", "published": "2026-06-30", "kind": None,
    "sequence": 2, "changed": "2026-05-03", "address": None,
    "as_of": "2026-06-02", "outcome": "held", "said_by": "Ana Foo", "source": "https://example.org/",
    "start": "08:00", "color": "#ff0000",
    "license": "MIT", "draft": "true", "do_not_publish": "true", "type": "video", "file": "other.png",
    "name": "Ana Foo Baz", "aliases": ["Ana Foo", "A. Foo", "Annie"], "person": "cy-dee", "written": None,
    "speakers": [{"name": "Eva Eve"}],
}  # fmt: skip
"""Key -> another value for it, where it cannot be left out; None: a change would only be an error."""
_PAGES = {
    "home": "the home page", "event": "the event’s page", "talk": "talks", "person": "people’s pages",
    "topic": "topics’ pages", "organisation": "organisations’ pages", "programme": "the programme",
    "statistics": "the numbers", "page": "other pages", "listing": "the indexes",
}  # fmt: skip
"""Kind of page -> how the reference calls its pages; others depend on the rest of the site alone."""
_EXPORTS = {
    r"api/v1/.*": "JSON data",
    r".*/schedule\.(xml|json)": "schedule.json and schedule.xml",
    r".*\.ics": "iCalendar",
    r".*\.csl\.json|citations\.json": "CSL-JSON",
    r".*\.bib": "BibTeX",
    r"sitemap.*\.xml|robots\.txt": "sitemap",
    r".*\.(xml|json)": "feeds",
    r".*\.html": "redirects",
    r".*\.css": "stylesheet of grids",
}
"""Pattern of an address -> how the reference calls the format."""
Output = tuple[str, str, str]
"""Kind of page (empty for a file), src_uri or address, and which aspect of it."""


@dataclass(frozen=True)
class Effects:
    """Where a key shows, in the words of the reference."""

    pages: tuple[str, ...] = ()
    exports: tuple[str, ...] = ()


@cache
def effects_of_keys() -> dict[tuple[str, str], Effects]:
    """Return (record, key) -> where it shows, for each key of each record in `PLACES`."""
    found: dict[tuple[str, str], Effects] = {}
    with tempfile.TemporaryDirectory() as folder:
        docs = Path(folder, "docs")
        shutil.copytree(SAMPLE, docs)
        shutil.copy(docs / "people/ana-foo.png", docs / "people/other.png")
        base = _outputs(docs)
        assert base is not None
        for name, (_, steps) in PLACES.items():
            for field, info in getattr(schema, name).model_fields.items():
                key = info.alias or field
                path, found[name, key] = docs / file_of(name, key), Effects()
                before = path.read_bytes()
                for variant in variants(before, steps, key):
                    path.write_bytes(variant)
                    if (outputs := _outputs(docs)) is not None:
                        found[name, key] = _differences(base, outputs, file_of(name, key))
                    if found[name, key].pages or found[name, key].exports:
                        break
                path.write_bytes(before)
    return found


def file_of(record: str, key: str) -> str:
    """Return the file of the sample in which a key of a record is, or can be."""
    file, steps = PLACES[record]
    return file if steps else _ELSEWHERE.get(key, file)


def variants(content: bytes, steps: tuple[str, ...], key: str) -> Iterator[bytes]:
    """Yield a file without a key, then with another value of it."""
    for remove in (True, False):
        document, _ = read(content, "sample")
        held: Any = document.data
        for step in steps:
            held = held[step]
            if isinstance(held, list):
                held = next((entry for entry in held if key in entry), held[0])
        if remove:
            if key not in held:
                continue
            del held[key]
        elif (value := _CHANGED.get(key, f"{held.get(key)} (changed)")) is not None:
            held[key] = value
        yield f"---\n{json.dumps(document.data)}\n---\n{document.body}".encode()


def _outputs(docs: Path) -> dict[Output, Any] | None:
    """Return (kind, address, aspect) -> content of every page and file; None if the site has errors."""
    folders = dict(language("en").folders)
    settings = Settings("Example recaps", "https://recaps.example/", language="en", folders=folders)
    site, _ = compile_site(docs, settings)
    if site is None:
        return None
    found: dict[Output, Any] = {}
    pages = [site.artifacts.make(src_uri) for src_uri in site.artifacts if src_uri != settings.page("data")]
    for page in pages:
        src_uri = page.src_uri
        kind, data = page.data["kind"], dict(page.data)
        found[kind, src_uri, "search"] = [data.pop("search", None), data["title"], data["summary"], page.content]
        found[kind, src_uri, "the picture of a shared link"] = [data.pop("card", None), data.pop("image", None)]
        found[kind, src_uri, "JSON-LD"] = site.exports.head(src_uri, page.data)["jsonld"]
        sections = re.sub(r"(?m)^## (.*)", r"<h2>\1</h2>", page.content)
        linked = site.render_context.terms.link(sections, page.data["url"]) if kind in ("event", "talk") else ""
        found[kind, src_uri, "definitions in texts"] = re.findall("<button[^>]*>|<a [^>]*>", linked)
        data.pop("updated", None)
        found[kind, src_uri, "page"] = [page.content, data]
        site.exports.add_feed_body(src_uri, page.content)
    units = site.exports.units()
    del units["schemas"]  # what they say is the same for every site
    files: list[tuple[str, str | bytes]] = [file for make in units.values() for file in make()]
    files += site.addresses((page.data["permalink"], page.data.get("updated")) for page in pages)
    return found | {("", address, "file"): content for address, content in files}


def _differences(one: dict[Output, Any], other: dict[Output, Any], file: str) -> Effects:
    """Return the pages and formats in which two sites differ; `file` is the one in which their sources do."""
    changed = {place for place in one.keys() | other.keys() if one.get(place) != other.get(place)}
    shown = {(kind, src_uri == file) for kind, src_uri, aspect in changed if aspect == "page"}
    pages = ["its own page"] if any(own for _, own in shown) else []
    pages += [label for kind, label in _PAGES.items() if (kind, False) in shown]
    aspects = {aspect for kind, _, aspect in changed if kind in _PAGES}
    pages += [each for each in ("definitions in texts", "search", "the picture of a shared link") if each in aspects]
    formats = {"JSON-LD"} & aspects
    for _, address, aspect in changed:
        if aspect == "file":
            label = next(label for pattern, label in _EXPORTS.items() if re.fullmatch(pattern, address))
            moved = (("", address, "file") in one) != (("", address, "file") in other)
            formats |= {label} if label != "redirects" or moved else set()
    return Effects(tuple(pages), tuple(sorted(formats, key=str.casefold)))
