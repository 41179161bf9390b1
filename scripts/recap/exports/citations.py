"""How to cite a talk's page: BibTeX (biblatex's `@online`) and CSL-JSON (Citation Style Language 1.0.2)."""

from __future__ import annotations

import json
import re
from typing import Any

from recap.catalogue.models import Talk
from recap.pages.context import Context, Data, absolute, authors, based_on, url_of

_WORDS = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_LATEX = str.maketrans(_WORDS | {sign: f"\\{sign}" for sign in "{}&%$#_"})


def bibtex(context: Context, talk: Talk) -> str:
    """A talk as an entry of BibTeX, in UTF-8; what LaTeX would read as a command is escaped."""
    fields = {
        "author": " and ".join(f"{{{name.translate(_LATEX)}}}" for name in authors_of(context, talk)),
        "title": f"{{{talk.record.title.translate(_LATEX)}}}",
        "date": str(talk.record.published or talk.record.date),
        "eventtitle": context.catalogue.events[talk.event].record.title.translate(_LATEX),
        "eventdate": talk.record.date.isoformat(),
        "organization": context.settings.site_name.translate(_LATEX),
        "url": _url(absolute(context, url_of(talk.src_uri))) if context.settings.site_url else "",
        "note": retold(context, talk).translate(_LATEX),
        "langid": "french" if context.language.code == "fr" else "english",
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@online{{{talk.id.replace('/', ':')},", *lines, "}", ""])


def csl(context: Context, talk: Talk) -> dict[str, Any]:
    """A talk as an item of CSL-JSON."""
    record, event = talk.record, context.catalogue.events[talk.event].record
    issued = record.published or record.date
    found: dict[str, Any] = {"id": talk.id, "type": "webpage", "title": record.title}
    found["author"] = [{"literal": name} for name in authors_of(context, talk)]
    found |= {"container-title": context.settings.site_name, "event-title": event.title}
    found |= {"event-date": {"date-parts": [record.date.timetuple()[:3]]}, "event-place": event.city}
    found |= {"issued": {"date-parts": [issued.timetuple()[:3]]}, "note": retold(context, talk)}
    found["language"] = context.settings.language
    found["URL"] = absolute(context, url_of(talk.src_uri)) if context.settings.site_url else None
    return {key: value for key, value in found.items() if value}


def citations(context: Context, talk: Talk) -> list[Data]:
    """The two forms as a page shows them, to be copied."""
    item = json.dumps([csl(context, talk)], ensure_ascii=False, indent=2)
    return [{"title": "BibTeX", "text": bibtex(context, talk)}, {"title": "CSL-JSON", "text": f"{item}\n"}]


def authors_of(context: Context, talk: Talk) -> list[str]:
    """Who wrote the page; the site where nobody is named. Those whose text it retells are in its `note`."""
    return authors(context, talk) or [context.settings.site_name]


def retold(context: Context, talk: Talk) -> str:
    """A sentence that names the text which a page retells, and its authors; empty where there is none."""
    event = context.catalogue.events[talk.event].record
    source, url = based_on(context, talk.record.based_on or event.based_on)
    return context.words["retold"].format(source=source) + (f" {url}" if url else "") if source else ""


def _url(url: str) -> str:
    """An address within the braces of a `url` field, which is read letter by letter."""
    return re.sub(r"[{}\\]", lambda sign: f"%{ord(sign[0]):02X}", url)
