"""SVG files that pages contain as inline markup, so that they follow the colour scheme and print sharply.

Only elements and attributes of an allow-list are inlined; any other file stays a picture, in which nothing runs.
"""

import re
from dataclasses import dataclass
from xml.etree import ElementTree

from recap.core.text import collapse

MAX_BYTES = 100_000
_SVG = "{http://www.w3.org/2000/svg}"
_ELEMENTS = "svg|g|defs|title|desc|path|rect|circle|ellipse|line|polyline|polygon|text|tspan|marker"
_ELEMENT = re.compile(rf"{re.escape(_SVG)}(?:{_ELEMENTS})")
_ATTRIBUTE = re.compile(
    r"id|viewBox|width|height|[xyrd]|[xy][12]|d[xy]|c[xy]|r[xy]|points|transform|fill|fill-(opacity|rule)|stroke|"
    r"stroke-(width|dasharray|linecap|linejoin|opacity)|opacity|color|font-(size|weight|style|family)|text-anchor|"
    r"dominant-baseline|letter-spacing|marker(Width|Height|Units)|ref[XY]|orient|marker-(start|mid|end)"
)
_VALUE = re.compile(r"(?:url\(#[\w-]+\)|var\(--[\w-]+, ?#[0-9a-fA-F]{3,6}\)|[^(:;]|(?:translate|rotate|scale)\()*")
"""Attribute values: no function but these, so no value can contain an address."""


@dataclass(frozen=True)
class Diagram:
    """An SVG file that may be inlined."""

    markup: str
    width: float
    """In the units of its `viewBox`, like `height`."""
    height: float
    words: str
    """Text of its `<desc>`."""


def read_diagram(raw: bytes, label: str, name: str) -> Diagram | None:
    """Return the diagram of an SVG file, or None if it contains anything that is not allowed.

    `label` is what screen readers say; `name` is prefixed to ids, so that diagrams of one page do not clash.
    """
    from defusedxml.ElementTree import fromstring

    if len(raw) > MAX_BYTES:
        return None
    try:
        root = fromstring(raw, forbid_dtd=True)
        box = [float(each) for each in root.get("viewBox", "").split()]
        if root.tag != f"{_SVG}svg" or len(box) != 4 or not all(map(_allow, root.iter())):
            return None
        words = collapse(root.findtext(f"{_SVG}desc") or "")
        for element in [*root]:
            if element.tag in (f"{_SVG}title", f"{_SVG}desc"):
                root.remove(element)  # the label and the page say it; left here it would be a tooltip over everything
        for element in root.iter():
            element.tag = element.tag.removeprefix(_SVG)  # as HTML has it
        name_ids(root, name)
        kept = {key: value for key, value in root.attrib.items() if key not in ("width", "height")}
        root.attrib = kept | {"role": "img", "aria-label": label, "width": f"{box[2]:g}", "height": f"{box[3]:g}"}
        return Diagram(ElementTree.tostring(root, "unicode"), box[2], box[3], words)
    except (ElementTree.ParseError, RecursionError, LookupError, ValueError):  # LookupError: an unknown encoding
        return None


def name_ids(root: ElementTree.Element, name: str) -> None:
    """Prefix the ids in an element with a name, and the references to them by `url(#…)`."""
    for element in root.iter():
        for key, value in element.attrib.items():
            own = re.sub(r"url\(#([\w-]+)\)", rf"url(#{name}-\1)", value)
            element.set(key, f"{name}-{value}" if key == "id" else own)


def is_harmless(raw: bytes) -> bool:
    """Return True if an SVG file may be opened on its own: nothing in it runs or loads anything."""
    return read_diagram(raw, "", "x") is not None


def _allow(element: ElementTree.Element) -> bool:
    attributes = (_ATTRIBUTE.fullmatch(name) and _VALUE.fullmatch(value) for name, value in element.attrib.items())
    return _ELEMENT.fullmatch(element.tag) is not None and all(attributes)
