"""Folders of Markdown as Eleventy, Docusaurus and Hugo keep them; texts in which Markdown and HTML are mixed."""

from __future__ import annotations

from pathlib import Path

import pytest

from recap.importers.html_text import as_markdown
from tests import programmes
from tests.unit.importers.test_formats import catalogue_of, contents, run

ZONE = ("--timezone", "Europe/Berlin")


def test_eleventy(tmp_path: Path) -> None:
    """JSON between dashes is read; a tag of all is their collection; what a template would make is in the report."""
    done = run(tmp_path, programmes.eleventy(tmp_path), *ZONE)
    talks = {talk.record.title: talk for talk in catalogue_of(tmp_path).talks.values()}
    assert [credit.name for credit in talks["Feathers: a history"].credits] == ["quillfeather", "Odo van der Brant"]
    assert talks["Sorting lamps by night"].record.topics == ("lamps", "sorting")
    assert not talks["Trimming a wick"].record.topics
    assert talks["Des lanternes à l'école"].record.aliases == ("../talks/fifth/index.html",)
    for said in (
        "tag (of every file: a collection, no topic): 1 × (talks)",
        "address (made by a template): 29 × (Trimming a wick: /talks/{{ title | slugify }}/;",
        "11ty-talks.json: other object",
        'template code (left out): 29 × (Trimming a wick: {% youtube "abc", "A film" %};',
    ):
        assert said in done.output
    assert "eleventyExcludeFromCollections" not in done.output


def test_docusaurus(tmp_path: Path) -> None:
    """A folder with nothing but an index is a page; notes are ours; code of MDX and foreign addresses are named."""
    done = run(tmp_path, programmes.docusaurus(tmp_path), *ZONE)
    talks = {talk.record.title: talk for talk in catalogue_of(tmp_path).talks.values()}
    assert (imported := talks["The lamp that fell ill"].record.imported)
    assert imported.id == "10-folder/index.md"
    body = talks["提灯の話"].document.body
    assert body.strip().startswith('!!! note "Of lamps"\n\n    Bring **one**.\n\nOf 提灯の話.')
    assert "truncate" not in body
    assert talks["Why C++ needs no lamp"].record.aliases == ("seventh.html",)
    assert not talks["Des lanternes à l'école"].record.aliases
    for said in ("code of MDX (left out): 1 × (提灯の話: import Tabs", "/talks/fifth", "key last_update: 30 ×"):
        assert said in done.output
    assert "file (an index, no talk): 1 × (index.md)" in done.output


def test_a_bundle_of_hugo_is_a_talk(tmp_path: Path) -> None:
    """`talk/index.md` alone in its folder is one; next to others, or above all, it is what lists them."""
    written = {"a/index.md": "Steel", "b/index.md": "Stone", "c/index.md": "List", "c/d.md": "Wood", "_index.md": "All"}
    for place, title in written.items():
        path = tmp_path / "talks" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"---\ntitle: {title}\nspeakers: [Ana Foo]\ndate: 2031-06-03\n---\nText.\n", "utf-8")
    assert run(tmp_path, tmp_path / "talks", *ZONE).exit_code == 0
    assert {name for name in contents(tmp_path) if name.startswith("talks/")} == {
        f"talks/{name}.md" for name in ("index", "steel", "stone", "wood")
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>One</p><ul><li>a</li></ul>", "One\n\n* a"),
        ("One <b>two</b>.\n\n- a <em>b</em> *c*\n- d_e", "One **two**.\n\n- a *b* *c*\n- d_e"),
        ('One.\n\n<div class="s"><iframe src="/x"></iframe></div>\n\nTwo.', "One.\n\n\n\nTwo."),
        ("```\n<b>code</b>\n\n<p>code</p>\n```\n\nA <i>b</i>", "```\n<b>code</b>\n\n<p>code</p>\n```\n\nA *b*"),
        ("    <b>code</b>\n\nA<br>b", "    <b>code</b>\n\nA  \nb"),
        ("Of <l'essentiel> and <Ana>", "Of <l'essentiel> and <Ana>"),
        ("  - see <a href='https://x.example/'>there</a>", "  - see [there](https://x.example/)"),
    ],
)
def test_what_is_markdown_stays(text: str, expected: str) -> None:
    """Only elements of HTML are rewritten; paragraphs, lists and code around them are as they were."""
    assert as_markdown(text).strip("\n") == expected
