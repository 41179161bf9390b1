"""Templates find what Jinja would find, only faster."""

from __future__ import annotations

from typing import Any

import pytest
from jinja2 import Environment, nodes
from jinja2.filters import FILTERS
from jinja2.meta import find_undeclared_variables

from recap.plugin.environment import _MACROS, _attribute
from tests.site_fixtures import ROOT


class Keyed(dict[str, Any]):
    """A mapping with an attribute of its own."""

    title = "attribute"


@pytest.mark.parametrize("value", [{"title": 1}, {"items": 2, "get": 3}, {}, Keyed(title=4), "text", None, 5])
@pytest.mark.parametrize("name", ["title", "items", "get", "upper", "missing"])
def test_attributes_are_those_of_jinja(value: Any, name: str) -> None:
    """Key or attribute of a value, methods of dictionaries first, nothing where there is neither."""
    plain = Environment(autoescape=True).from_string("{{ value." + name + " }}|{{ value." + name + " is defined }}")
    ours = Environment(autoescape=True)
    ours.getattr = lambda obj, attribute: _attribute(ours, obj, attribute)  # type: ignore[method-assign]

    def shown(found: str) -> str:
        return found.partition(" at 0x")[0]

    template = ours.from_string("{{ value." + name + " }}|{{ value." + name + " is defined }}")
    assert shown(template.render(value=value)) == shown(plain.render(value=value))


def test_macros_read_nothing_of_a_page_but_its_folder() -> None:
    """Made once per folder, they know no other page: no variable is free, and of filters `url` alone is MkDocs'."""
    environment = Environment(autoescape=True)
    environment.filters["url"] = str
    parsed = environment.parse((ROOT / "overrides" / _MACROS).read_text("utf-8"))
    assert find_undeclared_variables(parsed) == set()
    assert {each.name for each in parsed.find_all(nodes.Filter)} - FILTERS.keys() == {"url"}
