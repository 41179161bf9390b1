"""Dates, lists and plurals as people of each language write them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from recap.core.language import language

FR, EN = language("fr"), language("en")
FOUR, SIX = date(2016, 10, 4), date(2016, 10, 6)


def test_dates() -> None:
    """French has « 1er » and small letters; English puts the day first too."""
    assert FR.date(FOUR, weekday=True) == "mardi 4 octobre 2016"
    assert FR.date(date(2016, 5, 1)) == "1er mai 2016"
    assert EN.date(FOUR) == "4 October 2016"


@pytest.mark.parametrize(
    ("end", "french", "english"),
    [
        (FOUR, "4 octobre 2016", "4 October 2016"),
        (SIX, "du 4 au 6 octobre 2016", "4 to 6 October 2016"),
        (date(2016, 11, 1), "du 4 octobre au 1er novembre 2016", "4 October to 1 November 2016"),
        (date(2017, 1, 2), "du 4 octobre 2016 au 2 janvier 2017", "4 October 2016 to 2 January 2017"),
    ],
)
def test_date_ranges(end: date, french: str, english: str) -> None:
    """What both dates share is said once."""
    assert FR.date_range(FOUR, end) == french
    assert EN.date_range(FOUR, end) == english


@pytest.mark.parametrize(
    ("value", "expected"), [("2016", "2016"), ("2016-10", "octobre 2016"), ("2016-10-04", "4 octobre 2016")]
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


def test_locales_have_a_territory() -> None:
    """A tag without one gets the likeliest by the Unicode CLDR."""
    assert [FR.locale(tag) for tag in ("fr", "fr-CA", "en", "pt-BR", "de")] == [
        "fr_FR",
        "fr_CA",
        "en_US",
        "pt_BR",
        "de_DE",
    ]


def test_locales_have_a_script() -> None:
    """Where two scripts have two likely territories."""
    assert (EN.locale("zh-Hant"), EN.locale("zh-Hans"), EN.locale("en-Latn-GB")) == ("zh_TW", "zh_CN", "en_GB")


def test_plurals_have_the_forms_of_their_language() -> None:
    """Polish has four of them (Unicode CLDR); a form that a list does not have is the other one."""
    words = {"x_one": "1 a", "x_few": "{number} b", "x_many": "{number} c", "x_other": "d"}
    polish = replace(EN, code="pl", words=words)
    assert [polish.count("x", number) for number in (1, 2, 5, 22)] == ["1 a", "2 b", "5 c", "22 b"]
    assert replace(polish, words={"x_one": "1 a", "x_other": "{number} d"}).count("x", 2) == "2 d"


def test_a_range_of_days_without_words_is_that_of_the_cldr() -> None:
    assert (
        replace(EN, code="de", words={}).date_range(FOUR, SIX)
        == "4.\u00a0Oktober 2016\u2009–\u20096.\u00a0Oktober 2016"
    )


def test_sizes() -> None:
    """In the units and with the decimal sign of the language, rounded up."""
    assert (FR.size(3_410_000), EN.size(3_410_000), EN.size(9), EN.size(999_999)) == (
        "3,5\u202fMo",
        "3.5 MB",
        "0.1 kB",
        "1,000 kB",
    )
