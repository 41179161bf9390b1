"""The line of one talk: facts with a short name as stops in the order of time, among them the talk itself."""

import unicodedata
from dataclasses import dataclass

from recap.catalogue.claims import Claim, claims_of
from recap.catalogue.models import Talk
from recap.pages.context import Context, Data
from recap.pages.drawings.shapes import WIDTH, circle, label, picture, track

MIN_STOPS = 3
"""Number of facts with a label from which a line is drawn."""
MAX_STOPS = 40
"""Number of stops that are drawn: the first."""
_TRACK, _TEXT, _COLUMNS = 15, 38, 18
"""x of the line and of what stands next to it; columns of text for which there is room, each as wide as a letter M."""
_HEIGHT, _GAP = 18, 12
"""Height of a line of text, and space between stops."""
_WIDTHS = {"name": 14, "aside": 7}
"""Width of a column of each kind of text, at most."""


@dataclass(frozen=True)
class Stop:
    """A stop; `is_talk` for that of the talk's own day."""

    date: str
    name: str
    date_label: str
    claims: tuple[tuple[str, str], ...] = ()
    """The claims that are judged by this fact: how each ended, as sign and word, and its text."""
    is_talk: bool = False


def data(context: Context, talk: Talk) -> Data:
    """Return the line as `stops`; empty for a talk with fewer facts that have a label."""
    since = talk.record.since_then
    named = [fact for fact in since.facts if fact.label] if since else []
    if len(named) < MIN_STOPS:
        return {}
    language, words, claims = context.language, context.words, claims_of(context.catalogue, talk)
    own = talk.record.date.isoformat()
    stops = [
        Stop(
            fact.date,
            fact.label or "",
            language.partial_date(fact.date),
            tuple(_outcome(context, claim) for claim in claims if claim.fact and claim.fact == fact),
            fact.date == own,
        )
        for fact in named
    ]
    if not any(stop.is_talk for stop in stops):
        stops.append(Stop(own, words["stops_talk"], language.date(talk.record.date), is_talk=True))
    stops = sorted(stops, key=lambda stop: stop.date)[:MAX_STOPS]
    ends = {"first": stops[0].name, "last": stops[-1].name}
    says = words["stops_label"].format(stops=language.count("stops", len(stops)), **ends)
    rows = [
        {"name": each.name, "date": each.date, "date_label": each.date_label}
        | {"claims": [{"outcome": outcome, "text": claimed} for outcome, claimed in each.claims]}
        for each in stops
    ]
    return {"stops": {"picture": _picture(says, stops), "rows": rows}}


def _outcome(context: Context, claim: Claim) -> tuple[str, str]:
    record, words = claim.record, context.words
    return f"{words[f'sign_{record.outcome}']} {words[f'outcome_{record.outcome}']}", record.text


def _picture(says: str, stops: list[Stop]) -> Data:
    shapes, y, heights, width = [], 3.0, [], 0
    for stop in stops:
        lines = wrapped(stop.name, _COLUMNS)
        heights.append(y + _HEIGHT / 2)
        texts = [
            *(("name", each) for each in lines),
            ("aside", stop.date_label),
            *(("aside", outcome) for outcome, _ in stop.claims),
        ]
        for kind, value in texts:
            shapes.append(label(kind, (_TEXT, y + 14), value))
            width = max(width, _WIDTHS[kind] * sum(map(_width, value)))
            y += _HEIGHT
        y += _GAP
    nodes = (
        circle("here" if stop.is_talk else "stop", (_TRACK, at), 9) for stop, at in zip(stops, heights, strict=True)
    )
    shapes = [*track(_TRACK, heights[0], heights[-1]), *nodes, *shapes]
    return picture(says, y - _GAP + 4, shapes, min(WIDTH, _TEXT + width))


def wrapped(value: str, columns: int) -> list[str]:
    """Return a text in lines of at most so many columns, broken between words where possible.

    A wide sign (UAX 11) takes two columns, any other one.
    """
    found, here = [""], 0
    for word in value.split():
        width = sum(map(_width, word))
        if found[-1] and here + 1 + width > columns:
            found.append("")
            here = 0
        elif found[-1]:
            found[-1] += " "
            here += 1
        for sign in word:
            if here + _width(sign) > columns:
                found.append("")
                here = 0
            found[-1] += sign
            here += _width(sign)
    return found


def _width(sign: str) -> int:
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1
