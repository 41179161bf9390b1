"""`recap check`."""

import gc
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import click

from recap.cli.console import FILE, Console, of_site
from recap.core.diagnostics import Diagnostic
from recap.core.filesystem import shown_path
from recap.core.folder import list_folder, markdown_files
from recap.core.journal import write_all
from recap.core.reporters import as_github, as_gitlab, as_json

_FORMS = {"github": as_github, "gitlab": as_gitlab, "json": as_json}
"""Formats for other programs."""


@click.command()
@of_site
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", *_FORMS]), default="text", show_default=True)
@click.option("--output", type=FILE, help="Write what --format gives into a file; the terminal gets the text.")
@click.option("--fix", is_flag=True, help="Fix what needs no decision; comments and layout stay.")
@click.option("--all", "every", is_flag=True, help="List each problem, where many of one kind are otherwise one entry.")
@click.option("--changed", is_flag=True, help="Only files that differ from the last commit, or from --since.")
@click.option("--since", metavar="REF", help="A commit whose addresses must still exist (E110).")
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day to which claims are compared (W143); else SOURCE_DATE_EPOCH, else the clock.",
)
@click.option("--outside", is_flag=True, help="Also ask other sites whether what links lead to is there (W124).")
def check(
    console: Console,
    paths: tuple[Path, ...],
    form: str,
    output: Path | None,
    fix: bool,
    every: bool,
    changed: bool,
    since: str | None,
    today: datetime | None,
    outside: bool,
) -> None:
    """Check every file of docs/ without building. Exits with 1 if there are errors.

    PATHS or --changed limit which files are reported; names and links are still compared with those of all files.
    """
    started = time.process_time()
    console.quiet_stdout = form != "text" and not output
    if output and form == "text":
        raise click.UsageError("--output FILE needs --format, such as: --format gitlab")
    if fix and (reason := console.refused_state()):
        console.fail("no_journal", reason=reason)
    gc.disable()  # neither libraries nor records leave cycles worth the search, a sixth of the time
    from recap.lint.foreign_folders import foreign_folders
    from recap.lint.runner import check_chosen
    from recap.lint.settings_rules import published_site_names_its_publisher

    docs, settings = console.docs, console.settings
    chosen = _named(console, paths) if paths else None
    if changed:
        from recap.lint.url_history import changed_files

        with _asking_git(console, since or "HEAD") as ref:
            chosen = (chosen or set()) | (changed_files(docs.absolute(), ref) & _known(console))

    run_check = partial(check_chosen, docs, settings, chosen, whole=since is not None)  # to compare all addresses
    checked = run_check()
    if fix:
        checked = _fixed(console, checked, run_check)
    found = [*checked.diagnostics, *_of_the_day(console, checked.catalogue, today, chosen)]
    diagnostics = console.diagnostics + sorted(found)
    if chosen is None:
        diagnostics += published_site_names_its_publisher(settings, docs)
    if since:
        from recap.lint.url_history import addresses_remain

        with _asking_git(console, since) as ref:
            diagnostics += addresses_remain(console.config_file, docs, ref, checked.outline)
    if outside:
        diagnostics += outside_problems(console, chosen)
    if form == "text" or output:
        console.show(diagnostics, every=every)
        for folder, (number, signs) in foreign_folders(diagnostics, shown_path(docs)).items():
            shown = console.count("files_with", number)
            console.warn("foreign_folder", folder=folder, files=shown, signs=", ".join(signs))
    shown = _FORMS[form](diagnostics, console.words) if form != "text" else ""
    if output:
        output.write_text(f"{shown}\n", "utf-8")
    elif shown:
        click.echo(shown)
    levels = Counter(diagnostic.level for diagnostic in diagnostics)
    number = len(markdown_files(docs, settings.limits) if chosen is None else chosen)
    counts = {"files": number, "errors": levels["error"], "warnings": levels["warning"]}
    shown_counts = {noun: console.count(noun, number) for noun, number in counts.items()}
    console.info("checked", **shown_counts, seconds=f"{time.process_time() - started:.1f}")
    sys.exit(1 if levels["error"] else 0)


def _of_the_day(
    console: Console, catalogue: Any, today: datetime | None, chosen: set[str] | None
) -> Iterator[Diagnostic]:
    """Yield what depends on the day: no build asks for that."""
    from recap.lint.claim_rules import claims_are_up_to_date, day_of_check

    paths = None if chosen is None else {f"{shown_path(console.docs)}/{src_uri}" for src_uri in chosen}
    for diagnostic in claims_are_up_to_date(catalogue, today.date() if today else day_of_check()):
        if paths is None or diagnostic.path in paths:
            yield diagnostic


def outside_problems(console: Console, chosen: set[str] | None = None) -> list[Diagnostic]:
    """Return the links of a site, or of the chosen files (src_uris), to pages of other sites that are gone."""
    from recap.content.loader import read_files
    from recap.lint.outside_links import dead_links

    files, _ = read_files(console.docs, console.settings, chosen)
    console.info("asking_outside")
    return dead_links(files.documents.values())


def _fixed(console: Console, checked: Any, run_check: Callable[[], Any]) -> Any:
    """Write the fixes of what was found, and of what they bring to light, and return the last check."""
    from recap.lint.fixes import MAX_ROUNDS, fixed_files

    docs, named = console.docs, set[str]()
    for _ in range(MAX_ROUNDS):
        if not (fixed := fixed_files(checked.diagnostics)):
            break
        contents = {path.removeprefix(f"{shown_path(docs)}/"): content for path, content in fixed.items()}
        write_all(docs, contents, console.config_file.parent)
        for path in sorted(fixed.keys() - named):
            console.warn("fixed", path=path)
        named |= fixed.keys()
        checked = run_check()
    return checked


def _named(console: Console, paths: Iterable[Path]) -> set[str]:
    """Return the src_uris of the named files and of those below the named folders; exits with 2 for others."""
    named: set[str] = set()
    known, docs = _known(console), console.docs.resolve()
    for path in paths:
        real = path.parent.resolve() / path.name if path.is_symlink() else path.resolve()
        if not real.is_relative_to(docs):
            raise click.BadParameter(console.word("outside", path=path, docs=console.docs), param_hint="PATHS")
        src_uri = real.relative_to(docs).as_posix()
        named.update(each for each in known if src_uri in (".", each) or each.startswith(f"{src_uri}/"))
    return named


def _known(console: Console) -> set[str]:
    """Return the src_uris of which a check may report something: Markdown files, and what must not be read."""
    listing = list_folder(console.docs, console.settings.limits)
    return {*listing.markdown, *listing.faults} - {""}


@contextmanager
def _asking_git(console: Console, ref: str) -> Iterator[str]:
    """Handle errors of git: reports a missing git, exits with 2 for an unknown commit."""
    from recap.lint.url_history import NoGitError, NoRepositoryError, UnknownRevisionError

    try:
        yield ref
    except NoRepositoryError:
        console.warn("no_repository", folder=console.config_file.parent)
    except NoGitError:
        console.warn("no_git")
    except UnknownRevisionError:
        raise click.BadParameter(console.word("unknown_revision", value=ref), param_hint="--since") from None
