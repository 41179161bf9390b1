"""Sessionize's API (`view/All`, `view/GridSmart`, `view/Sessions` with `view/Speakers`) -> a `Conference`.

Its hours are those of the place, and it names no time zone. What organisers ask for is in categories with names of
their own: those that mean format, level, language, track or tags are recognised by their words.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from recap.core import text
from recap.importers import normalize as fields
from recap.importers.model import Conference, Losses, Options, Session, Source, Speaker
from recap.importers.normalize import line, listed, mapping, mappings

LABEL = "Sessionize: All, GridSmart, Speakers and Sessions, as JSON"
DROPPED = frozenset(
    [
        "guid",
        "subtitle",
        "attendance",
        "do_not_record",
        "clock",
        "description",
        "url",
        "slug",
        "aliases",
        "body",
        "extra",
        "day",
        "resources",
    ]
)
DERIVED = frozenset(["type", "track", "language", "level", "topics", "duration"])
_SESSION = ("categories", "categoryItems", "description", "endsAt", "id", "isPlenumSession",
            "isServiceSession", "liveUrl",
            "recordingUrl", "room", "roomId", "speakers", "startsAt", "status", "title")  # fmt: skip
_SPEAKER = ("bio", "firstName", "fullName", "id", "lastName", "links", "name", "sessions", "tagLine")
_CATEGORIES = (
    ("type", "format|session format|session type|type|art|tipo|formato"),
    ("level", "level|niveau|nivel|schwierigkeit|difficulty|audience"),
    ("language", "language|langue|sprache|idioma"),
    ("track", "track|tracks|thread|stream|parcours|schiene"),
    ("topics", "tags?|topics?|themes?|keywords|sujets?|themen|temas|category|categories"),
)


def recognises(source: Source) -> bool:
    """Return True for the data of one of the four views."""
    data = source.data
    if source.kind == "json" and isinstance(data, dict):
        sessions = mappings(data.get("sessions"))
        return bool(sessions) and "startsAt" in sessions[0] and "speakers" in data
    first = mapping(listed(data)[0]) if source.kind == "json" and listed(data) else {}
    return _is_grid(first) or _is_group(first) or _is_speaker(first)


def _is_grid(item: Mapping[str, Any]) -> bool:
    return "rooms" in item and "date" in item and ("timeSlots" in item or "isDefault" in item)


def _is_group(item: Mapping[str, Any]) -> bool:
    return "sessions" in item and ("groupId" in item or "groupName" in item)


def _is_speaker(item: Mapping[str, Any]) -> bool:
    return "fullName" in item and ("sessions" in item or "tagLine" in item)


def conferences(sources: list[Source], losses: Losses, options: Options) -> list[Conference]:
    """Return one conference: of several files, those with speakers complete those with sessions."""
    del options
    sessions: list[tuple[dict[str, Any], str]] = []
    speakers: dict[str, dict[str, Any]] = {}
    categories: dict[str, tuple[str, str]] = {}
    rooms: dict[str, str] = {}
    for source in sources:
        data = source.data
        if isinstance(data, dict):
            losses.note_rest("sessionize", data, ["sessions", "speakers", "categories", "rooms", "questions"])
            speakers |= {line(each.get("id")): each for each in mappings(data.get("speakers"))}
            rooms |= {line(each.get("id")): line(each.get("name")) for each in mappings(data.get("rooms"))}
            for category in mappings(data.get("categories")):
                for item in mappings(category.get("items")):
                    categories[line(item.get("id"))] = line(category.get("title")), line(item.get("name"))
            sessions += [(each, "") for each in mappings(data.get("sessions"))]
        elif _is_speaker(mapping(data[0])):
            speakers |= {line(each.get("id")): each for each in mappings(data)}
        else:
            for room, own in _rows(data):
                rooms.setdefault(room, room) if room else None
                sessions += [(each, room) for each in own]
    title = sources[0].path.name.partition(".")[0].replace("-", " ").replace("_", " ")
    known = _people(speakers, losses)
    once = {line(each.get("id")): (each, room) for each, room in sessions}
    found = tuple(_session(each, room, known, categories, rooms, losses) for each, room in once.values())
    name = line(title, 150) or "Sessionize"
    listed_rooms = tuple({"name": each} for each in dict.fromkeys(filter(None, rooms.values())))
    return [Conference(f"sessionize {text.slug(name)}", name, name, found, rooms=listed_rooms)] if once else []


def _rows(data: list[Any]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield (room, sessions) of GridSmart's days, or sessions of groups, whose rooms they name themselves."""
    for each in mappings(data):
        for room in mappings(each.get("rooms")):
            yield line(room.get("name")), mappings(room.get("sessions"))
        yield "", mappings(each.get("sessions"))


