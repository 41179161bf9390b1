"""`recap stage`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from recap.cli.terminal import CONFIG, LANG, fail, show, start
from recap.problems import has_errors


@click.command()
@CONFIG
@LANG
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def stage(config_file: Path, lang: str | None, folder: Path) -> None:
    """Write the site into FOLDER as ProperDocs, Zensical and MkDocs build it by themselves, without our hooks.

    It gets every page as Markdown, written or generated, the files beside, the templates, and a mkdocs.yml. A folder
    that was staged before is replaced as a whole.
    """
    _, words = start(config_file, lang)
    from recap import engines, plain
    from recap.publish import BusyError, swap, workshop
    from recap.stage import is_staged

    if not is_staged(folder):
        fail(words, "not_staged", folder=str(folder))
    try:
        with workshop(folder.absolute()) as (fresh, _):
            config = plain.loaded(config_file)
            site, problems = plain.compiled(config)
            show(problems, words)
            if has_errors(problems):
                sys.exit(1)
            engines.write(config, site, fresh)
            swap(fresh, folder.absolute())
    except BusyError:
        fail(words, "busy", folder=str(folder))
    except OSError as error:
        fail(words, "unwritten", reason=str(error))
    click.echo(words.terminal["staged"].format(folder=folder))
