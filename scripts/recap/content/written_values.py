"""Times, durations and days as people write them -> what they can mean.

A value with one reading is taken for it; of several none is chosen. Names of months are those of the CLDR.
"""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from functools import cache

from recap.core import text

LANGUAGES = ("en", "fr", "de", "es", "it", "pt", "nl", "ca", "sv", "da", "nb", "pl", "ro", "tr")
"""Languages whose names of months and days are read; a name that means different months in two of them is not."""
_NUMBER = r"(\d{1,3}(?:[.,]\d{1,2})?)"
_HOURS = r"(?:h|hrs?|hours?|heures?|std\.?|stunden?|horas?|ore|ora|uur)"
_MINUTES = r"(?:m|mn|mins?\.?|minutes?|minuten?|minutos?|minuti|minuto|min\.|['′’])"
_SAID = re.compile(
    rf"(?:{_NUMBER}\s*{_HOURS})?[\s,]*(?:and|et|und|y|e)?\s*(?:(\d{{1,4}})\s*{_MINUTES}?)?", re.IGNORECASE
)
_ISO_DURATION = re.compile(r"P(?:T(?=\d))?(?:(\d{1,2})H)?(?:(\d{1,4})M)?(?:0+S)?", re.IGNORECASE)
_FILLERS = frozenset(re.findall(r"\w+", "st nd rd th er re de del of the le la el den der am on du"))
"""Ordinals, articles and prepositions in a day."""
_CLOCK = re.compile(
    r"(?:(?:at|à|um|a las|alle|às)\s+)?(\d{1,2})(?:\s*[:.hHu]\s*(\d{2})|\s*([hH])(?:eures?)?)?(?::00(?:\.0+)?)?"
    r"\s*(?:(?:uhr|h|heures?|hrs)\b\.?)?\s*([ap])?(?:\.?\s?m\.?)?",
    re.IGNORECASE,
)


def plain(value: str) -> str:
    """Return a value with ASCII digits, hyphens and spaces, without quotes around it and a comma or dot behind it."""
    value = unicodedata.normalize("NFKC", value).strip().strip("“”„‟«»‘’‚‹›\"' ")
    value = re.sub("[\u2010-\u2015\u2212]", "-", value).replace("\u2236", ":")
    return " ".join(value.rstrip(",;").split())


def clock(value: str) -> str:
    """Return the time of day in a value as `HH:MM`; empty if it has none, or seconds, or more than one reading."""
    value = plain(value)
    if not (found := _CLOCK.fullmatch(value)):
        return ""
    hour, minute, bare_hour, half = found.groups()
    if not (minute or bare_hour or half or re.search(r"uhr|heure|hrs", value, re.IGNORECASE)):
        return ""
    number = int(hour)
    if half:
        if not 1 <= number <= 12 or not value.lower().rstrip(". ").endswith("m"):
            return ""
        number = number % 12 + 12 * (half.lower() == "p")
    return f"{number:02}:{minute or '00'}" if number < 24 and int(minute or 0) < 60 else ""


def likely_clock(value: str) -> str:
    """Return the time of day that a value most likely means, one without signs or with a day included."""
    if found := moment(value):
        return f"{found:%H:%M}"
    digits = re.fullmatch(r"(\d{1,2})(\d{2})|(\d{1,2}):(\d{2}):\d{2}|(\d{1,2})", plain(value))
    hour, minute = [each for each in [*digits.groups(), "00"] if each][:2] if digits else ("", "")
    return clock(value) or (clock(f"{hour}:{minute}") if digits else "")


def minutes(value: str) -> int:
    """Return the minutes in a duration with its unit (`45 min`, `1h30`, `PT45M`); 0 if it has none."""
    value = value.strip()
    value = f"{plain(value[:-1])}'" if value[:1].isdecimal() and value[-1] in "'′’" else plain(value)
    if found := _ISO_DURATION.fullmatch(value):
        return 60 * int(found[1] or 0) + int(found[2] or 0)
    found = _SAID.fullmatch(value)
    if not found or not (found[1] or found[2]) or value.isdecimal():
        return 0
    whole = 60 * float((found[1] or "0").replace(",", ".")) + int(found[2] or 0)
    both = found[1] and found[2]
    return (
        int(whole) if whole == int(whole) and not (both and (re.search("[.,]", found[1]) or int(found[2]) > 59)) else 0
    )


