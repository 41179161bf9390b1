"""Python-Markdown made faster: a page is not searched for syntax whose sign it does not contain.

Python-Markdown tries every processor on every piece of a text; of a page of ours, most of which is generated lists, a
third of them can match. With other extensions than those below nothing is left out, because what they need is unknown.
"""

import functools
from collections.abc import Iterator, Mapping
from typing import Any

from markdown import Markdown
from markdown.util import ETX, STX, Registry

from recap.content.markdown_extensions import BUILT_IN, EXTENSIONS

_SOURCE = {"fenced_code_block": "``` ~~~", "html_block": "< &"}
"""Name of a preprocessor -> signs of which it needs one."""
_BLOCKS = {"abbr": "*[", "admonition": "!!!", "details": "???", "footnote": "[^", "quote": ">", "reference": "]:",
           "tabbed": "===", "table": "|"}  # fmt: skip
"""Name of a block processor -> a sign without which it does nothing."""
_INLINE = {"autolink": "<", "automail": "<", "backtick": "`", "delimiter": "~", "em_strong": "* _", "entity": "&",
           "escape": "\\", "footnote": "[^", "html": "<", "image_link": "![", "image_reference": "]:", "link": "](",
           "magic-link": ":// www. WWW. Www.", "magic-mail": "@", "reference": "]:", "short_image_ref": "]:",
           "short_reference": "]:"}  # fmt: skip
"""Name of an inline pattern -> a sign without which it does nothing, or several, of which it needs one."""
_SIGNS = {sign for signs in (*_SOURCE.values(), *_BLOCKS.values(), *_INLINE.values()) for sign in signs.split()}


class Prefilter:
    """Selects the processors of a Markdown object for one text after another."""

    def __init__(self, markdown: Markdown) -> None:
        processors = markdown.preprocessors
        self._source = [(processors[name], {*signs.split()}) for name, signs in _SOURCE.items() if name in processors]
        self._parser, self._patterns = markdown.parser, markdown.inlinePatterns
        self._blocks = self._parser.blockprocessors
        self._toc: Any = markdown.treeprocessors["toc"]
        self._inline: Any = markdown.treeprocessors["inline"]
        self._marker = self._toc.marker
        self._selected = functools.cache(self._select)

    @staticmethod
    def is_possible(extensions: list[str]) -> bool:
        """Return True if all extensions are known."""
        return {*BUILT_IN, *EXTENSIONS}.issuperset(extensions)

    def select(self, text: str) -> None:
        """Select the processors that a text may need, before it is converted."""
        # Removing the two characters, which are its own, Python-Markdown may join signs that they separated.
        known = STX not in text and ETX not in text
        absent = frozenset(sign for sign in _SIGNS if sign not in text) if known else frozenset()
        for preprocessor, signs in self._source:  # others ask for one by its name: it must stay there
            if signs <= absent:
                preprocessor.run = _unchanged
            else:
                vars(preprocessor).pop("run", None)
        self._parser.blockprocessors, self._inline.inlinePatterns = self._selected(absent)
        self._toc.marker = "" if known and self._marker not in text else self._marker

    def _select(self, absent: frozenset[str]) -> tuple[Any, Any]:
        return [*_needed(self._blocks, _BLOCKS, absent)], [*_needed(self._patterns, _INLINE, absent)]


def _unchanged(lines: list[str]) -> list[str]:
    return lines


def _needed(processors: Registry[Any], signs: Mapping[str, str], absent: frozenset[str]) -> Iterator[Any]:
    """Yield the processors, in their order, whose signs are not absent."""
    names = {id(processors[name]): name for name in signs if name in processors}
    unneeded = {name for name, any_of in signs.items() if absent.issuperset(any_of.split())}
    return (each for each in processors if names.get(id(each)) not in unneeded)
