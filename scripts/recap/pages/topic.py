"""Pages of topics, their index, and the glossary: Markdown and template data."""

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import islice

from recap.catalogue.models import NO_TOPIC, Topic
from recap.content.dialect import rewritten
from recap.pages import components, passages
from recap.pages.context import Context, Data
from recap.pages.markdown import appearance_list, badge, by_letter, entry, escape, link, link_to, newest, talk_list
from recap.pages.pagination import MAX_ENTRIES_PER_PAGE


def index(context: Context, topics: Sequence[Topic], here: str) -> str:
    """Return the Markdown of the topic index: each top-level topic with all that are narrower, at any depth.

    A sub-page of the index lists its topics from A to Z.
    """
    catalogue, words = context.catalogue, context.words
    if here != context.settings.page("topics"):
        return by_letter(topics, partial(_index_entry, context, here))
    below: dict[str, list[Topic]] = {}
    for topic in topics:
        theme = catalogue.theme(topic)
        below.setdefault(theme.id, []).extend([topic] if topic is not theme else [])
    found = []
    for parent in (topic for topic in topics if below.get(topic.id)):
        children = "\n".join(_index_entry(context, here, child) for child in below[parent.id])
        found += [f"## {link_to(parent, here)}", escape((parent.record or NO_TOPIC).summary), children]
    if rest := [topic for topic in topics if below.get(topic.id) == []]:
        found += [f"## {words['other_topics']}"] if found else []
        found.append(by_letter(rest, partial(_index_entry, context, here)))
    return "\n\n".join(filter(None, found)) or words["no_topic_yet"]


def _index_entry(context: Context, here: str, topic: Topic) -> str:
    shown = f"{badge(context.catalogue.theme(topic))} {link_to(topic, here)}"
    number = context.language.count("talks", len(topic.talk_ids)) if topic.appearances else ""
    return entry(shown, escape((topic.record or NO_TOPIC).summary), number)


def glossary(context: Context, topics: Sequence[Topic], here: str) -> str:
    """Return the Markdown of some topics of the glossary, with their definitions."""

    def write_one(topic: Topic) -> str:
        record = topic.record or NO_TOPIC
        names = context.language.list(map(escape, filter(None, (record.abbreviation, *record.synonyms))))
        return entry(link_to(topic, here) + (f" ({names})" if names else ""), escape(record.summary))

    return by_letter(topics, write_one) or context.words["no_topic_yet"]


def markdown(context: Context, topic: Topic) -> str:
    """Return the text of the topic's file, its talks, and the broader and narrower topics."""
    catalogue, words, here = context.catalogue, context.words, topic.src_uri
    found = [rewritten(topic.body, topic.name)]
    speaking = passages.speaking_of(context, topic)
    if speaking:
        found += [f"## {words['talks_about']}", passages.talks_with_passages(context, topic, speaking)]
    if labelled := _labelled(context, topic, speaking):
        found += [f"## {words['talks_labelled']}", labelled]
    neighbours = [catalogue.topics[key] for key in (topic.broader, *topic.narrower) if key]
    if neighbours:
        shown = (_index_entry(context, here, each) for each in neighbours[:MAX_ENTRIES_PER_PAGE])
        found += [f"## {words['neighbours']}", "\n".join(shown)]
    if len(neighbours) > MAX_ENTRIES_PER_PAGE:
        found.append(link(words["all_topics"], context.settings.page("topics"), here))
    return "\n\n".join(filter(None, found))


def _labelled(context: Context, topic: Topic, speaking: Mapping[str, object]) -> str:
    """Return the talks that bear the label of a topic and are not listed with passages; all, if the list is long."""
    if topic.src_uri in context.pagination:
        return newest(context, talk_list(topic), "newest_talks")
    listed = {*islice(speaking, passages.MAX_TALKS)}
    rest = [each for each in topic.appearances if each.talk not in listed]
    return appearance_list(context, rest, topic.src_uri)


def data(context: Context, topic: Topic) -> Data:
    """Return a topic's definition and facts; the talks are in the Markdown."""
    record, catalogue = topic.record or NO_TOPIC, context.catalogue
    broader = [catalogue.topics[topic.broader]] if topic.broader else []
    talks = [catalogue.talks[each.talk] for each in topic.appearances]
    kind = context.words[f"topic_{record.type}"]
    others = [*filter(None, (record.abbreviation, *record.synonyms))]
    file = next((each.src_uri for each in ([topic] if topic.document else talks)), None)
    theme = catalogue.theme(topic).name
    facets = components.talk_facets(context, talks) | {"topic": [theme]}
    number = context.language.count("talks", len(topic.talk_ids)) if topic.appearances else ""
    return {
        **context.base_data("topic", topic.name, record.summary or None, topic.src_uri, file, context.words["topics"]),
        "description": components.description(record.summary, [] if record.summary else talks[:3]),
        "type": kind,
        "facts": components.facts(
            context,
            ("also_called", ", ".join(others)),
            *(("part_of", each.name, each.url) for each in broader),
            ("website", components.short_url(record.website), record.website),
        ),
        "updated": components.latest_update(talks),
        "sections": topic.section_count,
        **components.card(context, topic.url, topic.name, kind if theme == topic.name else f"{kind}, {theme}", number),
        **components.search_data(kind if record.type != "topic" else "", others, [], **facets),
    }
