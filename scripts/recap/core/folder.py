"""Lists a folder that others fill: the files that may be read, and what is wrong with everything else.

Nothing is opened here, and no link is followed.
"""

import os
import re
import unicodedata
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from recap.core.filesystem import RefusedFileError, is_link
from recap.core.leftovers import is_passed_over, original_of

Fault = tuple[str, dict[str, Any]]
"""Message key and arguments of a diagnostic."""
MAX_DEPTH = 16
"""Limit for folders in folders."""
MAX_NAME_BYTES = 200
"""Limit for a name in UTF-8: a system takes 255, and a build makes `<name>.csl.json` and temporary names of it."""
MAX_PATH_BYTES = 1_000

_RESERVED = r"(?:con|prn|aux|nul|conin\$|conout\$|clock\$|com[0-9¹²³]|lpt[0-9¹²³])"
_DEVICE = re.compile(rf"{_RESERVED} *(?:\..*)?", re.IGNORECASE)
"""Names of devices on Windows, with any suffix."""
_SIGNS = re.compile(r'[\\:<>"|?*]')
"""Signs that no name has on Windows, or that a ZIP program there takes for a way to another folder."""
_PLAIN = re.compile(rf"(?!{_RESERVED}(?:\.|$))[a-z0-9_-](?:[a-z0-9_.-]{{0,150}}[a-z0-9_-])?", re.ASCII | re.IGNORECASE)
"""Names that need no closer look."""


@dataclass(frozen=True)
class Limits:
    """Limits for everything in a folder together."""

    files: int = 200_000
    """Number of files, folders and links."""
    megabytes: int = 20_000
    """Size of all files, in millions of bytes."""


@dataclass
class Listing:
    """What lies in a folder. Paths are relative to it, with `/`; that of the folder itself is empty."""

    files: dict[str, os.stat_result] = field(default_factory=dict)
    """The regular files that may be read, sorted; hidden ones and leftovers of editors are left out."""
    faults: dict[str, Fault] = field(default_factory=dict)
    """What is wrong with files, folders and links, sorted; their names may hold anything (`printable`)."""
    unread: set[str] = field(default_factory=set)
    """The files and links that are there and must not be opened."""

    @property
    def markdown(self) -> list[str]:
        """The src_uris of the Markdown files that may be read, sorted."""
        return [src_uri for src_uri in self.files if src_uri.endswith(".md")]


@dataclass(frozen=True)
class _Folder:
    """A folder that waits to be listed."""

    path: str
    prefix: str
    """Its path in the listing, with a final `/`; empty for the first one."""
    depth: int = 0
    is_hidden: bool = False
    is_sound: bool = True
    """False below a folder whose name is refused: what lies there is listed, and not read."""


