"""What a body says in its first paragraph, as plain text, and whether it says anything. Parses, never renders."""

import html
import re
from collections.abc import Iterator

from recap.content.inline_html import rewritten
from recap.content.markdown import DEFINITION, without_code

_MAX_LENGTH = 2000
"""Number of characters of a paragraph or line that are looked at: patterns for links take quadratic time."""
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_HEADING = re.compile(r" {0,3}#{1,6}(?!\w|#)|#{1,6}\S")
_UNDERLINE = re.compile(r"(?:=+|-+)[ \t]*")
_LISTED = re.compile(r"(?:[-*+]|\d+[.)])(?:[ \t]|$)")
_BLOCK = re.compile(
    r"(?:[-*_][ \t]*){3,}$|>|!!!|\?\?\?|===|\||:[ \t]|\[\^[^\]]+\]:|\*\[[^\]]+\]:"
    r"|</?(?!(?:abbr|br|kbd|mark|su[bp])\b)\w"
)
"""Start of what is no paragraph: a rule, a quotation, a note, a tab, a table, a definition, a block of HTML."""
_TABLE = re.compile(r"[ \t|:-]*-[ \t|:-]*")
_PICTURE = re.compile(r"!\[(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\]]*\])?")
_LINK = re.compile(r"\[((?:[^\[\]\\]|\\.|\[[^\[\]]*\])*)\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\]]*\])")
_CODE_SPAN = re.compile(r"(?<![\\`])(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_EMPHASIS = re.compile(r"(?<!\\)(?:\*+(?=\S)|(?<=\S)\*+|(?<!\w)_+(?=\w)|(?<=\S)_+(?!\w)|~~)")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()<>#+.!|~-])")


def first_paragraph(body: str) -> str:
    """Return the first paragraph of a body as one line of plain text; empty if it has none.

    Headings, lists, tables, quotations, notes, code and pictures are passed over.
    """
    found = (_plain(each[:_MAX_LENGTH]) for each in _paragraphs(_COMMENT.sub("", body)))
    return next(filter(None, found), "")


def has_text(body: str) -> bool:
    """Return True if a body says anything: more than headings, comments, pictures and definitions."""
    source = DEFINITION.sub("", _COMMENT.sub("", body))
    lines = source.split("\n")
    for number, (line, shown) in enumerate(zip(lines, without_code(source), strict=True)):
        below = lines[number + 1] if number + 1 < len(lines) else ""
        is_heading = _HEADING.match(shown) or (shown.strip() and _UNDERLINE.fullmatch(below))
        if not is_heading and re.search(r"[^\W_]", _PICTURE.sub("", line[:_MAX_LENGTH])):
            return True
    return False


def _paragraphs(body: str) -> Iterator[str]:
    """Yield the paragraphs of a body that stand in nothing else, as they are written."""
    block: list[str] = []
    inside = False
    for line in (*without_code(body), ""):
        if line.strip() and not _HEADING.match(line):
            block.append(line)
            continue
        if block:
            inside = _starts_container(block[0]) or (inside and block[0].startswith((" ", "\t")))
            if not inside:
                yield from _paragraph(block)
        # A heading ends a list as well as a paragraph.
        block, inside = [], inside and not line.strip()


def _starts_container(line: str) -> bool:
    start = line.strip()
    return bool(_LISTED.match(start) or re.match(r"!!!|\?\?\?|===|\[\^[^\]]+\]:|:[ \t]", start))


def _paragraph(block: list[str]) -> Iterator[str]:
    """Yield the text at the start of a block of lines, if there is any."""
    if len(block) > 1 and _UNDERLINE.fullmatch(block[1]):  # a heading
        block = block[2:]
    if len(block) > 1 and "|" in block[0] and _TABLE.fullmatch(block[1]):
        return
    text = []
    for number, line in enumerate(block):
        start = line.strip()
        if (
            _BLOCK.match(start)
            or DEFINITION.match(line)
            or (_LISTED.match(start) and not (number and start[0].isdecimal()))
        ):
            break
        text.append(start.removesuffix("\\"))
    if text:
        yield " ".join(text)


def _plain(paragraph: str) -> str:
    """Return the words of a paragraph without Markdown."""
    text = re.sub(r"\[\^[^\]]+\]", "", _PICTURE.sub("", rewritten(paragraph)))
    for _ in range(2):  # a picture's label may hold brackets of its own
        text = _LINK.sub(r"\1", text)
    text = re.sub(r"<((?:https?://|mailto:)[^<>]+|[^<>\s@]+@[^<>\s]+)>", r"\1", text)
    pieces = _CODE_SPAN.split(text)  # text, backticks, code, text, …
    pieces[::3] = map(_without_marks, pieces[::3])
    del pieces[1::3]
    return re.sub(r"[ \t\n]+", " ", "".join(pieces)).strip()


def _without_marks(text: str) -> str:
    """Return a text without emphasis, tags, character references and escapes."""
    bare = _EMPHASIS.sub("", re.sub(r"</?(?:abbr|br|kbd|mark|su[bp])\b[^<>]*>", "", text))
    return html.unescape(_ESCAPE.sub(r"\1", bare))
