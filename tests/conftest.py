"""What site and browser tests share: built sites, a server over one, a browser."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

from recap.build.builder import build_site
from tests import chromium
from tests.site_fixtures import ROOT, SHARED, MakeProject, Project, conference, make_project, serve_folder

for name, examples in {"sampled": 150, "long": 5_000}.items():  # of each test of made-up texts; see `make test-all`
    settings.register_profile(
        name, max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
    )
settings.load_profile("sampled")


@pytest.fixture
def new_project(tmp_path: Path) -> MakeProject:
    """Makes projects in a temporary folder: `new_project(files, language="fr")`."""
    made: list[Project] = []

    def make(files: Mapping[str, str], language: str = "fr") -> Project:
        made.append(make_project(tmp_path / f"project-{len(made)}", files, language))
        return made[-1]

    return make


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real content, built once."""
    folder = tmp_path_factory.mktemp("real") / "site"
    result = build_site(ROOT / "mkdocs.yml", folder)
    assert result.ok, (result.problems, result.complaints)
    return folder


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made-up conference of 24 talks whose address is known, built once: lists are filtered, numbers are plotted."""
    project = make_project(tmp_path_factory.mktemp("large") / "project", conference())
    config = project.config.read_text("utf-8").replace('!ENV [SITE_URL, ""]', "https://recap.example/2026/")
    project.config.write_text(config, "utf-8")
    result = project.build()
    assert result.ok, (result.problems, result.complaints)
    return project.site


@pytest.fixture(scope="session")
def served(site: Path) -> Iterator[str]:
    """The address of a server over `site`, with its last slash."""
    yield from serve_folder(site)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium."""
    path = chromium.find()
    assert path, "no Chromium: `make test` says how to install one"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(chromium.ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def shared() -> Callable[[str], Path]:
    """The path of a file of shared/ beside the checkout; skips where it is missing, unless CI requires it."""

    def find(relative: str) -> Path:
        path = SHARED / relative
        if not path.exists():
            if os.environ.get("RECAP_REQUIRE_SHARED"):
                pytest.fail(f"{relative} is missing although the folder shared/ is there")
            pytest.skip(f"needs {relative} of the folder shared/ beside the checkout")
        return path

    return find
