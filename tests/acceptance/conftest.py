"""What the tests of the repository's own site share: the only place that reads its docs/ and its mkdocs.yml."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.site_fixtures import ROOT, Project


def copy_own_site(folder: Path) -> Project:
    """Copy the repository's own site into a folder."""
    shutil.copytree(ROOT / "docs", folder / "docs")
    shutil.copy(ROOT / "mkdocs.yml", folder)
    return Project(folder)


@pytest.fixture(scope="session")
def site(build_once: Callable[[str, Callable[[Path], Project]], Path]) -> Path:
    """The repository's own site, built with its downloads."""
    return build_once("own", copy_own_site)
