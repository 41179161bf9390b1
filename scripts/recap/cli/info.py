"""`recap explain`, `recap schema` and `recap speakers`: what the check means, what files may hold, who spoke."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import indent
from typing import Any

import click

from recap.cli.console import CONFIG, FOLDER, LANG, Terminal, of_site
from recap.core.diagnostics import code_examples

JSON = click.option("--json", "as_data", is_flag=True, help="JSON instead of Markdown.")


@click.command()
@CONFIG
@LANG
@click.argument("code")
def explain(config_file: Path, lang: str | None, code: str) -> None:
    """Say what a code of the check means, with an example before and after."""
    here, examples, known = Terminal(config_file, lang), code_examples(), code.upper()
    if known not in examples:
        here.fail("no_code", value=code, known=", ".join(examples))
    click.echo(f"{known}\n\n{click.wrap_text(here.words.codes[known], 88)}")
    for key in ("before", "after"):
        click.echo(f"\n{here.word(f'explained_{key}')}\n\n{indent(examples[known][key].strip(), '    ')}")


@click.command()
@of_site
@click.argument("folder", type=FOLDER, default=".cache/recap/schema")
def schema(here: Terminal, folder: Path) -> None:
    """Write the JSON Schemas of the front matters (event, talk, person, topic, page) into FOLDER, for editors.

    globs.json beside them says which files each is for.
    """
    from recap.content.json_schema import json_schemas, schema_globs
    from recap.content.loader import read_files

    files, _ = read_files(here.docs, here.settings)
    contents: dict[str, Any] = {f"{kind}.schema.json": content for kind, content in json_schemas(here.words).items()}
    contents["globs.json"] = schema_globs(files.event_folders, here.settings)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (folder / name).write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", "utf-8")
    here.say("schemas", folder=folder, files=", ".join(contents))


@click.command()
@of_site
@JSON
def speakers(here: Terminal, as_data: bool) -> None:
    """Print the speaker index."""
    print_speakers(here, as_data)


@click.command()
@click.argument("docs", type=click.Path(exists=True, file_okay=False, path_type=Path), default="docs")
@JSON
def build_speaker_index(docs: Path, as_data: bool) -> None:
    """Print the speaker index of a docs folder, as Markdown or JSON."""
    print_speakers(Terminal(docs.absolute().parent / "mkdocs.yml", docs=docs), as_data)


def print_speakers(here: Terminal, as_data: bool) -> None:
    """Print the speaker index of a docs folder; with errors in it print them instead and end with 1."""
    from recap.catalogue.resolver import read_catalogue
    from recap.pages.outline import Pages
    from recap.site.compile import speaker_index

    catalogue, problems = read_catalogue(here.docs, here.settings)
    here.stop_at_errors(here.problems + problems)
    if as_data:
        click.echo(json.dumps(speaker_index(catalogue), ensure_ascii=False, indent=2))
    else:
        click.echo(Pages(catalogue, here.settings, here.words).speaker_index())
