"""Terms in texts."""

from __future__ import annotations

import pytest

from recap.core.term_search import TermSearch

TERMS = TermSearch([(["Réseau", "network"], "reseau"), (["OCI"], "oci"), (["OCI Image Spec"], "image"), (["C"], "c")])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Le réseau, les Reseaux et NETWORKS.", ["reseau"] * 3),
        ("L’OCI Image Spec n’est pas l’OCI.", ["image", "oci"]),
        ("https://oci.example/oci network@oci network.io #oci réseau-x", []),
        ("Rien ; C non plus : un signe est trop court.", []),
        ("OCI   Image   Spec", ["oci"]),
        ("", []),
    ],
)
def test_terms_are_found_as_people_write_them(text: str, found: list[str]) -> None:
    """Whatever the capitals, accents and plurals; the longest wins; addresses and compounds are no words of a text."""
    assert [*TERMS.find(text)] == found


def test_most_texts_need_no_more_than_one_question() -> None:
    """A text without the first word of any term."""
    assert not TERMS.may_find("Rien de tel.")
    assert TERMS.may_find("OCI")
