"""Print the structure of the package: packages by level, pairs of imports, modules by lines of code.

`python -m benchmarks.structure` reads the syntax trees of `scripts/recap`, runs nothing of it, and counts every import,
lazy ones and those for type checkers alone included. Exit status 1 when a bound below is exceeded.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent / "scripts" / "recap"
MAX_PACKAGES = 17
"""Packages, top modules counted as such."""
MAX_LEVELS = 10
MAX_PACKAGE_PAIRS = 66
"""Pairs (package, package that it imports)."""
MAX_MODULE_PAIRS = 385
"""Pairs (module, other package that it imports)."""
MAX_MODULE_LINES = 300
MAX_FILE_LINES = 400
MAX_LINES = 23_700
"""Lines of code of the package."""


@dataclass(frozen=True)
class Module:
    """A module of the package: its dotted name below `recap`, what it imports of `recap`, its size."""

    name: str
    imports: frozenset[str]
    lines: int
    """Physical lines without blank, comment and docstring lines."""
    file_lines: int

    @property
    def package(self) -> str:
        """The package that it belongs to: the first step of its name."""
        return self.name.partition(".")[0]


@dataclass(frozen=True)
class Structure:
    """The modules of the package, and what the bounds are about."""

    modules: tuple[Module, ...]
    levels: tuple[tuple[str, ...], ...] = field(init=False)
    """Packages by level: each imports only from levels before its own; empty where imports form a circle."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "levels", tuple(_levels(self.packages, self.package_pairs)))

    @property
    def packages(self) -> list[str]:
        """The packages, top modules counted as such."""
        return sorted({module.package for module in self.modules})

    @property
    def package_pairs(self) -> set[tuple[str, str]]:
        """(package, other package that one of its modules imports)."""
        return {(name.partition(".")[0], imported) for name, imported in self.module_pairs}

    @property
    def module_pairs(self) -> set[tuple[str, str]]:
        """(module, other package that it imports)."""
        pairs = {(module.name, name.partition(".")[0]) for module in self.modules for name in module.imports}
        return {(name, imported) for name, imported in pairs if name.partition(".")[0] != imported}

    @property
    def lines(self) -> int:
        """Lines of code of all modules."""
        return sum(module.lines for module in self.modules)

    def excesses(self) -> Iterator[str]:
        """What exceeds its bound."""
        counts = {
            "packages": (len(self.packages), MAX_PACKAGES),
            "levels": (len(self.levels), MAX_LEVELS),
            "pairs of packages": (len(self.package_pairs), MAX_PACKAGE_PAIRS),
            "pairs of a module and a package": (len(self.module_pairs), MAX_MODULE_PAIRS),
            "lines of code": (self.lines, MAX_LINES),
        }
        for module in self.modules:
            counts[f"lines of code of {module.name}"] = (module.lines, MAX_MODULE_LINES)
            counts[f"lines of the file of {module.name}"] = (module.file_lines, MAX_FILE_LINES)
        yield from (f"{name}: {number}, at most {bound}" for name, (number, bound) in counts.items() if number > bound)
        if not self.levels:
            yield "packages import each other in a circle"


def _levels(packages: list[str], pairs: set[tuple[str, str]]) -> Iterator[tuple[str, ...]]:
    sorter = TopologicalSorter({name: {to for source, to in pairs if source == name} for name in packages})
    try:
        sorter.prepare()
    except CycleError:
        return
    while ready := sorter.get_ready():
        yield tuple(sorted(ready))
        sorter.done(*ready)


def read_structure(root: Path = ROOT) -> Structure:
    """The structure of the package in a folder, whose `__init__.py` is not counted unless it holds code."""
    paths = {path: _name(path, root) for path in sorted(root.rglob("*.py"))}
    names = {*paths.values()}
    modules = []
    for path, name in paths.items():
        source = path.read_text("utf-8")
        tree = ast.parse(source)
        if name:
            imports = frozenset(found for found in imported(tree, names) if found != name)
            modules.append(Module(name, imports, lines_of_code(source), source.count("\n")))
    return Structure(tuple(modules))


def _name(path: Path, root: Path) -> str:
    name = path.relative_to(root).with_suffix("").as_posix().replace("/", ".")
    return name.removesuffix("__init__").rstrip(".") if name != "__main__" else name


def imported(tree: ast.Module, names: set[str]) -> set[str]:
    """The modules of `recap` (dotted names below it) that a syntax tree imports, anywhere in it."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "recap":
            base = (node.module or "").removeprefix("recap").lstrip(".")
            inner = {f"{base}.{alias.name}".lstrip(".") for alias in node.names}
            found |= {each if each in names else base for each in inner} - {""}
        elif isinstance(node, ast.Import):
            found |= {alias.name.removeprefix("recap.") for alias in node.names if alias.name.startswith("recap.")}
    return found


def lines_of_code(source: str) -> int:
    """Physical lines that hold code: no blank ones, no comments, no docstrings."""
    docs: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        body = getattr(node, "body", None)
        for child in body if isinstance(body, list) else []:
            value = child.value if isinstance(child, ast.Expr) else None
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                docs |= set(range(child.lineno, (child.end_lineno or child.lineno) + 1))
    numbered = enumerate(source.splitlines(), 1)
    return sum(1 for number, line in numbered if line.strip() and line.strip()[0] != "#" and number not in docs)


def report(structure: Structure) -> Iterator[str]:
    """The lines of a report in Markdown."""
    yield f"{len(structure.packages)} packages on {len(structure.levels)} levels"
    yield f"{len(structure.package_pairs)} pairs (package, imported package)"
    yield f"{len(structure.module_pairs)} pairs (module, other imported package)"
    yield f"{structure.lines:,} lines of code in {len(structure.modules)} modules\n"
    yield "| level | package | imports | modules | lines |\n| --: | --- | --- | --: | --: |"
    for number, level in enumerate(structure.levels, 1):
        for package in level:
            targets = ", ".join(sorted(to for source, to in structure.package_pairs if source == package))
            members = [module for module in structure.modules if module.package == package]
            yield f"| {number} | {package} | {targets} | {len(members)} | {sum(each.lines for each in members)} |"
    yield "\n| module | lines of code | other packages |\n| --- | --: | --- |"
    for module in sorted(structure.modules, key=lambda each: -each.lines):
        others = sorted(to for name, to in structure.module_pairs if name == module.name)
        yield f"| {module.name} | {module.lines} | {', '.join(others)} |"


def main() -> None:
    """Print the report; exit with 1 where a bound is exceeded."""
    structure = read_structure()
    print("\n".join(report(structure)))
    if excesses := [*structure.excesses()]:
        sys.exit("\n" + "\n".join(excesses))


if __name__ == "__main__":
    main()
