"""Builds a site: redoes what changed since the previous build, checks it, and replaces the previous site as a whole."""

import gc
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException

from recap.build.incremental import RENDER_DEPENDENCIES, IncrementalBuild
from recap.build.output import OutputTree, build_directory, file_signature
from recap.build.state import MAX_STALE_FILES, BuildState, StateFiles, StateInMemory, program_fingerprint
from recap.core.diagnostics import Diagnostic, has_errors
from recap.core.filesystem import walk
from recap.plugin.config import captured_warnings, foreign_plugins
from recap.plugin.plugin import RecapPlugin, load_site, plugin_of

Renderer = Callable[[MkDocsConfig, RecapPlugin, Path], list[str]]
"""Renders a whole compiled site into a folder and returns its warnings."""


@dataclass(frozen=True)
class Result:
    """Result of a build."""

    diagnostics: list[Diagnostic]
    warnings: list[str]
    """What is wrong and is no diagnostic; each one stops the build."""
    pages: int = 0
    made: int = 0
    """Pages whose content was generated, to be compared with the previous build."""
    rendered: int = 0
    """Pages that were rendered."""
    seconds: float = 0.0
    """CPU time of this process and its children."""
    size: int = 0
    """Of all files, in bytes."""
    omissions: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    """What the exports leave out: (key of the terminal's words, arguments)."""
    interrupted: bool = False
    """True if leftovers of a crashed build were removed."""
    foreign: tuple[str, ...] = ()
    """Plugins and hooks that may change pages, so that nothing was reused."""

    @property
    def ok(self) -> bool:
        """True if the site was replaced."""
        return not self.warnings and not has_errors(self.diagnostics)

    @property
    def reused(self) -> int:
        """Pages left as the previous build made them."""
        return self.pages - self.rendered


def build_site(
    config_file: Path,
    site_dir: Path | None = None,
    *,
    drafts: bool = False,
    executor: Executor | None = None,
    make_state: Callable[[Path, Path, str], StateFiles | StateInMemory] = StateFiles,
    on_render: Callable[[int], None] = lambda _: None,
    on_page: Callable[[], None] = lambda: None,
    finish_tree: Callable[[Any, Path], object] = lambda *_: None,
    renderer: Renderer | None = None,
) -> Result:
    """Build strictly, and replace the previous site once the new one is complete; on errors nothing changes.

    `site_dir` overrides that of `mkdocs.yml`; `executor` renders pages elsewhere; `make_state` makes the store of the
    build state; `on_render` gets the number of pages to make, `on_page` is called after each; `finish_tree` adds to the
    new folder before it replaces the old one, given the pages' context; `renderer` is another engine. A full disk or
    memory is a warning. Raises BusyError while another process builds into the same folder, MkDocsException for errors
    in `mkdocs.yml`.
    """
    started = _processor_time()
    config, diagnostics = load_site(config_file, drafts=drafts)
    if config is None:
        return Result(diagnostics, [])
    plugin, target = plugin_of(config), Path(site_dir or config.site_dir).absolute()
    folder = config_file.absolute().parent / ".cache/recap/builds"
    store = make_state(folder, target, program_fingerprint(config, drafts=drafts))
    foreign = foreign_plugins(config)
    try:
        with build_directory(target) as (fresh, interrupted), gc_paused() as resume_gc, ExitStack() as stack:
            config.plugins.on_startup(command="build", dirty=False)
            stack.callback(config.plugins.on_shutdown)
            renderer = renderer or (render_all if foreign else None)
            incremental = renderer is None and plugin.settings.incremental
            state, tree = store.load() if incremental else BuildState(), OutputTree(fresh, target)
            diagnostics += plugin.compile(config, state.sources.check)
            if plugin.site is None:
                return Result(diagnostics, [])
            build, number = None, len(plugin.site.artifacts)
            if renderer:
                on_render(number)
                warnings = renderer(config, plugin, fresh)
                tree.files = {address: file_signature(entry) for address, entry in walk(fresh)}
            else:
                config = config.plugins.on_config(config)
                resume_gc()
                build = IncrementalBuild(config, plugin, state, tree)
                build.pages(executor, on_render, on_page)
                warnings = build.warnings
                build.remove_unused_cards()
                if not warnings and not plugin.compiled.render_diagnostics:
                    build.files()
            site = plugin.compiled  # `on_config` may have compiled it again
            if site.render_diagnostics:
                return Result([*diagnostics, *sorted(site.render_diagnostics)], [])
            if not warnings:
                whole = tree.assemble() if build else fresh
                finish_tree(site.outline.context, whole)
                tree.publish(whole, shadow=incremental)
            result = Result(
                diagnostics,
                warnings,
                pages=number,
                made=build.made if build else number,
                rendered=len(build.rendered) if build else number,
                size=sum(size for size, _ in tree.files.values()),
                omissions=site.exports.omissions(),
                interrupted=interrupted,
                foreign=foreign if renderer in (None, render_all) else (),
            )
            if build and incremental and not warnings:
                _keep_state(store, build, tree)
    except (OSError, MemoryError) as error:
        store.forget()
        return Result([], [str(error) or type(error).__name__])
    return replace(result, seconds=_processor_time() - started)


def _keep_state(store: StateFiles | StateInMemory, build: IncrementalBuild, tree: OutputTree) -> None:
    state, check = build.state, build.state.sources.check
    state.tree = tree.files
    few = len(check.changed_files) <= MAX_STALE_FILES
    stale = check.resolved or any(name in RENDER_DEPENDENCIES for name, _ in state.changed_keys)
    renew = check.forgets or build.forgets_people or not few or (stale and bool(state.changed_keys))
    unchanged = tree.is_unchanged and not check.changed_files and not check.resolved and not renew
    state.sources = replace(state.sources, check=check.to_keep())
    store.save(state, renew=renew, unchanged=unchanged)


def render_all(config: MkDocsConfig, _: RecapPlugin, folder: Path) -> list[str]:
    """Render a whole compiled site through MkDocs' own loop and return its warnings.

    All pages are read, then templates are prepared, then all pages are written, with every event of every plugin.
    """
    config.site_dir = str(folder)
    with captured_warnings() as found:
        try:
            mkdocs_build(config)
        except (MkDocsException, RecursionError, ValueError) as error:
            found.append(str(error))
    return found


@contextmanager
def gc_paused() -> Iterator[Callable[[], None]]:
    """Disable garbage collection while long-lived objects are created. Yields a function that re-enables it."""
    was, thresholds = gc.isenabled(), gc.get_threshold()
    gc.disable()

    def resume_gc() -> None:
        gc.freeze()
        gc.set_threshold(5_000)  # what is kept of thousands of pages would be searched again and again
        gc.enable()

    try:
        yield resume_gc
    finally:
        gc.unfreeze()
        gc.set_threshold(*thresholds)
        (gc.enable if was else gc.disable)()


def _processor_time() -> float:
    """Return user and system CPU seconds of this process and its finished children."""
    return sum(os.times()[:4])
