"""The command `recap`: arguments, exit status, words on the terminal. The only package that prints."""

import atexit
import gc
import sys

import click

from recap.cli import build, check, clean, doctor, github, import_, info, init, new, shrink, words

_COMMANDS = (build.archive, build.build, build.serve, build.stage, check.check, clean.clean, doctor.doctor,
             github.github, info.explain, info.schema, info.speakers, init.init, new.new,
             import_.import_programme, import_.split_post, shrink.shrink, words.words)  # fmt: skip


@click.group(commands=_COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mkdocs-recap", prog_name="recap")
def main() -> None:
    """Publish a conference recap: one Markdown file per talk becomes a website that also reads from disk."""
    gc.set_threshold(20_000)  # imported libraries make many objects that stay: fewer searches for garbage,
    atexit.register(gc.freeze)  # and none at the end
    for stream in (sys.stdout, sys.stderr):
        # Under LANG=C on some systems a terminal stream is ASCII, and every message has letters beyond it.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
