"""Footnotes in the HTML of Python-Markdown, for whatever shows a text without its links: search, names of headings."""

import re

_LINKS = re.compile(r'<sup id="fnref.*?</sup>|(?:&#160;)?<a class="footnote-backref".*?</a>', re.DOTALL)


def without_links(html: str) -> str:
    """Return HTML without the numbers that lead to footnotes and the arrows back: they would join the word before."""
    return _LINKS.sub("", html) if 'id="fnref' in html or "footnote-backref" in html else html
