"""A file -> its data, the line and column of every key and value, and its body.

The front matter is built from the events of libyaml, whose parser keeps its own stack: a limit on depth applies before
anything nests (PyYAML's C composer crashes on deep nesting). Scalars stay texts, because YAML 1.1 would read `10:50` as
650 and `no` as false. Anchors, aliases and tags are refused.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any, NoReturn

import yaml

from recap.content import yaml_faults, yaml_losses
from recap.content.document import Document, Mark, Place
from recap.content.record_keys import known_keys
from recap.content.yaml_faults import LOADER
from recap.content.yaml_losses import NAME_KEYS
from recap.core.diagnostics import Diagnostic
from recap.core.text import (
    COPIED_CHARACTERS,
    DISGUISING_CHARACTERS,
    INVISIBLE_CHARACTERS,
    OTHER_SPACES,
    position,
    sign_name,
)

MAX_BYTES = 256_000
"""Limit for a whole file; the longest recap of a day's keynote has a tenth of it."""
MAX_FRONT_MATTER = 64_000
"""Limit for a front matter, in characters."""
MAX_ITEMS = 500
"""Limit for the entries of one list or mapping."""
MAX_DEPTH = 12
"""Limit for nested mappings and lists; the deepest record of the schema needs 5."""

_EMPTY = frozenset(["", "~", "null", "Null", "NULL"])
_LOSING = re.compile(r"\s#|\\")
"""Without one of these no text on one line is lost or changed."""
_HIDDEN = re.compile(f"{COPIED_CHARACTERS.pattern}|\u00ad")
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
    if found := DISGUISING_CHARACTERS.search(text):
        return _refused(path, "E105.character", position(text, found.start()), sign=sign_name(found[0]))
    document, diagnostics = parse(text, path)
    return document, [*diagnostics, *yaml_losses.copied_signs(text, path)]


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
    reader = _Reader(document, source)
    if lines[end].startswith(".") and _goes_on(lines[end + 1 :]):
        reader.diagnostics.append(Diagnostic(path, end + 1, 1, "E105.dots"))
        document = replace(document, is_complete=False)
    try:
        reader.read(LOADER(source))
    except _StopError:
        reader.root, document = [], replace(document, is_complete=False)
    except yaml.YAMLError as error:
        if not any(each.message_key == "E105.comment" for each in reader.diagnostics):  # which may be why
            reader.diagnostics.append(yaml_faults.explain_error(error, source, path))
        document = replace(document, is_complete=False)
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
        for event in yaml.parse("\n".join(lines[1 : _end(lines)]) + "\n", Loader=LOADER):
            start: Any = event.start_mark
            stop: Any = event.end_mark
            if isinstance(event, yaml.ScalarEvent) and start.line == stop.line:
                yield *_mark(event), stop.column + 1, event.style not in (None, "")


class _StopError(Exception):
    """The rest of the document cannot be interpreted."""


