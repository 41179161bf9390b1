"""Dates, lists and plurals as people of each language write them."""

from __future__ import annotations

import re
from datetime import date

import pytest

from recap.core.language import language

FR, EN = language("fr"), language("en")
FOUR, SIX = date(2016, 10, 4), date(2016, 10, 6)


def test_dates() -> None:
    """French has « 1er » and small letters; English puts the day first too."""
    assert FR.date(FOUR, weekday=True) == "mardi 4 octobre 2016"
    assert FR.date(date(2016, 5, 1)) == "1er mai 2016"
    assert EN.date(FOUR) == "4 October 2016"


@pytest.mark.parametrize(
    ("end", "french", "english"),
    [
        (FOUR, "4 octobre 2016", "4 October 2016"),
        (SIX, "du 4 au 6 octobre 2016", "4 to 6 October 2016"),
        (date(2016, 11, 1), "du 4 octobre au 1er novembre 2016", "4 October to 1 November 2016"),
        (date(2017, 1, 2), "du 4 octobre 2016 au 2 janvier 2017", "4 October 2016 to 2 January 2017"),
    ],
)
def test_date_ranges(end: date, french: str, english: str) -> None:
    """What both dates share is said once."""
    assert FR.date_range(FOUR, end) == french
    assert EN.date_range(FOUR, end) == english


@pytest.mark.parametrize(
    ("value", "expected"), [("2016", "2016"), ("2016-10", "octobre 2016"), ("2016-10-04", "4 octobre 2016")]
)
def test_partial_dates(value: str, expected: str) -> None:
    """A date is shown as precisely as it is known."""
    assert FR.partial_date(value) == expected


def test_counts() -> None:
    """Zero is singular in French and plural in English (Unicode CLDR plural rules)."""
    assert [FR.count("talks", number) for number in (0, 1, 2)] == [
        "0 intervention",
        "1 intervention",
        "2 interventions",
    ]
    assert EN.count("talks", 0) == "0 talks"


def test_lists_and_names() -> None:
    """Lists end in « et »; languages and countries have their French names, unknown ones their code."""
    assert FR.list(["a", "b", "c"]) == "a, b et c"
    assert (FR.language_name("en"), FR.language_name("xx"), FR.country_name("DE"), FR.country_name("QQ")) == (
        "anglais",
        "xx",
        "Allemagne",
        "QQ",
    )


def test_an_unknown_language_reads_english() -> None:
    """A regional tag reads its language; a language without a file reads English."""
    assert (language("fr-CA").code, language("de").code) == ("fr", "en")


def test_french_has_its_spaces() -> None:
    """No plain space stands before « : ; ! ? » or inside quotation marks, and no straight apostrophe in a word."""
    texts = [*FR.words.values(), *FR.terminal.values(), *FR.codes.values()]
    texts += [said for entry in FR.diagnostics.values() for said in entry.values()]
    texts += [said for parts in FR.texts.values() for said in parts.values()]
    assert [said for said in texts if re.search(r" [:;?»](?: |$)|« |\w'\w", said)] == []


def test_locales_have_a_territory() -> None:
    """A tag without one gets the likeliest by the Unicode CLDR."""
    assert [FR.locale(tag) for tag in ("fr", "fr-CA", "en", "pt-BR", "de")] == [
        "fr_FR",
        "fr_CA",
        "en_US",
        "pt_BR",
        "de_DE",
    ]
