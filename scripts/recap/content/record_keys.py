"""The keys of the records and what each takes, read from their types.

The records, and with them pydantic, are loaded when they are first asked for: messages alone need none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from recap.content.schema import Record


@cache
def fields(model: type[Record]) -> Mapping[str, Any]:
    """Return key -> annotation of a model."""
    return {field.alias or name: field.rebuild_annotation() for name, field in model.model_fields.items()}


def model_at(model: type[Record], place: Iterable[str | int]) -> type[Record]:
    """Return the model of the mapping at a place, or at the location of an error."""
    for step in place:
        model = next(records_in(fields(model).get(str(step))), model)
    return model


def records_in(annotation: Any) -> Iterator[type[Record]]:
    """Yield the models in an annotation."""
    from recap.content.schema import Record

    if isinstance(annotation, type) and issubclass(annotation, Record):
        yield annotation
    for part in getattr(annotation, "__args__", ()):
        yield from records_in(part)


def takes(model: type[Record], key: str, value: Any) -> bool:
    """Return True if a key of a model takes a value, which may be a text, a list or a mapping of these."""
    from pydantic import ValidationError

    if key not in fields(model):
        return False
    try:
        _adapter(model, key).validate_python(value)
    except ValidationError:
        return False
    return True


@cache
def _adapter(model: type[Record], key: str) -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter[Any](fields(model)[key])


@cache
def known_keys() -> frozenset[str]:
    """Return the keys of all records, nested ones included."""
    return frozenset(key for model in _models() for key in fields(model))


@cache
def list_keys() -> frozenset[str]:
    """Return the keys that take a list in some record."""
    return frozenset(key for model in _models() for key in fields(model) if takes(model, key, []))


@cache
def text_keys() -> frozenset[str]:
    """Return the keys that take any text, or a list of texts, in every record that has them."""
    samples = ("a # b", ["a # b"] * 3)
    others = {key for model in _models() for key in fields(model) if not any(takes(model, key, one) for one in samples)}
    return known_keys() - others


@cache
def _models() -> tuple[type[Record], ...]:
    from recap.content.schema import KINDS

    found: dict[type[Record], None] = {}
    waiting = [*KINDS.values()]
    while waiting:
        if (model := waiting.pop()) not in found:
            found[model] = None
            waiting += [nested for annotation in fields(model).values() for nested in records_in(annotation)]
    return tuple(found)
