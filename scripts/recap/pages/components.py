"""Template data shared by several kinds of pages: links, facts, people, corrections, cards, search fields."""

import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import zip_longest
from urllib.parse import quote

from recap.catalogue.attribution import attribution_of
from recap.catalogue.models import NO_PERSON, Credit, Event, Item, Part, Person, Talk, Topic
from recap.core import text
from recap.pages.context import Context, Data, page_link
from recap.pages.pagination import ListPage

Texts = Iterable[str | None]
_PRIVATE = 0xF0000
"""First character of Unicode's private plane, which no list of words contains."""


def item_link(item: Item | Part) -> Data:
    """Return name and address of an item of the catalogue, or of a part of a talk."""
    return page_link(item.display_name, item.src_uri)


def start_hour(event: Event, session: Talk | Part) -> str | None:
    """Return when a talk or part starts, with ` (+1)` for the calendar day after that of the programme."""
    start = session.record.start
    return f"{start:%H:%M}{' (+1)' if event.is_after_midnight(start) else ''}" if start else None


def sub_page_links(pages: Iterable[ListPage]) -> list[Data]:
    """Return links to the sub-pages of a paginated list."""
    return [page_link(page.label, page.src_uri) for page in pages]


def description(summary: str, items: Iterable[Item | Part]) -> str | None:
    """Return what search engines and shared links say of a page: its summary, or its start, and some titles."""
    return text.excerpt(" · ".join(filter(None, (summary, *(item.display_name for item in items))))) or None


def topic_link(context: Context, topic: Topic) -> Data:
    """Return name and address of a topic, with the id and letter of its theme, which choose colour and badge."""
    theme = context.catalogue.theme(topic)
    return item_link(topic) | {"theme": theme.id, "letter": theme.letter}


def facts(context: Context, *known: tuple[str | None, ...]) -> list[Data]:
    """Return the key facts that have a value.

    Each is given as (key of its label, value), followed if need be by its address and the language of the value.
    """
    keys = ("value", "url", "language")
    return [{"label": context.words[f"fact_{word}"], **dict(zip_longest(keys, own))} for word, *own in known if own[0]]


def corrections(context: Context, item: Event | Talk) -> list[Data]:
    """Return the corrections of an event or talk, in the order of the file."""
    return [
        {"date": each.date.isoformat(), "date_label": context.language.date(each.date), "text": each.text}
        for each in item.record.corrections
    ]


def card(context: Context, url: str, title: str, who: str, where: str) -> Data:
    """Return the words and address of the picture that accompanies a shared link; empty when pictures are off."""
    image = card_url(context, url)
    return {"image": image, "card": {"title": title, "who": who, "where": where}} if image else {}


def card_url(context: Context, url: str) -> str | None:
    """Return the address of the picture that shows a shared link to a page; None when pictures are off."""
    settings = context.settings
    return f"social/{url.removesuffix('.html')}.png" if settings.social_images and settings.site_url else None


def search_data(context_line: str, aliases: Texts, keywords: Texts, **facets: Texts) -> Data:
    """Return the search fields of a page besides its title and text (see `search.extract.SearchDocument`)."""
    values = {name: _unique(each) for name, each in facets.items()}
    own = {"context": context_line, "aliases": _unique(aliases), "keywords": _unique(keywords), "facets": values}
    return {"search": own}


def talk_facets(context: Context, talks: Iterable[Talk]) -> dict[str, list[str]]:
    """Return the search facets `event` and `year` of some talks."""
    held = [(context.catalogue.events[talk.event].display_name, str(talk.record.date.year)) for talk in talks]
    return {"event": [title for title, _ in held], "year": [year for _, year in held]}


def neighbour_links(context: Context, group: Mapping[str, Talk | Person], identifier: str) -> Data:
    """Return links to the talks before and after in the programme, or to the people before and after in the index."""
    before, after = (each and item_link(group[each]) for each in context.catalogue.neighbours[identifier])
    return {"previous": before, "next": after}


def latest_update(talks: Iterable[Talk]) -> str | None:
    """Return the last day that the records of some talks give, ISO 8601; None when they give none."""
    return max(filter(None, (talk.updated for talk in talks)), default=None)


def speaker_names(context: Context, credited: Iterable[Credit]) -> str:
    """Return `Ana Foo et Bo Bar, Acme`: names, with the organisation if all share one."""
    credited = [*credited]
    names = context.language.list(credit.name or context.words["withdrawn"] for credit in credited)
    organisations = {credit.organisation for credit in credited}
    return ", ".join(filter(None, (names, *organisations))) if len(organisations) == 1 else names


def speaker_pieces(context: Context, credited: Iterable[Credit]) -> list[Data]:
    """Return what `speaker_names` does in pieces, for a page: `name` is of its own direction, `text` is not."""
    names: dict[str, str] = {}

    def mark(name: str) -> str:
        return names.setdefault(name, chr(_PRIVATE + len(names)))

    marked = [
        replace(
            credit,
            name=mark(credit.name or context.words["withdrawn"]),
            organisation=credit.organisation and mark(credit.organisation),
        )
        for credit in credited
    ]
    shown = {sign: name for name, sign in names.items()}
    pieces = re.split(f"([{chr(_PRIVATE)}-{chr(_PRIVATE + len(names))}])", speaker_names(context, marked))
    return [{"name": shown[piece]} if piece in shown else {"text": piece} for piece in pieces if piece]


def place(context: Context, event: Event) -> str:
    """Return venue, city and country of an event, as far as they are known."""
    record = event.record
    country = context.language.country_name(record.country) if record.country else None
    return ", ".join(filter(None, (record.venue, record.city, country)))


def portrait(person: Person) -> Data | None:
    """Return a person's photograph as `url`, `alt`, `license` and, if known, `credit`; None when there is none."""
    if not (own := (person.record or NO_PERSON).photo):
        return None
    url = f"{posixpath.dirname(person.src_uri)}/{quote(own.file)}"
    return {"url": url, **own.model_dump(exclude={"file"}, exclude_none=True)}


def license_url(expression: str | None) -> str | None:
    """Return the address of an SPDX licence; None for a compound expression or a licence that SPDX does not list."""
    known = expression and re.fullmatch(r"(?!LicenseRef-)[\w.-]+", expression)
    return f"https://spdx.org/licenses/{expression}.html" if known else None


def based_on(context: Context, item: Event | Talk) -> tuple[str | None, str | None]:
    """Return authors and address of the text that a page retells; (None, None) if it retells none."""
    record = attribution_of(item).original
    if record is None:
        return None, None
    authors = context.language.list(record.authors)
    names = f"{authors} ({record.publisher})" if authors and record.publisher else authors or record.publisher
    return names or record.title, record.url


def original_title(item: Event | Talk) -> str | None:
    """Return the title of the text that a page retells, where `based_on` names who wrote it."""
    record = attribution_of(item).original
    return record.title if record and (record.authors or record.publisher) else None


def attribution_facts(context: Context, item: Event | Talk) -> list[tuple[str | None, ...]]:
    """Return the facts about the text of a page: who wrote it, what it retells, its licence."""
    written = attribution_of(item)
    names = context.language.list(written.authors)
    return [("authors", names), ("based_on", *based_on(context, item)), ("licence", written.license)]


def short_url(url: str | None) -> str:
    """Return host and path of an address, the part a reader recognises."""
    return re.sub(r"^https?://(?:www\.)?", "", url or "").rstrip("/")


def _unique(texts: Texts) -> list[str | None]:
    return list(dict.fromkeys(filter(None, texts)))
