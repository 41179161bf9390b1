"""A state that is no more what was written: the build is a clean one, byte for byte, and says so in one line."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import random
import resource
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from recap.build import state as state_module
from recap.build.rows import SCHEMA
from recap.build.state import BuildState, StateStore
from recap.cli import main
from recap.core.language import AVAILABLE, language
from tests.integration.test_incremental import tree
from tests.site_fixtures import FILES, TALK, Project, make_project

PAGE = 4096
"""Bytes of a page of SQLite."""
OTHER = TALK.replace("Un début", "Une fin")


class Site:
    """A built site with its state, to be damaged again and again."""

    def __init__(self, folder: Path) -> None:
        self.project = make_project(folder / "project", FILES)
        assert self.project.build().ok
        [self.state] = self.project.state.glob("*.sqlite")
        self.note = self.state.with_name(f"{self.state.name}.json")
        self.good = {path: path.read_bytes() for path in (self.state, self.note)}
        self.before = tree(self.project.site)
        self.pages = self.project.build().pages

    def restore(self) -> None:
        """Put the good state back."""
        self.project.state.mkdir(exist_ok=True)
        for path in self.project.state.iterdir():
            if path.name != "CACHEDIR.TAG":
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        for path, content in self.good.items():
            path.write_bytes(content)
            path.chmod(0o600)

    def sign(self) -> None:
        """Let the note say that the state is what was written."""
        said = json.loads(self.note.read_text("utf-8"))
        self.note.write_text(
            json.dumps(said | {"sha256": hashlib.sha256(self.state.read_bytes()).hexdigest()}), "utf-8"
        )

    def is_made_again(self, why: str | None = "state_damaged") -> None:
        """Build: everything is rendered, the bytes are the same, and the reason is the one that is given."""
        result = self.project.build()
        assert (result.ok, result.rendered, result.disbelieved) == (True, self.pages, why), result
        assert tree(self.project.site) == self.before


@pytest.fixture(scope="module")
def built_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site for all tests of this file."""
    return Site(tmp_path_factory.mktemp("damaged"))


@pytest.fixture
def site(built_site: Site) -> Site:
    """The site with its good state."""
    built_site.restore()
    return built_site


@pytest.mark.parametrize("part", [pytest.param(12, id="some"), pytest.param(1, id="all", marks=pytest.mark.long)])
def test_a_state_that_is_cut_short(site: Site, part: int) -> None:
    """At every page, which is 4 KB, and a byte before and after it."""
    content = site.good[site.state]
    assert len(content) % PAGE == 0
    for length in range(0, len(content) + 1, part * PAGE):
        for end in {length, length - 1, length + 1} if part == 1 else {length - 1}:
            if 0 <= end != len(content):
                site.restore()
                site.state.write_bytes(content[:end].ljust(end, b"\0"))
                site.is_made_again()


@pytest.mark.parametrize("number", [pytest.param(10, id="some"), pytest.param(400, id="many", marks=pytest.mark.long)])
def test_a_state_with_flipped_bits(site: Site, number: int) -> None:
    """Wherever they are, in the state or in what its note says of it; the times in the note only save reading."""
    chance, said = random.Random(number), site.good[site.note].index(b'"file"')
    for turn in range(number):
        site.restore()
        path = site.note if turn % 5 == 0 else site.state
        content = bytearray(path.read_bytes())
        content[chance.randrange(said if path == site.note else len(content))] ^= 1 << chance.randrange(8)
        path.write_bytes(content)
        result = site.project.build()
        assert (result.ok, result.rendered) == (True, site.pages), turn
        assert result.disbelieved in ("state_damaged", "state_other"), turn
        assert tree(site.project.site) == site.before, turn


