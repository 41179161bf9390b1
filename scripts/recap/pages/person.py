"""The data of the pages of people, topics and organisations, of listings and of plain pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from recap.catalogue.models import Appearance, Event, Organisation, Page, Person, Talk, Topic
from recap.content import markdown as body
from recap.core import text
from recap.pages.components import facts, leaf_links, link_to, searched, topic_link
from recap.pages.context import Context, Data, frame, host, license_url, portrait, updated, url_of
from recap.pages.offline import books
from recap.pages.outline import MANY, NO_PERSON, NO_TOPIC, entries_of, noun_of, told, written
from recap.pages.pagination import Leaf

INDEXES = {"people": "people", "topics": "topics", "organisations": "people", "glossary": "glossary"}
"""Lists of the whole site -> the entry of the menu that each belongs to."""


def person_page(context: Context, person: Person) -> Data:
    """A person's page: who they are, and who comes before and after; the talks are in its Markdown."""
    catalogue, record, photo = context.catalogue, person.record or NO_PERSON, portrait(person)
    known = facts(
        context,
        ("organisation", ", ".join(person.organisations)),
        ("role", ", ".join(person.roles)),
        ("also_known_as", ", ".join(record.aliases)),
        ("pronouns", record.pronouns),
        *((f"link_{name}", host(url), url) for name, url in record.links if url),
        ("orcid", record.orcid, f"https://orcid.org/{record.orcid}"),
        ("wikidata", record.wikidata, f"https://www.wikidata.org/wiki/{record.wikidata}"),
    )
    talks = _talks(context, person.appearances)
    topics = dict.fromkeys(topic for each in person.appearances for topic in told(catalogue, each).topics)
    file = person.src_uri
    if not person.document:  # the first file that names them
        file = (talks[0] if talks else written(catalogue, person.wrote[0])).src_uri
    beside = [each and link_to(catalogue.people[each]) for each in catalogue.beside[person.id]]
    summary = ", ".join([*person.roles[:1], *person.organisations[:1]])
    also = (each.credit.name for each in person.appearances if each.credit and each.credit.name != person.name)
    return {
        **frame(context, "person", person.name, summary or None, person.src_uri, file),
        "monogram": text.monogram(person.name),
        "photo": photo and photo | {"license_url": license_url(photo["license"])},
        "facts": known,
        "topics": [topic_link(context, catalogue.topics[identifier]) for identifier in list(topics)[:12]],
        "previous": beside[0],
        "next": beside[1],
        "updated": _updated(talks),
        "sections": _sections(person),
        **searched(summary, [*record.aliases, *also], [*person.organisations, *person.roles], **_held(context, talks)),
    }


def topic_page(context: Context, topic: Topic) -> Data:
    """A topic's page: its definition; the talks are in its Markdown."""
    record = topic.record or NO_TOPIC
    broader = [context.catalogue.topics[topic.broader]] if topic.broader else []
    talks, kind = _talks(context, topic.appearances), context.words[f"topic_{record.type}"]
    also = [each for each in (record.abbreviation, *record.synonyms) if each]
    file = next((each.src_uri for each in ([topic] if topic.document else talks)), None)
    return {
        **frame(context, "topic", topic.title, record.summary or None, topic.src_uri, file),
        "type": kind,
        "facts": facts(
            context,
            ("also_called", ", ".join(also)),
            *(("part_of", each.title, url_of(each.src_uri)) for each in broader),
            ("website", host(record.website), record.website),
        ),
        "updated": _updated(talks),
        "sections": _sections(topic),
        **searched(
            kind if record.type != "topic" else "",
            also,
            [],
            **_held(context, talks),
            topic=[context.catalogue.theme(topic).title],
        ),
    }


