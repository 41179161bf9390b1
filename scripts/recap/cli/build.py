"""`recap build`, `recap archive`, `recap serve` and `recap stage`: what makes a site."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from recap.cli.console import FOLDER, Progress, Terminal, of_site
from recap.core.diagnostics import Problem, as_json

if TYPE_CHECKING:
    from recap.build.builder import Result
    from recap.site.compile import Site

SITE_DIR = click.option("--site-dir", type=FOLDER, help="Build there instead of site/.")
VERIFY = click.option("--verify", is_flag=True, help="Build twice, and put no site in place unless both are the same.")
JSON = click.option("--json", "as_data", is_flag=True, help="Say what came of it as JSON; the rest goes to stderr.")
SCHEDULER = click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Render on a Dask cluster (the extra `cluster`), whose workers see the files.",
)


def makes_site(function: Callable[..., None]) -> Callable[..., None]:
    """Gives a command the options of a build, and its function the site's terminal."""
    for option in (JSON, SCHEDULER, VERIFY, SITE_DIR):
        function = option(function)
    return of_site(function)


@click.command()
@makes_site
@click.option(
    "--engine",
    type=click.Choice(("mkdocs", "properdocs", "zensical")),
    default="mkdocs",
    show_default=True,
    help="What renders the pages; all make the same ones.",
)
def build(here: Terminal, **options: Any) -> None:
    """Check everything, then build the site; the former one stays until the new one is whole.

    What has not changed since the last build is not made again (extra.recap.incremental in mkdocs.yml).
    """
    _build(here, **options)


@click.command()
@makes_site
def archive(here: Terminal, **options: Any) -> None:
    """Build the site with what is downloaded to be read offline.

    Its folder telecharger/ (downloads/ in English) gets the site as a ZIP, a book (EPUB) for each event, and their
    sums. The same sources always give the same bytes. This is what is published.
    """
    _build(here, packing=True, **options)


def _build(
    here: Terminal,
    site_dir: Path | None,
    *,
    verify: bool,
    as_data: bool,
    scheduler: str | None,
    engine: str = "mkdocs",
    packing: bool = False,
) -> None:
    from recap.build import engines
    from recap.build.builder import build_site, may_replace

    here.aside = as_data
    folder = site_dir or here.config_file.parent / "site"
    if not may_replace(folder):
        here.fail("not_a_site", folder=folder)
    if not engines.is_there(engine):
        here.fail("no_engine", engine=engine)

    def finish(site: Site, tree: Path) -> None:
        if packing:
            _pack(here, site, tree)
        if verify:
            _verify(here, ["archive"] if packing else ["build", "--engine", engine], tree)

    here.say("reading", docs=here.docs)
    progress = Progress(here)
    with nullcontext() if scheduler is None else _cluster(here, scheduler) as cluster:
        result = build_site(
            here.config_file,
            site_dir,
            executor=cluster and cluster.get_executor(),
            on_render=progress.start,
            on_page=progress.step,
            finish_tree=finish,
            renderer=None if engine == "mkdocs" else partial(engines.render, engine),
        )
    for key in ("interrupted", "plain"):
        if getattr(result, key):
            here.say(key)
    _report(here, result, result.problems, "built")
    if as_data:
        known = {name: getattr(result, name) for name in ("ok", "pages", "reused", "seconds", "size", "complaints")}
        click.echo(as_json(result.problems, here.words, known | {"folder": str(folder)}))
    if not result.ok:
        sys.exit(1)
    for word, args in result.left_out:
        here.say(word, **args)
    here.say("where", folder=folder, index=folder / "index.html")


def _cluster(here: Terminal, scheduler: str) -> Any:
    """The Dask cluster at an address; ends with 1 where none answers."""
    try:
        from distributed import Client

        return Client(scheduler)  # type: ignore[no-untyped-call]
    except (ImportError, OSError, ValueError) as error:
        here.fail("no_cluster", address=scheduler, reason=error)


