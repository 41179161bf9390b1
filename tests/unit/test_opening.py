"""Who opens, copies or links files, by syntax: files that others bring are opened in `core.filesystem` alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.unit.test_architecture import modules

DOOR = "core.filesystem"
OPENING = frozenset(
    ["open", "fdopen", "open_code", "openpty", "read_text", "read_bytes", "write_text", "write_bytes", "copy", "copy2",
     "copyfile", "copyfileobj", "copytree", "copymode", "move", "link", "hardlink_to", "symlink", "symlink_to",
     "mkfifo", "sendfile", "copy_file_range", "splice", "mmap", "memmap", "fromfile", "fromfilename", "ZipFile",
     "PyZipFile", "GzipFile", "BZ2File", "LZMAFile", "TarFile", "make_archive", "unpack_archive", "connect",
     "mkstemp", "mkdtemp", "TemporaryFile", "NamedTemporaryFile", "SpooledTemporaryFile", "TemporaryDirectory",
     "FileInput", "getlines",
     "run_path"]
)  # fmt: skip
"""Functions and methods that open, copy or link a file, or make one, in the standard library and in our libraries."""
HARMLESS = frozenset([".copy", ".link", ".connect", ".move"])
"""The same words with another meaning: methods of our own objects and of collections."""

PACKAGE_DATA, OUTPUT, CONFIG, STATE = "data of the package", "our own output", "mkdocs.yml", "what builds remember"
ALLOWED = {
    ("authoring.new_site", ".read_text"): PACKAGE_DATA,
    ("build.engines", ".open"): f"{CONFIG}; writes {OUTPUT}",
    ("build.engines", ".read_bytes"): f"{CONFIG} that was staged, social cards",
    ("build.engines", ".read_text"): OUTPUT,
    ("build.engines", ".write_bytes"): OUTPUT,
    ("build.engines", ".write_text"): OUTPUT,
    ("build.engines", "shutil.copytree"): "the theme",
    ("build.engines", "tempfile.TemporaryDirectory"): OUTPUT,
    ("build.inputs", ".open"): "files of the theme",
    ("build.facts", ".read_bytes"): "the theme",
    ("build.output", ".open"): f"{OUTPUT}, files of the theme",
    ("build.output", "open"): OUTPUT,
    ("build.output", ".hardlink_to"): OUTPUT,
    ("build.output", "os.link"): OUTPUT,
    ("build.output", "shutil.copy2"): OUTPUT,
    ("build.output", "shutil.copyfileobj"): "files of the theme",
    ("build.ownership", "os.fdopen"): f"{STATE}, written",
    ("build.ownership", "os.open"): f"{STATE}, written",
    ("build.process_folder", "tempfile.mkdtemp"): OUTPUT,
    ("build.state", ".open"): STATE,
    ("build.state", ".read_bytes"): f"{STATE}, {CONFIG}, {PACKAGE_DATA}, the theme",
    ("build.state", ".write_text"): STATE,
    ("build.state", "sqlite3.connect"): f"{STATE}, after its digest and its owner were compared",
    ("cli.build", "tempfile.TemporaryDirectory"): OUTPUT,
    ("cli.check", ".write_text"): OUTPUT,
    ("cli.github", ".open"): "files that GitHub names in its variables, written",
    ("cli.github", ".write_text"): "what changed, for the job that writes it",
    ("cli.info", ".write_text"): "schemas for editors",
    ("cli.new", ".read_text"): "the form of the project",
    ("content.inline_html", ".read_text"): PACKAGE_DATA,
    ("content.palette", ".read_text"): "the theme",
    ("content.examples", ".read_text"): PACKAGE_DATA,
    ("content.key_words", ".read_text"): PACKAGE_DATA,
    ("content.settings", ".read_bytes"): CONFIG,
    ("core.diagnostics", ".read_text"): PACKAGE_DATA,
    ("core.language", ".read_text"): PACKAGE_DATA,
    ("core.name_parts", ".read_text"): PACKAGE_DATA,
    ("core.text", ".read_text"): PACKAGE_DATA,
    ("core.urls", ".read_text"): PACKAGE_DATA,
    ("core.private_folder", "os.fdopen"): f"{STATE}, written",
    ("core.private_folder", "tempfile.mkstemp"): STATE,
    ("downloads.archive", ".read_bytes"): OUTPUT,
    ("downloads.archive", ".write_text"): OUTPUT,
    ("downloads.archive", "zipfile.ZipFile"): OUTPUT,
    ("downloads.cover", ".read_text"): OUTPUT,
    ("downloads.epub", ".read_bytes"): f"{OUTPUT}, {PACKAGE_DATA}",
    ("downloads.epub", ".read_text"): f"{OUTPUT}, {PACKAGE_DATA}",
    ("importers.readers", "gzip.GzipFile"): f"bytes that {DOOR} has read",
    ("lint.file_contents", ".open"): f"a part of what {DOOR} has read",
    ("lint.file_contents", "Image.open"): f"bytes that {DOOR} has read",
    ("lint.file_contents", "zipfile.ZipFile"): f"bytes that {DOOR} has read",
    ("lint.url_history", "tarfile.open"): "bytes that git has given",
    ("plugin.plugin", ".open"): f"{OUTPUT}, written",
    ("plugin.plugin", "shutil.copyfile"): "social cards",
    ("cards.store", ".read_text"): "colours of the theme",
    ("cards.store", "tempfile.mkdtemp"): "social cards",
    ("search.index", ".write_text"): OUTPUT,
    ("search.tokenizer", ".read_text"): PACKAGE_DATA,
    ("security.html", ".read_text"): PACKAGE_DATA,
    ("site.model", ".write_bytes"): OUTPUT,
    ("site.withdrawal", ".read_bytes"): f"{OUTPUT}, {STATE}",
    ("site.withdrawal", ".read_text"): OUTPUT,
    ("site.withdrawal", "open"): OUTPUT,
    ("site.withdrawal", "zipfile.ZipFile"): OUTPUT,
    ("site.pictures", "Image.open"): f"bytes that {DOOR} has read",
}
"""(module, call) -> what it opens, reads or writes. Nothing in it comes from docs/ or from a foreign programme."""
EXECUTING = {("build.workers", "pickle")}
"""(module, library): libraries whose data can run code, or crash the interpreter; bytes between our own processes."""
LOADERS = {"yaml.SafeLoader", "yaml.BaseLoader", "LOADER"}
YAML_NAMES = {"yaml.CBaseLoader", "yaml.CDumper"}
READING_XML = {
    "fromstring",
    "fromstringlist",
    "XML",
    "XMLID",
    "XMLParser",
    "XMLPullParser",
    "iterparse",
    "parse",
    "sax",
}


def imported(tree: ast.Module) -> dict[str, str]:
    """What the names of a module stand for that an import has bound: name -> dotted name."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.asname or alias.name.partition(".")[0]: alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return found


