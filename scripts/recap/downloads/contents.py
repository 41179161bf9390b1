"""Table of contents of a book: the headings of each text below its title."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from recap.core import text

_TEXT = "recap-prose"
"""Class of what contains the text of a page; headings elsewhere are those of every page."""


@dataclass
class Heading:
    """A heading of a text."""

    anchor: str
    title: str
    below: list["Heading"] = field(default_factory=list)
    """The headings of the next level under it."""


def headings_of(page: Element) -> list[Heading]:
    """Return the headings of the second level in the text of a page, those of the third below them.

    A heading of the third level without one above it counts as one of the second.
    """
    found: list[Heading] = []
    for element in _headings(page):
        heading = Heading(element.get("id", ""), text.collapse("".join(_texts(element))))
        is_below = element.tag == "h3" and found
        (found[-1].below if is_below else found).append(heading)
    return found


def _texts(element: Element) -> Iterable[str]:
    """Yield the texts of a heading, calls of footnotes left out."""
    if not (element.tag == "sup" and element.get("id", "").startswith("fnref")):
        yield element.text or ""
        for child in element:
            yield from _texts(child)
            yield child.tail or ""


def _headings(page: Element) -> Iterable[Element]:
    for body in page.iter():
        if _TEXT in body.get("class", "").split():
            yield from (each for each in body.iter() if each.tag in ("h2", "h3") and each.get("id"))