def list_folder(folder: Path, limits: Limits | None = None) -> Listing:
    """List a folder with all folders in it; beyond the limits only the fault and those found so far are returned.

    Of hidden files nothing is said, except that links are refused: MkDocs walks through them. Raises OSError if there
    is no such folder.
    """
    limits, found, entries = limits or Limits(), Listing(), 0
    if is_link(os.lstat(folder)):
        return Listing(faults={"": ("E121.link", {})})
    waiting = [_Folder(str(folder), "")]
    while waiting:
        here = waiting.pop()
        try:
            with os.scandir(here.path) as scanned:
                children = [*islice(scanned, limits.files - entries + 1)]
        except OSError as error:
            if not here.is_hidden:
                found.faults[here.prefix[:-1]] = fault_of(error)
            continue
        entries += len(children)
        if entries > limits.files:  # the rest is not even listed
            found.faults[""] = "E105.files", {"limit": limits.files}
            return Listing(faults=dict(sorted(found.faults.items())))
        names: dict[str, str] = {}
        children.sort(key=lambda child: child.name)
        waiting += filter(None, [_add(entry, here, found, names) for entry in children])
        _report_copies(here, found, names)
    size = sum(state.st_size for state in found.files.values())
    if size > limits.megabytes * 10**6:
        found.faults[""] = "E105.bytes", {"size": -(-size // 10**6), "limit": limits.megabytes}
    return Listing(dict(sorted(found.files.items())), dict(sorted(found.faults.items())), found.unread)


def markdown_files(docs: Path, limits: Limits | None = None) -> list[str]:
    """Return the src_uris of all Markdown files that may be read, sorted."""
    return list_folder(docs, limits).markdown


def printable(name: str) -> str:
    r"""Return a name as a line shows it: bytes that are no UTF-8 as `\xff`, what cannot be seen as `\n` or `\u202e`."""
    if name.isprintable():
        return name
    return "".join(sign if sign.isprintable() else _escaped(sign) for sign in name)


def fault_of(error: OSError) -> Fault:
    """Return what to say of a file or folder that could not be read."""
    if isinstance(error, RefusedFileError):
        if error.reason == "large":
            return "E105.file_size", {"size": error.size, "limit": error.limit}
        return "E121.special" if error.reason == "special" else "E121.link", {}
    return "E105.unreadable", {"detail": error.strerror or type(error).__name__}


def name_fault(name: str) -> Fault | None:
    """Return what is wrong with the name of a file or folder; None if every system and ZIP reads it the same way."""
    if _PLAIN.fullmatch(name):
        return None
    if not name.isprintable():
        is_text = not any("\udc80" <= sign <= "\udcff" for sign in name)
        return ("E121.file_name" if is_text else "E121.file_name_encoding"), {}
    if found := _SIGNS.search(name):
        return "E114.sign", {"sign": found[0], "near": _sound(_SIGNS.sub("-", name))}
    if name.endswith((".", " ")):
        return "E114.end", {"near": _sound(name.rstrip(". "))}
    if _DEVICE.fullmatch(name):
        return "E114.device", {"value": name}
    return ("E114.long", {"limit": MAX_NAME_BYTES}) if len(name.encode()) > MAX_NAME_BYTES else None


def _add(entry: os.DirEntry[str], here: _Folder, found: Listing, names: dict[str, str]) -> _Folder | None:
    """Add an entry of a folder to the listing; a folder that is to be listed as well is returned.

    `names` are those seen in the folder so far: folded name -> name.
    """
    src_uri, hidden = here.prefix + entry.name, here.is_hidden or is_passed_over(entry.name)
    kind = _kind(entry)
    if kind in ("link", "special"):
        lock = entry.name.startswith(".#") and not os.path.isdir(entry.path)  # noqa: PTH112 (Emacs: someone is writing)
        if not (hidden if kind == "special" else lock):
            found.faults[src_uri] = f"E121.{kind}", {}
            found.unread.add(src_uri)
        return None
    fault = None if hidden else name_fault(entry.name)
    if not fault and len(src_uri.encode("utf-8", "surrogateescape")) > MAX_PATH_BYTES:
        fault = "E114.long_path", {"limit": MAX_PATH_BYTES}
    other = names.setdefault(_folded(entry.name), entry.name)
    if fault:
        found.faults[src_uri] = fault
    elif other != entry.name and not hidden and not (other.endswith(".md") and entry.name.endswith(".md")):
        found.faults[src_uri] = "E114.twin", {"other": printable(other)}  # pages have a rule of their own: E114.files
    if kind == "folder":
        if here.depth == MAX_DEPTH:
            found.faults[src_uri] = "E105.folders", {"limit": MAX_DEPTH}
            return None
        return _Folder(entry.path, f"{src_uri}/", here.depth + 1, hidden, here.is_sound and not fault)
    if hidden:
        return None
    try:
        state = entry.stat(follow_symlinks=False)
    except OSError as error:
        found.faults[src_uri] = fault_of(error)
        found.unread.add(src_uri)
        return None
    if fault or not here.is_sound:
        found.unread.add(src_uri)
    else:
        found.files[src_uri] = state
    return None


def _report_copies(here: _Folder, found: Listing, names: dict[str, str]) -> None:
    """Report the files of a folder that are second copies of others, and nothing else about them; `names` as above."""
    others = {*names.values()}
    for name in others:
        src_uri = here.prefix + name
        if _PLAIN.fullmatch(name) and "conflict-" not in name:  # most names
            continue
        if (src_uri in found.files or src_uri in found.unread) and (original := original_of(name, others)):
            found.files.pop(src_uri, None)
            found.unread.add(src_uri)
            found.faults[src_uri] = "E114.copy", {"original": printable(here.prefix + original)}


def _kind(entry: os.DirEntry[str]) -> str:
    """Return `folder`, `file`, `link` or `special`."""
    if entry.is_symlink() or (os.name == "nt" and is_link(entry.stat(follow_symlinks=False))):
        return "link"
    if entry.is_dir(follow_symlinks=False):
        return "folder"
    return "file" if entry.is_file(follow_symlinks=False) else "special"


def _folded(name: str) -> str:
    """Return what systems that ignore case or Unicode forms take a name for."""
    if name.isascii():
        return name.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _sound(name: str) -> str:
    """Return a proposed name, or an empty text if something is wrong with it too."""
    return name if name and not name_fault(name) else ""


def _escaped(sign: str) -> str:
    if "\udc80" <= sign <= "\udcff":  # a byte, as Python reads names (PEP 383)
        return f"\\x{ord(sign) - 0xDC00:02x}"
    return sign.encode("unicode_escape").decode()
