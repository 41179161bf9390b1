"""Addresses: shortened ones are expanded by rule, marks that follow readers go, nothing else changes."""

from __future__ import annotations

import pytest

from recap.core.urls import expanded


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("https://youtu.be/qf7DkOHDNIg", "https://www.youtube.com/watch?v=qf7DkOHDNIg"),
        ("https://youtu.be/qf7DkOHDNIg?si=x&t=9#a", "https://www.youtube.com/watch?v=qf7DkOHDNIg&t=9#a"),
        ("https://www.youtube.com/watch?v=qf7DkOHDNIg&feature=share", "https://www.youtube.com/watch?v=qf7DkOHDNIg"),
        ("https://flic.kr/p/2abc", "https://www.flickr.com/p/2abc"),
        ("https://example.org/a?utm_source=x&b=1&UTM=2&fbclid=3", "https://example.org/a?b=1&UTM=2"),
        ("https://example.org/a?gclid=3#b", "https://example.org/a#b"),
        ("https://bit.ly/abc", None),
        ("http://www.goo.gl/abc", None),
        ("https://youtu.be/", None),
    ],
)
def test_what_is_written_in_full(written: str, expected: str | None) -> None:
    """By rule where there is one, without the parameters that follow readers; None where nobody can tell."""
    assert expanded(written) == expected


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/a?feature=share&si=1&s=20",
        "https://example.org/?a=%20&b=&c#utm_source=x",
        "https://web.archive.org/web/2016/http://example.org/?utm_source=x",
        "https://notbit.ly/abc",
        "http://[::1",
        "mailto:ana@example.org",
    ],
)
def test_what_stays(url: str) -> None:
    """Parameters that mean something elsewhere, archived addresses and what is no address come back unchanged."""
    assert expanded(url) == url
