"""HTML of a page as other programs get it: without what only our own style sheet and script understand."""

from html import escape
from html.parser import HTMLParser

_OURS = frozenset({"class", "id", "style", "tabindex", "role", "hidden", "name"})
"""Attributes that speak to our style sheet, script or anchors; so do those of `aria-…`, `data-…` and `on…`."""
_TOOLS = frozenset({"button", "svg", "script", "style", "template"})
"""Elements that are left out with what is in them."""
_HEADING_LINK = "recap-permalink"
"""Class of the link at a heading (`site.heading_links`): the page that it is for is not open in a feed."""
_EMPTY = frozenset({"br", "col", "hr", "img", "input", "source", "track", "wbr"})


def plain_html(html: str) -> str:
    """Return HTML with the same text and fewer attributes: links, sizes, languages and titles stay.

    A `span` or `div` without an attribute that stays is left out, and its content stays. A drawing that stands in the
    page becomes a picture again. `html` is what our templates and Markdown make: each element is closed. RFC 4287,
    4.1.3.3: it should be what may stand within a `div`.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return "".join(reader.parts)


class _Reader(HTMLParser):
    """Copies what it reads into `parts`."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.parts: list[str] = []
        self._left_out = 0  # number of open elements within one that is left out, itself among them
        self._open: list[bool] = []  # whether each open span or div was written

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._left_out or tag in _TOOLS or ("class", _HEADING_LINK) in attrs:
            if not self._left_out:
                self.parts.append(_drawing(dict(attrs)))
            self._left_out += tag not in _EMPTY
            return
        kept = [
            (name, value)
            for name, value in attrs
            if name not in _OURS and not name.startswith(("aria-", "data-", "on"))
        ]
        if tag in ("span", "div"):
            self._open.append(bool(kept))
            if not kept:
                return
        written = "".join(f" {name}" if value is None else f' {name}="{escape(value)}"' for name, value in kept)
        self.parts.append(f"<{tag}{written}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._left_out or tag in _TOOLS:
            return
        self.handle_starttag(tag, attrs)
        if tag not in _EMPTY:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._left_out:
            self._left_out -= tag not in _EMPTY
        elif tag not in ("span", "div") or (self._open and self._open.pop()):
            self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self._keep(data)

    def handle_entityref(self, name: str) -> None:
        self._keep(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._keep(f"&#{name};")

    def _keep(self, text: str) -> None:
        if not self._left_out:
            self.parts.append(text)


def _drawing(attributes: dict[str, str | None]) -> str:
    """Return the picture of a drawing that knows its file (`data-src`); empty for every other element."""
    if not (address := attributes.get("data-src")):
        return ""
    shown = {"src": address, "alt": attributes.get("aria-label") or ""}
    shown |= {name: value for name in ("width", "height") if (value := attributes.get(name))}
    return "<img" + "".join(f' {name}="{escape(value)}"' for name, value in shown.items()) + ">"
