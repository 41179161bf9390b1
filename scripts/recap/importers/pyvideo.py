"""Talks of pyvideo.org's data, one JSON object each -> a `Programme` for each event."""

import itertools
import math
from typing import Any

from recap.core import text
from recap.importers import normalize as fields
from recap.importers.model import Entry, Losses, Programme
from recap.importers.normalize import line, listed, without_empty

_KEPT_KEYS = ("description", "duration", "event", "language", "recorded", "related_urls", "slug", "speakers", "summary",
         "tags", "title", "videos")  # fmt: skip


def is_talk(data: Any) -> bool:
    """Return True if a JSON value is a talk of pyvideo."""
    return isinstance(data, dict) and isinstance(data.get("title"), str) and ("videos" in data or "speakers" in data)


def programme_of(event: str, title: str, talks: list[Any], losses: Losses) -> Programme:
    """Return the programme of one event; talks without a day get the first day of the others."""
    first = min(filter(None, (fields.day_of(talk.get("recorded")) for talk in talks)), default="")
    entries = tuple(entry for talk in talks if (entry := _entry(talk, first, losses)))
    return Programme(f"pyvideo {event}", event, {"title": line(title, 150), "timezone": "UTC"}, entries)


def _entry(data: dict[str, Any], first_day: str, losses: Losses) -> Entry | None:
    losses.note_rest("talk", data, _KEPT_KEYS)
    day = fields.day_of(data.get("recorded"))
    if not day:
        losses.note("talk.recorded (missing: the first day of the event)", data.get("title"))
    if not (title := fields.title_in(data, day or first_day, "talk", losses)):
        return None
    seconds = data.get("duration")
    videos = fields.linked(fields.mappings(data.get("videos")), "talk.videos", losses)
    recordings = [without_empty({"url": url, "provider": line(video.get("type"))}) for url, video in videos]
    related = (each if isinstance(each, dict) else {"url": each} for each in listed(data.get("related_urls")))
    people = (fields.speakers_in(each, losses) for each in listed(data.get("speakers")))
    identifier = line(data.get("slug")) or (recordings[0]["url"] if recordings else text.slug(title))
    body = fields.prose(data.get("description") or data.get("summary"), losses, "talk.description")
    record = {
        "title": title,
        "date": day or first_day,
        "duration": math.ceil(seconds / 60) if isinstance(seconds, (int, float)) and 0 < seconds <= 86_400 else None,
        "language": fields.language_tag(line(data["language"]), losses) if data.get("language") else "",
        "topics": [tag for each in listed(data.get("tags")) if text.slug(tag := line(each))],
        "resources": [
            {"type": "website", "url": url, "title": line(each.get("label")) or url.split("/")[2]}
            for url, each in fields.linked(related, "talk.related_urls", losses)
        ],
        "recordings": recordings,
    }
    return Entry(identifier, text.slug(title), tuple(itertools.chain.from_iterable(people)), body, record)
