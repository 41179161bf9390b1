"""Answers about a new site: what is accepted becomes a value, what is not gets a message with an example."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import pytest

from recap.authoring import answers
from recap.core.language import language

FIRST = date(2031, 3, 2)


@pytest.mark.parametrize(
    ("parse", "answer", "value"),
    [
        (answers.line, "  Les  récits ", "Les récits"),
        (answers.title, "Été 2031", "Été 2031"),
        (answers.language_tag, "fr", "fr"),
        (answers.language_tag, "fr-CA", "fr"),
        (answers.language_tag, "pt-br", "pt-BR"),
        (answers.language_tag, "PT", "pt"),
        (answers.day, " 2031-03-02 ", FIRST),
        (answers.day_from(FIRST), "2031-03-02", FIRST),
        (answers.time_zone, "America/Montreal", "America/Montreal"),
        (answers.repository, "https://github.com/a/b.git", "https://github.com/a/b"),
        (answers.repository, "https://git.example.org/a/", "https://git.example.org/a"),
        (answers.contact, "talks@example.org", "mailto:talks@example.org"),
        (answers.contact, " mailto:talks@example.org ", "mailto:talks@example.org"),
        (answers.contact, "https://example.org/contact", "https://example.org/contact"),
        (answers.optional(answers.contact), " ", ""),
        (answers.optional(answers.contact), "a@example.org", "mailto:a@example.org"),
    ],
)
def test_what_is_accepted(parse: Callable[[str], object], answer: str, value: object) -> None:
    """Spaces around an answer do not count, and the value is what the file needs."""
    assert parse(answer) == value


@pytest.mark.parametrize(
    ("parse", "answer", "message"),
    [
        (answers.line, " ", "An answer is needed here."),
        (answers.line, "x" * 301, "is too long: 301 characters, 300 at most."),
        (answers.line, "a\u202eb", "“\\u202e” is an invisible character"),
        (answers.line, "a\udcffb", "“\\udcff” is an invisible character"),
        (answers.title, "???", "“???” has no letter and no digit"),
        (answers.language_tag, "français", "“français” is not a language code. For example fr, en, pt-BR."),
        (answers.language_tag, "br", "The theme has no words in “br”. For example fr, en, pt-BR."),
        (answers.day, "tomorrow", "“tomorrow” is not a date. Write year, month and day: 2026-05-01."),
        (answers.day, "2031-02-30", "2031-02-30 is not a day of the calendar."),
        (answers.day_from(FIRST), "2031-03-01", "2031-03-01 is before the first day. For example 2031-03-02."),
        (answers.time_zone, "Paris", "“Paris” is not a time zone. For example Europe/Paris."),
        (answers.time_zone, "../etc/passwd", "is not a time zone"),
        (answers.repository, "http://github.com/a/b", "For example https://github.com/owner/name."),
        (answers.repository, "git@github.com:a/b", "For example https://github.com/owner/name."),
        (answers.repository, "https://github.com", "For example https://github.com/owner/name."),
        (answers.repository, "https://me:secret@github.com/a/b", "For example https://github.com/owner/name."),
        (answers.repository, "https://[x/a/b", "For example https://github.com/owner/name."),
        (answers.contact, "us", "For example mailto:talks@example.org"),
        (answers.contact, "http://example.org/contact", "For example mailto:talks@example.org"),
        (answers.contact, "a{b}@example.org", "For example mailto:talks@example.org"),
        (answers.contact, "javascript:alert(1)", "For example mailto:talks@example.org"),
        (answers.contact, "mailto:a@b.example?bcc=x@y.example&body=a@c.d", "For example mailto:talks@example.org"),
    ],
)
def test_what_is_refused(parse: Callable[[str], object], answer: str, message: str) -> None:
    """The message says what is wrong and shows an answer that is accepted; there is one in French, too."""
    with pytest.raises(answers.AnswerError) as caught:
        parse(answer)
    assert message in caught.value.message(language("en"))
    assert caught.value.message(language("fr")) != caught.value.message(language("en"))


def test_the_theme_has_words_in_these_languages() -> None:
    """The list is that of the theme below ours: with any other language, no page could be made."""
    spec = find_spec("material")
    assert spec
    assert spec.origin
    folder = Path(spec.origin).parent / "templates/partials/languages"
    assert {path.stem for path in folder.glob("*.html")} == answers.THEME_LANGUAGES
