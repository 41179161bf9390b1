"""Bodies: the scanner sees the links and anchors that the renderer makes."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import html5lib
import markdown
import pytest

from recap.content import dialect
from recap.content import markdown as body
from recap.core import text
from tests.unit.core.test_text import EXTENSIONS

SOURCES = {
    "headings": "# Un\n\n## Été & œuvre\n\n## Été & œuvre\n\nTitre\n=====\n\nSous `code` *fort*\n---\n",
    "heading with a link": "### A_b_c [lien](x.md) ###\n",
    "fences": "[a](1.md)\n\n```md\n[b](2.md)\n## Non\n```\n\n~~~\n[c](3.md)\n~~~\n\n[d](4.md)\n",
    "code": "[a](1.md) `[b](2.md)` ``x ` [c](3.md)`` [d](4.md)\n\n    [e](5.md)\n\n- l\n\n    [f](6.md)\n",
    "admonition": '!!! note "T"\n    [a](1.md)\n\n    ```\n    [b](2.md)\n    ```\n',
    "tab": '=== "O"\n\n    [c](3.md "titre")\n',
    "spaces": '[a](b c.md) [d](e\nf.md "g") <http://h i/>\n\n1. Un\n------\n',
    "forms": "[a](<1 2.md>) ![i](3.png) [b](4_(x).md) [c][r] \\[d](5.md) [e [f]](6.md)\n\n[r]: 7.md\n",
}


@pytest.mark.parametrize("name", SOURCES)
def test_scanner_and_renderer_agree(name: str) -> None:
    """The targets and anchors found in the source are those of the rendered page."""
    source = SOURCES[name]
    configs = {"toc": {"slugify": text.heading_slug}}
    rendered = markdown.markdown(dialect.rewritten(source), extensions=EXTENSIONS, extension_configs=configs)
    tree = html5lib.parseFragment(rendered, namespaceHTMLElements=False)
    targets = [each.get("href") or each.get("src") for each in tree.iter() if each.get("href") or each.get("src")]
    assert sorted({link.target for link in body.links(source)}) == sorted(set(targets) - {"#__tabbed_1_1"})
    anchors = [each.get("id") for each in tree.iter() if each.tag in ("h1", "h2", "h3")]
    assert [heading.anchor for heading in body.headings(source)] == anchors


HEADINGS = (
    "A[^1]", "A[^1][^2] b", "A[^9]", "`code` [^1]", "A &amp; B", "R&D", "&copy; &#169; &nbsp; y", "&lt;b&gt;", "`&lt;`",
    "<kbd>K</kbd> b", "x<br>y", "x<sup>2</sup>", "a < b", "`<i>` x", "x <!-- c --> y", "<https://e.org>", "a@b.org",
    "![alt](a.png) y", "[![a](b.png)](c)", "[x](http://a.b) y", "[x][d] y", "[d]", "[a [b] c](d.md)", "[a](b(c).md)",
    "[a](<b c.md>)", "``a`b``", "`a b`", "__x__ *y* **z** ~~a~~", "a*b*c", "x_y_z", "*x", "a\\_b", "\\*x\\*", "x\\",
    "C++", "C#", "#5 x", "x #", "1. x", "- x", "[ ] t", "« é »", "日本", "x^2^ ~3~", "{x}", "(c) \"q\" 'r'",
)  # fmt: skip


@pytest.mark.parametrize("heading", HEADINGS)
def test_anchors_of_headings(heading: str) -> None:
    """Links to sections are made from them, so a heading that is read in another way would end a build."""
    source = f"A\n\n## {heading}\n\nB[^1] [^2]\n\n[d]: http://x.y\n[^1]: n\n[^2]: n\n"
    renderer = markdown.Markdown(extensions=EXTENSIONS, extension_configs={"toc": {"slugify": text.heading_slug}})
    rendered = re.findall('<h2 id="([^"]*)"', renderer.convert(dialect.rewritten(source)))
    assert [each.anchor for each in body.headings(source)] == rendered


def test_places_of_links() -> None:
    """Line and column are those of the target, from 1."""
    assert body.links("a\n  é [b](c.md)\n") == [body.Link(2, 9, "c.md")]


def test_insert_after_headings() -> None:
    """Markdown is put under the headings that are named; a repeated heading is found by its anchor."""
    source = "## A\nx\n\n## A\ny"
    assert body.insert_after_headings(source, [("a_1", "NEW"), ("zz", "NO")]) == "## A\nx\n\n## A\n\nNEW\n\ny"


def test_words_are_counted_without_code() -> None:
    """Fenced code is not read as prose."""
    assert body.word_count("Un deux.\n\n```\ntrois\n```\n\nL’été") == 4


@pytest.mark.parametrize(
    ("source", "targets"),
    [
        ("Voir [la\nsuite](1.md) ici", ["1.md"]),
        ("[la\n\nsuite](1.md)", []),
        ("[![Plan](1.png)](2.md) [x](3.md)", ["1.png", "2.md", "3.md"]),
        ("a `code\n\nb [c](1.md) `d`", ["1.md"]),
        ("[a][r]\n\n[r]: 1.md\n[^1]: 2.md", ["1.md"]),
        ("[a][r]\n\n[r]:\t1.md\t\n[s]: \n 2.md \n 'Titre'", ["1.md", "2.md"]),
        ("```\n[a](1.md)\n\n[b](2.md)", []),
        ("```md\n[a](1.md)\n```\n[b](2.md)", ["2.md"]),
        ("~~~\n[a](1.md)\n```\n[b](2.md)\n~~~", []),
        ("> ```\n> [a](1.md)\n> ```\n> [b](2.md)", ["2.md"]),
    ],
)
def test_links_over_lines_and_fences(source: str, targets: list[str]) -> None:
    """A label runs over lines, never over paragraphs; pictures in links count; a fence runs to the end of its text."""
    assert [link.target for link in body.links(source)] == targets


@pytest.mark.parametrize(
    ("source", "anchors"),
    [
        ("Titre\n---", ["titre"]),
        ("Un\ndeux\n---", ["un-deux"]),
        ("## A\nTitre\n---\nSuite\n===", ["a", "titre", "suite"]),
        ("- a\n---", []),
        ("| a |\n---", ["a"]),
        ("1. Un\n------", []),
        ('> ## a\n\n- ## b\n\n=== "T"\n\n    ## c\n\n    ??? note\n        ## d', ["a", "b", "c", "d"]),
        ("#a\n\n##b", []),
        ("<!--\n## a\n-->\n## b", ["b"]),
        ("!!! note\n---", []),
        ("\n---", []),
        ("## A\n## A\n## A\n## A_1\n## ?", ["a", "a_1", "a_2", "a-1", "section"]),
        ("    ## code\n\n# b", ["b"]),
    ],
)
def test_what_is_a_heading(source: str, anchors: list[str]) -> None:
    """Headings are those of CommonMark, in whatever they stand; repeats are numbered."""
    assert [heading.anchor for heading in body.headings(source)] == anchors


@pytest.mark.parametrize(
    "source",
    [
        "[ " + "[a](b) " * 5_000,
        "[" * 50_000,
        "[a](" * 20_000,
        "`" * 50_001 + " a",
        "[a](" + "b(" * 20_000,
        "```a\n" * 20_000,
        "[a]: x" + " " * 100_000 + "y",
        "[a]:" + " " * 100_000 + "\n" + " " * 100_000,
    ],
)
def test_no_text_hangs(source: str) -> None:
    """Texts on which a backtracking expression never ends are scanned, and no link is seen twice."""
    assert len(body.links(source)) <= 20_000
    assert body.headings(source) == []


@pytest.mark.parametrize("step", [pytest.param(5, id="some"), pytest.param(1, id="all", marks=pytest.mark.long)])
def test_scanner_and_renderer_agree_on_real_texts(shared: Callable[[str], Path], step: int) -> None:
    """Of some 1,500 real descriptions with links or headings the anchors and targets are those of the rendered page.

    What is left are addresses that start with `www.`, and signs at the end of an address.
    """
    configs = {"toc": {"slugify": text.heading_slug}}
    renderer = markdown.Markdown(extensions=EXTENSIONS, extension_configs=configs)
    seen, differ = 0, []
    with gzip.open(shared("corpora/pyvideo.jsonl.gz"), "rt", encoding="utf-8") as lines:
        for line in islice(lines, 0, None, step):
            source = (json.loads(line).get("description") or "").replace("\r\n", "\n").replace("\r", "\n")
            if not re.search(r"\]\(|\]:|<http|^#|^[=-]{3}", source, re.MULTILINE):
                continue
            seen += 1
            renderer.reset()
            tree = html5lib.parseFragment(renderer.convert(dialect.rewritten(source)), namespaceHTMLElements=False)
            elements = [each for each in tree.iter() if isinstance(each.tag, str)]
            targets = {each.get("href") or each.get("src") for each in elements} - {None}
            anchors = [each.get("id") for each in elements if re.fullmatch("h[1-6]", each.tag)]
            rendered = {target for target in targets if not target.startswith(("mailto:", "#fn"))}
            found = {link.target for link in body.links(source)}
            assert anchors == [heading.anchor for heading in body.headings(source)], source
            if rendered - found:
                differ.append(source)
    assert seen > 1_000 / step
    assert len(differ) <= seen * 0.02


def test_additions_below_sections() -> None:
    """Each below the text of its heading, before the next one of any level; one of no heading at the end."""
    text = "Début.\n\n## A\n\nTexte.\n\n### B\n\n```\n## C\n```\n"
    added = body.insert_below_sections(text, {"": "Fin.", "b": "De B.", "a": "De A."})
    assert " ".join(added.split()) == "Début. ## A Texte. De A. ### B ``` ## C ``` De B. Fin."
    underlined = body.insert_below_sections("A\n---\nTexte.\n\nUn\nautre\n---\n", {"a": "De A."})
    assert " ".join(underlined.split()) == "A --- Texte. De A. Un autre ---"
    assert body.insert_below_sections("Seul.", {"": "Fin."}).split() == ["Seul.", "Fin."]
    assert body.insert_below_sections(text, {}) == text
