"""Generated pages: golden files of a small docs folder and the Markdown that it gives.

`tests/golden/*.yml`: `language`, `files` (src_uri -> content), `pages` (src_uri -> the whole Markdown).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from recap.catalogue import compile_catalogue
from recap.files import sort_files
from recap.frontmatter import parse
from recap.languages import language
from recap.pages import Pages
from recap.problems import as_text
from recap.settings import Settings, read_settings

GOLDEN = Path(__file__).parents[1] / "golden"


def pages_of(files: dict[str, str], settings: Settings) -> dict[str, str]:
    """The Markdown of every page of a docs folder that is given as texts."""
    documents, problems = {}, []
    for src_uri, content in sorted(files.items()):
        documents[src_uri], found = parse(content, src_uri)
        problems += found
    sorted_files, found = sort_files(documents, set(), settings)
    problems += found
    catalogue, found = compile_catalogue(sorted_files, settings)
    words = language(settings.language)
    assert not [each for each in problems + found if each.level == "error"], as_text(problems + found, words)
    return {src_uri: write() for src_uri, write in Pages(catalogue, settings, words).outline().items()}


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
    index = pages_of({"e/index.md": event, "e/t.md": talk}, Settings())["intervenants/index.md"]
    assert index.startswith("[A](#a) [B](#b) [C](#c) [D](#d) [E](#e) [Z](#z)\n\n## A\n\n")
    order = ["## E", "Élise", "Emo", "Éna", "Ero", "## Z"]
    assert sorted(order, key=index.index) == order
    few = pages_of({"e/index.md": event, "e/t.md": talk.replace(f", {names[19]}", "")}, Settings())
    assert "## " not in few["intervenants/index.md"]
