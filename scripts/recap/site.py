"""Everything that a build needs: the pages of the site with their Markdown and their data, and all problems at once."""

from __future__ import annotations

import html
import posixpath
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from recap import body, checks
from recap.catalogue import read_catalogue
from recap.languages import language
from recap.pages import Pages, appearance_target
from recap.problems import Problem, has_errors
from recap.records import Catalogue
from recap.settings import Settings
from recap.views.event import event_page, home_page, shared
from recap.views.frame import Context, Data, url_of
from recap.views.subject import listing_page, organisation_page, person_page, plain_page, topic_page
from recap.views.talk import talk_page


@dataclass(frozen=True)
class Artifact:
    """A file that the build adds to docs/, or lays over the one that stands there; nothing is written into docs/."""

    src_uri: str
    content: str
    """Markdown without front matter for a page; anything for another file."""
    data: Data | None = None
    """What the template prints, under `page.meta.recap`; None for a file that is no page."""


@dataclass(frozen=True)
class Site:
    """A compiled site: src_uri -> Artifact for every page, whether a person wrote it or not."""

    artifacts: dict[str, Artifact] = field(default_factory=dict)
    shared: dict[str, Any] = field(default_factory=dict)
    """What every page shows (`views.event.shared`)."""
    catalogue: Catalogue = field(default_factory=Catalogue)
    language: str = "fr"

    def page_data(self, src_uri: str) -> Data | None:
        """The data of a page, or None when it is not ours."""
        artifact = self.artifacts.get(src_uri)
        return artifact.data if artifact else None


def compile_site(docs: Path, settings: Settings) -> tuple[Site, list[Problem]]:
    """The site of a docs folder and all its problems; with an error among them the site is incomplete."""
    catalogue, problems = read_catalogue(docs, settings)
    problems += checks.check_catalogue(catalogue)
    site = Site({}, {}, catalogue, settings.language)
    if has_errors(problems):
        return site, sorted(problems)
    site = assemble(catalogue, settings)
    files = frozenset(
        path.relative_to(docs).as_posix() for path in docs.rglob("*") if path.is_file() and path.suffix != ".md"
    )
    pages = {artifact.src_uri: artifact.content for artifact in site.artifacts.values() if artifact.data}
    written = [
        (record.src_uri, record.document)
        for group in (catalogue.events, catalogue.talks, catalogue.people, catalogue.topics, catalogue.pages)
        for record in group.values()
        if record.document
    ]
    problems += checks.check_links(written, pages, files)
    return site, sorted(problems)


def assemble(catalogue: Catalogue, settings: Settings) -> Site:
    """The artifacts of a catalogue without errors."""
    words = language(settings.language)
    context, pages = Context(catalogue, settings, words), Pages(catalogue, settings, words)
    artifacts: dict[str, Artifact] = {}

    def add(src_uri: str, content: str, data: Data | None) -> None:
        artifacts[src_uri] = Artifact(src_uri, content, data)

    for page in catalogue.pages.values():
        is_home = page.src_uri == "index.md"
        add(page.src_uri, page.document.body, home_page(context, page) if is_home else plain_page(context, page))
    for event in catalogue.events.values():
        add(event.src_uri, event.document.body, event_page(context, event))
        src_uri = f"{event.id}/{settings.folders['programme']}.md"
        title = words.words["programme_of"].format(event=event.record.title)
        add(src_uri, pages.programme(event), listing_page(context, "programme", title, src_uri, section="event"))
    for talk in catalogue.talks.values():
        heads = [(part.record.id, pages.part_head(talk, part)) for part in talk.parts]
        content = body.insert_after_headings(talk.document.body, heads) if heads else talk.document.body
        add(talk.src_uri, content, talk_page(context, talk))
        for alias in talk.record.aliases:
            source = posixpath.normpath(posixpath.join(posixpath.dirname(talk.src_uri), alias))
            add(source, redirect(talk.record.title, url_of(talk.src_uri), source), None)
    people = list(catalogue.people.values())
    for previous, person, following in zip([None, *people], people, [*people[1:], None], strict=False):
        add(person.src_uri, pages.person(person), person_page(context, person, previous, following))
    for topic in catalogue.topics.values():
        add(topic.src_uri, pages.topic(topic), topic_page(context, topic))
    for organisation in catalogue.organisations.values():
        if organisation.has_page:
            add(organisation.src_uri, pages.organisation(organisation), organisation_page(context, organisation))
    if catalogue.events:
        _add_listings(add, context, pages)
    return Site(artifacts, shared(context), catalogue, settings.language)


def _add_listings(add: Callable[[str, str, Data | None], None], context: Context, pages: Pages) -> None:
    for name, section, content in (
        ("people", "people", pages.speaker_index),
        ("topics", "topics", pages.topic_index),
        ("organisations", "people", pages.organisation_index),
        ("glossary", "glossary", pages.glossary),
    ):
        folder = context.settings.folders[name]
        src_uri = f"{folder}.md" if name == "glossary" else f"{folder}/index.md"
        lead = pages.words[f"lead_{name}"]
        add(src_uri, content(), listing_page(context, name, pages.words[name], src_uri, lead=lead, section=section))


def redirect(title: str, url: str, source: str) -> str:
    """A page at an old address that leads to the new one, from a server and from disk alike."""
    relative = posixpath.relpath(url, posixpath.dirname(source) or ".")
    goal, shown = html.escape(relative), html.escape(title)
    return (
        f'<!doctype html>\n<html><head><meta charset="utf-8"><title>{shown}</title>'
        f'<meta http-equiv="refresh" content="0; url={goal}"><link rel="canonical" href="{goal}"></head>'
        f'<body><p><a href="{goal}">{shown}</a></p></body></html>\n'
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
