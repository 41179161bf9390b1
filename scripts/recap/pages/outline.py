"""Catalogue -> Markdown of the generated pages: indexes, people, topics, organisations, glossary, programmes.

What a reader must find by search and what must be checked as a link is in this Markdown; the templates add only the
frame. Every text of a record goes through `text.markdown`, so that it shows its own characters and nothing else.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property, partial
from html import escape
from itertools import chain, groupby, islice
from typing import Any

from recap.catalogue.models import (
    Appearance,
    Catalogue,
    Credit,
    Event,
    Organisation,
    Part,
    Person,
    Talk,
    Topic,
    old_address,
)
from recap.content import markdown as body
from recap.content import schema
from recap.content.settings import Settings
from recap.core import text
from recap.core.language import Language
from recap.pages import pagination as leaves
from recap.pages.pagination import Leaf, Leaves

MANY = 20
"""Entries from which on an index is cut by letter, with a bar of letters, and can be filtered."""
_Subject = Person | Topic | Organisation
Item = Event | Talk | _Subject
"""What the catalogue knows and what has a page."""
NO_PERSON = schema.Person.model_construct(name="")
NO_TOPIC = schema.Topic.model_construct(title="", summary="")
"""What the records of those say that have no file."""
_WriteSome = Callable[[Sequence[Any], str], str]
"""Writes some entries of a list on the page of that src_uri."""
_List = tuple[str, Callable[[], Sequence[Any]], Callable[[Any], str], str, _WriteSome]
"""The src_uri of a list, what gives its entries, `key` and `others` of `leaves.cut`, what writes some of them."""


class Pages:
    """Writes the generated pages of one catalogue in one language."""

    def __init__(self, catalogue: Catalogue, settings: Settings, language: Language, cut: Leaves | None = None) -> None:
        """`cut` are the leaves, where somebody has them already."""
        self.catalogue = catalogue
        self.settings = settings
        self.language = language
        self.words = language.words
        if cut is not None:
            self.leaves = cut

    def outline(self) -> dict[str, Callable[[], str]]:
        """Every page of the site: src_uri -> what writes its Markdown. To know the pages none has to be written."""
        catalogue = self.catalogue
        lists = {here: (entries, write) for here, entries, _, _, write in self._lists()}
        found: dict[str, Callable[[], str]] = {
            here: partial(self._list, entries, write, here) for here, (entries, write) in lists.items()
        }
        # The page of a topic says more than who spoke of it.
        writers: dict[str, Callable[[Any], str]] = {
            "pages": lambda page: page.document.body,
            "events": lambda event: event.document.body,
            "talks": self.talk,
            "people": self.person,
            "topics": self.topic,
            "organisations": self.organisation,
        }
        for group, write_one in writers.items():
            for item in getattr(catalogue, group).values():
                if getattr(item, "has_page", True):
                    found[item.src_uri] = partial(write_one, item)
        bare = {"data": catalogue.events, "search": self.settings.search}
        bare["numbers"] = len(catalogue.talks) >= MANY
        found |= {self.settings.page(name): str for name, wanted in bare.items() if wanted}
        for here, cut in self.leaves.items():
            found |= {leaf.src_uri: partial(lists[here][1], leaf.entries, leaf.src_uri) for leaf in cut}
        return found

    @cached_property
    def leaves(self) -> Leaves:
        """The lists that are too long for one page: src_uri of the page that leads to their leaves -> these."""
        cuts = ((here, leaves.cut(here, entries(), key, others)) for here, entries, key, others, _ in self._lists())
        return {here: found for here, found in cuts if found}

    def _lists(self) -> Iterator[_List]:
        """Every list that grows with the site.

        No order counts for the addresses: those of a catalogue that is not sorted are the same.
        """
        catalogue, others = self.catalogue, self.words["other_letters"]
        indexes: dict[str, _WriteSome] = {
            "people": self._people,
            "topics": self._topics,
            "organisations": self._organisations,
            "glossary": self._terms,
        }
        for name, write in indexes.items() if catalogue.events else ():
            here = self.settings.page(name)
            yield here, partial(entries_of, catalogue, name, here), _sort_key, others, write
        events = [*catalogue.events.values()]
        yield "index.md", lambda: events[1:], self._year, "", self._events
        if events:
            # Their books are no pages: the template links them.
            yield self.settings.page("offline"), lambda: events, self._year, "", lambda _events, _here: ""
        for event in catalogue.events.values():
            programme, write = self.settings.programme(event.id), partial(self._days, event)
            yield programme, partial(entries_of, catalogue, "programme", programme), self._day, "", write
        subjects: list[_Subject] = [*catalogue.people.values(), *catalogue.topics.values()]
        for subject in (*subjects, *catalogue.organisations.values()):
            entries, write, _ = self._growing(subject)
            if len(entries) > leaves.MANY_MORE and getattr(subject, "has_page", True):
                newest_first = partial(sorted, entries, key=self._year, reverse=True)
                yield subject.src_uri, newest_first, self._year, "", write

    def _growing(self, subject: _Subject) -> tuple[Sequence[Any], _WriteSome, str]:
        """What a page lists more of with every conference, what writes it, the word above the newest ones of many."""
        if isinstance(subject, Person):
            return [written(self.catalogue, each) for each in subject.wrote], self._texts, "newest_written"
        return subject.appearances, self._appearances, "newest_talks"

    def _events(self, events: Sequence[Event], here: str) -> str:
        shown = []
        for event in events:
            record, number = event.record, self.language.count("talks", len(event.talks))
            label = f"{self.language.date_range(record.start_date, record.end_date)}, {number}"
            shown.append(entry(self.to(event, here), text.markdown(label), text.markdown(record.summary)))
        return "\n".join(shown)

    def _day(self, talk: Talk) -> str:
        title = self.language.date(talk.record.date, weekday=True)
        return f"{title[:1].upper()}{title[1:]}"

    def _year(self, held: Appearance | Event | Talk) -> str:
        item = self.catalogue.talks[held.talk] if isinstance(held, Appearance) else held
        return str((item.record.start_date if isinstance(item, Event) else item.record.date).year)

    def redirects(self) -> dict[str, tuple[str, str]]:
        """Old addresses: the src_uri that a page there would have -> (title, src_uri) of the page that took its place.

        They come from the `aliases` of the files. Those of a person are names, under which a page may have stood too.
        """
        found: dict[str, tuple[str, str]] = {}
        for src_uri, title, _, aliases in self.catalogue.written():
            found |= {old: (title, src_uri) for alias in aliases if (old := old_address(src_uri, alias))}
        for person in self.catalogue.people.values():
            for name in filter(text.slug, (person.record or NO_PERSON).aliases):
                found[f"{self.settings.folders['people']}/{text.slug(name)}.md"] = (person.name, person.src_uri)
        return found

    def addresses(self) -> set[str]:
        """The src_uris of all pages and old addresses."""
        return {*self.outline(), *self.redirects()}

    # Small pieces

    def link(self, label: str, target: str, here: str) -> str:
        """A Markdown link from the page `here` to the src_uri `target` (an anchor may follow it)."""
        path, _, anchor = target.partition("#")
        relative = posixpath.relpath(path, posixpath.dirname(here) or ".") if path != here else ""
        return f"[{text.markdown(label)}]({relative}{'#' + anchor if anchor else ''})"

    def to(self, item: Item, here: str) -> str:
        """A Markdown link from the page `here` to that of an item, under its name."""
        return self.link(name_of(item), item.src_uri, here)

    def _name(self, credit: Credit, here: str) -> str:
        """A link to a person under the name that a talk gives them, or the words for a name that was withdrawn."""
        if credit.person is None:
            return text.markdown(self.words["withdrawn"])
        return self.link(credit.name, self.catalogue.people[credit.person].src_uri, here)

    def credited(self, people: Iterable[Credit], here: str) -> str:
        """`Émile Vauge, Containous et …`: people with their organisations."""
        shown = []
        for organisation, group in groupby(people, key=lambda credit: credit.organisation):
            names = [self._name(credit, here) for credit in group]
            shown += [f"{self.language.list(names)} ({text.markdown(organisation)})"] if organisation else names
        return self.language.list(shown)

    def by_letter(self, items: Sequence[Any], write_one: Callable[[Any, str], str], here: str) -> str:
        """Markdown of the entries of an index, under headings by letter when they are many."""
        letters: dict[str, list[str]] = {}
        for item in items:
            letters.setdefault(leaves.letter(_sort_key(item)), []).append(write_one(item, here))
        if len(items) < MANY or len(letters) == 1:
            return "\n".join(chain.from_iterable(letters.values()))
        bar = " ".join(f"[{letter}](#{text.heading_slug(letter)})" for letter in letters)
        return "\n\n".join([bar, *(f"## {letter}\n\n" + "\n".join(group) for letter, group in letters.items())])

    def _list(self, entries: Callable[[], Sequence[Any]], write: _WriteSome, here: str) -> str:
        """The page of a list; one that has leaves names the first and last entries of each, and their number."""
        if here not in self.leaves:
            return write(entries(), here)
        shown = []
        for leaf in self.leaves[here]:
            number = self.language.count("entries" if leaf.span else noun_of(leaf), len(leaf.entries))
            shown.append(entry(self.link(leaf.label, leaf.src_uri, here), text.markdown(leaf.span), number))
        return "\n".join(shown)

    # Pages

    def speaker_index(self) -> str:
        """Everybody who spoke, from A to Z, with role, organisation and talks; then those who only wrote."""
        return self._people([*self.catalogue.people.values()], self.settings.page("people"))

    def _people(self, people: Sequence[Person], here: str) -> str:
        groups: dict[str, list[Person]] = {"people": [], "index_authors": [], "index_others": []}
        for person in people:
            group = "people" if person.appearances else "index_authors" if person.wrote else "index_others"
            groups[group].append(person)
        content = self.by_letter(groups.pop("people"), self._person_entry, here)
        for word, others in groups.items():
            if others:
                content += f"\n\n## {self.words[word]}\n\n" + self._person_entries(others, here)
        return content or self.words["nobody_yet"]

    def _person_entries(self, people: Iterable[Person], here: str) -> str:
        return "\n".join(self._person_entry(person, here) for person in people)

    def _person_entry(self, person: Person, here: str) -> str:
        roles = ", ".join(text.markdown(each) for each in (*person.roles[:1], *person.organisations[:2]))
        number = len(talk_ids(person))
        label = self.language.count("talks", number) if number else self.words["wrote"]
        links = [self.link(*appearance_target(self.catalogue, each), here) for each in person.appearances[:3]]
        links = links or [self.to(written(self.catalogue, each), here) for each in person.wrote[:3]]
        shown = f"{label}{self.words['colon']}{self.language.list(dict.fromkeys(links))}" if links else ""
        return entry(f"{monogram(person.name)} {self.to(person, here)}", roles, shown)

    def _texts(self, items: Iterable[Event | Talk], here: str) -> str:
        return "\n".join(f"- {self.to(item, here)}" for item in items)

    def person(self, person: Person) -> str:
        """The biography, then the talks by event, then what the person wrote."""
        here = person.src_uri
        sections = [person.document.body.strip()] if person.document else []
        for identifier, group in groupby(person.appearances, lambda each: self.catalogue.talks[each.talk].event):
            title = text.markdown(self.catalogue.events[identifier].record.title)
            sections += [f"## {self.words['at_event'].format(event=title)}", self._appearances(group, here)]
        if person.wrote:
            sections += [f"## {self.words['wrote']}", self._newest(person)]
        return "\n\n".join(filter(None, sections))

    def _appearances(self, appearances: Iterable[Appearance], here: str) -> str:
        return "\n".join(self._appearance_entry(each, here) for each in appearances)

    def _newest(self, subject: _Subject) -> str:
        """What the page of a subject lists; of many entries, the newest ones and the way to those of each year."""
        here, (entries, write, word) = subject.src_uri, self._growing(subject)
        by_year = self.leaves.get(here)
        if not by_year:
            return write(entries, here)
        years = " · ".join(self.link(leaf.label, leaf.src_uri, here) for leaf in by_year)
        newest = [*islice(chain.from_iterable(leaf.entries for leaf in by_year), MANY)]
        return f"{self.words[word].format(number=MANY)}{years}\n\n{write(newest, here)}"

    def _appearance_entry(self, appearance: Appearance, here: str) -> str:
        """A talk in a list: its title, when it was, what it says."""
        talk, own, credit = self.catalogue.talks[appearance.talk], told(self.catalogue, appearance), appearance.credit
        start, day = own.record.start, self.language.date(talk.record.date, weekday=True)
        label = [f"{day}, {start:%H:%M}" if start else day]
        if own is not talk:
            label.append(self.to(talk, here))
        if not credit:
            label.append(self.credited(own.credits, here))
        elif credit.person and credit.name != self.catalogue.people[credit.person].name:
            label.append(self.words["credited_as"].format(name=text.markdown(credit.name)))
        missing = "" if talk.record.summary else self.words["no_recap_yet"]
        summary = text.markdown(own.record.summary or "") or missing
        link = self.link(*appearance_target(self.catalogue, appearance), here)
        return entry(link, ". ".join(filter(None, label)), summary)

    def _topics(self, topics: Sequence[Topic], here: str) -> str:
        """Topics from A to Z; all of them as a tree: each topmost one with all that is narrower, however far below."""
        if here != self.settings.page("topics"):
            return self.by_letter(topics, self._topic_entry, here)
        below: dict[str, list[Topic]] = {}
        for topic in topics:
            theme = self.catalogue.theme(topic)
            below.setdefault(theme.id, []).extend([topic] if topic is not theme else [])
        sections = []
        for parent in (topic for topic in topics if below.get(topic.id)):
            sections.append(f"## {self.to(parent, here)}")
            sections += [text.markdown(parent.record.summary)] if parent.record else []
            sections.append("\n".join(self._topic_entry(child, here) for child in below[parent.id]))
        if rest := [topic for topic in topics if below.get(topic.id) == []]:
            sections += [f"## {self.words['other_topics']}"] if sections else []
            sections.append(self.by_letter(rest, self._topic_entry, here))
        return "\n\n".join(sections) or self.words["no_topic_yet"]

    def _topic_entry(self, topic: Topic, here: str) -> str:
        shown = f"{badge(self.catalogue.theme(topic))} {self.to(topic, here)}"
        number = self.language.count("talks", len(talk_ids(topic))) if topic.appearances else ""
        return entry(shown, text.markdown((topic.record or NO_TOPIC).summary), number)

    def topic(self, topic: Topic) -> str:
        """The text of the topic's file, the talks that speak of it, its neighbours."""
        here = topic.src_uri
        sections = [topic.document.body.strip()] if topic.document else []
        if topic.appearances:
            sections += [f"## {self.words['talks_about']}", self._newest(topic)]
        neighbours = [self.catalogue.topics[topic.broader]] if topic.broader else []
        neighbours += [self.catalogue.topics[identifier] for identifier in topic.narrower]
        if neighbours:
            shown = (self._topic_entry(each, here) for each in neighbours[: leaves.MANY_MORE])
            sections += [f"## {self.words['neighbours']}", "\n".join(shown)]
        if len(neighbours) > leaves.MANY_MORE:
            sections.append(self.link(self.words["all_topics"], self.settings.page("topics"), here))
        return "\n\n".join(filter(None, sections))

    def _organisations(self, organisations: Sequence[Organisation], here: str) -> str:
        return self.by_letter(organisations, self._organisation_entry, here) or self.words["nobody_yet"]

    def _organisation_entry(self, organisation: Organisation, here: str) -> str:
        """An organisation with its people; one with a page is a link."""
        name = self.to(organisation, here) if organisation.has_page else text.markdown(organisation.name)
        people = organisation.people
        links = [self.to(self.catalogue.people[identifier], here) for identifier in people[:10]]
        more = self.language.count("others", len(people) - 10) if len(people) > 10 else ""
        return entry(f"**{name}**", f"{', '.join(links)} {more}" if more else self.language.list(links))

    def organisation(self, organisation: Organisation) -> str:
        """The people of an organisation and the talks that they gave for it."""
        here, many = organisation.src_uri, leaves.MANY_MORE
        people = (self.catalogue.people[identifier] for identifier in organisation.people[:many])
        sections = [f"## {self.words['people']}", self._person_entries(people, here)]
        if len(organisation.people) > many:
            sections.append(self.language.count("others", len(organisation.people) - many))
        sections += [f"## {self.words['talks']}", self._newest(organisation)]
        return "\n\n".join(sections)

    def _terms(self, topics: Sequence[Topic], here: str) -> str:
        return self.by_letter(topics, self._term_entry, here) or self.words["no_topic_yet"]

    def _term_entry(self, topic: Topic, here: str) -> str:
        """A topic that has a file, with its definition."""
        record = topic.record or NO_TOPIC
        names = self.language.list(map(text.markdown, filter(None, (record.abbreviation, *record.synonyms))))
        return entry(self.to(topic, here) + (f" ({names})" if names else ""), text.markdown(record.summary))

    def talk(self, talk: Talk) -> str:
        """The text of a talk's file, with a line under the heading of each of its parts."""
        heads = [(part.record.id, self.part_head(talk, part)) for part in talk.parts]
        return body.insert_after_headings(talk.document.body, heads) if heads else talk.document.body

    def part_head(self, talk: Talk, part: Part) -> str:
        """One line of Markdown under a part's heading: who, as what, when, and the official title."""
        people = []
        for credit in part.credits:
            role = (text.markdown(each) for each in (credit.role, credit.organisation) if each)
            people.append(", ".join([self._name(credit, talk.src_uri), *role]))
        pieces = [self.words["semicolon"].join(people), hours(part.record)]
        if title := official(part.record.original_title, talk.record.language):
            pieces.append(f"{self.words['fact_official_title']}{self.words['colon']}{title}")
        return " · ".join(filter(None, pieces))

    def _days(self, event: Event, talks: Sequence[Talk], here: str) -> str:
        """A table for each day, known hours first; the parts of a talk follow it in their order."""
        every = [self.catalogue.talks[identifier] for identifier in event.talks]
        wanted = {
            "room": len({talk.record.room for talk in every} - {None}) > 1,
            "track": len({track_title(event, talk) for talk in every} - {""}) > 1,
            "official_title": any(each.record.original_title for talk in every for each in with_parts(talk)),
        }
        columns = ["hour", "talk", "room", "track", "voices", "official_title"]
        columns = [column for column in columns if wanted.get(column, True)]
        titles = [self.words[f"column_{column}"] for column in columns]
        sections = []
        for day, group in groupby(talks, key=self._day):
            rows = [[row[column] for column in columns] for talk in group for row in self._rows(event, talk, here)]
            table = [f"| {' | '.join(row)} |" for row in (titles, ["---"] * len(columns), *rows)]
            sections += [f"## {day}", "\n".join(table)]
        return "\n\n".join(sections) or self.words["no_talk_yet"]

    def _rows(self, event: Event, talk: Talk, here: str) -> Iterator[dict[str, str]]:
        """A talk, then its parts, whose speakers are named there: column -> Markdown."""
        for own in with_parts(talk):
            record, whole = own.record, own is talk
            title = self.link(record.title, target(talk, own), here)
            yield {
                "hour": f"{record.start:%H:%M}" if record.start else self.words["unknown_hour"],
                "talk": f"**{title}**" if whole else title,
                "room": text.markdown(talk.record.room or self.words["unknown_room"]),
                "track": text.markdown(track_title(event, talk)),
                "voices": self.credited(() if whole and talk.parts else own.credits, here),
                "official_title": official(record.original_title, talk.record.language),
            }


