"""What all commands share: a site with its words, options, problems on the terminal, how to fail."""

from __future__ import annotations

import functools
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import BrokenExecutor
from pathlib import Path
from typing import Any, NoReturn

import click

from recap.build.output import BusyError, resume
from recap.content.settings import read_settings
from recap.core.diagnostics import Problem, as_text, has_errors
from recap.core.language import AVAILABLE, language

FOLDER = click.Path(file_okay=False, path_type=Path)
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
_COLOURS = {"error": "red", "warning": "yellow", "hint": "green"}


class Terminal:
    """A site, and what is said of it: in its language, or in another one that was asked for."""

    def __init__(self, config_file: Path, lang: str | None = None, docs: Path | None = None) -> None:
        self.config_file = config_file
        self.docs = docs or config_file.parent / "docs"
        self.settings, self.problems = read_settings(config_file)
        """What mkdocs.yml says, and what is wrong with it."""
        self.words = language(lang or self.settings.language)
        self.aside = False
        """Whether stdout is for machines: what is said goes to stderr then."""

    def word(self, key: str, **args: object) -> str:
        """What the language has under a key of its `terminal`, filled in."""
        return self.words.terminal[key].format(**args)

    def count(self, noun: str, number: int) -> str:
        """A number with its noun."""
        return self.words.count(noun, number, self.words.terminal)

    def say(self, key: str, **args: object) -> None:
        """Say how it goes."""
        click.echo(self.word(key, **args), err=self.aside)

    def warn(self, key: str, **args: object) -> None:
        """Say something on stderr."""
        click.echo(self.word(key, **args), err=True)

    def fail(self, key: str, **args: object) -> NoReturn:
        """Say on stderr what is wrong, and end with 1."""
        self.warn(key, **args)
        sys.exit(1)

    def show(self, problems: list[Problem], drafts: Mapping[str, str] | None = None) -> None:
        """Print problems with the lines that they are about; the place stands out where the terminal has colours.

        `drafts` are files that are not there yet: path as in the problems -> content.
        """

        @functools.lru_cache(maxsize=1)
        def lines_of(path: str) -> list[str]:
            try:
                return ((drafts or {}).get(path) or Path(path).read_text("utf-8-sig")).split("\n")
            except (OSError, UnicodeDecodeError):
                return []

        def paint(said: str, kind: str) -> str:
            return click.style(said, fg=_COLOURS.get(kind), bold=kind != "hint")

        if problems:
            click.echo(as_text(problems, self.words, lines_of, paint), err=True)

    def stop_at_errors(
        self, problems: list[Problem], key: str = "mend_first", drafts: Mapping[str, str] | None = None
    ) -> None:
        """Where some of the problems are errors show these, say what is not done for them, and end with 1."""
        if has_errors(problems):
            self.show([problem for problem in problems if problem.level == "error"], drafts)
            self.fail(key)


def of_site(function: Callable[..., None]) -> Callable[..., None]:
    """Gives a command the options --config-file and --lang, and its function the site's terminal in place of them.

    Ends with 2 where no site is, and with 1 where the system refuses something (a full disk, a right, a process);
    files that an interrupted command was writing are written.
    """

    @CONFIG
    @LANG
    @functools.wraps(function)
    def command(config_file: Path, lang: str | None, **options: Any) -> None:
        here = Terminal(config_file, lang)
        for path, is_there in ((config_file, Path.exists), (here.docs, Path.is_dir)):
            if not is_there(path):
                here.warn("no_docs", path=path)
                sys.exit(2)
        try:
            if written := resume(here.docs):
                here.warn("resumed", files=", ".join(written[:_SHOWN]))
            function(here, **options)
        except BusyError as error:
            here.fail("busy", folder=error)
        except BrokenPipeError:
            raise  # whoever reads has enough, and click ends without a word
        except (OSError, BrokenExecutor) as error:
            here.fail("stopped", reason=error)

    return command


class Progress:
    """How far the rendering of pages is: a bar on a terminal, elsewhere a line now and then; both after two seconds."""

    def __init__(self, here: Terminal) -> None:
        self._here = here
        self._bar: Any = None
        self._started = self._told = 0.0

    def start(self, pages: int) -> None:
        """So many pages will be rendered."""
        self._bar = click.progressbar(length=pages, show_pos=True, item_show_func=self._rate, file=sys.stderr)
        self._started = self._told = time.monotonic()
        self._here.say("rendering", pages=pages)

    def step(self) -> None:
        """One is done."""
        self._bar.make_step(1)
        now, done, pages = time.monotonic(), self._bar.pos, self._bar.length
        if sys.stderr.isatty():
            if now - self._started > _PATIENCE:
                self._bar.render_progress()
                if done == pages:
                    self._bar.render_finish()
        elif now - self._told > 5 * _PATIENCE:
            self._told = now
            left = (pages - done) * (now - self._started) / done
            self._here.say("rendered", done=done, pages=pages, rate=self._rate(), left=f"{left:.0f}")

    def _rate(self, _: object = None) -> str:
        rate = self._bar.pos / max(time.monotonic() - self._started, 0.001)
        return self._here.word("rate", rate=f"{rate:.0f}")
