"""`recap doctor`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from recap.cli.console import CONFIG, LANG, STATE, Console
from recap.content.site_config import read_config
from recap.core.filesystem import read_named_file
from recap.core.folder import list_folder
from recap.core.private_folder import chosen_state
from recap.core.text import printable

if TYPE_CHECKING:
    from recap.lint import health


@click.command()
@CONFIG
@LANG
@STATE
def doctor(config_file: Path, lang: str | None, state: Path | None) -> None:
    """Print what a report of a fault needs: versions, folder, settings, state, and what is broken.

    No text of the site, no name and no path of your home folder is in it. Exits with 1 if anything is broken.
    """
    from recap.lint import health

    console = Console(config_file, lang)
    rows = [*health.installation(console.words)]
    with chosen_state(state):
        if config_file.is_file():
            document, _ = read_config(read_named_file(config_file), config_file.name)
            rows += health.site(config_file, document, console.settings, console.diagnostics)
            rows += _content(console)
            rows += health.state(console.words, config_file.absolute().parent, console.docs, console.site)
        else:
            rows.append(health.Row("folder", console.word("doctor_no_site", path=config_file.name)))
    rows += _not_needed(console)
    broken = [row for row in rows if row.broken]
    for row in rows:
        mark = console.word("doctor_broken") if row.broken else ""
        colon = console.words.words["colon"]
        click.echo(f"{console.word(f'doctor_{row.label}')}{colon}{mark}{printable(row.value)}")
    found = console.count("doctor_faults", len(broken)) if broken else console.word("doctor_nothing")
    console.info("doctor_result", broken=found)
    sys.exit(1 if broken else 0)


def _content(console: Console) -> list[health.Row]:
    """Return the rows about the docs folder."""
    from recap.lint import health
    from recap.lint.runner import check_content

    if not console.docs.is_dir():
        return [health.Row("files", console.word("doctor_no_docs", docs=console.settings.docs_dir), broken=True)]
    listing = list_folder(console.docs, console.settings.limits)
    return [*health.content(check_content(console.docs, console.settings, listing=listing), listing.files)]


def _not_needed(console: Console) -> list[health.Row]:
    """Return the row about what people look for first, and what Recap does without."""
    from recap.lint import health
    from recap.lint.url_history import git_version

    version = git_version() or console.word("doctor_not_installed")
    return [health.Row("unneeded", console.word("doctor_unneeded_value", version=version))]
