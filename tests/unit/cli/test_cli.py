"""The command line: what it prints, where, and how it ends."""

from __future__ import annotations

import errno
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from pathlib import Path
from unittest.mock import Mock

import pytest
from click.testing import CliRunner

from recap.cli import main
from recap.core.language import language
from tests.site_fixtures import ROOT, Project, copy_site

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A copy of the French fixture site."""
    return copy_site("full", tmp_path_factory.mktemp("cli") / "project")


@pytest.fixture(scope="module")
def run(project: Project) -> Run:
    """Runs a command over that site: exit status, output and errors."""

    def command(*arguments: str) -> tuple[int, str, str]:
        done = CliRunner().invoke(main, [arguments[0], "-f", str(project.config), *arguments[1:]])
        return done.exit_code, done.stdout, done.stderr

    return command


def test_speaker_index_as_json(run: Run) -> None:
    """The JSON has everybody who spoke, in order, with the part that each one gave."""
    status, output, _ = run("speakers", "--json")
    speakers = json.loads(output)
    assert status == 0
    assert [speaker["id"] for speaker in speakers] == [
        "soren-aftenklok",
        "beatriz-do-sobral-alto",
        "gianluca-campanotti",
        "remi-carillonneau",
        "saoirse-ni-chluig",
        "ines-de-la-garde",
        "ismail-gnomonar",
        "fatoumata-keletigui-roche",
        "aurelien-lecoeurdoux",
        "pauline-midisonne",
        "phut-nguyen-lambert",
        "maelle-o-tanguy",
        "theodule-pendillon",
        "anselme-poidslourd",
        "jean-baptiste-quatremains",
        "ezechiel-ressort",
        "yousra-saati",
        "berengere-sablier",
        "hortense-vantail",
        "camille-verdaux",
        "camille-verdoux",
        "ulrike-von-zeigerstein",
        "lucja-wiezowska",
        "miroslava-dzvonar",
    ]
    campanotti = speakers[2]
    assert set(campanotti) == {"id", "name", "sort_name", "url", "roles", "organisations", "talks"}
    assert campanotti["sort_name"] == "Campanotti, Gianluca"
    assert campanotti["talks"] == [
        {
            "id": "rencontres-2026/keynote",
            "part": "une-cloche-pour-deux-rives",
            "title": "Une cloche pour deux rives",
            "url": "rencontres-2026/keynote.html#une-cloche-pour-deux-rives",
        }
    ]


def test_the_script_prints_the_same_index(run: Run, project: Project, tmp_path: Path) -> None:
    """`scripts/build_speaker_index.py` prints what `recap speakers` prints, Markdown by default, from any folder."""
    for arguments in ([], ["--json"]):
        script = [
            sys.executable,
            str(ROOT / "scripts/build_speaker_index.py"),
            str(project.folder / "docs"),
            *arguments,
        ]
        printed = subprocess.run(script, capture_output=True, check=True, encoding="utf-8", cwd=tmp_path).stdout
        assert printed == run("speakers", *arguments)[1]


def test_speaker_index_of_a_broken_folder(tmp_path: Path) -> None:
    """With errors in the folder the script prints them, no index, and exits with 1."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("---\ntitel: x\n---\n", "utf-8")
    (tmp_path / "mkdocs.yml").write_text("site_name: x\n", "utf-8")
    done = CliRunner().invoke(main, ["speakers", "-f", str(tmp_path / "mkdocs.yml")])
    assert done.exit_code == 1
    assert "E103" in done.stderr
    assert done.stdout == ""


def test_check_as_json(run: Run) -> None:
    """`check --format json` prints one object with version, problems and counts; the summary goes to stderr."""
    status, output, errors = run("check", "--format", "json")
    assert status == 0
    assert " fichiers vérifiés, 0 erreur" in errors
    assert json.loads(output) == {"version": 1, "problems": [], "counts": {}}


def test_a_report_goes_into_a_file(run: Run, tmp_path: Path) -> None:
    """With --output the report is a file, and people still read the text; without --format that is wrong use."""
    report = tmp_path / "report.json"
    for form, empty in (("gitlab", []), ("json", {"version": 1, "problems": [], "counts": {}})):
        status, output, _ = run("check", "--format", form, "--output", str(report), "--lang", "en")
        assert (status, json.loads(report.read_text("utf-8"))) == (0, empty)
        assert "files checked, 0 errors" in output
    status, _, errors = run("check", "--output", str(report))
    assert status == 2
    assert "--format gitlab" in errors


def test_check_speaks_the_language_that_is_asked_for(run: Run) -> None:
    """The site's language decides, `--lang` overrides."""
    assert "0 erreur, 0 avertissement" in run("check")[1]
    assert "0 errors, 0 warnings" in run("check", "--lang", "en")[1]


def test_a_folder_without_a_site_is_wrong_use(tmp_path: Path) -> None:
    """Where there is no mkdocs.yml the command says which file it looked for, and exits with 2."""
    done = CliRunner().invoke(main, ["check", "-f", str(tmp_path / "mkdocs.yml")])
    assert done.exit_code == 2
    assert str(tmp_path / "mkdocs.yml") in done.stderr


