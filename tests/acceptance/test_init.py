"""A stranger's first site: `recap init`, then a check and a build without a warning, and nothing of the first site."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from mkdocs.utils import get_theme_names
from playwright.sync_api import Browser, Page

from recap.cli import main
from tests.axe import violations
from tests.reader import Reader
from tests.site_fixtures import Project

EVENT = [
    "--event",
    "Pancake Summit 2031",
    "--start",
    "2031-03-01",
    "--end",
    "2031-03-02",
    "--timezone",
    "America/Montreal",
]
KEEPER = [
    "--publisher",
    "The Pancake Society",
    "--contact",
    "us@pancakes.example",
    "--repository",
    "https://github.com/a/b",
]
STRANGE = re.compile(r"correspondances|osones|containercon|traefik", re.IGNORECASE)
"""Words of the repository's own site."""

pytestmark = pytest.mark.skipif("recap" not in get_theme_names(), reason="needs the theme as an installed package")


def start(folder: Path, code: str, *event: str) -> Project:
    """A site of `recap init` in which the check finds nothing to say."""
    done = CliRunner().invoke(main, ["init", str(folder), "--language", code, "--no-input", *event])
    assert done.exit_code == 0, done.output
    return Project(folder)


def is_silent(project: Project, *, warnings: int = 0) -> None:
    """Check and build a site: no error, no warning of the renderer, and so many of the check."""
    done = CliRunner().invoke(main, ["check", "-f", str(project.config), "--lang", "en"])
    assert f"0 errors, {warnings} warning" in done.output, done.output
    result = project.build()
    assert (result.ok, result.warnings, len(result.diagnostics)) == (True, [], warnings), result.diagnostics


@pytest.fixture(scope="module", params=["en", pytest.param("fr", marks=pytest.mark.long)])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site of a stranger, in each of our languages."""
    project = start(tmp_path_factory.mktemp("init") / "site", request.param, *EVENT)
    is_silent(project)
    return project.site


def test_nothing_of_the_first_site_is_in_it(site: Path) -> None:
    """No file of the tree names what the repository's own site is about, and the draft is not there."""
    texts = [
        path for path in site.rglob("*") if path.suffix in (".html", ".css", ".svg", ".xml", ".txt", ".js", ".json")
    ]
    assert len(texts) > 20
    assert [path for path in texts if STRANGE.search(path.read_text("utf-8"))] == []
    assert not list(site.rglob("ex?mple.html"))


def test_its_pages_open_from_disk(browser: Browser, site: Path) -> None:
    """Each page shows its title, the console stays empty, and nothing is asked of the network."""
    context = browser.new_context()
    reader = Reader(context, site.as_uri() + "/")
    reader.open_all(path.relative_to(site).as_posix() for path in sorted(site.rglob("*.html")))
    context.close()
    assert reader.noise == []


def test_axe_finds_nothing(page: Page, site: Path) -> None:
    """No page breaks a rule of axe."""
    found = {}
    for path in sorted(set(site.rglob("*.html")) - {site / "404.html"}):  # which finds its styles on a server only
        page.goto(path.as_uri())
        found[path.name] = violations(page)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_a_site_with_a_keeper(tmp_path: Path) -> None:
    """Who publishes it, where to write and where the files are leave no warning either."""
    is_silent(start(tmp_path / "site", "en", *EVENT, *KEEPER))


def test_a_site_from_a_programme(tmp_path: Path, shared: Callable[[str], Path]) -> None:
    """DemoCon says UTC and has other hours; the one warning is that a person gives two talks at once, as it says."""
    source = shared("corpora/pretalx-democon.json")
    project = start(tmp_path / "site", "en", "--from", str(source), "--timezone", "Europe/Berlin")
    is_silent(project, warnings=1)
    assert len(list((project.site / "democon").glob("*.html"))) > 36


def test_a_language_of_the_theme_alone(tmp_path: Path) -> None:
    """A site in a language that we have no words in is built, too, and says so (W140)."""
    is_silent(start(tmp_path / "site", "de-AT", *EVENT), warnings=1)
