"""`api/v1/`: events, talks, people, topics and organisations as JSON, with the JSON Schemas that these models are.

Addresses start at the root of the site, dates are ISO 8601, durations minutes. What has no value is left out.
"""

from __future__ import annotations

from types import UnionType
from typing import Any

from pydantic import BaseModel, ConfigDict, create_model

from recap.catalogue.models import Event, Organisation, Part, Person, Talk
from recap.content import schema
from recap.core.language import Language
from recap.exports.session_slots import talk_guid
from recap.pages.context import portrait, updated, url_of
from recap.pages.outline import Item, talk_ids

FOLDER = "api/v1"


def _model(name: str, record: type[schema.Record], without: str, /, **own: Any) -> type[BaseModel]:
    """The keys of a record, save some, and others of its own: a type, or one that may be None for an optional key."""
    fields: dict[str, Any] = {key: (info.annotation, info) for key, info in record.model_fields.items()}
    fields |= {key: (kind, None if isinstance(kind, UnionType) else ...) for key, kind in own.items()}
    kept = {key: field for key, field in fields.items() if key not in without.split()}
    return create_model(name, __config__=ConfigDict(extra="forbid", defer_build=True), **kept)


_IDS, _OPTIONAL = list[str], str | None
_WHERE: dict[str, Any] = {"id": str, "url": str}
SPEAKER: Any = _model("SpeakerData", schema.Speaker, "credited_as")
PART: Any = _model("PartData", schema.Part, "", speakers=list[SPEAKER], topics=_IDS)
_SAID: dict[str, Any] = {"speakers": list[SPEAKER], "topics": _IDS, "parts": list[PART]}
_NO_TALK = "kind order authors based_on imported corrections since_then aliases draft"
TALK = _model(
    "TalkData", schema.Talk, _NO_TALK, **_WHERE, guid=str, event=str, **_SAID, updated=_OPTIONAL, text=_OPTIONAL
)
_NO_EVENT = "kind authors based_on sources published imported corrections aliases archive_url"
_EVENT = _model("EventData", schema.Event, _NO_EVENT, **_WHERE, talks=_IDS)
_NO_PERSON = "kind distinct_from pronouns affiliations do_not_publish imported"
_GAVE: dict[str, Any] = {"roles": _IDS, "organisations": _IDS, "talks": _IDS, "wrote": _IDS}
_PHOTO: Any = _model("PhotoData", schema.Photo, "file", url=str)
_PERSON = _model("PersonData", schema.Person, _NO_PERSON, **_WHERE, sort_name=str, photo=_PHOTO | None, **_GAVE)
_AROUND: dict[str, Any] = {"summary": _OPTIONAL, "broader": _OPTIONAL, "narrower": _IDS, "talks": _IDS}
_TOPIC = _model("TopicData", schema.Topic, "kind aliases", **_WHERE, **_AROUND)
_ORGANISATION = _model("OrganisationData", schema.Record, "", id=str, name=str, url=_OPTIONAL, people=_IDS, talks=_IDS)
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
                names = (f"{title.removesuffix('Data')}.{key}", f"Data.{key}" if title.endswith("Data") else key, key)
                entry["description"] = next(language.keys[name] for name in names if name in language.keys)
        if name != "talk":
            entries = {"type": "array", "items": {"$ref": f"#/$defs/{model.__name__}"}}
            definitions[model.__name__] = json_schema
            json_schema = {"type": "object", "properties": {name: entries}, "required": [name]}
        found[name] = {"$schema": "https://json-schema.org/draft/2020-12/schema", **json_schema, "$defs": definitions}
    return found


def data_of(item: Item) -> dict[str, Any]:
    """What the API says of an item, ready for JSON; validated by its model in the tests, not in every build."""
    where = {"id": item.id, "url": url_of(item.src_uri)}
    if isinstance(item, Talk):
        found = {"id": item.id, "guid": talk_guid(item), **where, "event": item.event, **_said(item, TALK)}
        last = updated(item.record)
        return found | {"parts": [_said(part, PART) for part in item.parts]} | ({"updated": last} if last else {})
    if isinstance(item, Event):
        return {**where, **_own(item.record, _EVENT), "talks": item.talks}
    talks = talk_ids(item)
    if isinstance(item, Organisation):
        found = {"id": item.id, "name": item.name, "people": item.people, "talks": talks}
        return found | (where if item.has_page else {})
    if isinstance(item, Person):
        own = _own(item.record or schema.Person(name=item.name), _PERSON) | where
        own |= {"photo": photo} if (photo := portrait(item)) else {}
        found = {"sort_name": item.sort_name, "roles": item.roles, "organisations": item.organisations}
        return {**own, **found, "talks": talks, "wrote": item.wrote}
    own = {"type": "topic", "synonyms": [], **(_own(item.record, _TOPIC) if item.record else {})}
    own |= {**where, "title": item.title, **({"broader": item.broader} if item.broader else {})}
    return {**own, "narrower": item.narrower, "talks": talks}


def _said(held: Talk | Part, model: type[BaseModel]) -> dict[str, Any]:
    """What a talk or a part of it says, its speakers and topics resolved."""
    keys = ("person", "name", "role", "organisation")
    speakers = [{key: value for key in keys if (value := getattr(credit, key))} for credit in held.credits]
    return {**_own(held.record, model), "speakers": speakers, "topics": held.topics}


def _own(record: schema.Record, model: type[BaseModel]) -> dict[str, Any]:
    """What a record itself says under the keys of a model; references are left to those who resolve them."""
    keys = model.model_fields.keys() & type(record).model_fields.keys() - {"speakers", "topics", "parts", "broader"}
    found = record.model_dump(mode="json", include=keys, exclude_none=True)
    if "start" in found:
        found["start"] = found["start"][:5]  # to the minute, as it is written
    return {key: value for key, value in found.items() if value not in ([], {})}
