"""Builds a site: redoes what changed since the previous build, checks it, and replaces the previous site as a whole."""

import gc
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException

from recap.build.edits import Edit, edit_of, edited_files, names_digest
from recap.build.incremental import IncrementalBuild
from recap.build.inputs import Outputs, Statics
from recap.build.output import OutputTree, Workspace, build_directory
from recap.build.result import Result, previous_result, remember, stored_omissions
from recap.build.sources import load_check, save_check
from recap.build.state import DAMAGE, BuildState, StateInMemory, StateStore, program_fingerprint
from recap.build.stored import list_rows
from recap.core.folder import list_folder
from recap.core.private_folder import state_folder_if_any
from recap.lint.settings_rules import published_site_names_its_publisher
from recap.plugin.config import captured_warnings, foreign_plugins
from recap.plugin.plugin import RecapPlugin, load_site, plugin_of, static_files
from recap.site.withdrawal import OutputSearch

Renderer = Callable[[MkDocsConfig, RecapPlugin, Path], list[str]]
"""Renders a whole compiled site into a folder and returns its warnings."""


def build_site(
    config_file: Path,
    site_dir: Path | None = None,
    *,
    drafts: bool = False,
    executor: Executor | None = None,
    make_state: Callable[[Path | None, Path, Path, str], StateStore | StateInMemory] = StateStore,
    on_render: Callable[[int], None] = lambda _: None,
    on_page: Callable[[], None] = lambda: None,
    finish_tree: Callable[[Any, Path], object] | None = None,
    renderer: Renderer | None = None,
) -> Result:
    """Build strictly, and replace the previous site once the new one is complete; on errors nothing changes.

    `site_dir` overrides that of `mkdocs.yml`; `executor` renders pages elsewhere; `make_state` makes the store of the
    build state; `on_render` gets the number of pages to make, `on_page` is called after each; `finish_tree` adds to the
    new folder before it replaces the old one, given the pages' context; `renderer` is another engine. A full disk or
    memory is a warning. Raises BusyError while another process builds into the same folder, UserError if it is a link,
    MkDocsException for errors in `mkdocs.yml`.
    """
    started = _processor_time()
    config, diagnostics = load_site(config_file, drafts=drafts)
    if config is None:
        return Result(diagnostics, [])
    target, project = Path(site_dir or config.site_dir).absolute(), config_file.absolute().parent
    folder = state_folder_if_any(project, Path(config.docs_dir), target)
    store = make_state(folder, project, target, program_fingerprint(config, drafts=drafts))
    foreign = foreign_plugins(config)
    run = _Run(config, target, executor, on_render, on_page, finish_tree, renderer or (render_all if foreign else None))
    try:
        with build_directory(target, folder) as work, gc_paused() as run.resume_gc, ExitStack() as stack:
            config.plugins.on_startup(command="build", dirty=False)
            stack.callback(config.plugins.on_shutdown)
            incremental = run.renderer is None and plugin_of(config).settings.incremental
            state = store.load() if incremental else None
            result, state = _build_by_state(run, store, work, state)
            if state:
                store.save(state) if result.ok else state.discard()
            if result.ok and run.withdrawn and folder:
                run.withdrawn.forget(folder)
    except (OSError, MemoryError, sqlite3.Error) as error:
        return Result([], [str(error) or type(error).__name__])
    shown = foreign if run.renderer in (None, render_all) else ()
    seconds = _processor_time() - started
    published = replace(plugin_of(config).settings, site_url=config.site_url or "")
    diagnostics += [*published_site_names_its_publisher(published, Path(config.docs_dir)), *result.diagnostics]
    result = replace(result, interrupted=work.interrupted, left_alone=work.foreign, disbelieved=store.disbelieved)
    return replace(result, diagnostics=diagnostics, foreign=shown, seconds=seconds)


def _build_by_state(
    run: "_Run", store: StateStore | StateInMemory, work: Workspace, state: BuildState | None
) -> tuple[Result, BuildState | None]:
    """Build in a workspace; without what is known if that is damaged, and without a state if its disk is full.

    Returns the state to keep as well.
    """
    try:
        return run.build(work, state), state
    except (*DAMAGE, FileNotFoundError) as error:  # as of a file that is only in a damaged state
        if not (state and (state.is_known or isinstance(error, sqlite3.Error))):
            raise
        state.discard()
        _clear(work)
        if state.is_known:
            store.disbelieved = "state_damaged"
            return _build_by_state(run, store, work, store.empty())
        store.remove()
        return run.build(work, None), None


def _clear(work: Workspace) -> None:
    shutil.rmtree(work.fresh, ignore_errors=True)
    work.fresh.mkdir(0o700, exist_ok=True)


