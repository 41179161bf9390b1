"""`recap build` and `recap serve`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from recap.cli.terminal import CONFIG, LANG, count, docs_of, fail, show, start
from recap.languages import Language

if TYPE_CHECKING:
    from recap.build import Result
    from recap.site import Site


@click.command()
@CONFIG
@LANG
@click.option("--site-dir", type=click.Path(file_okay=False, path_type=Path), help="Build there instead of site/.")
@click.option(
    "--engine",
    type=click.Choice(("mkdocs", "properdocs", "zensical")),
    default="mkdocs",
    show_default=True,
    help="What renders the pages; all make the same ones.",
)
def build(config_file: Path, lang: str | None, site_dir: Path | None, engine: str) -> None:
    """Check everything, then build the site; the former one stays until the new one is whole."""
    _build(config_file, lang, site_dir, engine)


@click.command()
@CONFIG
@LANG
@click.option("--site-dir", type=click.Path(file_okay=False, path_type=Path), help="Build there instead of site/.")
def archive(config_file: Path, lang: str | None, site_dir: Path | None) -> None:
    """Build the site with what is downloaded to be read offline.

    Its folder telecharger/ (downloads/ in English) gets the site as a ZIP, a book (EPUB) for each event, and their
    sums. The same sources always give the same bytes. This is what is published.
    """
    _build(config_file, lang, site_dir, packing=True)


def _build(
    config_file: Path, lang: str | None, site_dir: Path | None, engine: str = "mkdocs", *, packing: bool = False
) -> None:
    _, words = start(config_file, lang)
    from recap import engines
    from recap.build import build_site, may_replace
    from recap.publish import BusyError

    folder = site_dir or config_file.parent / "site"
    if not may_replace(folder):
        fail(words, "not_a_site", folder=str(folder))
    if not engines.is_there(engine):
        fail(words, "no_engine", engine=engine)
    click.echo(words.terminal["reading"].format(docs=docs_of(config_file)))
    try:
        result = build_site(
            config_file,
            site_dir,
            on_render=lambda pages: click.echo(words.terminal["rendering"].format(pages=pages)),
            finish_tree=lambda site, tree: _pack(site, tree, words) if packing else None,
            renderer=None if engine == "mkdocs" else engines.renderer(engine),
        )
    except BusyError:
        fail(words, "busy", folder=str(folder))
    if result.interrupted:
        click.echo(words.terminal["interrupted"])
    report(result, words)
    if not result.ok:
        sys.exit(1)
    click.echo(words.terminal["built"].format(pages=result.pages, seconds=f"{result.seconds:.1f}"))
    for word, args in result.left_out:
        click.echo(words.terminal[word].format(**args))
    click.echo(words.terminal["where"].format(folder=folder, index=folder / "index.html"))


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


def _pack(site: Site, tree: Path, words: Language) -> None:
    from recap.archive.downloads import pack

    if site.context:
        number = len(site.catalogue.events) + 1
        label = words.terminal["packing"].format(files=number)
        with click.progressbar(length=number, label=label) as bar:
            folder = pack(site.context, tree, lambda: bar.update(1))
        click.echo(words.terminal["packed"].format(folder=f"{folder.name}/"))


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
        click.echo(words.terminal["rebuilt"].format(pages=result.pages, seconds=f"{result.seconds:.1f}"))
    else:
        report(result, words)
        click.echo(words.terminal["still_old"], err=True)
