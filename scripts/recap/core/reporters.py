"""Formats diagnostics for people, for GitHub, for GitLab and for other programs."""

import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from recap.core.diagnostics import Diagnostic
from recap.core.language import Language
from recap.core.text import UNPRINTABLE, printable

MAX_ALIKE = 20
"""Number of diagnostics of one kind up to which a terminal shows each."""
MAX_FEW = 3
"""The same, where all of them would fill more than `LONG` lines of `WIDTH` signs, which nobody reads."""
LONG, WIDTH = 90, 80
_EXCERPT = 100
"""Number of characters of a line shown around the place of a diagnostic."""


_Lines = Callable[[str], Sequence[str]]
_Paint = Callable[[str, str], str]


def as_text(
    diagnostics: Iterable[Diagnostic],
    language: Language,
    lines_of: _Lines = lambda _: (),
    paint: _Paint = lambda shown, _: shown,
) -> str:
    """Return `path:line:column: CODE name: message`, which editors and terminals make clickable, one diagnostic per
    line.

    The line of the file follows, with a caret under the place, then the hint. `lines_of` returns the lines of a file,
    none if they cannot be read; `paint` colours a `place`, a code (by its level) or a `hint`. Nothing that files say
    acts on a terminal, or on the log of a workflow.
    """
    return "\n".join(line for each in sorted(diagnostics) for line in _entry([each], language, lines_of, paint))


def as_grouped_text(
    diagnostics: Iterable[Diagnostic],
    language: Language,
    lines_of: _Lines = lambda _: (),
    paint: _Paint = lambda shown, _: shown,
) -> tuple[str, bool]:
    """Return the same for a terminal, and True if an entry stands for several diagnostics.

    More than `MAX_ALIKE` of one kind in several files are one entry, at the place of the first:
    `30 files: CODE name: message First in path:line:column`. Where even that fills more than `LONG` lines, more than
    `MAX_FEW` of one kind are two lines, those with the most places first: `path:line:column: CODE 30×: message`, and
    the start of the hint.
    """
    found = sorted(diagnostics)
    groups = _groups(found)
    is_long = _is_long(groups, language, lines_of)
    if is_long:
        groups = sorted(_groups(found, MAX_FEW, 1), key=_rank)
    lines: list[str] = []
    for group in groups:
        is_brief = is_long and len(group) > 1
        lines += _brief(group, language, paint) if is_brief else _entry(group, language, lines_of, paint)
    return "\n".join(lines), any(len(group) > 1 for group in groups)


def _rank(group: list[Diagnostic]) -> tuple[bool, int, Diagnostic]:
    """Return the sort key of a group: errors first, then those with the most places."""
    return group[0].level == "warning", -len(group), group[0]


