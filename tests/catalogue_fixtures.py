"""A catalogue from texts, for the tests of everything that reads one."""

from __future__ import annotations

from collections.abc import Mapping

from recap.catalogue.models import Catalogue
from recap.catalogue.resolver import compile_catalogue
from recap.content.loader import Files, parse_files
from recap.content.settings import Settings
from recap.core.diagnostics import Problem
from recap.core.language import language
from recap.lint.catalogue_rules import check_catalogue, old_addresses_are_free
from recap.pages.outline import Pages
from tests.site_fixtures import EVENT

FRENCH = Settings()
Found = list[tuple[str, str, int, int]]


def files_of(texts: Mapping[str, str], settings: Settings = FRENCH) -> tuple[Files, list[Problem]]:
    """The files of a docs folder that is given as src_uri -> text, and what is wrong with each by itself."""
    return parse_files(((src_uri, content.encode()) for src_uri, content in texts.items()), settings)


def compiled(texts: Mapping[str, str], settings: Settings = FRENCH) -> tuple[Catalogue, Found]:
    """The catalogue of the event `rencontre` and these texts, and (text key, src_uri, line, column) of each problem."""
    files, problems = files_of({"rencontre/index.md": EVENT} | dict(texts), settings)
    catalogue, found = compile_catalogue(files, settings)
    pages = Pages(catalogue, settings, language(settings.language)).outline()
    problems += found + check_catalogue(catalogue) + [*old_addresses_are_free(catalogue, pages)]
    return catalogue, [(each.text, each.path, each.line, each.column) for each in sorted(problems)]


def talk(*lines: str, title: str = "Un début", body: str = "") -> str:
    """A talk's file: title, then these lines of front matter, a date where none gives one, then a body."""
    dated = () if any(line.startswith("date:") for line in lines) else ("date: 2026-05-01",)
    return "\n".join(["---", f"title: {title}", *lines, *dated, "---", body])
