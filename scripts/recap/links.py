"""Rules about texts: links lead somewhere, addresses stand in full, pictures have words, and nothing can run."""

from __future__ import annotations

import posixpath
import urllib.parse
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from recap import addresses, body, markup, text
from recap.frontmatter import Document, Mark
from recap.problems import Problem

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
        mark = (document.body_line + found.line - 1, found.column)
        args = {"value": text.shortened(found.value), "tags": ", ".join(markup.HARMLESS_TAGS)}
        yield Problem(document.path, *mark, f"E121.{found.variant}", args)
    for place, value in document.strings():
        if "://" in value and " " not in value:
            yield from _check_full(document.path, document.mark(*place), value)
        elif not value.isascii() and not _NAMES.isdisjoint(place) and (word := text.look_alike(value)):
            yield document.problem("E121.look_alike", *place, value=word)
    for link in body.links(document.body):
        mark = (document.body_line + link.line - 1, link.column)
        if link.alt is not None and not link.alt.strip():
            yield Problem(document.path, *mark, "E115.alt", {"value": _shown(link.target)})
        if "//" in link.target:
            yield from _check_address(document.path, mark, link.target)
        if src_uri in targets.pages:
            yield from _check_target(document.path, mark, link, src_uri, targets)


def _shown(target: str) -> str:
    return text.shortened(" ".join(target.split()))


def _check_address(path: str, mark: Mark, value: str) -> Iterator[Problem]:
    """E111: an address of a text has no password and names its scheme, as the schema asks it of a record's; W111."""
    try:
        parts = urllib.parse.urlsplit(value)
    except ValueError:
        yield Problem(path, *mark, "E111", {"value": text.shortened(value)})
        return
    if "@" in parts.netloc or (parts.netloc and not parts.scheme):
        yield Problem(path, *mark, "E111", {"value": text.shortened(value)})
    else:
        yield from _check_full(path, mark, value)


def _check_full(path: str, mark: Mark, value: str) -> Iterator[Problem]:
    """W111: an address is not shortened and follows no reader."""
    full = addresses.full(value) if value.lower().startswith(("http:", "https:")) else value
    if full is None:
        yield Problem(path, *mark, "W111.shortened", {"value": text.shortened(value)})
    elif full != value:
        yield Problem(path, *mark, "W111", {"value": value, "near": full})


def _check_target(path: str, mark: Mark, link: body.Link, src_uri: str, targets: Targets) -> Iterator[Problem]:
    """E119: a link leads to a page, an anchor or a file that exists; E115: so does a picture."""
    try:
        target = urllib.parse.urlsplit(link.target)
    except ValueError:
        return
    if target.scheme or target.netloc or not link.target or not markup.may_stand(link.target):
        return
    args = {"value": _shown(link.target)}
    way, fragment = urllib.parse.unquote(target.path), urllib.parse.unquote(target.fragment)
    goal = posixpath.normpath(posixpath.join(posixpath.dirname(src_uri), way)) if way else src_uri
    if way.startswith("/"):
        yield Problem(path, *mark, "E119.absolute", args)
    elif goal.startswith(targets.unsure):
        return
    elif link.alt is not None and goal not in targets.files:
        yield Problem(path, *mark, "E115.missing", args | {"near": targets.near(goal, targets.files, src_uri)})
    elif goal not in targets.pages and goal not in targets.files:
        near = targets.near(goal, [*targets.pages, *targets.files], src_uri)
        yield Problem(path, *mark, "E119", args | {"near": near})
    elif fragment and goal in targets.pages and fragment not in targets.anchors(goal):
        near = text.nearest(fragment, targets.anchors(goal))
        yield Problem(path, *mark, "E119.anchor", args | {"near": near, "page": goal})
