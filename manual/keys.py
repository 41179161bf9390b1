"""Reference of keys: a page for each kind of file, from the schema, its descriptions and examples, and `effects`.

`notes.toml` adds what these cannot say; `tests/unit/manual/` fails for a key that nothing explains.
"""

from __future__ import annotations

import tomllib
import types
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from manual.effects import Effects
from recap.content import field_types, schema
from recap.content.examples import example
from recap.content.yaml_writer import to_flow_yaml
from recap.core.language import language

Record = type[schema.Record]
TYPES = {
    "Line": "text on one line, 1 to 300 characters",
    "Title": "text on one line, 1 to 150 characters",
    "Label": "text on one line, 1 to 30 characters",
    "Paragraph": "text, 1 to 2000 characters",
    "Summary": "text, 1 to 300 characters; a longer one, up to 2000, is a warning",
    "OptionalSummary": "text, up to 300 characters; a longer one, up to 2000, is a warning",
    "Prose": "Markdown, 1 to 20,000 characters",
    "Day": "day: `2026-05-01`",
    "PartialDay": "day, month or year: `2026-05-01`, `2026-05`, `2026`",
    "Hour": 'time in quotes: `"09:00"`',
    "Minutes": "number of minutes, 1 to 1440",
    "Rank": "number",
    "Flag": "`true` or `false`",
    "Color": 'colour in quotes: `"#1f6feb"`',
    "Capacity": "number of people",
    "Url": "address with `https://` or `http://`",
    "Target": "address with `https://` or `http://`, or a file of docs/, from the folder of this one",
    "LanguageTag": "language (BCP 47): `en`, `pt-BR`",
    "CountryCode": "country, two capital letters (ISO 3166-1): `DE`",
    "License": "licence, by its SPDX id: `CC-BY-SA-4.0`",
    "Identifier": "id: lower-case letters without accents, digits, hyphens",
    "TimeZone": "time zone, by its IANA name: `Europe/Berlin`",
    "Orcid": "ORCID: `0000-0002-1825-0097`",
    "WikidataItem": "Wikidata id: `Q42`",
}
"""Name in `field_types` -> its words."""
_NAMES = {id(getattr(field_types, name)): name for name in TYPES}
TEXTS: Mapping[str, Any] = tomllib.loads(Path(__file__).with_name("notes.toml").read_text("utf-8"))
"""What is written by hand for the reference."""
NOTES: Mapping[str, str] = TEXTS["keys"]
"""`Record.key` or `key` -> what else there is to say, in Markdown."""
INTRODUCTIONS: Mapping[str, str] = TEXTS["kinds"]
"""Kind of file -> the first paragraphs of its page."""


def keys_of(record: Record) -> dict[str, Any]:
    """Return key as it is written -> annotation of its value, in the order of the schema."""
    hints = get_type_hints(record, include_extras=True)
    return {info.alias or name: hints[name] for name, info in record.model_fields.items()}


def need_of(record: Record, key: str) -> str:
    """Return whether a record can do without a key, in words: `required`, `optional`, or when it is required."""
    names = {info.alias or name: info for name, info in record.model_fields.items()}
    return _NEEDS.get((record.__name__, key)) or ("required" if names[key].is_required() else "optional")


_NEEDS = {
    ("Talk", "speakers"): "required, unless `parts` have speakers",
    ("Talk", "date"): "required, unless the event lasts a single day",
    ("Talk", "no_speaker_reason"): "required where `speakers` is empty",
    ("Speaker", "person"): "required without `name`",
    ("Speaker", "name"): "required without `person`",
}
"""What the schema leaves to the check, because a message of its own explains it better."""


