"""Starts of Markdown blocks: expressions for one line each, and the questions that they answer.

CommonMark 0.31 (4, 5), GitHub's tables and alerts, and the notes, tabs and footnotes of our extensions. Each expression
is matched against a line without tabs, inside its container.
"""

import re

FENCE = re.compile(r"(?P<indent> {0,3})(?P<fence>`{3,}(?=[^`]*$)|~{3,})(?P<info>.*)$")
ATX = re.compile(r"(?P<indent> {0,3})(?P<level>#{1,6})(?:[ ]+(?P<text>.*?))??(?:[ ]+#+)?[ ]*$")
SETEXT = re.compile(r" {0,3}(?P<sign>=|-)(?P=sign)*[ ]*$")
RULE = re.compile(r" {0,3}(?P<sign>[-*_])(?:[ ]*(?P=sign)){2,}[ ]*$")
QUOTE = re.compile(r" {0,3}>[ ]?")
ITEM = re.compile(
    r"(?P<indent> {0,3})(?P<marker>(?P<number>\d{1,9})?(?P<sign>(?(number)[.)]|[-+*])))"
    r"(?P<space>[ ]+|$)(?P<content>(?:\[(?P<task>[ xX])\](?=[ ]+\S))?.*)$"
)
NOTE = re.compile(
    r"(?P<indent> {0,3})(?:(?:!!!|\?\?\?\+?)(?: ?[\w\-]+(?: +[\w\-]+)*(?: +\".*?\")?| ?\".*?\"|)"
    r"|===[+!]{0,2} ?\".*?\") *$"
)
FOOTNOTE = re.compile(r" {0,3}\[\^(?P<label>[^\]]*)\]:[ ]*(?P<text>.*)$")
TABLE_RULE = re.compile(r" {0,3}\|?[ ]*:?-+:?[ ]*(?:\|[ ]*:?-+:?[ ]*)*\|?[ ]*$")
COMMENT = re.compile(r"(?P<indent> {0,3})<!--")
DETAILS = re.compile(r"(?P<indent> {0,3})<details(?P<open>[ ]+open(?:=\"\")?)?[ ]*>", re.IGNORECASE)
DETAILS_TAG = re.compile(r"<(?P<end>/?)details\b[^<>]*>", re.IGNORECASE)
SUMMARY = re.compile(
    r"\s*<summary[ ]*>(?P<text>(?:(?!</?summary|\n[ ]*\n).)*)</summary[ ]*>", re.IGNORECASE | re.DOTALL
)
CALLOUT = re.compile(r"[ ]*\[!(?P<kind>[A-Za-z]+)\](?P<fold>[-+]?)[ ]*(?P<title>.*?)[ ]*$")

_INFO = re.compile(r"[\w#.+-]+(?:[ ]+[\w-]+=(?:\"[^\"]*\"|'[^']*'|[^\s\"']+))*|\{[^{}`]*\}")
"""Information of a fence that `pymdownx.superfences` understands."""
_CALLOUTS = {"important": "info", "caution": "danger"}
"""Alerts of GitHub whose names the theme has no colours for -> the note that stands for them."""
_CELL = re.compile(r"(?<!\\)\|")
_MARKS = re.compile(r"(?: {0,3}(?:>[ ]?|(?:[-+*]|\d{1,9}[.)])(?:[ ]{1,4}(?=\S))))+")


def indent_of(line: str) -> int:
    """Return the number of spaces that a line starts with."""
    return len(line) - len(line.lstrip(" "))


def fence_ends(line: str, fence: str) -> bool:
    """Return True if a line closes a fence."""
    plain = line.strip()
    return indent_of(line) < 4 and len(plain) >= len(fence) and not plain.strip(fence[0])


def opening_fence(fence: str, info: str) -> str:
    """Return the first line of a fence, with as much of its information as Python-Markdown understands."""
    info = info.strip()
    if info and not _INFO.fullmatch(info):
        first = re.match(r"[\w#.+-]+", info)
        info = first[0] if first else ""
    return f"{fence} {info}".rstrip() if info.startswith("{") else fence + info


def cell_count(row: str) -> int:
    """Return the number of cells of a row of a table."""
    return len(_CELL.split(row.strip().removeprefix("|").removesuffix("|")))


def interrupts(line: str) -> bool:
    """Return True if a line starts a block even below a line of text."""
    if indent_of(line) > 3 or line.lstrip()[:1].isalpha():
        return False
    if (item := ITEM.match(line)) and item["content"].strip() and item["number"] in (None, "1"):
        return True
    return any(pattern.match(line) for pattern in (FENCE, ATX, RULE, QUOTE, NOTE, FOOTNOTE, COMMENT, DETAILS))


def is_text(line: str, *, open_paragraph: bool = False) -> bool:
    """Return True if a line, or what follows the marks of its containers, belongs to a paragraph.

    `open_paragraph` says that the line before did, so that indentation makes no code of this one.
    """
    marks = _MARKS.match(line)
    plain = line[marks.end() :] if marks and not RULE.match(line) else line
    if not plain.strip() or (indent_of(plain) > 3 and (marks or not open_paragraph)):
        return False
    underline = open_paragraph and SETEXT.match(plain)
    return not underline and not any(each.match(plain) for each in (FENCE, ATX, RULE, NOTE, COMMENT, DETAILS))


def safe_continuation(line: str, *, in_item: bool) -> str:
    """Return a later line of a paragraph such that Python-Markdown starts no block with it."""
    plain = line.lstrip(" ")
    indent = len(line) - len(plain)
    if plain[:1].isalpha():
        return plain if indent > 3 else line
    item = in_item and re.match(r"(?:[-+*]|(\d+)\.) ", plain)
    if item and item[1]:
        return line[:indent] + plain.replace(".", "\\.", 1)
    if item or (indent > 3 and (interrupts(plain) or SETEXT.match(plain))):
        return f"{line[: min(indent, 3)]}&#{ord(plain[0])};{plain[1:]}"
    return plain if indent > 3 else line


def callout_head(match: re.Match[str]) -> str:
    """Return the head of the note that an alert of GitHub becomes."""
    kind, title = match["kind"].lower(), match["title"]
    kind, title = _CALLOUTS.get(kind, kind), title or (match["kind"].capitalize() if kind in _CALLOUTS else "")
    mark = {"": "!!!", "-": "???", "+": "???+"}[match["fold"]]
    return f"{mark} {kind}" + (f' "{title}"' if title else "")
