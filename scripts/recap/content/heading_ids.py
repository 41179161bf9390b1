"""A Python-Markdown extension: the id that GitHub gives a heading leads to it here too, if no anchor of ours has it."""

from html import unescape
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Extension, Markdown
from markdown.treeprocessors import Treeprocessor

from recap.core.text import github_slug

_LEVELS = frozenset(f"h{level}" for level in range(1, 7))
_AFTER_TOC = 5
"""Priority, that of `toc`, which gives the anchors: among equals the one that is registered first runs first."""


class HeadingIds(Treeprocessor):  # type: ignore[misc]
    """Puts an empty element with the second id into each heading that needs one."""

    def run(self, root: Element) -> None:
        """Add the ids."""
        headings = [element for element in root.iter() if element.tag in _LEVELS and element.get("id")]
        if not headings:
            return
        taken = {element.get("id") for element in root.iter() if element.get("id")}
        used: dict[str, int] = {}
        by_id = {token["id"]: token["name"] for token in _flat(self.md.toc_tokens)}
        for heading in headings:
            slug = github_slug(unescape(by_id.get(heading.get("id"), "")), used)
            if slug and slug[0] != "_" and slug not in taken:
                taken.add(slug)
                target = Element("span", {"id": slug})
                target.tail, heading.text = heading.text, None
                heading.insert(0, target)


def _flat(tokens: list[Any]) -> list[Any]:
    """Return the tokens of a table of contents in order, those below others too."""
    return [each for token in tokens for each in (token, *_flat(token["children"]))]


class HeadingIdsExtension(Extension):  # type: ignore[misc]
    """Registers the processor."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Register."""
        md.treeprocessors.register(HeadingIds(md), "recap_heading_ids", _AFTER_TOC)


def makeExtension(**options: Any) -> HeadingIdsExtension:  # noqa: N802
    """Return the extension, as Python-Markdown asks for it."""
    return HeadingIdsExtension(**options)
