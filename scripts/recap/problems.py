"""What is wrong with a file, where, and what to write instead.

A fault of the content is a value, never an exception: every reader and every rule returns its problems, and all of
them are shown together. The wording lives in the language files (`languages/*.toml`), under the problem's `text` key.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from recap.languages import Language


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


def one_line(problem: Problem, language: Language) -> str:
    """`path:line:column: CODE message`, the form that editors and terminals make clickable."""
    return f"{problem.path}:{problem.line}:{problem.column}: {problem.code} {problem.message(language)}"


def as_text(problems: Iterable[Problem], language: Language) -> str:
    """One problem a line, its hint on the next; empty when there is none."""
    lines = []
    for problem in sorted(problems):
        lines.append(one_line(problem, language))
        if hint := problem.hint(language):
            lines.append(f"    -> {hint}")
    return "\n".join(lines)


def as_json(problems: Iterable[Problem], language: Language) -> str:
    """`{"version": 1, "problems": [{path, line, column, code, level, message, hint}], "counts": {code: number}}`."""
    ordered = sorted(problems)
    return json.dumps(
        {
            "version": 1,
            "problems": [
                {
                    "path": problem.path,
                    "line": problem.line,
                    "column": problem.column,
                    "code": problem.code,
                    "level": problem.level,
                    "message": problem.message(language),
                    "hint": problem.hint(language),
                }
                for problem in ordered
            ],
            "counts": dict(sorted(Counter(problem.code for problem in ordered).items())),
        },
        ensure_ascii=False,
        indent=2,
    )
