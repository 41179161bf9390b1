"""`recap words`: what the word list of a language lacks."""

from __future__ import annotations

import tomllib

from click.testing import CliRunner

from recap.cli import main
from recap.core.language import READERS_TABLES, word_list


def test_a_language_without_a_list_gets_one_to_translate() -> None:
    """It is TOML, and says everything that readers see; the number of texts and the place are said."""
    done = CliRunner().invoke(main, ["words", "pt-BR", "--lang", "en"])
    assert done.exit_code == 1
    english = word_list("en")
    assert tomllib.loads(done.stdout) == {name: english[name] for name in READERS_TABLES}
    assert "core/translations/pt.toml" in done.stderr
    every = CliRunner().invoke(main, ["words", "pt-BR", "--all", "--lang", "en"])
    assert tomllib.loads(every.stdout) == english


def test_a_whole_list_lacks_nothing() -> None:
    done = CliRunner().invoke(main, ["words", "fr-CA", "--all", "--lang", "en"])
    assert (done.exit_code, done.stdout) == (0, "Nothing is missing in the word list for fr-CA.\n")


def test_what_is_no_language_is_wrong_use() -> None:
    done = CliRunner().invoke(main, ["words", "klingonisch", "--lang", "en"])
    assert done.exit_code == 2
    assert "is not the code of a language" in done.stderr
