"""One implementation of a page, two drivers: MkDocs' own loop and `recap build` give the same bytes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.structure.pages import Page

from recap.plugin.page import Converter
from tests.site_fixtures import Project, copy_site

DOWNLOADS = ("telecharger/", "downloads/")
"""Folders that only `recap archive` makes."""


def by_mkdocs(project: Project) -> dict[str, bytes]:
    """The tree that MkDocs builds by itself, as strictly as it can: address -> content."""
    folder = project.folder / "by-mkdocs"
    config = load_config(str(project.config), strict=True, site_dir=str(folder))
    config.plugins.on_startup(command="build", dirty=False)
    mkdocs_build(config)
    config.plugins.on_shutdown()
    return tree(folder)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder but the downloads: address -> content."""
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {url: path.read_bytes() for url, path in files.items() if not url.startswith(DOWNLOADS)}


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """Addresses whose files are not the same, or are in one tree only."""
    return sorted(url for url in one.keys() | other.keys() if one.get(url) != other.get(url))


@pytest.mark.parametrize("name", ["full", "english", pytest.param("hostile", marks=pytest.mark.long)])
def test_mkdocs_gives_the_same_tree(built: Callable[[str], Path], tmp_path: Path, name: str) -> None:
    """Pages, redirects, exports, search, static files and pictures of shared links: all but the downloads."""
    ours = tree(built(name))
    assert differing(by_mkdocs(copy_site(name, tmp_path / "project")), ours) == []
    cards = {url for url in ours if url.startswith("social/")}
    assert bool(cards) == (name != "english")  # which has no address, and so no pictures of shared links


@pytest.mark.parametrize("driver", [pytest.param("mkdocs", marks=pytest.mark.long), "recap"])
def test_pages_that_mkdocs_renders_singly_are_the_same(
    full: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, driver: str
) -> None:
    """Without the one converter of all pages, MkDocs' own `Page.render` gives the same bytes under both drivers."""
    rendered: list[str] = []
    render = Page.render

    def count(page: Page, *arguments: Any) -> None:
        rendered.append(page.file.src_uri)
        render(page, *arguments)

    monkeypatch.setattr(Converter, "is_possible", staticmethod(lambda: False))
    monkeypatch.setattr(Page, "render", count)
    project = copy_site("full", tmp_path / "project")
    if driver == "mkdocs":
        found = by_mkdocs(project)
    else:
        result = project.build()
        assert result.ok, (result.diagnostics, result.warnings)
        assert result.rendered == result.pages == len(rendered)
        found = tree(project.site)
    assert len(rendered) == len({*rendered}) > 100
    assert differing(found, tree(full)) == []
