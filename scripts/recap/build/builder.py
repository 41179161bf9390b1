"""Builds a site: what changed since the last build is made, checked, and put in the place of what was there before."""

from __future__ import annotations

import gc
import hashlib
import marshal
import os
import pickle
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig

from recap.build.output import Tree, version, workshop
from recap.build.state import FEW, Base, Cache, Former, Memory, State, Unit, stamp
from recap.catalogue.models import Talk
from recap.catalogue.tracking import KEYS, VALUES, Read, mappings
from recap.content.settings import read_settings
from recap.core.diagnostics import Problem, has_errors
from recap.exports.sitemap import sitemaps
from recap.pages.context import Data, url_of
from recap.pages.pagination import Leaf
from recap.plugin import plugin as plain
from recap.plugin.page import PAGE_SECONDS, Job, Rendered, Renderer, Setup, is_usable, render_jobs, static_files
from recap.plugin.plugin import album_of, located
from recap.search.extract import Found
from recap.search.index import Index
from recap.site.compile import TOLD, Site

_MANY, _BATCH = 400, 40
"""Pages from which on several processes render them, and how many of them a process gets at once."""
_APART = ("frame", "pictures", "templates", "terms")
"""What rendering reads beside the data of a page."""


@dataclass(frozen=True)
class Result:
    """What a build came to."""

    problems: list[Problem]
    complaints: list[str]
    """What is wrong that is no problem of a file; each one stops a build."""
    pages: int = 0
    reused: int = 0
    """Those of the pages that are as the former build left them."""
    seconds: float = 0.0
    """Processor time, of this process and of those that it started."""
    size: int = 0
    """Of all files, in bytes."""
    left_out: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    """What the formats do not hold: (key of the terminal's words, its arguments)."""
    interrupted: bool = False
    """Whether an earlier build had died, whose leftovers were cleared away."""
    plain: bool = False
    """Whether MkDocs rendered the whole site by itself, since what pages are rendered by is not all there."""

    @property
    def ok(self) -> bool:
        """Whether the site was replaced."""
        return not self.complaints and not has_errors(self.problems)


def build_site(
    config_file: Path,
    site_dir: Path | None = None,
    *,
    drafts: bool = False,
    executor: Executor | None = None,
    make_cache: Callable[[Path, Path, str], Cache | Memory] = Cache,
    on_render: Callable[[int], None] = lambda _: None,
    on_page: Callable[[], None] = lambda: None,
    finish_tree: Callable[[Site, Path], object] = lambda *_: None,
    renderer: Callable[[MkDocsConfig, Site, Path], list[str]] | None = None,
) -> Result:
    """Build strictly, and replace the former site when the new one is whole; on problems nothing changes.

    `site_dir` overrides the one of `mkdocs.yml`; `executor` renders pages elsewhere; `make_cache` gives what keeps the
    state from build to build; `on_render` hears how many pages will be rendered, `on_page` each of them; `finish_tree`
    adds to the whole new folder before it takes the former one's place; `renderer` is what `plain.render` is, by
    another engine (`engines`). A disk or memory that is full is a complaint. Raises BusyError when another process
    builds into the same folder.
    """
    started = _processor_time()
    config = plain.loaded(config_file)
    target = Path(site_dir or config.site_dir).absolute()
    cache = make_cache(config_file.absolute().parent / ".cache/recap/builds", target, _stamp(config, drafts))
    try:
        with workshop(target) as (fresh, interrupted), _calm() as go_on:
            usable, incremental = renderer is None and is_usable(config), read_settings(config_file)[0].incremental
            state = cache.load() if usable and incremental else State()
            site, problems = plain.compiled(config, drafts=drafts, known=state.base.known)
            if has_errors(problems):
                return Result(problems, [])
            tree, reused = Tree(fresh, target), 0
            if usable:
                go_on()
                build = _Build(config, site, state, tree)
                build.pages(executor, on_render, on_page)
                state, breaches, complaints, reused = build.state, build.breaches, build.complaints, build.reused
                people = ("people", KEYS) in build.former.apart
                if people or not reused:  # somebody may be known no more: no trace is kept
                    build.album.tidy(0 if reused else 86400)
                if not breaches and not complaints:
                    build.files()
                del build
            else:
                on_render(len(site.pages))
                complaints, breaches = (renderer or plain.render)(config, site, fresh), site.breaches
            if breaches:
                return Result([*problems, *sorted(breaches)], [])
            if not complaints:
                whole = tree.whole() if usable else fresh
                finish_tree(site, whole)
                tree.publish(whole, twin=usable and incremental)
            result = Result(
                problems,
                complaints,
                len(site.pages),
                reused,
                size=sum(size for size, _ in tree.files.values()),
                left_out=site.formats.left_out() if site.formats else [],
                interrupted=interrupted,
                plain=not usable and not renderer,
            )
            del site  # its memory is of use for what is kept now
            if usable and incremental and not complaints:
                state.tree, known = tree.files, state.base.known
                state.base = replace(state.base, known=replace(known, unseen=[], hidden=set()))
                cache.save(state, anew=people or known.forgets or len(known.unseen) > FEW)
    except (OSError, MemoryError) as error:
        cache.forget()
        return Result([], [str(error) or type(error).__name__])
    return replace(result, seconds=_processor_time() - started)


