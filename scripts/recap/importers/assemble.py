"""A `Conference` in the terms of its source -> a `Programme` in ours: what is a talk, when, where, in which track."""

import re
from collections.abc import Iterable
from typing import Any, get_args

from recap.content import key_words, schema
from recap.content.imported import DESCRIPTION
from recap.core import text
from recap.importers import timing
from recap.importers.model import Conference, Entry, Losses, Programme, Session
from recap.importers.normalize import without_empty

MAX_FILE_NAME = 60
_TYPES = sorted(get_args(schema.TalkType), key=len, reverse=True)
_BREAK_TYPES = (
    "break",
    "breaks",
    "pause",
    "lunch",
    "coffee",
    "registration",
    "social",
    "service",
    "service-session",
    "other",
)
_BREAK_TITLES = re.compile(
    r"(?:(?:coffee|tea|lunch|morning|afternoon|short|kaffee|mittags|pause) )*"
    r"(?:breaks?|lunch|coffee|tea|registration|check-?in|doors open|pause(?: cafe| dejeuner| midi)?|dejeuner|accueil"
    r"|accueil cafe|mittagessen|mittagspause|kaffeepause|anmeldung|einlass|registrierung|abendessen|diner|dinner"
    r"|pausa|almuerzo|registro|comida|cafe|networking)(?: breaks?)?"
)
"""Titles, folded, of what is no talk where nobody speaks and nothing is said of it: en, fr, de, es."""
_CANCELLED, _GONE = (
    ("canceled", "cancelled"),
    ("withdrawn", "rejected", "deleted", "dropped", "declined", "declineddecision"),
)


def programme_of(conference: Conference, losses: Losses, timezone: str = "") -> Programme:
    """Return a conference in our terms; `timezone` is the zone of its hours, where the source's own is not to be used.

    Raises UnknownZoneError where nobody says which zone that is.
    """
    zone = timing.zone_of(conference, timezone)
    rows, change = timing.placed(conference, zone)
    talks, breaks = [], []
    for session, day, hour in rows:
        if not session.title or not day:
            losses.note("session (without title or date)", session.title or session.guid or session.id or "?")
        elif text.slug(session.status) in _GONE:
            losses.note(f"session ({text.slug(session.status)}, left out)", f"{session.id}: {session.title}")
        elif is_break(session):
            breaks.append((session, day, hour))
        else:
            talks.append((session, day, hour))
    used = {session.track for session, *_ in talks}
    tracks = _tracks(conference, used, losses)
    ids = {each["title"]: each["id"] for each in tracks}
    entries = tuple(_entry(session, day, hour, ids, losses) for session, day, hour in talks)
    record: dict[str, Any] = {
        "title": conference.title,
        "acronym": conference.acronym if conference.acronym != conference.title else "",
        "start_date": conference.start,
        "end_date": conference.end,
        "timezone": zone.key,
        "city": conference.city,
        "country": conference.country,
        "venue": conference.venue,
        "rooms": _rooms(conference, (session.room for session, *_ in talks)),
        "tracks": tracks,
        "breaks": _breaks(breaks, losses),
        **timing.hour_key(change),
        "website": conference.website,
        "summary": conference.summary,
        **dict(conference.extra),
    }
    return Programme(conference.source, conference.name, record, entries, conference.body)


def is_break(session: Session) -> bool:
    """Return True for a line of a programme that is no talk: whatever has a speaker is one, and so are most texts."""
    if session.speakers or session.signs:
        return False
    if session.is_break:
        return True
    said, kind = session.abstract or session.description, text.slug(session.type)
    if kind in _BREAK_TYPES and (not said or kind in ("break", "lunch")):
        return True
    return not said and bool(_BREAK_TITLES.fullmatch(text.fold(session.title)))


def _breaks(rows: Iterable[tuple[Session, str, str]], losses: Losses) -> list[dict[str, Any]]:
    """Return the breaks of a programme; one that is in several rooms at the same time is for everybody."""
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for session, day, hour in rows:
        losses.note("session (no talk, kept as a break)", session.title)
        if not hour:
            losses.note("break (without hour, left out)", session.title)
            continue
        one = {"title": session.title, "date": day, "start": hour, "duration": session.duration, "room": session.room}
        key = session.title, day, hour
        if key in found and found[key].get("room") != session.room:
            found[key].pop("room", None)
        found.setdefault(key, without_empty(one))
    return sorted(found.values(), key=lambda each: each["date"])


