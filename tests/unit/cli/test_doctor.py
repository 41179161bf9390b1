"""`recap doctor`: text for a report of a fault, and a status that says whether anything is broken."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from recap.cli import main
from recap.core.language import AVAILABLE
from tests.site_fixtures import FILES, MakeProject


def doctor(config: Path, *options: str) -> Result:
    """`recap doctor` on a site."""
    return CliRunner().invoke(main, ["doctor", "-f", str(config), *options], catch_exceptions=False)


@pytest.mark.parametrize("code", AVAILABLE)
def test_a_sound_site(new_project: MakeProject, code: str) -> None:
    """Every line has a label; nothing is broken, written or resumed; what is not needed is named."""
    project = new_project(FILES)
    done = doctor(project.config, "--lang", code)
    assert (done.exit_code, done.stderr, project.state.exists()) == (0, "", False)
    *rows, last = done.stdout.splitlines()
    assert all(":" in row for row in rows)
    assert last.startswith({"fr": "Rien n’est cassé.", "en": "Nothing is broken."}[code])
    for name in ("git", "Chromium", "Python", "mkdocs-material "):
        assert name in done.stdout
    assert "Ana Foo" not in done.stdout


def test_what_is_broken_is_marked(new_project: MakeProject) -> None:
    """Settings that stop a build and a docs folder that is not there: status 1, a mark, and what to do."""
    project = new_project(FILES)
    config = project.config.read_text("utf-8")
    project.config.write_text(config.replace("[recap]", "[search]") + "docs_dir: texts\n", "utf-8")
    done = doctor(project.config, "--lang", "en")
    assert done.exit_code == 1
    assert re.search(r"^Fault: BROKEN: mkdocs\.yml:\d+:1 E116\.no_plugin invalid-value$", done.stdout, re.MULTILINE)
    assert "\nFiles: BROKEN: the docs folder texts is not there. Make it, or correct docs_dir" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("2 things are broken.")


def test_without_a_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Outside a site, and without git, the installation alone is described; nothing is broken."""
    monkeypatch.setenv("PATH", "")
    done = doctor(tmp_path / "mkdocs.yml", "--lang", "en")
    assert done.exit_code == 0
    assert "\nFolder: no mkdocs.yml here. To start a site, run: recap init FOLDER\n" in done.stdout
    assert "git (not installed): only --changed and --since ask it." in done.stdout
