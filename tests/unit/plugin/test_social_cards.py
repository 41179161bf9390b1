"""The picture that a shared link shows."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from recap.plugin import social_cards as social
from recap.plugin.social_cards import Card

CARD = Card("Un titre", "Ana Foo, Acme", "Rencontre 2026, vendredi 1er mai 2026", "Recap")
COLOURS = ("#14224a", "#ffffff", "#ffd21f")


def opened(card: Card, palette: tuple[str, str, str] = COLOURS) -> Image.Image:
    """The picture of a card."""
    return Image.open(io.BytesIO(social.draw(card, palette)))


def test_it_is_a_small_palette_png_of_the_right_size() -> None:
    raw = social.draw(CARD, COLOURS)
    image = Image.open(io.BytesIO(raw))
    assert (image.format, image.mode, image.size) == ("PNG", "P", (1200, 630))
    assert len(raw) < 30_000
    colours = image.convert("RGB").getcolors()
    assert colours
    assert len(colours) <= 17
    assert {(0x14, 0x22, 0x4A), (255, 255, 255), (0xFF, 0xD2, 0x1F)} <= {colour for _, colour in colours}


def test_its_colours_are_those_of_the_tokens() -> None:
    tokens = ":root { --recap-sign: #402000; --recap-sign-ink: #fffff0; --recap-sign-soft: #111111;\n"
    dark = "--recap-sign-line: #00ff00; } .dark { --recap-sign: #999999; }"
    palette = social.colours(tokens + dark)
    assert palette == ("#402000", "#fffff0", "#00ff00")
    assert opened(CARD, palette).convert("RGB").getpixel((0, 0)) == (0x40, 0x20, 0)
    assert social.colours("") == COLOURS


@pytest.mark.parametrize(
    "title",
    ["x", "Anticonstitutionnellement " * 12, "W" * 150, "Un titre tout à fait ordinaire, " * 4, " ".join("ab" * 40)],
)
def test_no_title_leaves_the_picture(title: str) -> None:
    """Whatever the title, nothing is drawn in the margins at the right and below."""
    image = opened(Card(title, "Ana Foo, " * 60, "là " * 90, "Recap")).convert("L")
    background = image.getpixel((0, 0))
    margin = image.crop((1135, 0, 1200, 630)).getcolors()
    below = image.crop((130, 575, 1200, 630)).getcolors()
    assert [colour for _, colour in margin or []] == [background]
    assert [colour for _, colour in below or []] == [background]


def test_each_text_is_drawn() -> None:
    """Leaving out any of its texts gives another picture."""
    parts = ["Un titre", "Ana Foo", "Rencontre", "Recap"]
    drawn = {
        social.draw(Card(*(" " if place == left else part for place, part in enumerate(parts))), COLOURS)
        for left in range(5)
    }
    assert len(drawn) == 5


def test_a_picture_is_drawn_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = social.draw_cached(CARD, COLOURS, tmp_path / "cache")
    assert first
    monkeypatch.setattr(social, "draw", lambda *_: pytest.fail("drawn again"))
    assert social.draw_cached(CARD, COLOURS, tmp_path / "cache") == first
    assert [path.name for path in first.parent.iterdir()] == [first.name]


def test_another_text_or_colour_is_another_picture(tmp_path: Path) -> None:
    other = Card("Un autre", CARD.who, CARD.where, CARD.site)
    found = {
        social.draw_cached(CARD, COLOURS, tmp_path),
        social.draw_cached(other, COLOURS, tmp_path),
        social.draw_cached(CARD, ("#000000", *COLOURS[1:]), tmp_path),
    }
    assert len(found) == 3


@pytest.mark.parametrize(
    ("text", "drawn"), [("Ça et là, œuvre « Łódź » Ωδή Живаго…", True), ("容器", False), ("مرحبا", False)]
)
def test_a_letter_that_the_font_lacks_is_not_drawn_as_a_box(tmp_path: Path, text: str, drawn: bool) -> None:
    assert (social.draw_cached(Card(text, "", "", "Recap"), COLOURS, tmp_path) is not None) is drawn
