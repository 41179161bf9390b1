"""A front matter that YAML cannot read -> the likely mistake, where it was written, and the line to write instead.

A parser notices a mistake after it was made. So each mistake that people make is looked for in the lines around the
place, corrected, and read again: it is the cause if the parser gets further then.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from recap.content.document import Mark
from recap.content.record_keys import known_keys, list_keys
from recap.content.yaml_writer import to_scalar
from recap.core.diagnostics import Diagnostic
from recap.core.text import OTHER_SPACES, position, sign_name

LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
QUOTED = {"“": "”", "”": "”", "„": "“", "«": "»", "‘": "’", "‚": "‘", "‹": "›", "‟": "”"}
"""Typographic quotes that open -> those that close."""
_START = r"(?P<start>\s*(?:- +)?(?:[\w-]+:\s+)?)"
"""What stands before a value on its line."""
_VALUE = re.compile(rf"{_START}(?P<value>.*\S)\s*")
_SIGNS = "[]{},&*!|>%@`?:#-"
"""Signs with which YAML lets no plain text start, or some only before a space."""
_APOSTROPHE = re.compile(r"'(?:tis|twas|til|cause|em|n|round|\d\ds?)\b", re.IGNORECASE)
"""English words that start with an apostrophe."""
_CLOSING = {"[": "]", "{": "}"}
_TOO_LONG = 2_000
"""Length of a line from which no mistake is looked for in it."""


@dataclass(frozen=True)
class _Repair:
    """A line that may be the mistake, and what was meant; `column` from 0."""

    message_key: str
    row: int
    column: int
    line: str
    sign: str = ""
    rows: int = 1
    """Number of rows that the line replaces."""


def explain_error(error: yaml.YAMLError, source: str, path: str, first_line: int = 2) -> Diagnostic:
    """Return the cause of an error in a YAML text; `first_line` is the line of the file on which the text starts."""
    lines = source.split("\n")
    row = (getattr(error, "problem_mark", None) or yaml.Mark("", 0, 0, 0, None, 0)).line
    for repair in _repairs(lines, row, getattr(error, "context_mark", None)):
        corrected = [*lines[: repair.row], repair.line, *lines[repair.row + repair.rows :]]
        if _error_row("\n".join(corrected)) > row:
            shown = repair.line.strip().split("\n")[: 1 if repair.rows > 1 else None]
            args = {"line": tuple(shown) if len(shown) > 1 else shown[0], "sign": repair.sign}
            return Diagnostic(path, repair.row + first_line, repair.column + 1, repair.message_key, args)
    if first_line > 1 and (found := _end_of_keys(lines, row, path)):
        return found
    return _as_the_parser_says(error, source, path, first_line)


def syntax_error(text: str) -> yaml.YAMLError | None:
    """Return the first error of syntax in a YAML text, as `explain_error` knows it; None if there is none."""
    try:
        for _ in yaml.parse(text, Loader=LOADER):
            pass
    except yaml.YAMLError as error:
        return error
    return None


def quoted(line: str, start: int, end: int, *, single: bool = False) -> str:
    """Return a line, without indentation, whose value from `start` to `end` stands in quotes."""
    value = line[start:end]
    shown = f"'{value.replace(chr(39), 2 * chr(39))}'" if single else _in_quotes(value)
    return f"{line[:start]}{shown}{line[end:]}".strip()


def bare(value: str) -> str:
    """Return a value without the typographic quotes around it."""
    if len(value) > 2 and QUOTED.get(value[0]) == value[-1]:
        return value[1:-1].strip(f"{OTHER_SPACES} ")
    return value


def _in_quotes(value: str) -> str:
    """Return a text in the quotes that it does not hold itself."""
    if '"' in value and "'" not in value:
        return f"'{value}'"
    return to_scalar(value, quoted=True)


def _error_row(source: str) -> float:
    """Return the row of the first error in a source; infinity without one."""
    try:
        for event in yaml.parse(source, Loader=LOADER):
            if isinstance(event, yaml.DocumentStartEvent) and event.explicit:
                break
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        return mark.line if mark else 0
    return float("inf")


def _repairs(lines: list[str], row: int, opened: Any) -> Iterator[_Repair]:
    """Yield what may have been meant, first for the lines on which a mistake was made before it was noticed."""
    before = next((number for number in range(min(row, len(lines)) - 1, -1, -1) if lines[number].strip()), row)
    quote = _open_quote(lines[:row], 0)
    rows = dict.fromkeys([quote[0] if quote else before, opened.line if opened else before, before, row])
    for number in (number for number in rows if number < len(lines) and len(lines[number]) < _TOO_LONG):
        line = lines[number]
        for message_key, column, corrected, *sign in _corrected(line):
            yield _Repair(message_key, number, column, corrected, *sign)
    first = lines[0] if lines else ""
    deep = len(first) - len(first.lstrip(" "))
    if deep and row and not lines[row if row < len(lines) else -1].startswith(" "):
        # Corrected as one: the lines before the first that is not indented.
        yield _Repair(
            "E105.deep", 0, 0, "\n".join(line.removeprefix(" " * deep) for line in lines[:row]), str(deep), row
        )


def _corrected(line: str) -> Iterator[tuple[Any, ...]]:
    """Yield (message key, column from 0, the line as it was meant, sign) for the mistakes that a line may hold."""
    if found := re.search(rf"^[ -]*([{OTHER_SPACES}])|^[ -]*[\w-]+([{OTHER_SPACES}]*):([{OTHER_SPACES}])", line):
        place = next(found.start(number) for number in (1, 2, 3) if found[number])
        head = re.match(rf"[ {OTHER_SPACES}-]*(?:[\w-]+[ {OTHER_SPACES}]*:[ {OTHER_SPACES}]*)?", line)
        end = head.end() if head else found.end()
        key = re.sub(rf"[{OTHER_SPACES}]+(?=:)", "", line[:end])
        yield "E105.space", place, re.sub(f"[{OTHER_SPACES}]", " ", key) + line[end:], sign_name(line[place])
    if found := re.match(r"(\s*(?:- +)?[\w-]+)\s*([：︓﹕∶꞉])\s*(.*)", line):
        yield "E105.other_colon", found.start(2), f"{found[1]}: {found[3]}", sign_name(found[2])
    if found := re.match(r"(\s*(?:- +)?[\w-]+):((?!//)\S.*)", line):
        yield "E105.no_space", found.start(2), f"{found[1]}: {found[2]}"
    if (found := re.match(r"(\s*(?:- +)?)([\w-]+)(\s*=\s*|\s+)(\S.*)", line)) and found[2].lower() in known_keys():
        yield "E105.no_colon", found.start(3), f"{found[1]}{found[2]}: {found[4]}"
    if found := re.match(r"(\s*)(//|;|--(?!-)|/\*)\s*(.*)", line):
        yield "E105.remark", found.start(2), f"{found[1]}# {found[3]}", found[2]
    if found := re.match(r"(\s*)-([^\s-].*)", line):
        yield "E105.dash", found.start(2), f"{found[1]}- {found[2]}"
    if found := re.match(r"(\s*)([–—−•·*‣◦])\s*(\S.*)", line):
        yield "E105.bullet", found.start(2), f"{found[1]}- {found[3]}", found[2]
    yield from _corrected_value(line)


def _corrected_value(line: str) -> Iterator[tuple[Any, ...]]:
    """Yield the same for mistakes in the value that a line ends with."""
    found = _VALUE.fullmatch(line)
    if not found or not (value := found["value"]):
        return
    start, place = found["start"], found.start("value")
    cut = re.search(r"\s#", value)
    if cut and value[0] not in "\"'" and (whole := value[: cut.start()].rstrip()):
        if whole[0] in "[{":
            closing = "]" if whole[0] == "[" else "}"
            items = re.split(r",\s+", value.strip("[]{}"))
            yield "E105.comment", place + cut.start() + 1, start + whole[0] + ", ".join(map(to_scalar, items)) + closing
        yield "E105.comment", place + cut.start() + 1, start + _in_quotes(value)
    if lists := re.fullmatch(r"\[([^\[\]]*)\](?:\s*,?\s*\[([^\[\]]*)\])+", value):
        one = ", ".join(re.findall(r"\[([^\[\]]*)\]", lists[0]))
        yield "E105.lists", place + value.index("]") + 1, f"{start}[{one}]"
    if value[0] in "\"'":
        yield from _corrected_quotes(line, start, value, place)
    elif value[0] in QUOTED and (inner := bare(value)) != value:
        yield "E105.quotes", place, start + _in_quotes(inner), value[0]
    elif value[0] in _SIGNS and ((rest := value[1:].lstrip()) or value[0] not in "|>"):
        if value[0] in "[{" and (closed := _closed(value.rstrip(","))):
            yield "E105.bracket", place + closed[0], start + closed[1]
        if value[0] == "-" and rest and start.strip().rstrip(":") in list_keys():
            yield "E105.list_below", place, f"{start.rstrip()}\n  {value}", value[0]
        if start.strip():
            yield "E105.sign", place, start + _in_quotes(value), value[0]
    elif (cut := re.search(r":(?=\s|$)", value)) and re.search(r"[\w-]: ", start):
        yield "E105.colon", place + cut.start(), start + _in_quotes(value)


def _closed(value: str) -> tuple[int, str] | None:
    """Return the column of the innermost bracket or brace that is not closed, and the value with all of them closed."""
    opened: list[int] = []
    missing, parts, last = -1, list[str](), 0
    for sign in re.finditer(r"""[\[{\]}]|"(?:[^"\\]|\\.)*"|'[^']*'""", value):
        if sign[0] in "[{":
            opened.append(sign.start())
        while sign[0] in "]}" and opened and value[at := opened.pop()] != {"]": "[", "}": "{"}[sign[0]]:
            parts += [value[last : sign.start()], _CLOSING[value[at]]]
            last, missing = sign.start(), at if missing < 0 else missing
    if opened or missing >= 0:
        parts += [value[last:], *(_CLOSING[value[each]] for each in reversed(opened))]
        return (missing if missing >= 0 else opened[-1]), "".join(parts)
    return None


