"""Drives MkDocs: a compiled site becomes a folder, which replaces the former one only when it is whole."""

from __future__ import annotations

import html
import logging
import os
import signal
import threading
import time
from bisect import bisect_left
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")

from markdown import Markdown
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page

from recap import social, text
from recap.languages import language
from recap.policy import breach
from recap.problems import Problem, as_text, has_errors
from recap.publish import swap, workshop
from recap.rendered import finish
from recap.search import documents
from recap.settings import read_settings
from recap.site import Site, compile_site

_SITE = "recap_site"
"""Key under which a compiled site travels through MkDocs' configuration to the hooks."""
_UNUSED = ("assets/javascripts/", "assets/stylesheets/palette.", "assets/images/")
_TOLD = ("event", "talk")
"""Kinds of pages in whose text the terms of the glossary are linked."""
_PAGE_SECONDS = 10
"""Processor time for the text of one page; an ordinary one takes some thousandths of a second."""
_UNDATED = "1980-01-01"
"""Date of a page whose record gives none, where MkDocs insists on one: never the clock's."""


@dataclass(frozen=True)
class Result:
    """What a build came to."""

    problems: list[Problem]
    complaints: list[str]
    """What MkDocs itself warned of; each one stops a strict build."""
    pages: int = 0
    seconds: float = 0.0
    """Processor time of this process."""
    left_out: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    """What the formats do not hold: (key of the terminal's words, its arguments)."""
    interrupted: bool = False
    """Whether an earlier build had died, whose leftovers were cleared away."""

    @property
    def ok(self) -> bool:
        """Whether the site was replaced."""
        return not self.complaints and not has_errors(self.problems)


def build_site(
    config_file: Path,
    site_dir: Path | None = None,
    *,
    drafts: bool = False,
    on_render: Callable[[int], None] = lambda _: None,
    finish_tree: Callable[[Site, Path], object] = lambda *_: None,
) -> Result:
    """Build strictly into a fresh folder and swap it in when it is whole; on problems nothing changes.

    `site_dir` overrides the one of `mkdocs.yml`; `on_render` hears the number of pages when rendering starts;
    `finish_tree` adds to the whole new folder before it takes the former one's place. A disk or memory that is full is
    a complaint. Raises BusyError when another process builds into the same folder.
    """
    started = time.process_time()
    config = _load(config_file)
    target = Path(site_dir or config.site_dir).absolute()
    try:
        with workshop(target) as (fresh, interrupted):
            site, problems = _compile(config, drafts=drafts)
            if has_errors(problems):
                return Result(problems, [])
            pages = sum(1 for artifact in site.artifacts.values() if artifact.data)
            on_render(pages)
            complaints = render(config, site, fresh)
            if site.breaches:
                return Result([*problems, *sorted(site.breaches)], [])
            if not complaints:
                finish_tree(site, fresh)
                swap(fresh, target)
    except (OSError, MemoryError) as error:
        return Result([], [str(error) or type(error).__name__])
    left_out = site.formats.left_out() if site.formats else []
    return Result(problems, complaints, pages, time.process_time() - started, left_out, interrupted)


def render(config: MkDocsConfig, site: Site, folder: Path) -> list[str]:
    """Render a compiled site into a folder by MkDocs; returns what MkDocs complained about."""
    config.site_dir = str(folder)
    config[_SITE] = site
    with _complaints() as complaints, _clock():
        try:
            mkdocs_build(config)
        except MkDocsException as error:
            complaints.append(str(error))
        except (_TooSlowError, RecursionError):
            document = site.catalogue.document(site.rendering)
            path = document.path if document else site.rendering
            site.breaches.append(Problem(path, 1, 1, "E105.render", {"limit": _PAGE_SECONDS}))
    return complaints


class _TooSlowError(BaseException):
    """A text took longer to render than any honest one; no Exception, for some extensions go on after any of those."""


