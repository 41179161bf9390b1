"""A file -> its data, the line and column of every key and value, and its body.

The front matter is built from the events of libyaml, whose parser keeps its own stack: a limit on depth applies before
anything nests (PyYAML's C composer crashes on deep nesting). Scalars stay texts, because YAML 1.1 would read `10:50` as
650 and `no` as false. Anchors, aliases and tags are refused.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, NoReturn

import yaml

from recap.content.document import Document, Mark, Place
from recap.core.diagnostics import Diagnostic
from recap.core.text import INVISIBLE_CHARACTERS, position

MAX_BYTES = 256_000
"""Limit for a whole file; the longest recap of a day's keynote has a tenth of it."""
MAX_FRONT_MATTER = 64_000
"""Limit for a front matter, in characters."""
MAX_ITEMS = 500
"""Limit for the entries of one list or mapping."""
MAX_DEPTH = 12
"""Limit for nested mappings and lists; the deepest record of the schema needs 5."""

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_EMPTY = frozenset(["", "~", "null", "Null", "NULL"])
_FENCE = re.compile(r"(?:---|\.\.\.)[ \t]*")


def read(raw: bytes, path: str) -> tuple[Document, list[Diagnostic]]:
    """Return the document in the bytes of a file, and its diagnostics; empty if it cannot be read."""
    if len(raw) > MAX_BYTES:
        return _refused(path, "E105.file_size", size=len(raw), limit=MAX_BYTES)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8", "replace")
        return _refused(path, "E105.encoding", position(before, len(before)))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if found := INVISIBLE_CHARACTERS.search(text):
        return _refused(path, "E105.character", position(text, found.start()), code=_code(found))
    return parse(text, path)


def parse(text: str, path: str) -> tuple[Document, list[Diagnostic]]:
    """Return the document in a text whose lines end with a line feed, and its diagnostics."""
    lines = text.split("\n")
    if not _FENCE.fullmatch(lines[0]) or lines[0].startswith("."):
        return Document(path, body=text), []
    if not (end := _end(lines)):
        return _refused(path, "E105.unclosed")
    source = "\n".join(lines[1:end]) + "\n"
    if len(source) > MAX_FRONT_MATTER:
        return _refused(path, "E105.size", limit=MAX_FRONT_MATTER)
    document = Document(path, body="\n".join(lines[end + 1 :]), body_line=end + 2)
    reader = _Reader(document)
    try:
        reader.read(_LOADER(source))
    except _StopError:
        reader.root = []
    except yaml.YAMLError as error:
        reader.diagnostics.append(explain_error(error, source, path))
    if reader.root and isinstance(reader.root[0], dict):
        document.data.update(reader.root[0])
    elif reader.root not in ([], [None]) and not reader.diagnostics:
        reader.diagnostics.append(Diagnostic(path, 2, 1, "E105.no_mapping"))
    return document, reader.diagnostics


def scalars(content: str) -> Iterator[tuple[int, int, int, bool]]:
    """Yield the one-line scalars of a front matter as (line, first column, column after it, whether it is quoted).

    Stops at the first syntax error.
    """
    lines = [line.rstrip("\r") for line in content.removeprefix("\ufeff").split("\n")]
    with suppress(yaml.YAMLError):
        for event in yaml.parse("\n".join(lines[1 : _end(lines)]) + "\n", Loader=_LOADER):
            start: Any = event.start_mark
            stop: Any = event.end_mark
            if isinstance(event, yaml.ScalarEvent) and start.line == stop.line:
                yield *_mark(event), stop.column + 1, event.style not in (None, "")


class _StopError(Exception):
    """The rest of the document cannot be interpreted."""


