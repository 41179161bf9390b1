"""`recap github`: what a run does for each event of GitHub, and what it says there."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from recap.authoring.github import Handover, unpacked
from recap.cli import github, main
from recap.core.diagnostics import Diagnostic
from tests.site_fixtures import FILES, MakeProject, Project
from tests.unit.authoring.test_issue_form import ANSWERS, FORM, issue
from tests.unit.lint.test_url_history import git

TALK = FILES["rencontre/un-debut.md"]


@pytest.fixture
def project(new_project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A committed site with the form, as a run finds it: in the working directory, on main."""
    made = new_project(FILES)
    form = made.folder / ".github/ISSUE_TEMPLATE/propose.yml"
    form.parent.mkdir(parents=True)
    form.write_bytes(FORM.read_bytes())
    (made.folder / ".gitignore").write_text("/site/\n/.site*\n", "utf-8")
    git(made.folder, "init", "--quiet", "-b", "main")
    commit(made)
    monkeypatch.chdir(made.folder)
    without_address(monkeypatch)
    return made


def without_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take SITE_URL away, and whatever is put there during the test."""
    monkeypatch.setenv("SITE_URL", "")  # of what was not there, monkeypatch takes nothing back
    monkeypatch.delenv("SITE_URL")


def commit(project: Project) -> None:
    """Commit whatever is there."""
    git(project.folder, "add", ".")
    git(project.folder, "commit", "--quiet", "-m", "a change")


Run = Callable[..., tuple[Result, str, dict[str, str]]]


@pytest.fixture
def run(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command for an event: `run(name, payload)` returns its result, the summary and the outputs."""

    def made(name: str, payload: dict[str, Any] | None = None) -> tuple[Result, str, dict[str, str]]:
        assert Path.cwd() == project.folder
        event, summary, output = (tmp_path / each for each in ("event.json", "summary", "output"))
        event.write_text(json.dumps(payload or {}), "utf-8")
        summary.write_text("", "utf-8")
        output.write_text("", "utf-8")
        monkeypatch.setenv("GITHUB_EVENT_NAME", name)
        monkeypatch.setenv("GITHUB_EVENT_PATH", str(event))
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
        monkeypatch.setenv("GITHUB_OUTPUT", str(output))
        monkeypatch.setenv("GITHUB_REPOSITORY", "Ana/Nos-Rencontres")
        done = CliRunner().invoke(main, ["github"])
        lines = (line.partition("=") for line in output.read_text("utf-8").splitlines())
        return done, summary.read_text("utf-8"), {key: value for key, _, value in lines}

    return made


def test_a_push_builds_what_is_published(project: Project, run: Run) -> None:
    """The whole site with its downloads, at its address on GitHub; the digest of their checksums is handed on."""
    done, summary, outputs = run("push")
    assert done.exit_code == 0, done.output
    sums = project.folder / "site/telecharger/SHA256SUMS"
    assert outputs == {"sums": f"sha256:{hashlib.sha256(sums.read_bytes()).hexdigest()}"}
    assert "https://ana.github.io/nos-rencontres/" in (project.folder / "site/sitemap.xml").read_text("utf-8")
    assert summary == ""


def test_a_pull_request_is_annotated_and_summarised(project: Project, run: Run) -> None:
    """A warning is an annotation; the run's page names the changed pages and how to open the site."""
    project.write("rencontre/un-debut.md", TALK.replace("Ana Foo", "Anna Foo"))
    project.write("rencontre/une-autre.md", TALK.replace("Un début", "Une autre"))
    commit(project)
    done, summary, outputs = run("pull_request")
    assert done.exit_code == 0, done.output
    assert "::warning file=docs/rencontre/une-autre.md,line=" in done.stdout
    assert "Le site, construit avec ces changements" in summary
    assert summary.splitlines()[-2:] == ["- `rencontre/un-debut.html`", "- `rencontre/une-autre.html`"]
    assert set(outputs) == {"sums"}


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "mkdocs.yml").write_text(
            (folder / "mkdocs.yml").read_text("utf-8") + "\n# x\n", "utf-8"
        ),
        lambda folder: (folder / "docs.py").touch(),
        lambda folder: git(folder, "mv", "notes.txt", "docs/notes.txt"),
        lambda folder: (folder / "notes.txt").unlink(),
    ],
    ids=["edited", "new", "moved into docs", "removed"],
)
def test_a_change_outside_docs_is_said(project: Project, run: Run, change: Callable[[Path], object]) -> None:
    """A file outside docs/, also one that was moved or removed from there: read first."""
    (project.folder / "notes.txt").touch()
    commit(project)
    change(project.folder)
    project.write("rencontre/un-debut.md", f"{TALK}\nPlus.\n")
    commit(project)
    _, summary, _ = run("pull_request")
    assert "Lisez avant d’ouvrir" in summary
    assert "`rencontre/un-debut.html`" in summary


