"""Texts of a front matter that YAML reads, but not as they were meant: cut, joined with the next line, or changed."""

import itertools
import re
from collections.abc import Iterator
from typing import Any

from recap.content.document import Mark, Place
from recap.content.record_keys import known_keys, text_keys
from recap.content.yaml_faults import quoted
from recap.content.yaml_writer import to_scalar
from recap.core.diagnostics import Diagnostic
from recap.core.text import COPIED_CHARACTERS, sign_name

NAME_KEYS = frozenset(["aliases", "authors", "credited_as", "name", "organisation", "organizers", "room", "rooms"])
NAME_KEYS |= {"speakers", "synonyms", "topics"}
"""Keys whose values are names: a soft hyphen belongs into none."""
_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*(\\[abtnvfre0NLP_])")
"""Escape of YAML that people write without knowing that it is one."""
JOINED = frozenset(["E105.bullet", "E105.dash", "E105.item", "E105.no_colon", "E105.no_space", "E105.other_colon"])
"""Message keys for lines that YAML joins to the text above."""
_COMMENT = re.compile(r"\s+#")
_GLUED = re.compile(r"(\s*)(?:(-)\s*(\S.*)|([–—•·*‣◦])\s+(\S.*)|([\w-]+)(\s*=\s*|:|\s*[：︓﹕∶]\s*)(\S.*))")
"""A line that looks like an item or a key of its own."""


def of_scalar(event: Any, place: Place, lines: list[str], path: str) -> Iterator[Diagnostic]:
    """Yield E105 or W105 for a scalar at a place: what of it YAML drops, joins or changes.

    `lines` are those of the front matter, whose first is line 2 of the file.
    """
    start, end = event.start_mark, event.end_mark
    if event.style == '"':
        if start.line == end.line and (found := _ESCAPE.search(lines[start.line], start.column, end.column)):
            line = lines[start.line]
            raw = line[start.column + 1 : end.column - 1].replace('\\"', '"').replace("'", "''")
            meant = f"{line[: start.column]}'{raw}'{line[end.column :]}".strip()
            args = {"line": meant, "sign": found[1]}
            yield Diagnostic(path, start.line + 2, found.start(1) + 1, "E105.escaped", args)
    elif event.style in (None, ""):
        if start.line != end.line:
            yield from _joined_lines(start, end, lines, path)
        rest = lines[end.line][end.column :] if end.line < len(lines) else ""
        key = next((step for step in reversed(place) if isinstance(step, str)), "")
        if event.value and _COMMENT.match(rest) and key in text_keys():
            yield _cut(event, lines, path, is_item=bool(place) and isinstance(place[-1], int))


def of_empty(mark: Mark, place: Place, lines: list[str], path: str) -> Diagnostic | None:
    """Return E105 for a key whose text YAML takes for a comment, as in `hashtag: #conference`; `mark` is the key's."""
    line = lines[mark[0] - 2]
    found = re.compile(r"[^:#]*:\s+(#\w.*?)\s*").fullmatch(line, mark[1] - 1)
    if found and place[-1] in text_keys():
        args = {"line": quoted(line, found.start(1), found.end(1))}
        return Diagnostic(path, mark[0], found.start(1) + 1, "E105.comment", args)
    return None


def has_escape(event: Any, lines: list[str]) -> bool:
    """Return True if a text in double quotes holds an escape that people write without knowing it."""
    start, end = event.start_mark, event.end_mark
    return start.line == end.line and bool(_ESCAPE.search(lines[start.line], start.column, end.column))


def copied_signs(text: str, path: str) -> Iterator[Diagnostic]:
    """Yield W107 for each line of a file with signs that nobody sees and that copying brings along."""
    if text.isascii() or not COPIED_CHARACTERS.search(text):
        return
    for number, line in enumerate(text.split("\n"), 1):
        if found := COPIED_CHARACTERS.search(line):
            yield Diagnostic(path, number, found.start() + 1, "W107.invisible", {"sign": sign_name(found[0])})


def _cut(event: Any, lines: list[str], path: str, *, is_item: bool) -> Diagnostic:
    """Return the diagnostic for a text that a comment cuts; a remark behind an item may be meant as one."""
    start, end, line = event.start_mark, event.end_mark, lines[event.end_mark.line]
    comment = line.index("#", end.column)
    stop = len(line.rstrip())
    if is_block := is_item and lines[start.line][: start.column].strip() in ("", "-"):
        key = "W105"
    else:
        key = "E105.comment"
        if is_item and (closing := re.search(r"\s*[\],]+$", line)):
            stop = closing.start()
    head = lines[start.line]
    deep = len(head) - len(head.lstrip())
    below = itertools.takewhile(lambda each: len(each) - len(each.lstrip()) > deep, lines[end.line + 1 :])
    more = [] if is_block or is_item else [*map(str.strip, below)]
    if start.line == end.line and not more:
        meant = quoted(line, start.column, stop)
    else:
        whole = " ".join([event.value, line[comment:stop], *more])
        meant = (head[: start.column] + to_scalar(whole, quoted=True)).strip()
    return Diagnostic(path, end.line + 2, comment + 1, key, {"line": meant})


def _joined_lines(start: Any, end: Any, lines: list[str], path: str) -> Iterator[Diagnostic]:
    """Yield E105 for lines that YAML reads as the end of the text above, and that look like lines of their own."""
    first = start.line if not lines[start.line][: start.column].strip() else start.line + 1
    for row in range(first, end.line + 1):
        found = _GLUED.fullmatch(lines[row])
        if not found:
            continue
        indent, dash, item, bullet, bulleted, key, sign, value = found.groups()
        if dash:
            args: dict[str, Any] = {"line": f"- {item}", "sign": dash}
            wording = "E105.dash" if lines[start.line].startswith(f"{indent}-") and first == start.line else "E105.item"
            yield Diagnostic(path, row + 2, len(indent) + 1, wording, args)
        elif bullet:
            args = {"line": f"- {bulleted}", "sign": bullet}
            yield Diagnostic(path, row + 2, len(indent) + 1, "E105.bullet", args)
        elif key and row > start.line and key in known_keys() and not value.startswith("//"):
            place = len(indent) + len(key)
            form = {":": "no_space", "=": "no_colon"}.get(sign.strip(), "other_colon")
            args = {"line": f"{key}: {value}", "sign": sign_name(sign.strip())}
            yield Diagnostic(path, row + 2, place + 1, f"E105.{form}", args)
