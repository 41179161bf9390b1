"""What is wrong with a file, where, and what to write instead.

A fault of the content is a value, never an exception: every reader and every rule returns its problems, and all of
them are shown together. The wording lives in the language files (`languages/*.toml`), under the problem's `text` key.
"""

from __future__ import annotations

import json
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from recap.core.language import Language

_EXCERPT = 100
"""Characters of a line that are shown around the place of a problem."""


@dataclass(frozen=True, order=True)
class Problem:
    """One fault of one file. Sorts by place, then by code."""

    path: str
    """The file, as the reader of the message would name it: relative to where the command runs, with `/`."""
    line: int
    """From 1; 1 when the file as a whole is meant."""
    column: int
    """From 1, in characters."""
    text: str
    """Key of the wording in the language files: the code, then a variant, as in `E105.tab`."""
    args: Mapping[str, Any] = field(default_factory=dict, compare=False)
    """What the wording names: values found, values expected, proposals."""

    @property
    def code(self) -> str:
        """`E` and three digits for an error, `W` and three digits for a warning."""
        return self.text.partition(".")[0]

    @property
    def level(self) -> str:
        """`error` stops a build, `warning` does not."""
        return "error" if self.text.startswith("E") else "warning"

    def message(self, language: Language) -> str:
        """What is wrong, in one sentence."""
        return language.problem(self.text, self.args)[0]

    def hint(self, language: Language) -> str | None:
        """The exact text or command that mends it; None where none can be given."""
        return language.problem(self.text, self.args)[1]


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether one of the problems stops a build."""
    return any(problem.level == "error" for problem in problems)


def as_text(
    problems: Iterable[Problem],
    language: Language,
    lines_of: Callable[[str], Sequence[str]] = lambda _: (),
    paint: Callable[[str, str], str] = lambda said, _: said,
) -> str:
    """`path:line:column: CODE message`, which editors and terminals make clickable, a line a problem.

    Then the line of the file with a caret under the place, and the hint. `lines_of` gives the lines of a file, none
    when they cannot be had; `paint` gives a `place`, a code (as `error` or `warning`) or a `hint` its colour.
    """
    lines = []
    for problem in sorted(problems):
        place, code = f"{problem.path}:{problem.line}:{problem.column}", paint(problem.code, problem.level)
        lines.append(f"{paint(place, 'place')}: {code} {problem.message(language)}")
        for line in lines_of(problem.path)[problem.line - 1 : problem.line]:
            lines += excerpt(line, problem.column) if line.strip() else ()
        if hint := problem.hint(language):
            lines.append(paint(f"    -> {hint}", "hint"))
    return "\n".join(lines)


def excerpt(line: str, column: int) -> tuple[str, str]:
    """A line of a file, cut to what stands around a column, and a caret under that column (from 1)."""
    start = max(0, column - 1 - _EXCERPT // 2) if len(line) > _EXCERPT else 0
    cut = line[start : start + _EXCERPT].rstrip().replace("\t", " ")
    # A control character could move the terminal's cursor, and with it what the reader believes to see.
    cut = "".join("\N{REPLACEMENT CHARACTER}" if unicodedata.category(sign)[0] == "C" else sign for sign in cut)
    before, after = "…" if start else "", "…" if len(line) > start + _EXCERPT else ""
    return f"    {before}{cut}{after}", " " * (4 + len(before) + column - 1 - start) + "^"


def code_examples() -> dict[str, dict[str, str]]:
    """Code -> `before` and `after`: lines that provoke it, and the same lines mended."""
    return tomllib.loads(Path(__file__).with_name("codes.toml").read_text("utf-8"))


def as_github(problems: Iterable[Problem], language: Language) -> str:
    """GitHub's workflow commands, one a problem: annotations on the lines of a pull request's diff.

    Escaped as GitHub's toolkit does: `%`, CR and LF in values, `:` and `,` in properties too.
    """
    lines = []
    for problem in sorted(problems):
        hint = problem.hint(language)
        said = problem.message(language) + (f"\n-> {hint}" if hint else "")
        properties = {"file": problem.path, "line": problem.line, "col": problem.column, "title": problem.code}
        shown = ",".join(f"{name}={_escaped(str(value), ':,')}" for name, value in properties.items())
        lines.append(f"::{problem.level} {shown}::{_escaped(said)}")
    return "\n".join(lines)


def _escaped(value: str, more: str = "") -> str:
    return "".join(f"%{ord(sign):02X}" if sign in f"%\r\n{more}" else sign for sign in value)


def as_json(problems: Iterable[Problem], language: Language, more: Mapping[str, object] | None = None) -> str:
    """`{"version": 1, "problems": [{path, line, column, code, level, message, hint}], "counts": {code: number}}`.

    `more` are further keys with their values.
    """
    told = [
        {name: getattr(problem, name) for name in ("path", "line", "column", "code", "level")}
        | {"message": problem.message(language), "hint": problem.hint(language)}
        for problem in sorted(problems)
    ]
    counts = dict(sorted(Counter(each["code"] for each in told).items()))
    return json.dumps({"version": 1, "problems": told, "counts": counts, **(more or {})}, ensure_ascii=False, indent=2)
