"""`recap build`, `recap archive`, `recap serve` and `recap stage`."""

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
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from recap.cli.console import FOLDER, Console, Progress, of_site
from recap.core.diagnostics import Diagnostic
from recap.core.filesystem import shown_path
from recap.core.reporters import as_json, as_text

if TYPE_CHECKING:
    from recap.build.result import Result

SITE_DIR = click.option("--site-dir", type=FOLDER, help="Folder to build into instead of site/.")
VERIFY = click.option("--verify", is_flag=True, help="Build twice, and publish only if both builds are identical.")
JSON = click.option(
    "--json", "as_data", is_flag=True, help="Print the result as JSON on stdout; messages go to stderr."
)
SCHEDULER = click.option("--scheduler", metavar="ADDRESS", help="Render on a Dask cluster that sees the same files.")
_HOST_HELP = (
    "Address to listen on. With 0.0.0.0 (or ::) whoever is in the same network can read the preview, drafts included. "
    "A phone opens the address that is printed, or http://NAME.local:PORT/ with the name of this machine; other names "
    "are refused."
)
ENGINES = click.Choice(("mkdocs", "properdocs", "zensical"))


def makes_site(function: Callable[..., None]) -> Callable[..., None]:
    """Add the options of a build to a command, and pass it a Console."""
    for option in (JSON, SCHEDULER, VERIFY, SITE_DIR):
        function = option(function)
    return of_site(function)


@click.command()
@makes_site
@click.option("--engine", type=ENGINES, default="mkdocs", show_default=True, help="The renderer; all give equal pages.")
def build(console: Console, **options: Any) -> None:
    """Check everything, then build the site. The previous site stays until the new one is complete.

    Only what changed since the last build is redone (the option `incremental` in mkdocs.yml turns that off).
    """
    _build(console, **options)


@click.command()
@makes_site
def archive(console: Console, **options: Any) -> None:
    """Build the site with its downloads for reading offline, as it is published.

    Its folder telecharger/ (downloads/ in English) gets the site as a ZIP, a book (EPUB) for each event, and their
    checksums. The same sources always give the same bytes.
    """
    _build(console, packing=True, **options)


def _build(
    console: Console,
    site_dir: Path | None,
    *,
    verify: bool,
    as_data: bool,
    scheduler: str | None,
    engine: str = "mkdocs",
    packing: bool = False,
) -> None:
    _need_renderer(console)
    from recap.build import builder, engines, output

    console.quiet_stdout = as_data
    folder = site_dir or console.site
    if not output.may_replace(folder):
        console.fail("not_a_site", folder=folder)
    if find_spec(engine) is None:
        console.fail("no_engine", engine=engine)

    if reason := console.refused_state(folder):
        console.info("no_state", reason=reason)

    def finish(context: Any, tree: Path) -> None:
        if packing:
            _pack(console, context, tree)
        if verify:
            _verify(console, ["archive"] if packing else ["build", "--engine", engine], tree)

    console.info("reading", docs=console.docs)
    progress = Progress(console)
    with nullcontext() if scheduler is None else _cluster(console, scheduler) as cluster:
        result = builder.build_site(
            console.config_file,
            site_dir,
            executor=cluster and cluster.get_executor(),
            on_render=progress.start,
            on_page=progress.step,
            finish_tree=finish if packing or verify else None,  # with one, the tree is always put together
            renderer=engines.RENDERERS.get(engine),
        )
    if result.interrupted:
        console.info("interrupted")
    if result.disbelieved:
        console.info(result.disbelieved)
    _report_left_alone(console, result.left_alone)
    if result.foreign:
        console.info("nothing_reused", plugins=", ".join(result.foreign))
    _report(console, result, result.diagnostics, "built")
    if as_data:
        known = {name: getattr(result, name) for name in ("ok", "pages", "reused", "seconds", "size", "warnings")}
        click.echo(as_json(result.diagnostics, console.words, known | {"folder": str(folder)}))
    if not result.ok:
        sys.exit(1)
    for word, args in result.omissions:
        console.info(word, **args)
    console.info("where", folder=folder, index=folder / "index.html")


def _need_renderer(console: Console) -> None:
    """Exit with 1, and say what to install, where only what checks is installed."""
    if find_spec("mkdocs") is None or find_spec("material") is None:
        console.fail("no_renderer")


def _cluster(console: Console, scheduler: str) -> Any:
    """Return the Dask cluster at an address; exits with 1 if there is none."""
    try:
        from distributed import Client

        return Client(scheduler)  # type: ignore[no-untyped-call]
    except (ImportError, OSError, ValueError) as error:
        console.fail("no_cluster", address=scheduler, reason=error)


