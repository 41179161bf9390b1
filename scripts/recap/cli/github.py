"""`recap github`: what a run on GitHub does for the event that started it, without any right to write."""

from __future__ import annotations

import contextlib
import gc
import io
import json
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from recap.authoring.github import MAX_PACKED, Handover
from recap.authoring.github_programme import Refreshed
from recap.cli.build import archive
from recap.cli.check import check, outside_problems
from recap.cli.console import FILE, Console, of_site
from recap.cli.import_ import refresh
from recap.cli.new import proposal, write_new
from recap.core.filesystem import read_named_file, shown_path, sum_of
from recap.core.language import UserError
from recap.core.reporters import as_github, as_text

_BASE = "HEAD^"
"""What a pull request is compared with: GitHub merges it into its base, and the base is the first parent."""
_MAX_NAMED = 50
"""Number of changed pages that a summary names."""
_PAGE = re.compile(r"[a-z0-9/-]+\.md")


@click.command()
@of_site
@click.option(
    "--programme", type=FILE, help="Refresh the programmes that mkdocs.yml names; write into FILE what changed."
)
@click.pass_context
def github(context: click.Context, console: Console, programme: Path | None) -> None:
    """Do what a run on GitHub is for. Reads GITHUB_EVENT_NAME and the other variables that GitHub sets.

    A pull request or a push: check with annotations, build with downloads. An issue written with the form: turn it into
    a talk. A schedule: ask other sites for what links lead to. What there is to write, `python -m
    recap.authoring.github` writes, in a job that may.
    """
    if programme:
        _refresh(console, programme)
        return
    name, path = os.environ.get("GITHUB_EVENT_NAME"), os.environ.get("GITHUB_EVENT_PATH")
    if not name or not path:
        raise click.UsageError(console.word("not_on_github"))
    if name == "issues":
        issue = json.loads(read_named_file(Path(path)))["issue"]
        _hand_over(console, _answer(console, issue) if issue["state"] == "open" else None)
    elif name == "schedule":
        _hand_over(console, _dead_links(console))
    else:
        _set_address()
        asked = name == "pull_request"
        if asked:
            _summarise(console)
        _run(context, check, console, form="github", since=_BASE if asked else None)
        _run(context, archive, console)
        sums = console.config_file.parent / "site" / console.settings.folders["downloads"] / "SHA256SUMS"
        _append("GITHUB_OUTPUT", f"sums=sha256:{sum_of(sums)}\n")


def _run(context: click.Context, command: click.Command, console: Console, **options: Any) -> None:
    """Run another command; ends this one if that fails."""
    try:
        context.invoke(command, config_file=console.config_file, lang=console.words.code, **options)
    except SystemExit as end:
        if end.code:
            raise
    finally:
        gc.enable()  # which a check turns off


def _set_address() -> None:
    """Set SITE_URL, unless it is set, to where GitHub publishes a repository that has no domain of its own."""
    owner, _, name = os.environ.get("GITHUB_REPOSITORY", "").lower().partition("/")
    host = f"{owner}.github.io"
    os.environ.setdefault("SITE_URL", f"https://{host}/" if name == host else f"https://{host}/{name}/")


def _answer(console: Console, issue: Mapping[str, Any]) -> Handover | None:
    """Return the talk that an issue describes, or what is wrong with it; None if it was not written with the form."""
    report = io.StringIO()
    with contextlib.redirect_stdout(report), contextlib.redirect_stderr(report):
        try:
            draft = proposal(console, issue["body"] or "")
            if draft is None:
                return None
            path = write_new(console, draft)
        except UserError as error:
            console.warn(error.key, **error.arguments)
        except SystemExit:
            pass
        else:
            return Handover(console.words.code, path=shown_path(path), content=draft.content)
    return Handover(console.words.code, report.getvalue())


def _dead_links(console: Console) -> Handover | None:
    """Return a report on links to other sites, and print it as annotations; None if all is well."""
    found = outside_problems(console)
    if not found:
        return None
    click.echo(as_github(found, console.words))
    return Handover(console.words.code, as_text(found, console.words))


def _refresh(console: Console, into: Path) -> None:
    """Import the programmes that mkdocs.yml names, and write what changed for `authoring.github_programme`.

    Exits with 1 if nothing changed because something failed.
    """
    if not console.settings.programmes:
        console.fail("import_no_source")
    report = io.StringIO()
    with contextlib.redirect_stdout(report), contextlib.redirect_stderr(report):
        is_whole, drafts = refresh(console)
    click.echo(report.getvalue(), nl=False)
    if drafts:
        files = {f"{shown_path(console.docs)}/{src_uri}": content for src_uri, content in drafts.items()}
        into.write_text(Refreshed(console.words.code, report.getvalue(), files).packed(), "utf-8")
        _append("GITHUB_OUTPUT", "changed=true\n")
    elif not is_whole:
        sys.exit(1)


def _summarise(console: Console) -> None:
    """Say on the page of the run which pages a pull request changes, and whether its site can be opened unread.

    That is so if it changes nothing but docs/: anything else may change what builds the site.
    """
    from recap.lint.url_history import NoGitError, UnknownRevisionError, committed_changes

    try:
        everything, pages = committed_changes(console.docs, _BASE)
    except (NoGitError, UnknownRevisionError):
        return  # which the check reports
    lines = [console.word("summary_site" if len(pages) == len(everything) else "summary_code"), ""]
    shown = [f"- `{path.removesuffix('.md')}.html`" for path in sorted(pages) if _PAGE.fullmatch(path)]
    _append("GITHUB_STEP_SUMMARY", "\n".join([*lines, console.word("summary_pages"), "", *shown[:_MAX_NAMED], ""]))


def _hand_over(console: Console, found: Handover | None) -> None:
    if found:
        packed = found.packed()
        if len(packed) > MAX_PACKED:  # 65,536 Chinese characters, say, that repeat little
            packed = Handover(found.language, console.word("github_too_long")).packed()
        _append("GITHUB_OUTPUT", f"answer={packed}\n")


def _append(variable: str, text: str) -> None:
    """Append to the file that GitHub names in a variable."""
    if path := os.environ.get(variable):
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(text)
