"""Pieces of the data of more than one kind of page: links, facts, corrections, what search and shared links show."""

from __future__ import annotations

from collections.abc import Iterable

from recap.catalogue.models import Topic
from recap.content import schema
from recap.core import text
from recap.pages.context import Context, Data, url_of
from recap.pages.outline import Item, name_of
from recap.pages.pagination import Leaf

Texts = Iterable[str | None]


def link(title: str, src_uri: str) -> Data:
    """Title and address of a page, or of a part of it."""
    return {"title": title, "url": url_of(src_uri)}


def link_to(item: Item) -> Data:
    """Name and address of an item of the catalogue."""
    return link(name_of(item), item.src_uri)


def leaf_links(leaves: Iterable[Leaf]) -> list[Data]:
    """The leaves of a list that is too long for one page."""
    return [link(leaf.label, leaf.src_uri) for leaf in leaves]


def topic_link(context: Context, topic: Topic) -> Data:
    """Title and address of a topic, with the theme above it, which gives colour and letter."""
    theme = context.catalogue.theme(topic)
    return link_to(topic) | {"theme": theme.id, "letter": text.initial(theme.title)}


def facts(context: Context, *known: tuple[str | None, ...]) -> list[Data]:
    """The key facts that have a value: (word of its label, value, and perhaps its address and its language) of each."""
    padded = ((*fact, None, None)[:4] for fact in known)
    return [
        {"label": context.words[f"fact_{word}"], "value": value, "url": url, "language": language}
        for word, value, url, language in padded
        if value
    ]


def corrections(context: Context, record: schema.Event | schema.Talk) -> list[Data]:
    """The corrections of a record, in its order."""
    return [
        {"date": each.date.isoformat(), "date_label": context.language.date(each.date), "text": each.text}
        for each in record.corrections
    ]


def card(context: Context, item: Item, who: str, where: str) -> Data:
    """What the picture of a page says to those to whom its link is shared, and where it will be; nothing when off."""
    if not (context.settings.social_images and context.settings.site_url):
        return {}
    image = f"social/{url_of(item.src_uri).removesuffix('.html')}.png"
    return {"image": image, "card": {"title": name_of(item), "who": who, "where": where}}


def searched(where: str, also: Texts, names: Texts, **facets: Texts) -> Data:
    """What search knows of a page besides its title and text (`search.documents.Found`)."""
    found = {"also": _once(also), "names": _once(names), "facets": {name: _once(each) for name, each in facets.items()}}
    return {"search": {"where": where, **found}}


def _once(texts: Texts) -> list[str | None]:
    return list(dict.fromkeys(filter(None, texts)))
