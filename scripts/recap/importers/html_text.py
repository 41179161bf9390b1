"""HTML of a foreign text -> Markdown. Where both are mixed, only the parts that are HTML are rewritten."""

import re
from typing import Any

from recap.content.inline_html import ELEMENTS

_NAMES = "|".join(sorted(ELEMENTS, key=len, reverse=True))
ELEMENT = re.compile(rf"</?(?:{_NAMES})(?=[\s/>])[^<>]*>", re.IGNORECASE)
"""A tag of HTML; another word between angle brackets means the word."""
_BLOCK = re.compile(
    r"</?(?:address|article|aside|blockquote|br|center|dd|details|div|dl|dt|figure|footer|form|h[1-6]|header|hr|iframe"
    r"|li|main|nav|ol|p|pre|script|section|style|summary|table|tbody|td|tfoot|th|thead|tr|ul|video)\b[^<>]*>",
    re.IGNORECASE,
)
_ESCAPES = ("escape_asterisks", "escape_underscores", "escape_misc")
"""Options of the library that would show the Markdown of a line as text."""
_FENCE = re.compile(r" {0,3}(```|~~~)")


def as_markdown(text: str) -> str:
    """Return a text without tags of HTML. Raises RecursionError or ValueError for HTML that cannot be read."""
    start = text.lstrip()
    if _BLOCK.match(start) and start.rstrip().endswith(">"):
        return _converted(text)
    found, code = [], ""
    for block in re.split(r"(\n[ \t]*\n\s*)", text):
        began = code
        for line in block.split("\n"):
            if fence := _FENCE.match(line):
                code = "" if code == fence[1] else code or fence[1]
        is_code = began or code or _FENCE.match(block) or block.startswith(("    ", "\t"))
        found.append(block if is_code or not ELEMENT.search(block) else _block(block))
    return "".join(found)


def _block(block: str) -> str:
    """Return a block of Markdown with elements in it."""
    if _BLOCK.search(block):
        return _converted(block).strip("\n")
    return "\n".join(_inline(line) if ELEMENT.search(line) else line for line in block.split("\n"))


def _inline(line: str) -> str:
    indent = line[: len(line) - len(line.lstrip())]
    return indent + _converted(line.strip(), **dict.fromkeys(_ESCAPES, False)).strip()


def _converted(text: str, **options: Any) -> str:
    from bs4.exceptions import ParserRejectedMarkup
    from markdownify import markdownify

    try:
        return str(markdownify(text, heading_style="ATX", **options))
    except ParserRejectedMarkup as error:
        raise ValueError(text[:100]) from error
