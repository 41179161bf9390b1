"""Folders of the user's own, outside the checkout, for what one command leaves to the next.

A folder is trusted only if it belongs to this user, nobody else may write into it, and it is no link.
"""

import hashlib
import os
import stat
from pathlib import Path

import platformdirs

from recap.core.language import UserError

VARIABLE = "RECAP_STATE"
"""Environment variable with the folder of a project's state, for workflows and tests."""


class UntrustedFolderError(UserError):
    """No folder can be had whose content could be trusted."""


def state_folder(project: Path) -> Path:
    """Return the folder of what is remembered of a project, created if it is missing.

    It is `RECAP_STATE` if that is set, and may then come from another machine; otherwise it lies in the user's cache
    folder. `project` is the folder of `mkdocs.yml`. Raises UntrustedFolderError.
    """
    if chosen := os.environ.get(VARIABLE):
        return trusted(Path(chosen).absolute())
    name = f"{project.absolute().name}-{hashlib.sha256(str(project.absolute()).encode()).hexdigest()[:16]}"
    return trusted(_cache() / "projects" / name)


def template_folder() -> Path:
    """Return the folder of compiled templates, created if it is missing; it never comes from another machine.

    Raises UntrustedFolderError.
    """
    return trusted(_cache() / "templates")


def trusted(folder: Path) -> Path:
    """Create a folder if it is missing, and return it. Raises UntrustedFolderError if it cannot be trusted."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        state = folder.lstat()
    except OSError as error:
        raise UntrustedFolderError("state_refused", folder=folder, reason=error.strerror or error) from None
    if not stat.S_ISDIR(state.st_mode):
        raise UntrustedFolderError("state_link", folder=folder)
    if hasattr(os, "getuid") and (state.st_uid != os.getuid() or state.st_mode & 0o022):
        raise UntrustedFolderError("state_foreign", folder=folder)
    return folder


def _cache() -> Path:
    folder = platformdirs.user_cache_path("recap", appauthor=False)
    if not folder.is_absolute():  # no home folder is known
        raise UntrustedFolderError("state_homeless")
    return folder
