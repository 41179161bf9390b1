"""`recap explain`: what a code means, with an example that really provokes it and one that does not."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from recap.cli import main
from recap.content.settings import Settings
from recap.core.diagnostics import code_examples
from recap.core.language import language
from recap.lint.runner import check_content
from tests.site_fixtures import ROOT

EVENT = "containercon-europe-2016"
OTHER = """---
title: Une autre
speakers: [Nomen Nominandum]
date: 2016-10-04
start: "09:00"
duration: 60
room: Potsdam I/II
---
"""
WITHDRAWN = "---\nname: Nomen Nescio\ndo_not_publish: true\n---\n"


def codes_of(folder: Path, lines: str) -> set[str]:
    """The codes that the real content gives when these lines stand in a talk instead of its own."""
    docs = folder / "docs"
    shutil.copytree(ROOT / "docs", docs)
    (docs / EVENT / "une-autre.md").write_text(OTHER, "utf-8")
    (docs / EVENT / "images").mkdir(exist_ok=True)
    (docs / EVENT / "images" / "map.png").write_bytes(b"x")
    (docs / "intervenants" / "nomen-nescio.md").write_text(WITHDRAWN, "utf-8")
    talk = docs / EVENT / "standards-conteneurs.md"
    head, body = talk.read_text("utf-8").split("\n---\n", 1)
    if lines.startswith(("[", "!")):
        body += f"\n{lines}\n"
    else:
        keys = set(re.findall(r"^(\w+):", lines, re.MULTILINE)) | ({"speakers"} if "speaker" in lines else set())
        for key in keys:
            head = re.sub(rf"\n{key}:.*(?:\n .*)*", "", head)
        head += f"\n{lines.strip()}"
    talk.write_text(f"{head}\n---\n{body}", "utf-8")
    return {problem.code for problem in check_content(docs, Settings())[1]}


@pytest.mark.parametrize("code", sorted(code_examples().keys() - {"E110", "W110"}))
def test_the_examples_are_true(tmp_path: Path, code: str) -> None:
    """The lines before provoke the code, the lines after do not; `test_since` tries those that need two trees."""
    example = code_examples()[code]
    assert code in codes_of(tmp_path / "before", example["before"])
    assert code not in codes_of(tmp_path / "after", example["after"])


@pytest.mark.parametrize("name", ["fr", "en"])
def test_every_code_is_explained(name: str) -> None:
    """Each code that has a wording has an explanation and an example."""
    codes = {key.partition(".")[0] for key in language(name).problems}
    assert set(language(name).codes) == codes == set(code_examples())


def test_explain_prints_both_examples() -> None:
    """The command takes a code in any case and prints its text, before and after."""
    done = CliRunner().invoke(main, ["explain", "e103", "--lang", "en"])
    assert done.exit_code == 0
    assert done.stdout.startswith("E103\n\nThere is no key")
    assert "\nBefore\n\n    speaker: [" in done.stdout
    assert "\nAfter\n\n    speakers: [" in done.stdout


def test_an_unknown_code_is_told_with_the_known_ones() -> None:
    """A code that does not exist ends with 1 and the list of those that do."""
    done = CliRunner().invoke(main, ["explain", "E999", "--lang", "en"])
    assert done.exit_code == 1
    assert "E101, E102" in done.stderr
