"""`recap import`: events, talks and people from foreign programmes."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from recap.cli.console import Console, of_site
from recap.cli.import_places import Target, an_id, placed
from recap.cli.import_report import report_import, report_losses
from recap.cli.import_sources import SourceType, can_ask, fetched, remembered
from recap.cli.questions import Questions
from recap.core.filesystem import shown_path
from recap.core.journal import write_all
from recap.core.language import UserError
from recap.core.text import printable

if TYPE_CHECKING:
    from recap.importers.merge import Merge
    from recap.importers.model import Conference, Losses, Programme
_MAX_PREVIEWED = 3
"""Number of talks that a dry run shows as they would be written."""


@click.command("import")
@of_site
@click.argument("source", required=False, type=SourceType())
@click.option("--into", metavar="EVENT", default="", help="The folder of the event, made by hand or imported before.")
@click.option("--as", "new", metavar="FOLDER", callback=an_id, help="The folder of a new event.")
@click.option("--timezone", help="Time zone of the hours in the programme, where it names none: Europe/Berlin.")
@click.option(
    "--map",
    "columns",
    multiple=True,
    metavar="KEY=WORD",
    help="A column, or a key, that is not recognised: title=Titel.",
)
@click.option("--day", help="The day, YYYY-MM-DD, of talks of which the source names none.")
@click.option("--dry-run", is_flag=True, help="Report what would be written, and write nothing.")
def import_programme(console: Console, source: Path | str | None, into: str, new: str | None, **options: Any) -> None:
    """Import the events, talks and people of another programme: from a file, a folder, or an address (https).

    Without SOURCE: from the addresses in mkdocs.yml (`programmes`) or, on a terminal, from those that were used before.

    Reads schedule.json and schedule.xml (pretalx, frab and others), Sessionize's and OpenPlanner's JSON, iCalendar,
    tables as CSV, pyvideo's JSON (its folders, or a .jsonl file), and folders of Markdown of other static sites. Talks
    become stubs that wait for a recap. Known events, people and topics are recognised. A second import changes only
    what nobody has edited since the first, marks talks that are no longer in the programme, and reports all of it.
    Nothing is written unless the result passes the check.
    """
    if into and new:
        console.fail("answered_twice", options="--as")
    if source is not None:
        import_from(console, source, Target(into, new or ""), **options)
        return
    if into or new:
        console.fail("import_no_source")
    if not refresh(console, **options)[0]:
        sys.exit(1)


def refresh(console: Console, **options: Any) -> tuple[bool, dict[str, str]]:
    """Import every programme whose address is known, each by itself.

    Returns whether none of them failed, and src_uri -> content of what was written.
    """
    is_whole, drafts = True, dict[str, str]()
    for name, address in remembered(console):
        is_recorded = name not in console.settings.programmes
        try:
            drafts |= import_from(console, address, Target(either=name), is_recorded=is_recorded, **options)
        except UserError as error:
            console.warn(error.key, **error.arguments)
            is_whole = False
        except SystemExit:
            is_whole = False
    return is_whole, drafts


def import_from(
    console: Console,
    source: Path | str,
    target: Target,
    *,
    timezone: str | None = None,
    columns: tuple[str, ...] = (),
    day: str | None = None,
    dry_run: bool = False,
    is_recorded: bool = True,
) -> dict[str, str]:
    """Import a programme, report it, and return src_uri -> content of the files that it wrote, or would write.

    Where it `is_recorded`, the event's file has the address from which it came. Exits with 1 if the result would not
    pass the check; nothing is written.
    """
    from recap.importers import formats, model
    from recap.importers.merge import Merge
    from recap.importers.timing import dated
    from recap.lint.runner import check_content

    if not dry_run and (reason := console.refused_state()):
        console.fail("no_journal", reason=reason)
    checked = check_content(console.docs, replace(console.settings, drafts=True))
    console.stop_at_errors(console.diagnostics + checked.diagnostics)
    losses = model.Losses()
    options = model.Options(zone(console, timezone), mapped(console, columns), day_of(console, day))
    given = fetched(console, source)
    try:
        found = formats.conferences_in(given.path, losses, options, given.raw)
        conferences = [*dated(found, options.day, losses)]
    except UserError:
        if given.is_folder:
            report_losses(console, losses)
        raise
    places = placed(console, checked.catalogue, conferences, target)
    said = options.timezone
    pairs = [(place, programme_of(console, given.path, each, losses, said, place.zone)) for each, place in places]
    pairs = with_talks(pairs, given.path)
    address = given.address if is_recorded else ""
    merge = Merge(console.docs, checked.catalogue, console.settings, console.words, losses, today(), address)
    total = sum(len(programme.talks) for _, programme in pairs)
    with click.progressbar(length=total, label=console.count("importing", total)) as bar:
        for place, programme in pairs:
            merge.add(replace(programme, source=place.source), place.folder)
            bar.update(len(programme.talks))
    merge.finish()
    write_import(console, merge, losses, dry_run=dry_run)
    return merge.drafts


def today() -> date:
    """Return the day in UTC, which stands in files for the moment of an import."""
    return datetime.now(UTC).date()


def with_talks(found: list[tuple[Any, Programme]], source: Path) -> list[tuple[Any, Programme]]:
    """Return the pairs whose programme has a talk. Raises UserError if none has."""
    if not (some := [each for each in found if each[1].talks]):
        raise UserError("import_empty", path=printable(str(source)))
    return some


def write_import(console: Console, merge: Merge, losses: Losses, *, dry_run: bool) -> None:
    """Check what an import would write, write it, and report. Exits with 1 if it does not pass; nothing is written."""
    from recap.lint.runner import check_content

    diagnostics = check_content(console.docs, console.settings, drafts=merge.drafts).diagnostics
    shown = {f"{shown_path(console.docs)}/{src_uri}": content for src_uri, content in merge.drafts.items()}
    console.stop_at_errors(diagnostics, "not_written", shown)
    if dry_run:
        click.echo("".join(f"  {printable(src_uri)}\n" for src_uri in merge.drafts), nl=False)
        talks = [content for src_uri, content in merge.drafts.items() if src_uri in merge.talks]
        for content in talks[:_MAX_PREVIEWED]:
            click.echo("\n" + "\n".join(f"    {printable(each)}" for each in content.rstrip("\n").split("\n")))
    else:
        write_all(console.docs, merge.drafts, console.config_file.parent)
    counts = merge.report.counts
    console.info("import_planned" if dry_run else "import_done", **counts, warnings=len(diagnostics))
    report_import(console, merge.report, losses)


def zone(console: Console, given: str | None, default: str | None = None, *, ask: bool = False) -> str:
    """Return the time zone that an option names, or the answer to the question; empty for none.

    Exits with 1 for one that does not exist.
    """
    from recap.authoring import answers

    if not given and not ask:
        return ""
    return Questions(console, {"timezone": given}, silent=False).ask("timezone", answers.time_zone, default)


def day_of(console: Console, given: str | None) -> str:
    """Return the day that an option names, ISO 8601; empty for none. Exits with 1 for what is no day."""
    from recap.authoring import answers

    return Questions(console, {"day": given}, silent=False).ask("day", answers.day).isoformat() if given else ""


def mapped(console: Console, columns: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return the pairs of `--map KEY=WORD`. Exits with 1 for one without a sign between key and word."""
    pairs = [each.partition("=") for each in columns]
    for key, sign, word in pairs:
        if not (key.strip() and sign and word.strip()):
            console.fail("import_map", value=f"{key}{sign}{word}")
    return tuple((key.strip(), word.strip()) for key, _, word in pairs)


