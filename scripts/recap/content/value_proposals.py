"""A value in a wrong form -> the value that was meant, in the form that its key takes."""

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from recap.content import key_words, written_values
from recap.content.document import Document, Place
from recap.content.examples import Days, example_line
from recap.content.field_types import URL
from recap.content.record_keys import takes
from recap.content.schema import Record
from recap.content.yaml_faults import bare
from recap.content.yaml_writer import to_flow_yaml
from recap.core import text
from recap.core.name_parts import people_in

_LANGUAGES = ("en", "fr", "de", "es", "it", "pt")
"""Languages in which the names of languages and countries are read."""


def proposal(
    wording: str, model: type[Record], document: Document, place: Place, given: Any, days: Days | None
) -> dict[str, Any]:
    """Return the arguments `near`, the line or the item of a list to write, and `example`, a line that fits.

    `near` is empty if nobody can tell what was meant. It is checked: whoever writes it has no further complaint.
    """
    key = str(next((step for step in reversed(place) if isinstance(step, str)), ""))
    args = {"near": "", "example": example_line(model.__name__, key, days)}
    is_item = isinstance(place[-1], int) if place else False
    if wording == "E116.list":
        found = written_list(key, given, document, place)
        return args | {"near": f"{key}: {to_flow_yaml(found)}" if found and takes(model, key, found) else ""}
    if wording in ("E116.date", "E116.day"):
        return args | {
            "near": " / ".join(_days(given, key, days)),
            "start": _start_beside(document, place, given, days),
        }
    maker = _MAKERS.get(wording)
    tidy = bare(given.rstrip(",;")) if isinstance(given, str) else given
    made = [maker(each, key) for each in (given, tidy) if maker and (isinstance(given, str) or wording == "E116.text")]
    values = (
        each for each in [*made, tidy] if each and each != given and takes(model, key, [each] if is_item else each)
    )
    if not (value := next(values, "")):
        return args
    shown = (
        f'"{value}"' if wording == "E116.time" or (wording == "E116.partial_date" and value.count("-") == 1) else value
    )
    if wording == "E116.text":
        shown = to_flow_yaml(value)
    return args | {"near": shown if is_item else f"{key}: {shown}"}


def fitting(model: type[Record], key: str, value: Any, days: Days | None) -> Any:
    """Return a value of another key in the form that a key takes; None if it cannot be converted."""
    if takes(model, key, value):
        return value
    if takes(model, key, []) and (listed := written_list(key, value)):
        return listed
    if not isinstance(value, str):
        value = value[0] if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str) else None
    makers = [_MAKERS[name] for name in ("E116.time", "E116.minutes", "E116.choice", "E116.flag", "E117.language")]
    for maker in (*makers, _MAKERS["E117.country"], _MAKERS["E116.timezone"]) if value else ():
        if (made := maker(value, key)) and takes(model, key, made):
            return int(made) if made.isdecimal() else made
    found = [day.isoformat() for day in written_values.days(value, *(days or ())[:2])] if value else []
    return found[0] if len(found) == 1 and takes(model, key, found[0]) else None


def written_list(key: str, given: Any, document: Document | None = None, place: Place = ()) -> list[str]:
    """Return the items of a list that was written as a text or as a mapping; empty for none."""
    if isinstance(given, dict):
        names = [str(step[-1]) for step in (document.keys if document else ()) if step[:-1] == place]
        return [*names, *given] if not given and not any(":" in name for name in names) else []
    if not isinstance(given, str) or not given.strip():
        return []
    inside = bare(re.sub(r"^- *(?=\S)", "", given.strip().strip("[](){} ")).rstrip(",;"))
    if key in ("speakers", "authors", "organizers", "said_by"):
        items = [part for one in inside.split("\n") for part in people_in(one)]
    elif key in ("topics", "synonyms", "aliases", "languages", "rooms"):
        items = re.split(r"\s*[,;\n]\s*", inside)
    else:
        items = [inside]
    return [bare(item.strip(" \"'")) for item in items if item.strip(" \"'")]


