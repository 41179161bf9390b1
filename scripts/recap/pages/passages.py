"""Talks that speak of a topic, with the passages in which they do, on the page of the topic."""

from collections.abc import Iterable
from typing import Any

from recap.catalogue.models import Appearance, Talk, Topic
from recap.catalogue.passages import BRIEF, Passage, Speaking
from recap.pages.context import Context
from recap.pages.markdown import appearance_entry, escape, link

MAX_TALKS = 100
"""Number of talks that a topic's page lists: those with the most passages."""
MAX_PASSAGES = 12
"""Number of passages of a talk that it links to."""


def speaking_of(context: Context, topic: Topic) -> Speaking:
    """Return the ids of the talks that speak of a topic, those with the most passages first, with these passages."""
    found = context.catalogue.passages.get(topic.id, {})
    return dict(sorted(found.items(), key=lambda each: (-len(each[1]), each[0])))


def talks_with_passages(context: Context, topic: Topic, speaking: Speaking) -> str:
    """Return the first of these talks as a list: most passages first, then the newest, then in programme order.

    Where a single part of a talk bears the label of the topic, the entry is that of the part.
    """
    catalogue, here = context.catalogue, topic.src_uri
    labelled: dict[str, list[Appearance]] = {}
    for each in topic.appearances:
        labelled.setdefault(each.talk, []).append(each)

    def place(talk: Talk) -> tuple[Any, ...]:
        change = catalogue.events[talk.event].record.day_change
        return -len(speaking[talk.id]), -talk.record.date.toordinal(), talk.order(change), talk.id

    talks = sorted((catalogue.talks[key] for key in [*speaking][:MAX_TALKS]), key=place)
    entries = []
    for talk in talks:
        own = labelled.get(talk.id, [])
        shown = own[0] if len(own) == 1 else Appearance(talk.id, None)
        entries.append(appearance_entry(context, shown, here, _places(context, talk, speaking[talk.id], here)))
    if more := sum(key not in labelled for key in [*speaking][MAX_TALKS:]):  # the others are in the list of labels
        entries.append(f"\n{context.language.count('missing_more', more)}")
    return "\n".join(entries)


def _places(context: Context, talk: Talk, passages: Iterable[Passage], here: str) -> str:
    """Return `2 passages: …`: links to the sections."""
    words, found = context.words, [*passages]
    number = context.language.count("passages", len(found))
    links = []
    for anchor, heading in found[:MAX_PASSAGES]:
        label = heading or words["brief" if anchor == BRIEF else "passage_start"]
        links.append(f"<bdi>{link(label, f'{talk.src_uri}#{anchor}' if heading else talk.src_uri, here)}</bdi>")
    return f"{escape(number)}{words['colon']}{' · '.join(links)}"
