"""What contributed text may not hold: raw HTML, attribute lists, addresses that could run or fetch something.

A scanner of the source that knows code, where everything may be shown. In doubt it refuses. It is no proof: a text made
to be read otherwise by Markdown than by anybody else may still give an element of its author's making. `policy.breach`
is the proof.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

from recap.content import markdown as body
from recap.content.frontmatter import UNSEEN
from recap.core.text import position

HARMLESS_TAGS = ("abbr", "br", "details", "kbd", "mark", "sub", "summary", "sup")
"""Elements that may be written as HTML, without attributes."""
SCHEMES = ("http", "https", "mailto")
"""What an absolute address may start with."""
MOST = 200
"""Findings of one text that are told: whoever has mended those is told the next ones."""

_ANY = re.compile(r"<[a-zA-Z/!?]|\{:|title_mode|\][(:]|!\[|&#|-8<-|recap-|md-")
"""Without one of these there is nothing to find."""
_HARMLESS = rf"/?(?:{'|'.join(HARMLESS_TAGS)})[ \t\n]*/?>"
_NOT_HARMLESS = rf"<(?!{_HARMLESS}|[^<>\s!]+@[^@<>\s]+>|[a-zA-Z][a-zA-Z0-9+.-]*://[^<>]*>)"
_TAG = re.compile(rf"{_NOT_HARMLESS}(?:/?[a-zA-Z]|!|\?)[^<>]*>", re.IGNORECASE)
_TAG_FIRST = re.compile(rf"(?<![^\n]) {{0,3}}{_NOT_HARMLESS}(?:/?[a-zA-Z]|!|\?)[^>]*>", re.IGNORECASE)
_TAG_IN_RAW = re.compile(rf"<(?!{_HARMLESS})[^<>]{{0,80}}>?", re.IGNORECASE)
_RAW_BLOCK = re.compile(r"(?<![^\n]) {0,3}<(?:details|summary)\b", re.IGNORECASE)
_AUTOLINK = re.compile(r"<(?P<target>[a-zA-Z][a-zA-Z0-9+.-]*://[^<>]*)>")
_ATTRIBUTES = re.compile(r"(?P<found>\{:[ \t]*(?:[#.][\w-]|[\w-]+=)[^}\n]*\}?)")
_HTML_TITLE = re.compile(r"^[ >]*(?:`{3,}+|~{3,}+).*?(?P<found>title_mode)", re.MULTILINE)
"""An option of `pymdownx.highlight` that takes the title of a block of code for HTML."""
_CLASSES = re.compile(r"^[ >]*(?:!!!|\?\?\?\+?)[ \t](?P<found>[^\"\n]*?\b(?:recap|md)-[^\"\n]*)", re.MULTILINE)
"""A note that takes the look of a part of the page."""
_INCLUDE = re.compile(r"(?P<found>^[ \t>]*-+8<-+[^\n]*)", re.MULTILINE)
"""A file that `pymdownx.snippets` would include, were it turned on."""
_ENTITY = re.compile(r"(?P<found>&#\w+;)")
_TARGET = re.compile(r"\][(:][ \t]*(?:\n(?!\s*\n)\s*)?<?(?=(?P<target>(?:[^)>\n]|\n(?![ \t]*\n)){1,300}))")
_REFERENCE = re.compile(r"!\[(?P<alt>[^\]]{0,500})\](?:\s?\[(?P<label>[^\]]{0,500})\])?(?!\()")
_IGNORED = re.compile("[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202f\ufeff\\\\]")
_STARTS_BLOCK = re.compile(r"\s*(?:#|>|[-*+:]\s|\d+[.)]\s|!!!|\?\?\?|===|\[\^|[=-]+\s*$)")


@dataclass(frozen=True, order=True)
class Finding:
    """Something that contributed text may not hold; `line` and `column` from 1, in the body."""

    line: int
    column: int
    variant: str
    """`html`, `attributes`, `address`, `image`, `include` or `character`: the wording of E121."""
    value: str


def forbidden(source: str, image_hosts: Collection[str] = ()) -> list[Finding]:
    """What a body holds and may not, in order, up to `MOST`; pictures may come from the `image_hosts`."""
    if not _ANY.search(source):
        return []
    text = "\n".join(body.without_code(source))
    prose = _without_spans(text)
    found = {place: ("html", tag) for place, tag in _harmful_tags(text, prose)}
    patterns = {_ATTRIBUTES: "attributes", _CLASSES: "attributes", _INCLUDE: "include", _ENTITY: "character"}
    for pattern, variant in patterns.items():
        for match in pattern.finditer(prose):
            if variant != "character" or UNSEEN.search(html.unescape(match[0])):
                found[match.start("found")] = (variant, match["found"])
    for match in (*_AUTOLINK.finditer(prose), *_TARGET.finditer(prose)):
        if not may_stand(match["target"]):
            found[match.start("target")] = ("address", match["target"])
    found |= {place: ("image", target) for place, target in _remote_images(prose, image_hosts)}
    findings = [_finding(text, place, variant, value) for place, (variant, value) in sorted(found.items())[:MOST]]
    titles = (
        _finding(source, match.start("found"), "attributes", match["found"]) for match in _HTML_TITLE.finditer(source)
    )
    return sorted([*findings, *islice(titles, MOST)])


def _finding(source: str, place: int, variant: str, value: str) -> Finding:
    return Finding(*position(source, place), variant, " ".join(value.split()))


def may_stand(target: str) -> bool:
    """Whether an address is relative or has one of `SCHEMES`, read as by a browser (WHATWG URL, 4.4)."""
    scheme = re.match(r"([a-z][a-z0-9+.-]*):", _IGNORED.sub("", html.unescape(target)), re.IGNORECASE)
    return scheme is None or scheme[1].lower() in SCHEMES


def _harmful_tags(text: str, prose: str) -> Iterator[tuple[int, str]]:
    """Markdown takes raw blocks out before it looks for code spans: a span hides no tag there, or first on a line."""
    for link in (*body.links_in(prose), *body.DEFINITION.finditer(prose)):
        start, end = link.span("target")
        if prose[start:end].startswith("<") and prose[end - 1] == ">":
            prose = prose[:start] + " " * (end - start) + prose[end:]  # [a](<b c.md>) is a link, and no tag
    ended = text[: text.rfind(">") + 1]  # beyond, each beginning of a tag would be followed to the end of the text
    patterns = [(_TAG, prose), (_TAG_FIRST, ended), *([(_TAG_IN_RAW, text)] if _RAW_BLOCK.search(text) else [])]
    for pattern, where in patterns:
        for match in pattern.finditer(where):
            tag = match[0].lstrip(" ")
            yield match.end() - len(tag), tag


def is_own_picture(target: str, image_hosts: Collection[str]) -> bool:
    """Whether a picture comes from the site itself or, by https, from a host that its maintainer allows."""
    plain = _IGNORED.sub("", html.unescape(target).replace("\\", "/"))
    if not re.match(r"[a-z][a-z0-9+.-]*:|//", plain, re.IGNORECASE):
        return True
    try:
        parts = urlsplit(plain)
    except ValueError:
        return False
    return parts.scheme == "https" and parts.netloc in image_hosts


def _remote_images(prose: str, image_hosts: Collection[str]) -> Iterator[tuple[int, str]]:
    """Pictures that a reader's browser would fetch from elsewhere, named in place or by reference."""
    for match in body.links_in(prose):
        if match["mark"] and not is_own_picture(target := match["target"].strip("<>"), image_hosts):
            yield match.start("target"), target
    labels = {(match["label"] or match["alt"]).strip().lower() for match in _REFERENCE.finditer(prose)}
    for match in body.DEFINITION.finditer(prose) if labels else ():
        own = is_own_picture(target := match["target"].strip("<>"), image_hosts)
        if match["label"].strip().lower() in labels and not own:
            yield match.start("target"), target


def _without_spans(text: str) -> str:
    """The text with its code spans blanked, where the whole and its smallest blocks agree that there is one."""
    if "`" not in text:
        return text
    chunks: list[list[str]] = [[]]
    closed = False
    for line in text.split("\n"):
        alone = "|" in line or line.lstrip().startswith("#")
        if closed or alone or _STARTS_BLOCK.match(line):
            chunks.append([])
        chunks[-1].append(line)
        closed = alone or not line.strip()
    parts = "\n".join(_blank("\n".join(chunk)) for chunk in chunks if chunk)
    return "".join(
        sign if sign in (one, other) else " " for sign, one, other in zip(text, _blank(text), parts, strict=True)
    )


def _blank(text: str) -> str:
    """The text with its code spans blanked; a paragraph with a backtick to spare stays: who knows where it belongs."""
    paragraphs = re.split(r"(\n[ \t]*\n)", text)
    blanked = (body.blank_spans(paragraph) for paragraph in paragraphs)
    return "".join(
        before if "`" in after.replace("\\`", "") else after for before, after in zip(paragraphs, blanked, strict=True)
    )
