"""Generated pages: golden files of a small docs folder and the Markdown that it gives.

`tests/golden/*.yml`: `language`, `files` (src_uri -> content), `pages` (src_uri -> the whole Markdown).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from recap.catalogue.models import Part
from recap.content import markdown as body
from recap.content import schema
from recap.content.settings import Settings, read_settings
from tests.catalogue_fixtures import outlined
from tests.site_fixtures import EVENT, french

GOLDEN = Path(__file__).parents[2] / "golden"


def pages_of(files: dict[str, str], settings: Settings) -> dict[str, str]:
    """The Markdown of every page of a docs folder that is given as texts."""
    return {src_uri: source.markdown() for src_uri, source in outlined(files, settings).pages.items()}


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.yml")), ids=lambda path: path.stem)
def test_golden(path: Path, tmp_path: Path) -> None:
    """Each page of the golden file is written letter for letter."""
    golden: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    config = tmp_path / "mkdocs.yml"
    config.write_text(f"theme: {{language: {golden['language']}}}\n", "utf-8")
    settings, _ = read_settings(config)
    pages = pages_of(golden["files"], settings)
    assert {src_uri: pages[src_uri] for src_uri in golden["pages"]} == golden["pages"]


def test_twenty_people_are_cut_by_letter() -> None:
    """From 20 entries on an index has a bar of letters and a heading for each, by collation and without accents."""
    event = (
        "---\nkind: event\ntitle: E\nstart_date: 2026-05-01\nend_date: 2026-05-01\ntimezone: UTC\nsummary: S.\n---\n"
    )
    last = [
        "Alan",
        "Amo",
        "Aro",
        "Blan",
        "Bmo",
        "Bro",
        "Clan",
        "Cmo",
        "Cro",
        "Dlan",
        "Dmo",
        "Dro",
        "Élise",
        "Éna",
        "Emo",
        "Ero",
        "Zlan",
        "Zmo",
        "Zro",
        "Zu",
    ]
    names = [f"Ana {name}" for name in last]
    talk = "---\ntitle: T\ndate: 2026-05-01\nspeakers: [" + ", ".join(names) + "]\n---\n"
    index = pages_of({"e/index.md": event, "e/t.md": talk}, french())["intervenants/index.md"]
    assert index.startswith("[A](#a) [B](#b) [C](#c) [D](#d) [E](#e) [Z](#z)\n\n## A\n\n")
    order = ["## E", "Élise", "Emo", "Éna", "Ero", "## Z"]
    assert sorted(order, key=index.index) == order
    few = pages_of({"e/index.md": event, "e/t.md": talk.replace(f", {names[19]}", "")}, french())
    assert "## " not in few["intervenants/index.md"]


def test_every_topic_is_in_the_index() -> None:
    """However deep a topic stands, or in a circle of broader ones, the index leads to it."""
    broader = {"linux": "", "noyau": "linux", "tamis": "noyau", "poule": "oeuf", "oeuf": "poule", "soi": "soi"}
    files = {
        f"sujets/{name}.md": f"---\ntitle: {name}\nbroader: {above}\nsummary: S.\n---\n"
        for name, above in broader.items()
    }
    index = pages_of({"rencontre/index.md": EVENT} | files, french())["sujets/index.md"]
    assert {name: f"({name}.md)" in index for name in broader} == dict.fromkeys(broader, True)
    assert index.index("## [linux]") < index.index("[noyau]") < index.index("[tamis]") < index.index("## Autres")


def test_letters_without_a_latin_form_have_a_goal() -> None:
    """The bar of letters leads to the headings, in any script, and numbers stand together."""
    names = [f"Ana {start}{end}" for start in ("Ж", "ع", "1", "2") for end in "abcdef"]
    talk = "---\ntitle: T\ndate: 2026-05-01\nspeakers: [" + ", ".join(names) + "]\n---\n"
    index = pages_of({"rencontre/index.md": EVENT, "rencontre/t.md": talk}, french())["intervenants/index.md"]
    goals = re.findall(r"\(#(.*?)\)", index)
    assert goals == [heading.anchor for heading in body.headings(index)]
    assert index.startswith("[0-9](#0-9) [Ж](#zh) ")


@pytest.mark.parametrize(
    ("start", "duration", "expected"),
    [("09:00", "20", "09:00–09:20"), ("23:50", "20", "23:50–00:10"), ("09:00", None, "09:00"), (None, "20", None)],
)
def test_hours(start: str | None, duration: str | None, expected: str | None) -> None:
    """From start to end, past midnight too; the start alone without a duration, nothing without a start."""
    record = schema.Part.model_validate({"id": "a", "title": "A", "start": start, "duration": duration})
    assert Part("e/t#a", "e/t.md#a", record, (), ()).hours == expected