class _Reader:
    """Builds data from YAML events and records positions; `MAX_DEPTH` limits its recursion."""

    def __init__(self, document: Document, source: str) -> None:
        self.document = document
        self.lines = source.split("\n")
        self.loses = bool(_LOSING.search(source))
        self.has_hidden = not source.isascii() and bool(_HIDDEN.search(source))
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
            value = None if event.value in _EMPTY and event.style in (None, "") else self._text(event, place)
            if value is None:
                value = self._none(event, place)
        elif len(place) >= MAX_DEPTH:
            self._stop("E105.depth", event, limit=MAX_DEPTH)
        if len(into) >= MAX_ITEMS:
            self._stop("E105.items", event, limit=MAX_ITEMS)
        self.document.values[place] = _mark(event)
        if isinstance(into, list):
            into.append("" if value is None and place else value)
        elif value is not None:
            into[place[-1]] = value
        if isinstance(event, yaml.ScalarEvent):
            return
        if isinstance(value, dict):
            while not isinstance(key := loader.get_event(), yaml.MappingEndEvent):
                self._take_pair(loader, key, place, value)
        else:
            while not isinstance(item := loader.get_event(), yaml.SequenceEndEvent):
                self._take(loader, item, (*place, len(value)), value)

    def _text(self, event: Any, place: Place) -> Any:
        """Return the text of a scalar without signs that nobody sees; reports what YAML changes of it.

        Items that YAML joins are returned as a list, of other joined lines the first.
        """
        if self.loses or event.start_mark.line != event.end_mark.line:
            found = [*yaml_losses.of_scalar(event, place, self.lines, self.document.path)]
            self.diagnostics += found
            if joined := [each for each in found if each.message_key in yaml_losses.JOINED]:
                own = self.lines[event.start_mark.line][event.start_mark.column :].strip()
                is_list = joined[0].line == event.start_mark.line + 2
                return [str(each.args["line"]).removeprefix("- ") for each in joined] if is_list else own
        if not self.has_hidden:
            return str(event.value)
        if "\u00ad" in event.value and not NAME_KEYS.isdisjoint(place):
            line = self.lines[event.start_mark.line]
            column = max(line.find("\u00ad", event.start_mark.column), event.start_mark.column)
            args = {"sign": sign_name("\u00ad")}
            self.diagnostics.append(
                Diagnostic(self.document.path, event.start_mark.line + 2, column + 1, "W107.invisible", args)
            )
            return COPIED_CHARACTERS.sub("", event.value.replace("\u00ad", ""))
        return COPIED_CHARACTERS.sub("", event.value)

    def _none(self, event: Any, place: Place) -> str | None:
        """Keep the sign for no value, and return None, or a text that YAML takes for a comment, which is reported."""
        if event.value:
            self.document.nulls[place] = event.value
        elif self.loses and (mark := self.document.keys.get(place)):
            found = yaml_losses.of_empty(mark, place, self.lines, self.document.path)
            self.diagnostics += [found] if found else []
            return "#" if found else None
        return None

    def _take_pair(self, loader: Any, event: Any, place: Place, into: dict[str, Any]) -> None:
        """Process a key and its value; a repeated key is reported and ignored."""
        self._check(event, is_key=True)
        if not isinstance(event, yaml.ScalarEvent):
            self._stop("E105.key", event)
        name = self._key(event)
        if ":" in name and self._take_glued(loader, event, place, into):
            return
        if first := self.document.keys.get((*place, name)):
            self._report("E105.twice", event, key=name, first=first[0])
            name, into = f"\0{name}", {}
        else:
            self.document.keys[*place, name] = _mark(event)
        self._take(loader, loader.get_event(), (*place, name), into)

    def _take_glued(self, loader: Any, event: Any, place: Place, into: dict[str, Any]) -> bool:
        """Return True for a key and a value in braces without the space behind the colon, which are reported."""
        key, _, value = event.value.partition(":")
        line, start = self.lines[event.start_mark.line], event.start_mark.column
        if event.style or key not in known_keys() or not line.startswith(event.value, start):
            return False
        args = {"line": f"{line[:start]}{key}: {value.strip()}{line[start + len(event.value) :]}".strip()}
        column = start + len(key) + 2
        self.diagnostics.append(
            Diagnostic(self.document.path, event.start_mark.line + 2, column, "E105.no_space", args)
        )
        self.document.keys[*place, key] = _mark(event)
        self._take(loader, loader.get_event(), (*place, f"\0{key}"), {})
        into[key] = value.strip()
        return True

    def _key(self, event: Any) -> str:
        """Return the text of a key without signs that nobody sees; a space that YAML takes for a letter is reported."""
        name = COPIED_CHARACTERS.sub("", event.value) if self.has_hidden else str(event.value)
        if name.isascii() or not (found := re.search(f"[{OTHER_SPACES}]+$|^[{OTHER_SPACES}]+", name)):
            return name
        line, place = self.lines[event.start_mark.line], event.start_mark.column + event.value.index(found[0])
        meant = f"{line[:place]}{line[place + len(found[0]) :]}".strip()
        args = {"sign": sign_name(found[0][0]), "line": meant}
        self.diagnostics.append(
            Diagnostic(self.document.path, event.start_mark.line + 2, place + 1, "E105.space", args)
        )
        return name.strip()

    def _check(self, event: Any, *, is_key: bool = False) -> None:
        """Reject anchors, aliases, tags and invisible characters, escaped ones included."""
        if isinstance(event, yaml.AliasEvent):
            self._stop("E105.alias", event, line=self._as_text(event))
        if event.anchor is not None:
            self._report("E105.alias", event, line=self._as_text(event))
        elif event.tag not in (None, "!"):
            self._report("E105.tag", event, tag=event.tag, line=self._as_text(event))
        if getattr(event, "style", None) == '"' and (found := INVISIBLE_CHARACTERS.search(event.value)):
            copied = COPIED_CHARACTERS.fullmatch(found[0]) and found[0] in self.lines[event.start_mark.line]
            if not copied and (is_key or not yaml_losses.has_escape(event, self.lines)):
                self._report("E105.character", event, sign=sign_name(found[0]))

    def _as_text(self, event: Any) -> str:
        """Return the line of a value in straight quotes."""
        line = self.lines[event.start_mark.line]
        return yaml_faults.quoted(line, event.start_mark.column, len(line.rstrip()))

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


def _goes_on(lines: list[str]) -> bool:
    """Return True if the lines below three dots are keys again, up to a line of three hyphens."""
    first = re.match(r"([\w-]+):(?:\s|$)", next(filter(str.strip, lines), ""))
    return bool(first and first[1] in known_keys() and any(line.rstrip() == "---" for line in lines))


def _mark(event: Any) -> Mark:
    return event.start_mark.line + 2, event.start_mark.column + 1
