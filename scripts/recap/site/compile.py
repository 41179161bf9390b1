"""A docs folder -> its compiled site, with the diagnostics of all rules."""

from functools import partial
from pathlib import Path

from recap.content.loader import Files
from recap.content.settings import Settings
from recap.core.diagnostics import Diagnostic, has_errors
from recap.core.folder import Listing
from recap.core.urls import url_of
from recap.exports import api_docs
from recap.exports.registry import Exports
from recap.lint.runner import CheckState, check_content
from recap.pages.listing import INDEXES
from recap.pages.outline import Outline
from recap.pages.redirects import redirect_page
from recap.pages.site_data import site_data
from recap.site.glossary import Term, Terms
from recap.site.model import Artifacts, RenderContext, Site


def compile_site(
    docs: Path, settings: Settings, state: CheckState | None = None, listing: Listing | None = None
) -> tuple[Site | None, list[Diagnostic]]:
    """Return the site of a docs folder, None if there are errors, and all its diagnostics.

    `state` and `listing` as in `check_content`.
    """
    state = state or CheckState()
    checked = check_content(docs, settings, collate=True, state=state, listing=listing)
    site = None if has_errors(checked.diagnostics) else assemble(checked.outline, docs, state.read)
    return site, checked.diagnostics


def assemble(outline: Outline, docs: Path, read: Files | None = None) -> Site:
    """Return the site of an outline without errors; `read` are the files that it was made from."""
    context, settings = outline.context, outline.context.settings
    pages, data_page = dict(outline.pages), settings.page("data")
    if data_page in pages:  # it documents the exports, which the registry of pages does not know
        pages[data_page] = pages[data_page]._replace(data=partial(api_docs.data, context, pages[data_page].data))
    moved = {url_of(old): goal for old, goal in outline.redirects.items() if old not in pages}
    menu = {"index.md", *map(settings.page, INDEXES)}
    for event in outline.catalogue.events.values():
        menu |= {event.src_uri, settings.programme(event.id)}
    topics = outline.catalogue.topics
    described = [(topic, topic.record) for topic in (topics[key] for key in outline.terms) if topic.record]
    terms = Terms(
        ((topic.name, record.abbreviation or "", *record.synonyms), Term(topic.url, record.summary))
        for topic, record in described
    )
    return Site(
        artifacts=Artifacts(pages, context.stored_names),
        redirects={
            source: partial(redirect_page, title, url_of(src_uri), source, context.language.code)
            for source, (title, src_uri) in moved.items()
        },
        render_context=RenderContext(site_data(context), terms, settings.language, settings.image_hosts, docs),
        outline=outline,
        exports=Exports(context, outline.catalogue, outline.recorder),
        menu_pages=[src_uri for src_uri in pages if src_uri in menu],
        read=read,
    )
