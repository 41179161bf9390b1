"""Does what the hints of diagnostics say, as their reader would, to the text of one file."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable

from recap.content.frontmatter import scalars
from recap.core.diagnostics import Diagnostic
from recap.core.language import language
from recap.lint.fixes import apply_fixes

FIXED = (
    "W107",
    "W108.signs",
    "W108.signs_there",
    "W107.signs",
    "W107.invisible",
    "E105.space",
    "E105.toml",
    "E105.json",
    "E105.late",
)
"""Message keys that `--fix` deals with."""


def obeyed(content: str, diagnostics: Iterable[Diagnostic]) -> str:
    """The content of a file after its reader has done what each of its diagnostics says."""
    found = [*diagnostics]
    if by_fix := [each for each in found if each.message_key in FIXED]:
        return apply_fixes(content, by_fix)
    lines = content.split("\n")
    for each in sorted(found, reverse=True):
        _obey(lines, each)
    return "\n".join(lines)


def command(diagnostic: Diagnostic) -> list[str]:
    """The words after `recap` of the command that the hint of a diagnostic proposes, last of all; empty for none."""
    found = re.search(r"recap (new .*)$", diagnostic.hint(language("en")) or "")
    return shlex.split(found[1]) if found else []


def _obey(lines: list[str], diagnostic: Diagnostic) -> None:
    key, args, row = diagnostic.message_key, diagnostic.args, diagnostic.line - 1
    if key in _NAMES:
        lines[row] = _with_name(lines[row], diagnostic)
        return
    indent = re.match(r"\s*", lines[row])[0] if row < len(lines) else ""  # type: ignore[index]
    if key in ("E102.no_front_matter", "E102.empty_front_matter"):
        lines[: 2 if key == "E102.empty_front_matter" else 0] = args["lines"]
    elif key == "E102":
        lines.insert(1, args["example"])
    elif key in ("W126", "W126.event", "W102.published", "W102.summary"):
        proposed = args.get("lines") or args.get("line") or args.get("example") or f"published: {args['today']}"
        lines[1:1] = proposed.split(" + ")
    elif key == "E102.empty":
        lines[row] = args["line"] or args["example"]
    elif key == "E103":
        start = diagnostic.column - 1
        lines[row] = lines[row][:start] + lines[row][start:].replace(args["key"], args["near"], 1)
    elif key in ("E103.nothing", "E103.below", "E103.there", "E103.into", "E105.dots"):
        del lines[row : _end(lines, row)]
    elif key in ("E103.entry", "E106"):
        lines[row] = re.sub(r"\[.*\]", args["list"] if key == "E106" else f"[{args['line']}]", lines[row])
    elif key == "E105.unclosed_above":
        lines.insert(args["line"] - 1, "---")
    elif key == "E105.fence":
        lines[:] = ["---" if line.strip() == args["sign"] else line for line in lines]
    elif key == "E105.fenced":
        lines[:] = [line for line in lines if not line.startswith("```")]
    elif key == "E105.no_fence":
        last = next(number for number, line in enumerate([*lines, ""]) if not line.strip())
        lines[:] = ["---", *lines[:last], "---", *lines[last:]]
    elif key == "E105.deep":
        lines[:] = [line.removeprefix(" " * int(args["sign"])) for line in lines]
    elif key == "E105.item":
        above = re.match(r"\s*(?=- )", lines[row - 1])
        lines[row] = (above[0] if above else "") + args["line"]
    elif key == "E116.date_and_time":
        lines[row : row + 1] = [args["near"], args["start"]]
    elif args.get("line"):
        written = args["line"] if isinstance(args["line"], tuple) else (args["line"],)
        end = _end(lines, row) if key in ("E103.means", "E105.comment") else row + 1
        first = row if re.match(r"\s*(- )?[\w-]+:", lines[row]) or key != "E105.comment" else row - 1
        lines[first:end] = [indent * (first == row) + line for line in written]
    else:
        near = str(args["near"]).split(" / ")[0]
        lines[row : _end(lines, row)] = [indent + near]


_IN_LISTS = (
    "E101", "W108.spelling", "W118", "W118.by_hand", "W118.account", "W118.alias", "W118.order", "W118.initial"
)  # fmt: skip
"""Message keys whose value stands in a list, and is replaced there."""
_NAMES = (*_IN_LISTS, "E101.person", "W118.nobody", "W118.nobody_here", "W118.nobody_else")


def _with_name(line: str, diagnostic: Diagnostic) -> str:
    """The line with what the hint about a name says."""
    key, args, value = diagnostic.message_key, diagnostic.args, re.escape(str(diagnostic.args["value"]))
    if key == "W118.nobody":
        return "speakers: []\nno_speaker_reason: to be announced"
    if key == "W118.nobody_here":
        return f"{args['key']}: []"
    if key == "W118.nobody_else":
        return re.sub(rf", {value}|{value}, ", "", line)
    if key == "E101.person":
        return line.replace("person:", "name:")
    return _with_value(line, diagnostic, str(args.get("near") or f"{{name: {args['value']}}}"))


def _with_value(line: str, diagnostic: Diagnostic, value: str) -> str:
    """The line with another value at the place of a diagnostic."""
    filler = "\n" * (diagnostic.line - 2)
    column = diagnostic.column
    end = next(
        end
        for row, start, end, _ in scalars(f"---\n{filler}{line}\n---\n")
        if (row, start) == (diagnostic.line, column)
    )
    return line[: column - 1] + value + line[end - 1 :]


def _end(lines: list[str], row: int) -> int:
    """The row after the value of the key on a row, which may go on below it."""
    end = row + 1
    while end < len(lines) and lines[end].startswith((" ", "- ")):
        end += 1
    return end
