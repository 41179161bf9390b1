"""Catalogue -> Markdown of the generated pages: indexes, people, topics, organisations, glossary, programmes.

What a reader must find by search and what must be checked as a link is in this Markdown; the templates add only the
frame. Every text of a record goes through `text.markdown`, so that it shows its own characters and nothing else.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property, partial
from html import escape
from itertools import groupby
from typing import Any

from recap import body, leaves, schema, text
from recap.languages import Language
from recap.leaves import Leaf
from recap.records import (
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
from recap.settings import Settings

MANY = 20
"""Entries from which on an index is cut by letter, with a bar of letters, and can be filtered."""
_WriteSome = Callable[[Sequence[Any], str], str]
"""Writes some entries of a list on the page of that src_uri."""


class Pages:
    """Writes the generated pages of one catalogue in one language."""

    def __init__(
        self,
        catalogue: Catalogue,
        settings: Settings,
        language: Language,
        leaves: Mapping[str, list[Leaf]] | None = None,
    ) -> None:
        """`leaves` where they are known already."""
        self.catalogue = catalogue
        self._known_leaves = leaves
        self.settings = settings
        self.language = language
        self.words = language.words

    def outline(self) -> dict[str, Callable[[], str]]:
        """Every page of the site: src_uri -> what writes its Markdown. To know the pages none has to be written."""
        catalogue, folders = self.catalogue, self.settings.folders
        found: dict[str, Callable[[], str]] = {}
        for page in catalogue.pages.values():
            found[page.src_uri] = partial(str, page.document.body)
        for event in catalogue.events.values():
            found[event.src_uri] = partial(str, event.document.body)
            found[self.settings.programme(event.id)] = partial(self.programme, event)
        for talk in catalogue.talks.values():
            found[talk.src_uri] = partial(self.talk, talk)
        for person in catalogue.people.values():
            found[person.src_uri] = partial(self.person, person)
        for topic in catalogue.topics.values():
            found[topic.src_uri] = partial(self.topic, topic)
        for organisation in catalogue.organisations.values():
            if organisation.has_page:
                found[organisation.src_uri] = partial(self.organisation, organisation)
        if catalogue.events:
            found[f"{folders['people']}/index.md"] = self.speaker_index
            found[f"{folders['topics']}/index.md"] = self.topic_index
            found[f"{folders['organisations']}/index.md"] = self.organisation_index
            found[f"{folders['glossary']}.md"] = self.glossary
            found[f"{folders['data']}.md"] = str
            found[f"{folders['offline']}.md"] = str
        if self.settings.search:
            found[f"{folders['search']}.md"] = str
        if len(catalogue.talks) >= MANY:
            found[f"{folders['numbers']}.md"] = str
        for whole, *_, write_some in self._lists():
            for leaf in self.leaves.get(whole, ()):
                found[leaf.src_uri] = partial(write_some, leaf.entries, leaf.src_uri)
                if write_some != self._appearances:  # the page of a topic says more than who spoke of it
                    found[whole] = partial(self._way, whole)
        return found

    @cached_property
    def leaves(self) -> Mapping[str, list[Leaf]]:
        """The lists that are too long for one page: src_uri of the page that leads to their leaves -> these."""
        if self._known_leaves is not None:
            return self._known_leaves
        cuts = ((each[0], leaves.cut(*each[:-1])) for each in self._lists())
        return {whole: found for whole, found in cuts if found}

    def _lists(self) -> Iterator[tuple[str, Sequence[Any], Callable[[Any], str], str, _WriteSome]]:
        """Every list that grows with the site: what `leaves.cut` wants, and what writes some of its entries on a page.

        No order counts for the addresses: those of a catalogue that is not sorted are the same.
        """
        catalogue, folders, others = self.catalogue, self.settings.folders, self.words["other_letters"]
        people, topics = [*catalogue.people.values()], [*catalogue.topics.values()]
        organisations, terms = [*catalogue.organisations.values()], [topic for topic in topics if topic.record]
        if catalogue.events:
            yield f"{folders['people']}/index.md", people, lambda each: each.sort_name, others, self._people
            yield f"{folders['topics']}/index.md", topics, lambda each: each.title, others, self._topics
            yield f"{folders['organisations']}/index.md", organisations, lambda each: each.name, others, self._members
            yield f"{folders['glossary']}.md", terms, lambda each: each.title, others, self._terms
        for event in catalogue.events.values():
            talks = [catalogue.talks[identifier] for identifier in event.talks]
            yield self.settings.programme(event.id), talks, self._day, "", partial(self._days, event)
        told: list[Topic | Organisation] = [*topics, *(each for each in organisations if each.has_page)]
        for subject in (each for each in told if len(each.appearances) > leaves.MANY_MORE):
            newest_first = sorted(subject.appearances, key=self._year, reverse=True)
            yield subject.src_uri, newest_first, self._year, "", self._appearances

    def _day(self, talk: Talk) -> str:
        title = self.language.date(talk.record.date, weekday=True)
        return f"{title[:1].upper()}{title[1:]}"

    def _year(self, appearance: Appearance) -> str:
        return str(self.catalogue.talks[appearance.talk].record.date.year)

    def redirects(self) -> dict[str, tuple[str, str]]:
        """Old addresses: the src_uri that a page there would have -> (title, src_uri) of the page that took its place.

        They come from the `aliases` of the files. Those of a person are names, under which a page may have stood too.
        """
        found: dict[str, tuple[str, str]] = {}
        for src_uri, title, _, aliases in self.catalogue.written():
            found |= {old: (title, src_uri) for alias in aliases if (old := old_address(src_uri, alias))}
        for person in self.catalogue.people.values():
            for name in filter(text.slug, person.record.aliases if person.record else ()):
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

    def appearance(self, appearance: Appearance, here: str) -> str:
        """A link to a talk, or to the part of it that is meant."""
        title, target = appearance_target(self.catalogue, appearance)
        return self.link(title, target, here)

    def credited(self, people: Iterable[Credit], here: str) -> str:
        """`Émile Vauge, Containous et …`: people with their organisations."""
        groups: list[tuple[str | None, list[str]]] = []
        for credit in people:
            if credit.person is None:
                groups.append((None, [text.markdown(self.words["withdrawn"])]))
                continue
            name = self.link(credit.name, self.catalogue.people[credit.person].src_uri, here)
            if groups and groups[-1][0] == credit.organisation and credit.organisation:
                groups[-1][1].append(name)
            else:
                groups.append((credit.organisation, [name]))
        shown = []
        for organisation, names in groups:
            shown.append(self.language.list(names) + (f" ({text.markdown(organisation)})" if organisation else ""))
        return self.language.list(shown)

    def by_letter(self, entries: Sequence[tuple[str, str]]) -> str:
        """Markdown of entries (sort key, Markdown), under headings by letter when they are many."""
        if len(entries) < MANY:
            return "\n".join(entry for _, entry in entries)
        letters: dict[str, list[str]] = {}
        for key, entry in entries:
            letter = text.initial(key)
            letters.setdefault("0-9" if letter == "#" else letter, []).append(entry)
        if len(letters) == 1:
            return "\n".join(entry for _, entry in entries)
        bar = " ".join(f"[{letter}](#{text.heading_slug(letter)})" for letter in letters)
        sections = (f"## {letter}\n\n" + "\n".join(group) for letter, group in letters.items())
        return f"{bar}\n\n" + "\n\n".join(sections)

    def _way(self, here: str) -> str:
        """The page of a list that has leaves: each with its first and last names, and the number of its entries."""
        lines = []
        for leaf in self.leaves[here]:
            number = self.language.count("entries" if leaf.span else "talks", len(leaf.entries))
            own = (f"- {self.link(leaf.label, leaf.src_uri, here)}", text.markdown(leaf.span), number)
            lines.append("\n\n    ".join(filter(None, own)) + "\n")
        return "\n".join(lines)

    # Pages

    def speaker_index(self) -> str:
        """Everybody who spoke, from A to Z, with role, organisation and talks; then those who only wrote."""
        return self._people([*self.catalogue.people.values()], f"{self.settings.folders['people']}/index.md")

    def _people(self, people: Sequence[Person], here: str) -> str:
        speakers = [person for person in people if person.appearances]
        authors = [person for person in people if not person.appearances and person.wrote]
        others = [person for person in people if not person.appearances and not person.wrote]
        content = self.by_letter([(person.sort_name, self._person_entry(person, here)) for person in speakers])
        for word, group in (("index_authors", authors), ("index_others", others)):
            if group:
                content += f"\n\n## {self.words[word]}\n\n"
                content += "\n".join(self._person_entry(person, here) for person in group)
        return content or self.words["nobody_yet"]

    def _person_entry(self, person: Person, here: str) -> str:
        roles = ", ".join(text.markdown(each) for each in (*person.roles[:1], *person.organisations[:2]))
        talks = list(dict.fromkeys(self.appearance(each, here) for each in person.appearances[:3]))
        number = len({each.talk for each in person.appearances})
        lines = [f"- {monogram(person.name)} {self.link(person.name, person.src_uri, here)}"]
        if roles:
            lines.append(roles)
        if talks:
            lines.append(f"{self.language.count('talks', number)}{self.words['colon']}{self.language.list(talks)}")
        elif person.wrote:
            wrote = [self._written(identifier, here) for identifier in person.wrote[:3]]
            lines.append(f"{self.words['wrote']}{self.words['colon']}{self.language.list(wrote)}")
        return "\n\n    ".join(lines) + "\n"

    def _written(self, identifier: str, here: str) -> str:
        item = self.catalogue.events.get(identifier) or self.catalogue.talks[identifier]
        return self.link(item.record.title, item.src_uri, here)

    def person(self, person: Person) -> str:
        """The biography, then the talks by event, then what the person wrote."""
        here = person.src_uri
        sections = [person.document.body.strip()] if person.document else []
        by_event: dict[str, list[Appearance]] = {}
        for appearance in person.appearances:
            by_event.setdefault(self.catalogue.talks[appearance.talk].event, []).append(appearance)
        for identifier, appearances in by_event.items():
            event = self.catalogue.events[identifier]
            sections.append(f"## {self.words['at_event'].format(event=text.markdown(event.record.title))}")
            sections.append(self._appearances(appearances, here))
        if person.wrote:
            sections.append(f"## {self.words['wrote']}")
            sections.append("\n".join(f"- {self._written(identifier, here)}" for identifier in person.wrote))
        return "\n\n".join(section for section in sections if section)

    def _appearances(self, appearances: Sequence[Appearance], here: str) -> str:
        return "\n".join(self._appearance_entry(each, here) for each in appearances)

    def _newest(self, appearances: Sequence[Appearance], here: str) -> str:
        """The talks of a topic or an organisation; of many, the newest ones and the way to those of each year."""
        if here not in self.leaves:
            return self._appearances(appearances, here)
        years = " · ".join(self.link(leaf.label, leaf.src_uri, here) for leaf in self.leaves[here])
        by_year = self.words["newest_talks"].format(number=MANY) + years
        newest = [appearance for leaf in self.leaves[here] for appearance in leaf.entries][:MANY]
        return f"{by_year}\n\n{self._appearances(newest, here)}"

    def _appearance_entry(self, appearance: Appearance, here: str) -> str:
        """A talk in a list: its title, when it was, what it says."""
        talk = self.catalogue.talks[appearance.talk]
        part = next((part.record for part in talk.parts if part.record.id == appearance.part), None)
        when = self.language.date(talk.record.date, weekday=True)
        start = part.start if part else talk.record.start
        lines = [f"- {self.appearance(appearance, here)}"]
        label = [when + (f", {start:%H:%M}" if start else "")]
        if part:
            label.append(self.link(talk.record.title, talk.src_uri, here))
        if appearance.credit and appearance.credit.person:
            known = self.catalogue.people[appearance.credit.person].name
            if appearance.credit.name != known:
                label.append(self.words["credited_as"].format(name=text.markdown(appearance.credit.name)))
        elif not appearance.credit:
            label.append(self.credited(part_credits(talk, appearance.part), here))
        lines.append(". ".join(each for each in label if each))
        summary = part.summary if part else talk.record.summary
        if summary:
            lines.append(text.markdown(summary))
        elif not talk.record.summary:
            lines.append(self.words["no_recap_yet"])
        return "\n\n    ".join(lines) + "\n"

    def topic_index(self) -> str:
        """Topics as a tree of one level: each topmost one with all that is narrower, however far below."""
        here = f"{self.settings.folders['topics']}/index.md"
        below: dict[str, list[Topic]] = {}
        for topic in self.catalogue.topics.values():
            theme = self.catalogue.theme(topic)
            below.setdefault(theme.id, []).extend([topic] if topic is not theme else [])
        parents = [topic for topic in self.catalogue.topics.values() if below.get(topic.id)]
        rest = [topic for topic in self.catalogue.topics.values() if below.get(topic.id) == []]
        sections = []
        for parent in parents:
            children = below[parent.id]
            sections.append(f"## {self.link(parent.title, parent.src_uri, here)}")
            if parent.record:
                sections.append(text.markdown(parent.record.summary))
            sections.append("\n".join(self._topic_entry(child, here) for child in children))
        if rest:
            if parents:
                sections.append(f"## {self.words['other_topics']}")
            sections.append(self._topics(rest, here))
        return "\n\n".join(sections) or self.words["no_topic_yet"]

    def _topics(self, topics: Sequence[Topic], here: str) -> str:
        return self.by_letter([(topic.title, self._topic_entry(topic, here)) for topic in topics])

    def _topic_entry(self, topic: Topic, here: str) -> str:
        number = len({each.talk for each in topic.appearances})
        line = f"- {badge(self.catalogue.theme(topic))} {self.link(topic.title, topic.src_uri, here)}"
        if topic.record:
            line += f"\n\n    {text.markdown(topic.record.summary)}"
        return line + f"\n\n    {self.language.count('talks', number)}\n" if number else line + "\n"

    def topic(self, topic: Topic) -> str:
        """The text of the topic's file, the talks that speak of it, its neighbours."""
        here = topic.src_uri
        sections = [topic.document.body.strip()] if topic.document else []
        if topic.appearances:
            sections += [f"## {self.words['talks_about']}", self._newest(topic.appearances, here)]
        neighbours = [self.catalogue.topics[topic.broader]] if topic.broader else []
        neighbours += [self.catalogue.topics[identifier] for identifier in topic.narrower]
        if neighbours:
            sections.append(f"## {self.words['neighbours']}")
            sections.append("\n".join(self._topic_entry(each, here) for each in neighbours[: leaves.MANY_MORE]))
            if len(neighbours) > leaves.MANY_MORE:
                sections.append(
                    self.link(self.words["all_topics"], f"{self.settings.folders['topics']}/index.md", here)
                )
        return "\n\n".join(section for section in sections if section)

    def organisation_index(self) -> str:
        """Organisations from A to Z with their people; those with a page are links."""
        here = f"{self.settings.folders['organisations']}/index.md"
        return self._members([*self.catalogue.organisations.values()], here) or self.words["nobody_yet"]

    def _members(self, organisations: Sequence[Organisation], here: str) -> str:
        entries = []
        for organisation in organisations:
            name = text.markdown(organisation.name)
            if organisation.has_page:
                name = self.link(organisation.name, organisation.src_uri, here)
            people = [self.catalogue.people[identifier] for identifier in organisation.people]
            links = [self.link(person.name, person.src_uri, here) for person in people[:10]]
            more = self.language.count("others", len(people) - 10) if len(people) > 10 else ""
            names = f"{', '.join(links)} {more}" if more else self.language.list(links)
            entries.append((organisation.name, f"- **{name}**\n\n    {names}\n"))
        return self.by_letter(entries)

    def organisation(self, organisation: Organisation) -> str:
        """The people of an organisation and the talks that they gave for it."""
        here = organisation.src_uri
        people = [self.catalogue.people[identifier] for identifier in organisation.people]
        more = len(people) - leaves.MANY_MORE
        entries = "\n".join(self._person_entry(person, here) for person in people[: leaves.MANY_MORE])
        return "\n\n".join(
            [
                f"## {self.words['people']}",
                entries + (f"\n\n{self.language.count('others', more)}" if more > 0 else ""),
                f"## {self.words['talks']}",
                self._newest(organisation.appearances, here),
            ]
        )

    def glossary(self) -> str:
        """The definitions of the topics that have a file, from A to Z."""
        here = f"{self.settings.folders['glossary']}.md"
        return self._terms([*self.catalogue.topics.values()], here) or self.words["no_topic_yet"]

    def _terms(self, topics: Sequence[Topic], here: str) -> str:
        entries = []
        for topic in topics:
            if topic.record:
                term = self.link(topic.title, topic.src_uri, here)
                also = [each for each in (topic.record.abbreviation, *topic.record.synonyms) if each]
                names = f" ({self.language.list(text.markdown(each) for each in also)})" if also else ""
                entries.append((topic.title, f"- {term}{names}\n\n    {text.markdown(topic.record.summary)}\n"))
        return self.by_letter(entries)

    def talk(self, talk: Talk) -> str:
        """The text of a talk's file, with a line under the heading of each of its parts."""
        heads = [(part.record.id, self.part_head(talk, part)) for part in talk.parts]
        return body.insert_after_headings(talk.document.body, heads) if heads else talk.document.body

    def part_head(self, talk: Talk, part: Part) -> str:
        """One line of Markdown under a part's heading: who, as what, when, and the official title."""
        people = []
        for credit in part.credits:
            if credit.person is None:
                people.append(text.markdown(self.words["withdrawn"]))
                continue
            person = self.link(credit.name, self.catalogue.people[credit.person].src_uri, talk.src_uri)
            role = ", ".join(text.markdown(each) for each in (credit.role, credit.organisation) if each)
            people.append(person + (f", {role}" if role else ""))
        pieces = [self.words["semicolon"].join(people), hours(part.record)]
        if part.record.original_title:
            title = official(part.record.original_title, talk.record.language)
            pieces.append(f"{self.words['fact_official_title']}{self.words['colon']}{title}")
        return " · ".join(each for each in pieces if each)

    def programme(self, event: Event) -> str:
        """A table for each day, known hours first; the parts of a talk follow it in their order."""
        talks = [self.catalogue.talks[identifier] for identifier in event.talks]
        return self._days(event, talks, self.settings.programme(event.id)) or self.words["no_talk_yet"]

    def _days(self, event: Event, talks: Sequence[Talk], here: str) -> str:
        every = [self.catalogue.talks[identifier] for identifier in event.talks]
        titled = any(each.original_title for talk in every for each in _parts_of(talk.record))
        wanted = {
            "room": len({talk.record.room for talk in every} - {None}) > 1,
            "track": len({track_title(event, talk) for talk in every} - {""}) > 1,
            "official_title": titled,
        }
        columns = ["hour", "talk", "room", "track", "voices", "official_title"]
        columns = [column for column in columns if wanted.get(column, True)]
        sections = []
        for day, group in groupby(talks, key=self._day):
            rows = [[row[column] for column in columns] for talk in group for row in self._programme_rows(talk, here)]
            titles = [self.words[f"column_{column}"] for column in columns]
            table = [f"| {' | '.join(row)} |" for row in (titles, ["---"] * len(columns), *rows)]
            sections += [f"## {day}", "\n".join(table)]
        return "\n\n".join(sections)

    def _programme_rows(self, talk: Talk, here: str) -> Iterable[dict[str, str]]:
        """A talk, then its parts: column -> Markdown."""
        event = self.catalogue.events[talk.event]
        credited = ((), *(part.credits for part in talk.parts)) if talk.parts else (talk.credits,)
        for record, people in zip(_parts_of(talk.record), credited, strict=True):
            anchor = f"#{record.id}" if isinstance(record, schema.Part) else ""
            title = self.link(record.title, talk.src_uri + anchor, here)
            yield {
                "hour": f"{record.start:%H:%M}" if record.start else self.words["unknown_hour"],
                "talk": title if anchor else f"**{title}**",
                "room": text.markdown(talk.record.room or self.words["unknown_room"]),
                "track": text.markdown(track_title(event, talk)),
                "voices": self.credited(people, here),
                "official_title": official(record.original_title or "", talk.record.language),
            }


