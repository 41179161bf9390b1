"""The command `recap`: arguments, exit status, words on the terminal. The only place that prints."""

from __future__ import annotations

import sys

import click

from recap.cli.build import archive, build, serve, stage
from recap.cli.check import check
from recap.cli.import_ import import_programme
from recap.cli.info import explain, schema, speakers
from recap.cli.new import new


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="recap", prog_name="recap")
def main() -> None:
    """Publish a conference recap: one Markdown file a talk becomes a website that also reads from disk."""
    for stream in (sys.stdout, sys.stderr):
        # Under LANG=C on some systems a terminal stream is ASCII, and every message has letters beyond it.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


for command in (archive, build, check, serve, stage, speakers, explain, schema, new, import_programme):
    main.add_command(command)
