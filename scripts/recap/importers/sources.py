"""Files and folders -> what they hold, within limits: JSON, lines of JSON (also compressed), XML without entities."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from recap.importers.programme import SourceError

MOST_BYTES = 64 * 2**20
"""Bytes of an input, unpacked; the 20,959 talks of pyvideo together have 22 million."""
SUFFIXES = (".json", ".xml", ".jsonl", ".jsonl.gz", ".json.gz", ".xml.gz")


def read_sources(path: Path) -> Iterator[tuple[Path, Any]]:
    """(file, its content) for a file or for every file of a known suffix below a folder; XML as an Element.

    Lines of JSON come as a list. Raises SourceError for what cannot be read, is too large, or holds no such format.
    """
    paths = sorted(each for each in path.rglob("*") if each.name.endswith(SUFFIXES)) if path.is_dir() else [path]
    if not paths:
        raise SourceError("import_nothing", path=str(path), suffixes=", ".join(SUFFIXES))
    for each in paths:
        yield each, _parse(each, _text(each))


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
        if raw[:2] == b"\x1f\x8b":
            with gzip.open(path) as unpacked:
                raw = unpacked.read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise SourceError("import_unreadable", path=str(path), detail=str(error)) from error
    if len(raw) > MOST_BYTES:
        raise SourceError("import_large", path=str(path), limit=str(MOST_BYTES // 2**20))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise SourceError("import_encoding", path=str(path), line=str(line)) from error


def _parse(path: Path, content: str) -> Any:
    if content.lstrip()[:1] == "<":
        return _xml(path, content)
    try:
        return json.loads(content)
    except RecursionError as error:
        raise SourceError("import_deep", path=str(path)) from error
    except ValueError as error:
        lines = content.split("\n")
        if len(lines) > 1 and lines[0].strip().startswith("{") and lines[0].strip().endswith("}"):
            return [_line(path, number, each) for number, each in enumerate(lines, 1) if each.strip()]
        place = f"{getattr(error, 'lineno', 1)}:{getattr(error, 'colno', 1)}"
        raise SourceError("import_json", path=f"{path}:{place}", detail=str(getattr(error, "msg", error))) from error


def _line(path: Path, number: int, content: str) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        detail = str(getattr(error, "msg", error))
        raise SourceError("import_json", path=f"{path}:{number}:{getattr(error, 'colno', 1)}", detail=detail) from error


def _xml(path: Path, content: str) -> Element:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        # Text, not bytes: the declared encoding is of no importance any more. No DTD, hence no entity of any kind.
        root: Element = fromstring(content.encode(), forbid_dtd=True)
    except DefusedXmlException as error:
        raise SourceError("import_entities", path=str(path)) from error
    except (ParseError, ValueError, LookupError) as error:
        line, column = getattr(error, "position", (1, 0))
        raise SourceError("import_xml", path=f"{path}:{line}:{column + 1}", detail=str(error)) from error
    return root
