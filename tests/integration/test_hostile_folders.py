"""Folders made to hurt whoever checks or builds them: links, pipes, devices, names, sizes. Nothing of it is opened."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import mkdocs.utils
import pytest
from click.testing import CliRunner, Result
from mkdocs.exceptions import Abort, PluginError

from recap.build.output import OutputTree
from recap.build.ownership import Ownership
from recap.cli import main
from recap.core.filesystem import RefusedFileError
from recap.plugin.plugin import StaticFile
from tests.integration.test_resource_limits import BYTES, MEASURED, SECONDS
from tests.integration.test_two_drivers import by_mkdocs, differing, tree
from tests.site_fixtures import FILES, PNG, MakeProject, Project

LARGE = 2 * 2**30
LINKS = {"z.txt": "/dev/zero", "z.md": "/dev/zero", "stdin.txt": "/dev/stdin", "far.txt": "../mkdocs.yml",
         "near.md": "index.md", "folder": "rencontre", "loop.txt": "loop.txt", "gone.md": "none",
         "to-pipe.txt": "pipe.txt", ".hidden": "/"}  # fmt: skip
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0"/></svg>'


def put(project: Project, name: str | bytes, content: bytes = b"secret\n") -> None:
    """Write a file of any name into docs/."""
    path = os.path.join(os.fsencode(project.folder / "docs"), os.fsencode(name))  # noqa: PTH118
    os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
    with open(path, "wb") as file:  # noqa: PTH123
        file.write(content)


def run(project: Project, *arguments: str) -> Result:
    """Run a command on a project, with messages in English."""
    done = CliRunner().invoke(main, [*arguments, "-f", str(project.config), "--lang", "en"], catch_exceptions=False)
    assert "Traceback" not in done.output
    return done


def problems(project: Project, *arguments: str) -> dict[str, str]:
    """What a check reports: path below docs/ -> code and the start of the message."""
    docs, found = f"{project.folder}/docs", {}
    for line in run(project, "check", *arguments).stderr.splitlines():
        if line.startswith(docs):
            path, _, said = line.removeprefix(docs).removeprefix("/").partition(":1:1: ")
            found[path] = f"{said[:4]} {said.partition(': ')[2]}"
    return found


@pytest.fixture
def hostile(new_project: MakeProject) -> Project:
    """A good site with what must not be opened: devices, pipes, links, enormous files, and another fault in a talk."""
    project = new_project({**FILES, "rencontre/fautif.md": "---\ntitel: x\n---\n"})
    docs = project.folder / "docs"
    for name, target in LINKS.items():
        (docs / name).symlink_to(target)
    os.mkfifo(docs / "pipe.txt")
    os.mkfifo(docs / "pipe.md")
    for name in ("big.md", "big.svg", "big.png", "big.mp4"):
        put(project, name)
        os.truncate(docs / name, LARGE)
    put(project, b"bad\xff.txt")
    put(project, "line\n::error ::x.txt")
    return project


EXPECTED = {
    **dict.fromkeys(LINKS, "E121 this is a symbolic link, not a file."),
    **dict.fromkeys(["pipe.txt", "pipe.md"], "E121 this is a pipe, a device or a socket, not a file."),
    "big.md": f"E105 the file is too large: {LARGE} bytes, 256000 at most.",
    "big.svg": f"E105 the file is too large: {LARGE} bytes, 100000 at most for this type.",
    "big.png": f"E105 the file is too large: {LARGE} bytes, 20000000 at most for this type.",
    "big.mp4": f"E105 the file is too large: {LARGE} bytes, 500000000 at most for this type.",
    r"bad\xff.txt": "E121 the name of this file is not UTF-8.",
    r"line\n::error ::x.txt": "E121 the name of this file contains an invisible character.",
    "rencontre/fautif.md:2:1: E103 unknown-key": "",
}  # fmt: skip


def test_a_hostile_folder_takes_neither_time_nor_memory(hostile: Project) -> None:
    """As a process: everything is reported together, within 5 s and 200 MB, and nothing is quoted."""
    command = [sys.executable, "-c", MEASURED, "check", "-f", str(hostile.config), "--lang", "en"]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("COVERAGE")}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          env=environment, encoding="utf-8") as process:  # fmt: skip
        assert process.stderr
        assert process.stdout
        said, measured = process.stderr.read(), process.stdout.read()  # its standard input stays open
    status, seconds, size = map(float, measured.split()[-3:])
    assert status == 1
    assert seconds < SECONDS
    assert size < BYTES
    assert "secret" not in said
    assert "site_name" not in said
    assert len(said.splitlines()) < 3 * len(EXPECTED)
    for path, message in EXPECTED.items():
        assert f"docs/{path}" in said
        assert message.partition(" ")[2] in said


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "--fix"),
        ("check", "--format", "json"),
        ("build",),
        ("archive",),
        ("import", "DATA"),
        ("new", "person", "Zoé Zed"),
    ],
    ids=" ".join,
)
def test_every_command_ends_with_a_message(hostile: Project, arguments: tuple[str, ...]) -> None:
    """With exit status 1, without a site, and nothing is written through a link."""
    data = hostile.folder / "data.json"
    data.write_text('{"schedule": {}}', "utf-8")
    (hostile.folder / "docs/intervenants").symlink_to(hostile.folder)
    before = {path.name for path in hostile.folder.iterdir()}
    done = run(hostile, *(str(data) if each == "DATA" else each for each in arguments))
    assert done.exit_code == 1
    assert "intervenants" in done.output
    assert not hostile.site.exists()
    assert {path.name for path in hostile.folder.iterdir()} - before <= {".cache", ".site-lock"}


def test_mkdocs_stops_as_well(hostile: Project) -> None:
    """Before it walks through docs/, which it does through links."""
    with pytest.raises(Abort) as stopped:
        by_mkdocs(hostile)
    assert isinstance(stopped.value.__context__, PluginError)
    assert str(stopped.value.__context__).count("E121") == len(LINKS) + 4


def test_one_problem_hides_no_other(hostile: Project) -> None:
    """What is wrong is reported at each file, the faults inside of good files too; links to bad ones are not dead."""
    hostile.write("rencontre/liens.md", "---\nkind: page\ntitle: Des liens\n---\n[a](../z.txt) [b](../near.md)\n")
    found = problems(hostile)
    assert {path: said for path, said in found.items() if "/" not in path} == {
        path: said for path, said in EXPECTED.items() if said
    }
    assert {path for path in found if "/" in path} == {
        "rencontre/fautif.md",
        "rencontre/fautif.md:2:1: E103 unknown-key: the key “titel” is unknown.",
    }


def test_a_named_link_is_reported(hostile: Project) -> None:
    """`recap check FILE` says what is wrong with that file, and of nothing else."""
    assert [*problems(hostile, str(hostile.folder / "docs/z.md"))] == ["z.md"]
    assert [*problems(hostile, str(hostile.folder / "docs/far.txt"))] == ["far.txt"]


def test_changed_links_are_reported(new_project: MakeProject) -> None:
    """`--changed` finds links and names of all kinds that git has not seen."""
    project = new_project(FILES)
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", "-C", str(project.folder)]
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "x"]):
        subprocess.run([*git, *arguments], check=True)
    put(project, b"bad\xff.txt")
    (project.folder / "docs/new.txt").symlink_to("/dev/zero")
    assert {*problems(project, "--changed")} == {r"bad\xff.txt", "new.txt"}


def test_a_docs_folder_that_is_a_link_is_refused(new_project: MakeProject) -> None:
    """A pull request can make it one."""
    project = new_project(FILES)
    (project.folder / "docs").rename(project.folder / "elsewhere")
    (project.folder / "docs").symlink_to("elsewhere")
    assert problems(project) == {"": "E121 this is a symbolic link, not a file."}
    assert run(project, "build").exit_code == 1
    assert run(project, "new", "person", "Zoé Zed").exit_code == 1
    assert {path.name for path in (project.folder / "elsewhere").iterdir()} == {"index.md", "rencontre"}


def test_folders_that_cannot_be_read_are_reported(new_project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that cannot be opened and folders that cannot be listed, all of them together."""
    project = new_project({**FILES, "rencontre/a.txt": "x", "rencontre/b.svg": DRAWING, "shut/x.md": "x"})
    really_open, scan, access = os.open, os.scandir, os.access

    def allowed(path: Any) -> Any:
        if Path(str(path)).name in ("a.txt", "b.svg", "un-debut.md", "shut"):
            raise PermissionError(13, "Permission denied", str(path))
        return path

    monkeypatch.setattr(os, "open", lambda path, *rest: really_open(allowed(path), *rest))
    monkeypatch.setattr(os, "scandir", lambda path: scan(allowed(path)))
    monkeypatch.setattr(os, "access", lambda path, *_, **__: Path(path).name != "a.txt" and access(path, os.R_OK))
    unreadable = "E105 this file or folder cannot be read: Permission denied."
    names = ("rencontre/a.txt", "rencontre/b.svg", "rencontre/un-debut.md", "shut")
    assert problems(project) == dict.fromkeys(names, unreadable)


