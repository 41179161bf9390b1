"""`recap init`: a new site."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from recap.cli.console import FOLDER, LANG, Console, stopping_at_faults
from recap.cli.import_ import programme_of, today, with_talks, zone
from recap.cli.import_report import report_losses
from recap.cli.import_sources import fetched
from recap.cli.questions import Questions, of_event, system_language
from recap.content.settings import parse_settings
from recap.core.filesystem import shown_path
from recap.core.folder import Listing
from recap.core.language import language
from recap.core.new_folder import finish, names_in, write_new_folder

if TYPE_CHECKING:
    from recap.authoring.answers import NewSite
    from recap.importers.model import Programme
_MAX_SHOWN_NAMES = 5
"""Number of names that a message shows of what is in a folder."""


@click.command()
@click.argument("folder", type=FOLDER)
@click.option("--language", "language_", metavar="TAG", help="Language of the site: fr, en, pt-BR… (BCP 47).")
@click.option("--name", help="Name of the site.")
@click.option("--event", help="Name of its first conference.")
@click.option("--repository", help="https://host/owner/name, where the files of the site will be.")
@click.option("--publisher", help="Who publishes the site: a person or an organisation.")
@click.option("--contact", help="Where readers can write: mailto:… or https://….")
@of_event
@LANG
def init(
    folder: Path, language_: str | None, lang: str | None, programme: Path | str | None, no_input: bool, **given: Any
) -> None:
    """Start a site in FOLDER, which must be new or empty. Asks for whatever the options leave out.

    The files pass the check; FOLDER gets all of them or none.
    """
    console = Console(folder / "mkdocs.yml", lang or language_ or system_language())
    with stopping_at_faults(console):
        if finish(folder):
            console.info("init_resumed", folder=folder.resolve())
        elif found := names_in(folder):
            more = ["…"] if len(found) > _MAX_SHOWN_NAMES else []
            console.fail("folder_used", folder=folder.resolve(), found=", ".join([*found[:_MAX_SHOWN_NAMES], *more]))
        else:
            try:
                _start(console, lang, Questions(console, given | {"language": language_}, silent=no_input), programme)
            except (click.Abort, KeyboardInterrupt):
                click.echo()
                console.fail("init_aborted")
        _show_next(console)


def _start(console: Console, lang: str | None, questions: Questions, programme: Path | str | None) -> None:
    """Ask, check what would be written, and write it."""
    from recap.authoring import answers, new_site
    from recap.importers.formats import conferences_in
    from recap.importers.model import Losses
    from recap.lint.runner import check_content

    folder, losses = console.config_file.parent, Losses()
    questions.refuse(programme, "event", "start", "end")
    timezone = zone(console, questions.given("timezone")) if programme else ""
    given = fetched(console, programme) if programme else None
    found: list[tuple[Any, Programme]] = []
    if given:
        read = partial(programme_of, console, given.path, losses=losses, timezone=timezone, silent=questions.silent)
        found = [(each, read(each)) for each in conferences_in(given.path, losses, raw=given.raw)]
        found = with_talks(found, given.path)
    programmes = [one for _, one in found]
    tag = questions.ask("language", answers.language_tag, system_language())
    console.words = language(lang or tag)
    if language(tag).code != tag.partition("-")[0]:
        console.info("language_unknown", value=tag)
    name = questions.ask("name", answers.line, _likely_name(folder, programmes))
    event = None if programme else questions.event()
    site = answers.NewSite(
        tag,
        name,
        questions.ask("repository", answers.optional(answers.repository), ""),
        questions.ask("publisher", answers.optional(answers.line), ""),
        questions.ask("contact", answers.optional(answers.contact), ""),
    )
    settings, diagnostics = parse_settings(new_site.config_file(site).encode(), "mkdocs.yml")
    docs = new_site.home_page(site) | (new_site.event_files(site, settings, event) if event else {})
    merge = None
    if found:
        from recap.importers.merge import Merge
        from recap.importers.places import Places

        nothing = check_content(console.docs, settings, listing=Listing()).catalogue
        merge = Merge(console.docs, nothing, settings, language(tag), losses, today())
        places = Places(nothing, settings)
        for conference, one in found:
            places.take(conference, place := places.find(conference))
            merge.add(replace(one, source=place.source), place.folder)
        merge.finish()
        if given and given.address and len(found) == 1:
            site = replace(site, programmes={place.folder: given.address})
        docs |= merge.drafts
    checked = check_content(console.docs, replace(settings, drafts=True), drafts=docs, listing=Listing())
    shown = {f"{shown_path(console.docs)}/{src_uri}": content for src_uri, content in docs.items()}
    console.stop_at_errors(diagnostics + checked.diagnostics, "not_written", shown)
    console.show(checked.diagnostics, shown)
    files = {f"docs/{src_uri}": content for src_uri, content in docs.items()}
    files |= new_site.other_files(site, version(new_site.DISTRIBUTION), checked.catalogue.events.values())
    write_new_folder(folder, files)
    console.info("site_made", folder=folder.resolve(), files=console.count("files_with", len(files)))
    if merge:
        report_losses(console, losses)
    talks = sum(len(programme.talks) for programme in programmes)
    said = console.count("empty_recaps", talks) if talks else console.word("empty_talks", example=[*docs][-1])
    _show_empty(console, site, said)


def _likely_name(folder: Path, programmes: list[Programme]) -> str | None:
    """Return a name for the site: that of its conference, or of its folder."""
    if programmes:
        return str(programmes[0].record["title"])
    name = " ".join(folder.resolve().name.replace("-", " ").replace("_", " ").split())
    return name[:1].upper() + name[1:] or None


def _show_empty(console: Console, site: NewSite, talks: str) -> None:
    """Print what is still empty; `talks` is what to say of them."""
    console.info("still_empty")
    for line in (talks, *map(console.word, _empty(site))):
        click.echo(f"  {line}")


def _empty(site: NewSite) -> Iterator[str]:
    """Yield the words for what the site still lacks besides talks, and why that matters."""
    for key in ("publisher", "contact", "repository"):
        if not getattr(site, key):
            yield f"empty_{key}"
    yield "empty_host"
    yield "empty_address"


def _show_next(console: Console) -> None:
    """Print the commands that come next, as the shell of this system takes them."""
    folder = console.config_file.parent
    recap = "recap" if shutil.which("recap") else f"{_quoted(sys.executable)} -m recap"
    lines = {} if folder.resolve() == Path.cwd() else {f"cd {_quoted(str(folder))}": ""}
    if find_spec("mkdocs") is None:
        from recap.authoring.new_site import EXTRA

        lines[f'pip install "{EXTRA}"'] = console.word("next_install")
    lines |= {f"{recap} serve": console.word("next_serve"), f"{recap} check": console.word("next_check")}
    width = max(map(len, lines))
    console.info("next_steps")
    for line, why in lines.items():
        click.echo(f"  {line:{width}}  {why}".rstrip())


def _quoted(path: str) -> str:
    return f'"{path}"' if os.name == "nt" else shlex.quote(path)
