"""`recap new`: starts a talk, a person, a topic, an event."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from recap.cli.terminal import CONFIG, docs_of, fail, show, start
from recap.folder import shown_path
from recap.languages import Language
from recap.problems import has_errors
from recap.settings import Settings

if TYPE_CHECKING:
    from recap.records import Catalogue
    from recap.scaffold import Draft, Match


@click.group()
def new() -> None:
    """Start a talk, a person, a topic or an event: a new file that passes the check; nothing is overwritten."""


@new.command("talk")
@CONFIG
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
def new_talk(
    config_file: Path,
    event_id: str | None,
    title: str | None,
    speakers: tuple[str, ...],
    date: str | None,
    topics: tuple[str, ...],
    summary: str,
    issue: Path | None,
) -> None:
    """Start a talk; what no option says is asked for."""
    settings, words = start(config_file, None)
    catalogue = _catalogue(config_file, settings)
    if issue:
        _write_new(config_file, settings, words, _proposal(config_file, settings, words, catalogue, issue))
        return
    from recap import scaffold

    event_id = event_id or (next(iter(catalogue.events)) if len(catalogue.events) == 1 else None)
    event_id = event_id or _ask(words, "ask_event", known=", ".join(catalogue.events))
    if event_id not in catalogue.events:
        fail(words, "no_event", value=event_id, known=", ".join(catalogue.events))
    asked = title is None
    title = title or _ask(words, "ask_title")
    names = speakers or _split(_ask(words, "ask_speakers"))
    labels = topics or (_split(_ask(words, "ask_topics", default="")) if asked else ())
    people = [{"name": _settle(scaffold.find_person(catalogue, name), words, asked)} for name in names]
    subjects = [_settle(scaffold.find_topic(catalogue, label), words, asked) for label in labels]
    draft = scaffold.new_talk(
        settings, catalogue.events[event_id], title, people, date=date, topics=subjects, summary=summary
    )
    _write_new(config_file, settings, words, draft)


@new.command("person")
@CONFIG
@click.argument("name")
def new_person(config_file: Path, name: str) -> None:
    """Start the file of a person, for a biography, links or other spellings of the name."""
    settings, words = start(config_file, None)
    from recap import scaffold

    match = scaffold.find_person(_catalogue(config_file, settings), name)
    _write_new(config_file, settings, words, scaffold.new_person(settings, match.name))


@new.command("topic")
@CONFIG
@click.argument("title")
@click.option("--summary", help="The definition, one sentence: the glossary's entry; asked for without it.")
def new_topic(config_file: Path, title: str, summary: str | None) -> None:
    """Start the file of a topic, with its definition."""
    settings, words = start(config_file, None)
    from recap import scaffold

    match = scaffold.find_topic(_catalogue(config_file, settings), title)
    summary = summary or _ask(words, "ask_definition")
    _write_new(config_file, settings, words, scaffold.new_topic(settings, match.name, summary))


@new.command("event")
@CONFIG
@click.argument("title")
@click.option("--start", "first", help="First day, YYYY-MM-DD.")
@click.option("--end", help="Last day, YYYY-MM-DD.")
@click.option("--timezone", help="Such as Europe/Berlin.")
@click.option("--summary", help="The event in a sentence or two.")
def new_event(
    config_file: Path, title: str, first: str | None, end: str | None, timezone: str | None, summary: str | None
) -> None:
    """Start an event: its folder with its index; what no option says is asked for."""
    settings, words = start(config_file, None)
    from recap import scaffold

    first = first or _ask(words, "ask_start")
    end = end or _ask(words, "ask_end", default=first)
    timezone = timezone or _ask(words, "ask_timezone")
    summary = summary or _ask(words, "ask_summary")
    _write_new(config_file, settings, words, scaffold.new_event(title, first, end, timezone, summary))


def _proposal(config_file: Path, settings: Settings, words: Language, catalogue: Catalogue, issue: Path) -> Draft:
    """The talk that an issue proposes; what the form asks and nobody answered is told before anything else."""
    from recap import proposal

    form = config_file.parent / ".github" / "ISSUE_TEMPLATE" / "propose.yml"
    if not form.is_file():
        fail(words, "no_form", path=str(form))
    labels = proposal.questions(form.read_text("utf-8"))
    said = proposal.answers(issue.read_text("utf-8", "replace"), labels)
    missing = [labels[identifier] for identifier in ("event", "title", "speakers") if not said[identifier]]
    if missing:
        fail(words, "not_answered", questions=", ".join(missing))
    event = proposal.proposed_event(catalogue, said["event"])
    if event is None:
        fail(words, "no_event", value=said["event"], known=", ".join(catalogue.events))
    return proposal.proposed_talk(settings, catalogue, event, said)


def _catalogue(config_file: Path, settings: Settings) -> Catalogue:
    """The catalogue of the site, as far as it can be read: a mistake elsewhere keeps nobody from starting a file."""
    from recap.catalogue import read_catalogue

    return read_catalogue(docs_of(config_file), settings)[0]


def _ask(words: Language, key: str, default: str | None = None, **args: str) -> str:
    answer: str = click.prompt(words.terminal[key].format(**args), default=default, show_default=bool(default))
    return answer


def _split(answer: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in answer.split(",") if part.strip())


def _settle(match: Match, words: Language, asking: bool) -> str:
    """The name to write; a near match is proposed to somebody who answers, and told to somebody who does not."""
    if match.known or not match.near:
        return match.name
    question = words.terminal["near_name"].format(name=match.name, near=match.near[0])
    if asking and click.confirm(question, default=True):
        return match.near[0]
    if not asking:
        click.echo(question, err=True)
    return match.name


def _write_new(config_file: Path, settings: Settings, words: Language, draft: Draft) -> None:
    """Check a draft among the files of the site, write it, say where it is and what comes next."""
    from recap.content import check_content
    from recap.scaffold import write_new

    docs = docs_of(config_file)
    path = docs / draft.src_uri
    if path.exists():
        fail(words, "exists", path=str(path))
    shown = f"{shown_path(docs)}/{draft.src_uri}"
    problems = check_content(docs, settings, drafts={draft.src_uri: draft.content})[1]
    problems = [problem for problem in problems if problem.path == shown]
    show(problems, words, {shown: draft.content})
    if has_errors(problems):
        fail(words, "not_written", path=shown)
    try:
        write_new(docs, draft)
    except FileExistsError:
        fail(words, "exists", path=str(path))
    click.echo(words.terminal["written"].format(path=path))
