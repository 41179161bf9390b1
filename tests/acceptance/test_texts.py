"""The texts of the repository's own site as readers get them: how they are set and spelt, in drawings too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from recap.core.language import AVAILABLE
from tests.spelling import known_words, misspelt, words_of
from tests.typography import slips
from tests.unit.core.test_word_lists import KEYS, words
from tests.visible import Text, texts_of


@cache
def texts(site: Path) -> list[tuple[str, Text]]:
    """Address of its page and each text of a site."""
    paths = sorted([*site.rglob("*.html"), *site.rglob("images/*.svg")])
    return [(path.relative_to(site).as_posix(), text) for path in paths for text in texts_of(path)]


def slips_of(site: Path, code: str) -> Iterator[tuple[str, str, str]]:
    """Each slip in the texts of a language, but for words in italics and titles as others wrote them."""
    for url, text in texts(site):
        if text.language == code and text.place not in ("em", "cite"):
            yield from ((url, text.place, slip) for slip in slips(text.text, code))


def site_words(site: Path) -> dict[tuple[str, ...], set[str]]:
    """The languages of which a word may be -> the words: those in italics are of either."""
    found: dict[tuple[str, ...], set[str]] = {("fr",): set(), ("en",): set(), ("fr", "en"): set()}
    for _, text in texts(site):
        languages = ("fr", "en") if text.place == "em" else (text.language,)
        found[languages] |= words_of(text.text)
    return found


def test_typography(site: Path) -> None:
    """Titles, descriptions, texts, labels, alternative texts and drawings keep every rule."""
    assert len(texts(site)) > 3_000
    assert list(slips_of(site, "fr")) == []


def test_typography_of_english_pages(built: Callable[[str], Path]) -> None:
    """The pages of an English site keep the English rules."""
    assert len(texts(built("english"))) > 500
    assert list(slips_of(built("english"), "en")) == []


def test_spelling(site: Path) -> None:
    """Every word is in a dictionary or in `tests/spelling.txt`."""
    found = site_words(site)
    assert len(found["fr",]) > 2_000
    assert [word for languages, each in found.items() for word in misspelt(each - KEYS, *languages)] == []


def test_the_list_of_words_has_none_too_many(site: Path) -> None:
    """Each word of the list stands in a text or in the interface."""
    used = set().union(*site_words(site).values(), *map(words, AVAILABLE))
    parts = {part for word in used for part in (word, *word.split("-"))}
    small = {part[:1].lower() + part[1:] for part in parts}
    assert [word for word in known_words() if word not in parts | small] == []
