"""W122: a published site says by whom and how to reach them, in settings or in pages of its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from recap.cli import main
from recap.content.settings import Settings
from recap.core.diagnostics import rules
from recap.core.language import language
from recap.lint.settings_rules import published_site_names_its_publisher
from tests.site_fixtures import FILES, MakeProject

PUBLISHED = Settings(site_url="https://recap.example/", site_url_place=("mkdocs.yml", 3, 11))


def missing(settings: Settings, docs: Path) -> list[str]:
    """The settings that a site lacks."""
    return [each.message_key for each in published_site_names_its_publisher(settings, docs)]


def test_each_setting_is_asked_for_by_itself(tmp_path: Path) -> None:
    """Of a site with an address alone, at the line of that address."""
    assert missing(Settings(), tmp_path) == []
    assert missing(PUBLISHED, tmp_path) == ["W122.publisher", "W122.contact"]
    assert missing(replace(PUBLISHED, publisher="Us"), tmp_path) == ["W122.contact"]
    assert missing(replace(PUBLISHED, publisher="Us", contact="mailto:a@b.org"), tmp_path) == []
    found = [*published_site_names_its_publisher(PUBLISHED, tmp_path)]
    assert {(each.path, each.line, each.column, each.level) for each in found} == {("mkdocs.yml", 3, 11, "warning")}


@pytest.mark.parametrize("code", ["fr", "en"])
def test_pages_of_their_own_are_enough(tmp_path: Path, code: str) -> None:
    """Whoever writes the page that a setting would make is not asked for the setting, in any language."""
    settings = replace(PUBLISHED, language=code, folders=dict(language(code).folders))
    (tmp_path / settings.page("legal")).write_text("x", "utf-8")
    assert missing(settings, tmp_path) == ["W122.contact"]
    (tmp_path / settings.page("removal")).write_text("x", "utf-8")
    assert missing(settings, tmp_path) == []


def test_the_check_and_the_build_say_so(new_project: MakeProject) -> None:
    """`recap check` of everything and `recap build`, also one that changes nothing; neither stops at it."""
    project = new_project(FILES, address=value_of(rules()["W122"].before))
    for arguments in (["check"], ["build"], ["build"]):
        done = CliRunner().invoke(main, [*arguments, "-f", str(project.config), "--lang", "en"])
        assert done.exit_code == 0, done.output
        assert done.stderr.count("mkdocs.yml:4:11: W122 unnamed-publisher: this site is published") == 2, arguments
        assert f"or write {project.folder}/docs/mentions-legales.md\n" in done.stderr
    one = ["check", "-f", str(project.config), str(project.folder / "docs/rencontre/un-debut.md")]
    assert "W122" not in CliRunner().invoke(main, one).output


def value_of(line: str) -> str:
    """The value in a line such as `site_url: https://recap.example/`."""
    return line.partition(": ")[2]
