"""The option `palette`: a site's own colours for the tokens of the theme, checked for contrast."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from recap.content.document import Document
from recap.content.theme_files import TOKENS, package_theme
from recap.core.diagnostics import Diagnostic
from recap.core.text import shortened, slug

SCHEMES = ("light", "dark")
TOPIC_COLOURS = 6
"""Number of colours that topics take: tokens `topic-1` to `topic-6`."""
_TOPICS = tuple(f"topic-{number}" for number in range(1, TOPIC_COLOURS + 1))
TEXTS = (
    *((ink, paper) for ink in ("ink", "ink-soft", "link") for paper in ("paper", "raised", "tint")),
    ("sign-ink", "sign"), ("sign-soft", "sign"), ("on-line", "line"), ("paper", "ink"),
    *(("topic-ink", topic) for topic in _TOPICS),
)  # fmt: skip
"""Colours of text and what is behind them: 4.5 to 1 (WCAG 1.4.3)."""
DRAWN = (
    ("edge", "paper"), ("node-edge", "paper"), ("line", "casing"), ("sign-line", "sign"), ("container", "paper"),
    ("focus", "paper"), ("focus", "tint"),
)  # fmt: skip
"""Colours of what is drawn and what is behind them: 3 to 1 (WCAG 1.4.11)."""
_INKS = ("#ffffff", "#000000")
"""One of these has 4.5 to 1 with any colour."""
_COLOUR = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
_BLOCK = re.compile(r"{([^{}]*--recap-paper:[^{}]*)}")
_TOKEN = re.compile(r"--recap-([\w-]+): *(#[0-9a-f]{6});")


@dataclass(frozen=True)
class Palette:
    """Colours that a site sets; empty mappings leave those of the theme."""

    light: Mapping[str, str] = field(default_factory=dict)
    """Name of a token without `--recap-` -> `#rrggbb`."""
    dark: Mapping[str, str] = field(default_factory=dict)
    """The same in the dark scheme."""
    topics: Mapping[str, int] = field(default_factory=dict)
    """Id of a topic that has no broader one -> number of its colour, from 1."""


def read_palette(written: Any, place: tuple[str | int, ...], document: Document) -> tuple[Palette, list[Diagnostic]]:
    """Return the palette that an option gives, and its diagnostics; what is not valid is left out."""
    if not isinstance(written, dict):
        wrong = document.diagnostic("E116.mapping", *place, key="palette", value=shortened(written or ""))
        return Palette(), [wrong] if written else []
    known, diagnostics = (*SCHEMES, "topics"), []
    diagnostics += [document.unknown_key(known, *place, key) for key in written if key not in known]
    schemes: dict[str, dict[str, str]] = {name: {} for name in SCHEMES}
    for scheme, colours in schemes.items():
        for token, value in _entries(written.get(scheme)):
            if token not in theme_colours()["light"]:
                diagnostics.append(document.unknown_key(theme_colours()["light"], *place, scheme, token))
            elif not (isinstance(value, str) and _COLOUR.fullmatch(value)):
                wrong = document.diagnostic(
                    "E116.colour", *place, scheme, token, key=token, value=shortened(value or "")
                )
                diagnostics.append(wrong)
            else:
                colours[token] = _in_full(value)
    numbers: dict[str, int] = {}
    for topic, value in _entries(written.get("topics")):
        if slug(topic) != topic:
            diagnostics.append(document.key_diagnostic("E116.id", *place, "topics", topic, key="topics", value=topic))
        elif value in map(str, range(1, TOPIC_COLOURS + 1)):
            numbers[topic] = int(value)
        else:
            args = {"value": shortened(value or ""), "key": topic, "most": TOPIC_COLOURS}
            diagnostics.append(document.diagnostic("E116.topic_colour", *place, "topics", topic, **args))
    for scheme, name, args in _low_contrasts(schemes):
        diagnostics.append(document.diagnostic("W123", *place, scheme, name, **args))
    return Palette(schemes["light"], schemes["dark"], numbers), diagnostics


def _low_contrasts(schemes: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield scheme, token and arguments of W123 for each pair with a colour of the site that is hard to see."""
    for scheme, own in schemes.items():
        light = theme_colours()["light"] | dict(schemes["light"])
        colours = light if scheme == "light" else light | theme_colours()["dark"] | dict(own)
        for pairs, least in ((TEXTS, 4.5), (DRAWN, 3.0)):
            for front, back in pairs:
                ratio = contrast(colours[front], colours[back])
                if ratio < least and (name := next((each for each in (front, back) if each in own), None)):
                    yield scheme, name, {"front": front, "back": back, "ratio": f"{ratio:.1f}", "least": f"{least:g}"}


@cache
def theme_colours() -> dict[str, dict[str, str]]:
    """Return the colours of our theme: scheme -> token -> `#rrggbb`; the dark ones replace some of the light ones."""
    folder = package_theme()
    tokens = (folder / TOKENS).read_text("utf-8") if folder else ""
    found = [dict(_TOKEN.findall(block)) for block in _BLOCK.findall(tokens)]
    return dict(zip(SCHEMES, (*found[:2], {}, {}), strict=False))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21, as WCAG 2.2 defines it."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def label_colours(colour: str, palette: Palette) -> dict[str, tuple[str, str]]:
    """Return scheme -> colour of a label and of the text on it, for a colour that somebody chose: a track's.

    The label is made darker or lighter until it has 3 to 1 with the page (WCAG 1.4.11); its text has 4.5 to 1 (1.4.3).
    """
    found, colours = {}, theme_colours()["light"] | dict(palette.light)
    for scheme in SCHEMES:
        if scheme == "dark":
            colours |= {**theme_colours()["dark"], **palette.dark}
        papers, label, share = [colours["paper"], colours["raised"]], colour, 0
        goal = max(_INKS, key=lambda ink: min(contrast(ink, paper) for paper in papers))
        while share < 10 and any(contrast(label, paper) < 3.0 for paper in papers):
            share += 1
            label = _mixed(colour, goal, share / 10)
        found[scheme] = label, next(ink for ink in _INKS if contrast(label, ink) >= 4.5)
    return found


def _mixed(one: str, other: str, share: float) -> str:
    """Return a colour with some share, from 0 to 1, of another one."""
    pairs = ((int(one[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(own + (its - own) * share):02x}" for own, its in pairs)


def _luminance(colour: str) -> float:
    """Return the relative luminance of sRGB, from 0 to 1."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _in_full(colour: str) -> str:
    colour = colour.lower()
    return colour if len(colour) == len("#rrggbb") else "#" + "".join(each * 2 for each in colour[1:])


def _entries(value: Any) -> Iterator[tuple[str, Any]]:
    yield from (value if isinstance(value, dict) else {}).items()
