"""An unknown key -> the line that was meant, with its author's value in the form that our key takes."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from recap.content import key_words, written_values
from recap.content.document import Document, Place
from recap.content.examples import Days, example, example_line
from recap.content.record_keys import fields, takes
from recap.content.schema import Record
from recap.content.value_proposals import fitting
from recap.content.yaml_writer import to_flow_yaml
from recap.core import text
from recap.core.diagnostics import Diagnostic

_MAX_LIKELY = 5
"""Number of keys proposed for a word that means nothing to us."""
_ACCOUNTS = {"x": "https://x.com/", "github": "https://github.com/", "linkedin": "https://www.linkedin.com/in/"}
"""Key of a person's link -> what stands before the name of an account."""


def unknown_key(model: type[Record], document: Document, place: Place, days: Days | None) -> Diagnostic:
    """Return E103 for an unknown key of the mapping of a model: the line to write, or the keys that may be meant.

    A meaning wins over a likeness, and no key is proposed that is there already.
    """
    *above, word = place
    record = _at(document, above)
    known, word = fields(model), str(word)
    free = [key for key in known if key not in record]
    args: dict[str, Any] = {"key": word, "known": ", ".join(_likely(model, free)), "near": ""}

    def found(message_key: str, **more: Any) -> Diagnostic:
        return document.key_diagnostic(message_key, *place, **(args | more))

    if joined := _joined(word, known):
        return found("E103.means", near=joined[0], line=f"{joined[0]}: {to_flow_yaml(joined[1])}")
    if slip := text.slip(word, free):
        if record[word] is not None and not takes(model, slip, record[word]) and _line(model, slip, record, word, days):
            return found("E103.means", near=slip, line=_line(model, slip, record, word, days))
        return found("E103", near=slip)
    meant = key_words.meaning(model.__name__, word)
    if not meant and model.__name__ == "Speaker" and " " in word:
        entry = {"name": word} | ({"organisation": record[word]} if isinstance(record.get(word), str) else {})
        return found("E103.entry", near="name", line=to_flow_yaml(entry))
    if not meant:
        return found("E103")
    if meant == key_words.NOTHING:
        return found("E103.nothing")
    if meant == key_words.BELOW:
        return found("E103.below")
    near, _, inner = meant.partition(".")
    if near in record or near not in known:
        parts = _entries(model, meant, record, word) if inner and meant != key_words.FROM_END else iter(())
        part = next(parts, None)
        return found("E103.into", near=near, line=to_flow_yaml(part)) if part else found("E103.there", near=near)
    others = [each for each in record if each not in known and _base(model, each) == near]
    if others and others[0] != word:
        return found("E103.there", near=near)
    if not inner and takes(model, near, record[word]):
        return found("E103", near=near)
    return found("E103.means", near=near, line=_line(model, meant, record, word, days))


def _at(document: Document, above: list[str | int]) -> dict[str, Any]:
    """Return the mapping at a place as written: its keys in order, with None for those without a value."""
    data: Any = document.data
    for step in above:
        data = data[step]
    steps = len(above) + 1
    written = [key[-1] for key in document.keys if len(key) == steps and [*key[:-1]] == above]
    return {str(key): data.get(key) for key in [*written, *data] if not str(key).startswith("\0")}


def _base(model: type[Record], word: str) -> str:
    return key_words.meaning(model.__name__, word).partition(".")[0]


def _likely(model: type[Record], free: list[str]) -> list[str]:
    likely = [key for key in key_words.likely_keys(model.__name__) if key in free]
    return (likely or free)[:_MAX_LIKELY]


def _joined(word: str, known: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return key and value of a word such as `name:Ada Quill`, whose colon has no space behind it."""
    key, colon, value = word.partition(":")
    return (key.strip(), value.strip()) if colon and value and key.strip() in known else None


def _line(model: type[Record], meant: str, record: dict[str, Any], word: str, days: Days | None) -> str:
    """Return the line to write for a word that means `meant`; an example for a value that cannot be converted."""
    near, _, inner = meant.partition(".")
    value = record[word]
    if meant == key_words.FROM_END:
        value = _duration(record, value)
    elif inner and near != "duration":
        value = _nested(model, near, record)
    elif near == "recordings" and isinstance(value, str):
        value = [{"url": value}]
    elif near == "photo" and isinstance(value, str):
        value = {"file": value.rpartition("/")[2], "alt": str(record.get("name") or "…"), "license": "CC-BY-4.0"}
    else:
        value = fitting(model, near, value, days)
    if value is None or not takes(model, near, _as_texts(value)):
        return example_line(model.__name__, near, days)
    shown = to_flow_yaml(value)
    return f"{near}: {shown}" if not re.fullmatch(r"\d\d:\d\d", str(value)) else f'{near}: "{value}"'


def _as_texts(value: Any) -> Any:
    """Return a value as the reader gives it: numbers and flags as texts."""
    if isinstance(value, dict):
        return {key: _as_texts(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_as_texts(each) for each in value]
    return str(value)


def _duration(record: dict[str, Any], end: Any) -> int | None:
    """Return the minutes from the start in a record to an end; None if one of the two is not a time."""
    key = next((each for each in record if each == "start" or _base_is_start(each)), "")
    start, until = (written_values.likely_clock(str(each)) for each in (record.get(key), end))
    if not (start and until):
        return None
    first, last = (60 * int(each[:2]) + int(each[3:]) for each in (start, until))
    return last - first if last > first else None


def _base_is_start(word: str) -> bool:
    return key_words.meaning("Talk", word) == "start"


def _nested(model: type[Record], near: str, record: dict[str, Any]) -> Any:
    """Return the value of a key that several words of a record mean parts of."""
    entries = [
        entry
        for word in record
        for entry in _entries(model, key_words.meaning(model.__name__, word), record, word)
        if key_words.meaning(model.__name__, word).startswith(f"{near}.")
    ]
    if near == "resources":
        return entries
    together: dict[str, str] = {}
    for entry in entries:
        together = entry | together
    if near == "affiliations":
        ordered = {"organisation": example("Affiliation", "organisation")} | together
        return [ordered]
    return together


def _entries(model: type[Record], meant: str, record: dict[str, Any], word: str) -> Iterator[dict[str, str]]:
    """Yield the entry, or the entries, that the value of a word makes of a key inside another."""
    near, _, inner = meant.partition(".")
    values = record[word] if isinstance(record[word], list) else [record[word]]
    for value in values:
        url = value.get("url") if isinstance(value, dict) else value
        if not isinstance(url, str):
            continue
        if near == "resources":
            address = url if takes(model, near, [_resource(inner, url)]) else example("Resource", "url")
            yield _resource(inner, address)
        elif near == "links":
            yield {inner: _account(inner, url)}
        else:
            yield {inner: url}


def _resource(inner: str, url: str) -> dict[str, str]:
    titles = {"slides": "The slides", "code": "The code", "website": "The website"}
    return {"type": inner, "title": titles[inner], "url": url}


def _account(network: str, written: str) -> str:
    """Return the address of an account that is given by its name."""
    if written.startswith(("https://", "http://")):
        return written
    if network in _ACCOUNTS and (found := re.fullmatch(r"@?([\w.-]+)", written)):
        return _ACCOUNTS[network] + found[1]
    return (
        f"https://{written.removeprefix('//')}" if re.match(r"[\w-]+(\.[\w-]+)+", written) else "https://example.org/"
    )
