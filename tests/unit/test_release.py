"""What is released: two builds give the same bytes, the files of the commit and no others, what an index can show."""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.site_fixtures import ROOT

sys.path.insert(0, str(ROOT / "scripts"))
import release

del sys.path[0]  # the processes of later tests would find the checkout there instead of an installed wheel

METADATA = """Metadata-Version: 2.4
Name: mkdocs-recap
Version: 1.0
Description-Content-Type: text/markdown

# Recap
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what `make dist` builds of the last commit."""
    folder = tmp_path_factory.mktemp("dist")
    (folder / "mkdocs_recap-0.1-py3-none-any.whl").touch()
    (folder / "notes.txt").touch()
    command = [sys.executable, str(ROOT / "scripts/release.py"), str(folder)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_a_release_is_built_from_the_commit_alone(built: Path) -> None:
    """One wheel and one sdist replace older ones, nothing else is touched; the command has compared two builds."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    archives = {f"mkdocs_recap-{version}-py3-none-any.whl", f"mkdocs_recap-{version}.tar.gz"}
    assert {path.name for path in built.iterdir()} == archives | {"notes.txt"}


def test_the_wheel_brings_what_a_site_needs(built: Path) -> None:
    """Theme, workflows for a new site, words and the lock are in it, and nothing of tests, of docs or of bytecode."""
    [wheel] = built.glob("*.whl")
    names = {name.partition(".data/data/")[2] or name for name in zipfile.ZipFile(wheel).namelist()}
    assert {
        "recap/py.typed",
        "recap/theme/main.html",
        "recap/theme/server/_headers",
        "recap/authoring/starter/workflows/github.yml",
        "recap/authoring/starter/workflows/gitlab.yml",
        "recap/core/translations/fr.toml",
        "share/mkdocs-recap/requirements.lock",
    } <= names
    assert not [name for name in names if name.endswith((".pyc", ".egg-link")) or name.startswith(("tests", "docs"))]


def test_nothing_in_an_sdist_says_who_has_built_it(built: Path) -> None:
    """Every file has the time of the commit, no owner, one of two sets of rights; the archive itself has no name."""
    [sdist] = built.glob("*.tar.gz")
    with tarfile.open(sdist) as packed:
        members = packed.getmembers()
    assert len({member.mtime for member in members}) == 1
    assert {(member.uid, member.gid, member.uname, member.gname) for member in members} == {(0, 0, "", "")}
    assert {member.mode for member in members} <= {0o644, 0o755}
    assert [member.name for member in members] == sorted(member.name for member in members)
    header = sdist.read_bytes()[:10]
    assert header[3] == 0, "neither a name nor a comment"


def packed_wheel(folder: Path, metadata: str = METADATA, *changed: str) -> Path:
    """A wheel with the files of two folders of a commit; `+name` adds a file, `-name` leaves one out."""
    info = "mkdocs_recap-1.0.dist-info"
    names = {f"{info}/{each}" for each in release.DIST_INFO} | {f"mkdocs_recap-1.0.data/data/{release.LOCK}"}
    names |= {"recap/__init__.py", "recap/theme/main.html"}
    names |= {each[1:] for each in changed if each[0] == "+"}
    names -= {each[1:] for each in changed if each[0] == "-"}
    path = folder / "mkdocs_recap-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for name in sorted(names):
            wheel.writestr(name, metadata if name.endswith("METADATA") else "")
    return path


def packed_sdist(folder: Path, *names: str) -> Path:
    """An sdist with some files."""
    path = folder / "mkdocs_recap-1.0.tar.gz"
    with tarfile.open(path, "w:gz") as sdist:
        for name in names:
            sdist.addfile(tarfile.TarInfo(f"mkdocs_recap-1.0/{name}"), io.BytesIO())
    return path


TRACKED = {"scripts/recap/__init__.py", "overrides/main.html", "tests/conftest.py", "README.md"}


@pytest.mark.parametrize(
    ("wheel", "sdist", "faults"),
    [
        ((), ("README.md", "PKG-INFO", "scripts/mkdocs_recap.egg-info/SOURCES.txt"), []),
        (("-recap/theme/main.html",), (), ["missing in the wheel: recap/theme/main.html"]),
        (("-recap/__init__.py",), (), ["missing in the wheel: recap/__init__.py"]),
        (("+recap/old.py",), (), ["in the wheel, but not in the commit: recap/old.py"]),
        (("+tests/conftest.py",), (), ["in the wheel, but not in the commit: tests/conftest.py"]),
        (
            (f"-mkdocs_recap-1.0.data/data/{release.LOCK}",),
            (),
            [f"missing in the wheel: mkdocs_recap-1.0.data/data/{release.LOCK}"],
        ),
        ((), ("secret.txt",), ["in the sdist, but not in the commit: secret.txt"]),
    ],
)
def test_what_is_missing_or_strange_is_found(
    tmp_path: Path, wheel: tuple[str, ...], sdist: tuple[str, ...], faults: list[str]
) -> None:
    """Each file of the package is in the wheel; neither archive has one that the commit has not."""
    found = release.faults_of_contents(
        packed_sdist(tmp_path, *sdist), packed_wheel(tmp_path, METADATA, *wheel), TRACKED
    )
    assert found == faults


@pytest.mark.parametrize(
    ("metadata", "tag", "fault"),
    [
        (METADATA, "", None),
        (METADATA, "v1.0", None),
        (METADATA, "v1.1", "the tag is v1.1"),
        (METADATA.replace("Version: 1.0", "Version: one"), "", "one"),
        (METADATA.replace("\n\n", "\nLicense-Expression: Mine\n\n"), "", "Mine"),
        (METADATA.replace("# Recap\n", ""), "", "no description"),
        (METADATA.replace("text/markdown", "text/x-rst"), "", "no description"),
    ],
)
def test_what_an_index_would_refuse_is_found(tmp_path: Path, metadata: str, tag: str, fault: str | None) -> None:
    """Invalid fields, a version that is not the tag's, a description that shows nothing."""
    found = release.faults_of_metadata(packed_wheel(tmp_path, metadata), tag)
    assert (len(found), fault is None or fault in found[0]) == (0 if fault is None else 1, True), found


def test_links_that_only_a_checkout_has_are_named(tmp_path: Path) -> None:
    """What the description leads to must be elsewhere: an index has neither other documents nor pictures."""
    text = "[a](docs/a.md) [b](https://example.org/b) [c](#recap) ![d](home.png) [again](docs/a.md)\n"
    assert release.dead_ends(packed_wheel(tmp_path, METADATA + text)) == ["docs/a.md", "home.png"]


def test_two_builds_that_differ_are_no_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then nothing is written."""

    def build(folder: Path, *_: object) -> tuple[Path, Path]:
        folder.mkdir()
        text = METADATA if folder.name == "0" else f"{METADATA}."
        return packed_sdist(folder, "README.md"), packed_wheel(folder, text)

    monkeypatch.setattr(release, "build", build)
    monkeypatch.setattr(release, "faults_of_contents", lambda *_: [])
    done = CliRunner().invoke(release.release, [str(tmp_path / "dist")])
    assert done.exit_code == 1
    assert "two builds differ: mkdocs_recap-1.0-py3-none-any.whl" in done.output
    assert not (tmp_path / "dist").exists()
