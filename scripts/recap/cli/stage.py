"""`recap stage`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from recap.cli.terminal import FOLDER, LANG, Terminal, of_site
from recap.problems import has_errors


@click.command()
@of_site
@LANG
@click.argument("folder", type=FOLDER)
def stage(here: Terminal, folder: Path) -> None:
    """Write the site into FOLDER as ProperDocs, Zensical and MkDocs build it by themselves, without our hooks.

    It gets every page as Markdown, written or generated, the files beside, the templates, and a mkdocs.yml. A folder
    that was staged before is replaced as a whole.
    """
    from recap import engines, plain
    from recap.publish import BusyError, swap, workshop
    from recap.stage import is_staged

    if not is_staged(folder):
        here.fail("not_staged", folder=folder)
    try:
        with workshop(folder.absolute()) as (fresh, _):
            config = plain.loaded(here.config_file)
            site, problems = plain.compiled(config)
            here.show(problems)
            if has_errors(problems):
                sys.exit(1)
            engines.write(config, site, fresh)
            swap(fresh, folder.absolute())
    except BusyError:
        here.fail("busy", folder=folder)
    except OSError as error:
        here.fail("unwritten", reason=error)
    here.say("staged", folder=folder)
