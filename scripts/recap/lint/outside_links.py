"""Links to other sites: whether something is still there (W124). Asks the network, so it runs only on demand.

What is reported is sure: the other server says that there is no such page (404, 410), or nobody answers twice. A server
that answers anything else (no robots, not now, sign in) is believed to have the page.
"""

import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from itertools import groupby
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from recap.content import markdown
from recap.content.document import Document
from recap.core import text
from recap.core.diagnostics import Diagnostic

TIMEOUT = 20
"""Seconds that a server may take to answer."""
_WORKERS = 8
"""Servers that are asked at once; each of them is asked for one page after the other."""
_GONE = (404, 410)
_REFUSED = 400
_AGENT = "Mozilla/5.0 (compatible; recap check --outside)"
_SAFE = "%/:=&?~#+!$,;'@()*[]"
"""Signs of an address that are not encoded: those with a meaning there (RFC 3986), and `%`."""


def dead_links(documents: Iterable[Document]) -> list[Diagnostic]:
    """Return W124 for each link to a page of another site that is not there any more, sorted."""
    found = [(_server(url), url, place) for document in documents for url, place in _outside_links(document)]
    found = sorted(each for each in found if each[0])
    servers = [sorted({url for _, url, _ in group}) for _, group in groupby(found, key=lambda each: each[0])]
    with ThreadPoolExecutor(_WORKERS) as workers:
        faults = {url: fault for answers in workers.map(_faults, servers) for url, fault in answers.items()}
    return sorted(
        Diagnostic(*place, f"W124.{fault[0]}", {"value": text.shortened(url), "detail": fault[1]})
        for _, url, place in found
        if (fault := faults[url])
    )


def _outside_links(document: Document) -> Iterator[tuple[str, tuple[str, int, int]]]:
    """Yield each address of another site in a file, without its anchor, and its path, line and column."""
    links = [(link.target, document.body_line + link.line - 1, link.column) for link in markdown.links(document.body)]
    for place, value in document.strings():
        if " " not in value:
            links.append((value, *document.mark(*place)))
    for url, line, column in links:
        if url.lower().startswith(("http://", "https://")):
            yield url.partition("#")[0], (document.path, line, column)


def _server(url: str) -> str:
    """Return scheme and host of an address; empty for one that nobody can ask for, which other rules report."""
    try:
        parts = urlsplit(url)
        return f"{parts.scheme}://{parts.netloc}" if parts.hostname and parts.port != 0 else ""
    except ValueError:
        return ""


def _faults(urls: list[str]) -> dict[str, tuple[str, str] | None]:
    """Return address -> variant of W124 and its detail, None if there is nothing to say. All are of one server."""
    return {url: _fault(url) for url in urls}


def _fault(url: str) -> tuple[str, str] | None:
    try:
        address = _ascii(urlsplit(url))
    except ValueError as error:  # a host that no name server knows in this form
        return "silent", str(error)
    reason, status = "", 0
    for method in ("HEAD", "GET"):  # some servers refuse the first, and some fail once
        request = urllib.request.Request(address, method=method, headers={"User-Agent": _AGENT})  # noqa: S310 (http)
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT):  # noqa: S310
                return None
        except urllib.error.HTTPError as error:
            error.close()
            reason, status = "", error.code
            if status < _REFUSED:  # redirected in a circle, or elsewhere than to the web
                return None
        except (OSError, HTTPException, ValueError) as error:  # of a redirection, too
            reason = str(getattr(error, "reason", error)) or type(error).__name__
    if reason:
        return "silent", reason
    return ("gone", str(status)) if status in _GONE else None


def _ascii(parts: SplitResult) -> str:
    """Return an address in the signs that travel; raises ValueError if its host has no such form."""
    host = parts.netloc.encode("idna").decode() if not parts.netloc.isascii() else parts.netloc
    path, query = quote(parts.path, _SAFE), quote(parts.query, _SAFE)
    return urlunsplit((parts.scheme, host, path, query, ""))
