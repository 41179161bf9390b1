"""What site and browser tests share: built sites, a server over one, a browser."""

from __future__ import annotations

import functools
import http.server
import json
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

import chromium
import samples
from recap.build import Result, build_site

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"

for name, examples in {"sampled": 150, "long": 5_000}.items():  # of each test of made-up texts; see `make test-all`
    settings.register_profile(
        name, max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
    )
settings.load_profile("sampled")


@dataclass(frozen=True)
class Project:
    """A site of its own: docs/ and mkdocs.yml in one folder, templates and hooks of this repository."""

    folder: Path

    @property
    def config(self) -> Path:
        """Its mkdocs.yml."""
        return self.folder / "mkdocs.yml"

    @property
    def site(self) -> Path:
        """Where it is built."""
        return self.folder / "site"

    def write(self, src_uri: str, content: str) -> Path:
        """Write a file of docs/."""
        path = self.folder / "docs" / src_uri
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
        return path

    def build(self, *, drafts: bool = False) -> Result:
        """Build into `site`."""
        return build_site(self.config, self.site, drafts=drafts)

    def page(self, url: str) -> str:
        """The HTML of a built page."""
        return (self.site / url).read_text("utf-8")


MakeProject = Callable[..., Project]


def make_project(folder: Path, files: Mapping[str, str], language: str = "fr") -> Project:
    """Write a project into a folder: src_uri -> content."""
    config = (ROOT / "mkdocs.yml").read_text("utf-8")
    for old, new in {
        "hooks: [scripts/hooks.py]": f"hooks: [{json.dumps(str(ROOT / 'scripts' / 'hooks.py'))}]",
        "custom_dir: overrides": f"custom_dir: {json.dumps(str(ROOT / 'overrides'))}",
        "watch: [overrides, scripts]": "",
        "language: fr": f"language: {language}",
    }.items():
        assert old in config
        config = config.replace(old, new)
    (folder / "docs").mkdir(parents=True)
    (folder / "mkdocs.yml").write_text(config, "utf-8")
    project = Project(folder)
    for src_uri, content in files.items():
        project.write(src_uri, content)
    return project


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
    project = make_project(tmp_path_factory.mktemp("large") / "project", samples.conference())
    config = project.config.read_text("utf-8").replace('!ENV [SITE_URL, ""]', "https://recap.example/2026/")
    project.config.write_text(config, "utf-8")
    result = project.build()
    assert result.ok, (result.problems, result.complaints)
    return project.site


@pytest.fixture(scope="session")
def served(site: Path) -> Iterator[str]:
    """The address of a server over `site`, with its last slash."""
    yield from serve_folder(site)


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A server that says nothing."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def serve_folder(folder: Path, handler: type[Quiet] = Quiet) -> Iterator[str]:
    """Serve a folder on a free port for as long as the generator lives."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


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
