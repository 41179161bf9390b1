"""Which lines of a text belong to a container or a block of code: from lines and a place to lines and the next place.

Lines lose what belongs to their container. A line that continues a paragraph lazily (CommonMark 0.31, 5.1) comes
indented by four, so that no block starts with it.
"""

import re

from recap.content import inline_html
from recap.content.block_syntax import (
    ATX,
    DETAILS_TAG,
    FENCE,
    ITEM,
    QUOTE,
    SUMMARY,
    fence_ends,
    indent_of,
    interrupts,
    is_text,
    opening_fence,
)

Line = tuple[int, str]
"""Number of a line in the source, from 0, and what is left of it inside its container."""
Lines = tuple[list[Line], int]
"""Lines of a block, and the place after it."""


class _Paragraph:
    """Follows whether a container ends with an open paragraph, which only a line without marks continues."""

    def __init__(self) -> None:
        self.is_open, self._fence = False, ""

    def add(self, line: str) -> None:
        """Go on by a line of the container."""
        if self._fence:
            self._fence = "" if fence_ends(line, self._fence) else self._fence
        elif opened := FENCE.match(line):
            self._fence = opened["fence"]
        self.is_open = not self._fence and is_text(line, open_paragraph=self.is_open)


def indented(lines: list[Line]) -> list[Line]:
    """Return lines indented by four, empty ones left empty."""
    return [(number, f"    {line}" if line.strip() else "") for number, line in lines]


def quoted_lines(lines: list[Line], place: int) -> Lines:
    """Return the lines of the quotation at a place."""
    inner, paragraph = list[Line](), _Paragraph()
    while place < len(lines):
        number, line = lines[place]
        if quoted := QUOTE.match(line):
            content = line[quoted.end() :]
            paragraph.add(content)
        elif paragraph.is_open and line.strip() and not interrupts(line):
            content = f"    {line.lstrip()}"
        else:
            break
        inner.append((number, content))
        place += 1
    return inner, place


def item_lines(lines: list[Line], place: int, found: re.Match[str], following: list[int]) -> Lines:
    """Return the lines of the item of a list at a place; `following` is the place of the next text for each place."""
    number, line = lines[place]
    marker = len(found["indent"]) + len(found["marker"])
    content = line[marker:]
    gap = indent_of(content)
    width = marker + (gap if content.strip() and gap < 5 else 1)
    inner, paragraph = list[Line](), _Paragraph()
    place += 1
    if content.strip():
        inner = [(number, line[width:])]
        paragraph.add(line[width:])
    elif place == len(lines) or not lines[place][1].strip():
        return inner, place
    while place < len(lines):
        number, line = lines[place]
        if not line.strip():
            after = lines[following[place]][1] if following[place] < len(lines) else ""
            if not after or (indent_of(after) < width and not ITEM.match(after)):
                break
            inner.append((number, ""))
            paragraph.add("")
        elif indent_of(line) >= width:
            inner.append((number, line[width:]))
            paragraph.add(line[width:])
        elif paragraph.is_open and not interrupts(line) and not ITEM.match(line):
            inner.append((number, f"    {line.lstrip()}"))
        else:
            break
        place += 1
    return inner, place


def item_markdown(marker: str, number: int, body: list[Line], lead: int, found: re.Match[str]) -> list[Line]:
    """Return an item as Python-Markdown wants it: everything after its first paragraph is indented by four.

    `body` are its blocks, rewritten, and `lead` is how many lines of them are the paragraph that they start with.
    """
    blank = next((place for place, (_, line) in enumerate(body) if line.strip()), len(body))
    empty = "* " if marker == "-" else f"{marker} "  # a line of hyphens would underline the item above
    if blank == len(body):
        return [(number, empty), *((here, "") for here, _ in body)]
    body = body[blank:]
    first = body[0][1].lstrip()
    gap = " " * max(1, len(found["space"])) if found["marker"] == marker and len(found["space"]) < 5 else " "
    if lead:
        if found["task"]:
            first = f"{'☐' if found['task'] == ' ' else '☑'} {first[4:].lstrip()}"
        width = " " * len(marker + gap)
        continued = [(here, width + line) for here, line in body[1:lead]]
        return [(number, f"{marker}{gap}{first}"), *continued, *indented(body[lead:])]
    if ATX.match(first):
        return [(number, f"{marker}{gap}{first}"), *indented(body[1:])]
    return [(number, empty), (number, ""), *indented(body)]


