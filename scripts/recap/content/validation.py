"""A document -> a record, or everything that is wrong with it, each with line and column."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from recap.content.document import Document
from recap.content.examples import missing_key_args
from recap.content.schema import KINDS, TAGS, Record, Talk
from recap.core import text
from recap.core.diagnostics import Diagnostic

_WORDINGS = {
    "literal_error": "E116.choice",
    "too_short": "E116.empty",
    "too_long": "E116.long",
    **dict.fromkeys(("tuple_type", "list_type"), "E116.list"),
    **dict.fromkeys(("model_type", "model_attributes_type", "dict_type"), "E116.mapping"),
}
"""Error type of pydantic -> message key; any other is `E116.text`."""


def validate(kind: str, document: Document) -> tuple[Any, list[Diagnostic]]:
    """Return the record (one of `KINDS`) in a document, or None, and everything that is wrong with it."""
    model = KINDS[kind]
    try:
        return model.model_validate(document.data), []
    except ValidationError as error:
        diagnostics = [_diagnostic(details, model, document) for details in error.errors(include_url=False)]
        return None, list(dict.fromkeys(diagnostics))


def validate_partial(document: Document) -> Talk:
    """Return the valid part of a talk's front matter, for checking the names in it.

    Invalid keys are left out; missing ones get placeholders.
    """
    data = {"title": "?", "date": "1970-01-01"} | document.data | {"kind": "talk"}
    try:
        return Talk.model_validate(data)
    except ValidationError as error:
        wrong = {details["loc"][0] for details in error.errors(include_url=False)}
        return validate_partial(replace(document, data={key: value for key, value in data.items() if key not in wrong}))


def _diagnostic(details: Any, model: type[Record], document: Document) -> Diagnostic:
    kind, given = details["type"].removeprefix("string_"), details["input"]
    *steps, last = details["loc"]
    # Where a key is unknown the last step is what somebody wrote, were it the name of one of our tags.
    ends = (last,) if kind == "extra_forbidden" or last not in TAGS else ()
    place = (*(step for step in steps if step not in TAGS), *ends)
    if kind == "missing":
        return document.key_diagnostic("E102", *place, **missing_key_args(_model_at(model, steps).__name__, str(last)))
    if kind == "extra_forbidden":
        return document.unknown_key(sorted(_fields(_model_at(model, steps))), *place)
    key = next((step for step in reversed(place) if isinstance(step, str)), "")
    args: dict[str, Any] = {"value": text.shortened(given), "key": key}
    if kind == "literal_error":
        expected = re.findall(r"'([^']+)'", str(details["ctx"]["expected"]))
        args |= {"expected": ", ".join(expected), "near": text.nearest(str(given), expected)}
    elif kind in ("too_short", "too_long"):
        args |= {"limit": details["ctx"].get("max_length", 0), "length": len(given), "least": 3, "most": 7}
        kind = kind if isinstance(given, str) else "E116.items"
    return document.diagnostic(kind if kind.startswith("E") else _WORDINGS.get(kind, "E116.text"), *place, **args)


def _fields(model: type[Record]) -> dict[str, Any]:
    """Return key -> annotation of a model."""
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}


def _model_at(model: type[Record], place: Iterable[str | int]) -> type[Record]:
    """Return the model of the mapping at the location of an error."""
    for step in place:
        model = next(_records_in(_fields(model).get(str(step))), model)
    return model


def _records_in(annotation: Any) -> Iterator[type[Record]]:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        yield annotation
    for part in getattr(annotation, "__args__", ()):
        yield from _records_in(part)
