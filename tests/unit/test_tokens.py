"""The palette: what stands twice says the same twice, and contrasts are enough (WCAG 1.4.3, 1.4.11)."""

from __future__ import annotations

import re

import pytest

from tests.site_fixtures import ROOT

TOKENS = (ROOT / "overrides/assets/recap/tokens.css").read_text("utf-8")
BLOCKS = [dict(re.findall(r"--recap-([\w-]+): *(#[0-9a-f]{6});", block)) for block in re.findall(r"{([^{}]*)}", TOKENS)]
LIGHT, DARK, CHOSEN = (block for block in BLOCKS if "paper" in block)


def test_dark_is_the_same_whether_chosen_or_the_systems() -> None:
    assert DARK == CHOSEN
    assert set(DARK) < set(LIGHT)


def luminance(colour: str) -> float:
    """Relative luminance of sRGB, from 0 to 1, as WCAG 2.2 defines it."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


TEXTS = [(ink, paper) for ink in ("ink", "ink-soft", "link") for paper in ("paper", "raised", "tint")]
TEXTS += [("sign-ink", "sign"), ("sign-soft", "sign"), ("on-line", "line"), ("paper", "ink")]
TEXTS += [("topic-ink", name) for name in LIGHT if name.startswith("topic-") and name != "topic-ink"]
DRAWN = [("edge", "paper"), ("node-edge", "paper"), ("line", "casing"), ("sign-line", "sign"), ("container", "paper")]
DRAWN += [("focus", "paper"), ("focus", "tint")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrasts(scheme: str) -> None:
    """Text has 4.5 to 1, what is drawn 3 to 1, in both schemes."""
    colours = LIGHT if scheme == "light" else LIGHT | DARK
    for pairs, least in ((TEXTS, 4.5), (DRAWN, 3.0)):
        for one, other in pairs:
            high, low = sorted((luminance(colours[one]), luminance(colours[other])), reverse=True)
            assert (high + 0.05) / (low + 0.05) >= least, (one, other)
