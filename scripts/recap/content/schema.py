"""Records of a front matter: keys, types, lengths. Strict: an unknown key is an error.

Terms are those of schema.org (Event, Person, Article), frab's schedule.xml and pretalx. `validation` makes a frozen
record of a document.
"""

from datetime import time
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from recap.content import field_types as types
from recap.content.document import Place


class Record(BaseModel):
    """Base of all records: frozen, with no keys beyond those of the schema."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=False, defer_build=True)


class Source(Record):
    """A source that a page relies on."""

    title: types.Line
    url: types.Url


class BasedOn(Record):
    """The text that a page retells (schema.org/isBasedOn)."""

    title: types.Line
    authors: tuple[types.Line, ...] = ()
    publisher: types.Line | None = None
    url: types.Url | None = None
    date: types.Day | None = None


class Affiliation(Record):
    """A person's role in an organisation; a missing date leaves the period open."""

    organisation: types.Line
    role: types.Line | None = None
    from_: types.PartialDay | None = Field(None, alias="from")
    to: types.PartialDay | None = None


class Speaker(Record):
    """A speaker as the programme presents them; needs `person` or `name`."""

    person: types.Identifier | None = None
    name: types.Line | None = None
    credited_as: types.Line | None = None
    role: types.Line | None = None
    organisation: types.Line | None = None


TAGS = ("<text>", "<entry>")
"""Steps that pydantic adds to the location of an error in a `SpeakerEntry`; no file contains them."""
_ByName = Annotated[types.Line, Tag(TAGS[0])]
_ByRecord = Annotated[Speaker, Tag(TAGS[1])]
SpeakerEntry = Annotated[_ByName | _ByRecord, Discriminator(lambda value: TAGS[isinstance(value, dict)])]


class Part(Record):
    """A chapter of a talk; `id` is the anchor of the heading above its text."""

    id: types.Identifier
    title: types.Title
    original_title: types.Title | None = None
    speakers: tuple[SpeakerEntry, ...] = ()
    start: types.Hour | None = None
    duration: types.Minutes | None = None
    topics: tuple[types.Line, ...] = ()
    summary: types.OptionalSummary = None


class Resource(Record):
    """Something to read, see or run."""

    type: Literal["slides", "video", "code", "article", "specification", "website"]
    url: types.Target
    title: types.Line
    archive_url: types.Target | None = None
    language: types.LanguageTag | None = None


class Recording(Record):
    """A recording of the talk; `duration` in minutes."""

    url: types.Target
    provider: types.Line | None = None
    duration: types.Minutes | None = None
    license: types.License | None = None


class Correction(Record):
    """A correction and its date."""

    date: types.Day
    text: types.Paragraph


class LaterFact(Record):
    """Something that happened later, with the public source for it."""

    date: types.PartialDay
    text: types.Paragraph
    label: types.Label | None = None
    """A short name, by which the line of the talk calls it."""
    title: types.Line | None = None
    url: types.Url | None = None


class SinceThen(Record):
    """What became of the subject, and when that was last checked."""

    checked: types.Day
    text: types.Paragraph | None = None
    facts: tuple[LaterFact, ...] = ()


class Revision(Record):
    """The last change of a talk's place or status by its programme, for calendars (RFC 5545, 3.8.7.3 and 3.8.7.4).

    `date`, `start` and `room` are those that it had before it was moved; all None if it never was.
    """

    sequence: types.Rank
    changed: types.Day
    date: types.Day | None = None
    start: types.Hour | None = None
    room: types.Line | None = None

    @property
    def is_move(self) -> bool:
        """True if the talk was somewhere else before."""
        return bool(self.date or self.start or self.room)


class Claim(Record):
    """Something that was said, hoped, bet or announced in a talk, and how it ended (schema.org/Claim)."""

    text: types.Paragraph
    said_by: types.Names
    anchor: types.Line | None = None
    """That of the heading above the passage; None for the talk as a whole, whose note is at the end."""
    outcome: Literal["held", "partly", "failed", "open"]
    as_of: types.Day
    """The day on which somebody last looked how it ended."""
    note: types.Paragraph | None = None
    source: types.Url
    """The address of a fact of `since_then`, or one of its own."""


