"""OpenFeedback's JSON and OpenPlanner's, which extends it -> a `Conference`.

OpenFeedback has `sessions` and `speakers` as mappings by id; OpenPlanner has them as lists, with the event and its
tracks, formats and categories next to them. A track is a room there.
"""

from collections.abc import Mapping
from typing import Any

from recap.core import text
from recap.importers import links
from recap.importers import normalize as fields
from recap.importers.model import Conference, Losses, Options, Session, Source, Speaker
from recap.importers.normalize import line, listed, mapping, mappings

LABEL = "OpenFeedback, OpenPlanner: JSON"
DROPPED = frozenset(
    [
        "guid",
        "subtitle",
        "status",
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
    ]
)
DERIVED = frozenset(["is_break", "duration", "room"])
_SESSION = ("abstract", "categoryId", "dateEnd", "dateStart", "description", "durationMinutes", "endTime",
            "extendHeight",
            "extendWidth", "formatId", "hideTrackTitle", "id", "language", "level", "presentationLink",
            "showInFeedback",
            "speakerIds", "speakers", "startTime", "tags", "title", "trackId", "trackTitle", "videoLink")  # fmt: skip
_SPEAKER = ("bio", "company", "id", "jobTitle", "name", "pronouns", "socials")
_EVENT = (
    "categories",
    "dateEnd",
    "dateStart",
    "formats",
    "id",
    "location",
    "name",
    "timezone",
    "tracks",
    "website",
    "updatedAt",
)


def recognises(source: Source) -> bool:
    """Return True for `sessions` with the fields of one of the two."""
    data = mapping(source.data)
    sessions = _items(data.get("sessions"))
    keys = {key for each in sessions[:20] for key in each}
    return (
        bool(sessions)
        and bool(keys & {"startTime", "dateStart", "speakerIds", "trackTitle"})
        and "startsAt" not in keys
    )


def _items(value: Any) -> list[dict[str, Any]]:
    """Return the mappings in a list, or in a mapping by id, each with its id."""
    if isinstance(value, dict):
        return [{"id": key, **mapping(each)} for key, each in value.items()]
    return mappings(value)


def conferences(sources: list[Source], losses: Losses, options: Options) -> list[Conference]:
    """Return the conference of each file."""
    del options
    return [_conference(source, losses) for source in sources]


def _conference(source: Source, losses: Losses) -> Conference:
    data = mapping(source.data)
    event = mapping(data.get("event"))
    losses.note_rest("openplanner", data, ["event", "sessions", "speakers"])
    losses.note_rest("event", event, _EVENT)
    named = {
        kind: {line(each.get("id")): each for each in mappings(event.get(kind) or data.get(kind))}
        for kind in ("tracks", "formats", "categories")
    }
    people = {line(each.get("id")): found for each in _items(data.get("speakers")) if (found := _people(each, losses))}
    sessions = tuple(_session(each, people, named, losses) for each in _items(data.get("sessions")))
    title = line(event.get("name"), 150) or line(source.path.name.partition(".")[0].replace("-", " "), 150)
    location = event.get("location")
    return Conference(
        source=f"openfeedback {line(event.get('id')) or text.slug(title)}",
        name=title,
        title=title,
        sessions=sessions,
        start=fields.day_of(event.get("dateStart")),
        end=fields.day_of(event.get("dateEnd")),
        timezone=line(event.get("timezone")),
        venue=line(mapping(location).get("name") or location),
        rooms=tuple({"name": name} for each in named["tracks"].values() if (name := line(each.get("name")))),
        tracks=tuple(_categories(named["categories"], losses)),
        website=fields.web_address(event.get("website")),
    )


def _categories(categories: Mapping[str, Mapping[str, Any]], losses: Losses) -> list[dict[str, str]]:
    """Return the categories as tracks: their names and colours."""
    found = []
    for each in categories.values():
        color = line(each.get("color") or each.get("colorSecondary"))
        fit = fields.color(color)
        if color and not fit:
            losses.note("category.color", color)
        if name := line(each.get("name"), 150):
            found.append({"name": name, "color": fit})
    return found


def _people(data: dict[str, Any], losses: Losses) -> list[Speaker]:
    name = line(data.get("name"))
    losses.note_rest("speaker", data, _SPEAKER, name)
    items = [{"url": each.get("link") or each.get("url")} for each in mappings(data.get("socials"))]
    urls = [url for url, _ in fields.linked(items, "speaker.socials", losses, name)]
    return fields.identified(
        name,
        losses,
        organisation=line(data.get("company")),
        biography=fields.prose(data.get("bio"), losses, "speaker.bio", name),
        links=tuple(urls),
        key=line(data.get("id")),
        role=line(data.get("jobTitle")),
        pronouns=line(data.get("pronouns")),
    )


def _session(
    data: dict[str, Any], people: Mapping[str, list[Speaker]], named: Mapping[str, Mapping[str, Any]], losses: Losses
) -> Session:
    title = fields.title_of(data, "session", losses)
    losses.note_rest("session", data, _SESSION, title)
    start = fields.moment_of(data.get("dateStart") or data.get("startTime"))
    end = fields.moment_of(data.get("dateEnd") or data.get("endTime"))
    items = [
        {"url": data.get("presentationLink"), "type": "slides", "title": "slides"},
        {"url": data.get("videoLink"), "type": "video"},
    ]
    resources, recordings = links.sorted_links((each for each in items if each["url"]), losses, "session.links", title)
    ids = [line(each) for each in listed(data.get("speakerIds") or data.get("speakers"))]
    for missing in (each for each in ids if each not in people):
        losses.note("session.speakers (of whom nothing is said)", missing, title)
    kind = mapping(named["formats"].get(line(data.get("formatId"))))
    track = mapping(named["tracks"].get(line(data.get("trackId"))))
    category = mapping(named["categories"].get(line(data.get("categoryId"))))
    language = line(data.get("language"))
    return Session(
        id=line(data.get("id")) or text.slug(title),
        title=title,
        type=line(kind.get("name")),
        is_break=not ids and data.get("showInFeedback") is False,
        moment=start,
        duration=fields.number_of(data.get("durationMinutes"), 1440) or fields.minutes_between(start, end),
        room=line(track.get("name")) or line(data.get("trackTitle")),
        track=line(category.get("name"), 150),
        language=fields.language_of(language, losses),
        level=line(data.get("level")),
        abstract=fields.prose(data.get("abstract") or data.get("description"), losses, "session.abstract", title),
        topics=tuple(fields.labels(data.get("tags"))),
        resources=resources,
        recordings=recordings,
        speakers=tuple(one for each in ids if each in people for one in people[each]),
    )
