"""What a page may run and fetch, and the second wall: what the HTML made of a text may hold.

The first wall, `markup`, reads the source and names the line. This one reads what Markdown made of it, whatever the way
it was written, by a grammar that leaves a browser nothing to guess: known elements with known attributes in quotes,
each closed where it was opened. A text that passes is read alike by every parser of HTML.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from html import unescape

from recap.security.markup import HARMLESS_TAGS, is_own_picture, may_stand

_VOID = {"br", "hr", "img", "input"}
_ATTRIBUTES = {
    "a": {"class", "href", "id", "title"}, "abbr": {"title"}, "cite": {"lang"}, "code": {"class"},
    "details": {"class", "open"}, "div": {"class", "data-tabs", "id"}, "img": {"alt", "class", "src", "title"},
    "input": {"checked", "id", "name", "type"}, "label": {"for"}, "li": {"id"}, "ol": {"start"}, "p": {"class"},
    "pre": {"class", "id"}, "span": {"aria-hidden", "class", "id"}, "summary": {"class"}, "sup": {"id"},
    "table": {"class"}, "td": {"class", "style"}, "th": {"class", "colspan", "style"}, "ul": {"class"},
    **{f"h{level}": {"id"} for level in range(1, 7)},
}  # fmt: skip
_ELEMENTS = {*_ATTRIBUTES, *HARMLESS_TAGS, *_VOID, "blockquote", "em", "strong", "tbody", "thead", "tr"}
_TAG = re.compile(r'<(?:/(?P<end>[a-z][a-z0-9]*)|(?P<start>[a-z][a-z0-9]*)(?P<rest>(?:\s+[a-z-]+="[^"<>]*")*)\s*/?)>')
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
_ALIGNED = re.compile(r"text-align: (?:left|center|right);")
"""What Python-Markdown says of a column; `rendered` makes it a class."""
_CREDENTIALS = re.compile(r"[^?#]*//[^/?#]*@")
_SHOWN = 60
"""Characters of a breach that a message shows."""


def content_security_policy(image_hosts: Collection[str] = ()) -> str:
    """The policy that each page carries (Content Security Policy Level 3): nothing but the site's own files.

    Pictures of `data:` are the theme's icons. Blocks of JSON are data, and need no permission.
    """
    pictures = " ".join(["img-src 'self' data:", *(f"https://{host}" for host in image_hosts)])
    return f"default-src 'none'; script-src 'self'; style-src 'self'; {pictures}; base-uri 'none'; form-action 'self'"


def breach(html: str, image_hosts: Collection[str] = ()) -> str | None:
    """The first piece of a rendered text that it may not hold, or None."""
    opened: list[str] = []
    place = html.find("<")
    while place >= 0:
        match = _TAG.match(html, place)
        if not match or not _may_stand(match, opened, image_hosts):
            return html[place : place + _SHOWN]
        place = html.find("<", match.end())
    return f"<{opened[-1]}>" if opened else None


def _may_stand(match: re.Match[str], opened: list[str], image_hosts: Collection[str]) -> bool:
    """Whether a tag is known and in its place; notes in `opened` what it opens or closes."""
    if match["end"]:
        return bool(opened) and opened.pop() == match["end"]
    name = match["start"]
    if name not in _ELEMENTS:
        return False
    if name not in _VOID:
        opened.append(name)
    return all(
        key in _ATTRIBUTES.get(name, ()) and _may_say(key, unescape(value), image_hosts)
        for key, value in _ATTRIBUTE.findall(match["rest"])
    )


def _may_say(key: str, value: str, image_hosts: Collection[str]) -> bool:
    """Whether an attribute that an element may have may have this value."""
    if key == "href":
        return may_stand(value) and not _CREDENTIALS.match(value)
    if key == "src":
        return is_own_picture(value, image_hosts)
    if key == "style":
        return bool(_ALIGNED.fullmatch(value))
    return key != "type" or value == "radio"
