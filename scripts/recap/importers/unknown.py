"""What a file is that is no programme, in the words of a message: a web page, a feed, an empty list."""

import html
import re
from typing import Any

from recap.core.language import UserError
from recap.core.text import printable, shortened
from recap.importers.model import Source
from recap.importers.normalize import line, mapping

_MAGIC = ((b"PK\x03\x04", "ZIP"), (b"%PDF", "PDF"), (b"\x89PNG", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"GIF8", "GIF"),
          (b"\xd0\xcf\x11\xe0", "Excel"), (b"7z\xbc\xaf", "7z"), (b"SQLite", "SQLite"))  # fmt: skip
"""First bytes -> what such a file is called."""
_PAGE = re.compile(
    r"\A(?:\s|<!--.*?-->|<\?xml[^>]*\?>)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_MAX_KEYS = 6
_START = 100_000
"""Number of bytes in which a page has its title."""


def refuse_bytes(path: str, raw: bytes) -> None:
    """Raise UserError for an empty file, and for one that is no text."""
    if not raw.strip():
        raise UserError("import_no_bytes", path=path)
    for magic, name in _MAGIC:
        if raw.startswith(magic):
            raise UserError("import_binary", path=path, kind=name)


def refuse_page(path: str, raw: bytes) -> None:
    """Raise UserError for a web page, which is often what a server sends in place of a file."""
    start = raw[:_START].decode("utf-8", "replace").lstrip("\ufeff")
    if _PAGE.match(start):
        title = _TITLE.search(start)
        name = shortened(" ".join(html.unescape(title[1]).split())) if title else ""
        raise UserError("import_page" if name else "import_page_untitled", path=path, title=printable(name))


def looks_like_json(content: str) -> bool:
    """Return True for a text that begins as a value of JSON does."""
    return bool(re.match(r"\s*(?:[\[{\"0-9-]|true|false|null)", content))


def error_of(source: Source, path: str, formats: str) -> UserError:
    """Return the error that says what a file is of which no format is known; `formats` are those that are read."""
    if source.kind == "xml":
        name = str(source.data.tag).rpartition("}")[2]
        key = "import_feed" if name in ("rss", "feed", "RDF") else "import_other_xml"
        return UserError(key, path=path, name=printable(name), formats=formats)
    if source.kind == "text":
        return UserError("import_prose", path=path, formats=formats)
    data: Any = source.data
    if not data:
        kind = "null" if data is None else "list" if isinstance(data, list) else "object"
        return UserError(f"import_empty_{kind}", path=path, formats=formats)
    if isinstance(data, dict) and "schedule" in data:
        return UserError("import_schedule_shape", path=path, kind=type(data["schedule"]).__name__)
    if isinstance(data, dict):
        keys = [
            f"{printable(key)} ({line(value, 60)})" if line(value) else printable(key) for key, value in data.items()
        ]
        more = ["…"] if len(keys) > _MAX_KEYS else []
        return UserError("import_other_object", path=path, keys=", ".join(keys[:_MAX_KEYS] + more), formats=formats)
    return UserError("import_unknown", path=path, formats=formats)


def reason(error: UserError) -> str:
    """Return in a word or two why a file of a folder is passed over: `empty list`, `page`, `feed`."""
    return error.key.removeprefix("import_").replace("_", " ")


def error_of_empty(source: Source, path: str) -> UserError:
    """Return the error that says of a known format that no talk is in it."""
    schedule = mapping(mapping(source.data).get("schedule"))
    title = line(mapping(schedule.get("conference")).get("title"))
    if title:
        return UserError(
            "import_unreleased", path=path, title=printable(title), version=line(schedule.get("version")) or "?"
        )
    return UserError("import_empty", path=path)
