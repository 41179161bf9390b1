"""Files and folders -> their programmes, within limits: JSON, JSON Lines, XML without entities, also compressed."""

import gzip
import io
import json
import zlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from recap.core.filesystem import RefusedFileError, read_file, read_named_file, walk
from recap.core.folder import printable
from recap.core.language import UserError
from recap.importers import pyvideo, schedule
from recap.importers.model import Losses, Programme
from recap.importers.normalize import mapping

MAX_BYTES = 64 * 2**20
"""Limit for an input, unpacked, all files of a folder together; the 20,959 talks of pyvideo have 22 million bytes."""
MAX_VALUES = 2_000_000
"""Limit for the objects, lists or elements of one file: each takes a hundred times the memory of its signs."""
MAX_FILES = 200_000
SUFFIXES = (".json", ".xml", ".jsonl", ".jsonl.gz", ".json.gz", ".xml.gz")


def read_sources(path: Path) -> Iterator[tuple[Path, Any]]:
    """Yield (file, content) of a file, or of every file with a known suffix below a folder; XML as an Element.

    JSON Lines come as a list. Raises UserError for what cannot be read, is too large or has no such format.
    """
    folder, left = path if path.is_dir() else None, MAX_BYTES
    paths = [path]
    if folder:
        names = (name for name, _ in walk(folder, hidden=False) if name.endswith(SUFFIXES))
        paths = sorted(folder / name for name in islice(names, MAX_FILES + 1))
        if len(paths) > MAX_FILES:
            raise UserError("import_many", path=_shown(path), limit=MAX_FILES)
    if not paths:
        raise UserError("import_nothing", path=_shown(path), suffixes=", ".join(SUFFIXES))
    for each in paths:
        content = _text(each, folder, left)
        left -= len(content)
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
            event = printable(event)
            for each in entries:
                talks.setdefault(str(each.get("event") or event), []).append(each)
        elif path.name == "category.json":
            titles[path.parent.name] = str(mapping(data).get("title") or "")
        elif getattr(data, "tag", "") == "schedule" or "schedule" in mapping(data):
            found.append(schedule.programme_of(data, printable(path.name), losses))
        elif source.is_file():
            raise UserError("import_unknown", path=_shown(path))
        else:
            losses.note("file (no programme)", _shown(path))
    for event, members in talks.items():
        found.append(pyvideo.programme_of(event, titles.get(event) or event.replace("-", " ").title(), members, losses))
    found = [programme for programme in found if programme.talks]
    if not found:
        raise UserError("import_empty", path=_shown(source))
    return found


def _text(path: Path, folder: Path | None, limit: int) -> str:
    """Return the text of a file, one below a folder or one that the user names; `limit` is in bytes."""
    try:
        raw = read_file(path, folder, MAX_BYTES) if folder else read_named_file(path, MAX_BYTES)
        if raw.startswith(b"\x1f\x8b"):  # RFC 1952, 2.3.1
            raw = gzip.GzipFile(fileobj=io.BytesIO(raw)).read(limit + 1)
    except RefusedFileError as error:
        key = "import_large" if error.reason == "large" else "import_special"
        raise UserError(key, path=_shown(path), limit=MAX_BYTES // 2**20) from error
    except (OSError, EOFError, zlib.error) as error:
        detail = getattr(error, "strerror", None) or error
        raise UserError("import_unreadable", path=_shown(path), detail=detail) from error
    if len(raw) > limit:
        raise UserError("import_large", path=_shown(path), limit=MAX_BYTES // 2**20)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError("import_encoding", path=_shown(path), line=raw.count(b"\n", 0, error.start) + 1) from error


def _parse(path: Path, content: str, number: int = 0) -> Any:
    """The value in a file or, where a number is given, in that line of one."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    is_xml = content.lstrip()[:1] == "<"
    if content.count("<") > 2 * MAX_VALUES if is_xml else content.count("[") + content.count("{") > MAX_VALUES:
        raise UserError("import_values", path=_shown(path), limit=MAX_VALUES)
    try:
        if is_xml:
            # Text, not bytes: the declared encoding is of no importance any more. No DTD, hence no entity of any kind.
            return fromstring(content.encode(), forbid_dtd=True)
        return json.loads(content)
    except RecursionError as error:
        raise UserError("import_deep", path=_shown(path)) from error
    except DefusedXmlException as error:
        raise UserError("import_entities", path=_shown(path)) from error
    except ParseError as error:
        place = f"{_shown(path)}:{error.position[0]}:{error.position[1] + 1}"
        raise UserError("import_broken", path=place, detail=error) from error
    except (ValueError, LookupError) as error:
        place = f"{_shown(path)}:{number or getattr(error, 'lineno', 1)}:{getattr(error, 'colno', 1)}"
        raise UserError("import_broken", path=place, detail=getattr(error, "msg", error)) from error


def _shown(path: Path) -> str:
    return printable(str(path))
