"""Everything that is said in a human language: words of the pages, wording of the problems, dates and lists.

One TOML file a language. Tables: `words` (templates and generated pages), `problems` (text key -> message, hint),
`terminal` (what the commands say), `codes` (what each code is about). Dates, lists and names of languages come from the
Unicode CLDR through Babel.
"""

from __future__ import annotations

import datetime
import functools
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DEFAULT = "fr"
_FOLDER = Path(__file__).with_name("translations")
AVAILABLE = tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


@dataclass(frozen=True)
class Language:
    """The words of one language. `code` is a BCP 47 primary tag."""

    code: str
    words: Mapping[str, str]
    problems: Mapping[str, Mapping[str, str]]
    terminal: Mapping[str, str]
    codes: Mapping[str, str]
    """Code -> what it is about, for somebody who meets it for the first time."""
    keys: Mapping[str, str]
    """Key of a record, or `Model.key` -> what is written there."""

    def problem(self, text: str, args: Mapping[str, Any]) -> tuple[str, str | None]:
        """Message and hint of a problem's text key; the hint is None where the language file gives none."""
        entry = self.problems[text]
        shown = {name: str(value) for name, value in args.items()}
        hint = entry.get("hint")
        if hint and any(shown.get(name) == "" for name in re.findall(r"\{(\w+)\}", hint)):
            hint = entry.get("otherwise")
        return entry["message"].format(**shown), hint.format(**shown) if hint else None

    def count(self, word: str, number: int, words: Mapping[str, str] | None = None) -> str:
        """The number with its noun: `word` is a key of `words` that exists as `word_one` and `word_other`."""
        form = "one" if _locale(self.code).plural_form(number) == "one" else "other"
        return (words or self.words)[f"{word}_{form}"].format(number=number)

    def date(self, day: datetime.date, *, weekday: bool = False) -> str:
        """`4 octobre 2016`, or with its weekday `mardi 4 octobre 2016`."""
        return _date(self.code, day, "full" if weekday else "long")

    def partial_date(self, value: str) -> str:
        """An ISO 8601 date of reduced precision (`2016`, `2016-10` or `2016-10-04`) as people write it."""
        from babel.dates import format_skeleton

        if len(value) == 7:
            return str(format_skeleton("yMMMM", datetime.date.fromisoformat(f"{value}-01"), locale=_locale(self.code)))
        return value if len(value) == 4 else self.date(datetime.date.fromisoformat(value))

    def date_range(self, start: datetime.date, end: datetime.date) -> str:
        """`du 4 au 6 octobre 2016`, what both dates share said once; one date when both are the same day."""
        if start == end:
            return self.date(start)
        shown = self.date(start)
        if start.year == end.year:
            shown = shown.partition(" ")[0] if start.month == end.month else shown.removesuffix(f" {start.year}")
        return self.words["date_range"].format(start=shown, end=self.date(end))

    def list(self, items: Iterable[str]) -> str:
        """`a, b et c`."""
        from babel.lists import format_list

        return str(format_list([*items], locale=_locale(self.code)))

    def language_name(self, tag: str) -> str:
        """The name of a language in this language; the tag itself when CLDR has no name for it."""
        from babel import Locale, UnknownLocaleError

        try:
            return Locale.parse(tag, sep="-").get_display_name(_locale(self.code)) or tag
        except (UnknownLocaleError, ValueError):
            return tag

    def country_name(self, code: str) -> str:
        """The name of an ISO 3166-1 alpha-2 country; the code itself when CLDR has no name for it."""
        return str(_locale(self.code).territories.get(code, code))

    def locale(self, tag: str) -> str:
        """`fr_FR`: language and territory as Open Graph wants them, the likeliest territory where the tag has none."""
        from babel.core import get_global

        primary, _, territory = tag.partition("-")
        return f"{primary}_{territory.upper() or get_global('likely_subtags').get(primary, primary).rpartition('_')[2]}"


@functools.cache
def _locale(code: str) -> Any:
    from babel import Locale

    # Day before month in English too, so that a range of days reads « 4 to 6 October ».
    return Locale.parse({"en": "en_GB"}.get(code, code))


@functools.lru_cache(maxsize=4096)
def _date(code: str, day: datetime.date, form: str) -> str:
    from babel.dates import format_date

    shown = str(format_date(day, form, locale=_locale(code)))
    return re.sub(r"\b1 ", "1er ", shown) if code == "fr" and day.day == 1 else shown


@functools.cache
def language(code: str) -> Language:
    """The language nearest to a BCP 47 tag: `fr-CA` reads `fr.toml`, an unknown one `en.toml`."""
    primary = code.partition("-")[0].lower()
    primary = primary if primary in AVAILABLE else "en"
    with (_FOLDER / f"{primary}.toml").open("rb") as file:
        return Language(primary, **tomllib.load(file))
