"""What a report of a fault says of an installation and of a site, and what it keeps to itself."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from recap.build.builder import build_site
from recap.content.document import Document
from recap.content.settings import Settings, parse_settings
from recap.content.site_config import read_config
from recap.core.journal import write_all
from recap.core.language import language
from recap.lint import health
from recap.lint.runner import check_content
from tests.site_fixtures import FILES, MakeProject

EN = language("en")


def broken(rows: Any) -> dict[str, str]:
    """What is broken: label -> value."""
    return {row.label: row.value for row in rows if row.broken}


def test_an_installation_is_complete() -> None:
    """Here everything that pyproject.toml asks for is installed, and named with its version."""
    rows = {row.label: row.value for row in health.installation(EN)}
    assert rows["recap"] == metadata.version("mkdocs-recap")
    assert rows["extras"] == "checker and site"
    assert f"mkdocs {metadata.version('mkdocs')}" in rows["libraries"]
    assert broken(health.installation(EN)) == {}


def fake_versions(patch: pytest.MonkeyPatch, versions: dict[str, str | None]) -> None:
    """Let some distributions have another version, or none."""
    known = metadata.version

    def version(name: str) -> str:
        found = versions.get(name, "") or (None if name in versions else known(name))
        if found is None:
            raise metadata.PackageNotFoundError(name)
        return found

    patch.setattr("recap.lint.health.metadata.version", version)


def test_a_checker_alone_lacks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without MkDocs the libraries of the site are not missed; the report says how to add them."""
    fake_versions(monkeypatch, {"mkdocs": None, "pillow": None})
    rows = {row.label: row.value for row in health.installation(EN)}
    assert rows["extras"] == 'checker only; to build, run: pip install "mkdocs-recap[site]"'
    assert "pillow" not in rows["libraries"]
    assert broken(health.installation(EN)) == {}


