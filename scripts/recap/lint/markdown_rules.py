"""Rules about Markdown that other sites render and this one does not: each is reported with what to write here."""

import re
from collections.abc import Collection, Iterator
from itertools import islice

from recap.content import dialect
from recap.content import markdown as body
from recap.content.document import Document
from recap.content.inline_html import masked
from recap.core import text
from recap.core.diagnostics import Diagnostic

_MARKS: dict[str, tuple[re.Pattern[str], str]] = {
    "highlight": (re.compile(r"(?<![=\w])==(?=[^\s=])[^=\n]*?(?<=[^\s=])==(?![=\w])"), "pymdownx.mark"),
    "lowered": (re.compile(r"(?<=\w)~(?=[^\s~])[^~\s]{1,30}~(?!~)"), ""),
    "raised": (re.compile(r"(?<=[\w)])\^(?=[^\s^])[^\^\s\[\]]{1,30}\^"), "pymdownx.caret"),
    "keys": (re.compile(r"(?<![\w+])\+\+[a-z][a-z0-9+-]*[a-z0-9]\+\+(?![\w+])"), "pymdownx.keys"),
    "emoji": (re.compile(r"(?<![\w:]):[a-z0-9+][a-z0-9_+-]{1,40}:(?![\w:])"), "pymdownx.emoji"),
    "attributes": (
        re.compile(
            r"(?<=[)\]*_])\{[ ]*(?:[.#][\w-]+|[\w-]+=)[^{}\n]*\}|(?<=[ ])\{#[\w-]+\}(?=[ ]*$)", re.MULTILINE
        ),
        "",
    ),
    "formula": (
        re.compile(
            r"\$\$(?:[^$]|\\\$){1,500}?\$\$"
            r"|(?<![\w$\\])\$(?=[^\s$])[^$\n]*?[\\^_={}][^$\n]*?(?<=\S)\$(?![\w$])"
        ),
        "",
    ),
    "heading": (re.compile(r"^ {0,3}#{2,6}(?=[^\s#])[^\n]*", re.MULTILINE), ""),
    "space": (re.compile(r"(?<![\\!\]])\[[^\[\]\n]+\][ ]+\((?:https?://|mailto:)[^\s()]+\)"), ""),
    "swapped": (re.compile(r"\([^()\[\]\n]+\)\[(?:https?://|mailto:)[^\s\[\]]+\]"), ""),
}  # fmt: skip
"""Variant of W128 -> what it looks like outside code, and the extension that would render it."""
_SIGNS = {"highlight": "==", "lowered": "~", "raised": "^", "keys": "++", "emoji": ":", "attributes": "{",
          "formula": "$", "heading": "##", "space": "] ", "swapped": ")["}  # fmt: skip
"""Variant -> a sign without which there is none."""
_DRAWN = ("mermaid", "dot", "graphviz", "plantuml", "puml", "math", "latex", "geojson", "topojson", "stl")
"""Languages of code that GitHub or others draw."""
_CALL = re.compile(r"(?<!\\)\[\^(?P<label>[\w -]+)\](?!:)")
_NOTE = re.compile(r"^[ >]*\[\^(?P<label>[^\]\n]+)\]:", re.MULTILINE)
_REFERENCE = re.compile(r"(?<![\w\\\]])!?\[(?P<text>[^\[\]\n]+)\]\[(?P<label>[^\[\]\n]*)\]")
_ADDRESS = re.compile(r"https?://[^\s<>]*")
_ATTRIBUTE_LISTS = {"attr_list", "extra", "pymdownx.extra"}


def check_markdown(document: Document, extensions: Collection[str] = ()) -> Iterator[Diagnostic]:
    """Yield what of a text would not be shown as it was meant; `extensions` are those that the site switched on."""
    source = document.body
    marks = [variant for variant, sign in _SIGNS.items() if sign in source]
    has_labels = any(sign in source for sign in ("][", "]:", "[^"))
    if marks == ["emoji"] and not _MARKS["emoji"][0].search(source):
        marks = []
    if marks or has_labels:
        prose = masked(body.blank_spans("\n".join(body.without_code(source))))
        if marks:
            yield from _marks(document, prose, marks, extensions)
        if has_labels:
            yield from _references(document, prose)
    if any(sign in source for sign in ("```", "~~~", "--", ":-", "|-", "# ", "==")):
        yield from _blocks(document)


