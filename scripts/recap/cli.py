"""The command `recap`: arguments, exit status, words on the terminal. The only module that prints."""

from __future__ import annotations

import functools
import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from recap.languages import AVAILABLE, Language, language
from recap.problems import Problem, as_github, as_json, as_text, code_examples, has_errors
from recap.settings import Settings, read_settings

if TYPE_CHECKING:
    from recap.build import Result
    from recap.records import Catalogue
    from recap.scaffold import Draft, Match

_CONFIG = click.option(
    "-f",
    "--config-file",
    type=click.Path(dir_okay=False, path_type=Path),
    default="mkdocs.yml",
    show_default=True,
    help="The site's mkdocs.yml; docs/ and site/ lie beside it.",
)
_LANG = click.option("--lang", type=click.Choice(AVAILABLE), help="Language of the messages; the site's by default.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="recap", prog_name="recap")
def main() -> None:
    """Publish a conference recap: one Markdown file a talk becomes a website that also reads from disk."""
    for stream in (sys.stdout, sys.stderr):
        # Under LANG=C on some systems a terminal stream is ASCII, and every message has letters beyond it.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


@main.command()
@_CONFIG
@_LANG
@click.option("--site-dir", type=click.Path(file_okay=False, path_type=Path), help="Build there instead of site/.")
def build(config_file: Path, lang: str | None, site_dir: Path | None) -> None:
    """Check everything, then build the site; the former one stays until the new one is whole."""
    _, words = _start(config_file, lang)
    from recap.build import build_site, may_replace

    folder = site_dir or config_file.parent / "site"
    if not may_replace(folder):
        _fail(words, "not_a_site", folder=str(folder))
    click.echo(words.terminal["reading"].format(docs=_docs(config_file)))
    result = build_site(
        config_file,
        site_dir,
        on_render=lambda pages: click.echo(words.terminal["rendering"].format(pages=pages)),
    )
    report(result, words)
    if not result.ok:
        sys.exit(1)
    click.echo(words.terminal["built"].format(pages=result.pages, seconds=f"{result.seconds:.1f}"))
    click.echo(words.terminal["where"].format(folder=folder, index=folder / "index.html"))


@main.command()
@_CONFIG
@_LANG
@click.option("--format", "form", type=click.Choice(["text", "github", "json"]), default="text", show_default=True)
@click.option("--fix", is_flag=True, help="Mend what can be mended without you; comments and layout stay.")
def check(config_file: Path, lang: str | None, form: str, fix: bool) -> None:
    """Check every file of docs/ without building; exit status 1 when something must be mended."""
    settings, words = _start(config_file, lang)
    from recap.files import markdown_files
    from recap.site import check_content

    started = time.process_time()
    _, problems = read_settings(config_file)
    _, found = check_content(_docs(config_file), settings)
    if fix:
        from recap.mend import mend_files

        for path in mend_files(found):
            click.echo(words.terminal["mended"].format(path=path), err=True)
        _, found = check_content(_docs(config_file), settings)
    problems += found
    if form == "json":
        click.echo(as_json(problems, words))
    elif form == "github":
        click.echo(as_github(problems, words))
    else:
        _print(problems, words)
        levels = Counter(problem.level for problem in problems)
        click.echo(
            words.terminal["checked"].format(
                files=_count(words, "files", len(markdown_files(_docs(config_file)))),
                errors=_count(words, "errors", levels["error"]),
                warnings=_count(words, "warnings", levels["warning"]),
                seconds=f"{time.process_time() - started:.1f}",
            )
        )
    sys.exit(1 if has_errors(problems) else 0)


@main.command()
@_CONFIG
@_LANG
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one.")
def serve(config_file: Path, lang: str | None, host: str, port: int) -> None:
    """Show the site while it is written: every save builds it anew; a mistake leaves the last good pages."""
    _, words = _start(config_file, lang)
    from recap.serve import Preview

    try:
        preview = Preview(config_file, host, port, words, on_result=lambda result: _rebuilt(result, words))
    except OSError:
        click.echo(words.terminal["port_taken"].format(port=port, other=port + 1), err=True)
        sys.exit(1)
    click.echo(words.terminal["serving"].format(url=preview.url))
    preview.run()


@main.command()
@_CONFIG
@click.option("--json", "as_data", is_flag=True, help="JSON instead of Markdown.")
def speakers(config_file: Path, as_data: bool) -> None:
    """Print the speaker index."""
    settings, words = _start(config_file, None)
    print_speakers(_docs(config_file), settings, words, as_data)


@main.command()
@_CONFIG
@_LANG
@click.argument("code")
def explain(config_file: Path, lang: str | None, code: str) -> None:
    """Say what a code of the check means, with an example before and after."""
    words = language(lang or read_settings(config_file)[0].language)
    examples = code_examples()
    if code.upper() not in examples:
        _fail(words, "no_code", value=code, known=", ".join(examples))
    click.echo(f"{code.upper()}\n\n{click.wrap_text(words.codes[code.upper()], 88)}")
    for key in ("before", "after"):
        lines = "".join(f"    {line}\n" for line in examples[code.upper()][key].strip().splitlines())
        click.echo(f"\n{words.terminal[f'explained_{key}']}\n\n{lines}", nl=False)


@main.group()
def new() -> None:
    """Start a talk, a person, a topic or an event: a new file that passes the check; nothing is overwritten."""


@new.command("talk")
@_CONFIG
@click.option("--event", "event_id", help="Folder of the event; asked for when there are several.")
@click.option("--title", help="Without the speaker's name.")
@click.option("--speaker", "speakers", multiple=True, help="Once for each; a name, an alias or an id.")
@click.option("--date", help="YYYY-MM-DD; the event's first day by default.")
@click.option("--topic", "topics", multiple=True, help="Once for each; a label, a synonym or an id.")
@click.option("--summary", default="", help="What to remember, in a sentence or two.")
def new_talk(
    config_file: Path,
    event_id: str | None,
    title: str | None,
    speakers: tuple[str, ...],
    date: str | None,
    topics: tuple[str, ...],
    summary: str,
) -> None:
    """Start a talk; what no option says is asked for."""
    settings, words = _start(config_file, None)
    catalogue = _catalogue(config_file, settings)
    from recap import scaffold

    event_id = event_id or (next(iter(catalogue.events)) if len(catalogue.events) == 1 else None)
    event_id = event_id or _ask(words, "ask_event", known=", ".join(catalogue.events))
    if event_id not in catalogue.events:
        _fail(words, "no_event", value=event_id, known=", ".join(catalogue.events))
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
@_CONFIG
@click.argument("name")
def new_person(config_file: Path, name: str) -> None:
    """Start the file of a person, for a biography, links or other spellings of the name."""
    settings, words = _start(config_file, None)
    from recap import scaffold

    match = scaffold.find_person(_catalogue(config_file, settings), name)
    _write_new(config_file, settings, words, scaffold.new_person(settings, match.name))


@new.command("topic")
@_CONFIG
@click.argument("title")
@click.option("--summary", prompt=True, help="The definition, one sentence: the glossary's entry.")
def new_topic(config_file: Path, title: str, summary: str) -> None:
    """Start the file of a topic, with its definition."""
    settings, words = _start(config_file, None)
    from recap import scaffold

    match = scaffold.find_topic(_catalogue(config_file, settings), title)
    _write_new(config_file, settings, words, scaffold.new_topic(settings, match.name, summary))


@new.command("event")
@_CONFIG
@click.argument("title")
@click.option("--start", prompt=True, help="First day, YYYY-MM-DD.")
@click.option("--end", prompt=True, help="Last day, YYYY-MM-DD.")
@click.option("--timezone", prompt=True, help="Such as Europe/Berlin.")
@click.option("--summary", prompt=True, help="The event in a sentence or two.")
def new_event(config_file: Path, title: str, start: str, end: str, timezone: str, summary: str) -> None:
    """Start an event: its folder with its index."""
    settings, words = _start(config_file, None)
    from recap import scaffold

    _write_new(config_file, settings, words, scaffold.new_event(title, start, end, timezone, summary))


def _catalogue(config_file: Path, settings: Settings) -> Catalogue:
    """The catalogue of the site, as far as it can be read: a mistake elsewhere keeps nobody from starting a file."""
    from recap.catalogue import read_catalogue

    return read_catalogue(_docs(config_file), settings)[0]


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
    """Check a draft by itself, write it, say where it is and what comes next."""
    from recap.files import sort_files
    from recap.frontmatter import parse
    from recap.scaffold import write_new

    document, problems = parse(draft.content, draft.src_uri)
    documents = {draft.src_uri: document}
    folder = draft.src_uri.split("/")[0]
    if document.data.get("kind") is None:
        documents[f"{folder}/index.md"], _ = parse("---\nkind: event\n---\n", f"{folder}/index.md")
    problems += [problem for problem in sort_files(documents, set(), settings)[1] if problem.path == draft.src_uri]
    if has_errors(problems):
        _print(problems, words)
        sys.exit(1)
    try:
        path = write_new(_docs(config_file), draft)
    except FileExistsError:
        _fail(words, "exists", path=str(_docs(config_file) / draft.src_uri))
    click.echo(words.terminal["written"].format(path=path))


def _fail(words: Language, key: str, **args: str) -> NoReturn:
    click.echo(words.terminal[key].format(**args), err=True)
    sys.exit(1)


@click.command()
@click.argument("docs", type=click.Path(exists=True, file_okay=False, path_type=Path), default="docs")
@click.option("--json", "as_data", is_flag=True, help="JSON instead of Markdown.")
def build_speaker_index(docs: Path, as_data: bool) -> None:
    """Print the speaker index of a docs folder, as Markdown or JSON."""
    settings, _ = read_settings(docs.absolute().parent / "mkdocs.yml")
    print_speakers(docs, settings, language(settings.language), as_data)


def print_speakers(docs: Path, settings: Settings, words: Language, as_data: bool) -> None:
    """Print the speaker index of a docs folder; with errors in it print them instead and exit with 1."""
    from recap.catalogue import read_catalogue
    from recap.pages import Pages
    from recap.site import speaker_index

    catalogue, problems = read_catalogue(docs, settings)
    if has_errors(problems):
        _print(problems, words)
        sys.exit(1)
    if as_data:
        click.echo(json.dumps(speaker_index(catalogue), ensure_ascii=False, indent=2))
    else:
        click.echo(Pages(catalogue, settings, words).speaker_index())


def report(result: Result, words: Language) -> None:
    """Print the problems of a build and, when it did not happen, say so."""
    _print(result.problems, words)
    for complaint in result.complaints:
        click.echo(words.terminal["complaint"].format(message=complaint), err=True)
    if not result.ok:
        number = sum(1 for problem in result.problems if problem.level == "error") or len(result.complaints)
        click.echo(words.terminal["not_built"].format(errors=_count(words, "errors", number)), err=True)


def _count(words: Language, noun: str, number: int) -> str:
    return words.count(noun, number, words.terminal)


def _rebuilt(result: Result, words: Language) -> None:
    if result.ok:
        _print(result.problems, words)
        click.echo(words.terminal["rebuilt"].format(pages=result.pages, seconds=f"{result.seconds:.1f}"))
    else:
        report(result, words)
        click.echo(words.terminal["still_old"], err=True)


def _print(problems: list[Problem], words: Language) -> None:
    """Print problems with the lines that they are about; the place stands out where the terminal has colours."""
    _lines.cache_clear()  # in a preview the files change between two reports
    for line in as_text(problems, words, _line_of).splitlines():
        place, _, said = line.partition(": ")
        known = said[:1] in "EW" and said[1:4].isdigit()
        if known:
            colour = "red" if said.startswith("E") else "yellow"
            click.echo(
                f"{click.style(place, bold=True)}: {click.style(said[:4], fg=colour, bold=True)}{said[4:]}", err=True
            )
        else:
            click.echo(click.style(line, fg="green") if line.startswith("    -> ") else line, err=True)


@functools.lru_cache(maxsize=8)
def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError):
        return []


def _line_of(path: str, line: int) -> str | None:
    lines = _lines(path)
    return lines[line - 1] if line <= len(lines) else None


def _docs(config_file: Path) -> Path:
    return config_file.parent / "docs"


def _start(config_file: Path, lang: str | None) -> tuple[Settings, Language]:
    """Settings and language of a site; exits with 2 when there is none here."""
    settings, _ = read_settings(config_file)
    words = language(lang or settings.language)
    for path in (config_file, _docs(config_file)):
        if not path.exists():
            click.echo(words.terminal["no_docs"].format(path=path), err=True)
            sys.exit(2)
    return settings, words
