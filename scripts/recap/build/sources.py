"""The sources of a site as rows of the state: what the check of a folder leaves to the next, and single files."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from recap.build.rows import Rows
from recap.content.loader import CachedFile, Files, text_digest
from recap.content.stored import from_stored, to_stored
from recap.content.validation import validate
from recap.core.filesystem import shown_path
from recap.lint.runner import CheckState


def load_check(rows: Rows, docs: Path) -> CheckState:
    """Return what the previous build left to the check of a docs folder."""
    check = CheckState(
        sort_keys=rows.meta("sort_keys") or {}, similar=rows.meta("similar") or {}, searched=rows.meta("searched") or {}
    )
    inputs = {name: (stat, digest) for name, stat, digest in rows.all("name, stat, digest", "input")}
    prefix = f"{shown_path(docs)}/"
    for src_uri, kind, clean, *stored in rows.all("*", "document"):
        stat, digest = inputs[src_uri]
        signature = tuple(map(int, stat.split()))
        check.files[src_uri] = _cached(kind, prefix + src_uri, tuple(stored), signature, digest, bool(clean))
    return check


def cached_file(rows: Rows, src_uri: str, prefix: str) -> CachedFile | None:
    """Return a file as the previous build read it; None if it is not stored."""
    row = rows.document(src_uri)
    return _cached(row[0], prefix + src_uri, row[1:]) if row else None


def _cached(
    kind: str, path: str, stored: Any, signature: tuple[int, ...] = (), digest: bytes = b"", clean: bool = False
) -> CachedFile:
    document = from_stored(path, stored)
    record, found = validate(kind, document)
    if found:
        raise ValueError(path)  # only records without faults are stored
    return CachedFile(signature, digest, document, record, clean)


def save_check(rows: Rows, check: CheckState, before: tuple[Any, Any]) -> None:
    """Store what a check leaves to the next one; `before` are the sort keys and similar names that are stored."""
    assert check.read
    read = check.read
    new = [src_uri for src_uri in read.changed_files if src_uri in check.files]
    rows.put("document", (_row(src_uri, check.files[src_uri]) for src_uri in {*new, *check.linked}))
    gone = (read.previous.keys() | read.uncacheable) - check.files.keys()
    rows.drop("document", "src_uri", gone)
    stats = ((src_uri, check.files[src_uri]) for src_uri in (*new, *read.touched) if src_uri in check.files)
    rows.put("input", ((uri, " ".join(map(str, each.signature)), each.digest) for uri, each in stats))
    rows.drop("input", "name", gone)
    rows.set_meta("private", private_digests(read))
    if check.searched != (rows.meta("searched") or {}):
        rows.set_meta("searched", check.searched)
    for name, old, value in zip(("sort_keys", "similar"), before, (check.sort_keys, check.similar), strict=True):
        if old != value:
            rows.set_meta(name, value)


def save_files(rows: Rows, files: Mapping[str, CachedFile]) -> None:
    """Store edited files; their times are compared at the next build."""
    rows.put("document", (_row(src_uri, each) for src_uri, each in files.items()))
    rows.put("input", ((src_uri, "", each.digest) for src_uri, each in files.items()))


def _row(src_uri: str, cached: CachedFile) -> tuple[Any, ...]:
    return (src_uri, cached.record.kind, int(cached.has_clean_links), *to_stored(cached.document))


def private_digests(read: Files) -> dict[str, str]:
    """Return digest of the src_uri -> digest of the content, for files of which nothing else may be kept."""
    private = (src_uri for src_uri in read.changed_files if src_uri in read.uncacheable or src_uri in read.broken)
    return {text_digest(src_uri): read.digests[src_uri].hex() for src_uri in private}
