"""The layout of the package: its bounds, who imports what, and the words that names and docstrings avoid."""

from __future__ import annotations

import ast
import io
import re
import tokenize
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from benchmarks.structure import lines_of_code, read_structure

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "scripts" / "recap"
PLACES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("old_names.yml").read_text("utf-8"))
WORDS = {
    r"otherwise than": "different from, changed",
    r"anew": "again",
    r"lately": "recently",
    r"thereby": "so",
    r"told": "reported, passed, known",
    r"mend(s|ed|ing)?": "fix, correct",
    r"beside": "next to, alongside",
    r"apart from": "other than, except for",
    r"unseen": "changed, invisible",
    r"leaf|(a|the|its|their) leaves": "sub-page",
    r"(first|second|both) walls?": "markup rules, check of rendered HTML",
}
"""Pattern of a private word -> what to write instead."""
ANY_WORD = re.compile(rf"\b(?:{'|'.join(WORDS)})\b", re.IGNORECASE)
Definition = tuple[str, str, tuple[str, ...]]
"""Kind as in `old_names.yml`, name, names of the classes and functions around it."""


@cache
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


def importers_of(library: str) -> set[str]:
    """The packages in which a library is imported."""
    named = {name: {each.partition(".")[0] for each in imports(tree)} for name, tree in modules().items()}
    return {name.partition(".")[0] for name, libraries in named.items() if library in libraries}


def definitions_in_python(node: ast.AST, around: tuple[str, ...] = ()) -> Iterator[Definition]:
    """Every class, function, variable, attribute, argument and key of a mapping that a syntax tree defines."""
    for child in ast.iter_child_nodes(node):
        inner = around
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield "class" if isinstance(child, ast.ClassDef) else "function", child.name, around
            inner = (*around, child.name)
        elif isinstance(child, ast.arg):
            yield "value", child.arg, around
        elif isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store):
            yield "value", child.id, around
        elif isinstance(child, ast.Attribute) and isinstance(child.ctx, ast.Store):
            yield "value", child.attr, around
        elif isinstance(child, ast.Dict):
            keys = (key.value for key in child.keys if isinstance(key, ast.Constant))
            yield from (("key", key, around) for key in keys if isinstance(key, str))
        yield from definitions_in_python(child, inner)


def definitions_in_table(table: dict[str, Any], around: tuple[str, ...] = ()) -> Iterator[Definition]:
    """Every key of a TOML file."""
    for key, value in table.items():
        yield "key", key, around
        if isinstance(value, dict):
            yield from definitions_in_table(value, (*around, key))


@cache
def definitions(path: Path) -> tuple[Definition, ...]:
    """Everything that a file defines, the file itself and its folder included."""
    found: list[Definition] = [("module", path.stem, ()), ("module", path.parent.name, ())]
    text = path.read_text("utf-8")
    if path.suffix == ".py":
        found += definitions_in_python(ast.parse(text))
    elif path.suffix == ".toml":
        found += definitions_in_table(tomllib.loads(text))
    else:
        found += [("function", name, ()) for name in re.findall(r"\{%-? macro (\w+)", text)]
        found += [("value", name, ()) for name in re.findall(r"\{%-? set (\w+)", text)]
        found += [("css", name, ()) for name in re.findall(r"\brecap-\w[\w-]*", text)]
    return tuple(found)


def old_names(place: dict[str, Any], root: Path) -> list[str]:
    """The old names that are left in a place, each with what to write instead."""
    where = root / place["where"]
    suffixes = (".py", ".toml", ".html", ".css", ".js")
    paths = [where] if where.is_file() else sorted(path for path in where.rglob("*") if path.suffix in suffixes)
    assert paths, f"{place['where']} has moved: correct old_names.yml"
    scopes = {around for path in paths for _, _, around in definitions(path)}
    assert "in" not in place or any(place["in"] in around for around in scopes), f"no {place['in']} in {where}"
    return [
        f"{path.relative_to(root)}: {kind} {name}, write {wanted}"
        for path in paths
        for kind, name, around in definitions(path)
        if "in" not in place or place["in"] in around
        # An alias of a type is assigned like a value.
        if (wanted := place.get(kind, {}).get(name) or (kind == "value" and place.get("class", {}).get(name)))
    ]


