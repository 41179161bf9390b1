"""A file -> its data, the line and column of every key and value, and its body.

The front matter is read from the events of libyaml, whose parser keeps its own stack: nothing nests in Python or C, so
that a limit on depth holds before any tree is built (PyYAML's C composer crashes on deep nesting). Scalars stay text:
YAML 1.1 would read `10:50` as 650 and `no` as false. Anchors, aliases and tags are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import yaml

from recap.problems import Problem

MAX_BYTES = 256_000
"""Size of a whole file; the longest recap of a day's keynote has a tenth of it."""
MAX_FRONT_MATTER = 64_000
"""Characters of a front matter."""
MAX_ITEMS = 500
"""Entries of one list or mapping."""
MAX_DEPTH = 12
"""Mappings and lists inside each other; the deepest record of the schema needs 5."""

Place = tuple[str | int, ...]
"""Path to a value inside the data: `("speakers", 0, "role")`."""
Mark = tuple[int, int]
"""Line and column, both from 1, columns in characters."""

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_EMPTY = frozenset(["", "~", "null", "Null", "NULL"])
_FENCE = re.compile(r"(?:---|\.\.\.)[ \t]*")
UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff"
    "\u202a-\u202e\u2066-\u2069\u200b\u2060-\u2064\ufeff\u115f\u1160\u3164\uffa0\u180e\U000e0000-\U000e007f]"
)
"""Control characters, then those that turn the text around (Unicode TR 36, 2.10) or show nothing at all."""


@dataclass(frozen=True)
class Document:
    """One file, read."""

    path: str
    """As in `Problem.path`."""
    data: dict[str, Any] = field(default_factory=dict)
    """The front matter: texts, lists, mappings. A key without a value is not there; an empty item is an empty text."""
    keys: dict[Place, Mark] = field(default_factory=dict)
    """Where each key stands."""
    values: dict[Place, Mark] = field(default_factory=dict)
    """Where each value starts."""
    body: str = ""
    """What follows the front matter."""
    body_line: int = 1
    """The line of the file on which the body starts."""

    def mark(self, *place: str | int) -> Mark:
        """Where the value at a place stands, or its key, or the nearest thing around it that does exist."""
        while place:
            if found := self.values.get(place) or self.keys.get(place):
                return found
            place = place[:-1]
        return 1, 1

    def strings(self) -> Iterator[tuple[Place, str]]:
        """Every text of the front matter with its place."""
        waiting: list[tuple[Place, Any]] = [((), self.data)]
        while waiting:
            place, value = waiting.pop()
            if isinstance(value, str):
                yield place, value
            elif isinstance(value, dict):
                waiting.extend(((*place, key), item) for key, item in value.items())
            elif isinstance(value, list):
                waiting.extend(((*place, number), item) for number, item in enumerate(value))

    def problem(self, text: str, *place: str | int, **args: Any) -> Problem:
        """A problem with the value at a place of the front matter."""
        return Problem(self.path, *self.mark(*place), text, args)

    def key_problem(self, text: str, *place: str | int, **args: Any) -> Problem:
        """A problem with the key at a place of the front matter."""
        return Problem(self.path, *(self.keys.get(place) or self.mark(*place)), text, args)


def read(raw: bytes, path: str) -> tuple[Document, list[Problem]]:
    """The document that a file's bytes hold, and what is wrong with them; empty when it cannot be read."""
    if len(raw) > MAX_BYTES:
        return Document(path), [Problem(path, 1, 1, "E105.file_size", {"size": len(raw), "limit": MAX_BYTES})]
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8", "replace")
        return Document(path), [Problem(path, *_place(before, len(before)), "E105.encoding", {})]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if found := UNSEEN.search(text):
        args = {"code": f"U+{ord(found[0]):04X}"}
        return Document(path), [Problem(path, *_place(text, found.start()), "E105.character", args)]
    return parse(text, path)