class _Reader:
    """Builds data from YAML events and records positions; `MAX_DEPTH` limits its recursion."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.diagnostics: list[Diagnostic] = []
        self.root: list[Any] = []

    def read(self, loader: Any) -> None:
        """Process all events. Raises _StopError and YAMLError; what was read before is kept."""
        while event := loader.get_event():
            if isinstance(event, yaml.DocumentStartEvent):
                if self.root:
                    self._stop("E105.no_mapping", event)
                self._take(loader, loader.get_event(), (), self.root)

    def _take(self, loader: Any, event: Any, place: Place, into: Any) -> None:
        """Process the text, mapping or list that starts with an event and add it to `into`."""
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
        """Process a key and its value; a repeated key is reported and ignored."""
        self._check(event)
        if not isinstance(event, yaml.ScalarEvent):
            self._stop("E105.key", event)
        name = event.value
        if first := self.document.keys.get((*place, name)):
            self._report("E105.twice", event, key=name, first=first[0])
            name, into = f"\0{name}", {}
        else:
            self.document.keys[*place, name] = _mark(event)
        self._take(loader, loader.get_event(), (*place, name), into)

    def _check(self, event: Any) -> None:
        """Reject anchors, aliases, tags and invisible characters, escaped ones included."""
        if isinstance(event, yaml.AliasEvent):
            self._stop("E105.alias", event)
        if event.anchor is not None:
            self._report("E105.alias", event)
        elif event.tag not in (None, "!"):
            self._report("E105.tag", event, tag=event.tag)
        if getattr(event, "style", None) == '"' and (found := INVISIBLE_CHARACTERS.search(event.value)):
            self._report("E105.character", event, code=_code(found))

    def _report(self, message_key: str, event: Any, **args: Any) -> None:
        self.diagnostics.append(Diagnostic(self.document.path, *_mark(event), message_key, args))

    def _stop(self, message_key: str, event: Any, **args: Any) -> NoReturn:
        self._report(message_key, event, **args)
        raise _StopError


def _refused(path: str, message_key: str, mark: Mark = (1, 1), **args: Any) -> tuple[Document, list[Diagnostic]]:
    return Document(path), [Diagnostic(path, *mark, message_key, args)]


def _end(lines: list[str]) -> int:
    """Return the index of the line that ends the front matter; 0 without one."""
    return next((number for number in range(1, len(lines)) if _FENCE.fullmatch(lines[number])), 0)


def _code(sign: re.Match[str]) -> str:
    return f"U+{ord(sign[0]):04X}"


def _mark(event: Any) -> Mark:
    return event.start_mark.line + 2, event.start_mark.column + 1


def syntax_error(text: str) -> yaml.YAMLError | None:
    """Return the first error of syntax in a YAML text, as `explain_error` knows it; None if there is none."""
    try:
        for _ in yaml.parse(text, Loader=_LOADER):
            pass
    except yaml.YAMLError as error:
        return error
    return None


def explain_error(error: yaml.YAMLError, source: str, path: str, first_line: int = 2) -> Diagnostic:
    """Return the likely cause of a YAML error, at the line where it was written rather than where it was noticed.

    `first_line` is the line of the file on which the YAML text `source` starts.
    """
    cause = str(getattr(error, "problem", None) or error)
    context = str(getattr(error, "context", None) or "")
    lines = source.split("\n")
    mark = getattr(error, "problem_mark", None) or yaml.Mark("", 0, 0, 0, None, 0)
    opened = getattr(error, "context_mark", None) or mark
    row, column, began = mark.line, mark.column, (opened.line + first_line, opened.column + 1)
    line = lines[row] if row < len(lines) else ""

    def diagnosed(message_key: str, place: Mark = (row + first_line, column + 1), **args: Any) -> Diagnostic:
        return Diagnostic(path, *place, message_key, args)

    if "quoted scalar" in context and "escape" in cause:
        return diagnosed("E105.escape", began)
    if quote := began if "quoted scalar" in context else _open_quote(lines[:row], first_line):
        return diagnosed("E105.quote", quote)
    if "\t" in line[: column + 1]:
        return diagnosed("E105.tab", (row + first_line, line.index("\t") + 1))
    if "mapping values are not allowed" in cause:
        if found := re.match(r"\s*(?:- )*([\w-]+):\s+(.*: .*|.*:)$", line):
            return diagnosed("E105.colon", key=found[1], value=found[2].replace("\\", "\\\\").replace('"', '\\"'))
        if row and not line.startswith(" "):
            return diagnosed("E105.no_colon", (row + first_line - 1, 1))
        return diagnosed("E105.indent", (row + first_line, 1))
    if "flow node" in context:
        # libyaml marks the place where it missed an item, not the bracket before it.
        before = "\n".join([*[""] * (first_line - 1), *lines[:row], line[:column]])
        return diagnosed("E105.bracket", position(before, max(before.rfind("["), before.rfind("{"), 1)))
    if "flow" in context:
        return diagnosed("E105.bracket", began)
    if "simple key" in context or "could not find expected ':'" in cause:
        return diagnosed("E105.no_colon", began)
    if "start any token" in cause or "alphabetic" in cause:
        sign = column - ("alphabetic" in cause)
        return diagnosed("E105.sign", (row + first_line, sign + 1), sign=line[sign : sign + 1])
    if "block" in context or "block" in cause:
        if found := re.match(r"""(?:- )?([\w-]+):\s*(["']).*?\2\s*\S""", line.strip()):
            return diagnosed("E105.after_quote", key=found[1])
        return diagnosed("E105.indent")
    return diagnosed("E105.yaml", detail=cause)


def _open_quote(lines: list[str], first_line: int) -> Mark | None:
    """Return the position of a quote that its line does not close, so that a quote on a later line did."""
    for number, line in enumerate(lines):
        if found := re.match(r"""\s*(?:- )?(?:[\w-]+:\s+)?(["'])""", line):
            quote, rest = found[1], line[found.end() :]
            if quote not in rest.replace("\\" + quote, "").replace(quote * 2, ""):
                return number + first_line, found.end()
    return None
