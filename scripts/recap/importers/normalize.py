"""Values of a foreign programme made fit for a record: texts, addresses, names, days."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from recap.content import markdown as body
from recap.content.field_types import URL
from recap.core import text, urls
from recap.core.name_parts import is_nobody, parts_of, people_in, turned
from recap.core.text import INVISIBLE_CHARACTERS
from recap.importers.model import Losses, Speaker
from recap.security import markup

_INVISIBLE = re.compile(rf"{INVISIBLE_CHARACTERS.pattern}|[\u00ad\u061c\u200c-\u200f\u2065\ufff9-\ufffd\ud800-\udfff]")
"""What our reader refuses, and other characters that are invisible or change the direction of text."""
_ELEMENT = re.compile(r"</?[a-zA-Z][^<>]*>")
_ADDRESS = re.compile(URL)


def line(value: Any, limit: int = 300) -> str:
    """Return a value as one line of text without invisible characters; empty if it is not a text or number."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        return ""
    clean = " ".join(text.collapse(_INVISIBLE.sub("", unicodedata.normalize("NFC", value))).split())
    return clean if len(clean) <= limit else f"{clean[: limit - 1].rstrip()}…"


def prose(value: Any, losses: Losses, name: str) -> str:
    """Return a long text as Markdown that passes the check: HTML is converted, forbidden markup shown as text."""
    from markdownify import markdownify

    if not isinstance(value, str) or not value.strip():
        return ""
    clean = _INVISIBLE.sub("", unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\r", "\n"))
    with suppress(RecursionError, ValueError):
        if _ELEMENT.search(clean):
            losses.note(f"{name} (HTML)", clean)
            clean = markdownify(clean, heading_style="ATX")
        # The title is the only heading of its level.
        clean = re.sub(r"^( {0,3})#(?=\s)", r"\1##", clean, flags=re.MULTILINE)
        clean = re.sub(r"^=+[ \t]*$", lambda rule: "-" * len(rule[0]), clean, flags=re.MULTILINE)
        clean = re.sub(r"!(?=\[[^\]]*\][(\[])", "", clean)  # pictures from elsewhere become links
        for target in {link.target for link in body.links(clean)}:
            if (full := web_address(target)) not in ("", target):
                clean = re.sub(rf"{re.escape(target)}(?![^\s<>()\]])", full.replace("\\", r"\\"), clean)
        targets = [link.target for link in body.links(clean)]
        fit = all(each.startswith("mailto:") or _ADDRESS.fullmatch(each) for each in targets)
        if fit and not markup.forbidden(clean):
            return clean.strip()
    losses.note(f"{name} (shown as text)", clean)
    return "\n".join(text.markdown(each) for each in clean.strip().split("\n"))


def web_address(value: Any) -> str:
    """Return an address as a record may hold it, expanded if shortened; empty for anything else."""
    address = _INVISIBLE.sub("", value).strip() if isinstance(value, str) else ""
    address = re.sub("^//", "https://", address)
    return (urls.expanded(address) or address) if _ADDRESS.fullmatch(address) else ""


def linked(items: Iterable[Mapping[str, Any]], name: str, losses: Losses) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield (address, item) for each item whose `url` can be kept."""
    for each in items:
        if url := web_address(each.get("url")):
            yield url, each
        else:
            losses.note(name, each.get("url"))


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
            ("pronouns", parts.pronouns),
            ("family name first", turned(name)),
            ("other name", parts.alias),
        ):
            if is_lost:
                losses.note(f"speaker ({loss})", entry)
        name = turned(name) or name
        if text.slug(name) and not is_nobody(name):
            yield Speaker(name, parts.organisation)
        else:
            losses.note("speaker (no name)", entry)


def title_in(data: Mapping[str, Any], day: str, kind: str, losses: Losses) -> str:
    """Return the title of a talk, cut if too long; empty for a talk without title or day, which is left out."""
    title = line(data.get("title"), 150)
    if not title or not day:
        losses.note(f"{kind} (without title or date)", data.get("title") or data.get("guid") or "?")
        return ""
    if title != line(data.get("title"), 10_000):
        losses.note(f"{kind}.title (cut)", data.get("title"))
    return title


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
