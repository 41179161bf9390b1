"""Removes what builds leave for the next one, and what those that were interrupted left by mistake; no site."""

import os
import shutil
from glob import escape
from pathlib import Path

from recap.build.output import build_directory
from recap.core.private_folder import remove_state, state_folder_if_any, state_path

_EARLIER = ("builds", "social", "templates")
"""Folders of the state in `.cache/recap` of the project, where versions before 0.2 had it."""


def clean(project: Path, target: Path) -> list[Path]:
    """Remove the state of a project and the leftovers next to its built site; return what was removed.

    What others made under our names stays. Raises BusyError while a build writes there, UntrustedFolderError, OSError.
    """
    shadow, cache = target.with_name(f".{target.name}-shadow"), project / ".cache/recap"
    earlier = [cache / name for name in _EARLIER] if not cache.is_symlink() and not cache.parent.is_symlink() else []
    found = [path for path in (*target.parent.glob(f".{escape(target.name)}-*"), *earlier) if path.exists()]
    records = state_folder_if_any(project) if os.path.lexists(state_path(project)) else None
    with build_directory(target, records) as work:  # what interrupted builds left is removed
        for path in (*([shadow] if work.ownership.made(shadow) else []), *earlier):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
        state = remove_state(project)
    removed = [path for path in found if not path.exists()]
    return [*sorted(removed), state] if state else sorted(removed)