class Imported(Record):
    """What an importer wrote, so that the next import can tell what people have changed."""

    from_: types.Line = Field(alias="from")
    id: types.Line
    guid: types.Line | None = None
    slug: types.Line | None = None
    address: types.Url | None = None
    """Of the programme. Nothing opens it unless a person agrees, for whoever changes docs/ could change it."""
    revision: Revision | None = None
    written: dict[str, str] = {}


class Track(Record):
    """A track of the programme."""

    id: types.Identifier
    title: types.Title
    color: types.Color | None = None


class Room(Record):
    """A room of which more is known than its name; `capacity` is a number of people."""

    name: types.Line
    description: types.Paragraph | None = None
    capacity: types.Capacity | None = None


_RoomByName = Annotated[types.Line, Tag(TAGS[0])]
_RoomByRecord = Annotated[Room, Tag(TAGS[1])]
RoomEntry = Annotated[_RoomByName | _RoomByRecord, Discriminator(lambda value: TAGS[isinstance(value, (dict, Room))])]


class Break(Record):
    """A line of the programme that is no talk: lunch, registration; `room` is None for all of them."""

    title: types.Title
    date: types.Day
    start: types.Hour
    duration: types.Minutes | None = None
    room: types.Line | None = None


class Event(Record):
    """A conference (schema.org/Event): the front matter of `<event>/index.md`."""

    kind: Literal["event"]
    title: types.Title
    acronym: types.Line | None = None
    start_date: types.Day
    end_date: types.Day
    timezone: types.TimeZone
    city: types.Line | None = None
    country: types.CountryCode | None = None
    venue: types.Line | None = None
    rooms: tuple[RoomEntry, ...] = ()
    tracks: tuple[Track, ...] = ()
    breaks: tuple[Break, ...] = ()
    day_change: types.Hour = time(4)
    """A talk that starts earlier belongs to the evening before: it lies on the calendar day after its `date`."""
    website: types.Url | None = None
    archive_url: types.Url | None = None
    hashtag: types.Line | None = None
    organizers: tuple[types.Line, ...] = ()
    languages: tuple[types.LanguageTag, ...] = ()
    license: types.License | None = None
    summary: types.Summary
    authors: tuple[types.Line, ...] = ()
    based_on: BasedOn | None = None
    sources: tuple[Source, ...] = ()
    published: types.Day | None = None
    imported: Imported | None = None
    corrections: tuple[Correction, ...] = ()
    aliases: tuple[types.Line, ...] = ()

    @property
    def room_names(self) -> list[str]:
        """Names of its rooms, in the order of the file."""
        return [room.name if isinstance(room, Room) else room for room in self.rooms]


TalkType = Literal["keynote", "talk", "lightning_talk", "panel", "workshop", "tutorial", "demo", "bof", "q_and_a"]