def _parts_of(record: schema.Talk) -> list[schema.Talk | schema.Part]:
    """A talk's record and those of its parts, all of which have a title and perhaps an hour."""
    return [record, *record.parts]


def appearance_target(catalogue: Catalogue, appearance: Appearance) -> tuple[str, str]:
    """Title and src_uri with anchor of a talk, or of the part of it that an appearance names."""
    talk = catalogue.talks[appearance.talk]
    for part in talk.parts:
        if part.record.id == appearance.part:
            return part.record.title, f"{talk.src_uri}#{part.record.id}"
    return talk.record.title, talk.src_uri


def hours(record: schema.Talk | schema.Part) -> str | None:
    """`09:00–09:20`, the start alone without a duration, None without a start."""
    if not record.start:
        return None
    if not record.duration:
        return f"{record.start:%H:%M}"
    end = datetime.combine(date.min, record.start) + timedelta(minutes=record.duration)
    return f"{record.start:%H:%M}–{end:%H:%M}"


def part_credits(talk: Talk, part: str | None) -> tuple[Credit, ...]:
    """The speakers of a part of a talk, or of the whole of it."""
    return next((each.credits for each in talk.parts if each.record.id == part), talk.credits)


def track_title(event: Event, talk: Talk) -> str:
    """The title of the track that a talk belongs to; empty when there is none."""
    return next((each.title for each in event.record.tracks if each.id == talk.record.track), "")


def official(title: str, language: str | None) -> str:
    """Markdown of an official title, in the language that it is read in (WCAG 3.1.2)."""
    tag = f' lang="{escape(language)}"' if language else ""
    return f"<cite{tag}>{text.markdown(title)}</cite>" if title else ""


def badge(theme: Topic) -> str:
    """The square of a theme, with its letter; screen readers pass over it and read the topic beside it."""
    letter = escape(text.initial(theme.title))
    return f'<span class="recap-topic__code recap-topic--{theme.id}" aria-hidden="true">{letter}</span>'


def monogram(name: str) -> str:
    """The initials of a person as a mark that screen readers pass over; they read the name beside it."""
    return f'<span class="recap-monogram" aria-hidden="true">{escape(text.monogram(name))}</span>'
