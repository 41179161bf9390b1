"""The data of the page that documents the files: what there is, what each key holds, and an example from this site."""

from __future__ import annotations

import json
from typing import Any

from recap.formats import api
from recap.views.frame import Context, Data, frame

_LONGEST = 2
"""Entries of a list that an example shows."""
_FEEDS = (("xml", "atom"), ("json", "json_feed"))


def data_page(context: Context, src_uri: str) -> Data:
    """The page of data: a section a file of the API, with its keys, and the files for readers, calendars, citations."""
    words = context.words
    schemas = api.schemas(context.language)
    catalogue = context.catalogue
    sections = []
    for name, model in api.MODELS.items():
        items = getattr(catalogue, name)
        properties = schemas[name]["$defs"][model.__name__]["properties"]
        rows = [
            {"key": key, "type": _type(entry), "text": entry.get("description", "")}
            for key, entry in properties.items()
        ]
        example = _cut(api.data_of(items[next(iter(items))])) if items else None
        sections.append(
            {
                "id": name,
                "title": words[name],
                "url": f"{api.FOLDER}/{name}.json",
                "schema_url": f"{api.FOLDER}/schemas/{name}.json",
                "rows": rows,
                "example": json.dumps(example, ensure_ascii=False, indent=2) if example else None,
            }
        )
    feed, whole = context.settings.folders["feed"], bool(context.settings.site_url)
    return frame(context, "data", words["data"], words["lead_data"], src_uri) | {
        "edit_url": None,
        "sections": sections,
        "feeds": [{"url": f"{feed}.{kind}", "title": words[f"format_{word}"]} for kind, word in _FEEDS]
        if whole
        else [],
        "citations": [{"url": "citations.bib", "title": "BibTeX"}, {"url": "citations.json", "title": "CSL-JSON"}],
    }


def _type(entry: dict[str, Any]) -> str:
    """The type of a key in a word: `string`, `array`, `Resource[]`."""
    options = [option for option in entry.get("anyOf", [entry]) if option.get("type") != "null"]
    first = options[0]
    if "$ref" in first:
        return str(first["$ref"]).rpartition("/")[2]
    if first.get("type") == "array":
        return f"{_type(first['items'])}[]" if "items" in first else "array"
    return str(first.get("type", ""))


def _cut(value: Any) -> Any:
    """An example with lists cut short."""
    if isinstance(value, dict):
        return {key: _cut(each) for key, each in value.items()}
    return [_cut(each) for each in value[:_LONGEST]] if isinstance(value, list) else value
