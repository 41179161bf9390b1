"""A Python-Markdown extension: no-break spaces stay in titles of links and pictures and in the table of contents.

Python-Markdown turns spaces of every kind there into ordinary ones (`RE_TITLE_CLEAN` of its
`inlinepatterns`, `strip_tags` of its `toc`). A French question mark could then begin a line.
"""

import re
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Extension, Markdown
from markdown.inlinepatterns import LinkInlineProcessor
from markdown.treeprocessors import Treeprocessor

_SPACES = re.compile(r"[ \t\r\n\f\v]")
"""Those at which a line may end."""
_AFTER_HEADING_IDS = 4
"""Priority: what comes from the names of headings is made at 5."""


class NoBreakSpaces(Treeprocessor):  # type: ignore[misc]
    """Writes the names of the table of contents as their headings have them."""

    def run(self, root: Element) -> None:  # noqa: ARG002 - the tree stays
        """Go through the names, those below others too."""
        self._restore(getattr(self.md, "toc_tokens", []))  # none without the extension `toc`

    def _restore(self, tokens: list[Any]) -> None:
        for token in tokens:
            shown = " ".join(filter(None, _SPACES.split(re.sub("<[^<>]*>", "", token["html"]))))
            if " ".join(shown.split()) == token["name"]:  # what differs in more than its spaces stays
                token["name"] = shown
            self._restore(token["children"])


class NoBreakSpacesExtension(Extension):  # type: ignore[misc]
    """Registers the processor."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Register, and give the patterns of links and pictures the ordinary spaces alone."""
        for pattern in md.inlinePatterns:
            if isinstance(pattern, LinkInlineProcessor):
                pattern.RE_TITLE_CLEAN = _SPACES
        md.treeprocessors.register(NoBreakSpaces(md), "recap_no_break_spaces", _AFTER_HEADING_IDS)


def makeExtension(**options: Any) -> NoBreakSpacesExtension:  # noqa: N802
    """Return the extension, as Python-Markdown asks for it."""
    return NoBreakSpacesExtension(**options)
