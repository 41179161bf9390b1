"""`recap check`."""

from __future__ import annotations

import gc
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from recap.build.output import write_all
from recap.cli.console import Terminal, of_site
from recap.core.diagnostics import Problem, as_github, as_json
from recap.core.filesystem import markdown_files, shown_path

if TYPE_CHECKING:
    from recap.catalogue.models import Catalogue

_FORMS = {"github": as_github, "json": as_json}
"""What prints problems for machines."""


@click.command()
@of_site
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", *_FORMS]), default="text", show_default=True)
@click.option("--fix", is_flag=True, help="Mend what can be mended without you; comments and layout stay.")
@click.option("--changed", is_flag=True, help="Only the files that differ from the last commit, or from --since.")
@click.option("--since", metavar="REF", help="A commit whose addresses must not have vanished (E110).")
def check(here: Terminal, paths: tuple[Path, ...], form: str, fix: bool, changed: bool, since: str | None) -> None:
    """Check every file of docs/ without building; exit status 1 when something must be mended.

    PATHS, or --changed, choose the files and folders whose problems are shown; names and links are compared with those
    of all files even then.
    """
    started = time.process_time()
    gc.disable()  # neither libraries nor records leave cycles worth the search, a sixth of the time
    from recap.lint.runner import check_chosen, check_content, of_files

    docs, settings = here.docs, here.settings
    chosen = _named(here, paths) if paths else None
    if changed:
        from recap.lint.url_history import changed_files

        with _asking_git(here, since or "HEAD") as ref:
            chosen = (chosen or set()) | (changed_files(docs.absolute(), ref) & set(markdown_files(docs)))

    def look() -> tuple[Catalogue, list[Problem]]:
        if chosen is not None and since is None:
            return check_chosen(docs, settings, chosen)
        catalogue, found = check_content(docs, settings)  # whose addresses are compared
        return catalogue, found if chosen is None else of_files(found, docs, chosen)

    catalogue, found = look()
    if fix:
        from recap.lint.fixes import mended_files

        mended = mended_files(found)
        write_all(docs, {path.removeprefix(f"{shown_path(docs)}/"): content for path, content in mended.items()})
        for path in mended:
            here.warn("mended", path=path)
        catalogue, found = look()
    problems = here.problems + found
    if since:
        from recap.lint.url_history import check_addresses

        with _asking_git(here, since) as ref:
            problems += check_addresses(here.config_file, docs, ref, catalogue, settings)
    if form == "text":
        here.show(problems)
    elif shown := _FORMS[form](problems, here.words):
        click.echo(shown)
    levels = Counter(problem.level for problem in problems)
    number = len(markdown_files(docs) if chosen is None else chosen)
    counts = {"files": number, "errors": levels["error"], "warnings": levels["warning"]}
    said = {noun: here.count(noun, number) for noun, number in counts.items()}
    here.aside = form != "text"
    here.say("checked", **said, seconds=f"{time.process_time() - started:.1f}")
    sys.exit(1 if levels["error"] else 0)


def _named(here: Terminal, paths: Iterable[Path]) -> set[str]:
    """The src_uris of the files, and of those below the folders, that somebody named; exits with 2 for others."""
    named: set[str] = set()
    known, docs = markdown_files(here.docs), here.docs.resolve()
    for path in paths:
        if not path.resolve().is_relative_to(docs):
            raise click.BadParameter(here.word("outside", path=path, docs=here.docs), param_hint="PATHS")
        src_uri = path.resolve().relative_to(docs).as_posix()
        named.update(each for each in known if src_uri in (".", each) or each.startswith(f"{src_uri}/"))
    return named


@contextmanager
def _asking_git(here: Terminal, ref: str) -> Iterator[str]:
    """Asks git about a commit; where there is no git nobody looks, which is said; exits with 2 for no commit."""
    from recap.lint.url_history import NoGitError, NoTreeError

    try:
        yield ref
    except NoGitError:
        here.warn("no_git")
    except NoTreeError:
        raise click.BadParameter(here.word("no_tree", value=ref), param_hint="--since") from None
