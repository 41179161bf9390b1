"""What all commands share: options, words, problems on the terminal, how to fail."""

from __future__ import annotations

import functools
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NoReturn

import click

from recap.languages import AVAILABLE, Language, language
from recap.problems import Problem, as_text
from recap.publish import resume, write_all
from recap.settings import Settings, read_settings

CONFIG = click.option(
    "-f",
    "--config-file",
    type=click.Path(dir_okay=False, path_type=Path),
    default="mkdocs.yml",
    show_default=True,
    help="The site's mkdocs.yml; docs/ and site/ lie beside it.",
)
LANG = click.option("--lang", type=click.Choice(AVAILABLE), help="Language of the messages; the site's by default.")
_PATIENCE = 2
"""Seconds without a word that nobody minds."""
_SHOWN = 5
"""Files that a message names."""


def show(problems: list[Problem], words: Language, drafts: Mapping[str, str] | None = None) -> None:
    """Print problems with the lines that they are about; the place stands out where the terminal has colours.

    `drafts` are files that are not there yet: path as in the problems -> content.
    """
    _lines.cache_clear()  # in a preview the files change between two reports

    def line_of(path: str, line: int) -> str | None:
        lines = drafts[path].split("\n") if drafts and path in drafts else _lines(path)
        return lines[line - 1] if line <= len(lines) else None

    for line in as_text(problems, words, line_of).splitlines():
        place, _, said = line.partition(": ")
        known = said[:1] in "EW" and said[1:4].isdigit()
        if known:
            colour = "red" if said.startswith("E") else "yellow"
            click.echo(
                f"{click.style(place, bold=True)}: {click.style(said[:4], fg=colour, bold=True)}{said[4:]}", err=True
            )
        else:
            click.echo(click.style(line, fg="green") if line.startswith("    -> ") else line, err=True)


@functools.lru_cache(maxsize=8)
def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError):
        return []


def docs_of(config_file: Path) -> Path:
    """The docs folder of a site."""
    return config_file.parent / "docs"


def start(config_file: Path, lang: str | None) -> tuple[Settings, Language]:
    """Settings and language of a site; exits with 2 when there is none here."""
    settings, _ = read_settings(config_file)
    words = language(lang or settings.language)
    for path in (config_file, docs_of(config_file)):
        if not path.exists():
            click.echo(words.terminal["no_docs"].format(path=path), err=True)
            sys.exit(2)
    if written := resume(docs_of(config_file)):
        click.echo(words.terminal["resumed"].format(files=", ".join(written[:_SHOWN])), err=True)
    return settings, words


def write(docs: Path, contents: Mapping[str, str], words: Language) -> None:
    """Write files of a docs folder (src_uri -> content), all or none; ends with 1 where the system does not let it."""
    try:
        write_all(docs, contents)
    except OSError as error:
        fail(words, "unwritten", reason=str(error))


class Progress:
    """How far the rendering of pages is: a bar on a terminal, elsewhere a line now and then; both after two seconds."""

    def __init__(self, words: Language, say: Callable[[str], object]) -> None:
        self._words, self._say = words, say
        self._bar: Any = None
        self._done = self._number = 0
        self._started = self._told = time.monotonic()

    def start(self, pages: int) -> None:
        """So many pages will be rendered."""
        self._number, self._started, self._told = pages, time.monotonic(), time.monotonic()
        self._say(self._words.terminal["rendering"].format(pages=pages))

    def step(self) -> None:
        """One is done."""
        self._done += 1
        if self._bar:
            self._bar.update(1)
        elif sys.stderr.isatty() and time.monotonic() - self._started > _PATIENCE:
            self._bar = click.progressbar(
                length=self._number, show_pos=True, item_show_func=lambda _: self._rate(), file=sys.stderr
            )
            self._bar.update(self._done)
        elif time.monotonic() - self._told > 5 * _PATIENCE:
            self._told = time.monotonic()
            left = (self._number - self._done) * (self._told - self._started) / self._done
            args = {"done": self._done, "pages": self._number, "rate": self._rate(), "left": f"{left:.0f}"}
            self._say(self._words.terminal["rendered"].format(**args))
        if self._bar and self._done == self._number:
            self._bar.render_finish()

    def _rate(self) -> str:
        rate = self._done / max(time.monotonic() - self._started, 0.001)
        return self._words.terminal["rate"].format(rate=f"{rate:.0f}")


def count(words: Language, noun: str, number: int) -> str:
    """A number with its noun, as the terminal says it."""
    return words.count(noun, number, words.terminal)


def fail(words: Language, key: str, **args: str) -> NoReturn:
    """Say on stderr what is wrong, and end with 1."""
    click.echo(words.terminal[key].format(**args), err=True)
    sys.exit(1)