@dataclass
class _Run:
    """One build, as `build_site` was asked for it."""

    config: MkDocsConfig
    target: Path
    executor: Executor | None
    on_render: Callable[[int], None]
    on_page: Callable[[], None]
    finish_tree: Callable[[Any, Path], object] | None
    renderer: Renderer | None
    resume_gc: Callable[[], None] = lambda: None
    withdrawn: OutputSearch | None = None
    """Looks for withdrawn people, whom states of earlier builds may name; None if an earlier build has looked."""

    def build(self, work: Workspace, state: BuildState | None, *, by_edits: bool = True) -> Result:
        """Build in a workspace and publish the result; without a state, everything is made and nothing remembered.

        Unless `by_edits`, all sources are read, whatever has changed.
        """
        if self.renderer:
            return self._build_all(self.renderer, work)
        kept, state = state is not None, state or BuildState.nothing()
        rows, plugin, docs = state.rows, plugin_of(self.config), Path(self.config.docs_dir)
        settings = plugin.settle(self.config)
        listing, tree = list_folder(docs, settings.limits), OutputTree(work.fresh, self.target, work.ownership)
        edit: Edit | None = None
        statics: Statics | None = None
        if state.is_known:
            with suppress(OSError):  # the check says which file cannot be read
                statics = Statics(static_files(self.config, listing.files), docs, rows)
                changed = edited_files(rows, self.config, statics, listing)
                if changed == {} and not self.finish_tree and Outputs(tree, rows, published=True).is_unchanged:
                    return previous_result(rows, docs)
                if by_edits and changed is not None:
                    edit = edit_of(rows, changed, settings, docs, listing)
        if edit and statics:
            edit.prepare(rows)
            plugin.adopt(edit.site)
            found = self._build(plugin, state, tree, statics, edit, kept=kept)
            if not found.ok:  # a check of all files says more
                state.roll_back()
                _clear(work)
                return self.build(work, state, by_edits=False)
            found = replace(found, diagnostics=edit.diagnostics)
            edit.save(rows)
            remember(rows, found, docs)
            return found
        check = load_check(rows, docs)
        before, private = (dict(check.sort_keys), dict(check.similar)), rows.meta("private") or {}
        diagnostics = plugin.compile(self.config, check, listing)
        if plugin.site is None:
            return Result(diagnostics, [])
        statics = statics or Statics(static_files(self.config, listing.files), docs, rows)
        found = self._build(plugin, state, tree, statics, private, kept=kept)
        found = replace(found, diagnostics=diagnostics + found.diagnostics)
        if found.ok:
            state.has_secrets = state.is_known and bool(rows.gone and check.read and check.read.uncacheable)
            save_check(rows, check, before)
            rows.set_meta("names", names_digest(listing))
            rows.set_meta("withdrawn", bool(plugin.compiled.outline.catalogue.withdrawn))
            rows.set_meta("lists", list_rows(plugin.compiled.outline))
            remember(rows, found, docs)
        return found

    def _build(
        self,
        plugin: RecapPlugin,
        state: BuildState,
        tree: OutputTree,
        statics: Statics,
        edit: Edit | Mapping[str, str],
        *,
        kept: bool,
    ) -> Result:
        """Make what has changed; `edit` is what is known of that, or what `facts.private_digests` returned before."""
        config, rows = self.config.plugins.on_config(self.config), state.rows
        build = IncrementalBuild(config, plugin, state, tree, statics, Outputs(tree, rows), edit)
        self.resume_gc()
        build.pages(self.executor, self.on_render, self.on_page)
        build.remove_unused_cards()
        site = plugin.compiled
        if site.render_diagnostics:
            return Result(sorted(site.render_diagnostics), [])
        if build.warnings:
            return Result([], build.warnings)
        build.files()
        whole = tree.assemble()
        if self.finish_tree:
            self.finish_tree(site.outline.context, whole)
        withdrawn = OutputSearch(site)
        is_new = rows.meta("searched for") != withdrawn.key
        if found := withdrawn.diagnostics(whole, self.target, frozenset() if is_new else tree.kept):
            shutil.rmtree(whole, ignore_errors=True)  # it may be the shadow copy
            return Result(found, [])
        self.withdrawn = withdrawn if is_new else None
        rows.set_meta("searched for", withdrawn.key)
        tree.publish(whole, shadow=kept, strict=bool(withdrawn))
        size = sum(each for each, _ in tree.files.values())
        omissions = stored_omissions(rows) if isinstance(edit, Edit) and not edit.patch else site.exports.omissions()
        number = len(site.artifacts)
        return Result([], [], number, build.made, len(build.rendered), size=size, omissions=omissions)

    def _build_all(self, renderer: Renderer, work: Workspace) -> Result:
        """Build with MkDocs' own loop or another engine."""
        plugin, tree = plugin_of(self.config), OutputTree(work.fresh, self.target, work.ownership)
        diagnostics = plugin.compile(self.config)
        if plugin.site is None:
            return Result(diagnostics, [])
        number = len(plugin.site.artifacts)
        self.on_render(number)
        warnings = renderer(self.config, plugin, work.fresh)
        tree.take()
        site = plugin.compiled  # `on_config` may have compiled it again
        if site.render_diagnostics:
            return Result([*diagnostics, *sorted(site.render_diagnostics)], [])
        if warnings:
            return Result(diagnostics, warnings)
        if self.finish_tree:
            self.finish_tree(site.outline.context, work.fresh)
        self.withdrawn = OutputSearch(site)
        if found := self.withdrawn.diagnostics(work.fresh, self.target):
            return Result([*diagnostics, *found], [])
        tree.publish(work.fresh, shadow=False)
        size = sum(each for each, _ in tree.files.values())
        omissions = site.exports.omissions()
        return Result(diagnostics, [], number, number, number, size=size, omissions=omissions)


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
        gc.set_threshold(20_000, 10, 1_000)  # what is kept of thousands of pages would be searched again and again
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