def parse(text: str, path: str) -> tuple[Document, list[Problem]]:
    """The document that a text holds; its lines end with a line feed."""
    lines = text.split("\n")
    if not _FENCE.fullmatch(lines[0]) or lines[0].startswith("."):
        return Document(path, body=text), []
    end = next((number for number in range(1, len(lines)) if _FENCE.fullmatch(lines[number])), None)
    if end is None:
        return Document(path), [Problem(path, 1, 1, "E105.unclosed", {})]
    source = "\n".join(lines[1:end]) + "\n"
    body = "\n".join(lines[end + 1 :])
    if len(source) > MAX_FRONT_MATTER:
        return Document(path), [Problem(path, 1, 1, "E105.size", {"limit": MAX_FRONT_MATTER})]
    reader = _Reader(path)
    try:
        reader.read(_LOADER(source))
    except yaml.YAMLError as error:
        reader.problems.append(_explain(error, source, path))
    if reader.data is not None and not isinstance(reader.data, dict) and not reader.problems:
        reader.problems.append(Problem(path, 2, 1, "E105.no_mapping", {}))
    data = reader.data if isinstance(reader.data, dict) and not reader.stopped else {}
    return Document(path, data, reader.keys, reader.values, body, end + 2), reader.problems


def scalars(content: str) -> Iterator[tuple[int, int, int, bool]]:
    """The scalars of a file's front matter that stand on one line: (line, first column, column after it, quoted).

    What follows something unreadable is left out.
    """
    lines = [line.rstrip("\r") for line in content.removeprefix("\ufeff").split("\n")]
    end = next((number for number in range(1, len(lines)) if _FENCE.fullmatch(lines[number])), 0)
    with suppress(yaml.YAMLError):
        for event in yaml.parse("\n".join(lines[1:end]) + "\n", Loader=_LOADER):
            start: Any = event.start_mark
            stop: Any = event.end_mark
            if isinstance(event, yaml.ScalarEvent) and start.line == stop.line:
                yield *_mark(event), stop.column + 1, event.style not in (None, "")


