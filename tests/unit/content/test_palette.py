"""The option `palette`: colours in, diagnostics out."""

from __future__ import annotations

import pytest

from recap.content.palette import Palette, contrast
from recap.content.settings import parse_settings
from recap.core.diagnostics import Diagnostic


def read(written: str) -> tuple[Palette, list[Diagnostic]]:
    """The palette of a mkdocs.yml, and its diagnostics."""
    settings, diagnostics = parse_settings(f"plugins: [recap: {{palette: {written}}}]\n".encode(), "mkdocs.yml")
    return settings.palette, diagnostics


def test_colours_and_topics() -> None:
    """Both schemes, three digits or six, any case; a topic gets the number of a colour."""
    written = "{light: {link: '#803', sign: '#402000'}, dark: {link: '#FFE0A0'}, topics: {reseau: 3}}"
    assert read(written) == (
        Palette({"link": "#880033", "sign": "#402000"}, {"link": "#ffe0a0"}, {"reseau": 3}),
        [],
    )


@pytest.mark.parametrize(
    ("written", "message_key", "column"),
    [
        ("x", "E116.mapping", 28),
        ("{lite: {}}", "E103", 29),
        ("{light: {lnk: '#803'}}", "E103", 37),
        ("{light: {link: red}}", "E116.colour", 43),
        ("{light: {link: 'x;} body{display:none'}}", "E116.colour", 43),
        ("{topics: {reseau: 7}}", "E116.topic_colour", 46),
        ("{topics: {'a}b': 1}}", "E116.id", 38),
        ("{light: {link: '#f0a0a0'}}", "W123", 43),
        ("{dark: {paper: '#a0a0a0'}}", "W123", 43),
    ],
)
def test_what_is_not_valid_is_reported_and_left_out(written: str, message_key: str, column: int) -> None:
    """Each at its place; a colour that is hard to read is a warning, and counts."""
    palette, diagnostics = read(written)
    assert {each.message_key for each in diagnostics} == {message_key}
    assert diagnostics[0].column == column
    assert (palette == Palette()) is (message_key != "W123")


def test_contrast_is_that_of_wcag() -> None:
    """Black on white is 21 to 1; the grey that just passes for text is 4.54 to 1."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
