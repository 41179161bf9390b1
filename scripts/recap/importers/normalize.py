"""Values of a foreign programme made fit for a record: texts, addresses, names, days."""

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urljoin

from recap.content import markdown as body
from recap.content.field_types import URL
from recap.core import text, urls
from recap.core.name_parts import is_nobody, parts_of, people_in, turned
from recap.core.text import INVISIBLE_CHARACTERS
from recap.importers import html_text
from recap.importers.model import Losses, Speaker
from recap.security import markup

_INVISIBLE = re.compile(rf"{INVISIBLE_CHARACTERS.pattern}|[\u00ad\u061c\u200c-\u200f\u2065\ufff9-\ufffd\ud800-\udfff]")
"""What our reader refuses, and other characters that are invisible or change the direction of text."""
_ELEMENT = re.compile(r"</?[a-zA-Z][^<>]*>")
_ADDRESS = re.compile(URL)
_PAGE = re.compile(r"[\w-]+\.md(?:#[\w-]+)?|#[\w-]+")
"""A link to a page of the same folder, or inside the page."""
_MARKED = re.compile(r"[<>\[\]{}|&`#~=]|:/|^( {4}|\t)|^ *(?:[-*+] |[?!:]{3}|-{3})", re.MULTILINE)
"""What a text without markup has not: nothing of it can be a link, a heading or an element."""


def line(value: Any, limit: int = 300) -> str:
    """Return a value as one line of text without invisible characters; empty if it is not a text or number."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        return ""
    clean = " ".join(text.collapse(_INVISIBLE.sub("", unicodedata.normalize("NFC", value))).split())
    return clean if len(clean) <= limit else f"{clean[: limit - 1].rstrip()}…"


def prose(value: Any, losses: Losses, name: str, title: str = "", base: str = "", *, own: bool = False) -> str:
    """Return a long text as Markdown that passes the check: HTML is converted, forbidden markup shown as text.

    `title` is that of the talk that a report names; `base` the address against which relative ones are completed;
    with `own`, links to other pages of the site stay.
    """
    if not isinstance(value, str) or not value.strip():
        return ""
    clean = _INVISIBLE.sub("", unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\r", "\n"))
    with suppress(RecursionError, ValueError):
        if html_text.ELEMENT.search(clean):
            losses.note(f"{name} (HTML)", clean, title)
            clean = html_text.as_markdown(clean)
        if not _MARKED.search(clean):
            return clean.strip()
        # The title is the only heading of its level.
        clean = re.sub(r"^( {0,3})#(?=\s)", r"\1##", clean, flags=re.MULTILINE)
        clean = re.sub(r"^=+[ \t]*$", lambda rule: "-" * len(rule[0]), clean, flags=re.MULTILINE)
        clean = re.sub(r"!(?=\[[^\]]{0,2000}\][(\[])", "", clean)  # pictures from elsewhere become links
        before, targets = clean, {link.target for link in body.links(clean)}
        for target in targets:
            if (full := web_address(target, base)) not in ("", target):
                clean = re.sub(rf"{re.escape(target)}(?![^\s<>()\]])", full.replace("\\", r"\\"), clean)
        if clean is not before:
            targets = {link.target for link in body.links(clean)}
        fit = all(
            each.startswith("mailto:") or _ADDRESS.fullmatch(each) or (own and _PAGE.fullmatch(each))
            for each in targets
        )
        if fit and not markup.forbidden(clean):
            return clean.strip()
    losses.note(f"{name} (shown as text)", clean, title)
    return "\n".join(text.markdown(each) for each in clean.strip().split("\n"))


def web_address(value: Any, base: str = "") -> str:
    """Return an address as a record may hold it, expanded if shortened; empty for anything else.

    A relative one is completed by `base`.
    """
    address = _INVISIBLE.sub("", value).strip() if isinstance(value, str) else ""
    address = re.sub("^//", "https://", address)
    if base and address and not re.match(r"[a-z][a-z0-9+.-]*:|#", address, re.IGNORECASE):
        with suppress(ValueError):
            address = urljoin(base, address)
    return (urls.expanded(address) or address) if _ADDRESS.fullmatch(address) else ""


def linked(
    items: Iterable[Mapping[str, Any]], name: str, losses: Losses, title: str = "", base: str = ""
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield (address, item) for each item whose `url` can be kept; relative ones are completed by `base`."""
    for each in items:
        if url := web_address(each.get("url"), base):
            yield url, each
        else:
            losses.note(name, each.get("url"), title)


def speakers_in(value: Any, losses: Losses) -> Iterator[Speaker]:
    """Yield the people in an entry, which may hold several, reversed names, titles and companies."""
    entry = line(value)
    names = people_in(entry)
    if len(names) > 1:
        losses.note("speaker (several in one)", entry)
    for part in names:
        parts = parts_of(part)
        name = parts.name.strip(" ,;")
        for loss, is_lost in (
            ("account", parts.account),
            ("family name first", turned(name)),
            ("other name", parts.alias),
        ):
            if is_lost:
                losses.note(f"speaker ({loss})", entry)
        name = turned(name) or name
        if text.slug(name) and any(map(str.isalnum, name)) and not is_nobody(name):
            yield Speaker(name, parts.organisation, pronouns=parts.pronouns, honorific=parts.honorific)
        else:
            losses.note("speaker (no name)", entry)


def identified(name: str, losses: Losses, **known: Any) -> list[Speaker]:
    """Return the people in the name of one entry; what is `known` of it is of one person, of nobody among several."""
    own = [*speakers_in(name, losses)]
    return [replace(own[0], **{key: value for key, value in known.items() if value})] if len(own) == 1 else own


