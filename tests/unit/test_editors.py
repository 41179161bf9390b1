"""Editors: the tasks, snippets and hooks of the repository work on what the check really prints and accepts."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from recap.cli import main
from recap.core.language import AVAILABLE, language
from tests.site_fixtures import EVENT, FILES, HOME, ROOT, MakeProject, Project, copy_site


def commented_json(name: str) -> Any:
    """A settings file of VS Code, whose lines may start with //."""
    lines = (ROOT / ".vscode" / name).read_text("utf-8").splitlines()
    return json.loads("\n".join(line for line in lines if not line.lstrip().startswith("//")))


def test_problems_are_matched(new_project: MakeProject) -> None:
    """The pattern of both tasks takes file, line, column, severity, code and message from the lines of the check."""
    project = new_project(FILES | {"rencontre/b.md": "---\ntitel: é\nspeakers: [Ana Foo, Ana Fooo]\n---\n"})
    reported = CliRunner().invoke(main, ["check", "-f", str(project.config)]).stderr
    for task in commented_json("tasks.json")["tasks"][:2]:
        pattern = task["problemMatcher"]["pattern"]
        found = [match for line in reported.splitlines() if (match := re.match(pattern["regexp"], line))]
        assert [(match[pattern["severity"]], match[pattern["code"]]) for match in found] == [
            ("E", "102 missing-key"),
            ("E", "103 unknown-key"),
            ("W", "108 similar-names"),
        ]
        assert {Path(match[pattern["file"]]) for match in found} == {project.folder / "docs" / "rencontre" / "b.md"}
        assert (found[1][pattern["line"]], found[1][pattern["column"]]) == ("2", "1")


@pytest.mark.parametrize("code", AVAILABLE)
def test_the_preview_is_followed(code: str) -> None:
    """The lines by which the preview says that it starts and that it ends are those that the task waits for."""
    task = commented_json("tasks.json")["tasks"][1]
    assert task["args"][2:] == ["serve", "--all"]  # what is not reported again is underlined no more
    background = task["problemMatcher"]["background"]
    words = language(code).terminal
    assert re.match(background["beginsPattern"], words["reading"].format(docs="docs"))
    assert re.match(background["endsPattern"], words["rebuilt"].format(made=1, pages=1, seconds=1))
    assert re.match(background["endsPattern"], words["still_old"])


@pytest.mark.parametrize("name", list(commented_json("recap.code-snippets")))
def test_snippets_pass_the_check(name: str, new_project: MakeProject) -> None:
    """A snippet taken as it is gives a file that the check accepts."""
    body = "\n".join(commented_json("recap.code-snippets")[name]["body"])
    body = re.sub(r"\$\{\d:([^}]*)\}", r"\1", body).replace("$0", "Texte.")
    for variable, value in {"YEAR": "2026", "MONTH": "05", "DATE": "01"}.items():
        body = body.replace(f"${{CURRENT_{variable}}}", value)
    place = {"talk": "rencontre/a.md", "person": "intervenants/a.md", "topic": "sujets/a.md", "event": "c/index.md"}
    project = new_project({"index.md": HOME, "rencontre/index.md": EVENT, place[name.rpartition(" ")[2]]: body})
    done = CliRunner().invoke(main, ["check", "-f", str(project.config)])
    assert (done.exit_code, done.stderr) == (0, "")


def test_the_hooks_run_the_check() -> None:
    """The hook for this repository and the one for others run the same command on the same files."""
    own = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"][0]["hooks"][0]
    other = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))[0]
    assert own["entry"].endswith(other["entry"])
    assert own["id"] == other["id"]
    for hook in (own, other):
        assert re.search(hook["files"], "docs/rencontre/un-debut.md")
        assert not re.search(hook["files"], "README.md")


def remark(project: Project) -> tuple[int, str]:
    """Exit status and messages of the remark plugin in a copy of a site."""
    program = ROOT / "node_modules" / ".bin" / "remark"
    if not program.exists():
        if os.environ.get("RECAP_REQUIRE_NODE"):
            pytest.fail("node_modules is missing although it is required")
        pytest.skip("needs `npm ci`, which is optional")
    shutil.copy(ROOT / ".remarkrc.mjs", project.folder)
    (project.folder / "node_modules").symlink_to(ROOT / "node_modules")
    schemas = ["schema", "-f", str(project.config), "--lang", "en", str(project.folder / ".cache/recap/schema")]
    assert CliRunner().invoke(main, schemas).exit_code == 0
    command = [str(program), "docs", "--frail", "--quiet", "--no-color"]
    done = subprocess.run(command, cwd=project.folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


def test_remark_agrees(tmp_path: Path) -> None:
    """The remark plugin finds a wrong date and an unknown key in a talk, and nothing in all the other files."""
    project = copy_site("full", tmp_path / "site")
    talk = project.folder / "docs" / "rencontres-2026" / "pigeons.md"
    broken = talk.read_text("utf-8").replace("\ndate: 2026-05-12\n", "\nzzz: 1\ndate: 5/2026\n")
    talk.write_text(broken, "utf-8")
    status, reported = remark(project)
    assert status == 1
    assert re.findall(r"^(?:\S*/)?([\w-]+\.md)$", reported, re.MULTILINE) == ["pigeons.md"]
    assert "additional properties" in reported
    assert 'Must match format "date"' in reported
    assert "2 warnings" in reported
