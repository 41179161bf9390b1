"""A site on GitLab, and on any server: the commands of the pipeline and of the guide, run as they stand."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.site_fixtures import FILES, ROOT, MakeProject, Project
from tests.unit.lint.test_url_history import git
from tests.unit.test_workflows import STARTER, write_program

PIPELINE: dict[str, Any] = yaml.safe_load((STARTER / "gitlab.yml").read_text("utf-8"))
GUIDE = (ROOT / "manual/docs/servers.md").read_text("utf-8")
TALK = FILES["rencontre/un-debut.md"]


@pytest.fixture
def project(new_project: MakeProject) -> Project:
    """A committed site, with `recap` where an environment has it."""
    made = new_project(FILES, language="en")
    (made.folder / ".gitignore").write_text("/.venv/\n/site/\n/.site*\n", "utf-8")
    (made.folder / ".venv/bin").mkdir(parents=True)
    write_program(made.folder / ".venv/bin/recap", "-m", "recap")
    git(made.folder, "init", "--quiet")
    git(made.folder, "add", ".")
    git(made.folder, "commit", "--quiet", "-m", "start")
    return made


def shell(project: Project, script: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a script as a pipeline does: it ends where a command fails."""
    path = f"{project.folder}/.venv/bin{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", script],
        cwd=project.folder,
        env=os.environ | environment | {"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


def gitlab(project: Project, state: Path, **environment: str) -> tuple[subprocess.CompletedProcess[str], list[Any]]:
    """Run the job `site` without its installation, and its report."""
    install, *commands = PIPELINE["site"]["script"]
    assert install.startswith("pip install")
    variables = {"CI_PAGES_URL": "https://group.gitlab.example/recap"} | environment
    for name, value in PIPELINE["variables"].items():
        variables[name] = re.sub(r"\$(\w+)", lambda found: variables[found[1]], str(value))
    done = shell(project, "\n".join(commands), **variables | {"RECAP_STATE": str(state)})
    return done, json.loads((project.folder / "gl-code-quality-report.json").read_text("utf-8"))


def made(done: subprocess.CompletedProcess[str]) -> int:
    """The number of pages that a build has made, not reused."""
    found = re.search(r"pages \((\d+) made", done.stdout)
    assert found, done.stdout + done.stderr
    return int(found[1])


def test_the_pipeline_publishes_what_it_builds(project: Project, tmp_path: Path) -> None:
    """The site is built at its address, with its downloads; the next run has its state, and makes what has changed."""
    done, report = gitlab(project, tmp_path / "state", CI_MERGE_REQUEST_DIFF_BASE_SHA="")
    assert (done.returncode, report) == (0, []), done.stderr
    assert "https://group.gitlab.example/recap/" in (project.folder / "site/sitemap.xml").read_text("utf-8")
    assert (project.folder / "site/downloads/SHA256SUMS").is_file()
    assert not (tmp_path / "state").exists()
    assert {"recap-state", "site"} == set(PIPELINE["site"]["cache"]["paths"])
    everything = made(done)
    base = subprocess.check_output(["git", "rev-parse", "HEAD"], cwd=project.folder, text=True).strip()
    project.write("rencontre/un-debut.md", TALK.replace("Un début", "Un autre début"))
    done, report = gitlab(project, tmp_path / "state", CI_MERGE_REQUEST_DIFF_BASE_SHA=base)
    assert done.returncode == 0, done.stderr
    assert 0 < made(done) < everything


def test_a_merge_request_gets_a_report(project: Project, tmp_path: Path) -> None:
    """An error ends the pipeline; GitLab gets it with its place, the log has it in words."""
    base = subprocess.check_output(["git", "rev-parse", "HEAD"], cwd=project.folder, text=True).strip()
    git(project.folder, "mv", "docs/rencontre/un-debut.md", "docs/rencontre/un-autre.md")
    done, report = gitlab(project, tmp_path / "state", CI_MERGE_REQUEST_DIFF_BASE_SHA=base)
    assert done.returncode == 1
    assert [each["check_name"] for each in report] == ["E110 vanished-address"]
    assert "docs/rencontre/un-debut.md:1:1: E110" in done.stderr
    assert not (project.folder / "site").exists()
    artifacts = PIPELINE["site"]["artifacts"]
    assert (artifacts["when"], artifacts["reports"]) == ("always", {"codequality": "gl-code-quality-report.json"})


def test_a_state_that_came_with_the_checkout_is_not_believed(project: Project, tmp_path: Path) -> None:
    """What is committed as `recap-state` is left where it is."""
    everything = made(gitlab(project, tmp_path / "state")[0])
    git(project.folder, "add", "--force", "recap-state")
    git(project.folder, "commit", "--quiet", "-m", "a state")
    assert made(gitlab(project, tmp_path / "state")[0]) == everything


def test_only_main_is_published() -> None:
    """A merge request builds, and only reads what main has saved; pages are published from the default branch alone."""
    request, branch = PIPELINE["site"]["rules"]
    assert (request["if"], request["variables"]) == ("$CI_MERGE_REQUEST_IID", {"CACHE": "pull"})
    assert branch["variables"] == {"CACHE": "push"}
    assert [rule["if"] for rule in PIPELINE["pages"]["rules"]] == [branch["if"]]
    assert branch["if"] == "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH"
    assert PIPELINE["site"]["cache"]["policy"] == "$CACHE"


def test_the_guide_publishes_on_any_server(project: Project, tmp_path: Path) -> None:
    """The commands of the guide check the site and put it where the server has it."""
    [script] = re.findall(r"^```bash title=.*?\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
    *preparing, check, archive = script.splitlines()
    text = (STARTER / "github.yml").read_text("utf-8")
    assert preparing[0] == "git pull --quiet"
    assert [line in text for line in preparing[1:]] == [True] * 3, "as in the workflow for GitHub"
    goal = tmp_path / "srv"
    goal.mkdir()
    assert "/srv/recap/site" in archive
    done = shell(project, f"{check}\n{archive}".replace("/srv/recap/site", f"{goal}/site"))
    assert done.returncode == 0, done.stderr
    assert "https://recap.example/" in (goal / "site/sitemap.xml").read_text("utf-8")
    project.write("rencontre/un-debut.md", "x")
    assert shell(project, f"{check}\n{archive}".replace("/srv/recap/site", f"{goal}/site")).returncode == 1
    assert (goal / "site/rencontre/un-debut.html").is_file(), "the last good site stays"
