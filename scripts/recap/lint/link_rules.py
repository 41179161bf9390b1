"""Rules about texts: links have a target, addresses are complete, pictures have a text, nothing can run."""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from recap.content import markdown as body
from recap.content.document import Document, Place
from recap.content.stored_names import StoredNames
from recap.core import text, urls
from recap.core.diagnostics import Diagnostic
from recap.lint import markdown_rules
from recap.security import markup

Fault = tuple[str, dict[str, Any]]
"""Message key and arguments of a diagnostic."""
_PROPOSALS = 50
"""Number of dead links for which a similar target is proposed; each one is compared with every page."""
_LISTS = ("resources", "recordings")
"""Keys of talks whose entries lead somewhere, to files of docs/ too."""
_HOST = re.compile(r"(?:[\w-]+\.)+[A-Za-z]{2,}/")
"""What begins like an address of the web without its scheme."""
_NAMES = frozenset(["aliases", "authors", "name", "organisation", "organizers", "speakers", "synonyms", "topics"])
"""Keys whose values are names."""


@dataclass
class Targets:
    """What links may lead to."""

    pages: Mapping[str, Callable[[], str]]
    """src_uri of every page -> function that makes its Markdown."""
    files: frozenset[str]
    """src_uris of all other files in docs/."""
    unsure: tuple[str, ...] = ()
    """Starts of src_uris about which nothing is reported."""
    image_hosts: tuple[str, ...] = ()
    """Other hosts from which pictures may come."""
    extensions: frozenset[str] = frozenset()
    """Markdown extensions that the site switched on."""
    _anchors: dict[str, dict[str, str]] = field(default_factory=dict)
    _proposals: int = 0
    _names: StoredNames | None = None

    def anchors(self, page: str) -> dict[str, str]:
        """Return the anchors of a page's headings, and those that GitHub would give them: id -> our anchor."""
        if page not in self._anchors:
            self._anchors[page] = body.anchors(self.pages[page]())
        return self._anchors[page]

    def stored(self, goal: str) -> str:
        """Return the src_uri of a file as it is stored, whatever form of Unicode a link has."""
        if self._names is None:
            self._names = StoredNames(self.files)
        return self._names.find(goal)

    def near(self, goal: str, known: Iterable[str], here: str) -> str:
        """Return the most similar known page or file as a link from the page `here`; empty if none is similar."""
        self._proposals += 1
        near = text.nearest(goal, known) if self._proposals <= _PROPOSALS else ""
        return posixpath.relpath(near, posixpath.dirname(here) or ".") if near else ""


def check_text(src_uri: str, document: Document, targets: Targets) -> Iterator[Diagnostic]:
    """Yield what is wrong with the texts of a file, up to `MAX_FINDINGS`; links are followed if it is a page."""
    return islice(_check_text(src_uri, document, targets), markup.MAX_FINDINGS)


def _check_text(src_uri: str, document: Document, targets: Targets) -> Iterator[Diagnostic]:
    for found in markup.forbidden(document.body, targets.image_hosts):
        yield document.body_diagnostic(f"E121.{found.variant}", found.line, found.column, **_found_args(found))
    for found in markup.forbidden(abstract := _abstract(document), targets.image_hosts):
        yield document.diagnostic(f"E121.{found.variant}", "abstract", **_found_args(found))
    for place, value in document.strings():
        if "://" in value and " " not in value:
            yield from (document.diagnostic(key, *place, **args) for key, args in _check_full(value))
        elif not value.isascii() and not _NAMES.isdisjoint(place) and (word := text.look_alike(value)):
            yield document.diagnostic("E121.look_alike", *place, value=word)
    yield from _check_listed(src_uri, document, targets)
    yield from markdown_rules.check_markdown(document, targets.extensions)
    for link in body.links(document.body):
        for key, args in _check_link(link, src_uri, targets):
            yield document.body_diagnostic(key, link.line, link.column, **args)
    for link in body.links(abstract):
        # Where an address of the programme's leads is the programme's own affair.
        faults = (fault for fault in _check_link(link, src_uri, targets) if not fault[0].startswith("W111"))
        yield from (document.diagnostic(key, "abstract", **args) for key, args in faults)


