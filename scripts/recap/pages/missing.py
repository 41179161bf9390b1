"""What a site does not know and asks its readers for: a block on the page of a talk or conference, a page for all."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from urllib.parse import quote, urlencode

from recap.catalogue.figures import Figures
from recap.catalogue.missing import RECAP, TALK_KINDS, missing_days, missing_of_event, missing_of_talk
from recap.catalogue.models import Event, Talk
from recap.content.site_values import is_contact
from recap.pages.components import search_data
from recap.pages.context import Context, Data, page_link
from recap.pages.markdown import entry, escape, link_target, link_to

MAX_TALKS_PER_EVENT = 10
"""Number of talks of a conference that the page lists by name."""
MAX_EVENTS = 50
"""Number of conferences that the page names: the newest. Each says on its own page what it lacks."""
MAX_TALKS = 60
"""Number of talks that it lists by name in all: each has an address of some 300 signs."""


def has_missing(figures: Figures) -> bool:
    """Return True if a site has something to ask for, and thus the page."""
    return bool(figures["missing"].get(RECAP) or figures["incomplete"])


def talk_block(context: Context, talk: Talk) -> Data:
    """Return what a talk lacks; empty if it lacks nothing.

    `entries` are each a `text` and the `url` to send it to, or None; `page` is the page for all.
    """
    found = [context.words[f"missing_{kind}"] for kind in missing_of_talk(talk, context.catalogue.events[talk.event])]
    return _block(context, [{"text": text, "url": add_url(context, talk, text)} for text in found])


def event_block(context: Context, event: Event) -> Data:
    """Return what a conference lacks, as `talk_block` does, then without `url` how many of its talks lack what.

    `stubs` says how many have no recap.
    """
    own = [{"text": text, "url": add_url(context, event, text)} for text in _own_words(context, event)]
    return _block(
        context, own + [{"text": text, "url": None} for text in _counted(context, event)], _stubs(context, event)
    )


def _block(context: Context, entries: list[Data], stubs: str = "") -> Data:
    page = page_link(context.words["missing_all"], context.settings.page("missing"))
    return {"entries": entries, "stubs": stubs, "page": page} if entries or stubs else {}


def add_url(context: Context, item: Event | Talk, what: str) -> str | None:
    """Return the address to send something missing to, with the message begun; None if nobody can be reached.

    It is a new issue of the repository, else a message to the contact (`subject` and `body`: RFC 6068, 2).
    """
    settings, words = context.settings, context.words
    has_repository, by_mail = is_contact(settings.repository.url), settings.contact.startswith("mailto:")
    if not has_repository and not by_mail:
        return settings.contact or None
    title = f"{item.display_name}{words['colon']}{what}"
    page = settings.absolute(item.url)
    text = words["missing_message"].format(page=page, file=f"{settings.repository.docs_dir}/{item.src_uri}")
    if has_repository:
        return settings.repository.issue_url(title, text)
    address = settings.contact.partition("?")[0]
    return f"{address}?{urlencode({'subject': title, 'body': text}, quote_via=quote)}"


def data(context: Context, src_uri: str) -> Data:
    """Return the frame of the page: its list is in the Markdown. Search finds it by its own words, not by titles."""
    words, settings = context.words, context.settings
    can_ask = is_contact(settings.repository.url) or settings.contact
    lead = " ".join([words["lead_missing"], *([words["missing_ask"]] if can_ask else [])])
    found = search_data("", [words.get("find_missing")], [])
    return found | context.base_data("page", words["missing"], lead, src_uri) | {"is_list": True}


def markdown(context: Context, src_uri: str) -> str:
    """Return a section for each of the newest conferences that lack something: counts, its own, its first talks.

    Only the conferences and the talks that it names are read; everything else comes from the figures.
    """
    catalogue, found, left = context.catalogue, list[str](), MAX_TALKS
    recaps: dict[str, list[str]] = defaultdict(list)
    for key in catalogue.figures["incomplete"]:
        event, mark, _ = key.partition("/")
        recaps[event].extend([key] if mark else [])
    lacking = (key for key in catalogue.events if key in recaps or catalogue.absent[key])
    shown_first = [*islice(lacking, MAX_EVENTS)]
    for event in (catalogue.events[key] for key in shown_first):
        shown = recaps[event.id][: min(left, MAX_TALKS_PER_EVENT)]
        more, left = len(recaps[event.id]) - len(shown), left - len(shown)
        counted = ", ".join(_counted(context, event))
        found += [f"## {link_to(event, src_uri)}", _stubs(context, event), _not_found(context, counted)]
        items = [_entry(context, event, text) for text in _own_words(context, event)]
        for talk in (catalogue.talks[each] for each in shown):
            what = ", ".join(context.words[f"missing_{kind}"] for kind in missing_of_talk(talk, event))
            items.append(_entry(context, talk, what, link_to(talk, src_uri)))
        found += ["\n".join(items), context.language.count("missing_more", more) if shown and more else ""]
    found += [context.words["missing_older"]] if next(lacking, None) else []
    return "\n\n".join(filter(None, found))


def _entry(context: Context, item: Event | Talk, what: str, title: str = "") -> str:
    """Return what an item lacks as an entry, with its title above, and a link to send it if anybody can be reached."""
    url = add_url(context, item, what)
    add = f" [{escape(context.words['missing_add'])}](<{link_target(url)}>)" if url else ""
    line = f"{_not_found(context, what)}{add}"
    return entry(title, line) if title else entry(line)


def _not_found(context: Context, what: str) -> str:
    """Return that something was not found, as Markdown; empty for nothing."""
    return escape(f"{context.words['not_found']}{context.words['colon']}{what}.") if what else ""


def _own_words(context: Context, event: Event) -> Iterator[str]:
    """Yield what a conference itself lacks."""
    runs = (context.language.date_range(*run) for run in missing_days(context.catalogue, event))
    for kind in missing_of_event(context.catalogue, event):
        days = context.language.list(runs) if kind == "days" else ""
        yield context.words[f"missing_{kind}"].format(days=days)


def _counted(context: Context, event: Event) -> list[str]:
    """Return what recaps of a conference lack, each with their number."""
    absent = context.catalogue.absent[event.id]
    counts = ((kind, absent.get(kind)) for kind in TALK_KINDS)
    return [f"{context.words[f'missing_{kind}']} ({number})" for kind, number in counts if number]


def _stubs(context: Context, event: Event) -> str:
    """Return how many talks of a conference have no recap; empty if all have one."""
    number = context.catalogue.absent[event.id].get(RECAP)
    return context.language.count("missing_recaps", number) if number else ""
