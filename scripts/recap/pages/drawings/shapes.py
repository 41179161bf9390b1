"""What all drawings share: their width, and the shapes that `drawings.html` prints as SVG.

A drawing holds numbers, letters, dates and short labels alone: titles and names, whose width nobody knows, stand in the
table next to it. One unit is a CSS pixel, so that a drawing fits a screen of 320 (WCAG 1.4.10) without being shrunk.
"""

from collections.abc import Iterable

from recap.pages.context import Data

WIDTH = 280
ROW = 28
"""Distance between rows, more than the 24 pixels that a target needs (WCAG 2.5.8)."""


def segment(kind: str, start: tuple[float, float], end: tuple[float, float]) -> Data:
    """Return a straight line between two points; `kind` is what its class says of it."""
    (x1, y1), (x2, y2) = start, end
    return _shape("line", kind, x1=x1, y1=y1, x2=x2, y2=y2)


def circle(kind: str, centre: tuple[float, float], radius: float, title: str | None = None) -> Data:
    """Return a circle; `title` is what it says when one points at it."""
    return _shape("circle", kind, cx=centre[0], cy=centre[1], r=radius) | {"title": title}


def label(kind: str, start: tuple[float, float], value: str) -> Data:
    """Return a text on one line, whose base line starts at a point."""
    return _shape("text", kind, x=start[0], y=start[1]) | {"text": value}


def link(url: str, title: str, *inside: Data) -> Data:
    """Return shapes that lead to a page, called by its title."""
    return {"tag": "a", "url": url, "title": title, "inside": [*inside]}


def track(x: float, top: float, bottom: float) -> list[Data]:
    """Return the main line from top to bottom: dark edges, and its colour between them."""
    return [segment(kind, (x, top), (x, bottom)) for kind in ("casing", "track")]


def picture(says: str, height: float, shapes: Iterable[Data], width: int = WIDTH) -> Data:
    """Return a drawing; `says` is its name for screen readers, which read the table for the rest.

    One with links is a group (WAI-ARIA 1.2): what is inside an `img` cannot be reached.
    """
    drawn = [*shapes]
    role = "group" if any("url" in each for each in drawn) else "img"
    return {"label": says, "role": role, "width": width, "height": f"{height:g}", "shapes": drawn}


def letter(place: int) -> str:
    """Return the letter of a line: A for the first, 0."""
    return chr(ord("A") + place)


def _shape(tag: str, kind: str, **numbers: float) -> Data:
    return {"tag": tag, "kind": kind, "attributes": [[key, f"{round(value, 1):g}"] for key, value in numbers.items()]}
