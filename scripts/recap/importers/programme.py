"""What every foreign format comes to, the report of what could not be kept, and texts made fit for a record."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from recap import addresses, body, markup, references, schema, text

_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\u115f\u1160\u3164\uffa0\u180e\U000e0000-\U000e007f\ufeff\ufff9-\uffff\ud800-\udfff]"
)
"""Control characters, those that turn the direction of a text, those that nobody sees."""
_ELEMENT = re.compile(r"</?[a-zA-Z][^<>]*>")
_REVERSED = re.compile(r"([^\s,]+), ([^\s,]+)")
"""`Chu, Hua-Rong`: two words and a comma are one person, the family name first."""
_PRONOUNS = re.compile(r"\s*[([](?:she|he|they|ze|xe|elle|il|iel)\b[^)\]]*[)\]]", re.IGNORECASE)
_ADDRESS = re.compile(schema.URL)


@dataclass(frozen=True)
class Speaker:
    """Somebody who speaks, with what a programme says of them."""

    name: str
    organisation: str = ""
    biography: str = ""
    links: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """A talk of a foreign programme; empty where it says nothing."""

    id: str
    guid: str
    file: str
    """The name of its file, as far as the source suggests one."""
    title: str
    day: date
    start: time | None
    minutes: int | None
    type: str
    room: str
    track: str
    language: str
    speakers: tuple[Speaker, ...]
    topics: tuple[str, ...]
    body: str
    resources: tuple[dict[str, str], ...]
    recordings: tuple[dict[str, str], ...]


@dataclass(frozen=True)
class Programme:
    """The programme of one conference."""

    source: str
    """Format and conference: with an entry's id it finds a talk again."""
    folder: str
    title: str
    start: date
    end: date
    timezone: str
    summary: str
    website: str
    rooms: tuple[str, ...]
    tracks: tuple[tuple[str, str], ...]
    """(id, title) of each."""
    talks: tuple[Entry, ...]


@dataclass
class Losses:
    """What could not be kept: field -> how often, and the first example."""

    found: dict[str, tuple[int, str]] = field(default_factory=dict)

    def note(self, name: str, value: Any) -> None:
        """Remember a value of a field that is left out or changed; one without content is no loss."""
        if value not in (None, "", [], {}, False):
            number, example = self.found.get(name, (0, text.shortened(" ".join(str(value).split()))))
            self.found[name] = (number + 1, example)

    def note_rest(self, prefix: str, data: dict[str, Any], kept: Iterable[str]) -> None:
        """Remember every field of a mapping but those that are kept."""
        for key in data.keys() - set(kept):
            self.note(f"{prefix}.{key}", data[key])


class SourceError(ValueError):
    """An input that is not read at all; `key` names the terminal's words, `args` fill them."""

    def __init__(self, key: str, **args: str) -> None:
        super().__init__(key)
        self.key, self.arguments = key, args


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
    if not isinstance(value, str) or not value.strip():
        return ""
    lines = unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\r", "\n")
    clean = _UNSEEN.sub("", lines)
    if _ELEMENT.search(clean):
        from markdownify import markdownify

        losses.note(f"{name} (HTML)", clean)
        try:
            clean = markdownify(clean, heading_style="ATX")
        except RecursionError:
            return _shown(clean)
    clean = re.sub(r"^( {0,3})#(?=\s)", r"\1##", clean, flags=re.MULTILINE)  # the title is the only one of its level
    clean = re.sub(r"^=+[ \t]*$", lambda rule: "-" * len(rule[0]), clean, flags=re.MULTILINE)
    clean = re.sub(r"!(?=\[[^\]]*\][(\[])", "", clean)  # pictures from elsewhere become links
    for target in {link.target for link in body.links(clean)}:
        if (full := web_address(target)) not in ("", target):
            clean = re.sub(rf"{re.escape(target)}(?![^\s<>()\]])", full.replace("\\", r"\\"), clean)
    if not _fit(clean):
        losses.note(f"{name} (shown as text)", clean)
        return _shown(clean)
    return clean.strip()


def _fit(source: str) -> bool:
    """Whether a text has nothing that runs or fetches, and no link that leads nowhere."""
    try:
        return not markup.forbidden(source) and all(
            link.target.startswith("mailto:") or _ADDRESS.fullmatch(link.target) for link in body.links(source)
        )
    except (RecursionError, ValueError):
        return False


def _shown(source: str) -> str:
    """A text as Markdown that shows its characters, paragraph by paragraph."""
    return "\n".join(text.markdown(each) for each in source.strip().split("\n"))


def web_address(value: Any) -> str:
    """An address as a record may hold it, in full where it was shortened; empty for anything else."""
    address = _UNSEEN.sub("", value).strip() if isinstance(value, str) else ""
    if address.startswith("//"):
        address = f"https:{address}"
    if not _ADDRESS.fullmatch(address):
        return ""
    return addresses.full(address) or address


def speakers_in(value: Any, losses: Losses) -> Iterator[Speaker]:
    """The people of an entry of a list: several in one, family names first and companies are told apart."""
    entry = line(value)
    if (bare := _PRONOUNS.sub("", entry)) != entry:
        losses.note("speaker (pronouns)", entry)
        entry = bare
    reversed_name = _REVERSED.fullmatch(entry)
    if reversed_name:
        losses.note("speaker (family name first)", entry)
        entry = f"{reversed_name[2]} {reversed_name[1]}"
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
        if not text.slug(name) or not references.is_name(name):
            losses.note("speaker (no name)", entry)
            continue
        yield Speaker(name, organisation)


def folder_name(value: str, taken: Iterable[str]) -> str:
    """The name of an event's folder; one that the site uses itself gets a number."""
    name = text.slug(value)[:80].strip("-") or "conference"
    return f"{name}-1" if name in set(taken) else name


def mapping(value: Any) -> dict[str, Any]:
    """The value where it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}


def listed(value: Any) -> list[Any]:
    """The value where it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def day_of(value: Any) -> date | None:
    """The day with which a text starts (ISO 8601)."""
    try:
        return date.fromisoformat(line(value)[:10])
    except ValueError:
        return None
