"""What the distribution says about itself agrees with the folders of the repository."""

from __future__ import annotations

import tomllib
from importlib.metadata import distribution

from recap.content.theme_files import package_theme
from tests.site_fixtures import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def test_every_package_is_listed() -> None:
    """Each folder of Python below `scripts/recap`, and the theme: setuptools looks for none of them itself."""
    folders = {path.parent.relative_to(ROOT / "scripts") for path in (ROOT / "scripts/recap").rglob("__init__.py")}
    found = {".".join(folder.parts) for folder in folders} | {"recap.theme"}
    assert {*PROJECT["tool"]["setuptools"]["packages"]} == found


def test_every_kind_of_data_is_listed() -> None:
    """Each file of the package that is no Python belongs to a pattern of its package, or it would not be installed."""
    patterns = PROJECT["tool"]["setuptools"]["package-data"]
    for path in (ROOT / "scripts/recap").rglob("*"):
        if path.is_file() and path.suffix not in (".py", ".pyc"):
            package = next(folder for folder in path.parents if (folder / "__init__.py").is_file())
            name = ".".join(package.relative_to(ROOT / "scripts").parts)
            assert any(path.relative_to(package).match(each) for each in patterns.get(name, ())), path


def test_the_theme_is_installed() -> None:
    """MkDocs finds the theme and the plugin by their entry points; the commands have two names."""
    points = {(point.group, point.name): point.value for point in distribution("mkdocs-recap").entry_points}
    assert points == {
        ("console_scripts", "recap"): "recap.cli:main",
        ("console_scripts", "mkdocs-recap"): "recap.cli:main",
        ("mkdocs.plugins", "recap"): "recap.plugin.plugin:RecapPlugin",
        ("mkdocs.themes", "recap"): "recap.theme",
    }
    theme = package_theme()
    assert theme
    assert (theme / "main.html").read_bytes() == (ROOT / "overrides/main.html").read_bytes()