class _Build:
    """One build; what its steps share is in its attributes."""

    def __init__(self, config: MkDocsConfig, site: Site, state: State, tree: Tree) -> None:
        self.config, self.site, self.tree = config, site, tree
        self.statics = static_files(config)
        self.facts = _facts(site, config, self.statics)
        self.former = Former(state, self.facts, tree.former() if state.tree else {})
        self.state = State(Base(state.base.known, self.facts), set(self.former.apart), index=state.index)
        self.album = album_of(config)
        self.complaints: list[str] = []
        self.breaches: list[Problem] = []
        self.reused = 0
        self.on_page: Callable[[], None] = lambda: None
        self.renewed: set[str] = set()

    def pages(self, executor: Executor | None, on_render: Callable[[int], None], on_page: Callable[[], None]) -> None:
        """Render the pages that are not as they were."""
        waiting = []
        for src_uri in self.site.pages:
            if unit := self.former.unit(src_uri):
                self._keep(src_uri, unit)
            else:
                waiting.append(src_uri)
        on_render(len(waiting))
        self.on_page = on_page
        setup = Setup.of(self.site, self.config, [*self.statics])
        self.renderer = Renderer(setup, self.config)
        made: dict[str, tuple[tuple[Read, ...], bytes, Data]] = {}
        jobs = self._jobs(waiting, made)
        for rendered in self._rendered(setup, jobs, len(waiting), executor):
            self._take(rendered, *made.pop(rendered.src_uri))
            self.on_page()
        self._follow_links()

    def _jobs(self, waiting: Iterable[str], made: dict[str, tuple[tuple[Read, ...], bytes, Data]]) -> Iterator[Job]:
        """Make pages; those that come out as before are kept, what the others are made of is noted in `made`."""
        site, name = self.site, self.site.common.shared["name"]
        assert site.formats
        for src_uri in waiting:
            site.reads.take()
            artifact = site.artifacts.make(src_uri)
            data = artifact.data or {}
            self.album.add(data, name)
            head = site.formats.head(src_uri, data)
            reads = (*site.reads.take(), ("frame", VALUES), ("templates", f"{data['kind']}.html"))
            reads += (("terms", VALUES),) if data["kind"] in TOLD else ()
            digest = hashlib.sha256(marshal.dumps([artifact.content, data, head], 2)).digest()  # 2: no references
            if unit := self.former.rendered(src_uri, digest, _APART):
                pictures = tuple(read for read in unit.reads if read[0] == "pictures")
                self._keep(src_uri, unit._replace(reads=reads + pictures))
                self.on_page()
            else:
                made[src_uri] = (reads, digest, data)
                yield src_uri, artifact.content, data, head

    def _keep(self, name: str, unit: Unit) -> None:
        self.state.units[name] = unit
        self.tree.keep(unit.outputs, self.former.state.tree)
        self.reused += name in self.site.artifacts
        if unit.note is not None and self.site.formats:
            self.site.formats.contents[name] = unit.note

    def _rendered(
        self, setup: Setup, jobs: Iterator[Job], number: int, executor: Executor | None
    ) -> Iterator[Rendered]:
        """The pages of the jobs in their order; many of them are rendered by several processes."""
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        if executor is None and (number < _MANY or cores < 2):
            yield from self.renderer.render(jobs)
            return
        # A copy of this process knows all that it needs; but of several threads only one would go on in it.
        way = "fork" if "fork" in get_all_start_methods() and threading.active_count() == 1 else "spawn"
        # Ctrl+C is for this process, which ends the others.
        deaf: dict[str, Any] = {"initializer": signal.signal, "initargs": (signal.SIGINT, signal.SIG_IGN)}
        pool = executor or ProcessPoolExecutor(cores, get_context(way), **deaf)
        packed = pickle.dumps(setup)
        try:
            waiting: deque[Future[list[Rendered]]] = deque()
            while batch := [*islice(jobs, _BATCH)]:
                waiting.append(pool.submit(render_jobs, packed, batch))
                if len(waiting) > 2 * cores:
                    yield from waiting.popleft().result()
            for future in waiting:
                yield from future.result()
        finally:
            if executor is None:
                pool.shutdown(cancel_futures=True)

    def _take(self, rendered: Rendered, reads: tuple[Read, ...], digest: bytes, data: Data) -> None:
        """Note a page that was rendered, and write it."""
        site, src_uri, text = self.site, rendered.src_uri, rendered.text
        assert site.formats
        self.complaints += rendered.complaints
        if rendered.late:
            document = site.catalogue.document(src_uri)
            path = document.path if document else src_uri
            self.breaches.append(Problem(path, 1, 1, "E105.render", {"limit": PAGE_SECONDS}))
        if text is None:
            return
        if text.breach:
            self.breaches.append(located(text.breach, src_uri, site, self.config))
        outputs = (data["url"], data["image"]) if "image" in data else (data["url"],)
        self.tree.write(data["url"], rendered.html)
        if "image" in data:
            self.tree.write(data["image"], self.album.pictures[data["image"]])
        pictures = (("pictures", link) for link in rendered.links if link in self.statics)
        note = site.formats.note(src_uri, text.html)
        product = pickle.dumps((text.found, rendered.links, rendered.anchors))
        dated = (data["permalink"], data.get("updated"))
        self.state.units[src_uri] = Unit((*reads, *pictures), digest, outputs, product, note, dated)
        self.renewed.add(src_uri)
        self.former.change("contents", src_uri, VALUES)

    def _page(self, src_uri: str, former: bool = False) -> tuple[Found | None, frozenset[str], frozenset[str]]:
        """What search knows of a page, what it links to, its anchors; now or in the former build."""
        unit = (self.former.state if former else self.state).units.get(src_uri)
        return pickle.loads(unit.product) if unit else (None, frozenset(), frozenset())  # noqa: S301 (of our own cache)

    def _follow_links(self) -> None:
        """Complain of links in any page to what is no more there, and of those in new pages to what never was."""
        lost: set[str] = set()
        gone = {name for name in self.former.state.units if name.endswith(".md")} - self.state.units.keys()
        anchors: dict[str, frozenset[str]] = {}
        for src_uri in sorted(self.renewed | gone):
            _, _, anchors[src_uri] = self._page(src_uri)
            _, _, had = self._page(src_uri, former=True)
            lost |= {f"{src_uri}#{anchor}" for anchor in had - anchors[src_uri]}
        lost |= gone
        for src_uri in self.site.pages if lost else sorted(self.renewed):
            for link in sorted(self._page(src_uri)[1]):
                page, mark, anchor = link.partition("#")
                if mark and page in self.site.artifacts and page not in anchors:
                    anchors[page] = self._page(page)[2]
                if link in lost or (mark and page in anchors and anchor not in anchors[page]):
                    self.complaints.append(f"{src_uri}: the link to {link} leads nowhere")

    def files(self) -> None:
        """Make the files beside the pages: formats, what the theme brings, pictures, search."""
        site, units = self.site, self.state.units
        assert site.formats
        for name, write in site.formats.pieces().items():
            identifier = name.removesuffix(" talk")
            if unit := self.former.unit(name):
                self._keep(name, unit)
                if unit.product:
                    site.formats.entries[identifier] = unit.product
                continue
            site.reads.take()
            written = [*write()]
            for address, content in written:
                self.tree.write(address, content)
            product = site.formats.entries.get(identifier)
            outputs = tuple(address for address, _ in written)
            units[name] = Unit(tuple(site.reads.take()), b"", outputs, product)
            if product:
                self.former.change("entries", VALUES)
        for src_uri in site.redirects:
            self._copy(src_uri, site.artifacts.make(src_uri).content)
        for src_uri, path in self.statics.items():
            if src_uri not in site.artifacts:
                self._copy(src_uri, path)
        dated = [units[src_uri].dated for src_uri in site.pages]
        for address, made in (*sitemaps(site.common.shared["url"], dated), *self.renderer.templates()):
            self.tree.write(address, made)
        if site.common.shared["search_url"]:
            self._search()

    def _copy(self, address: str, source: Path | str) -> None:
        """A file with the content, or like the one, that is given; kept where it is as it was."""
        known = version(source) if isinstance(source, Path) else source
        digest = hashlib.sha256(repr(known).encode()).digest()
        if unit := self.former.rendered(f"{address} file", digest, ()):
            self._keep(f"{address} file", unit)
            return
        self.state.units[f"{address} file"] = Unit((), digest, (address,))
        self.tree.write(address, source)

    def _searched(self, src_uri: str) -> Found:
        found = self._page(src_uri)[0]
        assert found, src_uri
        return found

    def _search(self) -> None:
        """Bring the index up to date; its files, save the first, are named after what they hold."""
        known, former = self.former.state.tree, {name for name in self.former.state.units if name.endswith(".md")}
        renewed, files = self.renewed, {address for address in known if address.startswith("search/")}
        if not self.former.has(files):  # somebody spoilt them
            self.state.index, former, renewed = Index(), set(), {*self.site.pages}
        for src_uri in sorted(renewed | (former - self.state.units.keys())):
            if src_uri in former and (old := self._page(src_uri, former=True)[0]):
                self.state.index.remove(old)
            if new := self._page(src_uri)[0]:
                self.state.index.add(new)
        by_url = {url_of(src_uri): src_uri for src_uri in self.site.pages}
        for name, content in self.state.index.files(lambda url: self._searched(by_url[url])):
            address = f"search/{name}.js"
            if content is None or (name != "index" and address in files and self.former.has([address])):
                self.tree.keep([address], known)
            else:
                self.tree.write(address, content)


