"""Body of a file: headings with their anchors, links with their positions. Parses, never renders.

Blocks are those of `dialect`, which also rewrites the text for the renderer: code contains no links and no headings.
"""

import bisect
import itertools
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape

from recap.content import dialect, inline_html
from recap.core import text

WORDS_PER_MINUTE = 220
"""Speed of silent reading of French prose."""

_CODE_SPAN = re.compile(r"(?<![\\`])(`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)\1(?!`)", re.DOTALL)
_LINK = re.compile(
    r"(?<!\\)(?P<mark>!?)\[(?P<text>(?:[^\[\]\\\n]|\\.|\n(?![ \t]*\n)|\[[^\[\]]*\])*)\]"
    r"\([ \t]*(?P<target><[^<>\n]*>|[^\s()]*(?:\([^\s()]*\)[^\s()]*)*(?:[ \t\n](?!\s*\n)[^\s()\"'<>]+)*)"
)
_CODE = re.compile(r"(?<![\\`])(?P<ticks>`+)(?!`)(?P<code>.+?)(?<!`)(?P=ticks)(?!`)")
_CALL = re.compile(r"(?<!\\)\[\^(?P<label>[^\]\s]+)\]")
_LABEL = re.compile(
    r"(?<!\\)(?P<mark>!?)\[(?P<text>(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*)\](?:\((?:[^()]|\([^()]*\))*\)|\[[^\[\]]*\])"
)
_TAG = re.compile(r"</?[A-Za-z][\w-]*(?:\s[^<>]*)?/?>")
_TITLE = r"""(?:".*"|'.*'|\(.*\))?"""
DEFINITION = re.compile(
    r"^ {0,3}\[(?P<label>(?!\^)[^\[\]\n]+)\]:[ \t]*+(?:\n[ \t]*+)?(?P<target>\S++)"
    rf"(?=[ \t]*+(?:\n[ \t]*+)?{_TITLE}[ \t]*$)",
    re.MULTILINE,
)
"""Definition of a reference link. Anything else that starts like one may contain tags."""
_AUTOLINK = re.compile(r"<(?P<target>https?://[^<>]+)>", re.IGNORECASE)
_BARE = re.compile(r"(?<![\w/\[<=])(?P<target>https?://[^\s<>\[\]`|\"]*[\w/])", re.IGNORECASE)
"""An address in a text, which becomes a link; signs at its end belong to the sentence."""
_UNDERLINED = re.compile(r"[=-][ \t]*$", re.MULTILINE)
_CODE_SIGNS = ("```", "~~~", "    ", "\t")


@dataclass(frozen=True)
class Heading:
    """A heading; `start` is its first line, `line` its last one, from 1 in the body."""

    start: int
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


def headings(body: str, title: str = "") -> list[Heading]:
    """Return the headings in order, with the anchors of the `toc` extension (`_1`, `_2` for repeated ones)."""
    if "#" not in body and not _UNDERLINED.search(body):
        return []
    used: dict[str, str] = {}
    found = []
    reading = dialect.read(body, title)
    notes = {label for _, label in reading.notes}
    for heading in reading.headings:
        plain = _plain(heading.text, notes)
        anchor = _unique(text.heading_slug(plain), used)
        found.append(Heading(heading.start + 1, heading.line + 1, heading.level, plain, anchor))
    return found


def anchors(body: str) -> dict[str, str]:
    """Return the anchors of a text: each id that a link may name -> the anchor of the heading that it leads to.

    The ids that GitHub gives the headings are among them, unless an anchor of ours has the same name.
    """
    known = headings(body)
    found = {heading.anchor: heading.anchor for heading in known}
    used: dict[str, int] = {}
    for heading in known:
        slug = text.github_slug(heading.text, used)
        if slug and slug[0] != "_":  # ids of the theme may start like that
            found.setdefault(slug, heading.anchor)
    return found


def sections(body: str, title: str = "") -> list[str]:
    """Return the anchors of the second-level headings; `title` is that of the page."""
    return [heading.anchor for heading in headings(body, title) if heading.level == 2]


def links(body: str) -> list[Link]:
    """Return every link, picture, definition and bare address outside code, in order."""
    if not any(sign in body for sign in ("](", "]:", "<", "://")):
        return []
    masked = blank_spans("\n".join(without_code(body)))
    found = [*links_in(masked), *DEFINITION.finditer(masked), *_AUTOLINK.finditer(masked)]
    known = {match.start("target") + offset for match in found for offset in (0, 1)}
    bare = (match for match in _BARE.finditer(masked) if match.start("target") not in known)
    places = [(match.start("target"), match["target"], match.groupdict()) for match in (*found, *bare)]
    pieces = inline_html.pieces(masked) if "<" in masked else ()
    places += [(each.target, each.address, {"mark": each.alt, "text": each.alt}) for each in pieces if each.target >= 0]
    starts = [0, *(match.end() for match in re.finditer("\n", masked))]
    links = []
    for start, target, groups in sorted(places, key=lambda place: place[:2]):
        line = bisect.bisect_right(starts, start)
        column = start - starts[line - 1] + 1 + target.startswith("<")
        alt = (
            groups["text"]
            if groups.get("mark") or (groups.get("mark") is not None and "target" not in groups)
            else None
        )
        links.append(Link(line, column, target.strip("<>"), alt))
    return links


