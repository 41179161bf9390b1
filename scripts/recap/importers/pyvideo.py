"""Talks of pyvideo.org's data, one JSON object each -> a `Conference` for each event."""

import math
from typing import Any

from recap.core import text
from recap.core.folder import printable
from recap.importers import links
from recap.importers import normalize as fields
from recap.importers.model import Conference, Losses, Options, Session, Source, Speaker
from recap.importers.normalize import line, listed, mapping

LABEL = "pyvideo: its folders, or a .jsonl file"
DROPPED = frozenset(["guid", "subtitle", "type", "is_break", "status", "attendance", "do_not_record", "moment", "clock",
                     "room", "track", "level", "description", "url", "aliases", "body", "extra"])  # fmt: skip
DERIVED: frozenset[str] = frozenset()
_KEPT = ("description", "duration", "event", "language", "recorded", "related_urls", "slug", "speakers", "summary",
         "tags", "title", "videos")  # fmt: skip


def is_talk(data: Any) -> bool:
    """Return True if a JSON value is a talk of pyvideo."""
    return (
        isinstance(data, dict)
        and isinstance(data.get("title"), str)
        and ("videos" in data or ("speakers" in data and "startsAt" not in data))
    )


def recognises(source: Source) -> bool:
    """Return True for a talk, a list of talks, or the description of their event."""
    if source.path.name == "category.json":
        return True
    entries = source.data if isinstance(source.data, list) else [source.data]
    return bool(entries) and all(map(is_talk, entries))


def conferences(sources: list[Source], losses: Losses, options: Options) -> list[Conference]:
    """Return a conference for each event that the talks name, or in whose folder they are."""
    del options
    talks: dict[str, list[dict[str, Any]]] = {}
    titles: dict[str, str] = {}
    for source in sources:
        if source.path.name == "category.json":
            titles[source.path.parent.name] = line(mapping(source.data).get("title"))
            continue
        folder = source.path.parent
        event = printable(folder.parent.name if folder.name == "videos" else source.path.name.partition(".")[0])
        for each in source.data if isinstance(source.data, list) else [source.data]:
            talks.setdefault(str(each.get("event") or event), []).append(each)
    return [_conference(event, titles.get(event, ""), members, losses) for event, members in talks.items()]


def _conference(event: str, title: str, talks: list[dict[str, Any]], losses: Losses) -> Conference:
    """Return one event; talks without a day get the first day of the others."""
    first = min(filter(None, (fields.day_of(talk.get("recorded")) for talk in talks)), default="")
    sessions = tuple(_session(talk, first, losses) for talk in talks)
    shown = title or event.replace("-", " ").title()
    return Conference(f"pyvideo {event}", event, line(shown, 150), sessions)


def _session(data: dict[str, Any], first_day: str, losses: Losses) -> Session:
    title = fields.title_of(data, "talk", losses)
    losses.note_rest("talk", data, _KEPT, title)
    if not (day := fields.day_of(data.get("recorded"))):
        losses.note("talk.recorded (missing: the first day of the event)", title)
    seconds = data.get("duration")
    minutes = math.ceil(seconds / 60) if isinstance(seconds, (int, float)) and 0 < seconds <= 86_400 else 0
    recordings = []
    for url, video in fields.linked(fields.mappings(data.get("videos")), "talk.videos", losses, title):
        recordings.append({"url": url, **({"provider": kind} if (kind := line(video.get("type"))) else {})})
    related = (each if isinstance(each, dict) else {"url": each} for each in listed(data.get("related_urls")))
    items = [{**each, "title": each.get("label") or each.get("title")} for each in related]
    resources, filmed = links.sorted_links(items, losses, "talk.related_urls", title)
    known = {each["url"] for each in recordings}
    speakers: list[Speaker] = []
    signs = []
    for each in listed(data.get("speakers")):
        own = [*fields.speakers_in(each, losses)]
        signs += [line(each, 60)] if line(each) and not own else []
        speakers += own
    return Session(
        slug=line(data.get("slug")),
        id=line(data.get("slug")) or (str(recordings[0]["url"]) if recordings else text.slug(title)),
        title=title,
        day=day or first_day,
        duration=minutes,
        language=fields.language_tag(line(data["language"]), losses) if data.get("language") else "",
        abstract=fields.prose(data.get("description") or data.get("summary"), losses, "talk.description", title),
        topics=tuple(fields.labels(listed(data.get("tags")))),
        resources=resources,
        recordings=(*recordings, *(each for each in filmed if each["url"] not in known)),
        speakers=tuple(speakers),
        signs=", ".join(signs[:3]),
    )
