"""What the tests of the repository's own site share: the only place that reads its docs/ and its mkdocs.yml."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.site_fixtures import ROOT, THEME, Project


def copy_own_site(folder: Path) -> Project:
    """Copy the repository's own site into a folder."""
    shutil.copytree(ROOT / "docs", folder / "docs")
    config = (ROOT / "mkdocs.yml").read_text("utf-8")
    for key, value in (("custom_dir: overrides", THEME), ("watch: [overrides, scripts]\n", "")):
        assert key in config
        config = config.replace(key, value)
    (folder / "mkdocs.yml").write_text(config, "utf-8")
    return Project(folder)


@pytest.fixture(scope="session")
def site(build_once: Callable[[str, Callable[[Path], Project]], Path]) -> Path:
    """The repository's own site, built with its downloads."""
    return build_once("own", copy_own_site)