def _corrected_quotes(line: str, start: str, value: str, place: int) -> Iterator[tuple[Any, ...]]:
    quote = value[0]
    if close := re.match(r'"(?:[^"\\]|\\.)*"' if quote == '"' else "'(?:[^']|'')*'", value):
        if rest := re.match(r"\s*([^\s#,\]}].*)", value[close.end() :]):
            inner = value[1:-1] if value[-1] == quote and value.count(quote) % 2 else value
            yield "E105.after_quote", place + close.end() + rest.start(1), start + _in_quotes(inner)
        elif value[-1] not in quote and (rest := re.match(r"\s*(,.*)", value[close.end() :])):
            yield "E105.after_quote", place + close.end() + rest.start(1), start + _in_quotes(value)
        if quote == '"' and (found := re.search(r"(?<!\\)(?:\\\\)*(\\)", value)):
            yield (
                "E105.escape",
                place,
                quoted(line, place + 1, place + close.end() - 1, single=True)
                .replace("\"'", "'", 1)
                .replace("'\"", "'", 1),
                value[found.start(1) : found.start(1) + 2],
            )
    elif _APOSTROPHE.match(value):
        yield "E105.quote", place, start + _in_quotes(value)
    else:
        yield "E105.quote", place, start + value + quote
        yield "E105.quote", place, start + _in_quotes(value)


