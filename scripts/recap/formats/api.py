"""`api/v1/`: events, talks, people, topics and organisations as JSON, with the JSON Schemas that these models are.

Addresses start at the root of the site, dates are ISO 8601, durations minutes. What has no value is left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import UnionType
from typing import Any

from pydantic import BaseModel, ConfigDict, create_model

from recap import schema
from recap.formats.slots import talk_guid
from recap.languages import Language
from recap.records import Credit, Event, Organisation, Person, Talk, Topic
from recap.views.frame import updated, url_of

FOLDER = "api/v1"


def _model(name: str, record: type[schema.Record], without: str, own: dict[str, Any]) -> type[BaseModel]:
    """The keys of a record, save some, and others of its own: a type, or one that may be None for an optional key."""
    dropped = without.split()
    fields: dict[str, Any] = {
        key: (info.annotation, info) for key, info in record.model_fields.items() if key not in dropped
    }
    fields |= {key: (kind, None if isinstance(kind, UnionType) else ...) for key, kind in own.items()}
    return create_model(name, __config__=ConfigDict(extra="forbid", defer_build=True), **fields)


_TEXT, _IDS, _OPTIONAL = str, list[str], str | None
_WHERE: dict[str, Any] = {"id": _TEXT, "url": _TEXT}
SPEAKER: Any = _model("SpeakerData", schema.Speaker, "credited_as", {})
PART: Any = _model("PartData", schema.Part, "", {"speakers": list[SPEAKER], "topics": _IDS})
_TALK_OWN = {"guid": _TEXT, "event": _TEXT, "speakers": list[SPEAKER], "topics": _IDS, "parts": list[PART],
             "updated": _OPTIONAL, "text": _OPTIONAL}  # fmt: skip
_NO_TALK = "kind order authors based_on imported corrections since_then aliases draft"
TALK = _model("TalkData", schema.Talk, _NO_TALK, _WHERE | _TALK_OWN)
_NO_EVENT = "kind authors based_on sources published imported corrections aliases archive_url"
_EVENT = _model("EventData", schema.Event, _NO_EVENT, _WHERE | {"talks": _IDS})
_PERSON_OWN = {"sort_name": _TEXT, "roles": _IDS, "organisations": _IDS, "talks": _IDS, "wrote": _IDS}
_NO_PERSON = "kind distinct_from pronouns affiliations photo do_not_publish imported"
_PERSON = _model("PersonData", schema.Person, _NO_PERSON, _WHERE | _PERSON_OWN)
_TOPIC_OWN = {"summary": _OPTIONAL, "broader": _OPTIONAL, "narrower": _IDS, "talks": _IDS}
_TOPIC = _model("TopicData", schema.Topic, "kind aliases", _WHERE | _TOPIC_OWN)
_ORGANISATION_OWN = {"id": _TEXT, "name": _TEXT, "url": _OPTIONAL, "people": _IDS, "talks": _IDS}
_ORGANISATION = _model("OrganisationData", schema.Record, "", _ORGANISATION_OWN)
MODELS = {"events": _EVENT, "talks": TALK, "people": _PERSON, "topics": _TOPIC, "organisations": _ORGANISATION}
"""Name of a file of the API -> what it lists."""


def talk_url(talk: Talk) -> str:
    """The address of a talk's own file."""
    return f"{FOLDER}/talks/{talk.id}.json"


def schemas(language: Language) -> dict[str, dict[str, Any]]:
    """Name -> JSON Schema (draft 2020-12) of a file that lists, and `talk` of a talk's own; keys are described."""
    found = {}
    models: dict[str, type[BaseModel]] = MODELS | {"talk": TALK}
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
        return {"id": item.id, "url": url, **_own(item.record, _EVENT), "talks": [*item.talks]}
    talks = [*dict.fromkeys(each.talk for each in item.appearances)]
    if isinstance(item, Organisation):
        found: dict[str, Any] = {"id": item.id, "name": item.name, "people": [*item.people], "talks": talks}
        return found | ({"url": url} if item.has_page else {})
    if isinstance(item, Person):
        record = item.record or schema.Person(name=item.name)
        return {
            **_own(record, _PERSON),
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
        **(_own(item.record, _TOPIC) if item.record else {}),
        "id": item.id,
        "url": url,
        "title": item.title,
        **({"broader": item.broader} if item.broader else {}),
        "narrower": [*item.narrower],
        "talks": talks,
    }


def _talk(talk: Talk, url: str) -> dict[str, Any]:
    found = {"id": talk.id, "guid": talk_guid(talk), "url": url, "event": talk.event, **_own(talk.record, TALK)}
    found |= {"speakers": _speakers(talk.credits), "topics": [*talk.topics]}
    found["parts"] = [
        _own(part.record, PART) | {"speakers": _speakers(part.credits), "topics": [*part.topics]} for part in talk.parts
    ]
    last = updated(talk.record)
    return found | ({"updated": last} if last else {})


def _speakers(credited: Iterable[Credit]) -> list[dict[str, str]]:
    keys = ("person", "name", "role", "organisation")
    return [{key: value for key in keys if (value := getattr(credit, key))} for credit in credited]


def _own(record: schema.Record, model: type[BaseModel]) -> dict[str, Any]:
    """What a record itself says under the keys of a model; references are left to those who resolve them."""
    keys = model.model_fields.keys() & type(record).model_fields.keys() - {"speakers", "topics", "parts", "broader"}
    found = record.model_dump(mode="json", include=keys, exclude_none=True)
    if "start" in found:
        found["start"] = found["start"][:5]  # to the minute, as it is written
    return {key: value for key, value in found.items() if value not in ([], {})}
