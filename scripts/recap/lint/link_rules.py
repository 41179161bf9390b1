"""Rules about texts: links lead somewhere, addresses stand in full, pictures have words, and nothing can run."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from recap.content import markdown as body
from recap.content.frontmatter import Document
from recap.core import text
from recap.core import urls as addresses
from recap.core.diagnostics import Problem
from recap.security import markup

Fault = tuple[str, dict[str, Any]]
"""Text key and arguments of a problem."""
_PROPOSALS = 50
"""Dead links up to which a near one is looked for: each look compares with every page of the site."""
_NAMES = frozenset(["aliases", "authors", "name", "organisation", "organizers", "speakers", "synonyms", "topics"])
"""Keys whose values are names, which meet others of their kind."""


@dataclass
class Targets:
    """What a link may lead to."""

    pages: Mapping[str, Callable[[], str]]
    """Every page: src_uri -> what writes its Markdown."""
    files: frozenset[str]
    """The src_uris of what else lies in docs/."""
    unsure: tuple[str, ...] = ()
    """Of pages whose src_uri starts as one of these nothing is said."""
    image_hosts: tuple[str, ...] = ()
    """Hosts of other sites that pictures may come from."""
    _anchors: dict[str, list[str]] = field(default_factory=dict)
    _proposals: int = 0

    def anchors(self, page: str) -> list[str]:
        """The anchors of the headings of a page."""
        if page not in self._anchors:
            self._anchors[page] = [heading.anchor for heading in body.headings(self.pages[page]())]
        return self._anchors[page]

    def near(self, goal: str, known: Iterable[str], here: str) -> str:
        """The known page or file that was most probably meant, as a link from the page `here`; empty without one."""
        self._proposals += 1
        near = text.nearest(goal, known) if self._proposals <= _PROPOSALS else ""
        return posixpath.relpath(near, posixpath.dirname(here) or ".") if near else ""


def check_texts(documents: Iterable[tuple[str, Document]], targets: Targets) -> Iterator[Problem]:
    """The problems of the texts of documents (src_uri, Document), up to `markup.MOST` of each.

    Links are followed from those that are pages.
    """
    for src_uri, document in documents:
        yield from islice(_check_text(src_uri, document, targets), markup.MOST)


def _check_text(src_uri: str, document: Document, targets: Targets) -> Iterator[Problem]:
    for found in markup.forbidden(document.body, targets.image_hosts):
        args = {"value": text.shortened(found.value), "tags": ", ".join(markup.HARMLESS_TAGS)}
        yield document.body_problem(f"E121.{found.variant}", found.line, found.column, **args)
    for place, value in document.strings():
        if "://" in value and " " not in value:
            yield from (document.problem(key, *place, **args) for key, args in _check_full(value))
        elif not value.isascii() and not _NAMES.isdisjoint(place) and (word := text.look_alike(value)):
            yield document.problem("E121.look_alike", *place, value=word)
    for link in body.links(document.body):
        for key, args in _check_link(link, src_uri, targets):
            yield document.body_problem(key, link.line, link.column, **args)


def _check_link(link: body.Link, src_uri: str, targets: Targets) -> Iterator[Fault]:
    """E115: a picture has words.

    E111: an address of a text has no password and names its scheme, as the schema asks it of a record's.
    """
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
    elif link.target and not address.scheme and markup.may_stand(link.target) and src_uri in targets.pages:
        yield from _check_target(link, address, src_uri, targets)


def _shown(target: str) -> str:
    return text.shortened(" ".join(target.split()))


def _check_full(value: str) -> Iterator[Fault]:
    """W111: an address is not shortened and follows no reader."""
    full = addresses.full(value) if value.lower().startswith(("http:", "https:")) else value
    if full is None:
        yield "W111.shortened", {"value": text.shortened(value)}
    elif full != value:
        yield "W111", {"value": value, "near": full}


def _check_target(link: body.Link, address: SplitResult, src_uri: str, targets: Targets) -> Iterator[Fault]:
    """E119: a link leads to a page, an anchor or a file that exists; E115: so does a picture."""
    args = {"value": _shown(link.target)}
    way, fragment = unquote(address.path), unquote(address.fragment)
    goal = posixpath.normpath(posixpath.join(posixpath.dirname(src_uri), way)) if way else src_uri
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
