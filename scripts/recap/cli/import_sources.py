"""What is imported: a file, a folder, or an address, given or remembered; nobody's address is opened unasked."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from recap.cli.console import Console
from recap.core.text import printable


@dataclass(frozen=True)
class Given:
    """A file or folder, or what an address has given."""

    path: Path
    """Of an address, its host and path: what messages call it."""
    raw: bytes | None = None
    """Content of an address; None for a file or folder."""
    address: str = ""

    @property
    def is_folder(self) -> bool:
        """True for a folder."""
        return self.raw is None and self.path.is_dir()


class SourceType(click.Path):
    """A path that is there, or an address: a text with `://`."""

    def __init__(self) -> None:
        super().__init__(exists=True, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return an address as it is, a path as a Path; exits with 2 for a path at which nothing is."""
        is_address = isinstance(value, str) and re.match(r"[A-Za-z][\w+.-]*://", value)
        return value if is_address else super().convert(value, param, ctx)


def fetched(console: Console, source: Path | str) -> Given:
    """Return a file or folder as it is, and what is at an address. Raises UserError."""
    if isinstance(source, Path):
        return Given(source)
    from recap.importers.download import checked, download

    parts = checked(source)
    console.info("fetching", address=printable(source))
    return Given(Path(parts.netloc, *filter(None, parts.path.split("/"))), download(source), source)


def remembered(console: Console) -> Iterator[tuple[str, str]]:
    """Yield folder and address of each programme that `recap import` alone refreshes.

    Those in mkdocs.yml are opened unasked. Those in docs/ are a record, which a pull request can change: a person on a
    terminal sees and confirms each. Exits with 1 where there is none, or nobody to ask.
    """
    from recap.lint.runner import read_catalogue

    console.stop_at_errors(console.diagnostics)
    if known := console.settings.programmes:
        yield from known.items()
        return
    events = read_catalogue(console.docs, console.settings)[0].events.values()
    recorded = {
        each.id: each.record.imported.address
        for each in events
        if each.record.imported and each.record.imported.address
    }
    if not recorded:
        console.fail("import_no_source")
    if not can_ask():
        console.fail("import_unasked", lines=[f"{name}: {address}" for name, address in recorded.items()])
    for name, address in recorded.items():
        if click.confirm(console.word("ask_fetch", address=address, event=name), default=True):
            yield name, address


def can_ask() -> bool:
    """Return True if somebody sits at a terminal."""
    return sys.stdin.isatty()