def test_docs_that_are_no_folder_are_wrong_use(tmp_path: Path) -> None:
    """A file where the folder docs/ belongs is reported like a missing one, and ends with 2."""
    for name in ("mkdocs.yml", "docs"):
        (tmp_path / name).write_text("", "utf-8")
    done = CliRunner().invoke(main, ["check", "-f", str(tmp_path / "mkdocs.yml"), "--lang", "en"])
    assert done.exit_code == 2
    assert f"The docs folder {tmp_path / 'docs'} of {tmp_path / 'mkdocs.yml'} is not there." in done.stderr


def test_what_the_system_refuses_is_reported(run: Run, tmp_path: Path) -> None:
    """A folder that cannot be made, a full disk, a helping process that died: a sentence with the reason, and 1."""
    (tmp_path / "file").touch()
    status, _, errors = run("schema", "--lang", "en", str(tmp_path / "file" / "schema"))
    assert status == 1
    assert errors.startswith("The system stopped the command: ")
    assert "Not a directory" in errors
    for error in (OSError(errno.ENOSPC, "No space left on device"), BrokenExecutor("A process died")):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("recap.lint.runner.check_content", Mock(side_effect=error))
            status, _, errors = run("check")
        assert (status, str(error) in errors) == (1, True)


def test_who_has_read_enough_ends_it_in_silence(run: Run) -> None:
    """In `recap speakers | head -1` nothing is reported of the pipe that nobody reads any more."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("recap.cli.info.print_speakers", Mock(side_effect=BrokenPipeError(errno.EPIPE, "")))
        assert run("speakers") == (1, "", "")


def test_settings_that_cannot_be_read_stop_what_needs_them(tmp_path: Path) -> None:
    """With a mkdocs.yml that is no YAML, nobody knows language and folders: nothing is written or printed."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("---\ntitle: Bonjour\n---\n", "utf-8")
    config = tmp_path / "mkdocs.yml"
    config.write_text("site_name: [x\nfoo: }\n", "utf-8")
    for command in (["new", "person", "Ana Foo"], ["speakers"], ["import", str(tmp_path / "docs")], ["check"]):
        named = 2 if command[0] == "new" else 1
        done = CliRunner().invoke(main, [*command[:named], "-f", str(config), *command[named:]])
        assert (done.exit_code, command) == (1, command)
        wording = "the bracket or brace opened here is not closed, or a comma is missing."
        assert done.stderr.startswith(f"{config}:1:12: E105 unreadable-file: {wording}\n")
    assert [path.name for path in tmp_path.rglob("*.md")] == ["index.md"]


def test_a_file_name_forges_no_line_of_a_log(tmp_path: Path) -> None:
    """A name with a newline and a workflow command, an escape sequence, bytes that are no UTF-8: all of it is shown."""
    project = copy_site("english", tmp_path / "project")
    name = os.fsdecode(b"a\n::error title=x::forged\x1b[2J\xff ##[error]y.md")
    try:
        (project.folder / "docs" / name).write_text("::add-mask::e\n<script>\n", "utf-8")
    except OSError:
        pytest.skip("this file system takes no such name")
    for form in ("text", "github", "json"):
        done = CliRunner().invoke(main, ["check", "-f", str(project.config), "--format", form])
        assert done.exit_code == 1
        lines = (done.stdout + done.stderr).splitlines()
        assert any("forged" in line for line in lines)
        for line in lines:
            assert not re.search(r"^\s*::(?!(error|warning) file=)|##\[|\x1b", line), line
            assert form == "github" or not line.startswith("::")


def test_an_unknown_option_is_wrong_use() -> None:
    """A wrong option gets a usage line and exit status 2."""
    done = CliRunner().invoke(main, ["check", "--lnag", "fr"])
    assert done.exit_code == 2
    assert "--lang" in done.stderr


@pytest.mark.parametrize("code", ["fr", "en"])
def test_build_says_each_step_and_where_the_result_lies(tmp_path: Path, code: str) -> None:
    """A build prints a line a step and ends with the place of the result."""
    site = tmp_path / "elsewhere" / "site"
    config = str(copy_site("english", tmp_path / "project").config)
    done = CliRunner().invoke(main, ["build", "-f", config, "--site-dir", str(site), "--lang", code])
    assert (done.exit_code, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert len(lines) == 6  # two of them name what is left out
    assert lines[-1] == language(code).terminal["where"].format(folder=site, index=site / "index.html")


def test_a_port_that_is_taken_is_reported_with_another(run: Run) -> None:
    """`recap serve` on a taken port says so, proposes the next one, and ends with 1."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        status, _, errors = run("serve", "--port", str(port))
    assert status == 1
    assert f"--port {port + 1}" in errors


def test_an_address_of_others_is_reported(run: Run) -> None:
    """`recap serve` at an address that this machine does not have says why it cannot listen there, and ends with 1."""
    status, _, errors = run("serve", "--host", "192.0.2.1", "--port", "0", "--lang", "en")
    assert (status, errors.partition(":")[0]) == (1, "The system stopped the command")
    assert "assign requested address" in errors


def test_help_loads_no_heavy_library() -> None:
    """`recap --help` answers without importing MkDocs, pydantic or Babel."""
    code = "import sys, recap.cli; print([name for name in ('mkdocs', 'pydantic', 'babel') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
