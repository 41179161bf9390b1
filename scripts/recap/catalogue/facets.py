"""Facets of items: the parts of a talk, person, topic, organisation or event that pages depend on separately.

A list shows a talk's card, a link only its title: who reads one facet need not be made again when another changes.
"""

import functools
from collections.abc import Callable, Iterable, Mapping
from typing import Any

LABEL, CARD, LIST, TREE, BODY, CLAIMS, REST = "label", "card", "list", "tree", "body", "claims", "rest"
"""Name and address; what a list shows; appearances in talks; place among topics; text of the file; what became of what
was said; all else."""

_CARD_FIELDS = ("date", "start", "duration", "room", "track", "type", "language", "summary", "original_title", "draft",
                "order", "no_speaker_reason", "published", "corrections", "since_then", "status")  # fmt: skip
_ADDRESS = dict.fromkeys(("id", "src_uri", "url", "has_page", "display_name"), (LABEL,))
_NAMED = _ADDRESS | dict.fromkeys(("name", "sort_key"), (LABEL,)) | dict.fromkeys(("appearances", "talk_ids"), (LIST,))

ATTRIBUTES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "events": _ADDRESS
    | {"document": (BODY,), "talk_ids": (LIST,), **dict.fromkeys(("is_after_midnight", "hours_of"), (LABEL,))},
    "talks": {
        **_ADDRESS,
        "event": (LABEL,),
        **dict.fromkeys(("credits", "parts", "topics", "own_topics", "hours"), (CARD,)),
        "updated": (CARD, CLAIMS),
        **dict.fromkeys(("has_recap", "is_news", "lead", "minutes", "moved"), (CARD,)),
        "order": (LABEL, CARD),
        "document": (BODY,),
    },
    "people": {**_NAMED, **dict.fromkeys(("sort_name", "monogram"), (LABEL,)), "wrote": (LIST,),
               "document": (BODY,), "body": (BODY,), "section_count": (BODY,),
               **dict.fromkeys(("organisations", "roles"), (LIST, REST))},
    "topics": {**_NAMED, "letter": (LABEL,), **dict.fromkeys(("broader", "narrower"), (TREE,)),
               "document": (BODY,), "body": (BODY,), "section_count": (BODY,)},
    "organisations": {**_NAMED, "has_page": (LABEL,), "people": (TREE,)},
}  # fmt: skip
"""Mapping of the catalogue -> attribute of its items -> the facets it is part of; any other attribute is REST."""
FIELDS: Mapping[str, Mapping[str, str]] = {
    "events": {"title": LABEL, "day_change": LABEL},
    "talks": {"title": LABEL, "claims": CLAIMS, **dict.fromkeys(_CARD_FIELDS, CARD)},
}
"""Mapping of the catalogue -> field of the record of its items -> its facet; any other field is REST."""


def _rest(name: str, record: Any) -> Any:
    """Return the fields of a record that belong to no other facet."""
    fields = FIELDS.get(name)
    return {key: value for key, value in vars(record).items() if key not in fields} if fields and record else record


def _body(item: Any) -> Any:
    return item.document.body if item.document else None


_VALUES: Mapping[str, Mapping[str, Callable[[Any], Any]]] = {
    "events": {
        LABEL: lambda item: (item.record.title, item.record.day_change),
        LIST: lambda item: item.talk_ids,
        BODY: _body,
        REST: lambda item: _rest("events", item.record),
    },
    "talks": {
        LABEL: lambda item: item.record.title,
        CARD: lambda item: (item.credits, item.parts, item.topics, item.own_topics, item.has_recap, item.lead,
                            item.minutes, item.moved, [getattr(item.record, field) for field in _CARD_FIELDS]),
        BODY: _body,
        CLAIMS: lambda item: item.record.claims,
        REST: lambda item: _rest("talks", item.record),
    },
    "people": {
        LABEL: lambda item: (item.name, item.sort_name),
        LIST: lambda item: (item.appearances, item.wrote),
        BODY: _body,
        REST: lambda item: item.record,
    },
    "topics": {
        LABEL: lambda item: item.name,
        LIST: lambda item: item.appearances,
        TREE: lambda item: (item.broader, item.narrower),
        BODY: _body,
        REST: lambda item: item.record,
    },
    "organisations": {
        LABEL: lambda item: (item.name, item.has_page),
        LIST: lambda item: item.appearances,
        TREE: lambda item: item.people,
    },
}  # fmt: skip


def names_of(group: str) -> Iterable[str]:
    """Return the names under which reads of a mapping's items are recorded."""
    return [f"{group}.{facet}" for facet in _VALUES.get(group, ())] or [group]


@functools.cache
def name_of_field(group: str, field: str) -> str:
    """Return the name under which reads of a field of the record of a mapping's item are recorded."""
    return f"{group}.{FIELDS[group].get(field, REST)}"


@functools.cache
def names_of_attribute(group: str, attribute: str) -> tuple[str, ...]:
    """Return the names under which reads of an attribute of a mapping's item are recorded."""
    return tuple(f"{group}.{facet}" for facet in ATTRIBUTES[group].get(attribute, (REST,)))


def differences(group: str, old: Any, new: Any) -> list[str]:
    """Return the names of the facets in which two items of a mapping differ."""
    if group not in _VALUES:
        return [] if old == new else [group]
    return [f"{group}.{facet}" for facet, value in _VALUES[group].items() if value(old) != value(new)]
