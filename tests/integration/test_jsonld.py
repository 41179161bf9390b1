"""JSON-LD of every page, read by extruct and compared with the vocabulary of schema.org."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import extruct
import pytest
import yaml

from tests.page_kinds import EVENT
from tests.site_fixtures import FIXTURES, ROOT


@pytest.fixture(scope="module", params=["full", "large"])
def tree(request: pytest.FixtureRequest) -> Path:
    """Two sites with an address."""
    found: Path = request.getfixturevalue(request.param)
    return found


def vocabulary() -> dict[str, set[str]]:
    """Type of schema.org -> its properties, its ancestors' included, as npm `schema-dts` lists them."""
    path = ROOT / "node_modules/schema-dts/dist/schema.d.ts"
    if not path.is_file():
        if os.environ.get("RECAP_REQUIRE_NODE"):
            pytest.fail("schema-dts needs `npm ci --ignore-scripts`")
        pytest.skip("needs node_modules/schema-dts: npm ci --ignore-scripts")
    text = path.read_text("utf-8")
    parents: dict[str, list[str]] = {}
    own: dict[str, set[str]] = {}
    names: dict[str, str] = {}
    for match in re.finditer(r"interface (\w+) (?:extends ([^{]+) )?\{(.*?)\n\}", text, re.DOTALL):
        parents[match[1]] = re.findall(r"\w+", match[2] or "")
        own[match[1]] = set(re.findall(r'^    "(\w+)"\?:', match[3], re.MULTILINE))
        if named := re.search(r'"@type": "(\w+)"', match[3]):
            names[named[1]] = match[1]

    def all_of(interface: str) -> set[str]:
        return own.get(interface, set()).union(*map(all_of, parents.get(interface, [])))

    return {name: all_of(interface) for name, interface in names.items()}


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every node of a graph that has a type, however deep."""
    if isinstance(value, dict):
        if "@type" in value:
            yield value
        for each in value.values():
            yield from nodes(each)
    elif isinstance(value, list):
        for each in value:
            yield from nodes(each)


def unknown(graph: Any, known: dict[str, set[str]]) -> list[tuple[str, str]]:
    """Properties that schema.org does not give to their type."""
    return [
        (node["@type"], key)
        for node in nodes(graph)
        for key in node
        if not key.startswith("@") and key not in known.get(node["@type"], set())
    ]


def jsonld(path: Path) -> list[dict[str, Any]]:
    """The JSON-LD of a page, as extruct finds it."""
    found = extruct.extract(path.read_text("utf-8"), syntaxes=["json-ld"], uniform=False)["json-ld"]
    return [node for each in found for node in each["@graph"]]


def test_jsonld_is_in_the_vocabulary(tree: Path) -> None:
    """Every page has JSON-LD whose types and properties schema.org knows; a wrong property is heard."""
    known = vocabulary()
    assert len(known) > 500
    assert "name" in known["Person"]
    redirect = 'http-equiv="refresh"'
    pages = [path for path in tree.rglob("*.html") if path.name != "404.html" and redirect not in path.read_text()]
    assert len(pages) > 30
    types = set()
    for path in pages:
        graph = jsonld(path)
        assert unknown(graph, known) == [], path
        types |= {node["@type"] for node in nodes(graph)}
        crumbs = next(node for node in graph if node["@type"] == "BreadcrumbList")["itemListElement"]
        assert [crumb["position"] for crumb in crumbs] == [*range(1, len(crumbs) + 1)]
        assert unquote(urlsplit(crumbs[-1]["item"]).path).endswith(path.relative_to(tree).as_posix())
    assert {"Article", "Event", "ProfilePage", "Person", "ItemList", "DefinedTerm", "WebSite", "Place"} <= types
    assert unknown([{"@type": "Article", "performer": "x"}], known) == [("Article", "performer")]


def test_who_performs_in_what(full: Path) -> None:
    """Speakers perform in the Event that the Article is about; parts are its subevents; a person has other names."""
    article, event = jsonld(full / EVENT / "keynote.html")[:2]
    assert article["about"]["@id"] == event["@id"]
    assert "performer" not in article
    assert [person["name"] for person in event["performer"]][:2] == ["Inès de la Garde", "Maëlle O’Tanguy"]
    assert next(part["performer"][0]["name"] for part in event["subEvent"]) == "Inès de la Garde"
    assert event["superEvent"]["name"] == "Rencontres de l’horlogerie publique 2026"
    assert event["startDate"] == "2026-05-12T09:00:00+02:00"
    person = jsonld(full / "intervenants/ines-de-la-garde.html")[0]["mainEntity"]
    assert person["@type"] == "Person"
    assert person["alternateName"] == ["Inès Delagarde"]
    assert all(url.startswith("https://") for url in person["sameAs"])


def test_hostile_titles_stay_titles(built: Callable[[str], Path]) -> None:
    """A title full of markup is the headline, letter by letter."""
    source = (FIXTURES / "sites/hostile/docs/ev/un.md").read_text("utf-8")
    title = yaml.safe_load(source.split("---")[1])["title"]
    assert "<b>" in title
    assert jsonld(built("hostile") / "ev/un.html")[0]["headline"] == title
