"""The rules of `tests.typography` and of `tests.spelling`: each finds its slip and no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.spelling import LIST, known_words, misspelt, words_of
from tests.typography import ENGLISH, FRENCH, slips
from tests.visible import texts_of

WRONG = {
    "three full stops instead of …": ("et puis...", "and so on..."),
    "a straight apostrophe": ("l'orateur", "the speakers' names"),
    "a straight quotation mark": ('le "roi"', 'the "king"'),
    "a space before a comma, a full stop or a bracket": ("un , deux", "one , two"),
    "two spaces": ("un  deux", "one  two"),
    "a hyphen instead of a dash": ("un - deux", "one - two"),
    "a hyphen between hours or years": ("09:00-09:20", "2008-2026"),
    "no U+202F before ; ! ?": ("Quoi\u00a0?", ""),
    "no U+00A0 before a colon": ("Deux : un", ""),
    "no no-break space inside « »": ("«\u00a0roi »", ""),
    "English quotation marks": ("le “roi”", ""),
    "an ordinal other than 1er, 1re, 2e": ("la 2ème fois", ""),
    "A or Ca without accent or cedilla": ("C’est dit. A lire ensuite", ""),
    "a break between day and month": ("le 4 octobre", ""),
    "an hour not written as 9 h 25": ("à 9h25", ""),
    "a break between a number and its unit": ("97 % des pages", "97 % of pages"),
    "a space before a sign": ("", "What ?"),
    "French quotation marks": ("", "the «king»"),
}
RIGHT = (
    "Selon l’orateur\u00a0: «\u00a0À neuf heures\u202f?\u00a0» 09:00–09:20, 1er et 2e\u202f; 2008–2026, 97\u00a0%, "
    "le 4\u00a0octobre, à 9\u00a0h\u00a025. Quoi\u202f?! C’est (presque) tout… https://example.org/?a=1",
    "The speaker’s words: “At nine?” 09:00–09:20; 2008–2026, 97%, 4 October. That is (almost) all… Really?!",
)


def test_each_rule_finds_its_slip() -> None:
    """The samples are of all rules, each is found by its own alone, and correct texts have no slip."""
    assert set(WRONG) == {*FRENCH, *ENGLISH}
    for name, samples in WRONG.items():
        for code, sample in zip(("fr", "en"), samples, strict=True):
            assert {slip.partition(": ")[0] for slip in slips(sample, code)} == ({name} if sample else set())
    assert [slips(text, code) for code, text in zip(("fr", "en"), RIGHT, strict=True)] == [[], []]


def test_words_are_those_of_a_language() -> None:
    """Addresses, accounts, options and places for values are no words; an elided article is none either."""
    text = "L’auteur (@ArchiFleKs) d’InfraKit lit docs/index.md, aujourd’hui, avec --lang et {name}\u00a0: https://a.example/x"
    assert words_of(text) == {"auteur", "InfraKit", "lit", "aujourd’hui", "avec", "et"}


@pytest.mark.parametrize(
    ("code", "right", "wrong"),
    [("fr", {"État", "œuvres", "récrites", "ContainerCon"}, {"Etat", "oeuvres", "réecrites", "Containercon"}),
     ("en", {"organised", "colour", "programme"}, {"organnised", "colur", "programe"})],
)  # fmt: skip
def test_misspelt_words_are_found(code: str, right: set[str], wrong: set[str]) -> None:
    """Capitals have their accents, names their capitals, and English is that of Britain."""
    assert misspelt(right | wrong, code) == wrong


def test_the_list_is_in_order() -> None:
    """Each part of the list is in alphabetical order, and no word stands twice."""
    parts = [part.split("\n", 1)[1].split() for part in LIST.read_text("utf-8").split("\n# ")[3:]]
    assert len(parts) == 4
    assert [part for part in parts if part != sorted(part, key=lambda word: (word.casefold(), word))] == []
    assert len(known_words()) == len(set(known_words())) == sum(map(len, parts))


def test_texts_of_a_page(tmp_path: Path) -> None:
    """Blocks, inline elements joined, code and other languages replaced, titles, descriptions and labels."""
    page = tmp_path / "a.html"
    page.write_text(
        '<html lang="fr"><head><title>Un</title><meta name="description" content="Deux"><script>var x</script></head>'
        '<body><p>Trois <b>qua</b>tre <code>x</code>, <em>cinq</em> <span lang="en">six</span>.</p>'
        '<img src="a.png" alt="Sept"><ul><li aria-label="Huit">neuf<p>dix</p></ul></body></html>',
        "utf-8",
    )
    found = [(each.place, each.language, each.text) for each in texts_of(page)]
    assert sorted(found) == [
        ("alt", "fr", "Sept"), ("aria-label", "fr", "Huit"), ("em", "fr", "cinq"), ("li", "fr", "neuf"),
        ("meta", "fr", "Deux"), ("p", "fr", "Trois quatre \ufffc, \ufffc \ufffc."), ("p", "fr", "dix"),
        ("span", "en", "six"), ("title", "fr", "Un"),
    ]  # fmt: skip
