"""Mends what the check can mend by itself: the value at a problem's place, and not one character beside it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from pathlib import Path

from recap.content.examples import scalar
from recap.content.frontmatter import scalars
from recap.core.diagnostics import Problem

MENDS = {"W107": "value", "W109": "near", "W111": "near"}
"""Text key of a problem -> the argument that holds what should be written."""


def mend(content: str, problems: Iterable[Problem]) -> str:
    """A file's content with the values at its fixable problems replaced; line ends, comments and layout stay.

    A value that runs over several lines is left to people.
    """
    places = {(line, start): (end, quoted) for line, start, end, quoted in scalars(content)}
    head = max((line for line, _ in places), default=0)
    lines = content.splitlines(keepends=True)
    # Of two at one place the later code says more: a synonym's preferred label has no spaces to spare.
    by_place = {(problem.line, problem.column): problem for problem in sorted(problems)}
    for problem in reversed(by_place.values()):
        wanted, found = str(problem.args[MENDS[problem.text]]), str(problem.args["value"])
        line, start = lines[problem.line - 1], problem.column - 1
        if place := places.get((problem.line, problem.column)):
            lines[problem.line - 1] = line[:start] + scalar(wanted, quoted=place[1]) + line[place[0] - 1 :]
        elif problem.line > head and line.startswith(found, start):
            # In a body the value stands as it was found; elsewhere in the front matter it runs over several lines.
            lines[problem.line - 1] = line[:start] + wanted + line[start + len(found) :]
    return "".join(lines)


def mended_files(problems: Iterable[Problem]) -> dict[str, str]:
    """The files of fixable problems as they would be mended: path -> content, where that changes them."""
    changed = {}
    fixable = sorted(problem for problem in problems if problem.text in MENDS)
    for name, found in itertools.groupby(fixable, key=lambda problem: problem.path):
        before = Path(name).read_bytes().decode("utf-8")
        after = mend(before, found)
        if after != before:
            changed[name] = after
    return changed
