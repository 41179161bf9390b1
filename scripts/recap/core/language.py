"""Everything said in a human language: words of pages, wording of diagnostics, dates, lists.

One TOML file per language, with a table for each attribute of `Language`. Dates, lists and names of languages come from
the Unicode CLDR through Babel.
"""

import datetime
import functools
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DEFAULT = "en"
READERS_TABLES = ("folders", "words", "texts")
"""Tables of a word list that a site shows to its readers; the others are for authors."""
_FOLDER = Path(__file__).with_name("translations")
AVAILABLE = tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


_RIGHT_TO_LEFT = frozenset(["ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"])


class UserError(Exception):
    """An input that cannot be used. Its message is one of the terminal's words: `key`, filled with `arguments`."""

    def __init__(self, key: str, /, **arguments: object) -> None:
        super().__init__(key)
        self.key, self.arguments = key, arguments


@dataclass(frozen=True)
class Language:
    """The words of one language."""

    code: str
    """BCP 47 primary tag."""
    folders: Mapping[str, str]
    """Key of a page or folder -> its name in addresses."""
    words: Mapping[str, str]
    texts: Mapping[str, Mapping[str, str]]
    """Page that is made from settings -> part of it -> Markdown."""
    diagnostics: Mapping[str, Mapping[str, str]]
    terminal: Mapping[str, str]
    codes: Mapping[str, str]
    """Code of a diagnostic -> explanation for people who meet it for the first time."""
    keys: Mapping[str, str]
    """Key of a record, or `Model.key` -> what to write there."""

    def diagnostic(
        self, message_key: str, args: Mapping[str, Any], show: Callable[[str], str] = str
    ) -> tuple[str, str | None]:
        """Return message and hint of a message key; the hint is None if the language file has none.

        `show` makes the arguments harmless where they are shown. A tuple is lines, each on a line of its own.
        """
        entry = self.diagnostics[message_key]
        shown = {
            name: "\n" + "\n".join(map(show, value)) if isinstance(value, tuple) else show(str(value))
            for name, value in args.items()
        }
        hint = entry.get("hint")
        if hint and not all(shown.get(name) for name in re.findall(r"(?<!\{)\{(\w+)\}", hint)):
            hint = entry.get("fallback_hint")
        return entry["message"].format(**shown), hint.format(**shown) if hint else None

    def count(self, word: str, number: int, words: Mapping[str, str] | None = None) -> str:
        """Return a number with its noun.

        `word` is a key of `words` that exists as `word_one`, `word_other` and, in languages with more forms of a
        plural, as `word_few` and so on (Unicode CLDR, plural rules).
        """
        found, form = words or self.words, _plural_form(self.code, number)
        return (found.get(f"{word}_{form}") or found[f"{word}_other"]).format(number=number)

    def date(self, day: datetime.date, *, weekday: bool = False) -> str:
        """Return `4 octobre 2016`, or `mardi 4 octobre 2016` with its weekday; no line ends between day and month."""
        return _date(self.code, day, "full" if weekday else "long")

    def partial_date(self, value: str) -> str:
        """Return an ISO 8601 date of reduced precision (`2016`, `2016-10`, `2016-10-04`) as people write it."""
        from babel.dates import format_skeleton

        if len(value) == 7:
            return str(format_skeleton("yMMMM", datetime.date.fromisoformat(f"{value}-01"), locale=_locale(self.code)))
        return value if len(value) == 4 else self.date(datetime.date.fromisoformat(value))

    def date_range(self, start: datetime.date, end: datetime.date) -> str:
        """Return `du 4 au 6 octobre 2016`, without repeating what both dates share; one date for one day."""
        if start == end:
            return self.date(start)
        if "date_range" not in self.words:  # as the Unicode CLDR writes it
            return str(_locale(self.code).interval_formats[None]).format(self.date(start), self.date(end))
        shown = self.date(start)
        if start.year == end.year:
            shown = shown.split()[0] if start.month == end.month else shown.removesuffix(f" {start.year}")
        return self.words["date_range"].format(start=shown, end=self.date(end))

    def size(self, number: int) -> str:
        """Return `3,4 Mo` for a number of bytes: in thousands or millions of them, rounded up to a tenth."""
        from babel.units import format_unit

        unit, divisor = ("megabyte", 10**6) if number >= 10**6 else ("kilobyte", 10**3)
        rounded = -(-number * 10 // divisor) / 10
        return str(format_unit(rounded, f"digital-{unit}", "short", "#,##0.#", locale=_locale(self.code)))

    def list(self, items: Iterable[str]) -> str:
        """Return `a, b et c`."""
        return _list(self.code, tuple(items))

    def language_name(self, tag: str) -> str:
        """Return the name of a language in this language; the tag itself if CLDR has no name."""
        return _language_name(self.code, tag)

    def country_name(self, code: str) -> str:
        """Return the name of an ISO 3166-1 alpha-2 country; the code itself if CLDR has no name."""
        return str(_locale(self.code).territories.get(code, code))

    def names(self) -> Iterator[str]:
        """Yield the names of months, days, countries and languages."""
        locale = _locale(self.code)
        for forms in (locale.months["format"], locale.days["format"]):
            yield from (name for names in forms.values() for name in names.values())
        yield from (*locale.territories.values(), *locale.languages.values())

    def locale(self, tag: str) -> str:
        """Return `fr_FR`, the form Open Graph wants; a missing territory becomes the likeliest one."""
        from babel.core import get_global

        primary, *more = tag.split("-")
        territory = next((each for each in more if len(each) in (2, 3)), "")
        likely, script = get_global("likely_subtags"), next((each for each in more if len(each) == 4), "")
        found = likely.get(f"{primary}_{script}") or likely.get(primary, primary)
        return f"{primary}_{territory.upper() or found.rpartition('_')[2]}"


@functools.cache
def _locale(code: str) -> Any:
    from babel import Locale

    # Day before month in English too, so that a range of days reads « 4 to 6 October ».
    return Locale.parse({"en": "en_GB"}.get(code, code))


def is_right_to_left(tag: str) -> bool:
    """Return True if a language, given by its BCP 47 tag, is written from right to left (CLDR, characterOrder)."""
    return tag.partition("-")[0].lower() in _RIGHT_TO_LEFT


@functools.lru_cache(maxsize=256)
def _plural_form(code: str, number: int) -> str:
    return str(_locale(code).plural_form(number))


@functools.lru_cache(maxsize=256)
def _list(code: str, items: tuple[str, ...]) -> str:
    from babel.lists import format_list

    return str(format_list(items, locale=_locale(code)))


@functools.lru_cache(maxsize=256)
def _language_name(code: str, tag: str) -> str:
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(tag, sep="-").get_display_name(_locale(code)) or tag
    except (UnknownLocaleError, ValueError):
        return tag


@functools.lru_cache(maxsize=4096)
def _date(code: str, day: datetime.date, form: str) -> str:
    from babel.dates import format_date

    shown = str(format_date(day, form, locale=_locale(code)))
    shown = re.sub(r"\b1 ", "1er ", shown) if code == "fr" and day.day == 1 else shown
    return re.sub(r"(?<!\S)(\d\S*) (?=\D)", "\\1\u00a0", shown, count=1)


@functools.cache
def language(code: str) -> Language:
    """Return the language nearest to a BCP 47 tag: `fr-CA` and `fr_FR` read `fr.toml`, an unknown one `en.toml`.

    What only authors read may be missing in a file; it is in English then.
    """
    primary = _primary(code) if has_words(code) else DEFAULT
    tables = word_list(primary)
    for_authors = {name: table for name, table in word_list(DEFAULT).items() if name not in READERS_TABLES}
    return Language(primary, **(for_authors | tables))


def has_words(code: str) -> bool:
    """Return True if there is a word list for the language of a tag."""
    return _primary(code) in AVAILABLE


@functools.cache
def word_list(code: str) -> dict[str, Any]:
    """Return the tables of the word list of a language; none if it has no list."""
    path = _FOLDER / f"{code}.toml"
    return tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}


def normal_tag(written: str) -> str:
    """Return a BCP 47 tag as RFC 5646, 2.1.1, writes it: `fr-CA`; empty if the CLDR knows no such language."""
    from babel import Locale

    primary, *more = re.split("[-_]", written.strip())
    if not re.fullmatch("[A-Za-z]{2,3}", primary) or not all(re.fullmatch("[A-Za-z0-9]{2,8}", each) for each in more):
        return ""
    known = primary.lower() in AVAILABLE or primary.lower() in Locale("en").languages
    cases = {2: str.upper, 4: str.title}
    return "-".join([primary.lower(), *(cases.get(len(each), str.lower)(each) for each in more)]) if known else ""


def _primary(code: str) -> str:
    return re.split("[-_]", code)[0].lower()


def hours(start: datetime.time | None, minutes: int | None) -> str | None:
    """Return `09:00–09:20`; the start alone without a duration, None without a start."""
    if not start or not minutes:
        return f"{start:%H:%M}" if start else None
    end = datetime.datetime.combine(datetime.date.min, start) + datetime.timedelta(minutes=minutes)
    return f"{start:%H:%M}–{end:%H:%M}"
