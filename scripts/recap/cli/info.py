"""`recap explain`, `recap schema` and `recap speakers`."""

import json
from dataclasses import replace
from pathlib import Path
from textwrap import indent
from typing import Any

import click

from recap.cli.console import CONFIG, FOLDER, LANG, Console, of_site
from recap.core.diagnostics import rules
from recap.core.reporters import json_text

JSON = click.option("--json", "as_data", is_flag=True, help="JSON instead of Markdown.")


@click.command()
@CONFIG
@LANG
@click.argument("code")
def explain(config_file: Path, lang: str | None, code: str) -> None:
    """Explain a rule of the check, given by CODE or name, with an example before and after."""
    console = Console(config_file, lang)
    known = next((each for each, rule in rules().items() if code.lower() in (each.lower(), rule.name)), None)
    if known is None:
        console.fail("no_code", value=code, known=", ".join(rules()))
    rule, meaning = rules()[known], click.wrap_text(console.words.codes[known], 88)
    click.echo(f"{known} {rule.name}\n\n{meaning}")
    for key, lines in (("before", rule.before), ("after", rule.after)):
        click.echo(f"\n{console.word(f'explained_{key}')}\n\n{indent(lines.strip(), '    ')}")


@click.command()
@of_site
@click.argument("folder", type=FOLDER, default=".cache/recap/schema")
def schema(console: Console, folder: Path) -> None:
    """Write the JSON Schemas of front matter (event, talk, person, topic, page) into FOLDER, for editors.

    globs.json next to them says which files each schema applies to.
    """
    from recap.content import json_schema, loader

    files, _ = loader.read_files(console.docs, console.settings)
    schemas = json_schema.json_schemas(console.words.keys)
    contents: dict[str, Any] = {f"{kind}.schema.json": content for kind, content in schemas.items()}
    contents["globs.json"] = json_schema.schema_globs(files.event_folders, console.settings)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (folder / name).write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", "utf-8")
    console.info("schemas", folder=folder, files=", ".join(contents))


@click.command()
@of_site
@JSON
def speakers(console: Console, as_data: bool) -> None:
    """Print the speaker index."""
    print_speakers(console, as_data)


def print_speakers(console: Console, as_data: bool) -> None:
    """Print the speaker index of a docs folder; if there are errors, print those and exit with 1."""
    from recap.lint.runner import read_catalogue
    from recap.pages import context, person

    catalogue, diagnostics = read_catalogue(console.docs, console.settings)
    console.stop_at_errors(console.diagnostics + diagnostics)
    settings = replace(console.settings, language=console.words.code)
    if as_data:
        click.echo(json_text([*person.speaker_index(catalogue)]))
    else:
        people = [*catalogue.people.values()]
        click.echo(person.index(context.Context(catalogue, settings), people, settings.page("people")))
