"""Hostile folders made at random, each through one command: a message, and nothing else happens to anybody.

`HOSTILE_SEED=17 make test ARGS="-k generated_folder"` makes one of them again.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from recap.cli import main
from recap.core.folder import printable
from tests.hostile_folders import COMMANDS, HostileFolder, make_base
from tests.integration.test_resource_limits import MEASURED
from tests.watching import Watch, published, state_of, watched

SECONDS, MEGABYTES = 20, 1_500
"""What one command may take: processor time, and memory at its height."""
NUMBER, ALL = 150, 2_000
CHOSEN = os.environ.get("HOSTILE_SEED")
SEEDS = (
    [int(CHOSEN)]
    if CHOSEN
    else [*range(NUMBER), *(pytest.param(n, marks=pytest.mark.long) for n in range(NUMBER, ALL))]
)
IN_PROCESSES = [*range(ALL, ALL + 3), *(pytest.param(n, marks=pytest.mark.long) for n in range(ALL + 3, ALL + 12))]


class TookTooLongError(BaseException):
    """A command hangs. No handler of errors in it takes this for one."""


@pytest.fixture(scope="module")
def base() -> Iterator[Path]:
    """The good site that all start from."""
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder:
        yield make_base(Path(folder))


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that goes at once: thousands of them would fill a disk."""
    with tempfile.TemporaryDirectory(prefix="hostile-", ignore_cleanup_errors=True) as folder:
        yield Path(folder, "around")


def refuse(monkeypatch: pytest.MonkeyPatch, paths: set[str]) -> None:
    """Let nobody open, list or read some paths, not even one who may read everything."""

    def allowed(path: Any) -> Any:
        if isinstance(path, (str, bytes, os.PathLike)) and os.fsdecode(path) in paths:
            raise PermissionError(13, "Permission denied", os.fsdecode(path))
        return path

    really_open, scan, access = os.open, os.scandir, os.access
    monkeypatch.setattr(os, "open", lambda path, *rest, **more: really_open(allowed(path), *rest, **more))
    monkeypatch.setattr(os, "scandir", lambda path=".": scan(allowed(path)))
    monkeypatch.setattr(
        os, "access", lambda path, *rest, **more: str(path) not in paths and access(path, *rest, **more)
    )


def _about(folder: HostileFolder, arguments: list[str], said: str) -> str:
    """What a failure says: enough to make the folder again."""
    shown = " ".join(each if len(each) < 99 else f"{each[:40]!r}…" for each in arguments)
    return f"seed {folder.seed}, {shown}, harms {folder.harms}:\n{said[-1500:]}"


@pytest.mark.no_cover  # what other tests cover, many times over
@pytest.mark.parametrize("seed", SEEDS)
def test_a_generated_folder(base: Path, place: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    """Status 0, or 1 with a file and a reason; nothing around it is touched or opened, nothing foreign is published."""
    folder = HostileFolder(base, place, seed)
    arguments, before = folder.arguments, Before(folder)

    def stop(*_: object) -> None:
        raise TookTooLongError(arguments)

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(3 * SECONDS)
    forbidden = [] if folder.outside_is_named else [folder.outside]
    watch, started = Watch([folder.project.folder, folder.state], forbidden), time.process_time()
    try:
        with monkeypatch.context() as patch, watched(watch):
            refuse(patch, folder.unreadable)
            done = CliRunner().invoke(main, arguments)
    finally:
        signal.alarm(0)
    about = _about(folder, arguments, done.output)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise AssertionError(about) from done.exception
    assert watch.found == [], about
    assert time.process_time() - started < SECONDS, about
    before.compare(done.exit_code, done.output, about)


@pytest.mark.parametrize("seed", IN_PROCESSES)
def test_a_generated_folder_in_a_process(base: Path, place: Path, seed: int) -> None:
    """The same with limits of the system: 20 s of CPU time and 1.5 GB for each process."""
    folder = HostileFolder(base, place, seed)
    folder.unreadable.clear()
    arguments, before = folder.arguments, Before(folder)
    limits = f'ulimit -t {SECONDS} -v {MEGABYTES * 1000}; exec "$@"'
    command = ["sh", "-c", limits, "sh", sys.executable, "-c", MEASURED, *arguments]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("COVERAGE")}
    done = subprocess.run(command, capture_output=True, env=environment, timeout=6 * SECONDS, check=True)
    status, seconds, size = map(float, done.stdout.split()[-3:])
    said = (done.stdout + done.stderr).decode("utf-8", "replace")
    about = _about(folder, arguments, said)
    assert seconds < SECONDS, about
    assert size < MEGABYTES * 10**6, about
    before.compare(int(status), said, about)


class Before:
    """What there was before a command, and what must hold after it."""

    def __init__(self, folder: HostileFolder) -> None:
        self.folder = folder
        self.around, self.site, self.docs = folder.before(), self._site(), self._docs()

    def _site(self) -> dict[str, Any]:
        return state_of(self.folder.project.site, times=False)

    def _docs(self) -> dict[str, Any]:
        return state_of(self.folder.docs, times=False)

    def compare(self, status: int, said: str, about: str) -> None:
        """Compare what there is now."""
        folder, command = self.folder, self.folder.command
        assert "Traceback" not in said, about
        wrong_use = not folder.docs.is_dir()
        assert status in (0, 1) or (status == 2 and wrong_use), about
        assert folder.before() == self.around, about
        assert "\x1b" not in said, about
        assert "\n::error ::" not in said, about
        if status and command == "new":
            assert said.strip(), about  # what was asked for may be wrong, not a file
        elif status:
            given = map(printable, os.listdir(folder.place / "given"))  # noqa: PTH208
            names = ("mkdocs.yml", "/dev/pts/", str(folder.place), *given)  # the second is the docs_dir of some
            assert [name for name in names if name in said], about
        site = self._site()
        if status or command not in ("build", "archive"):
            assert site == self.site, about
        elif not folder.outside_is_named:
            marked = [name for name, content in published(folder.project.site) if folder.marker.encode() in content]
            assert marked == [], about
        docs = self._docs()
        changed = {name for name in docs.keys() | self.docs.keys() if docs.get(name) != self.docs.get(name)}
        if command == "fix":
            assert all(name.endswith(".md") and name in docs and name in self.docs for name in changed), about
        elif command in ("import", "new") and not status:
            assert not changed & self.docs.keys() - {"."}, about
        else:
            assert changed == set(), about


def test_each_command_has_its_turn() -> None:
    """Of the folders in a row each goes through another of the six commands."""
    assert {COMMANDS[seed % len(COMMANDS)] for seed in range(NUMBER)} == {*COMMANDS}
    assert shutil.which("sh")
