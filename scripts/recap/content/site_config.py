"""A `mkdocs.yml` -> its data with the place of every key and value, and what of it keeps Recap from working.

Read without MkDocs and without resolving YAML tags (`!ENV`): a check needs neither the theme nor its plugins. At some
of these faults MkDocs stops before any plugin runs, and names no line; others end in pages without our templates.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import NoneType
from typing import Any

import yaml

from recap.content.document import Document, Place
from recap.content.frontmatter import MAX_DEPTH
from recap.content.markdown_extensions import check_extensions
from recap.content.site_language import check_language
from recap.content.theme_files import THEME
from recap.content.yaml_faults import explain_error, syntax_error
from recap.core.diagnostics import Diagnostic
from recap.core.language import DEFAULT
from recap.core.text import position, shortened

PLUGIN = "recap"
_OLD_HOOK = re.compile(r"(?:.*/)?scripts/hooks\.py")
"""The hook of version 0.1.0, which the plugin replaced; reported whether or not it still exists."""
_FOREIGN_THEMES = (None, "material", "mkdocs", "readthedocs")
"""Themes without our templates. A theme that is made from ours has another name."""
_MATERIAL = frozenset(["blog", "group", "info", "meta", "offline", "optimize", "privacy", "projects", "social", "tags",
                       "typeset"])  # fmt: skip
"""Plugins of Material, which MkDocs finds under these names with `theme: material` alone."""
_TEXTS: list[Place] = [("site_name",), ("site_url",), ("docs_dir",), ("site_dir",), ("theme", "name"),
                       ("theme", "language"), ("theme", "custom_dir")]  # fmt: skip
_SHAPES: dict[Place, tuple[str, tuple[type, ...]]] = {
    ("theme",): ("E116.mapping", (str, dict)),
    ("extra",): ("E116.mapping", (dict,)),
    ("plugins",): ("E116.list", (list, dict)),
    ("hooks",): ("E116.list", (list,)),
    ("watch",): ("E116.list", (list,)),
    **dict.fromkeys(_TEXTS, ("E116.text", (str,))),
}
"""Place -> message key, and the types that its value may have."""


class _Tagged(list[Any]):
    """A value whose tag, such as `!ENV`, only MkDocs can resolve."""


def read_config(raw: bytes, file_name: str) -> tuple[Document, list[Diagnostic]]:
    """Return the document in the bytes of a `mkdocs.yml`, and its diagnostics; empty if it cannot be read.

    An empty value is None, and one whose tag only MkDocs can resolve, such as `!ENV`, a list.
    """
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8", "replace")
        return Document(file_name), [Diagnostic(file_name, *position(before, len(before)), "E105.encoding")]
    document, diagnostics = Document(file_name), list[Diagnostic]()
    try:
        data = _data(yaml.compose(text, Loader=yaml.SafeLoader), (), document, diagnostics)
    except yaml.YAMLError as error:
        return document, [explain_error(syntax_error(text) or error, text, file_name, first_line=1)]
    except RecursionError:
        return document, [Diagnostic(file_name, 1, 1, "E105.depth", {"limit": MAX_DEPTH})]
    if not isinstance(data, (dict, NoneType)):
        return document, [document.diagnostic("E105.no_settings")]
    return replace(document, data=data or {}), diagnostics


def check_config(document: Document, folder: Path | None = None) -> list[Diagnostic]:
    """Return what is wrong with the name, theme, plugins, hooks and folders of a site.

    `folder` is that of the file; without it nobody looks whether what it names is there.
    """
    if found := [*_wrong_types(document)]:
        return found
    found += [*_missing_name(document), *_plugins(document), *_theme(document), *check_language(document)]
    found += check_extensions(document)
    return found + ([*_hooks(document, folder), *_folders(document, folder)] if folder else [])


def plugins_of(document: Document) -> Iterator[tuple[Place, str, Any]]:
    """Yield place, name and options of each plugin that a `mkdocs.yml` lists."""
    listed = document.data.get("plugins") or []
    if isinstance(listed, dict):
        yield from ((("plugins", name), name, options) for name, options in listed.items())
        return
    for number, entry in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(entry, dict):
            yield from ((("plugins", number, name), name, options) for name, options in entry.items())
        elif isinstance(entry, str):
            yield ("plugins", number), entry, None


def _wrong_types(document: Document) -> Iterator[Diagnostic]:
    for place, (message_key, types) in _SHAPES.items():
        value: Any = document.data
        for step in place:
            value = value.get(step) if isinstance(value, dict) else None
        if not isinstance(value, (NoneType, _Tagged, *types)):
            yield document.diagnostic(message_key, *place, key=place[-1], value=shortened(value))


def _is_open(document: Document, key: str) -> bool:
    """Return True if only MkDocs knows the value of a key: by its tag, or from the file that this one inherits."""
    inherited = "INHERIT" in document.data and (key,) not in document.keys
    return inherited or isinstance(document.data.get(key), _Tagged)


def _missing_name(document: Document) -> Iterator[Diagnostic]:
    if not (document.data.get("site_name") or _is_open(document, "site_name")):
        yield document.diagnostic("E102", "site_name", key="site_name", example="site_name: Recap")


def _plugins(document: Document) -> Iterator[Diagnostic]:
    listed = [*plugins_of(document)]
    ours = [place for place, name, _ in listed if name == PLUGIN]
    for place in ours[1:]:
        yield document.diagnostic("E116.plugin_twice", *place, first=document.mark(*ours[0])[0])
    for place, name, _ in listed if ours else ():
        if name in _MATERIAL:
            yield document.diagnostic("E116.material_plugin", *place, value=name, near=f"material/{name}")
    # What is said of the old hook holds the line for a file that has no list of plugins.
    replaces_hook = "plugins" not in document.data and any(map(_is_old_hook, document.data.get("hooks") or ()))
    if not (ours or replaces_hook or _is_open(document, "plugins")):
        others = [f"material/{name}" if name in _MATERIAL else name for _, name, _ in listed if name != "search"]
        line = "" if any(options for _, _, options in listed) else f"plugins: [{', '.join([PLUGIN, *others])}]"
        yield document.key_diagnostic("E116.no_plugin", "plugins", line=line)


def _theme(document: Document) -> Iterator[Diagnostic]:
    theme = document.data.get("theme")
    theme = theme if isinstance(theme, dict) else {"name": theme}
    name = theme.get("name")
    if not (isinstance(name, _Tagged) or _is_open(document, "theme")) and name in _FOREIGN_THEMES:
        line = f"theme: {{name: {THEME}, language: {theme.get('language') or DEFAULT}}}"
        yield document.diagnostic("E116.theme", "theme", "name", value=name or "mkdocs", line=line)


def _is_old_hook(path: Any) -> bool:
    return isinstance(path, str) and _OLD_HOOK.fullmatch(path) is not None


def _hooks(document: Document, folder: Path) -> Iterator[Diagnostic]:
    for number, path in enumerate(document.data.get("hooks") or ()):
        if _is_old_hook(path):
            yield document.diagnostic("E116.hook", "hooks", number, value=path)
        elif isinstance(path, str) and not (folder / path).is_file():
            yield document.diagnostic("E116.path", "hooks", number, key="hooks", value=path)


def _folders(document: Document, folder: Path) -> Iterator[Diagnostic]:
    """Yield folders that are not there, and docs folders that would hold the configuration."""
    theme = document.data.get("theme")
    named: list[tuple[Place, Any]] = [
        (("watch", number), path) for number, path in enumerate(document.data.get("watch") or ())
    ]
    named += [(("theme", "custom_dir"), theme.get("custom_dir"))] if isinstance(theme, dict) else []
    for place, path in named:
        if isinstance(path, str) and not (folder / path).exists():
            key = next(step for step in reversed(place) if isinstance(step, str))
            yield document.diagnostic("E116.path", *place, key=key, value=path)
    docs = document.data.get("docs_dir")
    if isinstance(docs, str) and folder.resolve().is_relative_to((folder / docs).resolve()):
        yield document.diagnostic("E116.docs_dir", "docs_dir", value=docs)


def _data(node: Any, place: Place, document: Document, diagnostics: list[Diagnostic]) -> Any:
    """Return the plain data of a YAML node, and record the positions of its keys and values."""
    if node is None:
        return None
    document.values[place] = (node.start_mark.line + 1, node.start_mark.column + 1)
    if node.tag.startswith("!") or ":python/" in node.tag:
        return _Tagged(node.value if isinstance(node, yaml.SequenceNode) else [node.value])
    if isinstance(node, yaml.MappingNode):
        found: dict[str, Any] = {}
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                mark = (key.start_mark.line + 1, key.start_mark.column + 1)
                if first := document.keys.get((*place, key.value)):
                    args = {"key": key.value, "first": first[0]}
                    diagnostics.append(Diagnostic(document.path, *mark, "E105.twice", args))
                document.keys[*place, key.value] = mark
                found[key.value] = _data(value, (*place, key.value), document, diagnostics)
        return found
    if isinstance(node, yaml.SequenceNode):
        return [_data(item, (*place, number), document, diagnostics) for number, item in enumerate(node.value)]
    return None if node.tag.endswith(":null") else node.value or None
