"""A git tree to compare with: what it published never vanishes in silence; what changed since can be checked alone."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from recap.cli import main
from tests.site_fixtures import FILES

CONFIG = "site_name: Recap\ntheme: {name: recap, language: en}\nplugins: [recap]\n"
TALK = FILES["rencontre/un-debut.md"]
WITHDRAWN = "---\nname: Ana Foo\ndo_not_publish: true\n---\n"


def git(folder: Path, *arguments: str) -> None:
    """Run git in a folder, as somebody who has configured nothing."""
    who = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A committed site: its mkdocs.yml."""
    (tmp_path / "mkdocs.yml").write_text(CONFIG, "utf-8")
    for src_uri, content in FILES.items() | {("topics/boussole.md", "---\ntitle: boussole\nsummary: A filter.\n---\n")}:
        path = tmp_path / "docs" / src_uri
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "-m", "start")
    return tmp_path / "mkdocs.yml"


def check(config: Path, *arguments: str) -> Result:
    """`recap check` on a site."""
    return CliRunner().invoke(main, ["check", "-f", str(config), *arguments])


def reported(config: Path, *arguments: str) -> list[str]:
    """The problems that `check` reports, as `src_uri: CODE message` and their hints."""
    lines = check(config, *arguments).stderr.replace(f"{config.parent}/docs/", "").splitlines()
    return [line.replace(":1:1: ", ": ") for line in lines if not line.startswith("     ") and "---" not in line]


def test_nothing_changed(project: Path) -> None:
    """The same tree has the same addresses."""
    assert reported(project, "--since", "HEAD") == []


def test_what_a_commit_had_and_no_check_reads(project: Path) -> None:
    """Links of an old commit, even dead ones, names that are not UTF-8 and large files are passed over."""
    docs = project.parent / "docs"
    (docs / "gone.md").symlink_to("nowhere.md")
    (docs / os.fsdecode(b"bad\xff.md")).write_text("x", "utf-8")
    (docs / "large.md").write_bytes(b"x" * 300_000)
    git(project.parent, "add", ".")
    git(project.parent, "commit", "--quiet", "-m", "hostile")
    for path in [*docs.glob("*.md")]:
        if path.name != "index.md":
            path.unlink()
    assert [line for line in reported(project, "--since", "HEAD") if "large" not in line and "->" not in line] == []


def test_a_renamed_talk_keeps_its_address(project: Path) -> None:
    """E110 proposes the alias, written from the new file's folder; with it the old address is kept."""
    docs = project.parent / "docs"
    (docs / "autre").mkdir()
    (docs / "autre/index.md").write_text(FILES["rencontre/index.md"], "utf-8")
    (docs / "rencontre/un-debut.md").rename(docs / "autre/debut.md")
    assert reported(project, "--since", "HEAD") == [
        "rencontre/un-debut.md: E110 vanished-address: the published address rencontre/un-debut.html no longer exists.",
        "    -> give the file its old name back, or keep the old address in autre/debut.md: "
        "aliases: [../rencontre/un-debut.html]",
    ]
    assert check(project, "--since", "HEAD").exit_code == 1
    (docs / "autre/debut.md").write_text(TALK.replace("date:", "aliases: [../rencontre/un-debut.html]\ndate:"), "utf-8")
    assert reported(project, "--since", "HEAD") == []


