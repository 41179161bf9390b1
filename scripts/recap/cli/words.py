"""`recap words`."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import click

from recap.cli.console import CONFIG, LANG, Console
from recap.core.language import DEFAULT, READERS_TABLES, normal_tag, word_list


@click.command()
@CONFIG
@LANG
@click.argument("code")
@click.option("--all", "every", is_flag=True, help="What only authors read as well: messages, explanations.")
def words(config_file: Any, lang: str | None, code: str, every: bool) -> None:
    """Print what the word list of a language lacks, in English: for CODE `es`, what `es.toml` would need.

    A language without a list gets a whole one to translate. Exit status 1 if anything is missing.
    """
    console = Console(config_file, lang)
    tag = normal_tag(code)
    if not tag:
        raise click.BadParameter(console.word("words_unknown", value=code), param_hint="CODE")
    known, english = word_list(tag.partition("-")[0]), word_list(DEFAULT)
    names = [name for name in english if every or name in READERS_TABLES]
    lines = [line for name in names for line in _missing(name, english[name], known.get(name, {}))]
    number = sum(" = " in line and not line.startswith("#") for line in lines)
    path = f"core/translations/{tag.partition('-')[0]}.toml"
    if not number:
        console.info("words_whole", code=tag)
        return
    click.echo("\n".join(lines))
    console.warn("words_missing", number=number, path=path)
    click.get_current_context().exit(1)


def _missing(name: str, english: Mapping[str, Any], known: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of TOML for what one table lacks, tables in it included."""
    plain = {key: value for key, value in english.items() if not isinstance(value, dict) and key not in known}
    if plain:
        yield from ("", f"[{name}]")
        # What JSON escapes, TOML reads alike.
        yield from (f"{_key(key)} = {json.dumps(value, ensure_ascii=False)}" for key, value in plain.items())
    for key, value in english.items():
        if isinstance(value, dict):
            yield from _missing(f"{name}.{_key(key)}", value, known.get(key, {}))


def _key(key: str) -> str:
    return key if key.isidentifier() else json.dumps(key)
