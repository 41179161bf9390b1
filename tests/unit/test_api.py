"""The public interface: what may be called from outside the package is listed here, documented and typed."""

from __future__ import annotations

import ast
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.metadata import distribution
from types import FunctionType, ModuleType
from typing import Any

import click
import pytest

import recap
from tests.site_fixtures import ROOT

PUBLIC = {
    # the command, the plugin of MkDocs, what scripts/build_speaker_index.py needs
    "recap.cli:main": "",
    "recap.plugin.plugin:RecapPlugin": "",
    "recap.cli.console:Console": "config_file lang docs",
    "recap.cli.info:print_speakers": "console as_data",
    # from a folder to diagnostics, a catalogue, a compiled site, a built site, its downloads
    "recap.content.settings:read_settings": "path drafts",
    "recap.lint.runner:check_content": "docs settings only drafts collate state listing",
    "recap.lint.runner:check_chosen": "docs settings chosen whole",
    "recap.lint.runner:read_catalogue": "docs settings",
    "recap.site.compile:compile_site": "docs settings state listing",
    "recap.build.builder:build_site": (
        "config_file site_dir drafts executor make_state on_render on_page finish_tree renderer"
    ),
    "recap.downloads.archive:pack": "context site on_step",
    # what these take and return
    "recap.content.settings:Settings": None,
    "recap.core.diagnostics:Diagnostic": "path line column message_key args",
    "recap.lint.runner:Checked": "catalogue diagnostics outline",
    "recap.catalogue.models:Catalogue": None,
    "recap.site.model:Site": None,
    "recap.build.result:Result": None,
}
"""module:name -> the names of the parameters in their order; None where new fields may come at any time."""
WITHOUT_INPUT = {"recap", "recap.core", "recap.cli"}
"""The whole, the tools, and the command: packages that are no step on the way of the data."""


def load(name: str) -> Any:
    """What a name such as `recap.cli:main` stands for; of a command its function."""
    module, _, attribute = name.partition(":")
    found = getattr(import_module(module), attribute)
    return found.callback if isinstance(found, click.Command) else found


def packages() -> list[ModuleType]:
    """The package and every package in it, without the theme, which is a folder of templates."""
    found = (each.name for each in pkgutil.walk_packages(recap.__path__, "recap.") if each.ispkg)
    return [recap, *(import_module(name) for name in found if name != "recap.theme")]


def functions(public: Any) -> Iterator[Callable[..., Any]]:
    """The function that is meant, or what makes a class and its own public methods."""
    if inspect.isclass(public):
        yield public.__init__
        for name, member in vars(public).items():
            if isinstance(member, FunctionType) and not name.startswith("_"):
                yield member
    else:
        yield public


@pytest.mark.parametrize("name", PUBLIC)
def test_what_is_public_is_documented_and_typed(name: str) -> None:
    """It can be imported from its own module, has a docstring, and every parameter and result has a type."""
    public = load(name)
    assert public.__module__ == name.partition(":")[0]
    assert (public.__doc__ or "").split("\n")[0].endswith(".")
    for function in functions(public):
        signature = inspect.signature(function)
        own = [each for each in signature.parameters.values() if each.name != "self"]
        assert [each.name for each in own if each.annotation is each.empty] == []
        assert signature.return_annotation is not signature.empty


@pytest.mark.parametrize("name", [name for name, parameters in PUBLIC.items() if parameters is not None])
def test_parameters_of_the_public_interface(name: str) -> None:
    """Who calls it by name or by place is not surprised."""
    assert " ".join(inspect.signature(load(name)).parameters) == PUBLIC[name]


def test_entry_points_are_public() -> None:
    """What the installed package and the scripts offer is on the list."""
    offered = {point.value for point in distribution("mkdocs-recap").entry_points}
    assert offered == {"recap.cli:main", "recap.plugin.plugin:RecapPlugin", "recap.theme"}
    offered.remove("recap.theme")  # a folder of templates
    for path in (ROOT / "scripts").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("recap"):
                offered |= {f"{node.module}:{alias.name}" for alias in node.names if not alias.name.isupper()}
    assert len(offered) > 2
    assert offered <= PUBLIC.keys()


def test_public_modules_are_on_the_map() -> None:
    """The code map of ARCHITECTURE.md names the package and the module of everything public."""
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8").partition("## Code map")[2].partition("\n## ")[0]
    for name in PUBLIC:
        _, package, *module = name.partition(":")[0].split(".")
        (entry,) = (each for each in text.split("\n- ") if each.startswith(f"**`{package}`**"))
        assert package == "cli" or f"`{module[0]}.py`" in entry, name


def test_every_folder_is_a_package() -> None:
    """No folder with Python lacks its `__init__`."""
    assert len(packages()) == len({path.parent for path in (ROOT / "scripts/recap").rglob("*.py")})


@pytest.mark.parametrize("package", packages(), ids=lambda package: package.__name__)
def test_a_package_says_what_it_takes_and_gives(package: ModuleType) -> None:
    """Its docstring is one line; each step on the way of the data names its input and its output."""
    said = package.__doc__ or ""
    assert said.endswith(".")
    assert "\n" not in said
    assert len(said) < 120
    assert (said.startswith("Takes ") and " and gives " in said) is (package.__name__ not in WITHOUT_INPUT)
