"""JSON Schemas: what the check accepts they accept, what they can say they refuse, and every key is described."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from click.testing import CliRunner

from recap.cli import main
from recap.content.examples import example
from recap.content.json_schema import json_schemas
from recap.content.loader import parse_files
from recap.content.schema import KINDS
from recap.content.settings import Settings, read_settings
from recap.core.language import language
from recap.exports import api
from tests.integration.test_examples import BASE, examples
from tests.site_fixtures import FIXTURES, french


class Core(yaml.SafeLoader):
    """YAML as editors read it (1.2): a date is a text."""


Core.yaml_implicit_resolvers = {
    sign: [(tag, pattern) for tag, pattern in entries if not tag.endswith("timestamp")]
    for sign, entries in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def typed(content: str) -> Any:
    """A front matter as an editor's YAML gives it."""
    return yaml.load(content.split("---\n")[1], Loader=Core)


@functools.cache
def validator(kind: str) -> jsonschema.Draft7Validator:
    """The validator of one kind of record, formats included."""
    return jsonschema.Draft7Validator(
        json_schemas(language("fr").keys)[kind], format_checker=jsonschema.FormatChecker()
    )


def kinds(contents: dict[str, str], settings: Settings) -> dict[str, str]:
    """src_uri -> kind of record, for good files."""
    files, _ = parse_files(((name, raw.encode()) for name, raw in contents.items()), settings)
    stores: list[tuple[str, dict[str, Any]]] = [
        *(("event", files.events), ("talk", files.talks), ("person", files.people)),
        *(("topic", files.topics), ("page", files.pages)),
    ]
    return {src_uri: kind for kind, store in stores for src_uri in store}


def check_folder(folder: Path) -> None:
    """Every file of a site's docs follows the schema of its kind, as an editor reads it."""
    docs = folder / "docs"
    contents = {path.relative_to(docs).as_posix(): path.read_text("utf-8") for path in docs.rglob("*.md")}
    found = kinds(contents, read_settings(folder / "mkdocs.yml")[0])
    assert found.keys() == contents.keys() != set()
    for src_uri, kind in found.items():
        assert [error.message for error in validator(kind).iter_errors(typed(contents[src_uri]))] == [], src_uri


@pytest.mark.parametrize("name", ["full", "english", "hostile"])
def test_whole_sites_are_valid(name: str) -> None:
    """Of a large site, an English one and one of odd texts every file follows its schema."""
    check_folder(FIXTURES / "sites" / name)


@pytest.mark.parametrize("sample", examples("positive"))
def test_good_examples_are_valid(sample: dict[str, Any]) -> None:
    """What the check accepts, the schemas accept."""
    contents = {name: content for name, content in (BASE | sample["files"]).items() if content.startswith("---\n")}
    for src_uri, kind in kinds(contents, french()).items():
        assert [error.message for error in validator(kind).iter_errors(typed(contents[src_uri]))] == [], src_uri


@pytest.mark.parametrize(
    "code",
    ["E102-title", "E103", "E111", "E116.choice", "E116.date", "E116.time", "E116.long", "E116.list", "E116.id",
     "E116.items", "E116.mapping", "E116.text", "E103-nested", "E102-nested", "E116.partial_date", "E116.flag",
     "E116.minutes"],
)  # fmt: skip
def test_what_a_schema_can_say_is_refused(code: str) -> None:
    """Missing and unknown keys, wrong types, forms and lengths are underlined while one types."""
    sample = next(each.values[0] for each in examples("negative") if each.id == code)
    assert list(validator("talk").iter_errors(typed(sample["files"]["rencontre/un-debut.md"])))


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_key_has_a_description_and_a_true_example(lang: str) -> None:
    """A schema that is itself valid, and in it no key without its words; each example follows its own schema."""
    for kind, schema in json_schemas(language(lang).keys).items():
        jsonschema.Draft7Validator.check_schema(schema)
        models = [(KINDS[kind].__name__, schema), *schema.get("$defs", {}).items()]
        for model, definition in models:
            for key, entry in definition["properties"].items():
                assert entry["description"], (model, key)
                assert example(model, key) is not None, (model, key)
                whole = {"$defs": schema.get("$defs", {}), **entry}
                jsonschema.Draft7Validator(whole).validate(entry["examples"][0])


def test_both_languages_describe_the_same_keys() -> None:
    """No description is missing in one language, and none describes a key that is gone."""
    assert list(language("fr").keys) == list(language("en").keys)
    used = set()
    for kind, schema in json_schemas(language("en").keys).items():
        for model, definition in [(KINDS[kind].__name__, schema), *schema.get("$defs", {}).items()]:
            used |= {f"{model}.{key}" for key in definition["properties"]} | set(definition["properties"])
    for described in api.schemas("en").values():
        for model, definition in [("", described), *described["$defs"].items()]:
            whose = ("Data", model.removesuffix("Data"))
            used |= {f"{each}.{key}" for each in whose for key in definition.get("properties", {})}
    assert set(language("en").keys) <= used


def test_the_command_writes_them(tmp_path: Path) -> None:
    """`recap schema FOLDER` writes a file a kind and names them."""
    done = CliRunner().invoke(main, ["schema", str(tmp_path / "a" / "b"), "--lang", "en"])
    assert done.exit_code == 0
    assert "talk.schema.json" in done.output
    written = json.loads((tmp_path / "a" / "b" / "talk.schema.json").read_text("utf-8"))
    assert written["properties"]["speakers"]["description"].startswith("One entry per person")
