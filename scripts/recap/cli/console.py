"""What all commands share: a site and its words, options, output, failure."""

import functools
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path
from typing import Any, NoReturn

import click

from recap.content.frontmatter import MAX_BYTES
from recap.content.settings import read_settings
from recap.core.diagnostics import Diagnostic, has_errors
from recap.core.filesystem import read_file, read_named_file, shown_path
from recap.core.folder import name_fault
from recap.core.journal import JournalError, resume
from recap.core.language import AVAILABLE, UserError, language
from recap.core.private_folder import VARIABLE, UntrustedFolderError, chosen_state, state_folder
from recap.core.reporters import as_grouped_text, as_text
from recap.core.text import printable

FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)
_CONFIG_HELP = "The site's mkdocs.yml; docs/ and site/ are next to it, unless it says docs_dir and site_dir."
CONFIG = click.option("-f", "--config-file", type=FILE, default="mkdocs.yml", show_default=True, help=_CONFIG_HELP)
LANG = click.option("--lang", type=click.Choice(AVAILABLE), help="Language of the messages; the site's by default.")
_STATE_HELP = "Folder of what one command leaves to the next; by default one in your cache folder. Never in a checkout."
STATE = click.option(
    "--state", metavar="PATH", type=click.Path(path_type=Path), envvar=VARIABLE, show_envvar=True, help=_STATE_HELP
)
_PATIENCE = 2
"""Seconds of silence that nobody minds."""
_MAX_SHOWN_FILES = 5
"""Number of files that a message names."""
Drafts = Mapping[str, str] | None
"""Files that do not exist yet: path as in the diagnostics -> content."""
_COLOURS = {"error": "red", "warning": "yellow", "hint": "green"}


class Console:
    """A site, and output in its language or in one that was asked for."""

    def __init__(self, config_file: Path, lang: str | None = None, docs: Path | None = None) -> None:
        self.config_file = config_file
        self.settings, self.diagnostics = read_settings(config_file)
        """Settings in mkdocs.yml; `diagnostics` are theirs."""
        self.docs = docs or config_file.parent / self.settings.docs_dir
        self.site = config_file.parent / self.settings.site_dir
        """Where the site is built, unless a command says otherwise."""
        self.words = language(lang or self.settings.language)
        self.quiet_stdout = False
        """True if stdout is reserved for data: messages go to stderr."""

    def word(self, key: str, **args: object) -> str:
        """Return one of the terminal's words, filled in; the items of a list each get a line."""
        return self.words.terminal[key].format(**{name: _shown(value) for name, value in args.items()})

    def count(self, noun: str, number: int) -> str:
        """Return a number with its noun."""
        return self.words.count(noun, number, self.words.terminal)

    def info(self, key: str, **args: object) -> None:
        """Report progress."""
        click.echo(self.word(key, **args), err=self.quiet_stdout)

    def warn(self, key: str, **args: object) -> None:
        """Print a message on stderr."""
        click.echo(self.word(key, **args), err=True)

    def fail(self, key: str, **args: object) -> NoReturn:
        """Print a message on stderr and exit with 1."""
        self.warn(key, **args)
        sys.exit(1)

    def refused_state(self, *outputs: Path) -> str | None:
        """Return why nothing can be remembered from one command to the next; None if it can. `outputs` are built."""
        try:
            state_folder(self.config_file.parent, self.docs, *outputs)
        except UntrustedFolderError as error:
            return self.word(error.key, **error.arguments)
        return None

    def show(self, diagnostics: list[Diagnostic], drafts: Drafts = None, *, every: bool = False) -> None:
        """Print diagnostics with the lines they are about, coloured where the terminal supports it.

        Many of one kind are one entry, except for `every`.
        """
        twins = {each.path for each in diagnostics if each.message_key == "E114.twin"}

        @functools.lru_cache(maxsize=1)
        def lines_of(path: str) -> list[str]:
            if text := (drafts or {}).get(path):
                return text.split("\n")
            docs, config = shown_path(self.docs), self.config_file
            own = path == shown_path(config)
            if path in twins or (not own and any(map(name_fault, path.removeprefix(docs).split("/")))):
                return []  # what must not be opened is not quoted either
            try:
                raw = read_named_file(config) if own else read_file(path, docs, MAX_BYTES)
                return [] if b"\0" in raw else raw.decode("utf-8-sig").split("\n")
            except (OSError, UnicodeDecodeError):
                return []

        def paint(said: str, kind: str) -> str:
            return click.style(said, fg=_COLOURS.get(kind), bold=kind != "hint")

        if diagnostics:
            if every:
                said, is_grouped = as_text(diagnostics, self.words, lines_of, paint), False
            else:
                said, is_grouped = as_grouped_text(diagnostics, self.words, lines_of, paint)
            click.echo(said, err=True)
            if is_grouped:
                self.warn("grouped_note")

    def stop_at_errors(self, diagnostics: list[Diagnostic], key: str = "fix_first", drafts: Drafts = None) -> None:
        """If there are errors, print them and what is therefore not done, and exit with 1."""
        if has_errors(diagnostics):
            self.show([diagnostic for diagnostic in diagnostics if diagnostic.level == "error"], drafts)
            self.fail(key)


