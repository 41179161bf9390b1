"""The records that a front matter may hold: keys, types, lengths. Strict: an unknown key is a problem.

Terms are those of schema.org (Event, Person, Article), frab's schedule.xml and pretalx. Every value arrives as text,
a list or a mapping (`frontmatter` reads no YAML types); `validation` turns it into a frozen record.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date, time
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

# Plugins of other packages are of no use here, and looking for them costs a tenth of a short check.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

from babel import Locale
from packaging.licenses import canonicalize_license_expression
from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, WithJsonSchema
from pydantic_core import PydanticCustomError

from recap.content.frontmatter import Place
from recap.core import text


def _parse(
    variant: str,
    pattern: str,
    make: Callable[[str], Any] = str,
    known: Callable[[Any], object] = str,
    refused: str = "",
) -> Any:
    """A validator of text by pattern and constructor; anything else is a problem in the wording of `variant`.

    `known` fails for what no list of the world has. What fits the pattern and fails all the same is told in the wording
    of `refused`, where there is one.
    """

    def parse(value: Any) -> Any:
        wording = variant
        with suppress(ValueError, LookupError, OSError):
            if isinstance(value, str) and re.fullmatch(pattern, value.strip()):
                wording = refused or variant
                made = make(value.strip())
                known(made)
                return made
        raise PydanticCustomError(wording, "{value}", {"value": text.shortened(value)})

    return BeforeValidator(parse)


def _like(pattern: str, **keywords: Any) -> WithJsonSchema:
    """What the JSON Schema says of a text: the pattern of the whole of it, in the dialect of ECMA 262."""
    return WithJsonSchema({"type": "string", "pattern": f"^(?:{pattern})$", **keywords})


_ENGLISH = Locale("en")
"""What CLDR knows is what it has an English name for."""
_PARTIAL_DATE = r"\d{4}(-\d{2}(-\d{2})?)?"
_HOUR = r"([01]\d|2[0-3]):[0-5]\d"
_LANGUAGE = r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*"
_ID = r"[a-z0-9]+(-[a-z0-9]+)*"
_ORCID = r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]"
_ZONE = r"[A-Za-z_+-]+(/[A-Za-z0-9_+-]+)*"
URL = r"https?://[^\s<>\"\\^`{|}@/]+(?:[/?#][^\s<>\"\\^`{|}]*)?"

Text = Annotated[str, BeforeValidator(lambda value: text.collapse(value) if isinstance(value, str) else value)]
Line = Annotated[Text, Field(min_length=1, max_length=300)]
Title = Annotated[Text, Field(min_length=1, max_length=150)]
Paragraph = Annotated[Text, Field(min_length=1, max_length=2000)]
Day = Annotated[date, _parse("E116.date", r"\d{4}-\d{2}-\d{2}", date.fromisoformat, refused="E116.day")]
PartialDay = Annotated[
    str,
    _parse("E116.partial_date", _PARTIAL_DATE, known=lambda value: date.fromisoformat(f"{value}-01-01"[:10])),
    _like(_PARTIAL_DATE, type=["string", "integer"]),  # an editor's YAML takes 2016 for a number
]
Hour = Annotated[time, _parse("E116.time", _HOUR, time.fromisoformat), _like(_HOUR)]
Minutes = Annotated[int, Field(le=1440), _parse("E116.minutes", r"\d{1,4}", int, range(1, 1441).index)]
Rank = Annotated[int, _parse("E116.rank", r"\d{1,4}", int)]
Flag = Annotated[bool, _parse("E116.flag", r"(?i:true|false)", lambda value: value.lower() == "true")]
Url = Annotated[str, _parse("E111", URL), _like(r"https?://[^\s]+", format="uri")]
LanguageTag = Annotated[
    str,
    _parse("E117.language", _LANGUAGE, known=lambda tag: _ENGLISH.languages[tag.partition("-")[0].lower()]),
    _like(_LANGUAGE),
]
CountryCode = Annotated[
    str, _parse("E117.country", r"[A-Z]{2}", known=lambda code: _ENGLISH.territories[code]), _like(r"[A-Z]{2}")
]
License = Annotated[str, _parse("E117.license", r".{1,100}", canonicalize_license_expression)]
Identifier = Annotated[str, _parse("E116.id", _ID), _like(_ID)]
TimeZone = Annotated[str, _parse("E116.timezone", _ZONE, known=ZoneInfo), _like(_ZONE)]


class Record(BaseModel):
    """What all records share: frozen, and no key that the schema does not name."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=False, defer_build=True)


