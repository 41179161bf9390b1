"""A document -> a record, or everything that is wrong with it, each with line and column."""

import copy
import itertools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from recap.content import foreign_front_matter
from recap.content.document import Document, Place
from recap.content.examples import Days, missing_key_args
from recap.content.key_proposals import unknown_key
from recap.content.record_keys import model_at, takes
from recap.content.schema import KINDS, TAGS, Record
from recap.content.value_proposals import proposal
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
_MAX_TURNS = 3
STAND_IN = "?"
"""What stands for an invalid item of a list in the valid part of a record."""


_NEVER = "0001-01-01"
_STAND_INS = {
    "title": STAND_IN,
    "date": _NEVER,
    "start_date": _NEVER,
    "end_date": _NEVER,
    "timezone": "UTC",
    "summary": STAND_IN,
}
"""Values for required keys of a talk or an event that are missing or invalid."""


@dataclass(frozen=True)
class Partial:
    """The valid part of a record that does not follow the schema, for checking what else is in it."""

    record: Any
    wrong: frozenset[Place]
    """Places of what is invalid or missing, which is reported already."""
    meant: frozenset[Place]
    """Places of the keys that unknown ones seem to mean."""

    def is_right(self, *place: str | int) -> bool:
        """Return True if the record has what is written at a place, and nothing is wrong above it or below it."""
        return not any(wrong[: len(place)] == place[: len(wrong)] for wrong in self.wrong)

    @property
    def has_days(self) -> bool:
        """True if an event has its first and last day."""
        return self.is_right("start_date") and self.is_right("end_date")


def validate(kind: str, document: Document, days: Days | None = None) -> tuple[Any, list[Diagnostic]]:
    """Return the record (one of `KINDS`) in a document, or None, and everything that is wrong with it.

    `days` are those of the event that it belongs to: if there are several, a talk names one of them.
    """
    if not document.data and not document.keys:
        return None, [foreign_front_matter.no_front_matter(document, kind, days)]
    undated = kind == "talk" and "date" not in document.data and days and days.first != days.last
    missing = [{"type": "missing", "loc": ("date",), "input": document.data}] if undated else []
    try:
        record = KINDS[kind].model_validate(document.data)
    except ValidationError as error:
        return None, _faults([*error.errors(include_url=False), *missing], KINDS[kind], document, days)
    return (None, _faults(missing, KINDS[kind], document, days)) if missing else (record, [])


def validate_partial(kind: str, document: Document) -> Partial:
    """Return the valid part of the front matter of a talk or an event.

    What is invalid is left out; a required key gets a stand-in, and so does an item of a list.
    """
    model, wrong, meant = KINDS[kind], set[Place](), set[Place]()
    data = copy.deepcopy(document.data) | {"kind": kind}
    stand_ins = {key: value for key, value in _STAND_INS.items() if key in model.model_fields}
    missing = stand_ins.keys() - data.keys()
    data = stand_ins | data
    for turn in itertools.count():
        try:
            record = model.model_validate(data)
            break
        except ValidationError as error:
            for details in error.errors(include_url=False):
                place = _place(details)
                wrong.add(place)
                if details["type"] == "extra_forbidden" and not turn:
                    near = unknown_key(_model_of(details, model), document, place, None).args["near"]
                    meant.add((*place[:-1], near))
                # What cannot be made right piece by piece is left out as a whole.
                _leave_out(data, place if turn < _MAX_TURNS else place[:1], stand_ins)
    return Partial(record, frozenset(wrong | {(key,) for key in missing}), frozenset(meant))


def _leave_out(data: Any, place: Place, stand_ins: Mapping[str, str]) -> None:
    """Remove the value at a place of a front matter; a required one and an item of a list get a stand-in."""
    *above, last = place
    for step in above:
        data = data.get(step) if isinstance(data, dict) else data[int(step)] if isinstance(data, list) else None
    if isinstance(data, list) and isinstance(last, int):
        data[last] = STAND_IN
    elif isinstance(data, dict) and last in data:
        del data[last]
        if not above and last in stand_ins:
            data[last] = stand_ins[str(last)]


def _faults(errors: Iterable[Any], model: type[Record], document: Document, days: Days | None) -> list[Diagnostic]:
    """Return a diagnostic for each error, once: a key that is missing because it is misspelt is not reported twice."""
    found: dict[tuple[Place, str], Diagnostic] = {}
    for details in errors:
        diagnostic = _diagnostic(details, model, document, days)
        found.setdefault((_place(details), diagnostic.message_key), diagnostic)
    meant = {(*place[:-1], each.args["near"]) for (place, _), each in found.items() if each.code == "E103"}
    return [each for (place, _), each in found.items() if each.code != "E102" or place not in meant]


def _place(details: Any) -> Place:
    """Return the place of an error in the front matter."""
    *steps, last = details["loc"]
    # Where a key is unknown the last step is what somebody wrote, were it the name of one of our tags.
    ends = (last,) if details["type"] == "extra_forbidden" or last not in TAGS else ()
    return (*(step for step in steps if step not in TAGS), *ends)


def _model_of(details: Any, model: type[Record]) -> type[Record]:
    """Return the model of the mapping in which an error is."""
    return model_at(model, details["loc"][:-1])


def _diagnostic(details: Any, model: type[Record], document: Document, days: Days | None) -> Diagnostic:
    kind, given, place = details["type"].removeprefix("string_"), details["input"], _place(details)
    inside = _model_of(details, model)
    if kind == "missing":
        args: dict[str, Any] = missing_key_args(inside.__name__, str(place[-1]), days)
        if place not in document.keys:
            return document.key_diagnostic("E102", *place, **args)
        written = document.nulls.get(place)
        line = f'{place[-1]}: "{written}"' if written and takes(inside, str(place[-1]), written) else ""
        return document.key_diagnostic("E102.empty", *place, **args, line=line)
    if kind == "extra_forbidden":
        return unknown_key(inside, document, place, days)
    key = next((step for step in reversed(place) if isinstance(step, str)), "")
    args = {"value": text.shortened(given), "key": key}
    wording = kind if kind.startswith("E") else _WORDINGS.get(kind, "E116.text")
    if kind in ("too_short", "too_long"):
        args |= {"limit": details["ctx"].get("max_length", 0), "length": len(given), "least": 3, "most": 7}
        wording = wording if isinstance(given, str) else "E116.items"
    else:
        args |= proposal(wording, inside, document, place, given, days)
        wording = "E116.date_and_time" if args.get("start") else wording
    if kind == "literal_error":
        expected = re.findall(r"'([^']+)'", str(details["ctx"]["expected"]))
        args |= {"expected": ", ".join(expected), "near": args["near"] or text.nearest(str(given), expected)}
    return document.diagnostic(wording, *place, **args)
