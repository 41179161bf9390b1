"""Allow-list check of the HTML that Markdown produced.

Second line of defence: `markup` checks the source and can name the line; this module checks the result, however it was
written, with a grammar that leaves browsers nothing to interpret: known elements, known attributes in quotes, every
element closed where it was opened. HTML that passes is parsed the same way by every parser.
"""

import re
import tomllib
from bisect import bisect_left
from collections.abc import Callable, Collection
from html import unescape
from pathlib import Path

from recap.security.markup import HARMLESS_TAGS, is_own_picture, is_safe_url

_VOID = {"br", "hr", "img", "input"}
_ATTRIBUTES: dict[str, list[str]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
_ELEMENTS = {*_ATTRIBUTES, *HARMLESS_TAGS}
_TAG = re.compile(r'<(?:/(?P<end>[a-z][a-z0-9]*)|(?P<start>[a-z][a-z0-9]*)(?P<rest>(?:\s+[a-z-]+="[^"<>]*")*)\s*/?)>')
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
_ALIGNED = re.compile(r"text-align: (?:left|center|right);")
"""Column alignment as Python-Markdown writes it; `site.postprocess` turns it into a class."""
_CREDENTIALS = re.compile(r"[^?#]*//[^/?#]*@")
_MAX_SHOWN = 60
"""Number of characters of disallowed HTML that a message shows."""


def disallowed_html(html: str, image_hosts: Collection[str] = ()) -> str | None:
    """Return the first piece of a rendered text that is not allowed, or None."""
    opened: list[str] = []
    place = html.find("<")
    while place >= 0:
        match = _TAG.match(html, place)
        if not match or not _is_allowed(match, opened, image_hosts):
            return html[place : place + _MAX_SHOWN]
        place = html.find("<", match.end())
    return f"<{opened[-1]}>" if opened else None


def locate_disallowed_html(text: str, convert: Callable[[str], str], image_hosts: Collection[str] = ()) -> int:
    """Return the line, from 0, of the block of a text whose HTML is disallowed.

    It is the last block of the shortest prefix with such HTML; `convert` renders a prefix.
    """
    lines = text.split("\n")

    def is_disallowed(number: int) -> bool:
        return disallowed_html(convert("\n".join(lines[: number + 1])), image_hosts) is not None

    number = bisect_left(range(len(lines) - 1), True, key=is_disallowed)
    while number and lines[number - 1].strip():
        number -= 1
    return number


def _is_allowed(match: re.Match[str], opened: list[str], image_hosts: Collection[str]) -> bool:
    """Return True if a tag is known and correctly nested; updates the stack `opened`."""
    if match["end"]:
        return bool(opened) and opened.pop() == match["end"]
    if (name := match["start"]) not in _ELEMENTS:
        return False
    if name not in _VOID:
        opened.append(name)
    if not (rest := match["rest"]):
        return True
    allowed = _ATTRIBUTES.get(name, ())
    pairs = _ATTRIBUTE.findall(rest)
    return all(key in allowed and _is_allowed_value(key, unescape(value), image_hosts) for key, value in pairs)


def _is_allowed_value(key: str, value: str, image_hosts: Collection[str]) -> bool:
    """Return True if an attribute may have this value."""
    if key == "href":
        return is_safe_url(value) and not _CREDENTIALS.match(value)
    if key == "src":
        return is_own_picture(value, image_hosts)
    return bool(_ALIGNED.fullmatch(value)) if key == "style" else key != "type" or value == "radio"
