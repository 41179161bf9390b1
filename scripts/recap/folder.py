"""What lies in a docs folder: src_uris, and paths as messages name them."""

from __future__ import annotations

import os
from pathlib import Path


def markdown_files(docs: Path) -> list[str]:
    """The src_uri of every Markdown file, sorted."""
    return [src_uri for src_uri in files_below(docs) if src_uri.endswith(".md")]


def files_below(docs: Path) -> list[str]:
    """The src_uri of every file, sorted; names that start with a dot, and links that lead nowhere, are left out."""
    found: list[str] = []
    waiting = [(str(docs), "")]
    while waiting:
        folder, prefix = waiting.pop()
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    waiting.append((entry.path, f"{prefix}{entry.name}/"))
                elif entry.is_file():
                    found.append(prefix + entry.name)
    return sorted(found)


def shown_path(path: Path) -> str:
    """A path as messages name it: relative to where the command runs, where it lies below it."""
    absolute, here = path.absolute(), Path.cwd()
    return (absolute.relative_to(here) if absolute.is_relative_to(here) else path).as_posix()
