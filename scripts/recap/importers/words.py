"""A talk as a row of named values, from a table or a front matter -> a `Session`; names in four languages."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from recap.content import key_words, written_values
from recap.core import text
from recap.importers import links
from recap.importers import normalize as fields
from recap.importers.model import Losses, Session, Speaker
from recap.importers.normalize import line

FIELDS = (
    *("id", "title", "subtitle", "speakers", "organisation", "role", "biography", "date", "start", "end", "duration"),
    *("room", "track", "type", "language", "level", "abstract", "description", "topics", "url", "slides", "code"),
    *("video", "status", "attendance", "do_not_record"),
)
"""What a column can be, for `--map`."""
_OWN = {
    "id": "id|identifier|session id|talk id|code|proposal id|kennung|nr|nummer|number|numero|identifiant",
    "subtitle": "subtitle|sous titre|untertitel|subtitulo",
    "speakers": "speakers?|speaker names?|owner|full name|vortragende r|referent in|referierende",
    "organisation": "organi[sz]ation|company|affiliation|employer|entreprise|societe|firma|unternehmen|organisation s"
    "|empresa|organizacion|organismo|institution",
    "role": "tagline|tag line|job title|fonction|funktion|cargo|puesto|poste",
    "biography": "biograph(?:y|ie)|bio|speaker bio|biografia|uber die person|a propos de l intervenant",
    "abstract": "abstract|summary|resume|kurzfassung|kurzbeschreibung|zusammenfassung|resumen|teaser",
    "description": "description|beschreibung|descriptif|descripcion|long description|details|inhalt|contenu",
    "topics": "tags|topics|keywords|schlagworter|schlagworte|themen|mots cles|etiquetas|temas",
    "url": "url|link|website|talk url|session url|permalink|adresse|lien|enlace",
    "slides": "slides|slides url|presentation link|folien|diapos|diapositives|diapositivas|support",
    "code": "repository|repo|source code|quellcode|depot|repositorio",
    "video": "video|video url|recording|recording url|aufzeichnung|enregistrement|grabacion|youtube",
    "status": "status|state|zustand|etat|statut|estado",
    "attendance": "attendance|attendance mode|delivery|teilnahme|participation|asistencia",
    "do_not_record": "do not record|no recording|optout|nicht aufzeichnen|ne pas enregistrer|no grabar",
    "start": "scheduled at|starts at|start date|start time|datetime|date time|starttime",
    "end": "ends at|end date|end time|endtime",
    "level": "level|niveau|nivel",
    "track": "track|assigned track",
    "type": "session format|format",
}
"""Field -> its words, folded, before those of our records."""
_FROM_KEYS = {"date": "date", "start": "start", "duration.end": "end", "duration": "duration", "room": "room",
              "track": "track", "type": "type", "language": "language", "level": "level", "title": "title",
              "speakers": "speakers", "topics": "topics", "summary": "abstract", "recordings": "video",
              "resources.slides": "slides", "resources.code": "code", "resources.website": "url"}  # fmt: skip
_ATTENDANCE = {
    "online": "online",
    "remote": "online",
    "virtual": "online",
    "hybrid": "hybrid",
    "in person": "in_person",
    "onsite": "in_person",
    "on site": "in_person",
    "offline": "in_person",
    "presentiel": "in_person",
    "en ligne": "online",
    "vor ort": "in_person",
    "hybride": "hybrid",
}
Row = Mapping[str, Any]
"""Field -> value: a text, or a list or mapping where the source has one."""


def field_of(word: str, mapped: Mapping[str, str]) -> str:
    """Return the field that a word of a source means; empty for none. `mapped` are the user's own, folded."""
    folded = text.fold(word.replace("_", " ").replace("-", " "))
    if folded in mapped:
        return mapped[folded]
    own = next((name for name, words in _OWN.items() if re.fullmatch(words, folded)), "")
    return own or (folded if folded in FIELDS else _FROM_KEYS.get(key_words.meaning("Talk", word), ""))


