"""One pass over the blocks of a text: what it says, and how Python-Markdown must get it (`content.dialect`)."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from recap.content import block_lines, inline_html
from recap.content.block_lines import Line, indented
from recap.content.block_syntax import (
    ATX,
    CALLOUT,
    COMMENT,
    DETAILS,
    FENCE,
    FOOTNOTE,
    ITEM,
    NOTE,
    QUOTE,
    RULE,
    SETEXT,
    TABLE_RULE,
    callout_head,
    cell_count,
    indent_of,
    interrupts,
    safe_continuation,
)

MAX_DEPTH = 12
"""Containers inside containers; deeper ones are text."""
_CALL = re.compile(r"\[\^([^\]\n]+)\](?!:)")
_SPAN = re.compile(r"(?<![\\`])(`+)(?!`)[^\n]+?(?<!`)\1(?!`)")


@dataclass(frozen=True)
class RawHeading:
    """A heading as it was found: the numbers of its first and last line, from 0, its level, its Markdown."""

    start: int
    line: int
    level: int
    text: str


@dataclass
class Reading:
    """What one pass over a text finds."""

    text: str = ""
    """For Python-Markdown."""
    lines: list[int] = field(default_factory=list)
    """The line of the source, from 0, of each line of `text`."""
    headings: list[RawHeading] = field(default_factory=list)
    """In order, with the levels that they have in `text`."""
    code: set[int] = field(default_factory=set)
    """Lines of the source that are fenced or indented code, fences included."""
    comments: set[int] = field(default_factory=set)
    """Lines of the source that are comments."""
    fences: list[tuple[int, str]] = field(default_factory=list)
    """Line of the source and information of each fence."""
    details: set[int] = field(default_factory=set)
    """Lines of the source with tags of `<details>` and `<summary>` that became a note."""
    notes: list[tuple[int, str]] = field(default_factory=list)
    """Line of the source and label of each footnote."""
    calls: set[str] = field(default_factory=set)
    """Labels of the footnotes that the text calls, if it has any."""
    shift: int = 0
    """By how many levels the headings are lower than in the source."""
    odd_tables: list[int] = field(default_factory=list)
    """Lines of the source that are the rule of a table, below a line with another number of cells."""


class Reader:
    """One pass over a text."""

    def __init__(self, shift: int = 0, unused: Collection[str] = (), title_line: int | None = None) -> None:
        """`shift` is by how many levels headings go down; notes of the labels `unused` are left out."""
        self.shift, self.unused, self.title_line = shift, unused, title_line
        self._depth, self.found = 0, Reading(shift=shift)

    def read(self, source: str) -> Reading:
        """Read a text."""
        lines = [
            (number, line.expandtabs(4) if "\t" in line else line) for number, line in enumerate(source.split("\n"))
        ]
        out = self.blocks(lines)[0] or [(0, "")]
        self.found.text = "\n".join(line for _, line in out)
        self.found.lines = [number for number, _ in out]
        if self.found.notes:
            prose = "\n".join(line for number, line in out if number not in self.found.code)
            self.found.calls |= {match[1] for match in _CALL.finditer(_SPAN.sub("", prose))}
        return self.found

    def blocks(self, lines: list[Line], *, in_item: bool = False) -> tuple[list[Line], int]:
        """Return the lines of a container rewritten, and how many of them are the paragraph that it starts with."""
        container = _Container(self, lines, in_item=in_item)
        self._depth += 1
        container.run()
        self._depth -= 1
        return container.out, container.lead

    @property
    def is_deep(self) -> bool:
        """True where another container would be too many."""
        return self._depth > MAX_DEPTH

    def heading(self, start: int, line: int, level: int, text: str) -> str:
        """Note a heading and return its line."""
        if line == self.title_line:
            return ""
        level = min(6, level + self.shift)
        text = inline_html.rewritten(text) if "<" in text else text
        self.found.headings.append(RawHeading(start, line, level, text))
        # Signs at the end belong to the text here: they would close the heading, or escape its end.
        return f"{'#' * level} " + re.sub(r"(?<!\\)(?=[#\\]$)", r"\\", text)


class _Container:
    """The blocks of the text, a quotation, a list item or a note."""

    def __init__(self, reader: Reader, lines: list[Line], *, in_item: bool) -> None:
        self._reader, self._lines, self._in_item = reader, [*lines], in_item
        self.out: list[Line] = []
        self.lead = 0
        self._found = reader.found
        self._paragraph: list[Line] = []
        self._at = 0
        self._following: list[int] = []
        self._pairs: dict[int, tuple[int, int]] | None = None

    def run(self) -> None:
        lines = self._lines
        while self._at < len(lines):
            number, line = lines[self._at]
            if not line.strip():
                self._flush()
                self.out.append((number, ""))
                self._at += 1
            elif not self._block(number, line):
                self._paragraph.append((number, line))
                self._at += 1
        self._flush()

    def _block(self, number: int, line: str) -> bool:
        """Read the block that starts on the current line; False if the line is text."""
        indent = indent_of(line)
        if indent > 3:
            return not self._paragraph and self._indented_code()
        if line[indent].isalpha():
            return False
        return any((match := pattern.match(line)) and take(self, number, match) for pattern, take in _STARTS.items())

    def _put(self, lines: list[Line], *, separate: bool = True) -> None:
        """Emit the lines of a block, after an empty line if the one before it is of another."""
        if separate and lines and self.out and self.out[-1][1].strip():
            self.out.append((lines[0][0], ""))
        self.out += lines

    def _flush(self, rows: int = 0) -> None:
        """Emit the open paragraph without its last `rows` lines."""
        kept = self._paragraph[: len(self._paragraph) - rows]
        self._paragraph = []
        if not kept:
            return
        text = "\n".join(line for _, line in kept)
        if "<" in text or "\\" in text:
            text = inline_html.rewritten(text)
        numbers = [number for number, _ in kept]
        first, *rest = text.split("\n")
        first = re.sub(r"^( *\d{10,})\. ", r"\1\\. ", first)  # a number that long starts no list
        rewritten = [(numbers[0], first)]
        for place, line in enumerate(rest, 1):
            if line.strip():
                rewritten.append(
                    (numbers[min(place, len(numbers) - 1)], safe_continuation(line, in_item=self._in_item))
                )
        if not first.strip():
            rewritten = [(number, line) for number, line in rewritten if line.strip()]
        if not self.out:
            self.lead = len(rewritten)
        self._put(rewritten)

    def _indented_code(self) -> bool:
        taken, self._at = block_lines.indented_code(self._lines, self._at)
        self._found.code |= {number for number, _ in taken}
        self._put(taken)
        return True

    def _fence(self, number: int, match: re.Match[str]) -> bool:
        self._flush()
        self._found.fences.append((number, match["info"].strip()))
        taken, place = block_lines.fenced_code(self._lines, self._at, match)
        self._found.code |= {here for here, _ in taken}
        self._put(taken)
        self._continue(place)
        return True

    def _continue(self, place: int) -> None:
        """Go on at a place; put an empty line before a block that follows directly."""
        self._at = place
        if place < len(self._lines) and self._lines[place][1].strip() and self.out and self.out[-1][1].strip():
            self.out.append((self._lines[place][0], ""))

    def _heading(self, number: int, match: re.Match[str]) -> bool:
        self._flush()
        text = (match["text"] or "").strip()
        if text and (atx := self._reader.heading(number, number, len(match["level"]), text)):
            self._put([(number, atx)])
        self._at += 1
        return True

    def _underline(self, number: int, match: re.Match[str]) -> bool:
        if not self._paragraph:
            return False
        lines, self._paragraph = self._paragraph, []
        level = 1 if match["sign"] == "=" else 2
        text = " ".join(line.strip() for _, line in lines)
        atx = self._reader.heading(lines[0][0], number, level, text)
        if not atx:
            pass
        elif len(lines) == 1 and not self._reader.shift and not self._in_item and indent_of(lines[0][1]) == 0:
            self._put([lines[0], (number, match[0].strip())])
        else:
            self._put([(lines[0][0], atx)])
        self._at += 1
        return True

    def _rule(self, number: int, match: re.Match[str]) -> bool:
        self._flush()
        self._put([(number, match[0] if re.fullmatch(r"-{3,}|\*{3,}|_{3,}", match[0]) else "* * *")])
        self._at += 1
        return True

    def _quote(self, number: int, _: re.Match[str]) -> bool:
        if self._reader.is_deep:
            return False
        self._flush()
        inner, place = block_lines.quoted_lines(self._lines, self._at)
        if head := CALLOUT.match(inner[0][1]):
            body, _lead = self._reader.blocks(inner[1:])
            self._put([(number, callout_head(head)), *indented(body)])
        else:
            body, _lead = self._reader.blocks(inner)
            self._put([(here, f"> {line}" if line else ">") for here, line in body])
        self._continue(place)
        return True

    def _list(self, _: int, match: re.Match[str]) -> bool:
        if self._reader.is_deep:
            return False
        ordered, content = match["number"], match["content"].strip()
        if self._paragraph and (not content or (ordered and ordered != "1")):
            return False
        # In an item a list right below its first paragraph belongs to it, without an empty line between them.
        tight = self._in_item and not self.out
        self._flush()
        items: list[Line] = []
        start = 0
        place, index = self._at, int(ordered or 0)
        while place < len(self._lines):
            here, line = self._lines[place]
            found = ITEM.match(line)
            if not found or found["sign"] != match["sign"] or RULE.match(line):
                break
            self._following = self._following or block_lines.following_texts(self._lines)
            inner, place = block_lines.item_lines(self._lines, place, found, self._following)
            if items and items[-1][1].strip() and any(not each for _, each in items[start:]):
                items.append((here, ""))  # what is below an empty line would swallow the next item
            start = len(items)
            body, lead = self._reader.blocks(inner, in_item=True)
            items += block_lines.item_markdown(f"{index}." if ordered else "-", here, body, lead, found)
            index += 1
        self._put(items, separate=not tight)
        self._continue(place)
        return True

    def _note(self, number: int, match: re.Match[str]) -> bool:
        """An admonition, a closed note or a tab, whose text is indented by four."""
        if self._reader.is_deep:
            return False
        self._flush()
        inner, place = block_lines.indented_lines(self._lines, self._at + 1, len(match["indent"]) + 4)
        body, _ = self._reader.blocks(inner)
        self._put([(number, match[0].strip()), *indented(body)])
        self._continue(place)
        return True

    def _footnote(self, number: int, match: re.Match[str]) -> bool:
        self._flush()
        inner, place = block_lines.footnote_lines(self._lines, self._at, match["text"])
        if match["label"] in self._reader.unused:
            self._at = place
            return True
        body, _ = self._reader.blocks(inner)
        self._found.notes.append((number, match["label"]))
        head = f"[^{match['label']}]:"
        rest = indented(body)
        if rest:
            rest[0] = (number, f"{head} {body[0][1].lstrip()}")
        self._put(rest or [(number, head)])
        self._continue(place)
        return True

    def _table(self, number: int, match: re.Match[str]) -> bool:
        """A table: the last line of the paragraph is its head, if it has as many cells as the rule."""
        if not self._paragraph or "|" not in (head := self._paragraph[-1])[1] + match[0]:
            return False
        if cell_count(head[1]) != cell_count(match[0]):
            self._found.odd_tables += [number] if "|" in head[1] else []
            return False
        self._flush(rows=1)
        place = self._at + 1
        rows = [head, (number, match[0].strip())]
        while place < len(self._lines) and (line := self._lines[place][1]).strip() and not interrupts(line):
            rows.append((self._lines[place][0], line.strip()))
            place += 1
        rows[0] = (head[0], head[1].strip())
        self._put([(here, inline_html.rewritten(line) if "<" in line else line) for here, line in rows])
        self._continue(place)
        return True

    def _comment(self, _: int, match: re.Match[str]) -> bool:
        """A comment, which is left out up to its end; the rest of its last line is a block like any other."""
        found = block_lines.comment_end(self._lines, self._at, match.end("indent"))
        if not found:
            return False
        self._flush()
        last, rest = found
        self._found.comments |= {number for number, _ in self._lines[self._at : last + (not rest)]}
        self._lines[last] = (self._lines[last][0], rest)
        self._at = last + (not rest)
        return True

    def _details(self, number: int, match: re.Match[str]) -> bool:
        """A `<details>` that is closed, as a note; its end is the end of a line."""
        if self._pairs is None:
            self._pairs = block_lines.details_pairs(self._lines)
        if self._at not in self._pairs or self._reader.is_deep:
            return False
        last, end = self._pairs[self._at]
        inner = self._lines[self._at : last + 1]
        inner[-1] = (inner[-1][0], inner[-1][1][:end])
        inner[0] = (number, inner[0][1][match.end() :])
        if (parts := block_lines.details_parts(inner)) is None:
            return False
        title, head, below = parts
        self._flush()
        self._found.details |= {number, inner[-1][0], *(here for here, _ in head)}
        body, _ = self._reader.blocks(below)
        mark = "???+" if match["open"] else "???"
        self._put([(number, f'{mark} "{title or "…"}"'), *indented(body)])
        self._continue(last + 1)
        return True


_STARTS: dict[re.Pattern[str], Callable[[_Container, int, re.Match[str]], bool]] = {
    FENCE: _Container._fence,
    ATX: _Container._heading,
    SETEXT: _Container._underline,
    TABLE_RULE: _Container._table,
    RULE: _Container._rule,
    QUOTE: _Container._quote,
    ITEM: _Container._list,
    NOTE: _Container._note,
    FOOTNOTE: _Container._footnote,
    COMMENT: _Container._comment,
    DETAILS: _Container._details,
}
