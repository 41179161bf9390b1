"""The files of a build that are no sources of pages: those copied as they are, and those that were written before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from recap.build.output import OutputTree
from recap.build.rows import Rows
from recap.content.loader import file_digest
from recap.core.filesystem import MAX_COPIED_BYTES, open_file


@dataclass
class Inputs:
    """Digests of files that are copied or measured; a file with the same stat is not read again."""

    known: Mapping[str, tuple[str, bytes]]
    """Name -> stat and digest, as the previous build left them."""
    found: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    """The same for the files of this build."""

    def digest(self, name: str, path: Path, root: Path | None) -> bytes:
        """Return the digest of a file's content; `root` as in `OutputTree.write`. Raises OSError."""
        state = path.lstat() if root else path.stat()
        stat = f"{state.st_mtime_ns} {state.st_ctime_ns} {state.st_size} {state.st_ino}"
        known = self.known.get(name)
        if known and known[0] == stat:
            self.found[name] = known
        else:
            with open_file(path, root, MAX_COPIED_BYTES) if root else path.open("rb") as file:
                self.found[name] = stat, file_digest(file)
        return self.found[name][1]

    @property
    def changed(self) -> dict[str, tuple[str, bytes]]:
        """The files whose stat or content is another than before."""
        return {name: each for name, each in self.found.items() if self.known.get(name) != each}


class Statics:
    """The files of a build that are copied as they are: address -> path, and their digests."""

    def __init__(self, files: Mapping[str, Path], docs: Path, rows: Rows) -> None:
        self.files = files
        self.inputs = Inputs({name: (stat, digest) for name, stat, digest in rows.all("*", "input")})
        self.digests = {uri: self._digest(uri, path, docs) for uri, path in files.items()}

    def _digest(self, address: str, path: Path, docs: Path) -> bytes:
        return self.inputs.digest(f"file {address}", path, docs if path.is_relative_to(docs) else None)


class Outputs:
    """The files of the previous site as they were written, and which of them are still like that."""

    def __init__(self, tree: OutputTree, rows: Rows, *, published: bool = False) -> None:
        """Compare those that can be kept or, if `published`, those in the folder of the site.

        A file with another time, as a copy of a site has them, is compared by its content.
        """
        self.known = {each: (size, when) for each, size, when in rows.all("address, size, modified", "output")}
        there, known = (tree.published() if published else tree.previous()) if self.known else {}, self.known
        self.intact = {address for address, each in known.items() if there.get(address) == each}
        moved = {each for each in known.keys() & there.keys() - self.intact if there[each][0] == known[each][0]}
        digests = dict(rows.all("address, digest", "output")) if moved else {}
        touched = {each for each in moved if tree.digest(each, published=published) == digests[each]}
        known.update((address, there[address]) for address in touched)
        rows.touch_outputs((address, there[address][1]) for address in touched)
        self.intact |= touched
        self.is_unchanged = self.intact == known.keys() == there.keys()
        """True if the site has these files and no others."""
