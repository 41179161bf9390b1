"""Applies the fixes that need no decision: the value at the place of a diagnostic, nothing around it."""

import itertools
import re
from collections.abc import Callable, Iterable

from recap.content.foreign_front_matter import convert
from recap.content.frontmatter import MAX_BYTES, scalars
from recap.content.yaml_writer import front_matter, to_scalar
from recap.core.diagnostics import Diagnostic
from recap.core.filesystem import read_file
from recap.core.text import COPIED_CHARACTERS, OTHER_SPACES
from recap.lint.person_fixes import MOVES, PersonFiles

MAX_ROUNDS = 3
"""Number of times that what a fix brings to light is fixed in turn."""
FIXES = {"W107": "value", "W107.signs": "value", "W109": "near", "W111": "near", "W130": "near"}
FIXES |= dict.fromkeys((MOVES, "W108.signs", "W108.signs_there"), "near") | dict.fromkeys(
    (
        f"W128.{variant}"
        for variant in ("attributes", "emoji", "heading", "highlight", "keys", "raised", "space", "swapped")
    ),
    "near",
)
"""Message key -> argument with the text to write."""


def apply_fixes(content: str, diagnostics: Iterable[Diagnostic]) -> str:
    """Return the content of a file with fixable values replaced; line ends, comments and layout stay.

    Values that span several lines are left alone.
    """
    diagnostics = [*diagnostics]
    for wording in dict.fromkeys(each.message_key for each in diagnostics if each.message_key in _FILE_FIXES):
        return _FILE_FIXES[wording](content)
    places = {(line, start): (end, quoted) for line, start, end, quoted in scalars(content)}
    head = max((line for line, _ in places), default=0)
    lines = content.splitlines(keepends=True)
    # Of two at one place the later code says more: a synonym's preferred label has no spaces to spare.
    by_place = {(each.line, each.column): each for each in sorted(diagnostics) if each.message_key in FIXES}
    for diagnostic in reversed(by_place.values()):
        wanted = str(diagnostic.args[FIXES[diagnostic.message_key]])
        found = str(diagnostic.args.get("found", diagnostic.args["value"]))
        line, start = lines[diagnostic.line - 1], diagnostic.column - 1
        if place := places.get((diagnostic.line, diagnostic.column)):
            written = wanted if diagnostic.message_key == MOVES else to_scalar(wanted, quoted=place[1])
            lines[diagnostic.line - 1] = line[:start] + written + line[place[0] - 1 :]
        elif diagnostic.line > head and line.startswith(found, start):
            # In a body the value stands as it was found; elsewhere in the front matter it runs over several lines.
            lines[diagnostic.line - 1] = line[:start] + wanted + line[start + len(found) :]
    for each in diagnostics:
        if each.message_key in _LINE_FIXES:
            lines[each.line - 1] = _LINE_FIXES[each.message_key](lines[each.line - 1], each.column - 1)
    return "".join(lines)


def _without_copied_signs(line: str, start: int) -> str:
    """Return a line without the sign at a place and without others that copying brings along."""
    if line[start : start + 1] == "\u00ad":  # in a name; elsewhere it says where a word may be divided
        end = re.compile(r"[^,\]\n]*").match(line, start)
        until = end.end() if end else len(line)
        line = line[:start] + line[start:until].replace("\u00ad", "") + line[until:]
    mark = line[:1] if start and line.startswith("\ufeff---") else ""
    return mark + COPIED_CHARACTERS.sub("", line[len(mark) :])


def _with_plain_spaces(line: str, _: int) -> str:
    """Return a line of a front matter with the spaces of YAML around its hyphen and its colon."""
    line = re.sub(rf"^(\s*(?:- +)?[\w-]+)[{OTHER_SPACES}]+(?=:)", r"\1", line)
    head = re.match(rf"[ {OTHER_SPACES}-]*(?:[\w-]+:[ {OTHER_SPACES}]*)?", line)
    end = head.end() if head else 0
    return re.sub(f"[{OTHER_SPACES}]", " ", line[:end]) + line[end:]


def _converted(content: str) -> str:
    """Return a file whose front matter is TOML or JSON with the same keys in ours; unchanged if that loses anything."""
    ends = "\r\n" if "\r\n" in content else "\n"
    found = convert(content.replace("\r\n", "\n"))
    if not found:
        return content
    opening, rest = front_matter(found.data).split("\n", 1)
    text = "\n".join([opening, *found.remarks, rest]) + found.body.lstrip("\n")
    return text.replace("\n", ends)


def _without_empty_start(content: str) -> str:
    """Return a file without the empty lines above its front matter; unchanged if something else stands there."""
    mark = "\ufeff" if content.startswith("\ufeff") else ""
    rest = content[len(mark) :].lstrip("\r\n\t " + "\u00a0\u200b\u2060\ufeff")
    return mark + rest if rest.startswith("---") else content


_LINE_FIXES: dict[str, Callable[[str, int], str]] = {
    "W107.invisible": _without_copied_signs,
    "E105.space": _with_plain_spaces,
}
"""Message key -> function that corrects a line at a column, from 0."""
_FILE_FIXES: dict[str, Callable[[str], str]] = {
    "E105.toml": _converted,
    "E105.json": _converted,
    "E105.late": _without_empty_start,
}
"""Message key -> function that corrects a whole file."""
_FIXABLE = FIXES.keys() | _LINE_FIXES.keys() | _FILE_FIXES.keys()


def fixed_files(diagnostics: Iterable[Diagnostic]) -> dict[str, str]:
    """Return path -> content of the files that all fixes would change."""
    changed, people = dict[str, str](), PersonFiles()
    found = sorted(diagnostic for diagnostic in diagnostics if diagnostic.message_key in _FIXABLE)
    fixable = [each for each in found if each.message_key != MOVES or people.take(each)]
    for name, own in itertools.groupby(fixable, key=lambda diagnostic: diagnostic.path):
        before = read_file(name, None, MAX_BYTES).decode("utf-8")
        after = apply_fixes(before, own)
        if after != before:
            changed[name] = after
    changed.update(people.contents(changed))
    return changed
