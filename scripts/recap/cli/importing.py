"""`recap import`: foreign programmes become events, talks and people of the site."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from recap.cli.terminal import CONFIG, LANG, docs_of, fail, show, start, write
from recap.folder import shown_path
from recap.languages import Language
from recap.problems import has_errors
from recap.settings import Settings

if TYPE_CHECKING:
    from recap.importers.merge import Plan
    from recap.importers.programme import Losses, Programme

_SHOWN = 10
"""Files that a report names one by one."""


@click.command("import")
@CONFIG
@LANG
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
def import_programme(config_file: Path, lang: str | None, source: Path, dry_run: bool) -> None:
    """Write the events, talks and people of a foreign programme: a file, or every file below a folder.

    Read are schedule.json and schedule.xml (pretalx, frab and others) and pyvideo's JSON (its folders, or a talk a
    line). Talks become stubs that wait for their recap. People and topics of the site are recognised. A second import
    changes only what nobody touched since the first, and says what it left. Without a result that passes the check,
    nothing is written.
    """
    settings, words = start(config_file, lang)
    from recap.content import check_content
    from recap.importers.merge import Merge
    from recap.importers.programme import Losses, SourceError

    docs = docs_of(config_file)
    catalogue, problems = check_content(docs, replace(settings, drafts=True))
    if has_errors(problems):
        show([problem for problem in problems if problem.level == "error"], words)
        fail(words, "import_first", docs=str(docs))
    losses = Losses()
    try:
        programmes = _programmes(source, settings, losses)
    except SourceError as error:
        fail(words, error.key, **error.arguments)
    merge = Merge(docs, catalogue, settings, words)
    total = sum(len(programme.talks) for programme in programmes)
    label = words.terminal["importing"].format(talks=total)
    with click.progressbar(length=total, label=label, update_min_steps=50) as bar:
        for programme in programmes:
            for _ in merge.add(programme, losses):
                bar.update(1)
    plan = merge.finish(losses)
    problems = check_content(docs, settings, drafts=plan.drafts)[1]
    shown = {f"{shown_path(docs)}/{src_uri}": content for src_uri, content in plan.drafts.items()}
    if has_errors(problems):
        show([problem for problem in problems if problem.level == "error"], words, shown)
        fail(words, "import_refused")
    if not dry_run:
        write(docs, plan.drafts, words)
    _report(plan, losses, words, len(problems), dry_run=dry_run)


def _programmes(source: Path, settings: Settings, losses: Losses) -> list[Programme]:
    """Every programme of a file or folder. Raises SourceError."""
    from recap.importers import pyvideo, schedule
    from recap.importers.programme import SourceError, mapping
    from recap.importers.sources import read_sources

    taken = tuple(settings.folders.values())
    found: list[Programme] = []
    talks: list[tuple[str, str, dict[str, Any]]] = []
    titles: dict[str, str] = {}
    for path, data in read_sources(source):
        entries = data if isinstance(data, list) else [data]
        if entries and all(pyvideo.is_talk(each) for each in entries):
            event = path.parent.parent.name if path.parent.name == "videos" else path.name.partition(".")[0]
            talks += [(str(each.get("event") or event), "", each) for each in entries]
        elif path.name == "category.json":
            titles[path.parent.name] = str(mapping(data).get("title") or "")
        elif getattr(data, "tag", "") == "schedule" or "schedule" in mapping(data):
            found.append(schedule.programme_of(data, path.name, taken, losses))
        elif source.is_file():
            raise SourceError("import_unknown", path=str(path))
        else:
            losses.note("file (no programme)", str(path))
    named = ((event, titles.get(event) or event.replace("-", " ").title(), data) for event, _, data in talks)
    found += pyvideo.programmes_of(named, taken, losses)
    if not found:
        raise SourceError("import_empty", path=str(source))
    return found


def _report(plan: Plan, losses: Losses, words: Language, warnings: int, *, dry_run: bool) -> None:
    said = words.terminal
    if dry_run:
        for src_uri in (*plan.new, *plan.changed):
            click.echo(f"  {src_uri}")
    counts = {"new": len(plan.new), "changed": len(plan.changed), "unchanged": plan.unchanged}
    click.echo(said["import_planned" if dry_run else "import_done"].format(**counts, warnings=warnings))
    if plan.left:
        click.echo(said["import_left"].format(number=len(plan.left)))
        for each in plan.left[:_SHOWN]:
            click.echo(f"  {each}")
        if len(plan.left) > _SHOWN:
            click.echo("  …")
    if losses.found:
        click.echo(said["import_lost"])
        for name, (number, example) in sorted(losses.found.items()):
            click.echo(f"  {name}: {number} × ({example})")
