"""ZIP archive of a built site and its books: the same tree always gives the same bytes."""

import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from recap.content.addresses import Addresses
from recap.core.filesystem import files_below, sum_of
from recap.downloads.epub import book_files
from recap.downloads.readme import readme
from recap.pages.context import Context
from recap.pages.offline import CHECKSUMS, book_name


def pack(context: Context, site: Path, on_step: Callable[[], None] = lambda: None) -> Path:
    """Write the downloads of a built tree into it and return their folder; `on_step` is called after each file.

    Archived files are the same bytes as in the tree. No archive contains the downloads, nor what only a web server
    uses.
    """
    addresses = Addresses(context.settings, ())
    members = [name for name in files_below(site) if not addresses.stays_on_server(name)]
    folder = site / context.settings.folders["downloads"]
    folder.mkdir()
    _write(folder / context.settings.archive_name, _copy(context, site, members))
    on_step()
    for event in context.catalogue.events.values():
        _write(folder / book_name(event), book_files(context, site, event))
        on_step()
    # `sha256sum --check` reads it: sum, two spaces, name.
    sums = (f"{sum_of(path)}  {path.name}\n" for path in sorted(folder.iterdir()))
    (folder / CHECKSUMS).write_text("".join(sums), "utf-8", newline="")
    return folder


def _copy(context: Context, site: Path, members: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a tree below one folder, after a note on how to read them."""
    folder = context.settings.archive_name.removesuffix(".zip")
    yield f"{folder}/{context.words['readme_name']}", readme(context).encode()
    for name in members:
        yield f"{folder}/{name}", (site / name).read_bytes()


def _write(path: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write a ZIP of files (name, content) with constant dates and permissions."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            # A book names its type in the open (EPUB 3.3, 4.2.2).
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, on every system
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, content, compresslevel=9)
