"""The layout: a module imports only from floors below its own."""

from __future__ import annotations

import ast
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
FLOORS = (
    {"addresses", "diagrams", "folder", "search.documents", "languages", "social", "text"},
    {"keys", "leaves", "problems", "publish", "rendered", "search.words"},
    {"search.index"},
    {"frontmatter", "body"},
    {"markup", "schema", "settings"},
    {"jsonschema", "links", "policy", "validation", "records"},
    {"files", "mend", "references"},
    {"catalogue", "focus", "reads"},
    {"checks", "pages", "scaffold"},
    {"content", "importers.programme", "views.frame"},
    {"importers.fields"},
    {"importers.merge", "importers.pyvideo", "importers.schedule"},
    {"importers.sources", "views.pieces"},
    {"views.offline"},
    {"formats.slots", "formats.xml", "views.event", "views.numbers", "views.subject", "views.talk"},
    {"formats.calendar", "formats.citations", "formats.programme", "formats.api"},
    {"formats.feeds", "formats.jsonld", "formats.page", "formats.sitemap"},
    {"archive.epub", "formats.tree"},
    {"archive.downloads"},
    {"site", "since"},
    {"cache", "plain", "proposal"},
    {"renderer"},
    {"build"},
    {"engines", "serve"},
    {"cli.terminal"},
    {"cli.check", "cli.importing", "cli.new", "cli.site", "cli.telling"},
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


def lines_of_code(source: str) -> int:
    """Lines that hold code: no blank ones, no comments, no docstrings (which are comments to a line counter)."""
    docs: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        for child in getattr(node, "body", []) if isinstance(getattr(node, "body", None), list) else []:
            value = child.value if isinstance(child, ast.Expr) else None
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                docs |= set(range(child.lineno, (child.end_lineno or child.lineno) + 1))
    numbered = enumerate(source.splitlines(), 1)
    return sum(1 for number, line in numbered if line.strip() and line.strip()[0] != "#" and number not in docs)


def test_lines_of_code_are_counted() -> None:
    """A blank line, a comment and a docstring are none; a text that is a value is."""
    assert (
        lines_of_code('"""Doc."""\n\n# note\nx = """a\nb"""\n\n\ndef f():\n    """Two\n    lines."""\n    return 1\n')
        == 4
    )


def test_the_package_stays_small() -> None:
    """Under 6,300 lines of code (6,000 are the aim), and 1,600 for what a site can do without.

    These are search, foreign programmes, downloads, other engines, the pictures of shared links, and building only what
    changed.
    """
    beside = ("archive", "cache.py", "engines.py", "importers", "reads.py", "search", "social.py")
    border = {SCRIPTS / "recap" / name for name in beside}
    lines = {path: lines_of_code(path.read_text("utf-8")) for path in (SCRIPTS / "recap").rglob("*.py")}
    outside = sum(number for path, number in lines.items() if {path, path.parent} & border)
    assert sum(lines.values()) - outside < 6_300
    assert outside < 1_600


def test_few_modules_know_mkdocs() -> None:
    """MkDocs is imported by four modules; the hooks reach it through `plain`."""
    knowing = {name for name, tree in modules().items() if any(each.startswith("mkdocs") for each in imports(tree))}
    assert knowing == {"build", "plain", "renderer", "serve"}
    assert not [each for each in imports(ast.parse((SCRIPTS / "hooks.py").read_text("utf-8"))) if "mkdocs" in each]


def test_only_the_command_line_prints() -> None:
    """`print` and `click.echo` are called in `cli` and nowhere else."""
    for name, tree in modules().items():
        calls = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
        assert name.startswith("cli") or not calls & {"print", "click.echo"}, name
