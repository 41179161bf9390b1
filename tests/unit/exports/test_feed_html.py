"""HTML that leaves the site: the same words, without what only our pages have a use for."""

from __future__ import annotations

import pytest

from recap.exports.feed_html import plain_html


@pytest.mark.parametrize(
    ("ours", "plain"),
    [
        ('A <a class="recap-term" href="t.html" data-definition="&lt;b&gt;">hive</a>', 'A <a href="t.html">hive</a>'),
        ('<h2 id="a"><span id="b"></span>A &amp; B</h2>', "<h2>A &amp; B</h2>"),
        ('<div class="y"><h2 id="a">A</h2><a class="recap-permalink" href="#a">#</a></div>b', "<h2>A</h2>b"),
        ('<abbr title="Open &quot;C&quot;" tabindex="0">OCI</abbr>', '<abbr title="Open &quot;C&quot;">OCI</abbr>'),
        ('<div class="x"><div lang="fr"><p>a</p></div></div>', '<div lang="fr"><p>a</p></div>'),
        ('<pre><span class="k">if</span> x &lt; 3<br></pre>', "<pre>if x &lt; 3<br></pre>"),
        ('<p>a<button type="button"><svg><path d=""/></svg>Copy</button>b</p>', "<p>ab</p>"),
        ('<img alt="A" class="x" height="2" src="h.png" width="3">', '<img alt="A" height="2" src="h.png" width="3">'),
        ('<ol start="3"><li><input type="checkbox" disabled checked> one</li></ol>', None),
        ('<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup>', '<sup><a href="#fn:1">1</a></sup>'),
        ('<details class="note" open="open"><p>a</p></details>', '<details open="open"><p>a</p></details>'),
        ("<p>&#233;&eacute;é</p>", None),
        (
            '<svg data-src="a.svg" viewBox="0 0 2 2" aria-label="A &amp; B" width="2" height="3"><path/></svg>',
            '<img src="a.svg" alt="A &amp; B" width="2" height="3">',
        ),
        ('<svg><a href="x"><text>a</text></a></svg>b', "b"),
    ],
)
def test_what_leaves(ours: str, plain: str | None) -> None:
    """`None`: it leaves as it is."""
    assert plain_html(ours) == (ours if plain is None else plain)
