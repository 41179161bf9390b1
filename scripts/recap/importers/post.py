"""One long post about a conference -> a `Conference` with a session for each section about a talk, and the rest.

Every line of the post is in exactly one of them; definitions of footnotes and links go where they are used.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from recap.content import written_values
from recap.content.block_reader import Reader
from recap.core import text
from recap.importers import links, markdown_folder
from recap.importers import normalize as fields
from recap.importers.assemble import file_name, type_of
from recap.importers.model import Conference, Losses, Session, Source
from recap.importers.normalize import line

_WORD = r"[^\W\d_][\w.’'-]*"
_NAME = rf"(?:{_WORD}(?: (?:(?:van|von|de|der|den|del|della|di|da|la|le|du|zu|bin|al|el) )*{_WORD}){{1,3}})"
_COMPANY = r"(?:\s*\([^()]*\))?"
_PEOPLE = rf"{_NAME}{_COMPANY}(?:(?:, | & | and | et | und | y ){_NAME}{_COMPANY})*"
_FORMS = (
    re.compile(rf"(?P<who>{_PEOPLE})\s+[—–-]+\s+[“\"«„](?P<title>.+)[”\"»“]"),
    re.compile(rf"(?P<title>.+?)\s+[—–-]+\s+(?P<who>{_PEOPLE})"),
    re.compile(rf"(?P<title>.+?)\s+\((?P<who>{_PEOPLE})\)"),
    re.compile(rf"(?P<title>.+?)[,:]?\s+(?:by|par|von|por|with|avec|mit|con)\s+(?P<who>{_PEOPLE})"),
    re.compile(rf"(?P<who>{_PEOPLE}):\s+(?P<title>.+)"),
)
"""Ways in which a heading names a talk and who gave it, the surest first."""
_HOUR = r"(?:[01]?\d|2[0-3])\s?(?:[:h.]\s?[0-5]\d|h\b)(?:\s?(?:am|pm))?"
_LEADING = re.compile(rf"(?P<hour>{_HOUR})\s*(?:[-–—:.,]\s*)?(?=\S)", re.IGNORECASE)
_META = re.compile(
    rf"[*_(\[]*(?P<hour>{_HOUR})(?:\s*[-–—]\s*{_HOUR})?(?:\s*,\s*(?P<room>[^*_()\[\]]+?))?[*_)\]]*", re.IGNORECASE
)
_LINK = re.compile(r"\[(?P<title>[^\]\n]+)\]\((?P<url>https?://[^()\s]+)\)")
_ANCHOR = re.compile(r"\]\(#(?P<anchor>[^()\s]+)\)")
_DEFINITION = re.compile(r"\[(?P<label>\^?[^\]\n]+)\]:\s*\S")
_HTML_HEADING = re.compile(r"^ {0,3}<h([1-6])(?:\s[^<>]*)?>(.*?)</h\1>\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class _Section:
    """A heading and the lines below it, as half-open ranges of lines."""

    start: int
    first: int
    stop: int
    level: int
    heading: str
    day: str


@dataclass(frozen=True)
class Split:
    """A post taken apart."""

    conference: Conference
    title: str
    rest: str
    """Markdown of everything that is about no talk."""
    left: tuple[str, ...]
    """Headings of sections that are in the rest."""


def split(source: Source, event: Any, url: str, losses: Losses) -> Split:
    """Return a post taken apart; `event` is the record of the event that it is about, `url` the post's own address."""
    data, body = markdown_folder.front_of(source)
    lines = [_HTML_HEADING.sub(lambda found: f"{'#' * int(found[1])} {found[2]}", each) for each in body.split("\n")]
    title = line(data.get("title"), 150) or text.slug(source.path.stem).replace("-", " ")
    sections = _sections(lines, event)
    talks = [(section, found) for section in sections if (found := _talk(section))]
    anchors = _anchors(lines)
    files = {anchors[section.start]: f"{file_name(found['title'])}.md" for section, found in talks}
    texts, rest = _shared(lines, [section for section, _ in talks])
    extra = _attribution(data, title, url)
    sessions = []
    for (section, found), own in zip(talks, texts, strict=True):
        session = _session(section, found, _linked(own, files), event, losses)
        sessions.append(replace(session, extra=extra))
    taken = {section.start for section, _ in talks}
    left = tuple(section.heading for section in sections if section.start not in taken)
    conference = Conference(f"post {text.slug(title)}", "", event.title, tuple(sessions))
    return Split(conference, title, markdown_folder.own_text(_linked(rest, files), title, losses), left)


def _headings(lines: list[str]) -> list[tuple[int, int, int, str]]:
    """Return (first line, line after it, level, text) of each heading; those in code are none."""
    found = Reader().read("\n".join(lines)).headings
    return [(heading.start, heading.line + 1, heading.level, heading.text) for heading in found]


def _sections(lines: list[str], event: Any) -> list[_Section]:
    """Return the sections that may be about a talk: those below one that is are part of it."""
    headings, found, day, inside = _headings(lines), list[_Section](), "", 0
    for number, (start, first, level, heading) in enumerate(headings):
        stop = next((other for other, _, above, _ in headings[number + 1 :] if above <= level), len(lines))
        if start < inside:
            continue
        section = _Section(start, first, stop, level, heading, day)
        if own := _day(heading, event):
            day = own
            section = replace(section, day=own)
        found.append(section)
        if _talk(section):
            inside = stop
    return found


def _day(heading: str, event: Any) -> str:
    """Return the day that a heading names: `Day 1: Tuesday, 6 May`."""
    pieces = [heading, *re.split(r"\s*[:–—|]\s*", heading)]
    for piece in pieces:
        days: list[date] = written_values.days(piece, event.start_date, event.end_date)
        if len(days) == 1 and event.start_date <= days[0] <= event.end_date:
            return days[0].isoformat()
    return ""


