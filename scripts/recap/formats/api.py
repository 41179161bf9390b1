"""`api/v1/`: events, talks, people, topics and organisations as JSON, with the JSON Schemas that these models are.

Addresses start at the root of the site, dates are ISO 8601, durations minutes. What has no value is left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict

from recap import schema
from recap.formats.slots import talk_guid
from recap.languages import Language
from recap.records import Credit, Event, Organisation, Person, Talk, Topic
from recap.views.frame import Context, updated, url_of

FOLDER = "api/v1"


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", defer_build=True)


class SpeakerData(_Data):
    """A speaker as credited; without `person` the name is withdrawn."""

    person: str | None = None
    name: str | None = None
    role: str | None = None
    organisation: str | None = None


class PartData(_Data):
    """A part of a talk; `id` is its anchor in the page."""

    id: str
    title: str
    original_title: str | None = None
    speakers: list[SpeakerData]
    start: str | None = None
    duration: int | None = None
    topics: list[str]
    summary: str | None = None


class TalkData(_Data):
    """A talk; `speakers` holds those of its parts too, `text` is Markdown and stands in the talk's own file only."""

    id: str
    guid: str
    url: str
    event: str
    title: str
    original_title: str | None = None
    type: str
    speakers: list[SpeakerData]
    no_speaker_reason: str | None = None
    date: str
    start: str | None = None
    duration: int | None = None
    room: str | None = None
    track: str | None = None
    language: str | None = None
    level: str | None = None
    summary: str | None = None
    key_points: list[str]
    topics: list[str]
    parts: list[PartData]
    resources: list[schema.Resource]
    recordings: list[schema.Recording]
    sources: list[schema.Source]
    published: str | None = None
    updated: str | None = None
    text: str | None = None


class EventData(_Data):
    """A conference; `talks` are ids in the order of the programme."""

    id: str
    url: str
    title: str
    acronym: str | None = None
    start_date: str
    end_date: str
    timezone: str
    city: str | None = None
    country: str | None = None
    venue: str | None = None
    rooms: list[str]
    tracks: list[schema.Track]
    website: str | None = None
    hashtag: str | None = None
    organizers: list[str]
    languages: list[str]
    license: str | None = None
    summary: str
    talks: list[str]


class PersonData(_Data):
    """Somebody who spoke or wrote; `talks` and `wrote` are ids."""

    id: str
    url: str
    name: str
    sort_name: str
    aliases: list[str]
    roles: list[str]
    organisations: list[str]
    links: schema.PersonLinks
    orcid: str | None = None
    wikidata: str | None = None
    talks: list[str]
    wrote: list[str]


class TopicData(_Data):
    """A topic; `broader` and `narrower` are ids of topics, `talks` ids of talks."""

    id: str
    url: str
    title: str
    type: str
    abbreviation: str | None = None
    synonyms: list[str]
    website: str | None = None
    summary: str | None = None
    broader: str | None = None
    narrower: list[str]
    talks: list[str]


class OrganisationData(_Data):
    """An organisation; one with fewer than two talks has no page."""

    id: str
    url: str | None = None
    name: str
    people: list[str]
    talks: list[str]


MODELS: dict[str, type[_Data]] = {"events": EventData, "talks": TalkData, "people": PersonData, "topics": TopicData,
                                  "organisations": OrganisationData}  # fmt: skip
"""Name of a file of the API -> what it lists."""


def files(context: Context) -> Iterator[tuple[str, str]]:
    """The files of the API: (address, content)."""
    catalogue = context.catalogue
    for name in MODELS:
        items = getattr(catalogue, name).values()
        yield f"{FOLDER}/{name}.json", _json({name: [data_of(item) for item in items]})
    for talk in catalogue.talks.values():
        found = data_of(talk) | {"text": talk.document.body.strip()}
        yield talk_url(talk), _json(found)
    for name, json_schema in schemas(context.language).items():
        yield f"{FOLDER}/schemas/{name}.json", _json(json_schema)


def talk_url(talk: Talk) -> str:
    """The address of a talk's own file."""
    return f"{FOLDER}/talks/{talk.id}.json"


def schemas(language: Language) -> dict[str, dict[str, Any]]:
    """Name -> JSON Schema (draft 2020-12) of a file that lists, and `talk` of a talk's own; keys are described."""
    found = {}
    models: dict[str, type[_Data]] = MODELS | {"talk": TalkData}
    for name, model in models.items():
        json_schema = model.model_json_schema()
        definitions = json_schema.pop("$defs", {})
        for title, definition in [(model.__name__, json_schema), *definitions.items()]:
            for key, entry in definition.get("properties", {}).items():
                entry.pop("title", None)
                entry.pop("default", None)
                names = (f"Data.{key}" if title.endswith("Data") else key, f"{title.removesuffix('Data')}.{key}", key)
                entry["description"] = next(language.keys[name] for name in names if name in language.keys)
        if name != "talk":
            entries = {"type": "array", "items": {"$ref": f"#/$defs/{model.__name__}"}}
            definitions[model.__name__] = json_schema
            json_schema = {"type": "object", "properties": {name: entries}, "required": [name]}
        found[name] = {"$schema": "https://json-schema.org/draft/2020-12/schema", **json_schema, "$defs": definitions}
    return found


def data_of(item: Event | Talk | Person | Topic | Organisation) -> dict[str, Any]:
    """What the API says of an item, ready for JSON; validated by its model in the tests, not in every build."""
    url = url_of(item.src_uri)
    if isinstance(item, Talk):
        return _talk(item, url)
    if isinstance(item, Event):
        return {"id": item.id, "url": url, **_own(item.record, EventData), "talks": [*item.talks]}
    talks = [*dict.fromkeys(each.talk for each in item.appearances)]
    if isinstance(item, Organisation):
        found: dict[str, Any] = {"id": item.id, "name": item.name, "people": [*item.people], "talks": talks}
        return found | ({"url": url} if item.has_page else {})
    if isinstance(item, Person):
        record = item.record or schema.Person(name=item.name)
        return {
            **_own(record, PersonData),
            "id": item.id,
            "url": url,
            "sort_name": item.sort_name,
            "roles": [*item.roles],
            "organisations": [*item.organisations],
            "talks": talks,
            "wrote": [*item.wrote],
        }
    return {
        "type": "topic",
        "synonyms": [],
        **(_own(item.record, TopicData) if item.record else {}),
        "id": item.id,
        "url": url,
        "title": item.title,
        **({"broader": item.broader} if item.broader else {}),
        "narrower": [*item.narrower],
        "talks": talks,
    }


def _talk(talk: Talk, url: str) -> dict[str, Any]:
    found = {"id": talk.id, "guid": talk_guid(talk), "url": url, "event": talk.event, **_own(talk.record, TalkData)}
    found |= {"speakers": _speakers(talk.credits), "topics": [*talk.topics]}
    found["parts"] = [
        _own(part.record, PartData) | {"speakers": _speakers(part.credits), "topics": [*part.topics]}
        for part in talk.parts
    ]
    last = updated(talk.record)
    return found | ({"updated": last} if last else {})


def _speakers(credited: Iterable[Credit]) -> list[dict[str, str]]:
    keys = ("person", "name", "role", "organisation")
    return [{key: value for key in keys if (value := getattr(credit, key))} for credit in credited]


def _own(record: schema.Record, model: type[_Data]) -> dict[str, Any]:
    """What a record itself says under the keys of a model; references are left to those who resolve them."""
    keys = model.model_fields.keys() & type(record).model_fields.keys() - {"speakers", "topics", "parts", "broader"}
    return record.model_dump(mode="json", include=keys, exclude_none=True)


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
