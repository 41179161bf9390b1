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
from recap.core.svg import read_diagram
from recap.site.glossary import Terms

_IMAGE = re.compile(r"(<p>)?<img ([^>]*?)\s*/?>(?(1)</p>)")
"""A picture, with the paragraph around it if it stands alone."""
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')


def postprocess_html(html: str, url: str, docs: Path, terms: Terms | None, words: Mapping[str, str]) -> str:
    """Return the HTML of a body as its page shows it; `url` is that of the page, from the root of the site."""
    if "<img " in html:
        html = _IMAGE.sub(partial(_picture, docs / posixpath.dirname(url), docs, words, Counter[str]()), html)
    if "<table>" in html:
        html = html.replace("<table>", '<div class="recap-scroll"><table>').replace("</table>", "</table></div>")
        # Python-Markdown aligns columns by style attributes, which a strict Content Security Policy refuses.
        html = re.sub(r' style="text-align: (\w+);"', r' class="recap-\1"', html)
    return terms.link(html, url) if terms else html


def _picture(folder: Path, docs: Path, words: Mapping[str, str], names: Counter[str], match: re.Match[str]) -> str:
    """Return a picture with its size, in a figure if it stands alone; a diagram is inlined.

    `names` counts diagrams of the same name, so that each gets ids of its own.
    """
    attributes = {name: unescape(value) for name, value in _ATTRIBUTE.findall(match[2])}
    path = (folder / unquote(attributes.get("src", ""))).resolve()
    if not (path.is_file() and path.is_relative_to(docs.resolve())):
        return match[0]
    diagram = None
    if path.suffix == ".svg":
        name = text.slug(path.stem)
        names[name] += 1
        own = f"{name}_{names[name]}" if names[name] > 1 else name
        diagram = read_diagram(path.read_bytes(), attributes.get("alt", ""), own)
    markup = diagram.markup if diagram else f'<img {match[2]}{_size(path)} loading="lazy">'
    if not match[1]:
        return markup
    caption = escape(attributes.get("title", ""))
    if diagram and diagram.words:
        caption += f"<details><summary>{escape(words['in_words'])}</summary><p>{escape(diagram.words)}</p></details>"
    caption = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f'<figure class="recap-figure">{markup}{caption}</figure>'


def _size(path: Path) -> str:
    """Return width and height as attributes, to avoid layout shifts; empty if they are unknown."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(path) as image:
            return f' width="{image.width}" height="{image.height}"'
    except (UnidentifiedImageError, OSError):
        return ""
