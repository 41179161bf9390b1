"""The command line: what it prints, where, and how it ends."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from recap.cli import main
from recap.languages import language

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str) -> tuple[int, str, str]:
    """Exit status, output and errors of one command over the real site."""
    done = CliRunner().invoke(main, [arguments[0], "-f", str(ROOT / "mkdocs.yml"), *arguments[1:]])
    return done.exit_code, done.stdout, done.stderr


def test_speaker_index_as_json() -> None:
    """The JSON has everybody who spoke, in order, with the part that each one gave."""
    status, output, _ = run("speakers", "--json")
    speakers = json.loads(output)
    assert status == 0
    assert [speaker["id"] for speaker in speakers] == [
        "cameron-bahar",
        "vincent-batts",
        "solomon-hykes",
        "jilayne-lovejoy",
        "paul-novarese",
        "steven-tan",
        "emile-vauge",
        "graham-whaley",
        "jim-zemlin",
    ]
    hykes = speakers[2]
    assert set(hykes) == {"id", "name", "sort_name", "url", "roles", "organisations", "talks"}
    assert hykes["sort_name"] == "Hykes, Solomon"
    assert hykes["talks"] == [
        {
            "id": "containercon-europe-2016/keynote",
            "part": "la-plomberie-de-docker",
            "title": "La plomberie de Docker",
            "url": "containercon-europe-2016/keynote.html#la-plomberie-de-docker",
        }
    ]


def test_the_script_prints_the_same_index() -> None:
    """`scripts/build_speaker_index.py` prints what `recap speakers` prints, Markdown by default, from any folder."""
    for arguments in ([], ["--json"]):
        script = [sys.executable, str(ROOT / "scripts" / "build_speaker_index.py"), str(ROOT / "docs"), *arguments]
        printed = subprocess.run(script, capture_output=True, check=True, encoding="utf-8", cwd=ROOT.parent).stdout
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


def test_check_as_json() -> None:
    """`check --format json` prints one object with version, problems and counts; the summary goes to stderr."""
    status, output, errors = run("check", "--format", "json")
    assert status == 0
    assert " fichiers vérifiés, 0 erreur" in errors
    assert json.loads(output) == {"version": 1, "problems": [], "counts": {}}


def test_check_speaks_the_language_that_is_asked_for() -> None:
    """The site's language decides, `--lang` overrides."""
    assert "0 erreur, 0 avertissement" in run("check")[1]
    assert "0 errors, 0 warnings" in run("check", "--lang", "en")[1]


def test_a_folder_without_a_site_is_wrong_use(tmp_path: Path) -> None:
    """Where there is no mkdocs.yml the command says which file it looked for, and exits with 2."""
    done = CliRunner().invoke(main, ["check", "-f", str(tmp_path / "mkdocs.yml")])
    assert done.exit_code == 2
    assert str(tmp_path / "mkdocs.yml") in done.stderr


def test_an_unknown_option_is_wrong_use() -> None:
    """A wrong option gets a usage line and exit status 2."""
    done = CliRunner().invoke(main, ["check", "--lnag", "fr"])
    assert done.exit_code == 2
    assert "--lang" in done.stderr


@pytest.mark.parametrize("code", ["fr", "en"])
def test_build_says_each_step_and_where_the_result_lies(tmp_path: Path, code: str) -> None:
    """A build prints a line a step and ends with the place of the result."""
    status, output, errors = run("build", "--site-dir", str(tmp_path / "site"), "--lang", code)
    assert (status, errors) == (0, "")
    lines = output.splitlines()
    assert len(lines) == 6  # two of them name what is left out
    assert lines[-1] == language(code).terminal["where"].format(
        folder=tmp_path / "site", index=tmp_path / "site" / "index.html"
    )


def test_a_port_that_is_taken_is_told_with_another() -> None:
    """`recap serve` on a taken port says so, proposes the next one, and ends with 1."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        status, _, errors = run("serve", "--port", str(port))
    assert status == 1
    assert f"--port {port + 1}" in errors


def test_help_loads_no_heavy_library() -> None:
    """`recap --help` answers without importing MkDocs, pydantic or Babel."""
    code = "import sys, recap.cli; print([name for name in ('mkdocs', 'pydantic', 'babel') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
