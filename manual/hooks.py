"""Adds the reference to the manual while MkDocs builds it, and checks links that lead out of it.

Nothing of the reference is committed: it is made from the schema, the commands, the settings and the rules.
"""

from __future__ import annotations

import posixpath
import re
import sys
from pathlib import Path
from typing import Any

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # MkDocs loads a hook as a file, not as a part of its package

from manual.reference import reference_pages  # noqa: E402

_HIDDEN = re.compile(r"<!--.*?-->\n?", re.DOTALL)
_PICTURE = re.compile(r"<!-- picture (\w+): (.*?) -->")
_OUTSIDE = re.compile(r"(?ms)^(```+).*?^\1$|`[^`\n]*`|\[([^\[\]]+)\]\(((?:\.\./)+[^)\s]*)\)")
"""Code, or a link that may lead out of the manual."""


def on_config(config: Any) -> Any:
    """Put the pages of the reference into the navigation."""
    for section in config.nav:
        if isinstance(section, dict) and "Reference" in section:
            section["Reference"] = [*section["Reference"], *nav_of_reference()]
    return config


def nav_of_reference() -> list[Any]:
    """Return the entries of the reference below its first page, the rules in a section of their own."""
    pages = [src_uri for src_uri in reference_pages() if src_uri != "reference/index.md"]
    rules = [src_uri for src_uri in pages if src_uri.startswith("reference/rules/")]
    return [*(src_uri for src_uri in pages if src_uri not in rules), {"Rules": rules}]


def on_files(files: Files, config: Any) -> Files:
    """Add the pages of the reference."""
    for src_uri, content in reference_pages().items():
        files.append(File.generated(config, src_uri, content=content))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Return a page without its hidden blocks, which only tests run, and with links out of the manual as plain words.

    Raises PluginError for a link to a file that does not exist.
    """

    def plain(match: re.Match[str]) -> str:
        _, label, target = match.groups()
        if not target:
            return match[0]
        path = posixpath.normpath(posixpath.join("manual/docs", posixpath.dirname(page.file.src_uri), target))
        if path.startswith("manual/docs/"):
            return match[0]
        if not (ROOT / path.partition("#")[0]).exists():
            message = f"{page.file.src_uri}: {target} is not in the repository"
            raise PluginError(message)
        return label

    def picture(match: re.Match[str]) -> str:
        name, shown = match.groups()
        known = (ROOT / "manual/docs/pictures" / f"{name}.png").is_file()
        return (
            f"![{shown}]({posixpath.relpath('pictures', posixpath.dirname(page.file.src_uri) or '.')}/{name}.png)"
            if known
            else ""
        )

    return _OUTSIDE.sub(plain, _HIDDEN.sub("", _PICTURE.sub(picture, markdown)))
