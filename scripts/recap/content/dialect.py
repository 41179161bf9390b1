"""Markdown as GitHub reads it, rewritten for Python-Markdown: empty lines between blocks, nesting by four spaces.

The block structure is that of CommonMark 0.31 with GitHub's tables and alerts, and our own containers: `!!!`, `???`,
`===`, footnotes. A text that both read alike stays as it is. No line is moved, so each knows its place in the source.
"""

import functools
import re

from recap.content.block_reader import Reader, Reading
from recap.core.text import fold

_SIGN = re.compile(r"[-*+>#=|`~<\\!?\[\t]|^ *\d+[.)]|^ {4}", re.MULTILINE)
"""What a text must contain for its reading to change anything."""


def rewritten(source: str, title: str = "") -> str:
    """Return a text for Python-Markdown; `title` is that of its page."""
    return read(source, title).text if _SIGN.search(source) else source


def read(source: str, title: str = "") -> Reading:
    """Read a text. The last ones are kept, for every rule asks for the same; whoever gets one must not change it.

    Left out are a first heading that repeats the title of the page, and footnotes that nothing calls. All headings are
    one level lower if one is of the first, which is the title's.
    """
    return _read(source, title)


@functools.lru_cache(maxsize=8)
def _read(source: str, title: str) -> Reading:
    reading = Reader().read(source)
    unused = {label for _, label in reading.notes} - reading.calls
    title_line = repeated_title(reading, title)
    levels = (heading.level for heading in reading.headings if heading.line != title_line)
    shift = int(1 in levels)
    return Reader(shift, unused, title_line).read(source) if shift or unused or title_line is not None else reading


def repeated_title(reading: Reading, title: str) -> int | None:
    """Return the line of a first heading that only repeats the title of the page."""
    first = next(iter(reading.headings), None)
    repeats = first and first.level == 1 + reading.shift and title and fold(first.text) == fold(title)
    return first.line if first and repeats else None