def used(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Every name and attribute that is read, and every text given to `getattr`: what it stands for, and its node.

    `.name` is an attribute of something that no import has bound.
    """
    names = imported(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield names.get(node.id, node.id), node
        elif isinstance(node, ast.Attribute):
            owner = names.get(node.value.id) if isinstance(node.value, ast.Name) else ast.unparse(node.value)
            known = owner in names.values() or (owner or "").partition(".")[0] in names
            yield (f"{owner}.{node.attr}" if owner and known else f".{node.attr}"), node
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("getattr", "methodcaller", "attrgetter"):
            for given in node.args:
                if isinstance(given, ast.Constant) and isinstance(given.value, str):
                    yield f".{given.value}", node


def openings(tree: ast.Module) -> set[str]:
    """What a module calls or passes on to open, copy or link files: `module.function`, `.method`, `open`."""
    found = set()
    for name, node in used(tree):
        parts = name.split(".")
        if parts[-1] not in OPENING or parts[0] == "recap" or ".".join(parts[-2:]) in HARMLESS or name in HARMLESS:
            continue
        local = parts[-1] != "open" and len(parts) == 1  # a variable of the same name
        if not local and not isinstance(getattr(node, "ctx", None), ast.Store):
            found.add(".".join(parts[-2:]))
    return found


def yaml_faults(tree: ast.Module) -> list[str]:
    """Uses of PyYAML with a loader that could make objects."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "yaml":
            safe = not node.attr.endswith(("Loader", "_load", "_load_all")) or node.attr.startswith("safe_")
            if not safe and ast.unparse(node) not in LOADERS | YAML_NAMES:
                found.append(ast.unparse(node))
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            if called in ("yaml.load", "yaml.load_all", "yaml.compose", "yaml.compose_all", "yaml.parse", "yaml.scan"):
                loaders = [ast.unparse(each.value) for each in node.keywords if each.arg == "Loader"]
                found += [] if loaders and LOADERS.issuperset(loaders) else [called]
            if called == "getattr" and ast.unparse(node.args[0]) == "yaml":
                name = f"yaml.{ast.literal_eval(node.args[1])}"
                found += [] if name in LOADERS | YAML_NAMES else [name]
    return found


def xml_faults(tree: ast.Module) -> list[str]:
    """Readers of XML that would take a document type: all but defusedxml's, called with `forbid_dtd=True`."""
    found, names = [], imported(tree)
    for name, _ in used(tree):
        if name.startswith(("xml.", "lxml.")) and name.rpartition(".")[2] in READING_XML:
            found.append(name)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and names.get(ast.unparse(node.func), "").startswith("defusedxml."):
            forbidden = any(each.arg == "forbid_dtd" and ast.unparse(each.value) == "True" for each in node.keywords)
            found += [] if forbidden else [ast.unparse(node)]
    return found


def test_files_of_others_are_opened_at_one_door() -> None:
    """Whatever opens, copies or links a file stands in `core.filesystem` or in the table; the table names no more."""
    found = {(name, call) for name, tree in modules().items() if name != DOOR for call in openings(tree)}
    assert sorted(found - ALLOWED.keys()) == []
    assert sorted(ALLOWED.keys() - found) == []


def test_no_data_can_run_code() -> None:
    """Pickle and marshal are imported where the table says, shelve nowhere; nothing is evaluated."""
    libraries = {"pickle", "_pickle", "cPickle", "marshal", "shelve", "dill", "cloudpickle", "joblib", "code", "runpy"}
    found, evaluated = set(), []
    for name, tree in modules().items():
        found |= {(name, each.partition(".")[0]) for each in imported(tree).values()}
        evaluated += [(name, call) for call, _ in used(tree) if call in ("eval", "exec", "compile", "__import__")]
    assert {(name, library) for name, library in found if library in libraries} == EXECUTING
    assert evaluated == []


@pytest.mark.parametrize("faults", [yaml_faults, xml_faults])
def test_readers_of_yaml_and_xml_are_safe(faults: object) -> None:
    """YAML by a safe or base loader, XML without a document type."""
    assert callable(faults)
    assert {name: found for name, tree in modules().items() if (found := faults(tree))} == {}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("open('x')", {"open"}),
        ("import io\nio.open('x')", {"io.open"}),
        ("from pathlib import Path\nPath('x').open()", {".open"}),
        ("map(Path.read_text, paths)", {".read_text"}),
        ("(docs / name).write_bytes(b'')", {".write_bytes"}),
        ("import os as o\no.open('x', 0); o.link('a', 'b'); o.fdopen(1)", {"os.open", "os.link", "os.fdopen"}),
        ("from shutil import copyfile as c\nc('a', 'b')", {"shutil.copyfile"}),
        ("import shutil\nf(copy_function=shutil.copy)", {"shutil.copy"}),
        ("from PIL import Image\nImage.open(x)", {"Image.open"}),
        ("def f():\n    import PIL.Image\n    PIL.Image.open(x)", {"Image.open"}),
        ("import zipfile, sqlite3\nzipfile.ZipFile(x); sqlite3.connect(x)", {"zipfile.ZipFile", "sqlite3.connect"}),
        ("getattr(path, 'read_bytes')()", {".read_bytes"}),
        ("from recap.core.filesystem import read_file\nread_file(x); link = {}.copy(); terms.link(x)", set()),
    ],
)
def test_openings_are_found(source: str, found: set[str]) -> None:
    """Under every name by which they can be called or passed on."""
    assert openings(ast.parse(source)) == found


def test_unsafe_readers_are_found() -> None:
    """A loader of PyYAML that makes objects, a missing one, a parser of the standard library, a DTD that is allowed."""
    yaml = "yaml.load(x); yaml.load(x, Loader=yaml.Loader); yaml.unsafe_load(x); yaml.safe_load(x)\n"
    yaml += "yaml.compose(x, Loader=yaml.SafeLoader); getattr(yaml, 'CLoader', yaml.BaseLoader)"
    loads = ["yaml.load", "yaml.load", "yaml.unsafe_load"]
    assert sorted(yaml_faults(ast.parse(yaml))) == ["yaml.CLoader", "yaml.Loader", *loads]
    xml = "from xml.etree import ElementTree as E\nfrom xml.etree.ElementTree import XML, tostring\n"
    xml += "E.fromstring(x); XML(x); E.parse(x)\n"
    xml += "from defusedxml.ElementTree import fromstring as f\nf(x); f(x, forbid_dtd=True); tostring(x)"
    assert sorted(xml_faults(ast.parse(xml)), key=len) == [
        "f(x)",
        *(f"xml.etree.ElementTree.{each}" for each in ("XML", "parse", "fromstring")),
    ]
