"""Compare what this checkout builds with what another commit built: for readers nothing may have changed.

`python -m benchmarks.unchanged COMMIT [--talks 1000]` builds the repository's docs/, every site of tests/fixtures/sites
and talks of the corpus, downloads included, by the programs of both. `renames.toml` next to this file is the table of
CSS classes, theme files and words that were renamed since: it is applied to what the other commit built. Then both
trees are compared file by file, those in archives included. Exit status 1 when a difference is left.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TABLE = Path(__file__).with_name("renames.toml")
FIXTURES = Path("tests/fixtures/sites")
SOURCE = ROOT.parent / "shared" / "corpora" / "pyvideo.jsonl.gz"
ADDRESS = {"SITE_URL": "https://recap.example/2026/"}
"""Feeds, permalinks and pictures of shared links need an address."""
_TEXTS = (".html", ".xhtml", ".css", ".js", ".json", ".opf", ".xml", ".svg", ".txt")
_ARCHIVES = (".zip", ".epub")
_SUMS = "SHA256SUMS"
Tree = dict[str, bytes]
"""Address -> content; of an archive `archive!/name` for each of its files."""


@dataclass(frozen=True)
class Renames:
    """What was renamed between the two commits: old -> new."""

    classes: Mapping[str, str] = field(default_factory=dict)
    """CSS classes; those that begin with one and `__` or `--` follow."""
    files: Mapping[str, str] = field(default_factory=dict)
    """Addresses of theme files."""
    words: Mapping[str, str] = field(default_factory=dict)
    """Words of the pages, as they stand in HTML."""

    @classmethod
    def read(cls, path: Path = TABLE) -> Renames:
        """The table in a file; an empty one where it is missing."""
        return cls(**tomllib.loads(path.read_text("utf-8"))) if path.is_file() else cls()

    def apply(self, tree: Tree) -> Tree:
        """The tree with the new names in it. Sums of archives are dropped where anything was renamed."""
        renamed = {}
        for address, content in tree.items():
            if address.endswith(_SUMS) and (self.classes or self.files or self.words):
                continue
            name = "!/".join(self._rename_file(part) for part in address.split("!/"))
            renamed[name] = self._rename_in(content) if name.endswith(_TEXTS) else content
        return renamed

    def _rename_file(self, address: str) -> str:
        for old, new in self.files.items():
            if address == old or address.endswith(f"/{old}"):
                return address.removesuffix(old) + new
        return address

    def _rename_in(self, content: bytes) -> bytes:
        text = content.decode("utf-8")
        for old, new in self.files.items():
            text = text.replace(old, new)
        for old, new in self.classes.items():
            text = re.sub(rf"(?<![\w-]){re.escape(old)}(?=__|--|[^\w-])", new, text)
        for old, new in self.words.items():
            text = text.replace(old, new)
        return text.encode("utf-8")


def read_tree(folder: Path) -> Tree:
    """The files of a built site, those in its archives too."""
    tree: Tree = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        address = path.relative_to(folder).as_posix()
        if path.suffix in _ARCHIVES:
            with zipfile.ZipFile(path) as archive:
                tree |= {f"{address}!/{name}": archive.read(name) for name in archive.namelist()}
        else:
            tree[address] = path.read_bytes()
    return tree


def differences(before: Tree, after: Tree) -> Iterator[str]:
    """The differences of two trees, one line per file; checksums that are new are not reported."""
    for address in sorted(before.keys() | after.keys()):
        if before.get(address) != after.get(address) and not (address.endswith(_SUMS) and address not in before):
            state = "gone" if address not in after else "new" if address not in before else "changed"
            yield f"{state}: {address}"


def check_out(commit: str, folder: Path) -> None:
    """Write the files of a commit into a folder."""
    command = ["git", "archive", "--format=tar", commit]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(folder, filter="data")


def build(checkout: Path, config: Path, site: Path) -> Tree:
    """What the program of a checkout makes of a site, downloads included."""
    command = [sys.executable, "-m", "recap", "archive", "-f", str(config), "--site-dir", str(site)]
    environment = os.environ | ADDRESS | {"PYTHONPATH": str(checkout / "scripts")}
    environment |= {"RECAP_STATE": f"{site}-state", "XDG_CACHE_HOME": str(checkout.parent / "cache")}
    done = subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{config}:\n{done.stdout}{done.stderr}")
    return read_tree(site)


def make_corpus(checkout: Path, folder: Path, talks: int) -> Path:
    """The mkdocs.yml of a folder of talks, made by the program of a checkout from the corpus next to this one."""
    source = f"pathlib.Path({str(SOURCE)!r})" if SOURCE.is_file() else None
    script = (
        f"import pathlib; from benchmarks import corpus; corpus.make(pathlib.Path({str(folder)!r}), {talks}, {source})"
    )
    environment = os.environ | {"PYTHONPATH": f"{checkout / 'scripts'}:{checkout / 'benchmarks'}:{checkout}"}
    subprocess.run([sys.executable, "-c", script], cwd=checkout, env=environment, check=True)
    config = (folder / "mkdocs.yml").read_text("utf-8")
    config = re.sub(r"^(site_name|site_description): .*$", r"\1: Corpus", config, flags=re.MULTILINE)
    (folder / "mkdocs.yml").write_text(config, "utf-8")
    return folder / "mkdocs.yml"


def sites(checkout: Path, folder: Path, talks: int) -> Iterator[tuple[str, Path]]:
    """(name, mkdocs.yml) of each site that a checkout builds; the corpus is written into a folder."""
    yield "docs", checkout / "mkdocs.yml"
    for config in sorted((checkout / FIXTURES).glob("*/mkdocs.yml")):
        yield config.parent.name, config
    if talks:
        yield f"{talks} talks", make_corpus(checkout, folder / "corpus", talks)


def compare(commit: str, talks: int, shown: int) -> Iterable[tuple[str, int, list[str]]]:
    """(name of a site, number of its files, differences) for each site."""
    with tempfile.TemporaryDirectory(prefix="recap-unchanged-") as made:
        folder = Path(made)
        trees: list[dict[str, Any]] = []
        for side in ("before", "after"):
            checkout = folder / side / "checkout"
            checkout.mkdir(parents=True)
            if side == "before":
                check_out(commit, checkout)
                _copy_content(checkout)
            else:
                _copy_work_tree(checkout)
            found = sites(checkout, folder / side, talks)
            trees.append({name: build(checkout, config, folder / side / name / "site") for name, config in found})
        renames = Renames.read()
        for name, after in trees[1].items():
            found_here = [*differences(renames.apply(trees[0].get(name, {})), after)]
            yield name, len(after), found_here[:shown]


def _copy_content(folder: Path) -> None:
    """Replace the other checkout's content with this one's: programs are compared, not texts."""
    for docs in (Path("docs"), *(path.relative_to(ROOT) / "docs" for path in (ROOT / FIXTURES).iterdir())):
        shutil.rmtree(folder / docs, ignore_errors=True)
        shutil.copytree(ROOT / docs, folder / docs)


def _copy_work_tree(folder: Path) -> None:
    """Copy what git tracks, or would, as it stands in the work tree."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout.split("\0")
    for name in filter(None, names):
        source, goal = ROOT / name, folder / name
        if source.is_file():
            goal.parent.mkdir(parents=True, exist_ok=True)
            goal.write_bytes(source.read_bytes())


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("commit")
    parser.add_argument("--talks", type=int, default=1000, help="talks of the corpus; 0 leaves it out")
    parser.add_argument("--shown", type=int, default=20, help="differences of a site that are printed")
    options = parser.parse_args()
    failed = False
    for name, files, found in compare(options.commit, options.talks, options.shown):
        print(f"{name}: {files} files, {'equal' if not found else 'different'}")
        for line in found:
            print(f"  {line}")
        failed |= bool(found)
    sys.exit(failed)


if __name__ == "__main__":
    main()
