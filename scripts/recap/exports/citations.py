"""Citations of a talk's page: BibTeX (biblatex `@online`) and CSL-JSON (Citation Style Language 1.0.2)."""

import json
import re
from typing import Any

from recap.catalogue.attribution import attribution_of
from recap.catalogue.models import Talk
from recap.core.language import language
from recap.pages.components import based_on
from recap.pages.context import Context, Data

_WORDS = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_LATEX = str.maketrans(_WORDS | {sign: f"\\{sign}" for sign in "{}&%$#_"})


def bibtex(context: Context, talk: Talk) -> str:
    """Return a talk as a BibTeX entry in UTF-8; LaTeX commands are escaped."""
    fields = {
        "author": " and ".join(f"{{{name.translate(_LATEX)}}}" for name in attribution_of(talk).authors),
        "title": f"{{{talk.record.title.translate(_LATEX)}}}",
        "date": str(talk.record.published or talk.record.date),
        "eventtitle": context.catalogue.events[talk.event].record.title.translate(_LATEX),
        "eventdate": talk.record.date.isoformat(),
        "organization": context.settings.site_name.translate(_LATEX),
        "url": _url(context.settings.absolute(talk.url)) if context.settings.site_url else "",
        "note": retold(context, talk).translate(_LATEX),
        "langid": language("en").language_name(context.settings.language.partition("-")[0]).split()[0].lower(),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@online{{{talk.id.replace('/', ':')},", *lines, "}", ""])


def csl(context: Context, talk: Talk) -> dict[str, Any]:
    """Return a talk as a CSL-JSON item."""
    record, event = talk.record, context.catalogue.events[talk.event].record
    issued = record.published or record.date
    found: dict[str, Any] = {"id": talk.id, "type": "webpage", "title": record.title}
    found["author"] = [{"literal": name} for name in attribution_of(talk).authors]
    found |= {"container-title": context.settings.site_name, "event-title": event.title}
    found |= {"event-date": {"date-parts": [record.date.timetuple()[:3]]}, "event-place": event.city}
    found |= {"issued": {"date-parts": [issued.timetuple()[:3]]}, "note": retold(context, talk)}
    found["language"] = context.settings.language
    found["URL"] = context.settings.absolute(talk.url) if context.settings.site_url else None
    return {key: value for key, value in found.items() if value}


def citations(context: Context, talk: Talk) -> list[Data]:
    """Return both formats for copying from the page."""
    item = json.dumps([csl(context, talk)], ensure_ascii=False, indent=2)
    return [{"title": "BibTeX", "text": bibtex(context, talk)}, {"title": "CSL-JSON", "text": f"{item}\n"}]


def retold(context: Context, talk: Talk) -> str:
    """Return the sentence that names the text a page retells and its authors; empty if there is none."""
    source, url = based_on(context, talk)
    return context.words["retold"].format(source=source) + (f" {url}" if url else "") if source else ""


def _url(url: str) -> str:
    """Return an address for the braces of a `url` field, which is read verbatim."""
    return re.sub(r"[{}\\]", lambda sign: f"%{ord(sign[0]):02X}", url)
