"""Source-level markup rules: raw HTML, attribute lists, addresses that run or load something.

A scanner of the source that knows code, where everything may be shown. In doubt it refuses. It proves nothing: a text
designed to be parsed differently by Markdown can still produce an element of its author's choice. `security.html` is
the proof.
"""

import html
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

from recap.content import dialect, inline_html
from recap.content import markdown as body
from recap.core.text import INVISIBLE_CHARACTERS, position
from recap.security import good_faith

HARMLESS_TAGS = ("abbr", "b", "br", "cite", "code", "del", "em", "hr", "i", "ins", "kbd", "mark", "q", "s", "samp",
                 "small", "strong", "sub", "sup", "u", "var")  # fmt: skip
"""Elements that may be written as HTML, without attributes; so may `<details>` and `<summary>`, each on its line."""
_VOID = ("br", "hr")
SCHEMES = ("http", "https", "mailto")
"""Schemes an absolute address may have."""
MAX_FINDINGS = 200
"""Limit of findings reported for one text; the next ones appear once these are fixed."""

_ANY = re.compile(r"<[a-zA-Z/!?]|\{:|title_mode|\][(:]|!\[|&#|-8<-|recap-|md-")
"""Without one of these there is nothing to find."""
_HARMLESS = rf"/?(?:{'|'.join(HARMLESS_TAGS)})[ \t\n]*/?>"
_NOT_HARMLESS = rf"<(?!{_HARMLESS}|[^<>\s!]+@[^@<>\s]+>|[a-zA-Z][a-zA-Z0-9+.-]*://[^<>]*>)"
_TAG = re.compile(rf"{_NOT_HARMLESS}(?:/?[a-zA-Z]|!|\?)[^<>]*>", re.IGNORECASE)
_TAG_FIRST = re.compile(rf"(?<![^\n]) {{0,3}}{_NOT_HARMLESS}(?:/?[a-zA-Z]|!|\?)[^>]*>", re.IGNORECASE)
_DETAILS = re.compile(r"</?(?:details|summary)\b[^<>]*>", re.IGNORECASE)
_PAIRED = re.compile(
    r"(?<!\]\()(?<!\]:)(?<!\]:[ \n])"  # an address may stand between angle brackets
    rf"<(?P<end>/?)(?P<name>{'|'.join(sorted(set(HARMLESS_TAGS) - {*_VOID}))})(?:[ \t\n][^<>]*)?>|\n[ \t]*\n",
    re.IGNORECASE,
)
_OPEN_COMMENT = re.compile(r"<!--")
_AUTOLINK = re.compile(r"<(?P<target>[a-zA-Z][a-zA-Z0-9+.-]*://[^<>]*)>")
_ATTRIBUTES = re.compile(r"(?P<found>\{:[ \t]*(?:[#.][\w-]|[\w-]+=)[^}\n]*\}?)")
_HTML_TITLE = re.compile(r"^[ >]*(?:`{3,}+|~{3,}+).*?(?P<found>title_mode)", re.MULTILINE)
"""Option of `pymdownx.highlight` that treats the title of a code block as HTML."""
_CLASSES = re.compile(r"^[ >]*(?:!!!|\?\?\?\+?)[ \t](?P<found>[^\"\n]*?\b(?:recap|md)-[^\"\n]*)", re.MULTILINE)
"""Admonition that imitates a part of the page through our classes."""
_INCLUDE = re.compile(r"(?P<found>^[ \t>]*-+8<-+[^\n]*)", re.MULTILINE)
"""File that `pymdownx.snippets` would include if it were enabled."""
_ENTITY = re.compile(r"(?P<found>&#\w+;)")
_TARGET = re.compile(r"\][(:][ \t]*(?:\n(?!\s*\n)\s*)?<?(?=(?P<target>(?:[^)>\n]|\n(?![ \t]*\n)){1,300}))")
_REFERENCE = re.compile(r"!\[(?P<alt>[^\]]{0,500})\](?:\s?\[(?P<label>[^\]]{0,500})\])?(?!\()")
_IGNORED = re.compile("[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202f\ufeff\\\\]")
_STARTS_BLOCK = re.compile(r"\s*(?:#|>|[-*+:]\s|\d+[.)]\s|!!!|\?\?\?|===|\[\^|[=-]+\s*$)")


@dataclass(frozen=True, order=True)
class Finding:
    """Forbidden markup; `line` and `column` from 1, in the body."""

    line: int
    column: int
    variant: str
    """Message variant of E121: `html`, `unclosed`, `comment`, `recording`, `attributes`, `address`, `image`, …"""
    value: str
    near: str = ""
    """What to write instead; empty if that is not known."""


