"""Addresses that cannot be taken apart: the text stays, and the link is what can be read of it."""

from __future__ import annotations

import pytest

from tests.reference import render


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("a https://a.example][1] b", 'a <a href="https://a.example">https://a.example</a>][1] b'),
        ("[https://a.example][1].", '[<a href="https://a.example">https://a.example</a>][1].'),
        ("www.a.example][1]", '<a href="http://www.a.example">www.a.example][1</a>]'),
        ("[a](http://[1]/)", "<a>a</a>"),
        ("[a](https://b.example][2]/)", '<a href="https://b.example">a</a>'),
        ("<http://[::1]/x>", '<a href="http://[::1]/x">http://[::1]/x</a>'),
        ("https://a.example/x[1]", '<a href="https://a.example/x[1]">https://a.example/x[1]</a>'),
    ],
)
def test_an_address_ends_before_a_bracket(source: str, html: str) -> None:
    assert render(source) == f"<p>{html}</p>"