def following_texts(lines: list[Line]) -> list[int]:
    """Return for each place the first at which there is a text, from there on."""
    found, following = list[int](), len(lines)
    for place in range(len(lines) - 1, -1, -1):
        following = place if lines[place][1].strip() else following
        found.append(following)
    return found[::-1]


def indented_lines(lines: list[Line], place: int, width: int) -> Lines:
    """Return the lines from a place that are indented by a width, without it."""
    inner: list[Line] = []
    while place < len(lines):
        number, line = lines[place]
        if line.strip() and indent_of(line) < width:
            break
        inner.append((number, line[width:]))
        place += 1
    while inner and not inner[-1][1].strip():
        inner.pop()
        place -= 1
    return inner, place


def footnote_lines(lines: list[Line], place: int, text: str) -> Lines:
    """Return the lines of the footnote at a place, of which `text` stands behind its label."""
    first = [(lines[place][0], text)]
    place += 1
    while place < len(lines) and (line := lines[place][1]).strip() and not interrupts(line):
        first.append((lines[place][0], f"    {line.lstrip()}"))
        place += 1
    inner, place = indented_lines(lines, place, 4)
    return [*first, *inner], place


def indented_code(lines: list[Line], place: int) -> Lines:
    """Return the lines of the indented code at a place, as they are."""
    end = place
    for number in range(place, len(lines)):
        line = lines[number][1]
        if line.strip() and indent_of(line) < 4:
            break
        if line.strip():
            end = number + 1
    return lines[place:end], end


def fenced_code(lines: list[Line], place: int, match: re.Match[str]) -> Lines:
    """Return the lines of the fence that opens at a place; one that nothing closes is closed at the end."""
    indent, fence = len(match["indent"]), match["fence"]
    taken = [(lines[place][0], opening_fence(fence, match["info"]))]
    place, closed = place + 1, False
    while place < len(lines) and not closed:
        number, line = lines[place]
        closed = fence_ends(line, fence)
        taken.append((number, fence if closed else line[min(indent, indent_of(line)) :]))
        place += 1
    if not closed:
        while len(taken) > 1 and not taken[-1][1].strip():
            place -= 1
            taken.pop()
        taken.append((taken[-1][0], fence))
    return taken, place


def comment_end(lines: list[Line], place: int, start: int) -> tuple[int, str] | None:
    """Return where the comment that starts at an offset of a line ends, and what follows it; None if it is none."""
    last = place
    while "-->" not in lines[last][1]:
        last += 1
        if last == len(lines) or "<!--" in lines[last][1]:
            return None
    text = "\n".join(line for _, line in lines[place : last + 1])
    found = inline_html.COMMENT.match(text, start)
    return (last, text[found.end() :].lstrip()) if found else None


def details_pairs(lines: list[Line]) -> dict[int, tuple[int, int]]:
    """Return where a `<details>` at the start of a line is closed: place of the line -> (place, offset) of its end.

    Nothing may follow the end on its line. Fences are passed over.
    """
    pairs, opened, fence = dict[int, tuple[int, int]](), list[tuple[int, bool]](), ""
    for place, (_, line) in enumerate(lines):
        if fence:
            fence = "" if fence_ends(line, fence) else fence
        elif match := FENCE.match(line):
            fence = match["fence"]
        else:
            for tag in DETAILS_TAG.finditer(line):
                if not tag["end"]:
                    opened.append((place, not line[: tag.start()].strip()))
                elif opened:
                    start, first = opened.pop()
                    if first and not line[tag.end() :].strip():
                        pairs.setdefault(start, (place, tag.start()))
    return pairs


def details_parts(inner: list[Line]) -> tuple[str, list[Line], list[Line]] | None:
    """Return summary, lines with the summary, and the lines below it, of what `<details>` holds.

    None if the summary is not what it starts with.
    """
    text = "\n".join(line for _, line in inner)
    summary = SUMMARY.match(text)
    if summary is None and re.search("<summary", text, re.IGNORECASE):
        return None
    end = summary.end() if summary else 0
    taken = text[:end].count("\n")
    title = inline_html.rewritten(" ".join(summary["text"].split())) if summary else ""
    return title, inner[: taken + 1], [(inner[taken][0], text[end:].partition("\n")[0]), *inner[taken + 1 :]]
