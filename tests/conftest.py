"""What site and browser tests share: built sites, a server over one, a browser."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from importlib.metadata import entry_points
from pathlib import Path

import mkdocs.utils
import platformdirs
import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, Error, Page, sync_playwright

from recap.build.builder import build_site
from recap.core.private_folder import VARIABLE
from recap.downloads.archive import pack
from tests import chromium
from tests.site_fixtures import SHARED, MakeProject, Project, conference, copy_site, make_project, serve_folder

for name, examples in {"sampled": 40, "long": 5_000}.items():  # of each test of made-up texts; see `make test-all`
    settings.register_profile(
        name, max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
    )
settings.load_profile("sampled")


def pytest_configure(config: pytest.Config) -> None:
    """Give the run, with all processes that it starts, a cache folder of its own instead of the developer's.

    MkDocs asks for the installed themes four times a build, and each time all packages are searched: once is enough.
    """
    vars(mkdocs.utils)["entry_points"] = cache(entry_points)
    if hasattr(config, "workerinput"):  # of pytest-xdist: a folder in that of the run
        os.environ["XDG_CACHE_HOME"] += f"/{config.workerinput['workerid']}"
        return
    if sys.platform == "linux":  # where Playwright's browsers are
        os.environ.setdefault("PLAYWRIGHT_BROWSERS_PATH", str(platformdirs.user_cache_path("ms-playwright")))
    folder = tempfile.TemporaryDirectory(prefix="recap-tests-", ignore_cleanup_errors=True)
    config.add_cleanup(folder.cleanup)
    os.environ["XDG_CACHE_HOME"] = folder.name
    os.environ.pop(VARIABLE, None)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Keep the garbage collector from what is collected here: all of it stays until the end of the run."""
    gc.disable()
    yield
    gc.freeze()
    gc.enable()


def pytest_sessionfinish() -> None:
    """Search what all tests left for cycles once, instead of at each step of the end."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that need a browser, and those that need the folder shared/."""
    for item in items:
        for name in {"browser", "shared"}.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(name)


@pytest.fixture(autouse=True)
def same_environment() -> Iterator[None]:
    """Whatever a test does to the environment is undone: an address of a site would change the tests after it."""
    before = dict(os.environ)
    yield
    if os.environ != before:
        for name in os.environ.keys() - before.keys():
            del os.environ[name]
        os.environ.update(before)


@pytest.fixture(autouse=True, scope="module")
def few_states() -> Iterator[None]:
    """What is remembered of the projects of a module goes with it: each new project looks through all that is there."""
    yield
    shutil.rmtree(Path(os.environ["XDG_CACHE_HOME"], "recap", "projects"), ignore_errors=True)


@pytest.fixture
def new_project(tmp_path: Path) -> MakeProject:
    """Makes projects in a temporary folder: `new_project(files, language="fr")`."""
    made: list[Project] = []

    def make(files: Mapping[str, str | bytes], language: str = "fr", address: str = "") -> Project:
        made.append(make_project(tmp_path / f"project-{len(made)}", files, language, address))
        return made[-1]

    return make


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of a run share."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


@pytest.fixture(scope="session")
def build_once(shared_folder: Path) -> Callable[[str, Callable[[Path], Project]], Path]:
    """Return the tree of a project, built with its downloads once per run, whichever worker asks first."""

    def find(name: str, make: Callable[[Path], Project]) -> Path:
        folder = shared_folder / "sites" / name
        folder.parent.mkdir(exist_ok=True)
        with FileLock(folder.with_suffix(".lock")):
            if not folder.exists():
                project = make(folder.with_suffix(".new"))
                result = build_site(project.config, project.site, finish_tree=pack)
                assert result.ok, (result.diagnostics, result.warnings)
                project.folder.rename(folder)
        return folder / "site"

    return find


@pytest.fixture(scope="session")
def built(build_once: Callable[[str, Callable[[Path], Project]], Path]) -> Callable[[str], Path]:
    """Return the built tree of a fixture site: `full`, `english` or `hostile`."""
    return lambda name: build_once(name, partial(copy_site, name))


@pytest.fixture(scope="session")
def large(build_once: Callable[[str, Callable[[Path], Project]], Path]) -> Path:
    """A built conference of 24 talks with hours, rooms and tracks, counted exactly."""
    make = partial(make_project, files=conference(), address="https://recap.example/2026/")
    return build_once("large", make)


@pytest.fixture(scope="session")
def full(built: Callable[[str], Path]) -> Path:
    """The built French fixture: two conferences, 24 talks, an address, every kind of page."""
    return built("full")


@pytest.fixture(scope="session")
def served(full: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server over `full`, below the folder that its site_url names, with its last slash."""
    root = tmp_path_factory.mktemp("served")
    (root / "2026").symlink_to(full, target_is_directory=True)
    for address in serve_folder(root):
        yield f"{address}2026/"


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
def shared_page(browser: Browser) -> Iterator[Page]:
    """One page for the tests of a worker, which take it through `page`: a new one costs a third of a CPU second."""
    page = browser.new_page()
    page.set_default_timeout(10_000)
    yield page
    page.close()


@pytest.fixture
def page(shared_page: Page) -> Iterator[Page]:
    """The shared page, blank, 1280 by 720, light; fails on any error of a script."""
    errors: list[str] = []

    def note(error: Error) -> None:
        errors.append(str(error))

    shared_page.goto("about:blank")
    shared_page.set_viewport_size({"width": 1280, "height": 720})
    shared_page.emulate_media(
        media="null", color_scheme="light", contrast="null", forced_colors="null", reduced_motion="null"
    )
    shared_page.mouse.move(0, 0)
    shared_page.on("pageerror", note)
    yield shared_page
    shared_page.remove_listener("pageerror", note)
    shared_page.unroute_all()
    assert errors == []


@pytest.fixture(scope="session")
def shared() -> Callable[[str], Path]:
    """The path of a file of shared/ next to the checkout; skips where it is missing, unless CI requires it."""

    def find(relative: str) -> Path:
        path = SHARED / relative
        if not path.exists():
            if os.environ.get("RECAP_REQUIRE_SHARED"):
                pytest.fail(f"{relative} is missing although the folder shared/ is there")
            pytest.skip(f"needs {relative} of the folder shared/ next to the checkout")
        return path

    return find
