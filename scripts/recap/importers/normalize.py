"""What a field of a foreign programme says, made fit for a record: texts, addresses, names, days."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from recap.catalogue import names as references
from recap.content import markdown as body
from recap.content import schema
from recap.content.frontmatter import UNSEEN
from recap.core import text
from recap.core import urls as addresses
from recap.importers.model import Losses, Speaker
from recap.security import markup

_UNSEEN = re.compile(rf"{UNSEEN.pattern}|[\u00ad\u061c\u200c-\u200f\u2065\ufff9-\ufffd\ud800-\udfff]")
"""What our reader refuses, and other signs that nobody sees or that turn the direction of a text."""
_ELEMENT = re.compile(r"</?[a-zA-Z][^<>]*>")
_REVERSED = re.compile(r"^([^\s,]+), ([^\s,]+)$")
"""`Chu, Hua-Rong`: two words and a comma are one person, the family name first."""
_PRONOUNS = re.compile(r"\s*[([](?:she|he|they|ze|xe|elle|il|iel)\b[^)\]]*[)\]]", re.IGNORECASE)
_ADDRESS = re.compile(schema.URL)


def line(value: Any, limit: int = 300) -> str:
    """A value as one line of text without hidden characters; empty when it is no text."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        return ""
    clean = " ".join(text.collapse(_UNSEEN.sub("", unicodedata.normalize("NFC", value))).split())
    return clean if len(clean) <= limit else f"{clean[: limit - 1].rstrip()}…"


def prose(value: Any, losses: Losses, name: str) -> str:
    """A long text as Markdown that the check lets pass: HTML is turned into it, what may not stand is shown as text."""
    from markdownify import markdownify

    if not isinstance(value, str) or not value.strip():
        return ""
    clean = _UNSEEN.sub("", unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\r", "\n"))
    try:
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
        fit = fit and not markup.forbidden(clean)
    except (RecursionError, ValueError):
        fit = False
    if fit:
        return clean.strip()
    losses.note(f"{name} (shown as text)", clean)
    return "\n".join(text.markdown(each) for each in clean.strip().split("\n"))


def web_address(value: Any) -> str:
    """An address as a record may hold it, in full where it was shortened; empty for anything else."""
    address = _UNSEEN.sub("", value).strip() if isinstance(value, str) else ""
    address = re.sub("^//", "https://", address)
    return (addresses.full(address) or address) if _ADDRESS.fullmatch(address) else ""


def linked(items: Iterable[Mapping[str, Any]], name: str, losses: Losses) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """(address, item) of each item of a list whose `url` can be kept."""
    for each in items:
        if url := web_address(each.get("url")):
            yield url, each
        else:
            losses.note(name, each.get("url"))


def speakers_in(value: Any, losses: Losses) -> Iterator[Speaker]:
    """The people of an entry of a list: several in one, family names first and companies are told apart."""
    entry = line(value)
    for loss, pattern, plain in (("pronouns", _PRONOUNS, ""), ("family name first", _REVERSED, r"\2 \1")):
        if (changed := pattern.sub(plain, entry)) != entry:
            losses.note(f"speaker ({loss})", entry)
            entry = changed
    names = references.people_in(entry)
    if len(names) > 1:
        losses.note("speaker (several in one)", entry)
    for part in names:
        name, organisation = references.TITLED.sub("", part), ""
        while found := references.COMPANY.search(name):
            organisation = found[1] or found[2] or organisation
            name = name[: found.start()]
        name = name.strip(" ,;")
        if not references.is_name(name):
            name = name.title()
        if text.slug(name) and references.is_name(name):
            yield Speaker(name, organisation)
        else:
            losses.note("speaker (no name)", entry)


def title_in(data: Mapping[str, Any], day: str, kind: str, losses: Losses) -> str:
    """The title of a talk, cut where it is too long; empty for a talk that is left out, without a title or a day."""
    title = line(data.get("title"), 150)
    if not title or not day:
        losses.note(f"{kind} (without title or date)", data.get("title") or data.get("guid") or "?")
        return ""
    if title != line(data.get("title"), 10_000):
        losses.note(f"{kind}.title (cut)", data.get("title"))
    return title


def language_tag(value: str, losses: Losses) -> str:
    """A BCP 47 tag of what programmes write: `eng`, `de-informal`, `pt_BR`; empty for anything else."""
    from babel import Locale
    from babel.core import get_global

    primary, _, rest = value.lower().replace("_", "-").partition("-")
    primary = get_global("language_aliases").get(primary, primary)
    if not re.fullmatch("[a-z]{2,3}", primary) or primary not in Locale("en").languages:
        losses.note("language", value)
        return ""
    region = re.match("[a-z]{2}(?=-|$)", rest)
    return f"{primary}-{region[0].upper()}" if region else primary


def said(values: Mapping[str, Any]) -> dict[str, Any]:
    """What of a mapping says something."""
    return {key: value for key, value in values.items() if value}


def mapping(value: Any) -> dict[str, Any]:
    """The value where it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}


def listed(value: Any) -> list[Any]:
    """The value where it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def mappings(value: Any) -> list[dict[str, Any]]:
    """The items of a list, an empty mapping for each that is none; nothing where there is no list."""
    return [mapping(each) for each in listed(value)]


def day_of(value: Any) -> str:
    """The day with which a text starts, in ISO 8601; empty where it starts with none."""
    try:
        return date.fromisoformat(line(value)[:10]).isoformat()
    except ValueError:
        return ""