def _blocks(document: Document) -> Iterator[Diagnostic]:
    """Yield diagrams, rules of tables that fit no head, and a heading that repeats the title."""
    reading = dialect.read(document.body)
    for number, info in reading.fences:
        language = re.match(r"\{?\.?([\w-]*)", info)
        if language and language[1].lower() in _DRAWN:
            yield document.body_diagnostic("W128.diagram", number + 1, 1, value=language[1])
    for number in reading.odd_tables:
        yield document.body_diagnostic("W128.table", number + 1, 1)
    title = document.data.get("title") or document.data.get("name")
    if (first := dialect.repeated_title(reading, str(title or ""))) is not None:
        line = document.body.split("\n")[first]
        yield document.body_diagnostic("W130", first + 1, 1, value=line, near="")


def _marks(document: Document, prose: str, marks: list[str], extensions: Collection[str]) -> Iterator[Diagnostic]:
    links = [match.span("target") for match in (*body.links_in(prose), *body.DEFINITION.finditer(prose))]
    plain = _ADDRESS.sub(lambda match: " " * len(match[0]), body.blank_places(prose, links))
    for variant in marks:
        pattern, extension = _MARKS[variant]
        if extension in extensions:
            continue
        for match in islice(pattern.finditer(prose if variant in ("space", "swapped") else plain), 20):
            value, key = match[0].strip(), f"W128.{variant}"
            if not (near := _instead(variant, value)) and variant == "emoji":
                continue
            if variant == "attributes" and not _ATTRIBUTE_LISTS.isdisjoint(extensions):
                key = "E121.attributes"
            line, column = text.position(prose, match.start() + len(match[0]) - len(match[0].lstrip()))
            shown = " ".join(value.split()) if variant == "formula" else value
            yield document.body_diagnostic(key, line, column, value=shown, near=near)


def _instead(variant: str, value: str) -> str:
    """Return what to write instead of a mark; empty if nothing, or if that is not known."""
    inner = value[1:-1]
    if variant == "keys":
        return "+".join(f"<kbd>{name.capitalize()}</kbd>" for name in value.strip("+").split("+"))
    if variant == "emoji":
        return _emoji(value)
    if variant in ("space", "swapped"):
        first, second = re.split(r"\]\s*\(|\)\[", inner, maxsplit=1)
        return f"[{first}]({second})"
    if variant == "heading":
        level = len(value) - len(value.lstrip("#"))
        return f"{value[:level]} {value[level:]}"
    return {
        "highlight": f"<mark>{value[2:-2]}</mark>",
        "lowered": f"<sub>{inner}</sub>",
        "raised": f"<sup>{inner}</sup>",
    }.get(variant, "")


def _emoji(name: str) -> str:
    """Return the sign that GitHub shows for a name between colons; empty if it has none."""
    from pymdownx import gemoji_db  # type: ignore[import-untyped]

    entry = gemoji_db.emoji.get(gemoji_db.aliases.get(name, name), {})
    return "".join(chr(int(code, 16)) for code in entry.get("unicode", "").split("-") if code)


def _references(document: Document, prose: str) -> Iterator[Diagnostic]:
    """W129 and E119: a label has one definition, which is used; W128 is for what only looks like a link."""
    defined: dict[str, int] = {}
    for match in body.DEFINITION.finditer(prose):
        label = _key(match["label"])
        if label in defined:
            yield _at(document, prose, match.start("label") - 1, "W129.twice", f"[{match['label']}]:")
        defined.setdefault(label, match.start())
    for match in islice(_REFERENCE.finditer(prose), 50):
        label = match["label"] or match["text"]
        if _key(label) not in defined and not label.startswith("^"):
            yield _at(document, prose, match.start(), "W129.undefined", match[0], near=f"[{label}]: https://…")
    notes: dict[str, int] = {}
    for match in _NOTE.finditer(prose):
        if match["label"] in notes:
            yield _at(document, prose, match.start("label") - 2, "W129.twice", f"[^{match['label']}]:")
        notes.setdefault(match["label"], match.start("label") - 2)
    called = set()
    for match in _CALL.finditer(prose):
        called.add(match["label"])
        if match["label"] not in notes:
            yield _at(document, prose, match.start(), "E119.footnote", match[0])
    for label in notes.keys() - called:
        yield _at(document, prose, notes[label], "W129.unused", f"[^{label}]")


def _key(label: str) -> str:
    return " ".join(label.lower().split())


def _at(document: Document, prose: str, place: int, key: str, value: str, near: str = "") -> Diagnostic:
    line, column = text.position(prose, place)
    return document.body_diagnostic(key, line, column, value=text.shortened(value), near=near)
