"""The palette: what stands twice says the same twice, and contrasts are enough (WCAG 1.4.3, 1.4.11)."""

from __future__ import annotations

import re

import pytest

from recap.content.palette import DRAWN, TEXTS, contrast, theme_colours
from tests.site_fixtures import ROOT

TOKENS = (ROOT / "overrides/assets/recap/tokens.css").read_text("utf-8")
BLOCKS = [dict(re.findall(r"--recap-([\w-]+): *(#[0-9a-f]{6});", block)) for block in re.findall(r"{([^{}]*)}", TOKENS)]
LIGHT, DARK, CHOSEN = (block for block in BLOCKS if "paper" in block)


def test_dark_is_the_same_whether_chosen_or_the_systems() -> None:
    assert DARK == CHOSEN
    assert set(DARK) < set(LIGHT)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrasts(scheme: str) -> None:
    """Text has 4.5 to 1, what is drawn 3 to 1, in both schemes."""
    colours = LIGHT if scheme == "light" else LIGHT | DARK
    for pairs, least in ((TEXTS, 4.5), (DRAWN, 3.0)):
        for one, other in pairs:
            assert contrast(colours[one], colours[other]) >= least, (one, other)


def test_the_check_knows_the_colours() -> None:
    """The tokens that the option `palette` may change are those of the stylesheet, with their values."""
    assert theme_colours() == {"light": LIGHT, "dark": DARK}