def test_a_lost_address_is_reported_as_all_problems_are(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """E110 names its file from where the command runs, however the settings are named."""
    (project.parent / "docs/rencontre/un-debut.md").unlink()
    monkeypatch.chdir(project.parent)
    assert "\ndocs/rencontre/un-debut.md:1:1: E110" in check(project, "--since", "HEAD").stderr


def test_a_removed_page_without_a_successor(project: Path) -> None:
    """Where nothing took its place, the hint says so; the pages of its people and topics are warnings."""
    (project.parent / "docs/rencontre/un-debut.md").unlink()
    found = reported(project, "--since", "HEAD", "--lang", "fr")
    assert found[:2] == [
        "people/ana-foo.md: W110 vanished-generated-address:"
        " la page people/ana-foo.html existait, et plus rien ne la fait naître.",
        "    -> si le nom a été corrigé, gardez l’ancien dans le fichier de la personne\u00a0: aliases: [Ana Foo]",
    ]
    assert found[2].startswith(
        "rencontre/un-debut.md: E110 vanished-address: l’adresse rencontre/un-debut.html était publiée"
    )
    assert found[3] == (
        "    -> redonnez son nom au fichier, ou ajoutez à la page qui le remplace\u00a0: aliases: [un-debut.html]"
    )


def test_a_corrected_name_keeps_its_page(project: Path) -> None:
    """A person's alias keeps the page that stood under the name; a renamed topic keeps its address as a talk does."""
    docs = project.parent / "docs"
    (docs / "rencontre/un-debut.md").write_text(TALK.replace("Ana Foo", "Anna Foo"), "utf-8")
    assert [line.split(": ")[1][:4] for line in reported(project, "--since", "HEAD") if "W110" in line] == ["W110"]
    (docs / "people").mkdir()
    (docs / "people/anna-foo.md").write_text("---\nname: Anna Foo\naliases: [Ana Foo]\n---\n", "utf-8")
    (docs / "topics/boussole.md").rename(docs / "topics/filter.md")
    (docs / "topics/filter.md").write_text(
        "---\ntitle: Filter\naliases: [boussole.html]\nsummary: A filter.\n---\n", "utf-8"
    )
    assert not [line for line in reported(project, "--since", "HEAD") if "110" in line]


def test_a_withdrawn_person_may_go(project: Path) -> None:
    """Nothing is asked of the page of somebody who does not want to be published."""
    (project.parent / "docs/people").mkdir()
    (project.parent / "docs/people/ana-foo.md").write_text(WITHDRAWN, "utf-8")
    assert reported(project, "--since", "HEAD") == []


def test_without_git_it_says_that_nobody_looked(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the program nothing is compared, a line says so, and the rest of the check counts."""
    monkeypatch.setenv("PATH", "")
    done = check(project, "--since", "HEAD", "--changed")
    assert done.exit_code == 0
    assert done.stderr.count("git is not installed here, so nothing was compared with a commit.") == 2
    assert "4 files checked" in done.output


def test_outside_a_repository(tmp_path: Path) -> None:
    """A folder that git does not know is checked all the same."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text(CONFIG, "utf-8")
    done = check(tmp_path / "mkdocs.yml", "--since", "HEAD", "--lang", "en")
    assert done.exit_code == 0
    assert f"{tmp_path} is in no git repository, so nothing was compared with a commit." in done.stderr


def test_an_unknown_commit_is_wrong_use(project: Path) -> None:
    """A commit that git does not have ends with 2, never with a check that did not look."""
    for name in ("no-such-branch", "--output=x"):
        done = check(project, "--since", name)
        assert done.exit_code == 2
        assert f"git does not know the revision “{name}”" in done.stderr


def test_changed_files_alone(project: Path) -> None:
    """`--changed` shows the problems of new and changed files, and of no other."""
    docs = project.parent / "docs"
    (docs / "old.md").write_text("---\ntitel: x\n---\n", "utf-8")
    git(project.parent, "add", ".")
    git(project.parent, "commit", "--quiet", "-m", "broken")
    (docs / "new é.md").write_text("---\ntitel: x\n---\n", "utf-8")
    (docs / "rencontre/un-debut.md").write_text(TALK.replace("title", "titel"), "utf-8")
    found = [line.partition(":")[0] for line in reported(project, "--changed") if "E1" in line]
    assert set(found) == {"new é.md", "rencontre/un-debut.md"}
    assert "2 files checked" in check(project, "--changed").output
    since = reported(project, "--changed", "--since", "HEAD~1")
    assert {line.partition(":")[0] for line in since if "E103" in line} == {
        "new é.md",
        "old.md",
        "rencontre/un-debut.md",
    }


def test_paths_choose_what_is_shown(project: Path) -> None:
    """Files and folders are named by their paths; one outside docs/ or missing is wrong use."""
    docs = project.parent / "docs"
    for src_uri in ("a.md", "rencontre/b.md"):
        (docs / src_uri).write_text("---\ntitel: x\n---\n", "utf-8")
    assert check(project, str(docs / "index.md")).exit_code == 0
    assert "1 file checked" in check(project, str(docs / "index.md")).output
    found = check(project, str(docs / "rencontre"))
    assert "b.md" in found.stderr
    assert "/a.md" not in found.stderr
    assert check(project, str(project)).exit_code == 2
    assert check(project, str(docs / "missing.md")).exit_code == 2