def _talk(section: _Section) -> dict[str, str]:
    """Return title, speakers, hour and type in a heading; empty if it names nobody."""
    heading, hour, kind = " ".join(section.heading.split()), "", ""
    if lead := _LEADING.match(heading):
        hour, heading = lead["hour"], heading[lead.end() :]
    before, sign, behind = heading.partition(":")
    if sign and len(before.split()) <= 3 and (known := type_of(before)):
        kind, heading = known, behind.strip()
    found = next((match for form in _FORMS if (match := form.fullmatch(heading))), None)
    if not found:
        return {}
    title = found["title"].strip(' “”"«»„,:')
    return {"title": line(title, 150), "who": found["who"], "hour": hour, "type": kind} if text.slug(title) else {}


def _shared(lines: list[str], sections: Iterable[_Section]) -> tuple[list[list[str]], list[str]]:
    """Return the lines of each section and all others; definitions of footnotes and links go where they are used."""
    definitions: dict[str, list[str]] = {}
    plain: list[str | None] = [*lines]
    number = 0
    while number < len(lines):
        match = _DEFINITION.match(lines[number])
        stop = number + 1
        while match and stop < len(lines) and lines[stop].startswith(("    ", "\t")):
            stop += 1
        if match:
            definitions[match["label"]] = lines[number:stop]
            plain[number:stop] = [None] * (stop - number)
        number = stop
    used = set[str]()

    def whole(own: list[str | None]) -> list[str]:
        kept = [each for each in own if each is not None]
        said = "\n".join(kept)
        labels = [label for label in definitions if f"[{label}]" in said]
        used.update(labels)
        more = [each for label in labels for each in definitions[label]]
        return [*kept, "", *more] if more else kept

    texts, rest, end = [], list[str | None](), 0
    for section in sections:
        texts.append(whole(plain[section.first : section.stop]))
        rest += plain[end : section.start]
        end = section.stop
    rest += plain[end:]
    others = whole(rest)
    unused = [each for label, own in definitions.items() if label not in used for each in own]
    return texts, [*others, *unused]


def _anchors(lines: list[str]) -> dict[int, str]:
    """Return line of a heading -> the id that GitHub gives it."""
    used: dict[str, int] = {}
    return {start: text.github_slug(heading, used) for start, _, _, heading in _headings(lines)}


def _linked(lines: list[str], files: Mapping[str, str]) -> str:
    """Return a text whose links to sections of the post lead to the files that they are now."""

    def target(found: re.Match[str]) -> str:
        return f"]({files[found['anchor']]})" if found["anchor"] in files else found[0]

    return _ANCHOR.sub(target, "\n".join(lines).strip("\n"))


def _session(section: _Section, found: Mapping[str, str], body: str, event: Any, losses: Losses) -> Session:
    lines = body.split("\n")
    first = next((number for number, each in enumerate(lines) if each.strip()), 0)
    meta = _meta(lines[first], event) if lines else None
    if meta:
        del lines[: first + 1]
    hour, room, items = meta or ("", "", [])
    resources, recordings = links.sorted_links(items, losses, "section.links", found["title"])
    speakers = tuple(fields.speakers_in(found["who"], losses))
    day = section.day or (event.start_date.isoformat() if event.start_date == event.end_date else "")
    if not day:
        losses.note("section (day unknown: the first one of the event)", found["title"])
    clock = written_values.clock(found["hour"] or hour)
    own = markdown_folder.own_text("\n".join(_raised(lines, section.level)).strip(), found["title"], losses)
    return Session(
        id=text.slug(section.heading)[:200] or text.slug(found["title"]),
        title=found["title"],
        type=found["type"],
        clock=clock,
        day=day or event.start_date.isoformat(),
        room=room,
        resources=resources,
        recordings=recordings,
        speakers=speakers,
        body=own,
    )


def _meta(written: str, event: Any) -> tuple[str, str, list[dict[str, str]]] | None:
    """Return hour, room and links of a line that has nothing else; None for any other line."""
    hour, room, items = "", "", list[dict[str, str]]()
    for piece in filter(None, (each.strip() for each in re.split(r"\s[·•|]\s|^[·•|]\s", written))):
        if found := _META.fullmatch(piece):
            hour, room = found["hour"], (found["room"] or "").strip()
            if room and event.room_names and room not in event.room_names:
                return None
        elif found := _LINK.fullmatch(piece):
            items.append({"title": found["title"], "url": found["url"]})
        elif piece.strip("*_") in event.room_names:
            room = piece.strip("*_")
        else:
            return None
    return (hour, room, items) if hour or room or items else None


def _raised(lines: list[str], level: int) -> list[str]:
    """Return the lines of a section with its headings so much higher that the page's own is the one above them."""
    found = [*lines]
    for start, _, own, _ in _headings(lines):
        if lines[start].lstrip().startswith("#"):
            found[start] = "#" * max(2, own - level + 1) + lines[start].lstrip().lstrip("#")
    return found


def _attribution(data: Mapping[str, Any], title: str, url: str) -> tuple[tuple[str, Any], ...]:
    """Return who wrote the post and when, and the post itself where it has an address."""
    written = data.get("authors") or data.get("author")
    authors = [line(each) for each in (written if isinstance(written, list) else [written]) if line(each)]
    days = written_values.days(line(data.get("date"))[:10])
    day = days[0].isoformat() if len(days) == 1 else ""
    found: list[tuple[str, Any]] = [("authors", authors)] if authors else []
    found += [("published", day)] if day else []
    if address := fields.web_address(url):
        based = {"title": title, "authors": authors, "url": address, "date": day}
        found.append(("based_on", {key: value for key, value in based.items() if value}))
    return tuple(found)
