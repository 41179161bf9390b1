"""Makes a folder with all its files, or nothing: an interrupted run leaves nothing that looks like a folder of ours.

A folder that does not exist yet is written under another name next to its place, and renamed. One that exists stays the
same folder, in which a shell may be: its files are written in a hidden folder inside, and moved out of it. From the
first of these moves on `finish` completes an interrupted run; before that, the next run removes what was left.
"""

import hashlib
import os
import secrets
import shutil
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from recap.core.filesystem import with_parent, write_whole

_PREFIX = ".recap-init-"
_RANDOM = "????????"
"""End of the name of a folder that is being written, as a pattern."""
_READY = ".recap-init"
"""Folder of complete files, inside the one that they belong to."""
_LAST = "mkdocs.yml"
"""File that is moved last: without it no command takes the folder for a site."""
_HARMLESS = frozenset([".git", ".venv", "venv", ".DS_Store"])
"""Names that do not make a folder count as used: a new repository, an environment."""


def names_in(folder: Path) -> list[str]:
    """Return the names of what is in a folder, sorted, without what a new site may meet; empty if there is none."""
    with suppress(FileNotFoundError):
        left = {path.name for path in folder.glob(f"{_PREFIX}{_RANDOM}")} | {_READY}
        return sorted(set(os.listdir(folder)) - left - _HARMLESS)  # noqa: PTH208 (names that are not UTF-8 too)
    return []


def write_new_folder(folder: Path, files: Mapping[str, str]) -> None:
    """Write the files (path below the folder -> content) into a folder that does not exist or has none of their names.

    Folders around it are made as needed. Raises FileExistsError, OSError; then the folder is as it was.
    """
    folder = Path(os.path.realpath(folder))
    if folder.is_dir():
        with _written(folder, _PREFIX, "", files) as staging:
            staging.rename(folder / _READY)
        try:
            finish(folder)
        except KeyboardInterrupt:  # too late to go back: a few names are left to move
            finish(folder)
        return
    outermost = folder
    while not os.path.lexists(outermost.parent):
        outermost = outermost.parent
    own = hashlib.sha256(os.fsencode(outermost.name)).hexdigest()[:8]
    below = folder.relative_to(outermost).as_posix()
    with _written(outermost.parent, f"{_PREFIX}{own}-", below, files) as staging:
        staging.rename(outermost)


def finish(folder: Path) -> bool:
    """Complete a folder whose files were ready when a run was interrupted; return False if there are none.

    Raises FileExistsError if one of the names has been taken since, OSError.
    """
    ready = folder / _READY
    if not _is_folder(ready):
        return False
    names = sorted(os.listdir(ready), key=lambda name: (name == _LAST, name))  # noqa: PTH208
    for name in names:
        if os.path.lexists(folder / name):
            raise FileExistsError(17, os.strerror(17), str(folder / name))
    for name in names:
        (ready / name).rename(folder / name)
    ready.rmdir()
    return True


@contextmanager
def _written(parent: Path, prefix: str, below: str, files: Mapping[str, str]) -> Iterator[Path]:
    """Yield a new folder with some files `below` it; it is gone at the end unless it was renamed.

    Those that earlier runs left are removed first.
    """
    for path in parent.glob(f"{prefix}{_RANDOM}"):
        _remove(path, parent / f"{prefix}{secrets.token_hex(4)}")
    staging = parent / f"{prefix}{secrets.token_hex(4)}"
    staging.mkdir()
    try:
        for name, content in files.items():
            write_whole(with_parent(staging / below / name), content, new=True)
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _remove(path: Path, aside: Path) -> None:
    """Remove a folder, under another name first: a run that is still busy with it fails instead of losing files."""
    if _is_folder(path):
        with suppress(OSError):
            path.rename(aside)
            shutil.rmtree(aside)


def _is_folder(path: Path) -> bool:
    with suppress(FileNotFoundError):
        return stat.S_ISDIR(path.lstat().st_mode)
    return False
