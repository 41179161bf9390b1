"""A compiled site: what every page and file is made from, and what rendering needs."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from recap.content.loader import Files
from recap.content.stored_names import StoredNames
from recap.core.diagnostics import Diagnostic
from recap.core.filesystem import with_parent
from recap.core.language import is_right_to_left, language
from recap.core.urls import url_of
from recap.exports.registry import Exports
from recap.exports.sitemap import sitemap_names, sitemaps
from recap.pages.context import Data
from recap.pages.outline import Outline, PageSource
from recap.search.extract import SearchDocument, document_of
from recap.search.index import Index
from recap.security.html import disallowed_html
from recap.site.glossary import Terms
from recap.site.heading_links import link_headings
from recap.site.postprocess import postprocess_html

GLOSSARY_PAGE_KINDS = ("event", "talk")
"""Kinds of pages whose text links the terms of the glossary."""
TEXT_PAGE_KINDS = ("event", "talk", "page")
"""Kinds of pages whose headings are those of a text, and can be shared; others are lists."""


@dataclass(frozen=True)
class Artifact:
    """A page as the renderer receives it. Virtual: nothing is written into docs/."""

    src_uri: str
    content: str
    """Markdown without front matter."""
    data: Data
    """Template data, found under `page.meta.recap`."""


class Artifacts(Mapping[str, Artifact]):
    """The pages of a site by src_uri, each made on first access."""

    def __init__(self, sources: Mapping[str, PageSource], stored_names: StoredNames) -> None:
        self._sources, self._names = sources, stored_names
        self._made: dict[str, Artifact] = {}

    def make(self, src_uri: str) -> Artifact:
        """Make a page without keeping it."""
        source = self._sources[src_uri]
        return Artifact(src_uri, self._names.linked(source.markdown(), src_uri), source.data())

    def __getitem__(self, src_uri: str) -> Artifact:
        if src_uri not in self._made:
            self._made[src_uri] = self.make(src_uri)
        return self._made[src_uri]

    def __contains__(self, src_uri: object) -> bool:
        return src_uri in self._sources

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)


@dataclass(frozen=True)
class PageBody:
    """The text of a page after Markdown."""

    html: str
    disallowed: str | None
    """The first piece of HTML that contributed text must not contain."""
    document: SearchDocument | None
    """What search indexes; None for pages that are not searched."""


@dataclass(frozen=True)
class RenderContext:
    """Everything that rendering a page needs besides the page; worker processes get nothing else of the site."""

    site_data: Data = field(default_factory=dict)
    """What every page shows (`pages.site_data`)."""
    terms: Terms = field(default_factory=lambda: Terms(()))
    """Glossary terms to link in texts."""
    language: str = "fr"
    image_hosts: tuple[str, ...] = ()
    """As in `Settings`."""
    docs: Path = Path("docs")

    def postprocess(self, data: Data, html: str) -> PageBody:
        """Return the body of a page from the HTML that Markdown made of its text."""
        document = document_of(data, html) if self.site_data["search_url"] else None
        terms = self.terms if data["kind"] in GLOSSARY_PAGE_KINDS else None
        words, is_rtl = language(self.language).words, is_right_to_left(self.language)
        shown = postprocess_html(html, data["url"], self.docs, terms, words, is_rtl=is_rtl)
        if data["kind"] in TEXT_PAGE_KINDS:
            shown = link_headings(shown, words["heading_link"])
        return PageBody(shown, disallowed_html(html, self.image_hosts), document)


@dataclass
class Site:
    """A compiled site: every page, whether a person wrote it or not, and every file that goes with them."""

    artifacts: Artifacts
    redirects: Mapping[str, Callable[[], str]]
    """Old address -> the function that makes its redirect page."""
    render_context: RenderContext
    outline: Outline
    """What pages and exports are made from."""
    exports: Exports
    menu_pages: list[str]
    """src_uris of the pages in MkDocs' navigation: home, events and lists."""
    read: Files | None = None
    """The files that it was compiled from."""
    index: Index = field(default_factory=Index)
    """Search index of the pages that were collected."""
    render_diagnostics: list[Diagnostic] = field(default_factory=list)
    """What was wrong with rendered pages."""

    def collect(self, src_uri: str, body: PageBody) -> None:
        """Pass a rendered page on to search and feeds."""
        if body.document:
            self.index.add(body.document)
        self.exports.add_feed_body(src_uri, body.html)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield the files for machines and old addresses, (address, content), one at a time."""
        yield from self.exports.files()
        pages = (self.artifacts[src_uri].data for src_uri in self.artifacts)
        made = self.addresses((data["permalink"], data.get("updated")) for data in pages)
        yield from ((address, content.encode()) for address, content in made)

    def addresses(self, pages: Iterable[tuple[str | None, str | None]]) -> Iterator[tuple[str, str]]:
        """Yield redirect pages and the sitemaps of `pages`, given as (absolute address, day of the last change)."""
        yield from ((address, make()) for address, make in self.redirects.items())
        yield from sitemaps(self.render_context.site_data["url"], pages)

    def written(self) -> Iterator[str]:
        """Yield the address of every page, redirect and file for machines; nothing is made.

        What lies in the folders of the registry (`content.addresses`) is not among them, unless it is an export.
        """
        yield from map(url_of, self.artifacts)
        yield from self.redirects
        yield from self.exports.addresses()
        number = len(self.artifacts) if self.render_context.site_data["url"] else 0
        yield from sitemap_names(number)

    def write(self, folder: Path) -> None:
        """Write the files for machines and, unless it is turned off, the search index into a rendered site."""
        for url, content in self.files():
            with_parent(folder / url).write_bytes(content)
        if self.render_context.site_data["search_url"]:
            self.index.write(folder / "search")