def entry(*lines: str) -> str:
    """An entry of a list, in Markdown: a line, and a paragraph for each other one that says something."""
    return "- " + "\n\n    ".join(filter(None, lines)) + "\n"


def entries_of(catalogue: Catalogue, listing: str, src_uri: str) -> list[Any]:
    """What the index of that name lists; the glossary the topics that have a file, a programme the talks."""
    if listing == "programme":
        return [catalogue.talks[each] for each in catalogue.events[src_uri.partition("/")[0]].talks]
    if listing == "glossary":
        return [topic for topic in catalogue.topics.values() if topic.record]
    return [*getattr(catalogue, listing).values()]


def name_of(item: Item) -> str:
    """What an item is called."""
    if isinstance(item, (Person, Organisation)):
        return item.name
    return item.title if isinstance(item, Topic) else item.record.title


def _sort_key(item: Item) -> str:
    return item.sort_name if isinstance(item, Person) else name_of(item)


def talk_ids(item: Event | _Subject) -> list[str]:
    """Ids of the talks of an event, a person, a topic or an organisation, in the order of the programmes, each once."""
    if isinstance(item, Event):
        return [*item.talks]
    return [*dict.fromkeys(each.talk for each in item.appearances)]


def noun_of(leaf: Leaf) -> str:
    """The word for the entries of a leaf that has no names: conferences or talks."""
    return "conferences" if isinstance(leaf.entries[0], Event) else "talks"


