"""Build sdist and wheel of the last commit, as a release has them: `release.py [--tag v1.2.3] [FOLDER]`.

They are built twice, each time in an empty folder with the files of the commit alone, the second time in another time
zone and locale, with another order of hashes; both must give the same bytes. The wheel is built from the sdist, so that
the sdist is known to be whole. Then their files, metadata and description are looked at. Nothing is written into FOLDER
unless all is well. Needs git, and an environment with the locked setuptools: nothing is fetched.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

import click
from packaging.metadata import InvalidMetadata, Metadata

ROOT = Path(__file__).resolve().parents[1]
SURROUNDINGS: tuple[dict[str, str], ...] = (
    {"LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0", "TZ": "UTC"},
    {"LC_ALL": "C", "PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati"},
)
UMASK = 0o022
"""Rights of new files are those of everybody's umask; setuptools takes them over into the wheel."""
PLACES = {"scripts/recap/": "recap/", "overrides/": "recap/theme/"}
"""Folder of the repository -> where its files are in the wheel."""
LOCK = "share/mkdocs-recap/requirements.lock"
"""Where an environment has the lock file that comes with the wheel."""
DIST_INFO = frozenset(["METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE", "top_level.txt"])
MADE = frozenset(["PKG-INFO", "setup.cfg"])
"""Files of an sdist that no commit has; those of `.egg-info` are others."""


def git(*arguments: str) -> bytes:
    """Return what git says in the repository."""
    return subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True).stdout  # noqa: S603, S607


def build(folder: Path, epoch: int, surroundings: dict[str, str]) -> tuple[Path, Path]:
    """Build sdist and wheel of the last commit in an empty folder; return their paths."""
    with tarfile.open(fileobj=io.BytesIO(git("archive", "--format=tar", "HEAD"))) as commit:
        commit.extractall(folder / "commit", filter="data")
    environment = os.environ | surroundings | {"SOURCE_DATE_EPOCH": str(epoch)}

    def run(hook: str, source: Path) -> Path:
        code = f"from setuptools import build_meta; build_meta.{hook}({str(folder)!r})"
        command = [sys.executable, "-c", code]
        done = subprocess.run(  # noqa: S603
            command, cwd=source, env=environment, umask=UMASK, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise click.ClickException(f"{hook} failed:\n{done.stderr}")
        [made] = folder.glob("*.tar.gz" if hook == "build_sdist" else "*.whl")
        return made

    sdist = run("build_sdist", folder / "commit")
    normalise(sdist, epoch)
    with tarfile.open(sdist) as packed:
        packed.extractall(folder / "sdist", filter="data")
    [source] = (folder / "sdist").iterdir()
    return sdist, run("build_wheel", source)


def normalise(sdist: Path, epoch: int) -> None:
    """Write an sdist again without what depends on who has built it: times, owners, rights, order.

    setuptools honours SOURCE_DATE_EPOCH for wheels alone.
    """
    packed = io.BytesIO()
    with tarfile.open(sdist) as before, tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as after:
        for member in sorted(before.getmembers(), key=lambda each: each.name):
            plain = tarfile.TarInfo(member.name)
            plain.type, plain.size, plain.mtime = member.type, member.size, epoch
            plain.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
            after.addfile(plain, before.extractfile(member) if member.isfile() else None)
    with sdist.open("wb") as file, gzip.GzipFile("", "wb", 9, file, epoch) as written:
        written.write(packed.getvalue())


def faults_of_contents(sdist: Path, wheel: Path, tracked: set[str]) -> list[str]:
    """Return what is missing in the wheel, and what is in either without being in the commit."""
    name, version = wheel.name.split("-")[:2]
    info, data = f"{name}-{version}.dist-info", f"{name}-{version}.data"
    expected = {f"{info}/{file}" for file in DIST_INFO} | {f"{data}/data/{LOCK}"}
    for place, inside in PLACES.items():
        expected |= {f"{inside}{path.removeprefix(place)}" for path in tracked if path.startswith(place)}
    with zipfile.ZipFile(wheel) as packed:
        names = packed.namelist()
    found = [f"missing in the wheel: {each}" for each in sorted(expected - {*names})]
    found += [f"in the wheel, but not in the commit: {each}" for each in sorted({*names} - expected)]
    with tarfile.open(sdist) as source:
        files = {str(PurePosixPath(*PurePosixPath(each.name).parts[1:])) for each in source if each.isfile()}
    strange = {each for each in files - tracked - MADE if not PurePosixPath(each).parent.name.endswith(".egg-info")}
    return found + [f"in the sdist, but not in the commit: {each}" for each in sorted(strange)]


def faults_of_metadata(wheel: Path, tag: str) -> list[str]:
    """Return what an index would refuse or not show: invalid fields, no description in Markdown; another version than
    that of the tag.
    """
    with zipfile.ZipFile(wheel) as packed:
        [path] = (name for name in packed.namelist() if name.endswith(".dist-info/METADATA"))
        raw = packed.read(path)
    try:
        metadata = Metadata.from_email(raw, validate=True)
    except ExceptionGroup as group:
        return [str(error) for error in group.exceptions if isinstance(error, InvalidMetadata)]
    found = []
    if tag and tag != f"v{metadata.version}":
        found.append(f"the tag is {tag}, the version {metadata.version}")
    kind, text = metadata.description_content_type or "", (metadata.description or "").strip()
    if kind.partition(";")[0] != "text/markdown" or not text:
        found.append("there is no description in Markdown")
    return found


def dead_ends(wheel: Path) -> list[str]:
    """Return the links and pictures of the description that only a checkout has: an index shows them, and they lead
    nowhere.
    """
    with zipfile.ZipFile(wheel) as packed:
        [path] = (name for name in packed.namelist() if name.endswith(".dist-info/METADATA"))
        text = packed.read(path).decode().partition("\n\n")[2]
    targets = re.findall(r"\]\(([^()\s]+)\)", text)
    return sorted({each for each in targets if not each.startswith(("http:", "https:", "mailto:", "#"))})


def digest(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


@click.command()
@click.option("--tag", default="", help="The tag of the release: v and the version.")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=ROOT / "dist")
def release(folder: Path, tag: str) -> None:
    """Build sdist and wheel of the last commit twice, compare both, look inside, and write them into FOLDER."""
    epoch = int(git("log", "-1", "--format=%ct"))
    tracked = {*git("ls-tree", "-r", "-z", "--name-only", "HEAD").decode().split("\0")} - {""}
    with tempfile.TemporaryDirectory(prefix="recap-release-") as temporary:
        builds = []
        for number, surroundings in enumerate(SURROUNDINGS):
            click.echo(f"Building, {('first', 'second')[number]} time…")
            builds.append(build(Path(temporary, str(number)), epoch, surroundings))
        files = builds[0]
        found = [
            f"two builds differ: {one.name}" for one, two in zip(*builds, strict=True) if digest(one) != digest(two)
        ]
        found += faults_of_contents(*files, tracked) + faults_of_metadata(files[1], tag)
        if found:
            raise click.ClickException("\n".join(found))
        if missing := dead_ends(files[1]):
            click.echo(f"An index has none of these, to which the README leads: {', '.join(missing)}")
        folder.mkdir(parents=True, exist_ok=True)
        for path in (*folder.glob("mkdocs_recap-*.whl"), *folder.glob("mkdocs_recap-*.tar.gz")):
            path.unlink()
        for path in files:
            shutil.copyfile(path, folder / path.name)
            click.echo(f"{digest(path)}  {path.name}, {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    release()