def _is_long(groups: Iterable[list[Diagnostic]], language: Language, lines_of: _Lines) -> bool:
    """Return True if a terminal would need more than `LONG` lines for the entries."""
    number = 0
    for group in groups:
        for line in _entry(group, language, lines_of, lambda shown, _: shown):
            number += max(1, -(-len(line) // WIDTH))
        if number > LONG:
            return True
    return False


def _entry(
    group: list[Diagnostic],
    language: Language,
    lines_of: _Lines,
    paint: _Paint,
) -> list[str]:
    """Return the lines of one diagnostic, or of several of a kind."""
    each, *others = group
    place = paint(_place(each), "place")
    code = paint(f"{each.code} {each.name}:", each.level)
    message = printable(each.message(language))
    if others:
        number = language.count("files_with", len({one.path for one in group}), language.terminal)
        words = language.terminal["grouped_alike" if _are_alike(group, language) else "grouped"]
        said = words.format(message=message, number=len(group), place=place)
        lines = [f"{paint(number, 'place')}: {code} {said}"]
    else:
        lines = [f"{place}: {code} {message}"]
    for line in lines_of(each.path)[each.line - 1 : each.line]:
        lines += excerpt(line, each.column) if line.strip() else ()
    if hint := each.hint(language, printable):
        lines.append(paint("\n       ".join(f"    -> {hint}".split("\n")), "hint"))
    return "\n".join(lines).split("\n")


def _brief(group: list[Diagnostic], language: Language, paint: _Paint) -> list[str]:
    """Return two lines that say of several diagnostics of a kind how many they are, where the first is, and what to do.

    Neither is longer than a terminal is wide, unless the place alone nearly fills it.
    """
    first = group[0]
    word = language.terminal["grouped_brief" if _are_alike(group, language) else "grouped_brief_such"]
    place, code = _place(first), f"{first.code} {word.format(number=len(group))}"
    room = max(WIDTH // 3, WIDTH - len(place) - len(code) - 3)
    lines = [f"{paint(place, 'place')}: {paint(code, first.level)} {_cut(first.message(language), room)}"]
    if hint := first.hint(language):
        lines.append(paint(f"    -> {_cut(hint, WIDTH - 7)}", "hint"))
    return lines


def _cut(said: str, limit: int) -> str:
    """Return the start of a text as one line of at most `limit` signs that acts on nothing."""
    line = " ".join(printable(said).split())
    return line if len(line) <= limit else f"{line[: limit - 1].rstrip()}…"


def _place(each: Diagnostic) -> str:
    return f"{printable(each.path)}:{each.line}:{each.column}"


def _are_alike(group: list[Diagnostic], language: Language) -> bool:
    """Return True if the messages of several diagnostics of a kind are the same."""
    fields = set(re.findall(r"{(\w+)", language.diagnostics[group[0].message_key]["message"]))
    return all(other.args.get(field) == group[0].args.get(field) for field in fields for other in group)


def _groups(diagnostics: Iterable[Diagnostic], most: int = MAX_ALIKE, files: int = 2) -> list[list[Diagnostic]]:
    """Return sorted diagnostics in groups, sorted by the first of each.

    More than `most` of a kind, in at least so many files, form one.
    """
    kinds: dict[tuple[str, str], list[Diagnostic]] = {}
    for each in diagnostics:
        kinds.setdefault((each.message_key, str(each.args.get("key", ""))), []).append(each)
    groups = []
    for group in kinds.values():
        many = len(group) > most and len({each.path for each in group}) >= files
        groups += [group] if many else [[each] for each in group]
    return sorted(groups)


def excerpt(line: str, column: int) -> tuple[str, str]:
    """Return a line of a file, cut to the surroundings of a column (from 1), and a caret under that column."""
    start = max(0, column - 1 - _EXCERPT // 2) if len(line) > _EXCERPT else 0
    cut = line[start : start + _EXCERPT].rstrip().replace("\t", " ")
    # A control character could move the terminal's cursor, and with it what the reader believes to see; `::` and `##[`
    # could begin a workflow command. The caret stays under its place.
    cut = "".join("\N{REPLACEMENT CHARACTER}" if unicodedata.category(sign)[0] == "C" else sign for sign in cut)
    cut = re.sub(r"^(\s*):(?=:)|(?<=#)#(?=\[)", lambda found: f"{found[1] or ''}\N{REPLACEMENT CHARACTER}", cut)
    before, after = "…" if start else "", "…" if len(line) > start + _EXCERPT else ""
    return f"    {before}{cut}{after}", " " * (4 + len(before) + column - 1 - start) + "^"


def as_github(diagnostics: Iterable[Diagnostic], language: Language) -> str:
    """Return GitHub workflow commands, one per diagnostic: annotations in the diff of a pull request.

    Escaped like GitHub's toolkit does: `%`, CR and LF everywhere, `:` and `,` in properties too.
    """
    lines = []
    for each in sorted(diagnostics):
        hint = each.hint(language, printable)
        text = printable(each.message(language)) + (f"\n-> {hint}" if hint else "")
        path, title = printable(each.path), f"{each.code} {each.name}"
        properties = {"file": path, "line": each.line, "col": each.column, "title": title}
        shown = ",".join(f"{name}={_escaped(str(value), ':,')}" for name, value in properties.items())
        lines.append(f"::{each.level} {shown}::{_escaped(text)}")
    return "\n".join(lines)


def as_gitlab(diagnostics: Iterable[Diagnostic], language: Language) -> str:
    """Return a report in GitLab's Code Quality format: what a merge request adds and resolves is shown with it.

    GitLab’s documentation, “Code Quality report format”. A fingerprint says what is wrong with
    which file, not on which line, so a problem that has moved is the same; equal ones are counted.
    """
    found, known = [], Counter[str]()
    for each in sorted(diagnostics):
        message, hint = each.message(language), each.hint(language)
        name = json.dumps([each.path, each.message_key, message])
        known[name] += 1
        found.append(
            {
                "description": f"{message} -> {hint}" if hint else message,
                "check_name": f"{each.code} {each.name}",
                "fingerprint": hashlib.sha256(f"{name}{known[name]}".encode()).hexdigest(),
                "severity": "major" if each.level == "error" else "minor",
                "location": {"path": each.path, "lines": {"begin": each.line}},
            }
        )
    return json_text(found)


def _escaped(value: str, more: str = "") -> str:
    return "".join(f"%{ord(sign):02X}" if sign in f"%\r\n{more}" else sign for sign in value)


def as_json(diagnostics: Iterable[Diagnostic], language: Language, more: Mapping[str, object] | None = None) -> str:
    """Return the diagnostics as JSON; `more` adds keys at the top.

    `{"version": 1, "problems": [{path, line, column, code, name, level, message, hint}], "counts": {code: number}}`.
    """
    found = []
    for each in sorted(diagnostics):
        own = {name: getattr(each, name) for name in ("path", "line", "column", "code", "name", "level")}
        found.append(own | {"message": each.message(language), "hint": each.hint(language)})
    counts = dict(sorted(Counter(each["code"] for each in found).items()))
    return json_text({"version": 1, "problems": found, "counts": counts, **(more or {})})


def json_text(data: object) -> str:
    """Return data as indented JSON; what a terminal or a workflow may act on is written as escapes, so it means the
    same.
    """
    shown = json.dumps(data, ensure_ascii=False, indent=2).replace("##[", "#\\u0023[")
    return UNPRINTABLE.sub(lambda sign: sign[0] if sign[0] == "\n" else json.dumps(sign[0])[1:-1], shown)