def with_parts(talk: Talk) -> list[Talk | Part]:
    """A talk, then its parts."""
    return [talk, *talk.parts]


def told(catalogue: Catalogue, appearance: Appearance) -> Talk | Part:
    """The talk, or the part of it, that an appearance names."""
    talk = catalogue.talks[appearance.talk]
    return next((part for part in talk.parts if part.record.id == appearance.part), talk)


def written(catalogue: Catalogue, identifier: str) -> Event | Talk:
    """The event or talk of that id."""
    return catalogue.events.get(identifier) or catalogue.talks[identifier]


def appearance_target(catalogue: Catalogue, appearance: Appearance) -> tuple[str, str]:
    """Title and src_uri with anchor of a talk, or of the part of it that an appearance names."""
    talk, own = catalogue.talks[appearance.talk], told(catalogue, appearance)
    return own.record.title, target(talk, own)


def target(talk: Talk, own: Talk | Part) -> str:
    """The src_uri of a talk, with the anchor of its part where that is meant."""
    return f"{talk.src_uri}#{own.record.id}" if isinstance(own, Part) else talk.src_uri


def hours(record: schema.Talk | schema.Part) -> str | None:
    """`09:00–09:20`, the start alone without a duration, None without a start."""
    if not record.start or not record.duration:
        return f"{record.start:%H:%M}" if record.start else None
    end = datetime.combine(date.min, record.start) + timedelta(minutes=record.duration)
    return f"{record.start:%H:%M}–{end:%H:%M}"


def track_title(event: Event, talk: Talk) -> str:
    """The title of the track that a talk belongs to; empty when there is none."""
    return next((each.title for each in event.record.tracks if each.id == talk.record.track), "")


def official(title: str | None, language: str | None) -> str:
    """Markdown of an official title, where there is one, in the language that it is read in (WCAG 3.1.2)."""
    tag = f' lang="{escape(language)}"' if language else ""
    return f"<cite{tag}>{text.markdown(title)}</cite>" if title else ""


def badge(theme: Topic) -> str:
    """The square of a theme, with its letter; screen readers pass over it and read the topic beside it."""
    letter = escape(text.initial(theme.title))
    return f'<span class="recap-topic__code recap-topic--{theme.id}" aria-hidden="true">{letter}</span>'


def monogram(name: str) -> str:
    """The initials of a person as a mark that screen readers pass over; they read the name beside it."""
    return f'<span class="recap-monogram" aria-hidden="true">{escape(text.monogram(name))}</span>'
