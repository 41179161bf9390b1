"""Spelling, checked by Hunspell with the dictionaries that browsers and office programs use, and the words it lacks.

Hunspell itself (`chunspell`), because a word in French has thousands of forms, and its rules know them; a check of all
pages takes less than a CPU second. The dictionaries are those of npm (`dictionary-fr`, `dictionary-en-gb`), which
package-lock.json holds to their hashes: the Debian packages would change under the tests.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
DICTIONARIES = {"fr": "dictionary-fr", "en": "dictionary-en-gb"}
LIST = Path(__file__).with_name("spelling.txt")
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_ELISION = re.compile(r"^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)[’'](?=\w)", re.IGNORECASE)
_NO_WORD = re.compile(
    r"(?:https?://|www\.|mailto:)\S+|[\w.+-]+@[\w.-]+|[@#]\w+|\b[\w-]+(?:[./][\w-]+)+|--?[a-z][\w-]*|\{\w*\}"
    r"|\b\d+(?:er|re|e)\b"
)
"""Addresses, accounts, file names, options, places for values and ordinals: no words of a language."""


def known_words() -> list[str]:
    """The words of `spelling.txt`, in its order, comments left out."""
    lines = LIST.read_text("utf-8").splitlines()
    return [word for line in lines for word in line.partition("#")[0].split()]


@cache
def _dictionary(language: str) -> Any:
    folder = ROOT / "node_modules" / DICTIONARIES[language]
    if not folder.is_dir():
        if os.environ.get("RECAP_REQUIRE_NODE"):
            pytest.fail("node_modules is missing although it is required")
        pytest.skip(f"needs node_modules/{DICTIONARIES[language]}: npm ci --ignore-scripts")
    from hunspell import Hunspell

    return Hunspell("index", hunspell_data_dir=str(folder))


def words_of(text: str) -> set[str]:
    """The words of a text, elided articles taken off (`InfraKit` of « d’InfraKit »), without ordinals (« 1er »)."""
    return {_ELISION.sub("", word) for word in _WORD.findall(_NO_WORD.sub(" ", text))} - {""}


def misspelt(words: Iterable[str], *languages: str) -> set[str]:
    """The words that no dictionary of the languages knows, nor the list."""
    listed, dictionaries = frozenset(known_words()), [_dictionary(language) for language in languages]

    def is_known(word: str) -> bool:
        small = word[:1].lower() + word[1:]
        return word in listed or small in listed or any(each.spell(word) for each in dictionaries)

    return {word for word in words if not is_known(word) and not all(map(is_known, re.split("[-’']", word)))}
