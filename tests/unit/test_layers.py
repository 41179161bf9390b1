"""The layout: a module imports only from floors below its own."""

from __future__ import annotations

import ast
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
FLOORS = (
    {"addresses", "folder", "languages", "text", "yamltext"},
    {"keys", "problems"},
    {"frontmatter", "body"},
    {"markup", "schema", "settings"},
    {"jsonschema", "links", "validation", "records"},
    {"files", "mend", "references"},
    {"catalogue", "focus"},
    {"checks", "pages", "scaffold"},
    {"content", "views.frame"},
    {"views.event", "views.subject", "views.talk"},
    {"site", "since"},
    {"proposal"},
    {"build"},
    {"serve"},
    {"cli.terminal"},
    {"cli.check", "cli.explain", "cli.new", "cli.site", "cli.speakers"},
    {"cli"},
    {"__main__"},
)
FLOOR = {module: number for number, floor in enumerate(FLOORS) for module in floor}


def modules() -> dict[str, ast.Module]:
    """Every module of the package that holds code: name below `recap` -> its tree."""
    found = {}
    for path in sorted((SCRIPTS / "recap").rglob("*.py")):
        name = path.relative_to(SCRIPTS / "recap").with_suffix("").as_posix().replace("/", ".")
        tree = ast.parse(path.read_text("utf-8"))
        if len(tree.body) > 1:
            found[name.removesuffix(".__init__")] = tree
    return found


def imports(tree: ast.Module) -> set[str]:
    """The modules that a tree imports, anywhere in it: those of the package below `recap`, others whole."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            inside = node.module.removeprefix("recap.")
            found |= {alias.name for alias in node.names} if node.module == "recap" else {inside}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def test_imports_go_down() -> None:
    """Every module has a floor, and imports only from lower ones."""
    assert set(modules()) == set(FLOOR)
    for name, tree in modules().items():
        for imported in imports(tree) & set(FLOOR):
            assert FLOOR[imported] < FLOOR[name], f"{name} imports {imported}"


def test_the_package_stays_small() -> None:
    """Under 6,000 lines: what grows beyond that is cut or left to a library."""
    assert sum(len(path.read_text("utf-8").splitlines()) for path in (SCRIPTS / "recap").rglob("*.py")) < 6_000


def test_only_two_modules_know_mkdocs() -> None:
    """MkDocs is imported by `build` and `serve` alone; the hooks reach it through `build`."""
    knowing = {name for name, tree in modules().items() if any(each.startswith("mkdocs") for each in imports(tree))}
    assert knowing == {"build", "serve"}
    assert not [each for each in imports(ast.parse((SCRIPTS / "hooks.py").read_text("utf-8"))) if "mkdocs" in each]


def test_only_the_command_line_prints() -> None:
    """`print` and `click.echo` are called in `cli` and nowhere else."""
    for name, tree in modules().items():
        calls = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
        assert name.startswith("cli") or not calls & {"print", "click.echo"}, name
