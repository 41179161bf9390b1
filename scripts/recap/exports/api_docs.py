"""Page that documents the files for machines: what there is, what each key means, examples from the site."""

import json
from collections.abc import Callable
from typing import Any

from recap.exports import api
from recap.pages.context import Context, Data

_MAX_EXAMPLE_ENTRIES = 2
"""Number of entries of a list that an example shows."""


def data(context: Context, base: Callable[[], Data]) -> Data:
    """Return the template data: those of `base`, then a section for each API file, feeds and citations."""
    words, feed, schemas = context.words, context.settings.folders["feed"], api.schemas(context.language.code)
    sections = []
    for name, model in api.MODELS.items():
        keys, items = schemas[name]["$defs"][model.__name__]["properties"], getattr(context.catalogue, name)
        example = _cut(api.data_of(context.catalogue, items[next(iter(items))])) if items else None
        section: Data = {"id": name, "title": words[name], "url": f"{api.FOLDER}/{name}.json"}
        section["schema_url"] = f"{api.FOLDER}/schemas/{name}.json"
        section["rows"] = [{"key": key, "type": _type(of), "text": of["description"]} for key, of in keys.items()]
        section["example"] = json.dumps(example, ensure_ascii=False, indent=2) if example else None
        sections.append(section)
    figures, has_address = context.catalogue.figures, bool(context.settings.site_url)
    has_feed = has_address and figures["published"]
    feeds = [(f"{feed}.xml", words["format_atom"]), (f"{feed}.json", words["format_json_feed"])] if has_feed else []
    bulk = [("citations.bib", "BibTeX"), ("citations.json", "CSL-JSON")]
    return base() | {
        "edit_url": None,
        "sections": sections,
        "feeds": [{"url": url, "title": title} for url, title in feeds],
        "citations": [{"url": url, "title": title} for url, title in bulk],
        "since": context.settings.folders["since"] if has_address and figures.get("since") else None,
    }


def _type(entry: dict[str, Any]) -> str:
    """Return the type of a key in a word: `string`, `array`, `Resource[]`."""
    first = next(option for option in entry.get("anyOf", [entry]) if option.get("type") != "null")
    if "$ref" in first:
        return str(first["$ref"]).rpartition("/")[2]
    return f"{_type(first['items'])}[]" if "items" in first else str(first.get("type", ""))


def _cut(value: Any) -> Any:
    """Return an example with its lists cut short."""
    if isinstance(value, dict):
        return {key: _cut(each) for key, each in value.items()}
    return [_cut(each) for each in value[:_MAX_EXAMPLE_ENTRIES]] if isinstance(value, (list, tuple)) else value