def links_in(masked: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
    """Yield the links between two offsets of a text without code, and the pictures in their labels."""
    for match in _LINK.finditer(masked, start, len(masked) if end is None else end):
        yield match
        yield from links_in(masked, *match.span("text"))


def blank_spans(text: str) -> str:
    """Return the text with its code spans replaced by spaces, so that all offsets stay."""
    return _CODE_SPAN.sub(lambda span: re.sub(r"[^\n]", " ", span[0]), text)


def blank_places(text: str, places: Iterable[tuple[int, int]]) -> str:
    """Return the text with spaces at some places, given as (start, end), so that all offsets stay."""
    out, last = list[str](), 0
    for start, end in sorted(places):
        if start >= last:
            out += [text[last:start], re.sub(r"[^\n]", " ", text[start:end])]
            last = end
    return "".join([*out, text[last:]])


def word_count(body: str) -> int:
    """Return the number of words outside code."""
    return sum(len(re.findall(r"[^\W_]+", line)) for line in without_code(body))


def without_code(body: str) -> list[str]:
    """Return the lines of the body, with fenced and indented code emptied, and lines of comments too."""
    lines = body.split("\n")
    if not any(sign in body for sign in _CODE_SIGNS) and "<!--" not in body:
        return lines
    reading = dialect.read(body)
    emptied = reading.code | reading.comments
    return ["" if number in emptied else line for number, line in enumerate(lines)] if emptied else lines


def _plain(title: str, notes: Container[str]) -> str:
    """Return the words of a heading as `toc` reads them: without Markdown, pictures, HTML and calls of footnotes."""
    pieces, start = list[str](), 0
    for span in _CODE.finditer(title):
        pieces += [_words(title[start : span.start()], notes), span["code"].strip()]
        start = span.end()
    return "".join([*pieces, _words(title[start:], notes)]).strip()


def _words(piece: str, notes: Container[str]) -> str:
    """Return the words of a piece of a heading without code."""
    piece = _CALL.sub(lambda call: "" if call["label"] in notes else call[0], piece)
    for _ in range(2):  # a picture may be the label of a link
        piece = _LABEL.sub(lambda each: "" if each["mark"] else each["text"], piece)
    piece = re.sub(r"(?<!\\)(\*+|(?<!\w)_+|_+(?!\w)|~~)", "", _TAG.sub("", piece))
    return unescape(re.sub(r"\\([\\`*_{}\[\]()>#+.!-])", r"\1", piece))


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


def without_comments(body: str) -> str:
    """Return the body as files for machines have it: as it was written, without comments."""
    if "<!--" not in body:
        return body.strip()
    reading = dialect.read(body)
    kept = [(number, line) for number, line in enumerate(body.split("\n")) if number not in reading.comments]
    parts = []
    for is_code, group in itertools.groupby(kept, key=lambda pair: pair[0] in reading.code):
        part = "\n".join(line for _, line in group)
        parts.append(part if is_code else inline_html.without_comments(part))
    return "\n".join(parts).strip()


def insert_after_headings(body: str, additions: Iterable[tuple[str, str]]) -> str:
    """Return the body with Markdown under some headings, given as (anchor, Markdown); others are ignored."""
    wanted = dict(additions)
    lines = body.split("\n")
    for heading in reversed(headings(body)):
        if heading.anchor in wanted:
            lines[heading.line : heading.line] = ["", wanted[heading.anchor], ""]
    return "\n".join(lines)


def insert_below_sections(body: str, additions: Mapping[str, str]) -> str:
    """Return the body with Markdown below the text of some headings, before the next heading of any level.

    `additions` maps an anchor to what comes there; what has an anchor that no heading has comes at the end.
    """
    lines, known = body.split("\n"), headings(body)
    ends = [*(heading.start - 1 for heading in known[1:]), len(lines)]
    after = {heading.anchor: end for heading, end in zip(known, ends, strict=bool(known))}
    found = ((after.get(anchor, len(lines)), anchor not in after, added) for anchor, added in additions.items())
    for end, _, added in sorted(found, reverse=True):
        lines[end:end] = ["", added, ""]
    return "\n".join(lines)
