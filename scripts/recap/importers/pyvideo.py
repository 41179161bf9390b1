"""Talks of pyvideo.org's data, a JSON object each -> a `Programme` for each event."""

from __future__ import annotations

import itertools
import math
from typing import Any

from recap.core import text
from recap.importers import normalize as fields
from recap.importers.model import Entry, Losses, Programme
from recap.importers.normalize import line, listed, said

_KEPT = ("description", "duration", "event", "language", "recorded", "related_urls", "slug", "speakers", "summary",
         "tags", "title", "videos")  # fmt: skip


def is_talk(data: Any) -> bool:
    """Whether a JSON value is a talk of pyvideo's."""
    return isinstance(data, dict) and isinstance(data.get("title"), str) and ("videos" in data or "speakers" in data)


def programme_of(event: str, title: str, talks: list[Any], losses: Losses) -> Programme:
    """The programme of the talks of one event; one without a day is held on the first that another one tells."""
    first = min(filter(None, (fields.day_of(talk.get("recorded")) for talk in talks)), default="")
    entries = tuple(entry for talk in talks if (entry := _entry(talk, first, losses)))
    return Programme(f"pyvideo {event}", event, {"title": line(title, 150), "timezone": "UTC"}, entries)


def _entry(data: dict[str, Any], otherwise: str, losses: Losses) -> Entry | None:
    losses.note_rest("talk", data, _KEPT)
    day = fields.day_of(data.get("recorded"))
    if not day:
        losses.note("talk.recorded (missing: the first day of the event)", data.get("title"))
    title = fields.title_in(data, day or otherwise, "talk", losses)
    if not title:
        return None
    seconds = data.get("duration")
    videos = fields.linked(fields.mappings(data.get("videos")), "talk.videos", losses)
    recordings = [said({"url": url, "provider": line(video.get("type"))}) for url, video in videos]
    related = (each if isinstance(each, dict) else {"url": each} for each in listed(data.get("related_urls")))
    people = (fields.speakers_in(each, losses) for each in listed(data.get("speakers")))
    identifier = line(data.get("slug")) or (recordings[0]["url"] if recordings else text.slug(title))
    body = fields.prose(data.get("description") or data.get("summary"), losses, "talk.description")
    record = {
        "title": title,
        "date": day or otherwise,
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