@click.command()
@of_site
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one.")
@click.option("--all", "every", is_flag=True, help="At every save all problems, not the new ones alone: for editors.")
def serve(here: Terminal, host: str, port: int, every: bool) -> None:
    """Show the site while it is written: every save builds it anew; a mistake leaves the last good pages."""
    from recap.build.server import Preview

    told: Counter[tuple[str, str]] = Counter()
    """Problems of the last build, by file and message: one that moves to another line stays the same."""

    def name(problem: Problem) -> tuple[str, str]:
        return problem.path, problem.message(here.words)

    def on_result(result: Result) -> None:
        nonlocal told
        found = Counter(map(name, result.problems))
        before = Counter() if every or result.complaints else told  # with a complaint, `found` may not be all
        new, mended = found - before, (before - found).total()
        _report(here, result, [problem for problem in result.problems if name(problem) in new], "rebuilt")
        if mended or new != found:
            here.say("since_last", new=new.total(), mended=mended, number=found.total())
        told = told if result.complaints else found
        if not result.ok:
            here.warn("still_old")

    def on_start() -> None:
        here.say("reading", docs=here.docs)

    try:
        preview = Preview(here.config_file, host, port, here.words, on_start, on_result)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        here.fail("port_taken", port=port, other=port + 1)
    here.say("serving", url=preview.url)
    preview.run()


@click.command()
@of_site
@click.argument("folder", type=FOLDER)
def stage(here: Terminal, folder: Path) -> None:
    """Write the site into FOLDER as ProperDocs, Zensical and MkDocs build it by themselves, without our hooks.

    It gets every page as Markdown, written or generated, the files beside, the templates, and a mkdocs.yml. A folder
    that was staged before is replaced as a whole.
    """
    from recap.build import engines
    from recap.build.output import swap, workshop
    from recap.plugin import plugin as plain

    if not engines.is_staged(folder):
        here.fail("not_staged", folder=folder)
    with workshop(folder.absolute()) as (fresh, _):
        config = plain.loaded(here.config_file)
        site, problems = plain.compiled(config)
        here.stop_at_errors(problems)
        here.show(problems)
        engines.stage(config, site, fresh)
        swap(fresh, folder.absolute())
    here.say("staged", folder=folder)


def _pack(here: Terminal, site: Site, tree: Path) -> None:
    from recap.downloads.archive import pack

    if site.context:
        number = len(site.catalogue.events) + 1
        label, file = here.word("packing", files=number), sys.stderr if here.aside else None
        with click.progressbar(length=number, label=label, file=file) as bar:
            folder = pack(site.context, tree, lambda: bar.update(1))
        here.say("packed", folder=f"{folder.name}/")


def _verify(here: Terminal, command: list[str], tree: Path) -> None:
    """Build once more, in another folder, time zone, locale and order of hashes; ends with 1 where a file differs."""
    from recap.build.output import differences

    here.say("verifying")
    with tempfile.TemporaryDirectory(prefix="recap-verify-") as folder:
        again = [sys.executable, "-m", "recap", *command, "-f", str(here.config_file), "--site-dir", f"{folder}/site"]
        surroundings = {"LC_ALL": "C", "PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati"}
        done = subprocess.run(again, env=os.environ | surroundings, stdout=subprocess.DEVNULL, check=False)  # noqa: S603
        if done.returncode:
            here.fail("unverified")
        if found := differences(tree, Path(folder, "site")):
            here.fail("differs", files="\n  ".join(found))
    here.say("verified")


def _report(here: Terminal, result: Result, shown: list[Problem], key: str) -> None:
    """Print what is wrong with a build, some problems or all, and in one line what it came to or that it failed."""
    here.show(shown)
    for complaint in result.complaints:
        here.warn("complaint", message=complaint)
    if result.ok:
        size, seconds = f"{result.size / 1e6:.1f}", f"{result.seconds:.1f}"
        made = result.pages - result.reused
        here.say(key, pages=result.pages, made=made, reused=result.reused, seconds=seconds, size=size)
    else:
        number = sum(1 for problem in result.problems if problem.level == "error") or len(result.complaints)
        here.warn("not_built", errors=here.count("errors", number))
