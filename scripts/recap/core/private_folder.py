"""Folders of the user's own, outside the checkout, for what one command leaves to the next.

A folder is trusted only if it belongs to this user and nobody else may write into it; neither it nor a folder that
Recap makes around it may be a link, and not everybody may be free to put another folder in its place. What lies in it
has the rights 0600 and 0700, whatever the umask. On Windows, which has no such rights, the user's profile is trusted.
"""

import errno
import hashlib
import json
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import platformdirs

from recap.core.filesystem import read_file
from recap.core.language import UserError

VARIABLE = "RECAP_STATE"
"""Environment variable with the folder of a project's state, for workflows and tests."""
TAG = "CACHEDIR.TAG"
"""File by which a folder of ours is known, and by which backups leave it out (bford.info/cachedir)."""
_SIGNATURE = "Signature: 8a477f597d28d172789f06886806bc55\n# State of Recap; `recap clean` removes it.\n"
_PROJECT = "# Project: "


class UntrustedFolderError(UserError):
    """No folder can be had whose content could be trusted."""


def state_path(project: Path) -> Path:
    """Return where the state of a project is, whether it exists or not. Raises UntrustedFolderError.

    It is `RECAP_STATE` if that is set, and may then come from another machine; otherwise it lies in the user's cache
    folder. `project` is the folder of `mkdocs.yml`.
    """
    if chosen := os.environ.get(VARIABLE):
        return Path(os.path.abspath(chosen))  # noqa: PTH100 (a `..` goes, so that no parent is asked for in vain)
    real = os.path.realpath(project)
    name = f"{Path(real).name}-{hashlib.sha256(os.fsencode(real)).hexdigest()[:16]}"
    return _cache() / "projects" / name


def state_folder(project: Path, *outputs: Path) -> Path:
    """Return the folder of what is remembered of a project, created if it is missing; see `state_path`.

    It must not lie in docs/, in site/ or in one of `outputs`, nor one of these in it. A folder that was chosen must be
    empty or ours. Raises UntrustedFolderError.
    """
    folder, chosen = state_path(project), bool(os.environ.get(VARIABLE))
    real = Path(os.path.realpath(folder))
    for other in (project / "docs", project / "site", *outputs):
        there = Path(os.path.realpath(other))
        if real.is_relative_to(there) or there.is_relative_to(real):
            raise UntrustedFolderError("state_inside", folder=folder, other=other)
    if not chosen:
        trusted(trusted(_cache()) / "projects")
    trusted(folder)
    if not _is_ours(folder):
        if chosen and any(not path.name.startswith(TAG) for path in folder.iterdir()):
            raise UntrustedFolderError("state_strange", folder=folder)
        owner = "" if chosen else f"{_PROJECT}{json.dumps(os.path.realpath(project))}\n"
        try:
            write_private(folder / TAG, f"{_SIGNATURE}{owner}".encode())
        except OSError as error:
            raise UntrustedFolderError("state_refused", folder=folder, reason=error.strerror or error) from None
        if not chosen:
            _forget_projects(folder.parent)
    return folder


def state_folder_if_any(project: Path, *outputs: Path) -> Path | None:
    """Return what `state_folder` does; None if there is no place that can be trusted."""
    with suppress(UntrustedFolderError):
        return state_folder(project, *outputs)
    return None


def template_folder() -> Path:
    """Return the folder of compiled templates, created if it is missing; it never comes from another machine.

    Raises UntrustedFolderError.
    """
    return trusted(trusted(_cache()) / "templates")


def trusted(folder: Path) -> Path:
    """Create a folder if it is missing, and return it. Raises UntrustedFolderError if it cannot be trusted."""
    try:
        missing = [each for each in (folder, *folder.parents) if not os.path.lexists(each)]
        for each in reversed(missing):
            each.mkdir(mode=0o700, exist_ok=True)
        state = folder.lstat()
        parents = [(each, each.stat().st_mode) for each in Path(os.path.realpath(folder)).parents]
    except OSError as error:
        raise UntrustedFolderError("state_refused", folder=folder, reason=error.strerror or error) from None
    if not stat.S_ISDIR(state.st_mode):
        raise UntrustedFolderError("state_link", folder=folder)
    if hasattr(os, "getuid"):
        if state.st_uid != os.getuid():
            raise UntrustedFolderError("state_foreign", folder=folder)
        # The folders above may be a group's, as the user decides; those of everybody let others exchange ours.
        shared = [each for each, mode in parents if mode & stat.S_IWOTH and not mode & stat.S_ISVTX]
        if shared or state.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            raise UntrustedFolderError("state_open", folder=shared[0] if shared else folder)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise UntrustedFolderError("state_refused", folder=folder, reason=os.strerror(errno.EACCES))
    return folder


@contextmanager
def chosen_state(folder: Path | None) -> Iterator[None]:
    """Choose the state folder of this process and of those it starts, before what `RECAP_STATE` says; None for that."""
    before = os.environ.get(VARIABLE)
    if folder or before:
        os.environ[VARIABLE] = str(Path(folder or before or "").absolute())  # some of those run in other folders
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(VARIABLE, None)
        else:
            os.environ[VARIABLE] = before


def remove_state(project: Path) -> Path | None:
    """Remove the state folder of a project and return it; None if there is none.

    Raises UntrustedFolderError if what is there is not ours, OSError.
    """
    folder = state_path(project)
    if not os.path.lexists(folder):
        return None
    if not _is_ours(trusted(folder)):
        raise UntrustedFolderError("state_strange", folder=folder)
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    with suppress(OSError):  # a folder in a folder that may not be changed, or a place where something is mounted
        folder.rmdir()
    return folder


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only this user may read, under a temporary name first. Raises OSError."""
    descriptor, temporary = tempfile.mkstemp(prefix=f"{path.name}-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        os.replace(temporary, path)  # noqa: PTH105
    finally:
        with suppress(FileNotFoundError):
            os.unlink(temporary)  # noqa: PTH108


def _is_ours(folder: Path) -> bool:
    """Return True if a folder has our mark."""
    with suppress(OSError):
        return read_file(folder / TAG, folder, 2**16).startswith(_SIGNATURE.encode())
    return False


def _forget_projects(folder: Path) -> None:
    """Remove the states of projects that no longer exist."""
    for tag in folder.glob(f"*/{TAG}"):
        with suppress(OSError, ValueError):
            said = read_file(tag, folder, 2**16).decode()
            project = json.loads(said.partition(_PROJECT)[2] or "null")
            if project and said.startswith(_SIGNATURE) and not os.path.lexists(project):
                shutil.rmtree(tag.parent)


def _cache() -> Path:
    folder = platformdirs.user_cache_path("recap", appauthor=False)
    if not folder.is_absolute():  # no home folder is known
        raise UntrustedFolderError("state_homeless")
    return folder