def test_limits_for_all_files_together(new_project: MakeProject) -> None:
    """They are settings; the message says which, and nothing is read beyond the number of files."""
    project = new_project(FILES)
    config = project.config.read_text("utf-8")
    for limits, message in (
        ("{files: 2}", "E105 there are more than 2 files and folders here; nothing was read."),
        ("{megabytes: 1}", "E105 the files have 2 MB together, 1 at most."),
        ("{files: 100, megabytes: 3}", None),
    ):
        project.config.write_text(f"{config}\nextra: {{recap: {{limits: {limits}}}}}\n", "utf-8")
        put(project, "film.mp4", b"x")
        os.truncate(project.folder / "docs/film.mp4", 1_500_000)
        assert problems(project) == ({"": message} if message else {})


ODD = ["é e\u0301té.txt", "a #b%20c&d'e.png", "日本.json", "(x) [y] {z}.csv", "=+~!$,;@.vtt", "x" * 196 + ".txt",
       "-r.txt", "images/été/Une Photo.png", "images/_headers.txt", "a.b.c.PDF"]  # fmt: skip


def test_odd_names_that_pass_are_copied_by_both_drivers(
    new_project: MakeProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the same bytes at the same addresses, and never by MkDocs; the archive has them, and gives them back."""
    project = new_project({**FILES, "rencontre/plan.svg": DRAWING})
    for number, name in enumerate(ODD):
        put(project, f"rencontre/{name}", PNG if name.endswith(".png") else bytes([number]) * 1000)
    done = run(project, "archive")
    assert done.exit_code == 0, done.output
    ours = tree(project.site)
    assert [ours[f"rencontre/{name}"] for name in ODD] == [
        PNG if name.endswith(".png") else bytes([number]) * 1000 for number, name in enumerate(ODD)
    ]
    copied: list[str] = []
    copy = mkdocs.utils.copy_file

    def count(path: str, into: str) -> None:
        copied.append(path)
        copy(path, into)

    monkeypatch.setattr(mkdocs.utils, "copy_file", count)
    assert differing(by_mkdocs(project), ours) == []
    assert copied  # files of the theme
    assert not [path for path in copied if Path(path).is_relative_to(project.folder / "docs")]
    (path,) = project.site.glob("telecharger/*.zip")
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path / "out")
    (top,) = (tmp_path / "out").iterdir()
    assert all((top / "rencontre" / name).read_bytes() == ours[f"rencontre/{name}"] for name in ODD)


def test_neither_driver_follows_a_link_that_appears_late(new_project: MakeProject, tmp_path: Path) -> None:
    """Between the check and the copy a file is replaced by a link to a file elsewhere, or by a pipe."""
    project = new_project({**FILES, "a.txt": "x"})
    docs, out = project.folder / "docs", tmp_path / "out"
    out.mkdir()
    (tmp_path / "secret").write_text("secret", "utf-8")
    static = StaticFile("a.txt", str(docs), str(out), use_directory_urls=False)
    output = OutputTree(out, tmp_path / "target", Ownership(tmp_path / "target", None))
    static.copy_file()
    output.write("b.txt", docs / "a.txt", docs)
    assert (out / "a.txt").read_text("utf-8") == (out / "b.txt").read_text("utf-8") == "x"
    for replace in (lambda path: path.symlink_to(tmp_path / "secret"), os.mkfifo):
        (docs / "a.txt").unlink()
        replace(docs / "a.txt")
        with pytest.raises(RefusedFileError):
            static.copy_file()
        with pytest.raises(RefusedFileError):
            output.write("b.txt", docs / "a.txt", docs)
    assert not any("secret" in path.read_text("utf-8") for path in out.iterdir())


def test_a_programme_is_a_regular_file(new_project: MakeProject, tmp_path: Path) -> None:
    """Pipes, devices, links to them, sockets and enormous files are refused at once; in a folder every link is."""
    project = new_project(FILES)
    data = tmp_path / "data"
    data.mkdir()
    os.mkfifo(data / "pipe.json")
    (tmp_path / "zero.json").symlink_to("/dev/zero")
    (tmp_path / "to-pipe.json").symlink_to(data / "pipe.json")
    (tmp_path / "large.json").touch()
    os.truncate(tmp_path / "large.json", LARGE)
    names = {"zero.json": "a link, a pipe", "to-pipe.json": "a link, a pipe", "data": "a link, a pipe"}
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket.json"))
        for name, said in {**names, "socket.json": "a link, a pipe", "large.json": "too large"}.items():
            done = run(project, "import", str(tmp_path / name))
            assert (done.exit_code, len(done.output.splitlines())) == (1, 1), done.output
            assert said in done.output
    assert "a link, a pipe" in run(project, "import", "/dev/zero").output
    (data / "pipe.json").unlink()
    (data / "far.json").symlink_to(tmp_path / "large.json")
    assert "far.json: a link, a pipe" in run(project, "import", str(data)).output
    (tmp_path / "plain.json").write_text("{}", "utf-8")
    (tmp_path / "named.json").symlink_to("plain.json")
    assert "the JSON is an empty object" in run(project, "import", str(tmp_path / "named.json")).output
    shutil.rmtree(data)


@pytest.mark.parametrize("kind", ["pipe", "large"])
def test_an_issue_is_a_regular_file(new_project: MakeProject, tmp_path: Path, kind: str) -> None:
    """`recap new talk --from-issue` refuses what is none, or too large."""
    project, issue = new_project(FILES), tmp_path / "issue.md"
    form = project.folder / ".github/ISSUE_TEMPLATE/propose.yml"
    form.parent.mkdir(parents=True)
    form.write_text("body: []\n", "utf-8")
    if kind == "pipe":
        os.mkfifo(issue)
    else:
        issue.touch()
        os.truncate(issue, LARGE)
    done = run(project, "new", "talk", "--from-issue", str(issue))
    assert done.exit_code == 1
    assert "not a file of at most 1000000 bytes" in done.output
