"""The first site on paper: its home page, its event and its talks, A4."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

EVENT = "containercon-europe-2016"


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("index", 2),
        (f"{EVENT}/index", 2),
        (f"{EVENT}/programme", 1),
        (f"{EVENT}/traefik", 4),
        (f"{EVENT}/standards-conteneurs", 7),
        (f"{EVENT}/user-namespaces-seccomp", 5),
        (f"{EVENT}/keynote", 6),
    ],
)
def test_pages_print_on_few_sheets(page: Page, site: Path, name: str, most: int) -> None:
    """Nothing is wider than the sheet, and no sheet holds only a heading."""
    page.goto((site / f"{name}.html").as_uri())
    sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert len(sheets) <= most
    assert all(len(sheet.extract_text().split()) > 12 for sheet in sheets)
    page.set_viewport_size({"width": 680, "height": 990})
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= 680
    page.emulate_media(media="screen")