def test_names_of_files_forge_nothing(project: Project, run: Run) -> None:
    """A summary shows only paths that a page of the site can have."""
    path = project.folder / "docs/rencontre" / "a`![x](http:evil)\n# b.md"
    path.write_text("x", "utf-8")
    commit(project)
    done, summary, outputs = run("pull_request")
    assert done.exit_code == 1
    assert "evil" not in summary
    assert outputs == {}


def test_an_address_that_vanishes_stops_a_pull_request(project: Project, run: Run) -> None:
    """The addresses of the base must still exist (E110); nothing is built then."""
    git(project.folder, "mv", "docs/rencontre/un-debut.md", "docs/rencontre/un-autre.md")
    commit(project)
    done, _, outputs = run("pull_request")
    assert done.exit_code == 1
    assert "::error file=docs/rencontre/un-debut.md,line=1,col=1,title=E110 vanished-address::" in done.stdout
    assert outputs == {}
    assert not (project.folder / "site").exists()
    assert run("push")[0].exit_code == 0


def test_an_issue_is_handed_over(project: Project, run: Run) -> None:
    """A good proposal is handed over as a file, a bad one with what is wrong; nothing is built."""
    said = {"issue": {"state": "open", "body": issue(title="Une proposition $(touch pwned) `id`")}}
    done, _, outputs = run("issues", said)
    assert done.exit_code == 0, done.output
    found = unpacked(outputs["answer"])
    assert (found.language, found.path, found.report) == ("fr", "docs/rencontre/une-proposition-touch-pwned-id.md", "")
    assert found.content == (project.folder / found.path).read_text("utf-8")
    for wrong, report in (
        ({"date": "hier"}, "E116"),
        ({"event": "Nulle part"}, "Nulle part"),
        ({"title": ""}, "Titre"),
    ):
        _, _, outputs = run("issues", {"issue": {"state": "open", "body": issue(**wrong)}})
        found = unpacked(outputs["answer"])
        assert report in found.report
        assert (found.path, found.content) == ("", "")
    assert not (project.folder / "site").exists()
    assert not [*project.folder.rglob("pwned")]


@pytest.mark.parametrize(
    "now",
    [{"state": "closed", "body": issue()}, {"state": "open", "body": "### What did you do?\n\nmake"},
     {"state": "open", "body": None}],
)  # fmt: skip
def test_another_issue_is_nothing(run: Run, now: dict[str, Any]) -> None:
    """A closed issue, and one that was not written with the form, are left alone."""
    done, _, outputs = run("issues", {"issue": now})
    assert (done.exit_code, outputs) == (0, {})


def test_a_text_too_long_is_answered(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """What does not fit into an environment variable is answered with what to do instead."""
    monkeypatch.setattr(github, "MAX_PACKED", 400)
    _, _, outputs = run("issues", {"issue": {"state": "open", "body": issue(text=ANSWERS["text"] * 9)}})
    assert "trop long pour le formulaire" in unpacked(outputs["answer"]).report


def test_dead_links_are_handed_over(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A schedule looks at links to other sites, and hands over a report only if there is something to say."""
    found = [Diagnostic("docs/a.md", 3, 1, "W124.gone", {"value": "https://example.org/", "detail": "404"})]
    monkeypatch.setattr(github, "outside_problems", lambda _: found)
    done, _, outputs = run("schedule")
    assert "::warning file=docs/a.md,line=3,col=1,title=W124 dead-outside-link::" in done.stdout
    assert unpacked(outputs["answer"]) == Handover("fr", unpacked(outputs["answer"]).report)
    assert "docs/a.md:3:1: W124" in unpacked(outputs["answer"]).report
    monkeypatch.setattr(github, "outside_problems", lambda _: [])
    assert run("schedule")[2] == {}


@pytest.mark.usefixtures("project")
def test_elsewhere_it_says_what_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without GitHub's variables the command is refused, with the commands that do the same."""
    for name in [each for each in os.environ if each.startswith("GITHUB_")]:
        monkeypatch.delenv(name)
    done = CliRunner().invoke(main, ["github", "--lang", "en"])
    assert done.exit_code == 2
    assert "recap check, then: recap archive" in done.output


@pytest.mark.parametrize(
    ("repository", "address"),
    [("Ana/Recap", "https://ana.github.io/recap/"), ("Ana/ana.github.io", "https://ana.github.io/")],
)
def test_where_github_publishes(monkeypatch: pytest.MonkeyPatch, repository: str, address: str) -> None:
    """A repository's pages have its owner's host; an address that is set stays."""
    monkeypatch.setenv("GITHUB_REPOSITORY", repository)
    without_address(monkeypatch)
    github._set_address()
    assert os.environ["SITE_URL"] == address
    monkeypatch.setenv("SITE_URL", "https://example.org/")
    github._set_address()
    assert os.environ["SITE_URL"] == "https://example.org/"
