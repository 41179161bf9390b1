"""`recap build` and `recap serve`."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from recap.cli.terminal import CONFIG, LANG, Progress, count, docs_of, fail, show, start
from recap.languages import Language
from recap.problems import as_json as as_json_text

if TYPE_CHECKING:
    from recap.build import Result
    from recap.site import Site


Say = partial[None]
"""`click.echo`, to stdout or, where that is for machines, to stderr."""
SITE_DIR = click.option(
    "--site-dir", type=click.Path(file_okay=False, path_type=Path), help="Build there instead of site/."
)
VERIFY = click.option("--verify", is_flag=True, help="Build twice, and put no site in place unless both are the same.")


JSON = click.option("--json", "as_json", is_flag=True, help="Say what came of it as JSON; the rest goes to stderr.")
SCHEDULER = click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Render on a Dask cluster (the extra `cluster`), whose workers see the files.",
)


@click.command()
@CONFIG
@LANG
@SITE_DIR
@click.option(
    "--engine",
    type=click.Choice(("mkdocs", "properdocs", "zensical")),
    default="mkdocs",
    show_default=True,
    help="What renders the pages; all make the same ones.",
)
@VERIFY
@SCHEDULER
@JSON
def build(config_file: Path, lang: str | None, site_dir: Path | None, **options: Any) -> None:
    """Check everything, then build the site; the former one stays until the new one is whole.

    What has not changed since the last build is not made again (extra.recap.incremental in mkdocs.yml).
    """
    _build(config_file, lang, site_dir, **options)


@click.command()
@CONFIG
@LANG
@SITE_DIR
@VERIFY
@SCHEDULER
@JSON
def archive(config_file: Path, lang: str | None, site_dir: Path | None, **options: Any) -> None:
    """Build the site with what is downloaded to be read offline.

    Its folder telecharger/ (downloads/ in English) gets the site as a ZIP, a book (EPUB) for each event, and their
    sums. The same sources always give the same bytes. This is what is published.
    """
    _build(config_file, lang, site_dir, packing=True, **options)


def _build(
    config_file: Path,
    lang: str | None,
    site_dir: Path | None,
    *,
    verify: bool,
    as_json: bool,
    scheduler: str | None,
    engine: str = "mkdocs",
    packing: bool = False,
) -> None:
    _, words = start(config_file, lang)
    from recap import engines
    from recap.build import build_site, may_replace
    from recap.publish import BusyError

    say = partial(click.echo, err=as_json)
    folder = site_dir or config_file.parent / "site"
    if not may_replace(folder):
        fail(words, "not_a_site", folder=str(folder))
    if not engines.is_there(engine):
        fail(words, "no_engine", engine=engine)

    def finish(site: Site, tree: Path) -> None:
        if packing:
            _pack(site, tree, words, say)
        if verify:
            again = ["archive"] if packing else ["build", "--engine", engine]
            _verify(config_file, again, tree, words, say)

    say(words.terminal["reading"].format(docs=docs_of(config_file)))
    progress = Progress(words, say)
    try:
        with _executor(scheduler, words) as executor:
            result = build_site(
                config_file,
                site_dir,
                executor=executor,
                on_render=progress.start,
                on_page=progress.step,
                finish_tree=finish,
                renderer=None if engine == "mkdocs" else engines.renderer(engine),
            )
    except BusyError:
        fail(words, "busy", folder=str(folder))
    if result.interrupted:
        say(words.terminal["interrupted"])
    if result.plain:
        say(words.terminal["plain"])
    report(result, words)
    if as_json:
        known = {name: getattr(result, name) for name in ("ok", "pages", "reused", "seconds", "size", "complaints")}
        click.echo(as_json_text(result.problems, words, known | {"folder": str(folder)}))
    if not result.ok:
        sys.exit(1)
    say(summary(result, words, "built"))
    for word, args in result.left_out:
        say(words.terminal[word].format(**args))
    say(words.terminal["where"].format(folder=folder, index=folder / "index.html"))


@contextmanager
def _executor(scheduler: str | None, words: Language) -> Iterator[Executor | None]:
    """What renders pages on the cluster at an address; without an address nothing. Ends with 1 where none answers."""
    if scheduler is None:
        yield None
        return
    try:
        from distributed import Client

        client: Any = Client(scheduler)  # type: ignore[no-untyped-call]
    except (ImportError, OSError, ValueError) as error:
        fail(words, "no_cluster", address=scheduler, reason=str(error))
    with client:
        yield client.get_executor()


@click.command()
@CONFIG
@LANG
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one.")
def serve(config_file: Path, lang: str | None, host: str, port: int) -> None:
    """Show the site while it is written: every save builds it anew; a mistake leaves the last good pages."""
    _, words = start(config_file, lang)
    from recap.serve import Preview

    try:
        preview = Preview(
            config_file,
            host,
            port,
            words,
            on_start=lambda: click.echo(words.terminal["reading"].format(docs=docs_of(config_file))),
            on_result=lambda result: _rebuilt(result, words),
        )
    except OSError:
        click.echo(words.terminal["port_taken"].format(port=port, other=port + 1), err=True)
        sys.exit(1)
    click.echo(words.terminal["serving"].format(url=preview.url))
    preview.run()


def _pack(site: Site, tree: Path, words: Language, say: Say) -> None:
    from recap.archive.downloads import pack

    if site.context:
        number = len(site.catalogue.events) + 1
        label = words.terminal["packing"].format(files=number)
        with click.progressbar(length=number, label=label, file=sys.stderr if say.keywords["err"] else None) as bar:
            folder = pack(site.context, tree, lambda: bar.update(1))
        say(words.terminal["packed"].format(folder=f"{folder.name}/"))


def _verify(config_file: Path, command: list[str], tree: Path, words: Language, say: Say) -> None:
    """Build once more, in another folder, time zone, locale and order of hashes; ends with 1 where a file differs."""
    from recap.publish import differences

    say(words.terminal["verifying"])
    with tempfile.TemporaryDirectory(prefix="recap-verify-") as folder:
        again = [sys.executable, "-m", "recap", *command, "-f", str(config_file), "--site-dir", f"{folder}/site"]
        surroundings = {"LC_ALL": "C", "PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati"}
        done = subprocess.run(again, env=os.environ | surroundings, stdout=subprocess.DEVNULL, check=False)  # noqa: S603
        if done.returncode:
            fail(words, "unverified")
        if found := differences(tree, Path(folder, "site")):
            fail(words, "differs", files="\n  ".join(found))
    say(words.terminal["verified"])


def summary(result: Result, words: Language, key: str) -> str:
    """One line that says what a build came to."""
    size, seconds = f"{result.size / 1e6:.1f}", f"{result.seconds:.1f}"
    made = result.pages - result.reused
    return words.terminal[key].format(pages=result.pages, made=made, reused=result.reused, seconds=seconds, size=size)


def report(result: Result, words: Language) -> None:
    """Print the problems of a build and, when it did not happen, say so."""
    show(result.problems, words)
    for complaint in result.complaints:
        click.echo(words.terminal["complaint"].format(message=complaint), err=True)
    if not result.ok:
        number = sum(1 for problem in result.problems if problem.level == "error") or len(result.complaints)
        click.echo(words.terminal["not_built"].format(errors=count(words, "errors", number)), err=True)


def _rebuilt(result: Result, words: Language) -> None:
    if result.ok:
        show(result.problems, words)
        click.echo(summary(result, words, "rebuilt"))
    else:
        report(result, words)
        click.echo(words.terminal["still_old"], err=True)
