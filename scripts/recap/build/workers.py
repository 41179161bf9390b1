"""Renders pages one by one through the public steps of MkDocs, in this process or in several."""

from __future__ import annotations

import gc
import os
import pickle
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from mkdocs.commands import build as mkdocs_build
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation

from recap.plugin.config import captured_warnings, load_config, own_theme_folders
from recap.plugin.page import RecapPage
from recap.plugin.plugin import plugin_of
from recap.site.model import Artifact, PageBody, RenderContext

PageJob = tuple[Artifact, dict[str, Any]]
"""A page to be rendered, and its machine-readable head."""
_MIN_PARALLEL_PAGES, _BATCH = 400, 40
"""Number of pages from which several processes render, and number of pages sent to a process at once."""

Converted = tuple[Any, frozenset[str], tuple[str, ...]]
"""A page of which only the template is missing, the targets of its links, warnings of MkDocs."""
_renderers: dict[bytes, PageRenderer] = {}
"""In a process that renders for another: pickled Setup -> the renderer that was made of it, one at most."""


@dataclass(frozen=True)
class RenderedPage:
    """A page after rendering."""

    src_uri: str
    html: str = ""
    body: PageBody | None = None
    """None if rendering timed out."""
    links: frozenset[str] = frozenset()
    """Targets of its links: src_uris, some with `#anchor`."""
    anchors: frozenset[str] = frozenset()
    """Ids of its elements."""
    warnings: tuple[str, ...] = ()
    """Warnings of MkDocs."""


@dataclass(frozen=True)
class Setup:
    """What a process needs to render the pages of a site."""

    config_file: str
    site_url: str
    render_context: RenderContext
    files: frozenset[str]
    """src_uris that a link may lead to."""


@dataclass
class LinkTargets:
    """Files that links may lead to, as MkDocs' link processor asks for them."""

    config: MkDocsConfig
    files: frozenset[str]
    asked: set[str] = field(default_factory=set)
    """Files that were asked for and exist."""
    _made: dict[str, File] = field(default_factory=dict)

    def file(self, src_uri: str) -> File:
        """Return MkDocs' object for a file."""
        if src_uri not in self._made:
            self._made[src_uri] = File(src_uri, None, self.config.site_dir, False, inclusion=InclusionLevel.NOT_IN_NAV)
        return self._made[src_uri]

    def get_file_from_path(self, path: str) -> File | None:
        """Stand in for `Files.get_file_from_path`."""
        if path not in self.files:
            return None
        self.asked.add(path)
        return self.file(path)


