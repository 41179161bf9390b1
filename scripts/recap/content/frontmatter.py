"""A file -> its data, the line and column of every key and value, and its body.

The front matter is read from the events of libyaml, whose parser keeps its own stack, so that a limit on depth holds
before anything nests (PyYAML's C composer crashes on deep nesting). Scalars stay text:
YAML 1.1 would read `10:50` as 650 and `no` as false. Anchors, aliases and tags are refused.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NoReturn

import yaml

from recap.core.diagnostics import Problem
from recap.core.text import nearest, position

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
            else:
                steps = value.items() if isinstance(value, dict) else enumerate(value)
                waiting.extend(((*place, step), item) for step, item in steps)

    def problem(self, text: str, *place: str | int, **args: Any) -> Problem:
        """A problem with the value at a place of the front matter."""
        return Problem(self.path, *self.mark(*place), text, args)

    def key_problem(self, text: str, *place: str | int, **args: Any) -> Problem:
        """A problem with the key at a place of the front matter."""
        return Problem(self.path, *(self.keys.get(place) or self.mark(*place)), text, args)

    def body_problem(self, text: str, line: int, column: int, **args: Any) -> Problem:
        """A problem at a place of the body, whose lines are counted from 1."""
        return Problem(self.path, self.body_line + line - 1, column, text, args)

    def unknown_key(self, known: Collection[str], *place: str | int) -> Problem:
        """E103 for the key at a place, which is not among the known ones."""
        key = str(place[-1])
        return self.key_problem("E103", *place, key=key, near=nearest(key, known), known=", ".join(known))


def read(raw: bytes, path: str) -> tuple[Document, list[Problem]]:
    """The document that a file's bytes hold, and what is wrong with them; empty when it cannot be read."""
    if len(raw) > MAX_BYTES:
        return _refused(path, "E105.file_size", size=len(raw), limit=MAX_BYTES)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8", "replace")
        return _refused(path, "E105.encoding", position(before, len(before)))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if found := UNSEEN.search(text):
        return _refused(path, "E105.character", position(text, found.start()), code=_code(found))
    return parse(text, path)


def parse(text: str, path: str) -> tuple[Document, list[Problem]]:
    """The document that a text holds; its lines end with a line feed."""
    lines = text.split("\n")
    if not _FENCE.fullmatch(lines[0]) or lines[0].startswith("."):
        return Document(path, body=text), []
    end = _end(lines)
    if not end:
        return _refused(path, "E105.unclosed")
    source = "\n".join(lines[1:end]) + "\n"
    if len(source) > MAX_FRONT_MATTER:
        return _refused(path, "E105.size", limit=MAX_FRONT_MATTER)
    document = Document(path, body="\n".join(lines[end + 1 :]), body_line=end + 2)
    reader = _Reader(document)
    try:
        reader.read(_LOADER(source))
    except _StopError:
        reader.root = [{}]
    except yaml.YAMLError as error:
        reader.problems.append(_explain(error, source, path))
    if reader.root and isinstance(reader.root[0], dict):
        document.data.update(reader.root[0])
    elif reader.root not in ([], [None]) and not reader.problems:
        reader.problems.append(Problem(path, 2, 1, "E105.no_mapping"))
    return document, reader.problems


def scalars(content: str) -> Iterator[tuple[int, int, int, bool]]:
    """The scalars of a file's front matter that stand on one line: (line, first column, column after it, quoted).

    What follows something unreadable is left out.
    """
    lines = [line.rstrip("\r") for line in content.removeprefix("\ufeff").split("\n")]
    with suppress(yaml.YAMLError):
        for event in yaml.parse("\n".join(lines[1 : _end(lines)]) + "\n", Loader=_LOADER):
            start: Any = event.start_mark
            stop: Any = event.end_mark
            if isinstance(event, yaml.ScalarEvent) and start.line == stop.line:
                yield *_mark(event), stop.column + 1, event.style not in (None, "")


class _StopError(Exception):
    """Nothing that follows can be trusted."""


