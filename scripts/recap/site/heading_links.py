"""A link at each heading of a text, whose address readers copy to share a section.

It stands next to the heading, not in it: what assistive technology calls the heading stays the heading's own words
(WCAG 2.4.6). Books, feeds and search leave it out.
"""

import re
from html import escape, unescape

from recap.core import footnotes, text

LINK_CLASS = "recap-permalink"
"""Class of the link, which books and feeds leave out (downloads/markup.toml, exports/feed_html.py)."""
_HEADING = re.compile(r'<h([23]) id="([^"]+)"[^>]*>(.*?)</h\1>', re.DOTALL)


def link_headings(html: str, label: str) -> str:
    """Return the HTML of a text with a link next to each heading of the second and third level that has an id.

    `label` names a link, with `{title}` in it.
    """

    def linked(match: re.Match[str]) -> str:
        title = text.collapse(re.sub(r"<[^>]*>", "", footnotes.without_links(match[3])))
        name = escape(label.format(title=unescape(title)))
        link = f'<a class="{LINK_CLASS}" href="#{match[2]}" aria-label="{name}">#</a>'
        return f'<div class="recap-heading">{match[0]}{link}</div>'

    return _HEADING.sub(linked, html) if "<h" in html else html