def forbidden(source: str, image_hosts: Collection[str] = ()) -> list[Finding]:
    """Return the forbidden markup of a body in order, up to `MAX_FINDINGS`; `image_hosts` may serve pictures."""
    if not _ANY.search(source):
        return []
    reading = dialect.read(source)
    lines = source.split("\n")
    for number in reading.code | reading.comments:
        lines[number] = ""
    for number in reading.details:
        lines[number] = _DETAILS.sub(_spaces, lines[number])
    text = inline_html.masked("\n".join(lines))
    prose = _without_spans(text)
    found: dict[int, tuple[str, str, str]] = {place: ("unclosed", tag, "") for place, tag in _unpaired(prose)}
    found |= _meant(text, dict(_harmful_tags(text, prose)))
    found |= {match.start(): ("comment", match[0], "") for match in _OPEN_COMMENT.finditer(prose)}
    patterns = {_ATTRIBUTES: "attributes", _CLASSES: "attributes", _INCLUDE: "include", _ENTITY: "character"}
    for pattern, variant in patterns.items():
        for match in pattern.finditer(prose):
            if variant != "character" or INVISIBLE_CHARACTERS.search(html.unescape(match[0])):
                found[match.start("found")] = (variant, match["found"], "")
    for match in (*_AUTOLINK.finditer(prose), *_TARGET.finditer(prose)):
        if not is_safe_url(match["target"]):
            found[match.start("target")] = ("address", match["target"], "")
    found |= {
        place: ("image", target, good_faith.picture(alt, target))
        for place, target, alt in _remote_images(prose, image_hosts)
    }
    first = sorted(found.items())[:MAX_FINDINGS]
    findings = [_finding(text, place, *args) for place, args in first]
    titles = [(match.start("found"), match["found"]) for match in islice(_HTML_TITLE.finditer(source), MAX_FINDINGS)]
    return sorted([*findings, *(_finding(source, place, "attributes", value) for place, value in titles)])


def _finding(source: str, place: int, variant: str, value: str, near: str = "") -> Finding:
    return Finding(*position(source, place), variant, " ".join(value.split()), near)


def _spaces(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _unpaired(prose: str) -> Iterator[tuple[int, str]]:
    """Yield offset and text of harmless tags without their partner in the same paragraph."""
    opened: dict[str, list[tuple[int, str]]] = {}
    for match in _PAIRED.finditer(prose):
        if not match["name"]:
            yield from (each for found in opened.values() for each in found)
            opened = {}
        elif not match["end"]:
            opened.setdefault(match["name"].lower(), []).append((match.start(), match[0]))
        elif opened.get(match["name"].lower()):
            opened[match["name"].lower()].pop()
        else:
            yield match.start(), match[0]
    yield from (each for found in opened.values() for each in found)


def _meant(text: str, tags: dict[int, str]) -> dict[int, tuple[str, str, str]]:
    """Return the tags with what was meant; an end whose element is reported is not reported again."""
    found, opened = {}, list[str]()
    for place, tag in sorted(tags.items()):
        name = re.match(r"</?([\w-]*)", tag)
        assert name
        if tag.startswith("</") and name[1].lower() in opened:
            opened.remove(name[1].lower())
            continue
        opened.append(name[1].lower())
        variant, near = good_faith.meant(tag, text[place + len(tag) : place + len(tag) + 2000])
        found[place] = (variant, tag, near)
    return found


def is_safe_url(target: str) -> bool:
    """Return True if an address is relative or has one of `SCHEMES`, parsed as by a browser (WHATWG URL, 4.4)."""
    scheme = re.match(r"([a-z][a-z0-9+.-]*):", _IGNORED.sub("", html.unescape(target)), re.IGNORECASE)
    return scheme is None or scheme[1].lower() in SCHEMES


def _harmful_tags(text: str, prose: str) -> Iterator[tuple[int, str]]:
    """Yield offset and text of HTML tags.

    Markdown extracts raw blocks before it looks for code spans, so a code span hides no tag there or at the start of a
    line.
    """
    for link in (*body.links_in(prose), *body.DEFINITION.finditer(prose)):
        start, end = link.span("target")
        if prose[start:end].startswith("<") and prose[end - 1] == ">":
            prose = prose[:start] + " " * (end - start) + prose[end:]  # [a](<b c.md>) is a link, and no tag
    ended = text[: text.rfind(">") + 1]  # beyond, each beginning of a tag would be followed to the end of the text
    for pattern, where in ((_TAG, prose), (_TAG_FIRST, ended)):
        for match in pattern.finditer(where):
            tag = match[0].lstrip(" ")
            yield match.end() - len(tag), tag


def is_own_picture(target: str, image_hosts: Collection[str]) -> bool:
    """Return True if a picture comes from the site itself or, by https, from a host that its maintainer allows."""
    plain = _IGNORED.sub("", html.unescape(target).replace("\\", "/"))
    if not re.match(r"[a-z][a-z0-9+.-]*:|//", plain, re.IGNORECASE):
        return True
    try:
        parts = urlsplit(plain)
    except ValueError:
        return False
    return parts.scheme == "https" and parts.netloc in image_hosts


def _remote_images(prose: str, image_hosts: Collection[str]) -> Iterator[tuple[int, str, str]]:
    """Yield offset, address and text of pictures that a reader's browser would load from another site."""
    labels = {(match["label"] or match["alt"]).strip().lower() for match in _REFERENCE.finditer(prose)}
    shown = [match for match in body.links_in(prose) if match["mark"]]
    shown += [match for match in body.DEFINITION.finditer(prose) if match["label"].strip().lower() in labels]
    for match in shown:
        if not is_own_picture(target := match["target"].strip("<>"), image_hosts):
            yield match.start("target"), target, match.groupdict().get("text") or ""


def _without_spans(text: str) -> str:
    """Return the text without code spans, where the whole text and its smallest blocks agree on them."""
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
    kept = zip(text, _blank(text), parts, strict=True)
    return "".join(sign if sign in (one, other) else " " for sign, one, other in kept)


def _blank(text: str) -> str:
    """Return the text without code spans; a paragraph with an unmatched backtick is left alone, as nobody can tell."""
    blanked = [(paragraph, body.blank_spans(paragraph)) for paragraph in re.split(r"(\n[ \t]*\n)", text)]
    return "".join(before if "`" in after.replace("\\`", "") else after for before, after in blanked)
