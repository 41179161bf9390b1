"""Whatever ends a build, an archive, an import or a fix: the previous tree or the new one, whole; and it is said."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from recap.build.builder import build_site
from recap.downloads.archive import pack
from tests import programmes
from tests.site_fixtures import EVENT, FILES, TALK, MakeProject, Project
from tests.unit.importers.test_again import changed_talks

RECAP = [sys.executable, "-m", "recap"]
MOMENTS = [pytest.param(1, id="some"), pytest.param(100, id="all", marks=pytest.mark.long)]


@pytest.fixture(autouse=True)
def unmeasured(monkeypatch: pytest.MonkeyPatch) -> None:
    """The many processes here run what other tests cover: measuring that again would double their time."""
    for name in [name for name in os.environ if name.startswith("COVERAGE_PROCESS")]:
        monkeypatch.delenv(name)


def digest(folder: Path) -> str:
    """A sum of the names and contents of a folder; a file of another name counts, whatever its name."""
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            found.update(f"{path.relative_to(folder)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def recap(project: Project, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command, to its end."""
    command = [*RECAP, arguments[0], "-f", str(project.config), *arguments[1:]]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def kill_at_random_moments(
    project: Project, arguments: list[str], before: Callable[[], object], sound: Callable[[], bool], number: int
) -> None:
    """Start a command again and again and kill it at moments spread over its whole length; each time ask for soundness.

    The length is measured first, by one run to the end.
    """
    before()
    started = time.monotonic()
    assert recap(project, *arguments).returncode == 0
    length = time.monotonic() - started
    rng = random.Random(number)
    for turn in range(number):
        before()
        command = [*RECAP, arguments[0], "-f", str(project.config), *arguments[1:]]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        moment = length * rng.random()
        with process:
            try:
                process.wait(moment)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
        assert sound(), (turn, moment, length)


def leave_behind(project: Project) -> None:
    """A build that dies as soon as it has its folder."""
    code = "import os, pathlib, sys; from recap.build import output; from recap.core import private_folder\n"
    code += "config, site = map(pathlib.Path, sys.argv[1:])\n"
    code += "with output.build_directory(site, private_folder.state_folder_if_any(config.parent)): os._exit(0)"
    subprocess.run([sys.executable, "-c", code, str(project.config), str(project.site)], check=True)


@pytest.mark.parametrize("number", MOMENTS)
@pytest.mark.parametrize("command", ["build", pytest.param("archive", marks=pytest.mark.long)])
def test_a_site_is_whole_whenever_its_build_is_killed(new_project: MakeProject, command: str, number: int) -> None:
    """Right after the kill the site is one of the two that were built; the next build, by the state that is there or
    without, is a clean one, and leaves nothing next to it.
    """
    project = new_project(FILES)
    texts = (TALK, TALK.replace("Il était", "Il sera"))
    whole: dict[str, str] = {}
    for text in texts:
        project.write("rencontre/un-debut.md", text)
        recap(project, "clean")
        assert recap(project, command).returncode == 0
        whole[text] = digest(project.site)
    assert len({*whole.values()}) == 2
    turns, packing = iter(range(1_000_000)), pack if command == "archive" else None

    def sound() -> bool:
        if digest(project.site) not in whole.values():
            return False
        assert build_site(project.config, project.site, finish_tree=packing).ok
        return digest(project.site) == whole[(project.folder / "docs/rencontre/un-debut.md").read_text("utf-8")]

    kill_at_random_moments(
        project, [command], lambda: project.write("rencontre/un-debut.md", texts[next(turns) % 2]), sound, number
    )
    leave_behind(project)
    assert list(project.folder.glob(".site-new-*"))
    done = recap(project, command)
    assert "interrompu" in done.stdout
    assert done.stderr == ""  # nothing was taken for somebody else's
    assert "interrompu" not in recap(project, command).stdout
    assert not list(project.folder.glob(".site-new-*"))


