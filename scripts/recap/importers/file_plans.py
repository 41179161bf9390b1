"""A record that a programme wants, and the file that is there -> the file to write: what people have edited stays."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from recap.content.document import Document
from recap.content.frontmatter import read
from recap.content.imported import value_digest
from recap.content.yaml_writer import front_matter

PLACE = ("date", "start", "room")
"""Keys of a talk whose change is a move."""
_REVISING = frozenset([*PLACE, "duration", "status"])
"""Keys of a talk that its entry in a calendar shows: their change raises SEQUENCE (RFC 5545, 3.8.7.4)."""
_NOTHING = value_digest(None)


@dataclass(frozen=True)
class Wanted:
    """A file as a programme wants it."""

    record: Mapping[str, Any]
    """Front matter without `imported`; empty values count as missing."""
    imported: Mapping[str, Any]
    """`imported` without digests and revision."""
    body: str = ""
    body_key: str = "body"
    """Name of the digest of the body: `text` for what somebody wrote of a talk, which makes a recap of it."""
    additions: Mapping[str, Any] = field(default_factory=dict)
    """Key -> value that a list gets, though a person has edited it: theirs, and what talks of the programme need."""
    unasked: frozenset[str] = frozenset()
    """Keys of which the programme says nothing itself: where a person has a value, nothing is reported."""

    @property
    def there(self) -> dict[str, Any]:
        """Every key with its value; the body under the name of its digest."""
        wanted = {key: value for key, value in self.record.items() if value or key == "speakers"}
        return wanted | ({self.body_key: self.body} if self.body else {})


@dataclass(frozen=True)
class Plan:
    """What becomes of a file."""

    content: str
    """Empty if the file stays as it is."""
    before: Mapping[str, Any] = field(default_factory=dict)
    """The front matter that is there; empty for a new file."""
    changes: Mapping[str, Any] = field(default_factory=dict)
    """Key -> new value, None for one that goes; of an existing file alone."""
    kept: tuple[str, ...] = ()
    """Keys that the programme has otherwise, and that stay as a person left them."""

    @property
    def after(self) -> dict[str, Any]:
        """The front matter that will be there."""
        return {**self.before, **self.changes}

    @property
    def moved(self) -> list[str]:
        """Keys of the place that had another value before."""
        return [key for key in PLACE if key in self.changes and self.before.get(key)]


def new_file(wanted: Wanted) -> Plan:
    """Return the plan of a file that is not there yet."""
    there = wanted.there
    record = {key: value for key, value in there.items() if key != wanted.body_key}
    written = {key: value_digest(value) for key, value in there.items()}
    head = front_matter(record | {"imported": {**wanted.imported, "written": written}})
    return Plan(head + (f"{wanted.body}\n" if wanted.body else ""), changes=record)


def changed_file(raw: bytes, src_uri: str, wanted: Wanted, today: date, only: Iterable[str] = ()) -> Plan:
    """Return the plan of a file that is there: keys follow the programme unless a person has edited them since.

    `only` are the keys that may change, by default all. `today` is when a talk is moved, if it is.
    """
    document, _ = read(raw, src_uri)
    here, there = document.data | {each: document.body.strip() for each in ("body", "text")}, wanted.there
    imported = dict[str, Any](document.data.get("imported", {}))
    before = dict[str, str](imported.get("written", {}))
    for each in ("body", "text"):
        if each not in there and value_digest(here[each]) != before.get(each):
            before.pop(each, None)  # a person's text, which is nothing to the programme
    changes: dict[str, Any] = {}
    kept, digests = [], dict(before)
    for key in [*only] or there | before:
        now, new = value_digest(here.get(key)), value_digest(there.get(key))
        # What a person wrote, changed or took away stays so.
        if now == new:
            continue
        if now == before.get(key, _NOTHING):
            changes[key], digests[key] = there.get(key), new
        elif key in wanted.additions:
            changes[key] = wanted.additions[key]
        elif key not in wanted.unasked:
            kept.append(key)
    origin = {key: imported.get(key) for key in ("from", "address")}
    is_known = all(origin[key] == wanted.imported.get(key, origin[key]) for key in origin)
    if not changes and is_known:
        return Plan("", document.data, {}, tuple(kept))
    plan = Plan("", document.data, changes, tuple(kept))
    revision = _revision(plan, imported.get("revision"), today)
    kept_origin = {"address": origin["address"]} if origin["address"] else {}
    written = {key: each for key, each in digests.items() if each != _NOTHING}
    head = {**kept_origin, **wanted.imported, **({"revision": revision} if revision else {}), "written": written}
    edits = changes | {"imported": head}
    if "text" in edits:
        edits["body"] = edits.pop("text")
    return Plan(replaced(raw.decode("utf-8-sig"), document, edits), document.data, changes, tuple(kept))


def _revision(plan: Plan, last: Any, today: date) -> Any:
    """Return `imported.revision` of a talk after its changes; as it was if no calendar shows them."""
    if _REVISING.isdisjoint(plan.changes):
        return last
    last = last if isinstance(last, dict) else {}
    number = last.get("sequence", "0")
    place = {key: plan.before[key] for key in PLACE if plan.before.get(key)} if plan.moved else last
    head = {"sequence": int(number) + 1 if number.isdecimal() else 1, "changed": today.isoformat()}
    return head | {key: place[key] for key in PLACE if place.get(key)}


def replaced(content: str, document: Document, changes: dict[str, Any]) -> str:
    """Return a file with some keys of its front matter (None removes one) and perhaps its `body` replaced.

    Comments, order and line ends stay.
    """
    lines = content.replace("\r\n", "\n").split("\n")
    fence = document.body_line - 2  # the place of the closing line
    places = {str(place[0]): line - 1 for place, (line, _) in document.keys.items() if len(place) == 1}
    if "body" in changes:
        lines[fence + 1 :] = ["", *changes["body"].split("\n"), ""] if changes["body"] else [""]
    end = places.get("imported", fence)
    heads = [(places.get(key, end), number, key) for number, key in enumerate(changes) if key != "body"]
    # From the last one up: places stay right, and new keys come in their order, before `imported`.
    for start, _, key in sorted(heads, reverse=True):
        stop = min((each for each in places.values() if each > start), default=fence) if key in places else start
        while stop > start + 1 and (not lines[stop - 1].strip() or lines[stop - 1].startswith("#")):
            stop -= 1
        lines[start:stop] = [] if changes[key] is None else front_matter({key: changes[key]}).split("\n")[1:-3]
    return ("\r\n" if "\r\n" in content else "\n").join(lines)
