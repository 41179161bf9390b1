"""`recap speakers`, and the same for any docs folder."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from recap.cli.terminal import Terminal, of_site
from recap.problems import has_errors

JSON = click.option("--json", "as_data", is_flag=True, help="JSON instead of Markdown.")


@click.command()
@of_site
@JSON
def speakers(here: Terminal, as_data: bool) -> None:
    """Print the speaker index."""
    print_speakers(here, as_data)


@click.command()
@click.argument("docs", type=click.Path(exists=True, file_okay=False, path_type=Path), default="docs")
@JSON
def build_speaker_index(docs: Path, as_data: bool) -> None:
    """Print the speaker index of a docs folder, as Markdown or JSON."""
    print_speakers(Terminal(docs.absolute().parent / "mkdocs.yml", docs=docs), as_data)


def print_speakers(here: Terminal, as_data: bool) -> None:
    """Print the speaker index of a docs folder; with errors in it print them instead and exit with 1."""
    from recap.catalogue import read_catalogue
    from recap.pages import Pages
    from recap.site import speaker_index

    catalogue, problems = read_catalogue(here.docs, here.settings)
    if has_errors(problems):
        here.show(problems)
        sys.exit(1)
    if as_data:
        click.echo(json.dumps(speaker_index(catalogue), ensure_ascii=False, indent=2))
    else:
        click.echo(Pages(catalogue, here.settings, here.words).speaker_index())