class _Reader:
    """Builds the data from YAML events, one at a time, with an explicit stack."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.data: Any = None
        self.keys: dict[Place, Mark] = {}
        self.values: dict[Place, Mark] = {}
        self.problems: list[Problem] = []
        self.stopped = False
        self._stack: list[tuple[Any, Place]] = []
        self._key: str | None = None
        self._started = False

    def read(self, loader: Any) -> None:
        """Take every event; `stopped` is set when nothing that follows can be trusted."""
        takes = {
            yaml.ScalarEvent: self._take_scalar,
            yaml.MappingStartEvent: self._take_start,
            yaml.SequenceStartEvent: self._take_start,
            yaml.MappingEndEvent: self._take_end,
            yaml.SequenceEndEvent: self._take_end,
            yaml.AliasEvent: lambda event: self._stop("E105.alias", event),
            yaml.DocumentStartEvent: self._take_document,
        }
        while not self.stopped:
            event = loader.get_event()
            kind = type(event)
            if kind is yaml.StreamEndEvent:
                break
            if kind in takes:
                takes[kind](event)

    def _take_document(self, event: Any) -> None:
        if self._started:
            self._stop("E105.no_mapping", event)
        self._started = True

    def _take_scalar(self, event: Any) -> None:
        value = event.value
        if event.anchor is not None or event.tag is not None:
            self._refuse_extras(event)
        if event.style == '"' and (found := UNSEEN.search(value)):
            self._note("E105.character", event, code=f"U+{ord(found[0]):04X}")
        if self._awaits_key():
            self._take_key(event)
        else:
            self._put(None if value in _EMPTY and event.style in (None, "") else value, event)

    def _take_start(self, event: Any) -> None:
        self._refuse_extras(event)
        if self._awaits_key():
            self._stop("E105.key", event)
        elif len(self._stack) >= MAX_DEPTH:
            self._stop("E105.depth", event, limit=MAX_DEPTH)
        else:
            container: Any = {} if type(event) is yaml.MappingStartEvent else []
            place = self._put(container, event)
            self._stack.append((container, place))

    def _take_end(self, _: Any) -> None:
        self._stack.pop()

    def _awaits_key(self) -> bool:
        return bool(self._stack) and isinstance(self._stack[-1][0], dict) and self._key is None

    def _take_key(self, event: Any) -> None:
        _, place = self._stack[-1]
        self._key = event.value
        if first := self.keys.get((*place, event.value)):
            self._note("E105.twice", event, key=event.value, first=first[0])
            self._key = f"\0{event.value}"
        else:
            self.keys[(*place, event.value)] = _mark(event)

    def _put(self, value: Any, event: Any) -> Place:
        if not self._stack:
            self.data = value
            return ()
        container, place = self._stack[-1]
        if len(container) >= MAX_ITEMS:
            self._stop("E105.items", event, limit=MAX_ITEMS)
        if isinstance(container, list):
            place = (*place, len(container))
            container.append("" if value is None else value)
        else:
            assert self._key is not None
            place = (*place, self._key)
            if value is not None and not self._key.startswith("\0"):
                container[self._key] = value
            self._key = None
        self.values[place] = _mark(event)
        return place

    def _refuse_extras(self, event: Any) -> None:
        if event.anchor is not None:
            self._note("E105.alias", event)
        elif event.tag is not None and event.tag != "!":
            self._note("E105.tag", event, tag=event.tag)

    def _note(self, text: str, event: Any, **args: Any) -> None:
        self.problems.append(Problem(self.path, *_mark(event), text, args))

    def _stop(self, text: str, event: Any, **args: Any) -> None:
        self._note(text, event, **args)
        self.stopped = True


def _mark(event: Any) -> Mark:
    return event.start_mark.line + 2, event.start_mark.column + 1


def _place(text: str, offset: int) -> Mark:
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1


def _explain(error: yaml.YAMLError, source: str, path: str) -> Problem:
    """The likely cause of a YAML error, at the line where it was written rather than where it was noticed."""
    problem = str(getattr(error, "problem", None) or error)
    context = str(getattr(error, "context", None) or "")
    mark = getattr(error, "problem_mark", None)
    opened = getattr(error, "context_mark", None)
    lines = source.split("\n")

    def at(where: Any, text: str, **args: Any) -> Problem:
        line, column = (where.line, where.column) if where else (0, 0)
        return Problem(path, line + 2, column + 1, text, args)

    if mark and "quoted scalar" not in context and (quote := _open_quote(lines[: mark.line])):
        return Problem(path, *quote, "E105.quote", {})
    if "quoted scalar" in context:
        return at(opened, "E105.escape" if "escape" in problem else "E105.quote")
    if mark and mark.line < len(lines) and "\t" in lines[mark.line][: mark.column + 1]:
        where = lines[mark.line].index("\t")
        return Problem(path, mark.line + 2, where + 1, "E105.tab", {})
    if "mapping values are not allowed" in problem and mark:
        found = re.match(r"\s*(?:- )*([\w-]+):\s+(.*: .*|.*:)$", lines[mark.line])
        if found:
            return at(mark, "E105.colon", key=found[1], value=found[2].replace("\\", "\\\\").replace('"', '\\"'))
        if mark.line and not lines[mark.line].startswith(" "):
            return Problem(path, mark.line + 1, 1, "E105.no_colon", {})
        return Problem(path, mark.line + 2, 1, "E105.indent", {})
    if "flow node" in context and mark:
        # libyaml marks the place where it missed an item, not the bracket before it.
        before = "\n".join([*lines[: mark.line], lines[mark.line][: mark.column] if mark.line < len(lines) else ""])
        bracket = _place(before, max(before.rfind("["), before.rfind("{"), 0))
        return Problem(path, bracket[0] + 1, bracket[1], "E105.bracket", {})
    if "flow" in context:
        return at(opened, "E105.bracket")
    if "simple key" in context or "could not find expected ':'" in problem:
        return at(opened or mark, "E105.no_colon")
    if ("start any token" in problem or "alphabetic" in problem) and mark and mark.line < len(lines):
        where = mark.column - ("alphabetic" in problem)
        return Problem(path, mark.line + 2, where + 1, "E105.sign", {"sign": lines[mark.line][where : where + 1]})
    if "block" in context or "block" in problem:
        line = lines[mark.line].strip() if mark and mark.line < len(lines) else ""
        if found := re.match(r"""(?:- )?([\w-]+):\s*(["']).*?\2\s*\S""", line):
            return at(mark, "E105.after_quote", key=found[1])
        return at(mark, "E105.indent")
    return at(mark, "E105.yaml", detail=problem)


def _open_quote(lines: list[str]) -> Mark | None:
    """Where the value of a line opens a quote that this line does not close: the next quote of another line did."""
    for number, line in enumerate(lines):
        if found := re.match(r"""\s*(?:- )?(?:[\w-]+:\s+)?(["'])""", line):
            quote, rest = found[1], line[found.end() :]
            if quote not in rest.replace("\\" + quote, "").replace(quote * 2, ""):
                return number + 2, found.end()
    return None
