"""`recap speakers`, and the same for any docs folder."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from recap.cli.terminal import CONFIG, docs_of, show, start
from recap.languages import Language, language
from recap.problems import has_errors
from recap.settings import Settings, read_settings


@click.command()
@CONFIG
@click.option("--json", "as_data", is_flag=True, help="JSON instead of Markdown.")
def speakers(config_file: Path, as_data: bool) -> None:
    """Print the speaker index."""
    settings, words = start(config_file, None)
    print_speakers(docs_of(config_file), settings, words, as_data)


@click.command()
@click.argument("docs", type=click.Path(exists=True, file_okay=False, path_type=Path), default="docs")
@click.option("--json", "as_data", is_flag=True, help="JSON instead of Markdown.")
def build_speaker_index(docs: Path, as_data: bool) -> None:
    """Print the speaker index of a docs folder, as Markdown or JSON."""
    settings, _ = read_settings(docs.absolute().parent / "mkdocs.yml")
    print_speakers(docs, settings, language(settings.language), as_data)


def print_speakers(docs: Path, settings: Settings, words: Language, as_data: bool) -> None:
    """Print the speaker index of a docs folder; with errors in it print them instead and exit with 1."""
    from recap.catalogue import read_catalogue
    from recap.pages import Pages
    from recap.site import speaker_index

    catalogue, problems = read_catalogue(docs, settings)
    if has_errors(problems):
        show(problems, words)
        sys.exit(1)
    if as_data:
        click.echo(json.dumps(speaker_index(catalogue), ensure_ascii=False, indent=2))
    else:
        click.echo(Pages(catalogue, settings, words).speaker_index())