def type_in_words(annotation: Any) -> str:
    """Return the type of a value in words. Raises KeyError for a type that `TYPES` does not know."""
    if name := _NAMES.get(id(annotation)):
        return TYPES[name]
    origin, arguments = get_origin(annotation), get_args(annotation)
    if annotation == schema.RoomEntry:
        return "name or [mapping](#mapping-room)"
    if annotation == schema.SpeakerEntry:
        return "text (a name or an id), or a [mapping](#mapping-speaker)"
    if origin is Literal:
        return "one of " + ", ".join(f"`{each}`" for each in arguments) if len(arguments) > 1 else f"`{arguments[0]}`"
    if origin in (Union, types.UnionType):
        return type_in_words(next(each for each in arguments if each is not type(None)))
    if origin is tuple:
        return f"list: each entry a {type_in_words(arguments[0])}".replace("a one of", "one of")
    if origin is dict:
        return "mapping"
    if isinstance(annotation, type) and issubclass(annotation, schema.Record):
        return f"[mapping](#mapping-{annotation.__name__.lower()})"
    if hasattr(annotation, "__metadata__"):  # a list with bounds
        return type_in_words(arguments[0])
    return TYPES[str(annotation)]


def records_in(annotation: Any) -> Iterator[Record]:
    """Yield the records that the values of a type hold."""
    if isinstance(annotation, type) and issubclass(annotation, schema.Record):
        yield annotation
    for each in get_args(annotation):
        if each is not type(None):
            yield from records_in(each)


def nested_records(record: Record) -> dict[Record, str]:
    """Return the records in a record, at any depth -> the key that holds them."""
    found: dict[Record, str] = {}
    for key, annotation in keys_of(record).items():
        for each in records_in(annotation):
            found.setdefault(each, key)
            for inner, inner_key in nested_records(each).items():
                found.setdefault(inner, inner_key)
    return found


def description_of(record: Record, key: str) -> str:
    """Return what a key is for, as editors show it; raises KeyError without a description."""
    words = language("en").keys
    return words.get(f"{record.__name__}.{key}", "") or words[key]


def note_of(record: Record, key: str) -> str:
    """Return what else there is to say about a key; empty if nothing."""
    return NOTES.get(f"{record.__name__}.{key}", NOTES.get(key, ""))


def page(kind: str, effects: Mapping[tuple[str, str], Effects]) -> str:
    """Return the Markdown of the page on the keys of a kind of file."""
    record = schema.KINDS[kind]
    parts = [f"# Keys of {'an' if kind == 'event' else 'a'} {kind}", INTRODUCTIONS[kind], _table(record)]
    parts += [_section(record, key, "##", effects) for key in keys_of(record)]
    for nested, key in nested_records(record).items():
        parts.append(f"## In `{key}` {{ #mapping-{nested.__name__.lower()} }}\n\n{_first_sentence(nested)}")
        parts += [_section(nested, inner, "###", effects) for inner in keys_of(nested)]
    return "\n\n".join(parts) + "\n"


def _first_sentence(record: Record) -> str:
    return (record.__doc__ or "").split("\n\n")[0].replace("\n", " ")


def _anchor(record: Record, key: str) -> str:
    return key if record in schema.KINDS.values() else f"{record.__name__.lower()}-{key}"


def _table(record: Record) -> str:
    rows = ["| key | what it is |", "| --- | --- |"]
    for key in keys_of(record):
        needed = " (required)" if need_of(record, key).partition(",")[0] == "required" else ""
        rows.append(f"| [`{key}`](#{_anchor(record, key)}){needed} | {description_of(record, key)} |")
    return "\n".join(rows)


def _section(record: Record, key: str, mark: str, effects: Mapping[tuple[str, str], Effects]) -> str:
    value, where = example(record.__name__, key), effects.get((record.__name__, key), Effects())
    lines = [
        f"{mark} `{key}` {{ #{_anchor(record, key)} }}",
        f"{description_of(record, key)} {note_of(record, key)}".strip(),
    ]
    lines.append(f"```yaml\n{key}: {to_flow_yaml(value)}\n```")
    facts = [f"Type: {type_in_words(keys_of(record)[key])}; {need_of(record, key)}."]
    if where.pages:
        facts.append(f"Changes: {', '.join(where.pages)}.")
    if where.exports:
        facts.append(f"In exports: {', '.join(where.exports)}.")
    lines.append("<br>\n".join(facts))
    return "\n\n".join(lines)
