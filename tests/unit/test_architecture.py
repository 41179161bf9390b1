"""The layout of the package: who imports MkDocs, who prints, how lines are counted."""

from __future__ import annotations

import ast
from pathlib import Path

from benchmarks.structure import lines_of_code

PACKAGE = Path(__file__).resolve().parents[2] / "scripts" / "recap"


def modules() -> dict[str, ast.Module]:
    """Every module of the package: name below `recap` -> its syntax tree."""
    paths = sorted(PACKAGE.rglob("*.py"))
    return {
        path.relative_to(PACKAGE).with_suffix("").as_posix().replace("/", "."): ast.parse(path.read_text("utf-8"))
        for path in paths
    }


def imports(tree: ast.Module) -> set[str]:
    """The names of the modules that a syntax tree imports, anywhere in it."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def test_lines_of_code_are_counted() -> None:
    """A blank line, a comment and a docstring are none; a text that is a value is."""
    source = '"""Doc."""\n\n# note\nx = """a\nb"""\n\n\ndef f():\n    """Two\n    lines."""\n    return 1\n'
    assert lines_of_code(source) == 4


def test_two_packages_know_mkdocs() -> None:
    """MkDocs is imported by `plugin` and `build` alone."""
    knowing = {name for name, tree in modules().items() if any(each.startswith("mkdocs") for each in imports(tree))}
    assert {name.partition(".")[0] for name in knowing} == {"plugin", "build"}


def test_only_the_command_line_prints() -> None:
    """`print` and `click.echo` are called in `cli` and nowhere else."""
    for name, tree in modules().items():
        calls = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
        assert name.startswith("cli") or not calls & {"print", "click.echo"}, name
