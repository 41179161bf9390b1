"""Talks of pyvideo.org's data, a JSON object each -> a `Programme` for each event."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from recap import text
from recap.importers.programme import (
    Entry,
    Losses,
    Programme,
    day_of,
    folder_name,
    line,
    listed,
    prose,
    speakers_in,
    web_address,
)
from recap.importers.schedule import language_tag

_KEPT = ("description", "duration", "event", "language", "recorded", "related_urls", "slug", "speakers", "summary",
         "tags", "title", "videos")  # fmt: skip


def is_talk(data: Any) -> bool:
    """Whether a JSON value is a talk of pyvideo's."""
    return isinstance(data, dict) and isinstance(data.get("title"), str) and ("videos" in data or "speakers" in data)


def programmes_of(
    talks: Iterable[tuple[str, str, dict[str, Any]]], taken: tuple[str, ...], losses: Losses
) -> Iterator[Programme]:
    """The programmes of some talks (event's slug, its title, data): one for each event, in their order."""
    by_event: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    for event, title, data in talks:
        by_event.setdefault(event, []).append((title, data))
    for event, members in by_event.items():
        known = [day for _, data in members if (day := day_of(data.get("recorded")))]
        entries = [entry for _, data in members if (entry := _entry(data, min(known, default=None), losses))]
        if not entries:
            continue
        days = [entry.day for entry in entries]
        yield Programme(
            source=f"pyvideo {event}",
            folder=folder_name(event, taken),
            title=line(members[0][0], 150),
            start=min(days),
            end=max(days),
            timezone="UTC",
            summary="",
            website="",
            rooms=(),
            tracks=(),
            talks=tuple(entries),
        )


def _entry(data: dict[str, Any], otherwise: date | None, losses: Losses) -> Entry | None:
    losses.note_rest("talk", data, _KEPT)
    title, day = line(data.get("title"), 150), day_of(data.get("recorded"))
    if day is None:
        losses.note("talk.recorded (missing: the first day of the event)", data.get("title"))
        day = otherwise
    if not title or day is None:
        losses.note("talk (without title or date)", data.get("title") or "?")
        return None
    if title != line(data.get("title"), 10_000):
        losses.note("talk.title (cut)", data.get("title"))
    seconds = data.get("duration")
    minutes = math.ceil(seconds / 60) if isinstance(seconds, (int, float)) and 0 < seconds <= 86_400 else None
    videos = [video for video in listed(data.get("videos")) if isinstance(video, dict)]
    recordings = [
        {"url": url, "provider": line(video.get("type"))} for video in videos if (url := web_address(video.get("url")))
    ]
    for video in videos:
        if not web_address(video.get("url")):
            losses.note("talk.videos", video.get("url"))
    resources = []
    for each in listed(data.get("related_urls")):
        label, address = (each.get("label"), each.get("url")) if isinstance(each, dict) else ("", each)
        if url := web_address(address):
            resources.append({"type": "website", "url": url, "title": line(label) or url.split("/")[2]})
        else:
            losses.note("talk.related_urls", address)
    found = itertools.chain.from_iterable(speakers_in(each, losses) for each in listed(data.get("speakers")))
    description = data.get("description") or data.get("summary")
    return Entry(
        id=line(data.get("slug")) or _address_id(recordings) or text.slug(title),
        guid="",
        file=text.slug(title),
        title=title,
        day=day,
        start=None,
        minutes=minutes,
        type="talk",
        room="",
        track="",
        language=language_tag(line(data["language"]), losses) if data.get("language") else "",
        speakers=tuple(found),
        topics=tuple(tag for each in listed(data.get("tags")) if text.slug(tag := line(each))),
        body=prose(description, losses, "talk.description"),
        resources=tuple(resources),
        recordings=tuple(recordings),
    )


def _address_id(recordings: list[dict[str, str]]) -> str:
    return recordings[0]["url"] if recordings else ""
