"""Files and folders -> their programmes, within limits: JSON, JSON Lines, XML without entities, also compressed."""

import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from recap.core.language import UserError
from recap.importers import pyvideo, schedule
from recap.importers.model import Losses, Programme
from recap.importers.normalize import mapping

MAX_BYTES = 64 * 2**20
"""Limit for an input, unpacked; the 20,959 talks of pyvideo together have 22 million bytes."""
SUFFIXES = (".json", ".xml", ".jsonl", ".jsonl.gz", ".json.gz", ".xml.gz")


def read_sources(path: Path) -> Iterator[tuple[Path, Any]]:
    """Yield (file, content) of a file, or of every file with a known suffix below a folder; XML as an Element.

    JSON Lines come as a list. Raises UserError for what cannot be read, is too large or has no such format.
    """
    paths = sorted(each for each in path.rglob("*") if each.name.endswith(SUFFIXES)) if path.is_dir() else [path]
    if not paths:
        raise UserError("import_nothing", path=path, suffixes=", ".join(SUFFIXES))
    for each in paths:
        content = _text(each)
        if ".jsonl" in each.suffixes:
            yield each, [_parse(each, one, number) for number, one in enumerate(content.split("\n"), 1) if one.strip()]
        else:
            yield each, _parse(each, content)


def programmes_in(source: Path, losses: Losses) -> list[Programme]:
    """Return every programme in a file or folder that has a talk. Raises UserError if there is none."""
    found: list[Programme] = []
    talks: dict[str, list[dict[str, Any]]] = {}
    titles: dict[str, str] = {}
    for path, data in read_sources(source):
        entries = data if isinstance(data, list) else [data]
        if entries and all(map(pyvideo.is_talk, entries)):
            event = path.parent.parent.name if path.parent.name == "videos" else path.name.partition(".")[0]
            for each in entries:
                talks.setdefault(str(each.get("event") or event), []).append(each)
        elif path.name == "category.json":
            titles[path.parent.name] = str(mapping(data).get("title") or "")
        elif getattr(data, "tag", "") == "schedule" or "schedule" in mapping(data):
            found.append(schedule.programme_of(data, path.name, losses))
        elif source.is_file():
            raise UserError("import_unknown", path=path)
        else:
            losses.note("file (no programme)", str(path))
    for event, members in talks.items():
        found.append(pyvideo.programme_of(event, titles.get(event) or event.replace("-", " ").title(), members, losses))
    found = [programme for programme in found if programme.talks]
    if not found:
        raise UserError("import_empty", path=source)
    return found


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"  # RFC 1952, 2.3.1
        with gzip.open(path) if packed else path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise UserError("import_unreadable", path=path, detail=error) from error
    if len(raw) > MAX_BYTES:
        raise UserError("import_large", path=path, limit=MAX_BYTES // 2**20)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError("import_encoding", path=path, line=raw.count(b"\n", 0, error.start) + 1) from error


def _parse(path: Path, content: str, number: int = 0) -> Any:
    """The value in a file or, where a number is given, in that line of one."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        if content.lstrip()[:1] == "<":
            # Text, not bytes: the declared encoding is of no importance any more. No DTD, hence no entity of any kind.
            return fromstring(content.encode(), forbid_dtd=True)
        return json.loads(content)
    except RecursionError as error:
        raise UserError("import_deep", path=path) from error
    except DefusedXmlException as error:
        raise UserError("import_entities", path=path) from error
    except ParseError as error:
        place = f"{path}:{error.position[0]}:{error.position[1] + 1}"
        raise UserError("import_broken", path=place, detail=error) from error
    except (ValueError, LookupError) as error:
        place = f"{path}:{number or getattr(error, 'lineno', 1)}:{getattr(error, 'colno', 1)}"
        raise UserError("import_broken", path=place, detail=getattr(error, "msg", error)) from error
