"""A folder changes at once, and whatever is left of a process that died is cleared away."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

import pytest

from recap.build import output as publish
from recap.build.output import BusyError, OutputTree, Workspace, build_directory, recover, replace_atomically
from recap.build.ownership import Ownership
from recap.core import filesystem
from recap.core.filesystem import differences
from recap.core.language import UserError


def folder(path: Path, content: str) -> Path:
    """A folder with one file."""
    path.mkdir()
    (path / "a").write_text(content)
    return path


@pytest.mark.parametrize("at_once", [True, False])
def test_a_folder_takes_the_place_of_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: bool) -> None:
    """By an exchange of names and, where the system has none, by two renames; nothing else is left."""
    if not at_once:
        monkeypatch.setattr(publish, "_exchange", lambda *_: False)
    target = folder(tmp_path / "site", "previous")
    with build_directory(target) as work:
        (work.fresh / "a").write_text("new")
        previous = replace_atomically(work.fresh, target, work.ownership)
        assert previous
        assert (previous / "a").read_text() == "previous"
        shutil.rmtree(previous)
    assert not work.interrupted
    assert (target / "a").read_text() == "new"
    assert {path.name for path in tmp_path.iterdir()} - {".site-lock"} == {"site"}


def test_the_system_exchanges_names(tmp_path: Path) -> None:
    """On Linux two folders are exchanged by one call."""
    one, other = folder(tmp_path / "one", "1"), folder(tmp_path / "other", "2")
    if not publish._exchange(one, other):
        pytest.skip("this system or file system cannot exchange two folders at once")
    assert ((one / "a").read_text(), (other / "a").read_text()) == ("2", "1")
    assert not publish._exchange(one, tmp_path / "missing")


def test_two_at_once(tmp_path: Path) -> None:
    """The second one is refused and touches nothing; a lock whose process is gone is none."""
    target = folder(tmp_path / "site", "previous")
    with build_directory(target) as work, pytest.raises(BusyError), build_directory(target):
        pass
    assert not work.fresh.exists()
    with build_directory(target):
        pass


class DiedError(BaseException):
    """Stands for the end of the process."""


def die(*_: object) -> NoReturn:
    """End the process."""
    raise DiedError


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """The folder of what builds leave to each other."""
    made = tmp_path / "state"
    made.mkdir()
    return made


def crash(target: Path, state: Path, work: Callable[[Workspace], object]) -> None:
    """Build until the process dies, with nothing tidied up."""
    with pytest.MonkeyPatch.context() as patch, suppress(DiedError), build_directory(target, state) as workspace:
        patch.setattr(publish, "recover", die)
        patch.setattr(Ownership, "close", die)
        work(workspace)


@pytest.mark.parametrize("name", ["site", "s[1]*"])
def test_what_a_dead_process_left_is_cleared_away(
    tmp_path: Path, state: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """A folder that was moved away comes back; one that was not finished goes; other folders stay."""
    target = folder(tmp_path / name, "previous")
    folder(tmp_path / ".site2-new-x", "other")

    def swap(work: Workspace) -> None:
        folder(work.fresh / "b", "half")
        folder(work.fresh.with_name(f"{work.fresh.name}-staged"), "of another engine")
        monkeypatch.setattr(publish, "_exchange", lambda *_: False)
        rename = Path.rename
        monkeypatch.setattr(Path, "rename", lambda old, new: die() if old == work.fresh else rename(old, new))
        replace_atomically(work.fresh, target, work.ownership)

    crash(target, state, swap)
    monkeypatch.undo()
    assert not target.exists()
    names = {path.name.rpartition("-")[0] for path in tmp_path.iterdir()}
    assert names >= {f".{name}-old", f".{name}-new"}
    with build_directory(target, state) as work:
        assert (work.interrupted, work.foreign) == (True, ())
        assert (target / "a").read_text() == "previous"
    assert {path.name for path in tmp_path.iterdir()} == {name, f".{name}-lock", ".site2-new-x", "state"}
    with build_directory(target, state) as work:
        assert not work.interrupted
    assert recover(target, Ownership(target, state)) == (False, ())


FOREIGN = (".site-old", ".site-old-0123456789abcdef", ".site-new-left", ".site-shadow", ".site-twin")


def built(target: Path, state: Path | None, texts: dict[str, str]) -> Workspace:
    """A site of some files (address -> text); those that are the same are kept."""
    with build_directory(target, state) as work:
        tree = OutputTree(work.fresh, target, work.ownership)
        had = tree.previous()
        base = target.with_name(".site-shadow") if work.ownership.made(target.with_name(".site-shadow")) else target
        for address, text in texts.items():
            if address in had and (base / address).read_text() == text:
                tree.keep([address], had)
            else:
                tree.write(address, text)
        tree.publish(tree.assemble(), shadow=True)
    return work


def contents(root: Path) -> dict[str, str]:
    """The files of a folder: address -> text; links are not followed."""
    return {address: Path(entry.path).read_text() for address, entry in filesystem.walk(root)}


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize("kept", [False, True])
def test_what_no_build_made_is_left_alone(
    tmp_path: Path, state: Path, monkeypatch: pytest.MonkeyPatch, at_once: bool, kept: bool
) -> None:
    """Folders and links of our names that a checkout brought: named, not touched, never taken for a site."""
    if not at_once:
        monkeypatch.setattr(publish, "_exchange", lambda *_: False)
    target, texts = tmp_path / "site", {"a": "1", "b/c": "2"}
    if kept:
        built(target, state, texts)
        shutil.rmtree(tmp_path / ".site-shadow")
    for name in FOREIGN:
        folder(tmp_path / name, "foreign")
    outside = folder(tmp_path / "outside", "private")
    (tmp_path / ".site-new-link").symlink_to(outside, target_is_directory=True)
    (tmp_path / ".site-old-dangling").symlink_to(tmp_path / "nowhere")
    for text in ("1", "3"):
        work = built(target, state, texts | {"a": text})
        assert not work.interrupted
        assert {path.name for path in work.foreign} == {*FOREIGN, ".site-new-link", ".site-old-dangling"}
        assert contents(target) == texts | {"a": text}
    assert all(contents(tmp_path / name) == {"a": "foreign"} for name in FOREIGN)
    assert contents(outside) == {"a": "private"}
    known = {*FOREIGN, ".site-new-link", ".site-old-dangling", ".site-lock", "site", "outside", "state"}
    assert {path.name for path in tmp_path.iterdir()} == known


def test_a_shadow_copy_is_known_by_more_than_its_name(tmp_path: Path, state: Path) -> None:
    """It is ours after a build and after a crash in the middle of one; not with others' files, nor another folder."""
    target, shadow = tmp_path / "site", tmp_path / ".site-shadow"
    for text in "123":
        assert built(target, state, {"a": text, "b/c": "2"}).foreign == ()
        assert contents(shadow) == contents(target) == {"a": text, "b/c": "2"}

    def half(work: Workspace) -> None:
        tree = OutputTree(work.fresh, target, work.ownership)
        tree.keep(["b/c"], tree.previous())
        tree.write("d", "4")
        tree.assemble()

    crash(target, state, half)
    assert built(target, state, {"a": "5", "b/c": "2"}).foreign == ()
    assert contents(shadow) == contents(target) == {"a": "5", "b/c": "2"}
    (shadow / "of-a-checkout").write_text("x")
    assert built(target, state, {"a": "6", "b/c": "2"}).foreign == (shadow,)
    shadow.rename(tmp_path / "aside")
    folder(shadow, "of a checkout")
    assert built(target, state, {"a": "7", "b/c": "2"}).foreign == (shadow,)
    assert contents(shadow) == {"a": "of a checkout"}


