"""Everything that a build needs: the pages of the site with their Markdown and their data, and all problems at once."""

from __future__ import annotations

import html
import posixpath
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import Any

from recap.catalogue.models import Catalogue
from recap.catalogue.tracking import Noted, Reads, noted
from recap.content.loader import Known
from recap.content.settings import Settings
from recap.core.diagnostics import Problem, has_errors
from recap.core.language import language
from recap.exports.api_docs import data_page
from recap.exports.registry import Formats
from recap.exports.sitemap import sitemaps
from recap.lint.runner import check_content
from recap.pages.context import Context, Data, frame, url_of
from recap.pages.event import event_page, home_page, shared
from recap.pages.offline import offline_page
from recap.pages.outline import Pages, appearance_target, entries_of
from recap.pages.person import (
    INDEXES,
    index_page,
    leaf_page,
    organisation_page,
    person_page,
    plain_page,
    programme_page,
    topic_page,
)
from recap.pages.statistics import numbers_page
from recap.pages.talk import talk_page
from recap.search import extract as documents
from recap.search.index import Index
from recap.security.html import breach, content_security_policy
from recap.site.postprocess import Term, Terms, finish

TOLD = ("event", "talk")
"""Kinds of pages in whose text the terms of the glossary are linked."""


@dataclass(frozen=True)
class Artifact:
    """A file that the build adds to docs/, or lays over the one that stands there; nothing is written into docs/."""

    src_uri: str
    content: str
    """Markdown without front matter for a page; anything for another file."""
    data: Data | None = None
    """What the template prints, under `page.meta.recap`; None for a file that is no page."""


class Artifacts(Mapping[str, Artifact]):
    """The artifacts of a site by src_uri, each made when it is first asked for."""

    def __init__(self, makers: Mapping[str, Callable[[], Artifact]]) -> None:
        self._makers = makers
        self._made: dict[str, Artifact] = {}

    def make(self, src_uri: str) -> Artifact:
        """The artifact, made anew and not kept."""
        return self._makers[src_uri]()

    def __getitem__(self, src_uri: str) -> Artifact:
        if src_uri not in self._made:
            self._made[src_uri] = self.make(src_uri)
        return self._made[src_uri]

    def __contains__(self, src_uri: object) -> bool:
        return src_uri in self._makers

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


@dataclass(frozen=True)
class Common:
    """What rendering any page needs besides the page."""

    shared: dict[str, Any] = field(default_factory=dict)
    """What every page shows (`views.event.shared`)."""
    terms: Terms = field(default_factory=lambda: Terms(()))
    """The glossary, to be linked in texts."""
    language: str = "fr"
    image_hosts: tuple[str, ...] = ()
    """As in `Settings`."""
    docs: Path = Path("docs")

    def finish(self, data: Data, content: str) -> Text:
        """What a page shows of the HTML that Markdown made of its text."""
        found = documents.page_of(data, content) if self.shared["search_url"] else None
        terms = self.terms if data["kind"] in TOLD else None
        finished = finish(content, data["url"], self.docs, terms, language(self.language).words)
        return Text(finished, breach(content, self.image_hosts), found)


@dataclass(frozen=True)
class Text:
    """The text of a page, as HTML."""

    html: str
    breach: str | None
    """What the second wall found in it."""
    found: documents.Found | None
    """What search knows of the page; None where it is not searched."""


@dataclass
class Site:
    """A compiled site: src_uri -> Artifact for every page, whether a person wrote it or not."""

    artifacts: Artifacts = field(default_factory=lambda: Artifacts({}))
    redirects: frozenset[str] = frozenset()
    """Those of them that are no pages."""
    common: Common = field(default_factory=Common)
    catalogue: Catalogue = field(default_factory=Catalogue)
    index: Index = field(default_factory=Index)
    """What search knows of the pages that were rendered."""
    context: Context | None = None
    """What every view reads; None where the site has no pages."""
    formats: Formats | None = None
    """The files that machines read; None where the site has no pages."""
    breaches: list[Problem] = field(default_factory=list)
    """What the second wall found in the pages that were rendered."""
    pictures: dict[str, Path] = field(default_factory=dict)
    """Files that the build drew: src_uri -> where it lies."""
    reads: Reads = field(default_factory=Reads)
    """What artifacts and formats read of the catalogue, and of what lies `beside` it: long lists."""
    beside: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    hidden: Set[str] = frozenset()
    """The src_uris of files of which nothing may be kept (`Files.hidden`)."""

    @property
    def pages(self) -> list[str]:
        """The src_uris of the pages."""
        return [src_uri for src_uri in self.artifacts if src_uri not in self.redirects]

    def files(self) -> Iterator[tuple[str, str]]:
        """The files that machines read: (address, content), one at a time. Feeds hold what was noted of pages."""
        yield from self.formats.files() if self.formats else ()
        pages = (self.page_data(src_uri) or {} for src_uri in self.pages)
        yield from sitemaps(self.common.shared["url"], ((data["permalink"], data.get("updated")) for data in pages))

    def page_data(self, src_uri: str) -> Data | None:
        """The data of a page, or None when it is not ours."""
        return self.artifacts[src_uri].data if src_uri in self.artifacts else None


def compile_site(docs: Path, settings: Settings, known: Known | None = None) -> tuple[Site, list[Problem]]:
    """The site of a docs folder and all its problems; with an error among them the site has no pages.

    `known` as in `check_content`.
    """
    known = known or Known()
    catalogue, problems = check_content(docs, settings, collate=True, known=known)
    if has_errors(problems):
        return Site(common=Common(language=settings.language), catalogue=catalogue), problems
    return replace(assemble(catalogue, settings, docs), hidden=known.hidden), problems


