"""`recap new`: starts a talk, a person, a topic or an event."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from recap.cli.console import Console, of_site
from recap.cli.import_ import import_from
from recap.cli.import_places import Target, an_id
from recap.cli.import_sources import can_ask
from recap.cli.new_list import write_list
from recap.cli.programme_options import PROGRAMME_KEYS, ask_programme, days_of, known_events, of_programme
from recap.cli.questions import Questions, of_event, prompt
from recap.core.diagnostics import Diagnostic
from recap.core.filesystem import RefusedFileError, read_named_file, shown_path, with_parent, write_whole
from recap.core.folder import name_fault

if TYPE_CHECKING:
    from recap.authoring.scaffold import Draft, Match
_MAX_ISSUE_BYTES = 1_000_000
"""Limit for the text of an issue; GitHub has one of 65,536 characters."""
_MAX_LIST_BYTES = 1_000_000
"""Limit for a list of talks."""
_FORM = ".github/ISSUE_TEMPLATE/propose.yml"
"""Path of the form in a project."""
_EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def new() -> None:
    """Start a talk, a person, a topic or an event as a new file that passes the check. Overwrites nothing."""


@new.command("talk")
@of_site
@click.option(
    "--event", "event_id", shell_complete=known_events, help="Folder of the event; asked for if there are several."
)
@click.option("--title", help="Without the speaker's name.")
@click.option(
    "--speaker",
    "speakers",
    multiple=True,
    help="Name, alias or id, perhaps with a company: “Ana Foo, Acme” or “Ana Foo (Acme)”; repeat for each speaker.",
)
@click.option("--date", help="YYYY-MM-DD; by default the first day of the event.")
@of_programme
@click.option("--topic", "topics", multiple=True, help="Label, synonym or id; repeat for each topic.")
@click.option("--summary", default="", help="What to remember, in a sentence or two.")
@click.option("--author", "authors", multiple=True, help="Who writes the recap; repeat for each author.")
@click.option("--from-issue", "issue", type=_EXISTING, help="File with the text of an issue written with propose.yml.")
@click.option(
    "--list",
    "pasted",
    type=click.File("rb"),
    metavar="FILE",
    help="Start several: a talk a line, “10:30 Title - Speaker, Speaker”; - reads what is pasted or piped.",
)
@click.option("--ask", is_flag=True, help="Ask for hour, duration, room, track, type, language and level, too.")
def new_talk(
    console: Console,
    event_id: str | None,
    title: str | None,
    issue: Path | None,
    pasted: BinaryIO | None,
    ask: bool,
    **given: Any,
) -> None:
    """Start a talk, or several from a list. Asks for whatever the options leave out and a talk must have."""
    from recap.authoring import scaffold

    own = {key: given.pop(key) for key in PROGRAMME_KEYS}
    if issue:
        try:
            said = read_named_file(issue, _MAX_ISSUE_BYTES).decode("utf-8", "replace")
        except RefusedFileError:
            console.fail("no_issue", path=issue, limit=_MAX_ISSUE_BYTES)
        if not (draft := proposal(console, said, **own)):
            console.fail("not_the_form", path=issue)
        write_new(console, draft)
        return
    catalogue = _catalogue(console)
    known = ", ".join(catalogue.events)
    event_id = event_id or (known if len(catalogue.events) == 1 else prompt(console, "ask_talk_event", known=known))
    if event_id not in catalogue.events:
        console.fail("no_event", value=event_id, known=known)
    event = catalogue.events[event_id]
    if pasted:
        if title or given["speakers"] or own["start"] or ask:
            console.fail("answered_twice", options="--title, --speaker, --start, --ask")
        del given["speakers"]
        write_list(console, catalogue, event, pasted.read(_MAX_LIST_BYTES + 1), own | given)
        return
    asked = title is None
    title = title or prompt(console, "ask_title")
    typed = given.pop("speakers") or _split(prompt(console, "ask_speakers"))
    if asked and not given["date"] and can_ask() and len(days := days_of(event)) > 1:
        given["date"] = prompt(console, "ask_date", days[0], known=", ".join(days))
    if ask:
        own = ask_programme(console, event, own)
    labels = given.pop("topics") or (_split(prompt(console, "ask_topics", default="")) if asked else ())
    people = []
    for each in typed:
        for match, company in scaffold.find_speakers(catalogue, each):
            people.append({"name": _choose(console, match, asked), **({"organisation": company} if company else {})})
    given["topics"] = [_choose(console, scaffold.find_topic(catalogue, label), asked) for label in labels]
    authors = given.pop("authors") or (_split(prompt(console, "ask_authors", default="")) if asked else ())
    given["authors"] = [_choose(console, scaffold.find_person(catalogue, name), asked) for name in authors] or None
    given["published"] = date.today().isoformat()
    given |= scaffold.talk_values(event, own)
    write_new(console, scaffold.new_talk(console.settings, event, title, people, **given))


@new.command("person")
@of_site
@click.argument("name")
@click.option(
    "--id", "identifier", callback=an_id, help="Id of this person, where the name gives that of somebody else."
)
def new_person(console: Console, name: str, identifier: str | None) -> None:
    """Start a person's file, for a biography, links or other spellings of the name."""
    from recap.authoring import scaffold

    if not identifier:
        name = scaffold.find_person(_catalogue(console), name).name
    write_new(console, scaffold.new_person(console.settings, name, identifier or ""))


