"""Reference of commands: every command with its arguments and options, from the commands themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click

from recap.cli import main


def page() -> str:
    """Return the Markdown of the page on all commands."""
    parts = [_HEAD]
    parts += [_section(path, command) for path, command in commands() if not isinstance(command, click.Group)]
    return "\n\n".join(parts) + "\n"


_HEAD = """# Commands

Run them in the folder that holds `mkdocs.yml`, or name that file with `--config-file`. `recap COMMAND --help` prints
the same as this page, `recap --version` the version. Exit status: 0 if all is well, 1 for errors in the site or a
refusal, 2 for a wrong call."""


def commands() -> Iterator[tuple[str, click.Command]]:
    """Yield every command with its words, `recap new talk`, in the order of the help; groups before their own."""
    yield from _below("recap", main)


def _below(path: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        if path != "recap":
            yield path, command
        for name in sorted(command.commands):
            yield from _below(f"{path} {name}", command.commands[name])
    else:
        yield path, command


def _section(path: str, command: click.Command) -> str:
    context = click.Context(command, info_name=path)
    usage = " ".join(command.collect_usage_pieces(context))
    lines = [f"## `{path}`", f"```text\n{path} {usage}\n```", re.sub(r"(?m)^ +", "", command.help or "").strip()]
    rows = [
        _row(option, context) for option in command.params if isinstance(option, click.Option) and not option.hidden
    ]
    if rows:
        lines.append("\n".join(["| option | what it does |", "| --- | --- |", *rows]))
    return "\n\n".join(lines)


def _row(option: click.Option, context: click.Context) -> str:
    names, text = option.get_help_record(context) or ("", "")
    shown = ", ".join(f"`{each}`" for each in names.split(", "))
    return f"| {shown} | {text.replace('|', chr(92) + '|')} |"