class Source(Record):
    """A text that a page rests on."""

    title: Line
    url: Url


class BasedOn(Record):
    """The text that these pages retell (schema.org/isBasedOn)."""

    title: Line
    authors: tuple[Line, ...] = ()
    publisher: Line | None = None
    url: Url | None = None
    date: Day | None = None


class Affiliation(Record):
    """A person's place in an organisation, open-ended where a date is missing."""

    organisation: Line
    role: Line | None = None
    from_: PartialDay | None = Field(None, alias="from")
    to: PartialDay | None = None


class Speaker(Record):
    """A speaker with what the programme says of them; one of `person` and `name` is needed."""

    person: Identifier | None = None
    name: Line | None = None
    credited_as: Line | None = None
    role: Line | None = None
    organisation: Line | None = None


TAGS = ("<text>", "<entry>")
"""Steps that pydantic puts into the place of an error in a `SpeakerEntry`, and that no file has."""
SpeakerEntry = Annotated[
    Annotated[Line, Tag(TAGS[0])] | Annotated[Speaker, Tag(TAGS[1])],
    Discriminator(lambda value: TAGS[isinstance(value, dict)]),
]


class Part(Record):
    """A chapter of a keynote; `id` is the anchor of the heading under which its text stands."""

    id: Identifier
    title: Title
    original_title: Title | None = None
    speakers: tuple[SpeakerEntry, ...] = ()
    start: Hour | None = None
    duration: Minutes | None = None
    topics: tuple[Line, ...] = ()
    summary: Line | None = None


class Resource(Record):
    """Something to read, see or run."""

    type: Literal["slides", "video", "code", "article", "specification", "website"]
    url: Url
    title: Line
    archive_url: Url | None = None
    language: LanguageTag | None = None


class Recording(Record):
    """A recording of the talk; `duration` in minutes."""

    url: Url
    provider: Line | None = None
    duration: Minutes | None = None
    license: License | None = None


class Correction(Record):
    """What was put right, and when."""

    date: Day
    text: Paragraph


class LaterFact(Record):
    """One thing that happened since, with the public source that says so."""

    date: PartialDay
    text: Paragraph
    title: Line | None = None
    url: Url | None = None


class SinceThen(Record):
    """What became of the subject, and when that was last looked up."""

    checked: Day
    text: Paragraph | None = None
    facts: tuple[LaterFact, ...] = ()


class Imported(Record):
    """What an importer wrote, so that a second import knows what a person changed since."""

    from_: Line = Field(alias="from")
    id: Line
    guid: Line | None = None
    written: dict[str, str] = {}


class Track(Record):
    """A strand of the programme."""

    id: Identifier
    title: Title


class Event(Record):
    """A conference (schema.org/Event): the front matter of `<event>/index.md`."""

    kind: Literal["event"]
    title: Title
    acronym: Line | None = None
    start_date: Day
    end_date: Day
    timezone: TimeZone
    city: Line | None = None
    country: CountryCode | None = None
    venue: Line | None = None
    rooms: tuple[Line, ...] = ()
    tracks: tuple[Track, ...] = ()
    website: Url | None = None
    archive_url: Url | None = None
    hashtag: Line | None = None
    organizers: tuple[Line, ...] = ()
    languages: tuple[LanguageTag, ...] = ()
    license: License | None = None
    summary: Line
    authors: tuple[Line, ...] = ()
    based_on: BasedOn | None = None
    sources: tuple[Source, ...] = ()
    published: Day | None = None
    imported: Imported | None = None
    corrections: tuple[Correction, ...] = ()
    aliases: tuple[Line, ...] = ()


