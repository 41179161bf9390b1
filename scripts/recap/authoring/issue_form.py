"""An issue written with the repository's form -> the draft of a talk. Pure: a stranger's text is only ever data.

The form (`.github/ISSUE_TEMPLATE/propose.yml`) gives each question an id; GitHub writes the answers under headings with
the labels of the questions.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from recap.authoring.scaffold import Draft, find_person, find_topic, new_talk, talk_values
from recap.catalogue.models import Catalogue
from recap.content.settings import Settings
from recap.core import text
from recap.core.language import UserError

_UNANSWERED = "_No response_"
_SOURCE = re.compile(r"^(?P<title>.*?)[\s:,(<]*(?P<url>https?://[^\s>)]+)[\s>)]*$")


def questions(form: str) -> dict[str, str]:
    """Return id -> label of the questions of an issue form, in order."""
    fields = (field for field in yaml.safe_load(form)["body"] if "id" in field)
    return {field["id"]: field["attributes"]["label"] for field in fields}


def answers(issue: str, labels: Mapping[str, str]) -> dict[str, str]:
    """Return id of a question -> answer, empty if there is none. An answer may contain headings of its own.

    A label counts only after the labels of the questions before it.
    """
    given = dict.fromkeys(labels, "")
    last, rest = "", f"\n{issue}\n".replace("\r\n", "\n")
    for identifier, label in labels.items():
        before, found, after = rest.partition(f"\n### {label}\n")
        if found:
            given[last] = before
            last, rest = identifier, f"\n{after}"
    given[last] = rest
    return {identifier: given[identifier].strip().replace(_UNANSWERED, "") for identifier in labels}


def proposed_talk(
    settings: Settings, catalogue: Catalogue, issue: str, form: str, published: str, **more: Any
) -> Draft:
    """Return the talk that an issue describes; existing people and topics are recognised.

    `published` is its day of publication, `more` are keys that the form does not ask for. A text whose author
    does not answer a question `authors` is by nobody; a form without that question leaves it to the check to ask.

    The event is named by id or title; of two with the same name, it is the newer one. Raises UserError when the event
    is unknown or a required answer is missing.
    """
    labels = questions(form)
    given = answers(issue, labels)
    if missing := [labels[key] for key in ("event", "title", "speakers") if not given[key]]:
        raise UserError("not_answered", questions=", ".join(missing))
    events = reversed([*catalogue.events.values()])
    named = {text.fold(name): event for event in events for name in (event.id, event.display_name)}
    if not (event := named.get(text.fold(given["event"]))):
        raise UserError("no_event", value=given["event"], known=", ".join(catalogue.events))
    return new_talk(
        settings,
        event,
        text.collapse(given["title"]),
        [_speaker(catalogue, line) for line in _lines(given["speakers"])],
        body=given["text"],
        date=text.collapse(given["date"]),
        summary=text.collapse(given["summary"]),
        key_points=[*_lines(given["key_points"])],
        topics=[find_topic(catalogue, label).name for label in re.split(r"[,;\n]", given["topics"]) if label.strip()],
        authors=_authors(catalogue, given["authors"]) if "authors" in given else None,
        published=published,
        **talk_values(event, more),
        sources=[*map(_source, _lines(given["sources"]))],
    )


def _lines(answer: str) -> Iterator[str]:
    """Yield the lines of an answer that are not empty, without list markers."""
    for line in answer.split("\n"):
        if found := text.collapse(re.sub(r"^\s*(?:[-*•]|\d+[.)])\s+", "", line)):
            yield found


def _authors(catalogue: Catalogue, answer: str) -> list[str]:
    """Parse names that are separated by commas or lines."""
    return [find_person(catalogue, name).name for line in _lines(answer) for name in line.split(",") if name.strip()]


def _speaker(catalogue: Catalogue, line: str) -> dict[str, str]:
    """Parse `Name, role, organisation`, where the role or both may be missing."""
    name, *rest = [part.strip() for part in line.split(",") if part.strip()] or [""]
    speaker = {"name": find_person(catalogue, name).name}
    if len(rest) > 1:
        return speaker | {"role": rest[0], "organisation": ", ".join(rest[1:])}
    return speaker | ({"organisation": rest[0]} if rest else {})


def _source(line: str) -> dict[str, Any]:
    """Parse `Title https://…`; without an address the check reports what is missing."""
    if not (found := _SOURCE.match(line)):
        return {"title": line}
    return {"title": found["title"].strip() or text.shortened(found["url"]), "url": found["url"]}
