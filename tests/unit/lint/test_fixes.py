"""Fixes: the value at the place, nothing next to it, and nothing more the second time."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from recap.cli import main
from recap.core import filesystem as folder
from recap.core.diagnostics import Diagnostic
from recap.lint.fixes import apply_fixes
from tests.site_fixtures import EVENT, MakeProject

TOPIC = "---\ntitle: seccomp\nsynonyms: [filtre: x]\nabbreviation: SC\nsummary: Un filtre.\n---\n".replace(": x", "")
BEFORE = (
    "\ufeff---\r\n"
    "# un commentaire\r\n"
    "title: Un début\r\n"
    "speakers:\r\n"
    "  -   name:   Ana\u00a0Foo \r\n"
    '      role: "Chef  suprême"\r\n'
    "  - 'Yves  Bar'\r\n"
    "date: 2026-05-01\r\n"
    "topics: [ SC,filtre , e\u0301te\u0301 ]\r\n"
    "authors: []\r\nsummary: Résumé.\r\npublished: 2026-05-03\r\n"
    "---\r\n"
    "Ana\u00a0Foo  parle de SC.\r\n"
)
AFTER = (
    BEFORE.replace("name:   Ana\u00a0Foo", "name:   Ana Foo")
    .replace("'Yves  Bar'", '"Yves Bar"')
    .replace("[ SC,filtre , e\u0301te\u0301 ]", "[ seccomp,seccomp , été ]")
)


def test_fix_leaves_the_rest_alone(new_project: MakeProject) -> None:
    """`check --fix` writes names and labels right; byte order mark, line ends, comments, spaces and text stay."""
    project = new_project({"rencontre/index.md": EVENT, "sujets/seccomp.md": TOPIC})
    path = project.folder / "docs" / "rencontre" / "un-debut.md"
    path.write_bytes(BEFORE.encode())
    path.chmod(0o640)
    done = CliRunner().invoke(main, ["check", "-f", str(project.config), "--fix"])
    assert done.exit_code == 0
    assert path.read_bytes().decode() == AFTER
    assert path.stat().st_mode & 0o777 == 0o640
    assert "W10" not in done.stderr
    again = CliRunner().invoke(main, ["check", "-f", str(project.config), "--fix"])
    assert path.read_bytes().decode() == AFTER
    assert again.stderr == ""
    assert sorted(each.name for each in path.parent.iterdir()) == ["index.md", "un-debut.md"]


def test_two_fixes_of_one_value() -> None:
    """Of a synonym with a space to spare the preferred label is written, once, next to other fixes of its line."""
    diagnostics = [
        Diagnostic("a.md", 2, 10, "W107", {"value": "C R"}),
        Diagnostic("a.md", 2, 10, "W109", {"value": "C R", "near": "b"}),
        Diagnostic("a.md", 2, 18, "W107", {"value": "d e"}),
    ]
    assert apply_fixes('---\ntopics: ["C  R", "d  e"]\n---\n', diagnostics) == '---\ntopics: ["b", "d e"]\n---\n'


def test_a_write_that_fails_keeps_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the fixed file cannot be put in place, the old one stays and nothing lies next to it."""
    path = tmp_path / "a.md"
    path.write_text("before", "utf-8")

    def fail(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="space"):
        folder.write_whole(path, "after")
    assert [each.name for each in tmp_path.iterdir()] == ["a.md"]
    assert path.read_text("utf-8") == "before"


def test_a_broken_front_matter_does_not_stop_the_fix_of_a_text(new_project: MakeProject) -> None:
    """An address in the text is fixed where the front matter cannot be read; that it cannot is reported as before."""
    broken = "---\ntitle: Un: deux\n---\n[a](https://youtu.be/qf7DkOHDNIg) <https://e.org/?utm_source=x>\n"
    project = new_project({"rencontre/index.md": EVENT, "rencontre/a.md": broken})
    done = CliRunner().invoke(main, ["check", "-f", str(project.config), "--fix"])
    assert done.exit_code == 1
    assert "E105" in done.stderr
    assert "W111" not in done.stderr
    after = (project.folder / "docs/rencontre/a.md").read_text("utf-8")
    assert after == broken.replace("youtu.be/", "www.youtube.com/watch?v=").replace("?utm_source=x", "")