def _shown(value: object) -> str:
    return "\n  ".join(map(printable, value)) if isinstance(value, list) else printable(value)


def of_site(function: Callable[..., None]) -> Callable[..., None]:
    """Add the options --config-file, --lang and --state to a command, and pass it a Console.

    Exits with 2 without a site, and with 1 when the system refuses something (full disk, permission, process). An
    interrupted write to docs/ is finished first.
    """

    @CONFIG
    @LANG
    @STATE
    @functools.wraps(function)
    def command(config_file: Path, lang: str | None, state: Path | None, **options: Any) -> None:
        console = Console(config_file, lang)
        _stop_without_site(console)
        with stopping_at_faults(console), chosen_state(state):
            _resume(console)
            function(console, **options)

    return command


@contextmanager
def stopping_at_faults(console: Console) -> Iterator[None]:
    """Print what the user or the system did not allow (full disk, permission, process), and exit with 1."""
    try:
        yield
    except UserError as error:
        console.fail(error.key, **error.arguments)
    except BrokenPipeError:
        raise  # the reader of the output has stopped: click exits silently
    except (OSError, BrokenExecutor) as error:
        console.fail("stopped", reason=error)


def _stop_without_site(console: Console) -> None:
    """Exit with 2 where there is no mkdocs.yml or no docs folder, and say what was looked for and what to run."""
    config = console.config_file
    if not config.exists():
        folder, context = config.absolute().parent, click.get_current_context()
        steps: list[str] = []
        while context.parent:
            steps.insert(0, context.info_name or "")
            context = context.parent
        args = {"path": config, "command": " ".join(steps)}
        above = (parent / config.name for parent in folder.parents)
        below = sorted(folder.glob(f"*/{escape(config.name)}"))
        if found := next(filter(Path.is_file, above), None):
            console.warn("no_site_above", **args, found=os.path.relpath(found))
        elif found := next(filter(Path.is_file, below), None):
            console.warn("no_site_below", **args, found=os.path.relpath(found))
        else:
            console.warn("no_site", path=config)
    elif not console.docs.is_dir():
        console.show([each for each in console.diagnostics if each.level == "error"])  # one of them may be why
        console.warn("no_docs", path=config, docs=console.docs)
    else:
        return
    sys.exit(2)


def _resume(console: Console) -> None:
    """Finish an interrupted write to docs/; a place that is not trusted holds none."""
    try:
        with suppress(UntrustedFolderError):
            if written := resume(console.docs, console.config_file.parent):
                console.warn("resumed", files=", ".join(written[:_MAX_SHOWN_FILES]))
    except JournalError as error:
        console.warn(error.key, **error.arguments)


class Progress:
    """Progress of rendering: a bar on a terminal, elsewhere a line now and then; both after two seconds."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._bar: Any = None
        self._started = self._reported = 0.0

    def start(self, pages: int) -> None:
        """Start with the number of pages to render."""
        self._bar = click.progressbar(length=pages, show_pos=True, item_show_func=self._rate, file=sys.stderr)
        self._started = self._reported = time.monotonic()
        click.echo(self._console.count("rendering", pages), err=self._console.quiet_stdout)

    def step(self) -> None:
        """Count a page."""
        self._bar.make_step(1)
        now, done, pages = time.monotonic(), self._bar.pos, self._bar.length
        if sys.stderr.isatty():
            if now - self._started > _PATIENCE:
                self._bar.render_progress()
                if done == pages:
                    self._bar.render_finish()
        elif now - self._reported > 5 * _PATIENCE:
            self._reported = now
            left = (pages - done) * (now - self._started) / done
            self._console.info("rendered", done=done, pages=pages, rate=self._rate(), left=f"{left:.0f}")

    def _rate(self, _: object = None) -> str:
        rate = self._bar.pos / max(time.monotonic() - self._started, 0.001)
        return self._console.word("rate", rate=f"{rate:.0f}")