def assemble(catalogue: Catalogue, settings: Settings, docs: Path) -> Site:
    """The site of a catalogue without errors."""
    words, reads = language(settings.language), Reads()
    leaves = Pages(catalogue, settings, words).leaves
    beside: dict[str, Mapping[str, Any]] = {
        "leaves": leaves,
        "leaf": {leaf.src_uri: leaf for group in leaves.values() for leaf in group},
        "filed": {
            name: any(getattr(item, "document", None) for item in entries_of(catalogue, name, "")) for name in INDEXES
        },
    }
    own = {name: Noted(name, values, reads) for name, values in beside.items()}
    context = Context(noted(catalogue, reads), settings, words, own["leaves"], own["filed"])
    data = page_data(context, catalogue, own)
    pages = Pages(context.catalogue, settings, words, own["leaves"])
    makers = {
        src_uri: partial(lambda src_uri, write: Artifact(src_uri, write(), data[src_uri]()), src_uri, write)
        for src_uri, write in pages.outline().items()
    }
    redirects = {}
    for src_uri, (title, target) in pages.redirects().items():
        if src_uri not in makers:
            source = url_of(src_uri)
            content = redirect(title, url_of(target), source, words.code)
            redirects[source] = partial(Artifact, source, content)
    return Site(
        Artifacts(makers | redirects),
        frozenset(redirects),
        Common(shared(context), glossary_terms(catalogue), settings.language, settings.image_hosts, docs),
        catalogue,
        context=context,
        formats=Formats(context, catalogue, reads),
        reads=reads,
        beside=beside,
    )


def glossary_terms(catalogue: Catalogue) -> Terms:
    """The topics that have a file, under all their names."""
    return Terms(
        (
            (topic.title, topic.record.abbreviation or "", *topic.record.synonyms),
            Term(url_of(topic.src_uri), definition),
        )
        for topic in catalogue.topics.values()
        if topic.record and (definition := topic.record.summary)
    )


def page_data(
    context: Context, catalogue: Catalogue, beside: Mapping[str, Mapping[str, Any]]
) -> dict[str, Callable[[], Data]]:
    """What makes the data of every page, by src_uri; `catalogue` is the context's, whose readers are not noted."""
    settings, words = context.settings, context.words
    found: dict[str, Callable[[], Data]] = {}

    def add(
        group: str, view: Callable[[Context, Any], Data], address: Callable[[Any], str] = attrgetter("src_uri")
    ) -> None:
        values = getattr(context.catalogue, group)
        for key, item in getattr(catalogue, group).items():
            found[address(item)] = partial(lambda view, values, key: view(context, values[key]), view, values, key)

    add("pages", lambda context, page: (home_page if page.src_uri == "index.md" else plain_page)(context, page))
    add("events", event_page)
    add("events", programme_page, lambda event: settings.programme(event.id))
    add("talks", talk_page)
    add("people", person_page)
    add("topics", topic_page)
    add("organisations", organisation_page)
    for name in INDEXES:
        found[settings.page(name)] = partial(index_page, context, name)
    search = settings.page("search")
    found[search] = lambda: frame(context, "search", words["search"], words["lead_search"], search)
    for name, view in (("numbers", numbers_page), ("offline", offline_page), ("data", data_page)):
        found[settings.page(name)] = partial(view, context, settings.page(name))

    def leaf_data(src_uri: str, whole: Callable[[], Data], place: int) -> Data:  # asks for its leaf, to be noted
        return leaf_page(context, whole(), context.leaves[beside["leaf"][src_uri].whole], place)

    for whole, leaves in context.leaves.items():
        for place, leaf in enumerate(leaves):
            found[leaf.src_uri] = partial(leaf_data, leaf.src_uri, found[whole], place)
    return found


def redirect(title: str, url: str, source: str, language: str) -> str:
    """A page at an old address that leads to the new one, from a server and from disk alike."""
    relative = posixpath.relpath(url, posixpath.dirname(source) or ".")
    goal, shown = html.escape(relative), html.escape(title)
    return (
        f'<!doctype html>\n<html lang="{html.escape(language)}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{content_security_policy()}"><title>{shown}</title>'
        f'<meta http-equiv="refresh" content="0; url={goal}"><link rel="canonical" href="{goal}">'
        f'<meta name="robots" content="noindex"><link rel="icon" href="data:,"></head>'
        f'<body><main><h1><a href="{goal}">{shown}</a></h1></main></body></html>\n'
    )


def speaker_index(catalogue: Catalogue) -> list[dict[str, Any]]:
    """Everybody who spoke, by collation.

    `[{id, name, sort_name, url, roles, organisations, talks: [{id, part, title, url}]}]`.
    """
    found = []
    for person in catalogue.people.values():
        if not person.appearances:
            continue
        talks = []
        for appearance in person.appearances:
            title, target = appearance_target(catalogue, appearance)
            talks.append({"id": appearance.talk, "part": appearance.part, "title": title, "url": url_of(target)})
        found.append(
            {
                "id": person.id,
                "name": person.name,
                "sort_name": person.sort_name,
                "url": url_of(person.src_uri),
                "roles": list(person.roles),
                "organisations": list(person.organisations),
                "talks": talks,
            }
        )
    return found
