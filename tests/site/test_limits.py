"""Files made to fill the memory or to take for ever: each is told or rendered, within limits that the system holds."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

from conftest import MakeProject
from recap.frontmatter import MAX_BYTES
from samples import FILES

LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
resource.setrlimit(resource.RLIMIT_DATA, (500_000_000, 500_000_000))
from recap.cli import main
main()
"""
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
    "a[^1]\n\n[^1]: b\n\n", "![", "«", "--",
]  # fmt: skip


@pytest.mark.parametrize("name", RECORDS)
def test_the_check_of_a_record_ends(new_project: MakeProject, name: str) -> None:
    """Status 1 with a few lines, or 0, within 20 seconds of processor time and 500 MB, and no traceback."""
    run_check(new_project, RECORDS[name]())


@pytest.mark.parametrize("piece", PIECES)
def test_the_check_of_a_text_ends(new_project: MakeProject, piece: str) -> None:
    """Every text that says one thing over and over is read to its end, up to the largest file that is read."""
    run_check(new_project, HEAD + piece * ((MAX_BYTES - 200) // len(piece.encode())))


def run_check(new_project: MakeProject, content: str) -> None:
    project = new_project(FILES | {"rencontre/cas.md": content})
    command = [sys.executable, "-c", LIMITED, "check", "-f", str(project.config)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), (done.returncode, done.stderr[-300:])
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) < 5_000


def test_a_text_that_renders_for_ever_is_told(new_project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> None:
    """Time is up for one text, and it is named; the former site stays; so it is for lists without end."""
    from recap import build, renderer

    monkeypatch.setattr(renderer, "PAGE_SECONDS", 1)
    monkeypatch.setattr(build, "PAGE_SECONDS", 1)
    project = new_project(FILES)
    assert project.build().ok
    for text in ("<a " * 20_000, "\n".join("    " * n + "- a" for n in range(300))):
        project.write("rencontre/cas.md", HEAD + text)
        result = project.build()
        assert [(problem.text, problem.path[-21:]) for problem in result.problems if problem.level == "error"] == [
            ("E105.render", "docs/rencontre/cas.md")
        ]
        assert not (project.site / "rencontre/cas.html").exists()
