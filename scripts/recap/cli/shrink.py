"""`recap shrink`."""

from pathlib import Path

import click

from recap.cli.console import Console, of_site
from recap.core.filesystem import read_file, write_whole
from recap.core.picture_pieces import CutPictureError
from recap.core.pictures import MAX_BYTES, describe


@click.command()
@of_site
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def shrink(console: Console, files: tuple[Path, ...]) -> None:
    """Make picture FILES smaller in place: at most 2,000 pixels on a side, upright, without metadata.

    What the site publishes of photographs anyway; here of drawings too. Exit status 1 if a file is no picture that
    could be read; the others are written all the same.
    """
    from importlib.util import find_spec

    if find_spec("PIL") is None:
        console.fail("shrink_needs_pillow")
    from recap.site.pictures import shrunk

    failed = False
    for path in files:
        raw = read_file(path, path.parent)
        try:
            before = describe(raw)
            made = shrunk(raw)
        except (CutPictureError, LookupError):
            console.warn("shrink_no_picture", path=path)
            failed = True
            continue
        after = describe(made)
        sizes: dict[str, object] = {"width": before.width, "height": before.height, "size": f"{len(raw) / 1e6:.1f}"}
        sizes |= {"new_width": after.width, "new_height": after.height, "new_size": f"{len(made) / 1e6:.1f}"}
        if made == raw:
            console.info("shrink_nothing", path=path)
        else:
            write_whole(path, made)
            console.info("shrunk", path=path, **sizes)
        if len(made) > MAX_BYTES:
            console.warn("shrink_heavy", path=path, size=sizes["new_size"])
    if failed:
        click.get_current_context().exit(1)