def title_of(data: Mapping[str, Any], kind: str, losses: Losses) -> str:
    """Return the title of a talk, cut if too long."""
    given = translated(data.get("title"))
    title = line(given, 150)
    if title != line(given, 10_000):
        losses.note(f"{kind}.title (cut)", given)
    return title


def translated(value: Any) -> Any:
    """Return a text that may be given in several languages, `{"en": …, "de": …}`: the English one, or the first."""
    texts = mapping(value)
    return texts.get("en") or next((each for each in texts.values() if isinstance(each, str)), "") if texts else value


def plain(value: Any) -> Any:
    """Return a text without the tags of HTML."""
    return html.unescape(_ELEMENT.sub("", value)) if isinstance(value, str) else value


def labels(value: Any) -> list[str]:
    """Return the labels in a list, or in a text with commas, that give an id; each may be a mapping with a `name`."""
    items = value.split(",") if isinstance(value, str) else listed(value)
    names = (line(translated(mapping(each).get("name") or mapping(each).get("tag") or each)) for each in items)
    return [each for each in dict.fromkeys(names) if text.slug(each)]


def slug(value: str) -> str:
    """Return the id that a text gives."""
    return text.slug(value)


def language_tag(value: str, losses: Losses) -> str:
    """Return the BCP 47 tag for what programmes write: `eng`, `de-informal`, `pt_BR`; empty for anything else."""
    from babel import Locale
    from babel.core import get_global

    primary, _, rest = value.lower().replace("_", "-").partition("-")
    primary = get_global("language_aliases").get(primary, primary)
    if not re.fullmatch("[a-z]{2,3}", primary) or primary not in Locale("en").languages:
        losses.note("language", value)
        return ""
    region = re.match("[a-z]{2}(?=-|$)", rest)
    return f"{primary}-{region[0].upper()}" if region else primary


def number_of(value: Any, most: int) -> int:
    """Return a whole number from 1 to `most`, given as a number or in digits; 0 for anything else."""
    digits = re.fullmatch(r"0*(\d{1,7})(?:\.0+)?", line(value))
    return int(digits[1]) if digits and 1 <= int(digits[1]) <= most else 0


def flag(value: Any) -> bool:
    """Return True for what sources write for yes: true, 1, "true", "yes"."""
    return value is True or line(value).lower() in ("true", "1", "yes", "1.0", "ja", "oui", "si", "sí", "x")


def moment_of(value: Any) -> datetime | None:
    """Return the date and time in a text of ISO 8601, with or without a UTC offset; None if there is none."""
    with suppress(ValueError):
        written = line(value)
        if len(written) > len("2026-05-01"):
            return datetime.fromisoformat(written)
    return None


def minutes_between(start: datetime | None, end: datetime | None) -> int:
    """Return the minutes from one moment to another, at most a day; 0 if one is missing or they are not in order."""
    if start is None or end is None or (start.tzinfo is None) != (end.tzinfo is None):
        return 0
    minutes = round((end - start).total_seconds() / 60)
    return minutes if 1 <= minutes <= 1440 else 0


def country_code(value: Any) -> str:
    """Return the ISO 3166-1 code of a country given by it, or by its name in English, French, German or Spanish."""
    from babel import Locale

    written = line(value)
    if re.fullmatch("[A-Za-z]{2}", written):
        return written.upper() if written.upper() in Locale("en").territories else ""
    for tag in ("en", "fr", "de", "es"):
        for code, name in Locale(tag).territories.items():
            if len(code) == 2 and code.isalpha() and text.fold(name) == text.fold(written):
                return str(code)
    return ""


_LANGUAGES = {"english": "en", "englisch": "en", "anglais": "en", "ingles": "en", "deutsch": "de", "german": "de",
              "allemand": "de", "aleman": "de", "french": "fr", "francais": "fr", "franzosisch": "fr", "frances": "fr",
              "spanish": "es", "espanol": "es", "spanisch": "es", "espagnol": "es", "italian": "it", "italiano": "it",
              "dutch": "nl", "nederlands": "nl", "portuguese": "pt", "portugues": "pt", "polish": "pl", "polski": "pl",
              "japanese": "ja", "czech": "cs", "cestina": "cs", "swedish": "sv", "svenska": "sv"}  # fmt: skip
"""Folded name of a language -> BCP 47."""


def language_of(value: str, losses: Losses) -> str:
    """Return the BCP 47 tag of a language given by it or by its name; empty for none."""
    return (_LANGUAGES.get(text.fold(value)) or language_tag(value, losses)) if value else ""


def is_word(value: str, words: str) -> bool:
    """Return True if a text is one of some words, given as an expression, whatever its case and accents."""
    return bool(re.fullmatch(words, text.fold(value)))


def color(value: str) -> str:
    """Return a colour as `#rrggbb`; empty for any other notation."""
    return value.lower() if re.fullmatch("#[0-9a-fA-F]{6}", value) else ""


def without_empty(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the items of a mapping whose value is not empty."""
    return {key: value for key, value in values.items() if value}


def mapping(value: Any) -> dict[str, Any]:
    """Return the value if it is a mapping, otherwise an empty one."""
    return value if isinstance(value, dict) else {}


def listed(value: Any) -> list[Any]:
    """Return the value if it is a list, otherwise an empty one."""
    return value if isinstance(value, list) else []


def mappings(value: Any) -> list[dict[str, Any]]:
    """Return the items of a list, with an empty mapping for each that is not one."""
    return [mapping(each) for each in listed(value)]


def day_of(value: Any) -> str:
    """Return the ISO 8601 day at the start of a text; empty if there is none."""
    with suppress(ValueError):
        return date.fromisoformat(line(value)[:10]).isoformat()
    return ""