def _days(given: Any, key: str, days: Days | None) -> list[str]:
    """Return the lines with the days that a value can mean."""
    if not isinstance(given, str):
        return []
    moment = _moment(given, days)
    found = [moment.date()] if moment else written_values.days(given, *(days or ())[:2])
    return [f"{key}: {day.isoformat()}" for day in found]


def _moment(given: str, days: Days | None) -> datetime | None:
    """Return the day and time that a value holds, in the time zone of the event."""
    moment = written_values.moment(given)
    return moment.astimezone(ZoneInfo(days.timezone)) if moment and moment.tzinfo and days else moment


def _start_beside(document: Document, place: Place, given: Any, days: Days | None) -> str:
    """Return the line with the time of day that a date was written with, if the record has none."""
    moment = _moment(given, days) if isinstance(given, str) else None
    return f'start: "{moment:%H:%M}"' if moment and place == ("date",) and "start" not in document.data else ""


def _text(given: Any, key: str) -> str:
    """Return a list or mapping as the text that its brackets were part of."""
    if isinstance(given, list) and all(isinstance(item, str) for item in given) and given:
        return f"[{', '.join(given)}]" if key in ("title", "original_title", "summary") else ", ".join(given)
    return ""


def _language(given: str, _: str) -> str:
    tag = written_values.plain(given).replace("_", "-")
    return _named("languages").get(text.fold(tag), tag)


def _country(given: str, _: str) -> str:
    return _named("territories").get(text.fold(given), given.upper())


@cache
def _named(kind: str) -> dict[str, str]:
    """Return folded name of a language or country -> its code."""
    from babel import Locale

    names = [(code, name) for each in _LANGUAGES for code, name in getattr(Locale(each), kind).items()]
    return {text.fold(name): code.replace("_", "-") for code, name in reversed(names) if "_" not in code}


def _zone(given: str, _: str) -> str:
    """Return the time zone of a city, if there is one of that name."""
    wanted = text.fold(given.rpartition("/")[2].replace("_", " "))
    found = sorted(
        zone for zone in available_timezones() if text.fold(zone.rpartition("/")[2].replace("_", " ")) == wanted
    )
    return next((zone for zone in found if "/" in zone), "")


def _license(given: str, _: str) -> str:
    return re.sub(r"[\s_]+", "-", given.strip().upper().replace("CREATIVE COMMONS", "CC"))


def _choice(given: str, key: str) -> str:
    meant = key_words.value_meaning(key, given)
    return meant or re.sub(r"[\s-]+", "_", text.strip_accents(given).strip().lower())


def _url(given: str, _: str) -> str:
    url = f"https://{given.strip().removeprefix('//')}"
    return url if re.match(r"https://[\w-]+(\.[\w-]+)+([/?#]|$)", url) and re.fullmatch(URL, url) else ""


def _inside(pattern: str) -> Callable[[Any, str], str]:
    def find(given: str, _: str) -> str:
        found = re.search(pattern, unicodedata.normalize("NFKC", given))
        return found[0] if found else ""

    return find


_MAKERS: dict[str, Callable[[Any, str], str]] = {
    "E116.time": lambda given, _: written_values.likely_clock(given),
    "E116.minutes": lambda given, _: str(written_values.likely_minutes(given) or ""),
    "E116.partial_date": lambda given, _: next((day.isoformat() for day in written_values.days(given)), ""),
    "E116.flag": lambda given, key: key_words.value_meaning(key, given),
    "E116.choice": _choice,
    "E116.id": lambda given, _: text.slug(given),
    "E116.rank": _inside(r"\d{1,4}"),
    "E116.timezone": _zone,
    "E116.orcid": _inside(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]"),
    "E116.wikidata": _inside(r"Q[1-9]\d*"),
    "E116.text": _text,
    "E117.language": _language,
    "E117.country": _country,
    "E117.license": _license,
    "E111": _url,
}
"""Wording -> function that makes the value that was meant of a value and its key; empty if it cannot tell."""
