"""Faults of files: where each is, what is wrong, and what to write instead.

A fault of the content is a value, never an exception: readers and rules return diagnostics, and all of them are
reported together. The wording is in the word lists (`translations/*.toml`) under the message key.
"""

import functools
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from recap.core.language import Language


@dataclass(frozen=True, order=True)
class Diagnostic:
    """One fault of one file. Sorts by place, then by code."""

    path: str
    """The file as messages name it: relative to the working directory, with `/`."""
    line: int
    """From 1; 1 for the file as a whole."""
    column: int
    """From 1, in characters."""
    message_key: str
    """Key of the wording in the word lists: the code, then perhaps a variant, as in `E105.tab`."""
    args: Mapping[str, Any] = field(default_factory=dict, compare=False)
    """Values for the wording: what was found, what was expected, what to write."""

    @property
    def code(self) -> str:
        """`E` and three digits for an error, `W` and three digits for a warning."""
        return self.message_key.partition(".")[0]

    @property
    def name(self) -> str:
        """Name of the rule in kebab-case: `vanished-address` for E110."""
        return rules()[self.code].name

    @property
    def level(self) -> str:
        """`error` or `warning`; only errors stop a build."""
        return "error" if self.message_key.startswith("E") else "warning"

    def message(self, language: Language) -> str:
        """Return what is wrong, in one sentence."""
        return language.diagnostic(self.message_key, self.args)[0]

    def hint(self, language: Language, show: Callable[[str], str] = str) -> str | None:
        """Return the exact text or command that fixes it; None if there is no such advice.

        `show` makes what files say harmless; a hint has several lines where several are to be written.
        """
        return language.diagnostic(self.message_key, self.args, show)[1]


@dataclass(frozen=True)
class Rule:
    """A rule of the check, independent of the language of messages."""

    name: str
    """Kebab-case."""
    before: str
    """Lines that break the rule."""
    after: str
    """The same lines, corrected."""


@functools.cache
def rules() -> dict[str, Rule]:
    """Return the rules: code -> Rule."""
    table = tomllib.loads(Path(__file__).with_name("rules.toml").read_text("utf-8"))
    return {code: Rule(**entry) for code, entry in table.items()}


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Return True if any diagnostic stops a build."""
    return any(diagnostic.level == "error" for diagnostic in diagnostics)
