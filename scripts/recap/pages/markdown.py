"""Markdown shared by several kinds of pages: links, list entries, lists of talks, letters, badges.

Whatever search must find and link checks must see is in this Markdown; the templates only add the frame around it.
Every text of a record goes through `escape`, so that a page shows exactly its characters.
"""

import posixpath
from collections.abc import Callable, Iterable, Sequence
from html import escape as escape_html
from itertools import chain, groupby, islice
from typing import Any
from urllib.parse import quote

from recap.catalogue.models import Appearance, Credit, Event, Item, Organisation, Part, Person, Talk, Topic
from recap.core import text
from recap.pages import pagination
from recap.pages.components import start_hour
from recap.pages.context import Context


def escape(value: str | None) -> str:
    """Return a text as Markdown that shows exactly its characters; empty for None."""
    return text.markdown(value or "")


def link(label: str, target: str, here: str) -> str:
    """Return a Markdown link from the page `here` to the src_uri `target`, which may have an anchor."""
    path, _, anchor = target.partition("#")
    # With `/` in front, `relpath` need not ask for the current folder.
    relative = posixpath.relpath(f"/{path}", f"/{posixpath.dirname(here)}") if path != here else ""
    return f"[{escape(label)}]({relative}{'#' + anchor if anchor else ''})"


def link_to(item: Item | Part, here: str) -> str:
    """Return a Markdown link from the page `here` to an item or part, labelled with its name."""
    return link(item.display_name, item.src_uri, here)


def link_target(address: str) -> str:
    """Return an absolute address as the target of a Markdown link, where no character of it can end the link."""
    return quote(address, safe=":/?#@&=%+,;").replace("&", "&amp;")


def entry(*lines: str) -> str:
    """Return a list entry: the first line, then a paragraph for every other line that is not empty."""
    return "- " + "\n\n    ".join(filter(None, lines)) + "\n"


def standing(context: Context, talk: Talk) -> str:
    """Return in a word that a talk was cancelled, dropped or moved; empty for any other."""
    return context.words.get(f"label_{'moved' if talk.moved else talk.record.status}", "")


def speaker_link(context: Context, credit: Credit, here: str) -> str:
    """Return a link to a speaker under the credited name, or the words that replace a withdrawn name."""
    if credit.person is None:
        return escape(context.words["withdrawn"])
    return link(credit.name, context.catalogue.people[credit.person].src_uri, here)


def speaker_links(context: Context, people: Iterable[Credit], here: str) -> str:
    """Return `Ana Foo, Société et …`: links to speakers, with their organisations."""
    shown = []
    for organisation, group in groupby(people, key=lambda credit: credit.organisation):
        names = [speaker_link(context, credit, here) for credit in group]
        shown += [f"{context.language.list(names)} ({escape(organisation)})"] if organisation else names
    return context.language.list(shown)


def by_letter(items: Sequence[Any], write_one: Callable[[Any], str]) -> str:
    """Return the entries of an index; from INDEX_THRESHOLD entries under a heading for each letter."""
    letters: dict[str, list[str]] = {}
    for item in items:
        letters.setdefault(pagination.letter(item.sort_key), []).append(write_one(item))
    if len(items) < pagination.INDEX_THRESHOLD or len(letters) == 1:
        return "\n".join(chain.from_iterable(letters.values()))
    bar = " ".join(f"[{letter}](#{text.heading_slug(letter)})" for letter in letters)
    return "\n\n".join([bar, *(f"## {letter}\n\n" + "\n".join(group) for letter, group in letters.items())])


def appearance_list(context: Context, appearances: Iterable[Appearance], here: str) -> str:
    """Return the list of talks, or parts of talks, in which a person or topic appears."""
    return "\n".join(appearance_entry(context, each, here) for each in appearances)


def appearance_entry(context: Context, appearance: Appearance, here: str, *more: str) -> str:
    """Return a list entry with title, date and summary of a talk or part, and more lines of Markdown."""
    catalogue, words, credit = context.catalogue, context.words, appearance.credit
    talk, session = catalogue.talks[appearance.talk], catalogue.session(appearance)
    day, hour = context.language.date(talk.record.date, weekday=True), start_hour(catalogue.events[talk.event], session)
    label = [f"{day}, {hour}" if hour else day, standing(context, talk)]
    if session is not talk:
        label.append(link_to(talk, here))
    if not credit:
        label.append(speaker_links(context, session.credits, here))
    elif credit.person and credit.name != catalogue.people[credit.person].name:
        label.append(words["credited_as"].format(name=escape(credit.name)))
    said = talk.lead if session is talk else session.record.summary
    summary = escape(said) or ("" if talk.has_recap else words["no_recap_yet"])
    return entry(link_to(session, here), ". ".join(filter(None, label)), summary, *more)


def newest(context: Context, growing: pagination.GrowingList, word: str) -> str:
    """Return a list in full or, if it is paginated, its newest entries with links to the sub-page of each year.

    `word` is the key of the sentence that introduces the newest entries.
    """
    here = growing.src_uri
    if not (by_year := context.pagination.get(here)):
        return growing.write(context, growing.entries(context.catalogue), here)
    years = " · ".join(link(each.label, each.src_uri, here) for each in by_year)
    number = pagination.INDEX_THRESHOLD
    some = context.tracked(islice(chain.from_iterable(each.entries for each in by_year), number))
    return f"{context.words[word].format(number=number)}{years}\n\n{growing.write(context, some, here)}"


def year_of(context: Context, entry: Appearance | Event | Talk) -> str:
    """Return the year of a talk, appearance or event: the label of the sub-page it is listed on."""
    item = context.catalogue.talks[entry.talk] if isinstance(entry, Appearance) else entry
    return str((item.record.start_date if isinstance(item, Event) else item.record.date).year)


def official_title(title: str | None, language: str | None) -> str:
    """Return an official title marked with its language (WCAG 3.1.2); empty when there is none."""
    tag = f' lang="{escape_html(language)}"' if language else ""
    return f"<cite{tag}>{escape(title)}</cite>" if title else ""


def badge(theme: Topic) -> str:
    """Return the coloured letter of a theme, hidden from screen readers: the topic's name follows it."""
    letter = escape_html(theme.letter)
    return f'<span class="recap-topic__code recap-topic--{theme.id}" aria-hidden="true">{letter}</span>'


def monogram(person: Person) -> str:
    """Return a person's initials, hidden from screen readers: the name follows them."""
    return f'<span class="recap-monogram" aria-hidden="true">{escape_html(person.monogram)}</span>'


def talk_list(subject: Topic | Organisation) -> pagination.GrowingList:
    """Return the list of a topic's or an organisation's talks, which is split by year when it is long."""
    talks = subject.appearances
    return pagination.GrowingList(subject.src_uri, lambda _: talks, year_of, appearance_list, newest_first=True)
