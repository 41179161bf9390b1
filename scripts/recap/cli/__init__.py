"""The command `recap`: arguments, exit status, words on the terminal. The only package that prints."""

import atexit
import gc
import sys
from importlib import import_module
from typing import Any

import click

_COMMANDS = {
    "archive": "build.archive",
    "build": "build.build",
    "check": "check.check",
    "clean": "clean.clean",
    "doctor": "doctor.doctor",
    "explain": "info.explain",
    "github": "github.github",
    "import": "import_.import_programme",
    "init": "init.init",
    "new": "new.new",
    "schema": "info.schema",
    "serve": "build.serve",
    "shrink": "shrink.shrink",
    "speakers": "info.speakers",
    "split": "import_.split_post",
    "stage": "build.stage",
    "words": "words.words",
}
"""Name of a command -> its module and function: a command starts sooner without the modules of the others."""


class _Commands(dict[str, click.Command | None]):
    """Commands by name, each imported when it is asked for."""

    def __getitem__(self, name: str) -> click.Command:
        module, _, function = _COMMANDS[name].partition(".")
        command: click.Command = getattr(import_module(f"recap.cli.{module}"), function)
        return command

    def get(self, name: str, default: Any = None) -> Any:
        """Return a command, or `default` if there is none of that name."""
        return self[name] if name in self else default  # noqa: SIM401 (`get` would be this)


@click.group(
    commands=_Commands.fromkeys(_COMMANDS),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="mkdocs-recap", prog_name="recap")
def main() -> None:
    """Publish a conference recap: one Markdown file per talk becomes a website that also reads from disk."""
    gc.set_threshold(20_000)  # imported libraries make many objects that stay: fewer searches for garbage,
    atexit.register(gc.freeze)  # and none at the end
    for stream in (sys.stdout, sys.stderr):
        # Under LANG=C on some systems a terminal stream is ASCII, and every message has letters beyond it.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
