"""Markup: what contributed text may not hold is found in the source, as the renderer would have made it live."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import html5lib
import markdown
import pytest

from recap.content import dialect
from recap.core import text
from recap.security import markup
from tests.unit.core.test_text import EXTENSIONS

OWN = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "a", "img", "em", "strong", "code", "pre", "hr",
       "blockquote", "table", "thead", "tbody", "tr", "th", "td", "div", "span", "input", "label", "details", "summary",
       "abbr", "sup", "br", "del", *markup.HARMLESS_TAGS}  # fmt: skip
"""Elements that Markdown makes by itself."""
OWN_ATTRIBUTES = {"href", "src", "alt", "title", "class", "id", "style", "checked", "name", "type", "for", "data-tabs",
                  "open", "start"}  # fmt: skip


def live(source: str) -> list[str]:
    """What of a rendered text is not of Markdown's own making: elements, attributes, addresses."""
    configs = {"toc": {"slugify": text.heading_slug}}
    tree = html5lib.parseFragment(
        markdown.markdown(dialect.rewritten(source), extensions=EXTENSIONS, extension_configs=configs),
        namespaceHTMLElements=False,
    )
    found: list[str] = []
    for element in tree.iter():
        if not isinstance(element.tag, str):
            found.append("comment")
        elif element.tag != "DOCUMENT_FRAGMENT":
            found += [element.tag] if element.tag not in OWN else []
            found += [name for name in element.attrib if name not in OWN_ATTRIBUTES]
            addresses = [element.get("href", ""), element.get("src", "")]
            found += [each for each in addresses if not markup.is_safe_url(each)]
            found += [each for each in addresses[1:] if each.startswith(("http:", "https:", "//"))]
    return found


ATTACKS = [
    "<script>alert(1)</script>",
    "a <img src=x onerror=alert(1)> b",
    "<svg/onload=alert(1)>",
    "<div\n\nonclick=x>",
    "x\n<iframe src=x></iframe>",
    "- a\n\n    <form action=x>",
    '!!! note "<img src=x onerror=a>"\n    b',
    '=== "<video>"\n\n    b',
    "| a |\n|---|\n| <object> |",
    "| ` |\n|---|\n| <b onclick=x> ` |",
    "` a\n# b <embed> ` c",
    "<details>\n<script>a</script>\n</details>",
    "<details>\n`<script>a</script>`\n",
    "a <details>\n<img src=x onerror=a>\n</details>",
    "<kbd onclick=x>a</kbd>",
    "\\\\<base href=x>",
    "<?php a ?>",
    "<![CDATA[<a>]]>",
    "[^1]\n\n[^1]: <style>a</style>",
    "[^1]\n\n[^1]: <embed>",
    "[a]: <form action=x>",
    "[a]: <embed> b",
    "[a](javascript:x)",
    "[a](<JaVaScRiPt:x>)",
    "[a](java&#115;cript:x)",
    "[a](javascript&colon;x)",
    "[a](\tdata:text/html,x)",
    "[a [b [c]]](vbscript:x)",
    "[a][b]\n\n[b]: javascript:x",
    "[b]\n\n[b]:\n    javascript:x",
    "<javascript://%0aalert(1)>",
    "![a](https://example.org/a.png)",
    "![a](//example.org/a.png)",
    "![a][b]\n\n[b]: https://example.org/a.png",
    "![b]\n\n[B]: https://example.org/a.png",
    '``` {.py title="<b onclick=x>" title_mode=html}\na\n```',
]


@pytest.mark.parametrize("source", ATTACKS)
def test_what_runs_or_fetches_is_found(source: str) -> None:
    """Each of these is alive when rendered, and reported in the source."""
    assert live(source)
    assert markup.forbidden(source)


