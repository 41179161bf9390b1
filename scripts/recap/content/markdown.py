"""The body of a file: its headings with their anchors, its links with their places. Reads, never renders.

Follows Python-Markdown with the extensions of `mkdocs.yml`: code spans, fences and indented code hold no link.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from recap.core import text

WORDS_PER_MINUTE = 220
"""Silent reading of French prose, for reading times."""

_FENCE = re.compile(r"^[ >]*(?P<fence>`{3,}|~{3,})")
_CODE_SPAN = re.compile(r"(?<![\\`])(`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)\1(?!`)", re.DOTALL)
_LINK = re.compile(
    r"(?<!\\)(?P<mark>!?)\[(?P<text>(?:[^\[\]\\\n]|\\.|\n(?![ \t]*\n)|\[[^\[\]]*\])*)\]"
    r"\([ \t]*(?P<target><[^<>\n]*>|[^\s()]*(?:\([^\s()]*\)[^\s()]*)*(?:[ \t\n](?!\s*\n)[^\s()\"'<>]+)*)"
)
_TITLE = r"""(?:".*"|'.*'|\(.*\))?"""
DEFINITION = re.compile(
    r"^ {0,3}\[(?P<label>(?!\^)[^\[\]\n]+)\]:[ \t]*+(?:\n[ \t]*+)?(?P<target>\S++)"
    rf"(?=[ \t]*+(?:\n[ \t]*+)?{_TITLE}[ \t]*$)",
    re.MULTILINE,
)
"""The address of a link by reference, and nothing else that starts like one: there a tag is a tag."""
_AUTOLINK = re.compile(r"<(?P<target>https?://[^<>]+)>", re.IGNORECASE)
_HEADING = re.compile(r"^(?P<level>#{1,6})\s*(?P<text>.*?)\s*#*\s*$")
_UNDERLINE = re.compile(r"=+\s*|-+\s*")
_NO_TITLE = ("!!!", "???", "===")
"""How a note or tab starts, of which an underline makes no heading."""
_CONTAINER = re.compile(r"^\s*(?:[-*+]|\d+[.)]|!!!|\?\?\?\+?|===|\[\^[^\]]+\]:|:\s)")


@dataclass(frozen=True)
class Heading:
    """A heading; `line` is its last one, counted from 1 in the body."""

    line: int
    level: int
    text: str
    anchor: str


@dataclass(frozen=True)
class Link:
    """A link or picture; `line` and `column` of its target, from 1, in the body."""

    line: int
    column: int
    target: str
    alt: str | None = None
    """The alternative text of a picture; None for a link."""


def headings(body: str) -> list[Heading]:
    """The headings in their order, with the anchors that the `toc` extension gives them (`_1`, `_2` for repeats)."""
    found: list[Heading] = []
    used: dict[str, str] = {}
    lines = list(without_code(body))
    starts_block = True
    for number, line in enumerate(lines, 1):
        below = lines[number] if number < len(lines) else ""
        if match := _HEADING.match(line):
            level, title, last = len(match["level"]), match["text"], number
        elif starts_block and line.strip() and not line.startswith(_NO_TITLE) and _UNDERLINE.fullmatch(below):
            level, title, last = (1 if below[0] == "=" else 2), line.strip(), number + 1
        else:
            # The second line of a paragraph is no heading, whatever stands below it.
            starts_block = not line.strip() or bool(found and found[-1].line == number)
            continue
        starts_block = True
        plain = _plain(title)
        anchor = _unique(text.heading_slug(plain), used)
        found.append(Heading(last, level, plain, anchor))
    return found


def sections(body: str) -> list[str]:
    """The anchors of the headings of the second level."""
    return [heading.anchor for heading in headings(body) if heading.level == 2]


def links(body: str) -> list[Link]:
    """Every link, picture, definition and bare address outside code, in order; a label may run over several lines."""
    if not any(sign in body for sign in ("](", "]:", "<h", "<H")):
        return []
    masked = blank_spans("\n".join(without_code(body)))
    found = [*links_in(masked), *DEFINITION.finditer(masked), *_AUTOLINK.finditer(masked)]
    starts = [0, *(match.end() for match in re.finditer("\n", masked))]
    links = []
    for match in sorted(found, key=lambda match: match.start("target")):
        line = bisect.bisect_right(starts, match.start("target"))
        column = match.start("target") - starts[line - 1] + 1 + match["target"].startswith("<")
        alt = match["text"] if match.groupdict().get("mark") else None
        links.append(Link(line, column, match["target"].strip("<>"), alt))
    return links


def links_in(masked: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
    """The links between two places of a text without code, and the pictures in their labels."""
    for match in _LINK.finditer(masked, start, len(masked) if end is None else end):
        yield match
        yield from links_in(masked, *match.span("text"))


def blank_spans(text: str) -> str:
    """The text with its code spans blanked; what stands after them keeps its place."""
    return _CODE_SPAN.sub(lambda span: re.sub(r"[^\n]", " ", span[0]), text)


def word_count(body: str) -> int:
    """Words of prose, code left out."""
    return sum(len(re.findall(r"[^\W_]+", line)) for line in without_code(body))


def without_code(body: str) -> Iterator[str]:
    """The lines of the body, those of fenced and indented code emptied."""
    fence = ""
    previous_blank, in_container, in_code = True, False, False
    lines = body.split("\n")
    bare = ((number, line.strip(" >")) for number, line in enumerate(lines))
    last = {line: number for number, line in bare if line and not line.strip("`~")}
    for number, line in enumerate(lines):
        if not fence and (match := _FENCE.match(line)) and last.get(match["fence"], 0) > number:
            fence = match["fence"]  # one that nothing closes is text
            yield ""
            continue
        if fence:
            fence = "" if line.strip(" >") == fence else fence
            yield ""
            continue
        blank = not line.strip()
        if not blank and not line.startswith((" ", "\t")):
            in_container, in_code = bool(_CONTAINER.match(line)), False
        elif not blank:
            in_code = (in_code or previous_blank) and not in_container and line.startswith(("    ", "\t"))
        previous_blank = blank
        yield "" if in_code else line


def _plain(title: str) -> str:
    """The words of a heading without its Markdown."""
    title = re.sub(r"!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])", r"\1", title)
    title = re.sub(r"(?<!\\)(`+|\*+|(?<!\w)_+|_+(?!\w)|~~)", "", title)
    return re.sub(r"\\([\\`*_{}\[\]()>#+.!-])", r"\1", title).strip()


def _unique(anchor: str, used: dict[str, str]) -> str:
    """The anchor, or the first free one after it; `used` leads from each to the next one that may be free."""
    passed = []
    while anchor in used:
        passed.append(anchor)
        anchor = used[anchor]
    match = re.fullmatch(r"(.+)_(\d+)", anchor)
    following = f"{match[1]}_{int(match[2]) + 1}" if match else f"{anchor}_1"
    used |= dict.fromkeys([*passed, anchor], following)
    return anchor


def insert_after_headings(body: str, additions: Iterable[tuple[str, str]]) -> str:
    """The body with Markdown put under some headings: (anchor, Markdown) for each; unknown anchors are left out."""
    wanted = dict(additions)
    lines = body.split("\n")
    for heading in reversed(headings(body)):
        if heading.anchor in wanted:
            lines[heading.line : heading.line] = ["", wanted[heading.anchor], ""]
    return "\n".join(lines)
