"""Markdown of a site as it leaves the site: every link in it is a whole address."""

import re
from urllib.parse import quote

from recap.content import markdown
from recap.core.urls import file_of, url_of
from recap.pages.context import Context

_WHOLE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)


def whole(context: Context, src_uri: str, body: str) -> str:
    """Return the Markdown of a file without comments and with whole addresses. Needs `site_url`."""
    body = markdown.without_comments(body)
    lines = body.split("\n")
    for link in reversed(markdown.links(body)):
        line, start = lines[link.line - 1], link.column - 1
        end = start + len(link.target)
        if link.target and line[start:end] == link.target and not _WHOLE.match(link.target):
            lines[link.line - 1] = line[:start] + _address(context, src_uri, link.target) + line[end:]
    return "\n".join(lines)


def _address(context: Context, src_uri: str, target: str) -> str:
    way, mark, anchor = target.partition("#")
    file = context.stored_names.find(file_of(src_uri, way)) if way else src_uri
    return context.settings.absolute(quote(url_of(file))) + mark + anchor