@pytest.mark.long
def test_two_builds_are_compared(new_project: MakeProject) -> None:
    """`--verify` builds twice: both are the same, or it says which files differ and the previous site stays."""
    project = new_project(FILES)
    done = recap(project, "archive", "--verify")
    assert "identiques" in done.stdout, done.stderr
    before = digest(project.site)
    hook = "import os, pathlib\n\n\ndef on_post_build(config):\n"
    hook += "    pathlib.Path(config.site_dir, 'zone.txt').write_text(os.environ.get('TZ', ''))\n"
    (project.folder / "odd.py").write_text(hook, "utf-8")
    project.config.write_text(project.config.read_text("utf-8") + "\nhooks: [odd.py]\n", "utf-8")
    done = recap(project, "build", "--verify")
    assert done.returncode == 1
    assert "diffèrent" in done.stderr
    assert "\n  zone.txt\n" in done.stderr
    assert digest(project.site) == before
    assert not list(project.folder.glob(".site-new-*"))


def reset(project: Project, files: dict[str, str]) -> None:
    """The docs folder as it was, and nothing that waits to be written."""
    shutil.rmtree(project.folder / "docs")
    for path in project.state.glob("journal-*"):
        path.unlink()
    for src_uri, content in files.items():
        project.write(src_uri, content)


@pytest.mark.parametrize("number", MOMENTS)
@pytest.mark.parametrize("command", ["import", "check"])
def test_files_are_whole_whenever_a_writing_is_killed(new_project: MakeProject, command: str, number: int) -> None:
    """After the next command of any kind, which ends what was begun, docs/ is the previous one or the new one."""
    files = dict(FILES)
    if command == "import":
        talks = [{"title": f"Talk {n}", "speakers": [f"Zoé B{chr(97 + n)}"], "event": "autre"} for n in range(20)]
        talks = [each | {"recorded": "2026-05-01", "description": "x " * 500} for each in talks]
    else:
        talks = []
        files |= {
            f"rencontre/t{n}.md": TALK.replace("boussole", '"a  b"').replace("Un début", f"T{n}") for n in range(20)
        }
    project = new_project(files)
    source = project.folder / "talks.jsonl"
    source.write_text("\n".join(map(json.dumps, talks)), "utf-8")
    arguments = [command, str(source)] if command == "import" else [command, "--fix"]
    whole = {digest(project.folder / "docs")}
    assert recap(project, *arguments).returncode == 0
    whole.add(digest(project.folder / "docs"))
    assert len(whole) == 2

    def sound() -> bool:
        recap(project, "speakers")
        return digest(project.folder / "docs") in whole

    kill_at_random_moments(project, arguments, lambda: reset(project, files), sound, number)


