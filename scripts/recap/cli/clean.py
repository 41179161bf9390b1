"""`recap clean`."""

from pathlib import Path

import click

from recap.cli.build import SITE_DIR
from recap.cli.console import Console, of_site
from recap.core.filesystem import shown_path


@click.command()
@of_site
@SITE_DIR
def clean(console: Console, site_dir: Path | None) -> None:
    """Remove what is remembered of the site, and what interrupted builds left next to it. The site itself stays.

    The next build makes everything again. Use it to start from nothing, or to leave no trace of a site on a machine.
    """
    from recap.build import cleaning

    project = console.config_file.absolute().parent
    removed = cleaning.clean(project, (site_dir or console.site).absolute())
    for path in removed:
        console.info("removed", path=shown_path(path))
    if not removed:
        console.info("nothing_removed")
