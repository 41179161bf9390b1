"""A file without a front matter of ours -> what stands there instead, and how to write it.

Other tools take TOML between `+++` (Hugo, Zola), JSON between braces or `;;;` (Hugo), keys without a fence
(MultiMarkdown).
"""

import datetime
import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from recap.content.document import Document
from recap.content.examples import Days, example_line
from recap.content.key_words import is_key
from recap.content.yaml_writer import front_matter
from recap.core.diagnostics import Diagnostic
from recap.core.text import COPIED_CHARACTERS, OTHER_SPACES, collapse

MAX_LINES = 40
"""Number of lines in which a front matter that is not the first thing is looked for."""
_DASHES = re.compile(rf"[ {OTHER_SPACES}]*[-–—−‐‑_=~*]{{2,10}}\s*")
_CODE = re.compile(r"\s*(?:`{3,}|~{3,})\s*\w*\s*")
_NEEDED = {
    "event": ("kind", "title", "start_date", "end_date", "timezone", "summary"),
    "talk": ("title", "speakers", "date"),
    "person": ("name",),
    "topic": ("title", "summary"),
    "page": ("title",),
}
"""Kind -> the keys of the shortest front matter that it can have, in order."""


@dataclass(frozen=True)
class Foreign:
    """A front matter of another tool, read."""

    data: dict[str, Any]
    body: str
    remarks: tuple[str, ...] = ()
    """Comments on lines of their own."""


def find(document: Document) -> Diagnostic | None:
    """Return E105 for a body that starts with a front matter of another tool, or with one that is not quite ours."""
    lines = COPIED_CHARACTERS.sub("", document.body[:20_000]).split("\n")[:MAX_LINES]
    first = next((number for number, line in enumerate(lines) if line.strip()), None)
    if first is None:
        return None
    line, following = lines[first], lines[first + 1 :]

    def found(message_key: str, row: int = first, **args: Any) -> Diagnostic:
        return Diagnostic(document.path, document.body_line + row, 1, message_key, args)

    for form, message_key in (("toml", "E105.toml"), ("json", "E105.json")):
        if line.strip() == "+++" if form == "toml" else re.match(r"\s*\{\s*(?:[\"}]|$)|\s*;;;\s*$", line):
            read = convert(document.body)
            lines_to_write = tuple(front_matter(read.data).rstrip("\n").split("\n")) if read else ""
            return found(message_key, lines=lines_to_write, sign=line.strip()[:3])
    if line.rstrip() == "---" and _is_key_line(following):
        return found("E105.late")
    if _DASHES.fullmatch(line) and _is_key_line(following):
        return found("E105.fence", sign=line.strip())
    if _CODE.fullmatch(line) and _is_key_line([each for each in following if each.strip() != "---"]):
        return found("E105.fenced")
    if _is_key_line([line]) and _is_key_line([each for each in following if each.strip()][:1] or [line]):
        return found("E105.no_fence", row=first)
    below = next(
        (row for row, each in enumerate(lines) if each.rstrip() == "---" and _is_key_line(lines[row + 1 :])), 0
    )
    closed = any(each.rstrip() in ("---", "...") for each in lines[below + 1 :])
    return found("E105.late", row=below) if below and closed else None


def no_front_matter(document: Document, kind: str, days: Days | None = None) -> Diagnostic:
    """Return E102 for a file that starts with its text, or whose front matter is empty: the lines to begin it with."""
    heading = re.search(r"^ {0,3}#[ \t]+(.+?)[ \t#]*$", document.body, re.MULTILINE)
    title = collapse(heading[1])[:150] if heading else None
    lines = []
    for key in _NEEDED[kind]:
        own = key in ("title", "name") and title
        lines.append(front_matter({key: title}).split("\n")[1] if own else example_line(kind.title(), key, days))
    empty = "E102.empty_front_matter" if document.body_line > 1 else "E102.no_front_matter"
    return Diagnostic(document.path, 1, 1, empty, {"lines": ("---", *lines, "---")})


def convert(content: str) -> Foreign | None:
    """Return the TOML or JSON with which a text starts; None for another beginning, or if it cannot be read whole."""
    content = COPIED_CHARACTERS.sub("", content).lstrip("\n")
    with suppress(ValueError, RecursionError):
        if content.startswith("+++"):
            source, _, body = content.partition("\n")[2].partition("\n+++")
            rest, _, body = body.partition("\n")
            remarks = tuple(re.findall(r"^[ \t]*(#.*)$", source, re.MULTILINE))
            if rest.strip() or _loses_comments(source):
                return None
            return _foreign(tomllib.loads(source), body, remarks)
        fenced = content.startswith(";;;")
        source = content.partition("\n")[2] if fenced else content
        data, end = json.JSONDecoder().raw_decode(source.lstrip())
        body = source.lstrip()[end:].lstrip()
        return _foreign(data, body.removeprefix(";;;").lstrip("\n") if fenced else body, ())
    return None


def _loses_comments(source: str) -> bool:
    """Return True if TOML may hold a comment that is not on a line of its own."""
    plain = re.sub(r"\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'", "", source)
    return bool(re.search(r"^[^#\n]*[^#\s][^#\n]*#", plain, re.MULTILINE)) or (
        "#" in source and ('"""' in source or "'''" in source)
    )


def _foreign(data: Any, body: str, remarks: tuple[str, ...]) -> Foreign | None:
    if not isinstance(data, dict) or not data:
        return None
    try:
        return Foreign({key: _plain(value) for key, value in data.items()}, body, remarks)
    except TypeError:
        return None


def _plain(value: Any) -> Any:
    """Return a value of TOML or JSON as texts, lists of texts or mappings; raises TypeError for what nests deeper."""
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _scalar(each) for key, each in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [_plain(each) if isinstance(each, Mapping) else _scalar(each) for each in value]
    return _scalar(value)


def _scalar(value: Any) -> Any:
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if value is None or isinstance(value, (Mapping, list)):
        raise TypeError
    return value if isinstance(value, (bool, str)) else str(value)


def _is_key_line(lines: list[str]) -> bool:
    """Return True if the first line with something on it is a key that a record has, or a word for one."""
    first = next((line for line in lines if line.strip()), "")
    found = re.match(r"\s{0,4}([\w-]+)\s?:(?:\s|$)", first)
    return bool(found and is_key(found[1]))
