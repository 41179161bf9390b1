"""The JSON Schemas of the records (draft 7, which every editor knows): descriptions and examples as one types.

They say what a schema can say. Names, links, rooms and dates across files are for the check.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from recap.content.examples import example
from recap.content.schema import KINDS, Record
from recap.content.settings import Settings
from recap.core.language import Language


def json_schemas(language: Language) -> dict[str, dict[str, Any]]:
    """Kind of record -> its JSON Schema, with descriptions in a language."""
    return {kind: _schema(kind, model, language) for kind, model in KINDS.items()}


def schema_globs(event_folders: Iterable[str], settings: Settings) -> dict[str, list[str]]:
    """Name of a schema's file -> the globs of the files that it is for, from the top of the project."""
    events = sorted(event_folders)
    return {
        "event.schema.json": [f"docs/{folder}/index.md" for folder in events],
        "talk.schema.json": [f"docs/{folder}/!(index).md" for folder in events],
        "person.schema.json": [f"docs/{settings.folders['people']}/!(index).md"],
        "topic.schema.json": [f"docs/{settings.folders['topics']}/!(index).md"],
        "page.schema.json": ["docs/*.md"],
    }


def _schema(kind: str, model: type[Record], language: Language) -> dict[str, Any]:
    schema = model.model_json_schema()
    for name, definition in [(model.__name__, schema), *schema.get("$defs", {}).items()]:
        definition.pop("description", None)
        for key, entry in definition.get("properties", {}).items():
            _describe(name, key, entry, language)
    return {"$schema": "http://json-schema.org/draft-07/schema#", **schema, "title": kind}


def _describe(model: str, key: str, entry: dict[str, Any], language: Language) -> None:
    """Give a key its description and an example, and drop what pydantic says of its own accord."""
    for noise in ("title", "default"):
        entry.pop(noise, None)
    if entry.get("anyOf") and {"type": "null"} in entry["anyOf"]:
        others = [each for each in entry.pop("anyOf") if each != {"type": "null"}]
        entry |= others[0] if len(others) == 1 else {"anyOf": others}
    entry["description"] = language.keys.get(f"{model}.{key}", language.keys[key])
    if (value := example(model, key)) is not None:
        entry["examples"] = [value]
