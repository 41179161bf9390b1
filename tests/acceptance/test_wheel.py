"""The package as strangers get it, installed from a wheel: the first site, an upgrade, the checker alone."""

from __future__ import annotations

import shutil
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

from recap.core.filesystem import differences
from tests.acceptance.conftest import copy_own_site
from tests.installed import LOCK, Environment, build_wheel, run
from tests.site_fixtures import ROOT, make_project

WITHDRAWN = {
    "index.md": "---\nkind: page\ntitle: Home\n---\nWelcome.\n",
    "people/ana-foo.md": "---\nname: Ana Foo\ndo_not_publish: true\n---\n",
}


@pytest.fixture(scope="module")
def checker(wheel: Path, installed: Environment, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """A fresh environment with the wheel and what it needs without the extra `site`, in the locked versions."""
    environment = Environment(tmp_path_factory.mktemp("checker") / "venv")
    environment.make()
    pins = environment.folder / "pins.txt"
    pins.write_text(
        "".join(line for line in installed.pip("freeze").splitlines(keepends=True) if "==" in line), "utf-8"
    )
    environment.install("--constraint", pins, wheel)
    return environment


def test_the_first_site_is_that_of_the_checkout(installed: Environment, site: Path, tmp_path: Path) -> None:
    """The repository's docs/ and mkdocs.yml give the same files with the same bytes, downloads included."""
    project = copy_own_site(tmp_path / "project")
    done = installed.recap("archive", folder=project.folder)
    assert done.returncode == 0, done.stderr
    assert len([*(project.site / "telecharger").iterdir()]) > 2
    assert differences(site, project.site) == []


def test_an_upgrade_is_one_number(installed: Environment, tmp_path: Path) -> None:
    """A newer wheel has another template: one line of the site changes, and what shows the template is made again."""
    project = copy_own_site(tmp_path / "project")
    requirements, number = project.folder / "requirements.txt", version("mkdocs-recap")
    requirements.write_text(f"mkdocs-recap[site]=={number}\n", "utf-8")
    (project.folder / ".gitignore").write_text("/site/\n/.site-shadow/\n", "utf-8")
    environment = installed.copy(tmp_path / "venv")
    assert environment.recap("build", folder=project.folder).returncode == 0
    before = {path: path.read_bytes() for path in project.site.rglob("*.html")}
    git = ("git", "-C", project.folder, "-c", "user.name=x", "-c", "user.email=x@example.org")
    for command in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message", "A site"]):
        assert run(*git, *command).returncode == 0
    newer = build_wheel(
        tmp_path / "newer",
        {
            "pyproject.toml": lambda text: text.replace(f'version = "{number}"', f'version = "9.{number}"'),
            "overrides/talk.html": lambda text: text.replace("{% block recap_content %}", "{% block recap_content %}9"),
        },
    )
    requirements.write_text(f"mkdocs-recap[site]==9.{number}\n", "utf-8")
    environment.install("--no-deps", "--no-index", "--find-links", newer.parent, "-r", requirements)
    done = environment.recap("build", folder=project.folder)
    assert done.returncode == 0, done.stderr
    changed = {path.name for path, content in before.items() if path.read_bytes() != content}
    assert changed == {f"{path.stem}.html" for path in (ROOT / "docs").glob("*-2016/*.md") if path.stem != "index"}
    assert run(*git, "diff", "--numstat").stdout == "1\t1\trequirements.txt\n"
    assert run(*git, "status", "--short").stdout == " M requirements.txt\n"


@pytest.mark.long  # another environment to fill
def test_the_checker_alone_needs_little(checker: Environment, tmp_path: Path) -> None:
    """Without MkDocs, Material and Pillow a folder is checked, pictures included; what builds says what to install."""
    project = make_project(tmp_path / "project", WITHDRAWN, "en")
    shutil.copy(ROOT / "overrides/assets/recap/touch.png", project.folder / "docs/touch.png")
    listed = checker.pip("list", "--format", "freeze")
    names = {line.partition("==")[0].lower() for line in listed.splitlines()} - {"pip", "setuptools", "mkdocs-recap"}
    assert names.isdisjoint({"mkdocs", "mkdocs-material", "pillow", "jinja2"})
    assert len(names) <= 25, names
    done = checker.recap("check", folder=project.folder)
    assert (done.returncode, "W120" in done.stderr, "Pillow" in done.stderr) == (0, True, True), done.stderr
    for command in (["build"], ["archive"], ["serve"], ["stage", "elsewhere"]):
        done = checker.recap(*command, folder=project.folder)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr == (
            "This command needs MkDocs and Material, which are not installed here. "
            'Run: pip install "mkdocs-recap[site]"\n'
        )


def test_the_wheel_holds_what_it_must(wheel: Path) -> None:
    """Theme, word lists, the marker of types and the lock file are in it; tests, caches and docs/ are not."""
    with zipfile.ZipFile(wheel) as packed:
        names = packed.namelist()
    ours = {
        path.relative_to(ROOT / "overrides").as_posix() for path in (ROOT / "overrides").rglob("*") if path.is_file()
    }
    ours = {name for name in ours if "__pycache__" not in name}
    assert {name.removeprefix("recap/theme/") for name in names if name.startswith("recap/theme/")} == ours
    assert {"recap/py.typed", "recap/core/translations/fr.toml"} <= {*names}
    assert any(name.endswith(LOCK) for name in names)
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"recap", "mkdocs_recap"}
