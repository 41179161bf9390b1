"""JSON Schemas of the records (draft 7, which every editor supports), with descriptions and examples for completion.

They cover what a schema can express; names, links, rooms and dates across files are left to the check.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from recap.content.examples import example
from recap.content.schema import KINDS, Record
from recap.content.settings import Settings

_NULL_IS_AN_ANSWER = frozenset([("Talk", "based_on")])
"""Keys for which null says something; any other key without a value is as good as missing."""


def json_schemas(descriptions: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Return kind of record -> JSON Schema; `descriptions` as in `Language.keys`."""
    return {kind: _schema(kind, model, descriptions) for kind, model in KINDS.items()}


def schema_globs(event_folders: Iterable[str], settings: Settings) -> dict[str, list[str]]:
    """Return name of a schema file -> globs of the files it applies to, from the top of the project."""
    events, docs = sorted(event_folders), settings.docs_dir
    return {
        "event.schema.json": [f"{docs}/{folder}/index.md" for folder in events],
        "talk.schema.json": [f"{docs}/{folder}/!(index).md" for folder in events],
        "person.schema.json": [f"{docs}/{settings.folders['people']}/!(index).md"],
        "topic.schema.json": [f"{docs}/{settings.folders['topics']}/!(index).md"],
        "page.schema.json": [f"{docs}/*.md"],
    }


def _schema(kind: str, model: type[Record], descriptions: Mapping[str, str]) -> dict[str, Any]:
    schema = model.model_json_schema()
    for name, definition in [(model.__name__, schema), *schema.get("$defs", {}).items()]:
        definition.pop("description", None)
        for key, entry in definition.get("properties", {}).items():
            for noise in ("title", "default"):  # which pydantic adds
                entry.pop(noise, None)
            if {"type": "null"} in entry.get("anyOf", ()) and (name, key) not in _NULL_IS_AN_ANSWER:
                others = [each for each in entry.pop("anyOf") if each != {"type": "null"}]
                entry.update(others[0] if len(others) == 1 else {"anyOf": others})
            entry["description"] = descriptions.get(f"{name}.{key}", descriptions[key])
            if (value := example(name, key)) is not None:
                entry["examples"] = [value]
    return {"$schema": "http://json-schema.org/draft-07/schema#", **schema, "title": kind}
