"""What all commands share: where the site is, what is said where there is none, excerpts of its files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from recap.cli import main
from recap.core.language import AVAILABLE, language
from tests.site_fixtures import EVENT, FILES, MakeProject, Project


def run(*arguments: str) -> Result:
    """A command, in English."""
    return CliRunner().invoke(main, [*arguments, "--lang", "en"], catch_exceptions=False)


@pytest.mark.parametrize(
    ("folder", "command", "said"),
    [
        ("docs", "check", "One of the folders above has a site: recap check -f ../mkdocs.yml"),
        ("docs/rencontre", "build", "One of the folders above has a site: recap build -f ../../mkdocs.yml"),
        ("..", "serve", "There is one below: recap serve -f project-0/mkdocs.yml"),
        ("../empty", "check", "To start one: recap init FOLDER"),
    ],
)
def test_where_there_is_no_site_the_way_to_one_is_shown(
    new_project: MakeProject, monkeypatch: pytest.MonkeyPatch, folder: str, command: str, said: str
) -> None:
    """In docs/, above the site and elsewhere: what was looked for, and what to run; status 2."""
    project = new_project(FILES)
    (project.folder.parent / "empty").mkdir()
    monkeypatch.chdir(project.folder / folder)
    done = run(command)
    assert done.exit_code == 2
    assert "there is no mkdocs.yml. " in done.stderr
    assert done.stderr.strip().endswith(said)


def test_a_command_of_a_group_is_named_in_full(new_project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> None:
    """The line that is proposed can be run as it is."""
    monkeypatch.chdir(new_project(FILES).folder / "docs")
    assert run("new", "person", "Ana Bar").stderr.strip().endswith("recap new person -f ../mkdocs.yml")


def with_docs_in(project: Project, docs: str) -> Path:
    """Move the docs folder of a project; return its new place."""
    folder = project.folder / docs
    folder.parent.mkdir(parents=True, exist_ok=True)
    (project.folder / "docs").rename(folder)
    with project.config.open("a", encoding="utf-8") as file:
        file.write(f"docs_dir: {docs}\nsite_dir: public\nrepo_url: https://git.example/a/b\n")
    return folder


def test_docs_that_are_not_there_are_named(new_project: MakeProject) -> None:
    """The folder that docs_dir names, and the file in which to correct it; a mistake there is shown first."""
    project = new_project(FILES)
    with_docs_in(project, "texts").rename(project.folder / "other")
    done = run("check", "-f", str(project.config))
    assert done.exit_code == 2
    assert f"The docs folder {project.folder / 'texts'} of {project.config} is not there." in done.stderr
    assert "E1" not in done.stderr
    project.config.write_text("site_name: A: B\n", "utf-8")
    assert "E105 unreadable-file" in run("check", "-f", str(project.config)).stderr


@pytest.mark.parametrize("docs", ["texts", "content/texts", "../elsewhere"])
def test_every_command_follows_docs_dir(new_project: MakeProject, docs: str) -> None:
    """Check, fix, new, import, schema and build take the folder that mkdocs.yml names; edit links lead into it."""
    project = new_project(FILES)
    folder, config = with_docs_in(project, docs), str(project.config)
    assert "3 files checked" in run("check", "-f", config).stdout
    spaced = (folder / "rencontre/un-debut.md").read_text("utf-8").replace("[boussole]", "['la  boussole']")
    (folder / "rencontre/un-debut.md").write_text(spaced, "utf-8")
    assert "rencontre/un-debut.md" in run("check", "--fix", "-f", config).stderr
    assert "la boussole" in (folder / "rencontre/un-debut.md").read_text("utf-8")
    assert run("new", "person", "-f", config, "Ana Foo").exit_code == 0
    assert (folder / "intervenants/ana-foo.md").is_file()
    programme = project.folder / "schedule.json"
    programme.write_text(PROGRAMME, "utf-8")
    assert run("import", "-f", config, str(programme)).exit_code == 0
    assert (folder / "autre-2027/une-suite.md").is_file()
    assert run("schema", "-f", config, str(project.folder / "schema")).exit_code == 0
    assert f'"{docs}/*.md"' in (project.folder / "schema/globs.json").read_text("utf-8")
    done = run("build", "-f", config)
    assert done.exit_code == 0
    page = (project.folder / "public/rencontre/un-debut.html").read_text("utf-8")
    edits = re.findall(r'https://git\.example/a/b/edit/[^"]+', page)
    assert edits == (
        [] if docs.startswith("..") else [f"https://git.example/a/b/edit/main/{docs}/rencontre/un-debut.md"]
    )
    assert not (project.folder / "docs").exists()
    assert not (project.folder / "site").exists()


PROGRAMME = """{"schedule": {"version": "1", "conference": {"acronym": "autre-2027", "title": "Autre 2027",
"start": "2027-05-01", "end": "2027-05-01", "time_zone_name": "Europe/Paris", "rooms": [{"name": "A"}],
"days": [{"index": 1, "date": "2027-05-01", "rooms": {"A": [{"id": 1, "guid": "x", "title": "Une suite",
"date": "2027-05-01T09:00:00+02:00", "start": "09:00", "duration": "00:30", "room": "A", "type": "talk",
"language": "fr", "abstract": "", "description": "", "persons": [{"name": "Bo Bar"}], "links": []}]}}]}}}"""


def test_excerpts_come_from_the_folder_of_the_site(new_project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> None:
    """With -f, lines are quoted from that site's files, not from files of the same name where the command runs."""
    project, here = new_project(FILES), new_project(FILES)
    for each, name in ((project, "theirs"), (here, "ours")):
        each.write("rencontre/b.md", f"---\ntitel: {name}\n---\n")
        each.config.write_text(each.config.read_text("utf-8").replace("[recap]", f"[recap: {{{name}: 1}}]"), "utf-8")
    monkeypatch.chdir(here.folder)
    done = run("check", "-f", "../project-0/mkdocs.yml")
    assert "\n    titel: theirs\n" in done.stderr
    assert "\n    plugins: [recap: {theirs: 1}]\n" in done.stderr
    assert re.search(r"^\S*project-0/mkdocs\.yml:\d+:\d+: E103", done.stderr, re.MULTILINE)
    assert "ours" not in done.stderr


@pytest.mark.parametrize("code", AVAILABLE)
def test_no_word_sends_a_stranger_to_make(code: str) -> None:
    """Messages, hints, explanations and words of pages name commands that an installation has."""
    words = language(code)
    texts = [*words.words.values(), *words.terminal.values(), *words.codes.values(), *words.keys.values()]
    texts += [said for entry in words.diagnostics.values() for said in entry.values()]
    assert [said for said in texts if re.search(r"\bmake (site|check|serve|archive|test|lint|\w+)\b", said)
            and not re.search(r"\bmake (the|it|a|no|pages?|them|everything|sure)\b", said)] == []  # fmt: skip
    assert EVENT
