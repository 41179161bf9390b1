"""A `schedule.xml`, of whatever namespace -> the structure of `schedule.json`."""

from typing import Any
from xml.etree.ElementTree import Element


def from_xml(root: Any) -> dict[str, Any]:
    """Return the schedule of an XML document in the structure of schedule.json; empty for anything else."""
    if not isinstance(root, Element):
        return {}
    days: list[dict[str, Any]] = []
    for day in _children(root, "day"):
        rooms: dict[str, list[Any]] = {}
        for room in _children(day, "room"):
            rooms.setdefault(room.get("name", ""), []).extend(map(_event, _children(room, "event")))
        days.append({"date": day.get("date"), "day_end": day.get("end"), "rooms": rooms})
    conference: dict[str, Any] = {}
    for head in _children(root, "conference"):
        conference |= {
            _tag(each): each.text or "" for each in head if not len(each) and _tag(each) not in ("days", "track")
        }
        conference["tracks"] = [dict(each.attrib) for each in _children(head, "track")]
    schedule = {_tag(each): each.text or dict(each.attrib) for each in root if _tag(each) not in ("day", "conference")}
    guids = {room.get("name"): room.get("guid") for day in _children(root, "day") for room in _children(day, "room")}
    conference |= {"days": days, "rooms": [{"name": name, "guid": guid} for name, guid in guids.items()]}
    return schedule | {"conference": conference}


def _event(event: Element) -> dict[str, Any]:
    found: dict[str, Any] = {**event.attrib, **{_tag(each): each.text or "" for each in event}}
    found["persons"] = [{**each.attrib, "name": each.text} for each in _grandchildren(event, "persons")]
    for name in ("links", "attachments"):
        found[name] = [
            {"url": each.get("href"), "type": each.get("type"), "title": each.text}
            for each in _grandchildren(event, name)
        ]
    recording = {_tag(each): each.text or "" for each in _grandchildren(event, "recording")}
    return found | {"recording": {key: value for key, value in recording.items() if value}}


def _tag(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def _children(element: Element, name: str) -> list[Element]:
    return [each for each in element if _tag(each) == name]


def _grandchildren(element: Element, name: str) -> list[Element]:
    return [each for child in _children(element, name) for each in child]
