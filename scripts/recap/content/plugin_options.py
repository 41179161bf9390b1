"""The options of the plugin `recap` in `mkdocs.yml`, and the older place of some, with the lines to write instead."""

from collections.abc import Mapping
from typing import Any

from recap.content.document import Document
from recap.content.site_config import PLUGIN, plugins_of
from recap.content.yaml_writer import to_flow_yaml
from recap.core.diagnostics import Diagnostic

_OLD_PLACE = ("extra", PLUGIN)
RENAMED = {"repository": "repo_url"}
"""Old key below `extra.recap` -> the key at the top of `mkdocs.yml` that replaced it."""
RENAMED_FOLDERS = {"numbers": "statistics"}
"""Old key of the option `folders` -> new key; the old one is read for one version."""
Option = tuple[Any, tuple[str | int, ...]]
"""Value, and the place of its key in the document."""


def plugin_options(data: Mapping[str, Any], document: Document) -> tuple[dict[str, Option], list[Diagnostic]]:
    """Return the options by name, and diagnostics about where they stand. Options of the plugin itself win.

    Those below `extra.recap` are read for one more version.
    """
    found: dict[str, Option] = {}
    diagnostics: list[Diagnostic] = []
    older = _mapping(_mapping(data.get("extra")).get(PLUGIN))
    for key, value in older.items():
        if key not in RENAMED:
            found[key] = value, (*_OLD_PLACE, key)
    if older:
        diagnostics.append(document.key_diagnostic("W103.place", *_OLD_PLACE, lines=_new_lines(older)))
    for place, options in ((place, options) for place, name, options in plugins_of(document) if name == PLUGIN):
        if options is not None and not isinstance(options, dict):
            diagnostics.append(document.diagnostic("E116.mapping", *place, key=PLUGIN, value=str(options)[:60]))
        for key, value in _mapping(options).items():
            found[key] = value, (*place, key)
    return found, diagnostics


def _new_lines(older: Mapping[str, Any]) -> str:
    """Return what to write instead of `extra.recap`, in one line of YAML for each key at the top."""
    options = {key: value for key, value in older.items() if value and key not in RENAMED}
    if isinstance(folders := options.get("folders"), dict):
        options["folders"] = {RENAMED_FOLDERS.get(key, key): value for key, value in folders.items()}
    lines = [f"{new}: {to_flow_yaml(older[old])}" for old, new in RENAMED.items() if older.get(old)]
    return "; ".join([*lines, f"plugins: [{PLUGIN}: {to_flow_yaml(options)}]" if options else f"plugins: [{PLUGIN}]"])


def old_repository(data: Mapping[str, Any]) -> str:
    """Return the address of the repository that `extra.recap` gives; empty if there is none."""
    value = _mapping(_mapping(data.get("extra")).get(PLUGIN)).get("repository")
    return value if isinstance(value, str) else ""


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
