"""What people write around names: several in one entry, pronouns, titles, degrees, companies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recap.core.name_parts import honorifics, is_couple, is_nobody, is_pronouns, parts_of, people_in, turned

PIECES = st.sampled_from(
    ["Ada", "Quill", "Dr.", "Prof.", "(she/her)", ", PhD", " - ACME", "& Co", "et al.", "[ACME]", " @quill", ",", "-",
     "(", ")", "M.", "and", "Bo", "🦊", "李", "\u200c", "Jr.", "Mr. & Mrs.", "/", "+", ";"]
)  # fmt: skip


@pytest.mark.parametrize(
    ("entry", "names"),
    [
        ("A et B", ["A", "B"]), ("A and B", ["A", "B"]), ("A + B", ["A", "B"]), ("A / B", ["A", "B"]),
        ("Ada Quill/Bo Reed", ["Ada Quill", "Bo Reed"]), ("Ada Quill; Bo Reed", ["Ada Quill", "Bo Reed"]),
        ("Pia Rush+Rex Sole", ["Pia Rush", "Rex Sole"]), ("Ada Quill, Bo Reed", ["Ada Quill", "Bo Reed"]),
        ("Ada Quill (she/her)", ["Ada Quill (she/her)"]), ("Etta Anderson", ["Etta Anderson"]),
        ("Ada Quill (she, her)", ["Ada Quill (she, her)"]), ("Ada Quill (ACME & Co)", ["Ada Quill (ACME & Co)"]),
        ("Cy Dale, MSc, PhD", ["Cy Dale, MSc, PhD"]), ("van der Moss & Co", ["van der Moss & Co"]),
        ("Gil Hart et al.", ["Gil Hart et al."]), ("Ada Quill, ACME Corp.", ["Ada Quill, ACME Corp."]),
        ("Ada Quill, Cy Dale, MSc, PhD", ["Ada Quill", "Cy Dale"]), ("Ada Quill; ...", ["Ada Quill; ..."]),
        ("Ada Quill (ACME), Bo Reed", ["Ada Quill (ACME)", "Bo Reed"]),
    ],
)  # fmt: skip
def test_several_people_are_separated(entry: str, names: list[str]) -> None:
    """By the words and signs that people put between two names; what belongs to a name is no name."""
    assert people_in(entry) == names


@pytest.mark.parametrize(
    ("entry", "key", "value"),
    [
        ("Ada Quill (she/her)", "pronouns", "she/her"), ("Ada Quill (They/Them)", "pronouns", "They/Them"),
        ("Ada Quill, iel/they", "pronouns", "iel/they"), ("Prof. Dr. Ada Quill", "honorific", "Prof. Dr."),
        ("Dr. Ada Quill, MSc, PhD", "honorific", "Dr., MSc, PhD"), ("Ada Quill (PhD)", "honorific", "PhD"),
        ("Prof. Dr. rer. nat. Ada Quill", "honorific", "Prof. Dr. rer. nat."), ("Ada Quill, MA", "honorific", "MA"),
        ("Ada Quill (IT)", "organisation", "IT"), ("Ada Quill – ACME", "organisation", "ACME"),
        ("Ada Quill & Sons", "organisation", "Ada Quill & Sons"), ("Ada Quill, ACME GmbH", "organisation", "ACME GmbH"),
        ("Ada Quill @quill", "account", "@quill"), ("Ada Quill (@quill)", "account", "@quill"),
        ("Ada Quill (アダ)", "alias", "アダ"),
    ],
)  # fmt: skip
def test_what_is_added_is_told_apart(entry: str, key: str, value: str) -> None:
    """The name is what is left; each addition is what it is."""
    parts = parts_of(entry)
    assert (parts.name, getattr(parts, key)) == ("Ada Quill", value)


def test_a_title_in_french_is_an_initial_elsewhere() -> None:
    """`M.` before two words; before one it is either."""
    assert parts_of("M. Jean Foo", is_french=True).name == "Jean Foo"
    assert parts_of("M. Jean Foo").name == "M. Jean Foo"
    assert parts_of("M. Foo", is_french=True).name == "M. Foo"


@given(st.lists(PIECES, min_size=1, max_size=8).map(" ".join) | st.text(min_size=1, max_size=40))
def test_what_is_left_of_a_name_is_a_name(entry: str) -> None:
    """Nothing can be taken off what is left, which is never empty; no entry is read as no people."""
    name = parts_of(entry).name
    assert name
    assert parts_of(name).name == name
    assert people_in(entry)


def test_pronouns_and_nobody_are_known() -> None:
    """A few letters may be either, as a company's: capitals are no pronouns."""
    assert all(map(is_pronouns, ("she", "she/her", "they, them", "er/ihm", "elle", "él", "any pronouns/they")))
    assert not any(map(is_pronouns, ("IT", "it", "ACME", "all", "em", "", "Al")))
    assert all(map(is_nobody, ("TBA", "tbd", "N.N.", "NN", "Various speakers")))
    assert not any(map(is_nobody, ("Nn", "Ana", "Tba Foo")))


def test_titles_and_degrees_stand_on_either_side() -> None:
    """What schema.org calls honorificPrefix and honorificSuffix."""
    assert honorifics("Prof. Dr., MSc, PhD") == ("Prof. Dr.", "MSc, PhD")
    assert honorifics("Dr.") == ("Dr.", "")
    assert honorifics("") == ("", "")


def test_turned_names_and_couples() -> None:
    """Family name first; two people with one name between them."""
    assert turned("Moor, Fay") == "Fay Moor"
    assert not any(map(turned, ("Moor, Jr.", "Moor, ACME", "Moor", "Fay Moor, Sr")))
    assert is_couple("Mr. & Mrs. Moor") == "Moor"
    assert not is_couple("Mary & Moor")
