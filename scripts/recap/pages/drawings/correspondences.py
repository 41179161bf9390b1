"""The map of a conference: its talks as stops, and the topics and people that several of them share as lines."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from recap.catalogue.models import Event, Person, Talk, Topic
from recap.pages.components import item_link
from recap.pages.context import Context, Data
from recap.pages.drawings import themes
from recap.pages.drawings.shapes import ROW, circle, label, letter, link, picture, segment, track

MIN_TALKS, MAX_TALKS = 4, 40
"""Numbers of talks of which each is drawn; beyond the second, themes are."""
MAX_LINES = 12
"""Number of lines that are drawn: those of most talks."""
_MAX_PAIRS = 20
"""Number of pairs of talks that are named: those that share most."""
_TOP, _STOP, _FIRST, _LAST = 22, 15, 52, 272
"""Height above the first stop; x of the stops, and of the first and the last of many lines."""
_FEW, _WIDE = 10, 44
"""Number of stops up to which there is more room between them; the widest distance between stops and between lines."""


@dataclass(frozen=True)
class Line:
    """What the same talks share."""

    subjects: tuple[Topic | Person, ...]
    talks: tuple[int, ...]
    """Places of the talks among those that are compared."""


def data(context: Context, event: Event) -> Data:
    """Return the map as `map`, or that of the themes of a large conference; empty where nothing is shared.

    Talks that were not held, and those that share nothing, are no stops.
    """
    if len(event.talk_ids) < MIN_TALKS:
        return {}
    if len(event.talk_ids) > MAX_TALKS:
        return themes.data(context, event)
    talks = [context.catalogue.talks[each] for each in event.talk_ids]
    talks = [talk for talk in talks if talk.record.status == "confirmed"]
    if not (found := lines(context, talks)):
        return {}
    busiest = sorted(found, key=lambda own: (-len(own.talks), own.talks))
    shown = sorted(busiest[:MAX_LINES], key=lambda own: own.talks)
    stops = {place: number for number, place in enumerate(sorted({each for own in shown for each in own.talks}), 1)}
    links = {place: item_link(talks[place]) | {"number": number} for place, number in stops.items()}
    count, words = context.language.count, context.words
    counted = {"talks": count("talks", len(stops)), "lines": count("map_lines", len(shown))}
    pairs = _pairs(shown)
    return {
        "map": {
            "text": words["map_text"],
            "some": words["map_some"].format(number=len(shown), all=len(found)) if len(found) > len(shown) else None,
            "picture": _picture(context, words["map_label"].format(**counted), shown, links),
            "stops": [*links.values()],
            "lines": [
                {
                    "letter": letter(place),
                    "theme": _theme(context, own),
                    "subjects": [*map(item_link, own.subjects)],
                    "talks": [links[each] for each in own.talks],
                }
                for place, own in enumerate(shown)
            ],
            "pairs": [
                {"talks": [links[each] for each in pair], "subjects": [each.display_name for each in subjects]}
                for pair, subjects in pairs[:_MAX_PAIRS]
            ],
            "pairs_title": words["map_some_pairs" if len(pairs) > _MAX_PAIRS else "map_pairs"].format(
                number=_MAX_PAIRS
            ),
        }
    }


def lines(context: Context, talks: Sequence[Talk]) -> list[Line]:
    """Return what two talks or more share; subjects of the same talks are one line."""
    of_topic, of_person = defaultdict[str, list[int]](list), defaultdict[str, list[int]](list)
    for place, talk in enumerate(talks):
        for topic in dict.fromkeys(talk.topics):
            of_topic[topic].append(place)
        for person in dict.fromkeys(credit.person for credit in talk.credits if credit.person):
            of_person[person].append(place)
    subjects: dict[tuple[int, ...], list[Topic | Person]] = defaultdict(list)
    for places, key in ((places, key) for key, places in of_topic.items() if len(places) > 1):
        subjects[tuple(places)].append(context.catalogue.topics[key])
    for places, key in ((places, key) for key, places in of_person.items() if len(places) > 1):
        subjects[tuple(places)].append(context.catalogue.people[key])
    return [Line(tuple(own), places) for places, own in subjects.items()]


def _theme(context: Context, own: Line) -> str | None:
    """Return the id of the theme that colours a line: that of its first topic; None for people alone."""
    first = own.subjects[0]
    return context.catalogue.theme(first).id if isinstance(first, Topic) else None


def _pairs(shown: Sequence[Line]) -> list[tuple[tuple[int, int], list[Topic | Person]]]:
    """Return the pairs of talks that share something, each with what; those that share most come first."""
    found: dict[tuple[int, int], list[Topic | Person]] = defaultdict(list)
    for own in shown:
        for pair in combinations(own.talks, 2):
            found[pair].extend(own.subjects)
    return sorted(found.items(), key=lambda each: (-len(each[1]), each[0]))


def _picture(context: Context, says: str, shown: Sequence[Line], links: dict[int, Data]) -> Data:
    row = _WIDE if len(links) <= _FEW else ROW
    heights = {place: _TOP + row * talk["number"] - row // 2 for place, talk in links.items()}
    return picture(says, _TOP + row * len(links), _shapes(context, shown, links, heights))


def _shapes(
    context: Context, shown: Sequence[Line], links: dict[int, Data], heights: dict[int, float]
) -> Iterator[Data]:
    step = min(_WIDE, (_LAST - _FIRST) // max(1, len(shown) - 1))
    places = [(own, letter(number), _FIRST + step * number) for number, own in enumerate(shown)]
    reach = {each: x for own, _, x in places for each in own.talks}  # the last line is the farthest
    yield from track(_STOP, min(heights.values()), max(heights.values()))
    for place, y in heights.items():
        yield segment("guide", (_STOP, y), (reach[place], y))
    for own, name, x in places:
        top, theme = heights[own.talks[0]], _theme(context, own)
        kind = f"line recap-topic--{theme}" if theme else "line"
        yield segment(kind, (x, top), (x, heights[own.talks[-1]]))
        yield label("letter", (x, top - 10), name)
        yield from (circle("bead", (x, heights[each]), 5) for each in own.talks)
    for place, talk in links.items():
        at, number = (_STOP, heights[place]), str(talk["number"])
        title = context.words["map_stop"].format(number=number, title=talk["title"])
        yield link(talk["url"], title, circle("stop", at, 12), label("number", (at[0], at[1] + 4), number))
