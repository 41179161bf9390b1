"""Writes several files of a docs folder as one, through a journal in the project's state folder.

After a crash the next command finishes the job. A journal is data, carried out as a whole or not at all: it must say
which docs folder it is for, name only Markdown files that can be there, without a link on the way, and hold the digest
of what each one replaces. It is bound to the path of its folder: a state that was copied elsewhere brings no journal
along, for the half of a writing that had been done is not there. Where another project has taken that path, only files
that are what they were when the journal was written are replaced.
"""

import hashlib
import json
import os
import re
import stat
from collections.abc import Mapping
from contextlib import AbstractContextManager
from glob import escape
from pathlib import Path
from typing import NamedTuple

from recap.core.filesystem import MAX_FILE_BYTES, RefusedFileError, read_file, sum_of, with_parent, write_whole
from recap.core.language import UserError
from recap.core.private_folder import state_folder, state_path, write_private

_VERSION = 1
_NAME = re.compile(r"[^\\:\x00-\x1f\x7f\ud800-\udfff]+\.md")
"""A src_uri, without signs that another system reads as more than a name."""
_HALF = "-????????"
"""End of the name of a file that is not complete, as `tempfile` makes it."""
_SECONDS = 60
"""Time for which a command waits for another that writes."""


class JournalError(UserError):
    """A journal that cannot be carried out; it has been removed."""


class _Entry(NamedTuple):
    path: Path
    before: str | None
    """SHA-256 of the file that is replaced; None for a new file."""
    after: str


def write_all(docs: Path, contents: Mapping[str, str], project: Path | None = None) -> None:
    """Write some files of a docs folder (src_uri -> content), so that `resume` can finish after a crash.

    `project` is the folder of `mkdocs.yml`, by default the one that holds the docs folder. If nothing can be written,
    nothing is left to finish. Raises OSError, UserError.
    """
    if not contents:
        return
    state_folder(project or docs.parent, docs)
    journal = _journal(docs, project)
    with _lock(journal):
        _finish(docs, journal)
        files = {name: {"before": sum_of(_target(docs, name)), "after": text} for name, text in contents.items()}
        content = {"version": _VERSION, "docs": os.path.realpath(docs), "files": files}
        raw = json.dumps(content, ensure_ascii=False).encode()
        if len(raw) > MAX_FILE_BYTES:
            raise UserError("journal_large", limit=MAX_FILE_BYTES // 2**20)
        write_private(journal, raw)
        try:
            _finish(docs, journal)
        except OSError:
            if all(sum_of(docs / name) == entry["before"] for name, entry in files.items()):
                journal.unlink()
            raise


def resume(docs: Path, project: Path | None = None) -> list[str]:
    """Finish an interrupted `write_all` and return the src_uris written now; empty if there is no journal.

    Files that somebody changed in the meantime are left alone. Raises JournalError, UntrustedFolderError, OSError.
    """
    journal = _journal(docs, project)
    if not os.path.lexists(journal):
        return []
    state_folder(project or docs.parent, docs)
    with _lock(journal):
        return _finish(docs, journal)


def _finish(docs: Path, journal: Path) -> list[str]:
    for half in journal.parent.glob(f"{journal.name}{_HALF}"):
        half.unlink()
    if not os.path.lexists(journal):
        return []
    try:
        entries = _read(docs, journal)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        journal.unlink()
        raise JournalError("journal_ignored", path=journal) from None
    written = []
    for src_uri, (path, before, after) in entries.items():
        for half in with_parent(path).parent.glob(f".{escape(path.name)}{_HALF}"):
            half.unlink()
        if sum_of(path) == before:
            write_whole(path, after, new=before is None)
            written.append(src_uri)
    journal.unlink()
    return written


def _read(docs: Path, journal: Path) -> dict[str, _Entry]:
    """Return what a journal says. Raises OSError, ValueError, LookupError, TypeError, RecursionError for oddities."""
    content = json.loads(read_file(journal, journal.parent))
    if (content["version"], content["docs"]) != (_VERSION, os.path.realpath(docs)):
        raise ValueError(content["version"])
    entries = {}
    for src_uri, entry in content["files"].items():
        before, after = entry["before"], entry["after"]
        if not isinstance(after, str) or not (before is None or (isinstance(before, str) and len(before) == 64)):
            raise ValueError(src_uri)
        after.encode()
        entries[src_uri] = _Entry(_target(docs, src_uri), before, after)
    return entries


def _target(docs: Path, src_uri: str) -> Path:
    """Return the path of a Markdown file that is there, or could be. Raises OSError for any other name."""
    parts = src_uri.split("/")
    if not _NAME.fullmatch(src_uri) or not all(part and part[0] != "." for part in parts):
        raise RefusedFileError(docs / "?", "outside")
    path = docs
    for part in parts:
        path /= part
        try:
            mode = path.lstat().st_mode
        except FileNotFoundError:
            break
        if not (stat.S_ISREG(mode) if path == docs / src_uri else stat.S_ISDIR(mode)):
            raise RefusedFileError(path, "link" if stat.S_ISLNK(mode) else "special")
    return docs / src_uri


def _journal(docs: Path, project: Path | None) -> Path:
    name = hashlib.sha256(os.fsencode(os.path.realpath(docs))).hexdigest()[:16]
    return state_path(project or docs.parent) / f"journal-{name}.json"


def _lock(journal: Path) -> AbstractContextManager[object]:
    from filelock import FileLock

    return FileLock(journal.with_suffix(".lock"), timeout=_SECONDS, mode=0o600)
