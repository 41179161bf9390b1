"""What all commands share: options, words, problems on the terminal, how to fail."""

from __future__ import annotations

import functools
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

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


def count(words: Language, noun: str, number: int) -> str:
    """A number with its noun, as the terminal says it."""
    return words.count(noun, number, words.terminal)


def fail(words: Language, key: str, **args: str) -> NoReturn:
    """Say on stderr what is wrong, and end with 1."""
    click.echo(words.terminal[key].format(**args), err=True)
    sys.exit(1)