def programme_of(
    console: Console,
    source: Path,
    conference: Conference,
    losses: Losses,
    timezone: str,
    known: str = "",
    *,
    silent: bool = False,
) -> Programme:
    """Return a conference in our terms; where its time zone is not said, that of the known event, or the answer.

    Without an hour no zone is asked for: the event then has UTC, and the report says so. Raises UserError where nobody
    can be asked.
    """
    from recap.importers.assemble import programme_of as assembled
    from recap.importers.timing import UnknownZoneError

    try:
        return assembled(conference, losses, timezone)
    except UnknownZoneError as error:
        if known:
            return assembled(conference, losses, known)
        if not error.has_hours:
            losses.note("event.timezone (no hours: UTC)", conference.title)
            return assembled(conference, losses, "UTC")
        error.arguments["path"] = shown_path(source)
        if silent or not can_ask():
            raise
        console.info(error.key, **error.arguments)
        answer = zone(console, None, next(iter(error.proposals), None), ask=True)
        return assembled(conference, losses, answer)


@click.command("split")
@of_site
@click.argument("post", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--into", "event", required=True, metavar="EVENT", help="The folder of the event that the post is about.")
@click.option("--url", default="", help="The address of the post, which the talks then name as their source.")
@click.option("--dry-run", is_flag=True, help="Report what would be written, and write nothing.")
def split_post(console: Console, post: Path, event: str, url: str, dry_run: bool) -> None:
    """Make talks of the sections of one long post (Markdown) about an event.

    A section is a talk if its heading names who gave it: "Title — Speaker (Organisation)", "Title (Speaker)",
    "Speaker: Title", "Title by Speaker". Hour, room and links in a line below are understood. Everything else becomes
    a page of the event: no line is lost. Nothing is written unless the result passes the check.
    """
    from recap.importers import model, readers
    from recap.importers.merge import Merge
    from recap.importers.post import split
    from recap.lint.runner import check_content

    if not dry_run and (reason := console.refused_state()):
        console.fail("no_journal", reason=reason)
    checked = check_content(console.docs, replace(console.settings, drafts=True))
    console.stop_at_errors(console.diagnostics + checked.diagnostics)
    known = checked.catalogue.events.get(event.strip("/"))
    if known is None:
        console.fail("no_event", value=printable(event), known=", ".join(checked.catalogue.events) or "-")
    losses = model.Losses()
    (source,) = readers.read_sources(post, losses)
    if source.kind != "text":
        console.fail("split_no_text", path=printable(str(post)))
    found = split(source, known.record, url, losses)
    if not found.conference.sessions:
        console.fail("split_nothing", path=printable(str(post)))
    merge = Merge(console.docs, checked.catalogue, console.settings, console.words, losses, today())
    merge.add_talks(programme_of(console, post, found.conference, losses, known.record.timezone), known.id)
    if found.rest.strip():
        merge.add_page(known.id, found.title, found.rest)
    merge.finish()
    if found.left:
        console.info("split_rest", headings="; ".join(map(printable, found.left)))
    write_import(console, merge, losses, dry_run=dry_run)