@contextmanager
def _clock() -> Iterator[None]:
    """Lets `_wind` raise _TooSlowError, where the system has such a clock; one thread of a process can use it."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(*_: object) -> None:
        raise _TooSlowError

    former = signal.signal(signal.SIGVTALRM, ring)
    try:
        yield
    finally:
        _wind(0)
        signal.signal(signal.SIGVTALRM, former)


def _wind(seconds: float) -> None:
    """Set the clock to ring after so much processor time of this process; 0 stops it."""
    if hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread():
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)


def _load(config_file: Path) -> MkDocsConfig:
    return load_config(str(config_file), strict=False)


def _compile(config: MkDocsConfig, *, drafts: bool = False) -> tuple[Site, list[Problem]]:
    """The site of a configuration and all its problems; MkDocs may read its address from the environment."""
    settings, problems = read_settings(Path(config.config_file_path or "mkdocs.yml"), drafts=drafts)
    site, found = compile_site(Path(config.docs_dir), replace(settings, site_url=config.site_url or ""))
    return site, problems + found


@contextmanager
def _complaints() -> Iterator[list[str]]:
    """Collects warnings and errors of MkDocs instead of printing them."""
    found: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(record.getMessage())

    logger, handler = logging.getLogger("mkdocs"), Collector(logging.WARNING)
    propagates, logger.propagate = logger.propagate, False
    logger.addHandler(handler)
    try:
        yield found
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagates


def may_replace(target: Path) -> bool:
    """Whether a build may take the place of a folder: it is missing, empty, or was built by MkDocs before."""
    if not target.exists():
        return True
    return target.is_dir() and (not any(target.iterdir()) or (target / "sitemap.xml").is_file())


# What the hooks do inside MkDocs


def prepare(config: MkDocsConfig) -> MkDocsConfig:
    """Compile the site unless `build_site` did, and hand words, menu and slugs to MkDocs.

    Raises MkDocsException with all problems when MkDocs was started by itself and the content has errors.
    """
    if config.get(_SITE) is None:
        site, problems = _compile(config)
        if has_errors(problems):
            raise MkDocsException("\n" + as_text(problems, language(site.language)))
        config[_SITE] = site
    site = config[_SITE]
    _draw(site, config)
    config.extra["site"] = site.shared
    config.nav = [src_uri for src_uri, artifact in site.artifacts.items() if artifact.data and _in_menu(artifact.data)]
    config.mdx_configs.setdefault("toc", {})["slugify"] = text.heading_slug
    return config


def _in_menu(data: dict[str, Any]) -> bool:
    return data["kind"] in ("home", "event", "listing")


def _draw(site: Site, config: MkDocsConfig) -> None:
    """Draw the pictures that shared links show, those that the cache lacks; it keeps no others."""
    tokens = Path(config.theme.dirs[0]) / "assets/recap/tokens.css"
    palette = social.colours(tokens.read_text("utf-8") if tokens.is_file() else "")
    cache = Path(config.config_file_path).parent / ".cache/recap/social"
    for artifact in site.artifacts.values():
        if artifact.data and "card" in artifact.data:
            card = social.Card(**artifact.data["card"], site=site.shared["name"])
            if path := social.keep(card, palette, cache):
                site.pictures[artifact.data["image"]] = path
            else:
                del artifact.data["image"]
    kept = set(site.pictures.values())
    for path in cache.glob("*"):  # one of the last day may be another build's
        if path not in kept and path.stat().st_mtime < time.time() - 86400:
            path.unlink(missing_ok=True)


def add_files(files: Files, config: MkDocsConfig) -> Files:
    """Lay the site's artifacts over the files of docs/, and leave out what nothing in the tree uses.

    MkDocs gets pages as virtual files without front matter: it never reads a record, and nothing is written into docs/.
    """
    site = config[_SITE]
    for file in list(files):
        unused = file.src_uri.startswith(_UNUSED) or file.src_uri.endswith(".map")
        if unused or file.src_uri in site.artifacts or file.src_uri.endswith(".md"):
            files.remove(file)
    for artifact in site.artifacts.values():
        # A leading blank line keeps MkDocs from reading « Note: … » as MultiMarkdown metadata.
        content = f"\n{artifact.content}" if artifact.data else artifact.content
        file = File.generated(config, artifact.src_uri, content=content)
        if artifact.data and not _in_menu(artifact.data):
            file.inclusion = InclusionLevel.NOT_IN_NAV
        files.append(file)
    for src_uri, path in site.pictures.items():
        files.append(File.generated(config, src_uri, abs_src_path=str(path)))
    return files


def dress(page: Page, config: MkDocsConfig) -> None:
    """Give a page its template, its data and a title that Material may print unescaped."""
    data = config[_SITE].page_data(page.file.src_uri)
    if data is None:
        return
    config[_SITE].rendering = page.file.src_uri
    _wind(_PAGE_SECONDS)
    title = html.escape(data["title"])
    page.meta = {"template": f"{data['kind']}.html", "title": title, "recap": data}
    page.title = title
    page.update_date = data.get("updated") or _UNDATED


def finish_page(content: str, page: Page, config: MkDocsConfig) -> str:
    """The HTML of a page's body as the reader gets it."""
    site = config[_SITE]
    data = site.page_data(page.file.src_uri)
    if data is None:
        return content
    _wind(0)
    if fragment := breach(content, site.image_hosts):
        site.breaches.append(_located(fragment, page, config))
    if site.shared["search_url"] and (found := documents.page_of(data, content)):
        site.index.add(found)
    terms = site.terms if data["kind"] in _TOLD else None
    finished = finish(content, data["url"], Path(config.docs_dir), terms, language(site.language).words)
    site.formats.note(page.file.src_uri, finished)
    return finished


def _located(fragment: str, page: Page, config: MkDocsConfig) -> Problem:
    """E121 at the block that gives the fragment: the shortest beginning of the text that does, found by halves."""
    site, src_uri = config[_SITE], page.file.src_uri
    document = site.catalogue.document(src_uri)
    args = {"value": text.shortened(" ".join(fragment.split()))}
    if document is None:
        return Problem(src_uri, 1, 1, "E121.rendered", args)
    markdown = Markdown(extensions=config.markdown_extensions, extension_configs=config.mdx_configs)
    lines = document.body.split("\n")

    def gives(number: int) -> bool:
        return breach(markdown.reset().convert("\n".join(lines[: number + 1])), site.image_hosts) is not None

    number = min(bisect_left(range(len(lines)), True, key=gives), len(lines) - 1)
    while number and lines[number - 1].strip():
        number -= 1
    return Problem(document.path, document.body_line + number, 1, "E121.rendered", args)


def describe(context: dict[str, Any], page: Page, config: MkDocsConfig) -> dict[str, Any]:
    """What the template of a page prints in its head for machines; only while it is printed, to keep memory small."""
    site = config[_SITE]
    if site.page_data(page.file.src_uri):
        context["recap_head"] = site.formats.head(page.file.src_uri)
    return context


def write_files(config: MkDocsConfig) -> None:
    """Write what machines read beside the pages, and the index of search unless it is turned off."""
    site, folder = config[_SITE], Path(config.site_dir)
    if site.breaches:
        raise MkDocsException("\n" + as_text(site.breaches, language(site.language)))
    for url, content in site.formats.files():
        path = folder / url
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8", newline="")
    if site.shared["search_url"]:
        site.index.write(folder / "search")
