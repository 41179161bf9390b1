"""`recap new`: starts a talk, a person, a topic, an event."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from recap.cli.console import Terminal, of_site
from recap.core.filesystem import shown_path, write_whole

if TYPE_CHECKING:
    from recap.authoring.scaffold import Draft, Match
    from recap.catalogue.models import Catalogue


@click.group()
def new() -> None:
    """Start a talk, a person, a topic or an event: a new file that passes the check; nothing is overwritten."""


@new.command("talk")
@of_site
@click.option("--event", "event_id", help="Folder of the event; asked for when there are several.")
@click.option("--title", help="Without the speaker's name.")
@click.option("--speaker", "speakers", multiple=True, help="Once for each; a name, an alias or an id.")
@click.option("--date", help="YYYY-MM-DD; the event's first day by default.")
@click.option("--topic", "topics", multiple=True, help="Once for each; a label, a synonym or an id.")
@click.option("--summary", default="", help="What to remember, in a sentence or two.")
@click.option(
    "--from-issue",
    "issue",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file that holds the text of an issue written with the form of .github/ISSUE_TEMPLATE/propose.yml.",
)
def new_talk(here: Terminal, event_id: str | None, title: str | None, issue: Path | None, **said: Any) -> None:
    """Start a talk; what no option says is asked for."""
    from recap.authoring import scaffold

    catalogue = _catalogue(here)
    if issue:
        _write_new(here, _proposal(here, catalogue, issue))
        return
    known = ", ".join(catalogue.events)
    event_id = event_id or (known if len(catalogue.events) == 1 else _ask(here, "ask_event", known=known))
    if event_id not in catalogue.events:
        here.fail("no_event", value=event_id, known=known)
    asked = title is None
    title = title or _ask(here, "ask_title")
    names = said.pop("speakers") or _split(_ask(here, "ask_speakers"))
    labels = said.pop("topics") or (_split(_ask(here, "ask_topics", default="")) if asked else ())
    people = [{"name": _settle(here, scaffold.find_person(catalogue, name), asked)} for name in names]
    said["topics"] = [_settle(here, scaffold.find_topic(catalogue, label), asked) for label in labels]
    _write_new(here, scaffold.new_talk(here.settings, catalogue.events[event_id], title, people, **said))


@new.command("person")
@of_site
@click.argument("name")
def new_person(here: Terminal, name: str) -> None:
    """Start the file of a person, for a biography, links or other spellings of the name."""
    from recap.authoring import scaffold

    match = scaffold.find_person(_catalogue(here), name)
    _write_new(here, scaffold.new_person(here.settings, match.name))


@new.command("topic")
@of_site
@click.argument("title")
@click.option("--summary", help="The definition, one sentence: the glossary's entry; asked for without it.")
def new_topic(here: Terminal, title: str, summary: str | None) -> None:
    """Start the file of a topic, with its definition."""
    from recap.authoring import scaffold

    match = scaffold.find_topic(_catalogue(here), title)
    _write_new(here, scaffold.new_topic(here.settings, match.name, summary or _ask(here, "ask_definition")))


@new.command("event")
@of_site
@click.argument("title")
@click.option("--start", help="First day, YYYY-MM-DD.")
@click.option("--end", help="Last day, YYYY-MM-DD.")
@click.option("--timezone", help="Such as Europe/Berlin.")
@click.option("--summary", help="The event in a sentence or two.")
def new_event(here: Terminal, title: str, **said: str | None) -> None:
    """Start an event: its folder with its index; what no option says is asked for."""
    from recap.authoring import scaffold

    start = said["start"] or _ask(here, "ask_start")
    end = said["end"] or _ask(here, "ask_end", default=start)
    timezone, summary = (said[key] or _ask(here, f"ask_{key}") for key in ("timezone", "summary"))
    _write_new(here, scaffold.new_event(title, start, end, timezone, summary))


def _proposal(here: Terminal, catalogue: Catalogue, issue: Path) -> Draft:
    """The talk that an issue proposes; what the form asks and nobody answered is told before anything else."""
    from recap.authoring import issue_form as proposal

    form = here.config_file.parent / ".github" / "ISSUE_TEMPLATE" / "propose.yml"
    if not form.is_file():
        here.fail("no_form", path=form)
    labels = proposal.questions(form.read_text("utf-8"))
    said = proposal.answers(issue.read_text("utf-8", "replace"), labels)
    if missing := [labels[key] for key in ("event", "title", "speakers") if not said[key]]:
        here.fail("not_answered", questions=", ".join(missing))
    event = proposal.proposed_event(catalogue, said["event"])
    if event is None:
        here.fail("no_event", value=said["event"], known=", ".join(catalogue.events))
    return proposal.proposed_talk(here.settings, catalogue, event, said)


def _catalogue(here: Terminal) -> Catalogue:
    """The catalogue of the site, as far as it can be read: a mistake elsewhere keeps nobody from starting a file."""
    from recap.catalogue.resolver import read_catalogue

    return read_catalogue(here.docs, here.settings)[0]


def _ask(here: Terminal, key: str, default: str | None = None, **args: str) -> str:
    answer: str = click.prompt(here.word(key, **args), default=default, show_default=bool(default))
    return answer


def _split(answer: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in answer.split(",") if part.strip())


def _settle(here: Terminal, match: Match, asking: bool) -> str:
    """The name to write; a near match is proposed to somebody who answers, and told to somebody who does not."""
    if match.near:
        near = {"name": match.name, "near": match.near[0]}
        if not asking:
            here.warn("near_name", **near)
        elif click.confirm(here.word("near_name", **near), default=True):
            return match.near[0]
    return match.name


def _write_new(here: Terminal, draft: Draft) -> None:
    """Check a draft among the files of the site, write it, say where it is and what comes next."""
    from recap.lint.runner import check_content

    path, shown = here.docs / draft.src_uri, f"{shown_path(here.docs)}/{draft.src_uri}"
    if path.exists():
        here.fail("exists", path=path)
    drafts = {draft.src_uri: draft.content}
    found = check_content(here.docs, here.settings, drafts=drafts)[1]
    problems = here.problems + [each for each in found if each.path == shown]
    here.stop_at_errors(problems, "not_written", {shown: draft.content})
    here.show(problems, {shown: draft.content})
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, draft.content, new=True)
    here.say("written", path=path)