def test_a_state_that_nobody_touched_is_not_read_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its times and its place tell, unless they are as young as its note: a tick of the clock might hide a change."""
    read: list[Path] = []
    digest = state_module._digest

    def noted(path: Path) -> str:
        read.append(path)
        return digest(path)

    monkeypatch.setattr(state_module, "_digest", noted)
    assert site.project.build().disbelieved is None
    read.clear()
    said = json.loads(site.note.read_text("utf-8"))
    for after, times in ((-1, 1), (1, 0)):
        read.clear()
        site.note.write_text(json.dumps(said | {"file": state_module._stat(site.state)}), "utf-8")
        os.utime(site.note, (time.time(), site.state.stat().st_mtime + after))
        assert site.project.build().disbelieved is None
        assert len(read) == times


def test_a_state_with_flipped_bits_that_is_signed(site: Site) -> None:
    """A forged note: whatever SQLite or the rows make of it, nothing is raised."""
    chance = random.Random(9)
    for turn in range(12):
        site.restore()
        content = bytearray(site.good[site.state])
        content[chance.randrange(PAGE if turn % 2 else len(content))] ^= 1 << chance.randrange(8)
        site.state.write_bytes(content)
        site.sign()
        assert site.project.build().ok


def put_another_layout(site: Site, statement: str) -> None:
    """A database with the tables of another version."""
    site.state.unlink()
    with closing(sqlite3.connect(site.state)) as database, database:
        database.executescript(statement)
    site.state.chmod(0o600)
    site.sign()


def put_in_place(path: Path, make: Callable[[Path], object]) -> None:
    """Something else in the place of a file."""
    path.unlink()
    make(path)


HARMS: dict[str, Callable[[Site], object]] = {
    "no tables": lambda site: put_another_layout(site, "PRAGMA user_version = 1"),
    "other tables": lambda site: put_another_layout(site, "CREATE TABLE unit (a); CREATE TABLE meta (b)"),
    "one column more": lambda site: put_another_layout(site, SCHEMA + ";ALTER TABLE unit ADD COLUMN more"),
    "a view": lambda site: put_another_layout(site, SCHEMA + ";CREATE VIEW more AS SELECT * FROM unit"),
    "empty tables": lambda site: put_another_layout(site, SCHEMA),
    "a journal of SQLite": lambda site: Path(f"{site.state}-journal").write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"),
    "a log of SQLite": lambda site: Path(f"{site.state}-wal").symlink_to("/dev/zero"),
    "written by others": lambda site: site.state.chmod(0o666),
    "a note by others": lambda site: site.note.chmod(0o622),
    "a large note": lambda site: site.note.write_bytes(b" " * 20_000),
    "a note that is no object": lambda site: site.note.write_text("[]"),
    "a deep note": lambda site: site.note.write_text("[" * 9_000),
    "a folder": lambda site: put_in_place(site.state, lambda path: (path / "x").mkdir(parents=True)),
    "a note that is a folder": lambda site: put_in_place(site.note, Path.mkdir),
    "a pipe": lambda site: put_in_place(site.state, os.mkfifo),
    "a link to itself": lambda site: put_in_place(site.state, lambda path: path.symlink_to(path)),
    "a link to a good one": lambda site: site.state.symlink_to(site.state.rename(f"{site.state}.x")),
}


@pytest.mark.parametrize("name", HARMS)
def test_what_is_no_state_of_ours(site: Site, name: str) -> None:
    """Another layout, other owners of the rights, other things at its place; the next build believes its own again."""
    HARMS[name](site)
    site.is_made_again()
    again = site.project.build()
    assert (again.rendered, again.disbelieved) == (0, None)


def test_another_version_left_a_state(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program, library, setting or template: the reason is said, and it is not called damage."""
    monkeypatch.setattr("recap.build.builder.program_fingerprint", lambda *_, **__: "0" * 64)
    site.is_made_again("state_other")
    assert site.project.build().rendered == 0


