"""A mkdocs.yml that says what MkDocs or the templates cannot take ends in a message that names it."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from recap.cli import main
from tests.site_fixtures import FILES, MakeProject


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("name: recap,", "name: material,", "le thème n’a pas les modèles de Recap"),
        ("name: recap,", "name: recap, custom_dir: [x],", "TypeError"),
        ("site_name: Recueil", "site_name: " + "[" * 3_000, "nested too deeply"),
        ("site_name: Recueil", "site_name: " + "[" * 3_000 + "]" * 3_000, "nested"),
    ],
    ids=range(4),
)
def test_an_odd_configuration_is_named(new_project: MakeProject, old: str, new: str, said: str) -> None:
    """Status 1, the file, and a reason; no site and no traceback."""
    project = new_project(FILES)
    config = project.config.read_text("utf-8")
    assert old in config
    project.config.write_text(config.replace(old, new), "utf-8")
    done = CliRunner().invoke(main, ["build", "-f", str(project.config), "--lang", "en"])
    assert isinstance(done.exception, SystemExit), done.exception
    assert (done.exit_code, project.site.exists()) == (1, False)
    assert "mkdocs.yml" in done.output
    assert said in done.output
