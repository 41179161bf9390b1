"""Old addresses -> redirect pages that lead to the new ones."""

import html
import posixpath

from recap.core.urls import old_address
from recap.pages.context import Context
from recap.security.csp import content_security_policy


def redirects(context: Context) -> dict[str, tuple[str, str]]:
    """Return old src_uri -> (title, src_uri) of the page that replaces it, from the `aliases` of all files.

    A person's aliases are names; a page may have stood under each of them.
    """
    found: dict[str, tuple[str, str]] = {}
    for src_uri, title, _, aliases in context.catalogue.titled_pages():
        found |= {old: (title, src_uri) for alias in aliases if (old := old_address(src_uri, alias))}
    for person in context.catalogue.people.values():
        for identifier in person.alias_ids:
            found[f"{context.settings.folders['people']}/{identifier}.md"] = (person.name, person.src_uri)
    return found


def redirect_page(title: str, url: str, source: str, language: str) -> str:
    """Return the HTML of a redirect from the address `source` to `url`; it works on a server and from disk."""
    goal, shown = html.escape(posixpath.relpath(url, posixpath.dirname(source) or ".")), html.escape(title)
    return (
        f'<!doctype html>\n<html lang="{html.escape(language)}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{content_security_policy()}"><title>{shown}</title>'
        f'<meta http-equiv="refresh" content="0; url={goal}"><link rel="canonical" href="{goal}">'
        f'<meta name="robots" content="noindex"><link rel="icon" href="data:,"></head>'
        f'<body><main><h1><a href="{goal}" dir="auto">{shown}</a></h1></main></body></html>\n'
    )
