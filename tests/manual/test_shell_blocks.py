"""Every command that README and the manual show is run, and says what they show."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest

from recap.cli import main
from tests.manual.shell_blocks import SHELLS, blocks_of, commands_of, matches, run_page
from tests.site_fixtures import ROOT

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the commands are those of a POSIX shell")
PAGES = [ROOT / "README.md", *sorted((ROOT / "manual" / "docs").rglob("*.md"))]
NOT_RUN = {
    r"make .*": "a target of this repository’s Makefile, by which the tests themselves are run",
    r"(pip|pipx|uv) .*": "needs an index of packages",
    r"recap init my-conference": "asks questions, which Start shows with their answers",
}
"""Pattern of a command -> why no test runs it."""


def name(path: Path) -> str:
    """The path of a page from the top of the repository."""
    return path.relative_to(ROOT).as_posix()


FIRST = {"README", "index", "start", "write-a-talk", "from-a-programme", "as-a-library"}
WITH_COMMANDS = [path for path in PAGES if "```console" in path.read_text("utf-8")]


def sampled(path: Path) -> Any:
    """A page as a case of a test: those that a newcomer reads first always, the others when there is time."""
    return pytest.param(path, id=name(path), marks=() if path.stem in FIRST else pytest.mark.long)


@pytest.mark.parametrize("path", [*map(sampled, WITH_COMMANDS)])
def test_commands_do_what_the_page_shows(path: Path, tmp_path: Path) -> None:
    """Run in the order of the page, in an empty folder, each exits with 0 or says what is shown."""
    assert "\n".join(run_page(path.read_text("utf-8"), tmp_path, NOT_RUN)) == ""


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_no_command_is_hidden_from_the_tests(path: Path) -> None:
    """A block for the terminal is `console`, with `$ ` before each command; a script is a file, with its title."""
    blocks = [block for block in blocks_of(path.read_text("utf-8")) if block.language in SHELLS and not block.title]
    assert [block.line for block in blocks if block.language != "console"] == []
    assert all(commands_of(block) for block in blocks)


def test_each_exception_is_needed() -> None:
    """Some page shows such a command; a target of make exists."""
    blocks = [block for path in PAGES for block in blocks_of(path.read_text("utf-8")) if block.language == "console"]
    commands = [command.text for block in blocks for command in commands_of(block)]
    assert {pattern for pattern in NOT_RUN if not any(re.fullmatch(pattern, each) for each in commands)} == set()
    targets = set(re.findall(r"(?m)^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8")))
    assert {each.split()[1] for each in commands if each.startswith("make ")} <= targets


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_every_command_that_is_named_exists(path: Path) -> None:
    """`recap WORD` in a sentence is a command of the program."""
    named = re.findall(r"`recap ([a-z]+)", path.read_text("utf-8"))
    assert set(named) <= main.commands.keys()


@pytest.mark.parametrize(
    ("shown", "said", "expected"),
    [
        ("Built in 1.2 s.", "Built in 0.9 s.", True),
        ("Built: 3 pages.", "Built: 4 pages.", False),
        ("one\n…\nfour", "one\ntwo\nthree\nfour\n", True),
        ("one\n…\nfour", "one\ntwo\nthree\n", False),
        ("a … c", "a bbb c", True),
        ("one", "one\ntwo", False),
    ],
)
def test_an_ellipsis_leaves_out_and_nothing_else_does(shown: str, said: str, expected: bool) -> None:
    """What a page shows is compared line by line, without measured times."""
    assert matches(shown.split("\n"), said) is expected


def test_a_page_that_lies_is_found(tmp_path: Path) -> None:
    """A command that fails, or that says something else, is reported with its line."""
    page = (
        'Text.\n\n```text title="a.txt"\nhello\n```\n\n```console\n$ cat a.txt\nhello\n$ cat a.txt\nbye\n$ false\n```\n'
    )
    assert [fault.split("\n")[0] for fault in run_page(page, tmp_path, {})] == [
        "line 10: $ cat a.txt",
        "line 12: $ false",
    ]
