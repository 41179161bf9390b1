"""HTML that people write in good faith, as the Markdown that says the same; comments, which say nothing.

Only what has one meaning is rewritten. Everything else stays as it is, for `security.markup` to refuse.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

COMMENT = re.compile(r"<!--(?!-?>|\[)(?:(?!-->|--!>|<!--).)*+-->", re.DOTALL)
"""A comment that every parser ends at the same place."""
ATTRIBUTE = re.compile(r"([\w-]+)(?:=(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>=`]+)))?")
ELEMENTS = frozenset(tomllib.loads(Path(__file__).with_name("elements.toml").read_text("utf-8"))["elements"])
_PIECE = re.compile(
    r"(?P<span>(?<![\\`])(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=ticks)(?!`))"
    rf"|(?P<comment>{COMMENT.pattern})"
    r"|\\(?:\\|(?P<escaped>[\"$%&',/:;<=?@^|~]))"
    r"|(?<!\]\()(?<!\]:)(?<!\]:[ \n])"  # an address may stand between angle brackets
    r"(?P<tag><(?P<end>/?)(?P<name>[A-Za-z][\w.-]*)(?![\w.:@-])(?P<rest>[^<>`]*)(?P<close>/?>)?)",
    re.DOTALL,
)
_END_OF_LINK = re.compile(r"(?P<text>(?:(?!</?a\b|\n[ \t]*\n)[^\[\]`])*)</a[ ]*>", re.IGNORECASE | re.DOTALL)
_LINK_ATTRIBUTES, _PICTURE_ATTRIBUTES = {"href", "target", "rel"}, {"src", "alt", "width", "height", "loading", "align"}
_PLAIN_ADDRESS = re.compile(r"(?:https?://|mailto:|#|\.{0,2}/?[\w])[^\s<>\"'()\\]*")
"""An address that means the same in HTML and in Markdown."""


@dataclass(frozen=True)
class Piece:
    """A piece of a text and the Markdown that it stands for; `target` is the offset of an address in it."""

    start: int
    end: int
    markdown: str
    target: int = -1
    address: str = ""
    alt: str | None = None
    """Alternative text of a picture; None for other pieces."""


def pieces(text: str) -> Iterator[Piece]:
    """Yield what is rewritten of a text, in order; code spans are left alone."""
    ends: dict[int, Piece] = {}
    for match in _PIECE.finditer(text):
        start, end = match.span()
        if match["comment"]:
            if not re.search(r"\n[ \t]*\n", match["comment"]):
                yield Piece(start, end, "")
        elif match["escaped"]:
            if match["escaped"] != "|":
                yield Piece(start, end, f"&#{ord(match['escaped'])};")
        elif match["tag"]:
            name, rest = match["name"].lower(), match["rest"]
            if start in ends:
                yield ends[start]
            elif name == "a" and match["close"] and (pair := _link(text, match)):
                ends[pair[1].start] = pair[1]
                yield pair[0]
            elif name == "img" and match["close"] and (picture := _picture(match)):
                yield picture
            elif _is_word(text, match, name, rest):
                yield Piece(start, start + 1, "&lt;")


def rewritten(text: str) -> str:
    """Return a text with its pieces as Markdown."""
    out, last = [], 0
    for piece in pieces(text):
        out += [text[last : piece.start], piece.markdown]
        last = piece.end
    return "".join([*out, text[last:]])


def without_comments(text: str) -> str:
    """Return a text without its comments."""
    out, last = [], 0
    for piece in pieces(text):
        if text.startswith("<!--", piece.start):
            out.append(text[last : piece.start])
            last = piece.end
    return "".join([*out, text[last:]])


def masked(text: str) -> str:
    """Return the text with spaces for what is rewritten, so that all offsets stay; labels of links stay too."""
    out, last = [], 0
    for piece in pieces(text):
        # Of escapes only those matter here that would look like tags: others may stand in addresses.
        if text[piece.start] != "\\" or text[piece.start + 1] in "<>":
            out += [text[last : piece.start], re.sub(r"[^\n]", " ", text[piece.start : piece.end])]
            last = piece.end
    return "".join([*out, text[last:]])


def attributes(rest: str) -> dict[str, str]:
    """Return the attributes of a tag by name."""
    return {match[1].lower(): unescape(match[2] or match[3] or match[4] or "") for match in ATTRIBUTE.finditer(rest)}


def _link(text: str, match: re.Match[str]) -> tuple[Piece, Piece] | None:
    found = attributes(match["rest"])
    end = _END_OF_LINK.match(text, match.end())
    address = found.get("href", "")
    if match["end"] or not end or not end["text"].strip() or not found.keys() <= _LINK_ATTRIBUTES:
        return None
    if not _PLAIN_ADDRESS.fullmatch(address) or address not in match["rest"]:
        return None
    target = text.index(address, match.start("rest"))
    opened = Piece(match.start(), match.end(), "[", target, address)
    return opened, Piece(end.end("text"), end.end(), f"](<{address}>)")


def _picture(match: re.Match[str]) -> Piece | None:
    found = attributes(match["rest"].removesuffix("/"))
    address, alt = found.get("src", ""), found.get("alt", "")
    known = found.keys() <= _PICTURE_ATTRIBUTES and not re.search(r"[\[\]`\\\n]", alt)
    if match["end"] or not known or ":" in address or address.startswith("//") or address not in match["rest"]:
        return None
    if not _PLAIN_ADDRESS.fullmatch(address):
        return None
    target = match.start("rest") + match["rest"].index(address)
    return Piece(*match.span(), f"![{alt}](<{address}>)", target, address, alt)


def _is_word(text: str, match: re.Match[str], name: str, rest: str) -> bool:
    """Return True if a sign opens no element: a type parameter, or a word for what is to be filled in."""
    if "@" in rest and "\\" in rest:
        return True  # no e-mail address, though Python-Markdown takes it for one
    if re.search("[=\"'@]|://", rest):
        return False
    if name not in ELEMENTS:
        return True
    start = match.start()
    return not match["end"] and not rest and match["name"][0].isupper() and text[start - 1 : start].isalnum()
