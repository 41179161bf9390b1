"""What a git tree had: its files, which of them changed since, and the addresses that it published (E110).

One tree is enough, no history: CI fetches the base commit alone. Asks the program git, which contributors have.
"""

from __future__ import annotations

import io
import posixpath
import subprocess
import tarfile
from collections.abc import Iterator, Set
from pathlib import Path

from recap.catalogue.models import Catalogue
from recap.catalogue.resolver import compile_catalogue
from recap.content.loader import parse_files
from recap.content.settings import Settings, parse_settings
from recap.core import text
from recap.core.diagnostics import Problem
from recap.core.filesystem import shown_path
from recap.core.language import language
from recap.pages.context import url_of
from recap.pages.outline import Pages


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
    before, settings_before = _published(config.absolute(), ref)
    former, here = _written(before), _written(catalogue)
    spoke = {person.src_uri: person.name for person in before.people.values()}
    gone = _addresses(before, settings_before) - _addresses(catalogue, settings)
    gone -= {f"{settings.folders['people']}/{identifier}.md" for identifier in catalogue.withdrawn}
    by_title = {title: src_uri for src_uri, title in here.items()}
    for src_uri in sorted(gone):
        path, args = f"{shown_path(docs)}/{src_uri}", {"value": url_of(src_uri)}
        if src_uri in former:
            near = by_title.get(former[src_uri]) or next(iter(text.near(src_uri, here.keys() - former.keys(), 1)), "")
            alias = posixpath.relpath(args["value"], posixpath.dirname(near or src_uri) or ".")
            yield Problem(path, 1, 1, "E110", args | {"near": near, "alias": alias})
        else:
            yield Problem(path, 1, 1, "W110", args | {"name": spoke.get(src_uri, "")})


def _addresses(catalogue: Catalogue, settings: Settings) -> Set[str]:
    """The src_uris of all pages."""
    return Pages(catalogue, settings, language(settings.language)).addresses()


def _written(catalogue: Catalogue) -> dict[str, str]:
    """The pages that have a file of their own: src_uri -> title."""
    named = {each.src_uri: each.name for each in catalogue.people.values() if each.record}
    return {src_uri: title for src_uri, title, _, _ in catalogue.written()} | named


def _published(config: Path, ref: str) -> tuple[Catalogue, Settings]:
    """What a commit published."""
    tree = _git(config.parent, "archive", "--format=tar", _commit(config.parent, ref), ".")
    contents = {}
    with tarfile.open(fileobj=io.BytesIO(tree)) as archive:
        for member in archive:
            file = archive.extractfile(member)
            if file and (member.name == config.name or member.name.endswith(".md")):
                contents[member.name] = file.read()
    settings, _ = parse_settings(contents.pop(config.name, b""), config.name)
    docs = [(name.removeprefix("docs/"), raw) for name, raw in contents.items() if name.startswith("docs/")]
    return compile_catalogue(parse_files(docs, settings, "docs/")[0], settings, collate=False)[0], settings


def _commit(folder: Path, ref: str) -> str:
    """The hash of the commit that a name means."""
    try:
        found = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    except NoGitError:
        _git(folder, "rev-parse", "--git-dir")
        raise NoTreeError(ref) from None
    return found.decode().strip()


def _git(folder: Path, *arguments: str) -> bytes:
    """What git prints, run in a folder."""
    command = ["git", *arguments]  # no shell; what a user names comes after --end-of-options
    try:
        return subprocess.run(command, cwd=folder, capture_output=True, check=True).stdout  # noqa: S603
    except (OSError, subprocess.CalledProcessError) as error:
        raise NoGitError from error