def likely_minutes(value: str) -> int:
    """Return the minutes that a duration without unit most likely means: `1:30` is an hour and a half."""
    found = re.fullmatch(r"(\d{1,2})[:.h](\d{2})(?::00)?", plain(value))
    return 60 * int(found[1]) + int(found[2]) if found and int(found[2]) < 60 else minutes(value)


def days(value: str, first: date | None = None, last: date | None = None) -> list[date]:
    """Return the days that a value can mean, sorted; of several only those from `first` to `last`, if there are any.

    A year that is missing is that of `first`.
    """
    found = sorted({*_days(plain(value), first.year if first else None)})
    inside = [day for day in found if first and last and first <= day <= last]
    return inside or found


def has_year(value: str) -> bool:
    """Return True if a day is written with its year."""
    return bool(re.search(r"\d{4}|\d{1,2}\D+\d{1,2}\D+\d{2}$", plain(value)))


def moment(value: str) -> datetime | None:
    """Return day and time of a value that has both; None for others."""
    value = plain(value)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?", value):
        with suppress(ValueError):
            return datetime.fromisoformat(value)
    return None


def _days(value: str, year: int | None) -> Iterator[date]:
    parts: list[tuple[int | None, int, int]] = []
    weekdays: set[int] = set()
    if found := re.fullmatch(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})|(\d{4})(\d{2})(\d{2})", value):
        numbers = [int(each) for each in found.groups() if each]
        parts = [(numbers[0], numbers[1], numbers[2])]
    elif found := re.fullmatch(r"(\d{1,2})[-/. ]+(\d{1,2})[-/. ]+(\d{4}|\d{2})", value):
        one, other, written = map(int, found.groups())
        century = written + (2000 if written < 100 else 0)
        parts = [(century, other, one), (century, one, other)]
    else:
        words = [text.fold(word) for word in re.findall(r"[^\W\d_]+|\d+", value)]
        numbers = [int(word) for word in words if word.isdecimal()]
        named = [_months()[word] for word in words if word in _months()]
        rest = [word for word in words if not word.isdecimal() and word not in _months() and word not in _passed_over()]
        weekdays = {_weekdays()[word] for word in words if word in _weekdays()}
        if len(named) == 1 and not rest and 1 <= len(numbers) <= 2:
            day, own = (numbers[0], numbers[1:]) if numbers[0] < 32 else (numbers[-1], numbers[:-1])
            parts = [(own[0] if own else year, named[0], day)]
    for own_year, month, day in parts:
        with suppress(ValueError):
            if own_year and 1900 <= own_year < 2200 and {(made := date(own_year, month, day)).weekday()} >= weekdays:
                yield made


@cache
def _months() -> dict[str, int]:
    """Return folded name or abbreviation of a month -> its number."""
    return _names("months")


@cache
def _weekdays() -> dict[str, int]:
    """Return folded name or abbreviation of a day of the week -> its number, from 0 for Monday."""
    return {name: number for name, number in _names("days").items() if name not in _months()}


@cache
def _passed_over() -> frozenset[str]:
    """Return the words that stand next to a day: its weekday, ordinals, prepositions."""
    return frozenset(_weekdays()) | _FILLERS


def _names(kind: str) -> dict[str, int]:
    from babel import Locale

    found: dict[str, set[int]] = {}
    for code in LANGUAGES:
        locale = getattr(Locale(code), kind)
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in locale[context].get(width, {}).items():
                    found.setdefault(text.fold(name), set()).add(number)
    return {name: numbers.pop() for name, numbers in found.items() if len(numbers) == 1 and len(name) > 1}
