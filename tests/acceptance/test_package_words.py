"""The tool knows nothing of the first site: what is installed has no name of it, nor of an owner of repositories."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import recap
from recap.content.settings import read_settings
from recap.content.theme_files import package_theme
from recap.lint.runner import read_catalogue
from tests.site_fixtures import ROOT

ORDINARY = frozenset(["c", "go", "keynote"])
"""Names of the first site that are words of the tool's own."""
OTHERS = re.compile(r"(?:github|gitlab)\.com/(?!(?:example|owner|proprietaire)\b)[\w-]+|codeberg\.org/[\w-]+")


def names_of_the_first_site() -> set[str]:
    """Names of its people, organisations, conferences, rooms, talks and topics, in small letters."""
    settings, _ = read_settings(ROOT / "mkdocs.yml")
    catalogue, _ = read_catalogue(ROOT / "docs", settings)
    found = {settings.site_name}
    for event in catalogue.events.values():
        record = event.record
        found |= {
            record.title,
            record.acronym or "",
            record.venue or "",
            *record.room_names,
            *record.organizers,
            event.id,
        }
    for person in catalogue.people.values():
        found |= {person.name, person.name.rpartition(" ")[2], person.id}
    found |= {organisation.name for organisation in catalogue.organisations.values()}
    found |= {talk.id.partition("/")[2] for talk in catalogue.talks.values()}
    found |= {talk.record.title for talk in catalogue.talks.values()}
    return {name.lower() for name in found} - ORDINARY - {""}


def installed() -> Iterator[Path]:
    """The texts among the files of the package and of its theme."""
    theme = package_theme()
    assert theme
    for folder in (Path(recap.__file__).parent, theme):
        paths = sorted(folder.rglob("*"))
        yield from (path for path in paths if path.is_file() and path.suffix not in (".pyc", ".png"))


def test_nothing_that_is_installed_names_the_first_site() -> None:
    """Its names would be read by the guests of every other conference: in hints, in examples, in schemas."""
    names = names_of_the_first_site()
    assert len(names) > 40
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in sorted(names, key=len, reverse=True)))
    texts = ((path.name, path.read_text("utf-8").lower()) for path in installed())
    there = ((path, text) for path, text in texts if any(name in text for name in names))  # quicker than the pattern
    assert [(path, found) for path, text in there for found in pattern.findall(text)] == []


def test_nothing_that_is_installed_names_an_owner() -> None:
    """Addresses of repositories are those of examples."""
    assert [(path.name, found) for path in installed() for found in OTHERS.findall(path.read_text("utf-8"))] == []