def _facts(site: Site, config: MkDocsConfig, statics: Mapping[str, Path]) -> dict[str, Mapping[Any, Any]]:
    """What pages and files are made of: the catalogue, what all pages share, and what lies beside."""
    templates = Path(config.theme.dirs[0]).glob("*.html")
    topics = site.catalogue.topics.values()
    return {
        **{name: _without(items, site.hidden) for name, items in mappings(site.catalogue).items()},
        "leaf": {src_uri: _told(leaf, site.hidden) for src_uri, leaf in site.beside["leaf"].items()},
        "leaves": {src_uri: [*map(_outline, group)] for src_uri, group in site.beside["leaves"].items()},
        "filed": site.beside["filed"],
        "frame": site.common.shared,
        "templates": {path.name: hashlib.sha256(path.read_bytes()).digest() for path in templates},
        "terms": {topic.id: (topic.title, topic.src_uri, topic.record) for topic in topics if topic.record},
        "pictures": {src_uri: version(path) for src_uri, path in statics.items()},
    }


def _without(items: Mapping[Any, Any], hidden: Set[str]) -> Mapping[Any, Any]:
    """The items, of those that come from files of which nothing may be kept a sum."""
    return {key: _kept(item, hidden) for key, item in items.items()} if hidden else items


def _kept(item: Any, hidden: Set[str]) -> Any:
    return hashlib.sha256(repr(item).encode()).digest() if getattr(item, "src_uri", None) in hidden else item