class PageRenderer:
    """Renders the pages of one site."""

    def __init__(self, config: MkDocsConfig, files: frozenset[str]) -> None:
        """Use a configuration after the plugin's `on_config`; `files` as in `Setup`."""
        targets: Any = LinkTargets(config, files)  # answers all that MkDocs asks of Files while it renders
        self._config, self._plugin, self._nav, self._files = config, plugin_of(config), Navigation([], []), targets
        self._env = config.plugins.on_env(config.theme.get_env(), config=config, files=targets)

    def prepare(self) -> None:
        """Set up Markdown and compile the templates of all pages, so that processes forked from this one need not."""
        self._plugin.converter(self._config, self._files)
        folders = own_theme_folders(self._config)
        for name in sorted({path.relative_to(each).as_posix() for each in folders for path in each.rglob("*.html")}):
            self._env.get_template(name)

    def render(self, jobs: Iterable[PageJob]) -> Iterator[RenderedPage]:
        """Yield the pages in order.

        Goes through some pages step by step, not through all steps page by page: what a step needs stays in the caches
        of the processor, which takes a quarter less time.
        """
        remaining = iter(jobs)
        with captured_warnings() as warnings:
            while batch := [*islice(remaining, _BATCH)]:
                converted = [self._convert(*job, warnings) for job in batch]
                yield from [self._complete(page, links, warned, warnings) for page, links, warned in converted]

    def _convert(self, artifact: Artifact, head: dict[str, Any], warnings: list[str]) -> Converted:
        """Convert the Markdown of a page: the first half of MkDocs' own loop, whose steps are public."""
        config, plugins, files = self._config, self._config.plugins, self._files
        files.asked.clear()
        del warnings[:]
        file = files.file(artifact.src_uri)
        page: Any = RecapPage(file, config, lambda: artifact, lambda _: head, self._plugin.converter)
        page = plugins.on_pre_page(page, config=config, files=files)
        page.read_source(config)
        page.markdown = plugins.on_page_markdown(page.markdown, page=page, config=config, files=files)
        page.render(config, files)
        page.content = plugins.on_page_content(page.content, page=page, config=config, files=files)
        anchored = {f"{to.src_uri}#{each}" for to, links in (page.links_to_anchors or {}).items() for each in links}
        return page, frozenset(anchored | files.asked), tuple(warnings)

    def _complete(self, page: Any, links: frozenset[str], warned: tuple[str, ...], warnings: list[str]) -> RenderedPage:
        """Print the template of a page: the second half of MkDocs' loop."""
        config, plugins = self._config, self._config.plugins
        if page.timed_out:
            return RenderedPage(page.file.src_uri)
        del warnings[:]
        page.active = True
        context = mkdocs_build.get_context(self._nav, [], config, page)
        template = self._env.get_template(page.meta["template"])
        context = plugins.on_page_context(context, page=page, config=config, nav=self._nav)
        output = plugins.on_post_page(template.render(context), page=page, config=config)
        anchors = frozenset(page.present_anchor_ids or ())
        return RenderedPage(page.file.src_uri, output, page.body, links, anchors, (*warned, *warnings))

    def templates(self) -> Iterator[tuple[str, str]]:
        """Yield (address, content) of the static templates of the theme."""
        config, plugins = self._config, self._config.plugins
        for name in sorted(config.theme.static_templates):
            template = plugins.on_pre_template(self._env.get_template(name), template_name=name, config=config)
            # A page for errors is shown at any address: its own are those of the server.
            base_url = urlsplit(config.site_url or "/").path
            context = mkdocs_build.get_context(self._nav, Files([]), config, base_url=base_url)
            context = plugins.on_template_context(context, template_name=name, config=config)
            yield name, plugins.on_post_template(template.render(context), template_name=name, config=config)


def render_pages(
    setup: Setup, renderer: PageRenderer, jobs: Iterator[PageJob], number: int, executor: Executor | None
) -> Iterator[RenderedPage]:
    """Yield the pages of the jobs in order; several processes render large numbers of them."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if executor is None and (number < _MIN_PARALLEL_PAGES or cores < 2):
        yield from renderer.render(jobs)
        return
    packed = pickle.dumps(setup)
    pool = executor or _processes(cores, packed, renderer)
    shared = packed if executor else None  # processes of our own have it already
    try:
        waiting: deque[Future[list[RenderedPage]]] = deque()
        while batch := [*islice(jobs, _BATCH)]:
            waiting.append(pool.submit(render_jobs, shared, batch))
            if len(waiting) > 2 * cores:
                yield from waiting.popleft().result()
        for future in waiting:
            yield from future.result()
    finally:
        if executor is None:
            pool.shutdown(cancel_futures=True)


def render_jobs(setup: bytes | None, jobs: Sequence[PageJob]) -> list[RenderedPage]:
    """Render pages in another process; `setup` is a pickled Setup, None in one that was started with it."""
    if setup is not None and setup not in _renderers:
        _renderers.clear()
        _renderers[setup] = _renderer(setup)
    (renderer,) = _renderers.values()
    return [*renderer.render(jobs)]


def _processes(number: int, setup: bytes, renderer: PageRenderer) -> Executor:
    """Return processes that can render: forked ones inherit the renderer, others make their own."""
    # A forked process inherits everything loaded so far, but only the thread that forked it.
    if "fork" in get_all_start_methods() and threading.active_count() == 1:
        renderer.prepare()
        return ProcessPoolExecutor(number, get_context("fork"), _start, (setup, renderer))
    return ProcessPoolExecutor(number, get_context("spawn"), _start, (setup, None))


def _start(setup: bytes, renderer: PageRenderer | None) -> None:
    """Prepare a process of our own; it ignores SIGINT, because the parent shuts it down."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _renderers[setup] = renderer or _renderer(setup)
    gc.freeze()


def _renderer(packed: bytes) -> PageRenderer:
    setup: Setup = pickle.loads(packed)  # noqa: S301 (made by the process that asks)
    config = load_config(Path(setup.config_file))
    config.site_url = setup.site_url
    plugin_of(config).render_context = setup.render_context
    return PageRenderer(config.plugins.on_config(config), setup.files)
