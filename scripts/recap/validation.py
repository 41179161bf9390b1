"""A document -> a record of the schema, or everything that is wrong with it, each at its line and column."""

from __future__ import annotations

import re
from typing import Any

from pydantic import ValidationError

from recap import text
from recap.frontmatter import Document
from recap.keys import missing
from recap.problems import Problem
from recap.schema import KINDS, TAGS, Record, Talk, shown


def validate(kind: str, document: Document) -> tuple[Any, list[Problem]]:
    """The record of one of `KINDS` that a document holds, or None, and everything that is wrong with it."""
    model = KINDS[kind]
    try:
        return model.model_validate(document.data), []
    except ValidationError as error:
        problems = [_problem(details, model, document) for details in error.errors(include_url=False)]
        return None, list(dict.fromkeys(problems))


def salvage(document: Document) -> Talk:
    """What of a talk's front matter follows the schema, for the checks of its names.

    Keys with errors are left out, missing ones filled with values that only serve here.
    """
    data = document.data | {"kind": "talk"}
    try:
        return Talk.model_validate(data)
    except ValidationError as error:
        wrong = {details["loc"][0] for details in error.errors(include_url=False)}
    sound = {key: value for key, value in data.items() if key not in wrong}
    return Talk.model_validate({"title": "?", "date": "1970-01-01"} | sound)


def _problem(details: Any, model: type[Record], document: Document) -> Problem:
    kind, given = details["type"], details["input"]
    *steps, last = details["loc"]
    # Where a key is unknown the last step is what somebody wrote, were it the name of one of our tags.
    ends = (last,) if kind == "extra_forbidden" or last not in TAGS else ()
    place = (*(step for step in steps if step not in TAGS), *ends)
    names = [step for step in place if isinstance(step, str)]
    found: dict[str, Any] = {"value": shown(given), "key": names[-1] if names else ""}
    if kind == "missing":
        owner = _model_at(model, details["loc"][:-1])
        return document.key_problem("E102", *place, **missing(owner.__name__, str(last)))
    if kind == "extra_forbidden":
        owner = _model_at(model, details["loc"][:-1])
        known = (field.alias or name for name, field in owner.model_fields.items())
        return document.unknown_key(sorted(known), *place)
    if kind.startswith("E"):
        return document.problem(kind, *place, **found)
    if kind == "literal_error":
        expected = re.findall(r"'([^']+)'", str(details["ctx"]["expected"]))
        near = text.near(str(given), expected, 1)
        found |= {"expected": ", ".join(expected), "near": ", ".join(near)}
        return document.problem("E116.choice", *place, **found)
    if kind.endswith(("too_short", "too_long")) and isinstance(given, str):
        limit = details["ctx"].get("max_length", 0)
        variant = "E116.long" if kind.endswith("too_long") else "E116.empty"
        return document.problem(variant, *place, **found, limit=limit, length=len(given))
    if kind in ("too_short", "too_long"):
        limits = {"least": 3, "most": 7, "length": details["ctx"]["actual_length"]}
        return document.problem("E116.items", *place, **found, **limits)
    if kind in ("tuple_type", "list_type"):
        return document.problem("E116.list", *place, **found)
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        return document.problem("E116.mapping", *place, **found)
    return document.problem("E116.text", *place, **found)


def _model_at(model: type[Record], place: tuple[Any, ...]) -> type[Record]:
    """The model of the mapping at a place of an error, found through the annotations of the fields."""
    for step in place:
        if isinstance(step, int) or step in TAGS:
            continue
        fields = {field.alias or name: field for name, field in model.model_fields.items()}
        nested = _records_in(fields[step].annotation) if step in fields else []
        model = nested[0] if nested else model
    return model


def _records_in(annotation: Any) -> list[type[Record]]:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return [annotation]
    return [model for part in getattr(annotation, "__args__", ()) for model in _records_in(part)]
