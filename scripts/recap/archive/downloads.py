"""Packs a built tree: the same tree always gives the same bytes, whatever the clock, the folder and its order."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

from recap.archive.epub import write_book
from recap.archive.zipped import put
from recap.folder import files_below
from recap.publish import sum_of
from recap.views.frame import Context
from recap.views.offline import SUMS, book_name, zip_name

LEFT_OUT = re.compile(r"404\.html|sitemap(_\d+)?\.xml|robots\.txt|_headers|_redirects|CNAME")
"""What only a web server uses."""


def pack(context: Context, site: Path, on_step: Callable[[], None] = lambda: None) -> Path:
    """Write the downloads of a built tree into it, and return their folder; `on_step` hears each file when it is done.

    Every archived file is the same bytes as in the tree. The downloads themselves are in no archive.
    """
    folder = site / context.settings.folders["downloads"]
    folder.mkdir()
    members = [name for name in files_below(site) if not LEFT_OUT.fullmatch(name)]
    readme = context.words["readme"].format(name=context.settings.site_name)
    if context.settings.site_url:
        readme += f"{context.words['readme_where']} {context.settings.site_url}\n"
    path = folder / zip_name(context)
    with zipfile.ZipFile(path, "w") as archive:
        put(archive, f"{path.stem}/{context.words['readme_name']}", readme.encode())
        for name in members:
            put(archive, f"{path.stem}/{name}", (site / name).read_bytes())
    on_step()
    for event in context.catalogue.events.values():
        write_book(context, site, event, folder / book_name(event))
        on_step()
    # `sha256sum --check` reads it: sum, two spaces, name.
    sums = (f"{sum_of(path)}  {path.name}\n" for path in sorted(folder.iterdir()))
    (folder / SUMS).write_text("".join(sums), "utf-8", newline="")
    return folder