def organisation_page(context: Context, organisation: Organisation) -> Data:
    """An organisation's page; people and talks are in its Markdown."""
    name, words, talks = organisation.name, context.words, _talks(context, organisation.appearances)
    lead = words["lead_organisation"].format(name=name)
    return {
        **frame(context, "organisation", name, lead, organisation.src_uri, talks[0].src_uri),
        # Many a topic has the name of the organisation behind it: their titles must differ.
        "head_title": f"{words['organisation_titled'].format(name=name)} · {context.settings.site_name}",
        **searched(words["organisations"], [], [], **_held(context, talks)),
    }


def index_page(context: Context, name: str) -> Data:
    """An index or the glossary; who corrects it corrects the files of a folder, where some of them feed it."""
    settings, here = context.settings, context.settings.page(name)
    lead = "lead_topics_by_letter" if name == "topics" and here in context.leaves else f"lead_{name}"
    folder = settings.folders["topics" if name == "glossary" else name]
    return _listing(context, name, context.words[name], here) | {
        "summary": context.words[lead],
        "section": INDEXES[name],
        "edit_url": settings.folder_url(folder) if context.filed[name] else None,
    }


def programme_page(context: Context, event: Event) -> Data:
    """The programme of a conference."""
    title, here = context.words["programme_of"].format(event=event.record.title), context.settings.programme(event.id)
    return _listing(context, "programme", title, here, event.src_uri) | {"section": "event"}


def _listing(context: Context, name: str, title: str, here: str, file: str | None = None) -> Data:
    """A page whose list can be filtered from `MANY` entries on; `name` tells the stylesheet which it is."""
    entries = [] if here in context.leaves else entries_of(context.catalogue, name, here)
    label = _filter(context, len(entries))
    return frame(context, "listing", title, None, here, file) | {"listing": name, "filter": label}


def leaf_page(context: Context, whole: Data, leaves: Sequence[Leaf], place: int) -> Data:
    """A leaf of a list whose page has the data `whole`; `place` is that of the leaf among all."""
    own, listed = leaves[place], whole["kind"] == "listing"
    links = [each | {"current": each["url"] == url_of(own.src_uri)} for each in leaf_links(leaves)]
    lead = own.span or context.language.count(noun_of(own), len(own.entries))
    title = context.words["other_events"] if whole["kind"] == "home" else whole["title"]
    return {
        **frame(context, "leaf", f"{title} · {own.label}", lead, own.src_uri),
        "head_title": f"{own.label} · {whole['head_title']}",
        "section": whole["section"],
        "listing": whole["listing"] if listed else "talks",
        "edit_url": whole["edit_url"] if listed else None,
        "filter": _filter(context, len(own.entries)),
        "books": books(context, own.entries) if whole["kind"] == "offline" else [],
        "leaves": [{"title": whole["title"], "url": whole["url"], "current": False}, *links],
        "previous": links[place - 1] if place else None,
        "next": links[place + 1] if place + 1 < len(links) else None,
    }


def _filter(context: Context, entries: int) -> str | None:
    return context.words["filter_entries"].format(number=entries) if entries >= MANY else None


def plain_page(context: Context, page: Page) -> Data:
    """Any other page."""
    return frame(context, "page", page.record.title, page.record.summary, page.src_uri, page.src_uri)


def _talks(context: Context, appearances: Iterable[Appearance]) -> list[Talk]:
    return [context.catalogue.talks[each.talk] for each in appearances]


def _updated(talks: Iterable[Talk]) -> str | None:
    return max(filter(None, (updated(talk.record) for talk in talks)), default=None)


def _sections(item: Person | Topic) -> int:
    """How many sections the text of its file has: below them stand lists."""
    return len(body.sections(item.document.body)) if item.document else 0


def _held(context: Context, talks: Iterable[Talk]) -> dict[str, list[str]]:
    """The conferences and years of some talks, as facets."""
    held = [(context.catalogue.events[talk.event].record.title, str(talk.record.date.year)) for talk in talks]
    return {"event": [title for title, _ in held], "year": [year for _, year in held]}