def _outline(leaf: Leaf) -> tuple[str, str, list[Any]]:
    """What the page of a whole list says of a leaf; of what has a page the id, for that page says the rest."""
    return leaf.label, leaf.span, [getattr(entry, "id", entry) for entry in leaf.entries]


def _told(leaf: Leaf, hidden: Set[str]) -> tuple[str, str, list[Any]]:
    """What tells a leaf from what it was; of a talk its id, for the talk is read by itself."""
    entries = [entry.id if isinstance(entry, Talk) else _kept(entry, hidden) for entry in leaf.entries]
    return leaf.label, leaf.span, entries


def _stamp(config: MkDocsConfig, drafts: bool) -> str:
    """A sum of what every page depends on; the template of a kind of pages is told by those pages themselves."""
    own = Path(config.theme.dirs[0])
    paths = [path for path in sorted(own.rglob("*.html")) if path.parent != own or path.stem in ("main", "404")]
    extra = own / "assets/recap/tokens.css"
    return stamp((config.site_url, drafts), [Path(config.config_file_path), *paths, *filter(Path.is_file, [extra])])


@contextmanager
def _calm() -> Iterator[Callable[[], None]]:
    """No search for cycles among objects while many are made that stay; calling what is given ends it."""
    was, thresholds = gc.isenabled(), gc.get_threshold()
    gc.disable()

    def go_on() -> None:
        gc.freeze()
        gc.set_threshold(5_000)  # what is kept of thousands of pages would be searched again and again
        gc.enable()

    try:
        yield go_on
    finally:
        gc.unfreeze()
        gc.set_threshold(*thresholds)
        (gc.enable if was else gc.disable)()


def _processor_time() -> float:
    """Seconds, user and system, of this process and of its children that have ended."""
    return sum(os.times()[:4])


def may_replace(target: Path) -> bool:
    """Whether a build may take the place of a folder: it is missing, empty, or was built by MkDocs before."""
    if not target.exists():
        return True
    return target.is_dir() and (not any(target.iterdir()) or (target / "sitemap.xml").is_file())
