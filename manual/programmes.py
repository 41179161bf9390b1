"""Reference of the formats that `recap import` reads: a table of fields and formats, from the code that reads them."""

from __future__ import annotations

from dataclasses import fields

from recap.importers.formats import FORMATS
from recap.importers.model import Session

_LEFT_OUT = ("signs", "clock")
"""Fields that are of no interest to a reader."""
_WORDS = {
    "id": "id at the source",
    "guid": "UUID",
    "type": "type (talk, workshop, …)",
    "is_break": "breaks",
    "status": "cancelled, withdrawn",
    "attendance": "online, hybrid",
    "do_not_record": "not to be recorded",
    "moment": "day and hour",
    "day": "day of the programme",
    "url": "its page at the conference",
    "topics": "tags",
    "resources": "links, attachments",
    "recordings": "recordings, licence",
    "slug": "technical name",
    "aliases": "old addresses",
    "body": "text of the page",
    "extra": "author, day of publication",
}
"""Field -> how the table calls it, where its name does not say enough."""


def table() -> str:
    """Return the table: a row for each field of a talk, a column for each format."""
    names = [each.name for each in fields(Session) if each.name not in _LEFT_OUT]
    rows = [["", *FORMATS], ["---"] * (len(FORMATS) + 1)]
    rows += [
        [_WORDS.get(name, name.replace("_", " ")), *(_cell(name, format_) for format_ in FORMATS)] for name in names
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cell(name: str, format_: str) -> str:
    importer = FORMATS[format_]
    return "–" if name in importer.DROPPED else "derived" if name in importer.DERIVED else "kept"


def page() -> str:
    """Return the page on formats."""
    lines = [f"- `{name}`: {each.LABEL}" for name, each in FORMATS.items()]
    return f"""# Formats of programmes

`recap import` recognises a format by what is in the file, not by its name:

{chr(10).join(lines)}

What each can hold of a talk: *kept* as it is, *derived* from something else (a category, a title, a place), or not at
all (–). Whatever a file has besides is named in the report of the import, with the talks concerned.

{table()}

- People have an identity of their own in `schedule`, `sessionize` and `openfeedback`: two of one name stay two there.
  Elsewhere a name is all.
- A time zone stands in `schedule`, `calendar` and OpenPlanner's file. Where it does not, or contradicts the hours, say
  it: `--timezone`.
- Rooms have a description and a capacity in `schedule`; tracks a colour in `schedule` and OpenPlanner's file.
- In `table`, columns are recognised by their words in English, French, German and Spanish; others with
  `--map title=WORD`.
"""
