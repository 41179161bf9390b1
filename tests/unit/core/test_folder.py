"""What lies in a folder: the files that may be read, and what is wrong with everything else."""

from __future__ import annotations

import errno
import os
import socket
from pathlib import Path
from typing import Any

import pytest

from recap.core.filesystem import RefusedFileError
from recap.core.folder import MAX_DEPTH, Limits, fault_of, list_folder, name_fault, printable

PLAIN = ("a.md", "A-b_c.png", "été.txt", "日本語.txt", "a b.txt", ".x", "console.md", "com.txt", "com10.txt",
         "auxiliary.md", "a..b", "#a&b%20'(c)+,;=@~!$^`{}[].txt", "x" * 200, "é" * 100)  # fmt: skip
NAMES = {
    "a:b.txt": ("E114.sign", {"sign": ":", "near": "a-b.txt"}),
    "a\\..\\..\\evil.txt": ("E114.sign", {"sign": "\\", "near": "a-..-..-evil.txt"}),
    "C:evil.txt": ("E114.sign", {"sign": ":", "near": "C-evil.txt"}),
    "?": ("E114.sign", {"sign": "?", "near": "-"}),
    'a"b.': ("E114.sign", {"sign": '"', "near": ""}),
    "a<b": ("E114.sign", {"sign": "<", "near": "a-b"}),
    "a>b": ("E114.sign", {"sign": ">", "near": "a-b"}),
    "a|b": ("E114.sign", {"sign": "|", "near": "a-b"}),
    "a*b": ("E114.sign", {"sign": "*", "near": "a-b"}),
    "AUX": ("E114.device", {"value": "AUX"}),
    "aux.txt": ("E114.device", {"value": "aux.txt"}),
    "Con.a.md": ("E114.device", {"value": "Con.a.md"}),
    "NUL .txt": ("E114.device", {"value": "NUL .txt"}),
    "com1.md": ("E114.device", {"value": "com1.md"}),
    "LPT³.md": ("E114.device", {"value": "LPT³.md"}),
    "CONIN$": ("E114.device", {"value": "CONIN$"}),
    "a.txt.": ("E114.end", {"near": "a.txt"}),
    "a ": ("E114.end", {"near": "a"}),
    "aux. ": ("E114.end", {"near": ""}),
    "x" * 201: ("E114.long", {"limit": 200}),
    "é" * 101: ("E114.long", {"limit": 200}),
    "a\nb": ("E121.file_name", {}),
    "a\tb": ("E121.file_name", {}),
    "a\x7f": ("E121.file_name", {}),
    "a\u202egnp.zip": ("E121.file_name", {}),
    "a\u200b": ("E121.file_name", {}),
    "a\u00a0b": ("E121.file_name", {}),
    "bad\udcff.txt": ("E121.file_name_encoding", {}),
}


@pytest.mark.parametrize("name", PLAIN)
def test_plain_names_pass(name: str) -> None:
    """Letters of all scripts, spaces inside, and signs that every system takes."""
    assert name_fault(name) is None


@pytest.mark.parametrize("name", NAMES)
def test_names_that_systems_read_otherwise_are_refused(name: str) -> None:
    """Each with what to write instead, which is free of faults itself."""
    assert name_fault(name) == NAMES[name]


def faults(folder: Path, limits: Limits | None = None) -> dict[str, str]:
    """What is wrong in a folder: path -> message key."""
    return {src_uri: key for src_uri, (key, _) in list_folder(folder, limits).faults.items()}


def put(folder: Path, *names: str | bytes) -> None:
    """Make files of one byte in a folder."""
    for name in names:
        path = Path(os.fsdecode(os.path.join(os.fsencode(folder), os.fsencode(name))))  # noqa: PTH118
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")