@new.command("topic")
@of_site
@click.argument("title")
@click.option("--summary", help="Definition in one sentence, for the glossary; asked for if left out.")
@click.option("--id", "identifier", callback=an_id, help="Id of this topic, where the title gives that of another one.")
def new_topic(console: Console, title: str, summary: str | None, identifier: str | None) -> None:
    """Start a topic's file, with its definition."""
    from recap.authoring import scaffold

    if not identifier:
        title = scaffold.find_topic(_catalogue(console), title).name
    summary = summary or prompt(console, "ask_definition")
    write_new(console, scaffold.new_topic(console.settings, title, summary, identifier or ""))


@new.command("event")
@of_site
@click.argument("event", metavar="[TITLE]", required=False)
@click.option("--city", help="Where it was; empty for an event online.")
@click.option("--country", help="Its country, as a code of two letters.")
@click.option("--room", "rooms", multiple=True, help="A room; repeat for each.")
@click.option("--website", help="Its address, https://….")
@click.option("--acronym", help="Its short name.")
@click.option("--summary", help="The event in a sentence or two; by default one that fits any.")
@of_event
def new_event(
    console: Console, programme: Path | str | None, no_input: bool, rooms: tuple[str, ...], **given: str | None
) -> None:
    """Start an event: its folder with an index. Asks for whatever the options leave out and an event must have."""
    from recap.authoring import scaffold

    more = {key: given.pop(key) for key in ("country", "website", "acronym")}
    given |= {"room": ", ".join(rooms) or None, **more} if programme else {}
    questions = Questions(console, given, silent=no_input)
    questions.refuse(programme, *given)
    if programme:
        import_from(console, programme, Target(silent=no_input))
    else:
        event = questions.event()
        write_new(console, scaffold.new_event(console.settings, event, rooms=rooms, **more))
    if (console.config_file.parent / _FORM).is_file():
        console.info("form_event", path=_FORM)


def _catalogue(console: Console) -> Any:
    """Return the catalogue as far as it can be read: errors elsewhere must not keep anybody from starting a file."""
    from recap.lint.runner import read_catalogue

    return read_catalogue(console.docs, console.settings)[0]


def proposal(console: Console, issue: str, **more: Any) -> Draft | None:
    """Return the talk that the text of an issue describes; None if it was not written with the site's form.

    `more` are keys of the talk that the form does not ask for. Raises UserError as `issue_form.proposed_talk` does.
    Exits with 1 if the site has no form.
    """
    from recap.authoring import issue_form

    path = console.config_file.parent / _FORM
    if not path.is_file():
        console.fail("no_form", path=path)
    form = path.read_text("utf-8")
    if not any(issue_form.answers(issue, issue_form.questions(form)).values()):
        return None
    return issue_form.proposed_talk(
        console.settings, _catalogue(console), issue, form, date.today().isoformat(), **more
    )


def _split(answer: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in answer.split(",") if part.strip())


def _choose(console: Console, match: Match, asking: bool) -> str:
    """Return the name to write; a similar known name is proposed or, where nothing is asked, only mentioned."""
    if match.near:
        near = {"name": match.name, "near": match.near[0]}
        if not asking:
            console.warn("near_name", **near)
        elif click.confirm(console.word("near_name", **near), default=True):
            return match.near[0]
    return match.name


def write_new(console: Console, draft: Draft) -> Path:
    """Check a draft together with the site's files, write it, say where it is, and return that path.

    Exits with 1 if it does not pass, or if there is such a file.
    """
    from recap.lint.runner import check_content

    path, shown = console.docs / draft.src_uri, f"{shown_path(console.docs)}/{draft.src_uri}"
    if path.exists():
        console.fail("exists", path=path)
    found = check_content(console.docs, console.settings, drafts={draft.src_uri: draft.content}).diagnostics
    # A folder on the way that is a link would lead out of docs/.
    concerned = [each for each in found if each.path == shown or shown.startswith(f"{each.path}/")]
    named = filter(None, map(name_fault, draft.src_uri.split("/")))  # as of a name that is too long for a file
    diagnostics = console.diagnostics + concerned + [Diagnostic(shown, 1, 1, *fault) for fault in named]
    console.stop_at_errors(diagnostics, "not_written", {shown: draft.content})
    console.show(diagnostics, {shown: draft.content})
    write_whole(with_parent(path), draft.content, new=True)
    console.info("written", path=path)
    return path
