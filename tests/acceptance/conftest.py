"""What the tests of the repository's own site share: the only place that reads its docs/ and its mkdocs.yml."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from tests.installed import LOCK, Environment, build_wheel
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


@pytest.fixture(scope="session")
def wheel(shared_folder: Path) -> Path:
    """The wheel of this checkout, built once per run."""
    folder = shared_folder / "wheel"
    with FileLock(folder.with_suffix(".lock")):
        return next(folder.glob("wheels/*.whl"), None) or build_wheel(folder)


@pytest.fixture(scope="session")
def installed(wheel: Path, shared_folder: Path) -> Environment:
    """A fresh environment with the wheel and the versions of the lock file that it carries; made once per run."""
    environment = Environment(shared_folder / "installed")
    with FileLock(environment.folder.with_suffix(".lock")):
        if not environment.folder.exists():
            environment.make()
            environment.install("--no-deps", wheel)
            environment.install("--require-hashes", "-r", environment.folder / LOCK)
    return environment
