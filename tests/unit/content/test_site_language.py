"""The language of a site: what is one, what has words, and what is said of the others."""

from __future__ import annotations

from typing import Any

import pytest

from recap.content.settings import parse_settings
from recap.content.site_config import check_config, read_config

CONFIG = "site_name: A\ntheme:\n  name: recap\n  language: {value}\nplugins: [recap]\n"


def found(value: str) -> list[tuple[str, int, int, Any]]:
    """Message key, line, column and proposal of what is wrong with a language."""
    document, _ = read_config(CONFIG.format(value=value).encode(), "mkdocs.yml")
    return [(each.message_key, each.line, each.column, each.args.get("near")) for each in check_config(document)]


@pytest.mark.parametrize(
    ("value", "tag"),
    [
        ("fr", "fr"),
        ("FR", "fr"),
        ("fr-CA", "fr-CA"),
        ("fr_FR", "fr-FR"),
        ("en-gb", "en-GB"),
        ("en-Latn-us", "en-Latn-US"),
    ],
)
def test_a_region_has_the_words_of_its_language(value: str, tag: str) -> None:
    """However it is written; the pages have the tag itself."""
    assert found(value) == []
    settings, _ = parse_settings(CONFIG.format(value=value).encode(), "mkdocs.yml")
    assert settings.language == tag


@pytest.mark.parametrize("value", ["es", "pt-BR", "ja", "ar", "no", "zh_hant"])
def test_a_language_without_words_is_announced(value: str) -> None:
    """A warning at its place: the texts may well be in that language."""
    assert found(value) == [("W140", 4, 13, None)]


@pytest.mark.parametrize(
    ("value", "near"), [("deutsch", "de"), ("German", "de"), ("espanol", "es"), ("xx", ""), ("''", ""), ("fr CA", "fr")]
)
def test_what_is_no_language_is_an_error(value: str, near: str) -> None:
    """With the code of the language that was named, in English or in itself."""
    assert found(value) == [("E117.site_language", 4, 13, near)]


def test_a_site_that_names_none_is_in_english() -> None:
    document, _ = read_config(b"site_name: A\ntheme: {name: recap}\nplugins: [recap]\n", "mkdocs.yml")
    assert check_config(document) == []
