"""Hours of a foreign programme -> days and hours in the zone of the conference; nothing of it is guessed."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from recap.core.language import UserError
from recap.importers.model import Conference, Losses, Session

DAY_CHANGE = time(4)
"""The hour before which a session belongs to the evening before, unless the programme itself says otherwise."""
_COMMON = ("Europe/Berlin", "Europe/Paris", "Europe/London", "Asia/Kolkata", "America/New_York", "America/Chicago",
           "America/Denver", "America/Los_Angeles", "America/Sao_Paulo", "Asia/Tokyo", "Asia/Shanghai",
           "Australia/Sydney", "Europe/Helsinki", "Europe/Lisbon", "Africa/Nairobi", "Asia/Kathmandu")  # fmt: skip
"""Zones in which many conferences are held: proposed first."""
_PLACE = re.compile(r"(?:Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Indian|Pacific)/\w+(?:[/-]\w+)*")


class UnknownZoneError(UserError):
    """A conference whose zone nobody has named.

    `proposals` are zones that fit the offsets of its hours, best first; `has_hours` is False where no session has one.
    """

    def __init__(self, conference: Conference, proposals: list[str]) -> None:
        shown = ", ".join(proposals[:5])
        said = conference.timezone
        key = ("import_zone_wrong" if said else "import_zone") + ("" if shown else "_naive")
        super().__init__(
            key,
            path=conference.source,
            title=conference.title,
            zone=said,
            proposals=shown,
            example=(proposals or ["Europe/Paris"])[0],
        )
        self.proposals = proposals
        self.has_hours = any(each.moment or each.clock for each in conference.sessions)


def zone_of(conference: Conference, given: str) -> ZoneInfo:
    """Return the zone of a conference: the given one, or the one that it names, unless its hours contradict that.

    Raises UnknownZoneError.
    """
    if given:
        return ZoneInfo(given)
    aware = [each for each in conference.sessions if each.moment and each.moment.tzinfo]
    with suppress(ValueError, OSError, KeyError):
        zone = ZoneInfo(conference.timezone)
        if not conference.timezone.startswith("Etc/") and all(_fits(each, zone) for each in aware):
            return zone
    raise UnknownZoneError(conference, _proposals(aware))


def _fits(session: Session, zone: ZoneInfo) -> bool:
    """Return True if a moment with an offset may be one of a zone: by its offset, or by the hour on the wall."""
    assert session.moment
    here = session.moment.astimezone(zone)
    if session.moment.utcoffset() == here.utcoffset():
        return True
    return f"{here:%H:%M}" == session.clock if session.clock else not session.moment.utcoffset()


def _proposals(sessions: Iterable[Session]) -> list[str]:
    """Return the zones that have the offset of every session at its moment; none if no offset says anything."""
    moments = {each.moment for each in sessions if each.moment and each.moment.utcoffset()}
    if not moments:
        return []
    by_offset = {(moment.date(), moment.utcoffset()): moment for moment in moments}.values()
    names = [*_COMMON, *sorted(available_timezones() - {*_COMMON})]
    places = (name for name in names if _PLACE.fullmatch(name))
    return [
        name
        for name in places
        if all(each.astimezone(ZoneInfo(name)).utcoffset() == each.utcoffset() for each in by_offset)
    ]


def _wall(session: Session, zone: ZoneInfo) -> datetime | None:
    """Return the start of a session as a clock on the wall shows it; the hour of the programme is never changed."""
    moment = session.moment
    if moment is None or moment.tzinfo is None:
        return moment
    written, here = moment.replace(tzinfo=None), moment.astimezone(zone).replace(tzinfo=None)
    if session.clock:
        return here if f"{here:%H:%M}" == session.clock else written
    return here if not moment.utcoffset() else written


def dated(conferences: Iterable[Conference], day: str, losses: Losses) -> Iterator[Conference]:
    """Yield conferences whose sessions without a day are on a given one; empty for none."""
    for conference in conferences:
        bare = [each for each in conference.sessions if not (each.moment or each.day)] if day else []
        for each in bare:
            losses.note("session (without a day: on the given one)", each.title)
        given = {id(each) for each in bare}
        moved = (_on(each, day) if id(each) in given else each for each in conference.sessions)
        yield replace(conference, sessions=tuple(moved)) if given else conference


def _on(session: Session, day: str) -> Session:
    """Return a session on a day, at its hour if that is known."""
    moment = datetime.fromisoformat(f"{day}T{session.clock}") if session.clock else None
    return replace(session, day=day, moment=moment)


def placed(conference: Conference, zone: ZoneInfo) -> tuple[list[tuple[Session, str, str]], time]:
    """Return (session, day of the programme, hour `HH:MM`) of each session, and when a day of the programme ends.

    Day and hour are empty where the source gives none.
    """
    walls = [_wall(each, zone) for each in conference.sessions]
    dates = {wall.date() for wall in walls if wall}
    days: list[date | None] = [
        _day(session, wall, dates) for session, wall in zip(conference.sessions, walls, strict=True)
    ]
    same: list[time] = []
    after: list[time] = []
    for wall, day in zip(walls, days, strict=True):
        if wall and day:
            (same if wall.date() == day else after).append(wall.time())
    change = _change(same, after, conference.day_end)
    if change is None:  # hours of the night and of the morning after it are mixed: the calendar's days it is
        change, days = time(), [wall.date() if wall else day for wall, day in zip(walls, days, strict=True)]
    rows = []
    for session, wall, day in zip(conference.sessions, walls, days, strict=True):
        hour = f"{wall:%H:%M}" if wall else session.clock
        rows.append((session, day.isoformat() if day else "", hour))
    return rows, change


def _day(session: Session, wall: datetime | None, dates: set[date]) -> date | None:
    """Return the day of the programme: the source's, if the start lies on it or in the night after it."""
    given = date.fromisoformat(session.day) if session.day else None
    if wall is None:
        return given
    own, before = wall.date(), wall.date() - timedelta(days=1)
    if given in (own, before):
        return given
    return before if not given and wall.time() < DAY_CHANGE and before in dates else own


def _change(same: list[time], after: list[time], source: time | None) -> time | None:
    """Return an hour before which all sessions are of the night, and no other is; 04:00 wherever that will do.

    None if there is no such hour.
    """
    first, last = min(same, default=time.max), max(after, default=None)
    wanted = (each for each in (DAY_CHANGE, source, first, time()) if each is not None)
    return next((each for each in wanted if each <= first and (last is None or last < each)), None)


def hour_key(change: time) -> Mapping[str, Any]:
    """Return the key of an event's record that says when its day ends; empty where that is the usual hour."""
    return {} if change == DAY_CHANGE else {"day_change": f"{change:%H:%M}"}