def test_the_note_of_a_program_that_wrote_less(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the times of the file: another version, no damage."""
    note = json.loads(site.note.read_text("utf-8"))
    site.note.write_text(json.dumps({key: value for key, value in note.items() if key != "file"}), "utf-8")
    monkeypatch.setattr("recap.build.builder.program_fingerprint", lambda *_, **__: "0" * 64)
    site.is_made_again("state_other")


def test_the_report_has_one_line(site: Site) -> None:
    """In each language; none for a first build or after `recap clean`."""
    words = {tag: language(tag).terminal["state_damaged"] for tag in AVAILABLE}
    for tag, line in words.items():
        arguments = ("build", "-f", str(site.project.config), "--lang", tag)
        assert line not in CliRunner().invoke(main, arguments).output
        os.truncate(site.state, 99)
        assert CliRunner().invoke(main, arguments).stdout.splitlines().count(line) == 1
    shutil.rmtree(site.project.state)
    assert words["en"] not in CliRunner().invoke(main, arguments).output


@pytest.mark.parametrize("pages", [1, 12, *(pytest.param(n, marks=pytest.mark.long) for n in range(2, 24))])
def test_the_disk_of_the_state_is_full(site: Site, monkeypatch: pytest.MonkeyPatch, pages: int) -> None:
    """While rows are written: the site is built, and nothing is kept that could be believed."""
    connect = state_module._connect

    def limited(path: Path | str) -> sqlite3.Connection:
        database = connect(path)
        if path:
            database.execute(f"PRAGMA max_page_count = {pages}")
        return database

    site.project.write("rencontre/un-debut.md", OTHER)
    try:
        with monkeypatch.context() as patch:
            patch.setattr(state_module, "_connect", limited)
            for path in (site.state, site.note):
                path.unlink()
            assert site.project.build().ok
        site.project.write("rencontre/un-debut.md", TALK)
        assert site.project.build().ok
        assert tree(site.project.site) == site.before
    finally:
        site.project.write("rencontre/un-debut.md", TALK)


@pytest.mark.parametrize("room", [0, 20_000])
def test_a_state_that_cannot_be_written_down(site: Site, monkeypatch: pytest.MonkeyPatch, room: int) -> None:
    """The system refuses the bytes (RLIMIT_FSIZE) when the state is kept: the site is built, no state is left."""
    save = StateStore.save

    def limited(self: StateStore, state: BuildState) -> None:
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
        try:
            save(self, state)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    site.state.write_bytes(b"")
    with monkeypatch.context() as patch:
        patch.setattr(StateStore, "save", limited)
        site.is_made_again()
    assert not site.state.exists()
    assert not site.note.exists()
    site.is_made_again(None)


def test_a_state_folder_that_cannot_be_written(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """No file can be removed or made in it: the site is built, what is there is not believed, nothing is raised."""
    inside = site.project.state

    def refuse(method: Callable[..., Any]) -> Callable[..., Any]:
        def refused(path: Path, *args: Any, **more: Any) -> Any:
            if path.parent == inside:
                raise OSError(errno.EROFS, "Read-only file system", str(path))
            return method(path, *args, **more)

        return refused

    site.state.write_bytes(site.good[site.state][:-1])
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", refuse(Path.unlink))
        patch.setattr(Path, "touch", refuse(Path.touch))
        site.is_made_again()
        site.is_made_again()
    assert site.note.read_bytes() == site.good[site.note]


def test_a_restored_state_is_worth_as_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tree and state in another place, with new times and inodes: nothing is rendered, the bytes are the same."""
    monkeypatch.setenv("RECAP_STATE", str(tmp_path / "one-state"))
    files = {**FILES, "rencontre/grand.txt": "x" * 2_000_000}
    project = make_project(tmp_path / "one", files, address="https://recap.example/")
    assert project.build().ok
    before = tree(project.site)
    shutil.copytree(project.folder, tmp_path / "two", copy_function=shutil.copyfile)
    shutil.copytree(tmp_path / "one-state", tmp_path / "two-state", copy_function=private_copy)
    monkeypatch.setenv("RECAP_STATE", str(tmp_path / "two-state"))
    moved = Project(tmp_path / "two")
    for path in moved.folder.rglob("*"):
        os.utime(path, (time.time() - 9_999, time.time() - 9_999))
    result = moved.build()
    assert (result.rendered, result.disbelieved, tree(moved.site)) == (0, None, before)


def private_copy(source: str, goal: str) -> None:
    """Copy a file of a state."""
    shutil.copyfile(source, goal)
    Path(goal).chmod(0o600)


def test_a_build_of_nothing_new_leaves_the_site_alone(site: Site) -> None:
    """Also as a command: the folder is the one that it was, not another with the same files."""
    assert site.project.build().ok
    for arguments in (["build"], ["build", "--json"]):
        before = site.project.site.stat().st_ino
        done = CliRunner().invoke(main, [*arguments, "-f", str(site.project.config)])
        assert done.exit_code == 0, done.output
        assert site.project.site.stat().st_ino == before


@pytest.mark.parametrize("said", ["1e999", "NaN", '"x"', "[[1, 2]]", "[[1, 2, 1e999]]", "{}", "null"])
def test_a_damaged_record_of_folders(site: Site, said: str) -> None:
    """It counts as none: the shadow copy is left alone, and the site is that of a clean build."""
    name = hashlib.sha256(str(site.project.site).encode()).hexdigest()[:16]
    record = site.project.state / f"folders-{name}.json"
    target = json.dumps(str(site.project.site))
    record.write_text(f'{{"target": {target}, "folders": {{".site-shadow": {said}}}}}', "utf-8")
    result = site.project.build()
    assert result.ok
    assert tree(site.project.site) == site.before
