"""The picture that a shared link shows."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from recap.cards import store as stored
from recap.cards.drawing import COVER, SHARED, Card, Layout, colours, draw
from recap.cards.store import SocialCardStore
from recap.core import private_folder

CARD = Card("Un titre", "Ana Foo, Acme", "Rencontre 2026, vendredi 1er mai 2026", "Recap")
COLOURS = ("#14224a", "#ffffff", "#ffd21f")


def opened(card: Card, palette: tuple[str, str, str] = COLOURS, layout: Layout = SHARED) -> Image.Image:
    """The picture of a card."""
    return Image.open(io.BytesIO(draw(card, palette, layout)))


def test_it_is_a_small_palette_png_of_the_right_size() -> None:
    raw = draw(CARD, COLOURS)
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
    palette = colours(tokens + dark, {})
    assert palette == ("#402000", "#fffff0", "#00ff00")
    assert opened(CARD, palette).convert("RGB").getpixel((0, 0)) == (0x40, 0x20, 0)
    assert colours("", {}) == COLOURS
    assert colours(tokens, {"sign": "#123456"})[:2] == ("#123456", "#fffff0")


@pytest.mark.parametrize(
    "title",
    ["x", "Anticonstitutionnellement " * 12, "W" * 150, "Un titre tout à fait ordinaire, " * 4, " ".join("ab" * 40)],
)
@pytest.mark.parametrize("layout", [SHARED, COVER])
def test_no_title_leaves_the_picture(title: str, layout: Layout) -> None:
    """Whatever the title, nothing is drawn in the margins at the right and below, and nothing over the site's name."""
    words = Card(title, "Ana Foo, " * 60, "là " * 90, "Recap")
    image = opened(words, layout=layout).convert("L")
    (width, height), margin_width, name = layout.size, layout.margin - 8, layout.text + 2
    background = image.getpixel((0, 0))
    margin = image.crop((width - margin_width, 0, width, height)).getcolors()
    below = image.crop((layout.left - 50, height - layout.margin + name // 2, width, height)).getcolors()
    foot = (layout.left, height - layout.margin - name, width, height)
    alone = opened(Card("", "", "", "Recap"), layout=layout).convert("L")
    assert image.crop(foot).tobytes() == alone.crop(foot).tobytes()
    assert [colour for _, colour in margin or []] == [background]
    assert [colour for _, colour in below or []] == [background]


def test_each_text_is_drawn() -> None:
    """Leaving out any of its texts gives another picture."""
    parts = ["Un titre", "Ana Foo", "Rencontre", "Recap"]
    drawn = {
        draw(Card(*(" " if place == left else part for place, part in enumerate(parts))), COLOURS) for left in range(5)
    }
    assert len(drawn) == 5


def store(folder: Path | None, tokens: str = "") -> SocialCardStore:
    """The cards of a site with a stylesheet, kept in a folder."""
    if folder is None:
        return SocialCardStore(None, {}, None)
    (folder.parent / "tokens.css").write_text(tokens, "utf-8")
    return SocialCardStore(folder.parent / "tokens.css", {}, folder)


def test_a_picture_is_drawn_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A later build finds it, whichever folder the state has moved to."""
    first = store(tmp_path / "social").draw_cached(CARD)
    assert first
    shutil.copytree(tmp_path / "social", tmp_path / "copy")
    monkeypatch.setattr(stored, "draw", lambda *_: pytest.fail("drawn again"))
    kept = store(tmp_path / "social")
    assert kept.draw_cached(CARD) == kept.draw_cached(CARD) == first
    assert store(tmp_path / "copy").draw_cached(CARD) == tmp_path / "copy" / first.name
    assert [path.name for path in first.parent.iterdir()] == [first.name]
    assert first.stat().st_mode & 0o777 == 0o600


def test_another_text_or_colour_is_another_picture(tmp_path: Path) -> None:
    other = Card("Un autre", CARD.who, CARD.where, CARD.site)
    found = {
        store(tmp_path / "social").draw_cached(CARD),
        store(tmp_path / "social").draw_cached(other),
        store(tmp_path / "social", "--recap-sign: #000000;").draw_cached(CARD),
    }
    assert len(found) == 3


def exchange_for_link(path: Path) -> None:
    """Put a link in the place of a file."""
    path.unlink()
    path.symlink_to(__file__)


def exchange_for_folder(path: Path) -> None:
    """Put a folder in the place of a file."""
    path.unlink()
    path.mkdir()


HARMS: dict[str, Callable[[Path], object]] = {
    "garbage": lambda path: path.write_bytes(b"<script>"),
    "empty": lambda path: path.write_bytes(b""),
    "truncated": lambda path: os.truncate(path, 99),
    "another picture": lambda path: path.write_bytes(draw(CARD._replace(title="Un faux"), COLOURS)),
    "a link": exchange_for_link,
    "gone": Path.unlink,
    "a folder": exchange_for_folder,
}


@pytest.mark.parametrize("harm", HARMS)
def test_what_is_no_more_what_was_drawn_is_drawn_again(tmp_path: Path, harm: str) -> None:
    """Whatever lies there under the name of a card, the card is what a clean build draws."""
    path = store(tmp_path / "social").draw_cached(CARD)
    assert path
    HARMS[harm](path)
    (path.parent / path.name.replace("-", "-0")).write_bytes(b"garbage that claims to be the same card")
    cards = store(tmp_path / "social")
    again = cards.draw_cached(CARD)
    assert again
    assert again.read_bytes() == draw(CARD, COLOURS)
    assert not again.is_symlink()


def test_without_a_trusted_place_pictures_are_drawn_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is none, it is a link, or its disk is full: they live as long as the site is built."""
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    (tmp_path / "elsewhere/mine.txt").touch()
    (tmp_path / "link").symlink_to("elsewhere")
    (tmp_path / "full").mkdir(mode=0o700)
    write = private_folder.write_private

    def full(path: Path, content: bytes) -> None:
        if path.parent == tmp_path / "full":
            raise OSError(28, "No space left on device")
        write(path, content)

    monkeypatch.setattr(stored, "write_private", full)
    for folder in (None, tmp_path / "link", tmp_path / "full"):
        cards = store(folder)
        path = cards.draw_cached(CARD)
        assert path
        assert path.read_bytes() == draw(CARD, COLOURS)
        assert not path.is_relative_to(tmp_path)
        cards.remove_unused(-1)
        place = path.parent
        del cards
        assert not place.exists()
    assert [path.name for path in (tmp_path / "elsewhere").iterdir()] == ["mine.txt"]


def test_unused_pictures_are_removed(tmp_path: Path) -> None:
    """Those that no page of this site has: old ones, or at once; those of a site that shares the folder stay a day."""
    cards, others = store(tmp_path / "social"), store(tmp_path / "social")
    for each, title in ((cards, "a"), (others, "b"), (others, "c")):
        own = {"kind": "talk", "card": {"title": title, "who": "", "where": ""}, "image": f"social/{title}.png"}
        each.draw(own, "Recap")
    os.utime(others.pictures["social/c.png"], (0, 0))
    (tmp_path / "social/folder").mkdir()
    cards.remove_unused()
    left = {*cards.pictures.values(), others.pictures["social/b.png"], tmp_path / "social/folder"}
    assert {*(tmp_path / "social").iterdir()} == left
    cards.remove_unused(-1)
    assert {*(tmp_path / "social").iterdir()} == {*cards.pictures.values(), tmp_path / "social/folder"}
    store(tmp_path / "missing").remove_unused()
    assert not (tmp_path / "missing").exists()


@pytest.mark.parametrize(
    ("text", "drawn"), [("Ça et là, œuvre « Łódź » Ωδή Живаго…", True), ("容器", False), ("مرحبا", False)]
)
def test_a_letter_that_the_font_lacks_is_not_drawn_as_a_box(tmp_path: Path, text: str, drawn: bool) -> None:
    assert (store(tmp_path / "social").draw_cached(Card(text, "", "", "Recap")) is not None) is drawn


def test_the_site_has_a_picture_whatever_its_letters(tmp_path: Path) -> None:
    """The home page's is drawn with the words that the font can write; another page without its letters has none."""
    words = {"title": "容器", "who": "Rencontre 2026", "where": ""}
    home, talk = ({"kind": kind, "card": words, "image": f"social/{kind}.png"} for kind in ("home", "talk"))
    cards = store(tmp_path / "social")
    for each in (home, talk):
        cards.draw(each, "Recap")
    assert [*cards.pictures] == ["social/home.png"]
    assert "image" not in talk
    assert cards.pictures["social/home.png"].read_bytes() == draw(Card("", "Rencontre 2026", "", "Recap"), COLOURS)