def _tracks(conference: Conference, used: set[str], losses: Losses) -> list[dict[str, str]]:
    """Return the tracks that talks are in, as an event has them: the id is that of the name."""
    declared = {track["name"]: track for track in conference.tracks}
    found: dict[str, dict[str, str]] = {}
    for name in (*declared, *sorted(used - {""} - declared.keys())):
        if name not in used:
            losses.note("track (without talks, left out)", name)
            continue
        known = declared.get(name, {})
        # Numbers are the source's own: people would have to write them in every talk.
        base = identifier = text.slug(re.sub(r"^\d+\W+", "", known.get("slug", ""))) or text.slug(name)
        number = 1
        while identifier in found:
            number += 1
            identifier = f"{base}-{number}"
        if identifier:
            found[identifier] = without_empty({"id": identifier, "title": name, "color": known.get("color", "")})
        else:
            losses.note("track (without a letter or digit)", name)
    return [*found.values()]


def _rooms(conference: Conference, used: Iterable[str]) -> list[Any]:
    """Return the rooms of an event: those that the source lists, then those of talks, known by a name alone or more."""
    declared = {room["name"]: without_empty(room) for room in conference.rooms if room.get("name")}
    names = dict.fromkeys((*declared, *filter(None, used)))
    return [declared[name] if len(declared.get(name, ())) > 1 else name for name in names]


def _entry(session: Session, day: str, hour: str, tracks: dict[str, str], losses: Losses) -> Entry:
    title = session.title
    kind = type_of(session.type)
    if not kind:
        losses.note("session.type", session.type, title)
    level = session.level and (key_words.value_meaning("level", session.level) or text.slug(session.level))
    if level not in ("", "beginner", "intermediate", "advanced"):
        losses.note("session.level", session.level, title)
        level = ""
    status = text.slug(session.status)
    if re.match(r"(?i)\W*(?:cancell?ed|annul|abgesagt|cancelad)", title):
        losses.note("title (says that it is cancelled; set status by hand)", title)
    recordings = session.recordings
    if session.do_not_record and recordings:
        losses.note("recording (of a talk that was not to be recorded)", recordings[0]["url"], title)
        recordings = ()
    resources = [each for each in session.resources if each["url"] != session.url]
    record = {
        "title": title,
        "subtitle": "" if text.fold(session.subtitle) == text.fold(title) else session.subtitle,
        "type": kind.removeprefix("talk"),
        "date": day,
        "start": hour,
        "duration": session.duration or None,
        "room": session.room,
        "track": tracks.get(session.track, ""),
        "language": session.language,
        "level": level,
        "status": "cancelled" if status in _CANCELLED else "",
        "attendance": session.attendance,
        "do_not_record": "true" if session.do_not_record else "",
        "url": session.url,
        "abstract": _abstract(session),
        "topics": [*session.topics],
        "resources": resources,
        "recordings": [*recordings],
        "aliases": [*session.aliases],
        **dict(session.extra),
    }
    return Entry(session.id, file_name(title, session.slug), session.speakers, record, session.guid, session.slug,
                 session.signs, session.body)  # fmt: skip


def _abstract(session: Session) -> str:
    """Return abstract and description with a border between them; equal ones once."""
    if not session.description or session.description == session.abstract:
        return session.abstract
    return "\n\n".join(filter(None, (session.abstract, DESCRIPTION, session.description)))


def type_of(word: str) -> str:
    """Return the type of a talk that a source's word means, `talk` for none; empty for a word that nobody knows."""
    slug = text.slug(word).replace("-", "_")
    if not slug:
        return "talk"
    known = next((each for each in _TYPES if f"{slug}_".startswith(f"{each}_")), "")
    return known or key_words.value_meaning("type", word)


def file_name(title: str, slug: str = "") -> str:
    """Return the name for the file of a talk: from its title, cut between words; from `slug` if that gives none."""
    name = text.slug(title) or text.slug(slug) or "talk"
    if len(name) <= MAX_FILE_NAME:
        return name
    return name[: MAX_FILE_NAME + 1].rpartition("-")[0] or name[:MAX_FILE_NAME]
