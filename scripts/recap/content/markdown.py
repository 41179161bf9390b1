"""Body of a file: headings with their anchors, links with their positions. Parses, never renders.

Follows Python-Markdown with our extensions: code spans, fences and indented code contain no links.
"""

import bisect
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from recap.core import text

WORDS_PER_MINUTE = 220
"""Speed of silent reading of French prose."""

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
"""Definition of a reference link. Anything else that starts like one may contain tags."""
_AUTOLINK = re.compile(r"<(?P<target>https?://[^<>]+)>", re.IGNORECASE)
_HEADING = re.compile(r"^(?P<level>#{1,6})\s*(?P<text>.*?)\s*#*\s*$")
_UNDERLINE = re.compile(r"=+\s*|-+\s*")
_NO_TITLE = ("!!!", "???", "===")
"""Starts of admonitions and tabs: a line below them does not make them headings."""
_CONTAINER = re.compile(r"^\s*(?:[-*+]|\d+[.)]|!!!|\?\?\?\+?|===|\[\^[^\]]+\]:|:\s)")


@dataclass(frozen=True)
class Heading:
    """A heading; `line` is its last one, from 1 in the body."""

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
    """Alternative text of a picture; None for a link."""


def headings(body: str) -> list[Heading]:
    """Return the headings in order, with the anchors of the `toc` extension (`_1`, `_2` for repeated ones)."""
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
        found.append(Heading(last, level, plain, _unique(text.heading_slug(plain), used)))
    return found


def sections(body: str) -> list[str]:
    """Return the anchors of the second-level headings."""
    return [heading.anchor for heading in headings(body) if heading.level == 2]


def links(body: str) -> list[Link]:
    """Return every link, picture, definition and bare address outside code, in order."""
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
    """Yield the links between two offsets of a text without code, and the pictures in their labels."""
    for match in _LINK.finditer(masked, start, len(masked) if end is None else end):
        yield match
        yield from links_in(masked, *match.span("text"))


def blank_spans(text: str) -> str:
    """Return the text with its code spans replaced by spaces, so that all offsets stay."""
    return _CODE_SPAN.sub(lambda span: re.sub(r"[^\n]", " ", span[0]), text)


def word_count(body: str) -> int:
    """Return the number of words outside code."""
    return sum(len(re.findall(r"[^\W_]+", line)) for line in without_code(body))


def without_code(body: str) -> Iterator[str]:
    """Yield the lines of the body, with fenced and indented code emptied."""
    fence = ""
    previous_blank, in_container, in_code = True, False, False
    lines = body.split("\n")
    bare = ((number, line.strip(" >")) for number, line in enumerate(lines))
    last = {line: number for number, line in bare if line and not line.strip("`~")}
    for number, line in enumerate(lines):
        emptied = True
        if fence:
            fence = "" if line.strip(" >") == fence else fence
        elif (match := _FENCE.match(line)) and last.get(match["fence"], 0) > number:
            fence = match["fence"]  # one that nothing closes is text
        else:
            blank = not line.strip()
            if not blank and not line.startswith((" ", "\t")):
                in_container, in_code = bool(_CONTAINER.match(line)), False
            elif not blank:
                in_code = (in_code or previous_blank) and not in_container and line.startswith(("    ", "\t"))
            previous_blank, emptied = blank, in_code
        yield "" if emptied else line


def _plain(title: str) -> str:
    """Return the words of a heading without Markdown."""
    title = re.sub(r"!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])", r"\1", title)
    title = re.sub(r"(?<!\\)(`+|\*+|(?<!\w)_+|_+(?!\w)|~~)", "", title)
    return re.sub(r"\\([\\`*_{}\[\]()>#+.!-])", r"\1", title).strip()


def _unique(anchor: str, used: dict[str, str]) -> str:
    """Return the anchor, or the first free one derived from it; `used` maps each to the next one to try."""
    passed = []
    while anchor in used:
        passed.append(anchor)
        anchor = used[anchor]
    match = re.fullmatch(r"(.+)_(\d+)", anchor)
    following = f"{match[1]}_{int(match[2]) + 1}" if match else f"{anchor}_1"
    used |= dict.fromkeys([*passed, anchor], following)
    return anchor


def insert_after_headings(body: str, additions: Iterable[tuple[str, str]]) -> str:
    """Return the body with Markdown under some headings, given as (anchor, Markdown); others are ignored."""
    wanted = dict(additions)
    lines = body.split("\n")
    for heading in reversed(headings(body)):
        if heading.anchor in wanted:
            lines[heading.line : heading.line] = ["", wanted[heading.anchor], ""]
    return "\n".join(lines)
