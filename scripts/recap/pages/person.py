"""Pages of people, their index, and the speaker index: Markdown and template data."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from recap.catalogue.models import NO_PERSON, Catalogue, Event, Person, Talk
from recap.content.dialect import rewritten
from recap.pages import components
from recap.pages.context import Context, Data
from recap.pages.markdown import appearance_list, by_letter, entry, escape, link_to, monogram, newest, year_of
from recap.pages.pagination import GrowingList


def index(context: Context, people: Sequence[Person], here: str) -> str:
    """Return the Markdown of some people of the index: speakers, those who only wrote, others."""
    groups: dict[str, list[Person]] = {"people": [], "index_authors": [], "index_others": []}
    for person in people:
        groups["people" if person.appearances else "index_authors" if person.wrote else "index_others"].append(person)
    content = by_letter(groups.pop("people"), lambda person: index_entry(context, person, here))
    for word, others in groups.items():
        if others:
            entries = "\n".join(index_entry(context, person, here) for person in others)
            content += f"\n\n## {context.words[word]}\n\n{entries}"
    return content or context.words["nobody_yet"]


def index_entry(context: Context, person: Person, here: str) -> str:
    """Return the Markdown of a person in a list: role, organisations, first talks or texts."""
    catalogue, words, number = context.catalogue, context.words, len(person.talk_ids)
    roles = ", ".join(map(escape, (*person.roles[:1], *person.organisations[:2])))
    label = context.language.count("talks", number) if number else words["wrote"]
    shown_first = map(catalogue.session, person.appearances[:3]) if number else map(catalogue.item, person.wrote[:3])
    links = dict.fromkeys(link_to(each, here) for each in shown_first)
    shown = f"{label}{words['colon']}{context.language.list(links)}" if links else ""
    return entry(f"{monogram(person)} {link_to(person, here)}", roles, shown)


def speaker_index(catalogue: Catalogue) -> Iterator[dict[str, Any]]:
    """Yield every speaker, by collation of their sort names.

    `{id, name, sort_name, url, roles, organisations, talks: [{id, part, title, url}]}`.
    """
    for person in catalogue.people.values():
        if person.appearances:
            given = [(each, components.item_link(catalogue.session(each))) for each in person.appearances]
            talks = [{"id": each.talk, "part": each.part, **link} for each, link in given]
            own = {"id": person.id, "name": person.name, "sort_name": person.sort_name, "url": person.url}
            yield {**own, "roles": person.roles, "organisations": person.organisations, "talks": talks}


def growing_list(person: Person) -> GrowingList:
    """Return the list of texts that a person wrote, which is split by year when it is long."""
    return GrowingList(
        person.src_uri, lambda catalogue: [*map(catalogue.item, person.wrote)], year_of, _texts, newest_first=True
    )


def _texts(_: Context, items: Sequence[Event | Talk], here: str) -> str:
    return "\n".join(f"- {link_to(item, here)}" for item in items)


def markdown(context: Context, person: Person) -> str:
    """Return the biography, then the talks by event, then what the person wrote."""
    catalogue, words, here = context.catalogue, context.words, person.src_uri
    found = [rewritten(person.body, person.name)]
    for identifier, group in groupby(person.appearances, lambda each: catalogue.talks[each.talk].event):
        title = escape(catalogue.events[identifier].display_name)
        found += [f"## {words['at_event'].format(event=title)}", appearance_list(context, group, here)]
    if person.wrote:
        found += [f"## {words['wrote']}", newest(context, growing_list(person), "newest_written")]
    return "\n\n".join(filter(None, found))


def data(context: Context, person: Person) -> Data:
    """Return who a person is, and the people before and after in the index; the talks are in the Markdown."""
    catalogue, record, photo = context.catalogue, person.record or NO_PERSON, components.portrait(person)
    talks = [catalogue.talks[each.talk] for each in person.appearances]
    topics = dict.fromkeys(topic for each in person.appearances for topic in catalogue.session(each).topics)
    # Without a file of their own, readers correct the first one that names them.
    source = person if person.document else talks[0] if talks else catalogue.item(person.wrote[0])
    summary = ", ".join([*person.roles[:1], *person.organisations[:1]])
    spoken, wrote = person.appearances[:3], person.wrote[:3]
    shown_first = map(catalogue.session, spoken) if spoken else map(catalogue.item, wrote)
    number = context.language.count("talks", len(person.talk_ids)) if person.talk_ids else ""
    credited = (each.credit.name for each in person.appearances if each.credit and each.credit.name != person.name)
    keywords, facets = (*person.organisations, *person.roles), components.talk_facets(context, talks)
    return {
        **context.base_data("person", person.name, summary or None, person.src_uri, source.src_uri),
        "description": components.description(summary, shown_first),
        "monogram": person.monogram,
        "photo": photo and photo | {"license_url": components.license_url(photo["license"])},
        "facts": components.facts(
            context,
            ("organisation", ", ".join(person.organisations)),
            ("role", ", ".join(person.roles)),
            ("also_known_as", ", ".join(record.aliases)),
            ("honorific", record.honorific),
            ("pronouns", record.pronouns),
            *((f"link_{name}", components.short_url(url), url) for name, url in record.links if url),
            ("orcid", record.orcid, f"https://orcid.org/{record.orcid}"),
            ("wikidata", record.wikidata, f"https://www.wikidata.org/wiki/{record.wikidata}"),
        ),
        "topics": [components.topic_link(context, catalogue.topics[identifier]) for identifier in list(topics)[:12]],
        **components.neighbour_links(context, catalogue.people, person.id),
        "updated": components.latest_update(talks),
        "sections": person.section_count,
        **(components.card(context, person.url, person.name, summary, number) if person.body else {}),
        **components.search_data(summary, [*record.aliases, *credited], keywords, **facets),
    }
