"""A mkdocs.yml that MkDocs or the templates cannot take ends in a message with its line and the line to write."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
from click.testing import CliRunner

from recap.cli import main
from tests.site_fixtures import FILES, MakeProject, Project

THEME = "theme: {name: recap, language: fr}"


def change(project: Project, old: str, new: str) -> None:
    """Replace a text of a project's mkdocs.yml."""
    config = project.config.read_text("utf-8")
    assert old in config
    project.config.write_text(config.replace(old, new), "utf-8")


def by_mkdocs(project: Project) -> str:
    """Output of `mkdocs build`, which must fail and leave no page."""
    command = [sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(project.config)]
    surroundings = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=surroundings)
    assert done.returncode == 1
    assert not project.site.exists() or not [*project.site.rglob("*.html")]
    return done.stdout + done.stderr


ODD = {
    "theme of Material": (THEME, "theme: material", "E116 invalid-value", THEME.replace("fr}", "en}")),
    "no theme": (THEME, "", "E116 invalid-value", THEME.replace("fr}", "en}")),
    "two of the plugin": ("[recap]", "[recap, recap]", "E116 invalid-value", "keep one of the two entries"),
    "an option misspelt": ("[recap]", "[recap: {serch: false}]", "E103 unknown-key", "did you mean search?"),
    "a plugin that is none": ("[recap]", "[recap: 5]", "E116 invalid-value", "start a new line"),
    "a folder in place of a name": (THEME, "theme: {name: [x]}", "E116 invalid-value", "remove the brackets"),
}
"""Of the plugin's own reach: old text, new text, what is reported, what to write."""
TOO_EARLY = {
    "search and tags": ("[recap]", "[search, tags]", "E116 invalid-value", "write: plugins: [recap, material/tags]"),
    "theme without plugin": ("plugins: [recap]", "", "E116 invalid-value", "write: plugins: [recap]"),
    "a plugin of Material": ("[recap]", "[recap, tags]", "E116 invalid-value", "write: material/tags"),
    "a hook that is gone": ("plugins:", "hooks: [gone.py]\nplugins:", "E116 invalid-value", "correct the path"),
    "no name": ("site_name: Recueil", "", "E102 missing-key", "add a line: site_name: Recap"),
    "a colon in a name": ("site_name: Recueil", "site_name: Le: la", "E105 unreadable-file", 'site_name: "Le: la"'),
    "a bracket": ("[recap]", "[recap", "E105 unreadable-file", "write: plugins: [recap]"),
    "brackets": ("site_name: Recueil", "site_name: " + "[" * 3_000, "E105 unreadable-file", "indent less"),
    "more": ("site_name: Recueil", "site_name: " + "[" * 3_000 + "]" * 3_000, "E105 unreadable-file", "indent less"),
    "custom_dir": ("name: recap,", "name: recap, custom_dir: [x],", "E116 invalid-value", "remove the brackets"),
}
"""What stops MkDocs before it asks a plugin."""


@pytest.mark.parametrize(
    "case", [pytest.param(case, marks=pytest.mark.long if case == "more" else ()) for case in ODD | TOO_EARLY]
)
def test_check_and_build_name_the_line_and_what_to_write(new_project: MakeProject, case: str) -> None:
    """Status 1, the place, the code and the hint; no site and no traceback."""
    old, new, code, hint = (ODD | TOO_EARLY)[case]
    project = new_project(FILES)
    change(project, old, new)
    for command in ("check", "build"):
        done = CliRunner().invoke(main, [command, "-f", str(project.config), "--lang", "en"])
        assert isinstance(done.exception, SystemExit), done.exception
        assert (done.exit_code, project.site.exists()) == (1, False)
        assert re.search(rf"^{re.escape(str(project.config))}:\d+:\d+: {code}: ", done.output, re.MULTILINE)
        assert hint in done.output


@pytest.mark.parametrize("case", ["theme of Material", "two of the plugin", "an option misspelt"])
def test_mkdocs_names_the_line_and_what_to_write(new_project: MakeProject, case: str) -> None:
    """`mkdocs build` prints the same diagnostics, in the language of the site, and no traceback."""
    old, new, code, _ = ODD[case]
    project = new_project(FILES)
    change(project, old, new)
    said = by_mkdocs(project)
    assert re.search(rf"^{re.escape(str(project.config))}:\d+:\d+: {code}: ", said, re.MULTILINE)
    assert "Traceback" not in said


@pytest.mark.parametrize("plugins", ["plugins: []", "plugins: [search]", ""])
def test_the_theme_alone_says_what_is_missing(new_project: MakeProject, plugins: str) -> None:
    """Under `mkdocs build`, which asks no plugin of ours then: file, code and the line to write, and no traceback."""
    project = new_project(FILES)
    change(project, "plugins: [recap]", plugins)
    said = by_mkdocs(project)
    place = re.escape(f"{project.config}:1:1: E116 ")
    assert re.search(rf"{place}.* -> write: plugins: \[recap\]$", said, re.MULTILINE)
    assert "Traceback" not in said
