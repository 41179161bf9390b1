"""A Python-Markdown extension: no link of a text has an address that nobody can take apart.

A bare address goes on to the next blank (GitHub Flavored Markdown, 6.9): in `[https://a.example][1]` without a
definition of `1` it is `https://a.example][1`. Square brackets stand there for IPv6 addresses alone (RFC 3986, 3.2.2);
Python refuses any other, and with it MkDocs the whole page.
"""

import re
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from markdown import Extension, Markdown
from markdown.treeprocessors import Treeprocessor

_BEFORE_MKDOCS = 1
"""Priority: MkDocs takes addresses apart at 0."""


class WholeLinks(Treeprocessor):  # type: ignore[misc]
    """Ends such an address before its first bracket; what has no host then is no link."""

    def run(self, root: Element) -> None:
        """Go through all links."""
        for link in root.iter("a"):
            address = link.get("href", "")
            if address.isascii() and "[" not in address and "]" not in address:  # no error is possible
                continue
            try:
                urlsplit(address)
            except ValueError:
                _shorten(link, address, re.split(r"[\[\]]", address, maxsplit=1)[0])


def _shorten(link: Element, address: str, start: str) -> None:
    """Give a link the start of its address; the rest of a bare address becomes the text after it."""
    if start.endswith("/"):
        del link.attrib["href"]
        return
    link.set("href", start)
    if link.text and link.text.startswith(start) and address.endswith(rest := link.text.removeprefix(start)):
        link.text, link.tail = start, rest + (link.tail or "")


class WholeLinksExtension(Extension):  # type: ignore[misc]
    """Registers the processor."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Register."""
        md.treeprocessors.register(WholeLinks(md), "recap_whole_links", _BEFORE_MKDOCS)


def makeExtension(**options: Any) -> WholeLinksExtension:  # noqa: N802
    """Return the extension, as Python-Markdown asks for it."""
    return WholeLinksExtension(**options)
