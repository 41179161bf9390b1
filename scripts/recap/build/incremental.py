"""Incremental build: makes and renders only pages and files whose inputs have changed."""

import hashlib
import marshal
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from itertools import chain
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig

from recap.build.output import OutputTree, file_signature
from recap.build.state import BuildState, Dependencies, PreviousBuild, SourceState, Unit
from recap.build.workers import PageJob, PageRenderer, RenderedPage, Setup, render_pages
from recap.catalogue.tracking import ALL_KEYS, ALL_VALUES, Read, digest_uncacheable, mappings
from recap.plugin.plugin import RecapPlugin, static_files
from recap.search.extract import SearchDocument
from recap.search.index import Index
from recap.site.model import GLOSSARY_PAGE_KINDS, Site

Made = tuple[tuple[Read, ...], bytes, dict[str, Any]]
"""What a page read while it was made, its digest, its data."""
Product = tuple[SearchDocument | None, frozenset[str], frozenset[str]]
"""What search knows of a page, the targets of its links, its anchors."""
RENDER_DEPENDENCIES = ("site_data", "pictures", "templates", "terms")
"""Mappings that rendering reads besides the data of a page."""


class IncrementalBuild:
    """One build; its steps share state through attributes."""

    def __init__(self, config: MkDocsConfig, plugin: RecapPlugin, state: BuildState, tree: OutputTree) -> None:
        assert plugin.cards
        self._config, self._plugin, self._site, self._tree = config, plugin, plugin.compiled, tree
        self._exports, self._cards = self._site.exports, plugin.cards
        self._statics = static_files(config)
        dependencies = dependency_values(self._site, config, self._statics)
        self._previous = PreviousBuild(state, dependencies, tree.previous() if state.tree else {})
        sources = SourceState(state.sources.check, dependencies)
        self.state = BuildState(sources, set(self._previous.changed_keys), index=state.index)
        self.warnings: list[str] = []
        self.made = 0
        """Number of pages that were made, to be compared with the previous build."""
        self.rendered: set[str] = set()
        """src_uris of the pages that were rendered."""
        self.forgets_people = ("people", ALL_KEYS) in self._previous.changed_keys
        """True if people may have disappeared, of whom no trace must be kept."""

    def remove_unused_cards(self) -> None:
        """Remove social cards that no page has, after a build of all pages or when people have disappeared.

        After a build of all pages, cards drawn during the last day stay: they may be another build's.
        """
        nothing_reused = len(self.rendered) == len(self._site.artifacts)
        if self.forgets_people or nothing_reused:
            self._cards.remove_unused(86400 if nothing_reused else 0)

    def pages(self, executor: Executor | None, on_render: Callable[[int], None], on_page: Callable[[], None]) -> None:
        """Render the pages that have changed.

        `on_render` gets the number of pages to make, `on_page` is called after each.
        """
        waiting = []
        for src_uri in self._site.artifacts:
            if unit := self._previous.reusable(src_uri):
                self._keep(src_uri, unit)
            else:
                waiting.append(src_uri)
        self.made = len(waiting)
        on_render(self.made)
        config, files = self._config, frozenset([*self._site.artifacts, *self._statics])
        setup = Setup(config.config_file_path, config.site_url or "", self._site.render_context, files)
        self._renderer = PageRenderer(config, files)
        made: dict[str, Made] = {}
        for page in render_pages(setup, self._renderer, self._jobs(waiting, made, on_page), len(waiting), executor):
            self._take(page, *made.pop(page.src_uri))
            on_page()
        self._follow_links()

    def _jobs(self, waiting: Iterable[str], made: dict[str, Made], on_page: Callable[[], None]) -> Iterator[PageJob]:
        """Make pages and yield those to render; unchanged ones are kept. What the others read is stored in `made`."""
        site = self._site
        for src_uri in waiting:
            site.outline.recorder.drain()
            artifact = self._plugin.make(src_uri, site.artifacts.make)
            data = artifact.data
            head = self._exports.head(src_uri, data)
            reads = (*site.outline.recorder.drain(), ("site_data", ALL_VALUES), ("templates", f"{data['kind']}.html"))
            reads += (("terms", ALL_VALUES),) if data["kind"] in GLOSSARY_PAGE_KINDS else ()
            digest = hashlib.sha256(marshal.dumps([artifact.content, data, head], 2)).digest()  # 2: no references
            if unit := self._previous.reusable_by_digest(src_uri, digest, RENDER_DEPENDENCIES):
                pictures = tuple(read for read in unit.reads if read[0] == "pictures")
                self._keep(src_uri, unit._replace(reads=reads + pictures))
                on_page()
            else:
                made[src_uri] = (reads, digest, data)
                yield artifact, head

    def _keep(self, name: str, unit: Unit) -> None:
        self.state.units[name] = unit
        self._tree.keep(unit.outputs, self._previous.state.tree)
        if unit.feed_body is not None:
            self._exports.feed_bodies[name] = unit.feed_body

    def _take(self, page: RenderedPage, reads: tuple[Read, ...], digest: bytes, data: dict[str, Any]) -> None:
        """Store a rendered page and write it."""
        src_uri, body = page.src_uri, page.body
        self.warnings += page.warnings
        self._site.render_diagnostics += self._plugin.render_diagnostics(src_uri, body, self._config)
        if body is None:
            return
        outputs = (data["url"], data["image"]) if "image" in data else (data["url"],)
        self._tree.write(data["url"], page.html)
        if "image" in data:
            self._tree.write(data["image"], self._cards.pictures[data["image"]])
        feed_body = self._exports.add_feed_body(src_uri, body.html)
        product, dated = (body.document, page.links, page.anchors), (data["permalink"], data.get("updated"))
        reads += tuple(("pictures", link) for link in page.links if link in self._statics)
        self.state.units[src_uri] = Unit(reads, digest, outputs, pickle.dumps(product), feed_body, dated)
        self.rendered.add(src_uri)
        self._previous.mark_changed("feed_bodies", src_uri, ALL_VALUES)

    def _product(self, src_uri: str, *, previous: bool = False) -> Product:
        """Return the product of a page in this build or the previous one."""
        unit = (self._previous.state if previous else self.state).units.get(src_uri)
        return pickle.loads(unit.product) if unit else (None, frozenset(), frozenset())  # noqa: S301 (our own state)

    def _follow_links(self) -> None:
        """Warn of links in any page to what has disappeared, and of dead links in rendered pages."""
        gone = {name for name in self._previous.state.units if name.endswith(".md")} - self.state.units.keys()
        lost, anchors = {*gone}, dict[str, frozenset[str]]()
        for src_uri in self.rendered | gone:
            _, _, anchors[src_uri] = self._product(src_uri)
            _, _, before = self._product(src_uri, previous=True)
            lost |= {f"{src_uri}#{anchor}" for anchor in before - anchors[src_uri]}
        for src_uri in self._site.artifacts if lost else sorted(self.rendered):
            for link in sorted(self._product(src_uri)[1]):
                page, mark, anchor = link.partition("#")
                if mark and page in self._site.artifacts and page not in anchors:
                    anchors[page] = self._product(page)[2]
                if link in lost or (mark and page in anchors and anchor not in anchors[page]):
                    self.warnings.append(f"{src_uri}: the link to {link} leads nowhere")

    def files(self) -> None:
        """Make the files that are not pages: exports, redirects, static files, sitemaps, search."""
        site, units = self._site, self.state.units
        for name, write in self._exports.units().items():
            identifier = name.removesuffix(" talk")
            if unit := self._previous.reusable(name):
                self._keep(name, unit)
                if unit.product:
                    self._exports.talk_records[identifier] = unit.product
                continue
            site.outline.recorder.drain()
            written = [*write()]
            for address, content in written:
                self._tree.write(address, content)
            record = self._exports.talk_records.get(identifier)
            units[name] = Unit((*site.outline.recorder.drain(),), b"", tuple(address for address, _ in written), record)
            if record:
                self._previous.mark_changed("talk_records", ALL_VALUES)
        for address, path in self._statics.items():
            self._put(address, path)
        dated = [units[src_uri].dated for src_uri in site.artifacts]
        for address, content in chain(site.addresses(dated), self._renderer.templates()):
            self._put(address, content)
        if site.render_context.site_data["search_url"]:
            self._search()

    def _put(self, address: str, source: Path | str) -> None:
        """Write a file from its content or from another file, unless it is unchanged."""
        digest = hashlib.sha256(repr(file_signature(source) if isinstance(source, Path) else source).encode()).digest()
        if unit := self._previous.reusable_by_digest(f"{address} file", digest, ()):
            self._keep(f"{address} file", unit)
            return
        self.state.units[f"{address} file"] = Unit((), digest, (address,))
        self._tree.write(address, source)

    def _search(self) -> None:
        """Update the search index; all its files but one are named after their content."""
        previous, rendered = self._previous, self.rendered
        known, before = previous.state.tree, {name for name in previous.state.units if name.endswith(".md")}
        files = {address for address in known if address.startswith("search/")}
        if not previous.outputs_intact(files):  # somebody spoilt them
            self.state.index, before, rendered = Index(), set(), {*self._site.artifacts}
        for src_uri in sorted(rendered | (before - self.state.units.keys())):
            if src_uri in before and (old := self._product(src_uri, previous=True)[0]):
                self.state.index.remove(old)
            if new := self._product(src_uri)[0]:
                self.state.index.add(new)
        by_url = {self.state.units[src_uri].outputs[0]: src_uri for src_uri in self._site.artifacts}
        load: Callable[[str], Any] = lambda url: self._product(by_url[url])[0]  # noqa: E731
        for name, content in self.state.index.files(load):
            address = f"search/{name}.js"
            if name == "index" and content is not None:
                self._put(address, content)
            elif content is None or (address in files and previous.outputs_intact([address])):
                self._tree.keep([address], known)
            else:
                self._tree.write(address, content)


def dependency_values(site: Site, config: MkDocsConfig, statics: Mapping[str, Path]) -> Dependencies:
    """Return the values that units may read: catalogue, site-wide data, files; `statics` is address -> path."""
    templates = Path(config.theme.dirs[0]).glob("*.html")
    topics, private = site.outline.catalogue.topics.values(), site.uncacheable
    lists = site.outline.tracked_lists
    catalogue = mappings(site.outline.catalogue)
    for name, items in catalogue.items() if private else ():
        catalogue[name] = {key: digest_uncacheable(item, private) for key, item in items.items()}
    return {
        **catalogue,
        "list_pages": {src_uri: page.fingerprint(private) for src_uri, page in lists["list_pages"].items()},
        "pagination": {uri: [page.link_fingerprint for page in group] for uri, group in lists["pagination"].items()},
        "with_files": lists["with_files"],
        "site_data": site.render_context.site_data,
        "templates": {path.name: hashlib.sha256(path.read_bytes()).digest() for path in templates},
        "terms": {topic.id: (topic.name, topic.src_uri, topic.record) for topic in topics if topic.record},
        "pictures": {src_uri: file_signature(path) for src_uri, path in statics.items()},
    }