class _Reader:
    """Builds data from YAML events and notes their places; `MAX_DEPTH` bounds how deep it calls itself."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Problem] = []
        self.root: list[Any] = []

    def read(self, loader: Any) -> None:
        """Take every event. Raises _StopError and YAMLError; what was read until then is kept."""
        while event := loader.get_event():
            if isinstance(event, yaml.DocumentStartEvent):
                if self.root:
                    self._stop("E105.no_mapping", event)
                self._take(loader, loader.get_event(), (), self.root)

    def _take(self, loader: Any, event: Any, place: Place, into: Any) -> None:
        """Take the text, mapping or list that an event starts, and put it into the mapping or list around it."""
        self._check(event)
        value: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        if isinstance(event, yaml.ScalarEvent):
            value = None if event.value in _EMPTY and event.style in (None, "") else event.value
        elif len(place) >= MAX_DEPTH:
            self._stop("E105.depth", event, limit=MAX_DEPTH)
        if len(into) >= MAX_ITEMS:
            self._stop("E105.items", event, limit=MAX_ITEMS)
        self.document.values[place] = _mark(event)
        if isinstance(into, list):
            into.append("" if value is None and place else value)
        elif value is not None:
            into[place[-1]] = value
        if isinstance(value, dict):
            while not isinstance(key := loader.get_event(), yaml.MappingEndEvent):
                self._take_pair(loader, key, place, value)
        elif isinstance(value, list):
            while not isinstance(item := loader.get_event(), yaml.SequenceEndEvent):
                self._take(loader, item, (*place, len(value)), value)

    def _take_pair(self, loader: Any, event: Any, place: Place, into: dict[str, Any]) -> None:
        """Take a key and its value; what a key has the second time is told and left out."""
        self._check(event)
        if not isinstance(event, yaml.ScalarEvent):
            self._stop("E105.key", event)
        name = event.value
        if first := self.document.keys.get((*place, name)):
            self._note("E105.twice", event, key=name, first=first[0])
            name, into = f"\0{name}", {}
        else:
            self.document.keys[*place, name] = _mark(event)
        self._take(loader, loader.get_event(), (*place, name), into)

    def _check(self, event: Any) -> None:
        """Neither anchors, nor tags, nor signs that nobody sees, by their names either."""
        if isinstance(event, yaml.AliasEvent):
            self._stop("E105.alias", event)
        if event.anchor is not None:
            self._note("E105.alias", event)
        elif event.tag not in (None, "!"):
            self._note("E105.tag", event, tag=event.tag)
        unseen = UNSEEN.search(event.value) if isinstance(event, yaml.ScalarEvent) and event.style == '"' else None
        if unseen:
            self._note("E105.character", event, code=_code(unseen))

    def _note(self, text: str, event: Any, **args: Any) -> None:
        self.problems.append(Problem(self.document.path, *_mark(event), text, args))

    def _stop(self, text: str, event: Any, **args: Any) -> NoReturn:
        self._note(text, event, **args)
        raise _StopError


def _refused(path: str, text: str, mark: Mark = (1, 1), **args: Any) -> tuple[Document, list[Problem]]:
    return Document(path), [Problem(path, *mark, text, args)]


def _end(lines: list[str]) -> int:
    """The number, from 0, of the line that ends the front matter; 0 without one."""
    return next((number for number in range(1, len(lines)) if _FENCE.fullmatch(lines[number])), 0)


def _code(sign: re.Match[str]) -> str:
    return f"U+{ord(sign[0]):04X}"


def _mark(event: Any) -> Mark:
    return event.start_mark.line + 2, event.start_mark.column + 1


def _explain(error: yaml.YAMLError, source: str, path: str) -> Problem:
    """The likely cause of a YAML error, at the line where it was written rather than where it was noticed."""
    problem = str(getattr(error, "problem", None) or error)
    context = str(getattr(error, "context", None) or "")
    lines = source.split("\n")
    mark = getattr(error, "problem_mark", None) or yaml.Mark("", 0, 0, 0, None, 0)
    opened = getattr(error, "context_mark", None) or mark
    row, column, began = mark.line, mark.column, (opened.line + 2, opened.column + 1)
    line = lines[row] if row < len(lines) else ""

    def told(text: str, place: Mark = (row + 2, column + 1), **args: Any) -> Problem:
        return Problem(path, *place, text, args)

    if "quoted scalar" in context and "escape" in problem:
        return told("E105.escape", began)
    if quote := began if "quoted scalar" in context else _open_quote(lines[:row]):
        return told("E105.quote", quote)
    if "\t" in line[: column + 1]:
        return told("E105.tab", (row + 2, line.index("\t") + 1))
    if "mapping values are not allowed" in problem:
        if found := re.match(r"\s*(?:- )*([\w-]+):\s+(.*: .*|.*:)$", line):
            return told("E105.colon", key=found[1], value=found[2].replace("\\", "\\\\").replace('"', '\\"'))
        if row and not line.startswith(" "):
            return told("E105.no_colon", (row + 1, 1))
        return told("E105.indent", (row + 2, 1))
    if "flow node" in context:
        # libyaml marks the place where it missed an item, not the bracket before it.
        before = "\n".join(["", *lines[:row], line[:column]])
        return told("E105.bracket", position(before, max(before.rfind("["), before.rfind("{"), 1)))
    if "flow" in context:
        return told("E105.bracket", began)
    if "simple key" in context or "could not find expected ':'" in problem:
        return told("E105.no_colon", began)
    if "start any token" in problem or "alphabetic" in problem:
        sign = column - ("alphabetic" in problem)
        return told("E105.sign", (row + 2, sign + 1), sign=line[sign : sign + 1])
    if "block" in context or "block" in problem:
        if found := re.match(r"""(?:- )?([\w-]+):\s*(["']).*?\2\s*\S""", line.strip()):
            return told("E105.after_quote", key=found[1])
        return told("E105.indent")
    return told("E105.yaml", detail=problem)


def _open_quote(lines: list[str]) -> Mark | None:
    """Where the value of a line opens a quote that this line does not close: the next quote of another line did."""
    for number, line in enumerate(lines):
        if found := re.match(r"""\s*(?:- )?(?:[\w-]+:\s+)?(["'])""", line):
            quote, rest = found[1], line[found.end() :]
            if quote not in rest.replace("\\" + quote, "").replace(quote * 2, ""):
                return number + 2, found.end()
    return None
