"""HTML that is not allowed: the hint says how the thing that was meant is written here."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from recap.security import markup


@pytest.mark.parametrize(
    ("source", "variant", "near"),
    [
        ('<b class="x">long</b>', "html", "**long**"),
        ('<a href="https://example.org/notes" onclick="x">the notes</a>', "html", "[the notes](https://example.org/notes)"),
        ('<img alt="The hall" src="https://github.com/user-attachments/assets/0a1b">', "image",
         "![The hall](images/the-hall.png)"),
        ('<img src="https://example.org/a%20b.JPG">', "image", "![…](images/a-b.jpg)"),
        ("![hall](https://github.com/user-attachments/assets/0a1b)", "image", "![hall](images/hall.png)"),
        ('<iframe src="https://www.youtube-nocookie.com/embed/abc" title="T"></iframe>', "recording",
         "https://www.youtube.com/watch?v=abc"),
        ('<iframe src="https://player.vimeo.com/video/12"></iframe>', "recording", "https://vimeo.com/12"),
        ('<video src="talk.mp4" controls></video>', "html", "[talk.mp4](talk.mp4)"),
        ("<video><source src='talk.webm'></video>", "html", "[talk.webm](talk.webm)"),
        ('<p align="center">In the middle</p>', "html", "In the middle"),
        ("<center>In the middle</center>", "html", "In the middle"),
        ('<abbr title="Hyper Text">HT</abbr>', "html", "*[HT]: Hyper Text"),
        ("<h2>Title</h2>", "html", "## Title"),
        ("<blockquote>Said</blockquote>", "html", "> Said"),
        ("<u style='x'>under</u>", "html", "*under*"),
        ("<script>alert(1)</script>", "html", ""),
        ("text <!-- never closed", "comment", ""),
        ("a <kbd>b", "unclosed", ""),
    ],
)  # fmt: skip
def test_the_hint_has_the_values_of_the_author(source: str, variant: str, near: str) -> None:
    """One problem for an element and its end; nothing is proposed for what has no Markdown."""
    first, *others = markup.forbidden(source)
    assert (first.variant, first.near) == (variant, near)
    assert [each for each in others if each.value.startswith("</")] == []


def test_no_false_alarms(shared: Callable[[str], Path]) -> None:
    """Of 200 real texts with an angle bracket, E121 says something only of those that hold HTML."""
    texts = []
    with gzip.open(shared("corpora/pyvideo.jsonl.gz"), "rt", encoding="utf-8") as lines:
        for line in lines:
            text = json.loads(line).get("description") or ""
            if "<" in text:
                texts.append(text)
    alarmed = [text for text in texts[:200] if markup.forbidden(text)]
    assert [
        text for text in alarmed if not any(tag in text for tag in ("<del>", "<iframe", "<img", "<a ", "<p>", "<li>"))
    ] == []
    assert len(texts[:200]) == 200
