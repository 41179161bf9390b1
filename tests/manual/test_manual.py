"""The manual: its reference is complete and true, it builds, and its links hold."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

from manual import commands, effects, keys, options, pictures, reference, rules
from recap.content import schema, settings
from recap.content.addresses import KINDS
from recap.content.examples import example
from recap.content.settings import Settings
from recap.content.yaml_writer import to_flow_yaml
from recap.core import diagnostics
from recap.core.language import language
from recap.lint.runner import check_content
from tests.site_fixtures import ROOT

RECORDS = {record for kind in schema.KINDS.values() for record in (kind, *keys.nested_records(kind))}
KEYS = sorted(
    ((record, key) for record in RECORDS for key in keys.keys_of(record)), key=lambda pair: (pair[0].__name__, pair[1])
)


@pytest.fixture(scope="module")
def docs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample."""
    folder = tmp_path_factory.mktemp("sample") / "docs"
    shutil.copytree(effects.SAMPLE, folder)
    return folder


def name(value: object) -> str:
    """The name of a record or key."""
    return getattr(value, "__name__", str(value))


@pytest.mark.parametrize(("record", "key"), KEYS, ids=name)
def test_every_key_is_explained(record: keys.Record, key: str) -> None:
    """A key has a description, an example, a type in words, and either shows somewhere or says what it is for."""
    assert keys.description_of(record, key)
    assert example(record.__name__, key) is not None
    assert keys.type_in_words(keys.keys_of(record)[key])
    shown = effects.effects_of_keys()[record.__name__, key]
    assert shown.pages or shown.exports or keys.note_of(record, key)


def test_every_record_is_in_the_sample() -> None:
    """Where a key shows is found out for all records of the schema, and no note is about a key that is gone."""
    assert {record.__name__ for record in RECORDS} == effects.PLACES.keys()
    known = {f"{record.__name__}.{key}" for record, key in KEYS} | {key for _, key in KEYS}
    assert keys.NOTES.keys() - known == set()


@pytest.mark.parametrize("kind", schema.KINDS)
def test_every_key_is_on_the_page_of_its_kind(kind: str) -> None:
    """The page of a kind has a section for each key, those of records in records included."""
    record, page = schema.KINDS[kind], reference.reference_pages()[f"reference/{kind}.md"]
    for each in (record, *keys.nested_records(record)):
        for key in keys.keys_of(each):
            anchor = key if each is record else f"{each.__name__.lower()}-{key}"
            assert page.count(f"{{ #{anchor} }}") == 1


@pytest.mark.parametrize(("record", "key"), KEYS, ids=name)
def test_the_reference_knows_what_is_required(record: keys.Record, key: str, docs: Path) -> None:
    """A key of the sample is called required, in general or there, if and only if it cannot be left out."""
    path = docs / effects.file_of(record.__name__, key)
    before = path.read_bytes()
    steps = effects.PLACES[record.__name__][1]
    try:
        path.write_bytes(next(effects.variants(before, steps, key)))
        found = check_content(docs, Settings(language="en", folders=dict(language("en").folders))).diagnostics
    finally:
        path.write_bytes(before)
    becomes_page = (record, key) == (schema.Event, "kind")  # whose other keys are then out of place
    missing = [each for each in found if each.code == ("E141" if becomes_page else "E102")]
    assert bool(missing) is (keys.need_of(record, key) != "optional")


def test_where_a_key_shows_is_found_out() -> None:
    """A room shows on its talk, the programme’s pages and in calendars; an ORCID shows on the person’s page alone."""
    found = effects.effects_of_keys()
    assert {"its own page", "the event’s page"} <= set(found["Talk", "room"].pages)
    assert "iCalendar" in found["Talk", "room"].exports
    assert found["Person", "orcid"] == effects.Effects(("its own page",), ("JSON data", "JSON-LD"))


@pytest.mark.parametrize("code", diagnostics.rules())
def test_every_rule_has_a_page(code: str) -> None:
    """The page has what is wrong, what is right, and every wording of the rule or an example of it."""
    page = reference.reference_pages()[f"reference/rules/{code}.md"]
    assert diagnostics.rules()[code].before.strip() in page
    assert page.count("```text") >= len(rules.wordings_of(code))
    assert f"({code}.md)" in rules.index()


def test_every_command_has_a_section() -> None:
    """Every command that can be run is in the reference, with all of its options."""
    page = commands.page()
    for path, command in commands.commands():
        section = page.partition(f"## `{path}`\n")[2].partition("\n## ")[0]
        for option in command.params:
            assert option.param_type_name != "option" or max(option.opts, key=len) in section, path


def test_every_option_is_explained() -> None:
    """The options on the page are those that the plugin knows; each example is accepted."""
    assert options.OPTIONS.keys() == set(settings._KEYS)
    for name, each in options.OPTIONS.items():
        config = f"plugins:\n  - recap:\n      {name}: {to_flow_yaml(each['example'])}\n"
        read, found = settings.parse_settings(config.encode(), "mkdocs.yml")
        assert found == [], name
        assert getattr(read, name) != getattr(Settings(), name), name


def test_every_address_is_explained() -> None:
    """The page on formats names every kind of file that a build writes for other programs."""
    page = (ROOT / "manual/docs/formats.md").read_text("utf-8")
    formats = ("feeds", "calendars", "schedules", "citations", "api", "social", "sitemaps", "downloads")
    patterns = [pattern for kind in KINDS if kind.name in formats for pattern in kind.patterns]
    assert len(patterns) > len(formats)
    assert [pattern for pattern in patterns if f"`{pattern}`" not in page] == []


@pytest.mark.parametrize("path", sorted((ROOT / "manual/docs").rglob("*.md")), ids=lambda path: path.stem)
def test_every_picture_is_taken(path: Path) -> None:
    """A page asks only for pictures that the script takes."""
    assert set(re.findall(r"<!-- picture (\w+)", path.read_text("utf-8"))) <= pictures.PICTURES.keys()


def test_the_manual_builds_and_its_links_hold(tmp_path: Path) -> None:
    """`make manual` has no warning: every page is in the navigation, every link and anchor leads somewhere."""
    config = load_config(str(ROOT / "manual" / "mkdocs.yml"), site_dir=str(tmp_path / "site"), strict=True)
    config.plugins.run_event("startup", command="build", dirty=False)
    build(config)
    pages = {path.relative_to(tmp_path / "site").as_posix() for path in (tmp_path / "site").rglob("*.html")}
    assert {each.replace(".md", ".html") for each in reference.reference_pages()} <= pages
