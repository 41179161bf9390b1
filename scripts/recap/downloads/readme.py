"""The page that lies in an archive next to the site: what it is, of when, how to open it."""

import base64
import hashlib
from datetime import date

from recap.core.language import has_words
from recap.downloads.rendering import template
from recap.pages.context import Context

_STYLE = (
    ":root{color-scheme:light dark}"
    "body{max-width:38rem;margin:2rem auto;padding:0 1rem;font:1.125rem/1.6 serif}"
    "h1{font-size:1.5rem;line-height:1.25}"
)


def readme(context: Context) -> str:
    """Return an HTML page that needs nothing but itself; its date is that of the newest text, never the clock's."""
    catalogue, settings, language, words = context.catalogue, context.settings, context.language, context.words
    dates = [each for item in (*catalogue.talks.values(), *catalogue.events.values()) if (each := item.updated)]
    talks = language.count("talks", len(catalogue.talks))
    conferences = language.count("conferences", len(catalogue.events))
    what = words["readme_what" if dates else "readme_empty"].format(
        talks=talks, conferences=conferences, date=language.date(date.fromisoformat(max(dates))) if dates else ""
    )
    return str(
        template("readme.html").render(
            language=settings.language if has_words(settings.language) else language.code,
            name=settings.site_name,
            site_url=settings.site_url,
            style=_STYLE,
            style_sum=base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode(),
            what=what,
            words=words,
        )
    )
