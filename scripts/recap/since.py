"""What a git tree had: its files, which of them changed since, and the addresses that it published (E110).

One tree is enough, no history: CI fetches the base commit alone. Asks the program git, which contributors have.
"""

from __future__ import annotations

import io
import posixpath
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path

from recap import text
from recap.catalogue import compile_catalogue
from recap.files import parse_files
from recap.languages import language
from recap.pages import Pages
from recap.problems import Problem
from recap.records import Catalogue
from recap.settings import Settings, parse_settings
from recap.views.frame import url_of


class NoGitError(Exception):
    """There is no git here, or the folder is in no repository of it."""


class NoTreeError(Exception):
    """Git knows no commit of that name."""


def changed_files(folder: Path, ref: str) -> set[str]:
    """The files below a folder that differ from those of a commit, new and removed ones too; paths from the folder.

    Raises NoGitError and NoTreeError.
    """
    commit = _commit(folder, ref)
    names = _git(folder, "diff", "--name-only", "--relative", "--no-renames", "-z", commit, "--", ".")
    names += _git(folder, "ls-files", "--others", "--exclude-standard", "-z", "--", ".")
    return {name for name in names.decode("utf-8", "replace").split("\0") if name}


def check_addresses(config: Path, docs: Path, ref: str, catalogue: Catalogue, settings: Settings) -> Iterator[Problem]:
    """E110 for the address of a file that the commit had and the catalogue has not; W110 for a generated page's.

    Of the pages of people who do not want to be published nothing is said. Raises NoGitError and NoTreeError.
    """
    former, spoke, had = _published(config.absolute(), ref)
    gone = had - Pages(catalogue, settings, language(settings.language)).addresses()
    gone -= {f"{settings.folders['people']}/{identifier}.md" for identifier in catalogue.withdrawn}
    here = _written(catalogue)
    by_title = {title: src_uri for src_uri, title in here.items()}
    for src_uri in sorted(gone):
        title, address = former.get(src_uri), url_of(src_uri)
        if title is None:
            name = spoke.get(src_uri, "")
            yield Problem((docs / src_uri).as_posix(), 1, 1, "W110", {"value": address, "name": name})
            continue
        near = by_title.get(title) or next(iter(text.near(src_uri, here.keys() - former.keys(), 1)), "")
        alias = posixpath.relpath(address, posixpath.dirname(near or src_uri) or ".")
        yield Problem((docs / src_uri).as_posix(), 1, 1, "E110", {"value": address, "near": near, "alias": alias})


def _written(catalogue: Catalogue) -> dict[str, str]:
    """The pages that have a file of their own: src_uri -> title."""
    named = {each.src_uri: each.name for each in catalogue.people.values() if each.record}
    return {src_uri: title for src_uri, title, _, _ in catalogue.written()} | named


def _published(config: Path, ref: str) -> tuple[dict[str, str], dict[str, str], frozenset[str]]:
    """What a commit published: its written pages and its people (src_uri -> title or name), and the src_uris of all."""
    tree = _git(config.parent, "archive", "--format=tar", _commit(config.parent, ref), ".")
    contents = {}
    with tarfile.open(fileobj=io.BytesIO(tree)) as archive:
        for member in archive:
            file = archive.extractfile(member)
            if file and (member.name == config.name or member.name.endswith(".md")):
                contents[member.name] = file.read()
    settings, _ = parse_settings(contents.pop(config.name, b""), config.name)
    docs = [(name.removeprefix("docs/"), raw) for name, raw in contents.items() if name.startswith("docs/")]
    files, _ = parse_files(docs, settings, "docs")
    catalogue, _ = compile_catalogue(files, settings, collate=False)
    addresses = Pages(catalogue, settings, language(settings.language)).addresses() if docs else set()
    people = {person.src_uri: person.name for person in catalogue.people.values()}
    return _written(catalogue), people, frozenset(addresses)


def _commit(folder: Path, ref: str) -> str:
    """The hash of the commit that a name means."""
    try:
        return (
            _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}").decode().strip()
        )
    except NoGitError:
        _git(folder, "rev-parse", "--git-dir")
        raise NoTreeError(ref) from None


def _git(folder: Path, *arguments: str) -> bytes:
    """What git prints, run in a folder."""
    program = shutil.which("git")
    if program is None:
        raise NoGitError
    command = [program, *arguments]  # no shell; what a user names comes after --end-of-options
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)  # noqa: S603
    if done.returncode:
        raise NoGitError(done.stderr.decode("utf-8", "replace").strip())
    return done.stdout
