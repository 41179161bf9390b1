"""`recap check` and `recap explain`."""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from recap.cli.terminal import CONFIG, LANG, count, docs_of, fail, show, start
from recap.languages import Language, language
from recap.problems import Problem, as_github, as_json, code_examples, has_errors
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
    settings, words = start(config_file, lang)
    docs = docs_of(config_file)
    from recap.files import markdown_files
    from recap.site import check_content

    started = time.process_time()
    chosen = {path.resolve() for path in paths} or None
    if changed:
        chosen = _changed(words, config_file.absolute().parent, since or "HEAD", chosen)
    outside = [path for path in chosen or () if not changed and not path.is_relative_to(docs.resolve())]
    if outside:
        raise click.BadParameter(words.terminal["outside"].format(path=outside[0], docs=docs), param_hint="PATHS")
    catalogue, found = check_content(docs, settings)
    if fix:
        from recap.mend import mend_files

        for path in mend_files(_chosen(found, chosen)):
            click.echo(words.terminal["mended"].format(path=path), err=True)
        catalogue, found = check_content(docs, settings)
    problems = _chosen(read_settings(config_file)[1] + found, chosen)
    if since:
        problems += _vanished(words, config_file, since, catalogue, settings)
    if form == "json":
        click.echo(as_json(problems, words))
    elif form == "github":
        click.echo(as_github(problems, words), nl=bool(problems))
    else:
        show(problems, words)
    levels = Counter(problem.level for problem in problems)
    files = [path for _, path in markdown_files(docs) if chosen is None or _is_chosen(path, chosen)]
    summary = words.terminal["checked"].format(
        files=count(words, "files", len(files)),
        errors=count(words, "errors", levels["error"]),
        warnings=count(words, "warnings", levels["warning"]),
        seconds=f"{time.process_time() - started:.1f}",
    )
    click.echo(summary, err=form != "text")
    sys.exit(1 if has_errors(problems) else 0)


def _changed(words: Language, folder: Path, ref: str, chosen: set[Path] | None) -> set[Path] | None:
    """The files that differ from a commit, and those that were chosen besides; all (None) where there is no git."""
    from recap.since import NoGitError, NoTreeError, changed_files

    try:
        return (chosen or set()) | changed_files(folder, ref)
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


def _chosen(problems: list[Problem], chosen: set[Path] | None) -> list[Problem]:
    """The problems of the chosen files and folders; all of them when None are named."""
    return [problem for problem in problems if chosen is None or _is_chosen(Path(problem.path), chosen)]


def _is_chosen(path: Path, chosen: set[Path]) -> bool:
    resolved = path.resolve()
    return resolved in chosen or not chosen.isdisjoint(resolved.parents)


@click.command()
@CONFIG
@LANG
@click.argument("code")
def explain(config_file: Path, lang: str | None, code: str) -> None:
    """Say what a code of the check means, with an example before and after."""
    words = language(lang or read_settings(config_file)[0].language)
    examples = code_examples()
    if code.upper() not in examples:
        fail(words, "no_code", value=code, known=", ".join(examples))
    click.echo(f"{code.upper()}\n\n{click.wrap_text(words.codes[code.upper()], 88)}")
    for key in ("before", "after"):
        lines = "".join(f"    {line}\n" for line in examples[code.upper()][key].strip().splitlines())
        click.echo(f"\n{words.terminal[f'explained_{key}']}\n\n{lines}", nl=False)
