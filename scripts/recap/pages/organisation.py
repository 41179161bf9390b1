"""Pages of organisations, and their index: Markdown and template data."""

from collections.abc import Sequence

from recap.catalogue.models import Organisation
from recap.pages import pagination
from recap.pages.components import search_data, talk_facets
from recap.pages.context import Context, Data
from recap.pages.markdown import by_letter, entry, escape, link_to, newest, talk_list
from recap.pages.person import index_entry

_SHOWN_PEOPLE = 10
"""Number of an organisation's people that the index names."""


def index(context: Context, organisations: Sequence[Organisation], here: str) -> str:
    """Return the Markdown of some organisations of the index, each with its people."""

    def write_one(organisation: Organisation) -> str:
        name = link_to(organisation, here) if organisation.has_page else escape(organisation.name)
        people, more = organisation.people, len(organisation.people) - _SHOWN_PEOPLE
        links = [link_to(context.catalogue.people[identifier], here) for identifier in people[:_SHOWN_PEOPLE]]
        others = context.language.count("others", more) if more > 0 else ""
        return entry(f"**{name}**", f"{', '.join(links)} {others}" if others else context.language.list(links))

    return by_letter(organisations, write_one) or context.words["nobody_yet"]


def markdown(context: Context, organisation: Organisation) -> str:
    """Return the people of an organisation and the talks they gave for it."""
    words, here, most = context.words, organisation.src_uri, pagination.MAX_ENTRIES_PER_PAGE
    people = [context.catalogue.people[key] for key in organisation.people[:most]]
    more = len(organisation.people) - most
    sections = [f"## {words['people']}", "\n".join(index_entry(context, person, here) for person in people)]
    sections += [context.language.count("others", more)] if more > 0 else []
    sections += [f"## {words['talks']}", newest(context, talk_list(organisation), "newest_talks")]
    return "\n\n".join(sections)


def data(context: Context, organisation: Organisation) -> Data:
    """Return an organisation's title and lead; people and talks are in the Markdown."""
    name, words = organisation.name, context.words
    talks = [context.catalogue.talks[each.talk] for each in organisation.appearances]
    lead = words["lead_organisation"].format(name=name)
    return {
        **context.base_data("organisation", name, lead, organisation.src_uri, talks[0].src_uri),
        # Many topics are named like the organisation behind them: the titles must differ.
        "head_title": f"{words['organisation_titled'].format(name=name)} · {context.settings.site_name}",
        **search_data(words["organisations"], [], [], **talk_facets(context, talks)),
    }
