"""`api/v1/`: events, talks, people, topics and organisations as JSON, with the JSON Schemas of these models.

Addresses start at the root of the site, dates are ISO 8601, durations minutes. Keys without a value are left out.
"""

import functools
from collections.abc import Mapping
from datetime import date
from types import UnionType
from typing import Any
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, create_model

from recap.catalogue.attribution import attribution_of
from recap.catalogue.claims import claims_of
from recap.catalogue.models import Catalogue, Event, Item, Organisation, Part, Person, Talk
from recap.content import schema
from recap.core.language import language
from recap.core.urls import file_of, is_local, url_of
from recap.pages.components import portrait

FOLDER = "api/v1"


def _model(name: str, record: type[schema.Record], without: str, /, **own: Any) -> type[BaseModel]:
    """Return a model with the keys of a record except some, and with additional ones, optional if they may be None."""
    fields: dict[str, Any] = {key: (info.annotation, info) for key, info in record.model_fields.items()}
    fields |= {key: (kind, None if isinstance(kind, UnionType) else ...) for key, kind in own.items()}
    kept = {key: field for key, field in fields.items() if key in own or key not in without.split()}
    return create_model(name, __config__=ConfigDict(extra="forbid", defer_build=True), **kept)


_IDS, _OPTIONAL = list[str], str | None
_WHERE: dict[str, Any] = {"id": str, "url": str}
SPEAKER: Any = _model("SpeakerData", schema.Speaker, "credited_as")
PART: Any = _model("PartData", schema.Part, "", speakers=list[SPEAKER], topics=_IDS)
_SOURCE: dict[str, Any] = {"url": str, "title": _OPTIONAL, "date": _OPTIONAL, "text": _OPTIONAL}
_JUDGED_BY: Any = _model("ClaimSourceData", schema.Record, "", **_SOURCE)
CLAIM: Any = _model("ClaimData", schema.Claim, "anchor", url=str, said_by=_IDS, source=_JUDGED_BY)
_SAID: dict[str, Any] = {"speakers": list[SPEAKER], "topics": _IDS, "parts": list[PART]}
_NO_TALK = "kind url order imported corrections since_then aliases draft"
_DATED: dict[str, Any] = {"updated": _OPTIONAL, "text": _OPTIONAL, "claims": list[CLAIM] | None}
TALK = _model(
    "TalkData", schema.Talk, _NO_TALK, **_WHERE, date=date, guid=str, origin_url=_OPTIONAL, event=str, **_SAID, **_DATED
)
_NO_EVENT = "kind authors based_on sources published imported corrections aliases archive_url"
_EVENT = _model("EventData", schema.Event, _NO_EVENT, **_WHERE, talks=_IDS)
_NO_PERSON = "kind distinct_from pronouns honorific affiliations do_not_publish imported"
_GAVE: dict[str, Any] = {"roles": _IDS, "organisations": _IDS, "talks": _IDS, "wrote": _IDS}
_PHOTO: Any = _model("PhotoData", schema.Photo, "file", url=str)
_PERSON = _model("PersonData", schema.Person, _NO_PERSON, **_WHERE, sort_name=str, photo=_PHOTO | None, **_GAVE)
_AROUND: dict[str, Any] = {"summary": _OPTIONAL, "broader": _OPTIONAL, "narrower": _IDS, "talks": _IDS}
_TOPIC = _model("TopicData", schema.Topic, "kind aliases", **_WHERE, **_AROUND)
_ORGANISATION = _model("OrganisationData", schema.Record, "", id=str, name=str, url=_OPTIONAL, people=_IDS, talks=_IDS)
MODELS = {"events": _EVENT, "talks": TALK, "people": _PERSON, "topics": _TOPIC, "organisations": _ORGANISATION}
"""Name of an API file -> model of its entries."""


@functools.cache
def schemas(code: str) -> Mapping[str, Mapping[str, Any]]:
    """Return name -> JSON Schema (draft 2020-12) of each file that lists, and `talk` for a talk's own file.

    Keys are described in the language of a code.
    """
    found, descriptions = {}, language(code).keys
    for name, model in (MODELS | {"talk": TALK}).items():
        json_schema = model.model_json_schema()
        definitions = json_schema.pop("$defs", {})
        for title, definition in [(model.__name__, json_schema), *definitions.items()]:
            for key, entry in definition.get("properties", {}).items():
                entry.pop("title", None)
                entry.pop("default", None)
                names = (f"{title.removesuffix('Data')}.{key}", f"Data.{key}" if title.endswith("Data") else key, key)
                entry["description"] = next(descriptions[name] for name in names if name in descriptions)
        if name != "talk":
            entries = {"type": "array", "items": {"$ref": f"#/$defs/{model.__name__}"}}
            definitions[model.__name__] = json_schema
            json_schema = {"type": "object", "properties": {name: entries}, "required": [name]}
        found[name] = {"$schema": "https://json-schema.org/draft/2020-12/schema", **json_schema, "$defs": definitions}
    return found