def _check_listed(src_uri: str, document: Document, targets: Targets) -> Iterator[Diagnostic]:
    """E119: a file of docs/ among the resources or recordings of a talk is there; E111: it is no web address."""
    for place, target in _listed_files(document) if src_uri in targets.pages else ():
        for fault, args in _check_link(body.Link(1, 1, target), src_uri, targets):
            if fault == "E119" and _HOST.match(target):
                yield document.diagnostic("E111", *place, **args | {"near": f"https://{target}"})
            else:
                yield document.diagnostic(fault, *place, **args)


def _listed_files(document: Document) -> Iterator[tuple[Place, str]]:
    """Yield place and name of every file of docs/ that a talk lists."""
    for key in _LISTS:
        entries = document.data.get(key)
        for number, entry in enumerate(entries if isinstance(entries, list) else ()):
            for name in ("url", "archive_url") if isinstance(entry, dict) else ():
                target = entry.get(name)
                if isinstance(target, str) and re.fullmatch(urls.LOCAL_FILE, target):
                    yield (key, number, name), target


def has_links(document: Document) -> bool:
    """Return True if a text of a file has a link or a picture."""
    return bool(any(_listed_files(document)) or body.links(document.body) or body.links(_abstract(document)))


def _abstract(document: Document) -> str:
    """Return the programme's text, which is Markdown as the body is."""
    found = document.data.get("abstract", "")
    return found if isinstance(found, str) else ""


def _found_args(found: markup.Finding) -> dict[str, str]:
    return {"value": text.shortened(found.value), "near": found.near, "tags": ", ".join(markup.HARMLESS_TAGS)}


def _check_link(link: body.Link, src_uri: str, targets: Targets) -> Iterator[Fault]:
    """E115: a picture has a text. E111: an address has a scheme and no password, as in records."""
    if not link.target:
        yield ("E111.empty" if link.alt is None else "E115.empty"), {"value": "[…]()"}
        return
    if link.alt is not None and not link.alt.strip():
        yield "E115.alt", {"value": _shown(link.target)}
    try:
        address = urlsplit(link.target)
    except ValueError:
        yield "E111", {"value": text.shortened(link.target)}
        return
    somewhere = address.netloc or address.scheme in ("http", "https")
    if somewhere and ("@" in address.netloc or not (address.netloc and address.scheme)):
        yield "E111", {"value": text.shortened(link.target)}
    elif address.netloc:
        yield from _check_full(link.target)
    elif link.target and not address.scheme and markup.is_safe_url(link.target) and src_uri in targets.pages:
        yield from _check_target(link, address, src_uri, targets)


def _shown(target: str) -> str:
    return text.shortened(" ".join(target.split()))


def _check_full(value: str) -> Iterator[Fault]:
    """W111: an address is not shortened and has no tracking parameters."""
    full = urls.expanded(value) if value.lower().startswith(("http:", "https:")) else value
    if full is None:
        yield "W111.shortened", {"value": text.shortened(value)}
    elif full != value:
        yield "W111", {"value": value, "near": full}


def _check_target(link: body.Link, address: SplitResult, src_uri: str, targets: Targets) -> Iterator[Fault]:
    """E119: a link leads to an existing page, anchor or file; E115: so does a picture."""
    args = {"value": _shown(link.target)}
    way, fragment = unquote(address.path), unquote(address.fragment)
    goal = posixpath.normpath(posixpath.join(posixpath.dirname(src_uri), way)) if way else src_uri
    goal = targets.stored(goal)
    if way.startswith("/"):
        yield "E119.absolute", args
    elif goal.startswith(targets.unsure):
        return
    elif link.alt is not None and goal not in targets.files:
        yield "E115.missing", args | {"near": targets.near(goal, targets.files, src_uri)}
    elif goal not in targets.pages and goal not in targets.files:
        yield "E119", args | {"near": targets.near(goal, [*targets.pages, *targets.files], src_uri)}
    elif fragment and goal in targets.pages and fragment not in targets.anchors(goal):
        yield "E119.anchor", args | {"near": text.nearest(fragment, targets.anchors(goal)), "page": goal}
