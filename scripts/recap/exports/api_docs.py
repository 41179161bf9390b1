"""The data of the page that documents the files: what there is, what each key holds, and an example from this site."""

from __future__ import annotations

import json
from typing import Any

from recap.exports import api
from recap.pages.context import Context, Data, frame

_LONGEST = 2
"""Entries of a list that an example shows."""


def data_page(context: Context, src_uri: str) -> Data:
    """The page of data: a section a file of the API, with its keys, and the files for readers, calendars, citations."""
    words, feed, schemas = context.words, context.settings.folders["feed"], api.schemas(context.language)
    sections = []
    for name, model in api.MODELS.items():
        keys, items = schemas[name]["$defs"][model.__name__]["properties"], getattr(context.catalogue, name)
        example = _cut(api.data_of(items[next(iter(items))])) if items else None
        section = {"id": name, "title": words[name], "url": f"{api.FOLDER}/{name}.json"}
        sections.append(
            {
                **section,
                "schema_url": f"{api.FOLDER}/schemas/{name}.json",
                "rows": [{"key": key, "type": _type(of), "text": of["description"]} for key, of in keys.items()],
                "example": json.dumps(example, ensure_ascii=False, indent=2) if example else None,
            }
        )
    feeds = [(f"{feed}.xml", words["format_atom"]), (f"{feed}.json", words["format_json_feed"])]
    bulk = [("citations.bib", "BibTeX"), ("citations.json", "CSL-JSON")]
    return frame(context, "data", words["data"], words["lead_data"], src_uri) | {
        "edit_url": None,
        "sections": sections,
        "feeds": [{"url": url, "title": title} for url, title in feeds if context.settings.site_url],
        "citations": [{"url": url, "title": title} for url, title in bulk],
    }


def _type(entry: dict[str, Any]) -> str:
    """The type of a key in a word: `string`, `array`, `Resource[]`."""
    first = next(option for option in entry.get("anyOf", [entry]) if option.get("type") != "null")
    if "$ref" in first:
        return str(first["$ref"]).rpartition("/")[2]
    return f"{_type(first['items'])}[]" if "items" in first else str(first.get("type", ""))


def _cut(value: Any) -> Any:
    """An example with lists cut short."""
    if isinstance(value, dict):
        return {key: _cut(each) for key, each in value.items()}
    return [_cut(each) for each in value[:_LONGEST]] if isinstance(value, (list, tuple)) else value
