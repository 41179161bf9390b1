"""A docs folder -> its catalogue and everything wrong with it: what the check says. No page is written for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from functools import partial
from pathlib import Path

from recap.catalogue.models import Catalogue
from recap.catalogue.resolver import compile_catalogue, with_texts
from recap.content import markdown as body
from recap.content.frontmatter import read
from recap.content.loader import Known, check_others, read_files
from recap.content.settings import Settings
from recap.core.diagnostics import Problem
from recap.core.filesystem import files_below, shown_path
from recap.core.language import language
from recap.lint import catalogue_rules as checks
from recap.lint import link_rules as links
from recap.lint import scope as focus
from recap.pages.outline import Pages


def check_content(
    docs: Path,
    settings: Settings,
    only: Set[str] | None = None,
    *,
    drafts: Mapping[str, str] | None = None,
    collate: bool = False,
    known: Known | None = None,
) -> tuple[Catalogue, list[Problem]]:
    """The catalogue of a docs folder and the problems of all rules at once, sorted; no page is written for it.

    With `only` (src_uris) nothing else is read; the other files are known to exist. `drafts` are files that are not
    there yet (src_uri -> content). `collate` as in `compile_catalogue`. `known` is brought up to date.
    """
    known = known or Known()
    files, problems = read_files(docs, settings, only, drafts, known)
    if known.catalogue and files.only_texts:
        catalogue, found = with_texts(known.catalogue, files), known.problems
    else:
        catalogue, found = compile_catalogue(files, settings, collate=collate, keys=known.keys)
    whole = not files.broken and known.seen.keys() == files.documents.keys()
    known.catalogue, known.problems = (catalogue, found) if whole else (None, [])
    pages, below = Pages(catalogue, settings, language(settings.language)).outline(), files_below(docs)
    problems += found + checks.check_catalogue(catalogue) + check_others(docs)
    problems += checks.old_addresses_are_free(catalogue, pages)
    problems += checks.photographs_are_there(catalogue, below)
    problems += checks.withdrawn_files_are_gone(catalogue, files.people, below, shown_path(docs))
    unread = {src_uri for src_uri in files.broken if not files.documents[src_uri].data}
    pages |= {src_uri: partial(str, files.documents[src_uri].body) for src_uri in files.broken - unread}
    if only is not None:
        elsewhere = (src_uri for src_uri in below if src_uri.endswith(".md") and src_uri not in only)
        pages |= {src_uri: partial(_body, docs / src_uri) for src_uri in elsewhere}
    others = frozenset(src_uri for src_uri in below if not src_uri.endswith(".md"))
    # A broken talk may be all that brings a generated page about: nothing is said of links to those, then.
    generated = (f"{settings.folders[name]}/" for name in ("people", "topics", "organisations"))
    unsure = (*generated, *unread) if files.broken else ()
    targets = links.Targets(pages, others, unsure, settings.image_hosts)
    for src_uri, document in files.documents.items():
        seen = known.seen.get(src_uri)
        if not (seen and seen.quiet):
            told = [*links.check_texts([(src_uri, document)], targets)]
            problems += told
            if seen:
                seen.quiet = not told and not body.links(document.body)
    return catalogue, sorted(problems)


def check_chosen(docs: Path, settings: Settings, chosen: Set[str]) -> tuple[Catalogue, list[Problem]]:
    """The problems of the chosen files (src_uris), as a check of all files tells them; reads as few as it can."""
    only = focus.context(docs, chosen, settings)
    catalogue, problems = check_content(docs, settings, only)
    found = of_files(problems, docs, chosen)
    if only is not None and not focus.is_settled(found):
        catalogue, problems = check_content(docs, settings)
        found = of_files(problems, docs, chosen)
    return catalogue, found


def of_files(problems: Iterable[Problem], docs: Path, chosen: Set[str]) -> list[Problem]:
    """The problems of some files (src_uris)."""
    prefix = f"{shown_path(docs)}/"
    return [problem for problem in problems if problem.path.removeprefix(prefix) in chosen]


def _body(path: Path) -> str:
    return read(path.read_bytes(), path.name)[0].body