@pytest.mark.parametrize(
    "source",
    [
        "a < b, c > d, x<3, <, <>, </>, 1 <2> 3",
        "`<script>` ``a ` <b>``",
        "    <script>\n\n```\n<b>\n```\n\n~~~html\n<b>\n~~~",
        "<ana@example.org> <https://example.org/> <http://example.org/?a=1&b>",
        "<kbd>a</kbd> H<sub>2</sub> <br> <br/> <abbr>a</abbr>",
        "<details>\n<summary>a</summary>\nb\n</details>",
        "`wrapped <code>\nspan` and {:?} or {: text } in prose, {{ x }}",
        "[a](b.md) [c](#d) [e](mailto:f@example.org) [g](a/b:c.md) ![h](i.png)",
        "[a](\n\nSpeaker: Ana",
        "[a](<b c.md>) and [d](<i j.md>)",
        "[a] [b]\n\n[a]: <c.md>\n[b]:\n  c.md\n  'd'",
        "&lt;script&gt; &#60;b>",
        "<!-- a --> b <!-- <img src=x> --> c",
        "<b>a</b> <i>b</i> <strong>c</strong> <u>d</u> <del>e</del> <small>f</small> <code>g</code>",
        "A List<String>, Map<K, List<Integer>>, std::vector<int>, <nom>, vim <file>, #include <stdio.h>, <T>",
        'See <a href="https://example.org/notes">the notes</a>, <img src="hall.png" alt="The hall" width="300">.',
        "\\<script\\>",
        "<details><summary>`<T>`</summary>\n\n- `List<String>`\n</details>",
    ],
)
def test_what_is_harmless_passes(source: str) -> None:
    """Prose, code, addresses and the harmless tags give nothing, when rendered too."""
    assert not live(source)
    assert markup.forbidden(source) == []


def test_places_and_variants() -> None:
    """Line and column from 1, in the body; the variant names the wording."""
    found = markup.forbidden("```\ncode\n```\né\n  <b\nc>\n\n[a](\n javascript:x) {: .d }\n\n![e](http://f/g)")
    assert found == [
        markup.Finding(5, 3, "html", "<b c>"),
        markup.Finding(9, 2, "address", "javascript:x"),
        markup.Finding(9, 16, "attributes", "{: .d }"),
        markup.Finding(11, 6, "image", "http://f/g", "![e](images/e.png)"),
    ]


def descriptions(path: Path) -> Iterator[str]:
    """The descriptions of a file of talks that hold anything to look at."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            found = (json.loads(line).get("description") or "").replace("\r\n", "\n").replace("\r", "\n")
            if any(sign in found for sign in ("<", "{:", "](", "]:", "![")):
                yield found


@pytest.mark.parametrize("step", [pytest.param(5, id="some"), pytest.param(1, id="all", marks=pytest.mark.long)])
def test_scanner_and_renderer_agree_on_real_texts(shared: Callable[[str], Path], step: int) -> None:
    """In 20,000 real descriptions all that runs when rendered is reported, and only HTML and what runs is reported."""
    reported = quiet = 0
    for number, source in enumerate(descriptions(shared("corpora/pyvideo.jsonl.gz"))):
        found = markup.forbidden(source)
        if not found and number % step:
            continue
        rendered = live(source)
        assert found or not rendered, source
        assert not found or rendered or all(each.variant in ("html", "unclosed") for each in found), source
        reported, quiet = reported + bool(found), quiet + (not found)
    assert reported > 5
    assert quiet > 500 / step


@pytest.mark.parametrize(
    ("piece", "reported"),
    [
        ("<", set()),
        ("<a ", set()),
        ("[a](", set()),
        ("`", set()),
        ("![", set()),
        ("{: .", set()),
        ("{: .a ", {"attributes"}),
        ("]:", set()),
        ("<!--", {"comment"}),
        ("<details>\n`", {"html"}),
        ("<b>", {"unclosed"}),
        ("[a]: b\n", set()),
        ('("', set()),
    ],
)
@pytest.mark.parametrize("size", [40_000, pytest.param(100_000, marks=pytest.mark.long)])
def test_no_text_hangs(piece: str, reported: set[str], size: int) -> None:
    """Texts on which a backtracking expression never ends are scanned to their end, and reported for what they are."""
    text = piece * (size // len(piece))
    assert {finding.variant for finding in markup.forbidden(text)} == reported
    assert {finding.variant for finding in markup.forbidden(f"<x\n[a]: {text}")} >= reported
