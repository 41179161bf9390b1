"""The map of a large conference: its themes, and how many talks each two of them share, from the site's figures."""

import math
from collections import Counter

from recap.catalogue.models import Event
from recap.pages.components import item_link
from recap.pages.context import Context, Data
from recap.pages.drawings.shapes import WIDTH, circle, label, letter, picture, segment

MAX_THEMES = 10
"""Number of themes that are drawn: those that share most talks with others."""
_WIDEST, _BADGE = 48, 11
"""Widest distance between themes; radius of the circle that bears the letter of one."""


def data(context: Context, event: Event) -> Data:
    """Return the map of the themes as `theme_map`; empty where no talk belongs to two of them."""
    start = f"{event.id}/"
    figures = context.catalogue.figures["theme_pairs"]
    found = {tuple(key.split("/")[1:]): number for key, number in figures.items() if key.startswith(start)}
    shared = Counter[str]()
    for (one, other), number in found.items():
        shared.update({one: number, other: number})
    chosen = sorted(shared, key=lambda key: (-shared[key], key))[:MAX_THEMES]
    links = {
        key: item_link(context.catalogue.topics[key]) | {"letter": letter(place), "theme": key}
        for place, key in enumerate(chosen)
    }
    pairs = [(one, other, number) for (one, other), number in found.items() if one in links and other in links]
    if not pairs:
        return {}
    pairs = [(*sorted(pair[:2], key=chosen.index), pair[2]) for pair in pairs]
    pairs.sort(key=lambda pair: (-pair[2], chosen.index(pair[0]), chosen.index(pair[1])))
    count, words = context.language.count, context.words
    return {
        "theme_map": {
            "text": words["map_themes_text"],
            "picture": _picture(context, words["map_themes_label"].format(number=len(chosen)), chosen, pairs),
            "pairs": [
                {"themes": [links[one], links[other]], "number": count("talks", number)} for one, other, number in pairs
            ],
        }
    }


def _picture(context: Context, says: str, chosen: list[str], pairs: list[tuple[str, str, int]]) -> Data:
    """Return a table of distances: a circle where the column of a theme meets the row of another."""
    most, count = max(number for *_, number in pairs), context.language.count
    step = min(_WIDEST, WIDTH // len(chosen))
    places = {key: (letter(place), step * (place + 0.5)) for place, key in enumerate(chosen)}
    (_, first), (_, last) = places[chosen[0]], places[chosen[-1]]
    shapes = []
    for _, at in places.values():
        shapes += [segment("guide", (first, at), (at, at)), segment("guide", (at, at), (at, last))]
    for one, other, number in pairs:
        (name, x), (other_name, y) = places[one], places[other]
        size = max(3, 0.4 * step * math.sqrt(number / most))
        shapes.append(circle("shared", (x, y), size, f"{name} × {other_name}, {count('talks', number)}"))
    for key, (name, at) in places.items():
        shapes += [circle(f"theme recap-topic--{key}", (at, at), _BADGE), label("theme-letter", (at, at + 4.5), name)]
    return picture(says, step * len(chosen), shapes)
