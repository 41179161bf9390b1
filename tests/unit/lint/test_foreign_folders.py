"""A folder of another site generator, put into docs/: two screens, and what to do with all of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from recap.cli import main
from recap.core.diagnostics import Diagnostic
from recap.core.reporters import WIDTH
from recap.lint.foreign_folders import MIN_FILES, foreign_folders
from tests import programmes

SCREENS = 50
"""Lines of two screens."""

EVENT = """---
kind: event
title: Demo Days 2031
start_date: 2031-05-06
end_date: 2031-05-08
timezone: Europe/Berlin
summary: Three days.
---
"""
TALK = """---
layout: talk
title: "Demonstration {n}"
permalink: /talks/demonstration-{n}/
speakers:
  - name: Speaker {letters}
    twitter: "@speaker{n}"
    company: Workshop {n}
date: 2031-05-0{day} 09:00:00 +0200
time: 9:00
tags: [demo, number-{n}]
slides: /assets/slides/{n}.pdf
video: https://video.example/v/{n}
image: /assets/img/{n}.png
---

Number {n}. {{% include video.html id="{n}" %}}

<div class="slides"><iframe src="/assets/slides/{n}.html"></iframe></div>

![](/assets/img/{n}.png)

See [the slides](/assets/slides/{n}.pdf) and [the next one]({{{{ site.baseurl }}}}/talks/demonstration-{n}/).
"""


def ninety(folder: Path) -> Path:
    """Ninety talks as a conference's own site has them."""
    folder.mkdir(parents=True)
    for n in range(90):
        letters = f"{chr(65 + n % 26)}{chr(97 + n // 26)}"
        (folder / f"talk-{n:02}.md").write_text(TALK.format(n=n, letters=letters, day=6 + n % 3), "utf-8")
    return folder


def checked(tmp_path: Path, lang: str, *options: str) -> str:
    """What a check of the site says on a terminal."""
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: S\ntheme: {name: recap, language: en}\nplugins: [recap]\n", "utf-8"
    )
    arguments = ["check", "-f", str(tmp_path / "mkdocs.yml"), "--lang", lang, *options]
    done = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert done.exit_code == 1
    return done.output.replace(str(tmp_path), "").replace("/docs/", "docs/")


@pytest.mark.parametrize(("lang", "event"), [("en", "demo31"), ("fr", "demo31"), ("fr", "")])
def test_two_screens_say_what_to_do(tmp_path: Path, lang: str, event: str) -> None:
    """Next to the file of an event, and without one: at most fifty lines of eighty signs, and the way in."""
    folder = ninety(tmp_path / "docs" / (event or "_talks"))
    if event:
        (folder / "index.md").write_text(EVENT, "utf-8")
    said = checked(tmp_path, lang)
    assert sum(max(1, -(-len(line) // WIDTH)) for line in said.splitlines()) <= SCREENS
    assert "recap import" in said
    assert "--map title=" in said


def test_every_one_is_listed_on_demand(tmp_path: Path) -> None:
    """`--all` keeps every problem of every file."""
    ninety(tmp_path / "docs/_talks")
    assert len(checked(tmp_path, "en", "--all").splitlines()) > 1_000


def test_and_what_it_says_works(tmp_path: Path) -> None:
    """The folder, moved out of docs/, is imported, and the check has no error left."""
    (tmp_path / "docs").mkdir()
    source = ninety(tmp_path / "demo31")
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: S\ntheme: {name: recap, language: en}\nplugins: [recap]\n", "utf-8"
    )
    config = ("-f", str(tmp_path / "mkdocs.yml"))
    done = CliRunner().invoke(main, ["import", *config, str(source), "--timezone", "Europe/Berlin"])
    assert done.exit_code == 0, done.output
    assert CliRunner().invoke(main, ["check", *config]).exit_code == 0


@pytest.mark.parametrize("write", [programmes.jekyll, programmes.hugo, programmes.pelican])
def test_each_generator_is_recognised(tmp_path: Path, write: Callable[[Path], Path]) -> None:
    """By keys that are no one else's, by another front matter, by none."""
    (tmp_path / "docs").mkdir()
    write(tmp_path / "docs")
    assert "recap import" in checked(tmp_path, "en")


def test_a_few_files_are_no_folder_of_another_generator() -> None:
    """Nor are many with a slip in a key of ours."""

    def wrong(key: str, number: int) -> list[Diagnostic]:
        return [Diagnostic(f"docs/ev/{n}.md", 2, 1, "E103", {"key": key}) for n in range(number)]

    assert foreign_folders(wrong("layout", MIN_FILES - 1), "docs") == {}
    assert foreign_folders(wrong("speaker", 90), "docs") == {}
    found = foreign_folders([*wrong("layout", 12), *wrong("permalink", 11)], "docs")
    assert found == {"docs/ev": (12, ["layout", "permalink"])}
    assert [*foreign_folders([Diagnostic(f"docs/{n}.md", 1, 1, "E105.toml") for n in range(20)], "docs")] == ["docs"]
