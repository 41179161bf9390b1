"""Applies the fixes that need no decision: the value at the place of a diagnostic, nothing around it."""

import itertools
from collections.abc import Iterable

from recap.content.frontmatter import MAX_BYTES, scalars
from recap.content.yaml_writer import to_scalar
from recap.core.diagnostics import Diagnostic
from recap.core.filesystem import read_file

FIXES = {"W107": "value", "W109": "near", "W111": "near"}
"""Message key -> argument with the text to write."""


def apply_fixes(content: str, diagnostics: Iterable[Diagnostic]) -> str:
    """Return the content of a file with fixable values replaced; line ends, comments and layout stay.

    Values that span several lines are left alone.
    """
    places = {(line, start): (end, quoted) for line, start, end, quoted in scalars(content)}
    head = max((line for line, _ in places), default=0)
    lines = content.splitlines(keepends=True)
    # Of two at one place the later code says more: a synonym's preferred label has no spaces to spare.
    by_place = {(diagnostic.line, diagnostic.column): diagnostic for diagnostic in sorted(diagnostics)}
    for diagnostic in reversed(by_place.values()):
        wanted, found = str(diagnostic.args[FIXES[diagnostic.message_key]]), str(diagnostic.args["value"])
        line, start = lines[diagnostic.line - 1], diagnostic.column - 1
        if place := places.get((diagnostic.line, diagnostic.column)):
            lines[diagnostic.line - 1] = line[:start] + to_scalar(wanted, quoted=place[1]) + line[place[0] - 1 :]
        elif diagnostic.line > head and line.startswith(found, start):
            # In a body the value stands as it was found; elsewhere in the front matter it runs over several lines.
            lines[diagnostic.line - 1] = line[:start] + wanted + line[start + len(found) :]
    return "".join(lines)


def fixed_files(diagnostics: Iterable[Diagnostic]) -> dict[str, str]:
    """Return path -> content of the files that all fixes would change."""
    changed = {}
    fixable = sorted(diagnostic for diagnostic in diagnostics if diagnostic.message_key in FIXES)
    for name, found in itertools.groupby(fixable, key=lambda diagnostic: diagnostic.path):
        before = read_file(name, None, MAX_BYTES).decode("utf-8")
        after = apply_fixes(before, found)
        if after != before:
            changed[name] = after
    return changed
