"""Names of files whose accents are stored in another form than a text writes them."""

from __future__ import annotations

import unicodedata
from typing import Literal

import pytest

from recap.content.stored_names import StoredNames

COMPOSED = "é.png"
DECOMPOSED = unicodedata.normalize("NFD", COMPOSED)


@pytest.mark.parametrize("stored", [COMPOSED, DECOMPOSED, "한글.png", unicodedata.normalize("NFD", "한글.png")])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_link_names_the_file_as_it_is_stored(stored: str, form: Literal["NFC", "NFD"]) -> None:
    """To the byte, as a server looks for it; whichever of the two forms the text has, and whatever is encoded."""
    from urllib.parse import quote

    names, written = StoredNames([f"demo/{stored}"]), unicodedata.normalize(form, stored)
    for target in (written, quote(written), f"./{written}", f"../demo/{written}"):
        body = names.linked(f"Été [a]({target}) ![b]({target})\n\n[c]: {target}\n\n[c]", "demo/talk.md")
        if written == stored:
            assert target in body
        else:
            assert body.count(f"({quote(stored)})") == 2
            assert target not in body


@pytest.mark.parametrize(
    "body", ["plain", "[a](a.png)", "Été [a](b%20c.png)", "[é](https://example.org/é.png)", "[x](é"]
)
def test_other_texts_stay_as_they_are(body: str) -> None:
    assert StoredNames([f"demo/{DECOMPOSED}", "demo/a.png"]).linked(body, "demo/talk.md") == body


def test_capitals_are_other_names() -> None:
    """Servers tell them apart."""
    names = StoredNames([f"demo/{DECOMPOSED}"])
    assert names.find("demo/É.png") == "demo/É.png"
    assert names.find(f"demo/{COMPOSED}") == f"demo/{DECOMPOSED}"
    assert names.find("demo/a.png") == "demo/a.png"
