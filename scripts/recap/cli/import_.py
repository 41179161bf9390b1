"""`recap import`: events, talks and people from foreign programmes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from recap.cli.console import Console, of_site
from recap.core.filesystem import shown_path
from recap.core.journal import write_all
from recap.core.text import printable

if TYPE_CHECKING:
    from recap.importers.merge import Merge
    from recap.importers.model import Losses
_MAX_SHOWN_FILES = 10
"""Number of files that a report names."""


@click.command("import")
@of_site
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Report what would be written, and write nothing.")
def import_programme(console: Console, source: Path, dry_run: bool) -> None:
    """Import the events, talks and people of another programme: from a file, or from every file below a folder.

    Reads schedule.json and schedule.xml (pretalx, frab and others) and pyvideo's JSON (its folders, or a .jsonl file).
    Talks become stubs that wait for a recap. Known people and topics are recognised. A second import changes only what
    nobody has edited since the first, and reports what it left. Nothing is written unless the result passes the check.
    """
    import_from(console, source, dry_run=dry_run)


def import_from(console: Console, source: Path, *, dry_run: bool = False) -> None:
    """Import a programme and report it. Exits with 1 if the result would not pass the check; nothing is written."""
    from recap.importers import model, readers
    from recap.importers.merge import Merge
    from recap.lint.runner import check_content

    if not dry_run and (reason := console.refused_state()):
        console.fail("no_journal", reason=reason)
    checked = check_content(console.docs, replace(console.settings, drafts=True))
    console.stop_at_errors(console.diagnostics + checked.diagnostics)
    losses = model.Losses()
    programmes = readers.programmes_in(source, losses)
    merge = Merge(console.docs, checked.catalogue, console.settings, console.words, losses)
    total = sum(len(programme.talks) for programme in programmes)
    with click.progressbar(length=total, label=console.word("importing", talks=total)) as bar:
        for programme in programmes:
            merge.add(programme)
            bar.update(len(programme.talks))
    merge.finish()
    diagnostics = check_content(console.docs, console.settings, drafts=merge.drafts).diagnostics
    shown = {f"{shown_path(console.docs)}/{src_uri}": content for src_uri, content in merge.drafts.items()}
    console.stop_at_errors(diagnostics, "not_written", shown)
    if dry_run:
        click.echo("".join(f"  {printable(src_uri)}\n" for src_uri in merge.drafts), nl=False)
    else:
        write_all(console.docs, merge.drafts, console.config_file.parent)
    console.info("import_planned" if dry_run else "import_done", **merge.counts, warnings=len(diagnostics))
    report_import(console, merge, losses)


def report_import(console: Console, merge: Merge, losses: Losses) -> None:
    """Print what was left as people have edited it, and what could not be kept."""
    if merge.left:
        console.info("import_left", number=len(merge.left))
        for each in (*merge.left[:_MAX_SHOWN_FILES], *(["…"] if len(merge.left) > _MAX_SHOWN_FILES else [])):
            click.echo(f"  {printable(each)}")
    if losses.found:
        console.info("import_lost")
        for name, (number, example) in sorted(losses.found.items()):
            click.echo(f"  {printable(name)}: {number} × ({printable(example)})")
