"""HTML after Markdown: inline diagrams, sizes of pictures, boxes around tables, glossary links.

Python-Markdown writes no raw `<` or `>` in attributes, so regular expressions find the pieces. Independent of the
engine.
"""

import posixpath
import re
from collections import Counter
from collections.abc import Mapping
from functools import partial
from html import escape, unescape
from pathlib import Path
from urllib.parse import unquote

from recap.core import text
from recap.core.filesystem import MAX_FILE_BYTES, open_file
from recap.core.picture_pieces import CutPictureError
from recap.core.pictures import describe
from recap.core.svg import read_diagram
from recap.site.glossary import Terms

_IMAGE = re.compile(r"(<p>)?<img ([^>]*?)\s*/?>(?(1)</p>)")
"""A picture, with the paragraph around it if it stands alone."""
_NOTE = re.compile(
    r'(?P<head><(?:div class="admonition |details class=")(?P<kind>[^"]*)"[^>]*>'
    r'\s*<(?:p class="admonition-title"|summary)>)'
    r"(?P<title>[^<]*)"
)
_TASK = re.compile("<li>(\\s*(?:<p>)?[\u2610\u2611] )")
"""An item of a list of tasks, as `content.dialect` writes it."""
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
"""Letters of Hebrew, Arabic and other scripts that run from right to left (Unicode TR 9)."""
_DIRECTED = re.compile(
    r"<((?:a|blockquote|caption|dd|dt|figcaption|h[1-6]|li|p|summary|td|th)(?:\s(?:(?!\sdir=)[^<>])*)?)(?<!/)>"
)
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')


def postprocess_html(
    html: str, url: str, docs: Path, terms: Terms | None, words: Mapping[str, str], *, is_rtl: bool = False
) -> str:
    """Return the HTML of a body as its page shows it; `url` is that of the page, from the root of the site.

    Where texts of both directions may meet, in a site that runs from right to left (`is_rtl`) or on a page with such
    letters, each block and link has the direction of its own text.
    """
    if "<img " in html:
        html = _IMAGE.sub(partial(_picture, posixpath.dirname(url), docs, words, Counter[str]()), html)
    if "<table>" in html:
        html = html.replace("<table>", '<div class="recap-scroll"><table>').replace("</table>", "</table></div>")
        # Python-Markdown aligns columns by style attributes, which a strict Content Security Policy refuses.
        html = re.sub(r' style="text-align: (\w+);"', r' class="recap-\1"', html)
    if "admonition-title" in html or "<details class=" in html:
        html = _NOTE.sub(partial(_named_note, words), html)
    if "<li" in html and ("\u2610" in html or "\u2611" in html):
        html = _TASK.sub(r'<li class="recap-task">\1', html)
    if terms:
        html = terms.link(html, url)
    return _DIRECTED.sub(r'<\1 dir="auto">', html) if is_rtl or _RIGHT_TO_LEFT.search(html) else html


def _named_note(words: Mapping[str, str], match: re.Match[str]) -> str:
    """Return the head of a note without a title of its own, named in the language of the site."""
    kind = match["kind"].partition(" ")[0]
    name = words.get(f"note_{kind}") if match["title"] == kind.capitalize() else None
    return match["head"] + (name or match["title"])


def _picture(folder: str, docs: Path, words: Mapping[str, str], names: Counter[str], match: re.Match[str]) -> str:
    """Return a picture with its size, in a figure if it stands alone; a diagram is inlined.

    `folder` is that of the page, below `docs`; `names` counts diagrams of the same name, so that each gets ids of its
    own.
    """
    attributes = {name: unescape(value) for name, value in _ATTRIBUTE.findall(match[2])}
    src_uri = posixpath.normpath(posixpath.join(folder, unquote(attributes.get("src", ""))))
    diagram, size = None, ""
    try:
        with open_file(docs / src_uri, docs, MAX_FILE_BYTES) as file:
            if src_uri.endswith(".svg"):
                name = text.slug(posixpath.basename(src_uri).removesuffix(".svg"))
                names[name] += 1
                own = f"{name}_{names[name]}" if names[name] > 1 else name
                diagram = read_diagram(file.read(), attributes.get("alt", ""), own)
            else:
                size = _size(file.read())
    except (OSError, ValueError):  # ValueError: an address that is no path
        return match[0]
    markup = f'<img {match[2]}{size} loading="lazy">'
    if diagram:  # feeds have the picture instead, by this address
        markup = diagram.markup.replace("<svg", f'<svg data-src="{escape(attributes["src"])}"', 1)
    if not match[1]:
        return markup
    caption = escape(attributes.get("title", ""))
    if diagram and diagram.words:
        caption += f"<details><summary>{escape(words['in_words'])}</summary><p>{escape(diagram.words)}</p></details>"
    caption = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f'<figure class="recap-figure">{markup}{caption}</figure>'


def _size(raw: bytes) -> str:
    """Return width and height of a picture as it is published, to avoid layout shifts; empty if they are unknown."""
    try:
        width, height = describe(raw).published_size
    except (CutPictureError, LookupError):
        return ""
    return f' width="{width}" height="{height}"'
