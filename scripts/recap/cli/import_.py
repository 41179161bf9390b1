"""`recap import`: foreign programmes become events, talks and people of the site."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from recap.build.output import write_all
from recap.cli.console import Terminal, of_site
from recap.core.filesystem import shown_path

_SHOWN = 10
"""Files that a report names one by one."""


@click.command("import")
@of_site
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
def import_programme(here: Terminal, source: Path, dry_run: bool) -> None:
    """Write the events, talks and people of a foreign programme: a file, or every file below a folder.

    Read are schedule.json and schedule.xml (pretalx, frab and others) and pyvideo's JSON (its folders, or a .jsonl with
    a talk a line). Talks become stubs that wait for their recap. People and topics of the site are recognised. A second
    import changes only what nobody touched since the first, and says what it left. Without a result that passes the
    check, nothing is written.
    """
    from recap.importers.merge import Merge
    from recap.importers.model import Losses
    from recap.importers.readers import SourceError, programmes_in
    from recap.lint.runner import check_content

    catalogue, problems = check_content(here.docs, replace(here.settings, drafts=True))
    here.stop_at_errors(here.problems + problems)
    losses = Losses()
    try:
        programmes = programmes_in(source, losses)
    except SourceError as error:
        here.fail(error.key, **error.arguments)
    merge = Merge(here.docs, catalogue, here.settings, here.words, losses)
    total = sum(len(programme.talks) for programme in programmes)
    with click.progressbar(length=total, label=here.word("importing", talks=total)) as bar:
        for programme in programmes:
            merge.add(programme)
            bar.update(len(programme.talks))
    merge.finish()
    problems = check_content(here.docs, here.settings, drafts=merge.drafts)[1]
    shown = {f"{shown_path(here.docs)}/{src_uri}": content for src_uri, content in merge.drafts.items()}
    here.stop_at_errors(problems, "not_written", shown)
    if dry_run:
        click.echo("".join(f"  {src_uri}\n" for src_uri in merge.drafts), nl=False)
    else:
        write_all(here.docs, merge.drafts)
    here.say("import_planned" if dry_run else "import_done", **merge.counts, warnings=len(problems))
    if merge.left:
        here.say("import_left", number=len(merge.left))
        for each in (*merge.left[:_SHOWN], *(["…"] if len(merge.left) > _SHOWN else [])):
            click.echo(f"  {each}")
    if losses.found:
        here.say("import_lost")
        for name, (number, example) in sorted(losses.found.items()):
            click.echo(f"  {name}: {number} × ({example})")
