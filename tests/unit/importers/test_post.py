"""`recap split`: a talk for each section of a post that names one, and every line of the post in one file."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from recap.cli import main
from recap.content.frontmatter import read
from tests.unit.importers.test_formats import CONFIG, contents

EVENT = "---\nkind: event\ntitle: Bridge Days 2031\nstart_date: 2031-06-03\nend_date: 2031-06-04\ntimezone: Europe/Paris\nrooms: [Quay]\nsummary: Two days.\n---\n"
POST = """---
title: Two days of bridges
author: Odo Brant
date: 2031-06-10
---

I went. See [Ana's part](#steel--ana-foo-acme), and [the end](#what-remains).

# Tuesday, 3 June

## Steel — Ana Foo (Acme)

*10:00, Quay* · [slides](https://slides.example/steel) · [film](https://video.example/steel)

It bends[^1].

### And bends again

Seen [here][w].

## Lunch

Soup, again[^2].

# Wednesday, 4 June

## Keynote: Stone (Bo van der Bar)

It does not. Unlike [steel](#steel--ana-foo-acme).

## What remains

Both.

[^1]: A little.
[^2]: With bread.
[w]: https://example.org/w
"""


def split(folder: Path, post: str, *options: str, event: str = EVENT) -> Result:
    """Split a post into the event of a site."""
    (folder / "docs/bridges").mkdir(parents=True, exist_ok=True)
    (folder / "mkdocs.yml").write_text(CONFIG, "utf-8")
    index = folder / "docs/bridges/index.md"
    if not index.exists():
        index.write_text(event, "utf-8")
    (folder / "POST.md").write_text(post, "utf-8")
    arguments = [
        "split",
        "-f",
        str(folder / "mkdocs.yml"),
        "--lang",
        "en",
        str(folder / "POST.md"),
        "--into",
        "bridges",
        *options,
    ]
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


def test_a_post_becomes_talks(tmp_path: Path) -> None:
    """Title, speakers, day, hour, room, links, text and author are in the talks, and what is no talk is on a page."""
    done = split(tmp_path, POST, "--url", "https://blog.example/bridges")
    assert done.exit_code == 0, done.output
    files = contents(tmp_path)
    steel, faults = read(files["bridges/steel.md"].encode(), "steel.md")
    assert faults == []
    assert (
        steel.data.items()
        >= {
            "title": "Steel",
            "speakers": [{"name": "Ana Foo", "organisation": "Acme"}],
            "date": "2031-06-03",
            "start": "10:00",
            "room": "Quay",
            "resources": [{"type": "slides", "url": "https://slides.example/steel", "title": "slides"}],
            "recordings": [{"url": "https://video.example/steel", "provider": "film"}],
            "authors": ["Odo Brant"],
            "published": "2031-06-10",
            "based_on": {
                "title": "Two days of bridges",
                "authors": ["Odo Brant"],
                "url": "https://blog.example/bridges",
                "date": "2031-06-10",
            },
        }.items()
    )
    assert (
        steel.body.strip()
        == "It bends[^1].\n\n## And bends again\n\nSeen [here][w].\n\n[^1]: A little.\n[w]: https://example.org/w"
    )
    stone, _ = read(files["bridges/stone.md"].encode(), "stone.md")
    assert (
        stone.data.items()
        >= {"type": "keynote", "speakers": [{"name": "Bo van der Bar"}], "date": "2031-06-04"}.items()
    )
    assert stone.body.strip() == "It does not. Unlike [steel](steel.md)."
    rest = files["bridges/two-days-of-bridges.md"]
    assert "[Ana's part](steel.md), and [the end](#what-remains)" in rest
    assert rest.endswith("Both.\n\n[^2]: With bread.\n")
    assert "Lunch; Wednesday, 4 June; What remains" in done.output
    assert files["bridges/index.md"] == EVENT


def test_every_line_is_in_one_file(tmp_path: Path) -> None:
    """Nothing of a post is lost, and nothing is in two places."""
    lines = [f"Line {number} of the post." for number in range(40)]
    heads = {5: "## One (Ana Foo)", 12: "## Nobody", 20: "## Two — Bo Bar", 25: "### Inside", 33: "## End"}
    post = "\n\n".join(heads.get(number, each) for number, each in enumerate(lines))
    assert split(tmp_path, post).exit_code == 0
    written = "\n".join(text for name, text in contents(tmp_path).items() if name != "bridges/index.md")
    for number, each in enumerate(lines):
        assert written.count(f"{each}\n") == (number not in heads)


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    """The same post again leaves every byte; what a person wrote stays; a dry run writes nothing."""
    assert split(tmp_path, POST, "--dry-run").exit_code == 0
    assert [*contents(tmp_path)] == ["bridges/index.md"]
    split(tmp_path, POST)
    path = tmp_path / "docs/bridges/stone.md"
    path.write_text(path.read_text("utf-8").replace("It does not.", "It never does."), "utf-8")
    before = contents(tmp_path)
    done = split(tmp_path, POST)
    assert "0 new, 0 updated" in done.output
    assert "stone.md: text" in done.output
    assert contents(tmp_path) == before


@pytest.mark.parametrize(
    ("heading", "title", "names", "start"),
    [
        ("Ana Foo: Steel and salt", "Steel and salt", ["Ana Foo"], ""),
        ("Steel and salt by Ana Foo", "Steel and salt", ["Ana Foo"], ""),
        ("Ana Foo – “Steel and salt”", "Steel and salt", ["Ana Foo"], ""),
        ("10:00 Steel and salt (Ana Foo)", "Steel and salt", ["Ana Foo"], "10:00"),
        ("9h30 – Steel and salt par Ana Foo et Bo Bar", "Steel and salt", ["Ana Foo", "Bo Bar"], "09:30"),
        ("Steel: and salt — Ana Foo, Bo Bar", "Steel: and salt", ["Ana Foo", "Bo Bar"], ""),
        ("Steel – and salt – Ana Foo (Acme), Bo Bar", "Steel – and salt", ["Ana Foo", "Bo Bar"], ""),
    ],
)
def test_forms_of_a_heading(tmp_path: Path, heading: str, title: str, names: list[str], start: str) -> None:
    """The usual ways of naming a talk and who gave it are read, without headings for days as well."""
    event = EVENT.replace("end_date: 2031-06-04", "end_date: 2031-06-03")
    done = split(tmp_path, f"# Post\n\n## {heading}\n\nText.\n", event=event)
    assert done.exit_code == 0, done.output
    (talk,) = (read(text.encode(), name)[0].data for name, text in contents(tmp_path).items() if "imported:" in text)
    assert (talk["title"], [each["name"] for each in talk["speakers"]], talk.get("start", "")) == (title, names, start)


@pytest.mark.parametrize(
    ("post", "talks"),
    [
        ("<h2>Steel (Ana Foo)</h2>\n\nText.\n", ["steel"]),
        ("Steel (Ana Foo)\n---------------\n\nText.\n\nNothing\n-------\n\nMore.\n", ["steel"]),
        ("```\n## Code (Ana Foo)\n```\n\n## Steel (Ana Foo)\n\nText.\n", ["steel"]),
        ("## Steel (Ana Foo)\n\nOne.\n\n## Steel (Bo Bar)\n\nTwo.\n", ["steel-2", "steel"]),
        ("## Steel (Ana Foo)\n\n## Stone (Bo Bar)\n", ["steel", "stone"]),
    ],
)
def test_headings_of_other_kinds(tmp_path: Path, post: str, talks: list[str]) -> None:
    """HTML, underlined, equal and empty sections are read; a heading in code is none."""
    done = split(tmp_path, post)
    assert done.exit_code == 0, done.output
    assert sorted(name for name, text in contents(tmp_path).items() if "imported:" in text) == [
        f"bridges/{each}.md" for each in talks
    ]


def test_an_underlined_heading_of_two_lines_is_whole(tmp_path: Path) -> None:
    """All of it is the title of its talk, nothing the end of the text before."""
    done = split(tmp_path, "## Stone (Bo Bar)\n\nOne.\n\nHow it\nbends (Ana Foo)\n---\n\nTwo.\n")
    assert done.exit_code == 0, done.output
    found = contents(tmp_path)
    assert found["bridges/stone.md"].rstrip().endswith("\nOne.")
    assert "title: How it bends\n" in found["bridges/how-it-bends.md"]


def test_what_cannot_be_split(tmp_path: Path) -> None:
    """An event that is not there, and a post without talks, are named; nothing is written."""
    assert "no heading names a talk" in split(tmp_path, "# A day\n\nIt rained.\n").output
    unknown = split(tmp_path, POST, "--into", "elsewhere")
    assert (unknown.exit_code, "elsewhere" in unknown.output) == (1, True)
    assert [*contents(tmp_path)] == ["bridges/index.md"]