def prose(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of every docstring, of an attribute too, and of every comment."""
    for node in ast.walk(ast.parse(source)):
        body = getattr(node, "body", None)
        for child in body if isinstance(body, list) else ():
            value = child.value if isinstance(child, ast.Expr) else None
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield child.lineno, " ".join(value.value.split())
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def private_words(source: str) -> list[str]:
    """The private words of a source, each with its line and what to write instead."""
    if not ANY_WORD.search(" ".join(source.split())):  # to read the prose of a source takes long
        return []
    return [
        f"{line}: `{found[0]}`, write {instead}"
        for line, text in prose(source)
        for pattern, instead in WORDS.items()
        for found in re.finditer(rf"\b(?:{pattern})\b", text, re.IGNORECASE)
    ]


def test_lines_of_code_are_counted() -> None:
    """A blank line, a comment and a docstring are none; a text that is a value is."""
    source = '"""Doc."""\n\n# note\nx = """a\nb"""\n\n\ndef f():\n    """Two\n    lines."""\n    return 1\n'
    assert lines_of_code(source) == 4


def test_the_package_keeps_its_bounds() -> None:
    """Packages, levels, imports between packages and sizes stay within the bounds of `benchmarks.structure`."""
    assert [*read_structure().excesses()] == []


def test_every_bound_is_watched(tmp_path: Path) -> None:
    """A package of too much of everything exceeds every bound; a circle of imports leaves no level."""
    names = [f"package_{number}" for number in range(21)]
    for number, name in enumerate(names):
        (tmp_path / name).mkdir()
        for module in ("m0", "m1"):
            others = "".join(f"from recap.{other} import m0\n" for other in names[:number])
            (tmp_path / name / f"{module}.py").write_text(others, "utf-8")
    (tmp_path / names[0] / "m1.py").write_text("x = 1\n" * 8_000, "utf-8")
    found = {message.partition(":")[0].partition(" of package_")[0] for message in read_structure(tmp_path).excesses()}
    pairs = {"pairs of packages", "pairs of a module and a package"}
    assert found == {"packages", "levels", *pairs, "lines of code", "lines of the file"}
    (tmp_path / names[0] / "m0.py").write_text(f"from recap.{names[1]} import m0\n", "utf-8")
    assert "packages import each other in a circle" in [*read_structure(tmp_path).excesses()]


def test_two_packages_know_mkdocs() -> None:
    """MkDocs is imported by `plugin` and `build` alone."""
    assert importers_of("mkdocs") == {"plugin", "build"}


def test_only_the_command_line_prints() -> None:
    """`print` and `click.echo` are called in `cli` and nowhere else; nothing else imports click."""
    for name, tree in modules().items():
        calls = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
        assert name.startswith("cli") or not calls & {"print", "click.echo"}, name
    assert importers_of("click") == {"cli"}


def test_two_modules_open_addresses() -> None:
    """Other sites are asked by `lint.outside_links` and `importers.download` alone: both speak HTTP."""
    clients = {"ssl", "http.client", "urllib.request", "ftplib", "smtplib", "requests", "urllib3", "httpx", "aiohttp"}
    found = {name for name, tree in modules().items() if clients & imports(tree)}
    assert found == {"lint.outside_links", "importers.download"}


def test_one_module_runs_git() -> None:
    """The program git is named by `lint.url_history` alone."""
    constants = {
        name: {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
        for name, tree in modules().items()
    }
    assert {name for name, texts in constants.items() if "git" in texts} == {"lint.url_history"}


@pytest.mark.parametrize("place", PLACES, ids=lambda place: ":".join(filter(None, (place["where"], place.get("in")))))
def test_no_old_name_is_left(place: dict[str, Any]) -> None:
    """Nothing is defined under a name that was given up, in the place where it was."""
    assert old_names(place, ROOT) == []


def test_old_names_are_found(tmp_path: Path) -> None:
    """Each kind of definition is seen in its place, and the same word elsewhere is free."""
    files = {
        "one/mend.py": "class Former:\n    told: int\n    def has(self, apart): self.late = {'also': apart.mend}\n",
        "one/free.py": "Seen = int\ndef f(x):\n    has = told = 1\n    return has(told=x)\n",
        "two.toml": "[folders]\nnumbers = 1\n[words]\nnames = 1\n",
        "three/leaf.html": '{% macro stop(a) %}<p class="recap-leaves">{%- set line = 1 %}',
    }
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content, "utf-8")
    places: list[dict[str, Any]] = [
        {"where": "one", "module": {"mend": "fixes"}, "class": {"Former": "A", "Seen": "B"}, "value": {"late": "C"}},
        {"where": "one", "in": "Former", "function": {"has": "D"}, "value": {"told": "E", "apart": "F"}},
        {"where": "one", "in": "has", "key": {"also": "G"}},
        {"where": "two.toml", "in": "folders", "key": {"numbers": "H", "names": "I"}},
        {"where": "three", "module": {"leaf": "J"}, "function": {"stop": "K"}, "value": {"line": "L"}},
        {"where": "three", "css": {"recap-leaves": "M"}},
    ]
    found = [message.rpartition(" ")[2] for place in places for message in old_names(place, tmp_path)]
    assert sorted(found) == [*"ABCDEFGHJKLM", "fixes"]


@pytest.mark.parametrize("folder", ["scripts", "tests", "benchmarks"])
def test_docstrings_and_comments_have_no_private_word(folder: str) -> None:
    """Docstrings and comments use the words of the field: no word of `WORDS`."""
    paths = sorted((ROOT / folder).rglob("*.py"))
    assert [
        f"{path.relative_to(ROOT)}:{word}" for path in paths for word in private_words(path.read_text("utf-8"))
    ] == []


def test_private_words_are_found() -> None:
    """A word is found in a docstring, in that of an attribute and in a comment, over the end of a line, not in code."""
    source = '"""Made\nanew."""\n\nbeside = 1\n"""Otherwise\nthan told."""\nx = "lately"  # mended\n'
    assert [found.partition(",")[0] for found in private_words(source)] == [
        "1: `anew`",
        "5: `Otherwise than`",
        "5: `told`",
        "7: `mended`",
    ]