@pytest.mark.long
def test_files_are_whole_whenever_a_second_import_is_killed(
    new_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A programme of 30 talks that has changed, over the files of the first import: those, or all of the new ones."""
    project = new_project(FILES)
    monkeypatch.chdir(project.folder)
    assert recap(project, "import", str(programmes.schedule_json(project.folder))).returncode == 0
    docs = project.folder / "docs"
    files = {path.relative_to(docs).as_posix(): path.read_text("utf-8") for path in docs.rglob("*.md")}
    monkeypatch.setattr(programmes, "TALKS", changed_talks())
    arguments = ["import", str(programmes.schedule_json(project.folder))]
    whole = {digest(docs)}
    done = recap(project, *arguments)
    assert done.returncode == 0, done.stderr
    whole.add(digest(docs))
    assert len(whole) == 2
    assert "dropped" in (docs / "lantern31/lantern-number-15.md").read_text("utf-8")

    def sound() -> bool:
        recap(project, "speakers")
        return digest(docs) in whole

    kill_at_random_moments(project, arguments, lambda: reset(project, files), sound, 30)
    assert recap(project, *arguments).returncode == 0
    assert digest(docs) in whole


FULL = """
import json, shutil, subprocess, sys
from pathlib import Path
folder, command, places, room = Path(sys.argv[1]), sys.argv[2], json.loads(sys.argv[3]), int(sys.argv[4])
sys.path[:0] = places
from test_crash import digest
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40m", "none", str(folder / "disk")], check=True)
project = Path(shutil.copytree(folder / "p", folder / "disk/p"))
def run():
    command_line = [sys.executable, "-m", "recap", command, "-f", str(project / "mkdocs.yml")]
    return subprocess.run(command_line, capture_output=True, text=True)
first, before = run(), digest(project / "site")
(project / "mkdocs.yml").open("a").write("copyright: all is rendered again\\n")
filler = folder / "disk/filler"
filler.write_bytes(bytes(shutil.disk_usage(folder / "disk").free - room * 1024))
second, after = run(), digest(project / "site")
left = [path.name for path in project.glob(".site-new-*")]
filler.unlink()
print(json.dumps([first.returncode, second.returncode, second.stderr, before == after, left, run().returncode]))
"""


@pytest.fixture
def own_mounts() -> list[str]:
    """What to put before a command that mounts something for itself alone."""
    inside = ["unshare", "--user", "--map-root-user", "--mount"]
    if not shutil.which("unshare") or subprocess.run([*inside, "true"], check=False, capture_output=True).returncode:
        pytest.skip("needs a mount of its own: unshare(1) and a system that lets users have namespaces")
    return inside


@pytest.mark.parametrize(
    ("command", "room"),
    [
        ("build", 4),
        pytest.param("archive", 300, marks=pytest.mark.long),
        pytest.param("build", 300, marks=pytest.mark.long),
        pytest.param("archive", 4, marks=pytest.mark.long),
    ],
)
def test_a_full_disk_keeps_the_previous_site(
    tmp_path: Path, new_project: MakeProject, own_mounts: list[str], command: str, room: int
) -> None:
    """On a file system with only so many KiB left: status 1, what the system says, no traceback, nothing changed."""
    shutil.copytree(new_project(FILES).folder, tmp_path / "p")
    (tmp_path / "disk").mkdir()
    places = json.dumps([str(Path(__file__).parent), str(Path(__file__).parents[1])])
    program = [sys.executable, "-c", FULL, str(tmp_path), command, places, str(room)]
    done = subprocess.run([*own_mounts, *program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    first, second, said, same, left, third = json.loads(done.stdout)
    assert (first, second, same, left, third) == (0, 1, True, [], 0)
    assert "No space left" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("command", ["build", pytest.param("check --fix", marks=pytest.mark.long)])
def test_a_folder_that_is_read_only(new_project: MakeProject, own_mounts: list[str], command: str) -> None:
    """Status 1 and the system's word; nothing changes."""
    project = new_project(FILES | {"rencontre/un-debut.md": TALK.replace("boussole", '"a  b"')})
    assert recap(project, "build").returncode == 0
    before = digest(project.folder)
    script = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'
    arguments = [*RECAP, *command.split(), "-f", str(project.config)]
    program = [*own_mounts, "sh", "-c", script, str(project.folder), *arguments]
    done = subprocess.run(program, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Read-only file system" in done.stderr
    assert "Traceback" not in done.stderr
    assert digest(project.folder) == before


def test_two_builds_at_once(new_project: MakeProject) -> None:
    """One builds, the other is asked to wait; the site is whole. A build into another folder goes on."""
    project = new_project(FILES)
    assert recap(project, "build").returncode == 0
    whole = digest(project.site)
    commands = [[*RECAP, "build", "-f", str(project.config)] for _ in range(4)]
    commands.append([*RECAP, "build", "-f", str(project.config), "--site-dir", str(project.folder / "other")])
    running = [subprocess.Popen(each, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for each in commands]
    said = [(*process.communicate(), process.returncode) for process in running]
    assert said[-1][2] == 0
    assert 0 in {status for _, _, status in said[:4]}
    for _, error, status in said:
        assert status == 0 or "Un autre build" in error, error
    assert digest(project.site) == digest(project.folder / "other") == whole


def test_memory_that_runs_out_keeps_the_previous_site(project: Project) -> None:
    """Rendering that gets no more memory: status 1, no traceback, nothing changed."""
    before = digest(project.site)
    project.write("rencontre/un-debut.md", TALK.replace("Il était", "Il sera"))
    limited = "from recap.build import incremental; incremental.PageRenderer = lambda *_: bytearray(2 ** 60)\n"
    limited += "from recap.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", limited, "build", "-f", str(project.config)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "MemoryError" in done.stderr
    assert "Traceback" not in done.stderr
    assert digest(project.site) == before


@pytest.fixture
def project(new_project: MakeProject) -> Project:
    """A small project, built."""
    made = new_project({**FILES, "rencontre/index.md": EVENT})
    assert made.build().ok
    return made
