"""An issue written with the repository's form -> the draft of a talk. Pure: what a stranger wrote is only ever data.

The form (`.github/ISSUE_TEMPLATE/propose.yml`) says which question has which id; GitHub writes the answers under
headings with the questions' labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from recap.authoring.scaffold import Draft, find_person, find_topic, new_talk
from recap.catalogue.models import Catalogue, Event
from recap.content.settings import Settings
from recap.core import text

_UNANSWERED = "_No response_"
_SOURCE = re.compile(r"^(?P<title>.*?)[\s:,(<]*(?P<url>https?://[^\s>)]+)[\s>)]*$")


def questions(form: str) -> dict[str, str]:
    """Id -> label of the questions of an issue form, in their order."""
    fields = (field for field in yaml.safe_load(form)["body"] if "id" in field)
    return {field["id"]: field["attributes"]["label"] for field in fields}


def answers(issue: str, labels: Mapping[str, str]) -> dict[str, str]:
    """Id -> what was answered; empty where nothing was. An answer may hold headings of its own.

    A label counts where it is expected, after those of the questions before.
    """
    said = dict.fromkeys(labels, "")
    last, rest = "", f"\n{issue}\n".replace("\r\n", "\n")
    for identifier, label in labels.items():
        before, found, after = rest.partition(f"\n### {label}\n")
        if found:
            said[last] = before
            last, rest = identifier, f"\n{after}"
    said[last] = rest
    return {identifier: said[identifier].strip().replace(_UNANSWERED, "") for identifier in labels}


def proposed_event(catalogue: Catalogue, answer: str) -> Event | None:
    """The event that an answer names, by id or title."""
    events = reversed([*catalogue.events.values()])  # of two with one name the newer
    named = {text.fold(name): event for event in events for name in (event.id, event.record.title)}
    return named.get(text.fold(answer))


def proposed_talk(settings: Settings, catalogue: Catalogue, event: Event, said: Mapping[str, str]) -> Draft:
    """The talk that the answers describe; people and topics that exist are recognised."""
    topics = (find_topic(catalogue, label).name for label in re.split(r"[,;\n]", said["topics"]) if label.strip())
    return new_talk(
        settings,
        event,
        text.collapse(said["title"]),
        [_speaker(catalogue, line) for line in _lines(said["speakers"])],
        body=said["text"],
        date=text.collapse(said["date"]),
        summary=text.collapse(said["summary"]),
        key_points=[*_lines(said["key_points"])],
        topics=[*topics],
        sources=[*map(_source, _lines(said["sources"]))],
    )


def _lines(answer: str) -> Iterator[str]:
    """The lines of an answer that say something, without the marks of a list."""
    for line in answer.split("\n"):
        if found := text.collapse(re.sub(r"^\s*(?:[-*•]|\d+[.)])\s+", "", line)):
            yield found


def _speaker(catalogue: Catalogue, line: str) -> dict[str, str]:
    """`Name, role, organisation`, the role or both left out."""
    name, *rest = [part.strip() for part in line.split(",") if part.strip()] or [""]
    spoken = {"name": find_person(catalogue, name).name}
    if len(rest) > 1:
        return spoken | {"role": rest[0], "organisation": ", ".join(rest[1:])}
    return spoken | ({"organisation": rest[0]} if rest else {})


def _source(line: str) -> dict[str, Any]:
    """`Title https://…`; without an address the check will say what is missing."""
    found = _SOURCE.match(line)
    if not found:
        return {"title": line}
    return {"title": found["title"].strip() or text.shortened(found["url"]), "url": found["url"]}
