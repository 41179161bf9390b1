"""MkDocs' rendering, a page at a time: what does not change from page to page is made once.

It leans on inner parts of MkDocs 1.6, which has no more releases; `is_usable` says whether they are as expected. Where
they are not, or where `mkdocs.yml` asks for more than our own hooks, `plain` lets MkDocs build by itself.
"""

from __future__ import annotations

import functools
import gc
import html
import os
import pickle
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, pass_context
from markdown import Markdown
from mkdocs.commands import build as mkdocs_build
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure import pages as mkdocs_pages
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc
from mkdocs.utils import normalize_url

from recap.core.filesystem import files_below
from recap.pages.context import Data
from recap.plugin import plugin as plain
from recap.plugin.plugin import UNDATED, UNUSED, complaints
from recap.site.compile import Common, Site, Text

Job = tuple[str, str, Data, Data]
"""A page to be rendered: src_uri, Markdown, data, what its head says to machines."""
PAGE_SECONDS = 10
"""Processor time for one page; an ordinary one takes some thousandths of a second."""
_SHARED = ("config", "footer", "header", "styles")
"""Blocks of `main.html` that read nothing of a page but its folder and its section."""
_INNER = ((mkdocs_pages, "_RelativePathTreeprocessor"), (mkdocs_pages, "_ExtractAnchorsTreeprocessor"),
          (mkdocs_build, "_build_template"), (mkdocs_build, "get_context"))  # fmt: skip


@dataclass(frozen=True)
class Setup:
    """What a process needs to render the pages of a site."""

    config_file: str
    site_url: str
    common: Common
    files: frozenset[str]
    """The src_uris that a link may lead to."""

    @classmethod
    def of(cls, site: Site, config: MkDocsConfig, others: Sequence[str]) -> Setup:
        """The setup of a site; `others` are the src_uris of the files beside its pages."""
        return cls(config.config_file_path, config.site_url or "", site.common, frozenset([*site.artifacts, *others]))


@dataclass(frozen=True)
class Rendered:
    """What came of a page."""

    src_uri: str
    html: str = ""
    text: Text | None = None
    links: frozenset[str] = frozenset()
    """What the text links to: src_uris, with `#anchor` where there is one."""
    anchors: frozenset[str] = frozenset()
    """The ids of its elements."""
    complaints: tuple[str, ...] = ()
    """What MkDocs warned of."""
    late: bool = False
    """Whether the text took too long or nested too deeply; the rest is empty then."""


def is_usable(config: MkDocsConfig) -> bool:
    """Whether pages can be rendered one at a time: MkDocs has the parts, and only our hooks want to take part."""
    hooks: Any = config.hooks  # name -> module
    ours = all(vars(hook).get("plain") is plain for hook in hooks.values())
    extended = config.extra_templates or [*config.plugins] != [*hooks]
    return ours and not extended and all(hasattr(module, name) for module, name in _INNER)


class Renderer:
    """Renders pages of one site."""

    def __init__(self, setup: Setup, config: MkDocsConfig | None = None) -> None:
        config = config or plain.loaded(Path(setup.config_file))
        config.site_url = setup.site_url
        config.extra["site"] = setup.common.shared
        plain.set_markdown(config, setup.common)
        self._config, self._common = config, setup.common
        self._env = _environment(config)
        _share(self._env, config)
        self._nav = Navigation([], [])
        self._known = _Known(config, setup.files)
        self._markdown = Markdown(extensions=config.markdown_extensions, extension_configs=config.mdx_configs)
        file = self._known.file("index.md")
        self._anchors = mkdocs_pages._ExtractAnchorsTreeprocessor(file, Files([]), config)
        self._paths = mkdocs_pages._RelativePathTreeprocessor(file, self._known, config)  # type: ignore[arg-type]
        self._anchors._register(self._markdown)
        self._paths._register(self._markdown)

    def render(self, jobs: Iterable[Job]) -> Iterator[Rendered]:
        """The pages in their order."""
        with complaints() as found, _clock():
            for job in jobs:
                del found[:]
                try:
                    _wind(PAGE_SECONDS)
                    rendered = self._render(*job, found)
                except (_TooSlowError, RecursionError):
                    rendered = Rendered(job[0], late=True)
                except ValueError as error:  # an address that no parser takes, where no check looks for one
                    rendered = Rendered(job[0], complaints=(f"{job[0]}: {error}",))
                finally:
                    _wind(0)
                yield rendered

    def _render(self, src_uri: str, content: str, data: Data, head: Data, found: list[str]) -> Rendered:
        file = self._known.file(src_uri)
        page = Page(html.escape(data["title"]), file, self._config)
        page.meta = {"template": f"{data['kind']}.html", "title": page.title, "recap": data}
        page.update_date = data.get("updated") or UNDATED
        self._known.asked.clear()
        self._paths.file, self._paths.links_to_anchors = file, {}
        self._anchors.present_anchor_ids = set()
        body = self._markdown.reset().convert(content.lstrip("\n"))
        page.toc = get_toc(self._markdown.toc_tokens)
        finished = self._common.finish(data, body)
        page.content = finished.html
        page.active = True
        context: dict[str, Any] = {**mkdocs_build.get_context(self._nav, [], self._config, page), "recap_head": head}
        output = self._env.get_template(page.meta["template"]).render(context)
        anchored = {f"{to.src_uri}#{each}" for to, links in self._paths.links_to_anchors.items() for each in links}
        links = frozenset(anchored | self._known.asked)
        return Rendered(src_uri, output, finished, links, frozenset(self._anchors.present_anchor_ids), tuple(found))

    def templates(self) -> Iterator[tuple[str, str]]:
        """The files that the theme makes of templates: (address, content)."""
        for name in sorted(self._config.theme.static_templates - {"sitemap.xml"}):  # ours comes with the other files
            template = self._env.get_template(name)
            yield name, mkdocs_build._build_template(name, template, Files([]), self._config, self._nav)


