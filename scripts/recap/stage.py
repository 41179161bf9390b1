"""A compiled site as a folder that other engines build: every page as Markdown, every file beside, no hooks needed.

A page's front matter carries what the hooks hand to its template under MkDocs. What is done to its text after Markdown
is left to `engines`, which finds the text between two marks that the templates print.
"""

from __future__ import annotations

import html
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from recap.folder import files_below
from recap.site import Artifact, Site

MARK = "<!--recap-->"
"""Stands before and after the text of a staged page; a record cannot say it, for records are escaped."""
_HEAD = "# Written by `recap stage`: edit the site's own mkdocs.yml and docs/ instead.\n"
_LEFT = ("hooks", "watch", "docs_dir", "site_dir")
"""What a site's configuration says that a staged one must not."""


def stage(site: Site, config: Mapping[str, Any], docs: Path, overrides: Path, folder: Path) -> None:
    """Write the whole tree into an empty folder: docs/, overrides/ and the mkdocs.yml that builds them.

    `config` is what the site's own mkdocs.yml says, read; `overrides` holds the templates. Feeds carry summaries.
    """
    beside = {src_uri: docs / src_uri for src_uri in files_below(docs) if not src_uri.endswith(".md")}
    for src_uri, path in {**beside, **site.pictures}.items():
        _write(folder / "docs" / src_uri, path.read_bytes())
    for src_uri, artifact in site.artifacts.items():
        _write(folder / "docs" / src_uri, _page(site, artifact) if artifact.data else artifact.content)
        if artifact.data and site.formats:
            site.formats.note(src_uri, html.escape(artifact.data["summary"] or ""))
    for url, content in site.files():
        _write(folder / "docs" / url, content)
    shutil.copytree(overrides, folder / "overrides")
    theme = {"variant": "classic", **config["theme"], "custom_dir": "overrides"}
    extra = {**config.get("extra", {}), "site": {**site.common.shared, "mark": MARK}}
    kept = {key: value for key, value in config.items() if key not in _LEFT}
    _write(folder / "mkdocs.yml", _HEAD + _yaml({**kept, "theme": theme, "extra": extra}))


def is_staged(folder: Path) -> bool:
    """Whether a folder may be written anew: it is missing, empty, or was staged before."""
    config = folder / "mkdocs.yml"
    if config.is_file():
        return config.read_bytes().startswith(_HEAD.encode())
    return not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))


def _page(site: Site, artifact: Artifact) -> str:
    """A page as Markdown with the front matter from which its template prints what it prints under MkDocs."""
    data = artifact.data or {}
    front = {
        "template": f"{data['kind']}.html",
        "title": html.escape(data["title"]),
        "recap": data,
        "recap_head": site.formats.head(artifact.src_uri, data) if site.formats else None,
        "search": {"exclude": True},
    }
    return f"---\n{_yaml(front)}---\n\n{artifact.content}"


def _yaml(data: Any) -> str:
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1_000_000)


class _Dumper(getattr(yaml, "CDumper", yaml.Dumper)):  # type: ignore[misc]
    """Texts in quotes, so that every version of YAML reads them as texts; functions by their names; no aliases."""

    def ignore_aliases(self, _: object) -> bool:
        """Some readers know none."""
        return True


_Dumper.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"'))


def _write(path: Path, content: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
