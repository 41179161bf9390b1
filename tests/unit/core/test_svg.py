"""SVG that becomes part of a page: what is let in, what is not, and diagrams that people draw."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from recap.core.svg import read_diagram
from tests.site_fixtures import FIXTURES

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 100">'


def test_a_diagram_is_named_sized_and_its_ids_are_its_own() -> None:
    raw = (
        f"{HEAD}<title>T</title><desc>Deux\n mots\u00a0: un.</desc>"
        '<defs><marker id="tip"><path d="M0 0h9"/></marker></defs>'
        '<path d="M0 0V9" stroke="var(--recap-line, #f5c400)" marker-end="url(#tip)"/></svg>'
    )
    diagram = read_diagram(raw.encode(), 'Un "nom" & <b>', "plan")
    assert diagram
    assert (diagram.width, diagram.height, diagram.words) == (320, 100, "Deux mots\u00a0: un.")
    assert 'role="img" aria-label="Un &quot;nom&quot; &amp; &lt;b&gt;" width="320" height="100"' in diagram.markup
    assert 'id="plan-tip"' in diagram.markup
    assert 'marker-end="url(#plan-tip)"' in diagram.markup
    assert "<title>" not in diagram.markup
    assert "xmlns" not in diagram.markup


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<style>*{fill:red}</style>",
        '<a href="https://example.org/"><path d="M0 0"/></a>',
        '<image href="https://example.org/x.png"/>',
        '<use href="#x"/>',
        "<foreignObject><p>x</p></foreignObject>",
        '<path d="M0 0" onload="alert(1)"/>',
        '<path d="M0 0" style="fill:red"/>',
        '<path d="M0 0" class="md-header"/>',
        '<path fill="url(https://example.org/x.svg#y)" d="M0 0"/>',
        '<path fill="url(&quot;data:x&quot;)" d="M0 0"/>',
        '<path fill="var(--x, url(https://example.org))" d="M0 0"/>',
        '<path fill="image-set(x)" d="M0 0"/>',
        '<path xmlns:x="http://www.w3.org/1999/xlink" x:href="#a" d="M0 0"/>',
        '<animate attributeName="href" to="x"/>',
        '<p xmlns="http://www.w3.org/1999/xhtml">x</p>',
        "<!-- --><set/>",
        "<path",
        "<g>" * 3000 + "</g>" * 3000,
        "x" * 100_001,
    ],
)
def test_what_is_not_on_the_lists_stays_outside(inside: str) -> None:
    assert read_diagram(f"{HEAD}{inside}</svg>".encode(), "", "x") is None


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'.encode("utf-16"),
        b'<?xml version="1.0" encoding="x-unknown"?><svg/>',
        b'<!DOCTYPE svg><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>',
        b"\xff\xfe<",
        b"<svg/>",
        b'<svg viewBox="0 0 1 1"/>',
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="a b c d"/>',
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1"/>',
        b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>',
        b'<html xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>',
    ],
)
def test_what_is_no_svg_with_a_box_stays_outside(raw: bytes) -> None:
    assert read_diagram(raw, "", "x") is None


@pytest.mark.parametrize("path", sorted((FIXTURES / "sites").rglob("docs/**/*.svg")), ids=lambda path: path.stem)
def test_drawn_diagrams_pass(path: Path) -> None:
    """Each is let in, says in words what it shows, is readable at 320 px, and follows the colour scheme."""
    check_diagram(path, letters=90)


def check_diagram(path: Path, *, letters: int) -> None:
    """A diagram that a site shows is all that, in at least so many letters."""
    raw = path.read_bytes()
    diagram = read_diagram(raw, "x", "x")
    assert diagram
    assert diagram.width <= 324
    assert len(diagram.words) > letters
    assert min(int(size) for size in re.findall(rb'font-size="(\d+)"', raw)) >= 16
    assert b"var(--recap-" in raw
