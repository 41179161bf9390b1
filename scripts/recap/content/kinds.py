"""What kind of record a file holds: the one that it declares or its folder implies, unless its keys say another."""

import posixpath
from collections.abc import Collection, Set

from recap.content import schema
from recap.content.document import Document
from recap.content.settings import Settings
from recap.core import text
from recap.core.diagnostics import Diagnostic

_PLACES = {"event": "<event>/index", "talk": "<event>/<talk>", "person": "{people}/<id>", "topic": "{topics}/<id>"}
"""Where the files of a kind belong; a `page` may be anywhere."""
_OWN: dict[str, Set[str]] = {
    "event": {"start_date", "end_date"},
    "talk": {
        "speakers",
        "no_speaker_reason",
        "parts",
        "recordings",
        "key_points",
        "start",
        "room",
        "track",
        "abstract",
    },
    "person": {"name", "sort_name", "affiliations", "orcid", "do_not_publish", "distinct_from"},
    "topic": {"synonyms", "abbreviation", "broader"},
}
"""Kind -> keys that no other kind has, by which a file in another place is recognised."""
_OF_TALKS_BELOW_EVENTS = {"date", "published", "authors", "based_on", "topics", "resources", "duration", "draft"}
"""Keys that tell of a talk only where talks are near: pages of other programs have some of them."""


def kind_of(
    src_uri: str, document: Document, event_folders: Set[str], settings: Settings, others: Collection[str] = ()
) -> str | Diagnostic:
    """Return the kind of a document, or what is wrong with its place; `others` are the src_uris of all documents.

    E116: what it declares belongs elsewhere. E141: it declares nothing, and its keys are those of a file that does.
    """
    folder = src_uri.rpartition("/")[0]
    declared = document.data.get("kind")
    folders = settings.folders
    if folder in event_folders:
        natural = "event" if src_uri.endswith("/index.md") else "talk"
    else:
        natural = {folders["topics"]: "topic", folders["people"]: "person"}.get(folder, "page")
    if declared == natural:
        return natural
    if declared is None:
        return _misplaced(src_uri, document, natural, event_folders, settings, others) or natural
    if not isinstance(declared, str) or declared not in schema.KINDS:
        args = {"value": text.shortened(declared), "near": text.nearest(str(declared), schema.KINDS)}
        return document.diagnostic("E116.choice", "kind", key="kind", expected=", ".join(schema.KINDS), **args)
    if declared == "page":
        return "page"
    place = _place(declared, src_uri, document, event_folders, settings, others)
    return document.diagnostic("E116.place", "kind", value=declared, place=place)


def _misplaced(
    src_uri: str, document: Document, natural: str, events: Set[str], settings: Settings, others: Collection[str]
) -> Diagnostic | None:
    """Return E141 if the keys of a document are those of another kind than its place implies."""
    data, inside = document.data, _event_above(src_uri, events)
    index = f"{posixpath.dirname(src_uri)}/index.md"
    in_folder = natural == "page" and index.count("/") == 1 and not index.startswith("/")
    for kind, own in _OWN.items():
        found = [key for key in data if key in own | _more(kind, natural, inside)]
        found = [key for key in found if key not in schema.KINDS[natural].model_fields]
        # In a folder of records one key may be a slip; all of them are not.
        others_too = natural != "page" and not data.keys() <= schema.KINDS[kind].model_fields.keys()
        if kind == natural or not found or others_too or (natural == "topic" and data.keys() <= {"name", "aliases"}):
            continue
        key, place = f"E141.{kind}", _place(kind, src_uri, document, events, settings, others)
        if kind == "event" and in_folder and src_uri == index:
            key = "E141.no_kind"
        elif kind == "talk" and in_folder and not inside:
            key, place = "E141.no_event", f"{settings.docs_dir}/{index}"
        return document.key_diagnostic(key, found[0], place=place)
    return None


def _more(kind: str, natural: str, inside: str) -> Set[str]:
    """Return keys that tell of a kind in some places only; `inside` is the event above the file, if there is one."""
    if kind == "talk" and natural == "page" and inside:
        return _OF_TALKS_BELOW_EVENTS
    return {"title"} if kind == "topic" and natural == "person" else set()


def _event_above(src_uri: str, events: Set[str]) -> str:
    """Return the nearest folder above a file that is that of an event; empty if there is none."""
    folder = posixpath.dirname(src_uri)
    while folder and folder not in events:
        folder = posixpath.dirname(folder)
    return folder


def _place(
    kind: str, src_uri: str, document: Document, events: Set[str], settings: Settings, others: Collection[str]
) -> str:
    """Return where a file belongs, with docs/: a free name if that can be known, or else the pattern."""
    folders, way = settings.folders, src_uri.removesuffix(".md").removesuffix("/index")
    stem, found = text.slug(way.rpartition("/")[2]), ""
    if kind == "talk":
        near = _event_above(src_uri, events) or (next(iter(events)) if len(events) == 1 else "")
        longer = text.slug(way.removeprefix(f"{near}/").replace("/", "-"))
        found = next((f"{near}/{name}" for name in (stem, longer) if near and f"{near}/{name}.md" not in others), "")
    elif kind in ("person", "topic"):
        name = document.data.get("name" if kind == "person" else "title")
        stem = (text.slug(name) if isinstance(name, str) else "") or stem
        folder = folders["people" if kind == "person" else "topics"]
        found = f"{folder}/{stem}" if f"{folder}/{stem}.md" not in others else ""
    return f"{settings.docs_dir}/{found or _PLACES[kind].format(**folders)}.md"
