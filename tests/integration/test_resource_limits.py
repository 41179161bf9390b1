"""Files made to fill the memory or to take for ever: the check reports each within 5 s and 200 MB; a build gives up."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from recap.content.frontmatter import MAX_BYTES
from tests.site_fixtures import FILES, MakeProject

SECONDS, BYTES = 5, 200_000_000
"""What the check of one file may take: processor time, and memory at its height."""
MEASURED = """
import resource, subprocess, sys
status = subprocess.run([sys.executable, "-m", "recap", *sys.argv[1:]]).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(status, used.ru_utime + used.ru_stime, used.ru_maxrss * (1 if sys.platform == "darwin" else 1024))
"""
"""Runs a command by a small process, for one that a large process starts counts the memory of that one as its own."""
HEAD = "---\ntitle: Un cas\nspeakers: [Ana Foo]\ndate: 2026-05-01\n---\n"


def front(lines: str) -> str:
    """A file of a front matter alone."""
    return f"---\n{lines}\n---\n"


def listed(key: str) -> str:
    """A talk with as many entries in a list as a front matter can hold."""
    return HEAD.replace("---\n", f"---\n{key}: [{', '.join(f'Zoé {n}' for n in range(6000))}]\n", 1)


RECORDS: dict[str, Callable[[], str]] = {
    "aliases of aliases": lambda: front("a: &a [x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(100))),
    "keys, 100,000": lambda: front("".join(f"k{n}: x\n" for n in range(100_000))),
    "keys, 6,000": lambda: front("".join(f"k{n}: x\n" for n in range(6_000))),
    "brackets": lambda: front("a: " + "[" * 60_000),
    "steps": lambda: front("".join(" " * n + "a:\n" for n in range(300))),
    "a quote without end": lambda: front("title: '" + "''" * 30_000),
    "topics": lambda: listed("topics"),
    "key points": lambda: listed("key_points"),
    "parts": lambda: HEAD.replace("---\n", "---\nparts: [" + "{id: x, title: x}, " * 2_500 + "]\n", 1),
}
PIECES = [
    "x", "mot ", "*", "*a ", "_a_", "`", "`a``b", "[a](", "[a](b.md) ", "[", "][", "![a](b.png) ", "&",
    "&#x202e;", "<a ", "<", "<a@b", "{: .a ", "# a\n", "## a\n\n", "```\n", "~~~ a\n", "!!! note\n    a\n",
    '=== "a"\n\n    b\n\n', "--8<-- ", "https://a.b/c ", " ", "\n", "\\", "<details>\n", "<kbd>",
    "[a](javascript&#58;", "a\n:   b\n", ">", "|a|b|\n|-|-|\n", "|a", "[a]: b\n", "*[a]: b\n", "<!--", "]:",
    "a[^1]\n\n[^1]: b\n\n", "![", "«", "--", "\n<!--", "](", "]: ", "* a\n", "a\n===\n",
]  # fmt: skip
SLOWEST = {"]:", "[a](", "`", "\n<!--", "## a\n\n"}
"""Those that have taken longest, or for ever before they were fixed."""


def sampled(piece: str) -> Any:
    """A piece as a case of a test: the slowest always, the others when there is time."""
    return pytest.param(piece, id=repr(piece), marks=() if piece in SLOWEST else pytest.mark.long)


@pytest.mark.parametrize("name", RECORDS)
def test_the_check_of_a_record_ends(new_project: MakeProject, name: str) -> None:
    """A few lines and no traceback, within the limits."""
    run_check(new_project, RECORDS[name]())


@pytest.mark.parametrize("piece", [sampled(piece) for piece in PIECES])
def test_the_check_of_a_text_ends(new_project: MakeProject, piece: str) -> None:
    """Every text that says one thing over and over is read to its end, up to the largest file that is read."""
    run_check(new_project, filled(piece))


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(2, 101))])
def test_the_check_of_a_mixture_ends(new_project: MakeProject, seed: int) -> None:
    """So is one that repeats several things, between two others."""
    chance = random.Random(seed)
    before, after, *pieces = (chance.choice(PIECES) for _ in range(chance.randint(3, 6)))
    run_check(new_project, filled("".join(pieces), before, after))


def filled(piece: str, before: str = "", after: str = "") -> str:
    """A talk that repeats a piece up to the limit; what stands first lets no shortcut end the search for faults."""
    head = f"{HEAD}[a](un-debut.md) &#65; <kbd>a</kbd>\n\n{before}"
    return head + piece * ((MAX_BYTES - 300) // len(piece.encode())) + after


def run_check(new_project: MakeProject, content: str) -> None:
    project = new_project(FILES | {"rencontre/cas.md": content})
    command = [sys.executable, "-c", MEASURED, "check", "-f", str(project.config)]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("COVERAGE")}  # it takes time
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, timeout=60)
    status, seconds, size = map(float, done.stdout.split()[-3:])
    assert status in (0, 1), (status, done.stderr[-300:])
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) < 5_000
    assert seconds < SECONDS
    assert size < BYTES


# The error may be raised where Python discards it, and is then raised again.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_text_that_renders_for_ever_is_reported(new_project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> None:
    """Time is up for one text, and it is named; the previous site stays."""
    from recap.plugin import page, plugin

    monkeypatch.setattr(page, "PAGE_SECONDS", 0.5)
    monkeypatch.setattr(plugin, "PAGE_SECONDS", 0.5)
    project = new_project(FILES)
    assert project.build().ok
    for text in ("<a " * 20_000, "```\n" * 60_000):
        project.write("rencontre/cas.md", HEAD + text)
        result = project.build()
        assert [
            (diagnostic.message_key, diagnostic.path[-21:])
            for diagnostic in result.diagnostics
            if diagnostic.level == "error"
        ] == [("E105.render", "docs/rencontre/cas.md")]
        assert not (project.site / "rencontre/cas.html").exists()
