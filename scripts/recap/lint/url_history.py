"""What a git commit had: its files, those that have changed since, and the addresses it published (E110).

One tree is enough, no history: CI fetches only the base commit. Uses the program git.
"""

import io
import posixpath
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path

from recap.catalogue.models import Catalogue
from recap.catalogue.resolver import resolve
from recap.content.frontmatter import MAX_BYTES
from recap.content.loader import parse_files
from recap.content.settings import parse_settings
from recap.core import text
from recap.core.diagnostics import Diagnostic
from recap.core.filesystem import shown_path
from recap.core.folder import name_fault
from recap.core.urls import url_of
from recap.pages.outline import Outline, outline_of


class NoGitError(Exception):
    """Git is not installed, or refuses."""


class NoRepositoryError(NoGitError):
    """The folder is in no repository."""


class UnknownRevisionError(Exception):
    """Git knows no commit with that name."""


def changed_files(folder: Path, ref: str) -> set[str]:
    """Return the files below a folder that differ from a commit, added and removed ones included; paths from the
    folder.

    Raises NoGitError and UnknownRevisionError.
    """
    names = _git(folder, "diff", "--name-only", "--relative", "--no-renames", "-z", _commit(folder, ref), "--", ".")
    names += _git(folder, "ls-files", "--others", "--exclude-standard", "-z", "--", ".")
    return _names(names)


def committed_changes(folder: Path, ref: str) -> tuple[set[str], set[str]]:
    """Return what the last commit has differently from another one: in the whole repository, from its root; below a
    folder, from there.

    A renamed file is listed with both names. Raises NoGitError and UnknownRevisionError.
    """
    command = ("diff", "--name-only", "--no-renames", "-z", _commit(folder, ref), "HEAD")
    everything, below = (_git(folder, *command, *more) for more in (("--no-relative",), ("--relative", "--", ".")))
    return _names(everything), _names(below)


def _names(listed: bytes) -> set[str]:
    return {name for name in listed.decode("utf-8", "surrogateescape").split("\0") if name}


def addresses_remain(config: Path, docs: Path, ref: str, now: Outline) -> Iterator[Diagnostic]:
    """Yield E110 for each address of a file that the commit had and the site has not; W110 for generated pages.

    Pages of people who are not to be published are passed over, and that of what is missing, gone when all is found.
    Raises NoGitError and UnknownRevisionError.
    """
    before = _published(config.absolute(), docs.absolute(), ref)
    previous, titled = _titled(before.catalogue), _titled(now.catalogue)
    spoke = {person.src_uri: person.name for person in before.catalogue.people.values()}
    people = now.context.settings.folders["people"]
    gone = before.addresses - now.addresses - {f"{people}/{identifier}.md" for identifier in now.catalogue.withdrawn}
    gone -= {before.context.settings.page("missing")}
    by_title = {title: src_uri for src_uri, title in titled.items()}
    for src_uri in sorted(gone):
        path, args = f"{shown_path(docs)}/{src_uri}", {"value": url_of(src_uri)}
        if src_uri in previous:
            near = by_title.get(previous[src_uri]) or text.nearest(src_uri, titled.keys() - previous.keys())
            alias = posixpath.relpath(args["value"], posixpath.dirname(near or src_uri) or ".")
            yield Diagnostic(path, 1, 1, "E110", args | {"near": near, "alias": alias})
        else:
            yield Diagnostic(path, 1, 1, "W110", args | {"name": spoke.get(src_uri, "")})


def git_version() -> str | None:
    """Return what git says of its version; None if it is not installed."""
    try:
        return _git(Path(), "--version").decode("utf-8", "replace").strip()
    except NoGitError:
        return None


def _titled(catalogue: Catalogue) -> dict[str, str]:
    """Return src_uri -> title of the pages that have a file."""
    named = {each.src_uri: each.name for each in catalogue.people.values() if each.record}
    return {src_uri: title for src_uri, title, _, _ in catalogue.titled_pages()} | named


def _published(config: Path, docs: Path, ref: str) -> Outline:
    """Return the outline of the site that a commit published.

    Its docs folder is the one that its own settings name; if that lies outside the project, the one of now.
    """
    contents = _contents(config.parent, ref, config.name)
    settings, _ = parse_settings(contents.pop(config.name, b""), config.name)
    below = f"{posixpath.normpath(settings.docs_dir)}/"
    if below.startswith(("/", "../")):
        contents, below = _contents(docs, ref), ""
    texts = [(name.removeprefix(below), raw) for name, raw in contents.items() if name.startswith(below)]
    files, _ = parse_files(texts, settings, below)
    return outline_of(resolve(files, settings, collate=False).catalogue, settings)


def _contents(folder: Path, ref: str, *names: str) -> dict[str, bytes]:
    """Return the Markdown files that a commit had below a folder, and those with the given names: path -> content."""
    tree = _git(folder, "archive", "--format=tar", _commit(folder, ref), ".")
    contents = {}
    with tarfile.open(fileobj=io.BytesIO(tree)) as archive:
        for member in archive:
            sound = member.isreg() and not any(map(name_fault, member.name.split("/")))
            if sound and (member.name in names or member.name.endswith(".md")):
                file = archive.extractfile(member)
                contents[member.name] = file.read(MAX_BYTES + 1) if file else b""
    return contents


def _commit(folder: Path, ref: str) -> str:
    """Return the hash of the commit that a name stands for."""
    try:
        found = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    except NoGitError:
        _git(folder, "rev-parse", "--git-dir")
        raise UnknownRevisionError(ref) from None
    return found.decode().strip()


def _git(folder: Path, *arguments: str) -> bytes:
    """Return the output of a git command run in a folder."""
    command = ["git", *arguments]  # no shell; what a user names comes after --end-of-options
    try:
        return subprocess.run(command, cwd=folder, capture_output=True, check=True).stdout  # noqa: S603
    except OSError as error:
        raise NoGitError from error
    except subprocess.CalledProcessError as error:
        raise NoRepositoryError from error
