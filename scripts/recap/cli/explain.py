"""`recap explain` and `recap schema`: what a file may hold, and what the check means."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from recap.cli.terminal import CONFIG, LANG, docs_of, fail, start
from recap.languages import language
from recap.problems import code_examples
from recap.settings import read_settings


@click.command()
@CONFIG
@LANG
@click.argument("code")
def explain(config_file: Path, lang: str | None, code: str) -> None:
    """Say what a code of the check means, with an example before and after."""
    words = language(lang or read_settings(config_file)[0].language)
    examples = code_examples()
    if code.upper() not in examples:
        fail(words, "no_code", value=code, known=", ".join(examples))
    click.echo(f"{code.upper()}\n\n{click.wrap_text(words.codes[code.upper()], 88)}")
    for key in ("before", "after"):
        lines = "".join(f"    {line}\n" for line in examples[code.upper()][key].strip().splitlines())
        click.echo(f"\n{words.terminal[f'explained_{key}']}\n\n{lines}", nl=False)


@click.command()
@CONFIG
@LANG
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=".cache/recap/schema")
def schema(config_file: Path, lang: str | None, folder: Path) -> None:
    """Write the JSON Schemas of the front matters (event, talk, person, topic, page) into FOLDER, for editors.

    globs.json beside them says which files each is for.
    """
    settings, words = start(config_file, lang)
    from recap.files import read_files
    from recap.jsonschema import json_schemas, schema_globs

    files, _ = read_files(docs_of(config_file), settings)
    contents: dict[str, Any] = {f"{kind}.schema.json": content for kind, content in json_schemas(words).items()}
    contents["globs.json"] = schema_globs(files.event_folders, settings)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (folder / name).write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", "utf-8")
    click.echo(words.terminal["schemas"].format(folder=folder, files=", ".join(contents)))
