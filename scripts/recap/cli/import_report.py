"""What an import says when it is done: which files it has added, changed and left, and what it could not keep."""

import click

from recap.cli.console import Console
from recap.core.filesystem import shown_path
from recap.core.text import printable
from recap.importers.model import Losses
from recap.importers.report import SECTIONS, Report

_MAX_SHOWN_FILES = 30
"""Number of files that a section of a report names."""


def report_import(console: Console, report: Report, losses: Losses) -> None:
    """Print the files of each section, and what could not be kept."""
    for section in SECTIONS:
        found = report.lists[section]
        if found:
            console.info(f"import_{section}", number=len(found))
        for src_uri, said in found[:_MAX_SHOWN_FILES]:
            click.echo(f"  {shown_path(console.docs)}/{printable(src_uri)}{f': {printable(said)}' if said else ''}")
        if len(found) > _MAX_SHOWN_FILES:
            click.echo("  …")
    report_losses(console, losses)


def report_losses(console: Console, losses: Losses) -> None:
    """Print what could not be kept or read."""
    if losses.found:
        console.info("import_lost")
        for name, (number, examples) in sorted(losses.found.items()):
            more = ["…"] if number > len(examples) else []
            shown = "; ".join([*dict.fromkeys(examples), *more])
            click.echo(f"  {printable(name)}: {number} × ({printable(shown)})")