def test_without_a_trusted_place_there_is_no_shadow_copy(tmp_path: Path) -> None:
    """What the next build would not know is not kept."""
    for text in "12":
        assert built(tmp_path / "site", None, {"a": text, "b": "2"}).foreign == ()
        assert {path.name for path in tmp_path.iterdir()} == {"site", ".site-lock"}


@pytest.mark.parametrize(
    "damage",
    [b"", b"{", b"[]", b'{"target": 1}', b'{"folders": {}}', b"[" * 200_000, b'{"target": "%b", "folders": {"a": 1}}'],
)
def test_a_damaged_record_knows_no_folder(tmp_path: Path, state: Path, damage: bytes) -> None:
    """Then the shadow copy is nobody's: it is named and left alone, and the site is built without it."""
    target = tmp_path / "site"
    built(target, state, {"a": "1"})
    [record] = state.iterdir()
    record.write_bytes(damage.replace(b"%b", bytes(target)))
    assert built(target, state, {"a": "2"}).foreign == (tmp_path / ".site-shadow",)
    assert contents(target) == {"a": "2"}


def test_records_of_targets_that_are_gone_go(tmp_path: Path, state: Path) -> None:
    """A build into a folder that was removed with all around it leaves no record for ever."""
    (tmp_path / "elsewhere").mkdir()
    built(tmp_path / "elsewhere/site", state, {"a": "1"})
    shutil.rmtree(tmp_path / "elsewhere")
    built(tmp_path / "site", state, {"a": "1"})
    assert len([*state.iterdir()]) == 1


