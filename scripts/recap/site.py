"""Everything that a build needs: the pages of the site with their Markdown and their data, and all problems at once."""

from __future__ import annotations

import html
import posixpath
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from recap.content import check_content
from recap.formats.page import data_page
from recap.formats.tree import Formats
from recap.languages import language
from recap.pages import Pages, appearance_target
from recap.policy import content_security_policy
from recap.problems import Problem, has_errors
from recap.records import Catalogue
from recap.rendered import Term, Terms
from recap.search.index import Index
from recap.settings import Settings
from recap.views.event import event_page, home_page, shared
from recap.views.frame import Context, Data, frame, url_of
from recap.views.numbers import numbers_page
from recap.views.offline import offline_page
from recap.views.subject import leaf_page, listing_page, organisation_page, person_page, plain_page, topic_page
from recap.views.talk import talk_page


@dataclass(frozen=True)
class Artifact:
    """A file that the build adds to docs/, or lays over the one that stands there; nothing is written into docs/."""

    src_uri: str
    content: str
    """Markdown without front matter for a page; anything for another file."""
    data: Data | None = None
    """What the template prints, under `page.meta.recap`; None for a file that is no page."""


@dataclass
class Site:
    """A compiled site: src_uri -> Artifact for every page, whether a person wrote it or not."""

    artifacts: dict[str, Artifact] = field(default_factory=dict)
    shared: dict[str, Any] = field(default_factory=dict)
    """What every page shows (`views.event.shared`)."""
    catalogue: Catalogue = field(default_factory=Catalogue)
    language: str = "fr"
    terms: Terms = field(default_factory=lambda: Terms(()))
    """The glossary, to be linked in texts."""
    index: Index = field(default_factory=Index)
    """What search knows of the pages that were rendered."""
    context: Context | None = None
    """What every view reads; None where the site has no pages."""
    formats: Formats | None = None
    """The files that machines read; None where the site has no pages."""
    breaches: list[Problem] = field(default_factory=list)
    """What the second wall found in the pages that were rendered."""
    rendering: str = ""
    """The src_uri of the page whose text is being rendered."""
    image_hosts: tuple[str, ...] = ()
    """As in `Settings`."""
    pictures: dict[str, Path] = field(default_factory=dict)
    """Files that the build drew: src_uri -> where it lies."""

    def page_data(self, src_uri: str) -> Data | None:
        """The data of a page, or None when it is not ours."""
        artifact = self.artifacts.get(src_uri)
        return artifact.data if artifact else None


def compile_site(docs: Path, settings: Settings) -> tuple[Site, list[Problem]]:
    """The site of a docs folder and all its problems; with an error among them the site has no pages."""
    catalogue, problems = check_content(docs, settings, collate=True)
    if has_errors(problems):
        return Site(catalogue=catalogue, language=settings.language), problems
    return assemble(catalogue, settings), problems


def assemble(catalogue: Catalogue, settings: Settings) -> Site:
    """The artifacts of a catalogue without errors."""
    words = language(settings.language)
    context = Context(catalogue, settings, words)
    data = page_data(context)
    pages = Pages(catalogue, settings, words)
    artifacts = {src_uri: Artifact(src_uri, write(), data[src_uri]) for src_uri, write in pages.outline().items()}
    for src_uri, (title, target) in pages.redirects().items():
        if src_uri not in artifacts:
            source = url_of(src_uri)
            artifacts[source] = Artifact(source, redirect(title, url_of(target), source, words.code))
    terms, formats = glossary_terms(catalogue), Formats(context, data)
    return Site(
        artifacts,
        shared(context),
        catalogue,
        settings.language,
        terms,
        context=context,
        formats=formats,
        image_hosts=settings.image_hosts,
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


def page_data(context: Context) -> dict[str, Data]:
    """The data of every page, by src_uri."""
    catalogue, folders, words = context.catalogue, context.settings.folders, context.words
    found: dict[str, Data] = {}
    for page in catalogue.pages.values():
        found[page.src_uri] = (home_page if page.src_uri == "index.md" else plain_page)(context, page)
    for event in catalogue.events.values():
        found[event.src_uri] = event_page(context, event)
        src_uri, title = context.settings.programme(event.id), words["programme_of"].format(event=event.record.title)
        found[src_uri] = listing_page(
            context,
            "programme",
            title,
            src_uri,
            section="event",
            edit_url=context.settings.edit_url(event.src_uri),
            entries=len(event.talks),
        )
    for talk in catalogue.talks.values():
        found[talk.src_uri] = talk_page(context, talk)
    people = list(catalogue.people.values())
    for previous, person, following in zip([None, *people], people, [*people[1:], None], strict=False):
        found[person.src_uri] = person_page(context, person, previous, following)
    for topic in catalogue.topics.values():
        found[topic.src_uri] = topic_page(context, topic)
    for organisation in catalogue.organisations.values():
        if organisation.has_page:
            found[organisation.src_uri] = organisation_page(context, organisation)
    # An index is fed by the files of its folder, where there are any; organisations have none.
    glossary = [topic for topic in catalogue.topics.values() if topic.record]
    indexes = (
        ("people", f"{folders['people']}/index.md", "people", catalogue.people.values()),
        ("topics", f"{folders['topics']}/index.md", "topics", catalogue.topics.values()),
        ("organisations", f"{folders['organisations']}/index.md", "people", catalogue.organisations.values()),
        ("glossary", f"{folders['glossary']}.md", "glossary", glossary),
    )
    for name, src_uri, section, group in indexes:
        fed = any(getattr(each, "document", None) for each in group)
        found[src_uri] = listing_page(
            context,
            name,
            words[name],
            src_uri,
            lead=words[f"lead_{name}"],
            section=section,
            edit_url=context.settings.folder_url(folders["topics" if name == "glossary" else name]) if fed else None,
            entries=len(group),
        )
    search = f"{folders['search']}.md"
    found[search] = frame(context, "search", words["search"], words["lead_search"], search) | {"edit_url": None}
    found[f"{folders['numbers']}.md"] = numbers_page(context, f"{folders['numbers']}.md")
    found[f"{folders['offline']}.md"] = offline_page(context, f"{folders['offline']}.md")
    found[f"{folders['data']}.md"] = data_page(context, f"{folders['data']}.md")
    for whole, leaves in context.leaves.items():
        found |= {leaf.src_uri: leaf_page(context, found[whole], leaves, place) for place, leaf in enumerate(leaves)}
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