def test_links_and_devices_are_reported_and_never_followed(tmp_path: Path) -> None:
    """Links inside the folder too, to folders, to nothing, to themselves, hidden ones; pipes and sockets."""
    docs = tmp_path / "docs"
    put(docs, "a/b.png", "c.md")
    put(tmp_path, "secret.txt")
    targets = {"in.png": "a/b.png", "out.txt": "../secret.txt", "a/folder": "..", "z": "/dev/zero", "d": "/dev/stdin",
               "loop": "loop", "gone.md": "nowhere", ".hidden": "/etc", ".h/far": "/etc", ".#c.md": "me@host.1:2",
               ".#etc": "/etc"}  # fmt: skip
    (docs / ".h").mkdir()
    for name, target in targets.items():
        (docs / name).symlink_to(target)
    os.mkfifo(docs / "pipe.md")
    os.mkfifo(docs / ".pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(docs / "a/socket"))
        found = list_folder(docs)
    links = dict.fromkeys(targets.keys() - {".#c.md"}, "E121.link")  # Emacs: somebody is writing c.md
    assert faults(docs) == {**links, "pipe.md": "E121.special", "a/socket": "E121.special"}
    assert [*found.files] == ["a/b.png", "c.md"]
    assert found.markdown == ["c.md"]
    assert found.unread == found.faults.keys()


def test_a_folder_that_is_a_link_is_not_listed(tmp_path: Path) -> None:
    """Neither is one that is not there."""
    put(tmp_path, "real/a.md")
    (tmp_path / "docs").symlink_to("real")
    assert faults(tmp_path / "docs") == {"": "E121.link"}
    assert list_folder(tmp_path / "docs").files == {}
    with pytest.raises(FileNotFoundError):
        list_folder(tmp_path / "nowhere")


def test_every_problem_is_found(tmp_path: Path) -> None:
    """One bad name hides no other: what lies in a folder of such a name is listed, and not read."""
    put(tmp_path, b"bad\xff/x.md", b"bad\xff/a\nb", "good/y.md", "good/aux.md", "a:b.md", ".bad:/x", "nul/deep/x.md")
    (tmp_path / "nul/deep/link").symlink_to("x.md")
    assert faults(tmp_path) == {
        "bad\udcff": "E121.file_name_encoding",
        "bad\udcff/a\nb": "E121.file_name",
        "good/aux.md": "E114.device",
        "a:b.md": "E114.sign",
        "nul": "E114.device",
        "nul/deep/link": "E121.link",
    }
    found = list_folder(tmp_path)
    assert [*found.files] == ["good/y.md"]
    unread = {"bad\udcff/x.md", "bad\udcff/a\nb", "good/aux.md", "a:b.md", "nul/deep/link", "nul/deep/x.md"}
    assert found.unread == unread


def test_twins_are_reported(tmp_path: Path) -> None:
    """Names that differ in case or Unicode form, of folders as of files; both are read."""
    pairs = [("T/é.txt", "T/e\u0301.txt"), ("Straße.txt", "STRASSE.txt"), ("Dir/a.txt", "dir/b.txt"), ("x", "X/a.txt")]
    put(tmp_path, *(name for pair in pairs for name in pair), "Page.md", "page.md", "T.md", ".a", ".A")
    found = list_folder(tmp_path)
    assert found.faults == {
        "T/é.txt": ("E114.twin", {"other": "e\u0301.txt"}),
        "Straße.txt": ("E114.twin", {"other": "STRASSE.txt"}),
        "dir": ("E114.twin", {"other": "Dir"}),
        "x": ("E114.twin", {"other": "X"}),
    }
    assert "Page.md" in found.files  # E114.files is about pages
    assert "T/e\u0301.txt" in found.files
    assert "Dir/a.txt" in found.files


def test_a_folder_that_cannot_be_listed_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So is the folder itself; the rest is listed. Of hidden ones nothing is said."""
    put(tmp_path, "a/x.md", "b/y.md", ".c/z.md")
    scan: Any = os.scandir

    def refuse(path: str) -> Any:
        if path.endswith(refusing):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    refusing: tuple[str, ...] = ("/a", "/.c")
    found = list_folder(tmp_path)
    assert found.faults == {"a": ("E105.unreadable", {"detail": "Permission denied"})}
    assert [*found.files] == ["b/y.md"]
    refusing = (tmp_path.name,)
    assert faults(tmp_path) == {"": "E105.unreadable"}


def test_permissions_are_those_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file whose folder may be listed and not entered is reported, and so is a folder that may not be listed."""
    put(tmp_path, "docs/half/x.md", "docs/shut/y.md", "docs/open/z.md")
    tmp_path.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs/half").chmod(0o644)
    (tmp_path / "docs/shut").chmod(0o311)
    user = os.geteuid()
    try:
        if user == 0:  # who may do everything
            os.seteuid(65_534)
        found = list_folder(Path("docs"))  # from here: the folders above may be closed to others
    finally:
        os.seteuid(user)
        for name in ("half", "shut"):
            (tmp_path / "docs" / name).chmod(0o755)
    denied = ("E105.unreadable", {"detail": "Permission denied"})
    assert found.faults == {"half/x.md": denied, "shut": denied}
    assert ([*found.files], found.unread) == (["open/z.md"], {"half/x.md"})


def test_the_walk_ends_at_the_limits(tmp_path: Path) -> None:
    """Number, size and depth; everything counts, hidden files too. What was found so far is reported as well."""
    put(tmp_path, "a.txt", "b.txt", "c/aux.txt", ".d")
    assert faults(tmp_path, Limits(files=5)) == {"c/aux.txt": "E114.device"}
    found = list_folder(tmp_path, Limits(files=4))
    assert (found.files, found.faults[""]) == ({}, ("E105.files", {"limit": 4}))
    os.truncate(tmp_path / "a.txt", 1_000_001)
    assert faults(tmp_path, Limits(megabytes=2)) == {"c/aux.txt": "E114.device"}
    assert list_folder(tmp_path, Limits(megabytes=1)).faults[""] == ("E105.bytes", {"size": 2, "limit": 1})
    put(tmp_path, "/".join("d" * (MAX_DEPTH + 1)) + "/x.md")
    deep = "/".join("d" * (MAX_DEPTH + 1))
    assert faults(tmp_path) == {"c/aux.txt": "E114.device", deep: "E105.folders"}
    put(tmp_path, "/".join(["y" * 190] * 5) + "/" + "z" * 60)
    assert faults(tmp_path)["/".join(["y" * 190] * 5) + "/" + "z" * 60] == "E114.long_path"


def test_names_are_printed_on_one_line() -> None:
    """Bytes that are no UTF-8 by their number, signs that nobody sees by their code."""
    assert printable("bad\udcff\n\u202eé\ud800.txt") == r"bad\xff\n\u202eé\ud800.txt"
    assert printable("été.txt") == "été.txt"


def test_errors_become_faults() -> None:
    """What the door refuses, and what the system refuses, is said in the words of the check."""
    path = Path("x")
    assert fault_of(RefusedFileError(path, "large", 9, 5)) == ("E105.file_size", {"size": 9, "limit": 5})
    assert fault_of(RefusedFileError(path, "special")) == ("E121.special", {})
    assert fault_of(RefusedFileError(path, "outside")) == fault_of(RefusedFileError(path, "link")) == ("E121.link", {})
    assert fault_of(OSError("x")) == ("E105.unreadable", {"detail": "OSError"})