def _end_of_keys(lines: list[str], row: int, path: str) -> Diagnostic | None:
    """Return E105 for a front matter that is not closed before the text, where an error lies in prose."""
    if not re.match(r"[\w-]+:(\s|$)", lines[0]):
        return None
    for number in range(1, min(row + 1, len(lines))):
        following = next(filter(str.strip, lines[number:]), "") if not lines[number].strip() else ""
        if following and not re.match(r"[\w-]+:(\s|$)|[\s#-]", following):
            return Diagnostic(path, 1, 1, "E105.unclosed_above", {"line": number + 2})
    return None


def _as_the_parser_says(error: yaml.YAMLError, source: str, path: str, first_line: int) -> Diagnostic:
    """Return what the parser says, in our words, at the line where it was written rather than where it was noticed."""
    cause = str(getattr(error, "problem", None) or error)
    context = str(getattr(error, "context", None) or "")
    lines = source.split("\n")
    mark = getattr(error, "problem_mark", None) or yaml.Mark("", 0, 0, 0, None, 0)
    opened = getattr(error, "context_mark", None) or mark
    row, column, began = mark.line, mark.column, (opened.line + first_line, opened.column + 1)
    line = lines[row] if row < len(lines) else ""

    def diagnosed(message_key: str, place: Mark = (row + first_line, column + 1), **args: Any) -> Diagnostic:
        return Diagnostic(path, *place, message_key, {"line": "", **args})

    if "quoted scalar" in context and "escape" in cause:
        return diagnosed("E105.escape", began, sign="\\")
    if quote := began if "quoted scalar" in context else _open_quote(lines[:row], first_line):
        return diagnosed("E105.quote", quote)
    if "\t" in line[: column + 1]:
        return diagnosed("E105.tab", (row + first_line, line.index("\t") + 1))
    if "mapping values are not allowed" in cause:
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
