"""Types of the values in a record: texts, dates, hours, addresses, tags. An error carries the key of its wording.

Every value arrives as text: the front matter is read without types.
"""

import os
import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from datetime import date, time
from typing import Annotated, Any
from zoneinfo import ZoneInfo

# Plugins of other packages are of no use here, and looking for them costs a tenth of a short check.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

from babel import Locale
from packaging.licenses import canonicalize_license_expression
from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from recap.content import written_values
from recap.core import text
from recap.core.urls import LOCAL_FILE

Make = Callable[[Any], Any]


def _parse(
    variant: str, pattern: str, make: Make = str, known: Make = str, refused: str = "", other: Make | None = None
) -> Any:
    """Return a validator that accepts texts by pattern and constructor; errors use the wording `variant`.

    `known` raises for values that no register lists. A value that matches the pattern and still fails uses the wording
    `refused`, if there is one. `other` makes a value in another form that has one reading; it raises for others.
    """
    accepted = re.compile(pattern, re.ASCII if r"\d" in pattern else 0)  # other digits look like a date, and are none

    def parse(value: Any) -> Any:
        wording = variant
        with suppress(ValueError, LookupError, OSError):
            if isinstance(value, str) and accepted.fullmatch(value.strip()):
                wording = refused or variant
                made = make(value.strip())
                known(made)
                return made
            if isinstance(value, str) and other:
                return other(value)
        raise PydanticCustomError(wording, "{value}", {"value": text.shortened(value)})

    return BeforeValidator(parse)


def _like(pattern: str, **keywords: Any) -> WithJsonSchema:
    """Return the JSON Schema of a text that matches a pattern of ECMA 262 as a whole."""
    return WithJsonSchema({"type": "string", "pattern": f"^(?:{pattern})$", **keywords})


def _stripped(value: Any) -> Any:
    return unicodedata.normalize("NFC", value).strip() if isinstance(value, str) else value


def _day(value: str) -> date:
    """Return the only day that a value can mean, its year included; raises ValueError for others."""
    (day,) = written_values.days(value)
    return day


def _minutes(value: str) -> int:
    """Return the minutes in a duration with its unit; raises ValueError for others."""
    return range(1, 1441)[range(1, 1441).index(written_values.minutes(value))]


MAX_SUMMARY = 300
"""Number of characters of a summary that lists and search engines have room for."""
MAX_ABSTRACT = 20_000
"""Number of characters of a programme's text."""
_ENGLISH = Locale("en")
"""CLDR knows a code if it has an English name for it."""
_PARTIAL_DATE = r"\d{4}(-\d{2}(-\d{2})?)?"
_HOUR = r"([01]\d|2[0-3]):[0-5]\d"
_LANGUAGE = r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*"
_ID = r"[a-z0-9]+(-[a-z0-9]+)*"
_COLOR = r"#[0-9A-Fa-f]{6}"
_ORCID = r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]"
_WIKIDATA = r"Q[1-9]\d*"
_ZONE = r"[A-Za-z_+-]+(/[A-Za-z0-9_+-]+)*"
URL = r"https?://[^\s<>\"\\^`{|}@/]+(?:[/?#][^\s<>\"\\^`{|}]*)?"

Text = Annotated[str, BeforeValidator(lambda value: text.collapse(value) if isinstance(value, str) else value)]
Line = Annotated[Text, Field(min_length=1, max_length=300)]
Title = Annotated[Text, Field(min_length=1, max_length=150)]
Label = Annotated[Text, Field(min_length=1, max_length=30)]
Names = Annotated[
    tuple[Line, ...],
    BeforeValidator(lambda value: (value,) if isinstance(value, str) else value),
    Field(min_length=1),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}),
]
"""One name or a list of names."""
Paragraph = Annotated[Text, Field(min_length=1, max_length=2000)]
Summary = Annotated[Text, Field(min_length=1, max_length=2000)]
"""Longer than `MAX_SUMMARY` is a warning (W116)."""
OptionalSummary = Annotated[Summary | None, BeforeValidator(lambda value: value or None)]
"""An empty text is none."""
Prose = Annotated[str, BeforeValidator(_stripped), Field(min_length=1, max_length=MAX_ABSTRACT)]
"""Markdown of several paragraphs, as it is written."""
Day = Annotated[date, _parse("E116.date", r"\d{4}-\d{2}-\d{2}", date.fromisoformat, refused="E116.day", other=_day)]
PartialDay = Annotated[
    str,
    _parse(
        "E116.partial_date",
        _PARTIAL_DATE,
        known=lambda value: date.fromisoformat(f"{value}-01-01"[:10]),
        other=lambda value: _day(value).isoformat(),
    ),
    _like(_PARTIAL_DATE, type=["string", "integer"]),  # an editor's YAML takes 2016 for a number
]
Hour = Annotated[
    time,
    _parse(
        "E116.time",
        _HOUR,
        time.fromisoformat,
        other=lambda value: time.fromisoformat(written_values.clock(value)),
    ),
    _like(_HOUR),
]
Minutes = Annotated[int, Field(le=1440), _parse("E116.minutes", r"\d{1,4}", int, range(1, 1441).index, other=_minutes)]
Color = Annotated[str, _parse("E116.colour", _COLOR, str.lower), _like(_COLOR)]
Rank = Annotated[int, _parse("E116.rank", r"\d{1,4}", int)]
Capacity = Annotated[int, _parse("E116.capacity", r"[1-9]\d{0,5}", int)]
Flag = Annotated[bool, _parse("E116.flag", r"(?i:true|false)", lambda value: value.lower() == "true")]
Url = Annotated[str, _parse("E111", URL), _like(r"https?://[^\s]+", format="uri")]
Target = Annotated[str, _parse("E111", f"{URL}|{LOCAL_FILE}"), _like(rf"https?://[^\s]+|{LOCAL_FILE}")]
"""An address, or a file of docs/ as a link in the text names it (`core.urls.is_local`)."""
LanguageTag = Annotated[
    str,
    _parse("E117.language", _LANGUAGE, known=lambda tag: _ENGLISH.languages[tag.partition("-")[0].lower()]),
    _like(_LANGUAGE),
]
CountryCode = Annotated[
    str, _parse("E117.country", r"[A-Z]{2}", known=lambda code: _ENGLISH.territories[code]), _like(r"[A-Z]{2}")
]
License = Annotated[str, _parse("E117.license", r".{1,100}", canonicalize_license_expression)]
Identifier = Annotated[str, _parse("E116.id", _ID), _like(_ID)]
TimeZone = Annotated[str, _parse("E116.timezone", _ZONE, known=ZoneInfo), _like(_ZONE)]
Orcid = Annotated[str, _parse("E116.orcid", _ORCID), _like(_ORCID)]
WikidataItem = Annotated[str, _parse("E116.wikidata", _WIKIDATA), _like(_WIKIDATA)]