def mapped_words(columns: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Return folded word -> field of the pairs of `--map`."""
    return {text.fold(word.replace("_", " ").replace("-", " ")): name for name, word in columns}


def session_of(row: Row, identifier: str, losses: Losses, **more: Any) -> Session:
    """Return the talk in a row; `identifier` is its id where the row gives none, `more` other fields of the session."""
    title = fields.title_of(row, "row", losses)
    moment, day, clock = when(row, title, losses)
    end = fields.moment_of(row.get("end"))
    minutes = fields.number_of(row.get("duration"), 1440) or written_values.minutes(line(row.get("duration")))
    minutes = minutes or written_values.likely_minutes(line(row.get("duration"))) or fields.minutes_between(moment, end)
    if not minutes and clock and (until := written_values.clock(line(row.get("end")))):
        hours = [int(each[:2]) * 60 + int(each[3:]) for each in (clock, until)]
        minutes = (hours[1] - hours[0]) % 1440
    speakers, signs = speakers_of(row, losses)
    items = [
        {"url": each, "type": kind, "title": label} for kind, label, key in _LINKS for each in _several(row.get(key))
    ]
    resources, recordings = links.sorted_links(items, losses, "row.links", title)
    attendance = line(row.get("attendance"))
    kept = _ATTENDANCE.get(text.fold(attendance), "")
    if not kept:
        losses.note("row.attendance", attendance, title)
    return Session(
        id=line(row.get("id")) or identifier,
        title=title,
        subtitle=line(fields.plain(row.get("subtitle"))),
        type=line(row.get("type")),
        status=line(row.get("status")),
        attendance=kept,
        do_not_record=fields.flag(row.get("do_not_record")),
        moment=moment,
        clock=clock,
        day=day,
        duration=minutes if 1 <= minutes <= 1440 else 0,
        room=line(row.get("room")),
        track=line(row.get("track"), 150),
        language=fields.language_of(line(row.get("language")), losses),
        level=line(row.get("level")),
        abstract=fields.prose(row.get("abstract"), losses, "row.abstract", title),
        description=fields.prose(row.get("description"), losses, "row.description", title),
        url=fields.web_address(row.get("url")),
        topics=tuple(fields.labels(row.get("topics"))),
        resources=resources,
        recordings=recordings,
        speakers=speakers,
        signs=signs,
        **more,
    )


_LINKS = (("slides", "slides", "slides"), ("", "code", "code"), ("video", "", "video"))
"""Type and title of a link -> the field that has it."""


def _several(value: Any) -> list[str]:
    """Return the texts in a value: a list, a mapping with `url`, or a text with one address a word."""
    if isinstance(value, list):
        return [one for each in value for one in _several(each)]
    if isinstance(value, dict):
        return _several(value.get("url") or value.get("link"))
    return line(value).split()


def when(row: Row, title: str, losses: Losses) -> tuple[datetime | None, str, str]:
    """Return start, day and hour of a row: in one field, or in two; a day with two readings is none."""
    start, day = line(row.get("start")), line(row.get("date"))
    for written in (start, day):
        if moment := fields.moment_of(written) or written_values.moment(written):
            return moment, "", ""
    clock = written_values.clock(start)
    found = written_values.days(day or start)
    if len(found) > 1:
        losses.note("row.date (two readings: write 2031-05-06)", day, title)
    if start and not clock:
        losses.note("row.start", start, title)
    if len(found) != 1:
        return None, "", clock
    own: date = found[0]
    if clock:  # the day of the calendar: of a night it may be the second one
        return datetime.fromisoformat(f"{own}T{clock}"), "", clock
    return None, own.isoformat(), ""


def speakers_of(row: Row, losses: Losses) -> tuple[tuple[Speaker, ...], str]:
    """Return the speakers of a row, which are texts or mappings, and what stands for those without a name."""
    value = row.get("speakers")
    entries = (
        value
        if isinstance(value, list)
        else [value]
        if isinstance(value, dict)
        else re.split(r"[;\n|]", line(value, 3000))
    )
    companies = [line(each) for each in line(row.get("organisation"), 3000).split(";")]
    found: list[Speaker] = []
    signs = []
    for each in entries:
        data = each if isinstance(each, dict) else {"name": each}
        own = [*fields.speakers_in(data.get("name") or data.get("title"), losses)]
        signs += [line(data.get("name"), 60)] if line(data.get("name")) and not own else []
        given = {field_of(str(key), {}): value for key, value in data.items()}
        company = line(given.get("organisation"))
        found += [replace(one, organisation=company or one.organisation, role=line(given.get("role"))) for one in own]
    if len(companies) == len(found) or (len(companies) == 1 and len(found) == 1):
        found = [
            replace(one, organisation=one.organisation or other) for one, other in zip(found, companies, strict=True)
        ]
    elif len(found) != 1:
        losses.note("row.organisation (not one for each speaker)", row.get("organisation"))
    biography = fields.prose(row.get("biography"), losses, "row.biography")
    if len(found) == 1:
        found = [replace(found[0], biography=biography, role=line(row.get("role")) or found[0].role)]
    elif biography:
        losses.note("row.biography (of several speakers)", biography)
    return tuple(found), ", ".join(signs[:3])
