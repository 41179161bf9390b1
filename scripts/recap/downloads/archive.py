"""Packs a built tree: the same tree always gives the same bytes, whatever the clock, the folder and its order."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from recap.build.output import sum_of
from recap.core.filesystem import files_below
from recap.downloads.epub import book_files
from recap.pages.context import Context
from recap.pages.offline import SUMS, book_name, zip_name

LEFT_OUT = re.compile(r"404\.html|sitemap(_\d+)?\.xml|robots\.txt|_headers|_redirects|CNAME")
"""What only a web server uses."""


def pack(context: Context, site: Path, on_step: Callable[[], None] = lambda: None) -> Path:
    """Write the downloads of a built tree into it, and return their folder; `on_step` hears each file when it is done.

    Every archived file is the same bytes as in the tree. The downloads themselves are in no archive.
    """
    members = [name for name in files_below(site) if not LEFT_OUT.fullmatch(name)]
    folder = site / context.settings.folders["downloads"]
    folder.mkdir()
    _write(folder / zip_name(context), _copy(context, site, members))
    on_step()
    for event in context.catalogue.events.values():
        _write(folder / book_name(event), book_files(context, site, event))
        on_step()
    # `sha256sum --check` reads it: sum, two spaces, name.
    sums = (f"{sum_of(path)}  {path.name}\n" for path in sorted(folder.iterdir()))
    (folder / SUMS).write_text("".join(sums), "utf-8", newline="")
    return folder


def _copy(context: Context, site: Path, members: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Files of a tree below one folder, after a note on how to read them."""
    words, settings, folder = context.words, context.settings, zip_name(context).removesuffix(".zip")
    readme = words["readme"].format(name=settings.site_name)
    if settings.site_url:
        readme += f"{words['readme_where']} {settings.site_url}\n"
    yield f"{folder}/{words['readme_name']}", readme.encode()
    for name in members:
        yield f"{folder}/{name}", (site / name).read_bytes()


def _write(path: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write a ZIP of files (name, content), each with a date and rights that are always the same."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            # A book names its type in the open (EPUB 3.3, 4.2.2).
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, on every system
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, content, compresslevel=9)
