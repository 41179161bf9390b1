"""Files and folders as they are brought -> their content, within limits; also compressed."""

import codecs
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
from recap.importers import unknown
from recap.importers.model import Losses, Source

MAX_BYTES = 64 * 2**20
"""Limit for an input, unpacked, all files of a folder together; the 20,959 talks of pyvideo have 22 million bytes."""
MAX_VALUES = 2_000_000
"""Limit for the objects, lists or elements of one file: each takes a hundred times the memory of its signs."""
MAX_FILES = 200_000
SUFFIXES = (".json", ".xml", ".jsonl", ".jsonl.gz", ".json.gz", ".xml.gz", ".ics", ".csv", ".tsv", ".md", ".markdown")
_LIMITS = ("import_large", "import_special", "import_many", "import_values", "import_entities", "import_deep")
"""Refusals that end the reading of a folder, too: such files are not there by mistake."""
_MARKS = ((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"),
          (codecs.BOM_UTF16_BE, "utf-16"), (codecs.BOM_UTF8, "utf-8-sig"))  # fmt: skip
"""Byte order mark -> encoding, the longer marks first (Unicode 23.8)."""


def read_sources(path: Path, losses: Losses) -> Iterator[Source]:
    """Yield a file, or every file with a known suffix below a folder.

    Raises UserError for what cannot be read, or is too large; a file of a folder that is broken is reported instead.
    """
    folder, left = path if path.is_dir() else None, MAX_BYTES
    paths = [path]
    if folder:
        names = (name for name, _ in walk(folder, hidden=False) if name.endswith(SUFFIXES))
        paths = sorted(folder / name for name in islice(names, MAX_FILES + 1))
        if len(paths) > MAX_FILES:
            raise UserError("import_many", path=shown(path), limit=MAX_FILES)
    if not paths:
        raise UserError("import_nothing", path=shown(path), suffixes=", ".join(SUFFIXES))
    for each in paths:
        try:
            raw = _unpacked(each, _bytes(each, folder), left)
            left -= len(raw)
            yield _source(each, raw, losses)
        except UserError as error:
            if not folder or error.key in _LIMITS:
                raise
            losses.note("file (not read)", f"{shown(each.relative_to(folder))}: {unknown.reason(error)}")


def source_of(path: Path, raw: bytes, losses: Losses) -> Source:
    """Return a file that was fetched; `path` is its name for people. Raises UserError as `read_sources` does."""
    return _source(path, _unpacked(path, raw, MAX_BYTES), losses)


def _bytes(path: Path, folder: Path | None) -> bytes:
    """Return the content of a file, one below a folder or one that the user names."""
    try:
        return read_file(path, folder, MAX_BYTES) if folder else read_named_file(path, MAX_BYTES)
    except RefusedFileError as error:
        key = "import_large" if error.reason == "large" else "import_special"
        raise UserError(key, path=shown(path), limit=MAX_BYTES // 2**20) from error
    except OSError as error:
        raise UserError("import_unreadable", path=shown(path), detail=error.strerror or error) from error


def _unpacked(path: Path, raw: bytes, limit: int) -> bytes:
    """Return the content of a file, which may be compressed; `limit` is in bytes."""
    try:
        if raw.startswith(b"\x1f\x8b"):  # RFC 1952, 2.3.1
            raw = gzip.GzipFile(fileobj=io.BytesIO(raw)).read(limit + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise UserError("import_unreadable", path=shown(path), detail=error) from error
    if len(raw) > limit:
        raise UserError("import_large", path=shown(path), limit=MAX_BYTES // 2**20)
    return raw


def _source(path: Path, raw: bytes, losses: Losses) -> Source:
    """Return a file in the form that its content has, whatever it is called."""
    unknown.refuse_bytes(shown(path), raw)
    start = raw.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00")[:1]
    if start == b"<" and not path.name.endswith((".md", ".markdown")):
        unknown.refuse_page(shown(path), raw)
        return Source(path, "xml", _xml(path, raw))
    content = _text(path, raw, losses, is_json=start in (b"{", b"["))
    if ".jsonl" in path.suffixes:
        lines = [_json(path, one, number) for number, one in enumerate(content.split("\n"), 1) if one.strip()]
        return Source(path, "json", lines)
    is_plain = path.suffix in (".md", ".markdown", ".csv")
    if (start in (b"{", b"[") and not is_plain) or (".json" in path.suffixes and unknown.looks_like_json(content)):
        return Source(path, "json", _json(path, content))
    return Source(path, "text", content.replace("\r\n", "\n").replace("\r", "\n"))


def _text(path: Path, raw: bytes, losses: Losses, *, is_json: bool) -> str:
    """Return a text in the encoding that its mark names, otherwise in UTF-8; a table may be in that of old Windows."""
    encoding = next((name for mark, name in _MARKS if raw.startswith(mark)), "utf-8")
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        if path.suffix.lower() in (".csv", ".tsv", ".txt") and not is_json and b"\x00" not in raw:
            losses.note("file (read as Windows-1252, for it is not UTF-8)", shown(path))
            return raw.decode("cp1252", "replace")
        raise UserError("import_encoding", path=shown(path), line=raw.count(b"\n", 0, error.start) + 1) from error


def _xml(path: Path, raw: bytes) -> Any:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    if raw.count(b"<") > 2 * MAX_VALUES:
        raise UserError("import_values", path=shown(path), limit=MAX_VALUES)
    try:
        return fromstring(raw, forbid_dtd=True)  # no DTD, hence no entity of any kind
    except DefusedXmlException as error:
        raise UserError("import_entities", path=shown(path)) from error
    except ParseError as error:
        place = f"{shown(path)}:{error.position[0]}:{error.position[1] + 1}"
        raise UserError("import_broken", path=place, detail=error) from error
    except (ValueError, LookupError) as error:  # an encoding that nobody knows
        raise UserError("import_broken", path=f"{shown(path)}:1:1", detail=error) from error


def _json(path: Path, content: str, number: int = 0) -> Any:
    """Return the value in a file or, where a number is given, in that line of one."""
    if content.count("[") + content.count("{") > MAX_VALUES:
        raise UserError("import_values", path=shown(path), limit=MAX_VALUES)
    try:
        return json.loads(content)
    except RecursionError as error:
        raise UserError("import_deep", path=shown(path)) from error
    except json.JSONDecodeError as error:
        if error.pos >= len(content.rstrip()):
            raise UserError("import_cut", path=shown(path), byte=len(content.encode("utf-8", "replace"))) from error
        place = f"{shown(path)}:{number or error.lineno}:{error.colno}"
        raise UserError("import_broken", path=place, detail=error.msg) from error
    except ValueError as error:
        raise UserError("import_broken", path=f"{shown(path)}:{number or 1}:1", detail=error) from error


def shown(path: Path) -> str:
    """Return a path as messages show it."""
    return printable(str(path))
