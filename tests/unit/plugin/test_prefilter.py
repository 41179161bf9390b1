"""A page is converted alike with and without the processors that it cannot need."""

from __future__ import annotations

import functools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from recap.content.settings import Settings
from recap.plugin.config import load_config, set_defaults
from recap.plugin.prefilter import Prefilter
from tests.site_fixtures import ROOT

CONFIG = ROOT / "mkdocs.yml"
SYNTAX = (
    '[^1] [^1]:·note *[ab]:·def !!!·note ???+·note ===·"tab" > ``` ~~~ ` `` \\ \\[ ]: [a]:·x.md [a] ![r][a] ](u) '
    "[l](u.md) ![i](p.png) <http://a.example> <a@b.example> <b> </b> <div> </div> <!--·c·--> &amp; &#39; & * ** _ - 1. "
    "# --- ~ ~~s~~ >·[!NOTE] >·x :: ___ *a*_b_ a·|·b\n--|--\n1·|·2 [TOC] [TOC ] "
    "https://a.example www.b.example c@d.example :// www. @ ~~ ##·h > ·>·q \x02 \x03 \t \n \n\n \n\n···· ··\n ab word ("
)
PIECES = [piece.replace("·", " ") for piece in SYNTAX.split(" ")]
"""Pieces of every syntax, whole and torn; some join others when they meet."""


@functools.cache
def converters() -> tuple[Markdown, Markdown, Prefilter]:
    """Python-Markdown as the site sets it up, twice, and what prepares the second for a text."""
    config = load_config(CONFIG)
    set_defaults(config, Settings())
    assert Prefilter.is_possible(config.markdown_extensions)
    plain, narrowed = (
        Markdown(extensions=config.markdown_extensions, extension_configs=config.mdx_configs) for _ in range(2)
    )
    return plain, narrowed, Prefilter(narrowed)


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=25).map("".join))
def test_nothing_that_a_text_contains_is_left_out(text: str) -> None:
    """HTML and table of contents are those of all processors, whatever syntax meets in a text."""
    plain, narrowed, prefilter = converters()
    prefilter.select(text)
    assert narrowed.reset().convert(text) == plain.reset().convert(text)
    assert narrowed.toc_tokens == plain.toc_tokens


def test_a_plain_list_needs_few_processors() -> None:
    """A list of links is searched for links and line breaks, and for nothing else within a line."""
    _, narrowed, prefilter = converters()
    prefilter.select("- [a](b.md)\n\n    word\n")
    inline = narrowed.treeprocessors["inline"].inlinePatterns
    assert [type(each).__name__ for each in inline] == ["LinkInlineProcessor", "SubstituteTagInlineProcessor"]


@pytest.mark.parametrize("extension", ["md_in_html", "pymdownx.emoji"])
def test_unknown_extensions_are_left_alone(extension: str) -> None:
    """With an extension whose syntax is unknown, all processors are used."""
    assert not Prefilter.is_possible(["tables", extension])
