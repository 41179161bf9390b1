"""Answers to the questions about a new site or event -> values. Pure: what cannot be used is an `AnswerError`."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from pydantic import TypeAdapter, ValidationError

from recap.content import field_types as types
from recap.content.examples import example
from recap.content.site_values import is_contact
from recap.core import text
from recap.core.language import Language, UserError

_THEME_LANGUAGES = """
    af ar az be bg bn ca cs cy da de el en eo es et eu fa fi fr gl he hi hr hu hy id is it ja ka kn ko ku-IQ lb lt lv
    mk mn ms my nb nl nn pl pt pt-BR ro ru sa sh si sk sl sq sr sv ta te th tl tr uk ur uz vi zh zh-Hant zh-TW
"""
"""Languages in which the theme below ours, Material for MkDocs, has its own words; a page needs one of them."""
THEME_LANGUAGES = frozenset(_THEME_LANGUAGES.split())
_MAIL = re.compile(r"(?:mailto:)?([^\s@:/<>\"]+@[^\s@:/<>\"]+\.[^\s@:/<>\".]+)")


class AnswerError(UserError):
    """An answer that cannot be used. `key` is one of the terminal's words, or the message key of a diagnostic."""

    def message(self, words: Language) -> str:
        """Return what is wrong and what to write instead."""
        shown = {name: text.printable(value) for name, value in self.arguments.items()}
        if self.key in words.terminal:
            return words.terminal[self.key].format(**shown)
        message, hint = words.diagnostic(self.key, shown)
        return f"{message} {hint[0].upper()}{hint[1:]}." if hint else message


@dataclass(frozen=True)
class NewEvent:
    """A conference, as its own questions describe it."""

    title: str
    start: date
    end: date
    timezone: str
    city: str = ""
    summary: str = ""


@dataclass(frozen=True)
class NewSite:
    """A site, as the questions about it describe it; only language and name are known for sure."""

    language: str
    name: str
    repository: str = ""
    publisher: str = ""
    contact: str = ""
    programmes: Mapping[str, str] = field(default_factory=dict)
    """Folder of an event -> address of its programme, which is refreshed every night."""


def optional(parse: Callable[[str], str]) -> Callable[[str], str]:
    """Return a parser that accepts an empty answer, too."""
    return lambda answer: parse(answer) if answer.strip() else ""


def line(answer: str) -> str:
    """Return a text of one line, at most 300 characters."""
    return str(_validated(types.Line, answer))


def title(answer: str) -> str:
    """Return the name of an event, from which an address can be made."""
    value = str(_validated(types.Title, answer))
    if not text.slug(value):
        raise AnswerError("E114.empty", value=value)
    return value


def language_tag(answer: str) -> str:
    """Return the tag of a language in which the theme has words: `fr` for `fr-CA`."""
    tag = str(_validated(types.LanguageTag, answer))
    by_key = {known.lower(): known for known in THEME_LANGUAGES}
    if found := by_key.get(tag.lower()) or by_key.get(tag.partition("-")[0].lower()):
        return found
    raise AnswerError("answer_language", value=tag)


def day(answer: str) -> date:
    """Return a day, written as in ISO 8601."""
    found: date = _validated(types.Day, answer)
    return found


def day_from(first: date) -> Callable[[str], date]:
    """Return a parser of the last day of something that starts on the first one."""

    def last_day(answer: str) -> date:
        last = day(answer)
        if last < first:
            raise AnswerError("answer_order", value=last, start=first)
        return last

    return last_day


def time_zone(answer: str) -> str:
    """Return the name of a time zone in the IANA database."""
    return str(_validated(types.TimeZone, answer))


def repository(answer: str) -> str:
    """Return the address of a repository, `https://host/owner/name`."""
    address = answer.strip().removesuffix("/").removesuffix(".git")
    try:
        parts = urlsplit(str(_validated(types.Url, address)))
    except (AnswerError, ValueError):
        raise AnswerError("answer_repository", value=text.shortened(answer)) from None
    if parts.scheme != "https" or not parts.path.strip("/") or parts.query or parts.fragment:
        raise AnswerError("answer_repository", value=text.shortened(answer))
    return address


def contact(answer: str) -> str:
    """Return an address to write to: `mailto:…`, also for a plain mail address, or a page."""
    found = _MAIL.fullmatch(answer.strip())
    if found and is_contact(address := f"mailto:{_printable(found[1])}"):
        return address
    try:
        address = str(_validated(types.Url, answer))
    except AnswerError:
        address = ""
    if not address.startswith("https://"):
        raise AnswerError("answer_contact", value=text.shortened(answer))
    return address


def _validated(kind: Any, answer: str) -> Any:
    try:
        return TypeAdapter(kind).validate_python(_printable(answer))
    except ValidationError as error:
        found = error.errors(include_url=False)[0]
        key, shown = found["type"].removeprefix("string_"), text.shortened(answer)
        if key == "too_long":
            limit = found["ctx"]["max_length"]
            raise AnswerError("E116.long", key=shown, length=len(answer), limit=limit) from None
        if key == "too_short":
            raise AnswerError("answer_empty", value=shown) from None
        raise AnswerError(key, value=shown, example=example("Talk", "date")) from None


def _printable(answer: str) -> str:
    """Return an answer in which every character can be seen."""
    if found := text.UNPRINTABLE.search(answer):
        raise AnswerError("E121.character", value=found[0])
    return answer