class Talk(Record):
    """A talk: front matter of `<event>/<talk>.md`. Who wrote it, and on what, is said here or nowhere."""

    kind: Literal["talk"] = "talk"
    title: types.Title
    original_title: types.Title | None = None
    subtitle: types.Line | None = None
    type: TalkType = "talk"
    speakers: tuple[SpeakerEntry, ...] | None = None
    no_speaker_reason: types.Line | None = None
    date: types.Day = None  # type: ignore[assignment]
    """None only in a file: the catalogue has the day of the event, if that lasts a single one."""
    start: types.Hour | None = None
    duration: types.Minutes | None = None
    order: types.Rank | None = None
    room: types.Line | None = None
    track: types.Identifier | None = None
    language: types.LanguageTag | None = None
    level: Literal["beginner", "intermediate", "advanced"] | None = None
    status: Literal["confirmed", "cancelled", "dropped"] = "confirmed"
    """`cancelled`: announced and not held; `dropped`: no longer in the programme that it was imported from."""
    attendance: Literal["in_person", "online", "hybrid"] | None = None
    do_not_record: types.Flag = False
    url: types.Url | None = None
    """Its page at the conference."""
    abstract: types.Prose | None = None
    summary: types.OptionalSummary = None
    key_points: Annotated[tuple[types.Line, ...], Field(min_length=3, max_length=7)] = ()
    topics: tuple[types.Line, ...] = ()
    parts: tuple[Part, ...] = ()
    resources: tuple[Resource, ...] = ()
    recordings: tuple[Recording, ...] = ()
    authors: tuple[types.Line, ...] | None = None
    based_on: BasedOn | None = None
    license: types.License | None = None
    published: types.Day | None = None
    imported: Imported | None = None
    sources: tuple[Source, ...] = ()
    corrections: tuple[Correction, ...] = ()
    since_then: SinceThen | None = None
    claims: tuple[Claim, ...] = ()
    aliases: tuple[types.Line, ...] = ()
    draft: types.Flag = False

    @property
    def checked_days(self) -> list[types.Day]:
        """Days on which somebody looked what became of it."""
        return [*([self.since_then.checked] if self.since_then else []), *(claim.as_of for claim in self.claims)]


class PersonLinks(Record):
    """Where to find a person."""

    website: types.Url | None = None
    github: types.Url | None = None
    mastodon: types.Url | None = None
    bluesky: types.Url | None = None
    linkedin: types.Url | None = None
    x: types.Url | None = None


class Photo(Record):
    """A portrait, next to the person's file."""

    file: types.Line
    alt: types.Line
    license: types.License
    credit: types.Line | None = None


class Person(Record):
    """A person (schema.org/Person): optional front matter of `intervenants/<id>.md`; the body is the biography."""

    kind: Literal["person"] = "person"
    name: types.Line
    sort_name: types.Line | None = None
    aliases: tuple[types.Line, ...] = ()
    distinct_from: tuple[types.Line, ...] = ()
    pronouns: types.Line | None = None
    honorific: types.Line | None = None
    """Titles and degrees: `Prof. Dr.`, `MBE`."""
    affiliations: tuple[Affiliation, ...] = ()
    links: PersonLinks = PersonLinks()
    orcid: types.Orcid | None = None
    wikidata: types.WikidataItem | None = None
    photo: Photo | None = None
    imported: Imported | None = None
    do_not_publish: types.Flag = False

    @property
    def labels(self) -> dict[Place, str]:
        """Place in the file -> name; the name to show comes first."""
        return {("name",): self.name} | {("aliases", number): alias for number, alias in enumerate(self.aliases)}


class Topic(Record):
    """A topic, technology or standard: front matter of `sujets/<id>.md`; its `summary` is the glossary's definition."""

    kind: Literal["topic"] = "topic"
    title: types.Title
    type: Literal["topic", "technology", "standard"] = "topic"
    abbreviation: types.Line | None = None
    synonyms: tuple[types.Line, ...] = ()
    broader: types.Line | None = None
    website: types.Url | None = None
    summary: types.Summary
    aliases: tuple[types.Line, ...] = ()

    @property
    def labels(self) -> dict[Place, str]:
        """Place in the file -> label; the label to show comes first."""
        labels: dict[Place, str] = {("title",): self.title}
        labels |= {("synonyms", number): synonym for number, synonym in enumerate(self.synonyms)}
        return labels | ({("abbreviation",): self.abbreviation} if self.abbreviation else {})


class Page(Record):
    """Any other page of the site."""

    kind: Literal["page"] = "page"
    title: types.Title
    summary: types.OptionalSummary = None
    aliases: tuple[types.Line, ...] = ()


KINDS: dict[str, type[Record]] = {"event": Event, "talk": Talk, "person": Person, "topic": Topic, "page": Page}