class Talk(Record):
    """A talk: the front matter of `<event>/<talk>.md`. Without `summary` it is a stub: what the programme knows."""

    kind: Literal["talk"] = "talk"
    title: Title
    original_title: Title | None = None
    type: Literal["keynote", "talk", "lightning_talk", "panel", "workshop", "tutorial", "demo", "bof", "q_and_a"] = (
        "talk"
    )
    speakers: tuple[SpeakerEntry, ...] | None = None
    no_speaker_reason: Line | None = None
    date: Day
    start: Hour | None = None
    duration: Minutes | None = None
    order: Rank | None = None
    room: Line | None = None
    track: Identifier | None = None
    language: LanguageTag | None = None
    level: Literal["beginner", "intermediate", "advanced"] | None = None
    summary: Line | None = None
    key_points: Annotated[tuple[Line, ...], Field(min_length=3, max_length=7)] = ()
    topics: tuple[Line, ...] = ()
    parts: tuple[Part, ...] = ()
    resources: tuple[Resource, ...] = ()
    recordings: tuple[Recording, ...] = ()
    authors: tuple[Line, ...] | None = None
    based_on: BasedOn | None = None
    published: Day | None = None
    imported: Imported | None = None
    sources: tuple[Source, ...] = ()
    corrections: tuple[Correction, ...] = ()
    since_then: SinceThen | None = None
    aliases: tuple[Line, ...] = ()
    draft: Flag = False


class PersonLinks(Record):
    """Where a person can be found."""

    website: Url | None = None
    github: Url | None = None
    mastodon: Url | None = None
    bluesky: Url | None = None
    linkedin: Url | None = None
    x: Url | None = None


class Photo(Record):
    """A portrait, in the folder of the people's files."""

    file: Line
    alt: Line
    license: License
    credit: Line | None = None


class Person(Record):
    """A person (schema.org/Person): the optional front matter of `intervenants/<id>.md`; the body is the biography."""

    kind: Literal["person"] = "person"
    name: Line
    sort_name: Line | None = None
    aliases: tuple[Line, ...] = ()
    distinct_from: tuple[Line, ...] = ()
    pronouns: Line | None = None
    affiliations: tuple[Affiliation, ...] = ()
    links: PersonLinks = PersonLinks()
    orcid: Annotated[str, _parse("E116.orcid", _ORCID), _like(_ORCID)] | None = None
    wikidata: Annotated[str, _parse("E116.wikidata", r"Q[1-9]\d*"), _like(r"Q[1-9]\d*")] | None = None
    photo: Photo | None = None
    imported: Imported | None = None
    do_not_publish: Flag = False

    @property
    def labels(self) -> dict[Place, str]:
        """Where each of their names stands -> the name; the one to show first."""
        return {("name",): self.name} | {("aliases", number): alias for number, alias in enumerate(self.aliases)}


class Topic(Record):
    """A topic, technology or standard: the front matter of `sujets/<id>.md`; its `summary` is the glossary's entry."""

    kind: Literal["topic"] = "topic"
    title: Title
    type: Literal["topic", "technology", "standard"] = "topic"
    abbreviation: Line | None = None
    synonyms: tuple[Line, ...] = ()
    broader: Line | None = None
    website: Url | None = None
    summary: Line
    aliases: tuple[Line, ...] = ()

    @property
    def labels(self) -> dict[Place, str]:
        """Where each of its names stands -> the name; the one to show first."""
        labels: dict[Place, str] = {("title",): self.title}
        labels |= {("synonyms", number): synonym for number, synonym in enumerate(self.synonyms)}
        return labels | ({("abbreviation",): self.abbreviation} if self.abbreviation else {})


class Page(Record):
    """Any other page of the site."""

    kind: Literal["page"] = "page"
    title: Title
    summary: Line | None = None
    aliases: tuple[Line, ...] = ()


KINDS: dict[str, type[Record]] = {"event": Event, "talk": Talk, "person": Person, "topic": Topic, "page": Page}