def test_libraries_that_are_missing_or_too_old_are_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is named with what is needed, and the line that installs it."""
    fake_versions(monkeypatch, {"pillow": None, "pydantic": "1.10"})
    found = broken(health.installation(EN))
    assert found.keys() == {"unfit"}
    assert "pillow>=11" in found["unfit"]
    assert "pydantic<3,>=2.10" in found["unfit"]
    assert 'Run: pip install "mkdocs-recap[site]"' in found["unfit"]
    fake_versions(monkeypatch, {"mkdocs-recap": None})
    assert "recap" in broken(health.installation(EN))


CONFIG = """site_name: Zebra Days
site_url: https://zebra.example/
repo_url: https://git.example/zebra/site
docs_dir: texts
theme: {name: recap, language: fr, custom_dir: own}
plugins:
- recap: {contact: 'mailto:zebra@example.org', search: false, folders: {people: zebras}, limits: {files: 5}}
- minify: {zebra: 1}
hooks: [zebra.py]
"""


def test_settings_are_shown_without_what_names_anybody(tmp_path: Path) -> None:
    """Values that identify nobody are shown; of names, addresses and texts only that they are set."""
    document, _ = read_config(CONFIG.encode(), "mkdocs.yml")
    settings, _ = parse_settings(CONFIG.encode(), "mkdocs.yml")
    rows = {row.label: row.value for row in health.site(tmp_path / "mkdocs.yml", document, settings, [])}
    assert rows["config"] == "theme recap; plugins recap, minify; hooks 1"
    for shown in ("language = fr", "docs_dir = texts", "custom_dir = own", "search = False", "folders = people"):
        assert shown in rows["set"]
    for name in ("site_name", "site_url", "repository", "contact"):
        assert name in rows["set"].split(", ")
    assert "incremental" in rows["default"].split(", ")
    assert "zebra" not in " ".join(rows.values()).lower()


def test_no_new_setting_is_shown_by_itself(tmp_path: Path) -> None:
    """A text in any setting that is not listed as harmless stays out of the report."""
    texts = [field.name for field in fields(Settings) if field.type == "str" or field.type is str]
    secret: Any = {name: "zebra" for name in texts if name not in health.SHOWN}
    assert {"site_name", "contact"} <= secret.keys()
    rows = [*health.site(tmp_path / "mkdocs.yml", Document("mkdocs.yml"), replace(Settings(), **secret), [])]
    assert "zebra" not in " ".join(row.value for row in rows)


def test_faults_of_the_settings_are_named_by_their_code(new_project: MakeProject) -> None:
    """Line, column and code; a warning is no fault."""
    raw = b"site_name: [zebra]\nextra: {recap: {search: true}}\n"
    document, _ = read_config(raw, "mkdocs.yml")
    settings, diagnostics = parse_settings(raw, "mkdocs.yml")
    diagnostics = [*diagnostics, document.diagnostic("E116.text", "site_name", key="site_name", value="zebra")]
    rows = [*health.site(new_project(FILES).config, document, settings, diagnostics)]
    assert [row.value for row in rows if row.label == "fault"] == [
        "mkdocs.yml:1:12 E116.text invalid-value",
        "mkdocs.yml:2:9 W103.place renamed-key",
    ]
    assert broken(rows) == {"fault": "mkdocs.yml:1:12 E116.text invalid-value"}


def test_content_is_counted(new_project: MakeProject) -> None:
    """Files by their endings, records by their kinds, diagnostics by their codes; no title and no name."""
    project = new_project(FILES | {"rencontre/zebra.md": "---\ntitel: Zebra\n---\n", "rencontre/images/z.png": "x"})
    settings, _ = parse_settings(project.config.read_bytes(), "mkdocs.yml")
    docs = project.folder / "docs"
    rows = {row.label: row.value for row in health.content(check_content(docs, settings), ["a.md", "b.md", "z.png"])}
    assert rows["files"] == "2 .md, 1 .png"
    assert rows["records"] == "event 1, talk 1, person 1, topic 1"
    assert "1 × E103 unknown-key" in rows["found"]
    assert "zebra" not in " ".join(rows.values()).lower()


def test_the_state_is_looked_at_and_not_made(new_project: MakeProject) -> None:
    """None before the first build; then its builds; a damaged one and an interrupted write are named."""
    project = new_project(FILES)
    (row,) = health.state(EN, project.folder)
    assert (row.broken, row.value, project.state.exists()) == (False, "none yet; the first build makes it", False)
    assert build_site(project.config, project.site).ok
    (row,) = health.state(EN, project.folder)
    assert "; 1 build; " in row.value
    (database,) = project.state.glob("*.sqlite")
    with database.open("ab") as file:
        file.write(b"x")
    assert broken(health.state(EN, project.folder)).keys() == {"damaged"}
    (project.state / "journal-0.json").write_text("{}", "utf-8")
    assert [row.label for row in health.state(EN, project.folder)] == ["state", "damaged", "pending"]


def test_a_state_without_a_note_is_damaged(new_project: MakeProject) -> None:
    """A note that is missing or says something else is not believed."""
    project = new_project(FILES)
    write_all(project.folder / "docs", {"a.md": "---\ntitle: A\n---\n"})
    (project.state / "site-0.sqlite").write_bytes(b"x")
    for note in (None, "{", "[]", json.dumps({"sha256": "0"})):
        if note:
            (project.state / "site-0.sqlite.json").write_text(note, "utf-8")
        assert broken(health.state(EN, project.folder)).keys() == {"damaged"}


def test_a_state_that_is_not_trusted_is_broken(new_project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reason is the one that a build gives."""
    project = new_project(FILES)
    strange = project.folder / "strange"
    strange.mkdir()
    (strange / "x").touch()
    monkeypatch.setenv("RECAP_STATE", str(strange))
    (found,) = broken(health.state(EN, project.folder)).values()
    assert "holds other things than the state of a site" in found


def test_paths_do_not_say_whose_home_they_are_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`~` for the home folder; elsewhere the name of the user is left out."""
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "zebra")
    monkeypatch.setattr("getpass.getuser", lambda: "zebra")
    assert health.without_home(tmp_path / "zebra" / "sites" / "a") == "~/sites/a"
    assert health.without_home(Path("/srv/zebra/site")) == "/srv/…/site"

    def nobody() -> Path:
        raise RuntimeError

    monkeypatch.setattr(Path, "home", nobody)
    assert health.without_home(Path("/srv/zebra/site")) == "/srv/…/site"
