"""Files in a ZIP whose bytes depend on their names and contents alone."""

from __future__ import annotations

import zipfile


def put(archive: zipfile.ZipFile, name: str, content: bytes, *, packed: bool = True) -> None:
    """Add a file with a date and rights that are always the same."""
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    entry.create_system = 3  # Unix, on every system
    entry.external_attr = 0o100644 << 16
    archive.writestr(entry, content, compresslevel=9 if packed else None)
