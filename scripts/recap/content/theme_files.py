"""Files of the theme's folders that a site publishes as they are, found without MkDocs."""

import importlib.util
from collections.abc import Iterable
from pathlib import Path

from recap.core.filesystem import walk
from recap.core.leftovers import is_passed_over

SERVER_FOLDER = "server"
"""Folder in a theme's folder: its files, those with a dot too, are published at the root of the site for the web
server. `server/robots.txt` becomes `robots.txt`."""
_UNPUBLISHED = (".html", ".md", ".py", ".pyc", ".yml")
"""Suffixes of the files that MkDocs uses and does not publish."""
_UNSERVED = frozenset([".DS_Store", ".gitignore", ".gitkeep"])
"""Names with a dot that are no files for a web server."""
Published = dict[str, Path]
"""Address -> path, sorted."""


TOKENS = "assets/recap/tokens.css"
"""Address of the stylesheet with the colours of a site."""
THEME = "recap"
"""Name of our theme in `mkdocs.yml`."""


def package_theme() -> Path | None:
    """Return the folder of our theme; None where the package runs without having been installed."""
    spec = importlib.util.find_spec("recap.theme")
    return Path(spec.origin).parent if spec and spec.origin else None


def replaced_templates(custom_dir: Path | None) -> dict[Path, Path]:
    """Return the site's own templates that take the place of ours: path -> path of ours. Raises OSError."""
    theme = package_theme()
    if not (theme and custom_dir and custom_dir.is_dir()) or custom_dir.samefile(theme):
        return {}
    names = (address for address, _ in walk(custom_dir, hidden=False) if address.endswith(".html"))
    return {custom_dir / name: theme / name for name in sorted(names) if (theme / name).is_file()}


def theme_files(folders: Iterable[Path]) -> tuple[Published, Published]:
    """Return the files for the web server, and what else lies outside `assets/`; an earlier folder wins.

    Raises OSError.
    """
    server: Published = {}
    theme: Published = {}
    for folder in filter(Path.is_dir, folders):
        for address, entry in walk(folder / SERVER_FOLDER) if (folder / SERVER_FOLDER).is_dir() else ():
            is_left = is_passed_over(entry.name.removeprefix("."))
            if entry.name not in _UNSERVED and not is_left and entry.is_file():
                server.setdefault(address, Path(entry.path))
        for address, entry in walk(folder, hidden=False):
            if not (address.startswith((f"{SERVER_FOLDER}/", "assets/")) or address.endswith(_UNPUBLISHED)):
                theme.setdefault(address, Path(entry.path))
    return dict(sorted(server.items())), dict(sorted(theme.items()))