@click.command()
@of_site
@click.option("--host", default="127.0.0.1", show_default=True, help=_HOST_HELP)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0 picks a free one.")
@click.option("--all", "every", is_flag=True, help="Print all problems at every save, not only new ones; for editors.")
def serve(console: Console, host: str, port: int, every: bool) -> None:
    """Serve a live preview. Every save rebuilds it; after a mistake, the last good pages stay."""
    _need_renderer(console)
    from recap.build.process_folder import interrupted_by_signals
    from recap.build.server import Preview

    reported: Counter[tuple[str, str]] = Counter()
    """Problems of the last build, by file and message: one that moves to another line stays the same."""

    def name(diagnostic: Diagnostic) -> tuple[str, str]:
        return diagnostic.path, diagnostic.message(console.words)

    def on_result(result: Result) -> None:
        nonlocal reported
        found = Counter(map(name, result.diagnostics))
        before = Counter() if every or result.warnings else reported  # with a warning, `found` may not be all
        new, fixed = found - before, (before - found).total()
        _report(console, result, [each for each in result.diagnostics if name(each) in new], "rebuilt")
        if fixed or new != found:
            console.info("since_last", new=new.total(), fixed=fixed, number=found.total())
        reported = reported if result.warnings else found
        if not result.ok:
            console.warn("still_old")

    on_start = partial(console.info, "reading", docs=console.docs)
    with interrupted_by_signals() as interrupted:
        try:
            shown = partial(banner, console)
            where = console.config_file, host, port
            preview = Preview(*where, shown, console.word, on_start, on_result, interrupted)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            console.fail("port_taken", port=port, other=port + 1)
        try:
            console.info("serving", url=preview.url)
            if preview.names.url_for_others:
                console.info("serving_others", url=preview.names.url_for_others)
        except BaseException:
            preview.stop()
            raise
        preview.run()


def banner(console: Console, result: Result) -> tuple[str, str]:
    """Return title and text of the banner that the preview shows while there are errors."""
    errors = as_text([each for each in result.diagnostics if each.level == "error"], console.words)
    return console.word("banner"), "\n".join((errors, *result.warnings)).strip()


@click.command()
@of_site
@click.argument("folder", type=FOLDER)
def stage(console: Console, folder: Path) -> None:
    """Write the site into FOLDER as a project that Zensical or MkDocs can build without our plugin.

    The folder gets every page as Markdown, all other files, the templates and a mkdocs.yml. A folder that was staged
    before is replaced as a whole.
    """
    _need_renderer(console)
    from recap.build import engines

    if not engines.is_staged(folder):
        console.fail("not_staged", folder=folder)
    diagnostics = engines.stage_site(console.config_file, folder, partial(_report_left_alone, console))
    console.stop_at_errors(diagnostics)
    console.show(diagnostics)
    console.info("staged", folder=folder)


def _report_left_alone(console: Console, paths: tuple[Path, ...]) -> None:
    if paths:
        console.warn("left_alone", paths=", ".join(map(shown_path, paths)))


def _pack(console: Console, context: Any, tree: Path) -> None:
    from recap.downloads.archive import pack

    number = len(context.catalogue.events) + 1
    label, file = console.count("packing", number), sys.stderr if console.quiet_stdout else None
    with click.progressbar(length=number, label=label, file=file) as bar:
        folder = pack(context, tree, lambda: bar.update(1))
    console.info("packed", folder=f"{folder.name}/")


def _verify(console: Console, command: list[str], tree: Path) -> None:
    """Build again in another folder, time zone, locale, hash order, without state; exits with 1 if any file differs."""
    from recap.core.filesystem import differences

    console.info("verifying")
    with tempfile.TemporaryDirectory(prefix="recap-verify-") as folder:
        options = ["-f", str(console.config_file), "--site-dir", f"{folder}/site", "--state", f"{folder}/state"]
        again = [sys.executable, "-m", "recap", *command, *options]
        surroundings = {"LC_ALL": "C", "PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati"}
        done = subprocess.run(again, env=os.environ | surroundings, stdout=subprocess.DEVNULL, check=False)  # noqa: S603
        if done.returncode:
            console.fail("unverified")
        if found := differences(tree, Path(folder, "site")):
            console.fail("differs", files=found)
    console.info("verified")


def _report(console: Console, result: Result, shown: list[Diagnostic], key: str) -> None:
    """Print some or all problems of a build, then one line on its result."""
    console.show(shown)
    for warning in result.warnings:
        console.warn("engine_warning", message=warning.splitlines())
    if result.ok:
        size, seconds = f"{result.size / 1e6:.1f}", f"{result.seconds:.1f}"
        counts = {"pages": result.pages, "made": result.rendered, "reused": result.reused}
        console.info(key, **counts, seconds=seconds, size=size)
    else:
        number = sum(1 for diagnostic in result.diagnostics if diagnostic.level == "error") or len(result.warnings)
        console.warn("not_built", errors=console.count("errors", number))