def static_files(config: MkDocsConfig) -> dict[str, Path]:
    """The files that are copied as they are: address -> where they lie; those of docs/ before those of the theme."""
    docs, files = Path(config.docs_dir), Files([])
    files.add_files_from_theme(_environment(config), config)
    found = {file.src_uri: Path(file.abs_src_path or "") for file in files}
    found |= {src_uri: docs / src_uri for src_uri in files_below(docs) if not src_uri.startswith("templates/")}
    unwanted = (".md", ".map")
    return {uri: path for uri, path in found.items() if not uri.endswith(unwanted) and not uri.startswith(UNUSED)}


def render_jobs(setup: bytes, jobs: Sequence[Job]) -> list[Rendered]:
    """The pages of some jobs, in another process: `setup` is a pickled Setup."""
    return [*_renderer(setup).render(jobs)]


@functools.lru_cache(maxsize=1)
def _renderer(setup: bytes) -> Renderer:
    gc.freeze()
    return Renderer(pickle.loads(setup))  # noqa: S301 (made by the process that asks)


class _Loader(FileSystemLoader):
    """Templates of the theme's folders, of which only those are listed that no dot hides: icons are thousands."""

    def list_templates(self) -> list[str]:
        found = set()
        for folder in self.searchpath:
            for path, names, files in os.walk(folder):
                names[:] = [name for name in names if not name.startswith(".")]
                found |= {Path(path, name).relative_to(folder).as_posix() for name in files}
        return sorted(found)


def _environment(config: MkDocsConfig) -> Environment:
    """The theme's templates, compiled once and kept."""
    env = config.theme.get_env()
    env.loader = _Loader(config.theme.dirs)
    cache = Path(config.config_file_path).parent / ".cache/recap/templates"
    cache.mkdir(parents=True, exist_ok=True)
    env.bytecode_cache = FileSystemBytecodeCache(str(cache))
    env.filters["url"] = _url
    env.auto_reload = False
    return env


def _share(env: Environment, config: MkDocsConfig) -> None:
    """Render once what is the same on all pages of a folder in a section, and what words the theme has on all pages."""
    main = env.get_template("main.html")
    for name in _SHARED:
        main.blocks[name] = _Once(main.blocks[name])
    language = env.get_template("partials/language.html")
    module = language.make_module({"config": config})
    language.make_module = lambda *_: module  # type: ignore[method-assign]


class _Once:
    """A block of a template whose output is kept; to Jinja, which looks for the block above it, it is that block."""

    def __init__(self, block: Callable[[Any], Iterator[str]]) -> None:
        self._block = block
        self._kept: dict[object, list[str]] = {}

    def __call__(self, context: Any) -> Iterator[str]:
        page = context["page"]
        key = (page.url.rpartition("/")[0], page.meta["recap"].get("section")) if page else context["base_url"]
        if key not in self._kept:
            self._kept[key] = [*self._block(context)]
        return iter(self._kept[key])

    def __eq__(self, other: object) -> bool:
        return other is self or other is self._block

    def __hash__(self) -> int:
        return hash(self._block)


@pass_context
def _url(context: Any, value: str) -> str:
    """MkDocs' filter `url`, asked once for the pages of a folder."""
    page = context["page"]
    folder = page.url.rpartition("/")[0] if page else None
    return _normalized(str(value), folder, "" if page else context["base_url"])


@functools.lru_cache(maxsize=4096)
def _normalized(value: str, folder: str | None, base: str) -> str:
    page: Any = None if folder is None else SimpleNamespace(url=f"{folder}/" if folder else "")
    return normalize_url(value, page=page, base=base)


@dataclass
class _Known:
    """The files that a link may lead to, as MkDocs' link processor asks for them."""

    config: MkDocsConfig
    files: frozenset[str]
    asked: set[str] = field(default_factory=set)
    """Those that were asked for, and are there."""
    _made: dict[str, File] = field(default_factory=dict)

    def file(self, src_uri: str) -> File:
        if src_uri not in self._made:
            inclusion = InclusionLevel.NOT_IN_NAV
            self._made[src_uri] = File(src_uri, None, self.config.site_dir, False, inclusion=inclusion)
        return self._made[src_uri]

    def get_file_from_path(self, path: str) -> File | None:
        """As `Files.get_file_from_path`."""
        if path not in self.files:
            return None
        self.asked.add(path)
        return self.file(path)


class _TooSlowError(BaseException):
    """A text took longer to render than any honest one; no Exception, for some extensions go on after any of those."""


@contextmanager
def _clock() -> Iterator[None]:
    """Lets `_wind` raise _TooSlowError, where the system has such a clock; one thread of a process can use it."""
    if not _has_clock():
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
    if _has_clock():
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)


def _has_clock() -> bool:
    return hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
