"""`recap new talk --list`: several talks from pasted lines; all files or none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from recap.cli.console import Console
from recap.core.filesystem import shown_path
from recap.core.journal import write_all
from recap.core.language import language
from recap.core.text import printable, shortened

if TYPE_CHECKING:
    from recap.authoring.scaffold import Draft
    from recap.authoring.talk_list import Line
    from recap.catalogue.models import Catalogue, Event

_MAX_BYTES = 1_000_000


def write_list(console: Console, catalogue: Catalogue, event: Event, raw: bytes, given: Mapping[str, Any]) -> None:
    """Say what each line means, and write the talks if all of them are understood and pass the check.

    `given` are keys for all of them. Exits with 1 otherwise; nothing is written.
    """
    from recap.authoring.talk_list import read_list

    try:
        content = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        console.fail("list_encoding")
    if len(raw) > _MAX_BYTES:
        console.fail("list_large", limit=_MAX_BYTES // 1_000_000)
    if reason := console.refused_state():
        console.fail("no_journal", reason=reason)
    talks, breaks, unclear = list["Line"](), list["Line"](), list["Line"]()
    for line in read_list(content, event.record):
        if line.speakers is not None and line.title:
            talks.append(line)
        else:
            (breaks if _is_break(line.title) else unclear).append(line)
    drafts: dict[str, str] = {}
    for line in talks:
        draft = _draft(console, catalogue, event, line, given, drafts)
        drafts[draft.src_uri] = draft.content
        click.echo(f"  {line.number}: {_shown(line)} → {shown_path(console.docs)}/{draft.src_uri}")
    for key, lines in (("list_breaks", breaks), ("list_unclear", unclear)):
        if lines:
            console.info(key, lines=[f"{each.number}: {shortened(each.title)}" for each in lines])
    if unclear or not talks:
        console.fail("list_refused")
    _write(console, drafts)
    console.info("list_written", number=len(drafts))


def _is_break(title: str) -> bool:
    from recap.importers.assemble import is_break
    from recap.importers.model import Session

    return is_break(Session("", title))


def _draft(
    console: Console, catalogue: Catalogue, event: Event, line: Line, given: Mapping[str, Any], taken: Mapping[str, str]
) -> Draft:
    """Return the file of a line. Exits with 1 if a talk of that name is there already."""
    from recap.authoring import scaffold

    people = []
    for each in line.speakers or ():
        match = scaffold.find_person(catalogue, each["name"])
        if match.near:
            console.warn("near_name", name=match.name, near=match.near[0])
        people.append({**each, "name": match.name})
    more = {key: value for key, value in given.items() if value}
    more |= {"topics": [scaffold.find_topic(catalogue, label).name for label in given["topics"]]}
    more |= {"authors": [scaffold.find_person(catalogue, name).name for name in given["authors"]] or None}
    said = {"date": line.date, "start": line.start, "duration": line.duration, "room": line.room}
    more |= {key: value for key, value in said.items() if value}
    more |= scaffold.talk_values(event, {key: more.get(key) for key in ("start", "duration", "room", "track", "type",
                                                                       "language", "level")})  # fmt: skip
    if not people:
        more["no_speaker_reason"] = language(console.settings.language).words["imported_nobody"]
    title, number = line.title, 1
    draft = scaffold.new_talk(console.settings, event, title, people, published=date.today().isoformat(), **more)
    if (console.docs / draft.src_uri).exists():
        console.fail("exists", path=console.docs / draft.src_uri)
    stem = draft.src_uri.removesuffix(".md")
    while draft.src_uri in taken:
        number += 1
        draft = scaffold.Draft(f"{stem}-{number}.md", draft.content)
    return draft


def _shown(line: Line) -> str:
    """Return a line as it was understood."""
    when = " ".join(filter(None, (line.date, line.start, f"({line.duration} min)" if line.duration else "", line.room)))
    people = [f"{each['name']} ({company})" if (company := each.get("organisation")) else each["name"]
              for each in line.speakers or ()]  # fmt: skip
    return printable(" · ".join(filter(None, (when, line.title, ", ".join(people) or "?"))))


def _write(console: Console, drafts: Mapping[str, str]) -> None:
    """Check the files together with those of the site, and write all of them. Exits with 1 if one does not pass."""
    from recap.lint.runner import check_content

    shown = {f"{shown_path(console.docs)}/{src_uri}": content for src_uri, content in drafts.items()}
    found = check_content(console.docs, console.settings, drafts=drafts).diagnostics
    concerned = console.diagnostics + [each for each in found if each.path in shown]
    console.stop_at_errors(concerned, "not_written", shown)
    console.show(concerned, shown)
    write_all(console.docs, drafts, console.config_file.parent)
