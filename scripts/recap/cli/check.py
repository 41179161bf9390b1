"""`recap check`."""

from __future__ import annotations

import gc
import sys
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from recap.cli.terminal import CONFIG, LANG, count, docs_of, show, start, write
from recap.folder import markdown_files, shown_path
from recap.languages import Language
from recap.problems import Problem, as_github, as_json, has_errors
from recap.settings import Settings, read_settings

if TYPE_CHECKING:
    from recap.records import Catalogue


@click.command()
@CONFIG
@LANG
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "github", "json"]), default="text", show_default=True)
@click.option("--fix", is_flag=True, help="Mend what can be mended without you; comments and layout stay.")
@click.option("--changed", is_flag=True, help="Only the files that differ from the last commit, or from --since.")
@click.option("--since", metavar="REF", help="A commit whose addresses must not have vanished (E110).")
def check(
    config_file: Path,
    lang: str | None,
    paths: tuple[Path, ...],
    form: str,
    fix: bool,
    changed: bool,
    since: str | None,
) -> None:
    """Check every file of docs/ without building; exit status 1 when something must be mended.

    PATHS, or --changed, choose the files and folders whose problems are shown; names and links are compared with those
    of all files even then.
    """
    started = time.process_time()
    gc.disable()  # neither libraries nor records leave cycles worth the search, a sixth of the time
    settings, words = start(config_file, lang)
    docs = docs_of(config_file)
    from recap.content import check_chosen, check_content, of_files

    chosen = _named(words, docs, paths) if paths else None
    if changed:
        chosen = _changed(words, docs, since or "HEAD", chosen)

    def look() -> tuple[Catalogue, list[Problem]]:
        if chosen is None:
            return check_content(docs, settings)
        if since is None:
            return check_chosen(docs, settings, chosen)
        catalogue, found = check_content(docs, settings)  # whose addresses are compared
        return catalogue, of_files(found, docs, chosen)

    catalogue, found = look()
    if fix:
        from recap.mend import mended_files

        mended = mended_files(found)
        below = f"{shown_path(docs)}/"
        write(docs, {path.removeprefix(below): content for path, content in mended.items()}, words)
        for path in mended:
            click.echo(words.terminal["mended"].format(path=path), err=True)
        catalogue, found = look()
    problems = read_settings(config_file)[1] + found
    if since:
        problems += _vanished(words, config_file, since, catalogue, settings)
    if form == "json":
        click.echo(as_json(problems, words))
    elif form == "github":
        click.echo(as_github(problems, words), nl=bool(problems))
    else:
        show(problems, words)
    levels = Counter(problem.level for problem in problems)
    summary = words.terminal["checked"].format(
        files=count(words, "files", len(markdown_files(docs) if chosen is None else chosen)),
        errors=count(words, "errors", levels["error"]),
        warnings=count(words, "warnings", levels["warning"]),
        seconds=f"{time.process_time() - started:.1f}",
    )
    click.echo(summary, err=form != "text")
    sys.exit(1 if has_errors(problems) else 0)


def _named(words: Language, docs: Path, paths: Iterable[Path]) -> set[str]:
    """The src_uris of the files, and of those below the folders, that somebody named; exits with 2 for others."""
    named: set[str] = set()
    known = markdown_files(docs)
    for path in paths:
        absolute = path.resolve()
        if not absolute.is_relative_to(docs.resolve()):
            raise click.BadParameter(words.terminal["outside"].format(path=path, docs=docs), param_hint="PATHS")
        src_uri = absolute.relative_to(docs.resolve()).as_posix()
        named.update(each for each in known if src_uri in (".", each) or each.startswith(f"{src_uri}/"))
    return named


def _changed(words: Language, docs: Path, ref: str, chosen: set[str] | None) -> set[str] | None:
    """The src_uris that differ from a commit, and those that were chosen besides; all (None) where there is no git."""
    from recap.since import NoGitError, NoTreeError, changed_files

    try:
        return (chosen or set()) | (changed_files(docs.absolute(), ref) & set(markdown_files(docs)))
    except NoGitError:
        click.echo(words.terminal["no_git"], err=True)
    except NoTreeError:
        raise _no_tree(words, ref) from None
    return chosen


def _vanished(words: Language, config_file: Path, ref: str, catalogue: Catalogue, settings: Settings) -> list[Problem]:
    """The problems with addresses that a commit had; without git none, and a word that nobody looked."""
    from recap.since import NoGitError, NoTreeError, check_addresses

    try:
        return list(check_addresses(config_file, docs_of(config_file), ref, catalogue, settings))
    except NoGitError:
        click.echo(words.terminal["no_git"], err=True)
    except NoTreeError:
        raise _no_tree(words, ref) from None
    return []


def _no_tree(words: Language, ref: str) -> click.BadParameter:
    return click.BadParameter(words.terminal["no_tree"].format(value=ref), param_hint="--since")