def test_links_in_a_tree_lead_nowhere(tmp_path: Path, state: Path) -> None:
    """Links that a checkout put into the site or its shadow copy go; nothing is written or removed behind them."""
    target, shadow, outside = tmp_path / "site", tmp_path / ".site-shadow", folder(tmp_path / "outside", "private")
    texts = {"z": "0", "a": "1", "b/a": "2", "b/c/a": "3", "b/c/d": "4"}
    for text in "12":
        built(target, state, texts | {"a": text})
    for root in (target, shadow):
        shutil.rmtree(root / "b/c")
        (root / "b/c").symlink_to(outside, target_is_directory=True)
        (root / "b/new").symlink_to(outside, target_is_directory=True)
    texts |= {"b/new/a": "5", "b/a": "6"}
    for text in "34":
        texts["a"] = text
        assert built(target, state, texts).foreign == ()
        assert contents(target) == contents(shadow) == texts
    assert contents(outside) == {"a": "private"}


@pytest.mark.parametrize("name", ["site", ".site-lock"])
@pytest.mark.parametrize("kind", ["dangling", "link", "other"])
def test_a_target_that_is_no_folder_is_refused(tmp_path: Path, name: str, kind: str) -> None:
    """A link, also a dangling one, or something else in the place of the site or of its lock: nothing is written."""
    outside = folder(tmp_path / "outside", "private")
    if kind != "other":
        (tmp_path / name).symlink_to("nowhere" if kind == "dangling" else outside)
    elif name == "site":
        (tmp_path / name).write_text("x")
    else:
        (tmp_path / name).mkdir()
    before = {path.name for path in tmp_path.iterdir()}
    with pytest.raises(UserError) as raised, build_directory(tmp_path / "site"):
        pass
    assert raised.value.key == ("site_link" if name == "site" else "lock_foreign")
    assert {path.name for path in tmp_path.iterdir()} == before
    assert contents(outside) == {"a": "private"}


@pytest.fixture
def umask() -> Iterator[Callable[[int], int]]:
    """Sets the umask for one test."""
    before = os.umask(0o022)
    yield os.umask
    os.umask(before)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_modes_are_one_set(tmp_path: Path, state: Path, umask: Callable[[int], int]) -> None:
    """Whatever the umask, files have 0644 and folders 0755: made, kept, linked, or written by another engine."""

    def modes(root: Path) -> set[int]:
        return {stat.S_IMODE(path.stat().st_mode) for path in (root, *root.rglob("*"))}

    target, texts = tmp_path / "site", {"a": "1", "b/c/d": "2"}
    for mask in (0o077, 0o002, 0o000):
        umask(mask)
        built(target, state, texts | {"a": str(mask)})
        assert modes(target) == modes(tmp_path / ".site-shadow") == {0o644, 0o755}
        assert umask(mask) == mask
    for path in (*target.rglob("*"), *(tmp_path / ".site-shadow").rglob("*")):  # somebody changed them
        path.chmod(0o700)
    for text in "xy":
        built(target, state, texts | {"a": text})
    assert modes(target) == {0o644, 0o755}
    with build_directory(target, state) as work:
        (work.fresh / "b").mkdir(0o700)
        (work.fresh / "b/a").touch(0o600)
        tree = OutputTree(work.fresh, target, work.ownership)
        tree.take()
        tree.publish(work.fresh, shadow=False)
    assert modes(target) == {0o644, 0o755}


def test_two_folders_are_compared(tmp_path: Path) -> None:
    """A file that differs, or is in one of them alone, is named by its path from there; nothing else is."""
    for name in ("one", "other"):
        (tmp_path / name / "b").mkdir(parents=True)
        (tmp_path / name / "b/same").write_text("x")
        (tmp_path / name / "b/odd").write_text(name)
    (tmp_path / "one/a").write_text("")
    assert differences(tmp_path / "one", tmp_path / "other") == ["a", "b/odd"]
