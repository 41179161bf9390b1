"""Mends what the check can mend by itself: the value at a problem's place, and not one character beside it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from recap.frontmatter import Mark, scalars
from recap.problems import Problem
from recap.yamltext import scalar

MENDS = {"W107": "value", "W109": "near", "W111": "near"}
"""Text key of a problem -> the argument that holds what should be written."""


def mend(content: str, problems: Iterable[Problem]) -> str:
    """A file's content with the values at its fixable problems replaced; line ends, comments and layout stay.

    A value that runs over several lines is left to people.
    """
    places: dict[Mark, tuple[int, bool]] = {
        (line, start): (end, quoted) for line, start, end, quoted in scalars(content)
    }
    head = max((line for line, _ in places), default=0)
    lines = content.splitlines(keepends=True)
    for problem in sorted(problems, reverse=True):
        found = places.get((problem.line, problem.column))
        if problem.text in MENDS and found:
            end, quoted = found
            wanted = scalar(str(problem.args[MENDS[problem.text]]), quoted=quoted)
            _put(lines, problem, wanted, end)
        elif problem.text in MENDS and problem.line > head:
            # In a body the value stands as it was found; elsewhere in the front matter it runs over several lines.
            written = str(problem.args["value"])
            if lines[problem.line - 1].startswith(written, problem.column - 1):
                _put(lines, problem, str(problem.args[MENDS[problem.text]]), problem.column + len(written))
    return "".join(lines)


def _put(lines: list[str], problem: Problem, wanted: str, end: int) -> None:
    """Write what is wanted between the place of a problem and a column."""
    line = lines[problem.line - 1]
    lines[problem.line - 1] = line[: problem.column - 1] + wanted + line[end - 1 :]


def mended_files(problems: Iterable[Problem]) -> dict[str, str]:
    """The files of fixable problems as they would be mended: path -> content, where that changes them."""
    by_path: dict[str, list[Problem]] = {}
    for problem in problems:
        if problem.text in MENDS:
            by_path.setdefault(problem.path, []).append(problem)
    changed = {}
    for name, found in sorted(by_path.items()):
        before = Path(name).read_bytes().decode("utf-8")
        after = mend(before, found)
        if after != before:
            changed[name] = after
    return changed