def data_of(catalogue: Catalogue, item: Item) -> dict[str, Any]:
    """Return the API object of an item, ready for JSON; tests validate it with its model, builds do not."""
    where = {"id": item.id, "url": item.url}
    if isinstance(item, Talk):
        found = {"id": item.id, "guid": item.guid, **where, "event": item.event, **_said(item, TALK), **_links(item)}
        found |= {"parts": [_said(part, PART) for part in item.parts], "updated": item.updated, **_attribution(item)}
        # The record's own `url` is that of the conference.
        found |= where | {"origin_url": item.record.url, "claims": _claims(catalogue, item) or None}
    elif isinstance(item, Event):
        found = {**where, **_own(item.record, _EVENT), "talks": item.talk_ids}
    elif isinstance(item, Organisation):
        found = {"id": item.id, "name": item.name, "people": item.people, "talks": item.talk_ids}
        found |= {"url": item.url if item.has_page else None}
    elif isinstance(item, Person):
        found = {**_own(item.record or schema.Person(name=item.name), _PERSON), **where, "photo": portrait(item)}
        found |= {"sort_name": item.sort_name, "roles": item.roles, "organisations": item.organisations}
        found |= {"talks": item.talk_ids, "wrote": item.wrote}
    else:
        found = {"type": "topic", "synonyms": [], **(_own(item.record, _TOPIC) if item.record else {}), **where}
        found |= {"title": item.name, "broader": item.broader, "narrower": item.narrower, "talks": item.talk_ids}
    return {key: value for key, value in found.items() if value is not None}


def _said(held: Talk | Part, model: type[BaseModel]) -> dict[str, Any]:
    """Return the record of a talk or part with speakers and topics resolved."""
    keys = ("person", "name", "role", "organisation")
    speakers = [{key: value for key in keys if (value := getattr(credit, key))} for credit in held.credits]
    return {**_own(held.record, model), "speakers": speakers, "topics": held.topics}


def _links(talk: Talk) -> dict[str, Any]:
    """Return the resources and recordings of a talk; files of docs/ have their address from the root of the site."""
    record = talk.record.model_dump(mode="json", include={"resources", "recordings"}, exclude_none=True)
    for entry in (*record["resources"], *record["recordings"]):
        local = {key: each for key in ("url", "archive_url") if (each := entry.get(key)) and is_local(each)}
        entry |= {key: quote(url_of(file_of(talk.src_uri, each))) for key, each in local.items()}
    return record


def _claims(catalogue: Catalogue, talk: Talk) -> list[dict[str, Any]]:
    """Return the claims of a talk; a source that is a fact of its page has date and text of that fact."""
    found = []
    for claim in claims_of(catalogue, talk):
        own = claim.record.model_dump(mode="json", include={"text", "outcome", "as_of", "note"}, exclude_none=True)
        fact = claim.fact.model_dump(include={"date", "text"}) if claim.fact else {}
        title = {"title": claim.source_title} if claim.source_title else {}
        url = f"{talk.url}#{claim.record.anchor}" if claim.record.anchor else talk.url
        source = {"url": claim.record.source, **title, **fact}
        found.append({**own, "url": url, "said_by": [*filter(None, claim.said_by)], "source": source})
    return found


def _attribution(talk: Talk) -> dict[str, Any]:
    """Return who wrote the text of a talk, what it retells, and its licence."""
    found = attribution_of(talk)
    original = found.original and found.original.model_dump(mode="json", exclude_none=True)
    return {"authors": found.authors or None, "based_on": original, "license": found.license}


def _own(record: schema.Record, model: type[BaseModel]) -> dict[str, Any]:
    """Return what a record has under the keys of a model, except references."""
    keys = model.model_fields.keys() & record.__class__.model_fields.keys() - {"speakers", "topics", "parts", "broader"}
    found = record.model_dump(mode="json", include=keys, exclude_none=True)
    for held in (found, *found.get("breaks", ())):
        held |= {
            key: held[key][:5] for key in ("start", "day_change") if key in held
        }  # to the minute, as it is written
    return {key: value for key, value in found.items() if value not in ([], {})}
