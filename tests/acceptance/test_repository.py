"""The repository's own files agree with the tool: its content, its form for talks, its mkdocs.yml."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from mkdocs.utils.yaml import yaml_load

from recap.content.settings import read_settings
from recap.lint.runner import check_content, read_catalogue
from tests.acceptance.conftest import copy_own_site
from tests.site_fixtures import ROOT
from tests.unit.content.test_json_schema import check_folder
from tests.unit.core.test_svg import check_diagram
from tests.unit.test_editors import remark

DOCS = ROOT / "docs"


def test_the_check_has_nothing_to_report() -> None:
    """Neither an error nor a warning is in the content, and mkdocs.yml has none."""
    settings, diagnostics = read_settings(ROOT / "mkdocs.yml")
    assert [*diagnostics, *check_content(DOCS, settings).diagnostics] == []


def test_the_content_is_valid() -> None:
    """Every file follows the schema of its kind, as an editor reads it."""
    check_folder(ROOT)


def test_remark_finds_nothing(tmp_path: Path) -> None:
    """The remark plugin for editors agrees with the check."""
    status, reported = remark(copy_own_site(tmp_path / "site"))
    assert (status, reported) == (0, "")


@pytest.mark.parametrize("path", sorted(DOCS.rglob("*.svg")), ids=lambda path: path.stem)
def test_the_diagrams_pass(path: Path) -> None:
    """Each is let in, says in words what it shows, is readable at 320 px, and follows the colour scheme."""
    check_diagram(path, letters=100)


def test_the_form_names_the_events() -> None:
    """The choices of the form for a talk are the titles of the events."""
    form = yaml.safe_load((ROOT / ".github/ISSUE_TEMPLATE/propose.yml").read_text("utf-8"))
    fields = {field.get("id"): field for field in form["body"]}
    catalogue, _ = read_catalogue(DOCS, read_settings(ROOT / "mkdocs.yml")[0])
    titles = [event.record.title for event in catalogue.events.values()]
    assert fields["event"]["attributes"]["options"] == titles


def test_every_release_says_what_a_site_must_do() -> None:
    """Each section of the changelog starts with it, though it be nothing."""
    sections = (ROOT / "CHANGELOG.md").read_text("utf-8").split("\n## ")[1:]
    assert len(sections) > 1
    for section in sections:
        assert section.partition("\n")[2].startswith("\n**What a site must do.** "), section.partition("\n")[0]


def test_the_site_uses_the_package_as_strangers_do() -> None:
    """Its mkdocs.yml has at most 15 lines, of which none names a folder of the tool."""
    text = (ROOT / "mkdocs.yml").read_text("utf-8")
    assert len(text.splitlines()) <= 15
    assert yaml_load(text)["theme"] == {"name": "recap", "language": "fr"}
