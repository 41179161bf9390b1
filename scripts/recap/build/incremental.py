"""Incremental build: makes and renders only pages and files whose inputs have changed."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from itertools import chain
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig

from recap.build.edits import Edit
from recap.build.facts import changed_digests, changed_items, other_facts
from recap.build.inputs import Outputs, Statics
from recap.build.output import OutputTree
from recap.build.rows import Rows, Unit
from recap.build.state import BuildState
from recap.build.workers import PageJob, PageRenderer, RenderedPage, Setup, render_pages
from recap.catalogue.tracking import ALL_KEYS, ALL_VALUES, Read
from recap.exports.registry import Record
from recap.plugin.plugin import RecapPlugin
from recap.search.extract import SearchDocument, Section
from recap.search.index import Index
from recap.site.model import GLOSSARY_PAGE_KINDS
from recap.site.pictures import published_file

Made = tuple[tuple[Read, ...], bytes, dict[str, Any]]
"""What a page read while it was made, its digest, its data."""
Product = tuple[SearchDocument | None, frozenset[str], frozenset[str]]
"""What search knows of a page, the targets of its links, its anchors."""
RENDER_DEPENDENCIES = frozenset(["site_data", "pictures", "templates", "terms"])
"""Mappings that rendering reads besides the data of a page."""


class IncrementalBuild:
    """One build; its steps share state through attributes."""

    def __init__(
        self,
        config: MkDocsConfig,
        plugin: RecapPlugin,
        state: BuildState,
        tree: OutputTree,
        statics: Statics,
        outputs: Outputs,
        edit: Edit | Mapping[str, str],
    ) -> None:
        """`edit` is what is known of the changes, or what `facts.private_digests` returned for the previous build."""
        assert plugin.cards
        self._config, self._plugin, self._site, self._tree = config, plugin, plugin.compiled, tree
        self._exports, self._cards = self._site.exports, plugin.cards
        self._state, self._rows = state, state.rows
        kept_bodies = _Kept(lambda src_uri: self._rows.product(src_uri)[1])
        endings = {name: " talk" if name == "talks" else f" {name} record" for name in self._exports.records}
        self._exports.keep(kept_bodies, {name: _Records(self._rows, ending) for name, ending in endings.items()})
        self._statics, self._inputs, self._digests = statics.files, statics.inputs, statics.digests
        self._units = dict(self._rows.units)
        """Name -> id of the units of the previous build."""
        self._has_same_files = isinstance(edit, Edit) and not edit.patch
        """True if it is known that no page, redirect or file comes or goes."""
        changed = edit.changed if isinstance(edit, Edit) else self._changed_items(edit)
        changed |= set() if self._has_same_files else self._changed_digests()
        self.forgets_people = ("people", ALL_KEYS) in changed
        """True if people may have disappeared, of whom no trace must be kept."""
        self._known, self._intact = outputs.known, outputs.intact
        self._stale = self._rows.readers(changed) | self._rows.owners(self._known.keys() - self._intact)
        self._redrawn = self._rows.readers(each for each in changed if each[0] in RENDER_DEPENDENCIES)
        self._files: set[str] = set()
        """Names of the units of files that are no exports."""
        self._forgotten: list[SearchDocument] = []
        self._learnt: list[SearchDocument] = []
        self._owners: dict[str, int] = {}
        """Address of a file that was written -> id of its unit."""
        self._links: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
        """src_uri of a rendered page -> targets of its links, anchors that it no longer has."""
        self.warnings: list[str] = []
        self.made = 0
        """Number of pages that were made, to be compared with the previous build."""
        self.rendered: set[str] = set()
        """src_uris of the pages that were rendered."""

    def _changed_items(self, private: Mapping[str, str]) -> set[Read]:
        assert self._site.read
        return changed_items(self._rows, self._site.outline.catalogue, self._site.read, private)

    def _changed_digests(self) -> set[Read]:
        old = self._rows.meta("facts") or {}
        new = other_facts(self._site, self._config, self._digests, old)
        if old != new:
            self._rows.set_meta("facts", new)
        return changed_digests(old, new)

    def remove_unused_cards(self) -> None:
        """Remove social cards that no page has, after a build of all pages or when people have disappeared.

        After a build of all pages, cards drawn during the last day stay: they may be another build's.
        """
        nothing_reused = len(self.rendered) == len(self._site.artifacts)
        if self.forgets_people or nothing_reused:
            self._cards.remove_unused(86400 if nothing_reused else 0)

    def _reusable(self, name: str) -> bool:
        return self._units.get(name, 0) not in self._stale and name in self._units

    def pages(self, executor: Executor | None, on_render: Callable[[int], None], on_page: Callable[[], None]) -> None:
        """Render the pages that have changed.

        `on_render` gets the number of pages to make, `on_page` is called after each.
        """
        units, stale = self._units, self._stale
        waiting = [name for name in self._site.artifacts if name not in units or units[name] in stale]
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
        self._stale |= self._rows.readers(
            ("feed_bodies", each) for src_uri in self.rendered for each in (src_uri, ALL_VALUES)
        )

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
            reads += tuple(("pictures", file) for file in data.get("files", ()))
            digest = hashlib.sha256(repr((artifact.content, data, head)).encode("utf-8", "surrogatepass")).digest()
            if self._same(src_uri, digest) and self._units[src_uri] not in self._redrawn:
                self._rows.add_reads(self._units[src_uri], reads)
                on_page()
            else:
                made[src_uri] = (reads, digest, data)
                yield artifact, head

    def _same(self, name: str, digest: bytes) -> bool:
        """Return True if the unit was made from the same in the previous build and its files are intact."""
        unit = self._rows.unit(name)
        return unit is not None and unit.digest == digest and self._intact.issuperset(unit.outputs)

    def _put(self, unit: Unit) -> None:
        owner = self._rows.put_unit(unit)
        self._owners |= dict.fromkeys(unit.outputs, owner)

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
        old, _, before = _product(self._rows.product(src_uri)[0])
        self._links[src_uri] = page.links, before - page.anchors
        reads += tuple(("pictures", link) for link in page.links if link in self._statics)
        document = body.document and _document_row(body.document)
        product, dated = [document, sorted(page.links), sorted(page.anchors)], (data["permalink"], data.get("updated"))
        self._put(Unit(src_uri, digest, outputs, reads, product, feed_body, page.links, dated))
        self._searched(old, body.document)
        self.rendered.add(src_uri)

    def _follow_links(self) -> None:
        """Warn of links in any page to what has disappeared, and of dead links in rendered pages."""
        artifacts, rows = self._site.artifacts, self._rows
        pages = {name for name in self._units if name.endswith(".md")} if not self._has_same_files else set()
        gone = pages.difference(artifacts)
        lost, anchors = {*gone}, dict[str, frozenset[str]]()
        for src_uri in gone:
            old, _, before = _product(rows.product(src_uri)[0])
            lost |= {f"{src_uri}#{anchor}" for anchor in before}
            self._searched(old, None)
        lost |= {f"{src_uri}#{anchor}" for src_uri, (_, missing) in self._links.items() for anchor in missing}
        rows.drop_units(gone)
        rows.gone += gone
        linking = rows.linking_to(lost)
        others = [name for name, unit in rows.units.items() if unit in linking and name not in self._links]
        for src_uri in sorted({*self._links, *others}):
            links = self._links[src_uri][0] if src_uri in self._links else _product(rows.product(src_uri)[0])[1]
            for link in sorted(links):
                page, mark, anchor = link.partition("#")
                if mark and page in artifacts and page not in anchors:
                    anchors[page] = _product(rows.product(page)[0])[2]
                if link in lost or (mark and page in anchors and anchor not in anchors[page]):
                    self.warnings.append(f"{src_uri}: the link to {link} leads nowhere")

    def files(self) -> None:
        """Make the files that are not pages: exports, redirects, static files, sitemaps, search."""
        site, rows, exports = self._site, self._rows, self._exports.units()
        for name, write in exports.items():
            if self._reusable(name):
                continue
            site.outline.recorder.drain()
            written = [*write()]
            for address, content in written:
                self._tree.write(address, content)
            group, identifier = self._exports.record_of(name) or ("", "")
            record = self._exports.records[group].pop(identifier) if group else ()
            before = rows.record(name)
            outputs = tuple(address for address, _ in written)
            self._put(Unit(name, b"", outputs, site.outline.recorder.drain(), record=record))
            if record != before:
                self._stale |= rows.readers([("records", group)])
        made: Iterator[tuple[str, str]] = iter(()) if self._has_same_files else site.addresses(self._dates())
        files: Iterator[tuple[str, Path | str]] = chain(self._statics.items(), made, self._renderer.templates())
        for address, source in files:
            self._put_file(address, source)
        if not self._has_same_files:
            rows.drop_units(rows.units.keys() - exports.keys() - self._site.artifacts.keys() - self._files - {"search"})
        if site.render_context.site_data["search_url"]:
            self._search()
        self._keep()

    def _dates(self) -> Iterator[tuple[str | None, str | None]]:
        dated = dict(self._rows.dates()) if self._config.site_url else {}
        return (dated.get(src_uri, (None, None)) for src_uri in self._site.artifacts)

    def _put_file(self, address: str, source: Path | str) -> None:
        """Write a file from its content or from another file, unless it is unchanged."""
        name = f"{address} file"
        self._files.add(name)
        if isinstance(source, Path):
            digest = self._digests[address]
        else:
            digest = hashlib.sha256(source.encode("utf-8", "surrogatepass")).digest()
        if not self._same(name, digest):
            docs = Path(self._config.docs_dir)
            brought = isinstance(source, Path) and source.is_relative_to(docs)
            content = published_file(Path(source), docs) if brought else None
            self._tree.write(address, source if content is None else content, docs if brought else None)
            self._put(Unit(name, digest, (address,)))

    def _keep(self) -> None:
        """Keep the files of the units that were not made again, and store what was written."""
        rows, known = self._rows, self._known
        kept_again = {each: owner for each, owner in self._owners.items() if each not in self._tree.files}
        lost = rows.lost_outputs() - kept_again.keys()
        kept = self._intact - lost - self._tree.files.keys()
        self._tree.keep(kept, known)
        written = self._tree.digests
        rows.change_owners(kept_again)
        rows.put("output", ((each, *self._tree.files[each], written[each], self._owners[each]) for each in written))
        rows.drop("output", "address", known.keys() - self._tree.files.keys())
        rows.put("input", ((name, *each) for name, each in self._inputs.changed.items()))
        rows.drop(
            "input",
            "name",
            (each for each in self._inputs.known if each.startswith("file ") and each not in self._inputs.found),
        )
        rows.forget(rows.gone)
        rows.purge()

    def _searched(self, old: SearchDocument | None, new: SearchDocument | None) -> None:
        """Note what search must forget, and what it must learn."""
        self._forgotten += [old] if old else []
        self._learnt += [new] if new else []

    def _search(self) -> None:
        """Update the search index; all its files but one are named after their content."""
        files = {address for address in self._known if address.startswith("search/")}
        tables = {name: self._state.table(f"search {name}") for name in Index.TABLES}
        index, is_known = Index(tables), bool(files) and self._intact.issuperset(files)
        if is_known and not self._forgotten and not self._learnt:
            return
        if is_known:
            for document in self._forgotten:
                index.remove(document)
            for document in self._learnt:
                index.add(document)
        else:  # the first time, or somebody spoilt them
            for table in tables.values():
                table.clear()
            for document in self._documents():
                index.add(document)
        self._forgotten.clear()
        self._learnt.clear()  # the texts of all pages, which nobody needs while the files are made
        outputs = []
        for name, content in index.files(self._load_document):
            outputs.append(f"search/{name}.js")
            if content is not None and not (name != "index" and outputs[-1] in files and outputs[-1] in self._intact):
                self._tree.write(outputs[-1], content)
        self._put(Unit("search", b"", tuple(outputs)))

    def _documents(self) -> Iterable[SearchDocument]:
        """Return what search knows of all pages, in their order."""
        if len(self.rendered) == len(self._site.artifacts):
            return self._learnt
        pages = (_product(self._rows.product(src_uri)[0])[0] for src_uri in self._site.artifacts)
        return filter(None, pages)

    def _load_document(self, url: str) -> SearchDocument:
        """Return what search knows of the page at an address."""
        src_uri = f"{url.removesuffix('.html')}.md"
        if src_uri not in self._rows.units:
            src_uri = f"{url.removesuffix('index.html')}README.md"
        document = _product(self._rows.product(src_uri)[0])[0]
        assert document
        return document


class _Records(dict[str, Record]):
    """Records of a kind: those just made, until they are taken; all others are in the state."""

    def __init__(self, rows: Rows, ending: str) -> None:
        """`ending` is that of the names of their units."""
        super().__init__()
        self._rows, self._ending = rows, ending

    def texts(self, place: int) -> Mapping[str, str]:
        """Return id -> the text at a place of its record."""
        return self._rows.record_texts(place, self._ending)


class _Kept(dict[str, Any]):
    """Values of this build by key; those of kept units are looked up in the state."""

    def __init__(self, load: Callable[[str], Any]) -> None:
        super().__init__()
        self._load = load

    def __missing__(self, key: str) -> Any:
        value = self._load(key)
        if value is None:
            raise KeyError(key)
        return value


def _document_row(document: SearchDocument) -> list[Any]:
    """Return what search knows of a page, as JSON can hold it."""
    sections = [[each.anchor, each.heading, each.text] for each in document.sections]
    return [document.url, document.kind, document.title, document.aliases, document.keywords, document.context,
            document.facets, sections]  # fmt: skip


def _product(row: Any) -> Product:
    """Return the product of a page from its row; an empty one without a row."""
    if not row:
        return None, frozenset(), frozenset()
    stored, links, anchors = row
    document = None
    if stored:
        url, kind, title, aliases, keywords, context, facets, sections = stored
        own = {name: tuple(values) for name, values in facets.items()}
        parts = tuple(Section(*each) for each in sections)
        document = SearchDocument(url, kind, title, tuple(aliases), tuple(keywords), context, own, parts)
    return document, frozenset(links), frozenset(anchors)