def _people(speakers: Mapping[str, Mapping[str, Any]], losses: Losses) -> dict[str, list[Speaker]]:
    """Return id -> the person, or the people, of an entry."""
    found: dict[str, list[Speaker]] = {}
    for identifier, data in speakers.items():
        name = line(data.get("fullName")) or " ".join(
            filter(None, (line(data.get("firstName")), line(data.get("lastName"))))
        )
        losses.note_rest("speaker", dict(data), _SPEAKER, name)
        losses.note("speaker.tagLine", data.get("tagLine"), name)
        urls = [url for url, _ in fields.linked(mappings(data.get("links")), "speaker.links", losses, name)]
        biography = fields.prose(data.get("bio"), losses, "speaker.bio", name)
        own = fields.identified(name, losses, biography=biography, links=tuple(urls), key=identifier)
        if own:
            found[identifier] = own
    return found


def _session(
    data: dict[str, Any],
    room: str,
    known: Mapping[str, list[Speaker]],
    categories: Mapping[str, tuple[str, str]],
    rooms: Mapping[str, str],
    losses: Losses,
) -> Session:
    title = fields.title_of(data, "session", losses)
    losses.note_rest("session", data, _SESSION, title)
    losses.note("session.liveUrl", data.get("liveUrl"), title)
    speakers: list[Speaker] = []
    signs: list[str] = []
    for each in listed(data.get("speakers")):
        identifier, name = (
            (line(each.get("id")), line(each.get("name"))) if isinstance(each, dict) else (line(each), "")
        )
        if identifier in known:
            speakers += known[identifier]
        elif own := fields.identified(name, losses, key=identifier):
            speakers += own
        else:
            signs += [line(name, 60)] if name else []
    labelled = [(line(each.get("name")), line(item.get("name"))) for each in mappings(data.get("categories"))
           for item in mappings(each.get("categoryItems"))]  # fmt: skip
    labelled += [categories[line(item)] for item in listed(data.get("categoryItems")) if line(item) in categories]
    said = _sorted(labelled, title, losses)
    start = fields.moment_of(data.get("startsAt"))
    recording = fields.web_address(data.get("recordingUrl"))
    return Session(
        id=line(data.get("id")) or text.slug(title),
        title=title,
        type=next(iter(said["type"]), ""),
        is_break=data.get("isServiceSession") is True,
        status=line(data.get("status")),
        moment=start,
        day="",
        duration=fields.minutes_between(start, fields.moment_of(data.get("endsAt"))),
        room=line(data.get("room")) or room or rooms.get(line(data.get("roomId")), ""),
        track=next(iter(said["track"]), "")[:150],
        language=fields.language_of(next(iter(said["language"]), ""), losses),
        level=next(iter(said["level"]), ""),
        abstract=fields.prose(data.get("description"), losses, "session.description", title),
        topics=tuple(each for each in said["topics"] if text.slug(each)),
        recordings=({"url": recording},) if recording else (),
        speakers=tuple(speakers),
        signs=", ".join(signs[:3]),
    )


def _sorted(own: Iterable[tuple[str, str]], title: str, losses: Losses) -> dict[str, list[str]]:
    """Return field -> values of the categories that mean it."""
    found: dict[str, list[str]] = {name: [] for name, _ in _CATEGORIES}
    for category, value in own:
        name = next((name for name, words in _CATEGORIES if fields.is_word(category, words)), "")
        if name:
            found[name].append(value)
        else:
            losses.note(f"category {category}", value, title)
    return found
