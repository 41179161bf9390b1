"""The check of rendered HTML: a grammar that leaves browsers nothing to interpret."""

from __future__ import annotations

import pytest

from recap.security.csp import content_security_policy
from recap.security.html import disallowed_html


@pytest.mark.parametrize(
    "html",
    [
        "",
        "a &lt; b > c &amp; d",
        '<h2 id="x">A <em>b</em><br />c<br></h2>\n<hr />',
        '<p><a class="footnote-ref" href="#fn:1">1</a> <a href="&#109;ailto:a@b.org" title="x">y</a></p>',
        '<p><img alt="&quot;&lt;x&gt;" src="images/a.png" title="y" /></p>',
        '<table><thead><tr><th style="text-align: center;">a</th></tr></thead></table>',
        '<input checked="checked" id="__tabbed_1_1" name="__tabbed_1" type="radio" />',
        "<details><summary>x</summary><kbd>y</kbd></details>",
        '<a href="https://example.org/@x">y</a>',
    ],
)
def test_what_markdown_writes_passes(html: str) -> None:
    """Elements and attributes of the extensions that are on."""
    assert disallowed_html(html) is None


@pytest.mark.parametrize(
    ("html", "fragment"),
    [
        ("<p>a<script>x</script></p>", "<script>x</script></p>"),
        ("<P>a</P>", "<P>a</P>"),
        ("<p onclick=x>a</p>", "<p onclick=x>a</p>"),
        ('<p onclick="x">a</p>', '<p onclick="x">a</p>'),
        ("<p class='x'>a</p>", "<p class='x'>a</p>"),
        ("<p>a", "<p>"),
        ("<p>a</p></div>", "</div>"),
        ("<p><em>a</p></em>", "</p></em>"),
        ("<!-- a -->", "<!-- a -->"),
        ("<a<a href='x'>", "<a<a href='x'>"),
        ("a < b", "< b"),
        ('<a href="java&#10;script:x">y</a>', '<a href="java&#10;script:x">y</a>'),
        ('<a href="https://a:b@c.org">y</a>', '<a href="https://a:b@c.org">y</a>'),
        ('<a href="//a@c.org">y</a>', '<a href="//a@c.org">y</a>'),
        ('<img src="https://c.org/x.png" />', '<img src="https://c.org/x.png" />'),
        ('<img src="data:image/png,x" />', '<img src="data:image/png,x" />'),
        ('<img src="\\\\c.org/x.png" />', '<img src="\\\\c.org/x.png" />'),
        (
            '<td style="text-align: left; position: fixed">y</td>',
            '<td style="text-align: left; position: fixed">y</td>',
        ),
        ('<input type="password" name="x" />', '<input type="password" name="x" />'),
        ("<svg></svg>", "<svg></svg>"),
    ],
)
def test_anything_else_is_disallowed(html: str, fragment: str) -> None:
    """The first piece that may not stand is given, from its `<` on."""
    assert disallowed_html(html) == fragment


def test_hosts_of_pictures_are_allowed_by_name() -> None:
    """By https and by exact name; the policy then names them too."""
    hosts = ("img.example.org",)
    assert disallowed_html('<img src="https://img.example.org/x.png" />', hosts) is None
    for source in ("http://img.example.org/", "https://img.example.org.evil.org/", "https://x@img.example.org/", "//a"):
        assert disallowed_html(f'<img src="{source}" />', hosts)
    assert "img-src 'self' data: https://img.example.org;" in content_security_policy(hosts)
    assert "example" not in content_security_policy()
